/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keyboard.h - standard input as the keyboard of the guest's console.
 */
#ifndef KEYBOARD_H
#define KEYBOARD_H

#include <stdbool.h>

/*
 * May keys be read from standard input?  A terminal is then in raw mode until
 * keyboard_close().  Anything else is read only if @console, the guest's
 * console being standard output: it may be there for another purpose.
 */
bool keyboard_open(bool console);
/* Safe in a signal handler. */
void keyboard_close(void);

#endif /* KEYBOARD_H */
