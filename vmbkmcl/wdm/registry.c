// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry.c - the keys of drivers' services, whose values are their parameters.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kref.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl_glue.h>

#include "../compat/export.h"
#include "../nt/handle.h"
#include "../nt/nt.h"
#include "registry.h"

#define SERVICES	L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"
#define PARAMETERS	L"\\Parameters"

DEFINE_MUTEX(registry_mutex);
static DECLARE_WAIT_QUEUE_HEAD(registry_quiet);

/* Drivers that are loaded; registry_mutex. */
static LIST_HEAD(registry_services);

/**
 * struct registry_key - what a handle stands for
 * @ref: its handle's, and those of who uses it
 * @driver: compared only, until it is known to be loaded
 */
struct registry_key {
	struct kref ref;
	PDRIVER_OBJECT driver;
};

static void registry_key_release(struct kref *ref)
{
	kfree(container_of(ref, struct registry_key, ref));
}

static void registry_key_get(void *object)
{
	kref_get(&((struct registry_key *)object)->ref);
}

static void registry_key_put(void *object)
{
	kref_put(&((struct registry_key *)object)->ref, registry_key_release);
}

static const struct vmbkmcl_handle_ops registry_key_ops = {
	.get = registry_key_get,
	.put = registry_key_put,
};

void vmbkmcl_registry_add(struct vmbkmcl_glue *glue)
{
	mutex_lock(&registry_mutex);
	list_add(&glue->service, &registry_services);
	mutex_unlock(&registry_mutex);
}

void vmbkmcl_registry_remove(struct vmbkmcl_glue *glue)
{
	mutex_lock(&registry_mutex);
	list_del(&glue->service);
	mutex_unlock(&registry_mutex);
	wait_event(registry_quiet, !READ_ONCE(glue->queries));
}

static struct vmbkmcl_glue *registry_glue(PDRIVER_OBJECT driver)
{
	return container_of(driver, struct vmbkmcl_glue, object);
}

/*
 * Not by a reference to its module: the kernel does not wait for those of a module
 * whose init function fails.
 */
void vmbkmcl_registry_begin_query(PDRIVER_OBJECT driver)
{
	lockdep_assert_held(&registry_mutex);
	registry_glue(driver)->queries++;
}

void vmbkmcl_registry_end_query(PDRIVER_OBJECT driver)
{
	struct vmbkmcl_glue *glue = registry_glue(driver);

	mutex_lock(&registry_mutex);
	WRITE_ONCE(glue->queries, glue->queries - 1);
	/* It may go as soon as the count is seen to be 0. */
	wake_up(&registry_quiet);
	mutex_unlock(&registry_mutex);
}

bool vmbkmcl_registry_has(PDRIVER_OBJECT driver)
{
	const struct vmbkmcl_glue *glue;

	lockdep_assert_held(&registry_mutex);
	list_for_each_entry(glue, &registry_services, service) {
		if (&glue->object == driver)
			return true;
	}
	return false;
}

/* Take @text off the beginning or the end of @path, whatever the case of its letters. */
static bool path_strip(PUNICODE_STRING path, PCWSTR text, bool at_end)
{
	UNICODE_STRING part, own = *path;

	RtlInitUnicodeString(&part, text);
	if (part.Length > path->Length)
		return false;
	own.Length = part.Length;
	if (at_end)
		own.Buffer += (path->Length - part.Length) / sizeof(WCHAR);
	if (!RtlEqualUnicodeString(&own, &part, TRUE))
		return false;
	path->Length -= part.Length;
	if (!at_end)
		path->Buffer += part.Length / sizeof(WCHAR);
	return true;
}

/* It takes no memory: when there is none, a driver still gets its parameters. */
static bool text_is(PCUNICODE_STRING text, const char *ascii)
{
	size_t i, chars = text->Length / sizeof(WCHAR);

	for (i = 0; i < chars && ascii[i]; i++) {
		if (RtlUpcaseUnicodeChar(text->Buffer[i]) !=
		    RtlUpcaseUnicodeChar((unsigned char)ascii[i]))
			return false;
	}
	return i == chars && !ascii[i];
}

PDRIVER_OBJECT vmbkmcl_registry_service(PCUNICODE_STRING path)
{
	struct vmbkmcl_glue *glue;
	UNICODE_STRING name = *path;

	lockdep_assert_held(&registry_mutex);
	path_strip(&name, PARAMETERS, true);
	list_for_each_entry(glue, &registry_services, service) {
		if (text_is(&name, module_name(glue->driver.owner)))
			return &glue->object;
	}
	return NULL;
}

PDRIVER_OBJECT vmbkmcl_registry_key(PCUNICODE_STRING path)
{
	UNICODE_STRING name = *path;

	return path_strip(&name, SERVICES, false) ? vmbkmcl_registry_service(&name) : NULL;
}

const struct vmbkmcl_registry_value *vmbkmcl_registry_value(PDRIVER_OBJECT driver,
							    PCUNICODE_STRING name)
{
	ULONG i;

	for (i = 0; i < driver->LinuxRegistryCount; i++) {
		if (text_is(name, driver->LinuxRegistry[i].name))
			return &driver->LinuxRegistry[i];
	}
	return NULL;
}

NTSTATUS vmbkmcl_registry_set(PDRIVER_OBJECT driver, PCUNICODE_STRING name, ULONG type,
			      const VOID *data, ULONG size)
{
	const struct vmbkmcl_registry_value *value = vmbkmcl_registry_value(driver, name);

	if (!value || type != REG_DWORD || size != sizeof(ULONG)) {
		pr_info_once("%s sets a value in the registry that is no parameter of its glue file\n",
			     module_name(driver->LinuxModule));
		return STATUS_ACCESS_DENIED;
	}
	WRITE_ONCE(*value->number, *(const ULONG *)data);
	return STATUS_SUCCESS;
}

PDRIVER_OBJECT vmbkmcl_registry_of_handle(HANDLE handle)
{
	const struct vmbkmcl_handle_ops *ops;
	void *object = vmbkmcl_handle_get(handle, &ops);
	PDRIVER_OBJECT driver = NULL;

	lockdep_assert_held(&registry_mutex);
	if (!object)
		return NULL;
	if (ops == &registry_key_ops)
		driver = ((struct registry_key *)object)->driver;
	ops->put(object);
	return driver && vmbkmcl_registry_has(driver) ? driver : NULL;
}

/* The driver whose key @attributes name. */
static NTSTATUS registry_key_find(POBJECT_ATTRIBUTES attributes, PDRIVER_OBJECT *driver)
{
	UNICODE_STRING rest = *attributes->ObjectName;

	if (!attributes->RootDirectory) {
		*driver = vmbkmcl_registry_key(&rest);
		return *driver ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
	}
	*driver = vmbkmcl_registry_of_handle(attributes->RootDirectory);
	if (!*driver)
		return STATUS_INVALID_HANDLE;
	path_strip(&rest, PARAMETERS + 1, false);
	return rest.Length ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_SUCCESS;
}

static NTSTATUS registry_key_open(PDRIVER_OBJECT driver, PHANDLE handle)
{
	struct registry_key *key = kmalloc(sizeof(*key), GFP_KERNEL);

	if (!key)
		return STATUS_INSUFFICIENT_RESOURCES;
	kref_init(&key->ref);
	key->driver = driver;
	if (!vmbkmcl_handle_open(key, &registry_key_ops, handle))
		return STATUS_SUCCESS;
	registry_key_put(key);
	return STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		   POBJECT_ATTRIBUTES ObjectAttributes)
{
	PDRIVER_OBJECT driver;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = registry_key_find(ObjectAttributes, &driver);
	if (NT_SUCCESS(status))
		status = registry_key_open(driver, KeyHandle);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwOpenKey);

/* Copy what fits of a structure of which @fixed bytes are the least. */
static NTSTATUS value_copy(PVOID to, ULONG length, const VOID *from, ULONG size,
			   ULONG fixed)
{
	if (length < fixed)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(to, from, min(length, size));
	return length < size ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS value_partial(ULONG number, PVOID to, ULONG length, PULONG needed)
{
	const ULONG fixed = offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data);
	struct {
		ULONG title, type, size, data;
	} info = { 0, REG_DWORD, sizeof(ULONG), number };

	*needed = sizeof(info);
	return value_copy(to, length, &info, sizeof(info), fixed);
}

/* The other two have the name; of the full one the number follows, aligned. */
static NTSTATUS value_named(ULONG number, PCUNICODE_STRING name, bool full, PVOID to,
			    ULONG length, PULONG needed)
{
	const ULONG fixed = full ? offsetof(KEY_VALUE_FULL_INFORMATION, Name) :
				   offsetof(KEY_VALUE_BASIC_INFORMATION, Name);
	ULONG offset = ALIGN(fixed + name->Length, sizeof(ULONG));
	ULONG size = full ? offset + sizeof(ULONG) : fixed + name->Length;
	ULONG *info = kzalloc(size, GFP_KERNEL);
	NTSTATUS status;

	if (!info)
		return STATUS_INSUFFICIENT_RESOURCES;
	*needed = size;
	info[1] = REG_DWORD;
	if (full) {
		info[2] = offset;
		info[3] = sizeof(ULONG);
		info[offset / sizeof(ULONG)] = number;
	}
	info[fixed / sizeof(ULONG) - 1] = name->Length;
	memcpy((u8 *)info + fixed, name->Buffer, name->Length);
	status = value_copy(to, length, info, size, fixed);
	kfree(info);
	return status;
}

NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
			 KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			 PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
	const struct vmbkmcl_registry_value *value = NULL;
	NTSTATUS status = STATUS_INVALID_HANDLE;
	PDRIVER_OBJECT driver;
	ULONG number = 0;

	might_sleep();
	mutex_lock(&registry_mutex);
	driver = vmbkmcl_registry_of_handle(KeyHandle);
	if (driver) {
		status = STATUS_OBJECT_NAME_NOT_FOUND;
		value = vmbkmcl_registry_value(driver, ValueName);
	}
	if (value)
		number = READ_ONCE(*value->number);
	mutex_unlock(&registry_mutex);
	if (!value)
		return status;
	switch (KeyValueInformationClass) {
	case KeyValuePartialInformation:
		return value_partial(number, KeyValueInformation, Length, ResultLength);
	case KeyValueBasicInformation:
	case KeyValueFullInformation:
		return value_named(number, ValueName,
				   KeyValueInformationClass == KeyValueFullInformation,
				   KeyValueInformation, Length, ResultLength);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}
VMBKMCL_EXPORT(ZwQueryValueKey);

NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex,
		       ULONG Type, PVOID Data, ULONG DataSize)
{
	NTSTATUS status = STATUS_INVALID_HANDLE;
	PDRIVER_OBJECT driver;

	might_sleep();
	mutex_lock(&registry_mutex);
	driver = vmbkmcl_registry_of_handle(KeyHandle);
	if (driver)
		status = vmbkmcl_registry_set(driver, ValueName, Type, Data, DataSize);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwSetValueKey);
