// SPDX-License-Identifier: GPL-2.0-only
/*
 * incoming.c - the memory of incoming packets.
 *
 * A struct vmbkmcl_incoming is allocated when the channel's owner holds more packets at
 * a time than ever before, and reused from then on, so that a packet usually costs no
 * allocation. None is freed before the channel is cleaned up; but buffers that the peer's
 * packets have made larger than the configuration asks for are, when the channel closes.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "handle.h"
#include "incoming.h"

/* Bytes of buffers are multiples of it. */
#define BUFFER_UNIT	64

static struct kmem_cache *incoming_cache;

int vmbkmcl_incoming_init(void)
{
	incoming_cache = KMEM_CACHE(vmbkmcl_incoming, SLAB_HWCACHE_ALIGN);
	return incoming_cache ? 0 : -ENOMEM;
}

void vmbkmcl_incoming_exit(void)
{
	kmem_cache_destroy(incoming_cache);
}

struct vmbkmcl_incoming *vmbkmcl_incoming_stale(VMBPACKETCOMPLETION handle,
						const char *what)
{
	unsigned long value = (unsigned long)handle;
	struct vmbkmcl_incoming *in =
		(void *)(value & ~(VMBKMCL_IN_ALIGN - 1ul));

	if (in)
		vmbkmcl_misuse(in->channel,
			       "%s: the packet was completed before", what);
	else
		vmbkmcl_misuse(NULL, "%s: no packet", what);
	return NULL;
}

void *vmbkmcl_incoming_memory(u32 size, gfp_t gfp)
{
	if (gfpflags_allow_blocking(gfp))
		return kvmalloc(size, gfp);
	return kmalloc(size, gfp | __GFP_NOWARN);
}

static int incoming_buffer(struct vmbkmcl_incoming *in, u32 size, gfp_t gfp)
{
	u8 *buffer;

	/* Also room for the packet's completion, should that have to queue. */
	size = max(size, in->channel->config.max_packet);
	if (likely(in->capacity >= size))
		return 0;
	size = roundup(size, BUFFER_UNIT);
	buffer = vmbkmcl_incoming_memory(size, gfp);
	if (!buffer)
		return -ENOMEM;
	kvfree(in->buffer);
	in->buffer = buffer;
	in->capacity = size;
	in->answer.room = buffer;
	return 0;
}

static int incoming_context(struct vmbkmcl_incoming *in, gfp_t gfp)
{
	u32 size = in->channel->config.client_context;
	void *context;

	if (likely(in->context_size >= size))
		return 0;
	context = vmbkmcl_incoming_memory(size, gfp);
	if (!context)
		return -ENOMEM;
	kvfree(in->context);
	in->context = context;
	in->context_size = size;
	return 0;
}

static struct vmbkmcl_incoming *incoming_new(struct vmbkmcl_channel *channel,
					     gfp_t gfp)
{
	struct vmbkmcl_incoming *in;

	in = kmem_cache_zalloc(incoming_cache, gfp | __GFP_NOWARN);
	if (!in)
		return NULL;
	in->channel = channel;
	list_add(&in->node, &channel->rx.objects);
	return in;
}

struct vmbkmcl_incoming *vmbkmcl_incoming_find(struct vmbkmcl_channel *channel,
					       u32 size, gfp_t gfp)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_incoming *in = rx->spare;

	if (in) {
		rx->spare = NULL;
	} else {
		/* Only the owner of rx removes any, so no lock is needed. */
		struct llist_node *node = llist_del_first(&rx->free);

		in = node ? llist_entry(node, struct vmbkmcl_incoming, free) :
			    incoming_new(channel, gfp);
		if (!in)
			return NULL;
	}
	/* Its memory may be of an earlier configuration. */
	if (incoming_buffer(in, size, gfp) || incoming_context(in, gfp)) {
		vmbkmcl_incoming_recycle(in);
		return NULL;
	}
	vmbkmcl_incoming_renew(in);
	in->external = NULL;
	return in;
}

void vmbkmcl_incoming_recycle(struct vmbkmcl_incoming *in)
{
	llist_add(&in->free, &in->channel->rx.free);
}

void vmbkmcl_incoming_retire(struct vmbkmcl_incoming *in)
{
	/* While it is presented, the owner of rx does the rest, in rx_presented(). */
	if (!(atomic_fetch_or(VMBKMCL_IN_RETIRED, &in->flags) &
	      VMBKMCL_IN_PRESENTING))
		vmbkmcl_incoming_recycle(in);
}

void vmbkmcl_incoming_trim(struct vmbkmcl_channel *channel)
{
	u32 most = roundup(channel->config.max_packet, BUFFER_UNIT);
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_incoming *in, *next;

	if (rx->spare)
		vmbkmcl_incoming_recycle(rx->spare);
	rx->spare = NULL;
	llist_for_each_entry_safe(in, next, llist_del_all(&rx->free), free) {
		if (in->capacity > most) {
			kvfree(in->buffer);
			in->buffer = NULL;
			in->capacity = 0;
		}
		vmbkmcl_incoming_recycle(in);
	}
}

void vmbkmcl_incoming_free_all(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rx *rx = &channel->rx;
	struct vmbkmcl_incoming *in, *next;

	list_for_each_entry_safe(in, next, &rx->objects, node) {
		list_del(&in->node);
		kvfree(in->context);
		kvfree(in->buffer);
		kmem_cache_free(incoming_cache, in);
	}
	rx->spare = NULL;
	rx->head = NULL;
	init_llist_head(&rx->free);
}
