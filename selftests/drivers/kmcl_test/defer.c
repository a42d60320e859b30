// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that are not simply completed: VmbChannelPacketDeferToPassive,
 * VmbChannelSetTransactionQuota, VmbChannelPacketFail,
 * VmbChannelPacketGetExternalData.
 */
#include <linux/delay.h>

#include "client.h"
#include "suites.h"

/* On a debug kernel that shares its processor, three times as many took 20 s. */
#define DEFER_PACKETS	1000

/* Defers every third packet once; c->spare is the next sequence number. */
static void packet_defer_some(struct endpoint *c, VMBPACKETCOMPLETION packet,
			      void *buffer, u32 size, u32 flags)
{
	const struct kmcltest_data *data = buffer;
	bool passive = endpoint_may_sleep();

	if (data->sequence != c->spare) {
		FAIL(c->t, "packet %u in the place of %lu", data->sequence,
		     c->spare);
	} else if (data->sequence % 3 == 2 && !passive) {
		c->priv = (void *)((unsigned long)c->priv + 1);
		VmbChannelPacketDeferToPassive(packet);
		return;
	}
	c->spare++;
	VmbChannelPacketComplete(packet, buffer, size);
}

static void test_defer(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_defer_some;
	if (!client_source(c, DEFER_PACKETS, 64, KMCLTEST_SOURCE_COMPLETE |
			   KMCLTEST_SOURCE_CHECK_ECHO, t->arg))
		return;
	EXPECT_SOON(t, READ_ONCE(c->spare) == DEFER_PACKETS,
		    jiffies_to_msecs(kcase_time_left(t)));
	EXPECT_GT(t, (unsigned long)c->priv, 0ul);
}

/* Defers a packet until it is presented for the third time. */
static void packet_defer_thrice(struct endpoint *c, VMBPACKETCOMPLETION packet,
				void *buffer, u32 size, u32 flags)
{
	if (++c->spare % 3)
		VmbChannelPacketDeferToPassive(packet);
	else
		VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_defer_again(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_defer_thrice;
	if (client_source(c, 20, 64, 0, 0))
		EXPECT_SOON(t, READ_ONCE(c->spare) == 60, WAIT_MS);
}

static void packet_defer_always(struct endpoint *c, VMBPACKETCOMPLETION packet,
				void *buffer, u32 size, u32 flags)
{
	WRITE_ONCE(c->spare, 1);
	VmbChannelPacketDeferToPassive(packet);
}

/* VmbChannelDisable returns although one packet is never completed. */
static void test_defer_disable(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_defer_always;
	if (!client_source(c, 3, 64, 0, 0))
		return;
	EXPECT_SOON(t, READ_ONCE(c->spare), WAIT_MS);
	endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
}

#define HOARD	64

struct hoard {
	atomic_t count;
	VMBPACKETCOMPLETION packet[HOARD];
};

static void packet_hoard(struct endpoint *c, VMBPACKETCOMPLETION packet,
			 void *buffer, u32 size, u32 flags)
{
	struct hoard *h = c->priv;
	int at = atomic_read(&h->count);

	if (at >= HOARD) {
		FAIL(c->t, "more packets than were asked for");
		VmbChannelPacketComplete(packet, NULL, 0);
		return;
	}
	h->packet[at] = packet;
	/* Pairs with hoard_count(). */
	atomic_set_release(&h->count, at + 1);
}

/* How many packets are there to look at. */
static int hoard_count(struct hoard *h)
{
	return atomic_read_acquire(&h->count);
}

static struct hoard *hoard_make(struct endpoint *c)
{
	struct hoard *h = endpoint_buffer(c, sizeof(*h));

	c->priv = h;
	c->packet = packet_hoard;
	return h;
}

static void hoard_return(struct hoard *h, unsigned int from)
{
	unsigned int i, count = hoard_count(h);

	for (i = from; i < count; i++)
		VmbChannelPacketComplete(h->packet[i], NULL, 0);
}

/* Completes the first packet, and defers the second when it first sees it. */
static void packet_defer_second(struct endpoint *c, VMBPACKETCOMPLETION packet,
				void *buffer, u32 size, u32 flags)
{
	if (++c->spare != 2) {
		VmbChannelPacketComplete(packet, NULL, 0);
		return;
	}
	WRITE_ONCE(c->priv, packet);
	VmbChannelPacketDeferToPassive(packet);
}

/* The deferred packet is not the owner's now. */
static void complete_deferred(struct endpoint *c, u32 packets)
{
	VMBPACKETCOMPLETION packet = xchg(&c->priv, NULL);

	if (packet)
		VmbChannelPacketComplete(packet, NULL, 0);
}

/* The end of the last batch may be to come, or run: it uses c->priv, as the hoard does. */
static struct hoard *hoard_anew(struct endpoint *c)
{
	struct hoard *h;

	VmbChannelPause(c->channel);
	c->batch_end = NULL;
	h = hoard_make(c);
	endpoint_history_reset(c);
	VmbChannelStart(c->channel);
	EXPECT_SOON(c->t, endpoint_rests_at(c, "SP"), WAIT_MS);
	endpoint_history_reset(c);
	return h;
}

/* Misuse: completed between the callback that deferred it and the next one. */
static void test_defer_complete(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, k;
	struct hoard *h;

	c->packet = packet_defer_second;
	c->batch_end = complete_deferred;
	c->misuse = 1;
	if (!client_source(c, 40, 64, 0, 0))
		return;
	/* Each packet once, and the deferred one once more. */
	EXPECT_SOON(t, READ_ONCE(c->spare) == 41, WAIT_MS);
	/* No two packets that are held at a time share their memory. */
	h = hoard_anew(c);
	if (!h || !client_source(c, 8, 64, 0, 0))
		return;
	EXPECT_SOON(t, hoard_count(h) == 8, WAIT_MS);
	for (i = 0; i < 8; i++)
		for (k = 0; k < i; k++)
			EXPECT_NE(t, (unsigned long)h->packet[i] >> 7,
				  (unsigned long)h->packet[k] >> 7);
	hoard_return(h, 0);
	endpoint_disable(c);
	EXPECT_HISTORY(c, "UC");
}

static const struct kcase_spec defer_cases[] = {
	KCASE_ARG(order_kept, "presented again at PASSIVE, in order", test_defer,
		  0),
	KCASE_ARG(one_at_a_time, "also when the peer waits for each",
		  test_defer, 1),
	KCASE(repeatedly, "a packet may be deferred again", test_defer_again),
	KCASE(then_disable, "disable ends the presenting", test_defer_disable),
	KCASE(then_complete, "completing it before it is presented again is ignored",
	      test_defer_complete),
};
const struct kcase_suite defer_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketDeferToPassive", defer_cases,
			    client_setup_open, client_teardown);

static void test_quota_stops(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct hoard *h = hoard_make(c);
	unsigned int i;

	ASSERT_NOT_NULL(t, h);
	VmbChannelSetTransactionQuota(c->channel, 5);
	if (!client_source(c, 20, 64, 0, 0))
		return;
	EXPECT_SOON(t, hoard_count(h) == 5, WAIT_MS);
	msleep(QUIET_MS);
	EXPECT_EQ(t, hoard_count(h), 5);
	/* With each packet completed, one more is presented. */
	for (i = 0; i < 15 && !kcase_failed(t); i++) {
		VmbChannelPacketComplete(h->packet[i], NULL, 0);
		EXPECT_SOON(t, hoard_count(h) == 6 + (int)i, WAIT_MS);
	}
	hoard_return(h, i);
}

/* Hold two of ten packets, as many as are allowed, and after @ms have six allowed. */
static bool hold_two_then_raise(struct endpoint *c, struct hoard *h, unsigned int ms)
{
	VmbChannelSetTransactionQuota(c->channel, 2);
	if (!client_source(c, 10, 64, 0, 0))
		return false;
	EXPECT_SOON(c->t, hoard_count(h) == 2, WAIT_MS);
	/* Delivery stops when the third packet comes, which may take a while. */
	msleep(ms);
	VmbChannelSetTransactionQuota(c->channel, 6);
	msleep(QUIET_MS);
	return !kcase_failed(c->t);
}

/* Have all ten, and give those back that are held: all from @from on. */
static void quota_end(struct endpoint *c, struct hoard *h, unsigned int from)
{
	unsigned int held = hoard_count(h);

	VmbChannelSetTransactionQuota(c->channel, 100);
	for (; from < held; from++)
		VmbChannelPacketComplete(h->packet[from], NULL, 0);
	EXPECT_SOON(c->t, hoard_count(h) == 10, WAIT_MS);
	hoard_return(h, held);
}

static void test_quota_raise(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct hoard *h = hoard_make(c);
	unsigned int ms;

	ASSERT_NOT_NULL(t, h);
	for (ms = QUIET_MS; hold_two_then_raise(c, h, ms); ms *= 3) {
		if (hoard_count(h) == 2 || ms > WAIT_MS / 2)
			break;
		/* The third came only now, it seems: try again with more time. */
		quota_end(c, h, 0);
		atomic_set(&h->count, 0);
	}
	EXPECT_EQ(t, hoard_count(h), 2);
	if (!hoard_count(h))
		return;
	VmbChannelPacketComplete(h->packet[0], NULL, 0);
	/* Delivery goes on until six are held. */
	EXPECT_SOON(t, hoard_count(h) == 7, WAIT_MS);
	msleep(20);
	EXPECT_EQ(t, hoard_count(h), 7);
	quota_end(c, h, 1);
}

/* Sends and their completions go on while the quota holds packets back. */
static void test_quota_requests(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct hoard *h = hoard_make(c);

	ASSERT_NOT_NULL(t, h);
	VmbChannelSetTransactionQuota(c->channel, 1);
	if (!client_source(c, 2, 64, 0, 0))
		return;
	EXPECT_SOON(t, hoard_count(h) == 1, WAIT_MS);
	VmbChannelPacketComplete(h->packet[0], NULL, 0);
	EXPECT_SOON(t, hoard_count(h) == 2, WAIT_MS);
	VmbChannelPacketComplete(h->packet[1], NULL, 0);
	client_echo(c, 64);
}

static void test_quota_one(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	VmbChannelSetTransactionQuota(c->channel, 1);
	/* Packets completed in the callback never count against the quota. */
	if (client_source(c, 1000, 64, 0, 0))
		EXPECT_SOON(t, atomic_read(&c->packets) == 1000,
			    jiffies_to_msecs(kcase_time_left(t)));
}

static void suspend_returns_hoard(struct endpoint *c)
{
	hoard_return(c->priv, 1);
}

static void test_quota_disable(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct hoard *h = hoard_make(c);

	ASSERT_NOT_NULL(t, h);
	VmbChannelSetTransactionQuota(c->channel, 3);
	if (!client_source(c, 10, 64, 0, 0))
		return;
	EXPECT_SOON(t, hoard_count(h) == 3, WAIT_MS);
	VmbChannelPacketComplete(h->packet[0], NULL, 0);
	EXPECT_SOON(t, hoard_count(h) == 4, WAIT_MS);
	/* What the quota held back is not presented while it closes. */
	c->suspend = suspend_returns_hoard;
	endpoint_disable(c);
	EXPECT_EQ(t, hoard_count(h), 4);
	EXPECT_HISTORY(c, "OSPUC");
}

static const struct kcase_spec quota_cases[] = {
	KCASE(stops_delivery, "no more are presented than the owner may hold; completing one restarts",
	      test_quota_stops),
	KCASE(raising_does_not_restart, "raising it alone restarts nothing",
	      test_quota_raise),
	KCASE(requests_go_on, "requests are answered once packets are returned",
	      test_quota_requests),
	KCASE(one, "quota 1 with packets completed at once", test_quota_one),
	KCASE(then_disable, "disable with delivery stopped", test_quota_disable),
};
const struct kcase_suite quota_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSetTransactionQuota", quota_cases,
			    client_setup_open, client_teardown);

static void packet_fail_third(struct endpoint *c, VMBPACKETCOMPLETION packet,
			      void *buffer, u32 size, u32 flags)
{
	if (atomic_read(&c->packets) == 3)
		VmbChannelPacketFail(packet);
	else
		VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_fail(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_fail_third;
	if (!client_source(c, 10, 64, 0, 0))
		return;
	EXPECT_SOON(t, atomic_read(&c->packets) >= 3, WAIT_MS);
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&c->packets), 3);
	/* The channel is not stuck: it can be disabled and enabled again. */
	endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
	c->packet = NULL;
	endpoint_history_reset(c);
	atomic_set(&c->packets, 0);
	if (client_enable(c) && client_source(c, 10, 64, 0, 0))
		EXPECT_SOON(t, atomic_read(&c->packets) == 10, WAIT_MS);
}

static const struct kcase_spec fail_cases[] = {
	KCASE(stops_the_queue, "the packet is retired, no further one presented",
	      test_fail),
};
const struct kcase_suite fail_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketFail", fail_cases,
			    client_setup_open, client_teardown);

static void packet_external(struct endpoint *c, VMBPACKETCOMPLETION packet,
			    void *buffer, u32 size, u32 flags)
{
	PMDL mdl = NULL;
	NTSTATUS status;

	EXPECT_EQ(c->t, flags & VMBUS_CHANNEL_PROCESS_PACKET_FLAG_EXTERNAL_DATA,
		  0u);
	status = VmbChannelPacketGetExternalData(packet, 0, &mdl);
	EXPECT_FALSE(c->t, NT_SUCCESS(status));
	EXPECT_NULL(c->t, mdl);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_no_external(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_external;
	if (client_source(c, 3, 64, 0, 0))
		EXPECT_SOON(t, atomic_read(&c->packets) == 3, WAIT_MS);
}

static const struct kcase_spec get_external_cases[] = {
	KCASE(none, "a packet without external data: a failure, no MDL",
	      test_no_external),
};
const struct kcase_suite get_external_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketGetExternalData",
			    get_external_cases, client_setup_open,
			    client_teardown);
