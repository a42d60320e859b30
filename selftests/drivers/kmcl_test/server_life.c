// SPDX-License-Identifier: GPL-2.0-only
/*
 * server_life.c - offered, opened, closed by the client, offered again,
 * withdrawn.
 */
#include <linux/delay.h>
#include <linux/slab.h>

#include "loopback_pair.h"
#include "suites.h"

static void test_call_orders(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!pair_open(p))
		return;
	pair_echo(&p->client, 100);
	pair_echo(&p->server, 100);
	endpoint_disable(&p->client);
	EXPECT_HISTORY_SOON(&p->client, "OSPUC");
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
}

static void test_starts_paused(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 7;

	ASSERT_EQ(t, VmbChannelEnable(p->server.channel), STATUS_SUCCESS);
	p->server.enabled = true;
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	EXPECT_EQ(t, pair_send(&p->client, &message, sizeof(message), WAIT),
		  STATUS_SUCCESS);
	msleep(QUIET_MS);
	EXPECT_HISTORY_SOON(&p->server, "O");
	EXPECT_EQ(t, atomic_read(&p->server.packets), 0);
	VmbChannelStart(p->server.channel);
	EXPECT_HISTORY_SOON(&p->server, "OSP");
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
}

static void test_client_first(struct kcase *t)
{
	struct pair *p = pair_of(t);

	ASSERT_TRUE(t, pair_enable(&p->client));
	msleep(QUIET_MS);
	EXPECT_HISTORY_SOON(&p->client, "");
	ASSERT_TRUE(t, pair_enable(&p->server));
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	EXPECT_HISTORY_SOON(&p->server, "OSP");
}

static void test_offered_again(struct kcase *t)
{
	unsigned int i, rounds = kcase_scaled(t, 50);
	struct pair *p = pair_of(t);

	ASSERT_TRUE(t, pair_enable(&p->server));
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		endpoint_history_reset(&p->client);
		endpoint_history_reset(&p->server);
		ASSERT_TRUE(t, pair_enable(&p->client));
		EXPECT_HISTORY_SOON(&p->client, "OSP");
		pair_echo(&p->client, 64);
		endpoint_disable(&p->client);
		EXPECT_HISTORY_SOON(&p->client, "OSPUC");
		EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	}
}

static void test_withdrawn(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!pair_open(p))
		return;
	endpoint_disable(&p->server);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	/* The client is closed and disabled; enabled again, it waits. */
	EXPECT_HISTORY_SOON(&p->client, "OSPUC");
	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	ASSERT_TRUE(t, pair_enable(&p->client));
	msleep(QUIET_MS);
	EXPECT_HISTORY_SOON(&p->client, "");
	endpoint_history_reset(&p->server);
	ASSERT_TRUE(t, pair_enable(&p->server));
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_echo(&p->client, 8);
}

static NTSTATUS refuse(struct endpoint *end)
{
	return STATUS_UNSUCCESSFUL;
}

static void test_refused(struct kcase *t)
{
	struct pair *p = pair_of(t);

	p->server.opened = refuse;
	ASSERT_TRUE(t, pair_enable(&p->server));
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->client, "F");
	EXPECT_HISTORY_SOON(&p->server, "O");
	endpoint_disable(&p->client);

	/* The next open succeeds. */
	p->server.opened = NULL;
	endpoint_history_reset(&p->client);
	endpoint_history_reset(&p->server);
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_echo(&p->client, 8);
}

static void test_requests_come_back(struct kcase *t)
{
	struct pair *p = pair_of(t);
	unsigned int i, count = 20;
	u64 message = 3;

	p->server.packet = pair_hold;
	if (!pair_open(p))
		return;
	for (i = 0; i < count; i++)
		EXPECT_EQ(t, pair_send(&p->client, &message, sizeof(message),
				       WAIT), STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == count, WAIT_MS);
	EXPECT_EQ(t, atomic64_read(&p->client.done), 0);
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == count, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
}

static void release_held(struct endpoint *end)
{
	pair_release(pair_of(end->t));
}

/* The server holds packets whose memory is the client's. */
static void test_close_waits(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 3;

	p->server.packet = pair_hold;
	p->server.suspend = release_held;
	if (!pair_open(p))
		return;
	EXPECT_EQ(t, pair_send(&p->client, &message, sizeof(message), WAIT),
		  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 1, WAIT_MS);
	endpoint_disable(&p->client);
	EXPECT_EQ(t, atomic_read(&p->held_count), 0);
	EXPECT_EQ(t, atomic64_read(&p->client.done), 1);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
}

/* Another server of the same instance; the caller cleans it up and frees it. */
static struct pair *rival(struct pair *p, u32 flags)
{
	struct pair *q = kzalloc(sizeof(*q), GFP_KERNEL);

	if (!q) {
		FAIL(p->t, "no memory");
		return NULL;
	}
	q->t = p->t;
	q->instance = p->instance;
	q->server_flags = p->server_flags | flags;
	endpoint_init(&q->server, p->t);
	q->server.packet = pair_answer;
	/* The first server is offered before this one, unless the machine is busy. */
	if (pair_enable(&p->server)) {
		msleep(QUIET_MS);
		if (pair_make_server(q) && pair_enable(&q->server) &&
		    pair_enable(&p->client))
			return q;
	}
	endpoint_destroy(&q->server);
	kfree(q);
	return NULL;
}

/* Of the two servers one has come up, and nothing was called at the other. */
static bool one_came_up(struct pair *p, struct pair *q)
{
	return (endpoint_rests_at(&p->server, "OSP") && endpoint_rests_at(&q->server, "")) ||
	       (endpoint_rests_at(&q->server, "OSP") && endpoint_rests_at(&p->server, ""));
}

static void test_forced(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct pair *q;

	/* With the flag it is a channel of its own, and the client gets either. */
	q = rival(p, VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL);
	if (!q)
		return;
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	EXPECT_SOON(t, p->server.events + q->server.events == 3, WAIT_MS);
	endpoint_disable(&p->client);
	endpoint_destroy(&q->server);
	kfree(q);
}

static void test_one_offer(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct pair *q = rival(p, 0);

	if (!q)
		return;
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	EXPECT_SOON(t, one_came_up(p, q), WAIT_MS);
	msleep(QUIET_MS);
	EXPECT_TRUE(t, one_came_up(p, q));
	endpoint_disable(&p->client);
	endpoint_destroy(&q->server);
	kfree(q);
}

/*
 * A client that asks and never reads: the completions that wait for room count for
 * the server's quota, so that it stops to take requests.
 */
static void test_unread_answers(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u32 i, count = 1000, rings = 2 * 16 * 4096;
	u8 *message = kzalloc(1024, GFP_KERNEL);

	ASSERT_NOT_NULL(t, message);
	if (!pair_open(p))
		goto free;
	VmbChannelSetTransactionQuota(p->server.channel, 4);
	VmbChannelPause(p->client.channel);
	for (i = 0; i < count; i++)
		EXPECT_EQ(t, pair_send(&p->client, message, 1024, WAIT),
			  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->server.packets) > 4, WAIT_MS);
	msleep(4 * QUIET_MS);
	EXPECT_LE(t, atomic_read(&p->server.packets), (int)(rings / 1024));
	VmbChannelStart(p->client.channel);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == count, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	EXPECT_EQ(t, atomic_read(&p->server.packets), (int)count);
free:
	kfree(message);
}

static const struct kcase_spec life_cases[] = {
	KCASE(call_orders, "the call orders of shipping drivers work together",
	      test_call_orders),
	KCASE(starts_paused, "a server comes up paused until it is started",
	      test_starts_paused),
	KCASE(client_first, "a client may wait for its server",
	      test_client_first),
	KCASE(offered_again, "closed by the client, a server is offered again",
	      test_offered_again),
	KCASE(withdrawn, "a disabled server's client loses its offer",
	      test_withdrawn),
	KCASE(refused, "a failing EvtChannelOpened fails the client's open",
	      test_refused),
	KCASE(held_packets, "packets may be held, and completed from anywhere",
	      test_requests_come_back),
	KCASE(unread_answers, "completions that a client does not read are bounded",
	      test_unread_answers),
	KCASE(close_waits, "a client's close waits for what the server holds",
	      test_close_waits),
	KCASE(forced, "FORCE_NEW_CHANNEL: a second offer of one instance",
	      test_forced),
	KCASE(one_offer, "without it there is one offer to an instance",
	      test_one_offer),
};
const struct kcase_suite server_life_suite =
	KCASE_SUITE_FIXTURE("server", life_cases, pair_setup, pair_teardown);
