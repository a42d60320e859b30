// SPDX-License-Identifier: GPL-2.0-only
/*
 * EvtVmbPacketCompletionRoutine: matching answers to requests, and that
 * nothing is lost.
 */
#include <linux/delay.h>

#include "client.h"
#include "suites.h"

static void test_order(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 200;
	struct request **r = requests_held(c, count);

	if (!r || !client_release(c, t->arg, 0))
		return;
	/* Each request gets its own answer, in whatever order they come. */
	for (i = 0; i < count && !kcase_failed(t); i++) {
		request_echoed(r[i]);
		if (t->arg == KMCLTEST_RELEASE_FIFO)
			EXPECT_EQ(t, r[i]->order, (s64)i);
		if (t->arg == KMCLTEST_RELEASE_LIFO)
			EXPECT_EQ(t, r[i]->order, (s64)(count - 1 - i));
	}
}

static void test_in_flight(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 4096;
	struct request **r = requests_held(c, count);

	if (!r || !client_release(c, KMCLTEST_RELEASE_RANDOM, 0))
		return;
	for (i = 0; i < count && !kcase_failed(t); i++)
		request_echoed(r[i]);
}

static void test_empty(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_SINK, 64);

	ASSERT_NOT_NULL(t, r);
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	EXPECT_EQ(t, r->reply_size, 0u);
}

static void test_context(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < 50; i++) {
		ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
		request_echoed(r);
		EXPECT_FALSE(t, r->irq);
	}
}

static void test_rescind(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 100;
	struct request **r;

	CLIENT_NEED_FEATURE(c, RESCIND);
	r = requests_held(c, count);
	if (!r || !client_rescind(c, 1000, 1000))
		return;
	for (i = 0; i < count && !kcase_failed(t); i++)
		request_done(r[i], STATUS_DEVICE_REMOVED);
	EXPECT_HISTORY_SOON(c, "OSPUC");
}

static void test_disable_queued(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 1000;
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 512, count);

	ASSERT_NOT_NULL(t, r);
	CLIENT_NEED_FEATURE(c, STALL);
	if (!client_stall(c, KMCLTEST_STALL_TIME, 2000000))
		return;
	/* Some of them are in the ring, most wait in the queue. */
	for (i = 0; i < count; i++)
		ASSERT_EQ(t, request_send(r[i], i % 3 ? WAIT : 0),
			  STATUS_SUCCESS);
	endpoint_disable(c);
	for (i = 0; i < count && !kcase_failed(t); i++)
		EXPECT_EQ(t, atomic_read(&r[i]->calls), 1);
}

static const struct kcase_spec routine_cases[] = {
	KCASE_ARG(in_order, "answers in order", test_order,
		  KMCLTEST_RELEASE_FIFO),
	KCASE_ARG(in_reverse, "answers in reverse order", test_order,
		  KMCLTEST_RELEASE_LIFO),
	KCASE_ARG(in_any_order, "answers in a random order", test_order,
		  KMCLTEST_RELEASE_RANDOM),
	KCASE_SLOW(many_in_flight, "4,096 requests in flight", test_in_flight,
		   0, 120),
	KCASE(without_payload, "an empty completion", test_empty),
	KCASE(never_in_hard_irq, "at or below DISPATCH", test_context),
	KCASE(rescind_completes_all, "a rescind completes what is in flight",
	      test_rescind),
	KCASE(disable_completes_all, "so does disable, queued packets included",
	      test_disable_queued),
};
const struct kcase_suite completion_suite =
	KCASE_SUITE_FIXTURE("EvtVmbPacketCompletionRoutine", routine_cases,
			    client_setup_open, client_teardown);
