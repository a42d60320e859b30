// SPDX-License-Identifier: GPL-2.0-only
/* keyboard.c - standard input as a terminal of each kind, and as none. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "../shell/keyboard.h"
#include "groups.h"
#include "harness.h"

/* What a terminal sends when Ctrl-C, a letter and Enter are pressed. */
static const char keys[] = "\003a\r";

struct terminal {
	int master;
	int slave;
	struct termios mode;
};

/* For a session leader: its standard input. */
static void terminal_open(struct terminal *t, bool controlling)
{
	t->master = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(!grantpt(t->master) && !unlockpt(t->master));
	t->slave = open(ptsname(t->master), O_RDWR | (controlling ? 0 : O_NOCTTY));
	dup2(t->slave, STDIN_FILENO);
	CHECK(!tcgetattr(STDIN_FILENO, &t->mode));
}

static void check_unchanged(const struct terminal *t)
{
	struct termios now;

	CHECK(!tcgetattr(t->slave, &now));
	CHECK_EQ(now.c_lflag, t->mode.c_lflag);
	CHECK_EQ(now.c_iflag, t->mode.c_iflag);
}

/* In a session of its own; its failures are ours. */
static void in_session(void (*fn)(void))
{
	pid_t pid = fork();
	int status = -1;

	if (!pid) {
		setsid();
		/* Ends the wait for keys that do not come. */
		alarm(10);
		fn();
		fflush(stdout);
		_exit(harness_failed());
	}
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

/* Every key is read as it is, and none is echoed. */
static void not_controlling_child(void)
{
	struct terminal t;
	char got[8];

	terminal_open(&t, false);
	CHECK(keyboard_open(true));
	CHECK_EQ(write(t.master, keys, 3), 3);
	CHECK_EQ(read(STDIN_FILENO, got, sizeof(got)), 3);
	CHECK(!memcmp(got, keys, 3));
	fcntl(t.master, F_SETFL, O_NONBLOCK);
	CHECK(read(t.master, got, sizeof(got)) < 0);
	keyboard_close();
	check_unchanged(&t);
}

static void not_controlling(void)
{
	in_session(not_controlling_child);
}

static void controlling_child(void)
{
	struct terminal t;
	struct termios now;

	terminal_open(&t, true);
	CHECK(keyboard_open(true));
	CHECK(!tcgetattr(STDIN_FILENO, &now));
	CHECK_EQ(now.c_lflag & (ICANON | ECHO | ISIG), ISIG);
	keyboard_close();
	check_unchanged(&t);
}

static void controlling(void)
{
	in_session(controlling_child);
}

static void background_child(void)
{
	struct terminal t;
	int status = -1;
	pid_t pid;

	terminal_open(&t, true);
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		_exit(keyboard_open(true));
	}
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
	check_unchanged(&t);
}

static void background(void)
{
	in_session(background_child);
}

static void no_terminal_child(void)
{
	int fds[2];

	CHECK(!pipe(fds));
	dup2(fds[0], STDIN_FILENO);
	CHECK(keyboard_open(true));
	CHECK(!keyboard_open(false));
	keyboard_close();
}

static void no_terminal(void)
{
	in_session(no_terminal_child);
}

void keyboard(void)
{
	static const struct test tests[] = {
		{ "a terminal that controls no session", not_controlling },
		{ "the controlling terminal", controlling },
		{ "a background job", background },
		{ "no terminal", no_terminal },
	};

	RUN(tests);
}
