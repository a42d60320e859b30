// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_path.c - keys and values of the registry by paths.
 */
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "registry.h"
#include "registry_path.h"

NTSTATUS vmbkmcl_registry_path(ULONG relative_to, PCWSTR path, struct registry_new *new,
			       struct registry_key **key)
{
	UNICODE_STRING name;

	if (relative_to & RTL_REGISTRY_HANDLE)
		return vmbkmcl_registry_of_handle((HANDLE)path, key);
	RtlInitUnicodeString(&name, path);
	switch (relative_to & ~RTL_REGISTRY_OPTIONAL) {
	case RTL_REGISTRY_ABSOLUTE:
		return vmbkmcl_registry_find(&name, new, key);
	case RTL_REGISTRY_SERVICES:
		return vmbkmcl_registry_find_service(&name, new, key);
	default:
		return new ? STATUS_ACCESS_DENIED : STATUS_OBJECT_NAME_NOT_FOUND;
	}
}

NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName,
			       ULONG ValueType, PVOID ValueData, ULONG ValueLength)
{
	struct registry_new new = { .class = NULL };
	struct registry_key *key;
	UNICODE_STRING name;
	NTSTATUS status;

	might_sleep();
	RtlInitUnicodeString(&name, ValueName);
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_path(RelativeTo, Path, &new, &key);
	if (NT_SUCCESS(status))
		status = vmbkmcl_value_set(key, &name, ValueType, ValueData, ValueLength);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(RtlWriteRegistryValue);

NTSTATUS RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName)
{
	struct registry_key *key;
	UNICODE_STRING name;
	NTSTATUS status;

	might_sleep();
	RtlInitUnicodeString(&name, ValueName);
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_path(RelativeTo, Path, NULL, &key);
	if (NT_SUCCESS(status))
		status = vmbkmcl_value_delete(key, &name);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(RtlDeleteRegistryValue);

NTSTATUS RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path)
{
	struct registry_new new = { .class = NULL };
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	if (RelativeTo & RTL_REGISTRY_HANDLE)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_path(RelativeTo, Path, &new, &key);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(RtlCreateRegistryKey);

NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
	struct registry_key *key;
	NTSTATUS status;

	might_sleep();
	if (RelativeTo & RTL_REGISTRY_HANDLE)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&registry_mutex);
	status = vmbkmcl_registry_path(RelativeTo, Path, NULL, &key);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(RtlCheckRegistryKey);
