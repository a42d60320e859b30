// SPDX-License-Identifier: GPL-2.0-only
/*
 * target_open.c - opening and closing I/O targets. As KMDF's fxiotargetremote.cpp.
 *
 * The handle of a target that was opened by name has a reference to the target until it
 * is closed, for the device may go at any time and tell it so.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/wdm.h"
#include "target.h"

/* Wait until no other context opens or closes it; a driver's callbacks may be called. */
static bool try_begin_change(struct wdf_target *target)
{
	bool begun;

	spin_lock_bh(&target->lock);
	begun = !target->changing;
	target->changing = true;
	spin_unlock_bh(&target->lock);
	return begun;
}

static void begin_change(struct wdf_target *target)
{
	might_sleep();
	wait_event_idle(target->quiet, try_begin_change(target));
}

static void end_change(struct wdf_target *target)
{
	spin_lock_bh(&target->lock);
	target->changing = false;
	wake_up(&target->quiet);
	spin_unlock_bh(&target->lock);
}

static NTSTATUS check_existing(const WDF_IO_TARGET_OPEN_PARAMS *params)
{
	if (!params->TargetDeviceObject)
		return STATUS_INVALID_PARAMETER;
	if (!params->TargetFileObject &&
	    (params->EvtIoTargetQueryRemove || params->EvtIoTargetRemoveCanceled ||
	     params->EvtIoTargetRemoveComplete))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static NTSTATUS check_params(const WDF_IO_TARGET_OPEN_PARAMS *params)
{
	if (params->Size != sizeof(*params))
		return STATUS_INFO_LENGTH_MISMATCH;
	switch (params->Type) {
	case WdfIoTargetOpenUseExistingDevice:
		return check_existing(params);
	case WdfIoTargetOpenByName:
		return params->TargetDeviceName.Length &&
		       vmbkmcl_counted_is_valid(&params->TargetDeviceName) ?
			STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
	case WdfIoTargetOpenReopen:
		return STATUS_SUCCESS;
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

static void let_go(struct wdf_target *target)
{
	PDEVICE_OBJECT to = target->to;
	PFILE_OBJECT file = target->file;

	spin_lock_bh(&target->lock);
	target->to = NULL;
	target->file = NULL;
	spin_unlock_bh(&target->lock);
	if (target->local || !to)
		return;
	if (target->opened_by_name)
		vmbkmcl_file_close_handle(file);
	else if (file)
		ObDereferenceObject(file);
	ObDereferenceObject(to);
}

/* Within begin_change(). */
static void target_close(struct wdf_target *target, WDF_IO_TARGET_STATE state)
{
	/* What is opened again begins without the requests of before. */
	vmbkmcl_wdf_target_end(target, state);
	let_go(target);
}

void vmbkmcl_wdf_target_close(struct wdf_target *target, WDF_IO_TARGET_STATE state)
{
	vmbkmcl_wdf_get(&target->object);
	begin_change(target);
	target_close(target, state);
	end_change(target);
	vmbkmcl_wdf_put(&target->object);
}

/* Is it open by @file, and not by another one since? */
static bool leads_through(struct wdf_target *target, PFILE_OBJECT file)
{
	bool does;

	begin_change(target);
	does = target->file == file;
	end_change(target);
	return does;
}

/* The device that @file was opened at is about to be removed. */
static void target_removed(void *context, PFILE_OBJECT file)
{
	struct wdf_target *target = context;
	PFN_WDF_IO_TARGET_REMOVE_COMPLETE removed = READ_ONCE(target->removed);

	/* The reference of the handle goes with it. */
	vmbkmcl_wdf_get(&target->object);
	if (removed && leads_through(target, file))
		removed((WDFIOTARGET)target);
	begin_change(target);
	if (target->file == file)
		target_close(target, WdfIoTargetClosed);
	end_change(target);
	vmbkmcl_wdf_put(&target->object);
}


static void target_released(void *context)
{
	struct wdf_target *target = context;

	vmbkmcl_wdf_put(&target->object);
}

static NTSTATUS open_existing(struct wdf_target *target,
			      const WDF_IO_TARGET_OPEN_PARAMS *params)
{
	ObReferenceObject(params->TargetDeviceObject);
	if (params->TargetFileObject)
		ObReferenceObject(params->TargetFileObject);
	target->opened_by_name = false;
	vmbkmcl_wdf_target_begin(target, params->TargetDeviceObject,
				 params->TargetFileObject);
	return STATUS_SUCCESS;
}

/* Open the device of the target's name, as its params say. */
static NTSTATUS open_name(struct wdf_target *target)
{
	const WDF_IO_TARGET_OPEN_PARAMS *params = &target->params;
	struct vmbkmcl_file_client client = {
		.options = params->CreateDisposition << 24 | params->CreateOptions,
		.attributes = params->FileAttributes,
		.share = params->ShareAccess,
		.removed = target_removed,
		.released = target_released,
		.context = target,
	};
	PFILE_OBJECT file;
	NTSTATUS status;

	/* Dropped by target_released(), also when the opening fails. */
	vmbkmcl_wdf_get(&target->object);
	status = vmbkmcl_name_open(&target->name, &client, &file);
	if (!NT_SUCCESS(status))
		return status;
	target->opened_by_name = true;
	vmbkmcl_wdf_target_begin(target, IoGetAttachedDeviceReference(file->DeviceObject),
				 file);
	return STATUS_SUCCESS;
}

static NTSTATUS open_by_name(struct wdf_target *target, PWDF_IO_TARGET_OPEN_PARAMS params)
{
	UNICODE_STRING name;
	NTSTATUS status;

	if (!vmbkmcl_string_copy(&name, &params->TargetDeviceName))
		return STATUS_INSUFFICIENT_RESOURCES;
	kfree(target->name.Buffer);
	target->name = name;
	target->params = *params;
	WRITE_ONCE(target->removed, params->EvtIoTargetRemoveComplete);
	status = open_name(target);
	params->FileInformation = NT_SUCCESS(status) ? FILE_OPENED : 0;
	return status;
}

static NTSTATUS target_open(struct wdf_target *target, PWDF_IO_TARGET_OPEN_PARAMS params)
{
	if (target->local || target->to || target->state == WdfIoTargetDeleted)
		return STATUS_INVALID_DEVICE_STATE;
	switch (params->Type) {
	case WdfIoTargetOpenUseExistingDevice:
		return open_existing(target, params);
	case WdfIoTargetOpenByName:
		return open_by_name(target, params);
	default:
		return target->name.Length ? open_name(target) :
					     STATUS_INVALID_DEVICE_REQUEST;
	}
}

NTSTATUS WdfIoTargetOpen(WDFIOTARGET IoTarget, PWDF_IO_TARGET_OPEN_PARAMS OpenParams)
{
	struct wdf_target *target = wdf_target_of(IoTarget);
	NTSTATUS status = check_params(OpenParams);

	if (!NT_SUCCESS(status))
		return status;
	begin_change(target);
	status = target_open(target, OpenParams);
	end_change(target);
	return status;
}
VMBKMCL_EXPORT(WdfIoTargetOpen);

static void close_remote(struct wdf_target *target, WDF_IO_TARGET_STATE state)
{
	if (WARN_ONCE(target->local, "vmbkmcl: a driver closes a device's local I/O target\n"))
		return;
	vmbkmcl_wdf_target_close(target, state);
}

VOID WdfIoTargetClose(WDFIOTARGET IoTarget)
{
	close_remote(wdf_target_of(IoTarget), WdfIoTargetClosed);
}
VMBKMCL_EXPORT(WdfIoTargetClose);

VOID WdfIoTargetCloseForQueryRemove(WDFIOTARGET IoTarget)
{
	close_remote(wdf_target_of(IoTarget), WdfIoTargetClosedForQueryRemove);
}
VMBKMCL_EXPORT(WdfIoTargetCloseForQueryRemove);
