// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault_ring.c - what a broken host does inside a ring.
 *
 * Faults whose occasion is a received packet are carried out when the call into
 * the core ends (struct deferred), after everything correct has been published:
 * otherwise the next correct index would overwrite them before the guest looks.
 */
#include <stdlib.h>
#include <string.h>

#include "../devices/device.h"
#include "host.h"

#define LATE_NS		100000000u
/* Packets that come before the answer to an open, and how long before. */
#define EARLY_PACKETS	3
#define EARLY_NS	100000000u
/* How long a guest waits for an answer to its open that does not come. */
#define NEVER_NS	12000000000ull
/* Requests at a stretch of a host that does not read, and the time between. */
#define ASK_PACKETS	64
#define ASK_NS		1000000u
/* How often a field changes while the guest may read it. */
#define FLIPS		200
#define FLIP_NS		5000
/* How long a bad packet waits until it looks for room again. */
#define ROOM_RETRY_NS	200000

/**
 * struct deferred - a fault to be carried out, or going on
 * @start: the packet in the outbound ring, for those that change one
 * @flips: changes still to make
 * @id, @len, @bytes: a completion that comes late
 */
struct deferred {
	struct deferred *next;
	struct timer timer;
	struct channel *channel;
	enum fault_id fault;
	u32 start;
	u32 flips;
	u8 was[2];
	u64 id;
	u32 len;
	u8 bytes[];
};

static void deferred_free(struct deferred *d)
{
	struct deferred **at = &d->channel->deferred;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	timer_cancel(&d->timer);
	keep_free(d->channel->host, d);
}

/* NULL, and the fault is not carried out, when the guest makes us keep too much. */
static struct deferred *deferred_add(struct channel *channel,
				     enum fault_id fault, u64 delay,
				     void (*fn)(struct timer *timer), u32 len)
{
	struct deferred *d = keep_alloc(channel->host, sizeof(*d) + len);

	if (!d)
		return NULL;
	d->channel = channel;
	d->fault = fault;
	d->len = len;
	d->next = channel->deferred;
	channel->deferred = d;
	timer_init(&d->timer, fn);
	timer_set(&channel->host->timers, &d->timer,
		  channel->host->now + delay);
	return d;
}

void fault_unmap(struct channel *channel)
{
	while (channel->deferred)
		deferred_free(channel->deferred);
}

/* Packets that are wrong. */

static void raw_send(struct channel *channel, const struct packet_header *hdr,
		     const void *payload, u32 len)
{
	struct iovec iov = { (void *)payload, len };

	packet_write(&channel->out, hdr, &iov, 1);
	channel_flush(channel);
}

/* A correct packet of 16 bytes, but for its descriptor. */
static void bad_descriptor(struct channel *channel, u16 type, u16 flags,
			   u16 offset8, u16 length8)
{
	struct packet_header hdr = {
		.type = type,
		.offset8 = offset8,
		.flags = flags,
		.id = 0xbad,
	};
	u8 payload[16] = { 0 };
	struct iovec iov = { payload, sizeof(payload) };
	u32 start;

	start = packet_write(&channel->out, &hdr, &iov, 1);
	ring_poke(&channel->out,
		  ring_advance(&channel->out, start,
			       offsetof(struct packet_header, length8)),
		  &length8, sizeof(length8));
	channel_flush(channel);
}

#define GOOD_LENGTH8	4	/* of the packet above */

static u32 oversize(const struct channel *channel)
{
	u32 len = channel->out.size / 2;

	if (len > PACKET_MAX - sizeof(struct packet_header))
		len = PACKET_MAX - sizeof(struct packet_header);
	return len;
}

static void oversized(struct channel *channel)
{
	struct packet_header hdr = { PACKET_INBAND, 2, 0, 0, 0 };
	u32 len = oversize(channel);
	u8 *payload = xcalloc(1, len);

	raw_send(channel, &hdr, payload, len);
	free(payload);
}

/* Ranges in front of the payload: a count, then one range. */
static void bad_ranges(struct channel *channel, u16 type, u32 count, u32 bytes,
		       u32 offset)
{
	struct packet_header hdr = { type, 4, 0, 0, 0 };
	u32 words[6] = { 1, count, bytes, offset, 0, 0 };

	raw_send(channel, &hdr, words, sizeof(words));
}

static void bad_pipe(struct channel *channel, u32 type, u32 size, u32 len)
{
	struct packet_header hdr = { PACKET_INBAND, 2, 0, 0, 0 };
	u32 words[4] = { type, size, 0, 0 };

	raw_send(channel, &hdr, words, len);
}

/* Shared words that are wrong. */

static void show_write_index(struct channel *channel, u32 index)
{
	shared_store(&channel->out.hdr->write_index, index);
	channel_event(channel, channel->relid);
}

static void show_read_index(struct channel *channel, u32 index)
{
	shared_store(&channel->in.hdr->read_index, index);
	channel_event(channel, channel->relid);
}

static void rewrite_guest_index(struct channel *channel, struct ring *ring,
				u32 *word)
{
	u32 index = shared_load(word);

	if (ring_index_valid(ring, index))
		shared_store(word, ring_advance(ring, index, 64));
	channel_event(channel, channel->relid);
}

static void clear_features(struct channel *channel)
{
	shared_store(&channel->in.hdr->features, 0);
	shared_store(&channel->out.hdr->features, 0);
	channel->poll_always = true;
	channel_service(channel);
}

static void stick_mask(struct channel *channel)
{
	channel->masked_for_good = true;
	channel->poll_always = true;
	shared_store(&channel->in.hdr->interrupt_mask, 1);
	channel_service(channel);
}

/* No bad packet above has a longer payload, except the oversized one. */
#define BAD_PAYLOAD_MAX	24

/* Is there room for the packet of @id?  If not, the next room is reserved for it. */
static bool has_room(struct channel *channel, enum fault_id id)
{
	s64 room = ring_writable(&channel->out);
	u32 need;

	switch (id) {
	case FAULT_PACKET_OVERSIZED:
		need = packet_room(oversize(channel));
		break;
	case FAULT_OFFSET_BEYOND ... FAULT_LENGTH_BEYOND:
	case FAULT_TYPE_UNKNOWN ... FAULT_GPA_DIRECT:
	case FAULT_PIPE_TYPE ... FAULT_PIPE_SHORT:
		need = packet_room(BAD_PAYLOAD_MAX);
		break;
	default:
		return true;
	}
	channel->bad_room = room < need ? need : 0;
	return !channel->bad_room;
}

static bool do_packet_fault(struct channel *channel, enum fault_id id)
{
	switch (id) {
	case FAULT_OFFSET_BEYOND:
		bad_descriptor(channel, PACKET_INBAND, 0, 64, GOOD_LENGTH8);
		return true;
	case FAULT_OFFSET_ZERO:
		bad_descriptor(channel, PACKET_INBAND, 0, 0, GOOD_LENGTH8);
		return true;
	case FAULT_OFFSET_ONE:
		bad_descriptor(channel, PACKET_INBAND, 0, 1, GOOD_LENGTH8);
		return true;
	case FAULT_LENGTH_ZERO:
		bad_descriptor(channel, PACKET_INBAND, 0, 2, 0);
		return true;
	case FAULT_LENGTH_ONE:
		bad_descriptor(channel, PACKET_INBAND, 0, 2, 1);
		return true;
	case FAULT_LENGTH_MAX:
		bad_descriptor(channel, PACKET_INBAND, 0, 2, 0xffff);
		return true;
	case FAULT_LENGTH_BEYOND:
		bad_descriptor(channel, PACKET_INBAND, 0, 2, GOOD_LENGTH8 + 64);
		return true;
	case FAULT_TYPE_UNKNOWN:
		bad_descriptor(channel, 0x55, 0, 2, GOOD_LENGTH8);
		return true;
	case FAULT_FLAGS_UNKNOWN:
		bad_descriptor(channel, PACKET_INBAND, 0xfffe, 2, GOOD_LENGTH8);
		return true;
	case FAULT_PACKET_OVERSIZED:
		oversized(channel);
		return true;
	case FAULT_RANGE_COUNT:
		bad_ranges(channel, PACKET_TRANSFER, 0xffffffff, 64, 0);
		return true;
	case FAULT_RANGE_BEYOND:
		bad_ranges(channel, PACKET_TRANSFER, 1, 0xffffffff, 0xfffff000);
		return true;
	case FAULT_GPA_DIRECT:
		bad_ranges(channel, PACKET_GPA_DIRECT, 0xffff, 4096, 0);
		return true;
	case FAULT_PIPE_TYPE:
		bad_pipe(channel, 7, 8, 16);
		return true;
	case FAULT_PIPE_SIZE_BEYOND:
		bad_pipe(channel, PIPE_TYPE_DATA, 0xfffffff0, 16);
		return true;
	case FAULT_PIPE_SIZE_ZERO:
		bad_pipe(channel, PIPE_TYPE_DATA, 0, 8);
		return true;
	case FAULT_PIPE_SHORT:
		bad_pipe(channel, 0, 0, 0);
		return true;
	default:
		return false;
	}
}

/* A request that nothing waits for the answer to. */
static void ask(struct channel *channel)
{
	struct packet_header hdr = {
		.type = PACKET_INBAND,
		.offset8 = sizeof(hdr) / 8,
		.flags = PACKET_FLAG_COMPLETE,
		.id = host_random(channel->host),
	};
	u8 payload[16] = { 0 };
	struct iovec iov = { payload, sizeof(payload) };

	channel_send_raw(channel, &hdr, &iov, 1);
}

static void ask_again(struct timer *timer)
{
	struct deferred *d = container_of(timer, struct deferred, timer);
	struct channel *channel = d->channel;
	u32 i;

	channel->stopped = true;
	for (i = 0; i < ASK_PACKETS && channel_idle(channel); i++)
		ask(channel);
	timer_set(&channel->host->timers, timer, channel->host->now + ASK_NS);
}

static bool do_word_fault(struct channel *channel, enum fault_id id)
{
	struct ring *out = &channel->out;
	u32 read;

	switch (id) {
	case FAULT_WRITE_RANGE:
		show_write_index(channel, out->size + 64);
		return true;
	case FAULT_WRITE_UNALIGNED:
		show_write_index(channel, out->index + 4);
		return true;
	case FAULT_WRITE_BACKWARDS:
		show_write_index(channel, ring_advance(out, out->index,
						       out->size - 8));
		return true;
	case FAULT_WRITE_PARTIAL:
		read = shared_load(&out->hdr->read_index);
		if (ring_index_valid(out, read))
			show_write_index(channel, ring_advance(out, read, 8));
		return true;
	case FAULT_READ_RANGE:
		show_read_index(channel, channel->in.size + 64);
		return true;
	case FAULT_GUEST_READ_REWRITTEN:
		rewrite_guest_index(channel, out, &out->hdr->read_index);
		return true;
	case FAULT_GUEST_WRITE_REWRITTEN:
		rewrite_guest_index(channel, &channel->in,
				    &channel->in.hdr->write_index);
		return true;
	case FAULT_PENDING_GARBAGE:
		shared_store(&out->hdr->pending_send_size, 0xfffffff5);
		return true;
	case FAULT_MASK_STUCK:
		stick_mask(channel);
		return true;
	case FAULT_FEATURE_CLEARED:
		clear_features(channel);
		return true;
	case FAULT_ROOM_NEVER:
		channel->deaf = true;
		return true;
	case FAULT_ROOM_SPURIOUS:
		channel_event(channel, channel->relid);
		return true;
	case FAULT_READS_NEVER:
		deferred_add(channel, id, 0, ask_again, 0);
		return true;
	default:
		return false;
	}
}

/* Fields that change. */

static const u16 flip_offset[] = {
	[FAULT_CHANGE_LENGTH] = offsetof(struct packet_header, length8),
	[FAULT_CHANGE_OFFSET] = offsetof(struct packet_header, offset8),
	[FAULT_CHANGE_TYPE] = offsetof(struct packet_header, type),
	[FAULT_CHANGE_PAYLOAD] = sizeof(struct packet_header),
};

static void flip(struct timer *timer)
{
	struct deferred *d = container_of(timer, struct deferred, timer);
	struct channel *channel = d->channel;
	struct ring *out = &channel->out;
	u32 at = ring_advance(out, d->start, flip_offset[d->fault]);
	u8 bad[2] = { d->was[0] ^ 0x7f, d->was[1] ^ 0x7f };

	if (!ring_unread(out, d->start)) {
		deferred_free(d);
		return;
	}
	d->flips--;
	ring_poke(out, at, d->flips % 2 ? bad : d->was, sizeof(bad));
	if (d->flips)
		timer_set(&channel->host->timers, timer,
			  channel->host->now + FLIP_NS);
	else
		deferred_free(d);
}

void fault_written(struct channel *channel, u32 start)
{
	struct ring *out = &channel->out;
	struct deferred *d;
	int id;

	for (id = FAULT_CHANGE_LENGTH; id <= FAULT_CHANGE_PAYLOAD; id++) {
		if (!fault_due(channel->host, channel, id))
			continue;
		d = deferred_add(channel, id, 0, flip, 0);
		if (!d)
			continue;
		d->start = start;
		d->flips = FLIPS;
		ring_peek(out, ring_advance(out, start, flip_offset[id]),
			  d->was, sizeof(d->was));
	}
}

/* Completions. */

static void complete_raw(struct channel *channel, u64 id, const void *payload,
			 u32 len)
{
	struct packet_header hdr = { PACKET_COMPLETION, 2, 0, 0, id };
	struct iovec iov = { (void *)payload, len };

	channel_send_raw(channel, &hdr, &iov, 1);
}

static void late(struct timer *timer)
{
	struct deferred *d = container_of(timer, struct deferred, timer);

	complete_raw(d->channel, d->id, d->bytes, d->len);
	deferred_free(d);
}

bool fault_completion(struct channel *channel, u64 id,
		      const void *payload, u32 len)
{
	struct vmbhost *host = channel->host;
	struct deferred *d;

	if (!host->faults)
		return false;
	if (fault_due(host, channel, FAULT_RESCIND_IN_FLIGHT)) {
		channel_rescind_later(channel, 0, FAULT_REOFFER_NS);
		return true;
	}
	if (fault_due(host, channel, FAULT_COMPLETION_LATE)) {
		d = deferred_add(channel, FAULT_COMPLETION_LATE, LATE_NS, late,
				 len);
		if (!d)
			return false;
		d->id = id;
		copy_bytes(d->bytes, payload, len);
		return true;
	}
	if (fault_due(host, channel, FAULT_COMPLETION_UNKNOWN))
		complete_raw(channel, host_random(host) | 1ull << 62, payload,
			     len);
	if (fault_due(host, channel, FAULT_COMPLETION_ZERO))
		complete_raw(channel, 0, payload, len);
	if (fault_due(host, channel, FAULT_COMPLETION_DUPLICATE))
		complete_raw(channel, id, payload, len);
	return false;
}

/* Opening. */

bool fault_open(struct channel *channel, u32 openid)
{
	struct vmbhost *host = channel->host;

	if (fault_due(host, channel, FAULT_RESCIND_DURING_OPEN)) {
		channel_rescind_later(channel, 0, FAULT_REOFFER_NS);
		return true;
	}
	if (fault_due(host, channel, FAULT_OPEN_NEVER)) {
		channel_rescind_later(channel, NEVER_NS, FAULT_REOFFER_NS);
		return true;
	}
	if (fault_due(host, channel, FAULT_OPEN_FAILING)) {
		channel_open_result(channel, openid, STATUS_UNSUCCESSFUL);
		return true;
	}
	return false;
}

static void tell_opened(struct timer *timer)
{
	struct deferred *d = container_of(timer, struct deferred, timer);

	channel_open_result(d->channel, d->channel->openid, STATUS_SUCCESS);
	deferred_free(d);
}

bool fault_opened(struct channel *channel)
{
	u32 i;

	if (!fault_due(channel->host, channel, FAULT_PACKET_EARLY))
		return false;
	for (i = 0; i < EARLY_PACKETS; i++)
		ask(channel);
	channel_flush(channel);
	return deferred_add(channel, FAULT_PACKET_EARLY, EARLY_NS, tell_opened, 0);
}

void fault_close(struct channel *channel)
{
	struct vmbhost *host = channel->host;

	if (fault_due(host, channel, FAULT_COMPLETION_AFTER_CLOSE)) {
		complete_raw(channel, channel->last_id, NULL, 0);
		channel_flush(channel);
	}
	if (fault_due(host, channel, FAULT_EVENT_CLOSED))
		channel_event(channel, channel->relid);
	if (fault_due(host, channel, FAULT_RESCIND_DURING_CLOSE))
		channel_rescind_later(channel, 0, FAULT_REOFFER_NS);
}

static void carry_out(struct timer *timer)
{
	struct deferred *d = container_of(timer, struct deferred, timer);
	struct channel *channel = d->channel;
	enum fault_id id = d->fault;
	u64 packet = d->id;

	if (!has_room(channel, id)) {
		timer_set(&channel->host->timers, timer,
			  channel->host->now + ROOM_RETRY_NS);
		return;
	}
	fault_did(channel->host, channel, id);
	/* Before the fault: a rescind unmaps the rings, and frees all that is deferred. */
	deferred_free(d);
	if (id == FAULT_COMPLETION_UNASKED)
		complete_raw(channel, packet, NULL, 0);
	else if (!do_packet_fault(channel, id) && !do_word_fault(channel, id))
		fault_bus(channel, id);
}

static bool occasion_received(const struct channel *channel,
			      const struct packet *packet, enum fault_id id)
{
	if (id == FAULT_COMPLETION_UNASKED)
		return packet->type != PACKET_COMPLETION &&
		       !(packet->flags & PACKET_FLAG_COMPLETE);
	if (id >= FAULT_PIPE_TYPE && id <= FAULT_PIPE_SHORT)
		return channel->device->offer_flags & OFFER_FLAG_PIPE;
	return fault_occasion(id) == OCCASION_RECEIVED;
}

void fault_received(struct channel *channel, const struct packet *packet)
{
	struct vmbhost *host = channel->host;
	struct deferred *d;
	int id;

	if (!host->faults)
		return;
	for (id = 0; id < FAULT_COUNT; id++) {
		if (!occasion_received(channel, packet, id) ||
		    !fault_take(host, channel, id))
			continue;
		d = deferred_add(channel, id, 0, carry_out, 0);
		if (d)
			d->id = packet->id;
	}
}
