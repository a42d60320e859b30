// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receiving: EvtChannelProcessPacket, EvtChannelProcessingComplete,
 * VmbChannelPacketComplete, VmbChannelSetIncomingProcessingAtPassive,
 * VmbChannelPacketGetClientContext.
 */
#include <linux/delay.h>

#include "client.h"
#include "suites.h"

static void packet_check(struct endpoint *c, VMBPACKETCOMPLETION packet,
			 void *buffer, u32 size, u32 flags)
{
	EXPECT_EQ(c->t, flags, 0u);
	if (!kcase_failed(c->t))
		client_check_data(c, buffer, size,
				  atomic_read(&c->packets) - 1);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void expect_packets(struct endpoint *c, u32 count)
{
	struct kcase *t = c->t;

	/* Also wait for the last packet's callback, which reads the count. */
	wait_event_timeout(c->wait, atomic_read(&c->packets) >= count &&
			   !atomic_read(&c->presenting), kcase_time_left(t));
	EXPECT_EQ(t, (u32)atomic_read(&c->packets), count);
}

static void test_sizes(struct kcase *t)
{
	static const u32 sizes[] = { 16, 24, 64, 256, 1024, 4096 };
	struct endpoint *c = client_of(t);
	unsigned int i;

	c->packet = packet_check;
	for (i = 0; i < ARRAY_SIZE(sizes) && !kcase_failed(t); i++) {
		atomic_set(&c->packets, 0);
		if (client_source(c, 50, sizes[i], 0, 0))
			expect_packets(c, 50);
	}
}

/* Far more than the ring holds: the peer has to wait for room. */
static void test_many(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 count = kcase_scaled(t, 20000);

	c->packet = packet_check;
	if (client_source(c, count, t->arg, 0, 0))
		expect_packets(c, count);
}

/* Larger than MaximumPacketSize, which limits sends and nothing else. */
static void test_large(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_check;
	if (client_source(c, 5, 16000, 0, 0))
		expect_packets(c, 5);
}

static void test_echo_packet(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO_PACKET, 64, 100);
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < 100; i++)
		ASSERT_EQ(t, request_send(r[i], 0), STATUS_SUCCESS);
	expect_packets(c, 100);
}

static void packet_context(struct endpoint *c, VMBPACKETCOMPLETION packet,
			   void *buffer, u32 size, u32 flags)
{
	EXPECT_FALSE(c->t, hardirq_count());
	EXPECT_EQ(c->t, atomic_inc_return(&c->inside), 1);
	udelay(50);
	atomic_dec(&c->inside);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_serial(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_context;
	if (client_source(c, 500, 64, 0, 0))
		expect_packets(c, 500);
}

/* A callback may send: on the same channel, in the same context. */
static void packet_sends(struct endpoint *c, VMBPACKETCOMPLETION packet,
			 void *buffer, u32 size, u32 flags)
{
	struct request **r = c->priv;

	EXPECT_EQ(c->t, request_send(r[c->spare++], WAIT), STATUS_SUCCESS);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_sends_inside(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 64, 200);
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	c->priv = r;
	c->packet = packet_sends;
	if (!client_source(c, 200, 64, 0, 0))
		return;
	expect_packets(c, 200);
	for (i = 0; i < 200 && !kcase_failed(t); i++)
		request_echoed(r[i]);
}

static const struct kcase_spec process_cases[] = {
	KCASE(sizes, "every size arrives as it was sent", test_sizes),
	KCASE_SLOW(many_16, "20,000 of 16 bytes, in order", test_many, 16, 120),
	KCASE_SLOW(many_1024, "20,000 of 1 KiB, in order", test_many, 1024,
		   180),
	KCASE(larger_than_maximum, "MaximumPacketSize does not limit receiving",
	      test_large),
	KCASE(echoed_packets, "what was sent comes back as a packet",
	      test_echo_packet),
	KCASE(serial, "one at a time, never in hard interrupt", test_serial),
	KCASE(may_send, "sending from inside the callback", test_sends_inside),
};
const struct kcase_suite process_packet_suite =
	KCASE_SUITE_FIXTURE("EvtChannelProcessPacket", process_cases,
			    client_setup_open, client_teardown);

static void batch_check(struct endpoint *c, u32 packets)
{
	u32 seen = atomic_read(&c->packets);

	/* The batch was not empty, and all of its packets had been presented. */
	EXPECT_GT(c->t, packets, 0u);
	c->spare += packets;
	EXPECT_EQ(c->t, c->spare, (unsigned long)seen);
}

static void test_batches(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->batch_end = batch_check;
	if (!client_source(c, 5000, 64, 0, 0))
		return;
	expect_packets(c, 5000);
	EXPECT_SOON(t, READ_ONCE(c->spare) == 5000, WAIT_MS);
	kcase_note(t, "5,000 packets in %d batches", atomic_read(&c->batches));
	EXPECT_LE(t, atomic_read(&c->batches), 5000);
}

/* Only packets make batches; completions and signals do not. */
static void test_no_batch(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i;

	for (i = 0; i < 20; i++)
		client_echo(c, 64);
	EXPECT_EQ(t, atomic_read(&c->batches), 0);
}

static void test_batch_paused(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->batch_end = batch_check;
	if (!client_source(c, 20000, 64, 0, 0))
		return;
	EXPECT_SOON(t, atomic_read(&c->packets) > 10, WAIT_MS);
	VmbChannelPause(c->channel);
	/* The pause ended the batch that was under way. */
	EXPECT_EQ(t, c->spare, (unsigned long)atomic_read(&c->packets));
	VmbChannelStart(c->channel);
	expect_packets(c, 20000);
}

static const struct kcase_spec batch_cases[] = {
	KCASE(after_last_packet, "once a batch, after its last packet, with its count",
	      test_batches),
	KCASE(not_without_packets, "completions alone make no batch",
	      test_no_batch),
	KCASE(when_paused, "a pause ends the batch", test_batch_paused),
};
const struct kcase_suite batch_suite =
	KCASE_SUITE_FIXTURE("EvtChannelProcessingComplete", batch_cases,
			    client_setup_open, client_teardown);

static void packet_echo(struct endpoint *c, VMBPACKETCOMPLETION packet,
			void *buffer, u32 size, u32 flags)
{
	VmbChannelPacketComplete(packet, buffer, size);
}

static void expect_completions(struct endpoint *c, u64 count)
{
	struct kmcltest_counters counters = {};
	struct kcase *t = c->t;

	kcase_poll(t, WAIT_MS, (client_counters(c, &counters) &&
				counters.completions >= count) || kcase_failed(t));
	EXPECT_EQ(t, counters.completions, count);
	EXPECT_EQ(t, counters.bad_completions, 0ull);
	EXPECT_EQ(t, counters.mistakes, 0ull);
}

static void test_complete_payload(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_echo;
	if (!client_source(c, 2000, 64, KMCLTEST_SOURCE_COMPLETE |
			   KMCLTEST_SOURCE_CHECK_ECHO, 0))
		return;
	expect_packets(c, 2000);
	expect_completions(c, 2000);
}

static void test_complete_empty(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!client_source(c, 2000, 64, KMCLTEST_SOURCE_COMPLETE, 10))
		return;
	expect_packets(c, 2000);
	expect_completions(c, 2000);
}

static void test_complete_unasked(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_echo;
	if (!client_source(c, 100, 64, 0, 0))
		return;
	expect_packets(c, 100);
	/* No completion was requested, so none may be sent. */
	expect_completions(c, 0);
}

/**
 * struct kept - packets that are kept
 * @count: how many
 * @packet: they
 * @bytes: their payloads
 */
struct kept {
	unsigned int count;
	VMBPACKETCOMPLETION packet[64];
	u8 bytes[64][64];
};

/**
 * struct stash - packets that another thread completes, last first
 * @work: does so
 * @lock: protects @filling
 * @filling: where packets go; while @emptying empties it fills again
 * @emptying: of @work
 */
struct stash {
	struct work_struct work;
	spinlock_t lock;
	struct kept filling;
	struct kept emptying;
};

static void stash_empty(struct work_struct *work)
{
	struct stash *s = container_of(work, struct stash, work);
	unsigned int i;

	spin_lock_bh(&s->lock);
	s->emptying = s->filling;
	s->filling.count = 0;
	spin_unlock_bh(&s->lock);
	for (i = s->emptying.count; i--;)
		VmbChannelPacketComplete(s->emptying.packet[i],
					 s->emptying.bytes[i], 64);
}

static void packet_stash(struct endpoint *c, VMBPACKETCOMPLETION packet,
			 void *buffer, u32 size, u32 flags)
{
	struct stash *s = c->priv;
	struct kept *kept = &s->filling;

	spin_lock_bh(&s->lock);
	memcpy(kept->bytes[kept->count], buffer, 64);
	kept->packet[kept->count++] = packet;
	if (kept->count == ARRAY_SIZE(kept->packet))
		schedule_work(&s->work);
	spin_unlock_bh(&s->lock);
}

static struct stash *stash_make(struct endpoint *c)
{
	struct stash *s = endpoint_buffer(c, sizeof(*s));

	if (!s)
		return NULL;
	INIT_WORK(&s->work, stash_empty);
	spin_lock_init(&s->lock);
	c->priv = s;
	c->packet = packet_stash;
	return s;
}

static void test_complete_elsewhere(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct stash *s = stash_make(c);

	ASSERT_NOT_NULL(t, s);
	/* The device sends at most as many packets as a stash holds. */
	if (client_source(c, 64 * 20, 64, KMCLTEST_SOURCE_COMPLETE |
			  KMCLTEST_SOURCE_CHECK_ECHO, 64)) {
		expect_packets(c, 64 * 20);
		expect_completions(c, 64 * 20);
	}
	flush_work(&s->work);
	stash_empty(&s->work);
}

/* The buffer stays good until the packet is completed. */
static void test_buffer_stays(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO_PACKET, 1024, 100);
	struct stash *s = stash_make(c);
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, s);
	if (!client_source(c, 63, 64, KMCLTEST_SOURCE_COMPLETE |
			   KMCLTEST_SOURCE_CHECK_ECHO, 0))
		return;
	expect_packets(c, 63);
	c->packet = NULL;
	/* Other packets come and are completed meanwhile. */
	for (i = 0; i < 100; i++)
		ASSERT_EQ(t, request_send(r[i], 0), STATUS_SUCCESS);
	expect_packets(c, 163);
	for (i = 0; i < s->filling.count; i++)
		client_check_data(c, s->filling.bytes[i], 64, i);
	stash_empty(&s->work);
	expect_completions(c, 63);
}

static const struct kcase_spec complete_cases[] = {
	KCASE(with_payload, "the peer gets the payload", test_complete_payload),
	KCASE(without_payload, "the peer gets an empty completion",
	      test_complete_empty),
	KCASE(nobody_asked, "no completion is sent for a packet that asked for none",
	      test_complete_unasked),
	KCASE(later_elsewhere, "later, in another thread, in another order",
	      test_complete_elsewhere),
	KCASE(while_held, "held packets do not stop others",
	      test_buffer_stays),
};
const struct kcase_suite complete_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketComplete", complete_cases,
			    client_setup_open, client_teardown);

static void packet_sleeps(struct endpoint *c, VMBPACKETCOMPLETION packet,
			  void *buffer, u32 size, u32 flags)
{
	if (!endpoint_may_sleep())
		FAIL(c->t, "a packet in atomic context");
	else
		usleep_range(20, 100);
	packet_check(c, packet, buffer, size, flags);
}

static int passive_setup(struct kcase *t)
{
	static const struct client_setup setup = { .passive = true };

	return client_setup_as(t, &setup);
}

static void test_passive(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_sleeps;
	if (client_source(c, 500, 64, 0, 0))
		expect_packets(c, 500);
}

static void batch_sleeps(struct endpoint *c, u32 packets)
{
	if (!endpoint_may_sleep())
		FAIL(c->t, "the end of a batch in atomic context");
	batch_check(c, packets);
}

static void test_passive_batch(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_sleeps;
	c->batch_end = batch_sleeps;
	if (!client_source(c, 200, 64, 0, 0))
		return;
	expect_packets(c, 200);
	EXPECT_SOON(t, READ_ONCE(c->spare) == 200, WAIT_MS);
}

/* The level of processing is switched while the channel is open. */
static void test_passive_switch(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i;

	c->packet = packet_check;
	for (i = 0; i < 10 && !kcase_failed(t); i++) {
		VmbChannelSetIncomingProcessingAtPassive(c->channel, i & 1);
		atomic_set(&c->packets, 0);
		c->packet = i & 1 ? packet_sleeps : packet_check;
		if (client_source(c, 200, 64, 0, 0))
			expect_packets(c, 200);
	}
}

static const struct kcase_spec passive_cases[] = {
	KCASE(may_sleep, "ProcessPacket at PASSIVE, in order", test_passive),
	KCASE(batch_end_may_sleep, "ProcessingComplete at PASSIVE too",
	      test_passive_batch),
	KCASE(changed_while_open, "the choice holds for later packets",
	      test_passive_switch),
};
const struct kcase_suite passive_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSetIncomingProcessingAtPassive",
			    passive_cases, passive_setup, client_teardown);

static int context_setup(struct kcase *t)
{
	static const struct client_setup setup = { .context = 48 };

	return client_setup_as(t, &setup);
}

static void context_use(struct endpoint *c, VMBPACKETCOMPLETION packet, u32 bytes)
{
	u8 *context = VmbChannelPacketGetClientContext(packet);

	if (!context)
		FAIL(c->t, "no client context");
	else if (memchr_inv(context, 0, bytes))
		FAIL(c->t, "client context of packet %d is not zero",
		     atomic_read(&c->packets));
	else
		memset(context, 0xc5, bytes);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void packet_context_use(struct endpoint *c, VMBPACKETCOMPLETION packet,
			       void *buffer, u32 size, u32 flags)
{
	context_use(c, packet, 48);
}

#define CONTEXT_LARGER	3000u

static void packet_context_larger(struct endpoint *c, VMBPACKETCOMPLETION packet,
				  void *buffer, u32 size, u32 flags)
{
	context_use(c, packet, CONTEXT_LARGER);
}

static void test_context(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_context_use;
	if (client_source(c, 500, 64, 0, 0))
		expect_packets(c, 500);
}

/* A packet's memory is reused, unless the next packet is larger. */
static void test_context_larger(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_context_use;
	if (!client_source(c, 20, 64, 0, 0))
		return;
	expect_packets(c, 20);
	endpoint_disable(c);
	ASSERT_EQ(t, VmbChannelInitSetClientContextSize(c->channel,
							CONTEXT_LARGER),
		  STATUS_SUCCESS);
	c->packet = packet_context_larger;
	if (client_enable(c) && client_source(c, 20, 64, 0, 0))
		expect_packets(c, 40);
}

/* A deferred packet keeps its client context. */
static void packet_context_defer(struct endpoint *c, VMBPACKETCOMPLETION packet,
				 void *buffer, u32 size, u32 flags)
{
	u32 *context = VmbChannelPacketGetClientContext(packet);
	const struct kmcltest_data *data = buffer;

	if (!context) {
		FAIL(c->t, "no client context");
	} else if (!*context) {
		*context = data->sequence + 1;
		VmbChannelPacketDeferToPassive(packet);
		return;
	} else if (*context != data->sequence + 1) {
		FAIL(c->t, "packet %u has the context of %u", data->sequence,
		     *context - 1);
	}
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_context_deferred(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_context_defer;
	if (client_source(c, 50, 64, 0, 0))
		expect_packets(c, 100);
}

static const struct kcase_spec context_cases[] = {
	KCASE(zero_at_first, "a packet's context is zero when first presented",
	      test_context),
	KCASE(larger_when_set_anew, "it has the size set before the last Enable",
	      test_context_larger),
	KCASE(kept_when_deferred, "and kept when presented again",
	      test_context_deferred),
};
const struct kcase_suite client_context_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketGetClientContext", context_cases,
			    context_setup, client_teardown);

static void packet_context_none(struct endpoint *c, VMBPACKETCOMPLETION packet,
				void *buffer, u32 size, u32 flags)
{
	EXPECT_NULL(c->t, VmbChannelPacketGetClientContext(packet));
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_context_none(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_context_none;
	if (client_source(c, 5, 64, 0, 0))
		expect_packets(c, 5);
}

static const struct kcase_spec no_context_cases[] = {
	KCASE(none_asked_for, "NULL when no size was set", test_context_none),
};
const struct kcase_suite no_context_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketGetClientContext",
			    no_context_cases, client_setup_open,
			    client_teardown);
