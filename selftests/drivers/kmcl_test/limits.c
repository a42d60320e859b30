// SPDX-License-Identifier: GPL-2.0-only
/*
 * limits.c - very many channels at once, workers that wait for each other, and
 * what a client that reads nothing makes its server keep.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/workitem.h>

#include "loopback_pair.h"
#include "suites.h"

/*
 * More of a kind than a queue runs at once, on every kernel: none that waits may keep the
 * place of one that it waits for.
 */
#define MANY_MAX	(WQ_MAX_ACTIVE + 512u)
/* Lockdep waits for RCU whenever a channel is freed, so there are fewer with it. */
#define MANY_LOCKDEP	64u
/* It takes two seconds, and a minute and a half when workers wait for each other. */
#define MANY_SECONDS	30

/**
 * struct many - the ends of many channels
 * @t: the running case
 * @server: the servers
 * @client: the clients, each of the server with its index
 * @opened: ends whose EvtChannelOpened has run; atomic
 * @closed: likewise
 */
struct many {
	struct kcase *t;
	VMBCHANNEL server[MANY_MAX];
	VMBCHANNEL client[MANY_MAX];
	atomic_t opened;
	atomic_t closed;
};

static NTSTATUS many_opened(VMBCHANNEL channel)
{
	struct many *m = VmbChannelGetPointer(channel);

	atomic_inc(&m->opened);
	return STATUS_SUCCESS;
}

static void many_closed(VMBCHANNEL channel)
{
	struct many *m = VmbChannelGetPointer(channel);

	atomic_inc(&m->closed);
}

static VMBCHANNEL many_allocate(struct many *m, u32 index, bool is_server)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	GUID instance = { .Data1 = index, .Data2 = 0x4d41 };
	VMBCHANNEL channel;

	if (!NT_SUCCESS(VmbChannelAllocate(NULL, is_server, &channel)))
		return NULL;
	VmbChannelSetPointer(channel, m);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.EvtChannelOpened = many_opened;
	events.EvtChannelClosed = many_closed;
	VmbChannelInitSetStateChangeCallbacks(channel, &events);
	if (is_server) {
		VmbServerChannelInitSetTargetInterfaceId(channel, pair_type,
							 instance);
		VmbServerChannelInitSetFlags(channel,
			VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER |
			VMBUS_SERVER_CHANNEL_INIT_FLAG_ENUMERATE_DEVICE_INTERFACE);
	} else {
		VmbClientChannelInitSetTargetPnp(channel, &pair_type, &instance, NULL);
		VmbClientChannelInitSetRingBufferPageCount(channel, 1, 1);
		VmbChannelInitSetMaximumPacketSize(channel, 1024);
	}
	return channel;
}

static bool many_enable(struct many *m, u32 i)
{
	m->server[i] = many_allocate(m, i, true);
	m->client[i] = many_allocate(m, i, false);
	return m->server[i] && m->client[i] &&
	       NT_SUCCESS(VmbChannelEnable(m->client[i])) &&
	       NT_SUCCESS(VmbChannelEnable(m->server[i]));
}

/*
 * Each client's state worker waits for its server's, so that they must not compete
 * for the same workers.
 */
static void test_many(struct kcase *t)
{
	u32 count = clamp(kcase_scaled(t, MANY_MAX), MANY_LOCKDEP, MANY_MAX), i;
	struct many *m = kvzalloc(sizeof(*m), GFP_KERNEL);
	ktime_t begin;

	if (IS_ENABLED(CONFIG_PROVE_LOCKING))
		count = MANY_LOCKDEP;

	ASSERT_NOT_NULL(t, m);
	m->t = t;
	begin = ktime_get();
	for (i = 0; i < count && !kcase_failed(t); i++)
		EXPECT_TRUE(t, many_enable(m, i));
	EXPECT_SOON(t, atomic_read(&m->opened) == 2 * count,
		    MANY_SECONDS * MSEC_PER_SEC);
	kcase_note(t, "%u channels, of a queue that runs %d at once, open after %lld ms",
		   count, WQ_MAX_ACTIVE, ktime_ms_delta(ktime_get(), begin));

	/* All clients close at once, too. */
	for (i = 0; i < count; i++) {
		if (m->server[i])
			VmbChannelCleanup(m->server[i]);
	}
	EXPECT_SOON(t, atomic_read(&m->closed) == 2 * count,
		    MANY_SECONDS * MSEC_PER_SEC);
	for (i = 0; i < count; i++) {
		if (m->client[i])
			VmbChannelCleanup(m->client[i]);
	}
	kvfree(m);
}

/* More than the completions of 16 MiB that a server keeps, and both rings hold. */
#define UNREAD		6000u
#define UNREAD_KEPT	(16 * 1024 * 1024 / 4096)
#define UNREAD_RINGS	(2 * 16 * 4096 / 512)

/* The server has no quota of its own. */
static void test_unread_without_quota(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u8 *message = kzalloc(512, GFP_KERNEL);
	u32 i;

	ASSERT_NOT_NULL(t, message);
	if (!pair_open(p))
		goto free;
	VmbChannelPause(p->client.channel);
	for (i = 0; i < UNREAD && !kcase_failed(t); i++)
		EXPECT_EQ(t, pair_send(&p->client, message, 512, WAIT),
			  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->server.packets) >= (int)UNREAD_KEPT, WAIT_MS);
	msleep(4 * QUIET_MS);
	EXPECT_LE(t, atomic_read(&p->server.packets),
		  (int)(UNREAD_KEPT + UNREAD_RINGS));
	VmbChannelStart(p->client.channel);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == i, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	EXPECT_EQ(t, atomic_read(&p->server.packets), (int)i);
free:
	kfree(message);
}

static const struct kcase_spec limits_cases[] = {
	KCASE_SLOW(many_channels, "more channels open at once than a queue runs, 64 with lockdep",
		   test_many, 0, 120),
};
const struct kcase_suite limits_suite = KCASE_SUITE("loopback", limits_cases);

static const struct kcase_spec unread_cases[] = {
	KCASE(unread_without_quota,
	      "completions that a client does not read are bounded by their memory",
	      test_unread_without_quota),
};
const struct kcase_suite unread_suite =
	KCASE_SUITE_FIXTURE("server", unread_cases, pair_setup, pair_teardown);

/* The item's queue goes on without memory, the state workers' does not. */
static VOID disable_in_item(PVOID context)
{
	struct endpoint *client = context;

	endpoint_disable(client);
	WRITE_ONCE(client->spare, 1);
}

static void test_disable_in_item(struct kcase *t)
{
	struct pair *p = pair_of(t);
	WORK_QUEUE_ITEM *item = endpoint_buffer(&p->server, sizeof(*item));

	if (!item)
		return;
	p->client.spare = 0;
	ExInitializeWorkItem(item, disable_in_item, &p->client);
	ExQueueWorkItem(item, DelayedWorkQueue);
	EXPECT_SOON(t, READ_ONCE(p->client.spare), WAIT_MS);
	EXPECT_HISTORY(&p->client, "OSPUC");
}

/* The callback of one channel waits for callbacks of another, which is no circle. */
static void closed_disables_other(struct endpoint *e)
{
	struct endpoint *other = e->priv;

	endpoint_disable(other);
}

static void test_disable_other(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct pair *q = kzalloc(sizeof(*q), GFP_KERNEL);

	ASSERT_NOT_NULL(t, q);
	q->t = t;
	q->instance = p->instance;
	q->instance.Data2 = 0x4f54;
	q->server_flags = p->server_flags;
	q->max_external = p->max_external;
	q->max_chain = p->max_chain;
	endpoint_init(&q->server, t);
	endpoint_init(&q->client, t);
	if (pair_make_server(q) && pair_make_client(q) && pair_open(q)) {
		p->client.priv = &q->client;
		p->client.closed = closed_disables_other;
		endpoint_disable(&p->client);
		EXPECT_HISTORY(&p->client, "OSPUC");
		EXPECT_HISTORY(&q->client, "OSPUC");
	}
	endpoint_destroy(&q->client);
	endpoint_destroy(&q->server);
	kfree(q);
}

static const struct kcase_spec disable_cases[] = {
	KCASE(in_a_work_item, "a work item may disable a channel",
	      test_disable_in_item),
	KCASE(another_in_a_callback, "a state callback may disable another channel",
	      test_disable_other),
};
const struct kcase_suite disable_pair_suite =
	KCASE_SUITE_FIXTURE("VmbChannelDisable", disable_cases, pair_setup_open,
			    pair_teardown);

/* The kernel warns if a queue that goes on without memory waits for one that does not. */
static void slow_work(struct work_struct *work)
{
	msleep(50);
}

static void suspend_flushes(struct endpoint *e)
{
	struct work_struct *work = e->priv;

	schedule_work(work);
	flush_work(work);
}

static void test_may_flush(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct work_struct *work = endpoint_buffer(&p->server, sizeof(*work));

	if (!work)
		return;
	INIT_WORK(work, slow_work);
	p->client.priv = work;
	p->client.suspend = suspend_flushes;
	endpoint_disable(&p->client);
	EXPECT_HISTORY(&p->client, "OSPUC");
}

static const struct kcase_spec suspend_cases[] = {
	KCASE(may_flush, "a state callback may flush work of another queue",
	      test_may_flush),
};
const struct kcase_suite suspend_pair_suite =
	KCASE_SUITE_FIXTURE("EvtChannelSuspend", suspend_cases, pair_setup_open,
			    pair_teardown);

/*
 * A client whose EvtChannelOpened fails has lent memory, and the server has it
 * mapped until it learns that the client has closed.
 */
struct lender {
	void *page;
	struct pair *p;
};

static NTSTATUS opened_lends_and_fails(struct endpoint *e)
{
	struct lender *lender = e->priv;
	UINT32 handle;
	PMDL mdl;

	EXPECT_EQ(e->t, VmbChannelCreateGpadlFromBuffer(e->channel, 0, lender->page,
							PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	EXPECT_EQ(e->t, VmbChannelMapGpadl(lender->p->server.channel, 0, handle,
					   &mdl),
		  STATUS_SUCCESS);
	lender->p->server.spare = handle;
	return STATUS_NO_MEMORY;
}

static void closed_unmaps(struct endpoint *e)
{
	VmbChannelUnmapGpadl(e->channel, e->spare);
}

static void test_fails_with_memory_lent(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct lender lender = { .p = p };

	lender.page = (void *)get_zeroed_page(GFP_KERNEL);
	ASSERT_NOT_NULL(t, lender.page);
	p->client.priv = &lender;
	p->client.opened = opened_lends_and_fails;
	p->server.closed = closed_unmaps;
	if (pair_enable(&p->server) && pair_enable(&p->client))
		EXPECT_SOON(t, endpoint_count(&p->client, 'F'), WAIT_MS);
	EXPECT_SOON(t, endpoint_count(&p->server, 'C'), WAIT_MS);
	endpoint_disable(&p->client);
	free_page((unsigned long)lender.page);
}

static const struct kcase_spec opened_cases[] = {
	KCASE(failure_with_memory_lent,
	      "a client that fails gets its memory back when the server has closed",
	      test_fails_with_memory_lent),
};
const struct kcase_suite opened_pair_suite =
	KCASE_SUITE_FIXTURE("EvtChannelOpened", opened_cases, pair_setup,
			    pair_teardown);
