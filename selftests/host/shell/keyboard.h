/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keyboard.h - standard input as the keyboard of the guest's console.
 */
#ifndef KEYBOARD_H
#define KEYBOARD_H

#include <stdbool.h>

/*
 * May keys be read from standard input?  A terminal is in raw mode from then on,
 * until keyboard_close().  Anything else may be there for another purpose, so it
 * is read only if standard output is the guest's @console.
 */
bool keyboard_open(bool console);
/* Safe in a signal handler. */
void keyboard_close(void);

#endif /* KEYBOARD_H */
