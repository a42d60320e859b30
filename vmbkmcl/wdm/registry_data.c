// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_data.c - reading, writing and deleting the values of keys.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <vmbkmcl/nt/registry.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "registry.h"
#include "registry_copy.h"

static NTSTATUS value_partial(const struct registry_value *value,
			      const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data);
	ULONG number, size = fixed + value->size;
	PKEY_VALUE_PARTIAL_INFORMATION info = kvzalloc(max_t(size_t, size, sizeof(*info)),
						       GFP_KERNEL);

	if (!info)
		return STATUS_INSUFFICIENT_RESOURCES;
	info->Type = value->type;
	info->DataLength = value->size;
	memcpy((u8 *)info + fixed, vmbkmcl_value_data(value, &number), value->size);
	return vmbkmcl_registry_copy(copy, info, size, fixed);
}

static NTSTATUS value_basic(const struct registry_value *value,
			    const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_VALUE_BASIC_INFORMATION, Name);
	ULONG size = fixed + value->name.Length;
	PKEY_VALUE_BASIC_INFORMATION info = kvzalloc(max_t(size_t, size, sizeof(*info)),
						     GFP_KERNEL);

	if (!info)
		return STATUS_INSUFFICIENT_RESOURCES;
	info->Type = value->type;
	info->NameLength = value->name.Length;
	memcpy((u8 *)info + fixed, value->name.Buffer, value->name.Length);
	return vmbkmcl_registry_copy(copy, info, size, fixed);
}

/* The data follows the name, aligned. */
static NTSTATUS value_full(const struct registry_value *value,
			   const struct registry_copy *copy)
{
	const ULONG fixed = offsetof(KEY_VALUE_FULL_INFORMATION, Name);
	ULONG offset = ALIGN(fixed + value->name.Length, sizeof(ULONG));
	ULONG number, size = offset + value->size;
	PKEY_VALUE_FULL_INFORMATION info = kvzalloc(max_t(size_t, size, sizeof(*info)),
						    GFP_KERNEL);

	if (!info)
		return STATUS_INSUFFICIENT_RESOURCES;
	info->Type = value->type;
	info->DataOffset = offset;
	info->DataLength = value->size;
	info->NameLength = value->name.Length;
	memcpy((u8 *)info + fixed, value->name.Buffer, value->name.Length);
	memcpy((u8 *)info + offset, vmbkmcl_value_data(value, &number), value->size);
	return vmbkmcl_registry_copy(copy, info, size, fixed);
}

static NTSTATUS value_information(const struct registry_value *value,
				  KEY_VALUE_INFORMATION_CLASS class,
				  const struct registry_copy *copy)
{
	switch (class) {
	case KeyValueBasicInformation:
		return value_basic(value, copy);
	case KeyValueFullInformation:
		return value_full(value, copy);
	case KeyValuePartialInformation:
		return value_partial(value, copy);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

/* No name is the same as an empty one. */
static UNICODE_STRING value_name(PCUNICODE_STRING name)
{
	const UNICODE_STRING unnamed = { 0 };

	return name ? *name : unnamed;
}

NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
			 KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			 PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
	const struct registry_copy copy = { KeyValueInformation, Length, ResultLength };
	UNICODE_STRING name = value_name(ValueName);
	const struct registry_value *value;
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status)) {
		value = vmbkmcl_value_find(key, &name);
		status = value ? value_information(value, KeyValueInformationClass, &copy) :
				 STATUS_OBJECT_NAME_NOT_FOUND;
	}
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwQueryValueKey);

NTSTATUS vmbkmcl_registry_read(HANDLE handle, PCUNICODE_STRING name,
			       struct registry_read *read)
{
	const struct registry_value *value;
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(handle, &key);
	if (NT_SUCCESS(status)) {
		value = vmbkmcl_value_find(key, name);
		status = value ? vmbkmcl_value_read(value, read) :
				 STATUS_OBJECT_NAME_NOT_FOUND;
	}
	mutex_unlock(&registry_mutex);
	return status;
}

NTSTATUS ZwEnumerateValueKey(HANDLE KeyHandle, ULONG Index,
			     KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			     PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
	const struct registry_copy copy = { KeyValueInformation, Length, ResultLength };
	const struct registry_value *value;
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status)) {
		value = vmbkmcl_value_at(key, Index);
		status = value ? value_information(value, KeyValueInformationClass, &copy) :
				 STATUS_NO_MORE_ENTRIES;
	}
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwEnumerateValueKey);

NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex,
		       ULONG Type, PVOID Data, ULONG DataSize)
{
	UNICODE_STRING name = value_name(ValueName);
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status))
		status = vmbkmcl_value_set(key, &name, Type, Data, DataSize);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwSetValueKey);

NTSTATUS ZwDeleteValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName)
{
	UNICODE_STRING name = value_name(ValueName);
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_of_handle(KeyHandle, &key);
	if (NT_SUCCESS(status))
		status = vmbkmcl_value_delete(key, &name);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(ZwDeleteValueKey);
