// SPDX-License-Identifier: GPL-2.0-only
/*
 * steady.c - traffic in both directions on all test devices until it is stopped, while
 * the machine around it changes.
 */
#include <linux/delay.h>
#include <linux/module.h>

#include "suites.h"
#include "traffic.h"

#define REQUESTS	4u
#define PACKETS		20u
#define WINDOW		4u

static bool steady_stop;
module_param(steady_stop, bool, 0644);
MODULE_PARM_DESC(steady_stop, "end the steady traffic");

static bool steady_source = true;
module_param(steady_source, bool, 0644);
MODULE_PARM_DESC(steady_source, "the devices send, too; their channels must not close");

/**
 * struct steady - a channel with traffic
 * @c: the channel
 * @tr: requests of ours; the device's come with each look at it
 * @again: enables the channel after it has closed
 * @ending: that is not done any more
 * @closed: how often it was
 */
struct steady {
	struct endpoint c;
	struct traffic *tr;
	struct work_struct again;
	bool ending;
	atomic_t closed;
};

static void steady_again(struct work_struct *work)
{
	struct steady *s = container_of(work, struct steady, again);

	if (READ_ONCE(s->ending))
		return;
	endpoint_history_reset(&s->c);
	EXPECT_EQ(s->c.t, VmbChannelEnable(s->c.channel), STATUS_SUCCESS);
}

static void steady_closed(struct endpoint *c)
{
	struct steady *s = container_of(c, struct steady, c);

	atomic_inc(&s->closed);
	if (!READ_ONCE(s->ending))
		schedule_work(&s->again);
}

static void steady_post_started(struct endpoint *c)
{
	struct steady *s = container_of(c, struct steady, c);

	if (!READ_ONCE(s->ending))
		traffic_start(s->tr);
}

static bool steady_begin(struct kcase *t, struct steady *s, u32 index)
{
	struct client_setup setup = { .index = index };

	INIT_WORK(&s->again, steady_again);
	endpoint_init(&s->c, t);
	if (!client_create(&s->c, &setup) || !client_enable(&s->c))
		return false;
	s->tr = traffic_alloc(&s->c, KMCLTEST_ECHO, 64, REQUESTS, WAIT);
	if (!s->tr)
		return false;
	s->c.post_started = steady_post_started;
	s->c.closed = steady_closed;
	traffic_start(s->tr);
	return true;
}

/* After a lost interrupt a channel stands still, in one direction or both. */
static void steady_look(struct kcase *t, struct steady *s)
{
	s64 rounds = atomic64_read(&s->tr->rounds);
	int packets = atomic_read(&s->c.packets) + PACKETS;

	if (!READ_ONCE(steady_source))
		return;
	if (!client_source(&s->c, PACKETS, 64, KMCLTEST_SOURCE_COMPLETE, WINDOW))
		return;
	EXPECT_SOON(t, atomic_read(&s->c.packets) == packets, WAIT_MS);
	EXPECT_SOON(t, atomic64_read(&s->tr->rounds) > rounds, WAIT_MS);
}

static void steady_end(struct kcase *t, struct steady *s)
{
	if (!s->tr)
		return;
	WRITE_ONCE(s->ending, true);
	cancel_work_sync(&s->again);
	traffic_stop(s->tr);
	kcase_note(t, "channel %u: %lld requests, %d packets, closed %d times",
		   s->c.index, atomic64_read(&s->tr->rounds),
		   atomic_read(&s->c.packets), atomic_read(&s->closed));
}

/* A state callback that was under way may have started the traffic, or the work, since. */
static void steady_destroy(struct steady *s)
{
	if (s->tr) {
		endpoint_disable(&s->c);
		cancel_work_sync(&s->again);
		traffic_stop(s->tr);
	}
	client_destroy(&s->c);
}

static void test_steady(struct kcase *t)
{
	struct steady *all;
	u32 i;

	CLIENT_NEED_DEVICES(t, 1);
	all = kvcalloc(client_devices, sizeof(*all), GFP_KERNEL);
	ASSERT_NOT_NULL(t, all);
	for (i = 0; i < client_devices && !kcase_failed(t); i++)
		steady_begin(t, &all[i], i);
	while (!READ_ONCE(steady_stop) && !kcase_expired(t) && !kcase_failed(t)) {
		for (i = 0; i < client_devices && !kcase_failed(t); i++)
			steady_look(t, &all[i]);
		msleep(50);
	}
	EXPECT_TRUE(t, READ_ONCE(steady_stop));
	for (i = 0; i < client_devices; i++)
		steady_end(t, &all[i]);
	/* No packet may be lost: this compares what was sent with what came back. */
	for (i = 0; i < client_devices; i++)
		steady_destroy(&all[i]);
	kvfree(all);
}

static const struct kcase_spec steady_cases[] = {
	KCASE_SLOW(traffic, "nothing is lost, and no channel stands still", test_steady,
		   0, 900),
};
const struct kcase_suite steady_suite = KCASE_SUITE("steady", steady_cases);
