// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry_value.c - values of the registry as numbers, text and framework objects. Where
 * the pages are silent, as KMDF's fxregistryapi.cpp and fxregkeykm.cpp.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <vmbkmcl/nt/registry.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "../wdm/registry.h"
#include "registry.h"
#include "sending.h"

#define VALUE_TAG	0x67655246

/* A copy of a value, to be kvfree()d. */
static NTSTATUS value_read(WDFKEY key, PCUNICODE_STRING name, struct registry_read *value)
{
	might_sleep();
	if (!vmbkmcl_counted_is_valid(name))
		return STATUS_INVALID_PARAMETER;
	return vmbkmcl_registry_read(wdf_key_of(key)->handle, name, value);
}

/* The same for what has to be text. */
static NTSTATUS value_read_text(WDFKEY key, PCUNICODE_STRING name,
				struct registry_read *value)
{
	NTSTATUS status = value_read(key, name, value);

	if (!NT_SUCCESS(status))
		return status;
	if (value->type != REG_SZ && value->type != REG_EXPAND_SZ)
		status = STATUS_OBJECT_TYPE_MISMATCH;
	else if (value->size > MAXUSHORT)
		status = STATUS_INVALID_BUFFER_SIZE;
	if (!NT_SUCCESS(status))
		kvfree(value->memory);
	return status;
}

/* Bytes of a text without its terminator, if it has one. */
static ULONG text_length(const struct registry_read *value)
{
	ULONG bytes = ALIGN_DOWN(value->size, sizeof(WCHAR));
	const WCHAR *text = value->data;

	if (bytes && !text[bytes / sizeof(WCHAR) - 1])
		bytes -= sizeof(WCHAR);
	return bytes;
}

NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName,
			       PULONG Value)
{
	struct registry_read value;
	NTSTATUS status;

	status = value_read(Key, ValueName, &value);
	if (!NT_SUCCESS(status))
		return status;
	if (value.type == REG_DWORD && value.size == sizeof(*Value))
		memcpy(Value, value.data, sizeof(*Value));
	else
		status = STATUS_OBJECT_TYPE_MISMATCH;
	kvfree(value.memory);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryQueryULong);

NTSTATUS WdfRegistryQueryValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueLength,
			       PVOID Value, PULONG ValueLengthQueried, PULONG ValueType)
{
	struct registry_read value;
	NTSTATUS status;

	status = value_read(Key, ValueName, &value);
	if (!NT_SUCCESS(status))
		return status;
	if ((Value ? ValueLength : 0) < value.size)
		status = STATUS_BUFFER_OVERFLOW;
	else if (value.size)
		memcpy(Value, value.data, value.size);
	if (ValueLengthQueried)
		*ValueLengthQueried = value.size;
	if (ValueType)
		*ValueType = value.type;
	kvfree(value.memory);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryQueryValue);

NTSTATUS WdfRegistryQueryMemory(WDFKEY Key, PCUNICODE_STRING ValueName, POOL_TYPE PoolType,
				PWDF_OBJECT_ATTRIBUTES MemoryAttributes, WDFMEMORY *Memory,
				PULONG ValueType)
{
	struct registry_read value;
	NTSTATUS status;
	PVOID buffer;

	*Memory = NULL;
	status = value_read(Key, ValueName, &value);
	if (!NT_SUCCESS(status))
		return status;
	status = STATUS_RESOURCE_DATA_NOT_FOUND;
	if (value.size)
		status = vmbkmcl_wdf_memory_create(wdf_key_of(Key)->module, MemoryAttributes,
						   PoolType, VALUE_TAG, value.size, Memory,
						   &buffer);
	if (NT_SUCCESS(status)) {
		memcpy(buffer, value.data, value.size);
		if (ValueType)
			*ValueType = value.type;
	}
	kvfree(value.memory);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryQueryMemory);

NTSTATUS WdfRegistryQueryString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String)
{
	struct registry_read value;
	UNICODE_STRING text;
	NTSTATUS status;

	status = value_read_text(Key, ValueName, &value);
	if (!NT_SUCCESS(status))
		return status;
	text.Buffer = value.data;
	text.Length = text_length(&value);
	text.MaximumLength = text.Length;
	status = value.size ? vmbkmcl_wdf_string_set(String, &text) :
			      STATUS_RESOURCE_DATA_NOT_FOUND;
	kvfree(value.memory);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryQueryString);

NTSTATUS WdfRegistryQueryUnicodeString(WDFKEY Key, PCUNICODE_STRING ValueName,
				       PUSHORT ValueByteLength, PUNICODE_STRING Value)
{
	struct registry_read value;
	NTSTATUS status;

	if (Value && (!Value->MaximumLength || !vmbkmcl_counted_is_valid(Value)))
		return STATUS_INVALID_PARAMETER;
	status = value_read_text(Key, ValueName, &value);
	if (!NT_SUCCESS(status))
		return status;
	if (ValueByteLength)
		*ValueByteLength = value.size;
	if ((Value ? Value->MaximumLength : 0) < value.size) {
		status = STATUS_BUFFER_OVERFLOW;
	} else if (Value) {
		memcpy(Value->Buffer, value.data, value.size);
		Value->Length = text_length(&value);
	}
	kvfree(value.memory);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryQueryUnicodeString);

/* Make a string object and add it to a collection. */
static NTSTATUS strings_add(struct module *module, PWSTR text,
			    PWDF_OBJECT_ATTRIBUTES attributes, WDFCOLLECTION collection)
{
	UNICODE_STRING counted;
	WDFSTRING string;
	NTSTATUS status;

	RtlInitUnicodeString(&counted, text);
	status = vmbkmcl_wdf_string_create(module, &counted, attributes, &string);
	if (!NT_SUCCESS(status))
		return status;
	status = WdfCollectionAdd(collection, string);
	if (!NT_SUCCESS(status))
		WdfObjectDelete(string);
	return status;
}

/* Undo it for all behind the first @count, the last one first. */
static void strings_drop(WDFCOLLECTION collection, ULONG count)
{
	WDFOBJECT string;
	ULONG i;

	for (i = WdfCollectionGetCount(collection); i > count; i--) {
		string = WdfCollectionGetItem(collection, i - 1);
		WdfCollectionRemoveItem(collection, i - 1);
		WdfObjectDelete(string);
	}
}

static bool strings_are_valid(const struct registry_read *value)
{
	size_t chars = value->size / sizeof(WCHAR);
	const WCHAR *text = value->data;

	return !(value->size % sizeof(WCHAR)) && chars >= 2 && !text[chars - 1] &&
	       !text[chars - 2];
}

static NTSTATUS strings_read(struct module *module, const struct registry_read *value,
			     PWDF_OBJECT_ATTRIBUTES attributes, WDFCOLLECTION collection)
{
	ULONG count = WdfCollectionGetCount(collection);
	NTSTATUS status = STATUS_SUCCESS;
	PWSTR text = value->data;

	if (value->type != REG_MULTI_SZ)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (!value->size)
		return STATUS_RESOURCE_DATA_NOT_FOUND;
	if (!strings_are_valid(value))
		return STATUS_OBJECT_TYPE_MISMATCH;
	while (*text && NT_SUCCESS(status)) {
		status = strings_add(module, text, attributes, collection);
		while (*text++)
			;
	}
	if (!NT_SUCCESS(status))
		strings_drop(collection, count);
	return status;
}

NTSTATUS WdfRegistryQueryMultiString(WDFKEY Key, PCUNICODE_STRING ValueName,
				     PWDF_OBJECT_ATTRIBUTES StringsAttributes,
				     WDFCOLLECTION Collection)
{
	struct registry_read value;
	NTSTATUS status;

	status = value_read(Key, ValueName, &value);
	if (!NT_SUCCESS(status))
		return status;
	status = strings_read(wdf_key_of(Key)->module, &value, StringsAttributes, Collection);
	kvfree(value.memory);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryQueryMultiString);

NTSTATUS WdfRegistryRemoveValue(WDFKEY Key, PCUNICODE_STRING ValueName)
{
	if (!vmbkmcl_counted_is_valid(ValueName))
		return STATUS_INVALID_PARAMETER;
	return ZwDeleteValueKey(wdf_key_of(Key)->handle, (PUNICODE_STRING)ValueName);
}
VMBKMCL_EXPORT(WdfRegistryRemoveValue);

NTSTATUS WdfRegistryAssignValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueType,
				ULONG ValueLength, PVOID Value)
{
	if (!vmbkmcl_counted_is_valid(ValueName))
		return STATUS_INVALID_PARAMETER;
	return ZwSetValueKey(wdf_key_of(Key)->handle, (PUNICODE_STRING)ValueName, 0,
			     ValueType, Value, ValueLength);
}
VMBKMCL_EXPORT(WdfRegistryAssignValue);

NTSTATUS WdfRegistryAssignULong(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG Value)
{
	return WdfRegistryAssignValue(Key, ValueName, REG_DWORD, sizeof(Value), &Value);
}
VMBKMCL_EXPORT(WdfRegistryAssignULong);

NTSTATUS WdfRegistryAssignMemory(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueType,
				 WDFMEMORY Memory, PWDFMEMORY_OFFSET MemoryOffsets)
{
	struct wdf_span span;
	NTSTATUS status;

	status = vmbkmcl_wdf_span_of_memory(&span, Memory, MemoryOffsets);
	if (!NT_SUCCESS(status))
		return status;
	return WdfRegistryAssignValue(Key, ValueName, ValueType, span.length, span.buffer);
}
VMBKMCL_EXPORT(WdfRegistryAssignMemory);

NTSTATUS WdfRegistryAssignUnicodeString(WDFKEY Key, PCUNICODE_STRING ValueName,
					PCUNICODE_STRING Value)
{
	NTSTATUS status;
	PWSTR text;

	might_sleep();
	if (!vmbkmcl_counted_is_valid(Value))
		return STATUS_INVALID_PARAMETER;
	text = kzalloc(Value->Length + sizeof(*text), GFP_KERNEL);
	if (!text)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (Value->Length)
		memcpy(text, Value->Buffer, Value->Length);
	status = WdfRegistryAssignValue(Key, ValueName, REG_SZ,
					Value->Length + sizeof(*text), text);
	kfree(text);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryAssignUnicodeString);

NTSTATUS WdfRegistryAssignString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String)
{
	UNICODE_STRING text;

	WdfStringGetUnicodeString(String, &text);
	return WdfRegistryAssignUnicodeString(Key, ValueName, &text);
}
VMBKMCL_EXPORT(WdfRegistryAssignString);

/* Bytes of all strings of a collection, each with its terminator; 0: not all are strings. */
static size_t strings_bytes(WDFCOLLECTION collection)
{
	ULONG i, count = WdfCollectionGetCount(collection);
	size_t bytes = 0;
	UNICODE_STRING text;
	WDFOBJECT string;

	for (i = 0; i < count; i++) {
		string = WdfCollectionGetItem(collection, i);
		if (!string || !vmbkmcl_wdf_is_string(string))
			return 0;
		WdfStringGetUnicodeString((WDFSTRING)string, &text);
		bytes += text.Length + sizeof(WCHAR);
	}
	return bytes;
}

static void strings_write(WDFCOLLECTION collection, PWSTR to)
{
	ULONG i, count = WdfCollectionGetCount(collection);
	UNICODE_STRING text;

	for (i = 0; i < count; i++) {
		WdfStringGetUnicodeString((WDFSTRING)WdfCollectionGetItem(collection, i),
					  &text);
		memcpy(to, text.Buffer, text.Length);
		to += text.Length / sizeof(WCHAR) + 1;
	}
}

NTSTATUS WdfRegistryAssignMultiString(WDFKEY Key, PCUNICODE_STRING ValueName,
				      WDFCOLLECTION StringsCollection)
{
	size_t bytes = strings_bytes(StringsCollection);
	NTSTATUS status;
	PWSTR text;

	might_sleep();
	if (!bytes)
		return STATUS_INVALID_PARAMETER;
	bytes += sizeof(*text);
	if (bytes > VMBKMCL_HIVE_BYTES_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	text = kvzalloc(bytes, GFP_KERNEL);
	if (!text)
		return STATUS_INSUFFICIENT_RESOURCES;
	strings_write(StringsCollection, text);
	status = WdfRegistryAssignValue(Key, ValueName, REG_MULTI_SZ, bytes, text);
	kvfree(text);
	return status;
}
VMBKMCL_EXPORT(WdfRegistryAssignMultiString);
