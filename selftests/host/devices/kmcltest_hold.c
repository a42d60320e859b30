// SPDX-License-Identifier: GPL-2.0-only
/* kmcltest_hold.c - ECHO, and completions that are kept, delayed and released. */
#include <stdlib.h>
#include <string.h>

#include "kmcltest.h"

/* What is kept for a guest at most; further requests are refused. */
#define HELD_MAX	(1u << 20)

static size_t held_count(const struct held_list *list)
{
	return list->end - list->first;
}

/* Room for one more. */
static bool held_reserve(struct vmbhost *host, struct held_list *list)
{
	size_t room = list->room ? list->room * 2 : 64;
	void *entry;

	if (held_count(list) >= HELD_MAX)
		return false;
	if (list->end == list->room && list->first) {
		memmove(list->entry, list->entry + list->first,
			held_count(list) * sizeof(*list->entry));
		list->end -= list->first;
		list->first = 0;
	}
	if (list->end < list->room)
		return true;
	entry = keep_resize(host, list->entry, room * sizeof(*list->entry));
	if (!entry)
		return false;
	list->entry = entry;
	list->room = room;
	return true;
}

static bool held_add(struct vmbhost *host, struct held_list *list, const struct request *r,
		     u64 due)
{
	struct held *held;
	u8 *bytes;

	if (!held_reserve(host, list))
		return false;
	bytes = keep_alloc(host, r->len);
	if (!bytes)
		return false;
	memcpy(bytes, r->hdr, r->len);
	held = &list->entry[list->end++];
	held->id = r->packet->id;
	held->due = due;
	held->len = r->len;
	held->bytes = bytes;
	return true;
}

/* Complete the one at @index and close the gap with its neighbour. */
static void held_send(struct kmcltest *k, struct held_list *list, size_t index)
{
	struct held held = list->entry[index];
	struct kmcltest_status reply = { .status = KMCLTEST_ESIZE };

	if (index == list->end - 1) {
		list->end--;
	} else {
		list->entry[index] = list->entry[list->first];
		list->first++;
	}
	if (!channel_complete(k->channel, held.id, held.bytes, held.len)) {
		memcpy(&reply.hdr, held.bytes, sizeof(reply.hdr));
		channel_complete(k->channel, held.id, &reply, sizeof(reply));
	}
	keep_free(k->channel->host, held.bytes);
}

static void delay_over(struct timer *timer)
{
	struct kmcltest *k = container_of(timer, struct kmcltest, delay);
	struct vmbhost *host = k->channel->host;
	struct held_list *list = &k->delayed;

	while (held_count(list) && list->entry[list->first].due <= host->now)
		held_send(k, list, list->first);
	if (held_count(list))
		timer_set(&host->timers, timer, list->entry[list->first].due);
}

u64 hold_count(const struct kmcltest *k)
{
	return held_count(&k->kept) + held_count(&k->delayed);
}

void hold_on_echo(struct kmcltest *k, const struct request *r)
{
	struct vmbhost *host = k->channel->host;
	u64 due = host->now + k->hold_ns;
	bool done;

	if (!r->wants)
		return;
	switch (k->hold_mode) {
	case KMCLTEST_HOLD_KEEP:
		done = held_add(host, &k->kept, r, 0);
		break;
	case KMCLTEST_HOLD_DELAY:
		done = held_add(host, &k->delayed, r, due);
		if (done && !k->delay.armed)
			timer_set(&host->timers, &k->delay, due);
		break;
	default:
		kmcltest_reply(k, r, r->hdr, r->len);
		return;
	}
	if (!done)
		kmcltest_reply_status(k, r, KMCLTEST_EBUSY, 0);
}

void hold_on_hold(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_hold *m = (const void *)r->hdr;

	if (m->mode > KMCLTEST_HOLD_DELAY) {
		kmcltest_reply_status(k, r, KMCLTEST_EARG, 0);
		return;
	}
	k->hold_mode = m->mode;
	k->hold_ns = m->delay_us * 1000ull;
	kmcltest_reply_status(k, r, KMCLTEST_OK, 0);
}

void hold_on_release(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_release *m = (const void *)r->hdr;
	struct held_list *list = &k->kept;
	u64 seed = m->seed, word = 0;
	size_t left = held_count(list), done;

	if (m->order > KMCLTEST_RELEASE_RANDOM) {
		kmcltest_reply_status(k, r, KMCLTEST_EARG, 0);
		return;
	}
	if (m->count && m->count < left)
		left = m->count;
	for (done = 0; done < left; done++) {
		size_t index = list->first;

		if (m->order == KMCLTEST_RELEASE_LIFO)
			index = list->end - 1;
		else if (m->order == KMCLTEST_RELEASE_RANDOM)
			index += kmcltest_word(seed, word++) % held_count(list);
		held_send(k, list, index);
	}
	kmcltest_reply_status(k, r, KMCLTEST_OK, done);
}

void hold_init(struct kmcltest *k)
{
	timer_init(&k->delay, delay_over);
}

static void held_free(struct vmbhost *host, struct held_list *list)
{
	while (list->first < list->end)
		keep_free(host, list->entry[list->first++].bytes);
	keep_free(host, list->entry);
}

void hold_destroy(struct kmcltest *k)
{
	timer_cancel(&k->delay);
	held_free(k->channel->host, &k->kept);
	held_free(k->channel->host, &k->delayed);
}
