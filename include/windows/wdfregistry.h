/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Keys of the registry as framework objects.
 *
 * Differences from Windows: those of vmbkmcl/nt/registry.h. The glue file lists a
 * driver's parameters, each with the variable that has its value, usually a module
 * parameter, which modprobe.d can set.
 *
 * Linux counterpart: module_param()
 */
#ifndef VMBKMCL_WINDOWS_WDFREGISTRY_H
#define VMBKMCL_WINDOWS_WDFREGISTRY_H

#include "wdfcollection.h"
#include "wdfmemory.h"
#include "wdfobject.h"
#include "wdfstring.h"

#define WDF_REGKEY_DEVICE_SUBKEY	0
#define WDF_REGKEY_DRIVER_SUBKEY	0

/* WdfRegistryOpenKey() and WdfRegistryCreateKey() for a module. */
NTSTATUS vmbkmcl_wdf_registry_open(struct module *module, WDFKEY ParentKey,
				   PCUNICODE_STRING KeyName, ACCESS_MASK DesiredAccess,
				   PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key);
NTSTATUS vmbkmcl_wdf_registry_create(struct module *module, WDFKEY ParentKey,
				     PCUNICODE_STRING KeyName, ACCESS_MASK DesiredAccess,
				     ULONG CreateOptions, PULONG CreateDisposition,
				     PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key);

/**
 * WdfRegistryOpenKey() - open a key
 * @ParentKey: the key that @KeyName is below; NULL: it is a whole path
 * @KeyName: its name, which may be a path; case does not matter
 * @DesiredAccess: ignored
 * @KeyAttributes: optional; without a ParentObject the driver is the object's parent
 * @Key: receives the key, or NULL; close it with WdfRegistryClose()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for a name that is no counted string,
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INSUFFICIENT_RESOURCES [doc], or as ZwOpenKey().
 */
static inline NTSTATUS WdfRegistryOpenKey(WDFKEY ParentKey, PCUNICODE_STRING KeyName,
					  ACCESS_MASK DesiredAccess,
					  PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key)
{
	return vmbkmcl_wdf_registry_open(&__this_module, ParentKey, KeyName, DesiredAccess,
					 KeyAttributes, Key);
}

/**
 * WdfRegistryCreateKey() - open a key, and make it if it is not there
 * @ParentKey: as for WdfRegistryOpenKey()
 * @KeyName: as there
 * @DesiredAccess: ignored
 * @CreateOptions: as for ZwCreateKey()
 * @CreateDisposition: receives REG_CREATED_NEW_KEY or REG_OPENED_EXISTING_KEY; optional
 * @KeyAttributes: as for WdfRegistryOpenKey()
 * @Key: as there
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfRegistryOpenKey(), or as ZwCreateKey().
 */
static inline NTSTATUS WdfRegistryCreateKey(WDFKEY ParentKey, PCUNICODE_STRING KeyName,
					    ACCESS_MASK DesiredAccess, ULONG CreateOptions,
					    PULONG CreateDisposition,
					    PWDF_OBJECT_ATTRIBUTES KeyAttributes,
					    WDFKEY *Key)
{
	return vmbkmcl_wdf_registry_create(&__this_module, ParentKey, KeyName, DesiredAccess,
					   CreateOptions, CreateDisposition, KeyAttributes,
					   Key);
}

/**
 * WdfRegistryClose() - close a key
 * @Key: invalid afterwards, as after WdfObjectDelete() [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfRegistryClose(WDFKEY Key);

/**
 * WdfRegistryRemoveKey() - delete a key of the registry, and its object
 * @Key: invalid afterwards [doc]; still there if that fails [doc fxregistryapi.cpp]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwDeleteKey().
 */
NTSTATUS WdfRegistryRemoveKey(WDFKEY Key);

/**
 * WdfRegistryWdmGetHandle() - a key's handle
 * @Key: the key, which closes the handle when it is deleted, after EvtCleanupCallback [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the handle, for the Zw functions.
 */
HANDLE WdfRegistryWdmGetHandle(WDFKEY Key);

/**
 * WdfRegistryRemoveValue() - delete a value
 * @Key: the key
 * @ValueName: its name
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwDeleteValueKey(), or STATUS_INVALID_PARAMETER for a name that is no
 * counted string.
 */
NTSTATUS WdfRegistryRemoveValue(WDFKEY Key, PCUNICODE_STRING ValueName);

/**
 * WdfRegistryQueryULong() - read a number
 * @Key: the key
 * @ValueName: its name; case does not matter
 * @Value: receives the number; unchanged on failure
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH when
 * it is no REG_DWORD, STATUS_INSUFFICIENT_RESOURCES or STATUS_INVALID_PARAMETER. [doc]
 */
NTSTATUS WdfRegistryQueryULong(WDFKEY Key, PCUNICODE_STRING ValueName,
			       PULONG Value);

/**
 * WdfRegistryQueryValue() - read a value
 * @Key: the key
 * @ValueName: its name
 * @ValueLength: bytes at @Value
 * @Value: receives the data; NULL: only its length is wanted
 * @ValueLengthQueried: receives its bytes, also when they do not fit; optional
 * @ValueType: receives REG_*, likewise; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_OVERFLOW when the
 * data does not fit [doc], also when only its length is wanted [doc fxregkeykm.cpp],
 * STATUS_INSUFFICIENT_RESOURCES or STATUS_INVALID_PARAMETER.
 */
NTSTATUS WdfRegistryQueryValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueLength,
			       PVOID Value, PULONG ValueLengthQueried, PULONG ValueType);

/**
 * WdfRegistryQueryMemory() - read a value into a memory object
 * @Key: the key
 * @ValueName: its name
 * @PoolType: for the pool
 * @MemoryAttributes: of the memory object; optional
 * @Memory: receives the memory object, or NULL
 * @ValueType: receives REG_*; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_RESOURCE_DATA_NOT_FOUND
 * when it is empty, STATUS_INSUFFICIENT_RESOURCES or STATUS_INVALID_PARAMETER. [doc]
 */
NTSTATUS WdfRegistryQueryMemory(WDFKEY Key, PCUNICODE_STRING ValueName, POOL_TYPE PoolType,
				PWDF_OBJECT_ATTRIBUTES MemoryAttributes, WDFMEMORY *Memory,
				PULONG ValueType);

/**
 * WdfRegistryQueryString() - read text into a string object
 * @Key: the key
 * @ValueName: its name
 * @String: receives the text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND; STATUS_RESOURCE_DATA_NOT_FOUND
 * when it is empty; STATUS_OBJECT_TYPE_MISMATCH when it is no REG_SZ [doc], and no
 * REG_EXPAND_SZ [doc fxregkey.hpp]; STATUS_INVALID_BUFFER_SIZE when a counted string
 * cannot have as much [doc fxregistryapi.cpp]; STATUS_INSUFFICIENT_RESOURCES or
 * STATUS_INVALID_PARAMETER.
 */
NTSTATUS WdfRegistryQueryString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String);

/**
 * WdfRegistryQueryUnicodeString() - read text into a counted string
 * @Key: the key
 * @ValueName: its name
 * @ValueByteLength: receives the bytes of the value, terminator included; optional
 * @Value: receives the text in the buffer that it has; NULL: only the length is wanted
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_OVERFLOW when the
 * text does not fit with its terminator [doc], also when only its length is wanted
 * [doc fxregistryapi.cpp], STATUS_INVALID_PARAMETER for a buffer of no bytes
 * [doc fxregistryapi.cpp]; else as WdfRegistryQueryString().
 */
NTSTATUS WdfRegistryQueryUnicodeString(WDFKEY Key, PCUNICODE_STRING ValueName,
				       PUSHORT ValueByteLength, PUNICODE_STRING Value);

/**
 * WdfRegistryQueryMultiString() - read several texts into string objects
 * @Key: the key
 * @ValueName: its name
 * @StringsAttributes: of each string object; optional; without a ParentObject the driver
 *	is their parent [doc]
 * @Collection: the string objects are added to its end [doc]; on failure none is
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND; STATUS_RESOURCE_DATA_NOT_FOUND
 * when it is empty; STATUS_OBJECT_TYPE_MISMATCH when it is no REG_MULTI_SZ [doc], or
 * lacks the two terminators at the end [doc fxregkey.cpp]; STATUS_INSUFFICIENT_RESOURCES
 * or STATUS_INVALID_PARAMETER.
 */
NTSTATUS WdfRegistryQueryMultiString(WDFKEY Key, PCUNICODE_STRING ValueName,
				     PWDF_OBJECT_ATTRIBUTES StringsAttributes,
				     WDFCOLLECTION Collection);

/**
 * WdfRegistryAssignValue() - write a value
 * @Key: the key
 * @ValueName: its name
 * @ValueType: REG_*
 * @ValueLength: bytes at @Value
 * @Value: the data
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwSetValueKey(), or STATUS_INVALID_PARAMETER for a name that is no counted
 * string.
 */
NTSTATUS WdfRegistryAssignValue(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueType,
				ULONG ValueLength, PVOID Value);

/**
 * WdfRegistryAssignULong() - write a number, as a REG_DWORD [doc]
 * @Key: the key
 * @ValueName: its name
 * @Value: the number
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfRegistryAssignValue().
 */
NTSTATUS WdfRegistryAssignULong(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG Value);

/**
 * WdfRegistryAssignMemory() - write what a memory object has
 * @Key: the key
 * @ValueName: its name
 * @ValueType: REG_*
 * @Memory: the memory object
 * @MemoryOffsets: a part of it; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfRegistryAssignValue(), or STATUS_INTEGER_OVERFLOW for a part that the
 * memory object does not have. [doc]
 */
NTSTATUS WdfRegistryAssignMemory(WDFKEY Key, PCUNICODE_STRING ValueName, ULONG ValueType,
				 WDFMEMORY Memory, PWDFMEMORY_OFFSET MemoryOffsets);

/**
 * WdfRegistryAssignUnicodeString() - write text, as a REG_SZ [doc]
 * @Key: the key
 * @ValueName: its name
 * @Value: the text; a terminator is added [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfRegistryAssignValue().
 */
NTSTATUS WdfRegistryAssignUnicodeString(WDFKEY Key, PCUNICODE_STRING ValueName,
					PCUNICODE_STRING Value);

/**
 * WdfRegistryAssignString() - write a string object's text, as a REG_SZ [doc]
 * @Key: the key
 * @ValueName: its name
 * @String: the string object
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfRegistryAssignValue().
 */
NTSTATUS WdfRegistryAssignString(WDFKEY Key, PCUNICODE_STRING ValueName, WDFSTRING String);

/**
 * WdfRegistryAssignMultiString() - write several texts, as a REG_MULTI_SZ [doc]
 * @Key: the key
 * @ValueName: its name
 * @StringsCollection: string objects
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfRegistryAssignValue(), or STATUS_INVALID_PARAMETER for a collection that
 * is empty [doc] or has others than string objects [doc fxregistryapi.cpp].
 */
NTSTATUS WdfRegistryAssignMultiString(WDFKEY Key, PCUNICODE_STRING ValueName,
				      WDFCOLLECTION StringsCollection);

#endif
