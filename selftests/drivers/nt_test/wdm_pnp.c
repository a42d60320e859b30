// SPDX-License-Identifier: GPL-2.0-only
/* A device's life, and what its open files see of it. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>

#include <vmbkmcl_glue.h>
#include <wdmguid.h>

#include "init_fs.h"
#include "nt_test.h"

#define NODE	"/dev/KmclPnpTest"

static const GUID class = {
	0x6b2f3f4b, 0x0f5b, 0x4c0c, { 0x9d, 0x3d, 0x14, 0x2a, 0x01, 0x6c, 0x5e, 0x77 },
};

static UNICODE_STRING device_name = RTL_CONSTANT_STRING(L"\\Device\\KmclPnpTest");
static UNICODE_STRING link_name = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclPnpTest");

/**
 * struct pnp_fixture - a driver with one device on a bus's
 * @order: a letter for each request, see dispatch()
 * @query_status: what the driver says to being removed
 * @create_status: how IRP_MJ_CREATE is completed
 * @hold_file: IRP_MJ_CREATE references the file object
 * @hold_create: IRP_MJ_CREATE pends until it is cancelled
 * @start_status: how IRP_MN_START_DEVICE is completed
 * @interfaces: the driver has an interface, and enables it when it is started
 * @interface: its name
 * @open_error: what opening the device came to while it was being started
 * @arrivals: how often the test was told of the interface
 * @early_arrivals: the same while the device was being started
 * @removals: how often the test was told that the interface went
 * @file: the last file object that was created
 * @device: made in AddDevice, with a link
 * @early: made in DriverEntry; has no link
 * @bus: the bus's device that AddDevice had
 * @hold_bus: AddDevice references it
 */
static struct pnp_fixture {
	char order[32];
	NTSTATUS query_status, create_status;
	bool hold_file, hold_create;
	NTSTATUS start_status;
	bool interfaces;
	UNICODE_STRING interface;
	int open_error;
	LONG arrivals, early_arrivals, removals;
	PFILE_OBJECT file;
	PDEVICE_OBJECT device, early, bus;
	bool hold_bus;
} pnp;

/* The bus's device, which vmbkmcl answers for. */
static DEVICE_OBJECT pdo;

static void note(char c)
{
	size_t n = strlen(pnp.order);

	if (n < sizeof(pnp.order) - 1)
		pnp.order[n] = c;
}

static NTSTATUS finish(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/* The request waited for the file that is open, and drops the last reference to it. */
static VOID cancel_create(PDEVICE_OBJECT device, PIRP irp)
	__releases(CancelSpinLock)
{
	IoReleaseCancelSpinLock(irp->CancelIrql);
	note('x');
	ObDereferenceObject(pnp.file);
	finish(irp, STATUS_CANCELLED);
}

static NTSTATUS pend_create(PIRP irp)
{
	IoMarkIrpPending(irp);
	IoSetCancelRoutine(irp, cancel_create);
	note('h');
	return STATUS_PENDING;
}

static NTSTATUS dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	switch (stack->MajorFunction) {
	case IRP_MJ_CREATE:
		if (pnp.hold_create)
			return pend_create(irp);
		note('o');
		pnp.file = stack->FileObject;
		if (pnp.hold_file)
			ObReferenceObject(pnp.file);
		return finish(irp, pnp.create_status);
	case IRP_MJ_CLEANUP:
		note('l');
		break;
	case IRP_MJ_CLOSE:
		note('c');
		break;
	}
	return finish(irp, STATUS_SUCCESS);
}

static int open_error(void)
{
	struct file *file = filp_open(NODE, O_RDWR, 0);

	if (!IS_ERR(file))
		filp_close(file, NULL);
	return PTR_ERR_OR_ZERO(file);
}

/* What a driver does when it is started; other drivers get time to hear of it. */
static NTSTATUS start(void)
{
	if (!pnp.interfaces)
		return pnp.start_status;
	pnp.open_error = open_error();
	IoSetDeviceInterfaceState(&pnp.interface, TRUE);
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	pnp.early_arrivals = READ_ONCE(pnp.arrivals);
	return pnp.start_status;
}

static NTSTATUS pnp_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	UCHAR minor = IoGetCurrentIrpStackLocation(irp)->MinorFunction;

	switch (minor) {
	case IRP_MN_START_DEVICE:
		return finish(irp, start());
	case IRP_MN_QUERY_REMOVE_DEVICE:
		note('Q');
		if (!NT_SUCCESS(pnp.query_status))
			return finish(irp, pnp.query_status);
		break;
	case IRP_MN_CANCEL_REMOVE_DEVICE:
		note('C');
		break;
	case IRP_MN_SURPRISE_REMOVAL:
		note('S');
		IoDeleteSymbolicLink(&link_name);
		break;
	case IRP_MN_REMOVE_DEVICE:
		note('R');
		IoDeleteSymbolicLink(&link_name);
		IoDetachDevice(pnp.bus);
		IoDeleteDevice(device);
		break;
	}
	return finish(irp, STATUS_SUCCESS);
}

static NTSTATUS add_device(PDRIVER_OBJECT object, PDEVICE_OBJECT bus)
{
	NTSTATUS status;

	pnp.bus = bus;
	if (pnp.hold_bus)
		ObReferenceObject(bus);
	status = IoCreateDevice(object, 0, &device_name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				&pnp.device);
	if (!NT_SUCCESS(status))
		return status;
	IoAttachDeviceToDeviceStack(pnp.device, bus);
	if (pnp.interfaces)
		IoRegisterDeviceInterface(bus, &class, NULL, &pnp.interface);
	status = IoCreateSymbolicLink(&link_name, &device_name);
	pnp.device->Flags &= ~DO_DEVICE_INITIALIZING;
	return status;
}

static VOID unload(PDRIVER_OBJECT object)
{
	IoDeleteDevice(pnp.early);
}

static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	object->DriverUnload = unload;
	object->DriverExtension->AddDevice = add_device;
	object->MajorFunction[IRP_MJ_CREATE] = dispatch;
	object->MajorFunction[IRP_MJ_CLEANUP] = dispatch;
	object->MajorFunction[IRP_MJ_CLOSE] = dispatch;
	object->MajorFunction[IRP_MJ_PNP] = pnp_dispatch;
	return IoCreateDevice(object, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &pnp.early);
}

/* Nothing offers this type: the test brings the device. */
static const struct hv_vmbus_device_id no_types[] = {
	{ .guid = GUID_INIT(0x6b2f3f4a, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0) },
	{ },
};
static struct vmbkmcl_glue glue = {
	.driver = { .name = "pnp test", .owner = THIS_MODULE },
	.types = no_types,
	.entry = entry,
};

static int pnp_setup(struct kcase *t)
{
	int error;

	memset(&pnp, 0, sizeof(pnp));
	memset(&pdo, 0, sizeof(pdo));
	pdo.Type = 3;
	pdo.StackSize = 1;
	error = vmbkmcl_glue_load(&glue);
	if (error)
		return error;
	EXPECT_EQ(t, glue.driver.add(&glue.driver, &pdo), STATUS_SUCCESS);
	return 0;
}

static void pnp_teardown(struct kcase *t)
{
	if (pdo.AttachedDevice)
		glue.driver.remove(&glue.driver, &pdo);
	vmbkmcl_glue_unload(&glue);
}

/* A kernel thread's last reference to a file is dropped by a work item. */
static void close_file(struct kcase *t, struct file *file)
{
	filp_close(file, NULL);
	EXPECT_SOON(t, strchr(pnp.order, 'l'), 20000);
}

static void test_DriverEntry_devices(struct kcase *t)
{
	EXPECT_FALSE(t, pnp.early->Flags & DO_DEVICE_INITIALIZING);
}

/* The driver deletes the link first; its file is closed before the removal. */
static void test_removal(struct kcase *t)
{
	struct file *file = filp_open(NODE, O_RDWR, 0);

	ASSERT_FALSE(t, IS_ERR(file));
	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_MEM_EQ(t, pnp.order, "oSlcR", 6);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(NODE, O_RDWR, 0)), -ENOENT);
	filp_close(file, NULL);
}

static void test_IoDeleteSymbolicLink(struct kcase *t)
{
	struct file *file = filp_open(NODE, O_RDWR, 0);

	ASSERT_FALSE(t, IS_ERR(file));
	EXPECT_EQ(t, IoDeleteSymbolicLink(&link_name), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, pnp.order, "o", 2);
	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_MEM_EQ(t, pnp.order, "oSlcR", 6);
	filp_close(file, NULL);
}

static void test_IoDeleteDevice(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\KmclPnpDeleted");
	UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclPnpDeleted");
	PDEVICE_OBJECT device;
	struct file *file;

	ASSERT_EQ(t, IoCreateDevice(&glue.object, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &device), STATUS_SUCCESS);
	EXPECT_EQ(t, IoCreateSymbolicLink(&link, &name), STATUS_SUCCESS);
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	IoDeleteDevice(device);
	file = filp_open("/dev/KmclPnpDeleted", O_RDWR, 0);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(file), -ENODEV);
	if (!IS_ERR(file))
		filp_close(file, NULL);
	EXPECT_MEM_EQ(t, pnp.order, "", 1);
	EXPECT_EQ(t, IoDeleteSymbolicLink(&link), STATUS_SUCCESS);
}

/* IRP_MJ_CLOSE comes when the last reference is dropped, also at DISPATCH_LEVEL. */
static void test_ObReferenceObject(struct kcase *t)
{
	struct file *file;
	KIRQL irql;

	pnp.hold_file = true;
	file = filp_open(NODE, O_RDWR, 0);
	ASSERT_FALSE(t, IS_ERR(file));
	EXPECT_EQ(t, pnp.device->ReferenceCount, 1);
	close_file(t, file);
	KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	EXPECT_MEM_EQ(t, pnp.order, "ol", 3);
	EXPECT_EQ(t, pnp.device->ReferenceCount, 1);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	ObDereferenceObject(pnp.file);
	KeLowerIrql(irql);
	EXPECT_SOON(t, strchr(pnp.order, 'c'), 20000);
	EXPECT_SOON(t, !READ_ONCE(pnp.device->ReferenceCount), 20000);
	EXPECT_MEM_EQ(t, pnp.order, "olc", 4);
}

static VOID drop_bus(PVOID context)
{
	ObDereferenceObject(pnp.bus);
	KeSetEvent(context, 0, FALSE);
}

/* A bus's device object stays; the device that it was, and what can be done to it, do not. */
static void hold_bus(struct kcase *t)
{
	WORK_QUEUE_ITEM item;
	UNICODE_STRING name;
	KEVENT dropped;
	ULONG size;

	reuse_memory(sizeof(*pnp.bus));
	EXPECT_EQ(t, pnp.bus->Type, 3);
	EXPECT_NULL(t, pnp.bus->AttachedDevice);
	EXPECT_EQ(t, IoGetDeviceProperty(pnp.bus, DevicePropertyPhysicalDeviceObjectName, 0,
					 NULL, &size), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, IoRegisterDeviceInterface(pnp.bus, &class, NULL, &name),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_NULL(t, IoAttachDeviceToDeviceStack(pnp.early, pnp.bus));
	KeInitializeEvent(&dropped, NotificationEvent, FALSE);
	ExInitializeWorkItem(&item, drop_bus, &dropped);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	EXPECT_EQ(t, nt_wait(&dropped, NULL), STATUS_SUCCESS);
}

static void test_bus_reference(struct kcase *t)
{
	struct device *dev = root_device_register("nt_test_bus.0");
	PDEVICE_OBJECT bus;

	ASSERT_FALSE(t, IS_ERR(dev));
	glue.driver.remove(&glue.driver, &pdo);
	pnp.hold_bus = true;
	bus = vmbkmcl_device_object(dev);
	EXPECT_NOT_NULL(t, bus);
	if (bus) {
		EXPECT_EQ(t, glue.driver.add(&glue.driver, bus), STATUS_SUCCESS);
		glue.driver.remove(&glue.driver, bus);
		vmbkmcl_device_object_put(bus);
	}
	root_device_unregister(dev);
	if (bus)
		hold_bus(t);
}

/* The driver that fails a create request may still have a reference. */
static void test_failed_create(struct kcase *t)
{
	size_t bytes;

	pnp.hold_file = true;
	pnp.create_status = STATUS_NO_SUCH_DEVICE;
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(NODE, O_RDWR, 0)), -ENXIO);
	for (bytes = sizeof(*pnp.file); bytes <= 1024; bytes += 64)
		reuse_memory(bytes);
	EXPECT_EQ(t, pnp.device->ReferenceCount, 0);
	ASSERT_PTR_EQ(t, pnp.file->DeviceObject, pnp.device);
	ObDereferenceObject(pnp.file);
	EXPECT_MEM_EQ(t, pnp.order, "o", 2);
}

/* What NT_SUCCESS() is true of opens the file: the driver waits for its end. */
static void test_created(struct kcase *t)
{
	static const NTSTATUS successes[] = { STATUS_TIMEOUT, STATUS_OBJECT_NAME_EXISTS, 0x1234 };
	struct file *file;
	int i;

	for (i = 0; i < ARRAY_SIZE(successes); i++) {
		memset(pnp.order, 0, sizeof(pnp.order));
		pnp.create_status = successes[i];
		file = filp_open(NODE, O_RDWR, 0);
		EXPECT_EQ(t, PTR_ERR_OR_ZERO(file), 0);
		if (IS_ERR(file))
			continue;
		close_file(t, file);
		EXPECT_SOON(t, strchr(pnp.order, 'c'), 20000);
		EXPECT_MEM_EQ(t, pnp.order, "olc", 4);
	}
}

static VOID open_node(PVOID context)
{
	struct file *file;

	compat_with_init_fs()
		file = filp_open(NODE, O_RDWR, 0);
	WRITE_ONCE(*(long *)context, PTR_ERR_OR_ZERO(file));
	if (!IS_ERR(file))
		filp_close(file, NULL);
}

/* A cancel routine closes another file of the device that is being removed. */
static void test_removal_cancels(struct kcase *t)
{
	static WORK_QUEUE_ITEM item;
	static long result;
	struct file *file;

	result = 1;
	pnp.hold_file = true;
	file = filp_open(NODE, O_RDWR, 0);
	ASSERT_FALSE(t, IS_ERR(file));
	close_file(t, file);
	pnp.hold_create = true;
	ExInitializeWorkItem(&item, open_node, &result);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	EXPECT_SOON(t, strchr(pnp.order, 'h'), 20000);
	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_MEM_EQ(t, pnp.order, "olhSxcR", 8);
	EXPECT_SOON(t, READ_ONCE(result) < 0, 20000);
}

static void test_query_remove(struct kcase *t)
{
	glue.unloading = true;
	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_MEM_EQ(t, pnp.order, "QR", 3);
}

/* A driver that refuses learns that the device goes all the same, as by surprise. */
static void test_query_remove_veto(struct kcase *t)
{
	pnp.query_status = STATUS_ACCESS_DENIED;
	glue.unloading = true;
	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_MEM_EQ(t, pnp.order, "QCSR", 5);
}

static NTSTATUS told(PVOID structure, PVOID context)
{
	DEVICE_INTERFACE_CHANGE_NOTIFICATION *change = structure;

	if (IsEqualGUID(&change->Event, &GUID_DEVICE_INTERFACE_ARRIVAL))
		WRITE_ONCE(pnp.arrivals, pnp.arrivals + 1);
	else
		WRITE_ONCE(pnp.removals, pnp.removals + 1);
	return STATUS_SUCCESS;
}

static PVOID told_entry;

/* Add the device again, with an interface; whether the driver's start has succeeded. */
static NTSTATUS add_again(struct kcase *t, NTSTATUS start_status)
{
	NTSTATUS status;

	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_EQ(t, IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, 0,
						    (PVOID)&class, &glue.object, told, NULL,
						    &told_entry), STATUS_SUCCESS);
	pnp.interfaces = true;
	pnp.start_status = start_status;
	status = glue.driver.add(&glue.driver, &pdo);
	RtlFreeUnicodeString(&pnp.interface);
	EXPECT_EQ(t, pnp.open_error, -EAGAIN);
	EXPECT_EQ(t, pnp.early_arrivals, 0);
	return status;
}

static void test_start(struct kcase *t)
{
	EXPECT_EQ(t, add_again(t, STATUS_SUCCESS), STATUS_SUCCESS);
	EXPECT_SOON(t, READ_ONCE(pnp.arrivals) == 1, 20000);
	EXPECT_EQ(t, open_error(), 0);
	glue.driver.remove(&glue.driver, &pdo);
	EXPECT_SOON(t, READ_ONCE(pnp.removals) == 1, 20000);
	EXPECT_EQ(t, IoUnregisterPlugPlayNotificationEx(told_entry), STATUS_SUCCESS);
}

/* No callback is told of an interface that never could be opened. */
static void test_start_failed(struct kcase *t)
{
	EXPECT_EQ(t, add_again(t, STATUS_INSUFFICIENT_RESOURCES),
		  STATUS_INSUFFICIENT_RESOURCES);
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	EXPECT_EQ(t, IoUnregisterPlugPlayNotificationEx(told_entry), STATUS_SUCCESS);
	EXPECT_EQ(t, pnp.arrivals, 0);
	EXPECT_EQ(t, pnp.removals, 0);
}

static const struct kcase_spec wdm_pnp_cases[] = {
	KCASE(driver_entry_devices, "its devices can be opened when it has returned",
	      test_DriverEntry_devices),
	KCASE(io_delete_symbolic_link_surprise, "files of a deleted link are closed before removal",
	      test_removal),
	KCASE(io_delete_symbolic_link_files, "leaves files open until the removal",
	      test_IoDeleteSymbolicLink),
	KCASE(io_delete_device_name, "its name does not open any more", test_IoDeleteDevice),
	KCASE(ob_reference_object_file, "puts IRP_MJ_CLOSE off", test_ObReferenceObject),
	KCASE(ob_reference_object_bus, "keeps a bus's device object after its removal",
	      test_bus_reference),
	KCASE(ob_reference_object_failed_create, "keeps a file object that was not opened",
	      test_failed_create),
	KCASE(irp_mj_create_success, "every success opens the file", test_created),
	KCASE(irp_mn_remove_device_cancels, "a cancel routine may close a file of the device",
	      test_removal_cancels),
	KCASE(irp_mn_start_device, "opens the device, and drivers are told of its interfaces",
	      test_start),
	KCASE(irp_mn_start_device_failed, "no callback is told of a device that was not started",
	      test_start_failed),
	KCASE(irp_mn_query_remove_device, "asked for when the module is unloaded",
	      test_query_remove),
	KCASE(irp_mn_query_remove_device_veto, "a refusal makes it a surprise",
	      test_query_remove_veto),
};
const struct kcase_suite wdm_pnp_suite =
	KCASE_SUITE_FIXTURE("wdm_pnp", wdm_pnp_cases, pnp_setup, pnp_teardown);
