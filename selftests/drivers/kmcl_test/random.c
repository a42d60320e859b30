// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random operations: threads call everything at any time while the host
 * rescinds and misbehaves, and in the end the books balance: every send that
 * was accepted was completed once, everything allocated was freed.
 *
 * For each of some channels one thread decides about its life, others use it.
 * What each does follows from the seed alone; when they do it does not.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

#include "suites.h"
#include "traffic.h"

#define CHANNELS	4u
#define USERS		2u
#define REQUESTS	64u
#define BUFFER_SIZE	(8 * PAGE_SIZE)

static unsigned int random_seconds = 10;
module_param(random_seconds, uint, 0644);
MODULE_PARM_DESC(random_seconds, "duration of the random operations");

static bool random_faults = true;
module_param(random_faults, bool, 0644);
MODULE_PARM_DESC(random_faults, "the host misbehaves during random operations");

/* Faults after which the bus is as it was; their names at the host. */
static const char *const random_fault[] = {
	"completion-unknown-id", "completion-duplicate", "completion-unasked",
	"packet-offset-beyond", "packet-length-zero", "packet-length-beyond",
	"write-index-range", "write-index-backwards", "write-index-partial",
	"read-index-range", "guest-read-index-rewritten",
	"guest-write-index-rewritten", "change-length", "change-type",
	"packet-type-unknown", "transfer-range-count", "gpa-direct-from-host",
	"pending-size-garbage", "room-signal-spurious", "rescind-in-flight",
	"event-storm",
};

/**
 * struct actor - a thread and what it may use
 * @stage: the channel
 * @task: the thread
 * @random: its own generator
 * @ops: operations done
 * @buffer: external data, and what is lent to the peer
 * @mdl: over it
 * @r: requests that this thread alone sends
 */
struct actor {
	struct random_channel *stage;
	struct task_struct *task;
	u64 random;
	u64 ops;
	u8 *buffer;
	PMDL mdl;
	struct request *r[REQUESTS];
};

struct random_channel {
	struct endpoint c;
	u32 index;
	atomic64_t allocated;
	struct actor owner;
	struct actor user[USERS];
};

static u32 pick(struct actor *a, u32 n)
{
	a->random = kmcltest_word(a->random, 0);
	return (u32)(a->random >> 32) % n;
}

static LARGE_INTEGER short_time(struct actor *a)
{
	return (LARGE_INTEGER){ .QuadPart = -10000ll * (1 + pick(a, 200)) };
}

/* One operation of a thread, on a channel that may be in any state. */

static struct request *idle_request(struct actor *a)
{
	struct request *r = a->r[pick(a, REQUESTS)];

	return READ_ONCE(r->out) ? NULL : r;
}

static void do_send(struct actor *a)
{
	struct request *r = idle_request(a);

	if (!r)
		return;
	r->msg->op = pick(a, 2) ? KMCLTEST_ECHO : KMCLTEST_SINK;
	r->size = 8 + pick(a, 500);
	request_send(r, pick(a, 3) ? WAIT : 0);
}

static void do_send_mdl(struct actor *a)
{
	struct request *r = idle_request(a);
	u32 offset = pick(a, BUFFER_SIZE);

	if (!r)
		return;
	r->msg->op = KMCLTEST_EXT_SUM;
	r->size = 16;
	request_send_mdl(r, a->mdl, offset, pick(a, BUFFER_SIZE - offset),
			 WAIT);
}

static void do_send_pfns(struct actor *a)
{
	struct request *r = idle_request(a);
	PFN_NUMBER pfns[4];
	u32 i, count = 1 + pick(a, 4);

	if (!r)
		return;
	for (i = 0; i < count; i++)
		pfns[i] = page_to_pfn(virt_to_page(a->buffer +
						   pick(a, 8) * PAGE_SIZE));
	r->msg->op = KMCLTEST_EXT_SUM;
	r->size = 16;
	request_send_pfns(r, pfns, count, WAIT);
}

static void do_sync(struct actor *a)
{
	struct kmcltest_hdr msg[4] = { { .op = KMCLTEST_ECHO } };
	LARGE_INTEGER timeout = short_time(a);
	u8 reply[64];
	u32 size = 8 * pick(a, 9);

	VmbChannelSendSynchronousRequest(a->stage->c.channel, msg, sizeof(msg),
					 NULL, WAIT, reply, &size, &timeout);
}

static void do_try(struct actor *a)
{
	struct kmcltest_hdr msg[4] = { { .op = KMCLTEST_SINK } };
	LARGE_INTEGER zero = { .QuadPart = 0 };

	VmbChannelSendSynchronousRequest(a->stage->c.channel, msg, sizeof(msg),
					 NULL, 0, NULL, NULL, &zero);
}

/* Each packet is one thread's at a time. That none is left, the log would say. */
static void do_packets(struct actor *a)
{
	struct kcase *t = a->stage->c.t;
	VMBPACKET packet[16];
	u32 i, n = 0, want = 1 + pick(a, ARRAY_SIZE(packet));

	for (i = 0; i < want; i++) {
		packet[n] = VmbPacketAllocate(a->stage->c.channel);
		if (!packet[n])
			continue;
		VmbPacketSetPointer(packet[n], &packet[n]);
		n++;
	}
	atomic64_add(n, &a->stage->allocated);
	if (pick(a, 2))
		cond_resched();
	for (i = 0; i < n; i++) {
		EXPECT_PTR_EQ(t, VmbPacketGetPointer(packet[i]), &packet[i]);
		VmbPacketFree(packet[i]);
	}
}

/* The channel's close may have deleted it first. */
static void do_gpadl(struct actor *a)
{
	VMBCHANNEL channel = a->stage->c.channel;
	UINT32 handle;

	if (!NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(channel, 0, a->buffer,
							PAGE_SIZE, &handle)))
		return;
	if (pick(a, 2))
		usleep_range(10, 200);
	VmbChannelDeleteGpadl(channel, handle);
}

static void do_source(struct actor *a)
{
	struct kmcltest_source msg = {
		.hdr.op = KMCLTEST_SOURCE,
		.count = 1 + pick(a, 500),
		.size = 16 + 8 * pick(a, 100),
		.flags = pick(a, 2) ? KMCLTEST_SOURCE_COMPLETE : 0,
		.window = pick(a, 20),
	};
	LARGE_INTEGER timeout = short_time(a);

	VmbChannelSendSynchronousRequest(a->stage->c.channel, &msg,
					 sizeof(msg), NULL, 0, NULL, NULL,
					 &timeout);
}

static void do_settings(struct actor *a)
{
	struct endpoint *c = &a->stage->c;
	GUID guid;

	switch (pick(a, 4)) {
	case 0:
		VmbChannelSetTransactionQuota(c->channel, 1 + pick(a, 100));
		break;
	case 1:
		VmbChannelSetIncomingProcessingAtPassive(c->channel,
							 pick(a, 2));
		break;
	case 2:
		VmbChannelGetInterfaceInstance(c->channel, &guid);
		break;
	case 3:
		endpoint_ignore(VmbChannelSetInterruptLatency(c->channel, 0, NULL));
		break;
	}
}

static void do_host(struct actor *a)
{
	struct kmcltest_fault fault = {
		.hdr.op = KMCLTEST_FAULT,
		.after = pick(a, 50),
		.times = 1,
	};
	struct kmcltest_stall stall = {
		.hdr.op = KMCLTEST_STALL,
		.mode = KMCLTEST_STALL_TIME,
		.time_us = pick(a, 20000),
	};
	LARGE_INTEGER timeout = short_time(a);
	VMBCHANNEL channel = a->stage->c.channel;

	if (!random_faults || pick(a, 4)) {
		VmbChannelSendSynchronousRequest(channel, &stall, sizeof(stall),
						 NULL, 0, NULL, NULL,
						 &timeout);
		return;
	}
	strscpy(fault.name, random_fault[pick(a, ARRAY_SIZE(random_fault))],
		sizeof(fault.name));
	VmbChannelSendSynchronousRequest(channel, &fault, sizeof(fault), NULL,
					 0, NULL, NULL, &timeout);
}

static void do_anything(struct actor *a)
{
	switch (pick(a, 40)) {
	case 0 ... 15:
		do_send(a);
		break;
	case 16 ... 19:
		do_send_mdl(a);
		break;
	case 20 ... 21:
		do_send_pfns(a);
		break;
	case 22 ... 25:
		do_sync(a);
		break;
	case 26 ... 28:
		do_try(a);
		break;
	case 29 ... 31:
		do_packets(a);
		break;
	case 32 ... 33:
		do_gpadl(a);
		break;
	case 34 ... 35:
		do_source(a);
		break;
	case 36 ... 37:
		do_settings(a);
		break;
	case 38:
		do_host(a);
		break;
	case 39:
		usleep_range(10, 1000);
		break;
	}
	a->ops++;
}

/* One operation that only the channel's owner may do. */

static void do_rescind(struct actor *a)
{
	struct kmcltest_rescind msg = {
		.hdr.op = KMCLTEST_RESCIND,
		.delay_us = pick(a, 5000),
		.reoffer_us = pick(a, 5000),
	};
	LARGE_INTEGER timeout = short_time(a);

	VmbChannelSendSynchronousRequest(a->stage->c.channel, &msg, sizeof(msg),
					 NULL, 0, NULL, NULL, &timeout);
}

static void do_life(struct actor *a)
{
	struct endpoint *c = &a->stage->c;

	switch (pick(a, 12)) {
	case 0 ... 1:
		VmbChannelDisable(c->channel);
		break;
	case 2:
		VmbChannelPause(c->channel);
		break;
	case 3:
		do_rescind(a);
		break;
	default:
		msleep(pick(a, 20));
		break;
	}
	endpoint_history_reset(c);
	/* Whatever closed the channel, enable it again in three of four rounds. */
	if (pick(a, 4)) {
		VmbChannelStart(c->channel);
		endpoint_ignore(VmbChannelEnable(c->channel));
	}
	a->ops++;
}

static int owner_thread(void *data)
{
	while (!kthread_should_stop())
		do_life(data);
	return 0;
}

static int user_thread(void *data)
{
	while (!kthread_should_stop()) {
		do_anything(data);
		cond_resched();
	}
	return 0;
}

/* Some packets are deferred, some kept a while, some complete at once. */
struct kept {
	struct delayed_work work;
	VMBPACKETCOMPLETION packet;
};

static void kept_return(struct work_struct *work)
{
	struct kept *k = container_of(to_delayed_work(work), struct kept, work);

	VmbChannelPacketComplete(k->packet, NULL, 0);
	kfree(k);
}

static void random_packet(struct endpoint *c, VMBPACKETCOMPLETION packet,
			  void *buffer, u32 size, u32 flags)
{
	u32 choice = (u32)atomic_read(&c->packets) * 2654435761u >> 24;
	struct kept *k;

	if (choice < 10 && !endpoint_may_sleep()) {
		VmbChannelPacketDeferToPassive(packet);
		return;
	}
	k = choice > 245 ? kmalloc(sizeof(*k), GFP_ATOMIC) : NULL;
	if (!k) {
		VmbChannelPacketComplete(packet, buffer, min(size, 64u));
		return;
	}
	k->packet = packet;
	INIT_DELAYED_WORK(&k->work, kept_return);
	schedule_delayed_work(&k->work, choice % 4);
}

static bool actor_init(struct actor *a, struct random_channel *s, u64 seed)
{
	u32 i;

	a->stage = s;
	a->random = seed;
	a->buffer = endpoint_buffer(&s->c, BUFFER_SIZE);
	if (!a->buffer)
		return false;
	a->mdl = endpoint_mdl(&s->c, a->buffer, BUFFER_SIZE);
	for (i = 0; i < REQUESTS; i++) {
		a->r[i] = request_alloc(&s->c, KMCLTEST_ECHO, 512);
		if (!a->r[i])
			return false;
	}
	return a->mdl;
}

static bool actor_start(struct actor *a, int (*run)(void *data))
{
	a->task = kthread_run(run, a, "kmcl_random");
	if (!IS_ERR(a->task))
		return true;
	a->task = NULL;
	FAIL(a->stage->c.t, "no thread");
	return false;
}

static void actor_stop(struct actor *a)
{
	if (a->task)
		kthread_stop(a->task);
	a->task = NULL;
}

static bool channel_begin(struct random_channel *s, struct kcase *t, u32 index)
{
	static const struct client_setup common = {
		.max_external = BUFFER_SIZE, .max_chain = 4, .context = 16,
	};
	struct client_setup setup = common;
	u32 i;

	endpoint_init(&s->c, t);
	s->c.packet = random_packet;
	/* do_gpadl(), do_life() */
	s->c.may_misuse = true;
	setup.index = index;
	if (!client_create(&s->c, &setup) || !endpoint_enable(&s->c))
		return false;
	if (!actor_init(&s->owner, s, t->seed + 100 * index))
		return false;
	for (i = 0; i < USERS; i++)
		if (!actor_init(&s->user[i], s, t->seed + 100 * index + 1 + i))
			return false;
	if (!actor_start(&s->owner, owner_thread))
		return false;
	for (i = 0; i < USERS; i++)
		if (!actor_start(&s->user[i], user_thread))
			return false;
	return true;
}

/* Stop the owner first and start the channel: users may be waiting for it. */
static void channel_end(struct random_channel *s)
{
	struct endpoint *c = &s->c;
	u32 i;

	if (!c->channel)
		return;
	actor_stop(&s->owner);
	VmbChannelStart(c->channel);
	for (i = 0; i < USERS; i++)
		actor_stop(&s->user[i]);
	endpoint_disable(c);
	c->enabled = false;
	EXPECT_GT(c->t, atomic64_read(&s->allocated), 0ll);
	EXPECT_EQ(c->t, atomic64_read(&c->sent), atomic64_read(&c->done));
}

static void channel_report(struct random_channel *s, u32 index)
{
	struct kcase *t = s->c.t;
	u64 ops = s->owner.ops;
	u32 i;

	for (i = 0; i < USERS; i++)
		ops += s->user[i].ops;
	kcase_note(t, "channel %u: %llu operations, %lld sends, %lld completions, %d packets",
		   index, ops, (s64)atomic64_read(&s->c.sent),
		   (s64)atomic64_read(&s->c.done),
		   atomic_read(&s->c.packets));
}

/* A fault that is still armed may close the channel before the host disarms it. */
static void channel_disarm(struct endpoint *c)
{
	struct kmcltest_fault msg = { .hdr.op = KMCLTEST_FAULT, .name = "none" };

	client_enable_until_answered(c, &msg, sizeof(msg));
	endpoint_disable(c);
}

/* After all that the channel still works. */
static void channel_works(struct random_channel *s)
{
	struct endpoint *c = &s->c;

	c->packet = NULL;
	VmbChannelSetTransactionQuota(c->channel, 1000);
	channel_disarm(c);
	endpoint_history_reset(c);
	if (client_enable(c) && client_info(c))
		client_echo(c, 64);
}

static void test_random(struct kcase *t)
{
	u32 i, count = min(client_devices, CHANNELS);
	struct random_channel *s;
	unsigned long end;

	if (!count) {
		client_lacks(t, "there is no test device");
		return;
	}
	s = kvcalloc(count, sizeof(*s), GFP_KERNEL);
	ASSERT_NOT_NULL(t, s);
	if (t->arg)
		t->seed = t->arg;
	kcase_note(t, "seed %llu, %u s", t->seed, random_seconds);
	for (i = 0; i < count; i++)
		if (!channel_begin(&s[i], t, i))
			break;
	end = jiffies + random_seconds * HZ;
	while (time_before(jiffies, end) && !kcase_failed(t))
		msleep(100);
	for (i = 0; i < count; i++)
		channel_end(&s[i]);
	for (i = 0; i < count && !kcase_failed(t); i++)
		channel_works(&s[i]);
	for (i = 0; i < count; i++) {
		channel_report(&s[i], i);
		client_destroy(&s[i].c);
	}
	kvfree(s);
}

/* A seed that failed once becomes a case, with the seed as argument. */
static const struct kcase_spec random_cases[] = {
	KCASE_SLOW(new_seed, "all operations at any time: the books balance",
		   test_random, 0, 900),
	KCASE_SLOW(seed_1, "the same with a seed that never changes",
		   test_random, 1, 900),
};
const struct kcase_suite random_suite = KCASE_SUITE("random", random_cases);
