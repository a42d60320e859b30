// SPDX-License-Identifier: GPL-2.0-only
/* References to devices: what they keep, once the device is deleted. */
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

	KeWaitForSingleObject(&late->go, Executive, KernelMode, FALSE, MS(5000));
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

/* A bus's device, and memory that belongs to others. */
static struct {
	DEVICE_OBJECT object;
	u8 rest[512];
} bus_device;

/* The bus frees its device, and the memory becomes a driver's device. */
static VOID reuse_bus_device(PDEVICE_OBJECT device, PVOID context)
{
	device->DriverObject = driver;
	memset(bus_device.rest, 1, sizeof(bus_device.rest));
	KeSetEvent(context, 0, FALSE);
}

static void test_IoQueueWorkItem_bus(struct kcase *t)
{
	PIO_WORKITEM item;
	KEVENT done;

	memset(&bus_device, 0, sizeof(bus_device));
	bus_device.object.Type = 3;
	item = IoAllocateWorkItem(&bus_device.object);
	ASSERT_NOT_NULL(t, item);
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	IoQueueWorkItem(item, reuse_bus_device, DelayedWorkQueue, &done);
	KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
	KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	EXPECT_NULL(t, memchr_inv(bus_device.rest, 1, sizeof(bus_device.rest)));
	IoFreeWorkItem(item);
}

static const struct kcase_spec wdm_object_cases[] = {
	KCASE(ob_reference_object_device, "keeps a device that is deleted",
	      test_ObReferenceObject),
	KCASE(io_queue_work_item_device, "keeps its device until the routine has returned",
	      test_IoQueueWorkItem),
	KCASE(io_queue_work_item_bus, "does not touch a bus's device after the routine",
	      test_IoQueueWorkItem_bus),
};
const struct kcase_suite wdm_object_suite =
	KCASE_SUITE_FIXTURE("wdm_object", wdm_object_cases, object_setup, object_teardown);
