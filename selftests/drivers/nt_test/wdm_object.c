// SPDX-License-Identifier: GPL-2.0-only
/* References to devices: what they keep, once the device is deleted. */
#include <linux/device.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include <vmbkmcl_glue.h>

#include "nt_test.h"

#define EXTENSION	1000
#define MARK		0x3c
#define BLOCKS		64

static PDRIVER_OBJECT driver;

static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	driver = object;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue glue = {
	.driver = { .name = "wdm object test", .owner = THIS_MODULE },
	.entry = entry,
};

static int object_setup(struct kcase *t)
{
	return vmbkmcl_glue_load(&glue);
}

static void object_teardown(struct kcase *t)
{
	vmbkmcl_glue_unload(&glue);
}

/* A device whose extension is full of MARK, or NULL. */
static PDEVICE_OBJECT marked_device(struct kcase *t)
{
	PDEVICE_OBJECT device = NULL;

	EXPECT_EQ(t, IoCreateDevice(driver, EXTENSION, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &device), STATUS_SUCCESS);
	if (device)
		memset(device->DeviceExtension, MARK, EXTENSION);
	return device;
}

static bool still_marked(PDEVICE_OBJECT device)
{
	return !memchr_inv(device->DeviceExtension, MARK, EXTENSION);
}

void reuse_memory(size_t bytes)
{
	static void *blocks[BLOCKS];
	int i;

	for (i = 0; i < BLOCKS; i++) {
		blocks[i] = kmalloc(bytes, GFP_KERNEL);
		if (blocks[i])
			memset(blocks[i], 0xa5, bytes);
	}
	for (i = 0; i < BLOCKS; i++)
		kfree(blocks[i]);
}

static void test_ObReferenceObject(struct kcase *t)
{
	PDEVICE_OBJECT device = marked_device(t);

	ASSERT_NOT_NULL(t, device);
	ObReferenceObject(device);
	IoDeleteDevice(device);
	reuse_memory(EXTENSION + sizeof(*device));
	EXPECT_TRUE(t, still_marked(device));
	ObDereferenceObject(device);
}

struct late {
	KEVENT go, done;
	bool marked;
};

static VOID look_late(PDEVICE_OBJECT device, PVOID context)
{
	struct late *late = context;

	nt_wait(&late->go, NULL);
	late->marked = still_marked(device);
	KeSetEvent(&late->done, 0, FALSE);
}

static void test_IoQueueWorkItem(struct kcase *t)
{
	PDEVICE_OBJECT device = marked_device(t);
	struct late late = { .marked = false };
	PIO_WORKITEM item;

	ASSERT_NOT_NULL(t, device);
	item = IoAllocateWorkItem(device);
	ASSERT_NOT_NULL(t, item);
	KeInitializeEvent(&late.go, NotificationEvent, FALSE);
	KeInitializeEvent(&late.done, NotificationEvent, FALSE);
	IoQueueWorkItem(item, look_late, DelayedWorkQueue, &late);
	IoDeleteDevice(device);
	reuse_memory(EXTENSION + sizeof(*device));
	KeSetEvent(&late.go, 0, FALSE);
	KeWaitForSingleObject(&late.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_TRUE(t, late.marked);
	IoFreeWorkItem(item);
}

#define BUS_MARK 0x1357

static VOID look_late_at_bus(PDEVICE_OBJECT device, PVOID context)
{
	struct late *late = context;

	nt_wait(&late->go, NULL);
	late->marked = device->SectorSize == BUS_MARK && !device->LinuxDevice;
	KeSetEvent(&late->done, 0, FALSE);
}

/* The bus has removed it meanwhile. */
static void test_IoQueueWorkItem_bus(struct kcase *t)
{
	struct device *dev = root_device_register("nt_test_late");
	struct late late = { .marked = false };
	PDEVICE_OBJECT device;
	PIO_WORKITEM item;

	ASSERT_FALSE(t, IS_ERR(dev));
	device = vmbkmcl_device_object(dev);
	root_device_unregister(dev);
	ASSERT_NOT_NULL(t, device);
	device->SectorSize = BUS_MARK;
	item = IoAllocateWorkItem(device);
	KeInitializeEvent(&late.go, NotificationEvent, FALSE);
	KeInitializeEvent(&late.done, NotificationEvent, FALSE);
	if (item)
		IoQueueWorkItem(item, look_late_at_bus, DelayedWorkQueue, &late);
	vmbkmcl_device_object_put(device);
	ASSERT_NOT_NULL(t, item);
	reuse_memory(sizeof(*device));
	KeSetEvent(&late.go, 0, FALSE);
	nt_wait(&late.done, NULL);
	EXPECT_TRUE(t, late.marked);
	IoFreeWorkItem(item);
}

/* A filter detaches its device after the one below has been deleted. */
static void test_IoDetachDevice(struct kcase *t)
{
	PDEVICE_OBJECT lower = marked_device(t), upper = marked_device(t), below;

	ASSERT_NOT_NULL(t, lower);
	ASSERT_NOT_NULL(t, upper);
	below = IoAttachDeviceToDeviceStack(upper, lower);
	EXPECT_PTR_EQ(t, below, lower);
	IoDeleteDevice(lower);
	reuse_memory(EXTENSION + sizeof(*lower));
	EXPECT_TRUE(t, still_marked(lower));
	IoDetachDevice(below);
	IoDeleteDevice(upper);
}

/* A thread that looks for what is on top of @lower, as a request does. */
static struct {
	PDEVICE_OBJECT lower, upper, attached;
	LONG round, seen;
	bool early, stop;
} race;

static VOID look_for_top(PVOID context)
{
	PDEVICE_OBJECT top;

	while (!READ_ONCE(race.stop)) {
		if (READ_ONCE(race.round) == race.seen) {
			cond_resched();
			continue;
		}
		top = IoGetAttachedDeviceReference(race.lower);
		if (top == race.upper) {
			race.early |= !READ_ONCE(race.attached);
			WRITE_ONCE(race.seen, race.seen + 1);
		}
		ObDereferenceObject(top);
	}
}

/* Nothing reaches the new device before its driver knows what is below it. */
static void test_attach_safe(struct kcase *t)
{
	HANDLE thread;
	int i;

	memset(&race, 0, sizeof(race));
	race.lower = marked_device(t);
	race.upper = marked_device(t);
	ASSERT_TRUE(t, race.lower && race.upper);
	ASSERT_EQ(t, PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  look_for_top, NULL), STATUS_SUCCESS);
	for (i = 0; i < 3000 && !kcase_failed(t); i++) {
		WRITE_ONCE(race.attached, NULL);
		WRITE_ONCE(race.round, race.round + 1);
		EXPECT_EQ(t, IoAttachDeviceToDeviceStackSafe(race.upper, race.lower,
							     &race.attached),
			  STATUS_SUCCESS);
		EXPECT_PTR_EQ(t, race.attached, race.lower);
		while (READ_ONCE(race.seen) != race.round && !kcase_failed(t))
			cond_resched();
		IoDetachDevice(race.lower);
	}
	EXPECT_FALSE(t, race.early);
	WRITE_ONCE(race.stop, true);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NULL), STATUS_SUCCESS);
	ZwClose(thread);
	IoDeleteDevice(race.upper);
	IoDeleteDevice(race.lower);
}

/* A device that is deleted, and stays because of one above it, gets no more of them. */
static void test_attach_deleted(struct kcase *t)
{
	PDEVICE_OBJECT lower = marked_device(t), middle = marked_device(t);
	PDEVICE_OBJECT upper = marked_device(t), attached = NULL;

	ASSERT_TRUE(t, lower && middle && upper);
	EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(middle, lower), lower);
	ObReferenceObject(lower);
	IoDeleteDevice(lower);
	EXPECT_NULL(t, IoAttachDeviceToDeviceStack(upper, lower));
	EXPECT_EQ(t, IoAttachDeviceToDeviceStackSafe(upper, lower, &attached),
		  STATUS_NO_SUCH_DEVICE);
	EXPECT_NULL(t, attached);
	EXPECT_NULL(t, middle->AttachedDevice);
	IoDetachDevice(lower);
	EXPECT_NULL(t, IoAttachDeviceToDeviceStack(upper, lower));
	EXPECT_NULL(t, lower->AttachedDevice);
	ObDereferenceObject(lower);
	EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(upper, middle), middle);
	IoDetachDevice(middle);
	IoDeleteDevice(upper);
	IoDeleteDevice(middle);
}

/* The bus's device, which is no driver's, is not left with one that has gone. */
static void test_delete_attached(struct kcase *t)
{
	static DEVICE_OBJECT bus;
	PDEVICE_OBJECT device = marked_device(t);

	ASSERT_NOT_NULL(t, device);
	EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(device, &bus), &bus);
	IoDeleteDevice(device);
	EXPECT_NULL(t, bus.AttachedDevice);
	bus.AttachedDevice = NULL;
}

/* More stack locations than a request can count, and devices that would need them. */
static void test_highest_stack(struct kcase *t)
{
	PDEVICE_OBJECT lower = marked_device(t), upper = marked_device(t);
	PIRP irp = IoAllocateIrp(126, FALSE);

	ASSERT_TRUE(t, irp && lower && upper);
	EXPECT_EQ(t, irp->CurrentLocation, 127);
	IoFreeIrp(irp);
	irp = IoAllocateIrp(127, FALSE);
	EXPECT_NULL(t, irp);
	if (irp)
		IoFreeIrp(irp);
	lower->StackSize = 126;
	EXPECT_NULL(t, IoAttachDeviceToDeviceStack(upper, lower));
	EXPECT_NULL(t, lower->AttachedDevice);
	lower->StackSize = 125;
	EXPECT_PTR_EQ(t, IoAttachDeviceToDeviceStack(upper, lower), lower);
	EXPECT_EQ(t, upper->StackSize, 126);
	IoDetachDevice(lower);
	IoDeleteDevice(upper);
	IoDeleteDevice(lower);
}

/* The major functions of the requests that came. */
static char requests[8];

static NTSTATUS note_request(PDEVICE_OBJECT device, PIRP irp)
{
	char *end = requests + strlen(requests);

	if (end < requests + sizeof(requests) - 1)
		*end = 'a' + IoGetCurrentIrpStackLocation(irp)->MajorFunction;
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static void test_IoGetDeviceObjectPointer(struct kcase *t)
{
	static const char expected[] = {
		'a' + IRP_MJ_CREATE, 'a' + IRP_MJ_CLEANUP, 'a' + IRP_MJ_CLOSE, 0
	};
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\KmclPointer");
	PDEVICE_OBJECT device, found = NULL;
	PFILE_OBJECT file;

	EXPECT_EQ(t, IoGetDeviceObjectPointer(&name, GENERIC_READ, &file, &found),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	ASSERT_EQ(t, IoCreateDevice(driver, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device),
		  STATUS_SUCCESS);
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	memset(requests, 0, sizeof(requests));
	driver->MajorFunction[IRP_MJ_CREATE] = note_request;
	driver->MajorFunction[IRP_MJ_CLEANUP] = note_request;
	driver->MajorFunction[IRP_MJ_CLOSE] = note_request;
	EXPECT_EQ(t, IoGetDeviceObjectPointer(&name, GENERIC_READ, &file, &found),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, found, device);
	EXPECT_EQ(t, strlen(requests), 2);
	if (found) {
		EXPECT_PTR_EQ(t, file->DeviceObject, device);
		ObDereferenceObject(file);
	}
	EXPECT_MEM_EQ(t, requests, expected, sizeof(expected));
	IoDeleteDevice(device);
}

#define LINK_DEVICES	2

static UNICODE_STRING link_devices[LINK_DEVICES] = {
	RTL_CONSTANT_STRING(L"\\Device\\KmclFoo"), RTL_CONSTANT_STRING(L"\\Device\\KmclBar"),
};
static UNICODE_STRING links[LINK_DEVICES] = {
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclFoo"),
	RTL_CONSTANT_STRING(L"\\DosDevices\\KmclBar"),
};

/* Two devices with a link each, whose driver takes every request. */
static void links_make(struct kcase *t, PDEVICE_OBJECT devices[LINK_DEVICES])
{
	int i;

	memset(requests, 0, sizeof(requests));
	driver->MajorFunction[IRP_MJ_CREATE] = note_request;
	driver->MajorFunction[IRP_MJ_CLEANUP] = note_request;
	driver->MajorFunction[IRP_MJ_CLOSE] = note_request;
	for (i = 0; i < LINK_DEVICES; i++) {
		ASSERT_EQ(t, IoCreateDevice(driver, 0, &link_devices[i], FILE_DEVICE_UNKNOWN, 0,
					    FALSE, &devices[i]), STATUS_SUCCESS);
		devices[i]->Flags &= ~DO_DEVICE_INITIALIZING;
		EXPECT_EQ(t, IoCreateSymbolicLink(&links[i], &link_devices[i]), STATUS_SUCCESS);
	}
}

static void links_delete(struct kcase *t, PDEVICE_OBJECT devices[LINK_DEVICES])
{
	int i;

	for (i = 0; i < LINK_DEVICES && devices[i]; i++) {
		EXPECT_EQ(t, IoDeleteSymbolicLink(&links[i]), STATUS_SUCCESS);
		IoDeleteDevice(devices[i]);
	}
}

/* The device that a name opens, or NULL, and what is behind it. */
static PDEVICE_OBJECT opened_by(PCWSTR text, WCHAR behind[16])
{
	PDEVICE_OBJECT device, found;
	UNICODE_STRING name;
	PFILE_OBJECT file;

	memset(behind, 0, 16 * sizeof(*behind));
	RtlInitUnicodeString(&name, text);
	if (!NT_SUCCESS(IoGetDeviceObjectPointer(&name, GENERIC_READ, &file, &device)))
		return NULL;
	found = file->DeviceObject;
	memcpy(behind, file->FileName.Buffer, min_t(size_t, file->FileName.Length, 30));
	ObDereferenceObject(file);
	return found;
}

/* What is behind a link is a name for its device, also if there is a link of that name. */
static void test_link_parts(struct kcase *t)
{
	UNICODE_STRING deep = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclFoo\\KmclDeep");
	PDEVICE_OBJECT devices[LINK_DEVICES] = { NULL };
	WCHAR behind[16];

	links_make(t, devices);
	EXPECT_PTR_EQ(t, opened_by(L"\\DosDevices\\KmclFoo\\KmclBar", behind), devices[0]);
	EXPECT_MEM_EQ(t, behind, L"\\KmclBar", 18);
	EXPECT_PTR_EQ(t, opened_by(L"\\??\\Global\\KmclBar", behind), devices[1]);
	EXPECT_EQ(t, behind[0], 0);
	EXPECT_NULL(t, opened_by(L"\\DosDevices\\KmclNone\\KmclBar", behind));
	/* Nor is there such a link, which no name would open. */
	EXPECT_EQ(t, IoCreateSymbolicLink(&deep, &link_devices[0]), STATUS_OBJECT_NAME_INVALID);
	links_delete(t, devices);
}

static void test_link_case(struct kcase *t)
{
	UNICODE_STRING upper = RTL_CONSTANT_STRING(L"\\DosDevices\\KMCLFOO");
	PDEVICE_OBJECT devices[LINK_DEVICES] = { NULL };
	WCHAR behind[16];

	links_make(t, devices);
	EXPECT_PTR_EQ(t, opened_by(L"\\dosdevices\\kmclfoo", behind), devices[0]);
	EXPECT_EQ(t, IoCreateSymbolicLink(&upper, &link_devices[1]),
		  STATUS_OBJECT_NAME_COLLISION);
	EXPECT_EQ(t, IoDeleteSymbolicLink(&upper), STATUS_SUCCESS);
	EXPECT_EQ(t, IoCreateSymbolicLink(&upper, &link_devices[0]), STATUS_SUCCESS);
	links_delete(t, devices);
}

static void test_IoReuseIrp(struct kcase *t)
{
	PIRP irp = IoAllocateIrp(2, FALSE);

	ASSERT_NOT_NULL(t, irp);
	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_WRITE;
	IoSetNextIrpStackLocation(irp);
	irp->Cancel = TRUE;
	irp->IoStatus.Information = 9;
	IoReuseIrp(irp, STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, irp->IoStatus.Status, STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, irp->IoStatus.Information, 0);
	EXPECT_FALSE(t, irp->Cancel);
	EXPECT_EQ(t, irp->StackCount, 2);
	EXPECT_EQ(t, irp->CurrentLocation, 3);
	EXPECT_EQ(t, IoGetNextIrpStackLocation(irp)->MajorFunction, 0);
	IoFreeIrp(irp);
}

static const struct kcase_spec wdm_object_cases[] = {
	KCASE(ob_reference_object_device, "keeps a device that is deleted",
	      test_ObReferenceObject),
	KCASE(io_queue_work_item_device, "keeps its device until the routine has returned",
	      test_IoQueueWorkItem),
	KCASE(io_queue_work_item_bus, "keeps a bus's device, too",
	      test_IoQueueWorkItem_bus),
	KCASE(io_detach_device, "a device that was deleted stays until the one above is detached",
	      test_IoDetachDevice),
	KCASE(io_attach_safe, "what a device is attached to is known before it is reached",
	      test_attach_safe),
	KCASE(io_delete_device_attached, "is detached from what is below, of any kind",
	      test_delete_attached),
	KCASE(io_attach_deleted, "nothing is attached to a device that is deleted",
	      test_attach_deleted),
	KCASE(io_allocate_irp_highest, "no more locations than a request can count",
	      test_highest_stack),
	KCASE(io_get_device_object_pointer, "opens a device by its name",
	      test_IoGetDeviceObjectPointer),
	KCASE(io_get_device_object_pointer_parts, "a link is the first part of a name",
	      test_link_parts),
	KCASE(io_create_symbolic_link_case, "a link's name is the same in either case",
	      test_link_case),
	KCASE(io_reuse_irp, "makes a request as it was", test_IoReuseIrp),
};
const struct kcase_suite wdm_object_suite =
	KCASE_SUITE_FIXTURE("wdm_object", wdm_object_cases, object_setup, object_teardown);
