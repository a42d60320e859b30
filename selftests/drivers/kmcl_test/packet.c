// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets as objects: VmbPacketAllocate, VmbPacketFree, VmbPacketInitialize,
 * VmbChannelSizeofPacket, VmbPacketSetPointer, VmbPacketGetPointer,
 * VmbPacketGetChannel, VmbPacketSetCompletionRoutine.
 */
#include <linux/bottom_half.h>

#include "client.h"
#include "suites.h"

static void test_allocate(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet[100];
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(packet); i++) {
		packet[i] = VmbPacketAllocate(c->channel);
		ASSERT_NOT_NULL(t, packet[i]);
		for (k = 0; k < i; k++)
			EXPECT_PTR_NE(t, packet[i], packet[k]);
	}
	for (i = 0; i < ARRAY_SIZE(packet); i++)
		VmbPacketFree(packet[i]);
}

static void test_allocate_atomic(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet;

	local_bh_disable();
	packet = VmbPacketAllocate(c->channel);
	if (packet)
		VmbPacketFree(packet);
	local_bh_enable();
	EXPECT_NOT_NULL(t, packet);
}

/* The default completion routine frees the packet: many such sends leak none. */
static void test_default_routine(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_hdr msg = { .op = KMCLTEST_SINK };
	struct kmcltest_counters before, after;
	unsigned int i;
	VMBPACKET packet;

	if (!client_counters(c, &before))
		return;
	for (i = 0; i < 500; i++) {
		packet = VmbPacketAllocate(c->channel);
		ASSERT_NOT_NULL(t, packet);
		ASSERT_EQ(t, VmbPacketSend(packet, &msg, sizeof(msg), NULL, 0),
			  STATUS_SUCCESS);
	}
	if (!client_counters(c, &after))
		return;
	/* The request for the counters counts as a packet, too. */
	EXPECT_EQ(t, after.packets - before.packets, 501ull);
}

static void test_reuse(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < 200 && !kcase_failed(t); i++) {
		r->msg->cookie = i;
		ASSERT_EQ(t, request_send(r, i & 1 ? WAIT : 0), STATUS_SUCCESS);
		if (i & 1)
			request_echoed(r);
		else
			request_done(r, STATUS_SUCCESS);
	}
}

static const struct kcase_spec allocate_cases[] = {
	KCASE(many, "each call gives a packet of its own", test_allocate),
	KCASE(at_dispatch, "at DISPATCH", test_allocate_atomic),
	KCASE(default_routine_frees, "the default completion routine frees the packet",
	      test_default_routine),
	KCASE(reusable, "a packet that has completed can be sent again",
	      test_reuse),
};
const struct kcase_suite packet_allocate_suite =
	KCASE_SUITE_FIXTURE("VmbPacketAllocate", allocate_cases,
			    client_setup_open, client_teardown);

static void routine_frees(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			  UINT32 size)
{
	struct endpoint *c = VmbChannelGetPointer(VmbPacketGetChannel(packet));

	VmbPacketFree(packet);
	atomic64_inc(&c->done);
	wake_up_all(&c->wait);
}

static void test_free_in_routine(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_hdr msg = { .op = KMCLTEST_ECHO };
	VMBPACKET packet;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		packet = VmbPacketAllocate(c->channel);
		ASSERT_NOT_NULL(t, packet);
		VmbPacketSetCompletionRoutine(packet, routine_frees);
		ASSERT_EQ(t, VmbPacketSend(packet, &msg, sizeof(msg), NULL,
					   WAIT), STATUS_SUCCESS);
		atomic64_inc(&c->sent);
	}
	EXPECT_SOON(t, atomic64_read(&c->done) == 100, WAIT_MS);
}

static void test_free_unsent(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet = VmbPacketAllocate(c->channel);

	ASSERT_NOT_NULL(t, packet);
	VmbPacketFree(packet);
	client_echo(c, 64);
}

static const struct kcase_spec free_cases[] = {
	KCASE(in_completion_routine, "a completion routine may free its packet",
	      test_free_in_routine),
	KCASE(never_sent, "a packet that was never sent", test_free_unsent),
};
const struct kcase_suite packet_free_suite =
	KCASE_SUITE_FIXTURE("VmbPacketFree", free_cases, client_setup_open,
			    client_teardown);

static void test_sizeof_follows(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 small, large;

	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(c->channel, 256),
		  STATUS_SUCCESS);
	small = VmbChannelSizeofPacket(c->channel);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(c->channel, 16384),
		  STATUS_SUCCESS);
	large = VmbChannelSizeofPacket(c->channel);
	EXPECT_GE(t, small, 256u);
	/* A queued packet keeps its payload. */
	EXPECT_GE(t, large, 16384u);
	EXPECT_LT(t, small, large);
	kcase_note(t, "a packet of 256 bytes takes %u, of 16384 takes %u",
		   small, large);
}

static const struct kcase_spec sizeof_cases[] = {
	KCASE(follows_limits, "covers the largest packet the channel may send",
	      test_sizeof_follows),
};
const struct kcase_suite sizeof_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSizeofPacket", sizeof_cases,
			    client_setup_closed, client_teardown);

static void test_initialize_small(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 size = VmbChannelSizeofPacket(c->channel);
	void *memory = endpoint_buffer(c, size);

	ASSERT_NOT_NULL(t, memory);
	EXPECT_EQ(t, VmbPacketInitialize(c->channel, memory, size - 1),
		  STATUS_INVALID_PARAMETER_3);
	EXPECT_EQ(t, VmbPacketInitialize(c->channel, memory, 0),
		  STATUS_INVALID_PARAMETER_3);
	EXPECT_EQ(t, VmbPacketInitialize(c->channel, memory, size),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, VmbPacketGetChannel(memory), c->channel);
	EXPECT_NULL(t, VmbPacketGetPointer(memory));
}

static void test_initialize_sends(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 size = VmbChannelSizeofPacket(c->channel);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 128);
	void *memory = endpoint_buffer(c, size);
	VMBPACKET own;
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, memory);
	ASSERT_EQ(t, VmbPacketInitialize(c->channel, memory, size),
		  STATUS_SUCCESS);
	own = r->packet;
	r->packet = memory;
	VmbPacketSetPointer(r->packet, r);
	VmbPacketSetCompletionRoutine(r->packet, request_routine);
	for (i = 0; i < 20 && !kcase_failed(t); i++) {
		EXPECT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
		request_echoed(r);
	}
	r->packet = own;
}

static void test_initialize_no_routine(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 size = VmbChannelSizeofPacket(c->channel);
	struct kmcltest_hdr msg = { .op = KMCLTEST_SINK };
	void *memory = endpoint_buffer(c, size);

	ASSERT_NOT_NULL(t, memory);
	ASSERT_EQ(t, VmbPacketInitialize(c->channel, memory, size),
		  STATUS_SUCCESS);
	c->misuse = 1;
	EXPECT_FALSE(t, NT_SUCCESS(VmbPacketSend(memory, &msg, sizeof(msg),
						 NULL, 0)));
}

static const struct kcase_spec initialize_cases[] = {
	KCASE(too_small, "less than SizeofPacket: INVALID_PARAMETER_3",
	      test_initialize_small),
	KCASE(sends, "a packet in the caller's memory sends and is reusable",
	      test_initialize_sends),
	KCASE(needs_a_routine, "refused until it has a completion routine",
	      test_initialize_no_routine),
};
const struct kcase_suite initialize_suite =
	KCASE_SUITE_FIXTURE("VmbPacketInitialize", initialize_cases,
			    client_setup_open, client_teardown);

static void test_packet_pointer(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet = VmbPacketAllocate(c->channel);
	int a;

	ASSERT_NOT_NULL(t, packet);
	EXPECT_NULL(t, VmbPacketGetPointer(packet));
	VmbPacketSetPointer(packet, &a);
	EXPECT_PTR_EQ(t, VmbPacketGetPointer(packet), &a);
	VmbPacketFree(packet);

	/* The next owner of the memory does not see it. */
	packet = VmbPacketAllocate(c->channel);
	ASSERT_NOT_NULL(t, packet);
	EXPECT_NULL(t, VmbPacketGetPointer(packet));
	VmbPacketFree(packet);
}

static const struct kcase_spec pointer_cases[] = {
	KCASE(kept, "kept until the packet is freed", test_packet_pointer),
};
const struct kcase_suite packet_set_pointer_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSetPointer", pointer_cases,
			    client_setup_closed, client_teardown);

/* request_routine() finds its request by the pointer. */
static void test_pointer_in_routine(struct kcase *t)
{
	client_echo(client_of(t), 64);
}

static const struct kcase_spec get_pointer_cases[] = {
	KCASE(in_completion_routine, "the routine finds its owner by it",
	      test_pointer_in_routine),
};
const struct kcase_suite packet_get_pointer_suite =
	KCASE_SUITE_FIXTURE("VmbPacketGetPointer", get_pointer_cases,
			    client_setup_open, client_teardown);

static void test_get_channel(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet = VmbPacketAllocate(c->channel);

	ASSERT_NOT_NULL(t, packet);
	EXPECT_PTR_EQ(t, VmbPacketGetChannel(packet), c->channel);
	VmbPacketFree(packet);
}

static const struct kcase_spec get_channel_cases[] = {
	KCASE(its_own, "the channel it was allocated for", test_get_channel),
};
const struct kcase_suite get_channel_suite =
	KCASE_SUITE_FIXTURE("VmbPacketGetChannel", get_channel_cases,
			    client_setup_closed, client_teardown);

static void routine_other(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			  UINT32 size)
{
	struct request *r = VmbPacketGetPointer(packet);

	r->c->spare++;
	request_routine(packet, status, buffer, size);
}

static void test_set_routine(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	request_echoed(r);
	EXPECT_EQ(t, c->spare, 0ul);
	VmbPacketSetCompletionRoutine(r->packet, routine_other);
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	request_echoed(r);
	EXPECT_EQ(t, c->spare, 1ul);
}

/* The completion routine sends its packet again, many times. */
static void routine_resends(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			    UINT32 size)
{
	struct request *r = VmbPacketGetPointer(packet);
	struct endpoint *c = r->c;

	if (NT_SUCCESS(status) && c->spare) {
		c->spare--;
		if (NT_SUCCESS(VmbPacketSend(packet, r->msg, r->size, NULL,
					     (unsigned long)c->priv)))
			return;
		FAIL(c->t, "sending again from the routine failed");
	}
	request_routine(packet, status, buffer, size);
}

static void test_resend(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	c->priv = (void *)t->arg;
	c->spare = 2000;
	VmbPacketSetCompletionRoutine(r->packet, routine_resends);
	ASSERT_EQ(t, request_send(r, t->arg), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	EXPECT_EQ(t, c->spare, 0ul);
}

static void routine_level(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			  UINT32 size)
{
	struct request *r = VmbPacketGetPointer(packet);

	r->c->spare = KeGetCurrentIrql();
	/* As on Windows, no DPC and no packet callback runs here meanwhile. */
	r->c->priv = in_interrupt() ? r : NULL;
	request_routine(packet, status, buffer, size);
}

/* Without a completion the routine runs in the send, at DISPATCH_LEVEL. */
static void test_level(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	VmbPacketSetCompletionRoutine(r->packet, routine_level);
	ASSERT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
	ASSERT_EQ(t, request_send(r, 0), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	EXPECT_EQ(t, c->spare, (unsigned long)DISPATCH_LEVEL);
	EXPECT_NOT_NULL(t, c->priv);
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static const struct kcase_spec routine_cases[] = {
	KCASE(replaced, "the routine set last is the one called",
	      test_set_routine),
	KCASE_ARG(sends_again, "a routine may send its packet again",
		  test_resend, WAIT),
	KCASE_ARG(sends_again_at_once, "also when it completes inside the send, without nesting",
		  test_resend, 0),
	KCASE(at_dispatch, "a routine called from the send runs at DISPATCH_LEVEL",
	      test_level),
};
const struct kcase_suite routine_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSetCompletionRoutine", routine_cases,
			    client_setup_open, client_teardown);
