// SPDX-License-Identifier: GPL-2.0-only
/*
 * loop.c - the main thread's event loop.
 *
 * It serves the core's timer, the keyboard, the command socket, the time limit
 * and the signals that end the program, and writes out half-finished lines.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "keyboard.h"
#include "machine.h"

#define TICK_MS		50	/* how long an unfinished line may wait */
#define GRACE_SECONDS	5	/* for the loop to notice that it has to end */
#define END_SECONDS	60	/* for an orderly end, before the process is ended */

/* Only one machine, and signal handlers take no argument. */
static int signal_end_fd = -1;
static volatile sig_atomic_t signal_caught;
/* What to end with, once the loop has ended; until then time is up. */
static volatile sig_atomic_t end_status = STATUS_TIMEOUT;

static void on_end_signal(int number)
{
	uint64_t one = 1;
	int saved = errno;

	signal_caught = number;
	end_status = 128 + number;
	alarm(GRACE_SECONDS);
	/* If this fails, the next tick sees signal_caught all the same. */
	(void)!write(signal_end_fd, &one, sizeof(one));
	errno = saved;
}

/*
 * A thread does not release the core's lock, or nothing reads what is written: the run has
 * to end nevertheless. There is no other alarm, so nothing here may wait.
 */
static void on_alarm(int number)
{
	static const char text[] =
		"vmbhost: some thread does not end: the process ends without it\n";
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };

	(void)number;
	if (poll(&out, 1, 0) > 0 && (out.revents & POLLOUT) &&
	    write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(STATUS_HOST);
	keyboard_close();
	_exit(end_status);
}

static void loop_init_signals(struct machine *m)
{
	struct sigaction end = { .sa_handler = on_end_signal };
	struct sigaction last = { .sa_handler = on_alarm };

	signal_end_fd = m->end_fd;
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	sigaction(SIGALRM, &last, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void loop_init(struct machine *m)
{
	m->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	m->end_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (m->timer_fd < 0 || m->end_fd < 0)
		die_errno("cannot set up the event loop");
	loop_init_signals(m);
}

/* Returns false at the end of input. */
static bool loop_keyboard(struct machine *m)
{
	uint8_t bytes[256];
	size_t room;
	ssize_t n;

	pthread_mutex_lock(&m->device_lock);
	room = serial_room(m->com[0]);
	pthread_mutex_unlock(&m->device_lock);
	if (!room)
		return true;
	n = read(STDIN_FILENO, bytes, room < sizeof(bytes) ? room : sizeof(bytes));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		return false;
	pthread_mutex_lock(&m->device_lock);
	serial_input(m->com[0], bytes, n);
	pthread_mutex_unlock(&m->device_lock);
	return true;
}

static void loop_flush(struct machine *m)
{
	output_flush(m->console);
	output_flush(m->result);
	if (m->trace)
		output_flush(m->trace);
}

static void loop_check_limit(struct machine *m)
{
	unsigned int limit = m->options->time_limit;

	if (limit && clock_now(m) >= limit * 1000000000ull)
		vm_end(m, STATUS_TIMEOUT,
		       "the guest gave no verdict within its time limit of %u seconds",
		       limit);
}

static void loop_once(struct machine *m, struct command_socket *command, bool *keyboard)
{
	struct pollfd fds[3 + COMMAND_FDS] = {
		{ .fd = m->end_fd, .events = POLLIN },
		{ .fd = m->timer_fd, .events = POLLIN },
		{ .fd = *keyboard ? STDIN_FILENO : -1, .events = POLLIN },
	};
	unsigned int commands = command_poll_prepare(command, fds + 3);
	uint64_t expired;

	if (poll(fds, 3 + commands, TICK_MS) > 0) {
		if (fds[1].revents && read(m->timer_fd, &expired, sizeof(expired)) > 0)
			host_run(m);
		if (fds[2].revents)
			*keyboard = loop_keyboard(m);
		command_poll_done(command, fds + 3, commands);
	}
	if (signal_caught)
		vm_end(m, 128 + signal_caught, "ended by signal %d", (int)signal_caught);
	loop_check_limit(m);
	loop_flush(m);
}

void loop_run(struct machine *m)
{
	struct command_socket *command = NULL;
	bool keyboard;

	if (m->options->command_socket)
		command = command_open(m, m->options->command_socket);
	keyboard = keyboard_open(!strcmp(m->options->console, "-"));
	if (m->options->time_limit) {
		struct itimerval last = {
			.it_value.tv_sec = m->options->time_limit + GRACE_SECONDS,
		};

		setitimer(ITIMER_REAL, &last, NULL);
	}
	while (!atomic_load(&m->ending))
		loop_once(m, command, &keyboard);
	/* What comes now may hang, too. */
	end_status = m->status == STATUS_PASS ? STATUS_HOST : m->status;
	alarm(END_SECONDS);
	command_close(command);
}

void loop_destroy(struct machine *m)
{
	keyboard_close();
	loop_flush(m);
}
