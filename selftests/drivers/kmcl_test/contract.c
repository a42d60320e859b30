// SPDX-License-Identifier: GPL-2.0-only
/*
 * contract.c - rules of the public pages, one or two of a function, that need both
 * ends in one kernel.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "loopback_pair.h"
#include "suites.h"

/* Bytes, of which a ring of these pairs' holds sixteen and one small packet. */
#define LARGE	4000

/* Page fn_vmb_channel_send_synchronous_request. */
static void test_server_only_tries(struct kcase *t)
{
	LARGE_INTEGER now = { .QuadPart = 0 }, later = { .QuadPart = -10000000 };
	struct pair *p = pair_of(t);
	VMBCHANNEL ch = p->server.channel;
	u64 message = 1;

	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(ch, &message, sizeof(message), NULL,
						      0, NULL, NULL, NULL),
		  STATUS_INVALID_PARAMETER_8);
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(ch, &message, sizeof(message), NULL,
						      0, NULL, NULL, &later),
		  STATUS_INVALID_PARAMETER_8);
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(ch, &message, sizeof(message), NULL,
						      WAIT, NULL, NULL, &now),
		  STATUS_INVALID_PARAMETER_5);
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&p->client.packets), 0);
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(ch, &message, sizeof(message), NULL,
						      0, NULL, NULL, &now),
		  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->client.packets) == 1, WAIT_MS);
}

/**
 * struct asker - a client's request that gives up after a second; of its thread until @done
 * @p: the pair
 * @status: what it ended with
 * @done: it has
 */
struct asker {
	struct pair *p;
	NTSTATUS status;
	struct completion done;
};

static int asker_thread(void *data)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	struct asker *asker = data;
	static u8 message[LARGE];

	asker->status = VmbChannelSendSynchronousRequest(asker->p->client.channel, message,
							 sizeof(message), NULL, WAIT,
							 NULL, NULL, &second);
	complete(&asker->done);
	return 0;
}

/* Send until another one has no room; nothing is queued. */
static void fill_ring(struct endpoint *from)
{
	LARGE_INTEGER now = { .QuadPart = 0 };
	static u8 message[LARGE];
	NTSTATUS status;

	do {
		status = VmbChannelSendSynchronousRequest(from->channel, message,
							  sizeof(message), NULL, 0, NULL,
							  NULL, &now);
	} while (NT_SUCCESS(status));
	EXPECT_EQ(from->t, status, STATUS_BUFFER_OVERFLOW);
}

/*
 * Page fn_vmb_packet_send: a packet is queued until there is room. There is some for this
 * one, once the request before it, which is larger, has given up.
 */
static void test_gives_up_in_front(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct asker asker = { .p = p };
	struct task_struct *task;
	u64 message = 1;

	VmbChannelPause(p->server.channel);
	fill_ring(&p->client);
	init_completion(&asker.done);
	task = kthread_run(asker_thread, &asker, "kmcl_test_ask");
	ASSERT_FALSE(t, IS_ERR(task));
	msleep(QUIET_MS);
	EXPECT_EQ(t, pair_send(&p->client, &message, sizeof(message), 0), STATUS_SUCCESS);
	kcase_join(&asker.done);
	EXPECT_EQ(t, asker.status, STATUS_CANCELLED);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	VmbChannelStart(p->server.channel);
	pair_echo(&p->client, 8);
}

static const struct kcase_spec sync_cases[] = {
	KCASE(gives_up_in_front, "what is queued behind it is sent if there is room",
	      test_gives_up_in_front),
	KCASE(server_only_tries, "a server's neither waits for room nor for an answer",
	      test_server_only_tries),
};
const struct kcase_suite contract_sync_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSendSynchronousRequest", sync_cases,
			    pair_setup_open, pair_teardown);

static void send_requests(struct pair *p, u32 count)
{
	u64 message = 1;

	while (count--)
		EXPECT_EQ(p->t, pair_send(&p->client, &message, sizeof(message), WAIT),
			  STATUS_SUCCESS);
}

static void return_one(struct pair *p, int which)
{
	/* Pairs with pair_hold(). */
	if (KCASE_CHECK_OP(p->t, atomic_read_acquire(&p->held_count), >, which))
		VmbChannelPacketComplete(p->held[which], NULL, 0);
}

/* Page fn_vmb_channel_set_transaction_quota. */
static void test_quota_below(struct kcase *t)
{
	struct pair *p = pair_of(t);

	p->server.packet = pair_hold;
	send_requests(p, 4);
	ASSERT_SOON(t, atomic_read(&p->held_count) == 4, WAIT_MS);
	VmbChannelSetTransactionQuota(p->server.channel, 2);
	send_requests(p, 3);
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&p->held_count), 4);
	/* Of four held, two are left: still as many as are allowed. */
	return_one(p, 0);
	return_one(p, 1);
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&p->held_count), 4);
	return_one(p, 2);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 5, WAIT_MS);
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&p->held_count), 5);
	/* Two are held now, at 3 and 4. */
	VmbChannelSetTransactionQuota(p->server.channel, 64);
	return_one(p, 3);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 7, WAIT_MS);
	return_one(p, 4);
	return_one(p, 5);
	return_one(p, 6);
	atomic_set(&p->held_count, 0);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 7, WAIT_MS);
}

static void test_quota_zero(struct kcase *t)
{
	struct pair *p = pair_of(t);

	VmbChannelSetTransactionQuota(p->server.channel, 0);
	pair_echo(&p->client, 64);
}

static const struct kcase_spec quota_cases[] = {
	KCASE(below_what_is_held, "nothing is presented until enough are completed",
	      test_quota_below),
	KCASE(zero, "0 is logged and ignored", test_quota_zero),
};
const struct kcase_suite contract_quota_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSetTransactionQuota", quota_cases, pair_setup_open,
			    pair_teardown);

static void note_batch(struct endpoint *e, u32 packets)
{
	atomic_t *all = e->priv;

	atomic_add(packets, all);
}

/* Page evt_vmb_channel_processing_complete: the queue has stopped, the ring is not empty. */
static void test_batch_stopped(struct kcase *t)
{
	struct pair *p = pair_of(t);
	atomic_t all = ATOMIC_INIT(0);

	p->server.priv = &all;
	p->server.batch_end = note_batch;
	p->server.packet = pair_hold;
	VmbChannelSetTransactionQuota(p->server.channel, 2);
	send_requests(p, 5);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 2, WAIT_MS);
	EXPECT_SOON(t, atomic_read(&all) == 2, WAIT_MS);
	p->server.packet = pair_answer;
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 5, WAIT_MS);
	EXPECT_SOON(t, atomic_read(&all) == 5, WAIT_MS);
	p->server.batch_end = NULL;
	/* It may run yet. */
	endpoint_disable(&p->server);
}

static const struct kcase_spec batch_cases[] = {
	KCASE(when_stopped, "also when the quota stops the queue", test_batch_stopped),
};
const struct kcase_suite contract_batch_suite =
	KCASE_SUITE_FIXTURE("EvtChannelProcessingComplete", batch_cases, pair_setup_open,
			    pair_teardown);

static void expect_latency(struct endpoint *e)
{
	UINT16 former = 0xffff;
	NTSTATUS status = VmbChannelSetInterruptLatency(e->channel, 0, &former);

	if (status != STATUS_NOT_SUPPORTED)
		EXPECT_EQ(e->t, status, STATUS_SUCCESS);
}

static NTSTATUS opened_latency(struct endpoint *e)
{
	expect_latency(e);
	return STATUS_SUCCESS;
}

/* Page fn_vmb_channel_set_interrupt_latency. */
static void test_latency(struct kcase *t)
{
	struct pair *p = pair_of(t);
	UINT16 former;

	p->client.opened = opened_latency;
	p->client.closed = expect_latency;
	p->server.opened = opened_latency;
	p->server.closed = expect_latency;
	if (!pair_open(p))
		return;
	endpoint_disable(&p->client);
	EXPECT_HISTORY(&p->client, "OSPUC");
	EXPECT_EQ(t, VmbChannelSetInterruptLatency(p->client.channel, 0, &former),
		  STATUS_INVALID_DEVICE_STATE);
}

static const struct kcase_spec latency_cases[] = {
	KCASE(from_opened_to_closed, "both callbacks included", test_latency),
};
const struct kcase_suite contract_latency_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSetInterruptLatency", latency_cases, pair_setup,
			    pair_teardown);

/* Page fn_vmb_packet_send: memory that is mapped page by page stands for paged memory. */
static void test_paged_buffer(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u8 *bytes = vmalloc(4096);

	ASSERT_NOT_NULL(t, bytes);
	memset(bytes, 1, 4096);
	EXPECT_EQ(t, pair_send(&p->client, bytes, 4096,
			       WAIT | VMBUS_CHANNEL_FORMAT_FLAG_PAGED_BUFFER),
		  STATUS_SUCCESS);
	vfree(bytes);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
}

static const struct kcase_spec send_cases[] = {
	KCASE(paged_buffer, "the buffer is the caller's again at once, here too",
	      test_paged_buffer),
};
const struct kcase_suite contract_send_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSend", send_cases, pair_setup_open, pair_teardown);

/**
 * struct lend - external data that the server takes
 * @mdl: as VmbChannelPacketGetExternalData() returned it
 * @packet: the packet that it belongs to
 * @mapped: it had a virtual address already
 */
struct lend {
	PMDL mdl;
	VMBPACKETCOMPLETION packet;
	bool mapped;
};

static void take_and_keep(struct endpoint *e, VMBPACKETCOMPLETION packet, void *buffer,
			  u32 size, u32 flags)
{
	struct lend *lend = e->priv;
	PMDL mdl = NULL;

	if (VmbChannelPacketGetExternalData(packet, 0, &mdl) == STATUS_PENDING)
		return;
	lend->mapped = !mdl || mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA |
						MDL_SOURCE_IS_NONPAGED_POOL);
	lend->packet = packet;
	/* lend_begin() looks for this, then at the rest. */
	smp_store_release(&lend->mdl, mdl);
}

/* What is returned lasts until the server is down; NULL after noting a failure. */
static struct lend *lend_begin(struct pair *p, u8 *bytes)
{
	struct lend *lend = endpoint_buffer(&p->server, sizeof(*lend));
	PMDL mdl = endpoint_mdl(&p->client, bytes, PAGE_SIZE);
	VMBPACKET packet = NULL;
	u64 message = 1;

	if (lend && mdl)
		packet = VmbPacketAllocate(p->client.channel);
	if (!packet) {
		FAIL(p->t, "no packet");
		return NULL;
	}
	p->server.priv = lend;
	p->server.packet = take_and_keep;
	VmbPacketSetPointer(packet, &p->client);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	EXPECT_EQ(p->t, VmbPacketSend(packet, &message, sizeof(message), mdl, WAIT),
		  STATUS_SUCCESS);
	/* Written last by take_and_keep(). */
	EXPECT_SOON(p->t, smp_load_acquire(&lend->mdl), WAIT_MS);
	return kcase_failed(p->t) ? NULL : lend;
}

/* Page fn_vmb_channel_packet_get_external_data. */
static void test_not_mapped(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u8 *bytes = endpoint_buffer(&p->client, PAGE_SIZE);
	struct lend *lend;
	u8 *seen;

	ASSERT_NOT_NULL(t, bytes);
	bytes[77] = 0x77;
	lend = lend_begin(p, bytes);
	if (!lend)
		return;
	EXPECT_FALSE(t, lend->mapped);
	seen = MmGetSystemAddressForMdlSafe(lend->mdl, NormalPagePriority);
	EXPECT_NOT_NULL(t, seen);
	if (seen)
		EXPECT_EQ(t, seen[77], 0x77);
	VmbChannelPacketComplete(lend->packet, NULL, 0);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
}

/* Pages fn_vmb_channel_packet_get_external_data and fn_vmb_channel_packet_complete. */
static void test_until_completed(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u8 *bytes = endpoint_buffer(&p->client, PAGE_SIZE);
	struct lend *lend;

	ASSERT_NOT_NULL(t, bytes);
	lend = lend_begin(p, bytes);
	if (!lend)
		return;
	/* The memory is the server's until it completes the packet. */
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic64_read(&p->client.done), 0ll);
	EXPECT_EQ(t, MmGetMdlByteCount(lend->mdl), (ULONG)PAGE_SIZE);
	VmbChannelPacketComplete(lend->packet, NULL, 0);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
}

static const struct kcase_spec external_cases[] = {
	KCASE(not_mapped, "the MDL has no virtual address until its owner maps it",
	      test_not_mapped),
	KCASE(until_completed, "the MDL lasts, and the memory is lent, until PacketComplete",
	      test_until_completed),
};
const struct kcase_suite contract_external_suite =
	KCASE_SUITE_FIXTURE("VmbChannelPacketGetExternalData", external_cases,
			    pair_setup_open, pair_teardown);

/* Page fn_vmb_channel_map_gpadl. */
static void test_read_only(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u8 *bytes = (u8 *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	u32 gpadl = 0;
	PMDL mdl;
	u8 *seen;

	ASSERT_NOT_NULL(t, bytes);
	EXPECT_EQ(t, VmbChannelCreateGpadlFromBuffer(p->client.channel, 0, bytes, PAGE_SIZE,
						     &gpadl), STATUS_SUCCESS);
	if (VmbChannelMapGpadl(p->server.channel, VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY,
			       gpadl, &mdl) == STATUS_SUCCESS) {
		seen = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
		EXPECT_NOT_NULL(t, seen);
		if (seen)
			seen[9] = 0x99;
		VmbChannelUnmapGpadl(p->server.channel, gpadl);
		EXPECT_EQ(t, bytes[9], 0x99);
	} else {
		FAIL(t, "it cannot be mapped");
	}
	VmbChannelDeleteGpadl(p->client.channel, gpadl);
	free_page((unsigned long)bytes);
}

static const struct kcase_spec map_cases[] = {
	KCASE(read_only_is_no_protection, "READ_ONLY does not keep the caller from writing",
	      test_read_only),
};
const struct kcase_suite contract_map_suite =
	KCASE_SUITE_FIXTURE("VmbChannelMapGpadl", map_cases, pair_setup_open,
			    pair_teardown);

static void start_in_post_started(struct endpoint *e)
{
	VmbChannelStart(e->channel);
}

static void start_in_closed(struct endpoint *e)
{
	VmbChannelPause(e->channel);
	VmbChannelStart(e->channel);
}

/* header:state_model. */
static void test_start_in_callback(struct kcase *t)
{
	struct pair *p = pair_of(t);

	p->client.post_started = start_in_post_started;
	p->client.closed = start_in_closed;
	if (!pair_open(p))
		return;
	pair_echo(&p->client, 64);
	endpoint_disable(&p->client);
	EXPECT_HISTORY(&p->client, "OSPUC");
}

static const struct kcase_spec misuse_cases[] = {
	KCASE(start_in_state_callback, "reported, no deadlock", test_start_in_callback),
};
const struct kcase_suite contract_misuse_suite =
	KCASE_SUITE_FIXTURE("misuse", misuse_cases, pair_setup, pair_teardown);
