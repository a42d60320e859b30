// SPDX-License-Identifier: GPL-2.0-only
/*
 * server_external.c - external data of a client's packets, as the server's
 * MDLs.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "loopback_pair.h"
#include "suites.h"

/**
 * struct seen - what the server made of the packet
 * @sum: of its external data, as KMCL gave it
 * @bytes: of it
 * @mdls: in the chain
 * @pending: how often STATUS_PENDING was returned
 * @asked: how often it was asked for
 * @passive: it was given in process context
 * @fill: write a pattern instead
 */
struct seen {
	u64 sum;
	u64 bytes;
	u32 mdls;
	u32 pending;
	u32 asked;
	bool passive;
	bool fill;
};

static void see(struct seen *seen, PMDL mdl)
{
	u8 *at = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);

	if (!at)
		return;
	if (seen->fill)
		kmcltest_fill_range(at, seen->bytes, MmGetMdlByteCount(mdl), 9);
	seen->sum = kmcltest_sum_bytes(at, MmGetMdlByteCount(mdl), seen->sum);
	seen->bytes += MmGetMdlByteCount(mdl);
	seen->mdls++;
}

static void take(struct endpoint *end, VMBPACKETCOMPLETION packet, void *buffer,
		 u32 size, u32 flags)
{
	struct seen *seen = pair_of(end->t)->priv;
	struct kcase *t = end->t;
	PMDL mdl = NULL, again = NULL, each;
	NTSTATUS status;

	seen->asked++;
	EXPECT_EQ(t, flags, (u32)VMBUS_CHANNEL_PROCESS_PACKET_FLAG_EXTERNAL_DATA);
	status = VmbChannelPacketGetExternalData(packet, seen->fill ? 0 : 1,
						 &mdl);
	if (status == STATUS_PENDING) {
		EXPECT_FALSE(t, endpoint_may_sleep());
		seen->pending++;
		return;
	}
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	/* Scattered pages can only be mapped in process context. */
	if (!endpoint_may_sleep()) {
		VmbChannelPacketDeferToPassive(packet);
		return;
	}
	seen->passive = true;
	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 0, &again),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, mdl, again);
	for (each = mdl; each; each = each->Next)
		see(seen, each);
	VmbChannelPacketComplete(packet, &seen->sum, sizeof(seen->sum));
}

/* Send @mdl and have the server see it; true when it answered its sum. */
static bool external(struct pair *p, PMDL mdl)
{
	u64 message = 1, reply = 0;
	u32 size = sizeof(reply);
	NTSTATUS status;

	status = endpoint_request(&p->client, &message, sizeof(message), mdl,
				  &reply, &size);
	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	EXPECT_EQ(p->t, size, 8u);
	return NT_SUCCESS(status);
}

static PMDL mdl_over(struct kcase *t, void *at, u32 size)
{
	PMDL mdl = IoAllocateMdl(at, size, FALSE, FALSE, NULL);

	if (mdl)
		MmBuildMdlForNonPagedPool(mdl);
	else
		FAIL(t, "no memory");
	return mdl;
}

static void external_case(struct kcase *t, u32 size, u32 pending)
{
	struct seen seen = { .sum = KMCLTEST_SUM_INIT, .fill = t->arg };
	struct pair *p = pair_of(t);
	u8 *bytes = vmalloc(size + 100);
	PMDL mdl;

	ASSERT_NOT_NULL(t, bytes);
	kmcltest_fill_bytes(bytes, size + 100, 4);
	mdl = mdl_over(t, bytes + 100, size);
	p->priv = &seen;
	p->server.packet = take;
	if (mdl && external(p, mdl)) {
		EXPECT_EQ(t, seen.bytes, (u64)size);
		EXPECT_EQ(t, seen.mdls, 1u);
		EXPECT_EQ(t, seen.pending, pending);
		EXPECT_EQ(t, seen.sum, kmcltest_sum_bytes(bytes + 100, size,
							  KMCLTEST_SUM_INIT));
		if (seen.fill)
			EXPECT_EQ(t, bytes[100 + 33], kmcltest_byte(9, 33));
	}
	p->server.packet = pair_answer;
	if (mdl)
		IoFreeMdl(mdl);
	vfree(bytes);
}

static void test_whole(struct kcase *t)
{
	external_case(t, 50000, 0);
}

/* An MDL of more than a page is not made in softirq context. */
static void test_pending(struct kcase *t)
{
	external_case(t, 3 << 20, 1);
}

static void test_chain(struct kcase *t)
{
	struct seen seen = { .sum = KMCLTEST_SUM_INIT };
	static const u32 at[] = { 10, 5000, 9000, 20000 };
	static const u32 size[] = { 1, 4096, 7, 12345 };
	struct pair *p = pair_of(t);
	u8 *bytes = vmalloc(40000);
	u64 sum = KMCLTEST_SUM_INIT;
	PMDL mdl[4] = {};
	u32 i;

	ASSERT_NOT_NULL(t, bytes);
	kmcltest_fill_bytes(bytes, 40000, 4);
	for (i = 0; i < 4; i++) {
		mdl[i] = mdl_over(t, bytes + at[i], size[i]);
		if (!mdl[i])
			goto free;
		if (i)
			mdl[i - 1]->Next = mdl[i];
		sum = kmcltest_sum_bytes(bytes + at[i], size[i], sum);
	}
	p->priv = &seen;
	p->server.packet = take;
	if (external(p, mdl[0])) {
		EXPECT_EQ(t, seen.mdls, 4u);
		EXPECT_EQ(t, seen.sum, sum);
	}
	p->server.packet = pair_answer;
free:
	for (i = 0; i < 4; i++) {
		if (mdl[i])
			IoFreeMdl(mdl[i]);
	}
	vfree(bytes);
}

static void ask_in_vain(struct endpoint *end, VMBPACKETCOMPLETION packet,
			void *buffer, u32 size, u32 flags)
{
	struct kcase *t = end->t;
	PMDL mdl = NULL;

	EXPECT_EQ(t, flags, 0u);
	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 0, &mdl),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 2, &mdl),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_NULL(t, mdl);
	VmbChannelPacketComplete(packet, buffer, size);
}

static void test_none(struct kcase *t)
{
	struct pair *p = pair_of(t);

	p->server.packet = ask_in_vain;
	pair_echo(&p->client, 40);
}

static void complete_and_ask(struct endpoint *end, VMBPACKETCOMPLETION packet,
			     void *buffer, u32 size, u32 flags)
{
	static const u8 answer[1024];
	struct kcase *t = end->t;
	PMDL mdl = NULL;

	VmbChannelPacketComplete(packet, (void *)answer, sizeof(answer));
	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 0, &mdl),
		  STATUS_INVALID_PARAMETER_1);
	EXPECT_NULL(t, mdl);
}

static void send_external(struct pair *p, PMDL mdl)
{
	VMBPACKET packet = VmbPacketAllocate(p->client.channel);
	u64 message = 1;

	ASSERT_NOT_NULL(p->t, packet);
	EXPECT_EQ(p->t, VmbPacketSend(packet, &message, sizeof(message), mdl, WAIT),
		  STATUS_SUCCESS);
}

/* The client reads nothing, so that most completions wait for room. */
static void test_completed(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u8 *bytes = kzalloc(64, GFP_KERNEL);
	PMDL mdl;
	u32 i;

	ASSERT_NOT_NULL(t, bytes);
	mdl = mdl_over(t, bytes, 64);
	p->server.packet = complete_and_ask;
	VmbChannelPause(p->client.channel);
	for (i = 0; mdl && i < 200 && !kcase_failed(t); i++)
		send_external(p, mdl);
	EXPECT_SOON(t, atomic_read(&p->server.packets) == 200, WAIT_MS);
	p->server.packet = pair_answer;
	VmbChannelStart(p->client.channel);
	pair_echo(&p->client, 40);
	if (mdl)
		IoFreeMdl(mdl);
	kfree(bytes);
}

/* As on a real bus, memory goes from client to server only. */
static void test_server_cannot(struct kcase *t)
{
	struct pair *p = pair_of(t);
	VMBPACKET packet = VmbPacketAllocate(p->server.channel);
	u64 message = 1;
	u8 *bytes = kzalloc(64, GFP_KERNEL);
	PMDL mdl;

	ASSERT_NOT_NULL(t, packet);
	mdl = bytes ? mdl_over(t, bytes, 64) : NULL;
	EXPECT_NOT_NULL(t, mdl);
	if (mdl) {
		EXPECT_EQ(t, VmbPacketSend(packet, &message, sizeof(message), mdl, WAIT),
			  STATUS_NOT_SUPPORTED);
		IoFreeMdl(mdl);
	}
	kfree(bytes);
	VmbPacketFree(packet);
}

static const struct kcase_spec external_cases[] = {
	KCASE_ARG(read, "an MDL over the client's pages, offset and all",
		  test_whole, 0),
	KCASE_ARG(write, "and they can be written", test_whole, 1),
	KCASE(chain, "a chain: one MDL to a range, in order", test_chain),
	KCASE(pending, "PENDING at DISPATCH, presented again at PASSIVE",
	      test_pending),
	KCASE(completed, "INVALID_PARAMETER_1 for a packet that was completed",
	      test_completed),
	KCASE(none, "INVALID_PARAMETER for a packet without", test_none),
	KCASE(server_cannot, "a server cannot send external data",
	      test_server_cannot),
};
const struct kcase_suite server_external_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketGetExternalData", external_cases,
			    pair_setup_open, pair_teardown);
