// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_query.c - values of the registry by tables and by paths.
 */
#include <linux/string.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl_glue.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "registry.h"

/**
 * struct query - a table that is being worked on
 * @driver: whose values are asked for; NULL: the key is not there, and optional
 * @context: of the caller's
 * @elsewhere: a subkey that is not there is asked for
 */
struct query {
	PDRIVER_OBJECT driver;
	PVOID context;
	bool elsewhere;
};

/* A value as a table's entry gets it. */
struct query_value {
	PWSTR name;
	ULONG type;
	PVOID data;
	ULONG size;
};

/* The key of a path, or NULL; registry_mutex. */
static PDRIVER_OBJECT query_path(ULONG relative_to, PCWSTR path)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	switch (relative_to & ~RTL_REGISTRY_OPTIONAL) {
	case RTL_REGISTRY_ABSOLUTE:
		return vmbkmcl_registry_key(&name);
	case RTL_REGISTRY_SERVICES:
		return vmbkmcl_registry_service(&name);
	default:
		return NULL;
	}
}

static PDRIVER_OBJECT query_key(ULONG relative_to, PCWSTR path)
{
	if (relative_to & RTL_REGISTRY_HANDLE)
		return vmbkmcl_registry_of_handle((HANDLE)path);
	return query_path(relative_to, path);
}

static bool type_is_text(ULONG type)
{
	return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* Text as RTL_QUERY_REGISTRY_DIRECT has it: in a string's own buffer, or a new one. */
static NTSTATUS store_text(PUNICODE_STRING to, const struct query_value *value)
{
	if (!to->Buffer) {
		to->Buffer = ExAllocatePoolZero(PagedPool, value->size, 0x67655252);
		to->MaximumLength = value->size;
	}
	if (!to->Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (value->size > to->MaximumLength)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(to->Buffer, value->data, value->size);
	to->Length = value->size - sizeof(WCHAR);
	return STATUS_SUCCESS;
}

static NTSTATUS store_direct(PVOID to, const struct query_value *value)
{
	if (type_is_text(value->type))
		return store_text(to, value);
	/* What is larger has its size and type ahead of it on Windows; there is none. */
	if (value->size > sizeof(ULONG))
		return STATUS_NOT_SUPPORTED;
	memcpy(to, value->data, value->size);
	return STATUS_SUCCESS;
}

static NTSTATUS query_hand_over(const struct query *query,
				const RTL_QUERY_REGISTRY_TABLE *entry,
				const struct query_value *value)
{
	NTSTATUS status;

	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT)
		return store_direct(entry->EntryContext, value);
	status = entry->QueryRoutine(value->name, value->type, value->data, value->size,
				     query->context, entry->EntryContext);
	return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status;
}

static size_t text_bytes(PCWSTR text)
{
	size_t chars = 0;

	while (text[chars])
		chars++;
	return (chars + 1) * sizeof(WCHAR);
}

static NTSTATUS query_default(const struct query *query,
			      const RTL_QUERY_REGISTRY_TABLE *entry)
{
	struct query_value value = {
		.name = entry->Name,
		.type = entry->DefaultType & 0xff,
		.data = entry->DefaultData,
		.size = entry->DefaultLength,
	};

	if (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (value.type == REG_NONE)
		return STATUS_SUCCESS;
	if (type_is_text(value.type) && !value.size)
		value.size = text_bytes(value.data);
	return query_hand_over(query, entry, &value);
}

static bool type_is_expected(const RTL_QUERY_REGISTRY_TABLE *entry)
{
	return !(entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK) ||
	       entry->DefaultType >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT == REG_DWORD;
}

static NTSTATUS query_number(const struct query *query,
			     const RTL_QUERY_REGISTRY_TABLE *entry, PWSTR name,
			     const struct vmbkmcl_registry_value *found)
{
	ULONG number = READ_ONCE(*found->number);
	struct query_value value = { name, REG_DWORD, &number, sizeof(number) };

	if (!type_is_expected(entry))
		return STATUS_OBJECT_TYPE_MISMATCH;
	return query_hand_over(query, entry, &value);
}

static NTSTATUS query_one(const struct query *query,
			  const RTL_QUERY_REGISTRY_TABLE *entry)
{
	const struct vmbkmcl_registry_value *found = NULL;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, entry->Name);
	if (query->driver && !query->elsewhere)
		found = vmbkmcl_registry_value(query->driver, &name);
	return found ? query_number(query, entry, entry->Name, found) :
		       query_default(query, entry);
}

/* Without a name: all that there are. */
static NTSTATUS query_all(const struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	ULONG i, count = query->driver && !query->elsewhere ?
			 query->driver->LinuxRegistryCount : 0;
	NTSTATUS status = STATUS_SUCCESS;
	UNICODE_STRING name;
	ANSI_STRING ansi;

	if (!count && entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	for (i = 0; i < count && NT_SUCCESS(status); i++) {
		RtlInitAnsiString(&ansi, query->driver->LinuxRegistry[i].name);
		status = RtlAnsiStringToUnicodeString(&name, &ansi, TRUE);
		if (!NT_SUCCESS(status))
			break;
		status = query_number(query, entry, name.Buffer,
				      &query->driver->LinuxRegistry[i]);
		RtlFreeUnicodeString(&name);
	}
	return status;
}

/* The one subkey that there is has the same values. */
static NTSTATUS query_subkey(struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	DECLARE_CONST_UNICODE_STRING(parameters, L"Parameters");
	UNICODE_STRING name;

	if (!entry->Name)
		return STATUS_INVALID_PARAMETER;
	RtlInitUnicodeString(&name, entry->Name);
	query->elsewhere = !RtlEqualUnicodeString(&name, &parameters, TRUE);
	if (query->elsewhere && entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return STATUS_SUCCESS;
}

static NTSTATUS query_entry(struct query *query, const RTL_QUERY_REGISTRY_TABLE *entry)
{
	struct query_value nothing = { NULL, REG_NONE, NULL, 0 };
	NTSTATUS status;

	if (entry->Flags & RTL_QUERY_REGISTRY_TOPKEY)
		query->elsewhere = false;
	if (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY) {
		status = query_subkey(query, entry);
		if (!NT_SUCCESS(status) || !entry->QueryRoutine)
			return status;
		return query_all(query, entry);
	}
	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
		if (!entry->Name || entry->QueryRoutine)
			return STATUS_INVALID_PARAMETER;
		return query_one(query, entry);
	}
	if (!entry->QueryRoutine)
		return STATUS_INVALID_PARAMETER;
	if (entry->Flags & RTL_QUERY_REGISTRY_NOVALUE)
		return query_hand_over(query, entry, &nothing);
	return entry->Name ? query_one(query, entry) : query_all(query, entry);
}

NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path,
				PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context,
				PVOID Environment)
{
	struct query query = { .context = Context };
	NTSTATUS status = STATUS_SUCCESS;

	might_sleep();
	mutex_lock(&registry_mutex);
	query.driver = query_key(RelativeTo, Path);
	/* Its routines may ask again, so that the lock cannot keep it. */
	if (query.driver)
		vmbkmcl_registry_begin_query(query.driver);
	mutex_unlock(&registry_mutex);
	if (!query.driver && !(RelativeTo & RTL_REGISTRY_OPTIONAL))
		return STATUS_OBJECT_NAME_NOT_FOUND;
	for (; NT_SUCCESS(status) && (QueryTable->QueryRoutine || QueryTable->Name);
	     QueryTable++)
		status = query_entry(&query, QueryTable);
	if (query.driver)
		vmbkmcl_registry_end_query(query.driver);
	return status;
}
VMBKMCL_EXPORT(RtlQueryRegistryValues);

NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName,
			       ULONG ValueType, PVOID ValueData, ULONG ValueLength)
{
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	PDRIVER_OBJECT driver;
	UNICODE_STRING name;

	might_sleep();
	RtlInitUnicodeString(&name, ValueName);
	mutex_lock(&registry_mutex);
	driver = query_key(RelativeTo, Path);
	if (driver)
		status = vmbkmcl_registry_set(driver, &name, ValueType, ValueData,
					      ValueLength);
	mutex_unlock(&registry_mutex);
	return status;
}
VMBKMCL_EXPORT(RtlWriteRegistryValue);

NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
	PDRIVER_OBJECT driver;

	might_sleep();
	mutex_lock(&registry_mutex);
	driver = query_path(RelativeTo, Path);
	mutex_unlock(&registry_mutex);
	return driver ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}
VMBKMCL_EXPORT(RtlCheckRegistryKey);
