// SPDX-License-Identifier: GPL-2.0-only
/* Calls of WDM's requests and device objects. */
#include "context.h"
#include "wdf_fixture.h"

static PIRP irp;
static PDEVICE_OBJECT attached_to;
static KEVENT done;
static IO_STATUS_BLOCK iosb;
static KIRQL irql;
static ULONG in, out;

static VOID cancel(PDEVICE_OBJECT device, PIRP which)
	__releases(CancelSpinLock)
{
	IoReleaseCancelSpinLock(which->CancelIrql);
}

static void irp_end(struct kcase *t)
{
	EXPECT_NOT_NULL(t, irp);
	if (irp)
		IoFreeIrp(irp);
}

/* A request at its first driver, with room for one more. */
static void irp_begin(struct kcase *t)
{
	irp = IoAllocateIrp(2, FALSE);
	EXPECT_NOT_NULL(t, irp);
	if (!irp)
		return;
	IoSetNextIrpStackLocation(irp);
	IoGetCurrentIrpStackLocation(irp)->MajorFunction = IRP_MJ_PNP;
	IoGetCurrentIrpStackLocation(irp)->MinorFunction = IRP_MN_QUERY_STOP_DEVICE;
}

static void cancelable_begin(struct kcase *t)
{
	irp_begin(t);
	if (irp)
		IoSetCancelRoutine(irp, cancel);
}

static void cancelable_end(struct kcase *t)
{
	IoSetCancelRoutine(irp, NULL);
	irp_end(t);
}

static void complete_at_once(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_SUCCESS);
}

static void control_build(struct kcase *t)
{
	wdf.call = complete_at_once;
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(WDF_TEST_CALL, wdf.fdo, &in, sizeof(in), &out,
					    sizeof(out), FALSE, &done, &iosb);
}

static void pnp_build(struct kcase *t)
{
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, wdf.fdo, NULL, 0, NULL, &done, &iosb);
	if (irp)
		IoGetNextIrpStackLocation(irp)->MinorFunction = IRP_MN_QUERY_STOP_DEVICE;
}

static void built_end(struct kcase *t)
{
	EXPECT_NOT_NULL(t, irp);
	if (!irp)
		return;
	IoCallDriver(wdf.fdo, irp);
	KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
}

static void called_end(struct kcase *t)
{
	EXPECT_OK(t, KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, MS(20000)));
}

static void lock_and_release(void)
{
	IoAcquireCancelSpinLock(&irql);
	IoReleaseCancelSpinLock(irql);
}

KCASE_CALL_BETWEEN(IoAllocateIrp, NULL, irp_end, irp = IoAllocateIrp(2, FALSE));
KCASE_CALL_BETWEEN(IoFreeIrp, irp_begin, NULL, IoFreeIrp(irp));
KCASE_CALL_BETWEEN(IoBuildDeviceIoControlRequest, NULL, built_end, control_build(t));
KCASE_CALL_BETWEEN(IoBuildSynchronousFsdRequest, NULL, built_end, pnp_build(t));
KCASE_CALL_BETWEEN(IoBuildAsynchronousFsdRequest, NULL, irp_end,
		   irp = IoBuildAsynchronousFsdRequest(IRP_MJ_PNP, wdf.fdo, NULL, 0, NULL,
						       NULL));
KCASE_CALL_BETWEEN(IofCallDriver, control_build, called_end, IofCallDriver(wdf.fdo, irp));
KCASE_CALL_BETWEEN(IofCompleteRequest, irp_begin, irp_end, IofCompleteRequest(irp, 0));
KCASE_CALL_BETWEEN(IoForwardIrpSynchronously, irp_begin, irp_end,
		   EXPECT_TRUE(t, IoForwardIrpSynchronously(wdf.pdo, irp)));
KCASE_CALL(IoAcquireCancelSpinLock, lock_and_release());
KCASE_CALL(IoReleaseCancelSpinLock, lock_and_release());
KCASE_CALL_BETWEEN(IoCancelIrp, cancelable_begin, irp_end, EXPECT_TRUE(t, IoCancelIrp(irp)));
KCASE_CALL_BETWEEN(IoSetCancelRoutine, irp_begin, cancelable_end,
		   EXPECT_NULL(t, IoSetCancelRoutine(irp, cancel)));

static UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\KmclContext");
static UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclContext");
static PDEVICE_OBJECT upper, lower;

static void device_create(struct kcase *t)
{
	EXPECT_OK(t, IoCreateDevice(wdf.bus_driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &lower));
}

static void device_end(struct kcase *t)
{
	IoDeleteDevice(lower);
}

static void stack_begin(struct kcase *t)
{
	device_create(t);
	EXPECT_OK(t, IoCreateDevice(wdf.bus_driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &upper));
}

static void stack_begin_attached(struct kcase *t)
{
	stack_begin(t);
	EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(upper, lower), lower);
}

static void stack_delete(struct kcase *t)
{
	IoDeleteDevice(upper);
	IoDeleteDevice(lower);
}

static void stack_end(struct kcase *t)
{
	IoDetachDevice(lower);
	stack_delete(t);
}

static void link_create(struct kcase *t)
{
	EXPECT_OK(t, IoCreateSymbolicLink(&link, &name));
}

static void link_begin(struct kcase *t)
{
	device_create(t);
	link_create(t);
}

static void link_end(struct kcase *t)
{
	EXPECT_OK(t, IoDeleteSymbolicLink(&link));
	device_end(t);
}

KCASE_CALL_BETWEEN(IoCreateDevice, NULL, device_end, device_create(t));
KCASE_CALL_BETWEEN(IoDeleteDevice, device_create, NULL, IoDeleteDevice(lower));
KCASE_CALL_BETWEEN(IoAttachDeviceToDeviceStackSafe, stack_begin, stack_end,
		   EXPECT_OK(t, IoAttachDeviceToDeviceStackSafe(upper, lower, &attached_to)));
KCASE_CALL_BETWEEN(IoAttachDeviceToDeviceStack, stack_begin, stack_end,
		   EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(upper, lower), lower));
KCASE_CALL_BETWEEN(IoDetachDevice, stack_begin_attached, stack_delete, IoDetachDevice(lower));
KCASE_CALL_BETWEEN(IoGetAttachedDeviceReference, stack_begin_attached, stack_end,
		   EXPECT_PTR_EQ(t, IoGetAttachedDeviceReference(lower), upper);
		   ObDereferenceObject(upper));
KCASE_CALL_BETWEEN(IoCreateSymbolicLink, device_create, link_end, link_create(t));
KCASE_CALL_BETWEEN(IoDeleteSymbolicLink, link_begin, device_end,
		   EXPECT_OK(t, IoDeleteSymbolicLink(&link)));
