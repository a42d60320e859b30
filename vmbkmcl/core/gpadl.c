// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl.c - memory lent to the peer.
 *
 * A GPADL is a list of whole pages. What does not begin on a page boundary, or
 * has a hole in it, cannot be lent so that the peer sees the caller's bytes
 * and no others in between: it is refused.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "channel.h"

/**
 * struct vmbkmcl_gpadl - one GPADL of a channel
 * @node: on channel->gpadls; gpadl_mutex
 * @memory: what the transport was given
 */
struct vmbkmcl_gpadl {
	struct list_head node;
	struct vmbkmcl_gpadl_memory memory;
};

void vmbkmcl_gpadl_init(struct vmbkmcl_channel *channel)
{
	mutex_init(&channel->gpadl_mutex);
	INIT_LIST_HEAD(&channel->gpadls);
	channel->gpadl_reaped = true;
}

static struct vmbkmcl_gpadl *gpadl_alloc(u32 pages)
{
	struct vmbkmcl_gpadl *gpadl = kzalloc(sizeof(*gpadl), GFP_KERNEL);

	if (!gpadl)
		return NULL;
	gpadl->memory.pages = kvmalloc_array(pages, sizeof(struct page *),
					     GFP_KERNEL);
	if (!gpadl->memory.pages) {
		kfree(gpadl);
		return NULL;
	}
	return gpadl;
}

static void gpadl_free(struct vmbkmcl_gpadl *gpadl)
{
	kvfree(gpadl->memory.pages);
	kfree(gpadl);
}

struct vmbkmcl_offer *vmbkmcl_gpadl_offer(struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&channel->gpadl_mutex);

	if (!vmbkmcl_state_is_open(READ_ONCE(channel->state)) ||
	    channel->gpadl_reaped)
		return NULL;
	return channel->offer;
}

/*
 * The peer may take its time, so gpadl_mutex is not held while it is asked.
 * Instead the channel does not let go of its offer while somebody asks.
 */
static struct vmbkmcl_offer *peer_begin(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer = vmbkmcl_gpadl_offer(channel);

	if (offer)
		channel->gpadl_users++;
	return offer;
}

static void peer_end(struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&channel->gpadl_mutex);

	if (!--channel->gpadl_users)
		wake_up_all(&channel->state_changed);
}

/* Hand it to the peer. Takes @gpadl over, also when it fails. */
static NTSTATUS gpadl_create(struct vmbkmcl_channel *channel,
			     struct vmbkmcl_gpadl *gpadl, UINT32 flags,
			     PUINT32 handle)
{
	struct vmbkmcl_offer *offer;
	int error = -ENOTCONN;

	gpadl->memory.read_only = flags & VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY;
	mutex_lock(&channel->gpadl_mutex);
	offer = channel->is_server ? NULL : peer_begin(channel);
	mutex_unlock(&channel->gpadl_mutex);
	if (!offer)
		goto free;

	error = offer->transport->ops->gpadl_create(offer, &gpadl->memory);

	mutex_lock(&channel->gpadl_mutex);
	if (!error) {
		list_add_tail(&gpadl->node, &channel->gpadls);
		*handle = gpadl->memory.handle;
	}
	peer_end(channel);
	mutex_unlock(&channel->gpadl_mutex);
free:
	if (error)
		gpadl_free(gpadl);
	return vmbkmcl_errno_to_status(error);
}

static struct page *buffer_page(const void *address)
{
	return virt_addr_valid(address) ? virt_to_page(address) :
					  vmalloc_to_page(address);
}

NTSTATUS VmbChannelCreateGpadlFromBuffer(VMBCHANNEL Channel, UINT32 Flags,
					 PVOID Buffer, UINT32 NumberOfBytes,
					 PUINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_gpadl *gpadl;
	u32 i, pages;

	might_sleep();
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_CHANNEL_GPADL_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Buffer)
		return STATUS_INVALID_PARAMETER_3;
	if (!NumberOfBytes)
		return STATUS_INVALID_PARAMETER_4;
	if (!GpadlHandle)
		return STATUS_INVALID_PARAMETER_5;
	if (offset_in_page(Buffer) || NumberOfBytes % PAGE_SIZE) {
		pr_err_once("a GPADL has to begin and end on a page boundary: Linux has no other\n");
		return STATUS_NOT_SUPPORTED;
	}
	pages = NumberOfBytes / PAGE_SIZE;
	gpadl = gpadl_alloc(pages);
	if (!gpadl)
		return STATUS_INSUFFICIENT_RESOURCES;
	gpadl->memory.count = pages;
	for (i = 0; i < pages; i++) {
		struct page *page = buffer_page((u8 *)Buffer +
						(size_t)i * PAGE_SIZE);

		if (!page) {
			gpadl_free(gpadl);
			return STATUS_INVALID_PARAMETER_3;
		}
		gpadl->memory.pages[i] = page;
	}
	return gpadl_create(channel, gpadl, Flags, GpadlHandle);
}
VMBKMCL_EXPORT(VmbChannelCreateGpadlFromBuffer);

/*
 * Walk the bytes [@skip, @skip + @left) of a chain. Stores their pages unless
 * @pages is NULL. Returns how many, or an errno.
 */
static int chain_pages(const MDL *mdl, u64 skip, u64 left, struct page **pages)
{
	unsigned int count = 0;

	for (; mdl && left; mdl = mdl->Next) {
		u64 start = mdl->ByteOffset, bytes = mdl->ByteCount;
		u32 i, first, n;

		if (skip >= bytes) {
			skip -= bytes;
			continue;
		}
		start += skip;
		bytes = min(bytes - skip, left);
		skip = 0;
		left -= bytes;
		/* Only the last page of all may be lent in part, and is not. */
		if (start % PAGE_SIZE || bytes % PAGE_SIZE)
			return -EOPNOTSUPP;
		first = start / PAGE_SIZE;
		n = bytes / PAGE_SIZE;
		for (i = 0; pages && i < n; i++)
			pages[count + i] = pfn_to_page(MmGetMdlPfnArray(mdl)[first + i]);
		count += n;
	}
	if (left)
		return -EINVAL;
	return count;
}

static u64 chain_bytes(const MDL *mdl)
{
	u64 bytes = 0;

	for (; mdl; mdl = mdl->Next)
		bytes += mdl->ByteCount;
	return bytes;
}

NTSTATUS VmbChannelCreateGpadlFromMdl(VMBCHANNEL Channel, UINT32 Flags,
				      PMDL Mdl, UINT32 StartOffset,
				      UINT32 Length, PUINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_gpadl *gpadl;
	u64 total, length = Length;
	int count;

	might_sleep();
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_CHANNEL_GPADL_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Mdl)
		return STATUS_INVALID_PARAMETER_3;
	total = chain_bytes(Mdl);
	if (StartOffset >= total)
		return STATUS_INVALID_PARAMETER_4;
	if (!length)
		length = total - StartOffset;
	if (length > total - StartOffset)
		return STATUS_INVALID_PARAMETER_5;
	if (!GpadlHandle)
		return STATUS_INVALID_PARAMETER_6;

	count = chain_pages(Mdl, StartOffset, length, NULL);
	if (count < 0) {
		pr_err_once("a GPADL has to begin and end on a page boundary: Linux has no other\n");
		return vmbkmcl_errno_to_status(count);
	}
	gpadl = gpadl_alloc(count);
	if (!gpadl)
		return STATUS_INSUFFICIENT_RESOURCES;
	gpadl->memory.count = count;
	chain_pages(Mdl, StartOffset, length, gpadl->memory.pages);
	return gpadl_create(channel, gpadl, Flags, GpadlHandle);
}
VMBKMCL_EXPORT(VmbChannelCreateGpadlFromMdl);

static struct vmbkmcl_gpadl *gpadl_take(struct vmbkmcl_channel *channel,
					UINT32 handle)
{
	struct vmbkmcl_gpadl *gpadl;

	lockdep_assert_held(&channel->gpadl_mutex);

	list_for_each_entry(gpadl, &channel->gpadls, node) {
		if (gpadl->memory.handle != handle)
			continue;
		list_del(&gpadl->node);
		return gpadl;
	}
	return NULL;
}

VOID VmbChannelDeleteGpadl(VMBCHANNEL Channel, UINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_gpadl *gpadl = NULL;
	struct vmbkmcl_offer *offer;

	might_sleep();
	if (!channel)
		return;
	mutex_lock(&channel->gpadl_mutex);
	offer = peer_begin(channel);
	/* Of two threads that delete one GPADL only one finds it. */
	if (offer)
		gpadl = gpadl_take(channel, GpadlHandle);
	mutex_unlock(&channel->gpadl_mutex);

	if (gpadl) {
		offer->transport->ops->gpadl_destroy(offer, &gpadl->memory);
		gpadl_free(gpadl);
	} else {
		vmbkmcl_misuse(channel, "no GPADL %#x to delete", GpadlHandle);
	}
	if (offer) {
		mutex_lock(&channel->gpadl_mutex);
		peer_end(channel);
		mutex_unlock(&channel->gpadl_mutex);
	}
}
VMBKMCL_EXPORT(VmbChannelDeleteGpadl);

void vmbkmcl_gpadl_open(struct vmbkmcl_channel *channel)
{
	mutex_lock(&channel->gpadl_mutex);
	channel->gpadl_reaped = false;
	mutex_unlock(&channel->gpadl_mutex);
}

void vmbkmcl_gpadl_reap(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_gpadl *gpadl, *next;

	mutex_lock(&channel->gpadl_mutex);
	channel->gpadl_reaped = true;
	mutex_unlock(&channel->gpadl_mutex);
	wait_event(channel->state_changed, !READ_ONCE(channel->gpadl_users));
	/* The last of them is past its list operation once we get the mutex. */
	mutex_lock(&channel->gpadl_mutex);
	mutex_unlock(&channel->gpadl_mutex);

	list_for_each_entry_safe(gpadl, next, &channel->gpadls, node) {
		vmbkmcl_misuse(channel,
			       "GPADL %#x was not deleted in EvtChannelClosed",
			       gpadl->memory.handle);
		list_del(&gpadl->node);
		channel->offer->transport->ops->gpadl_destroy(channel->offer,
							      &gpadl->memory);
		gpadl_free(gpadl);
	}
}

NTSTATUS VmbChannelGetMmioSpace(VMBCHANNEL Channel, UINT64 *MmioAddress,
				UINT64 *MmioSize)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_offer *offer;
	u64 address, size;
	int error;

	might_sleep();
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!MmioAddress)
		return STATUS_INVALID_PARAMETER_2;
	if (!MmioSize)
		return STATUS_INVALID_PARAMETER_3;
	mutex_lock(&channel->gpadl_mutex);
	offer = peer_begin(channel);
	mutex_unlock(&channel->gpadl_mutex);
	if (!offer)
		return STATUS_INVALID_DEVICE_STATE;
	error = offer->transport->ops->mmio(offer, &address, &size);
	mutex_lock(&channel->gpadl_mutex);
	peer_end(channel);
	mutex_unlock(&channel->gpadl_mutex);
	if (error)
		return vmbkmcl_errno_to_status(error);
	*MmioAddress = address;
	*MmioSize = size;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbChannelGetMmioSpace);

NTSTATUS VmbChannelSetInterruptLatency(VMBCHANNEL Channel, UINT16 Latency,
				       PUINT16 OriginalLatency)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	struct vmbkmcl_offer *offer;
	int error = -ENOTCONN;
	unsigned long flags;
	u16 former = 0;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	/* The lock keeps the offer, and keeps the channel from closing. */
	spin_lock_irqsave(&channel->lock, flags);
	offer = channel->offer;
	if (offer && vmbkmcl_state_is_open(channel->state) &&
	    channel->state != VMBKMCL_CLOSING)
		error = offer->transport->ops->latency(offer, Latency, &former);
	spin_unlock_irqrestore(&channel->lock, flags);
	if (!error && OriginalLatency)
		*OriginalLatency = former;
	return vmbkmcl_errno_to_status(error);
}
VMBKMCL_EXPORT(VmbChannelSetInterruptLatency);
