// SPDX-License-Identifier: GPL-2.0-only
/*
 * loopback_stress.c - many channels, many threads, many packets, while
 * channels are paused, closed and offered again. At the end the books balance.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "loopback_pair.h"
#include "suites.h"

#define STRESS_CHANNELS	64u
#define STRESS_THREADS	8u
/* With lockdep and KASAN each packet takes fifty times as long. */
#define STRESS_PACKETS	(IS_ENABLED(CONFIG_PROVE_LOCKING) ? 100000u : 1000000u)
#define STRESS_WINDOW	64u
#define STRESS_BYTES	512u
#define STRESS_EXTERNAL	6000u

/**
 * struct stress_message - what goes over
 * @sequence: in its direction, since the channel opened
 * @size: bytes of @pattern in use
 * @sum: of the external data; 0: none
 * @pattern: of seed @sequence
 */
struct stress_message {
	u32 sequence;
	u32 size;
	u64 sum;
	u8 pattern[STRESS_BYTES];
};

/**
 * struct stress_way - one direction of a channel
 * @lock: makes choosing a number and sending one step; never taken by callbacks
 * @next: sequence of the next packet; @lock
 * @expected: sequence that the receiver waits for; its callbacks are serial
 * @out: packets that have not come back; atomic
 * @accepted: sends that were accepted; atomic
 * @ended: completion routines that ran; atomic
 * @failed: of these, because the channel closed; atomic
 * @received: packets presented to the receiver; atomic
 */
struct stress_way {
	struct mutex lock;
	u32 next;
	u32 expected;
	atomic_t out;
	atomic_t accepted;
	atomic_t ended;
	atomic_t failed;
	atomic_t received;
};

/**
 * struct stress_channel - a pair of ends
 * @stress: the whole
 * @server: of the pair
 * @client: of the pair
 * @instance: where they meet
 * @up: client to server
 * @down: server to client
 * @open: the client is open; for senders, who may see it late
 * @mdl: external data of the client
 * @memory: behind it
 * @sum: of it
 */
struct stress_channel {
	struct stress *stress;
	VMBCHANNEL server;
	VMBCHANNEL client;
	GUID instance;
	struct stress_way up;
	struct stress_way down;
	bool open;
	PMDL mdl;
	void *memory;
	u64 sum;
};

/**
 * struct stress_thread - sends on some of the channels
 * @stress: the whole
 * @number: 0 .. 2 * STRESS_THREADS - 1; the upper half serves servers
 * @done: it has ended
 */
struct stress_thread {
	struct stress *stress;
	u32 number;
	struct completion done;
};

/**
 * struct stress - all of it
 * @t: the case
 * @channels: STRESS_CHANNELS of them
 * @threads: half of them for each end
 * @budget: packets still to be sent; atomic
 */
struct stress {
	struct kcase *t;
	struct stress_channel *channels;
	struct stress_thread threads[2 * STRESS_THREADS];
	atomic_t budget;
};

static struct stress_channel *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

/**
 * struct stress_send - context of a packet, behind its pointer
 * @way: which way it goes
 * @message: it
 */
struct stress_send {
	struct stress_way *way;
	struct stress_message message;
};

static void send_done(VMBPACKET packet, NTSTATUS status, PVOID buffer,
		      UINT32 size)
{
	struct stress_send *send = VmbPacketGetPointer(packet);
	struct stress_way *way = send->way;

	if (!NT_SUCCESS(status))
		atomic_inc(&way->failed);
	kfree(send);
	VmbPacketFree(packet);
	atomic_inc(&way->ended);
	atomic_dec(&way->out);
}

/* Each packet is intact, in sequence, and of this connection. */
static void check(struct stress_channel *c, struct stress_way *way,
		  const struct stress_message *m, u32 size)
{
	struct kcase *t = c->stress->t;
	u32 i;

	atomic_inc(&way->received);
	if (size < offsetof(struct stress_message, pattern) ||
	    m->size > STRESS_BYTES) {
		FAIL(t, "a message of %u bytes", size);
		return;
	}
	if (m->sequence != way->expected)
		FAIL(t, "expected packet %u, got %u", way->expected,
		     m->sequence);
	way->expected = m->sequence + 1;
	for (i = 0; i < m->size; i += 61) {
		if (m->pattern[i] != kmcltest_byte(m->sequence, i)) {
			FAIL(t, "packet %u differs at byte %u", m->sequence, i);
			return;
		}
	}
}

static void check_external(struct stress_channel *c, VMBPACKETCOMPLETION packet,
			   const struct stress_message *m)
{
	struct kcase *t = c->stress->t;
	PMDL mdl = NULL;
	void *at;

	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 1, &mdl),
		  STATUS_SUCCESS);
	/* Pages next to each other, so there is an address in any context. */
	at = mdl ? MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) : NULL;
	EXPECT_NOT_NULL(t, at);
	if (at)
		EXPECT_EQ(t, kmcltest_sum_bytes(at, MmGetMdlByteCount(mdl),
						KMCLTEST_SUM_INIT), m->sum);
}

static void on_server_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
			     PVOID buffer, UINT32 size, UINT32 flags)
{
	struct stress_channel *c = of_channel(channel);

	check(c, &c->up, buffer, size);
	if (flags)
		check_external(c, packet, buffer);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void on_client_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
			     PVOID buffer, UINT32 size, UINT32 flags)
{
	struct stress_channel *c = of_channel(channel);

	check(c, &c->down, buffer, size);
	VmbChannelPacketComplete(packet, NULL, 0);
}

/* Sequences start at 0 with each connection; earlier packets have ended by then. */
static NTSTATUS on_server_opened(VMBCHANNEL channel)
{
	struct stress_channel *c = of_channel(channel);

	c->up.expected = 0;
	return STATUS_SUCCESS;
}

static NTSTATUS on_client_opened(VMBCHANNEL channel)
{
	struct stress_channel *c = of_channel(channel);

	c->down.expected = 0;
	return STATUS_SUCCESS;
}

static NTSTATUS end_configure(struct stress_channel *c, VMBCHANNEL ch,
			      bool server)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	NTSTATUS status;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.EvtChannelOpened = server ? on_server_opened : on_client_opened;
	VmbChannelSetPointer(ch, c);
	status = VmbChannelInitSetMaximumPacketSize(ch, 1024);
	status = status ?: VmbChannelInitSetStateChangeCallbacks(ch, &events);
	status = status ?: VmbChannelInitSetProcessPacketCallbacks(ch,
				server ? on_server_packet : on_client_packet,
				NULL);
	if (server) {
		status = status ?: VmbServerChannelInitSetFlags(ch, 3);
		return status ?: VmbServerChannelInitSetTargetInterfaceId(ch,
					pair_type, c->instance);
	}
	status = status ?: VmbClientChannelInitSetRingBufferPageCount(ch, 4, 4);
	status = status ?: VmbChannelInitSetMaximumExternalData(ch, 8192, 1);
	return status ?: VmbClientChannelInitSetTargetPnp(ch, &pair_type,
							  &c->instance, NULL);
}

static void way_init(struct stress_way *way)
{
	mutex_init(&way->lock);
}

static bool channel_make(struct stress *s, struct stress_channel *c, u32 number)
{
	NTSTATUS status;

	c->stress = s;
	c->instance.Data1 = 0x80000000u + number;
	way_init(&c->up);
	way_init(&c->down);
	c->memory = (void *)__get_free_pages(GFP_KERNEL, 1);
	c->mdl = c->memory ? IoAllocateMdl(c->memory + 100, STRESS_EXTERNAL,
					   FALSE, FALSE, NULL) : NULL;
	if (!c->mdl)
		return false;
	MmBuildMdlForNonPagedPool(c->mdl);
	kmcltest_fill_bytes(c->memory, 2 * PAGE_SIZE, number);
	c->sum = kmcltest_sum_bytes(c->memory + 100, STRESS_EXTERNAL,
				    KMCLTEST_SUM_INIT);
	status = VmbChannelAllocate(NULL, TRUE, &c->server);
	status = status ?: VmbChannelAllocate(NULL, FALSE, &c->client);
	status = status ?: end_configure(c, c->server, true);
	status = status ?: end_configure(c, c->client, false);
	status = status ?: VmbChannelEnable(c->server);
	if (status)
		return false;
	VmbChannelStart(c->server);
	c->open = NT_SUCCESS(VmbChannelEnable(c->client));
	return c->open;
}

static void channel_free(struct stress_channel *c)
{
	if (c->client) {
		VmbChannelDisable(c->client);
		VmbChannelCleanup(c->client);
	}
	if (c->server) {
		VmbChannelDisable(c->server);
		VmbChannelCleanup(c->server);
	}
	if (c->mdl)
		IoFreeMdl(c->mdl);
	free_pages((unsigned long)c->memory, 1);
}

static struct stress_send *message_make(struct stress_way *way, u32 sequence,
					u32 size)
{
	struct stress_send *send = kzalloc(sizeof(*send), GFP_KERNEL);

	if (!send)
		return NULL;
	send->way = way;
	send->message.sequence = sequence;
	send->message.size = size;
	kmcltest_fill_bytes(send->message.pattern, size, sequence);
	return send;
}

/* Send one packet; false if it was not accepted, or too many are in flight. */
static bool send_one(struct stress_channel *c, bool up, u32 size, bool external)
{
	struct stress_way *way = up ? &c->up : &c->down;
	VMBCHANNEL channel = up ? c->client : c->server;
	struct stress_send *send;
	VMBPACKET packet;
	NTSTATUS status;
	u32 bytes;

	if (atomic_read(&way->out) >= STRESS_WINDOW)
		return false;
	packet = VmbPacketAllocate(channel);
	if (!packet)
		return false;
	send = message_make(way, way->next, size);
	if (!send) {
		VmbPacketFree(packet);
		return false;
	}
	VmbPacketSetPointer(packet, send);
	VmbPacketSetCompletionRoutine(packet, send_done);
	bytes = offsetof(struct stress_message, pattern) + size;
	atomic_inc(&way->out);
	if (external)
		send->message.sum = c->sum;
	status = VmbPacketSend(packet, &send->message, bytes,
			       external ? c->mdl : NULL, WAIT);
	if (!NT_SUCCESS(status)) {
		atomic_dec(&way->out);
		kfree(send);
		VmbPacketFree(packet);
		return false;
	}
	atomic_inc(&way->accepted);
	way->next++;
	return true;
}

/* The next few packets of one channel and direction. */
static u32 send_some(struct stress *s, struct stress_channel *c, bool up,
		     u32 *random)
{
	struct stress_way *way = up ? &c->up : &c->down;
	u32 sent = 0;

	/* Leave out a channel that is being closed or opened. */
	if (!mutex_trylock(&way->lock))
		return 0;
	while (READ_ONCE(c->open) && sent < 16 && atomic_read(&s->budget) > 0) {
		*random = *random * 1664525u + 1013904223u;
		if (!send_one(c, up, (*random >> 8) % (STRESS_BYTES + 1),
			      up && !(*random >> 28)))
			break;
		atomic_dec(&s->budget);
		sent++;
	}
	mutex_unlock(&way->lock);
	return sent;
}

static int thread_run(void *argument)
{
	struct stress_thread *thread = argument;
	struct stress *s = thread->stress;
	bool up = thread->number < STRESS_THREADS;
	u32 random = (u32)s->t->seed + thread->number, i, sent;

	while (atomic_read(&s->budget) > 0 && !kcase_failed(s->t) &&
	       !kcase_expired(s->t)) {
		sent = 0;
		for (i = 0; i < STRESS_CHANNELS; i++)
			sent += send_some(s, &s->channels[(i + thread->number * 8) %
							  STRESS_CHANNELS],
					  up, &random);
		if (!sent)
			usleep_range(50, 200);
		cond_resched();
	}
	complete(&thread->done);
	return 0;
}

/* Close and open again, by one end or the other, with packets under way. */
static void channel_move(struct stress_channel *c, bool by_server)
{
	struct kcase *t = c->stress->t;

	mutex_lock(&c->up.lock);
	mutex_lock_nested(&c->down.lock, SINGLE_DEPTH_NESTING);
	WRITE_ONCE(c->open, false);
	if (by_server)
		VmbChannelDisable(c->server);
	VmbChannelDisable(c->client);
	if (!by_server)
		VmbChannelDisable(c->server);
	/* Every packet has been completed by now, with whatever status. */
	EXPECT_EQ(t, atomic_read(&c->up.out), 0);
	EXPECT_EQ(t, atomic_read(&c->down.out), 0);
	c->up.next = 0;
	c->down.next = 0;
	EXPECT_EQ(t, VmbChannelEnable(c->server), STATUS_SUCCESS);
	VmbChannelStart(c->server);
	EXPECT_EQ(t, VmbChannelEnable(c->client), STATUS_SUCCESS);
	WRITE_ONCE(c->open, true);
	mutex_unlock(&c->down.lock);
	mutex_unlock(&c->up.lock);
}

static void channel_pause(struct stress_channel *c, bool server)
{
	VMBCHANNEL channel = server ? c->server : c->client;

	VmbChannelPause(channel);
	usleep_range(100, 1000);
	VmbChannelStart(channel);
}

static void stress_disturb(struct stress *s, u32 *moves, u32 *pauses)
{
	struct stress_channel *c;
	u32 which;

	while (atomic_read(&s->budget) > 0 && !kcase_failed(s->t) &&
	       !kcase_expired(s->t)) {
		which = kcase_random_range(s->t, 0, STRESS_CHANNELS - 1);
		c = &s->channels[which];
		if (kcase_random_range(s->t, 0, 3)) {
			channel_pause(c, which & 1);
			++*pauses;
		} else {
			channel_move(c, which & 2);
			++*moves;
		}
		usleep_range(500, 5000);
	}
}

static void way_balance(struct kcase *t, struct stress_way *way)
{
	EXPECT_SOON(t, !atomic_read(&way->out), WAIT_MS);
	EXPECT_EQ(t, atomic_read(&way->accepted), atomic_read(&way->ended));
	/* What did not fail was received, and what was received was sent. */
	EXPECT_GE(t, atomic_read(&way->received),
		  atomic_read(&way->ended) - atomic_read(&way->failed));
	EXPECT_LE(t, atomic_read(&way->received), atomic_read(&way->accepted));
}

static u32 stress_start(struct stress *s)
{
	struct task_struct *task;
	u32 i;

	for (i = 0; i < 2 * STRESS_THREADS; i++) {
		s->threads[i].stress = s;
		s->threads[i].number = i;
		init_completion(&s->threads[i].done);
		task = kthread_run(thread_run, &s->threads[i], "stress/%u", i);
		if (IS_ERR(task)) {
			FAIL(s->t, "kthread_run: %ld", PTR_ERR(task));
			break;
		}
	}
	return i;
}

static void test_million(struct kcase *t)
{
	u32 i, threads, moves = 0, pauses = 0, total = 0, failed = 0;
	struct stress *s = kzalloc(sizeof(*s), GFP_KERNEL);

	ASSERT_NOT_NULL(t, s);
	s->t = t;
	s->channels = kvcalloc(STRESS_CHANNELS, sizeof(*s->channels), GFP_KERNEL);
	atomic_set(&s->budget, kcase_scaled(t, STRESS_PACKETS));
	for (i = 0; s->channels && i < STRESS_CHANNELS; i++) {
		if (!channel_make(s, &s->channels[i], i)) {
			FAIL(t, "channel %u cannot be made", i);
			break;
		}
	}
	threads = kcase_failed(t) ? 0 : stress_start(s);
	stress_disturb(s, &moves, &pauses);
	while (threads--)
		kcase_join(&s->threads[threads].done);

	for (i = 0; s->channels && i < STRESS_CHANNELS; i++) {
		struct stress_channel *c = &s->channels[i];

		if (!c->stress)
			break;
		way_balance(t, &c->up);
		way_balance(t, &c->down);
		total += atomic_read(&c->up.ended) + atomic_read(&c->down.ended);
		failed += atomic_read(&c->up.failed) +
			  atomic_read(&c->down.failed);
		channel_free(c);
	}
	kcase_note(t, "%u packets, %u ended by a close, %u closes, %u pauses",
		   total, failed, moves, pauses);
	EXPECT_LE(t, atomic_read(&s->budget), 0);
	kvfree(s->channels);
	kfree(s);
}

static const struct kcase_spec stress_cases[] = {
	KCASE_SLOW(million_packets,
		   "64 channels, 8 threads an end, closes and pauses: nothing lost",
		   test_million, 0, 600),
};
const struct kcase_suite loopback_stress_suite =
	KCASE_SUITE("loopback", stress_cases);
