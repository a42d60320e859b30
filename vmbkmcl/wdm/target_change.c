// SPDX-License-Identifier: GPL-2.0-only
/*
 * target_change.c - what drivers say of their devices to those who have them open, or may
 * enumerate them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/notify.h>

#include "../compat/export.h"
#include "../nt/nt.h"

/**
 * struct target_change - a report whose caller is to hear that it has been told
 * @work: calls it
 * @callback: its routine
 * @context: the routine's argument
 */
struct target_change {
	struct work_struct work;
	PDEVICE_CHANGE_COMPLETE_CALLBACK callback;
	PVOID context;
};

static void target_change_run(struct work_struct *work)
{
	struct target_change *change = container_of(work, struct target_change, work);

	change->callback(change->context);
	kfree(change);
}

/* Query-remove, remove-cancelled and remove-complete have one GUID but for its first word. */
static bool event_is_of_system(const GUID *event)
{
	static const GUID first = {
		0xcb3a4006, 0x46f0, 0x11d0,
		{ 0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f },
	};
	GUID other = *event;

	other.Data1 = first.Data1;
	return event->Data1 >= first.Data1 && event->Data1 <= first.Data1 + 2 &&
	       IsEqualGUID(&other, &first);
}

NTSTATUS IoReportTargetDeviceChangeAsynchronous(PDEVICE_OBJECT PhysicalDeviceObject,
						PVOID NotificationStructure,
						PDEVICE_CHANGE_COMPLETE_CALLBACK Callback,
						PVOID Context)
{
	const TARGET_DEVICE_CUSTOM_NOTIFICATION *custom = NotificationStructure;
	struct target_change *change;

	if (event_is_of_system(&custom->Event) || custom->FileObject)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!Callback)
		return STATUS_SUCCESS;
	change = kmalloc(sizeof(*change), vmbkmcl_gfp());
	if (!change)
		return STATUS_INSUFFICIENT_RESOURCES;
	change->callback = Callback;
	change->context = Context;
	INIT_WORK(&change->work, target_change_run);
	vmbkmcl_work_queue(&change->work);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoReportTargetDeviceChangeAsynchronous);

VOID IoInvalidateDeviceRelations(PDEVICE_OBJECT DeviceObject, DEVICE_RELATION_TYPE Type)
{
	pr_info_once("a driver says that a device's relations of type %d are others; nothing asks for them\n",
		     Type);
}
VMBKMCL_EXPORT(IoInvalidateDeviceRelations);
