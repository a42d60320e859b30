// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest alone: the host has stopped reading while the guest sends, or has
 * written everything before the guest begins to read. So there is no exit, no signal
 * and no interrupt in what is measured, which is most of the other rows and the same
 * on all sides.
 *
 * A row is the shortest of many laps: one without a timer interrupt in it.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/math64.h>

#include "bench.h"
#include "mark.h"

#define STALL_US	200000u

static void stall_set(struct bench_channel *ch)
{
	struct kmcltest_stall *m = (void *)ch->message;

	*m = (struct kmcltest_stall) {
		.hdr.op = KMCLTEST_STALL,
		.mode = KMCLTEST_STALL_TIME,
		.time_us = STALL_US,
	};
}

/* The host stops reading; with a packet in the ring, further ones signal no more. */
static int stall(struct bench_channel *ch)
{
	int err;

	stall_set(ch);
	err = ch->side->request(ch, sizeof(struct kmcltest_stall));
	if (err)
		return err;
	bench_message_set(ch, KMCLTEST_SINK);
	return ch->side->send(ch, BENCH_SLOTS - 1, 64, false);
}

/* The host has read everything when it answers. */
static int stall_end(struct bench_channel *ch)
{
	bench_message_set(ch, KMCLTEST_INFO);
	return ch->side->request(ch, 64);
}

/* As if every lap had been like the shortest. */
static u64 laps(u64 best, u32 ops)
{
	return best == U64_MAX ? 0 : div_u64(best * ops, BENCH_LAP);
}

enum alone_kind { ALONE_SEND, ALONE_ASK, ALONE_EXTERNAL };

static int send_one(struct bench_channel *ch, u32 slot, u32 len,
		    enum alone_kind kind)
{
	if (kind == ALONE_EXTERNAL)
		return ch->side->send_external(ch, slot, len);
	return ch->side->send(ch, slot, len, kind == ALONE_ASK);
}

static __always_inline u64 send_laps(struct kcase *t, struct bench_channel *ch,
				     u32 ops, u32 len, enum alone_kind kind)
{
	u64 best = U64_MAX, begin, now;
	int err = 0;
	u32 i, k;

	BENCH_MARK_BEGIN();
	for (i = 0; i < ops && !err; i += BENCH_LAP) {
		begin = ktime_get_ns();
		for (k = 0; k < BENCH_LAP && !err; k++)
			err = send_one(ch, i + k, len, kind);
		now = ktime_get_ns();
		best = min(best, now - begin);
		bench_sample(now - begin, BENCH_LAP);
		BENCH_MARK_LAP();
	}
	BENCH_MARK_END();
	EXPECT_EQ(t, err, 0);
	return laps(best, ops);
}

u64 alone_send(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long len)
{
	u64 ns;

	EXPECT_EQ(t, stall(ch), 0);
	ns = send_laps(t, ch, ops, len, ALONE_SEND);
	EXPECT_EQ(t, stall_end(ch), 0);
	return ns;
}

static __always_inline u64 ask(struct kcase *t, struct bench_channel *ch, u32 ops,
			       u32 len, u32 op, enum alone_kind kind)
{
	struct bench_run run;
	u64 ns;

	bench_run_init(&run, ops, 64);
	/* Their completions start no others. */
	atomic_set(&run.issued, ops);
	ch->run = &run;
	EXPECT_EQ(t, stall(ch), 0);
	bench_message_set(ch, op);
	ns = send_laps(t, ch, ops, len, kind);
	if (!kcase_failed(t))
		EXPECT_TRUE(t, kcase_wait(t, &run.reached));
	return ns;
}

u64 alone_ask(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	      unsigned long len)
{
	return ask(t, ch, ops, len, KMCLTEST_ECHO, ALONE_ASK);
}

u64 alone_external(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
		   unsigned long len)
{
	return ask(t, ch, ops, len, KMCLTEST_EXT_SUM, ALONE_EXTERNAL);
}

/*
 * With softirqs off on the processor that the channel's interrupt goes to: let the
 * host write all it has to, then stop it, with a packet in its ring. The slots from
 * @slot on are free.
 */
static int host_write_and_stall(struct bench_channel *ch, u32 slot)
{
	int err;

	mdelay(5);
	stall_set(ch);
	err = ch->side->send(ch, slot, sizeof(struct kmcltest_stall), false);
	if (err)
		return err;
	mdelay(1);
	bench_message_set(ch, KMCLTEST_SINK);
	return ch->side->send(ch, slot + 1, 64, false);
}

/* The channel's event has waited for softirqs, and runs now. */
static u64 drain(struct kcase *t, struct bench_channel *ch, struct bench_run *run)
{
	mdelay(1);
	local_bh_enable();
	if (kcase_failed(t) || !kcase_wait(t, &run->reached))
		return 0;
	EXPECT_FALSE(t, run->failed);
	EXPECT_EQ(t, stall_end(ch), 0);
	return laps(run->best, run->total);
}

static void run_laps(struct bench_channel *ch, struct bench_run *run, u32 total,
		     u32 len, u32 last)
{
	bench_run_init(run, total, len);
	run->lap = BENCH_LAP;
	run->lap_last = last;
	ch->run = run;
}

u64 alone_receive(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
		  unsigned long flags)
{
	struct kmcltest_source *msg = (void *)ch->message;
	struct bench_run run;

	run_laps(ch, &run, ops, 0, ops);
	local_bh_disable();
	*msg = (struct kmcltest_source) {
		.hdr.op = KMCLTEST_SOURCE,
		.count = ops,
		.size = 64,
		.flags = flags,
	};
	EXPECT_EQ(t, ch->side->send(ch, 0, sizeof(*msg), false), 0);
	EXPECT_EQ(t, host_write_and_stall(ch, 1), 0);
	return drain(t, ch, &run);
}

u64 alone_completions(struct kcase *t, struct bench_channel *ch, u32 channels,
		      u32 ops, unsigned long again)
{
	u32 i, window = again ? ops / 2 : ops;
	struct bench_run run;

	run_laps(ch, &run, ops, 64, window);
	atomic_set(&run.issued, window);
	local_bh_disable();
	bench_message_set(ch, KMCLTEST_ECHO);
	for (i = 0; i < window; i++)
		EXPECT_EQ(t, ch->side->send(ch, i, 64, true), 0);
	EXPECT_EQ(t, host_write_and_stall(ch, window), 0);
	bench_message_set(ch, KMCLTEST_ECHO);
	return drain(t, ch, &run);
}
