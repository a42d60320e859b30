// SPDX-License-Identifier: GPL-2.0-only
/*
 * VmbPacketSend.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>

#include "client.h"
#include "suites.h"

static void test_without_completion(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_SINK, 64);
	struct kmcltest_counters before, after;

	ASSERT_NOT_NULL(t, r);
	if (!client_counters(c, &before))
		return;
	ASSERT_EQ(t, request_send(r, 0), STATUS_SUCCESS);
	/* The packet is in the ring: it is complete, without an answer. */
	request_done(r, STATUS_SUCCESS);
	EXPECT_EQ(t, r->reply_size, 0u);
	if (client_counters(c, &after))
		EXPECT_EQ(t, after.packets - before.packets, 2ull);
}

static void test_with_completion(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	msleep(50);
	EXPECT_EQ(t, atomic_read(&r->calls), 0);
	if (client_release(c, KMCLTEST_RELEASE_FIFO, 0))
		request_echoed(r);
}

static void test_sizes(struct kcase *t)
{
	static const u32 sizes[] = {
		8, 9, 15, 16, 17, 24, 63, 64, 65, 100, 255, 256, 1000, 2048,
		4000, 4095, 4096,
	};
	struct endpoint *c = client_of(t);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes) && !kcase_failed(t); i++)
		client_echo(c, sizes[i]);
}

static void test_many_sizes(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 size = t->arg;
	struct request *r = request_alloc(c, KMCLTEST_ECHO, size);
	unsigned int i, rounds = kcase_scaled(t, 2000);

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		r->msg->cookie = i;
		ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
		request_echoed(r);
	}
}

static void test_copied(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);
	u8 want[64];

	ASSERT_NOT_NULL(t, r);
	memcpy(want, r->msg, sizeof(want));
	VmbChannelPause(c->channel);
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	memset(r->msg, 0xee, r->size);
	VmbChannelStart(c->channel);
	request_done(r, STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, r->reply, want, sizeof(want));
}

static void test_too_large(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 4104);

	ASSERT_NOT_NULL(t, r);
	EXPECT_FALSE(t, NT_SUCCESS(request_send(r, WAIT)));
	r->size = 4096;
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	request_echoed(r);
}

/* The undocumented bits that storage drivers pass. */
static void test_storage_flags(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	ASSERT_EQ(t, request_send(r, 0xb), STATUS_SUCCESS);
	request_echoed(r);
	ASSERT_EQ(t, request_send(r, 0x13), STATUS_SUCCESS);
	request_echoed(r);
}

static void test_in_order(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 3000;
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 512, count);
	struct kmcltest_counters counters;

	ASSERT_NOT_NULL(t, r);
	CLIENT_NEED_FEATURE(c, STALL);
	/*
	 * Twenty times what the ring holds, while the peer does not read. It never does
	 * unless the ring becomes full and we ask for room.
	 */
	if (!client_stall(c, KMCLTEST_STALL_FULL, 300000))
		return;
	for (i = 0; i < count; i++)
		ASSERT_EQ(t, request_send(r[i], WAIT), STATUS_SUCCESS);
	for (i = 0; i < count && !kcase_failed(t); i++) {
		request_echoed(r[i]);
		EXPECT_EQ(t, r[i]->order, (s64)i);
	}
	if (client_counters(c, &counters))
		EXPECT_EQ(t, counters.mistakes, 0ull);
}

/* The device waits until we ask for room, so a lost wake-up would hang. */
static void test_drained(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, k, count = 300, rounds = kcase_scaled(t, 20);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 512, count);

	ASSERT_NOT_NULL(t, r);
	CLIENT_NEED_FEATURE(c, STALL);
	for (k = 0; k < rounds && !kcase_failed(t); k++) {
		if (!client_stall(c, KMCLTEST_STALL_FULL,
				  kcase_random_range(t, 0, 2000)))
			return;
		for (i = 0; i < count; i++)
			ASSERT_EQ(t, request_send(r[i], WAIT), STATUS_SUCCESS);
		for (i = 0; i < count && !kcase_failed(t); i++)
			request_echoed(r[i]);
	}
}

/* No completion comes, so the signal for room alone must restart the queue. */
static void test_drained_silently(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 300;
	struct request **r = requests_alloc(c, KMCLTEST_SINK, 512, count);

	ASSERT_NOT_NULL(t, r);
	CLIENT_NEED_FEATURE(c, STALL);
	if (!client_stall(c, KMCLTEST_STALL_FULL, 1000))
		return;
	for (i = 0; i < count; i++)
		ASSERT_EQ(t, request_send(r[i], 0), STATUS_SUCCESS);
	for (i = 0; i < count && !kcase_failed(t); i++)
		request_done(r[i], STATUS_SUCCESS);
}

static void test_before_open(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r;
	unsigned int i;

	endpoint_disable(c);
	/* Disabled: refused, and not kept. */
	r = requests_alloc(c, KMCLTEST_ECHO, 64, 20);
	ASSERT_NOT_NULL(t, r);
	EXPECT_EQ(t, request_send(r[0], WAIT), STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, atomic_read(&r[0]->calls), 0);
	/* Enabled and not yet open: queued. */
	if (!endpoint_enable(c))
		return;
	for (i = 0; i < 20; i++)
		ASSERT_EQ(t, request_send(r[i], WAIT), STATUS_SUCCESS);
	for (i = 0; i < 20 && !kcase_failed(t); i++)
		request_echoed(r[i]);
}

static void test_never_opened(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	EXPECT_EQ(t, request_send(r, WAIT), STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, atomic_read(&r->calls), 0);
}

/* Queued for an offer that never comes: VmbChannelDisable completes it. */
static void test_offer_never_comes(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);
	GUID nowhere;

	ASSERT_NOT_NULL(t, r);
	client_instance(&nowhere, 0xffc);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(c->channel, client_type(),
						      &nowhere, NULL),
		  STATUS_SUCCESS);
	if (!endpoint_enable(c))
		return;
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	endpoint_disable(c);
	EXPECT_EQ(t, atomic_read(&r->calls), 1);
	EXPECT_FALSE(t, NT_SUCCESS(r->status));
}

static void test_atomic(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);
	NTSTATUS status;

	ASSERT_NOT_NULL(t, r);
	local_bh_disable();
	status = request_send(r, WAIT);
	local_bh_enable();
	ASSERT_EQ(t, status, STATUS_SUCCESS);
	request_echoed(r);
}

static void test_null_payload(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet = VmbPacketAllocate(c->channel);
	NTSTATUS status;

	ASSERT_NOT_NULL(t, packet);
	status = VmbPacketSend(packet, NULL, 64, NULL, 0);
	EXPECT_FALSE(t, NT_SUCCESS(status));
	if (!NT_SUCCESS(status))
		VmbPacketFree(packet);
}

static const struct kcase_spec send_cases[] = {
	KCASE(ends_when_in_ring, "without WAIT_FOR_COMPLETION it ends in the ring",
	      test_without_completion),
	KCASE(ends_when_answered, "with it, when the peer's completion arrives",
	      test_with_completion),
	KCASE(sizes, "every kind of size comes back as it went", test_sizes),
	KCASE_SLOW(repeated_8, "8 bytes, 2,000 times", test_many_sizes, 8, 120),
	KCASE_SLOW(repeated_64, "64 bytes, 2,000 times", test_many_sizes, 64,
		   120),
	KCASE_SLOW(repeated_4096, "4,096 bytes, 2,000 times", test_many_sizes,
		   4096, 120),
	KCASE(payload_is_copied, "the buffer is the caller's again at once",
	      test_copied),
	KCASE(over_maximum, "larger than MaximumPacketSize is refused",
	      test_too_large),
	KCASE(storage_flags, "flags 0x8 and 0x10 are not rejected",
	      test_storage_flags),
	KCASE_SLOW(queued_in_order_when_ring_full, "a full ring queues, in order",
		   test_in_order, 0, 120),
	KCASE_SLOW(drained_when_room, "and is drained as soon as there is room",
		   test_drained, 0, 120),
	KCASE(drained_without_traffic, "also when nothing but room is signalled",
	      test_drained_silently),
	KCASE(queued_before_open, "between Enable and Opened packets are queued",
	      test_before_open),
	KCASE(at_dispatch, "at DISPATCH", test_atomic),
	KCASE(no_buffer, "a size without a buffer is refused",
	      test_null_payload),
};
const struct kcase_suite send_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSend", send_cases, client_setup_open,
			    client_teardown);

static const struct kcase_spec send_closed_cases[] = {
	KCASE(invalid_state_when_disabled, "INVALID_DEVICE_STATE, no routine call",
	      test_never_opened),
	KCASE(comes_back_unopened, "queued for an offer that never comes",
	      test_offer_never_comes),
};
const struct kcase_suite send_closed_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSend", send_closed_cases,
			    client_setup_closed, client_teardown);
