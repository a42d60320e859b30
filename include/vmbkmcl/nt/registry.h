/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The registry: a driver's own parameters, which its glue file lists.
 *
 * The key whose path DriverEntry gets, and its subkey Parameters, have these values,
 * all of them numbers (REG_DWORD).
 *
 * Differences from Windows
 * - There are no other keys (STATUS_OBJECT_NAME_NOT_FOUND) and no other values.
 * - A value that is set lasts until the module is unloaded. One that the glue file does
 *   not list cannot be set (STATUS_ACCESS_DENIED).
 *
 * Linux counterpart: module parameters
 */
#ifndef VMBKMCL_NT_REGISTRY_H
#define VMBKMCL_NT_REGISTRY_H

#include <ntdef.h>
#include <ntstatus.h>

#define REG_NONE			0
#define REG_SZ				1
#define REG_EXPAND_SZ			2
#define REG_BINARY			3
#define REG_DWORD			4
#define REG_DWORD_LITTLE_ENDIAN		4
#define REG_DWORD_BIG_ENDIAN		5
#define REG_LINK			6
#define REG_MULTI_SZ			7
#define REG_QWORD			11

#define KEY_SET_VALUE			0x0002
#define KEY_CREATE_SUB_KEY		0x0004
#define KEY_ENUMERATE_SUB_KEYS		0x0008
#define KEY_NOTIFY			0x0010
#define KEY_WRITE			0x00020006
#define KEY_ALL_ACCESS			0x000f003f

typedef enum _KEY_VALUE_INFORMATION_CLASS {
	KeyValueBasicInformation,
	KeyValueFullInformation,
	KeyValuePartialInformation
} KEY_VALUE_INFORMATION_CLASS;

typedef struct _KEY_VALUE_BASIC_INFORMATION {
	ULONG	TitleIndex;
	ULONG	Type;
	ULONG	NameLength;
	WCHAR	Name[1];
} KEY_VALUE_BASIC_INFORMATION, *PKEY_VALUE_BASIC_INFORMATION;

typedef struct _KEY_VALUE_FULL_INFORMATION {
	ULONG	TitleIndex;
	ULONG	Type;
	ULONG	DataOffset;
	ULONG	DataLength;
	ULONG	NameLength;
	WCHAR	Name[1];
} KEY_VALUE_FULL_INFORMATION, *PKEY_VALUE_FULL_INFORMATION;

typedef struct _KEY_VALUE_PARTIAL_INFORMATION {
	ULONG	TitleIndex;
	ULONG	Type;
	ULONG	DataLength;
	UCHAR	Data[1];
} KEY_VALUE_PARTIAL_INFORMATION, *PKEY_VALUE_PARTIAL_INFORMATION;

/**
 * ZwOpenKey() - open a key
 * @KeyHandle: receives its handle; close it with ZwClose()
 * @DesiredAccess: ignored
 * @ObjectAttributes: has its path, absolute or below a RootDirectory
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_HANDLE or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		   POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * ZwQueryValueKey() - read a value
 * @KeyHandle: the key
 * @ValueName: the value's name
 * @KeyValueInformationClass: which of the three structures is wanted
 * @KeyValueInformation: receives it
 * @Length: its bytes
 * @ResultLength: receives the bytes that there are
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_OVERFLOW when
 * the data does not fit, STATUS_BUFFER_TOO_SMALL when not even the structure does,
 * STATUS_INVALID_PARAMETER for another class [doc], or STATUS_INVALID_HANDLE.
 */
NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
			 KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			 PVOID KeyValueInformation, ULONG Length, PULONG ResultLength);

/**
 * ZwSetValueKey() - write a value
 * @KeyHandle: the key
 * @ValueName: the name of a value that the glue file lists
 * @TitleIndex: ignored
 * @Type: REG_DWORD
 * @Data: the number
 * @DataSize: 4
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_ACCESS_DENIED for a value that there is not or of
 * another type, or STATUS_INVALID_HANDLE [doc].
 */
NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex,
		       ULONG Type, PVOID Data, ULONG DataSize);

#define RTL_REGISTRY_ABSOLUTE			0
#define RTL_REGISTRY_SERVICES			1
#define RTL_REGISTRY_CONTROL			2
#define RTL_REGISTRY_WINDOWS_NT			3
#define RTL_REGISTRY_DEVICEMAP			4
#define RTL_REGISTRY_USER			5
#define RTL_REGISTRY_MAXIMUM			6
#define RTL_REGISTRY_HANDLE			0x40000000
#define RTL_REGISTRY_OPTIONAL			0x80000000

#define RTL_QUERY_REGISTRY_SUBKEY		0x00000001
#define RTL_QUERY_REGISTRY_TOPKEY		0x00000002
#define RTL_QUERY_REGISTRY_REQUIRED		0x00000004
#define RTL_QUERY_REGISTRY_NOVALUE		0x00000008
#define RTL_QUERY_REGISTRY_NOEXPAND		0x00000010
#define RTL_QUERY_REGISTRY_DIRECT		0x00000020
#define RTL_QUERY_REGISTRY_DELETE		0x00000040
#define RTL_QUERY_REGISTRY_TYPECHECK		0x00000100
#define RTL_QUERY_REGISTRY_TYPECHECK_SHIFT	24

typedef NTSTATUS RTL_QUERY_REGISTRY_ROUTINE(PWSTR ValueName, ULONG ValueType,
					    PVOID ValueData, ULONG ValueLength,
					    PVOID Context, PVOID EntryContext);
typedef RTL_QUERY_REGISTRY_ROUTINE *PRTL_QUERY_REGISTRY_ROUTINE;

/**
 * struct _RTL_QUERY_REGISTRY_TABLE - one value that is wanted
 * @QueryRoutine: is called with the value; NULL with RTL_QUERY_REGISTRY_DIRECT. Without
 *	it and without @Name: the end of the table
 * @Flags: RTL_QUERY_REGISTRY_*
 * @Name: the value's name; NULL: all values
 * @EntryContext: an argument of @QueryRoutine, or where the value is stored
 * @DefaultType: REG_*: of @DefaultData; REG_NONE: there is none. With
 *	RTL_QUERY_REGISTRY_TYPECHECK the type that is expected is in the highest byte
 * @DefaultData: the value if there is none of that name
 * @DefaultLength: its bytes
 */
typedef struct _RTL_QUERY_REGISTRY_TABLE {
	PRTL_QUERY_REGISTRY_ROUTINE QueryRoutine;
	ULONG	Flags;
	PWSTR	Name;
	PVOID	EntryContext;
	ULONG	DefaultType;
	PVOID	DefaultData;
	ULONG	DefaultLength;
} RTL_QUERY_REGISTRY_TABLE, *PRTL_QUERY_REGISTRY_TABLE;

/**
 * RtlQueryRegistryValues() - read several values
 * @RelativeTo: RTL_REGISTRY_*, what @Path is relative to
 * @Path: the key's path, or its handle with RTL_REGISTRY_HANDLE
 * @QueryTable: what is wanted; RTL_QUERY_REGISTRY_DELETE is ignored
 * @Context: an argument of each QueryRoutine
 * @Environment: ignored: no value has to be expanded
 *
 * A default of RTL_QUERY_REGISTRY_DIRECT is stored if it is no text; text becomes a
 * UNICODE_STRING with a buffer of its own, or is copied into the one that it has. [doc]
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND when there is no such key or a
 * value that is required is missing, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_INVALID_PARAMETER for a wrong entry, STATUS_BUFFER_TOO_SMALL, or what a
 * QueryRoutine returned. [doc] A driver that is being unloaded has no key. [ours]
 */
NTSTATUS RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path,
				PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context,
				PVOID Environment);

/**
 * RtlWriteRegistryValue() - write a value
 * @RelativeTo: as for RtlQueryRegistryValues()
 * @Path: as there
 * @ValueName: the name of a value that the glue file lists
 * @ValueType: REG_DWORD
 * @ValueData: the number
 * @ValueLength: 4
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND or STATUS_ACCESS_DENIED.
 */
NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName,
			       ULONG ValueType, PVOID ValueData, ULONG ValueLength);

/**
 * RtlCheckRegistryKey() - whether there is a key
 * @RelativeTo: as for RtlQueryRegistryValues(), but no handle
 * @Path: as there
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS [doc] or STATUS_OBJECT_NAME_NOT_FOUND.
 */
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path);

#endif
