// SPDX-License-Identifier: GPL-2.0-only
/*
 * traffic.c - packets in and out of an open channel, and who signals when.
 *
 * Reading: the guest's ring is masked while it is emptied, then unmasked and
 * looked at once more, so that a busy guest signals once per batch.  Writing:
 * packets are put into the ring as they come and published together, with at
 * most one event, when the call into the core ends or a quarter of the ring
 * has gathered.
 */
#include <stdlib.h>
#include <string.h>

#include "../devices/device.h"
#include "host.h"

/* Ring contents read at a stretch before other channels get their turn. */
#define BUDGET_RINGS	4
/* Interval between two looks at a ring whose signals are lost. */
#define POLL_NS		1000000

struct backlog {
	struct backlog *next;
	struct packet_header hdr;
	u32 len;
	u8 bytes[];
};

static void poll_due(struct timer *timer)
{
	channel_service(container_of(timer, struct channel, poll));
}

void channel_traffic_init(struct channel *channel)
{
	timer_init(&channel->poll, poll_due);
}

void channel_traffic_begin(struct channel *channel)
{
	memset(&channel->counters, 0, sizeof(channel->counters));
	channel->backlog = NULL;
	channel->backlog_tail = &channel->backlog;
	channel->stopped = false;
	channel->waiting = false;
	channel->masked_for_good = false;
	channel->poll_always = false;
	channel->deaf = false;
	channel->bad_room = 0;
	/* The host's bit: it signals a guest that waits for room. */
	shared_store(&channel->out.hdr->features,
		     shared_load(&channel->out.hdr->features) |
		     RING_FEATURE_PENDING);
}

void channel_traffic_end(struct channel *channel)
{
	struct backlog *entry;

	while ((entry = channel->backlog)) {
		channel->backlog = entry->next;
		keep_free(channel->host, entry);
	}
	timer_cancel(&channel->poll);
	fault_unmap(channel);
}

void channel_event(struct channel *channel, u32 flag)
{
	struct vmbhost *host = channel->host;

	channel->counters.events++;
	vmb_trace(host, "H>G event flag=%u vp=%u", flag, channel->vp);
	host->ops.event(host->ctx, channel->vp, channel->sint, flag);
}

void channel_mistake(struct channel *channel, const char *text)
{
	channel->counters.mistakes++;
	report_mistake(channel->host, "%s relid %u: %s", channel->device->name,
		       channel->relid, text);
}

u32 channel_guest_pending(const struct channel *channel)
{
	return shared_load(&channel->in.hdr->pending_send_size);
}

/* Writing. */

bool channel_fits(const struct channel *channel, u64 len)
{
	return packet_room(len) <= channel->out.size - 8 &&
	       sizeof(struct packet_header) + len <= PACKET_MAX;
}

static void channel_dirty(struct channel *channel)
{
	struct vmbhost *host = channel->host;

	if (channel->is_dirty)
		return;
	channel->is_dirty = true;
	channel->next_dirty = host->dirty;
	host->dirty = channel;
}

void channel_flush(struct channel *channel)
{
	if (ring_publish_write(&channel->out))
		channel_event(channel, channel->relid);
}

/*
 * Is there room?  If not, say how much is wanted, and look again: room made
 * between the two would not be announced.
 */
static bool channel_room(struct channel *channel, u64 need)
{
	struct ring_header *hdr = channel->out.hdr;
	s64 room = ring_writable(&channel->out);

	need += channel->bad_room;
	if (room < 0) {
		channel_mistake(channel, "its read index is out of range or unaligned");
		return false;
	}
	if ((u64)room >= need) {
		if (channel->waiting) {
			channel->waiting = false;
			shared_store(&hdr->pending_send_size, 0);
		}
		return true;
	}
	if (!channel->waiting)
		channel->counters.full++;
	channel->waiting = true;
	channel_flush(channel);
	shared_store(&hdr->pending_send_size, (u32)need);
	shared_fence();
	room = ring_writable(&channel->out);
	if (room < 0 || (u64)room < need)
		return false;
	channel->waiting = false;
	shared_store(&hdr->pending_send_size, 0);
	return true;
}

static void channel_put(struct channel *channel,
			const struct packet_header *hdr,
			const struct iovec *iov, int count)
{
	u32 start = packet_write(&channel->out, hdr, iov, count);

	channel->counters.sent++;
	channel_dirty(channel);
	fault_written(channel, start);
	if (ring_distance(&channel->out, channel->out.published,
			  channel->out.index) > channel->out.size / 4)
		channel_flush(channel);
}

static u64 iov_length(const struct iovec *iov, int count)
{
	u64 len = 0;
	int i;

	for (i = 0; i < count; i++)
		len += iov[i].iov_len;
	return len;
}

static bool backlog_add(struct channel *channel,
			const struct packet_header *hdr,
			const struct iovec *iov, int count, u64 len)
{
	struct backlog *entry = keep_alloc(channel->host, sizeof(*entry) + len);
	u8 *to;
	int i;

	if (!entry) {
		channel_mistake(channel, "too many answers that it does not read");
		return false;
	}
	to = entry->bytes;
	entry->hdr = *hdr;
	entry->len = len;
	for (i = 0; i < count; i++) {
		copy_bytes(to, iov[i].iov_base, iov[i].iov_len);
		to += iov[i].iov_len;
	}
	*channel->backlog_tail = entry;
	channel->backlog_tail = &entry->next;
	return true;
}

static bool backlog_flush(struct channel *channel)
{
	struct backlog *entry;

	while ((entry = channel->backlog)) {
		struct iovec iov = { entry->bytes, entry->len };

		if (!channel_room(channel, packet_room(entry->len)))
			return false;
		channel_put(channel, &entry->hdr, &iov, 1);
		channel->backlog = entry->next;
		if (!channel->backlog)
			channel->backlog_tail = &channel->backlog;
		keep_free(channel->host, entry);
	}
	return true;
}

bool channel_send_raw(struct channel *channel, const struct packet_header *hdr,
		      const struct iovec *iov, int count)
{
	u64 len = iov_length(iov, count);

	if (!channel_fits(channel, len))
		return false;
	if (channel->backlog || !channel_room(channel, packet_room(len)))
		return backlog_add(channel, hdr, iov, count, len);
	channel_put(channel, hdr, iov, count);
	return true;
}

bool channel_send(struct channel *channel, u16 type, u16 flags, u64 id,
		  const struct iovec *iov, int count)
{
	struct packet_header hdr = {
		.type = type,
		.offset8 = sizeof(hdr) / 8,
		.flags = flags,
		.id = id,
	};

	if (!channel_fits(channel, iov_length(iov, count)))
		return false;
	return channel_send_raw(channel, &hdr, iov, count);
}

bool channel_complete(struct channel *channel, u64 id,
		      const void *payload, u32 len)
{
	struct iovec iov = { (void *)payload, len };

	if (!channel_fits(channel, len))
		return false;
	if (fault_completion(channel, id, payload, len))
		return true;
	return channel_send(channel, PACKET_COMPLETION, 0, id, &iov, 1);
}

/* Reading. */

static bool channel_reads(const struct channel *channel)
{
	return channel->state == CHANNEL_OPEN && !channel->stopped &&
	       !channel->backlog;
}

static void channel_publish_read(struct channel *channel)
{
	if (ring_publish_read(&channel->in) && !channel->deaf)
		channel_event(channel, channel->relid);
}

/* Read one packet.  False: there was none to be read. */
static bool channel_read_one(struct channel *channel)
{
	struct vmbhost *host = channel->host;
	enum packet_result result;
	struct packet packet;

	result = packet_read(&channel->in, host->scratch, &packet);
	if (result == PACKET_NONE)
		return false;
	if (result != PACKET_OK)
		channel_mistake(channel, packet_result_text(result));
	if (result == PACKET_BAD_INDEX)
		return false;
	if (result != PACKET_OK && result != PACKET_BAD_TRAILER)
		return true;
	channel->last_id = packet.id;
	channel->counters.packets++;
	channel->counters.bytes += packet.len;
	if (!device_serves(channel)) {
		channel_mistake(channel, "a packet on a subchannel, of which the device uses none");
		return true;
	}
	channel->device->ops->packet(channel, &packet);
	fault_received(channel, &packet);
	return true;
}

/* Read until the ring is empty.  False: the budget is used up. */
static bool channel_drain(struct channel *channel, u64 *budget)
{
	while (channel_reads(channel)) {
		u32 before = channel->in.index, used;

		if (!channel_read_one(channel))
			return true;
		used = ring_distance(&channel->in, before, channel->in.index);
		if (*budget <= used)
			return false;
		*budget -= used;
		/* A guest with a full ring should not wait for all of it. */
		if (ring_distance(&channel->in, channel->in.published,
				  channel->in.index) > channel->in.size / 4)
			channel_publish_read(channel);
	}
	return true;
}

static void channel_read_all(struct channel *channel)
{
	u64 budget = (u64)channel->in.size * BUDGET_RINGS;
	struct ring_header *hdr = channel->in.hdr;
	bool done;

	do {
		shared_store(&hdr->interrupt_mask, 1);
		done = channel_drain(channel, &budget);
		channel_publish_read(channel);
		if (!done) {
			timer_set(&channel->host->timers, &channel->poll,
				  channel->host->now + 1);
			return;
		}
		if (channel->masked_for_good)
			return;
		shared_store(&hdr->interrupt_mask, 0);
		shared_fence();
	} while (channel_reads(channel) && ring_readable(&channel->in) > 0);
}

void channel_service(struct channel *channel)
{
	u64 started;

	if (channel->state != CHANNEL_OPEN || channel->reading)
		return;
	started = host_clock(channel->host);
	channel->reading = true;
	if (backlog_flush(channel)) {
		if (device_serves(channel))
			channel->device->ops->writable(channel);
		if (channel_reads(channel))
			channel_read_all(channel);
	}
	channel_flush(channel);
	channel->reading = false;
	if (channel->poll_always && !channel->poll.armed)
		timer_set(&channel->host->timers, &channel->poll,
			  channel->host->now + POLL_NS);
	channel->counters.busy_ns += host_clock(channel->host) - started;
}

void channel_signalled(struct channel *channel)
{
	channel->counters.signals++;
	if (!channel->waiting && !ring_readable(&channel->in))
		channel->counters.empty_signals++;
	channel_service(channel);
}
