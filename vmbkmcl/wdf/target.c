// SPDX-License-Identifier: GPL-2.0-only
/*
 * target.c - making I/O targets, and what they say of themselves.
 */
#include <linux/slab.h>

#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "target.h"

static bool target_keeps(const struct wdf_object *object)
{
	return container_of(object, struct wdf_target, object)->local;
}

static void target_dispose(struct wdf_object *object)
{
	struct wdf_target *target = container_of(object, struct wdf_target, object);

	spin_lock_bh(&target->device->targets_lock);
	list_del_init(&target->link);
	spin_unlock_bh(&target->device->targets_lock);
	vmbkmcl_wdf_target_close(target, WdfIoTargetDeleted);
}

static void target_free(struct wdf_object *object)
{
	kfree(container_of(object, struct wdf_target, object)->name.Buffer);
}

static const struct wdf_object_ops target_ops = {
	.name = "I/O target",
	.passive = true,
	.keeps = target_keeps,
	.dispose = target_dispose,
	.free = target_free,
};

/* One that is not open, and not committed. */
static struct wdf_target *target_alloc(struct wdf_device *device,
				       const WDF_OBJECT_ATTRIBUTES *attributes,
				       NTSTATUS *status)
{
	struct wdf_target *target;

	target = vmbkmcl_wdf_make(sizeof(*target), &target_ops, attributes,
				  &device->object, status);
	if (!target)
		return NULL;
	target->device = device;
	target->state = WdfIoTargetClosed;
	spin_lock_init(&target->lock);
	INIT_LIST_HEAD(&target->sent);
	INIT_LIST_HEAD(&target->waiting);
	init_waitqueue_head(&target->quiet);
	INIT_LIST_HEAD(&target->link);
	return target;
}

/* Before it is adopted: what is on the list is taken off it when it is deleted. */
static NTSTATUS target_commit(struct wdf_target *target)
{
	struct wdf_device *device = target->device;

	spin_lock_bh(&device->targets_lock);
	list_add_tail(&target->link, &device->targets);
	spin_unlock_bh(&device->targets_lock);
	return vmbkmcl_wdf_commit(&target->object);
}

NTSTATUS WdfIoTargetCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES IoTargetAttributes,
			   WDFIOTARGET *IoTarget)
{
	struct wdf_target *target;
	NTSTATUS status;

	might_sleep();
	*IoTarget = NULL;
	target = target_alloc((struct wdf_device *)Device, IoTargetAttributes, &status);
	if (!target)
		return status;
	status = target_commit(target);
	if (NT_SUCCESS(status))
		*IoTarget = (WDFIOTARGET)target;
	return status;
}
VMBKMCL_EXPORT(WdfIoTargetCreate);

static struct wdf_target *local_target(struct wdf_device *device, NTSTATUS *status)
{
	struct wdf_target *target = target_alloc(device, NULL, status);

	if (!target)
		return NULL;
	target->local = true;
	*status = target_commit(target);
	return NT_SUCCESS(*status) ? target : NULL;
}

NTSTATUS vmbkmcl_wdf_target_make_local(struct wdf_device *device, bool self)
{
	NTSTATUS status;

	device->target = local_target(device, &status);
	if (!device->target || !self)
		return status;
	device->self_target = local_target(device, &status);
	if (device->self_target)
		device->self_target->self = true;
	return status;
}

void vmbkmcl_wdf_target_begin_local(struct wdf_device *device)
{
	vmbkmcl_wdf_target_begin(device->target, device->lower, NULL);
	if (!device->self_target)
		return;
	/* What the driver has received needs a location for itself when it is sent there. */
	device->fdo->StackSize++;
	vmbkmcl_wdf_target_begin(device->self_target, device->fdo, NULL);
}

/* A target whose end has not begun, referenced, or NULL. */
static struct wdf_target *device_next_target(struct wdf_device *device)
{
	struct wdf_target *target, *found = NULL;

	spin_lock_bh(&device->targets_lock);
	list_for_each_entry(target, &device->targets, link) {
		if (WdfIoTargetGetState((WDFIOTARGET)target) == WdfIoTargetDeleted)
			continue;
		vmbkmcl_wdf_get(&target->object);
		found = target;
		break;
	}
	spin_unlock_bh(&device->targets_lock);
	return found;
}

void vmbkmcl_wdf_targets_end(struct wdf_device *device)
{
	struct wdf_target *target;

	might_sleep();
	while ((target = device_next_target(device))) {
		vmbkmcl_wdf_target_close(target, WdfIoTargetDeleted);
		vmbkmcl_wdf_put(&target->object);
	}
}

WDFIOTARGET WdfDeviceGetIoTarget(WDFDEVICE Device)
{
	return (WDFIOTARGET)((struct wdf_device *)Device)->target;
}
VMBKMCL_EXPORT(WdfDeviceGetIoTarget);

VOID WdfDeviceInitAllowSelfIoTarget(PWDFDEVICE_INIT DeviceInit)
{
	DeviceInit->self_target = true;
}
VMBKMCL_EXPORT(WdfDeviceInitAllowSelfIoTarget);

WDFIOTARGET WdfDeviceGetSelfIoTarget(WDFDEVICE Device)
{
	return (WDFIOTARGET)((struct wdf_device *)Device)->self_target;
}
VMBKMCL_EXPORT(WdfDeviceGetSelfIoTarget);

WDFDEVICE WdfIoTargetGetDevice(WDFIOTARGET IoTarget)
{
	return (WDFDEVICE)wdf_target_of(IoTarget)->device;
}
VMBKMCL_EXPORT(WdfIoTargetGetDevice);

PDEVICE_OBJECT WdfIoTargetWdmGetTargetDeviceObject(WDFIOTARGET IoTarget)
{
	return READ_ONCE(wdf_target_of(IoTarget)->to);
}
VMBKMCL_EXPORT(WdfIoTargetWdmGetTargetDeviceObject);

PDEVICE_OBJECT WdfIoTargetWdmGetTargetPhysicalDevice(WDFIOTARGET IoTarget)
{
	struct wdf_target *target = wdf_target_of(IoTarget);

	return target->local ? target->device->pdo : NULL;
}
VMBKMCL_EXPORT(WdfIoTargetWdmGetTargetPhysicalDevice);

PFILE_OBJECT WdfIoTargetWdmGetTargetFileObject(WDFIOTARGET IoTarget)
{
	return READ_ONCE(wdf_target_of(IoTarget)->file);
}
VMBKMCL_EXPORT(WdfIoTargetWdmGetTargetFileObject);
