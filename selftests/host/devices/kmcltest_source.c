// SPDX-License-Identifier: GPL-2.0-only
/* kmcltest_source.c - packets to the guest, and the guest's completions. */
#include <stdlib.h>
#include <string.h>

#include "kmcltest.h"

#define NO_SLOT		UINT32_MAX
#define SLOTS_MAX	65536u
#define KNOWN_FLAGS	(KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO | \
			 KMCLTEST_SOURCE_GARBAGE)
/* Sent at a stretch before others get their turn. */
#define BUDGET_RINGS	4

/*
 * A transaction id is the slot's number plus one and its generation, so that a
 * duplicate completion is recognized.
 */
static u64 slot_id(const struct source *s, u32 index)
{
	return (u64)s->slot[index].generation << 32 | (index + 1);
}

static void slots_grow(struct vmbhost *host, struct source *s)
{
	u32 i, count = s->slots ? s->slots * 2 : 64;
	struct slot *slot;

	if (s->slots >= SLOTS_MAX)
		return;
	slot = keep_resize(host, s->slot, count * sizeof(*slot));
	if (!slot)
		return;
	memset(slot + s->slots, 0, (count - s->slots) * sizeof(*slot));
	s->slot = slot;
	for (i = count; i-- > s->slots;) {
		s->slot[i].next_free = s->free;
		s->free = i;
	}
	s->slots = count;
}

static u32 slot_alloc(struct vmbhost *host, struct source *s)
{
	u32 index;

	if (s->free == NO_SLOT)
		slots_grow(host, s);
	index = s->free;
	if (index == NO_SLOT)
		return NO_SLOT;
	s->free = s->slot[index].next_free;
	s->slot[index].busy = true;
	s->slot[index].generation++;
	s->outstanding++;
	return index;
}

static void slot_free(struct source *s, u32 index)
{
	s->slot[index].busy = false;
	s->slot[index].next_free = s->free;
	s->free = index;
	s->outstanding--;
}

static bool buffer_reserve(struct vmbhost *host, struct source *s, size_t size)
{
	u8 *buffer;

	if (s->buffer_size >= size)
		return true;
	buffer = keep_resize(host, s->buffer, size);
	if (!buffer)
		return false;
	s->buffer = buffer;
	s->buffer_size = size;
	return true;
}

static void data_fill(struct source *s, u32 cookie, u32 sequence, u32 count,
		      u32 size, u64 seed)
{
	struct kmcltest_data data = {
		.hdr = { KMCLTEST_DATA, cookie },
		.sequence = sequence,
		.count = count,
	};

	memcpy(s->buffer, &data, sizeof(data));
	memory_fill(s->buffer + sizeof(data), 0, size - sizeof(data),
		    seed + sequence);
}

/*
 * The guest finds the next packet by this one's length, which is true. The payload
 * begins anywhere in it. Every second one has bytes that look like ranges, or like a
 * pipe's header: small numbers.
 */
static void garbage_send(struct kmcltest *k)
{
	struct source *s = &k->source;
	u64 chance = kmcltest_word(s->seed, s->next);
	struct packet_header hdr = {
		.type = chance & 1 ? PACKET_INBAND + (chance >> 40) % 6 : chance >> 8,
		.offset8 = sizeof(hdr) / 8 + (chance >> 16) % (s->size / 8 + 1),
		.flags = chance & 2 ? (chance >> 24) % 2 : chance >> 24,
		.id = chance >> 32,
	};
	struct iovec iov = { s->buffer, s->size };
	u32 i;

	memory_fill(s->buffer, 0, s->size, s->seed + s->next);
	for (i = 0; chance & 4 && i + 4 <= s->size; i += 4)
		memset(s->buffer + i + 1, 0, 3);
	channel_send_raw(k->channel, &hdr, &iov, 1);
}

/* False while as many packets are outstanding as may be. */
static bool source_send_one(struct kmcltest *k)
{
	struct source *s = &k->source;
	u16 flags = 0;
	u64 id = 0;

	if (s->flags & KMCLTEST_SOURCE_GARBAGE) {
		garbage_send(k);
		return true;
	}
	if (s->flags & KMCLTEST_SOURCE_COMPLETE) {
		u32 index;

		if (s->window && s->outstanding >= s->window)
			return false;
		index = slot_alloc(k->channel->host, s);
		if (index == NO_SLOT)
			return false;
		s->slot[index].check = s->flags & KMCLTEST_SOURCE_CHECK_ECHO;
		s->slot[index].sequence = s->next;
		s->slot[index].count = s->count;
		s->slot[index].cookie = s->cookie;
		s->slot[index].size = s->size;
		s->slot[index].seed = s->seed;
		flags = PACKET_FLAG_COMPLETE;
		id = slot_id(s, index);
	}
	data_fill(s, s->cookie, s->next, s->count, s->size, s->seed);
	kmcltest_send(k, flags, id, s->buffer, s->size);
	return true;
}

void source_pump(struct kmcltest *k)
{
	struct vmbhost *host = k->channel->host;
	struct source *s = &k->source;
	u64 budget = (u64)k->channel->out.size * BUDGET_RINGS;

	while (s->active && channel_idle(k->channel)) {
		if (s->next == s->count) {
			s->active = false;
			break;
		}
		if (budget <= s->size) {
			timer_set(&host->timers, &s->again, host->now + 1);
			break;
		}
		budget -= s->size;
		if (!source_send_one(k))
			break;
		s->next++;
	}
}

static void pump_again(struct timer *timer)
{
	struct source *s = container_of(timer, struct source, again);
	struct kmcltest *k = container_of(s, struct kmcltest, source);

	channel_service(k->channel);
}

static u32 source_check(const struct kmcltest *k,
			const struct kmcltest_source *m)
{
	u32 framed = m->size + (k->pipe ? sizeof(struct pipe_header) : 0);

	if (k->source.active)
		return KMCLTEST_EBUSY;
	if (m->flags & ~KNOWN_FLAGS || m->size < sizeof(struct kmcltest_data) ||
	    m->size > PACKET_MAX || !channel_fits(k->channel, framed))
		return KMCLTEST_EARG;
	if (m->flags & KMCLTEST_SOURCE_CHECK_ECHO &&
	    !(m->flags & KMCLTEST_SOURCE_COMPLETE))
		return KMCLTEST_EARG;
	if (m->flags & KMCLTEST_SOURCE_GARBAGE &&
	    m->flags != KMCLTEST_SOURCE_GARBAGE)
		return KMCLTEST_EARG;
	/* A pipe has no transactions. */
	if (k->pipe && (m->flags & ~KMCLTEST_SOURCE_GARBAGE || m->size > PIPE_MAX))
		return KMCLTEST_EARG;
	return KMCLTEST_OK;
}

void source_on_source(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_source *m = (const void *)r->hdr;
	struct source *s = &k->source;
	u32 status = source_check(k, m);

	if (status == KMCLTEST_OK && !buffer_reserve(k->channel->host, s, m->size))
		status = KMCLTEST_EBUSY;
	kmcltest_reply_status(k, r, status, 0);
	if (status != KMCLTEST_OK)
		return;
	s->active = true;
	s->cookie = m->hdr.cookie;
	s->count = m->count;
	s->size = m->size;
	s->flags = m->flags;
	s->window = m->window;
	s->seed = m->seed;
	s->next = 0;
	source_pump(k);
}

/* Are these the bytes that were sent?  Padding may follow.  The buffer has been as large. */
static bool echo_matches(struct source *s, const struct slot *slot,
			 const struct packet *packet)
{
	if (packet->len < slot->size || packet->len - slot->size >= 8)
		return false;
	data_fill(s, slot->cookie, slot->sequence, slot->count, slot->size,
		  slot->seed);
	return !memcmp(s->buffer, packet->payload, slot->size);
}

void source_on_completion(struct kmcltest *k, const struct packet *packet)
{
	u32 index = (u32)packet->id - 1;
	struct source *s = &k->source;
	struct slot *slot;

	k->completions++;
	if (index >= s->slots || !s->slot[index].busy ||
	    slot_id(s, index) != packet->id) {
		k->bad_completions++;
		channel_mistake(k->channel, "a completion for no packet of ours");
		return;
	}
	slot = &s->slot[index];
	if (slot->check && !echo_matches(s, slot, packet)) {
		k->bad_completions++;
		channel_mistake(k->channel, "a completion with the wrong payload");
	}
	slot_free(s, index);
	source_pump(k);
}

void source_init(struct kmcltest *k)
{
	k->source.free = NO_SLOT;
	timer_init(&k->source.again, pump_again);
}

void source_destroy(struct kmcltest *k)
{
	timer_cancel(&k->source.again);
	keep_free(k->channel->host, k->source.slot);
	keep_free(k->channel->host, k->source.buffer);
}
