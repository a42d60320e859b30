// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - devices and stacks of them.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <ntstrsafe.h>
#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

/* Of a device whose driver does not say who may open it. */
#define DEVICE_MODE	0600

DEFINE_MUTEX(wdm_mutex);
/* Inside wdm_mutex, if both are held. */
DEFINE_SPINLOCK(wdm_stack_lock);
static LIST_HEAD(wdm_devices);

struct wdm_device *vmbkmcl_wdm_device(PDEVICE_OBJECT object)
{
	return CONTAINING_RECORD(object, struct wdm_device, object);
}

/* A bus's device has no driver object. */
struct wdm_device *vmbkmcl_wdm_device_counted(PDEVICE_OBJECT object)
{
	return object->DriverObject ? vmbkmcl_wdm_device(object) : NULL;
}

static void device_release(struct kref *ref)
{
	struct wdm_device *device = container_of(ref, struct wdm_device, ref);

	kfree(device->name.Buffer);
	ExFreePool(device);
}

void vmbkmcl_wdm_device_get(struct wdm_device *device)
{
	if (device)
		kref_get(&device->ref);
}

void vmbkmcl_wdm_device_put(struct wdm_device *device)
{
	if (device)
		kref_put(&device->ref, device_release);
}

void vmbkmcl_wdm_object_get(PDEVICE_OBJECT object)
{
	if (object->DriverObject)
		vmbkmcl_wdm_device_get(vmbkmcl_wdm_device(object));
	else
		vmbkmcl_bus_device_get(object);
}

void vmbkmcl_wdm_object_put(PDEVICE_OBJECT object)
{
	if (object->DriverObject)
		vmbkmcl_wdm_device_put(vmbkmcl_wdm_device(object));
	else
		vmbkmcl_bus_device_put(object);
}

bool vmbkmcl_wdm_device_is_starting(struct wdm_device *device)
{
	PDEVICE_OBJECT lowest = &device->object;
	bool starting;

	spin_lock_bh(&wdm_stack_lock);
	while (vmbkmcl_wdm_device_counted(lowest) && vmbkmcl_wdm_device(lowest)->below)
		lowest = vmbkmcl_wdm_device(lowest)->below;
	starting = READ_ONCE(lowest->LinuxStarting);
	spin_unlock_bh(&wdm_stack_lock);
	return starting;
}

struct wdm_device *vmbkmcl_wdm_device_find(PCUNICODE_STRING name)
{
	struct wdm_device *device;

	lockdep_assert_held(&wdm_mutex);
	list_for_each_entry(device, &wdm_devices, node) {
		if (device->name.Length &&
		    RtlEqualUnicodeString(&device->name, name, TRUE)) {
			vmbkmcl_wdm_device_get(device);
			return device;
		}
	}
	return NULL;
}

bool vmbkmcl_string_copy(PUNICODE_STRING to, PCUNICODE_STRING from)
{
	memset(to, 0, sizeof(*to));
	if (!from || !from->Length)
		return true;
	/* There is no such text. */
	if (!from->Buffer || from->Length % sizeof(WCHAR))
		return false;
	to->Buffer = kmemdup(from->Buffer, from->Length, GFP_KERNEL);
	to->Length = from->Length;
	to->MaximumLength = from->Length;
	return to->Buffer;
}

bool vmbkmcl_string_join(PUNICODE_STRING to, PCUNICODE_STRING first, PCUNICODE_STRING rest)
{
	size_t bytes = (size_t)first->Length + rest->Length;

	memset(to, 0, sizeof(*to));
	if (!bytes || bytes > UNICODE_STRING_MAX_BYTES)
		return !bytes;
	to->Buffer = kmalloc(bytes, GFP_KERNEL);
	if (!to->Buffer)
		return false;
	to->MaximumLength = bytes;
	RtlAppendUnicodeStringToString(to, first);
	RtlAppendUnicodeStringToString(to, rest);
	return true;
}

static struct wdm_device *device_alloc(ULONG extension, PCUNICODE_STRING name)
{
	struct wdm_device *device;

	/* The pool's blocks are aligned as the extension has to be. */
	device = ExAllocatePoolZero(NonPagedPoolNx,
				    struct_size(device, extension, extension),
				    0x69766544);
	if (!device)
		return NULL;
	device->back.Type = 13;
	device->back.Size = sizeof(device->back);
	device->back.DeviceObject = &device->object;
	device->object.DeviceObjectExtension = &device->back;
	kref_init(&device->ref);
	mutex_init(&device->io_lock);
	INIT_LIST_HEAD(&device->files);
	INIT_LIST_HEAD(&device->requests);
	init_waitqueue_head(&device->quiet);
	device->mode = DEVICE_MODE;
	if (!vmbkmcl_string_copy(&device->name, name)) {
		ExFreePool(device);
		return NULL;
	}
	return device;
}

/* Take the name and a place on the lists, or find the name taken. */
static NTSTATUS device_enlist(struct wdm_device *device, PDRIVER_OBJECT driver)
{
	struct wdm_device *other = NULL;

	mutex_lock(&wdm_mutex);
	if (device->name.Length)
		other = vmbkmcl_wdm_device_find(&device->name);
	if (!other) {
		list_add_tail(&device->node, &wdm_devices);
		device->object.NextDevice = driver->DeviceObject;
		driver->DeviceObject = &device->object;
	}
	mutex_unlock(&wdm_mutex);
	if (!other)
		return STATUS_SUCCESS;
	vmbkmcl_wdm_device_put(other);
	return STATUS_OBJECT_NAME_COLLISION;
}

/* By a name of our own. A driver may have chosen the same for another device. */
static NTSTATUS device_enlist_generated(struct wdm_device *device, PDRIVER_OBJECT driver)
{
	static const WCHAR format[] = L"\\Device\\%08x";
	static atomic_t last = ATOMIC_INIT(0);
	NTSTATUS status;

	/* Eight digits in place of four characters. */
	device->name.MaximumLength = sizeof(format) + 4 * sizeof(WCHAR);
	device->name.Buffer = kzalloc(device->name.MaximumLength, GFP_KERNEL);
	if (!device->name.Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	do {
		RtlUnicodeStringPrintf(&device->name, format,
				       (unsigned int)atomic_inc_return(&last));
		status = device_enlist(device, driver);
	} while (status == STATUS_OBJECT_NAME_COLLISION);
	return status;
}

NTSTATUS IoCreateDevice(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
			PUNICODE_STRING DeviceName, DEVICE_TYPE DeviceType,
			ULONG DeviceCharacteristics, BOOLEAN Exclusive,
			PDEVICE_OBJECT *DeviceObject)
{
	bool generated = DeviceCharacteristics & FILE_AUTOGENERATED_DEVICE_NAME;
	struct wdm_device *device;
	PDEVICE_OBJECT object;
	NTSTATUS status;

	might_sleep();
	device = device_alloc(DeviceExtensionSize, generated ? NULL : DeviceName);
	if (!device)
		return STATUS_INSUFFICIENT_RESOURCES;
	device->exclusive = Exclusive;
	object = &device->object;
	object->Type = 3;
	object->Size = min_t(SIZE_T, sizeof(*object) + DeviceExtensionSize, MAXUSHORT);
	object->DriverObject = DriverObject;
	object->DeviceType = DeviceType;
	object->Characteristics = DeviceCharacteristics;
	object->Flags = DO_DEVICE_INITIALIZING | (Exclusive ? DO_EXCLUSIVE : 0);
	object->StackSize = 1;
	object->DeviceExtension = DeviceExtensionSize ? device->extension : NULL;
	status = generated ? device_enlist_generated(device, DriverObject) :
			     device_enlist(device, DriverObject);
	if (!NT_SUCCESS(status)) {
		vmbkmcl_wdm_device_put(device);
		return status;
	}
	*DeviceObject = object;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoCreateDevice);

/* Detach the device above @below; its reference, to be dropped without the locks. */
static struct wdm_device *device_detach(PDEVICE_OBJECT below)
{
	struct wdm_device *device, *lower = NULL;
	PDEVICE_OBJECT above;

	lockdep_assert_held(&wdm_mutex);
	spin_lock_bh(&wdm_stack_lock);
	above = below->AttachedDevice;
	if (above) {
		device = vmbkmcl_wdm_device(above);
		lower = device->lower;
		below->AttachedDevice = NULL;
		WRITE_ONCE(device->below, NULL);
		device->lower = NULL;
		above->LinuxDevice = NULL;
		above->LinuxLink = NULL;
	}
	spin_unlock_bh(&wdm_stack_lock);
	return lower;
}

VOID IoDeleteDevice(PDEVICE_OBJECT DeviceObject)
{
	struct wdm_device *device = vmbkmcl_wdm_device(DeviceObject);
	PDEVICE_OBJECT *link = &DeviceObject->DriverObject->DeviceObject;
	struct wdm_device *lower = NULL;

	might_sleep();
	if (device->forget)
		device->forget(DeviceObject);
	mutex_lock(&wdm_mutex);
	while (*link && *link != DeviceObject)
		link = &(*link)->NextDevice;
	if (!WARN_ONCE(!*link, "vmbkmcl: IoDeleteDevice() of a device deleted before\n")) {
		*link = DeviceObject->NextDevice;
		list_del(&device->node);
		spin_lock_bh(&wdm_stack_lock);
		WRITE_ONCE(device->deleted, true);
		spin_unlock_bh(&wdm_stack_lock);
	}
	/* A bus's device detaches what its driver has left on it before it goes. */
	if (device->below)
		lower = device_detach(device->below);
	mutex_unlock(&wdm_mutex);
	vmbkmcl_wdm_device_put(lower);
	vmbkmcl_wdm_device_put(device);
}
VMBKMCL_EXPORT(IoDeleteDevice);

static bool device_is_deleted(PDEVICE_OBJECT object)
{
	struct wdm_device *device = vmbkmcl_wdm_device_counted(object);

	return device ? device->deleted : READ_ONCE(object->LinuxGone);
}

/*
 * Put @source on top of the stack that @target is a part of; what was there, or NULL:
 * that stack is about to go, or is as high as a stack can be.
 */
static PDEVICE_OBJECT stack_push(PDEVICE_OBJECT source, PDEVICE_OBJECT target)
{
	struct wdm_device *device = vmbkmcl_wdm_device(source);
	PDEVICE_OBJECT top = target;

	lockdep_assert_held(&wdm_stack_lock);
	while (top->AttachedDevice && !device_is_deleted(top))
		top = top->AttachedDevice;
	/* A request for a stack of more could not be allocated. */
	if (device_is_deleted(top) || top->StackSize >= S8_MAX - 1)
		return NULL;
	source->StackSize = top->StackSize + 1;
	source->AlignmentRequirement = top->AlignmentRequirement;
	/* A channel's parent is known by the bus's device below it. */
	source->LinuxDevice = top->LinuxDevice;
	source->LinuxLink = top->LinuxLink;
	WRITE_ONCE(device->below, top);
	/* A driver detaches its device after the one below may have been deleted. */
	device->lower = vmbkmcl_wdm_device_counted(top);
	vmbkmcl_wdm_device_get(device->lower);
	top->AttachedDevice = source;
	return top;
}

PDEVICE_OBJECT IoAttachDeviceToDeviceStack(PDEVICE_OBJECT SourceDevice,
					   PDEVICE_OBJECT TargetDevice)
{
	PDEVICE_OBJECT lower;

	spin_lock_bh(&wdm_stack_lock);
	lower = stack_push(SourceDevice, TargetDevice);
	spin_unlock_bh(&wdm_stack_lock);
	return lower;
}
VMBKMCL_EXPORT(IoAttachDeviceToDeviceStack);

NTSTATUS IoAttachDeviceToDeviceStackSafe(PDEVICE_OBJECT SourceDevice,
					 PDEVICE_OBJECT TargetDevice,
					 PDEVICE_OBJECT *AttachedToDeviceObject)
{
	PDEVICE_OBJECT lower;

	spin_lock_bh(&wdm_stack_lock);
	lower = stack_push(SourceDevice, TargetDevice);
	if (lower)
		*AttachedToDeviceObject = lower;
	spin_unlock_bh(&wdm_stack_lock);
	return lower ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
}
VMBKMCL_EXPORT(IoAttachDeviceToDeviceStackSafe);

VOID IoDetachDevice(PDEVICE_OBJECT TargetDevice)
{
	struct wdm_device *lower;

	mutex_lock(&wdm_mutex);
	lower = device_detach(TargetDevice);
	mutex_unlock(&wdm_mutex);
	vmbkmcl_wdm_device_put(lower);
}
VMBKMCL_EXPORT(IoDetachDevice);

PDEVICE_OBJECT IoGetAttachedDeviceReference(PDEVICE_OBJECT DeviceObject)
{
	PDEVICE_OBJECT top = DeviceObject;

	spin_lock_bh(&wdm_stack_lock);
	while (top->AttachedDevice)
		top = top->AttachedDevice;
	ObReferenceObject(top);
	spin_unlock_bh(&wdm_stack_lock);
	return top;
}
VMBKMCL_EXPORT(IoGetAttachedDeviceReference);
