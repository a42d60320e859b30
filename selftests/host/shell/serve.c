// SPDX-License-Identifier: GPL-2.0-only
/*
 * serve.c - serve the guest's signals on a thread of its own: --serve thread.
 *
 * Otherwise a channel is served inside the hypercall that signals it, for which the
 * guest's processor waits. On Hyper-V the host works on another processor meanwhile,
 * and a guest that goes on sending need not signal again before it is done.
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"

#define SIGNALS_MAX	256

/**
 * struct signal - a signal that has not been served
 * @connection: as the guest named it
 * @flag: likewise
 */
struct signal {
	uint32_t connection;
	uint16_t flag;
};

/**
 * struct server - the thread, and what it has to do
 * @machine: whose signals
 * @thread: it
 * @lock: protects what follows
 * @wake: something has been queued, or @stop set
 * @stop: it is to end
 * @count: entries of @queue
 * @queue: the signals, in order, each once
 */
struct server {
	struct machine *machine;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	unsigned int count;
	struct signal queue[SIGNALS_MAX];
};

/* Take what is queued. 0: the thread is to end. */
static unsigned int signals_take(struct server *server, struct signal *signals)
{
	unsigned int count;

	pthread_mutex_lock(&server->lock);
	while (!server->count && !server->stop)
		pthread_cond_wait(&server->wake, &server->lock);
	count = server->stop ? 0 : server->count;
	memcpy(signals, server->queue, count * sizeof(signals[0]));
	server->count = 0;
	pthread_mutex_unlock(&server->lock);
	return count;
}

static void *serve(void *arg)
{
	struct server *server = arg;
	struct signal signals[SIGNALS_MAX];
	unsigned int count, i;

	while ((count = signals_take(server, signals)))
		for (i = 0; i < count; i++)
			host_signal(server->machine, signals[i].connection,
				    signals[i].flag);
	return NULL;
}

/* Under its lock. False: there is no room. */
static bool signal_queue(struct server *server, const struct signal *signal)
{
	unsigned int i;

	/* Signals that have not been served are one. */
	for (i = 0; i < server->count; i++)
		if (server->queue[i].connection == signal->connection &&
		    server->queue[i].flag == signal->flag)
			return true;
	if (server->count == SIGNALS_MAX)
		return false;
	server->queue[server->count++] = *signal;
	pthread_cond_signal(&server->wake);
	return true;
}

uint16_t serve_signal(struct machine *m, uint32_t connection, uint16_t flag)
{
	const struct signal signal = { connection, flag };
	struct server *server = m->server;
	bool queued;

	if (!server)
		return host_signal(m, connection, flag);
	pthread_mutex_lock(&server->lock);
	queued = signal_queue(server, &signal);
	pthread_mutex_unlock(&server->lock);
	/* Whether there is such a connection turns out later. */
	return queued ? VMBHOST_HV_SUCCESS : host_signal(m, connection, flag);
}

void serve_start(struct machine *m)
{
	struct server *server;
	int error;

	if (!m->options->serve_on_thread)
		return;
	server = calloc(1, sizeof(*server));
	if (!server)
		die("out of memory");
	server->machine = m;
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->wake, NULL);
	error = pthread_create(&server->thread, NULL, serve, server);
	if (error)
		die("cannot start the thread that serves: %s", strerror(error));
	m->server = server;
}

void serve_stop(struct machine *m)
{
	struct server *server = m->server;

	if (!server)
		return;
	pthread_mutex_lock(&server->lock);
	server->stop = true;
	pthread_cond_signal(&server->wake);
	pthread_mutex_unlock(&server->lock);
	pthread_join(server->thread, NULL);
	pthread_cond_destroy(&server->wake);
	pthread_mutex_destroy(&server->lock);
	m->server = NULL;
	free(server);
}
