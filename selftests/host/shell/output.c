// SPDX-License-Identifier: GPL-2.0-only
/*
 * output.c - files that the guest or the trace writes to.
 *
 * Bytes are collected until a line ends: a write() for each byte would double
 * the cost of a console.  The event loop flushes what is left over, such as a
 * prompt.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"

/**
 * struct output - a file
 * @lock: protects the rest; the innermost lock
 * @fd: where to, -1 to discard
 * @used: bytes in @buffer
 * @buffer: not yet written
 */
struct output {
	pthread_mutex_t lock;
	int fd;
	size_t used;
	uint8_t buffer[4096];
};

struct output *output_open(const char *path)
{
	struct output *out = calloc(1, sizeof(*out));

	if (!out)
		die("out of memory");
	pthread_mutex_init(&out->lock, NULL);
	if (!path)
		out->fd = -1;
	else if (!strcmp(path, "-"))
		out->fd = STDOUT_FILENO;
	else
		out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
	if (path && out->fd < 0)
		die_errno("cannot write %s", path);
	return out;
}

/* A reader that has gone away must not stop the machine: drop the bytes. */
static void output_drain(struct output *out)
{
	size_t done = 0;
	ssize_t n;

	while (out->fd >= 0 && done < out->used) {
		n = write(out->fd, out->buffer + done, out->used - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += n;
	}
	out->used = 0;
}

static void output_put(struct output *out, uint8_t byte)
{
	out->buffer[out->used++] = byte;
	if (byte == '\n' || out->used == sizeof(out->buffer))
		output_drain(out);
}

void output_byte(struct output *out, uint8_t byte)
{
	pthread_mutex_lock(&out->lock);
	output_put(out, byte);
	pthread_mutex_unlock(&out->lock);
}

void output_line(struct output *out, const char *line)
{
	size_t len = strlen(line);

	pthread_mutex_lock(&out->lock);
	/* A trace line is written when the buffer is full, not each on its own. */
	if (out->used + len + 1 > sizeof(out->buffer))
		output_drain(out);
	if (len >= sizeof(out->buffer))
		len = sizeof(out->buffer) - 1;
	memcpy(out->buffer + out->used, line, len);
	out->used += len;
	out->buffer[out->used++] = '\n';
	pthread_mutex_unlock(&out->lock);
}

void output_flush(struct output *out)
{
	pthread_mutex_lock(&out->lock);
	output_drain(out);
	pthread_mutex_unlock(&out->lock);
}

void output_close(struct output *out)
{
	if (!out)
		return;
	output_flush(out);
	if (out->fd > STDERR_FILENO)
		close(out->fd);
	pthread_mutex_destroy(&out->lock);
	free(out);
}
