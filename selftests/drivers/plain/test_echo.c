// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_echo.c - completions: every size, in order and out of it.
 */
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "fixture.h"

#define ECHO_COUNT	10000
#define ECHO_MEMORY	(4 << 20)

/**
 * struct echo - one message of a window
 * @req: its request
 * @msg: what is sent
 * @reply: what comes back
 * @position: when it was completed, counted from 0
 */
struct echo {
	struct plain_request req;
	void *msg;
	void *reply;
	u32 position;
};

/**
 * struct echo_window - messages that may be in flight together
 * @echoes: of them
 * @count: how many
 * @size: of each message
 * @memory: for all messages and replies
 * @completed: how many have been, so far
 */
struct echo_window {
	struct echo *echoes;
	u32 count;
	u32 size;
	void *memory;
	atomic_t completed;
};

static void window_free(struct echo_window *w)
{
	vfree(w->memory);
	kvfree(w->echoes);
}

static bool window_alloc(struct kcase *t, struct echo_window *w, u32 count,
			 u32 size)
{
	size_t stride = ALIGN(size, sizeof(u64));
	u32 i;

	w->count = count;
	w->size = size;
	w->echoes = kvcalloc(count, sizeof(*w->echoes), GFP_KERNEL);
	w->memory = vzalloc(2 * stride * count);
	atomic_set(&w->completed, 0);
	if (!w->echoes || !w->memory) {
		window_free(w);
		FAIL(t, "no memory for %u messages of %u bytes", count, size);
		return false;
	}
	for (i = 0; i < count; i++) {
		w->echoes[i].msg = w->memory + 2 * i * stride;
		w->echoes[i].reply = w->echoes[i].msg + stride;
		plain_pattern_fill(w->echoes[i].msg, size, t->seed + i);
	}
	return true;
}

/* Make the message differ from every other, at its head and somewhere else. */
static void echo_stamp(struct kcase *t, struct echo_window *w,
		       struct echo *echo, u32 number)
{
	struct kmcltest_hdr *hdr = echo->msg;
	u32 words = w->size / sizeof(u64);
	u64 stamp = kcase_random(t);

	if (words > 1)
		memcpy(echo->msg +
		       kcase_random_range(t, 1, words - 1) * sizeof(stamp),
		       &stamp, sizeof(stamp));
	hdr->op = KMCLTEST_ECHO;
	hdr->cookie = number;
}

static bool echo_check(struct kcase *t, struct echo_window *w,
		       struct echo *echo)
{
	if (!KCASE_CHECK_OP(t, echo->req.status, ==, 0) ||
	    !KCASE_CHECK_OP(t, echo->req.reply_len, ==,
			    ALIGN(w->size, sizeof(u64))))
		return false;
	return KCASE_CHECK_MEM(t, echo->reply, echo->msg, w->size);
}

static bool echo_collect(struct kcase *t, struct plain_channel *ch,
			 struct echo_window *w, struct echo *echo)
{
	int err = plain_request_wait(ch, &echo->req, PLAIN_TIMEOUT);

	if (err) {
		FAIL(t, "an echo of %u bytes: %d", w->size, err);
		return false;
	}
	return echo_check(t, w, echo);
}

static bool echo_send(struct kcase *t, struct plain_channel *ch,
		      struct echo_window *w, u32 number)
{
	struct echo *echo = &w->echoes[number % w->count];
	int err;

	echo_stamp(t, w, echo, number);
	plain_request_init(&echo->req, echo->reply, w->size);
	err = plain_send_wait(ch, echo->msg, w->size, &echo->req,
			      PLAIN_TIMEOUT);
	if (err)
		FAIL(t, "sending echo %u of %u bytes: %d", number, w->size,
		     err);
	return !err;
}

/* @total echoes with at most w->count in flight. */
static void echo_stream(struct kcase *t, struct plain_channel *ch,
			struct echo_window *w, u32 total)
{
	u32 sent = 0, collected = 0;
	bool good = true;

	while (good && sent < total && !kcase_expired(t)) {
		if (sent >= w->count)
			good = echo_collect(t, ch, w,
					    &w->echoes[collected++ % w->count]);
		if (good && echo_send(t, ch, w, sent))
			sent++;
		else
			good = false;
	}
	/* Nothing may stay in flight, whatever the outcome. */
	while (collected < sent)
		good &= echo_collect(t, ch, w,
				     &w->echoes[collected++ % w->count]);
	if (good)
		EXPECT_EQ(t, collected, total);
}

static void echo_total(struct kcase *t, u32 size, u32 in_flight, u32 total)
{
	struct echo_window w;

	if (!window_alloc(t, &w, in_flight, size))
		return;
	echo_stream(t, primary(t), &w, total);
	window_free(&w);
}

/* arg: the size; 0 for the largest that fits. */
static void test_echo_size(struct kcase *t)
{
	u32 size = t->arg ?: plain_channel_max_payload(primary(t));
	u32 in_flight = clamp_t(u32, ECHO_MEMORY / size, 8, 64);

	echo_total(t, size, in_flight, kcase_scaled(t, ECHO_COUNT));
}

static void test_echo_one_by_one(struct kcase *t)
{
	echo_total(t, 64, 1, kcase_scaled(t, 1000));
}

/* One byte more than a multiple of eight, up to seven. */
static void test_echo_unaligned(struct kcase *t)
{
	u32 size;

	for (size = 9; size < 160 && !kcase_failed(t); size++)
		echo_total(t, size, 4, 4);
}

/* With each message, the ring wraps at another place inside the packet. */
static void test_echo_ring_wrap(struct kcase *t)
{
	struct plain_options small = { .ring_size = 2 * HV_HYP_PAGE_SIZE };
	u32 size;

	if (!plain_fixture_reopen(t, &small))
		return;
	for (size = 8; size < 1500 && !kcase_failed(t); size += 56)
		echo_total(t, size, 3, 128);
	echo_total(t, plain_channel_max_payload(primary(t)), 2, 128);
}

static void test_echo_ring_sizes(struct kcase *t)
{
	static const u32 pages[] = { 2, 3, 5, 16, 33, 65, 129, 257 };
	struct plain_options options = {};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pages) && !kcase_failed(t); i++) {
		options.ring_size = pages[i] * HV_HYP_PAGE_SIZE;
		if (!plain_fixture_reopen(t, &options))
			return;
		echo_total(t, plain_channel_max_payload(primary(t)), 2, 6);
	}
}

struct echo_thread {
	struct kcase *t;
	struct echo_window w;
	struct completion done;
	struct task_struct *task;
};

static int echo_thread_run(void *data)
{
	struct echo_thread *thread = data;

	echo_stream(thread->t, primary(thread->t), &thread->w,
		    kcase_scaled(thread->t, 2000));
	complete(&thread->done);
	return 0;
}

#define ECHO_THREADS 8

static void test_echo_threads(struct kcase *t)
{
	struct echo_thread *threads;
	u32 i;

	threads = kcalloc(ECHO_THREADS, sizeof(*threads), GFP_KERNEL);
	ASSERT_NOT_NULL(t, threads);
	for (i = 0; i < ECHO_THREADS; i++) {
		init_completion(&threads[i].done);
		threads[i].t = t;
		threads[i].task = ERR_PTR(-ENOMEM);
		if (window_alloc(t, &threads[i].w, 8, 64 + 200 * i))
			threads[i].task = kthread_run(echo_thread_run,
						      &threads[i], "echo/%u", i);
	}
	for (i = 0; i < ECHO_THREADS; i++) {
		EXPECT_FALSE(t, IS_ERR(threads[i].task));
		if (IS_ERR(threads[i].task))
			continue;
		wait_for_completion(&threads[i].done);
		window_free(&threads[i].w);
	}
	kfree(threads);
}

static const struct kcase_spec echo_cases[] = {
	KCASE_SLOW(size_8, "10,000 echoes of 8 bytes come back unchanged",
		   test_echo_size, 8, 180),
	KCASE_SLOW(size_64, "10,000 echoes of 64 bytes come back unchanged",
		   test_echo_size, 64, 180),
	KCASE_SLOW(size_512, "10,000 echoes of 512 bytes come back unchanged",
		   test_echo_size, 512, 180),
	KCASE_SLOW(size_4096, "10,000 echoes of 4 KiB come back unchanged",
		   test_echo_size, 4096, 180),
	KCASE_SLOW(size_16384, "10,000 echoes of 16 KiB come back unchanged",
		   test_echo_size, 16384, 240),
	KCASE_SLOW(size_largest, "10,000 echoes of the largest size that the ring takes come back unchanged",
		   test_echo_size, 0, 300),
	KCASE(one_by_one, "a request waits for its own completion",
	      test_echo_one_by_one),
	KCASE(unaligned, "a size that is no multiple of eight is padded, not cut",
	      test_echo_unaligned),
	KCASE(ring_wrap, "packets that lie across the ring's end are whole",
	      test_echo_ring_wrap),
	KCASE(ring_sizes, "rings of 2 to 257 pages carry their largest packet",
	      test_echo_ring_sizes),
	KCASE(threads, "eight threads share a channel", test_echo_threads),
};

const struct kcase_suite plain_echo_suite =
	KCASE_SUITE_FIXTURE("echo", echo_cases, plain_setup, plain_teardown);

/* Completions that the host withholds, and sends in an order of its choice. */

#define ORDER_WINDOW 100

static void order_complete(struct plain_request *req)
{
	struct echo *echo = container_of(req, struct echo, req);
	struct echo_window *w = req->context;

	/* Completions come one after the other. */
	echo->position = atomic_read(&w->completed);
	/* The test looks at the position when it has seen the count. */
	smp_mb__before_atomic();
	atomic_inc(&w->completed);
}

static bool order_send(struct kcase *t, struct echo_window *w)
{
	struct echo *echo;
	u32 i;
	int err;

	atomic_set(&w->completed, 0);
	for (i = 0; i < w->count; i++) {
		echo = &w->echoes[i];
		echo_stamp(t, w, echo, i);
		plain_request_init(&echo->req, echo->reply, w->size);
		echo->req.complete = order_complete;
		echo->req.context = w;
		echo->position = U32_MAX;
		err = plain_send_wait(primary(t), echo->msg, w->size,
				      &echo->req, PLAIN_TIMEOUT);
		if (err) {
			FAIL(t, "sending: %d", err);
			return false;
		}
	}
	return true;
}

static void order_check(struct kcase *t, struct echo_window *w, u32 order)
{
	u32 i, moved = 0;

	for (i = 0; i < w->count; i++) {
		if (order == KMCLTEST_RELEASE_FIFO)
			EXPECT_EQ(t, w->echoes[i].position, i);
		if (order == KMCLTEST_RELEASE_LIFO)
			EXPECT_EQ(t, w->echoes[i].position, w->count - 1 - i);
		moved += w->echoes[i].position != i;
		if (!echo_check(t, w, &w->echoes[i]))
			return;
	}
	if (order == KMCLTEST_RELEASE_RANDOM)
		EXPECT_GT(t, moved, w->count / 2);
}

static bool order_round(struct kcase *t, struct echo_window *w, u32 order)
{
	struct kmcltest_counters now;
	u32 released = 0;

	if (!order_send(t, w))
		return false;
	EXPECT_EQ(t, plain_counters(primary(t), &now), 0);
	EXPECT_EQ(t, now.held, w->count);
	EXPECT_EQ(t, atomic_read(&w->completed), 0);

	EXPECT_EQ(t, plain_release(primary(t), order, 0, kcase_random(t),
				   &released), 0);
	/* The answer comes behind the completions that it counts. */
	EXPECT_EQ(t, released, w->count);
	EXPECT_EQ(t, atomic_read(&w->completed), w->count);
	if (kcase_failed(t))
		return false;
	order_check(t, w, order);
	return !kcase_failed(t);
}

/* No request may point into the window once it is freed. */
static void order_end(struct kcase *t, struct echo_window *w)
{
	if (READ_ONCE(primary(t)->in_flight))
		plain_channel_reopen(primary(t), NULL);
	window_free(w);
}

/* arg: enum kmcltest_release_order */
static void test_order(struct kcase *t)
{
	u32 rounds = kcase_scaled(t, ECHO_COUNT / ORDER_WINDOW);
	struct echo_window w;

	ASSERT_EQ(t, plain_hold(primary(t), KMCLTEST_HOLD_KEEP, 0), 0);
	if (!window_alloc(t, &w, ORDER_WINDOW, 128))
		return;
	while (rounds-- && order_round(t, &w, t->arg))
		;
	order_end(t, &w);
}

static void test_order_part(struct kcase *t)
{
	struct echo_window w;
	u32 released = 0;

	ASSERT_EQ(t, plain_hold(primary(t), KMCLTEST_HOLD_KEEP, 0), 0);
	if (!window_alloc(t, &w, 10, 64))
		return;
	if (order_send(t, &w)) {
		EXPECT_EQ(t, plain_release(primary(t), KMCLTEST_RELEASE_LIFO, 4,
					   0, &released), 0);
		EXPECT_EQ(t, released, 4);
		EXPECT_EQ(t, atomic_read(&w.completed), 4);
		EXPECT_EQ(t, plain_release(primary(t), KMCLTEST_RELEASE_FIFO, 0,
					   0, &released), 0);
		EXPECT_EQ(t, released, 6);
		EXPECT_EQ(t, atomic_read(&w.completed), 10);
	}
	order_end(t, &w);
}

#define DELAY_US 100000

static void test_order_delay(struct kcase *t)
{
	struct echo_window w;
	ktime_t start;

	ASSERT_EQ(t, plain_hold(primary(t), KMCLTEST_HOLD_DELAY, DELAY_US), 0);
	if (!window_alloc(t, &w, 10, 64))
		return;
	start = ktime_get();
	if (order_send(t, &w)) {
		EXPECT_SOON(t, atomic_read(&w.completed) == 10, 10000);
		EXPECT_GE(t, ktime_us_delta(ktime_get(), start), DELAY_US / 2);
		if (!kcase_failed(t))
			order_check(t, &w, KMCLTEST_RELEASE_FIFO);
	}
	order_end(t, &w);
}

static void test_order_close(struct kcase *t)
{
	struct echo_window w;
	u32 i;

	ASSERT_EQ(t, plain_hold(primary(t), KMCLTEST_HOLD_KEEP, 0), 0);
	if (!window_alloc(t, &w, 50, 64))
		return;
	if (order_send(t, &w)) {
		EXPECT_EQ(t, atomic_read(&w.completed), 0);
		EXPECT_TRUE(t, plain_fixture_reopen(t, NULL));
		EXPECT_EQ(t, atomic_read(&w.completed), w.count);
		for (i = 0; i < w.count; i++)
			EXPECT_EQ(t, w.echoes[i].req.status, -ENODEV);
	}
	order_end(t, &w);
}

static const struct kcase_spec order_cases[] = {
	KCASE_SLOW(fifo, "withheld completions come in the order of sending",
		   test_order, KMCLTEST_RELEASE_FIFO, 120),
	KCASE_SLOW(lifo, "completions in reverse reach their own requests",
		   test_order, KMCLTEST_RELEASE_LIFO, 120),
	KCASE_SLOW(random, "completions in any order reach their own requests",
		   test_order, KMCLTEST_RELEASE_RANDOM, 120),
	KCASE(part, "some completions are released, then the rest",
	      test_order_part),
	KCASE(delay, "delayed completions come late and in order",
	      test_order_delay),
	KCASE(close, "closing the channel ends every request in flight",
	      test_order_close),
};

const struct kcase_suite plain_order_suite =
	KCASE_SUITE_FIXTURE("order", order_cases, plain_setup, plain_teardown);
