// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_life.c - the host takes its device away and brings it back.
 */
#include <linux/kthread.h>
#include <linux/slab.h>

#include "fixture.h"

#define TRAFFIC_WINDOW	32

/**
 * struct traffic - echoes without pause until the device is gone
 * @t: the case
 * @ch: the channel
 * @req: in flight
 * @busy: which of them are
 * @sent: accepted by the channel
 * @ended: completed or cancelled
 * @cancelled: of those, with -ENODEV
 * @finished: sending failed and every request has ended
 */
struct traffic {
	struct kcase *t;
	struct plain_channel *ch;
	struct plain_request req[TRAFFIC_WINDOW];
	unsigned long busy;
	u32 sent;
	atomic_t ended;
	atomic_t cancelled;
	struct completion finished;
};

static void traffic_complete(struct plain_request *req)
{
	struct traffic *tr = req->context;

	atomic_inc(&tr->ended);
	if (req->status == -ENODEV)
		atomic_inc(&tr->cancelled);
	clear_bit(req - tr->req, &tr->busy);
}

static int traffic_send(struct traffic *tr, u32 index)
{
	struct kmcltest_hdr msg[8] = { { KMCLTEST_ECHO, index } };
	struct plain_request *req = &tr->req[index];
	int err;

	plain_request_init(req, NULL, 0);
	req->complete = traffic_complete;
	req->context = tr;
	set_bit(index, &tr->busy);
	err = plain_send_wait(tr->ch, msg, sizeof(msg), req, PLAIN_TIMEOUT);
	if (err)
		clear_bit(index, &tr->busy);
	else
		tr->sent++;
	return err;
}

static int traffic_run(void *data)
{
	struct traffic *tr = data;
	int err = 0;
	u32 i;

	while (!err && !kcase_expired(tr->t)) {
		for (i = 0; i < TRAFFIC_WINDOW && !err; i++)
			if (!test_bit(i, &tr->busy))
				err = traffic_send(tr, i);
		cond_resched();
	}
	if (err != -ENODEV)
		FAIL(tr->t, "traffic ended with %d", err);
	/* Closing the channel ends the requests that are in flight. */
	KCASE_CHECK_SOON(tr->t, !READ_ONCE(tr->busy), 20000);
	complete(&tr->finished);
	return 0;
}

static bool rescind_wait(struct kcase *t, u32 generation)
{
	return KCASE_CHECK_SOON(t, !READ_ONCE(fixture(t)->dev->hdev), 15000) &&
	       plain_fixture_await(t, generation);
}

/* No request may still point into @tr when it is freed: wait without limit. */
static void traffic_round(struct kcase *t, struct traffic *tr)
{
	u32 generation = fixture(t)->dev->generation;
	struct task_struct *task;

	tr->t = t;
	tr->ch = primary(t);
	init_completion(&tr->finished);
	task = kthread_run(traffic_run, tr, "traffic");
	if (IS_ERR(task)) {
		FAIL(t, "no thread: %ld", PTR_ERR(task));
		return;
	}
	EXPECT_EQ(t, plain_rescind(primary(t), kcase_random_range(t, 0, 20000),
				   kcase_random_range(t, 0, 5000)), 0);
	wait_for_completion(&tr->finished);
	EXPECT_EQ(t, atomic_read(&tr->ended), tr->sent);
	fixture(t)->replaced = true;
	if (!kcase_failed(t) && rescind_wait(t, generation))
		fixture(t)->replaced = false;
}

static void test_rescind_traffic(struct kcase *t)
{
	u32 i, rounds = kcase_scaled(t, 20);
	u32 sent = 0, cancelled = 0;
	struct traffic *tr;

	if (!plain_has(t, KMCLTEST_FEATURE_RESCIND))
		SKIP(t, "the device cannot be rescinded");
	for (i = 0; i < rounds && !kcase_failed(t) && !kcase_expired(t); i++) {
		tr = kzalloc(sizeof(*tr), GFP_KERNEL);
		ASSERT_NOT_NULL(t, tr);
		traffic_round(t, tr);
		sent += tr->sent;
		cancelled += atomic_read(&tr->cancelled);
		if (READ_ONCE(tr->busy))
			return;	/* kept: it is still pointed at */
		kfree(tr);
	}
	EXPECT_EQ(t, i, rounds);
	EXPECT_GT(t, sent, rounds);
	kcase_note(t, "%u requests sent, of which %u ended by a rescind", sent,
		   cancelled);
}

static void test_rescind_idle(struct kcase *t)
{
	u32 i, rounds = kcase_scaled(t, 10);
	struct kmcltest_info info;
	u32 generation;

	if (!plain_has(t, KMCLTEST_FEATURE_RESCIND))
		SKIP(t, "the device cannot be rescinded");
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		generation = fixture(t)->dev->generation;
		ASSERT_EQ(t, plain_rescind(primary(t), 0, 1000), 0);
		fixture(t)->replaced = true;
		if (!rescind_wait(t, generation))
			return;
		fixture(t)->replaced = false;
		ASSERT_EQ(t, plain_info(primary(t), &info), 0);
	}
}

/* Requests that the host would never have completed. */
static void test_rescind_held(struct kcase *t)
{
	u32 generation = fixture(t)->dev->generation;
	struct kmcltest_hdr msg = { KMCLTEST_ECHO, 1 };
	struct plain_request *req;
	u32 i, sent = 0;

	if (!plain_has(t, KMCLTEST_FEATURE_RESCIND))
		SKIP(t, "the device cannot be rescinded");
	req = kcalloc(16, sizeof(*req), GFP_KERNEL);
	ASSERT_NOT_NULL(t, req);
	EXPECT_EQ(t, plain_hold(primary(t), KMCLTEST_HOLD_KEEP, 0), 0);
	for (i = 0; i < 16; i++) {
		plain_request_init(&req[i], NULL, 0);
		if (!plain_send(primary(t), &msg, sizeof(msg), &req[i]))
			sent++;
	}
	EXPECT_EQ(t, sent, 16);
	EXPECT_EQ(t, plain_rescind(primary(t), 1000, 1000), 0);
	for (i = 0; i < sent; i++)
		EXPECT_EQ(t, plain_request_wait(primary(t), &req[i],
						15 * HZ), -ENODEV);
	kfree(req);
	fixture(t)->replaced = true;
	if (rescind_wait(t, generation))
		fixture(t)->replaced = false;
}

static const struct kcase_spec life_cases[] = {
	KCASE(rescind_idle, "a device that was taken away is bound again when it is back",
	      test_rescind_idle),
	KCASE_SLOW(rescind_traffic, "with traffic running, each request ends exactly once",
		   test_rescind_traffic, 0, 240),
	KCASE(rescind_held, "requests that were never completed end with the device",
	      test_rescind_held),
};

const struct kcase_suite plain_life_suite =
	KCASE_SUITE_FIXTURE("life", life_cases, plain_setup, plain_teardown);
