// SPDX-License-Identifier: GPL-2.0-only
/* loop.c - the end of the process when something does not end. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../shell/machine.h"
#include "groups.h"
#include "harness.h"

/* What loop.c calls of the machine, and these tests do not need. */

void host_run(struct machine *m)
{
	(void)m;
}

uint64_t clock_now(const struct machine *m)
{
	(void)m;
	return 0;
}

size_t serial_room(const struct serial *serial)
{
	(void)serial;
	return 0;
}

void serial_input(struct serial *serial, const uint8_t *bytes, size_t len)
{
	(void)serial;
	(void)bytes;
	(void)len;
}

void output_flush(struct output *out)
{
	(void)out;
}

struct command_socket *command_open(struct machine *m, const char *path)
{
	(void)m;
	(void)path;
	return NULL;
}

void command_close(struct command_socket *socket)
{
	(void)socket;
}

unsigned int command_poll_prepare(struct command_socket *socket, struct pollfd *fds)
{
	(void)socket;
	(void)fds;
	return 0;
}

void command_poll_done(struct command_socket *socket, const struct pollfd *fds,
		       unsigned int count)
{
	(void)socket;
	(void)fds;
	(void)count;
}

/* Have standard error be a pipe that is full, and that is not read. */
static void stop_reading(void)
{
	static const char bytes[4096];
	int fds[2];

	if (pipe(fds))
		_exit(99);
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	while (write(fds[1], bytes, sizeof(bytes)) > 0)
		;
	fcntl(fds[1], F_SETFL, 0);
	dup2(fds[1], STDERR_FILENO);
}

/* The exit status of a process that does @fn, or -1 if it is still there after 30 s. */
static int status_of(void (*fn)(void))
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int status, i;
	pid_t pid = fork();

	if (!pid) {
		fn();
		_exit(98);
	}
	for (i = 0; i < 3000; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
		nanosleep(&pause, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

static void too_long_child(void)
{
	static struct options options = { .console = "" };
	static struct machine m = { .options = &options };

	loop_init(&m);
	stop_reading();
	raise(SIGALRM);
}

static void too_long(void)
{
	CHECK_EQ(status_of(too_long_child), STATUS_TIMEOUT);
}

static void ends_with(enum exit_status status)
{
	static struct options options = { .console = "" };
	static struct machine m = { .options = &options };

	loop_init(&m);
	stop_reading();
	m.status = status;
	m.ending = true;
	loop_run(&m);
	/* One was set, which this is taken for. */
	if (!alarm(0))
		_exit(97);
	raise(SIGALRM);
}

static void passed_child(void)
{
	ends_with(STATUS_PASS);
}

static void failed_child(void)
{
	ends_with(STATUS_FAIL);
}

static void after_the_end(void)
{
	CHECK_EQ(status_of(passed_child), STATUS_HOST);
	CHECK_EQ(status_of(failed_child), STATUS_FAIL);
}

static void signalled_child(void)
{
	static struct options options = { .console = "" };
	static struct machine m = { .options = &options };

	loop_init(&m);
	stop_reading();
	raise(SIGTERM);
	raise(SIGALRM);
}

static void signalled(void)
{
	CHECK_EQ(status_of(signalled_child), 128 + SIGTERM);
}

void loop(void)
{
	static const struct test tests[] = {
		{ "time is up, and nothing reads what is said", too_long },
		{ "a signal, likewise", signalled },
		{ "a run that has ended does not, likewise", after_the_end },
	};

	RUN(tests);
}
