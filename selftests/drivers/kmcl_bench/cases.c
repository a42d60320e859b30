// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is measured, and KMCL against plain hv_vmbus. A row says what one
 * operation takes, in ns, or in instructions where the machine counts these: raw,
 * KMCL and their ratio.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define BENCH_CHANNELS	128u

/* The same message on both sides; the device looks at the header only. */
static void message_set(struct bench_channel *ch, u32 op)
{
	struct kmcltest_hdr *hdr = (void *)ch->message;

	hdr->op = op;
}

static void run_init(struct bench_run *run, u32 total, u32 len)
{
	run->total = total;
	run->len = len;
	run->failed = false;
	atomic_set(&run->issued, 0);
	atomic_set(&run->done, 0);
	init_completion(&run->reached);
}

static void run_done(struct bench_run *run)
{
	if (atomic_inc_return(&run->done) == run->total)
		complete(&run->reached);
}

void bench_completed(struct bench_channel *ch, u32 slot)
{
	struct bench_run *run = ch->run;

	if (atomic_inc_return(&run->issued) <= run->total &&
	    ch->side->send(ch, slot, run->len, true))
		WRITE_ONCE(run->failed, true);
	run_done(run);
}
EXPORT_SYMBOL_GPL(bench_completed);

void bench_received(struct bench_channel *ch)
{
	run_done(ch->run);
}
EXPORT_SYMBOL_GPL(bench_received);

static u64 measure_wait(struct kcase *t, struct bench_run *run, ktime_t begin)
{
	if (!kcase_wait(t, &run->reached))
		return 0;
	EXPECT_FALSE(t, run->failed);
	return ktime_to_ns(ktime_sub(ktime_get(), begin));
}

u64 bench_rtt(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	      unsigned long len)
{
	ktime_t begin;
	u32 i;
	int err = 0;

	message_set(ch, KMCLTEST_ECHO);
	begin = ktime_get();
	for (i = 0; i < ops && !err; i++)
		err = ch->side->request(ch, len);
	EXPECT_EQ(t, err, 0);
	return ktime_to_ns(ktime_sub(ktime_get(), begin));
}

u64 bench_send(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long len)
{
	ktime_t begin;
	int err = 0;
	u32 i;

	message_set(ch, KMCLTEST_SINK);
	begin = ktime_get();
	for (i = 0; i < ops && !err; i++) {
		while ((err = ch->side->send(ch, i % 64, len, false)) == -EAGAIN)
			cond_resched();
	}
	EXPECT_EQ(t, err, 0);
	return ktime_to_ns(ktime_sub(ktime_get(), begin));
}

u64 bench_echo(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long window)
{
	struct bench_run run;
	ktime_t begin;
	u32 i, k;

	run_init(&run, ops, 64);
	/* Before the first answer can come. */
	atomic_set(&run.issued, window * channels);
	for (k = 0; k < channels; k++) {
		message_set(&ch[k], KMCLTEST_ECHO);
		ch[k].run = &run;
	}
	begin = ktime_get();
	for (i = 0; i < window; i++)
		for (k = 0; k < channels; k++)
			EXPECT_EQ(t, ch->side->send(&ch[k], i, 64, true), 0);
	return measure_wait(t, &run, begin);
}

/* 32 sent, 32 answers awaited, and so on. */
static u64 bench_burst(struct kcase *t, struct bench_channel *ch, u32 channels,
		       u32 ops, unsigned long burst)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < ops / burst && !kcase_failed(t); i++)
		sum += bench_echo(t, ch, 1, burst, burst);
	return sum;
}

static u64 bench_receive(struct kcase *t, struct bench_channel *ch,
			 u32 channels, u32 ops, unsigned long flags)
{
	struct kmcltest_source *msg = (void *)ch->message;
	struct bench_run run;
	ktime_t begin;

	run_init(&run, ops, 0);
	ch->run = &run;
	*msg = (struct kmcltest_source) {
		.hdr.op = KMCLTEST_SOURCE,
		.count = ops,
		.size = 64,
		.flags = flags,
	};
	begin = ktime_get();
	EXPECT_EQ(t, ch->side->send(ch, 0, sizeof(*msg), false), 0);
	return measure_wait(t, &run, begin);
}

static u64 bench_external(struct kcase *t, struct bench_channel *ch,
			  u32 channels, u32 ops, unsigned long arg)
{
	struct bench_run run;
	ktime_t begin;
	u32 i;

	message_set(ch, KMCLTEST_EXT_SUM);
	begin = ktime_get();
	for (i = 0; i < ops && !kcase_failed(t); i++) {
		run_init(&run, 1, 0);
		/* Its answer starts no other. */
		atomic_set(&run.issued, 1);
		ch->run = &run;
		EXPECT_EQ(t, ch->side->send_external(ch, 0, 16), 0);
		if (!kcase_wait(t, &run.reached))
			return 0;
	}
	return ktime_to_ns(ktime_sub(ktime_get(), begin));
}

static const struct bench_case bench[] = {
	{ "rtt64",		bench_rtt,	1,   2000, 64 },
	{ "send64",		bench_send,	1,  20000, 64 },
	{ "send64x32",		bench_burst,	1,  12800, 32 },
	{ "send4k",		bench_send,	1,   5000, 4096 },
	{ "recv64",		bench_receive,	1,  20000, 0 },
	{ "recv64_complete",	bench_receive,	1,  20000,
	  KMCLTEST_SOURCE_COMPLETE },
	{ "ext64k",		bench_external,	1,    200, 0 },
	{ "channels1",		bench_echo,	1,   8192, 4 },
	{ "channels16",		bench_echo,	16,  8192, 4 },
	{ "channels128",	bench_echo,	128, 8192, 4 },
	{ "inflight1",		bench_echo,	1,   4096, 1 },
	{ "inflight4",		bench_echo,	1,   8192, 4 },
	{ "inflight16",		bench_echo,	1,   8192, 16 },
	{ "inflight64",		bench_echo,	1,   8192, 64 },
	{ "inflight256",	bench_echo,	1,   8192, 256 },
	{ "inflight1024",	bench_echo,	1,   8192, 1024 },
	{ "inflight4096",	bench_echo,	1,  16384, 4096 },
};

static void channels_close(struct bench_channel *ch, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		ch[i].side->close(&ch[i]);
		free_pages_exact(ch[i].external, BENCH_EXTERNAL);
	}
}

static u32 channels_open(struct kcase *t, const struct bench_side *side,
			 struct bench_channel *ch, u32 count, u32 ring_pages)
{
	u32 i;
	int err;

	for (i = 0; i < count; i++) {
		ch[i].side = side;
		ch[i].index = i;
		ch[i].ring_pages = ring_pages ?: BENCH_RING_PAGES;
		ch[i].external = alloc_pages_exact(BENCH_EXTERNAL,
						   GFP_KERNEL | __GFP_ZERO);
		err = ch[i].external ? side->open(&ch[i]) : -ENOMEM;
		if (!err)
			continue;
		FAIL(t, "%s: opening device %u: %d", side->name, i, err);
		if (ch[i].external)
			free_pages_exact(ch[i].external, BENCH_EXTERNAL);
		break;
	}
	return i;
}

u64 bench_measure(struct kcase *t, const struct bench_side *side,
		  const struct bench_case *b)
{
	u32 opened, ops = max(kcase_scaled(t, b->ops), b->channels * 4096 / 128);
	struct bench_channel *ch;
	u64 ns = 0;
	int err;

	ops = max_t(u32, ops, b->fn == bench_echo ? b->arg * b->channels : 64);
	ch = kvcalloc(b->channels, sizeof(*ch), GFP_KERNEL);
	err = ch ? side->begin() : -ENOMEM;
	if (err) {
		FAIL(t, "%s: %d", side->name, err);
		kvfree(ch);
		return 0;
	}
	opened = channels_open(t, side, ch, b->channels, b->ring_pages);
	if (opened == b->channels) {
		/* Once to warm up, once in earnest. */
		b->fn(t, ch, b->channels, ops, b->arg);
		if (!kcase_failed(t))
			ns = b->fn(t, ch, b->channels, ops, b->arg);
	}
	channels_close(ch, opened);
	side->end();
	kvfree(ch);
	EXPECT_TRUE(t, ns || kcase_failed(t));
	return div_u64(ns * 1000, ops);
}

u64 bench_row(struct kcase *t, const char *name, const char *base_name, u64 base,
	      const char *side_name, u64 cost)
{
	u64 ratio = div64_u64(cost * 100 + base / 2, base);

	kcase_row(t, "bench %-17s %s %8llu %s %8llu ratio=%llu.%02llu", name,
		  base_name, div_u64(base, 1000), side_name,
		  div_u64(cost, 1000), div_u64(ratio, 100), ratio % 100);
	return ratio;
}

static void test_bench_against(struct kcase *t, const struct bench_side *side)
{
	const struct bench_case *b = &bench[t->arg];
	u64 raw, kmcl = 0;

	raw = bench_measure(t, side, b);
	if (!kcase_failed(t))
		kmcl = bench_measure(t, &bench_kmcl, b);
	if (kcase_failed(t))
		return;
	/* KMCL may cost at most so much. */
	EXPECT_LE(t, bench_row(t, b->name, side->name, raw, bench_kmcl.name,
			       kmcl), 115ull);
}

static void test_bench(struct kcase *t)
{
	u32 channels = bench[t->arg].channels;
	const struct bench_side *raw;

	if (bench_devices < channels)
		SKIP(t, "needs %u test devices, there are %u", channels,
		     bench_devices);
	raw = symbol_get(bench_raw);
	if (!raw)
		SKIP(t, "needs kmcl_bench_raw");
	test_bench_against(t, raw);
	symbol_put(bench_raw);
}

static u32 memory_prepare(struct bench_channel *ch, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		ch[i].side = &bench_kmcl;
		ch[i].index = i;
		ch[i].ring_pages = BENCH_RING_PAGES;
		ch[i].external = alloc_pages_exact(BENCH_EXTERNAL,
						   GFP_KERNEL | __GFP_ZERO);
		if (!ch[i].external)
			break;
		if (!bench_kmcl_memory.prepare(&ch[i]))
			continue;
		free_pages_exact(ch[i].external, BENCH_EXTERNAL);
		break;
	}
	return i;
}

static void memory_unprepare(struct bench_channel *ch, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		bench_kmcl_memory.unprepare(&ch[i]);
		free_pages_exact(ch[i].external, BENCH_EXTERNAL);
	}
}

static u32 memory_enable(struct bench_channel *ch, u32 count)
{
	u32 i = 0;

	while (i < count && !bench_kmcl_memory.enable(&ch[i]))
		i++;
	return i;
}

static void memory_disable(struct bench_channel *ch, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		bench_kmcl_memory.disable(&ch[i]);
}

static u32 memory_packets(struct bench_channel *ch, u32 count)
{
	u32 i = 0;

	while (i < count && !bench_kmcl_memory.packet(&ch[i]))
		i++;
	return i;
}

/* Bytes that each of what @make makes takes. */
static long memory_measure(struct kcase *t, struct bench_channel *ch, u32 count,
			   u32 (*make)(struct bench_channel *ch, u32 count),
			   u32 *made)
{
	long used;

	*made = 0;
	if (bench_memory_begin()) {
		FAIL(t, "no memory to count memory with");
		return 0;
	}
	*made = make(ch, count);
	/* Memory that was needed only meanwhile is freed a while later. */
	msleep(1000);
	rcu_barrier();
	used = bench_memory_end();
	EXPECT_EQ(t, *made, count);
	EXPECT_GT(t, used, 0L);
	return used / (long)count;
}

static void memory_rows(struct kcase *t, struct bench_channel *ch, u32 count)
{
	const long rings = BENCH_RING_PAGES * 2 * PAGE_SIZE;
	long channel, packet = 0;
	u32 enabled, packets, size = 0;

	channel = memory_measure(t, ch, count, memory_enable, &enabled);
	/* The rings at least must have been seen. */
	EXPECT_GT(t, channel, rings);
	if (enabled == count) {
		packet = memory_measure(t, ch, count, memory_packets, &packets);
		size = bench_kmcl_memory.packet_size(&ch[0]);
		EXPECT_GE(t, packet, (long)size);
	}
	memory_disable(ch, enabled);
	if (kcase_failed(t))
		return;
	kcase_row(t, "bench memory_channel bytes %ld", channel - rings);
	kcase_row(t, "bench memory_packet bytes %ld of these used %u", packet,
		  size);
}

static void test_memory(struct kcase *t)
{
	u32 prepared, enabled, count = min(bench_devices, BENCH_CHANNELS);
	struct bench_channel *ch;

	if (count < 16)
		SKIP(t, "needs 16 test devices, there are %u", bench_devices);
	ch = kvcalloc(count, sizeof(*ch), GFP_KERNEL);
	ASSERT_NOT_NULL(t, ch);
	prepared = memory_prepare(ch, count);
	EXPECT_EQ(t, prepared, count);
	/*
	 * Once before, for what is made once. The rings' addresses must be free
	 * again before the next time, which would need more page tables otherwise.
	 */
	enabled = memory_enable(ch, prepared);
	EXPECT_EQ(t, enabled, prepared);
	memory_disable(ch, enabled);
	vm_unmap_aliases();
	if (!kcase_failed(t))
		memory_rows(t, ch, count);
	memory_unprepare(ch, prepared);
	kvfree(ch);
}

#define BENCH(name, at) \
	KCASE_SLOW(name, "KMCL and plain hv_vmbus", test_bench, at, 600)
static const struct kcase_spec bench_cases[] = {
	/* First, so that none has run before it, whichever are chosen. */
	KCASE_SLOW(memory, "an idle channel beyond its rings, and a packet",
		   test_memory, 0, 600),
	BENCH(rtt64, 0),
	BENCH(send64, 1),
	BENCH(send64x32, 2),
	BENCH(send4k, 3),
	BENCH(recv64, 4),
	BENCH(recv64_complete, 5),
	BENCH(ext64k, 6),
	BENCH(channels1, 7),
	BENCH(channels16, 8),
	BENCH(channels128, 9),
	BENCH(inflight1, 10),
	BENCH(inflight4, 11),
	BENCH(inflight16, 12),
	BENCH(inflight64, 13),
	BENCH(inflight256, 14),
	BENCH(inflight1024, 15),
	BENCH(inflight4096, 16),
};
const struct kcase_suite bench_suite = KCASE_SUITE("bench", bench_cases);
