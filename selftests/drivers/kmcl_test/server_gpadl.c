// SPDX-License-Identifier: GPL-2.0-only
/*
 * server_gpadl.c - a client's memory in the server's hands: mapped once at a
 * time, written only if it may be, and given back.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "loopback_pair.h"
#include "suites.h"

#define LENT_SIZE	(16 * PAGE_SIZE)

/**
 * struct lent - memory that the client lends
 * @bytes: the memory
 * @gpadl: its number; 0: not lent
 * @mapped: the server has it mapped, in test_open_fails()
 */
struct lent {
	u8 *bytes;
	u32 gpadl;
	bool mapped;
};

static int lent_setup(struct kcase *t)
{
	int error = pair_setup_open(t);
	struct lent *lent;

	if (error)
		return error;
	lent = kzalloc(sizeof(*lent), GFP_KERNEL);
	if (!lent)
		return -ENOMEM;
	pair_of(t)->priv = lent;
	lent->bytes = (u8 *)__get_free_pages(GFP_KERNEL, get_order(LENT_SIZE));
	return lent->bytes ? 0 : -ENOMEM;
}

static bool lent_create(struct kcase *t, u32 flags)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	NTSTATUS status;

	kmcltest_fill_bytes(lent->bytes, LENT_SIZE, 5);
	status = VmbChannelCreateGpadlFromBuffer(p->client.channel, flags,
						 lent->bytes, LENT_SIZE,
						 &lent->gpadl);
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	return NT_SUCCESS(status);
}

static void lent_delete(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;

	if (lent->gpadl)
		VmbChannelDeleteGpadl(p->client.channel, lent->gpadl);
	lent->gpadl = 0;
}

static void lent_teardown(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p ? p->priv : NULL;

	pair_teardown(t);
	if (!lent)
		return;
	free_pages((unsigned long)lent->bytes, get_order(LENT_SIZE));
	kfree(lent);
}

static void test_map(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	VMBCHANNEL ch = p->server.channel;
	PMDL mdl = NULL;
	u8 *at;

	if (!lent_create(t, 0))
		return;
	ASSERT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &mdl),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), (ULONG)LENT_SIZE);
	at = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	EXPECT_NOT_NULL(t, at);
	if (at) {
		EXPECT_MEM_EQ(t, at, lent->bytes, LENT_SIZE);
		kmcltest_fill_bytes(at, LENT_SIZE, 6);
	}
	VmbChannelUnmapGpadl(ch, lent->gpadl);
	EXPECT_EQ(t, lent->bytes[777], kmcltest_byte(6, 777));
	lent_delete(t);
}

static void test_read_only(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	VMBCHANNEL ch = p->server.channel;
	PMDL mdl = NULL;

	if (!lent_create(t, VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY))
		return;
	EXPECT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &mdl),
		  STATUS_ACCESS_DENIED);
	EXPECT_NULL(t, mdl);
	EXPECT_EQ(t, VmbChannelMapGpadl(ch, VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY,
					lent->gpadl, &mdl), STATUS_SUCCESS);
	VmbChannelUnmapGpadl(ch, lent->gpadl);
	lent_delete(t);
}

static void test_once(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	VMBCHANNEL ch = p->server.channel;
	PMDL mdl = NULL, again = NULL;

	if (!lent_create(t, 0))
		return;
	ASSERT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &mdl),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &again),
		  STATUS_CONFLICTING_ADDRESSES);
	EXPECT_NULL(t, again);
	VmbChannelUnmapGpadl(ch, lent->gpadl);
	EXPECT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &again),
		  STATUS_SUCCESS);
	VmbChannelUnmapGpadl(ch, lent->gpadl);
	lent_delete(t);
}

/* Both may sleep. */
static void test_at_dispatch(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	VMBCHANNEL ch = p->server.channel;
	PMDL mdl = NULL, again = NULL;
	NTSTATUS status;

	if (!lent_create(t, 0))
		return;
	local_bh_disable();
	status = VmbChannelMapGpadl(ch, 0, lent->gpadl, &mdl);
	local_bh_enable();
	EXPECT_EQ(t, status, STATUS_INVALID_DEVICE_STATE);
	ASSERT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &mdl), STATUS_SUCCESS);
	local_bh_disable();
	VmbChannelUnmapGpadl(ch, lent->gpadl);
	local_bh_enable();
	EXPECT_EQ(t, VmbChannelMapGpadl(ch, 0, lent->gpadl, &again),
		  STATUS_CONFLICTING_ADDRESSES);
	VmbChannelUnmapGpadl(ch, lent->gpadl);
	lent_delete(t);
}

static void test_refused(struct kcase *t)
{
	struct pair *p = pair_of(t);
	PMDL mdl = NULL;

	EXPECT_TRUE(t, !NT_SUCCESS(VmbChannelMapGpadl(p->server.channel, 0,
						      12345, &mdl)));
	EXPECT_EQ(t, VmbChannelMapGpadl(p->server.channel, 2, 1, &mdl),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbChannelMapGpadl(p->client.channel, 0, 1, &mdl),
		  STATUS_INVALID_PARAMETER_1);
	endpoint_disable(&p->client);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	EXPECT_TRUE(t, !NT_SUCCESS(VmbChannelMapGpadl(p->server.channel, 0, 1,
						      &mdl)));
	EXPECT_NULL(t, mdl);
}

/**
 * struct racer - a thread that unmaps, or deletes, when told
 * @t: the case
 * @go: both are told at once
 * @done: it has
 * @deletes: the client's DeleteGpadl, otherwise the server's UnmapGpadl
 * @gpadl: of which
 */
struct racer {
	struct kcase *t;
	struct completion *go;
	struct completion done;
	bool deletes;
	u32 gpadl;
};

static int racer_run(void *argument)
{
	struct racer *racer = argument;
	struct pair *p = pair_of(racer->t);

	wait_for_completion(racer->go);
	if (racer->deletes)
		VmbChannelDeleteGpadl(p->client.channel, racer->gpadl);
	else
		VmbChannelUnmapGpadl(p->server.channel, racer->gpadl);
	complete(&racer->done);
	return 0;
}

static bool racer_start(struct racer *racer, struct kcase *t,
			struct completion *go, bool deletes, u32 gpadl)
{
	struct task_struct *task;

	racer->t = t;
	racer->go = go;
	racer->deletes = deletes;
	racer->gpadl = gpadl;
	init_completion(&racer->done);
	task = kthread_run(racer_run, racer, "racer");
	if (!IS_ERR(task))
		return true;
	FAIL(t, "kthread_run: %ld", PTR_ERR(task));
	return false;
}

/* Two threads, one mapping: CVE-2019-0720 is about this. */
static void test_two_threads(struct kcase *t)
{
	unsigned int i, rounds = kcase_scaled(t, 300);
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	struct racer a, b;

	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		DECLARE_COMPLETION_ONSTACK(go);
		PMDL mdl;

		if (!lent_create(t, 0))
			return;
		ASSERT_EQ(t, VmbChannelMapGpadl(p->server.channel, 0,
						lent->gpadl, &mdl),
			  STATUS_SUCCESS);
		MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
		ASSERT_TRUE(t, racer_start(&a, t, &go, false, lent->gpadl));
		if (!racer_start(&b, t, &go, false, lent->gpadl)) {
			complete_all(&go);
			wait_for_completion(&a.done);
			return;
		}
		complete_all(&go);
		wait_for_completion(&a.done);
		wait_for_completion(&b.done);
		/* It was unmapped exactly once: now it can be deleted. */
		lent_delete(t);
	}
}

static void test_delete_blocks(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	DECLARE_COMPLETION_ONSTACK(go);
	struct racer racer;
	PMDL mdl;

	if (!lent_create(t, 0))
		return;
	ASSERT_EQ(t, VmbChannelMapGpadl(p->server.channel, 0, lent->gpadl, &mdl),
		  STATUS_SUCCESS);
	ASSERT_TRUE(t, racer_start(&racer, t, &go, true, lent->gpadl));
	complete_all(&go);
	EXPECT_EQ(t, wait_for_completion_timeout(&racer.done,
				msecs_to_jiffies(QUIET_MS)), 0ul);
	VmbChannelUnmapGpadl(p->server.channel, lent->gpadl);
	wait_for_completion(&racer.done);
	EXPECT_TRUE(t, !NT_SUCCESS(VmbChannelMapGpadl(p->server.channel, 0,
						      lent->gpadl, &mdl)));
	lent->gpadl = 0;
}

static void client_closed(struct endpoint *end)
{
	struct lent *lent = pair_of(end->t)->priv;

	VmbChannelDeleteGpadl(end->channel, lent->gpadl);
	lent->gpadl = 0;
}

static void server_closed(struct endpoint *end)
{
	struct lent *lent = pair_of(end->t)->priv;

	msleep(20);
	VmbChannelUnmapGpadl(end->channel, lent->gpadl);
}

static void test_close_while_mapped(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;
	PMDL mdl;

	p->client.closed = client_closed;
	/* With t->arg set the server does not unmap it, and KMCL has to. */
	if (!t->arg)
		p->server.closed = server_closed;
	if (!lent_create(t, 0))
		return;
	ASSERT_EQ(t, VmbChannelMapGpadl(p->server.channel, 0, lent->gpadl, &mdl),
		  STATUS_SUCCESS);
	endpoint_disable(&p->client);
	EXPECT_EQ(t, lent->gpadl, 0u);
	EXPECT_HISTORY_SOON(&p->client, "OSPUC");
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
}

static void test_unmap_unmapped(struct kcase *t)
{
	struct pair *p = pair_of(t);

	VmbChannelUnmapGpadl(p->server.channel, 999);
	VmbChannelUnmapGpadl(p->client.channel, 1);
	pair_echo(&p->client, 16);
}

/* The client's open fails after it has lent memory, and the server has mapped it. */
static NTSTATUS lend_and_fail(struct endpoint *end)
{
	struct lent *lent = pair_of(end->t)->priv;
	NTSTATUS status;
	u32 gpadl;

	status = VmbChannelCreateGpadlFromBuffer(end->channel, 0, lent->bytes,
						 LENT_SIZE, &gpadl);
	EXPECT_EQ(end->t, status, STATUS_SUCCESS);
	WRITE_ONCE(lent->gpadl, gpadl);
	EXPECT_SOON(end->t, READ_ONCE(lent->mapped), WAIT_MS);
	return STATUS_UNSUCCESSFUL;
}

static void map_lent(struct endpoint *end)
{
	struct lent *lent = pair_of(end->t)->priv;
	PMDL mdl;

	EXPECT_SOON(end->t, READ_ONCE(lent->gpadl), WAIT_MS);
	EXPECT_EQ(end->t, VmbChannelMapGpadl(end->channel, 0, lent->gpadl, &mdl),
		  STATUS_SUCCESS);
	WRITE_ONCE(lent->mapped, true);
}

static void test_open_fails(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lent *lent = p->priv;

	endpoint_disable(&p->client);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	endpoint_history_reset(&p->client);
	endpoint_history_reset(&p->server);
	p->client.opened = lend_and_fail;
	p->server.started = map_lent;
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->client, "OF");
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	/* Taken back by the close. */
	lent->gpadl = 0;
	p->client.opened = NULL;
	p->server.started = NULL;
}

static const struct kcase_spec map_cases[] = {
	KCASE(reads_and_writes, "an MDL over the client's pages", test_map),
	KCASE(read_only, "a writable mapping of a read-only GPADL is refused",
	      test_read_only),
	KCASE(one_at_a_time, "one mapping of a GPADL at a time", test_once),
	KCASE(at_dispatch, "refused, and so is VmbChannelUnmapGpadl", test_at_dispatch),
	KCASE(refused, "unknown GPADLs and flags, clients, closed channels",
	      test_refused),
};
const struct kcase_suite server_map_suite =
	KCASE_SUITE_FIXTURE("VmbChannelMapGpadl", map_cases, lent_setup,
			    lent_teardown);

static const struct kcase_spec unmap_cases[] = {
	KCASE_SLOW(two_threads, "of two threads at once one unmaps",
		   test_two_threads, 0, 120),
	KCASE(delete_blocks, "the client's delete blocks while it is mapped",
	      test_delete_blocks),
	KCASE_ARG(close_while_mapped, "a close waits for the unmap in Closed",
		  test_close_while_mapped, 0),
	KCASE_ARG(left_mapped, "what EvtChannelClosed leaves mapped is unmapped",
		  test_close_while_mapped, 1),
	KCASE(open_fails, "a client whose open fails gets back what is mapped",
	      test_open_fails),
	KCASE(unmapped, "what is not mapped is logged and ignored",
	      test_unmap_unmapped),
};
const struct kcase_suite server_unmap_suite =
	KCASE_SUITE_FIXTURE("VmbChannelUnmapGpadl", unmap_cases, lent_setup,
			    lent_teardown);
