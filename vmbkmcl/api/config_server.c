// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_server.c - the InitSet functions of servers, which need a Disabled channel.
 */
#include <linux/file.h>
#include <linux/fs.h>

#include "../core/handle.h"
#include "../core/server.h"
#include "../nt/handle.h"
#include "config.h"

/*
 * VTL 0 is the only one: clients on the loopback bus have no other, and servers cannot be
 * offered to other partitions.
 */
#define SERVER_VTL_MAX	0

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

/* A kernel handle to a VMBus refers to a file. */
static const struct vmbkmcl_handle_ops vmbus_handle_ops = {
	.get = vmbus_get,
	.put = vmbus_put,
};

/* The file behind a handle, referenced, or NULL. Process context. */
static struct file *vmbus_file(HANDLE handle)
{
	return vmbkmcl_handle_get(handle, &vmbus_handle_ops, NULL);
}

NTSTATUS VmbServerChannelInitSetVmbusHandle(VMBCHANNEL Channel,
					    HANDLE VmbusHandle)
{
	struct vmbkmcl_channel *channel;
	struct file *file, *unused;

	if (!vmbkmcl_at_passive(NULL, __func__))
		return STATUS_INVALID_PARAMETER_1;
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
 * Any file is accepted, though on Linux none stands for another partition's VMBus: a
 * server that is to be offered there gets STATUS_NOT_SUPPORTED from VmbChannelEnable().
 */
NTSTATUS VmbConvertVmbusHandleToKernelHandle(HANDLE VmbusHandle,
					     PHANDLE KernelHandle)
{
	ULONG_PTR fd = (ULONG_PTR)VmbusHandle;
	struct file *file;

	if (!KernelHandle)
		return STATUS_INVALID_PARAMETER_2;
	if (!vmbkmcl_at_passive(NULL, __func__))
		return STATUS_INVALID_DEVICE_STATE;
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
