// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_flow.c - full rings, in either direction and in both.
 */
#include <linux/delay.h>

#include "fixture.h"

/*
 * Send SINKs of @size until the ring is full, or has taken more than it holds
 * because the host reads again.  How many went.
 */
static u32 fill_ring(struct kcase *t, void *msg, u32 size, bool *full)
{
	u32 packet = ALIGN(size, sizeof(u64)) + PLAIN_PACKET_OVERHEAD;
	u32 room = primary(t)->options.ring_size / packet;
	u32 sent = 0;
	int err = 0;

	while (sent <= room) {
		err = plain_send(primary(t), msg, size, NULL);
		if (err)
			break;
		sent++;
	}
	*full = err == -EAGAIN;
	if (!*full)
		EXPECT_EQ(t, err, 0);
	return sent;
}

/*
 * Fill the ring against a host that does not read, then wait for room.  Was it
 * filled?
 */
static bool stall_round(struct kcase *t, u32 mode, u32 time_us, u32 size)
{
	struct kmcltest_counters before = {}, after = {};
	static u8 buf[1024] __aligned(8);
	struct kmcltest_hdr *hdr = (void *)buf;
	u32 sent, i, more = 32;
	bool full;

	hdr->op = KMCLTEST_SINK;
	EXPECT_EQ(t, plain_counters(primary(t), &before), 0);
	EXPECT_EQ(t, plain_stall(primary(t), mode, time_us), 0);
	sent = fill_ring(t, buf, size, &full);
	for (i = 0; i < more && !kcase_failed(t); i++)
		EXPECT_EQ(t, plain_send_wait(primary(t), buf, size, NULL,
					     PLAIN_TIMEOUT), 0);
	EXPECT_EQ(t, plain_counters(primary(t), &after), 0);
	/* The request to stall and the reading of the counters count, too. */
	EXPECT_EQ(t, after.packets - before.packets, sent + more + 2);
	return full;
}

/*
 * A stall for a time may be over before the ring is full, on a busy machine;
 * one until there is no room may not.
 * arg: enum kmcltest_stall_mode
 */
static void test_stall(struct kcase *t)
{
	u32 least = t->arg == KMCLTEST_STALL_TIME ? 50000 : 1000;
	u32 i, filled = 0, rounds = kcase_scaled(t, 20);

	if (!plain_has(t, KMCLTEST_FEATURE_STALL))
		SKIP(t, "the device cannot stop reading");
	for (i = 0; i < rounds && !kcase_failed(t); i++)
		filled += stall_round(t, t->arg,
				      kcase_random_range(t, least, 200000),
				      kcase_random_range(t, 8, 1024));
	kcase_note(t, "the ring was full in %u of %u rounds", filled, rounds);
	if (t->arg == KMCLTEST_STALL_FULL)
		EXPECT_EQ(t, filled, rounds);
	else
		EXPECT_GT(t, filled, 0);
}

/* The largest packet needs the whole ring: only an empty one will do. */
static void test_stall_largest(struct kcase *t)
{
	struct plain_options small = { .ring_size = 2 * HV_HYP_PAGE_SIZE };
	static u8 buf[HV_HYP_PAGE_SIZE] __aligned(8);
	struct kmcltest_hdr *hdr = (void *)buf;
	u32 size, i;
	bool full;

	if (!plain_has(t, KMCLTEST_FEATURE_STALL))
		SKIP(t, "the device cannot stop reading");
	if (!plain_fixture_reopen(t, &small))
		return;
	size = plain_channel_max_payload(primary(t));
	hdr->op = KMCLTEST_SINK;
	ASSERT_EQ(t, plain_stall(primary(t), KMCLTEST_STALL_FULL, 5000), 0);
	ASSERT_GT(t, fill_ring(t, buf, 64, &full), 1);
	ASSERT_TRUE(t, full);
	for (i = 0; i < 8; i++)
		ASSERT_EQ(t, plain_send_wait(primary(t), buf, size, NULL,
					     PLAIN_TIMEOUT), 0);
}

/* Free bytes of the ring that the host writes to. */
static u32 inbound_room(struct kcase *t)
{
	struct plain_device *dev = fixture(t)->dev;
	u32 room = U32_MAX;

	mutex_lock(&dev->lock);
	if (dev->hdev)
		room = hv_get_bytes_to_write(&dev->hdev->channel->inbound);
	mutex_unlock(&dev->lock);
	return room;
}

/*
 * A host that writes until the ring is full, and goes on once it is read.
 * arg: size of its packets
 */
static void test_inbound_full(struct kcase *t)
{
	struct plain_options unmasked = { .unmasked = true };
	u32 packet = ALIGN(t->arg, 8) + PLAIN_PACKET_OVERHEAD;
	struct kmcltest_source msg = {
		.hdr = { KMCLTEST_SOURCE, PLAIN_SOURCE_COOKIE },
		.count = 5 * PLAIN_RING_SIZE / packet,
		.size = t->arg,
		.seed = t->seed,
	};
	struct kmcltest_counters now;
	struct plain_stream stream;

	if (!plain_fixture_reopen(t, &unmasked))
		return;
	plain_channel_pause(primary(t));
	EXPECT_EQ(t, plain_stream_post(primary(t), &stream, &msg), 0);
	EXPECT_SOON(t, inbound_room(t) <= packet, 10000);
	EXPECT_EQ(t, stream.received, 0);
	plain_channel_resume(primary(t));
	kcase_wait(t, &stream.done);
	plain_stream_end(primary(t));
	EXPECT_EQ(t, stream.received, msg.count);
	EXPECT_EQ(t, stream.bad, 0);
	ASSERT_EQ(t, plain_counters(primary(t), &now), 0);
	EXPECT_GT(t, now.full, fixture(t)->before.full);
}

/*
 * The host sends packets that want a completion and does not read its own
 * ring: completions pile up here until it does.
 */
static void test_both_full(struct kcase *t)
{
	struct kmcltest_source msg = {
		.hdr = { KMCLTEST_SOURCE, PLAIN_SOURCE_COOKIE },
		.count = 1000,
		.size = 512,
		.flags = KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO,
		.seed = t->seed,
	};
	struct kmcltest_hdr sink = { KMCLTEST_SINK, 0 };
	struct kmcltest_counters now;
	struct plain_stream stream;
	bool full;

	if (!plain_has(t, KMCLTEST_FEATURE_STALL))
		SKIP(t, "the device cannot stop reading");
	ASSERT_EQ(t, plain_stall(primary(t), KMCLTEST_STALL_TIME, 300000), 0);
	/* Behind the stall, so the host finds it when it reads again. */
	EXPECT_EQ(t, plain_stream_post(primary(t), &stream, &msg), 0);
	fill_ring(t, &sink, sizeof(sink), &full);
	kcase_wait(t, &stream.done);
	EXPECT_SOON(t, !plain_counters(primary(t), &now) &&
		       now.completions >= msg.count, 10000);
	plain_stream_end(primary(t));
	EXPECT_EQ(t, stream.received, msg.count);
	EXPECT_EQ(t, stream.bad, 0);
	EXPECT_EQ(t, now.completions, msg.count);
}

/* Packets out, packets in, completions of both, all at once. */
static void test_both_ways(struct kcase *t)
{
	struct kmcltest_source msg = {
		.hdr = { KMCLTEST_SOURCE, PLAIN_SOURCE_COOKIE },
		.count = kcase_scaled(t, 5000),
		.size = 256,
		.flags = KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO,
		.seed = t->seed,
	};
	struct kmcltest_hdr sink = { KMCLTEST_SINK, 0 };
	struct kmcltest_counters now;
	struct plain_stream stream;
	u32 sent;
	int err = 0;

	ASSERT_EQ(t, plain_stream_begin(primary(t), &stream, &msg), 0);
	for (sent = 0; !err && !completion_done(&stream.done) &&
		       !kcase_expired(t); sent++)
		err = plain_send_wait(primary(t), &sink, sizeof(sink), NULL,
				      PLAIN_TIMEOUT);
	EXPECT_EQ(t, err, 0);
	kcase_wait(t, &stream.done);
	EXPECT_SOON(t, !plain_counters(primary(t), &now) &&
		       now.completions >= msg.count, 10000);
	plain_stream_end(primary(t));
	EXPECT_EQ(t, stream.bad, 0);
	EXPECT_EQ(t, now.completions, msg.count);
	kcase_note(t, "%u packets went out meanwhile", sent);
}

static const struct kcase_spec flow_cases[] = {
	KCASE_SLOW(stall_time, "a full ring is waited for, nothing is lost",
		   test_stall, KMCLTEST_STALL_TIME, 120),
	KCASE_SLOW(stall_full, "the host signals when there is room again",
		   test_stall, KMCLTEST_STALL_FULL, 120),
	KCASE(stall_largest, "a packet that needs the whole ring gets it",
	      test_stall_largest),
	KCASE_ARG(inbound_full_16, "the host waits for room and loses nothing",
		  test_inbound_full, 16),
	KCASE_ARG(inbound_full_1000, "the same with packets of 1000 bytes",
		  test_inbound_full, 1000),
	KCASE_ARG(inbound_full_16384, "the same with packets of 16 KiB",
		  test_inbound_full, 16384),
	KCASE(both_full, "completions wait for room while packets come",
	      test_both_full),
	KCASE(both_ways, "traffic in both directions at once", test_both_ways),
};

const struct kcase_suite plain_flow_suite =
	KCASE_SUITE_FIXTURE("flow", flow_cases, plain_setup, plain_teardown);
