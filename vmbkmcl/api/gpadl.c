// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl.c - lend memory to the peer; map the memory that the peer lends.
 *
 * A GPADL is a list of whole pages. A buffer, or an MDL's part, that does not begin and
 * end on page boundaries is refused: the peer would see other bytes, too.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../core/gpadl.h"
#include "../core/handle.h"
#include "../nt/nt.h"

static struct page **pages_alloc(u32 count)
{
	return kvmalloc_array(count, sizeof(struct page *), GFP_KERNEL);
}

/*
 * @address: the one address at which the kernel uses the pages, or NULL. @too_large: when
 * they are more than the transport can lend at a time.
 */
static NTSTATUS gpadl_create(struct vmbkmcl_channel *channel,
			     struct page **pages, u32 count, void *address,
			     UINT32 flags, PUINT32 handle, NTSTATUS too_large)
{
	const struct vmbkmcl_gpadl_memory memory = {
		.pages = pages,
		.count = count,
		.address = address,
		.read_only = flags & VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY,
	};

	int error = vmbkmcl_gpadl_create(channel, &memory, handle);

	return error == -E2BIG ? too_large : vmbkmcl_errno_to_status(error);
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
	struct page **pages;
	u32 i, count;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_at_passive(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	if (Flags & ~VMBUS_CHANNEL_GPADL_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Buffer)
		return STATUS_INVALID_PARAMETER_3;
	if (!NumberOfBytes)
		return STATUS_INVALID_PARAMETER_4;
	if (!GpadlHandle)
		return STATUS_INVALID_PARAMETER_5;
	if (offset_in_page(Buffer) || NumberOfBytes % PAGE_SIZE) {
		pr_err_once("a GPADL must begin and end on a page boundary: hv_vmbus lends whole pages\n");
		return STATUS_NOT_SUPPORTED;
	}
	count = NumberOfBytes / PAGE_SIZE;
	pages = pages_alloc(count);
	if (!pages)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (i = 0; i < count; i++) {
		pages[i] = buffer_page((u8 *)Buffer + (size_t)i * PAGE_SIZE);
		if (!pages[i]) {
			kvfree(pages);
			return STATUS_INVALID_PARAMETER_3;
		}
	}
	return gpadl_create(channel, pages, count, Buffer, Flags, GpadlHandle,
			    STATUS_INVALID_PARAMETER_4);
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

		if (!(mdl->MdlFlags & VMBKMCL_MDL_PAGES_KNOWN))
			return -EINVAL;
		if (skip >= bytes) {
			skip -= bytes;
			continue;
		}
		start += skip;
		bytes = min(bytes - skip, left);
		skip = 0;
		left -= bytes;
		/* Whole pages only, also at the end of the chain. */
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

/* The address at which the memory is used, if it is a single MDL of kernel memory. */
static void *mdl_address(const MDL *mdl, u32 offset)
{
	if (mdl->Next || !(mdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL))
		return NULL;
	return (u8 *)mdl->MappedSystemVa + offset;
}

NTSTATUS VmbChannelCreateGpadlFromMdl(VMBCHANNEL Channel, UINT32 Flags,
				      PMDL Mdl, UINT32 StartOffset,
				      UINT32 Length, PUINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	u64 total, length = Length;
	struct page **pages;
	int count;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_at_passive(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
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
	if (count == -EOPNOTSUPP)
		pr_err_once("a GPADL must begin and end on a page boundary: hv_vmbus lends whole pages\n");
	if (count < 0)
		return count == -EINVAL ? STATUS_INVALID_PARAMETER_3 :
					  vmbkmcl_errno_to_status(count);
	pages = pages_alloc(count);
	if (!pages)
		return STATUS_INSUFFICIENT_RESOURCES;
	chain_pages(Mdl, StartOffset, length, pages);
	return gpadl_create(channel, pages, count, mdl_address(Mdl, StartOffset), Flags,
			    GpadlHandle, STATUS_INVALID_PARAMETER_5);
}
VMBKMCL_EXPORT(VmbChannelCreateGpadlFromMdl);

VOID VmbChannelDeleteGpadl(VMBCHANNEL Channel, UINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel || !vmbkmcl_at_passive(channel, __func__))
		return;
	if (!vmbkmcl_gpadl_delete(channel, GpadlHandle))
		vmbkmcl_misuse(channel, "no GPADL %#x to delete", GpadlHandle);
}
VMBKMCL_EXPORT(VmbChannelDeleteGpadl);

static NTSTATUS map_status(int error)
{
	switch (error) {
	case 0:
		return STATUS_SUCCESS;
	case -ENOENT:
		return STATUS_INVALID_PARAMETER_3;
	case -EBUSY:
		return STATUS_CONFLICTING_ADDRESSES;
	case -EACCES:
		return STATUS_ACCESS_DENIED;
	case -ENOTCONN:
		return STATUS_INVALID_DEVICE_STATE;
	default:
		return vmbkmcl_errno_to_status(error);
	}
}

NTSTATUS VmbChannelMapGpadl(VMBCHANNEL Channel, UINT32 Flags,
			    UINT32 GpadlHandle, PMDL *Mdl)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel || !channel->is_server)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_at_passive(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	if (Flags & ~VMBUS_CHANNEL_GPADL_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Mdl)
		return STATUS_INVALID_PARAMETER_4;
	return map_status(vmbkmcl_mapping_create(channel, GpadlHandle,
						 !(Flags & VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY),
						 Mdl));
}
VMBKMCL_EXPORT(VmbChannelMapGpadl);

VOID VmbChannelUnmapGpadl(VMBCHANNEL Channel, UINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel || !vmbkmcl_at_passive(channel, __func__))
		return;
	if (!channel->is_server) {
		vmbkmcl_misuse(channel, "%s: not a server", __func__);
		return;
	}
	if (!vmbkmcl_mapping_delete(channel, GpadlHandle))
		vmbkmcl_misuse(channel, "%s: GPADL %u is not mapped", __func__,
			       GpadlHandle);
}
VMBKMCL_EXPORT(VmbChannelUnmapGpadl);
