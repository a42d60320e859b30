// SPDX-License-Identifier: GPL-2.0-only
/*
 * server.c - what only server endpoints can do: how they offer themselves, and
 * the client's memory.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>

#include "../compat/compat.h"
#include "../nt/handle.h"
#include "packet.h"
#include "server.h"

/*
 * VTL 0 is the only one here: a loopback has no other, and no partition that
 * had one can be offered to.
 */
#define SERVER_VTL_MAX	0

/**
 * struct server_mapping - a GPADL of the client's that the owner has mapped
 * @node: on server.mappings; gpadl_mutex
 * @handle: of the GPADL
 * @mdl: what the owner was given
 */
struct server_mapping {
	struct list_head node;
	u32 handle;
	PMDL mdl;
};

int vmbkmcl_server_alloc(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = kzalloc(sizeof(*server), GFP_KERNEL);

	if (!server)
		return -ENOMEM;
	INIT_LIST_HEAD(&server->mappings);
	mutex_init(&server->save_mutex);
	channel->server = server;
	return 0;
}

void vmbkmcl_server_free(struct vmbkmcl_channel *channel)
{
	if (!channel->server)
		return;
	vmbkmcl_save_free(channel);
	if (channel->config.vmbus)
		fput((struct file *)channel->config.vmbus);
	kfree(channel->server);
	channel->server = NULL;
}

const struct vmbkmcl_transport *
vmbkmcl_server_transport(struct vmbkmcl_channel *channel)
{
	u32 flags = channel->config.server_flags;

	if (flags & VMBUS_SERVER_CHANNEL_INIT_FLAG_TLNPI_PROVIDER_OFFER) {
		pr_warn_once("no transport here carries offers to socket providers\n");
		return NULL;
	}
	if (flags & VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER)
		return vmbkmcl_loopback();
	pr_warn_once("a Linux guest cannot offer channels to other partitions: set VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER to offer \"%s\" to clients of this kernel\n",
		     channel->config.name);
	return NULL;
}

/* Configuration: only servers, only while disabled. */

static struct vmbkmcl_channel *configure_begin(VMBCHANNEL handle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_config_begin(handle);

	if (channel && !channel->is_server) {
		vmbkmcl_config_end(channel, STATUS_INVALID_PARAMETER_1);
		return NULL;
	}
	return channel;
}

NTSTATUS VmbServerChannelInitSetFlags(VMBCHANNEL Channel, UINT32 Flags)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct vmbkmcl_channel *channel;

	channel = configure_begin(Channel);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_SERVER_CHANNEL_INIT_FLAGS)
		status = STATUS_INVALID_PARAMETER_2;
	else
		channel->config.server_flags = Flags;
	return vmbkmcl_config_end(channel, status);
}
VMBKMCL_EXPORT(VmbServerChannelInitSetFlags);

NTSTATUS VmbServerChannelInitSetMmioMegabytes(VMBCHANNEL Channel,
					      UINT16 MmioMegabytes,
					      UINT16 MmioMegabytesOptional)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct vmbkmcl_channel *channel;

	channel = configure_begin(Channel);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!MmioMegabytes && !MmioMegabytesOptional) {
		status = STATUS_INVALID_PARAMETER;
	} else {
		channel->config.mmio_low_mb = MmioMegabytes;
		channel->config.mmio_high_mb = MmioMegabytesOptional;
	}
	return vmbkmcl_config_end(channel, status);
}
VMBKMCL_EXPORT(VmbServerChannelInitSetMmioMegabytes);

NTSTATUS
VmbServerChannelInitSetSaveRestorePacketCallbacks(VMBCHANNEL Channel,
						  PFN_VMB_CHANNEL_SAVE_PACKET SavePacketCallback,
						  PFN_VMB_CHANNEL_RESTORE_PACKET RestorePacketCallback)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct vmbkmcl_channel *channel;

	channel = configure_begin(Channel);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!SavePacketCallback) {
		status = STATUS_INVALID_PARAMETER_2;
	} else if (!RestorePacketCallback) {
		status = STATUS_INVALID_PARAMETER_3;
	} else {
		channel->config.save_packet = SavePacketCallback;
		channel->config.restore_packet = RestorePacketCallback;
	}
	return vmbkmcl_config_end(channel, status);
}
VMBKMCL_EXPORT(VmbServerChannelInitSetSaveRestorePacketCallbacks);

NTSTATUS VmbServerChannelInitSetTargetInterfaceId(VMBCHANNEL Channel,
						  GUID InterfaceType,
						  GUID InterfaceInstance)
{
	struct vmbkmcl_channel *channel;

	BUILD_BUG_ON(sizeof(GUID) != sizeof(guid_t));
	channel = configure_begin(Channel);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	memcpy(&channel->config.type, &InterfaceType, sizeof(guid_t));
	memcpy(&channel->config.instance, &InterfaceInstance, sizeof(guid_t));
	channel->config.has_target = true;
	return vmbkmcl_config_end(channel, STATUS_SUCCESS);
}
VMBKMCL_EXPORT(VmbServerChannelInitSetTargetInterfaceId);

NTSTATUS VmbServerChannelInitSetTargetVtl(VMBCHANNEL Channel, UINT8 TargetVtl)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct vmbkmcl_channel *channel;

	channel = configure_begin(Channel);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (TargetVtl > SERVER_VTL_MAX)
		status = STATUS_INVALID_PARAMETER_2;
	else
		channel->config.vtl = TargetVtl;
	return vmbkmcl_config_end(channel, status);
}
VMBKMCL_EXPORT(VmbServerChannelInitSetTargetVtl);

static void vmbus_get(void *object)
{
	get_file(object);
}

static void vmbus_put(void *object)
{
	fput(object);
}

/* What a kernel handle to a VMBus stands for is a file. */
static const struct vmbkmcl_handle_ops vmbus_handle_ops = {
	.get = vmbus_get,
	.put = vmbus_put,
};

/* The file behind a handle, referenced, or NULL. Process context. */
static struct file *vmbus_file(HANDLE handle)
{
	const struct vmbkmcl_handle_ops *ops = NULL;
	void *object = vmbkmcl_handle_get(handle, &ops);

	if (!object || ops == &vmbus_handle_ops)
		return object;
	/* A thread, say. */
	ops->put(object);
	return NULL;
}

NTSTATUS VmbServerChannelInitSetVmbusHandle(VMBCHANNEL Channel,
					    HANDLE VmbusHandle)
{
	struct vmbkmcl_channel *channel;
	struct file *file, *unused;

	might_sleep();
	/* The owner may close its handle once this has returned. */
	file = vmbus_file(VmbusHandle);
	unused = file;
	channel = configure_begin(Channel);
	if (channel && file) {
		unused = channel->config.vmbus;
		channel->config.vmbus = file;
	}
	if (channel)
		vmbkmcl_config_end(channel, STATUS_SUCCESS);
	if (unused)
		fput(unused);
	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	return file ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER_2;
}
VMBKMCL_EXPORT(VmbServerChannelInitSetVmbusHandle);

/*
 * No file of Linux's stands for another partition's VMBus, which is said where
 * it matters: a server that is to offer there gets STATUS_NOT_SUPPORTED from
 * VmbChannelEnable().
 */
NTSTATUS VmbConvertVmbusHandleToKernelHandle(HANDLE VmbusHandle,
					     PHANDLE KernelHandle)
{
	ULONG_PTR fd = (ULONG_PTR)VmbusHandle;
	struct file *file;

	might_sleep();
	if (!KernelHandle)
		return STATUS_INVALID_PARAMETER_2;
	if (fd > INT_MAX)
		return STATUS_INVALID_HANDLE;
	file = fget(fd);
	if (!file)
		return STATUS_INVALID_HANDLE;
	if (!vmbkmcl_handle_open(file, &vmbus_handle_ops, KernelHandle))
		return STATUS_SUCCESS;
	fput(file);
	return STATUS_INSUFFICIENT_RESOURCES;
}
VMBKMCL_EXPORT(VmbConvertVmbusHandleToKernelHandle);

/* GPADLs of the client's. */

static PMDL mapping_mdl(struct page **pages, unsigned int count, bool write)
{
	PPFN_NUMBER pfns;
	unsigned int i;
	PMDL mdl;

	/* The API counts bytes in 32 bits. */
	if (count > U32_MAX >> PAGE_SHIFT)
		return NULL;
	mdl = IoAllocateMdl(NULL, count << PAGE_SHIFT, FALSE, FALSE, NULL);
	if (!mdl)
		return NULL;
	pfns = MmGetMdlPfnArray(mdl);
	for (i = 0; i < count; i++)
		pfns[i] = page_to_pfn(pages[i]);
	mdl->MdlFlags |= MDL_PARTIAL | MDL_PAGES_LOCKED;
	if (write)
		mdl->MdlFlags |= MDL_WRITE_OPERATION;
	return mdl;
}

static void mapping_free(struct server_mapping *mapping)
{
	if (mapping->mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(mapping->mdl->MappedSystemVa, mapping->mdl);
	IoFreeMdl(mapping->mdl);
	kfree(mapping);
}

static int mapping_make(struct vmbkmcl_channel *channel,
			struct server_mapping *mapping, bool write)
{
	struct vmbkmcl_offer *offer = vmbkmcl_gpadl_offer(channel);
	unsigned int count;
	struct page **pages;
	int error;

	if (!offer)
		return -ENOTCONN;
	error = offer->transport->ops->gpadl_map(offer, mapping->handle, write,
						 &pages, &count);
	if (error)
		return error;
	mapping->mdl = mapping_mdl(pages, count, write);
	if (!mapping->mdl) {
		offer->transport->ops->gpadl_unmap(offer, mapping->handle);
		return -ENOMEM;
	}
	list_add_tail(&mapping->node, &channel->server->mappings);
	return 0;
}

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
	struct server_mapping *mapping;
	int error;

	might_sleep();
	if (!channel || !channel->is_server)
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_CHANNEL_GPADL_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Mdl)
		return STATUS_INVALID_PARAMETER_4;
	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return STATUS_INSUFFICIENT_RESOURCES;
	mapping->handle = GpadlHandle;

	mutex_lock(&channel->gpadl_mutex);
	error = mapping_make(channel, mapping,
			     !(Flags & VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY));
	if (!error)
		*Mdl = mapping->mdl;
	mutex_unlock(&channel->gpadl_mutex);
	if (error)
		kfree(mapping);
	return map_status(error);
}
VMBKMCL_EXPORT(VmbChannelMapGpadl);

/* Only one of two threads that unmap a GPADL finds it. */
static bool mapping_end(struct vmbkmcl_channel *channel, u32 handle)
{
	struct vmbkmcl_offer *offer = channel->offer;
	struct server_mapping *mapping;

	lockdep_assert_held(&channel->gpadl_mutex);
	list_for_each_entry(mapping, &channel->server->mappings, node) {
		if (mapping->handle != handle)
			continue;
		list_del(&mapping->node);
		mapping_free(mapping);
		offer->transport->ops->gpadl_unmap(offer, handle);
		return true;
	}
	return false;
}

VOID VmbChannelUnmapGpadl(VMBCHANNEL Channel, UINT32 GpadlHandle)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	bool unmapped;

	might_sleep();
	if (!channel)
		return;
	if (!channel->is_server) {
		vmbkmcl_misuse(channel, "%s: not a server", __func__);
		return;
	}
	mutex_lock(&channel->gpadl_mutex);
	unmapped = mapping_end(channel, GpadlHandle);
	mutex_unlock(&channel->gpadl_mutex);
	if (!unmapped)
		vmbkmcl_misuse(channel, "%s: GPADL %u is not mapped", __func__,
			       GpadlHandle);
}
VMBKMCL_EXPORT(VmbChannelUnmapGpadl);

/* What the state worker tells. */

void vmbkmcl_server_opened(struct vmbkmcl_channel *channel)
{
	vmbkmcl_restore_opened(channel);
}

void vmbkmcl_server_closing(struct vmbkmcl_channel *channel)
{
	vmbkmcl_save_closing(channel);
}

void vmbkmcl_server_closed(struct vmbkmcl_channel *channel)
{
	struct server_mapping *mapping;

	mutex_lock(&channel->gpadl_mutex);
	while (!list_empty(&channel->server->mappings)) {
		mapping = list_first_entry(&channel->server->mappings,
					   typeof(*mapping), node);
		vmbkmcl_misuse(channel,
			       "GPADL %u was left mapped by EvtChannelClosed",
			       mapping->handle);
		mapping_end(channel, mapping->handle);
	}
	mutex_unlock(&channel->gpadl_mutex);
}

void vmbkmcl_server_resume(struct vmbkmcl_channel *channel)
{
	vmbkmcl_save_resume(channel);
}
