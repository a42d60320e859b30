// SPDX-License-Identifier: GPL-2.0-only
/* kmcltest_memory.c - external data and GPADLs: sums and fills. */
#include <stdlib.h>
#include <string.h>

#include "kmcltest.h"

/* Passes over memory piece by piece, filling it first if so asked. */
struct pass {
	bool fill;
	u64 seed;
	u64 offset;
	u64 sum;
};

void memory_fill(u8 *at, u64 offset, u64 len, u64 seed)
{
	while (len && offset % 8) {
		*at++ = kmcltest_byte(seed, offset++);
		len--;
	}
	for (; len >= 8; len -= 8, offset += 8, at += 8) {
		u64 word = kmcltest_word(seed, offset / 8);

		memcpy(at, &word, 8);
	}
	kmcltest_fill_range(at, offset, len, seed);
}

static void pass_piece(void *ctx, u8 *at, u32 len)
{
	struct pass *pass = ctx;

	if (pass->fill)
		memory_fill(at, pass->offset, len, pass->seed);
	pass->offset += len;
	pass->sum = kmcltest_sum_bytes(at, len, pass->sum);
}

static void memory_pass(struct kmcltest *k, const struct request *r,
			const u8 *ranges, u32 bytes, u32 count,
			struct pass *pass)
{
	struct kmcltest_sum reply = { .hdr = *r->hdr, .ranges = count };
	u64 total;

	pass->sum = KMCLTEST_SUM_INIT;
	switch (ranges_visit(k->channel->host, ranges, bytes, count,
			     pass_piece, pass, &total)) {
	case 0:
		reply.bytes = total;
		reply.sum = pass->sum;
		break;
	case -1:
		channel_mistake(k->channel, "ranges that make no sense");
		reply.status = KMCLTEST_EARG;
		break;
	default:
		channel_mistake(k->channel, "a range that is not memory");
		reply.status = KMCLTEST_EMEM;
	}
	kmcltest_reply(k, r, &reply, sizeof(reply));
}

/* In front of the payload: a reserved word, the count, then the ranges. */
static bool external_count(const struct packet *packet, u32 *count)
{
	if (packet->type != PACKET_GPA_DIRECT || packet->extra_len < 8)
		return false;
	memcpy(count, packet->extra + 4, sizeof(*count));
	return true;
}

static void external_pass(struct kmcltest *k, const struct request *r,
			  struct pass *pass)
{
	const struct packet *packet = r->packet;
	u32 count;

	if (!external_count(packet, &count)) {
		kmcltest_reply_status(k, r, KMCLTEST_EARG, 0);
		return;
	}
	memory_pass(k, r, packet->extra + 8, packet->extra_len - 8, count,
		    pass);
}

static void gpadl_pass(struct kmcltest *k, const struct request *r,
		       struct pass *pass)
{
	const struct kmcltest_gpadl *m = (const void *)r->hdr;
	struct gpadl *gpadl = gpadl_find(k->channel->host, k->channel->relid,
					 m->gpadl);

	/* Not the rings: filling them would break them. */
	if (!gpadl || gpadl == k->channel->gpadl) {
		kmcltest_reply_status(k, r, KMCLTEST_EGPADL, 0);
		return;
	}
	memory_pass(k, r, gpadl->ranges, gpadl->length, gpadl->count, pass);
}

void memory_on_ext_sum(struct kmcltest *k, const struct request *r)
{
	struct pass pass = { .fill = false };

	external_pass(k, r, &pass);
}

static void ext_fill(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_fill *m = (const void *)r->hdr;
	struct pass pass = { .fill = true, .seed = m->seed };

	external_pass(k, r, &pass);
}

/**
 * struct late_fill - a request to write external data, for the faults of that
 * @at_close: FAULT_EXTERNAL_AT_CLOSE; otherwise @timer is set
 * @packet: a copy of it, which has its bytes in @bytes
 */
struct late_fill {
	struct late_fill *next;
	struct timer timer;
	bool at_close;
	struct kmcltest *k;
	struct packet packet;
	u8 bytes[];
};

static void late_free(struct late_fill *late)
{
	struct late_fill **at = &late->k->late;

	while (*at != late)
		at = &(*at)->next;
	*at = late->next;
	timer_cancel(&late->timer);
	keep_free(late->k->channel->host, late);
}

static void late_due(struct timer *timer)
{
	struct late_fill *late = container_of(timer, struct late_fill, timer);
	struct request r = {
		.packet = &late->packet,
		.hdr = (const void *)late->packet.payload,
		.len = late->packet.len,
		.wants = late->packet.flags & PACKET_FLAG_COMPLETE,
	};

	ext_fill(late->k, &r);
	late_free(late);
}

/* False, and it is not late, when the guest makes us keep too much. */
static bool late_add(struct kmcltest *k, const struct packet *packet, bool at_close)
{
	struct vmbhost *host = k->channel->host;
	struct late_fill *late;

	late = keep_alloc(host, sizeof(*late) + packet->extra_len + packet->len);
	if (!late)
		return false;
	late->k = k;
	late->packet = *packet;
	late->packet.payload = late->bytes;
	late->packet.extra = late->bytes + packet->len;
	copy_bytes(late->bytes, packet->payload, packet->len);
	copy_bytes(late->bytes + packet->len, packet->extra, packet->extra_len);
	late->next = k->late;
	k->late = late;
	late->at_close = at_close;
	timer_init(&late->timer, late_due);
	if (!at_close)
		timer_set(&host->timers, &late->timer, host->now + FAULT_LATE_NS);
	return true;
}

/* No answer: the channel is closed. */
static void late_write(struct late_fill *late)
{
	const struct kmcltest_fill *m = (const void *)late->packet.payload;
	struct pass pass = { .fill = true, .seed = m->seed };
	u64 total;
	u32 count;

	if (external_count(&late->packet, &count))
		ranges_visit(late->k->channel->host, late->packet.extra + 8,
			     late->packet.extra_len - 8, count, pass_piece, &pass,
			     &total);
}

void memory_destroy(struct kmcltest *k)
{
	while (k->late) {
		if (k->late->at_close)
			late_write(k->late);
		late_free(k->late);
	}
}

void memory_on_ext_fill(struct kmcltest *k, const struct request *r)
{
	struct vmbhost *host = k->channel->host;

	if (fault_due(host, k->channel, FAULT_EXTERNAL_LATE) && late_add(k, r->packet, false))
		return;
	if (fault_due(host, k->channel, FAULT_EXTERNAL_AT_CLOSE) && late_add(k, r->packet, true))
		return;
	ext_fill(k, r);
}

void memory_on_gpadl_sum(struct kmcltest *k, const struct request *r)
{
	struct pass pass = { .fill = false };

	gpadl_pass(k, r, &pass);
}

void memory_on_gpadl_fill(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_gpadl *m = (const void *)r->hdr;
	struct pass pass = { .fill = true, .seed = m->fill_seed };

	gpadl_pass(k, r, &pass);
}

void memory_on_gpadl_hold(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_gpadl *m = (const void *)r->hdr;
	struct vmbhost *host = k->channel->host;
	u32 relid = k->channel->relid;
	bool done = m->fill_seed ? gpadl_hold(host, relid, m->gpadl) :
				   gpadl_unhold(host, relid, m->gpadl);

	kmcltest_reply_status(k, r, done ? KMCLTEST_OK : KMCLTEST_EGPADL, 0);
}
