// SPDX-License-Identifier: GPL-2.0-only
/*
 * rx_plain.c - packets of the usual kind, in a row.
 *
 * The same as rx.c, but faster, for completions and for in-band packets without external
 * data, in softirq context: conditions that cannot change from one packet to the next are
 * read once for a row, the ring's indices are in registers, and the counters are changed
 * once for a row. Nothing is trusted that rx.c does not trust. A packet about which
 * anything is unusual ends the row, and is left to rx.c untouched.
 */
#include <linux/minmax.h>

#include "handle.h"
#include "incoming.h"
#include "external_map.h"
#include "packet.h"
#include "trace.h"

/* Most bytes of a row: after it rx_walk() looks at the clock, and publishes. */
#define ROW_BYTES	4096u

/* The lower half of a descriptor's first word: an in-band packet's, nothing extra. */
#define HEAD_IN_BAND	((u32)vmbus_head(VMBUS_PACKET_IN_BAND, \
					 sizeof(struct vmbus_packet) / 8, 0, 0))

/* A descriptor's flags as they are what a packet needs. */
static_assert(true == VMBUS_PACKET_COMPLETION_REQUESTED);
static_assert(offsetof(struct vmbkmcl_incoming, needs) ==
	      offsetof(struct vmbkmcl_incoming, wants_completion));

/* Enabled, not failed, not at passive, and the quota is what it was. */
static inline bool conditions_are_usual(const struct vmbkmcl_rx *rx)
{
	const struct vmbkmcl_rx usual = { .enabled = true };

	return READ_ONCE(rx->conditions) == usual.conditions;
}

static void completion_end(struct vmbkmcl_channel *channel,
			   struct vmbkmcl_tx_entry *request)
{
	void *payload = (void *)request->packet.payload;
	u32 size = request->packet.payload_size;

	if (trace_vmbkmcl_fetch_enabled())
		trace_vmbkmcl_fetch(channel->id, VMBUS_PACKET_COMPLETION,
				    request->packet.id, size);
	/* sync_end() copies the payload into the waiting sender's buffer. */
	if (unlikely(request->waits)) {
		request->end(request, 0, payload, size);
		return;
	}
	if (size)
		vmbkmcl_ring_copy_words(channel->rx.scratch, payload, size);
	if (unlikely(channel->tx.maps))
		vmbkmcl_external_end(request->external, 0);
	/* All other requests are packets. */
	vmbkmcl_packet_end(vmbkmcl_packet_of(request), 0, channel->rx.scratch, size);
}

/* Completions from @at on, up to @end. Returns where they end. */
static noinline const u8 *row_completions(struct vmbkmcl_channel *channel,
					  const u8 *at, const u8 *end)
{
	struct llist_node *node = vmbkmcl_tx_claim_row(channel, &at, end), *next;
	u32 count = 0;

	for (; node; node = next) {
		/* It may be sent again, or gone, when it has ended. */
		next = node->next;
		completion_end(channel, llist_entry(node, struct vmbkmcl_tx_entry,
						    put_off));
		count++;
	}
	channel->counters[VMBKMCL_RX_PACKETS] += count;
	return at;
}

/*
 * Copy a packet and present it. @flags are those of its descriptor, and what it needs:
 * one bit, the same in both. False: the channel's owner has not completed it yet.
 */
static __always_inline bool row_present(struct vmbkmcl_channel *channel,
					struct vmbkmcl_incoming *in, u64 id,
					const void *payload, u32 size, u16 flags)
{
	in->id = id;
	if (trace_vmbkmcl_fetch_enabled())
		trace_vmbkmcl_fetch(channel->id, VMBUS_PACKET_IN_BAND, in->id, size);
	in->needs = flags;
	in->payload_size = size;
	vmbkmcl_ring_copy_words(in->buffer, payload, size);
	atomic_set(&in->flags, VMBKMCL_IN_PRESENTING);
	channel->config.process(vmbkmcl_channel_handle(channel),
				vmbkmcl_incoming_renew(in), in->buffer, size, 0);
	return likely(atomic_read_acquire(&in->flags) & VMBKMCL_IN_RETIRED);
}

/*
 * Set in @in what all packets of a row have in common. Returns one more than the largest
 * payload that it has room for; 0: none can be presented.
 */
static u32 row_begin(struct vmbkmcl_channel *channel, struct vmbkmcl_incoming *in)
{
	struct vmbkmcl_rx *rx = &channel->rx;

	/* rx_request() allocates the first one, and drops packets without a callback. */
	if (unlikely(!in || !channel->config.process))
		return 0;
	rx->spare = NULL;
	in->external = NULL;
	in->payload = in->buffer;
	WRITE_ONCE(rx->current_packet, in);
	return in->capacity + 1;
}

static void row_end(struct vmbkmcl_channel *channel, const u8 *at, u32 presented)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	u32 bytes = at - (rx->ring.data + rx->ring.read);

	channel->counters[VMBKMCL_RX_BYTES] += bytes;
	channel->counters[VMBKMCL_RX_PACKETS] += presented;
	channel->counters[VMBKMCL_RX_PRESENTED] += presented;
	vmbkmcl_ring_advance(&rx->ring, bytes);
}

/* May the row begin? If the quota is set from here on, that ends the row. */
static inline bool row_below_quota(struct vmbkmcl_rx *rx)
{
	if (unlikely(READ_ONCE(rx->quota_set))) {
		WRITE_ONCE(rx->quota_set, false);
		/* Reset, then look; VmbChannelSetTransactionQuota() does the reverse. */
		smp_mb();
	}
	/*
	 * A row ends when it raises one of these counts. Other contexts raise them, too:
	 * unsent, by completing a packet while the ring is full; then the row's next
	 * completion has to wait for room as well, and ends the row. And held, as long as
	 * they complete a packet that is still presented. So a row exceeds a limit by little.
	 */
	return !atomic_read(&rx->unsent) &&
	       atomic_read(&rx->held) < READ_ONCE(rx->quota);
}

struct vmbkmcl_incoming *vmbkmcl_rx_plain(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_incoming *in = rx->spare, *kept = NULL;
	/* The ring's data is mapped twice in a row: no row wraps. */
	const u8 *at = rx->ring.data + rx->ring.read, *end;
	u32 presented = 0, room;

	if (unlikely(!row_below_quota(rx)))
		return NULL;
	end = at + min3(rx->ring.avail, rx->ring.size / 4, ROW_BYTES);
	room = row_begin(channel, in);
	while (at < end && likely(conditions_are_usual(rx))) {
		const u64 *there = (const u64 *)at;
		/* Once: the peer may change them at any time. */
		u64 head = READ_ONCE(there[0]), id;
		u32 size = vmbus_head_size(head) - sizeof(struct vmbus_packet);

		if ((u32)head != HEAD_IN_BAND) {
			at = row_completions(channel, at, end);
			if (at == (const u8 *)there)
				break;
			continue;
		}
		/* Less than a descriptor makes a very large size. */
		if (unlikely(size >= room))
			break;
		at += sizeof(struct vmbus_packet) + size + VMBUS_TRAILER_SIZE;
		if (unlikely(at > end ||
			     head >> 48 > VMBUS_PACKET_COMPLETION_REQUESTED)) {
			at = (const u8 *)there;
			break;
		}
		id = READ_ONCE(there[1]);
		presented++;
		if (unlikely(!row_present(channel, in, id, there + 2, size, head >> 48))) {
			kept = in;
			break;
		}
	}
	WRITE_ONCE(rx->current_packet, NULL);
	if (!kept)
		rx->spare = in;
	rx->batch += presented;
	row_end(channel, at, presented);
	return kept;
}
