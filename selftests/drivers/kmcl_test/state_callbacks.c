// SPDX-License-Identifier: GPL-2.0-only
/*
 * The five state callbacks: their order, contexts, and what may be done in
 * each. endpoint.h says what the letters of a history such as "OSPUC" mean.
 */
#include <linux/delay.h>

#include "client.h"
#include "suites.h"

static bool closed_fixture_ready(struct endpoint *c)
{
	if (client_devices)
		return true;
	client_lacks(c->t, "there is no test device");
	return false;
}

static void test_order(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!closed_fixture_ready(c) || !client_enable(c))
		return;
	EXPECT_HISTORY(c, "OSP");
	endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
}

static NTSTATUS opened_refuses(struct endpoint *c)
{
	return STATUS_NO_MEMORY;
}

static void test_opened_fails(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!closed_fixture_ready(c))
		return;
	c->opened = opened_refuses;
	if (!endpoint_enable(c))
		return;
	EXPECT_SOON(t, endpoint_count(c, 'F'), WAIT_MS);
	/* The open is rolled back: neither Started nor Closed is called. */
	EXPECT_EQ(t, endpoint_count(c, 'S'), 0u);
	EXPECT_EQ(t, endpoint_count(c, 'P'), 0u);
	EXPECT_EQ(t, endpoint_count(c, 'C'), 0u);

	/* The offer can be opened again. */
	endpoint_disable(c);
	endpoint_history_reset(c);
	c->opened = NULL;
	if (client_enable(c))
		client_echo(c, 64);
}

static NTSTATUS opened_makes_gpadl(struct endpoint *c)
{
	UINT32 handle = 0;
	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	NTSTATUS status;

	if (!page)
		return STATUS_NO_MEMORY;
	status = VmbChannelCreateGpadlFromBuffer(c->channel, 0, page,
						 PAGE_SIZE, &handle);
	EXPECT_EQ(c->t, status, STATUS_SUCCESS);
	EXPECT_NE(c->t, handle, 0u);
	c->spare = handle;
	c->priv = page;
	return status;
}

static void closed_drops_gpadl(struct endpoint *c)
{
	VmbChannelDeleteGpadl(c->channel, c->spare);
	free_page((unsigned long)c->priv);
}

static void test_opened_gpadl(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!closed_fixture_ready(c))
		return;
	c->opened = opened_makes_gpadl;
	c->closed = closed_drops_gpadl;
	if (client_enable(c))
		client_info(c);
	if (c->enabled)
		endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
}

/* A packet queued before the channel is open is sent once it is. */
static NTSTATUS opened_sends(struct endpoint *c)
{
	struct request *r = c->priv;

	EXPECT_EQ(c->t, request_send(r, WAIT), STATUS_SUCCESS);
	msleep(20);
	EXPECT_EQ(c->t, atomic_read(&r->calls), 0);
	return STATUS_SUCCESS;
}

static void test_opened_queues(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!closed_fixture_ready(c))
		return;
	c->priv = request_alloc(c, KMCLTEST_ECHO, 40);
	ASSERT_NOT_NULL(t, c->priv);
	c->opened = opened_sends;
	if (client_enable(c))
		request_echoed(c->priv);
}

static const struct kcase_spec opened_cases[] = {
	KCASE(comes_first, "opened, started, post-started; suspend, closed",
	      test_order),
	KCASE(failure_rolls_back, "a failure status undoes the open",
	      test_opened_fails),
	KCASE(gpadls_from_here, "GPADLs can be made in Opened, deleted in Closed",
	      test_opened_gpadl),
	KCASE(sends_are_queued, "a packet sent in Opened waits and is sent later",
	      test_opened_queues),
};
const struct kcase_suite opened_suite =
	KCASE_SUITE_FIXTURE("EvtChannelOpened", opened_cases,
			    client_setup_closed, client_teardown);

static void started_sends(struct endpoint *c)
{
	struct request *r = c->priv;

	EXPECT_EQ(c->t, request_send(r, WAIT), STATUS_SUCCESS);
	/* The incoming queue does not run: no completion can come. */
	msleep(50);
	EXPECT_EQ(c->t, atomic_read(&r->calls), 0);
}

static void test_started(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!closed_fixture_ready(c))
		return;
	c->priv = request_alloc(c, KMCLTEST_ECHO, 48);
	ASSERT_NOT_NULL(t, c->priv);
	c->started = started_sends;
	if (client_enable(c))
		request_echoed(c->priv);
}

static const struct kcase_spec started_cases[] = {
	KCASE(sends_but_no_receipt, "sends are accepted; incoming packets wait",
	      test_started),
};
const struct kcase_suite started_suite =
	KCASE_SUITE_FIXTURE("EvtChannelStarted", started_cases,
			    client_setup_closed, client_teardown);

static void post_started_talks(struct endpoint *c)
{
	c->spare = client_info(c);
}

static void test_post_started(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!closed_fixture_ready(c))
		return;
	c->post_started = post_started_talks;
	if (client_enable(c))
		EXPECT_TRUE(t, c->spare);
}

static const struct kcase_spec post_started_cases[] = {
	KCASE(synchronous_requests, "synchronous requests work in PostStarted",
	      test_post_started),
};
const struct kcase_suite post_started_suite =
	KCASE_SUITE_FIXTURE("EvtChannelPostStarted", post_started_cases,
			    client_setup_closed, client_teardown);

static void packet_after_suspend(struct endpoint *c, VMBPACKETCOMPLETION packet,
				 void *buffer, u32 size, u32 flags)
{
	if (endpoint_count(c, 'U'))
		FAIL(c->t, "a packet after EvtChannelSuspend began");
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void suspend_lingers(struct endpoint *c)
{
	c->spare = atomic_read(&c->packets);
	msleep(100);
	EXPECT_EQ(c->t, (unsigned long)atomic_read(&c->packets), c->spare);
}

static void test_suspend_quiet(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_after_suspend;
	c->suspend = suspend_lingers;
	if (!client_source(c, 1000000, 64, 0, 0))
		return;
	EXPECT_SOON(t, atomic_read(&c->packets) > 10, WAIT_MS);
	endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
}

/* Keeps one packet; Suspend has a work item complete it later. */
struct holder {
	struct delayed_work work;
	VMBPACKETCOMPLETION packet;
	bool returned;
};

static void holder_return(struct work_struct *work)
{
	struct holder *h = container_of(to_delayed_work(work), struct holder,
					work);

	WRITE_ONCE(h->returned, true);
	VmbChannelPacketComplete(h->packet, NULL, 0);
}

static void packet_hold_one(struct endpoint *c, VMBPACKETCOMPLETION packet,
			    void *buffer, u32 size, u32 flags)
{
	struct holder *h = c->priv;

	if (h->packet)
		VmbChannelPacketComplete(packet, NULL, 0);
	else
		WRITE_ONCE(h->packet, packet);
}

static void suspend_returns_later(struct endpoint *c)
{
	struct holder *h = c->priv;

	schedule_delayed_work(&h->work, msecs_to_jiffies(200));
}

static void closed_sees_returned(struct endpoint *c)
{
	struct holder *h = c->priv;

	EXPECT_TRUE(c->t, READ_ONCE(h->returned));
}

static void test_suspend_waits(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct holder *h = endpoint_buffer(c, sizeof(*h));

	ASSERT_NOT_NULL(t, h);
	INIT_DELAYED_WORK(&h->work, holder_return);
	c->priv = h;
	c->packet = packet_hold_one;
	c->suspend = suspend_returns_later;
	c->closed = closed_sees_returned;
	if (!client_source(c, 3, 64, 0, 0))
		return;
	EXPECT_SOON(t, READ_ONCE(h->packet), WAIT_MS);
	if (!h->packet)
		c->suspend = NULL;
	endpoint_disable(c);
	flush_delayed_work(&h->work);
	EXPECT_HISTORY(c, "OSPUC");
}

static const struct kcase_spec suspend_cases[] = {
	KCASE(no_packet_after, "no ProcessPacket runs once Suspend has begun",
	      test_suspend_quiet),
	KCASE(waits_for_held_packets, "Closed comes after the owner returned every packet",
	      test_suspend_waits),
};
const struct kcase_suite suspend_suite =
	KCASE_SUITE_FIXTURE("EvtChannelSuspend", suspend_cases,
			    client_setup_open, client_teardown);

static void test_closed_needs_enable(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_FEATURE(c, RESCIND);
	if (!client_rescind(c, 1000, 1000))
		return;
	EXPECT_HISTORY_SOON(c, "OSPUC");
	/* The device is offered again, but the client stays disabled. */
	msleep(QUIET_MS);
	EXPECT_HISTORY(c, "OSPUC");
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(c->channel, 4096),
		  STATUS_SUCCESS);
	endpoint_history_reset(c);
	if (client_enable(c))
		client_echo(c, 64);
}

static void closed_enables(struct endpoint *c)
{
	/* Refused where the test disables the channel. */
	c->spare += VmbChannelEnable(c->channel) == STATUS_SUCCESS;
}

/*
 * Ours: from EvtChannelClosed on the owner may enable the channel. Its next life
 * hears nothing of the last one's rescind.
 */
static void test_closed_enables(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, rounds = kcase_scaled(t, 30);

	CLIENT_NEED_FEATURE(c, RESCIND);
	c->closed = closed_enables;
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		if (!client_rescind(c, 1000, 1000))
			break;
		EXPECT_HISTORY_SOON(c, "UCOSP");
		EXPECT_EQ(t, c->spare, i + 1ul);
		if (!kcase_failed(t) && client_info(c))
			client_echo(c, 64);
	}
	c->closed = NULL;
}

static void packet_disables(struct endpoint *c, VMBPACKETCOMPLETION packet,
			    void *buffer, u32 size, u32 flags)
{
	VmbChannelPacketComplete(packet, NULL, 0);
	/* It cannot wait here, and has the channel go down all the same. */
	VmbChannelDisable(c->channel);
}

/*
 * The same after a close of the owner's: the offer of the last life is released while
 * the next one begins, and its end is none of the next life's business.
 */
static void test_closed_enables_released(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, rounds = kcase_scaled(t, 40);

	c->closed = closed_enables;
	c->packet = packet_disables;
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		c->misuse++;
		if (!client_source(c, 1, 64, 0, 0))
			break;
		EXPECT_HISTORY_SOON(c, "UCOSP");
		if (!kcase_failed(t) && client_info(c))
			client_echo(c, 64);
	}
	c->closed = NULL;
	c->packet = NULL;
}

static const struct kcase_spec closed_cases[] = {
	KCASE(client_is_disabled_then, "after a close by the peer the owner enables again",
	      test_closed_needs_enable),
	KCASE_SLOW(may_enable, "enabled inside, the channel comes up with the next offer",
		   test_closed_enables, 0, 120),
	KCASE_SLOW(may_enable_released, "also while the former offer is being released",
		   test_closed_enables_released, 0, 120),
};
const struct kcase_suite closed_suite =
	KCASE_SUITE_FIXTURE("EvtChannelClosed", closed_cases,
			    client_setup_open, client_teardown);
