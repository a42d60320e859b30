// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_packets.c - the device itself, and packets without a completion.
 */
#include <linux/slab.h>

#include "fixture.h"

static void test_info(struct kcase *t)
{
	struct kmcltest_info info;

	ASSERT_EQ(t, plain_info(primary(t), &info), 0);
	EXPECT_EQ(t, info.version, KMCLTEST_VERSION);
	EXPECT_EQ(t, info.index, 0);
	EXPECT_EQ(t, info.subchannel, 0);
	kcase_note(t, "features %#x", info.features);
}

static void test_unknown_op(struct kcase *t)
{
	struct kmcltest_hdr msg = { 0x7fff, 0x1234 };

	EXPECT_EQ(t, plain_status_call(primary(t), &msg, sizeof(msg), NULL),
		  KMCLTEST_EOP);
}

static void test_short_message(struct kcase *t)
{
	struct kmcltest_hdr msg = { KMCLTEST_HOLD, 0x1234 };

	EXPECT_EQ(t, plain_status_call(primary(t), &msg, sizeof(msg), NULL),
		  KMCLTEST_ESIZE);
}

static void test_bad_argument(struct kcase *t)
{
	EXPECT_EQ(t, plain_hold(primary(t), 77, 0), KMCLTEST_EARG);
	EXPECT_EQ(t, plain_release(primary(t), 77, 0, 0, NULL), KMCLTEST_EARG);
}

/* Two readings with nothing between them differ by the reading itself. */
static void test_counters(struct kcase *t)
{
	struct kmcltest_counters a, b;

	ASSERT_EQ(t, plain_counters(primary(t), &a), 0);
	ASSERT_EQ(t, plain_counters(primary(t), &b), 0);
	EXPECT_EQ(t, b.packets - a.packets, 1);
	EXPECT_EQ(t, b.bytes - a.bytes, sizeof(struct kmcltest_hdr));
	EXPECT_EQ(t, b.sent - a.sent, 1);
	EXPECT_EQ(t, b.held, 0);
}

static void test_reopen(struct kcase *t)
{
	u32 i, rounds = kcase_scaled(t, 50);
	struct kmcltest_info info;

	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		if (!plain_fixture_reopen(t, NULL))
			return;
		EXPECT_EQ(t, plain_info(primary(t), &info), 0);
	}
}

/* A device whose offer has MMIO space; with a reference. */
static struct plain_device *mmio_device(u32 *megabytes)
{
	struct plain_device *dev;
	u32 i;

	*megabytes = 0;
	for (i = 0; i < 256; i++) {
		dev = plain_device_get(i);
		if (!dev)
			continue;
		mutex_lock(&dev->lock);
		if (dev->hdev)
			*megabytes = dev->hdev->channel->offermsg.offer.mmio_megabytes;
		mutex_unlock(&dev->lock);
		if (*megabytes)
			return dev;
		plain_device_put(dev);
	}
	return NULL;
}

static void test_mmio(struct kcase *t)
{
	struct plain_device *dev;
	struct resource *res = NULL;
	u32 megabytes, size;
	int err = -ENODEV;

	dev = mmio_device(&megabytes);
	if (!dev)
		SKIP(t, "no device with MMIO space is offered");
	size = megabytes << 20;

	mutex_lock(&dev->lock);
	if (dev->hdev)
		err = vmbus_allocate_mmio(&res, dev->hdev, 0, -1, size,
					  PAGE_SIZE, false);
	mutex_unlock(&dev->lock);
	plain_device_put(dev);

	ASSERT_EQ(t, err, 0);
	EXPECT_EQ(t, resource_size(res), size);
	EXPECT_EQ(t, res->start % PAGE_SIZE, 0);
	/* Nothing else may be given the same range. */
	EXPECT_NULL(t, request_mem_region(res->start, size, "overlap"));
	vmbus_free_mmio(res->start, size);
}

static const struct kcase_spec device_cases[] = {
	KCASE(info, "the device says who it is", test_info),
	KCASE(counters, "the counters count exactly", test_counters),
	KCASE(unknown_op, "an unknown operation is refused", test_unknown_op),
	KCASE(short_message, "a message that is too short is refused",
	      test_short_message),
	KCASE(bad_argument, "a value without meaning is refused",
	      test_bad_argument),
	KCASE(reopen, "a channel can be closed and opened again", test_reopen),
	KCASE(mmio, "the MMIO space in an offer can be claimed", test_mmio),
};

const struct kcase_suite plain_device_suite =
	KCASE_SUITE_FIXTURE("device", device_cases, plain_setup,
			    plain_teardown);

/**
 * struct expected - packets that are to come back one after the other
 * @msg: bytes expected, but for the cookie
 * @size: how many
 * @total: packets expected
 * @next: cookie of the next one
 * @bad: packets that were something else
 * @done: all have come
 */
struct expected {
	const void *msg;
	u32 size;
	u32 total;
	u32 next;
	u32 bad;
	struct completion done;
};

static void expected_receive(struct plain_channel *ch, const void *payload,
			     u32 len, void *context)
{
	struct expected *e = context;
	const struct kmcltest_hdr *hdr = payload;

	if (len != ALIGN(e->size, sizeof(u64)) ||
	    hdr->op != KMCLTEST_ECHO_PACKET || hdr->cookie != e->next ||
	    memcmp(hdr + 1, e->msg + sizeof(*hdr), e->size - sizeof(*hdr)))
		e->bad++;
	if (++e->next == e->total)
		complete(&e->done);
}

static void echo_packets(struct kcase *t, struct expected *e, void *msg)
{
	struct kmcltest_hdr *hdr = msg;
	u32 i;
	int err;

	plain_channel_receiver(primary(t), expected_receive, e, false);
	hdr->op = KMCLTEST_ECHO_PACKET;
	for (i = 0; i < e->total; i++) {
		hdr->cookie = i;
		err = plain_send_wait(primary(t), msg, e->size, NULL,
				      PLAIN_TIMEOUT);
		if (err) {
			FAIL(t, "sending packet %u: %d", i, err);
			break;
		}
	}
	if (!err)
		kcase_wait(t, &e->done);
	plain_channel_receiver(primary(t), NULL, NULL, false);
}

/* arg: size */
static void test_echo_packet(struct kcase *t)
{
	struct expected e = {
		.size = t->arg,
		.total = kcase_scaled(t, 2000),
	};
	void *msg;

	msg = kvmalloc(e.size, GFP_KERNEL);
	ASSERT_NOT_NULL(t, msg);
	plain_pattern_fill(msg, e.size, t->seed);
	e.msg = msg;
	init_completion(&e.done);
	echo_packets(t, &e, msg);
	EXPECT_EQ(t, e.next, e.total);
	EXPECT_EQ(t, e.bad, 0);
	kvfree(msg);
}

/* arg: size */
static void test_sink(struct kcase *t)
{
	u32 i, total = kcase_scaled(t, 5000);
	struct kmcltest_counters before, after;
	struct kmcltest_hdr *msg;
	int err = 0;

	msg = kvzalloc(t->arg, GFP_KERNEL);
	ASSERT_NOT_NULL(t, msg);
	msg->op = KMCLTEST_SINK;
	EXPECT_EQ(t, plain_counters(primary(t), &before), 0);
	for (i = 0; i < total && !err; i++)
		err = plain_send_wait(primary(t), msg, t->arg, NULL,
				      PLAIN_TIMEOUT);
	kvfree(msg);
	EXPECT_EQ(t, err, 0);
	EXPECT_EQ(t, plain_counters(primary(t), &after), 0);
	/* The second reading of the counters is a packet, too. */
	EXPECT_EQ(t, after.packets - before.packets, total + 1);
	EXPECT_EQ(t, after.bytes - before.bytes,
		  (u64)total * t->arg + sizeof(struct kmcltest_hdr));
	EXPECT_EQ(t, after.sent - before.sent, 1);
}

static void test_sink_reply(struct kcase *t)
{
	struct kmcltest_hdr msg = { KMCLTEST_SINK, 7 };
	u32 len = 77;

	ASSERT_EQ(t, plain_call(primary(t), &msg, sizeof(msg), NULL, 0, &len), 0);
	EXPECT_EQ(t, len, 0);
}

static const struct kcase_spec packet_cases[] = {
	KCASE_ARG(echo_8, "packets of 8 bytes come back as packets",
		  test_echo_packet, 8),
	KCASE_ARG(echo_64, "packets of 64 bytes come back as packets",
		  test_echo_packet, 64),
	KCASE_ARG(echo_4096, "packets of 4 KiB come back as packets",
		  test_echo_packet, 4096),
	KCASE_ARG(echo_16384, "packets of 16 KiB come back as packets",
		  test_echo_packet, 16384),
	KCASE_ARG(sink_64, "every packet sent without a completion arrives",
		  test_sink, 64),
	KCASE_ARG(sink_4096, "the same with 4 KiB", test_sink, 4096),
	KCASE(sink_reply, "a completion may be empty", test_sink_reply),
};

const struct kcase_suite plain_packet_suite =
	KCASE_SUITE_FIXTURE("packet", packet_cases, plain_setup,
			    plain_teardown);

/* Packets of the host's own. */

static void source(struct kcase *t, u32 count, u32 size, u32 flags, u32 window)
{
	struct kmcltest_source msg = {
		.hdr = { KMCLTEST_SOURCE, PLAIN_SOURCE_COOKIE },
		.count = count,
		.size = size,
		.flags = flags,
		.window = window,
		.seed = kcase_random(t),
	};
	struct kmcltest_counters now;
	struct plain_stream stream;

	EXPECT_EQ(t, plain_stream_begin(primary(t), &stream, &msg), 0);
	if (!kcase_failed(t))
		kcase_wait(t, &stream.done);
	plain_stream_end(primary(t));
	EXPECT_EQ(t, stream.received, count);
	EXPECT_EQ(t, stream.bad, 0);
	if (stream.bad)
		kcase_note(t, "the first bad packet is number %u",
			   stream.first_bad);
	if (kcase_failed(t) || !(flags & KMCLTEST_SOURCE_COMPLETE))
		return;

	/* The last completions are on their way. */
	EXPECT_SOON(t, !plain_counters(primary(t), &now) &&
		       now.completions - fixture(t)->before.completions >= count,
		    10000);
	EXPECT_EQ(t, now.completions - fixture(t)->before.completions, count);
}

/* arg: size */
static void test_source(struct kcase *t)
{
	source(t, kcase_scaled(t, 5000), t->arg, 0, 0);
}

static void test_source_complete(struct kcase *t)
{
	source(t, kcase_scaled(t, 5000), t->arg, KMCLTEST_SOURCE_COMPLETE, 0);
}

static void test_source_window(struct kcase *t)
{
	source(t, kcase_scaled(t, 2000), 64, KMCLTEST_SOURCE_COMPLETE, t->arg);
}

static void test_source_echo(struct kcase *t)
{
	source(t, kcase_scaled(t, 5000), t->arg,
	       KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO, 0);
}

static void test_source_sizes(struct kcase *t)
{
	u32 size;

	for (size = sizeof(struct kmcltest_data); size < 100; size++) {
		source(t, 20, size, 0, 0);
		if (kcase_failed(t))
			return;
	}
}

static void test_source_bad(struct kcase *t)
{
	struct kmcltest_source msg = {
		.hdr = { KMCLTEST_SOURCE, PLAIN_SOURCE_COOKIE },
		.count = 1,
		.size = 4,
	};
	struct plain_stream stream;

	EXPECT_EQ(t, plain_stream_begin(primary(t), &stream, &msg),
		  KMCLTEST_EARG);
	plain_stream_end(primary(t));
}

static const struct kcase_spec source_cases[] = {
	KCASE_ARG(size_16, "packets of the least size come whole and in order",
		  test_source, 16),
	KCASE_ARG(size_64, "packets of 64 bytes come whole and in order",
		  test_source, 64),
	KCASE_ARG(size_4096, "packets of 4 KiB come whole and in order",
		  test_source, 4096),
	KCASE_ARG(size_16384, "packets of 16 KiB come whole and in order",
		  test_source, 16384),
	KCASE(sizes, "any size down to the byte", test_source_sizes),
	KCASE_ARG(complete_64, "the host gets each completion once",
		  test_source_complete, 64),
	KCASE_ARG(complete_4096, "the same with 4 KiB",
		  test_source_complete, 4096),
	KCASE_ARG(window_1, "the host sends on when a completion came",
		  test_source_window, 1),
	KCASE_ARG(window_32, "the same with 32 in flight",
		  test_source_window, 32),
	KCASE_ARG(echo_64, "completions carry payload",
		  test_source_echo, 64),
	KCASE_ARG(echo_4096, "completions carry 4 KiB of payload",
		  test_source_echo, 4096),
	KCASE(bad_size, "a size that cannot hold the header is refused",
	      test_source_bad),
};

const struct kcase_suite plain_source_suite =
	KCASE_SUITE_FIXTURE("source", source_cases, plain_setup,
			    plain_teardown);
