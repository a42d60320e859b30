// SPDX-License-Identifier: GPL-2.0-only
/*
 * command.c - commands: a line in, a line out.
 *
 * They come through the command socket, or from the guest itself.  "help",
 * "dump", "quit" and "counter" are answered here; everything else goes to the
 * core.  The answer is "ok", with what was asked for, or "error: ...".
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "machine.h"

#define CLIENTS		(COMMAND_FDS - 1)
#define LINE_BYTES	512
#define ANSWER_BYTES	300

/**
 * struct command_client - a connection
 * @fd: -1 when the entry is free
 * @used: bytes in @line
 * @line: what has come so far
 */
struct command_client {
	int fd;
	size_t used;
	char line[LINE_BYTES];
};

/**
 * struct command_socket - used by the main thread only
 * @machine: the machine that the commands are for
 * @fd: listens
 * @path: to be unlinked
 * @clients: connections
 */
struct command_socket {
	struct machine *machine;
	int fd;
	const char *path;
	struct command_client clients[CLIENTS];
};

static void command_address(struct sockaddr_un *address, const char *path)
{
	*address = (struct sockaddr_un) { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address->sun_path))
		die("the path of the command socket is too long: %s", path);
	strcpy(address->sun_path, path);
}

int command_send(const char *path, const char *line)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;
	char answer[LINE_BYTES];
	size_t used = 0;
	ssize_t n;

	command_address(&address, path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		die_errno("cannot reach %s", path);
	if (dprintf(fd, "%s\n", line) < 0)
		die_errno("cannot write to %s", path);
	while (used < sizeof(answer) - 1 && !memchr(answer, '\n', used)) {
		n = read(fd, answer + used, sizeof(answer) - 1 - used);
		if (n <= 0)
			die("no answer from %s", path);
		used += n;
	}
	close(fd);
	answer[used] = '\0';
	fputs(answer, stdout);
	return strncmp(answer, "error", 5) ? STATUS_PASS : STATUS_FAIL;
}

struct command_socket *command_open(struct machine *m, const char *path)
{
	struct command_socket *command = calloc(1, sizeof(*command));
	struct sockaddr_un address;
	unsigned int i;

	if (!command)
		die("out of memory");
	command_address(&address, path);
	command->machine = m;
	command->path = path;
	for (i = 0; i < CLIENTS; i++)
		command->clients[i].fd = -1;
	command->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (command->fd < 0)
		die_errno("socket");
	if (bind(command->fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(command->fd, CLIENTS) < 0)
		die_errno("cannot listen at %s", path);
	return command;
}

static void client_close(struct command_client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
	client->used = 0;
}

void command_close(struct command_socket *command)
{
	unsigned int i;

	if (!command)
		return;
	for (i = 0; i < CLIENTS; i++)
		client_close(&command->clients[i]);
	close(command->fd);
	unlink(command->path);
	free(command);
}

static void client_answer(struct command_client *client, const char *answer)
{
	/* A client that does not read its short answers is disconnected. */
	if (send(client->fd, answer, strlen(answer), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		client_close(client);
}

/* "DEVICE.COUNTER" */
static void command_counter(struct machine *m, const char *name, char *answer, size_t size)
{
	const char *dot = strchr(name, '.');
	char device[64];
	uint64_t value;

	snprintf(device, sizeof(device), "%.*s", (int)strcspn(name, "."), name);
	if (dot && host_counter(m, device, dot + 1, &value))
		snprintf(answer, size, "ok %llu\n", (unsigned long long)value);
	else
		snprintf(answer, size, "error: there is no counter '%s'\n", name);
}

static void command_run(struct machine *m, const char *line, char *answer, size_t size)
{
	char error[256] = "refused";

	snprintf(answer, size, "ok\n");
	if (!strcmp(line, "help"))
		snprintf(answer, size, "help, dump, quit, counter DEVICE.NAME, fault NAME..., or DEVICE COMMAND...\n");
	else if (!strcmp(line, "quit"))
		vm_end(m, STATUS_HOST, "ended by a command");
	else if (!strcmp(line, "dump"))
		host_dump(m);
	else if (!strncmp(line, "counter ", 8))
		command_counter(m, line + 8, answer, size);
	else if (host_command(m, line, error, sizeof(error)))
		snprintf(answer, size, "error: %s\n", error);
}

void command_from_guest(struct machine *m, struct serial *serial, const char *line)
{
	char answer[ANSWER_BYTES];

	command_run(m, line, answer, sizeof(answer));
	pthread_mutex_lock(&m->device_lock);
	serial_input(serial, (const uint8_t *)answer, strlen(answer));
	pthread_mutex_unlock(&m->device_lock);
}

static void client_line(struct machine *m, struct command_client *client, const char *line)
{
	char answer[ANSWER_BYTES];

	command_run(m, line, answer, sizeof(answer));
	client_answer(client, answer);
}

/* Carry out every whole line that has come. */
static void client_lines(struct machine *m, struct command_client *client)
{
	char line[LINE_BYTES], *end;
	size_t length;

	while (client->fd >= 0 && (end = memchr(client->line, '\n', client->used))) {
		length = end - client->line;
		memcpy(line, client->line, length);
		line[length] = '\0';
		client->used -= length + 1;
		memmove(client->line, end + 1, client->used);
		client_line(m, client, line);
	}
	if (client->used == LINE_BYTES) {
		client_answer(client, "error: line too long\n");
		client_close(client);
	}
}

static void client_read(struct machine *m, struct command_client *client)
{
	ssize_t n = recv(client->fd, client->line + client->used,
			 LINE_BYTES - client->used, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_close(client);
		return;
	}
	client->used += n;
	client_lines(m, client);
}

static void command_accept(struct command_socket *command)
{
	int fd = accept4(command->fd, NULL, NULL, SOCK_CLOEXEC);
	unsigned int i;

	if (fd < 0)
		return;
	for (i = 0; i < CLIENTS; i++) {
		if (command->clients[i].fd < 0) {
			command->clients[i].fd = fd;
			return;
		}
	}
	close(fd);
}

unsigned int command_poll_prepare(struct command_socket *command, struct pollfd *fds)
{
	unsigned int i, n = 0;

	if (!command)
		return 0;
	fds[n++] = (struct pollfd) { .fd = command->fd, .events = POLLIN };
	for (i = 0; i < CLIENTS; i++)
		if (command->clients[i].fd >= 0)
			fds[n++] = (struct pollfd) {
				.fd = command->clients[i].fd, .events = POLLIN,
			};
	return n;
}

void command_poll_done(struct command_socket *command, const struct pollfd *fds,
		       unsigned int count)
{
	unsigned int i, j;

	for (i = 1; i < count; i++) {
		if (!fds[i].revents)
			continue;
		for (j = 0; j < CLIENTS; j++)
			if (command->clients[j].fd == fds[i].fd)
				client_read(command->machine, &command->clients[j]);
	}
	if (count && fds[0].revents)
		command_accept(command);
}
