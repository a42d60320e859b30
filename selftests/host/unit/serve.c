// SPDX-License-Identifier: GPL-2.0-only
/* serve.c - when signals are served: in the hypercall, or on a thread of its own. */
#include <pthread.h>

#include "../shell/machine.h"
#include "groups.h"
#include "harness.h"

#define SIGNALS_MAX	256
#define STATUS		18

/* What has been served, and whether the thread may go on. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool open;
	unsigned int entered;
	unsigned int served;
	uint32_t connection[SIGNALS_MAX * 2];
	pthread_t by[SIGNALS_MAX * 2];
} host = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static pthread_t guest;

/* The thread waits here until it may go on; the guest never does. */
uint16_t host_signal(struct machine *m, uint32_t connection, uint16_t flag)
{
	(void)m;
	CHECK_EQ(flag, 0);
	pthread_mutex_lock(&host.lock);
	host.entered++;
	pthread_cond_broadcast(&host.changed);
	while (!host.open && !pthread_equal(pthread_self(), guest))
		pthread_cond_wait(&host.changed, &host.lock);
	host.connection[host.served] = connection;
	host.by[host.served++] = pthread_self();
	pthread_cond_broadcast(&host.changed);
	pthread_mutex_unlock(&host.lock);
	return STATUS;
}

static void wait_for(const unsigned int *counter, unsigned int count)
{
	pthread_mutex_lock(&host.lock);
	while (*counter < count)
		pthread_cond_wait(&host.changed, &host.lock);
	pthread_mutex_unlock(&host.lock);
}

static void host_open(bool open)
{
	pthread_mutex_lock(&host.lock);
	host.open = open;
	pthread_cond_broadcast(&host.changed);
	pthread_mutex_unlock(&host.lock);
}

static void begin(struct machine *m, struct options *options, bool on_thread)
{
	guest = pthread_self();
	host.entered = 0;
	host.served = 0;
	host_open(false);
	*options = (struct options) { .serve_on_thread = on_thread };
	*m = (struct machine) { .options = options };
	serve_start(m);
}

static void in_hypercall(void)
{
	struct options options;
	struct machine m;

	begin(&m, &options, false);
	CHECK_EQ(serve_signal(&m, 7, 0), STATUS);
	CHECK_EQ(host.served, 1);
	CHECK_EQ(host.connection[0], 7);
	CHECK(pthread_equal(host.by[0], guest));
	serve_stop(&m);
}

static void on_thread(void)
{
	static const uint32_t sent[] = { 7, 8, 9, 8, 9 }, expected[] = { 7, 8, 9 };
	struct options options;
	struct machine m;
	unsigned int i;

	begin(&m, &options, true);
	CHECK_EQ(serve_signal(&m, sent[0], 0), VMBHOST_HV_SUCCESS);
	/* From here on the thread is busy, and others queue. */
	wait_for(&host.entered, 1);
	for (i = 1; i < ARRAY_SIZE(sent); i++)
		CHECK_EQ(serve_signal(&m, sent[i], 0), VMBHOST_HV_SUCCESS);
	CHECK_EQ(host.served, 0);
	host_open(true);
	wait_for(&host.served, 3);
	serve_stop(&m);
	CHECK_EQ(host.served, 3);
	for (i = 0; i < 3; i++) {
		CHECK_EQ(host.connection[i], expected[i]);
		CHECK(!pthread_equal(host.by[i], guest));
	}
}

static void without_room(void)
{
	struct options options;
	struct machine m;
	unsigned int i;

	begin(&m, &options, true);
	serve_signal(&m, 1, 0);
	wait_for(&host.entered, 1);
	for (i = 0; i < SIGNALS_MAX; i++)
		CHECK_EQ(serve_signal(&m, 1000 + i, 0), VMBHOST_HV_SUCCESS);
	CHECK_EQ(host.served, 0);
	CHECK_EQ(serve_signal(&m, 2, 0), STATUS);
	CHECK_EQ(host.served, 1);
	CHECK_EQ(host.connection[0], 2);
	host_open(true);
	wait_for(&host.served, SIGNALS_MAX + 2);
	serve_stop(&m);
}

void serve(void)
{
	static const struct test tests[] = {
		{ "a signal is served in its hypercall", in_hypercall },
		{ "on a thread signals are served in order, each once", on_thread },
		{ "a signal that finds no room is served in its hypercall", without_room },
	};

	RUN(tests);
}
