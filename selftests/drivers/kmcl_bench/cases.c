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
#include <linux/sort.h>
#include <linux/vmalloc.h>

#include "bench.h"
#include "mark.h"

#define BENCH_CHANNELS	128u

/* The same message on both sides; the device looks at the header only. */
void bench_message_set(struct bench_channel *ch, u32 op)
{
	struct kmcltest_hdr *hdr = (void *)ch->message;

	hdr->op = op;
}

void bench_run_init(struct bench_run *run, u32 total, u32 len)
{
	run->total = total;
	run->len = len;
	run->failed = false;
	run->lap = 0;
	run->best = U64_MAX;
	atomic_set(&run->issued, 0);
	atomic_set(&run->done, 0);
	init_completion(&run->reached);
}

/* A lap ends here, and the next begins; but the first only begins. */
static void run_lap(struct bench_run *run, u32 done)
{
	u64 now = ktime_get_ns();

	if (done == run->lap) {
		BENCH_MARK_BEGIN();
	} else {
		BENCH_MARK_LAP();
		run->best = min(run->best, now - run->lap_begin);
		bench_sample(now - run->lap_begin, run->lap);
	}
	run->lap_begin = now;
	if (done == run->lap_last)
		BENCH_MARK_END();
}

static void run_done(struct bench_run *run)
{
	u32 done = atomic_inc_return(&run->done);

	if (run->lap && done <= run->lap_last && !(done % run->lap))
		run_lap(run, done);
	if (done == run->total)
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
	u64 begin, last, now;
	u32 i;
	int err = 0;

	bench_message_set(ch, KMCLTEST_ECHO);
	BENCH_MARK_BEGIN();
	begin = ktime_get_ns();
	last = begin;
	for (i = 0; i < ops && !err; i++) {
		err = ch->side->request(ch, len);
		if (bench_counted)
			continue;
		now = ktime_get_ns();
		bench_sample(now - last, 1);
		last = now;
	}
	now = ktime_get_ns();
	for (i = 0; i < ops; i += BENCH_LAP)
		BENCH_MARK_LAP();
	BENCH_MARK_END();
	EXPECT_EQ(t, err, 0);
	return now - begin;
}

u64 bench_send(struct kcase *t, struct bench_channel *ch, u32 channels, u32 ops,
	       unsigned long len)
{
	ktime_t begin;
	int err = 0;
	u32 i;

	bench_message_set(ch, KMCLTEST_SINK);
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

	bench_run_init(&run, ops, 64);
	/* Before the first answer can come. */
	atomic_set(&run.issued, window * channels);
	for (k = 0; k < channels; k++) {
		bench_message_set(&ch[k], KMCLTEST_ECHO);
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

	bench_run_init(&run, ops, 0);
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

	bench_message_set(ch, KMCLTEST_EXT_SUM);
	begin = ktime_get();
	for (i = 0; i < ops && !kcase_failed(t); i++) {
		bench_run_init(&run, 1, 0);
		/* Its answer starts no other. */
		atomic_set(&run.issued, 1);
		ch->run = &run;
		EXPECT_EQ(t, ch->side->send_external(ch, 0, 16), 0);
		if (!kcase_wait(t, &run.reached))
			return 0;
	}
	return ktime_to_ns(ktime_sub(ktime_get(), begin));
}

/*
 * The largest ratio, in hundredths, of a row that was measured with the guest alone, of
 * one with the host's share in it, and of one with several requests under way, whose
 * answers come together.
 */
#define ALONE	95
#define WHOLE	100
#define DEPTH	60
/* KMCL copies a packet before anything looks at it, and has three calls more. */
#define ALONE_RECV	130
#define WHOLE_RECV	105

/* Bytes of an idle channel beyond its rings, and of a packet by its largest payload. */
#define CHANNEL_MOST		4096l
#define PACKET_MOST(payload)	((payload) * 115l / 100 + 400)

static const struct bench_case bench[] = {
	{ "rtt64",	 bench_rtt,	1,   2048, 64,	 WHOLE, true },
	{ "send64",	 bench_send,	1,  20000, 64,	 WHOLE },
	{ "send64x32",	 bench_burst,	1,  12800, 32,	 WHOLE, true },
	{ "send4k",	 bench_send,	1,   5000, 4096, WHOLE },
	{ "recv64",	 bench_receive,	1,  20000, 0,	 WHOLE_RECV },
	{ "recv64_complete", bench_receive, 1, 20000, KMCLTEST_SOURCE_COMPLETE, WHOLE },
	{ "ext64k",	 bench_external, 1,   200, 0,	 WHOLE, true },
	{ "channels1",	 bench_echo,	1,   8192, 4,	 DEPTH, true },
	{ "channels16",	 bench_echo,	16,  8192, 4,	 WHOLE, true },
	{ "channels128", bench_echo,	128, 8192, 4,	 WHOLE, true },
	{ "inflight1",	 bench_echo,	1,   4096, 1,	 WHOLE, true },
	{ "inflight4",	 bench_echo,	1,   8192, 4,	 DEPTH, true },
	{ "inflight16",	 bench_echo,	1,   8192, 16,	 DEPTH, true },
	{ "inflight64",	 bench_echo,	1,   8192, 64,	 DEPTH, true },
	{ "inflight256", bench_echo,	1,   8192, 256,	 DEPTH, true },
	{ "inflight1024", bench_echo,	1,   8192, 1024, DEPTH, true },
	{ "inflight4096", bench_echo,	1,  16384, 4096, DEPTH, true },
	{ "alone_send64", alone_send,	1,   2048, 64,	 ALONE },
	{ "alone_send4k", alone_send,	1,     64, 4096, ALONE },
	{ "alone_ask64", alone_ask,	1,   2048, 64,	 ALONE, true },
	{ "alone_ext64k", alone_external, 1,  128, 16,	 ALONE, true },
	{ "alone_completion", alone_completions, 1, 2048, 0, ALONE, true },
	{ "alone_again", alone_completions, 1, 2048, 1,	 ALONE, true },
	{ "alone_recv64", alone_receive, 1,  2048, 0,	 ALONE_RECV },
	{ "alone_recv64_complete", alone_receive, 1, 2048, KMCLTEST_SOURCE_COMPLETE, ALONE },
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

static struct bench_events events_of(const struct bench_side *side, u32 channels)
{
	struct bench_events sum = {}, one;
	u32 i;

	for (i = 0; side && i < channels; i++) {
		side->events(i, &one);
		sum.signals += one.signals;
		sum.interrupts += one.interrupts;
	}
	return sum;
}

/* Once to warm up, once in earnest. */
static u64 measure_opened(struct kcase *t, struct bench_channel *ch,
			  const struct bench_side *events,
			  const struct bench_case *b, struct bench_cost *cost)
{
	struct bench_events before, after;
	u64 ns = 0;

	b->fn(t, ch, b->channels, cost->ops, b->arg);
	before = events_of(events, b->channels);
	bench_samples_begin();
	if (!kcase_failed(t))
		ns = b->fn(t, ch, b->channels, cost->ops, b->arg);
	cost->spread = bench_samples_end();
	after = events_of(events, b->channels);
	cost->events.signals = after.signals - before.signals;
	cost->events.interrupts = after.interrupts - before.interrupts;
	return ns;
}

struct bench_cost bench_measure(struct kcase *t, const struct bench_side *side,
				const struct bench_side *events,
				const struct bench_case *b)
{
	u32 opened, ops = max(kcase_scaled(t, b->ops), b->channels * 4096 / 128);
	struct bench_cost cost = {};
	struct bench_channel *ch;
	u64 ns = 0;
	int err;

	cost.ops = max_t(u32, ops, b->fn == bench_echo ? b->arg * b->channels : 64);
	ch = kvcalloc(b->channels, sizeof(*ch), GFP_KERNEL);
	err = ch ? side->begin() : -ENOMEM;
	if (err) {
		FAIL(t, "%s: %d", side->name, err);
		kvfree(ch);
		return cost;
	}
	opened = channels_open(t, side, ch, b->channels, b->ring_pages);
	if (opened == b->channels)
		ns = measure_opened(t, ch, events, b, &cost);
	channels_close(ch, opened);
	side->end();
	kvfree(ch);
	EXPECT_TRUE(t, ns || kcase_failed(t));
	cost.ps = div_u64(ns * 1000, cost.ops);
	return cost;
}

u64 bench_row(struct kcase *t, const char *name, const char *base_name,
	      const struct bench_cost *base, const char *side_name,
	      const struct bench_cost *side)
{
	u64 ratio = div64_u64(side->ps * 100 + base->ps / 2, base->ps);
	char spread[BENCH_SPREAD_TEXT];

	bench_spread_text(spread, &base->spread, &side->spread);
	kcase_row(t, "bench %-21s %s %8llu %s %8llu ratio=%llu.%02llu%s", name,
		  base_name, div_u64(base->ps, 1000), side_name,
		  div_u64(side->ps, 1000), div_u64(ratio, 100), ratio % 100, spread);
	return ratio;
}

/* Of all operations, a hundredth an operation. */
static u64 hundredths(u64 count, u32 ops)
{
	return div_u64(count * 100 + ops / 2, ops);
}

/**
 * struct bench_sides - a row
 * @raw: hv_vmbus, trusting the device's transaction ids
 * @fair: hv_vmbus
 * @kmcl: KMCL
 */
struct bench_sides {
	struct bench_cost raw;
	struct bench_cost fair;
	struct bench_cost kmcl;
};

static u64 ratio_of(const struct bench_sides *s)
{
	return div64_u64(s->kmcl.ps * 100 + s->fair.ps / 2, s->fair.ps);
}

/* Both ways to use hv_vmbus, and KMCL against the fair one. Returns that ratio. */
static u64 three_row(struct kcase *t, const struct bench_case *b,
		     const struct bench_sides *s)
{
	const struct bench_cost *fair = &s->fair, *kmcl = &s->kmcl;
	u64 signals = hundredths(kmcl->events.signals, kmcl->ops);
	u64 fair_signals = hundredths(fair->events.signals, fair->ops);
	u64 interrupts = hundredths(kmcl->events.interrupts, kmcl->ops);
	u64 fair_interrupts = hundredths(fair->events.interrupts, fair->ops);
	char spread[BENCH_SPREAD_TEXT];
	u64 ratio = ratio_of(s);

	bench_spread_text(spread, &fair->spread, &kmcl->spread);
	kcase_row(t, "bench %-21s raw %8llu fair %8llu kmcl %8llu ratio=%llu.%02llu limit=%u.%02u signals=%llu.%02llu/%llu.%02llu interrupts=%llu.%02llu/%llu.%02llu%s",
		  b->name, div_u64(s->raw.ps, 1000), div_u64(fair->ps, 1000),
		  div_u64(kmcl->ps, 1000), div_u64(ratio, 100), ratio % 100,
		  b->limit / 100, b->limit % 100,
		  div_u64(fair_signals, 100), fair_signals % 100,
		  div_u64(signals, 100), signals % 100,
		  div_u64(fair_interrupts, 100), fair_interrupts % 100,
		  div_u64(interrupts, 100), interrupts % 100, spread);
	return ratio;
}

static int sides_compare(const void *a, const void *b)
{
	u64 x = ratio_of(a), y = ratio_of(b);

	return x < y ? -1 : x > y;
}

/* The sides one after the other. False: one has failed. */
static bool sides_measure(struct kcase *t, const struct bench_case *b,
			  const struct bench_side *raw,
			  const struct bench_side *requestor, struct bench_sides *s)
{
	s->raw = bench_measure(t, raw, raw, b);
	s->fair = s->raw;
	if (b->asks && !kcase_failed(t))
		s->fair = bench_measure(t, requestor, raw, b);
	if (!kcase_failed(t))
		s->kmcl = bench_measure(t, &bench_kmcl, raw, b);
	return !kcase_failed(t);
}

static void test_bench_against(struct kcase *t, const struct bench_case *b,
			       const struct bench_side *raw,
			       const struct bench_side *requestor)
{
	u32 i, turns = bench_counted ? 1 : BENCH_TURNS;
	static struct bench_sides s[BENCH_TURNS];

	BENCH_MARK_ROW();
	for (i = 0; i < turns; i++) {
		if (!sides_measure(t, b, raw, requestor, &s[i]))
			return;
	}
	sort(s, turns, sizeof(s[0]), sides_compare, NULL);
	/* KMCL may cost at most so much. */
	EXPECT_LE(t, three_row(t, b, &s[turns / 2]), b->limit ? (u64)b->limit : U64_MAX);
}

static void test_case(struct kcase *t, const struct bench_case *b)
{
	const struct bench_side *raw, *requestor;

	if (bench_devices < b->channels)
		SKIP(t, "needs %u test devices, there are %u", b->channels,
		     bench_devices);
	raw = symbol_get(bench_raw);
	if (!raw)
		SKIP(t, "needs kmcl_bench_raw");
	requestor = symbol_get(bench_requestor);
	test_bench_against(t, b, raw, requestor);
	symbol_put(bench_requestor);
	symbol_put(bench_raw);
}

static void test_bench(struct kcase *t)
{
	test_case(t, &bench[t->arg]);
}

/* The host works on a thread of its own: how they overlap is not ours to judge. */
static void test_bench_thread(struct kcase *t)
{
	struct bench_case b = bench[t->arg];
	char name[32];

	snprintf(name, sizeof(name), "thread_%s", b.name);
	b.name = name;
	b.limit = 0;
	test_case(t, &b);
}

/* With their headers a power of two, which is what hv_vmbus allocates. */
#define MEMORY_RING_PAGES	(BENCH_RING_PAGES - 1)

static u32 memory_prepare(struct bench_channel *ch, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		ch[i].side = &bench_kmcl;
		ch[i].index = i;
		ch[i].ring_pages = MEMORY_RING_PAGES;
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
	const long rings = (MEMORY_RING_PAGES + 1) * 2 * PAGE_SIZE;
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
	EXPECT_LE(t, channel - rings, CHANNEL_MOST);
	EXPECT_LE(t, packet, PACKET_MOST(4096));
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
	BENCH(alone_send64, 17),
	BENCH(alone_send4k, 18),
	BENCH(alone_ask64, 19),
	BENCH(alone_ext64k, 20),
	BENCH(alone_completion, 21),
	BENCH(alone_again, 22),
	BENCH(alone_recv64, 23),
	BENCH(alone_recv64_complete, 24),
};
const struct kcase_suite bench_suite = KCASE_SUITE("bench", bench_cases);

#define THREAD(name, at) \
	KCASE_SLOW(name, "KMCL and plain hv_vmbus, the host on a thread of its own", \
		   test_bench_thread, at, 600)
static const struct kcase_spec bench_thread_cases[] = {
	THREAD(send64, 1),
	THREAD(channels1, 7),
	THREAD(channels16, 8),
	THREAD(inflight1, 10),
	THREAD(inflight4, 11),
	THREAD(inflight16, 12),
	THREAD(inflight64, 13),
	THREAD(inflight256, 14),
	THREAD(inflight1024, 15),
};
const struct kcase_suite bench_thread_suite =
	KCASE_SUITE("bench_thread", bench_thread_cases);
