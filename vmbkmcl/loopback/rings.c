// SPDX-License-Identifier: GPL-2.0-only
/*
 * rings.c - ring memory: a header page and data, the data mapped twice in a row.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "loopback.h"

static_assert(PAGE_SIZE == VMBUS_PAGE_SIZE);

static void ring_destroy(struct loopback_ring *ring)
{
	u32 i;

	if (!ring->pages)
		return;
	if (ring->address)
		vunmap(ring->address);
	for (i = 0; i <= ring->data_pages; i++) {
		if (ring->pages[i])
			__free_page(ring->pages[i]);
	}
	kvfree(ring->pages);
}

/* Also after a failure ring_destroy() has to follow. */
static int ring_init(struct loopback_ring *ring, u32 pages)
{
	struct vmbus_ring_header *header;
	u32 i;

	if (pages < 2)
		return -EINVAL;
	ring->data_pages = pages - 1;
	ring->pages = kvcalloc(2 * pages - 1, sizeof(*ring->pages), GFP_KERNEL);
	if (!ring->pages)
		return -ENOMEM;
	for (i = 0; i < pages; i++) {
		ring->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!ring->pages[i])
			return -ENOMEM;
	}
	for (i = 0; i < ring->data_pages; i++)
		ring->pages[pages + i] = ring->pages[1 + i];
	ring->address = vmap(ring->pages, 2 * pages - 1, VM_MAP, PAGE_KERNEL);
	if (!ring->address)
		return -ENOMEM;

	/* Set here: either end may write before the other has opened its ring. */
	header = ring->address;
	header->feature_bits = VMBUS_RING_PENDING_SEND_SUPPORTED;
	return 0;
}

static void rings_release(struct kref *ref)
{
	struct loopback_rings *rings =
		container_of(ref, struct loopback_rings, ref);

	ring_destroy(&rings->upstream);
	ring_destroy(&rings->downstream);
	kfree(rings);
}

struct loopback_rings *loopback_rings_alloc(u32 upstream_pages,
					    u32 downstream_pages)
{
	struct loopback_rings *rings;
	int error;

	rings = kzalloc(sizeof(*rings), GFP_KERNEL);
	if (!rings)
		return ERR_PTR(-ENOMEM);
	kref_init(&rings->ref);
	error = ring_init(&rings->upstream, upstream_pages);
	if (!error)
		error = ring_init(&rings->downstream, downstream_pages);
	if (error) {
		loopback_rings_put(rings);
		return ERR_PTR(error);
	}
	return rings;
}

void loopback_rings_get(struct loopback_rings *rings)
{
	kref_get(&rings->ref);
}

void loopback_rings_put(struct loopback_rings *rings)
{
	kref_put(&rings->ref, rings_release);
}

void loopback_rings_describe(const struct loopback_rings *rings, bool server,
			     struct vmbkmcl_rings *out)
{
	const struct loopback_ring *tx = server ? &rings->downstream :
						  &rings->upstream;
	const struct loopback_ring *rx = server ? &rings->upstream :
						  &rings->downstream;

	out->tx = tx->address;
	out->tx_data = tx->address + PAGE_SIZE;
	out->tx_size = tx->data_pages * PAGE_SIZE;
	out->rx = rx->address;
	out->rx_data = rx->address + PAGE_SIZE;
	out->rx_size = rx->data_pages * PAGE_SIZE;
}
