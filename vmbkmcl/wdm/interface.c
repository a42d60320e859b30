// SPDX-License-Identifier: GPL-2.0-only
/*
 * interface.c - device interfaces.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/registry.h>

#include "../compat/export.h"
#include "forget.h"
#include "notify.h"
#include "registry.h"
#include "wdm.h"

#define INTERFACE_PREFIX	"\\DosDevices\\"
#define INTERFACE_KEY		REGISTRY_CONTROL_SET "Control\\DeviceClasses\\"

/**
 * struct wdm_interface - an interface of a device
 * @link: on wdm_interfaces
 * @class: what it is for
 * @pdo: the bus's device
 * @number: tells it from others for the same
 * @file_name: of what it opens; empty without a reference string
 * @name: as the driver knows it; ends in a terminator
 * @node: its node while it is enabled, else NULL
 * @arrival: what drivers are told once its device has started, or NULL
 * @removal: what drivers are told when it is disabled, or NULL
 *
 * Protected by interface_mutex, but for what is constant: all but @link, @node, @arrival
 * and @removal.
 */
struct wdm_interface {
	struct list_head link;
	GUID class;
	PDEVICE_OBJECT pdo;
	unsigned int number;
	UNICODE_STRING file_name;
	UNICODE_STRING name;
	struct wdm_node *node;
	struct notify_event *arrival;
	struct notify_event *removal;
};

static LIST_HEAD(wdm_interfaces);
static DEFINE_MUTEX(interface_mutex);

static void interface_free(struct wdm_interface *interface)
{
	kfree(interface->file_name.Buffer);
	RtlFreeUnicodeString(&interface->name);
	kfree(interface);
}

/* A file name of @reference with a backslash ahead; false without memory. */
static bool interface_set_file_name(struct wdm_interface *interface,
				    PCUNICODE_STRING reference)
{
	PUNICODE_STRING name = &interface->file_name;

	if (!reference || !reference->Length)
		return true;
	name->MaximumLength = reference->Length + sizeof(WCHAR);
	name->Buffer = kmalloc(name->MaximumLength, GFP_KERNEL);
	if (!name->Buffer)
		return false;
	RtlAppendUnicodeToString(name, L"\\");
	RtlAppendUnicodeStringToString(name, reference);
	return true;
}

/* The reference string, for a node's name, or nothing; to be freed. */
static char *interface_suffix(const struct wdm_interface *interface)
{
	ANSI_STRING ansi;
	char *suffix;

	if (!interface->file_name.Length)
		return kstrdup("", GFP_KERNEL);
	if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&ansi, &interface->file_name, TRUE)))
		return NULL;
	ansi.Buffer[0] = '.';
	suffix = kstrdup(ansi.Buffer, GFP_KERNEL);
	RtlFreeAnsiString(&ansi);
	return suffix;
}

/* "vmbkmcl<separator>GUID<separator>number.reference", with @prefix ahead. */
static char *interface_text(const struct wdm_interface *interface, const char *prefix,
			    char separator)
{
	char *suffix = interface_suffix(interface), *text = NULL;

	if (suffix)
		text = kasprintf(GFP_KERNEL, "%svmbkmcl%c%pUl%c%u%s", prefix, separator,
				 &interface->class, separator, interface->number, suffix);
	kfree(suffix);
	return text;
}

static bool interface_set_name(struct wdm_interface *interface)
{
	char *text = interface_text(interface, INTERFACE_PREFIX, '#');
	ANSI_STRING ansi;
	NTSTATUS status;

	if (!text)
		return false;
	RtlInitAnsiString(&ansi, text);
	status = RtlAnsiStringToUnicodeString(&interface->name, &ansi, TRUE);
	kfree(text);
	return NT_SUCCESS(status);
}

static bool interface_is_for(const struct wdm_interface *interface, PDEVICE_OBJECT pdo,
			     const GUID *class)
{
	return (!pdo || interface->pdo == pdo) && IsEqualGUID(&interface->class, class);
}

static bool interface_has_reference(const struct wdm_interface *interface,
				    PCUNICODE_STRING reference)
{
	UNICODE_STRING own = interface->file_name;

	if (!own.Length || !reference || !reference->Length)
		return !own.Length && (!reference || !reference->Length);
	own.Buffer++;
	own.Length -= sizeof(WCHAR);
	return RtlEqualUnicodeString(&own, reference, TRUE);
}

/* The lowest number that none for the same has. */
static unsigned int interface_free_number(const GUID *class)
{
	const struct wdm_interface *other;
	unsigned int number = 0;
	bool taken;

	do {
		taken = false;
		list_for_each_entry(other, &wdm_interfaces, link)
			taken |= interface_is_for(other, NULL, class) &&
				 other->number == number;
		number += taken;
	} while (taken);
	return number;
}

static struct wdm_interface *interface_find(PDEVICE_OBJECT pdo, const GUID *class,
					    PCUNICODE_STRING reference)
{
	struct wdm_interface *interface;

	lockdep_assert_held(&interface_mutex);
	list_for_each_entry(interface, &wdm_interfaces, link) {
		if (interface_is_for(interface, pdo, class) &&
		    interface_has_reference(interface, reference))
			return interface;
	}
	return NULL;
}

static struct wdm_interface *interface_create(PDEVICE_OBJECT pdo, const GUID *class,
					      PCUNICODE_STRING reference)
{
	struct wdm_interface *interface;

	lockdep_assert_held(&interface_mutex);
	interface = kzalloc(sizeof(*interface), GFP_KERNEL);
	if (!interface)
		return NULL;
	interface->class = *class;
	interface->pdo = pdo;
	interface->number = interface_free_number(class);
	if (!interface_set_file_name(interface, reference) ||
	    !interface_set_name(interface)) {
		interface_free(interface);
		return NULL;
	}
	list_add_tail(&interface->link, &wdm_interfaces);
	/* A bus that is no driver says itself when its device goes. */
	if (pdo->DriverObject)
		vmbkmcl_wdm_device(pdo)->forget = vmbkmcl_device_forget;
	return interface;
}

/* A copy that RtlFreeUnicodeString() frees, terminated as the original is. */
static bool interface_copy_name(const struct wdm_interface *interface,
				PUNICODE_STRING out)
{
	*out = interface->name;
	out->MaximumLength = out->Length + sizeof(WCHAR);
	out->Buffer = ExAllocatePoolZero(PagedPool, out->MaximumLength, 0x656d614e);
	if (!out->Buffer)
		return false;
	memcpy(out->Buffer, interface->name.Buffer, out->Length);
	return true;
}

static bool reference_is_valid(PCUNICODE_STRING reference)
{
	size_t i, chars = reference ? reference->Length / sizeof(WCHAR) : 0;

	/* There is a backslash to come. */
	if (chars >= UNICODE_STRING_MAX_BYTES / sizeof(WCHAR))
		return false;
	for (i = 0; i < chars; i++) {
		if (reference->Buffer[i] == '\\' || reference->Buffer[i] == '/')
			return false;
	}
	return true;
}

/* Whether it can be a bus's: it is attached to no other. */
static bool interface_may_be_on(PDEVICE_OBJECT pdo)
{
	return !pdo->DriverObject || !READ_ONCE(vmbkmcl_wdm_device(pdo)->below);
}

NTSTATUS IoRegisterDeviceInterface(PDEVICE_OBJECT PhysicalDeviceObject,
				   const GUID *InterfaceClassGuid,
				   PUNICODE_STRING ReferenceString,
				   PUNICODE_STRING SymbolicLinkName)
{
	NTSTATUS status = STATUS_OBJECT_NAME_EXISTS;
	struct wdm_interface *interface;

	might_sleep();
	if (!interface_may_be_on(PhysicalDeviceObject) ||
	    !reference_is_valid(ReferenceString))
		return STATUS_INVALID_DEVICE_REQUEST;
	mutex_lock(&interface_mutex);
	/* It would not be forgotten. */
	if (READ_ONCE(PhysicalDeviceObject->LinuxGone)) {
		mutex_unlock(&interface_mutex);
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	interface = interface_find(PhysicalDeviceObject, InterfaceClassGuid,
				   ReferenceString);
	if (!interface) {
		interface = interface_create(PhysicalDeviceObject, InterfaceClassGuid,
					     ReferenceString);
		status = STATUS_SUCCESS;
	}
	if (!interface || !interface_copy_name(interface, SymbolicLinkName))
		status = STATUS_INSUFFICIENT_RESOURCES;
	mutex_unlock(&interface_mutex);
	return status;
}
VMBKMCL_EXPORT(IoRegisterDeviceInterface);

/* The lowest device that a driver has attached, with a reference, or NULL. */
static struct wdm_device *interface_device(PDEVICE_OBJECT pdo)
{
	struct wdm_device *device = NULL;

	spin_lock_bh(&wdm_stack_lock);
	if (pdo->AttachedDevice) {
		device = vmbkmcl_wdm_device(pdo->AttachedDevice);
		vmbkmcl_wdm_device_get(device);
	}
	spin_unlock_bh(&wdm_stack_lock);
	return device;
}

static void interface_make_node(struct wdm_interface *interface, struct wdm_device *device)
{
	char *name = interface_text(interface, "", '!');

	if (name)
		interface->node = vmbkmcl_node_create(device, name, &interface->file_name);
	kfree(name);
}

/* Tell drivers that it can be opened, if they have not been told and it can. */
static void interface_tell(struct wdm_interface *interface)
{
	lockdep_assert_held(&interface_mutex);
	if (!interface->arrival || READ_ONCE(interface->pdo->LinuxStarting))
		return;
	vmbkmcl_notify_send(interface->arrival);
	interface->arrival = NULL;
}

/* What drivers will be told of its removal is there before they are told of it. */
static NTSTATUS interface_enable_for(struct wdm_interface *interface,
				     struct wdm_device *device)
{
	struct notify_event *arrival, *removal;

	arrival = vmbkmcl_notify_event_alloc(&interface->class, &interface->name, true);
	removal = vmbkmcl_notify_event_alloc(&interface->class, &interface->name, false);
	if (arrival && removal)
		interface_make_node(interface, device);
	if (!interface->node) {
		vmbkmcl_notify_event_free(arrival);
		vmbkmcl_notify_event_free(removal);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	interface->arrival = arrival;
	interface->removal = removal;
	interface_tell(interface);
	return STATUS_SUCCESS;
}

static NTSTATUS interface_enable(struct wdm_interface *interface)
{
	struct wdm_device *device;
	NTSTATUS status;

	if (interface->node)
		return STATUS_OBJECT_NAME_EXISTS;
	device = interface_device(interface->pdo);
	if (!device)
		return STATUS_INVALID_DEVICE_STATE;
	status = interface_enable_for(interface, device);
	vmbkmcl_wdm_device_put(device);
	return status;
}

static NTSTATUS interface_disable(struct wdm_interface *interface)
{
	if (!interface->node)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	vmbkmcl_node_delete(interface->node);
	interface->node = NULL;
	/* Who has not been told of it is not told that it goes. */
	if (interface->arrival)
		vmbkmcl_notify_event_free(interface->removal);
	else
		vmbkmcl_notify_send(interface->removal);
	vmbkmcl_notify_event_free(interface->arrival);
	interface->arrival = NULL;
	interface->removal = NULL;
	return STATUS_SUCCESS;
}

static struct wdm_interface *interface_of_name(PCUNICODE_STRING name)
{
	struct wdm_interface *interface;

	lockdep_assert_held(&interface_mutex);
	list_for_each_entry(interface, &wdm_interfaces, link) {
		if (RtlEqualUnicodeString(&interface->name, name, TRUE))
			return interface;
	}
	return NULL;
}

NTSTATUS IoSetDeviceInterfaceState(PUNICODE_STRING SymbolicLinkName, BOOLEAN Enable)
{
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct wdm_interface *interface;

	might_sleep();
	mutex_lock(&interface_mutex);
	interface = interface_of_name(SymbolicLinkName);
	if (interface)
		status = Enable ? interface_enable(interface) :
				  interface_disable(interface);
	mutex_unlock(&interface_mutex);
	return status;
}
VMBKMCL_EXPORT(IoSetDeviceInterfaceState);

/* Whether @name is its name without the folder. */
static bool interface_is_named(const struct wdm_interface *interface, PCUNICODE_STRING name)
{
	UNICODE_STRING own = interface->name;

	own.Buffer += strlen(INTERFACE_PREFIX);
	own.Length -= strlen(INTERFACE_PREFIX) * sizeof(WCHAR);
	return RtlEqualUnicodeString(&own, name, TRUE);
}

struct wdm_device *vmbkmcl_interface_find_device(PCUNICODE_STRING name,
						 PUNICODE_STRING file_name)
{
	struct wdm_interface *interface;
	struct wdm_device *device = NULL;

	mutex_lock(&interface_mutex);
	list_for_each_entry(interface, &wdm_interfaces, link) {
		if (!interface->node || !interface_is_named(interface, name))
			continue;
		if (!vmbkmcl_string_copy(file_name, &interface->file_name))
			break;
		device = vmbkmcl_node_device(interface->node);
		vmbkmcl_wdm_device_get(device);
		break;
	}
	mutex_unlock(&interface_mutex);
	return device;
}

static bool interface_is_wanted(const struct wdm_interface *interface,
				PDEVICE_OBJECT pdo, const GUID *class, ULONG flags)
{
	return interface_is_for(interface, pdo, class) &&
	       ((interface->node && !interface->arrival) || flags & DEVICE_INTERFACE_INCLUDE_NONACTIVE);
}

static PZZWSTR interfaces_list(PDEVICE_OBJECT pdo, const GUID *class, ULONG flags)
{
	const struct wdm_interface *interface;
	SIZE_T bytes = sizeof(WCHAR);
	PWSTR list, next;

	lockdep_assert_held(&interface_mutex);
	list_for_each_entry(interface, &wdm_interfaces, link) {
		if (interface_is_wanted(interface, pdo, class, flags))
			bytes += interface->name.Length + sizeof(WCHAR);
	}
	list = ExAllocatePoolZero(PagedPool, bytes, 0x656d614e);
	if (!list)
		return NULL;
	next = list;
	list_for_each_entry(interface, &wdm_interfaces, link) {
		if (!interface_is_wanted(interface, pdo, class, flags))
			continue;
		memcpy(next, interface->name.Buffer, interface->name.Length);
		next += interface->name.Length / sizeof(WCHAR) + 1;
	}
	return list;
}

PZZWSTR vmbkmcl_interface_names(const GUID *class, void (*meanwhile)(void *context),
				void *context)
{
	PZZWSTR names;

	mutex_lock(&interface_mutex);
	names = interfaces_list(NULL, class, 0);
	if (names)
		meanwhile(context);
	mutex_unlock(&interface_mutex);
	return names;
}

NTSTATUS IoGetDeviceInterfaces(const GUID *InterfaceClassGuid,
			       PDEVICE_OBJECT PhysicalDeviceObject, ULONG Flags,
			       PZZWSTR *SymbolicLinkList)
{
	might_sleep();
	if (PhysicalDeviceObject && !interface_may_be_on(PhysicalDeviceObject))
		return STATUS_INVALID_DEVICE_REQUEST;
	mutex_lock(&interface_mutex);
	*SymbolicLinkList = interfaces_list(PhysicalDeviceObject, InterfaceClassGuid, Flags);
	mutex_unlock(&interface_mutex);
	return *SymbolicLinkList ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
VMBKMCL_EXPORT(IoGetDeviceInterfaces);

NTSTATUS IoOpenDeviceInterfaceRegistryKey(PUNICODE_STRING SymbolicLinkName,
					  ACCESS_MASK DesiredAccess,
					  PHANDLE DeviceInterfaceRegKey)
{
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct wdm_interface *interface;
	char *path;

	might_sleep();
	mutex_lock(&interface_mutex);
	interface = interface_of_name(SymbolicLinkName);
	if (interface) {
		path = interface_text(interface, INTERFACE_KEY, '#');
		status = path ? vmbkmcl_registry_open_owned(interface->pdo, path, NULL,
							    DeviceInterfaceRegKey) :
				STATUS_INSUFFICIENT_RESOURCES;
		kfree(path);
	}
	mutex_unlock(&interface_mutex);
	return status;
}
VMBKMCL_EXPORT(IoOpenDeviceInterfaceRegistryKey);

void vmbkmcl_interface_started(PDEVICE_OBJECT pdo)
{
	struct wdm_interface *interface;

	mutex_lock(&interface_mutex);
	WRITE_ONCE(pdo->LinuxStarting, FALSE);
	list_for_each_entry(interface, &wdm_interfaces, link) {
		if (interface->pdo == pdo)
			interface_tell(interface);
	}
	mutex_unlock(&interface_mutex);
}

void vmbkmcl_interface_forget(PDEVICE_OBJECT pdo)
{
	struct wdm_interface *interface, *next;

	mutex_lock(&interface_mutex);
	list_for_each_entry_safe(interface, next, &wdm_interfaces, link) {
		if (interface->pdo != pdo)
			continue;
		interface_disable(interface);
		list_del(&interface->link);
		interface_free(interface);
	}
	mutex_unlock(&interface_mutex);
}
