// SPDX-License-Identifier: GPL-2.0-only
/*
 * VmbChannelSendSynchronousRequest: every form of timeout, sizes, ends.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>

#include "client.h"
#include "suites.h"

/* 100 ns units between 1601 and 1970. */
#define NT_EPOCH	116444736000000000ll

static LARGE_INTEGER nt_relative(u32 ms)
{
	return (LARGE_INTEGER){ .QuadPart = -10000ll * ms };
}

static LARGE_INTEGER nt_absolute(s64 ms_from_now)
{
	return (LARGE_INTEGER){
		.QuadPart = NT_EPOCH + ktime_get_real_ns() / 100 +
			    10000 * ms_from_now,
	};
}

static NTSTATUS echo_with(struct endpoint *c, PMDL mdl, u8 *reply, u32 *size,
			  LARGE_INTEGER *timeout)
{
	u8 msg[64];

	kmcltest_fill_bytes(msg, sizeof(msg), 3);
	((struct kmcltest_hdr *)msg)->op = KMCLTEST_ECHO;
	memset(reply, 0, *size);
	return VmbChannelSendSynchronousRequest(c->channel, msg, sizeof(msg),
						mdl, WAIT, reply, size,
						timeout);
}

static NTSTATUS echo(struct endpoint *c, u8 *reply, u32 *size,
		     LARGE_INTEGER *timeout)
{
	return echo_with(c, NULL, reply, size, timeout);
}

static void echo_ok(struct endpoint *c, LARGE_INTEGER *timeout)
{
	struct kcase *t = c->t;
	u8 reply[64], want[64];
	u32 size = sizeof(reply);

	kmcltest_fill_bytes(want, sizeof(want), 3);
	((struct kmcltest_hdr *)want)->op = KMCLTEST_ECHO;
	ASSERT_EQ(t, echo(c, reply, &size, timeout), STATUS_SUCCESS);
	EXPECT_EQ(t, size, 64u);
	EXPECT_MEM_EQ(t, reply, want, sizeof(want));
}

static void test_forever(struct kcase *t)
{
	echo_ok(client_of(t), NULL);
}

static void test_relative(struct kcase *t)
{
	LARGE_INTEGER timeout = nt_relative(WAIT_MS);

	echo_ok(client_of(t), &timeout);
}

static void test_absolute(struct kcase *t)
{
	LARGE_INTEGER timeout = nt_absolute(WAIT_MS);

	echo_ok(client_of(t), &timeout);
}

/*
 * The device withholds the answer: the request is cancelled when its time is up, @ms after
 * @begin, which is taken before an absolute @timeout is.
 */
static void times_out(struct kcase *t, ktime_t begin, LARGE_INTEGER timeout, s64 ms)
{
	struct endpoint *c = client_of(t);
	u8 reply[64];
	u32 size = sizeof(reply);
	s64 took;

	EXPECT_EQ(t, echo(c, reply, &size, &timeout), STATUS_CANCELLED);
	took = ktime_ms_delta(ktime_get(), begin);
	EXPECT_GE(t, took, ms - 20);
	EXPECT_LT(t, took, ms + WAIT_MS);
}

static void test_relative_expires(struct kcase *t)
{
	if (client_hold(client_of(t), KMCLTEST_HOLD_KEEP, 0))
		times_out(t, ktime_get(), nt_relative(200), 200);
}

static void test_absolute_expires(struct kcase *t)
{
	ktime_t begin;

	if (!client_hold(client_of(t), KMCLTEST_HOLD_KEEP, 0))
		return;
	begin = ktime_get();
	times_out(t, begin, nt_absolute(200), 200);
}

static void test_absolute_past(struct kcase *t)
{
	if (client_hold(client_of(t), KMCLTEST_HOLD_KEEP, 0))
		times_out(t, ktime_get(), nt_absolute(-1000), 0);
}

/* An answer to a request that timed out is dropped and counted. */
static void test_late_answer(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i;

	c->counter = "drop_unknown_id";
	for (i = 0; i < 5; i++) {
		if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
			return;
		times_out(t, ktime_get(), nt_relative(20), 20);
		c->counter_least++;
		if (!client_release(c, KMCLTEST_RELEASE_FIFO, 0) ||
		    !client_hold(c, KMCLTEST_HOLD_NONE, 0))
			return;
		echo_ok(c, NULL);
	}
}

/* Without a completion requested it returns once the request is in the ring. */
static void test_no_wait(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_hdr msg = { .op = KMCLTEST_SINK };
	struct kmcltest_counters before, after;
	LARGE_INTEGER timeout = nt_relative(WAIT_MS);

	if (!client_counters(c, &before))
		return;
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(c->channel, &msg,
				sizeof(msg), NULL, 0, NULL, NULL, &timeout),
		  STATUS_SUCCESS);
	if (client_counters(c, &after))
		EXPECT_EQ(t, after.packets - before.packets, 2ull);
}

static NTSTATUS try_send(struct endpoint *c, u32 size)
{
	static u8 msg[4096];
	LARGE_INTEGER zero = { .QuadPart = 0 };

	((struct kmcltest_hdr *)msg)->op = KMCLTEST_SINK;
	return VmbChannelSendSynchronousRequest(c->channel, msg, size, NULL, 0,
						NULL, NULL, &zero);
}

static void test_try(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_counters before, after;
	NTSTATUS status;

	if (!client_counters(c, &before))
		return;
	local_bh_disable();
	status = try_send(c, 64);
	local_bh_enable();
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	if (client_counters(c, &after))
		EXPECT_EQ(t, after.packets - before.packets, 2ull);
}

/* Fill the ring of a device that does not read it; how many requests fitted in. */
static u32 try_until_full(struct endpoint *c, NTSTATUS *status)
{
	u32 sent = 0;

	*status = STATUS_SUCCESS;
	while (sent < 1000 && NT_SUCCESS(*status)) {
		*status = try_send(c, 1024);
		sent += NT_SUCCESS(*status);
	}
	return sent;
}

static void test_try_full(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_counters before, after;
	u32 sent, stall_us = 500000;
	NTSTATUS status;

	CLIENT_NEED_FEATURE(c, STALL);
	do {
		if (!client_counters(c, &before) ||
		    !client_stall(c, KMCLTEST_STALL_TIME, stall_us))
			return;
		sent = try_until_full(c, &status);
		/* On a busy machine the device may have gone on meanwhile. */
		stall_us *= 2;
	} while (sent > 64 && stall_us < WAIT_MS * 1000u);
	EXPECT_EQ(t, status, STATUS_BUFFER_OVERFLOW);
	/* 64 KiB hold about sixty of these. */
	EXPECT_GE(t, sent, 40u);
	EXPECT_LE(t, sent, 64u);
	/* A request that was refused was not queued. */
	if (client_counters(c, &after))
		EXPECT_EQ(t, after.packets - before.packets, sent + 2ull);
}

static void test_reply_sizes(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 reply[72];
	u32 size;

	/* More room than needed. */
	size = 72;
	EXPECT_EQ(t, echo(c, reply, &size, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, size, 64u);
	/* Not a multiple of 8. */
	size = 60;
	EXPECT_FALSE(t, NT_SUCCESS(echo(c, reply, &size, NULL)));
	/* Too small: no byte behind the buffer is written. */
	size = 16;
	memset(reply, 0xa5, sizeof(reply));
	{
		struct kmcltest_hdr msg[8] = { { .op = KMCLTEST_ECHO } };

		VmbChannelSendSynchronousRequest(c->channel, msg, sizeof(msg),
						 NULL, WAIT, reply, &size,
						 NULL);
	}
	EXPECT_LE(t, size, 64u);
	EXPECT_EQ(t, reply[16], (u8)0xa5);
	EXPECT_EQ(t, reply[71], (u8)0xa5);
}

static void test_no_reply_buffer(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_hdr msg = { .op = KMCLTEST_ECHO };

	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(c->channel, &msg,
				sizeof(msg), NULL, WAIT, NULL, NULL, NULL),
		  STATUS_SUCCESS);
}

static void test_external(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_hdr msg = { .op = KMCLTEST_EXT_SUM };
	struct kmcltest_sum sum = {};
	u32 size = sizeof(sum);
	u8 *data = endpoint_buffer(c, 1000);
	PMDL mdl;

	CLIENT_NEED_FEATURE(c, EXTERNAL);
	ASSERT_NOT_NULL(t, data);
	kmcltest_fill_bytes(data, 1000, 11);
	mdl = endpoint_mdl(c, data, 1000);
	ASSERT_NOT_NULL(t, mdl);
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(c->channel, &msg,
				sizeof(msg), mdl, WAIT, &sum, &size, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, sum.bytes, 1000ull);
	EXPECT_EQ(t, sum.sum, kmcltest_sum_bytes(data, 1000,
						 KMCLTEST_SUM_INIT));
}

/*
 * The peer has the external data when the timeout comes, and writes it later: the
 * request returns with the data whole, not before. The host does not look at the
 * ring for a while after the request is there.
 */
static void test_external_expires(struct kcase *t)
{
	LARGE_INTEGER timeout = nt_relative(100);
	struct endpoint *c = client_of(t);
	struct kmcltest_fill msg = { .hdr.op = KMCLTEST_EXT_FILL, .seed = 5 };
	struct kmcltest_sum sum = {};
	u32 size = sizeof(sum);
	u8 *data = endpoint_buffer(c, 4096);
	u8 *want = endpoint_buffer(c, 4096);
	PMDL mdl;

	CLIENT_NEED_FEATURE(c, EXTERNAL);
	CLIENT_NEED_FEATURE(c, STALL);
	ASSERT_NOT_NULL(t, data);
	ASSERT_NOT_NULL(t, want);
	mdl = endpoint_mdl(c, data, 4096);
	ASSERT_NOT_NULL(t, mdl);
	if (!client_stall(c, KMCLTEST_STALL_TIME, 600000))
		return;
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(c->channel, &msg,
				sizeof(msg), mdl, WAIT, &sum, &size, &timeout),
		  STATUS_SUCCESS);
	kmcltest_fill_bytes(want, 4096, 5);
	EXPECT_MEM_EQ(t, data, want, 4096);
	/* From here on the memory is the caller's. */
	memset(data, 0, 4096);
	memset(want, 0, 4096);
	msleep(800);
	EXPECT_MEM_EQ(t, data, want, 4096);
}

/* Threads that wait for answers while the channel closes. */
struct waiter {
	struct endpoint *c;
	PMDL mdl;
	struct task_struct *thread;
	struct completion done;
	NTSTATUS status;
};

static int waiter_thread(void *data)
{
	struct waiter *w = data;
	u32 size = 64;
	u8 reply[64];

	w->status = echo_with(w->c, w->mdl, reply, &size, NULL);
	complete_all(&w->done);
	while (!kthread_should_stop())
		kcase_pause();
	return 0;
}

/* The device has @n requests, and keeps them. */
static bool device_holds(struct endpoint *c, unsigned int n)
{
	struct kmcltest_counters counters;

	return client_counters(c, &counters) && counters.held == n;
}

static void waiters_start(struct endpoint *c, struct waiter *w, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		w[i].c = c;
		init_completion(&w[i].done);
		w[i].thread = kthread_run(waiter_thread, &w[i],
					  "kmcl_test/wait");
		if (IS_ERR(w[i].thread)) {
			FAIL(c->t, "no thread");
			complete_all(&w[i].done);
		}
	}
	EXPECT_SOON(c->t, kcase_failed(c->t) || device_holds(c, n), WAIT_MS);
}

static void waiters_stop(struct endpoint *c, struct waiter *w, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		kcase_wait(c->t, &w[i].done);
		EXPECT_EQ(c->t, w[i].status, STATUS_DEVICE_REMOVED);
	}
	for (i = 0; i < n; i++)
		if (!IS_ERR(w[i].thread))
			kthread_stop(w[i].thread);
}

static void test_ends_with_channel(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct waiter *w = endpoint_buffer(c, 8 * sizeof(*w));

	ASSERT_NOT_NULL(t, w);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	waiters_start(c, w, 8);
	endpoint_disable(c);
	waiters_stop(c, w, 8);
}

static void suspend_waits(struct endpoint *c)
{
	struct waiter *w = c->priv;

	kcase_wait(c->t, &w->done);
}

/* The device has its memory, and the owner waits for it before the rings are closed. */
static void test_ends_before_suspend(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct waiter *w = endpoint_buffer(c, sizeof(*w));
	u8 *data = endpoint_buffer(c, 1000);

	CLIENT_NEED_FEATURE(c, EXTERNAL);
	ASSERT_NOT_NULL(t, w);
	ASSERT_NOT_NULL(t, data);
	w->mdl = endpoint_mdl(c, data, 1000);
	ASSERT_NOT_NULL(t, w->mdl);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	c->priv = w;
	c->suspend = suspend_waits;
	waiters_start(c, w, 1);
	endpoint_disable(c);
	waiters_stop(c, w, 1);
	c->suspend = NULL;
	EXPECT_HISTORY_SOON(c, "OSPUC");
}

/* A thread's request with memory that the device has, and keeps. NULL: failed. */
static struct waiter *waiter_with_memory(struct endpoint *c)
{
	struct waiter *w = endpoint_buffer(c, sizeof(*w));
	u8 *data = endpoint_buffer(c, 1000);

	if (!w || !data)
		goto fail;
	w->mdl = endpoint_mdl(c, data, 1000);
	if (!w->mdl)
		goto fail;
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return NULL;
	waiters_start(c, w, 1);
	return w;
fail:
	FAIL(c->t, "no memory");
	return NULL;
}

/**
 * struct pausing - a thread that pauses a channel
 * @work: the thread
 * @c: the channel
 */
struct pausing {
	struct work_struct work;
	struct endpoint *c;
};

static void pausing_work(struct work_struct *work)
{
	VmbChannelPause(container_of(work, struct pausing, work)->c->channel);
}

/* Pause waits, in EvtChannelSuspend: no answer is received any more, nor does one come. */
static void test_ends_while_paused(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct pausing pausing = { .c = c };

	CLIENT_NEED_FEATURE(c, EXTERNAL);
	c->suspend = suspend_waits;
	c->priv = waiter_with_memory(c);
	if (!c->priv)
		return;
	INIT_WORK_ONSTACK(&pausing.work, pausing_work);
	queue_work(system_unbound_wq, &pausing.work);
	/* It is in the callback, and stays there. */
	EXPECT_SOON(t, endpoint_count(c, 'U'), WAIT_MS);
	EXPECT_HISTORY(c, "OSPU");
	endpoint_disable(c);
	flush_work(&pausing.work);
	destroy_work_on_stack(&pausing.work);
	waiters_stop(c, c->priv, 1);
	c->suspend = NULL;
	EXPECT_HISTORY_SOON(c, "OSPUC");
}

static VMBPACKETCOMPLETION kept;

static void packet_keep(struct endpoint *c, VMBPACKETCOMPLETION packet, void *buffer,
			u32 size, u32 flags)
{
	WRITE_ONCE(kept, packet);
}

static void kept_return(void)
{
	VmbChannelPacketComplete(xchg(&kept, NULL), NULL, 0);
}

static int returner_thread(void *data)
{
	struct waiter *w = data;

	kcase_wait(w->c->t, &w->done);
	kept_return();
	while (!kthread_should_stop())
		kcase_pause();
	return 0;
}

/*
 * The same where Pause waits for a packet, which the owner completes after the request,
 * and the offer is rescinded. All other rescinds would wait, too.
 */
static void test_ends_while_pausing(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct task_struct *returner;
	struct waiter *w;

	CLIENT_NEED_FEATURE(c, EXTERNAL);
	CLIENT_NEED_FEATURE(c, RESCIND);
	kept = NULL;
	c->packet = packet_keep;
	if (!client_source(c, 1, 64, 0, 0))
		return;
	ASSERT_SOON(t, READ_ONCE(kept), WAIT_MS);
	w = waiter_with_memory(c);
	returner = w ? kthread_run(returner_thread, w, "kmcl_test/return") : NULL;
	if (IS_ERR_OR_NULL(returner)) {
		FAIL(t, "no thread");
		kept_return();
		endpoint_disable(c);
		if (w)
			waiters_stop(c, w, 1);
		return;
	}
	/* Last, so that the pause is under way when it comes. */
	if (client_rescind(c, 200000, 1000))
		VmbChannelPause(c->channel);
	else
		endpoint_disable(c);
	EXPECT_NULL(t, READ_ONCE(kept));
	kthread_stop(returner);
	waiters_stop(c, w, 1);
	EXPECT_HISTORY_SOON(c, "OSPUC");
}

static void test_ends_with_offer(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct waiter *w = endpoint_buffer(c, 8 * sizeof(*w));

	CLIENT_NEED_FEATURE(c, RESCIND);
	ASSERT_NOT_NULL(t, w);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	waiters_start(c, w, 8);
	client_rescind(c, 1000, 1000);
	waiters_stop(c, w, 8);
	EXPECT_HISTORY_SOON(c, "OSPUC");
}

/**
 * struct victim - a task that is killed while it waits for an answer
 * @c: where it sent its request
 * @mdl: external data of the request, or NULL
 * @thread: the task
 * @done: the request has returned
 * @status: with this
 */
struct victim {
	struct endpoint *c;
	PMDL mdl;
	struct task_struct *thread;
	struct completion done;
	NTSTATUS status;
};

static int victim_thread(void *data)
{
	struct kmcltest_hdr msg[2] = { { .op = KMCLTEST_ECHO } };
	struct victim *v = data;

	allow_signal(SIGKILL);
	v->status = VmbChannelSendSynchronousRequest(v->c->channel, msg, sizeof(msg),
						     v->mdl, WAIT, NULL, NULL, NULL);
	complete_all(&v->done);
	while (!kthread_should_stop())
		msleep(20);
	return 0;
}

/* The device has its request, and keeps it. A signal before allow_signal() is lost. */
static bool victim_start(struct endpoint *c, struct victim *v, PMDL mdl)
{
	v->c = c;
	v->mdl = mdl;
	init_completion(&v->done);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return false;
	v->thread = kthread_run(victim_thread, v, "kmcl_test/victim");
	if (IS_ERR(v->thread)) {
		FAIL(c->t, "no thread");
		return false;
	}
	EXPECT_TRUE(c->t, kcase_poll(c->t, WAIT_MS, device_holds(c, 1)));
	EXPECT_FALSE(c->t, completion_done(&v->done));
	send_sig(SIGKILL, v->thread, 1);
	return true;
}

static void test_killed(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct victim v;

	if (!victim_start(c, &v, NULL))
		return;
	kcase_wait(t, &v.done);
	EXPECT_EQ(t, v.status, STATUS_CANCELLED);
	kthread_stop(v.thread);
	/* The late answer does no harm. */
	if (client_release(c, KMCLTEST_RELEASE_FIFO, 0) &&
	    client_hold(c, KMCLTEST_HOLD_NONE, 0))
		client_echo(c, 64);
}

/* The peer may still write: the task stays, and the log says for what it waits. */
static void test_killed_external(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct victim v;
	u8 *data = endpoint_buffer(c, 1000);
	PMDL mdl;

	CLIENT_NEED_FEATURE(c, EXTERNAL);
	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, 1000);
	ASSERT_NOT_NULL(t, mdl);
	if (!victim_start(c, &v, mdl))
		return;
	EXPECT_FALSE(t, wait_for_completion_timeout(&v.done, 3 * HZ / 2));
	client_release(c, KMCLTEST_RELEASE_FIFO, 0);
	kcase_wait(t, &v.done);
	EXPECT_EQ(t, v.status, STATUS_SUCCESS);
	kthread_stop(v.thread);
}

static void test_closed(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 reply[64];
	u32 size = sizeof(reply);

	endpoint_disable(c);
	EXPECT_FALSE(t, NT_SUCCESS(echo(c, reply, &size, NULL)));
}

static void test_too_large(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *msg = endpoint_buffer(c, 5000);

	ASSERT_NOT_NULL(t, msg);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelSendSynchronousRequest(c->channel,
				msg, 5000, NULL, WAIT, NULL, NULL, NULL)));
	client_echo(c, 64);
}

static const struct kcase_spec sync_cases[] = {
	KCASE(no_timeout, "NULL waits for the answer", test_forever),
	KCASE(relative_timeout, "negative: so long from now", test_relative),
	KCASE(absolute_timeout, "positive: until then, since 1601",
	      test_absolute),
	KCASE(relative_expires, "CANCELLED after the time given",
	      test_relative_expires),
	KCASE(absolute_expires, "CANCELLED at the time given",
	      test_absolute_expires),
	KCASE(absolute_in_the_past, "CANCELLED at once", test_absolute_past),
	KCASE(late_answer, "the answer to a withdrawn request does no harm",
	      test_late_answer),
	KCASE(without_completion, "without WAIT_FOR_COMPLETION it ends in the ring",
	      test_no_wait),
	KCASE(try_at_dispatch, "timeout 0 without WAIT at DISPATCH", test_try),
	KCASE(try_on_full_ring, "timeout 0, ring full: BUFFER_OVERFLOW, not queued",
	      test_try_full),
	KCASE(completion_sizes, "room, bytes written, multiple of 8",
	      test_reply_sizes),
	KCASE(no_completion_buffer, "the answer's payload may be ignored",
	      test_no_reply_buffer),
	KCASE(external_data, "with an MDL", test_external),
	KCASE(external_data_expires, "an MDL that the peer has is waited for beyond the timeout",
	      test_external_expires),
	KCASE(disable_wakes_waiters, "DEVICE_REMOVED for all when disabled",
	      test_ends_with_channel),
	KCASE(external_data_disabled, "EvtChannelSuspend may wait for one with an MDL",
	      test_ends_before_suspend),
	KCASE(external_data_paused, "the same in a pause that is under way",
	      test_ends_while_paused),
	KCASE(external_data_pausing, "so may a packet that a pause waits for",
	      test_ends_while_pausing),
	KCASE(rescind_wakes_waiters, "DEVICE_REMOVED for all when rescinded",
	      test_ends_with_offer),
	KCASE(killed, "CANCELLED when its task is killed", test_killed),
	KCASE(killed_external_data, "a killed task waits for an MDL that the peer has",
	      test_killed_external),
	KCASE(when_disabled, "a failure at once", test_closed),
	KCASE(over_maximum, "larger than MaximumPacketSize is refused",
	      test_too_large),
};
const struct kcase_suite sync_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSendSynchronousRequest", sync_cases,
			    client_setup_open, client_teardown);
