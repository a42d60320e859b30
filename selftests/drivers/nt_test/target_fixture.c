// SPDX-License-Identifier: GPL-2.0-only
/* A filter above the fixture's device, and a target that leads to the fixture's bus. */
#include "target_fixture.h"

struct target_fixture target;
void (*target_init_hook)(PWDFDEVICE_INIT init);

static void hold_cancel(PDEVICE_OBJECT device, PIRP irp)
	__releases(CancelSpinLock)
{
	target.held = NULL;
	target.cancels++;
	IoReleaseCancelSpinLock(irp->CancelIrql);
	irp->IoStatus.Status = STATUS_CANCELLED;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

NTSTATUS target_hold(PIRP irp)
{
	KIRQL irql;

	IoMarkIrpPending(irp);
	IoAcquireCancelSpinLock(&irql);
	if (irp->Cancel) {
		IoReleaseCancelSpinLock(irql);
		irp->IoStatus.Status = STATUS_CANCELLED;
		irp->IoStatus.Information = 0;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		return STATUS_PENDING;
	}
	target.held = irp;
	IoSetCancelRoutine(irp, hold_cancel);
	IoReleaseCancelSpinLock(irql);
	return STATUS_PENDING;
}

NTSTATUS target_hold_surely(PIRP irp)
{
	IoMarkIrpPending(irp);
	target.held = irp;
	return STATUS_PENDING;
}

/* The one that is held, unless it is being cancelled. */
static PIRP take_held(void)
{
	PIRP irp;
	KIRQL irql;

	IoAcquireCancelSpinLock(&irql);
	irp = target.held;
	target.held = NULL;
	if (irp)
		IoSetCancelRoutine(irp, NULL);
	IoReleaseCancelSpinLock(irql);
	return irp;
}

void target_complete(NTSTATUS status, ULONG_PTR information)
{
	PIRP irp = take_held();

	if (!irp)
		return;
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static NTSTATUS bus_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	target.stack = *IoGetCurrentIrpStackLocation(irp);
	target.answers++;
	if (target.answer)
		return target.answer(irp);
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static VOID filter_control(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code)
{
	target.call(queue, request);
}

static NTSTATUS filter_queue(WDFDEVICE device)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
	config.EvtIoDeviceControl = filter_control;
	return WdfIoQueueCreate(device, &config, NULL, &target.queue);
}

static NTSTATUS filter_target(WDFDEVICE device)
{
	WDF_IO_TARGET_OPEN_PARAMS params;
	NTSTATUS status;

	target.local = WdfDeviceGetIoTarget(device);
	status = WdfIoTargetCreate(device, NULL, &target.target);
	if (!NT_SUCCESS(status))
		return status;
	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, wdf.pdo);
	return WdfIoTargetOpen(target.target, &params);
}

static NTSTATUS filter_add(WDFDRIVER driver, PWDFDEVICE_INIT init)
{
	NTSTATUS status;

	WdfFdoInitSetFilter(init);
	if (target_init_hook)
		target_init_hook(init);
	status = WdfDeviceCreate(&init, NULL, &target.device);
	if (NT_SUCCESS(status))
		status = filter_target(target.device);
	if (NT_SUCCESS(status) && wdf.t->priv)
		status = filter_queue(target.device);
	return status;
}

static NTSTATUS filter_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	WDF_DRIVER_CONFIG config;

	target.driver_object = object;
	WDF_DRIVER_CONFIG_INIT(&config, filter_add);
	return WdfDriverCreate(object, path, NULL, &config, NULL);
}

static struct vmbkmcl_glue filter = {
	.driver = { .name = "wdf filter", .owner = THIS_MODULE },
	.entry = filter_entry,
};

static void set_dispatch(void)
{
	PDRIVER_DISPATCH *major = wdf.bus_driver->MajorFunction;

	major[IRP_MJ_READ] = bus_dispatch;
	major[IRP_MJ_WRITE] = bus_dispatch;
	major[IRP_MJ_DEVICE_CONTROL] = bus_dispatch;
	major[IRP_MJ_INTERNAL_DEVICE_CONTROL] = bus_dispatch;
}

/* Both drivers on one bus's device, and one start request for them. */
static NTSTATUS add_both(void)
{
	NTSTATUS status;

	status = IoCreateDevice(wdf.bus_driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &wdf.pdo);
	if (!NT_SUCCESS(status))
		return status;
	set_dispatch();
	wdf.pdo->Flags |= DO_BUFFERED_IO;
	status = wdf.driver_object->DriverExtension->AddDevice(wdf.driver_object, wdf.pdo);
	if (!NT_SUCCESS(status))
		return status;
	target.lower = wdf.pdo->AttachedDevice;
	wdf.fdo = target.lower;
	status = target.driver_object->DriverExtension->AddDevice(target.driver_object, wdf.pdo);
	if (!NT_SUCCESS(status))
		return status;
	target.fdo = target.lower->AttachedDevice;
	wdf.fdo = target.fdo;
	return wdf_pnp(IRP_MN_START_DEVICE);
}

static int setup(struct kcase *t, bool queue)
{
	int error = wdf_load(t);

	if (error)
		return error;
	memset(&target, 0, sizeof(target));
	t->priv = queue ? t : NULL;
	error = vmbkmcl_glue_load(&filter);
	if (error)
		return error;
	EXPECT_EQ(t, add_both(), STATUS_SUCCESS);
	return target.fdo ? 0 : -ENODEV;
}

int target_setup(struct kcase *t)
{
	return setup(t, false);
}

int target_setup_queue(struct kcase *t)
{
	return setup(t, true);
}

void target_teardown(struct kcase *t)
{
	wdf_remove();
	if (target.driver_object)
		vmbkmcl_glue_unload(&filter);
	target.driver_object = NULL;
	wdf_teardown(t);
}

VOID target_note_result(WDFREQUEST request, WDFIOTARGET io_target,
			PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT context)
{
	struct target_result *result = context;

	result->calls++;
	result->request = request;
	result->target = io_target;
	result->params = *params;
	KeSetEvent(&result->done, 0, FALSE);
}

void target_format(struct kcase *t, WDFREQUEST request, struct target_result *result)
{
	memset(result, 0, sizeof(*result));
	KeInitializeEvent(&result->done, NotificationEvent, FALSE);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForIoctl(target.target, request, TARGET_BUFFERED,
						      NULL, NULL, NULL, NULL), STATUS_SUCCESS);
	WdfRequestSetCompletionRoutine(request, target_note_result, result);
}

WDFREQUEST target_request(struct kcase *t, struct target_result *result)
{
	WDFREQUEST request = NULL;

	EXPECT_EQ(t, WdfRequestCreate(NULL, target.target, &request), STATUS_SUCCESS);
	if (request)
		target_format(t, request, result);
	return request;
}

NTSTATUS target_wait(struct target_result *result)
{
	nt_join(wdf.t, &result->done);
	return result->params.IoStatus.Status;
}
