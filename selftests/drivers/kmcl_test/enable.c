// SPDX-License-Identifier: GPL-2.0-only
/*
 * VmbChannelEnable and VmbChannelDisable.
 */
#include <linux/delay.h>
#include <linux/kthread.h>

#include "client.h"
#include "suites.h"

static DECLARE_COMPLETION(may_open);

static NTSTATUS opened_waits(struct endpoint *c)
{
	kcase_wait(c->t, &may_open);
	return STATUS_SUCCESS;
}

static void test_returns_at_once(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	reinit_completion(&may_open);
	c->opened = opened_waits;
	if (!endpoint_enable(c))
		return;
	/* VmbChannelEnable waits neither for the peer nor for callbacks. */
	EXPECT_EQ(t, endpoint_count(c, 'S'), 0u);
	complete(&may_open);
	EXPECT_HISTORY_SOON(c, "OSP");
}

static void test_twice(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	if (!client_enable(c))
		return;
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelEnable(c->channel)));
	msleep(QUIET_MS);
	EXPECT_HISTORY(c, "OSP");
	endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
}

static void test_again(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i;

	CLIENT_NEED_DEVICES(t, 1);
	for (i = 0; i < 5 && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		if (!client_enable(c) || !client_info(c))
			return;
		client_echo(c, 128);
		endpoint_disable(c);
		EXPECT_HISTORY(c, "OSPUC");
	}
}

static void test_implies_active(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	/* No VmbChannelStart: a client is active once enabled. */
	if (client_enable(c) && client_info(c))
		client_echo(c, 64);
}

static void test_invalid_channel(struct kcase *t)
{
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelEnable(NULL)));
}

static const struct kcase_spec enable_cases[] = {
	KCASE(returns_at_once, "does not wait for the channel to open",
	      test_returns_at_once),
	KCASE(twice, "an enabled channel cannot be enabled", test_twice),
	KCASE(again_after_disable, "a disabled channel can be enabled again",
	      test_again),
	KCASE(client_is_active, "on a client enable implies active",
	      test_implies_active),
	KCASE(invalid_channel, "a handle that is none is refused",
	      test_invalid_channel),
};
const struct kcase_suite enable_suite =
	KCASE_SUITE_FIXTURE("VmbChannelEnable", enable_cases,
			    client_setup_closed, client_teardown);

static void test_waits(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	EXPECT_HISTORY(c, "OSPUC");
	EXPECT_EQ(t, atomic_read(&c->inside), 0);
}

static void test_never_enabled(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	VmbChannelDisable(c->channel);
	endpoint_history_reset(c);
	/* Harmless on a channel that is disabled already. */
	VmbChannelDisable(c->channel);
	EXPECT_HISTORY(c, "");
}

/* VmbChannelDisable comes at every point of opening. */
static void test_while_opening(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, rounds = kcase_scaled(t, 100);
	const char *h = c->history;

	endpoint_disable(c);
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		if (!endpoint_enable(c))
			return;
		udelay(kcase_random_range(t, 0, 900));
		if (i & 1)
			usleep_range(1, kcase_random_range(t, 2, 5000));
		endpoint_disable(c);
		EXPECT_TRUE(t, !strcmp(h, "") || !strcmp(h, "OC") ||
			       !strcmp(h, "OUC") || !strcmp(h, "OSUC") ||
			       !strcmp(h, "OSPUC"));
	}
	if (kcase_failed(t))
		kcase_note(t, "round %u, state callbacks %s", i, h);
}

static void test_requests_in_flight(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r = requests_held(c, 50);
	unsigned int i;

	if (!r)
		return;
	endpoint_disable(c);
	for (i = 0; i < 50; i++) {
		EXPECT_EQ(t, atomic_read(&r[i]->calls), 1);
		EXPECT_FALSE(t, NT_SUCCESS(r[i]->status));
	}
}

/* VmbChannelDisable may come before the state worker has seen the enable. */
static void test_straight_after(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 64, 20);
	unsigned int i, k, rounds = kcase_scaled(t, 50);

	ASSERT_NOT_NULL(t, r);
	endpoint_disable(c);
	for (k = 0; k < rounds && !kcase_failed(t); k++) {
		endpoint_history_reset(c);
		if (!endpoint_enable(c))
			return;
		for (i = 0; i < 20; i++)
			ASSERT_EQ(t, request_send(r[i], WAIT), STATUS_SUCCESS);
		endpoint_disable(c);
		for (i = 0; i < 20; i++)
			EXPECT_EQ(t, atomic_read(&r[i]->calls), 1);
	}
}

/* Two threads disable it at once: both return, and the channel closes once. */
static int disable_thread(void *data)
{
	struct endpoint *c = data;

	VmbChannelDisable(c->channel);
	atomic_inc(&c->packets);
	while (!kthread_should_stop())
		kcase_pause();
	return 0;
}

static void test_two_threads(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct task_struct *thread;

	atomic_set(&c->packets, 0);
	thread = kthread_run(disable_thread, c, "kmcl_test/disable");
	ASSERT_FALSE(t, IS_ERR(thread));
	endpoint_disable(c);
	EXPECT_SOON(t, atomic_read(&c->packets) == 1, WAIT_MS);
	kthread_stop(thread);
	EXPECT_HISTORY(c, "OSPUC");
}

static const struct kcase_spec disable_cases[] = {
	KCASE(waits_for_closed, "returns when the channel is torn down",
	      test_waits),
	KCASE(when_disabled, "harmless on a disabled channel",
	      test_never_enabled),
	KCASE(at_any_moment, "while the channel is still coming up",
	      test_while_opening),
	KCASE(with_requests_in_flight, "each comes back once, with a failure",
	      test_requests_in_flight),
	KCASE(straight_after_enable, "what was queued comes back all the same",
	      test_straight_after),
	KCASE(by_two_threads, "two at once both return", test_two_threads),
};
const struct kcase_suite disable_suite =
	KCASE_SUITE_FIXTURE("VmbChannelDisable", disable_cases,
			    client_setup_open, client_teardown);
