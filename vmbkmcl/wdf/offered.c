// SPDX-License-Identifier: GPL-2.0-only
/*
 * offered.c - interfaces that a device offers to the drivers above it. As KMDF's
 * FxPkgPnp::HandleQueryInterface().
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_offered - an interface
 * @link: on the device's @offered
 * @type: its type
 * @interface: the interface, or NULL
 * @callback: EvtDeviceProcessQueryInterfaceRequest, or NULL
 * @import: @callback fills in what the other driver gets
 */
struct wdf_offered {
	struct list_head link;
	GUID type;
	PINTERFACE interface;
	PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST callback;
	bool import;
};

VOID WdfDeviceInterfaceReferenceNoOp(PVOID Context)
{
}
VMBKMCL_EXPORT(WdfDeviceInterfaceReferenceNoOp);

VOID WdfDeviceInterfaceDereferenceNoOp(PVOID Context)
{
}
VMBKMCL_EXPORT(WdfDeviceInterfaceDereferenceNoOp);

static NTSTATUS check_config(const struct wdf_device *device,
			     const WDF_QUERY_INTERFACE_CONFIG *config)
{
	if (device->control)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (config->Size != sizeof(*config))
		return STATUS_INFO_LENGTH_MISMATCH;
	/* No framework device is a bus's. */
	if (config->SendQueryToParentStack)
		return STATUS_INVALID_PARAMETER;
	if (config->ImportInterface ? !config->EvtDeviceProcessQueryInterfaceRequest :
				      !config->Interface)
		return STATUS_INVALID_PARAMETER;
	if (config->Interface && config->Interface->Size < sizeof(INTERFACE))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static void offered_free(struct wdf_offered *offered)
{
	kfree(offered->interface);
	kfree(offered);
}

static struct wdf_offered *offered_alloc(const WDF_QUERY_INTERFACE_CONFIG *config)
{
	struct wdf_offered *offered = kzalloc(sizeof(*offered), GFP_KERNEL);
	PINTERFACE interface;

	if (!offered)
		return NULL;
	offered->type = *config->InterfaceType;
	offered->callback = config->EvtDeviceProcessQueryInterfaceRequest;
	offered->import = config->ImportInterface;
	if (!config->Interface)
		return offered;
	interface = kmemdup(config->Interface, config->Interface->Size, GFP_KERNEL);
	offered->interface = interface;
	if (!interface) {
		offered_free(offered);
		return NULL;
	}
	if (!interface->InterfaceReference)
		interface->InterfaceReference = WdfDeviceInterfaceReferenceNoOp;
	if (!interface->InterfaceDereference)
		interface->InterfaceDereference = WdfDeviceInterfaceDereferenceNoOp;
	return offered;
}

NTSTATUS WdfDeviceAddQueryInterface(WDFDEVICE Device,
				    PWDF_QUERY_INTERFACE_CONFIG InterfaceConfig)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	NTSTATUS status = check_config(device, InterfaceConfig);
	struct wdf_offered *offered;

	might_sleep();
	if (!NT_SUCCESS(status))
		return status;
	offered = offered_alloc(InterfaceConfig);
	if (!offered)
		return STATUS_INSUFFICIENT_RESOURCES;
	mutex_lock(&device->interfaces_mutex);
	list_add_tail(&offered->link, &device->offered);
	mutex_unlock(&device->interfaces_mutex);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDeviceAddQueryInterface);

/* One stays until its device is freed. */
static const struct wdf_offered *offered_find(struct wdf_device *device, const GUID *type)
{
	const struct wdf_offered *offered, *found = NULL;

	mutex_lock(&device->interfaces_mutex);
	list_for_each_entry(offered, &device->offered, link) {
		if (IsEqualGUID(&offered->type, type)) {
			found = offered;
			break;
		}
	}
	mutex_unlock(&device->interfaces_mutex);
	return found;
}

NTSTATUS vmbkmcl_wdf_offered_answer(struct wdf_device *device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	const struct wdf_offered *offered =
		offered_find(device, stack->Parameters.QueryInterface.InterfaceType);
	PINTERFACE exposed = stack->Parameters.QueryInterface.Interface;
	NTSTATUS status = STATUS_SUCCESS;

	if (!offered)
		return irp->IoStatus.Status;
	if (offered->interface) {
		if (offered->interface->Size > stack->Parameters.QueryInterface.Size ||
		    offered->interface->Version > stack->Parameters.QueryInterface.Version)
			return STATUS_INVALID_BUFFER_SIZE;
		if (!offered->import)
			memcpy(exposed, offered->interface, offered->interface->Size);
	}
	if (offered->callback)
		status = offered->callback((WDFDEVICE)device, (LPGUID)&offered->type, exposed,
				stack->Parameters.QueryInterface.InterfaceSpecificData);
	if (NT_SUCCESS(status) && exposed->InterfaceReference)
		exposed->InterfaceReference(exposed->Context);
	return status;
}

void vmbkmcl_wdf_offered_free(struct wdf_device *device)
{
	struct wdf_offered *offered, *next;

	list_for_each_entry_safe(offered, next, &device->offered, link)
		offered_free(offered);
}
