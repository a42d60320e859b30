// SPDX-License-Identifier: GPL-2.0-only
/* Drivers, devices, stacks, requests. */
#include <linux/err.h>
#include <linux/fs.h>

#include <vmbkmcl_glue.h>

#include "nt_test.h"

static PDRIVER_OBJECT driver;
static int unloads;

static VOID unload(PDRIVER_OBJECT object)
{
	unloads++;
}

static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	driver = object;
	object->DriverUnload = unload;
	return path->Length ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static NTSTATUS failing_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	return STATUS_NO_SUCH_DEVICE;
}

static struct vmbkmcl_glue glue = {
	.driver = { .name = "wdm test", .owner = THIS_MODULE },
	.entry = entry,
};

static int wdm_setup(struct kcase *t)
{
	unloads = 0;
	return vmbkmcl_glue_load(&glue);
}

static void wdm_teardown(struct kcase *t)
{
	if (driver)
		vmbkmcl_glue_unload(&glue);
	EXPECT_EQ(t, unloads, 1);
	driver = NULL;
}

static void test_DriverEntry(struct kcase *t)
{
	static struct vmbkmcl_glue failing = {
		.driver = { .name = "failing", .owner = THIS_MODULE },
		.entry = failing_entry,
	};

	EXPECT_EQ(t, vmbkmcl_glue_load(&failing), -ENXIO);
	EXPECT_NOT_NULL(t, driver->DriverExtension);
	EXPECT_NOT_NULL(t, driver->MajorFunction[IRP_MJ_READ]);
}

#define LEFT_NODE	"/dev/KmclWdmLeft"

static UNICODE_STRING left_name = RTL_CONSTANT_STRING(L"\\Device\\KmclWdmLeft");
static UNICODE_STRING left_link = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclWdmLeft");

/* A link to a device, which is then deleted without the link. */
static NTSTATUS leave_link(PDRIVER_OBJECT object)
{
	PDEVICE_OBJECT device;
	NTSTATUS status;

	status = IoCreateDevice(object, 0, &left_name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
	if (!NT_SUCCESS(status))
		return status;
	status = IoCreateSymbolicLink(&left_link, &left_name);
	IoDeleteDevice(device);
	return status;
}

static NTSTATUS leaving_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	return leave_link(object);
}

static NTSTATUS failing_leaving_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	NTSTATUS status = leave_link(object);

	return NT_SUCCESS(status) ? STATUS_NO_SUCH_DEVICE : status;
}

static struct vmbkmcl_glue leaving = {
	.driver = { .name = "leaving", .owner = THIS_MODULE },
};

static void test_links_left(struct kcase *t)
{
	leaving.entry = leaving_entry;
	ASSERT_EQ(t, vmbkmcl_glue_load(&leaving), 0);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(LEFT_NODE, O_RDWR, 0)), -ENODEV);
	vmbkmcl_glue_unload(&leaving);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(LEFT_NODE, O_RDWR, 0)), -ENOENT);
	leaving.entry = failing_leaving_entry;
	EXPECT_EQ(t, vmbkmcl_glue_load(&leaving), -ENXIO);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(LEFT_NODE, O_RDWR, 0)), -ENOENT);
}

static void test_IoCreateDevice(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\WdmTest");
	UNICODE_STRING same = RTL_CONSTANT_STRING(L"\\device\\wdmTEST");
	PDEVICE_OBJECT device, other;

	ASSERT_EQ(t, IoCreateDevice(driver, 100, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, device->DriverObject, driver);
	EXPECT_PTR_EQ(t, driver->DeviceObject, device);
	EXPECT_NULL(t, memchr_inv(device->DeviceExtension, 0, 100));
	EXPECT_EQ(t, (ULONG_PTR)device->DeviceExtension % MEMORY_ALLOCATION_ALIGNMENT, 0ul);
	EXPECT_TRUE(t, device->Flags & DO_DEVICE_INITIALIZING);
	EXPECT_PTR_EQ(t, device->DeviceObjectExtension->DeviceObject, device);
	EXPECT_EQ(t, IoCreateDevice(driver, 0, &same, FILE_DEVICE_UNKNOWN, 0, FALSE, &other),
		  STATUS_OBJECT_NAME_COLLISION);
	ASSERT_EQ(t, IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &other),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, other->NextDevice, device);
	EXPECT_NULL(t, other->DeviceExtension);
	IoDeleteDevice(device);
	EXPECT_PTR_EQ(t, driver->DeviceObject, other);
	EXPECT_NULL(t, other->NextDevice);
	IoDeleteDevice(other);
	EXPECT_NULL(t, driver->DeviceObject);
}

static void test_IoCreateSymbolicLink(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\WdmTest");
	UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclWdmTest");
	UNICODE_STRING bad = RTL_CONSTANT_STRING(L"nothing");
	PDEVICE_OBJECT device;

	EXPECT_EQ(t, IoCreateSymbolicLink(&link, &name), STATUS_OBJECT_NAME_NOT_FOUND);
	ASSERT_EQ(t, IoCreateDevice(driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, IoCreateSymbolicLink(&bad, &name), STATUS_OBJECT_NAME_INVALID);
	EXPECT_EQ(t, IoCreateSymbolicLink(&link, &name), STATUS_SUCCESS);
	EXPECT_EQ(t, IoCreateSymbolicLink(&link, &name), STATUS_OBJECT_NAME_COLLISION);
	EXPECT_EQ(t, IoDeleteSymbolicLink(&link), STATUS_SUCCESS);
	EXPECT_EQ(t, IoDeleteSymbolicLink(&link), STATUS_OBJECT_NAME_NOT_FOUND);
	IoDeleteDevice(device);
}

/* What the lower of two devices does with a control request. */
static NTSTATUS lower_control(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG *buffer = irp->AssociatedIrp.SystemBuffer;

	*buffer += stack->Parameters.DeviceIoControl.InputBufferLength;
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = sizeof(*buffer);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static int completions;

static NTSTATUS count_completion(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	completions++;
	return STATUS_CONTINUE_COMPLETION;
}

static NTSTATUS control(PDEVICE_OBJECT device, PIRP irp)
{
	PDEVICE_OBJECT *lower = device->DeviceExtension;

	if (!lower)
		return lower_control(device, irp);
	IoCopyCurrentIrpStackLocationToNext(irp);
	IoSetCompletionRoutine(irp, count_completion, NULL, TRUE, TRUE, TRUE);
	return IoCallDriver(*lower, irp);
}

static void test_IoCallDriver(struct kcase *t)
{
	PDEVICE_OBJECT upper, lower;
	ULONG in = 40, out = 0;
	IO_STATUS_BLOCK iosb;
	KEVENT event;
	PIRP irp;

	driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = control;
	ASSERT_EQ(t, IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &lower),
		  STATUS_SUCCESS);
	ASSERT_EQ(t, IoCreateDevice(driver, sizeof(lower), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &upper), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(upper, lower), lower);
	EXPECT_EQ(t, upper->StackSize, 2);
	EXPECT_PTR_EQ(t, IoGetAttachedDeviceReference(lower), upper);
	ObDereferenceObject(upper);
	*(PDEVICE_OBJECT *)upper->DeviceExtension = lower;

	completions = 0;
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(CTL_CODE(1, 2, METHOD_BUFFERED, 0), upper, &in,
					    sizeof(in), &out, sizeof(out), FALSE, &event, &iosb);
	ASSERT_NOT_NULL(t, irp);
	EXPECT_EQ(t, IoCallDriver(upper, irp), STATUS_SUCCESS);
	EXPECT_NE(t, KeReadStateEvent(&event), 0);
	EXPECT_EQ(t, iosb.Status, STATUS_SUCCESS);
	EXPECT_EQ(t, iosb.Information, sizeof(out));
	EXPECT_EQ(t, out, 44u);
	EXPECT_EQ(t, completions, 1);
	IoDetachDevice(lower);
	EXPECT_NULL(t, lower->AttachedDevice);
	IoDeleteDevice(upper);
	IoDeleteDevice(lower);
}

static NTSTATUS default_result(struct kcase *t, PDEVICE_OBJECT device, KEVENT *event,
			       IO_STATUS_BLOCK *iosb)
{
	PIRP irp = IoBuildSynchronousFsdRequest(IRP_MJ_SHUTDOWN, device, NULL, 0, NULL, event,
						iosb);

	return irp ? IoCallDriver(device, irp) : STATUS_INSUFFICIENT_RESOURCES;
}

static void test_MajorFunction(struct kcase *t)
{
	PDEVICE_OBJECT device;
	IO_STATUS_BLOCK iosb;
	KEVENT event;

	ASSERT_EQ(t, IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &device),
		  STATUS_SUCCESS);
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	EXPECT_EQ(t, default_result(t, device, &event, &iosb), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, iosb.Status, STATUS_INVALID_DEVICE_REQUEST);
	IoDeleteDevice(device);
}

static NTSTATUS forward(PDEVICE_OBJECT device, PIRP irp)
{
	PDEVICE_OBJECT *lower = device->DeviceExtension;
	NTSTATUS status;

	if (!lower) {
		irp->IoStatus.Status = STATUS_RETRY;
	} else {
		if (!IoForwardIrpSynchronously(*lower, irp))
			irp->IoStatus.Status = STATUS_UNSUCCESSFUL;
		/* The IRP is ours again: this status tells the test so. */
		if (irp->IoStatus.Status == STATUS_RETRY)
			irp->IoStatus.Status = STATUS_SHARING_VIOLATION;
	}
	status = irp->IoStatus.Status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static void test_IoForwardIrpSynchronously(struct kcase *t)
{
	PDEVICE_OBJECT upper, lower;
	IO_STATUS_BLOCK iosb;
	KEVENT event;

	driver->MajorFunction[IRP_MJ_SHUTDOWN] = forward;
	ASSERT_EQ(t, IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &lower),
		  STATUS_SUCCESS);
	ASSERT_EQ(t, IoCreateDevice(driver, sizeof(lower), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &upper), STATUS_SUCCESS);
	*(PDEVICE_OBJECT *)upper->DeviceExtension = lower;
	IoAttachDeviceToDeviceStack(upper, lower);
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	EXPECT_EQ(t, default_result(t, upper, &event, &iosb), STATUS_SHARING_VIOLATION);
	EXPECT_EQ(t, iosb.Status, STATUS_SHARING_VIOLATION);
	IoDetachDevice(lower);
	IoDeleteDevice(upper);
	IoDeleteDevice(lower);
}

static void test_no_room(struct kcase *t)
{
	PIRP irp = IoAllocateIrp(1, FALSE);

	ASSERT_NOT_NULL(t, irp);
	IoSetNextIrpStackLocation(irp);
	EXPECT_FALSE(t, IoForwardIrpSynchronously(NULL, irp));
	IoFreeIrp(irp);
}

static void test_IoAcquireCancelSpinLock(struct kcase *t)
{
	KIRQL before, inside;

	IoAcquireCancelSpinLock(&before);
	inside = KeGetCurrentIrql();
	IoReleaseCancelSpinLock(before);
	EXPECT_EQ(t, before, PASSIVE_LEVEL);
	EXPECT_EQ(t, inside, DISPATCH_LEVEL);
	EXPECT_EQ(t, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static PIRP cancelled_irp;

static VOID cancel(PDEVICE_OBJECT device, PIRP irp)
	__releases(CancelSpinLock)
{
	IoReleaseCancelSpinLock(irp->CancelIrql);
	cancelled_irp = irp;
}

static void test_IoCancelIrp(struct kcase *t)
{
	PIRP irp = IoAllocateIrp(1, FALSE);

	ASSERT_NOT_NULL(t, irp);
	IoSetNextIrpStackLocation(irp);
	cancelled_irp = NULL;
	EXPECT_NULL(t, IoSetCancelRoutine(irp, cancel));
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_PTR_EQ(t, cancelled_irp, irp);
	EXPECT_TRUE(t, irp->Cancel);
	EXPECT_FALSE(t, IoCancelIrp(irp));
	IoFreeIrp(irp);
	EXPECT_NULL(t, IoAllocateIrp(0, FALSE));
}

static const struct kcase_spec wdm_cases[] = {
	KCASE(driver_entry, "its failure fails the module", test_DriverEntry),
	KCASE(driver_unload_links, "what links a driver leaves go with it", test_links_left),
	KCASE(io_create_device, "extension, names, the driver's list", test_IoCreateDevice),
	KCASE(io_create_symbolic_link, "a node for a named device, once",
	      test_IoCreateSymbolicLink),
	KCASE(io_call_driver, "down the stack and up again", test_IoCallDriver),
	KCASE(major_function, "what a driver does not handle fails", test_MajorFunction),
	KCASE(io_forward_irp_synchronously, "comes back to who sent it",
	      test_IoForwardIrpSynchronously),
	KCASE(io_forward_irp_synchronously_no_room, "not without a stack location",
	      test_no_room),
	KCASE(io_acquire_cancel_spin_lock, "raises to DISPATCH_LEVEL and back",
	      test_IoAcquireCancelSpinLock),
	KCASE(io_cancel_irp, "calls the cancel routine once", test_IoCancelIrp),
};
const struct kcase_suite wdm_suite =
	KCASE_SUITE_FIXTURE("wdm", wdm_cases, wdm_setup, wdm_teardown);
