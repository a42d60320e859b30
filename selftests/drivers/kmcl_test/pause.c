// SPDX-License-Identifier: GPL-2.0-only
/*
 * VmbChannelStart and VmbChannelPause.
 */
#include <linux/delay.h>

#include "client.h"
#include "gap.h"
#include "suites.h"

static void test_start_harmless(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	VmbChannelStart(c->channel);
	msleep(20);
	EXPECT_HISTORY(c, "OSP");
	client_echo(c, 64);
}

static void test_start_after_pause(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i;

	for (i = 0; i < 10 && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		VmbChannelPause(c->channel);
		EXPECT_HISTORY(c, "U");
		VmbChannelStart(c->channel);
		EXPECT_HISTORY_SOON(c, "USP");
		client_echo(c, 64);
	}
}

static void test_start_on_disabled(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	endpoint_history_reset(c);
	VmbChannelStart(c->channel);
	EXPECT_HISTORY(c, "");
	if (client_enable(c))
		client_echo(c, 64);
}

static const struct kcase_spec start_cases[] = {
	KCASE(on_running_client, "harmless on a client that runs",
	      test_start_harmless),
	KCASE(undoes_pause, "started and post-started again after a pause",
	      test_start_after_pause),
	KCASE(before_enable, "ahead of enable it changes nothing for a client",
	      test_start_on_disabled),
};
const struct kcase_suite start_suite =
	KCASE_SUITE_FIXTURE("VmbChannelStart", start_cases, client_setup_open,
			    client_teardown);

static void test_pause_stops_delivery(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	int before = 10;
	unsigned int i;

	/* More than can arrive before the pause, however late that comes. */
	if (!client_source(c, UINT_MAX, 64, 0, 0))
		return;
	for (i = 0; i < 5 && !kcase_failed(t); i++) {
		EXPECT_SOON(t, atomic_read(&c->packets) > before, WAIT_MS);
		endpoint_history_reset(c);
		VmbChannelPause(c->channel);
		before = atomic_read(&c->packets);
		EXPECT_HISTORY(c, "U");
		msleep(QUIET_MS);
		EXPECT_EQ(t, atomic_read(&c->packets), before);
		VmbChannelStart(c->channel);
		EXPECT_HISTORY_SOON(c, "USP");
	}
	EXPECT_SOON(t, atomic_read(&c->packets) > before, WAIT_MS);
}

static VMBPACKETCOMPLETION held;

static void packet_keep_first(struct endpoint *c, VMBPACKETCOMPLETION packet,
			      void *buffer, u32 size, u32 flags)
{
	if (!READ_ONCE(held))
		WRITE_ONCE(held, packet);
	else
		VmbChannelPacketComplete(packet, NULL, 0);
}

static void late_return(struct work_struct *work)
{
	msleep(200);
	VmbChannelPacketComplete(xchg(&held, NULL), NULL, 0);
}

static DECLARE_WORK(late_work, late_return);

static void test_pause_waits(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	held = NULL;
	c->packet = packet_keep_first;
	if (!client_source(c, 1, 64, 0, 0))
		return;
	EXPECT_SOON(t, READ_ONCE(held), WAIT_MS);
	if (!held)
		return;
	schedule_work(&late_work);
	VmbChannelPause(c->channel);
	/* VmbChannelPause returned only after the packet had been completed. */
	EXPECT_NULL(t, READ_ONCE(held));
	flush_work(&late_work);
}

/* A paused channel keeps its GPADLs and rings, and packets may be queued. */
static void test_pause_queues(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	VmbChannelPause(c->channel);
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	msleep(50);
	EXPECT_EQ(t, atomic_read(&r->calls), 0);
	VmbChannelStart(c->channel);
	request_echoed(r);
}

static void test_pause_before_enable(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	endpoint_history_reset(c);
	VmbChannelPause(c->channel);
	EXPECT_HISTORY(c, "");
	if (!endpoint_enable(c))
		return;
	EXPECT_HISTORY_SOON(c, "O");
	msleep(QUIET_MS);
	EXPECT_HISTORY(c, "O");
	VmbChannelStart(c->channel);
	EXPECT_HISTORY_SOON(c, "OSP");
	if (endpoint_history_is(c, "OSP"))
		client_echo(c, 64);
}

static void test_pause_then_disable(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	VmbChannelPause(c->channel);
	endpoint_disable(c);
	/* The channel is suspended already: only EvtChannelClosed is called. */
	EXPECT_HISTORY(c, "OSPUC");
}

static void test_pause_twice(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	VmbChannelPause(c->channel);
	VmbChannelPause(c->channel);
	EXPECT_HISTORY(c, "OSPU");
}

/*
 * A pause that comes just when the state worker decides to start: either the channel
 * has started, and is suspended, or it does not start. Nothing comes after Pause.
 */
static void test_pause_after_start(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, before, rounds = kcase_scaled(t, 2000);

	VmbChannelPause(c->channel);
	gap_at("step_paused", 20);
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		VmbChannelStart(c->channel);
		udelay(kcase_random_range(t, 0, 40));
		VmbChannelPause(c->channel);
		before = c->events;
		udelay(60);
		EXPECT_EQ(t, READ_ONCE(c->events), before);
		EXPECT_EQ(t, endpoint_count(c, 'S'), endpoint_count(c, 'U'));
	}
	gap_at("", 0);
	VmbChannelStart(c->channel);
}

static const struct kcase_spec pause_cases[] = {
	KCASE(stops_delivery, "no packet between pause and start, none lost",
	      test_pause_stops_delivery),
	KCASE(waits_for_held_packets, "returns when the owner returned its packets",
	      test_pause_waits),
	KCASE(sends_wait, "what is sent meanwhile is completed after start",
	      test_pause_queues),
	KCASE(while_disabled, "the channel then comes up paused",
	      test_pause_before_enable),
	KCASE(then_disable, "no second Suspend on the way down",
	      test_pause_then_disable),
	KCASE(twice, "harmless when paused already", test_pause_twice),
	KCASE(right_after_start, "no callback comes after it has returned",
	      test_pause_after_start),
};
const struct kcase_suite pause_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPause", pause_cases, client_setup_open,
			    client_teardown);
