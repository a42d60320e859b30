// SPDX-License-Identifier: GPL-2.0-only
/*
 * keyboard.c - standard input as the keyboard of the guest's console.
 */
#include <termios.h>
#include <unistd.h>

#include "keyboard.h"

/* Only one standard input, and signal handlers take no argument. */
static struct termios saved;
static bool raw;

/*
 * Every key goes to the guest, but for those that signal on our controlling
 * terminal: Ctrl-C, unless stty has chosen another, ends the program.  A
 * terminal that controls no session has no process to signal, and would only
 * swallow these keys.
 */
static void keyboard_set_raw(bool controlling)
{
	struct termios mode = saved;

	mode.c_lflag &= ~(ICANON | ECHO | IEXTEN);
	if (!controlling)
		mode.c_lflag &= ~ISIG;
	mode.c_iflag &= ~(ICRNL | IXON);
	mode.c_cc[VMIN] = 1;
	mode.c_cc[VTIME] = 0;
	raw = !tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

bool keyboard_open(bool console)
{
	pid_t foreground;

	if (tcgetattr(STDIN_FILENO, &saved) < 0)
		return console;
	/* Fails for a terminal that does not control our session. */
	foreground = tcgetpgrp(STDIN_FILENO);
	/* A background job must not touch the terminal. */
	if (foreground >= 0 && foreground != getpgrp())
		return false;
	keyboard_set_raw(foreground >= 0);
	return true;
}

void keyboard_close(void)
{
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	raw = false;
}
