// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loopback bus against memcpy: what a message and a byte cost on their way
 * through a ring, and what more channels and more processors change about it.
 */
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include <wdm.h>
#include <vmbuskernelmodeclientlibapi.h>

#include "bench.h"

/* Of each ring, where there are many. */
#define SMALL_PAGES	4u
#define LARGEST		4096u

/**
 * struct copy_channel - a ring that is only copied into and out of
 * @ring: its memory
 * @size: bytes
 * @at: where the next message goes
 * @due: messages whose answer is due
 * @answering: copy_answer() is running, and must not nest
 * @out: where messages end
 */
struct copy_channel {
	u8 *ring;
	u32 size;
	u32 at;
	u32 due;
	bool answering;
	u8 out[LARGEST];
};

static int copy_begin(void)
{
	return 0;
}

static void copy_end(void)
{
}

static int copy_open(struct bench_channel *ch)
{
	struct copy_channel *c = kvzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	c->size = ch->ring_pages * PAGE_SIZE;
	c->ring = kvzalloc(c->size, GFP_KERNEL);
	if (!c->ring) {
		kvfree(c);
		return -ENOMEM;
	}
	ch->priv = c;
	return 0;
}

static void copy_close(struct bench_channel *ch)
{
	struct copy_channel *c = ch->priv;

	kvfree(c->ring);
	kvfree(c);
}

static void copy_through(struct copy_channel *c, const void *from, u32 len)
{
	if (c->at + len > c->size)
		c->at = 0;
	memcpy(c->ring + c->at, from, len);
	memcpy(c->out, c->ring + c->at, len);
	c->at += len;
}

/* An answer may start the next message, and that must not nest. */
static void copy_answer(struct bench_channel *ch, u32 slot)
{
	struct copy_channel *c = ch->priv;

	c->due++;
	if (c->answering)
		return;
	c->answering = true;
	for (; c->due; c->due--)
		bench_completed(ch, slot);
	c->answering = false;
}

static int copy_request(struct bench_channel *ch, u32 len)
{
	struct copy_channel *c = ch->priv;

	copy_through(c, ch->message, len);
	copy_through(c, c->out, len);
	return 0;
}

static int copy_send(struct bench_channel *ch, u32 slot, u32 len, bool wait)
{
	if (!wait) {
		copy_through(ch->priv, ch->message, len);
		return 0;
	}
	copy_request(ch, len);
	copy_answer(ch, slot);
	return 0;
}

static const struct bench_side side_copy = {
	.name = "copy",
	.begin = copy_begin,
	.end = copy_end,
	.open = copy_open,
	.close = copy_close,
	.send = copy_send,
	.request = copy_request,
};

/* The server sends back what it was sent, to those who want an answer. */
static void server_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
			  PVOID buffer, UINT32 size, UINT32 flags)
{
	VmbChannelPacketComplete(packet, buffer, size);
}

static NTSTATUS server_configure(VMBCHANNEL channel, u32 index)
{
	static const u8 type_bytes[16] = KMCLTEST_TYPE_BYTES;
	const u8 instance_bytes[16] = KMCLTEST_INSTANCE_BYTES(index);
	NTSTATUS status;
	GUID type, instance;

	memcpy(&type, type_bytes, sizeof(type));
	memcpy(&instance, instance_bytes, sizeof(instance));
	status = VmbChannelInitSetMaximumPacketSize(channel, LARGEST);
	if (NT_SUCCESS(status))
		status = VmbServerChannelInitSetTargetInterfaceId(channel, type,
								  instance);
	if (NT_SUCCESS(status))
		status = VmbChannelInitSetProcessPacketCallbacks(channel,
				server_packet, NULL);
	if (NT_SUCCESS(status))
		status = VmbServerChannelInitSetFlags(channel,
				VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER);
	return status;
}

static void loopback_close(struct bench_channel *ch)
{
	bench_kmcl.close(ch);
	VmbChannelDisable(ch->peer);
	VmbChannelCleanup(ch->peer);
}

static int loopback_open(struct bench_channel *ch)
{
	VMBCHANNEL server;
	NTSTATUS status;
	int err = -EIO;

	if (VmbChannelAllocate(NULL, TRUE, &server))
		return -ENOMEM;
	status = server_configure(server, ch->index);
	if (NT_SUCCESS(status))
		status = VmbChannelEnable(server);
	if (NT_SUCCESS(status)) {
		VmbChannelStart(server);
		err = bench_kmcl.open(ch);
	}
	if (err) {
		VmbChannelDisable(server);
		VmbChannelCleanup(server);
		return err;
	}
	ch->peer = server;
	return 0;
}

static int loopback_send(struct bench_channel *ch, u32 slot, u32 len, bool wait)
{
	return bench_kmcl.send(ch, slot, len, wait);
}

static int loopback_request(struct bench_channel *ch, u32 len)
{
	return bench_kmcl.request(ch, len);
}

static const struct bench_side side_loopback = {
	.name = "loopback",
	.begin = copy_begin,
	.end = copy_end,
	.open = loopback_open,
	.close = loopback_close,
	.send = loopback_send,
	.request = loopback_request,
};

/**
 * struct sender - a thread that sends on a channel of its own
 * @ch: the channel
 * @ops: how often
 * @begin: what it waits for
 * @done: it has sent them all
 * @err: of its sends
 * @task: itself
 */
struct sender {
	struct bench_channel *ch;
	u32 ops;
	struct completion *begin;
	struct completion done;
	int err;
	struct task_struct *task;
};

static int sender_run(void *data)
{
	struct sender *s = data;
	u32 i;

	wait_for_completion(s->begin);
	for (i = 0; i < s->ops && !s->err; i++) {
		do {
			s->err = s->ch->side->send(s->ch, i % 64, 64, false);
			cond_resched();
		} while (s->err == -EAGAIN);
	}
	complete(&s->done);
	return s->err;
}

static bool sender_start(struct sender *s, u32 processor)
{
	s->task = kthread_create(sender_run, s, "bench/%u", processor);
	if (IS_ERR(s->task))
		return false;
	get_task_struct(s->task);
	kthread_bind(s->task, processor);
	wake_up_process(s->task);
	return true;
}

/* One sender on each of the first processors. */
static u64 bench_processors(struct kcase *t, struct bench_channel *ch,
			    u32 channels, u32 ops, unsigned long arg)
{
	struct sender *s = kcalloc(channels, sizeof(*s), GFP_KERNEL);
	DECLARE_COMPLETION_ONSTACK(begin);
	ktime_t start;
	u32 i, made;
	u64 ns;

	if (!s) {
		FAIL(t, "no memory");
		return 0;
	}
	for (made = 0; made < channels; made++) {
		s[made].ch = &ch[made];
		s[made].ops = ops / channels;
		s[made].begin = &begin;
		init_completion(&s[made].done);
		if (!sender_start(&s[made], made))
			break;
	}
	EXPECT_EQ(t, made, channels);
	start = ktime_get();
	complete_all(&begin);
	for (i = 0; i < made; i++)
		wait_for_completion(&s[i].done);
	ns = ktime_to_ns(ktime_sub(ktime_get(), start));
	for (i = 0; i < made; i++) {
		EXPECT_EQ(t, kthread_stop(s[i].task), 0);
		put_task_struct(s[i].task);
	}
	kfree(s);
	return ns;
}

static const struct bench_case loopback[] = {
	{ "loop_rtt64",		bench_rtt,	1,     5000, 64 },
	{ "loop_send64",	bench_send,	1,    20000, 64, .most = 900 },
	{ "loop_send1k",	bench_send,	1,    20000, 1024 },
	{ "loop_send4k",	bench_send,	1,    20000, 4096 },
	{ "loop_channels1",	bench_echo,	1,    16384, 4, .ring_pages = SMALL_PAGES },
	{ "loop_channels4",	bench_echo,	4,    16384, 4, .ring_pages = SMALL_PAGES },
	{ "loop_channels16",	bench_echo,	16,   16384, 4, .ring_pages = SMALL_PAGES },
	{ "loop_channels64",	bench_echo,	64,   16384, 4, .ring_pages = SMALL_PAGES },
	{ "loop_channels256",	bench_echo,	256,  16384, 4, .ring_pages = SMALL_PAGES },
	{ "loop_channels1024",	bench_echo,	1024, 16384, 4, .ring_pages = SMALL_PAGES },
	{ "loop_cpus1",		bench_processors, 1,  20000 },
	{ "loop_cpus2",		bench_processors, 2,  20000 },
	{ "loop_cpus4",		bench_processors, 4,  20000 },
};
#define SEND64	(&loopback[1])
#define SEND4K	(&loopback[3])
#define CPUS1	(&loopback[10])
#define CPUS2	(&loopback[11])
#define CPUS4	(&loopback[12])

/**
 * struct loop_turn - both sides, one after the other
 * @copy: by copying
 * @loop: through the bus
 */
struct loop_turn {
	struct bench_cost copy;
	struct bench_cost loop;
};

static int turns_compare(const void *a, const void *b)
{
	const struct loop_turn *x = a, *y = b;
	u64 left = x->loop.ps * y->copy.ps, right = y->loop.ps * x->copy.ps;

	return left < right ? -1 : left > right;
}

static void test_loopback(struct kcase *t)
{
	const struct bench_case *b = &loopback[t->arg];
	static struct loop_turn turns[BENCH_TURNS];
	u32 i, count = bench_counted ? 1 : BENCH_TURNS;
	struct loop_turn *median = &turns[count / 2];

	if (b->fn == bench_processors && num_online_cpus() < b->channels)
		SKIP(t, "needs %u processors", b->channels);
	for (i = 0; i < count && !kcase_failed(t); i++) {
		turns[i].copy = bench_measure(t, &side_copy, NULL, b);
		if (!kcase_failed(t))
			turns[i].loop = bench_measure(t, &side_loopback, NULL, b);
	}
	if (kcase_failed(t))
		return;
	sort(turns, count, sizeof(turns[0]), turns_compare, NULL);
	bench_row(t, b->name, side_copy.name, &median->copy, side_loopback.name,
		  &median->loop);
	if (bench_counted && b->most)
		EXPECT_LE(t, div_u64(median->loop.ps, 1000), (u64)b->most);
}

/* What a large message costs beyond a small one, for each KiB between them. */
static u64 kib_measure(struct kcase *t, const struct bench_side *side)
{
	u64 small = bench_measure(t, side, NULL, SEND64).ps, large = 0;

	if (!kcase_failed(t))
		large = bench_measure(t, side, NULL, SEND4K).ps;
	EXPECT_LT(t, small, large);
	return kcase_failed(t) ? 0 : div_u64((large - small) * 1024,
					     SEND4K->arg - SEND64->arg);
}

static void test_kib(struct kcase *t)
{
	struct bench_cost copy = { .ps = kib_measure(t, &side_copy) }, loop = {};

	if (!kcase_failed(t))
		loop.ps = kib_measure(t, &side_loopback);
	if (!kcase_failed(t))
		bench_row(t, "loop_kib", side_copy.name, &copy,
			  side_loopback.name, &loop);
}

/* Turns that the numbers of processors take, and the least gain of two, in hundredths. */
#define SCALING_TURNS	10
#define SCALING_LEAST	160

static int compare_rates(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Messages a second, of all processors together; 0 where there are too few. */
static u64 rate_measure(struct kcase *t, const struct bench_case *b)
{
	u64 ps;

	if (num_online_cpus() < b->channels || kcase_failed(t))
		return 0;
	ps = bench_measure(t, &side_loopback, NULL, b).ps;
	return ps ? div64_u64(1000000000000ull, ps) : 0;
}

/* Only where processors have clocks, and caches, of their own. */
static void test_scaling(struct kcase *t)
{
	static const struct bench_case *const cases[] = { CPUS1, CPUS2, CPUS4 };
	u64 rate[ARRAY_SIZE(cases)][SCALING_TURNS], one, two, four;
	u32 turn, i;

	if (bench_counted)
		SKIP(t, "instructions are counted: all processors share one clock");
	if (num_online_cpus() < 2)
		SKIP(t, "needs 2 processors");
	for (turn = 0; turn < SCALING_TURNS; turn++)
		for (i = 0; i < ARRAY_SIZE(cases); i++)
			rate[i][turn] = rate_measure(t, cases[i]);
	if (kcase_failed(t))
		return;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		sort(rate[i], SCALING_TURNS, sizeof(u64), compare_rates, NULL);
	one = rate[0][SCALING_TURNS / 2];
	two = rate[1][SCALING_TURNS / 2];
	four = rate[2][SCALING_TURNS / 2];
	kcase_row(t, "bench loop_scaling messages/s on 1 processor %llu, on 2 %llu, on 4 %llu",
		  one, two, four);
	EXPECT_GE(t, div64_u64(two * 100, one), (u64)SCALING_LEAST);
}

#define LOOPBACK(name, at) \
	KCASE_SLOW(name, "the loopback bus and memcpy", test_loopback, at, 600)
#define NT(name, at) \
	KCASE_SLOW(name, "a call of the porting layer, and the same inline", bench_nt, at, 600)
static const struct kcase_spec loopback_cases[] = {
	LOOPBACK(rtt64, 0),
	LOOPBACK(send64, 1),
	LOOPBACK(send1k, 2),
	LOOPBACK(send4k, 3),
	KCASE_SLOW(kib, "what a further KiB costs", test_kib, 0, 600),
	LOOPBACK(channels1, 4),
	LOOPBACK(channels4, 5),
	LOOPBACK(channels16, 6),
	LOOPBACK(channels64, 7),
	LOOPBACK(channels256, 8),
	LOOPBACK(channels1024, 9),
	LOOPBACK(cpus1, 10),
	LOOPBACK(cpus2, 11),
	LOOPBACK(cpus4, 12),
	KCASE_SLOW(scaling, "two processors send more than one", test_scaling, 0, 600),
	NT(nt_spin_lock, 0),
	NT(nt_fast_mutex, 1),
	NT(nt_interlocked, 2),
	NT(nt_list, 3),
	NT(nt_thread, 4),
	NT(nt_irql, 5),
};
const struct kcase_suite bench_loopback_suite =
	KCASE_SUITE("bench_loopback", loopback_cases);
