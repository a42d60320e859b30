/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The registry: the keys of drivers and of their devices, in memory.
 *
 * The key whose path DriverEntry gets, its subkey Parameters, and the keys of the
 * driver's devices have the parameters that the glue file lists as values, all of them
 * numbers (REG_DWORD). A driver may add keys and values.
 *
 * Differences from Windows
 * - Nothing is kept: what a driver has changed is there until its module is unloaded,
 *   and for a device until it is removed. REG_OPTION_NON_VOLATILE changes nothing.
 * - There are no other keys (STATUS_OBJECT_NAME_NOT_FOUND), and none can be made
 *   elsewhere (STATUS_ACCESS_DENIED).
 * - A parameter of the glue file stays a number, and cannot be deleted
 *   (STATUS_ACCESS_DENIED).
 * - Each driver, device and device interface may have 1024 keys, 32 levels of them, and
 *   1 MiB for all (STATUS_INSUFFICIENT_RESOURCES).
 * - The access that a handle was opened for is not checked: Microsoft's own examples
 *   read values with STANDARD_RIGHTS_ALL, which has no KEY_QUERY_VALUE.
 *
 * Linux counterpart: module parameters
 */
#ifndef VMBKMCL_NT_REGISTRY_H
#define VMBKMCL_NT_REGISTRY_H

#include <ntdef.h>
#include <ntstatus.h>
#include <vmbkmcl/nt/device.h>

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

#define REG_RESOURCE_LIST		8
#define REG_FULL_RESOURCE_DESCRIPTOR	9
#define REG_RESOURCE_REQUIREMENTS_LIST	10
#define REG_QWORD_LITTLE_ENDIAN		11

#define KEY_SET_VALUE			0x0002
#define KEY_CREATE_SUB_KEY		0x0004
#define KEY_ENUMERATE_SUB_KEYS		0x0008
#define KEY_NOTIFY			0x0010
#define KEY_CREATE_LINK			0x0020
#define KEY_WRITE			0x00020006
#define KEY_EXECUTE			0x00020019
#define KEY_ALL_ACCESS			0x000f003f

#define REG_OPTION_RESERVED		0x00000000
#define REG_OPTION_NON_VOLATILE		0x00000000
#define REG_OPTION_VOLATILE		0x00000001
#define REG_OPTION_CREATE_LINK		0x00000002
#define REG_OPTION_BACKUP_RESTORE	0x00000004
#define REG_OPTION_OPEN_LINK		0x00000008
#define REG_LEGAL_OPTION		0x0000000f

#define REG_CREATED_NEW_KEY		0x00000001
#define REG_OPENED_EXISTING_KEY		0x00000002

#define PLUGPLAY_REGKEY_DEVICE		1
#define PLUGPLAY_REGKEY_DRIVER		2
#define PLUGPLAY_REGKEY_CURRENT_HWPROFILE 4

typedef enum _KEY_INFORMATION_CLASS {
	KeyBasicInformation,
	KeyNodeInformation,
	KeyFullInformation,
	KeyNameInformation,
	KeyCachedInformation
} KEY_INFORMATION_CLASS;

typedef struct _KEY_BASIC_INFORMATION {
	LARGE_INTEGER	LastWriteTime;
	ULONG		TitleIndex;
	ULONG		NameLength;
	WCHAR		Name[1];
} KEY_BASIC_INFORMATION, *PKEY_BASIC_INFORMATION;

typedef struct _KEY_NODE_INFORMATION {
	LARGE_INTEGER	LastWriteTime;
	ULONG		TitleIndex;
	ULONG		ClassOffset;
	ULONG		ClassLength;
	ULONG		NameLength;
	WCHAR		Name[1];
} KEY_NODE_INFORMATION, *PKEY_NODE_INFORMATION;

typedef struct _KEY_FULL_INFORMATION {
	LARGE_INTEGER	LastWriteTime;
	ULONG		TitleIndex;
	ULONG		ClassOffset;
	ULONG		ClassLength;
	ULONG		SubKeys;
	ULONG		MaxNameLen;
	ULONG		MaxClassLen;
	ULONG		Values;
	ULONG		MaxValueNameLen;
	ULONG		MaxValueDataLen;
	WCHAR		Class[1];
} KEY_FULL_INFORMATION, *PKEY_FULL_INFORMATION;

typedef struct _KEY_NAME_INFORMATION {
	ULONG		NameLength;
	WCHAR		Name[1];
} KEY_NAME_INFORMATION, *PKEY_NAME_INFORMATION;

typedef struct _KEY_CACHED_INFORMATION {
	LARGE_INTEGER	LastWriteTime;
	ULONG		TitleIndex;
	ULONG		SubKeys;
	ULONG		MaxNameLen;
	ULONG		Values;
	ULONG		MaxValueNameLen;
	ULONG		MaxValueDataLen;
	ULONG		NameLength;
} KEY_CACHED_INFORMATION, *PKEY_CACHED_INFORMATION;

C_ASSERT(FIELD_OFFSET(KEY_BASIC_INFORMATION, Name) == 16);
C_ASSERT(FIELD_OFFSET(KEY_NODE_INFORMATION, Name) == 24);
C_ASSERT(FIELD_OFFSET(KEY_FULL_INFORMATION, Class) == 44);

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
 * Letter case does not matter.
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_INVALID_HANDLE, STATUS_KEY_DELETED for a RootDirectory that is deleted, or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		   POBJECT_ATTRIBUTES ObjectAttributes);

/**
 * ZwOpenKeyEx() - open a key with options
 * @KeyHandle: as for ZwOpenKey()
 * @DesiredAccess: ignored
 * @ObjectAttributes: as there
 * @OpenOptions: 0, REG_OPTION_OPEN_LINK or REG_OPTION_BACKUP_RESTORE, without effect
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwOpenKey(), or STATUS_INVALID_PARAMETER_4 for other options. [doc]
 */
NTSTATUS ZwOpenKeyEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions);

/**
 * ZwCreateKey() - open a key, and make it if it is not there
 * @KeyHandle: receives its handle; close it with ZwClose()
 * @DesiredAccess: ignored
 * @ObjectAttributes: has its path; of a new key all but the last name must be there
 * @TitleIndex: ignored
 * @Class: kept with a new key; optional
 * @CreateOptions: REG_OPTION_*; no key outlives its driver, whatever it says. Links are
 *	not supported (STATUS_NOT_SUPPORTED)
 * @Disposition: receives REG_CREATED_NEW_KEY or REG_OPENED_EXISTING_KEY; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND when more than the last name is
 * not there; STATUS_ACCESS_DENIED outside of the keys that there are;
 * STATUS_OBJECT_NAME_INVALID for a name of more than 255 characters;
 * STATUS_INSUFFICIENT_RESOURCES without memory or beyond the bounds; else as ZwOpenKey().
 */
NTSTATUS ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex,
		     PUNICODE_STRING Class, ULONG CreateOptions, PULONG Disposition);

/**
 * ZwDeleteKey() - delete a key and its values
 * @KeyHandle: the key; this handle and all others of the key have to be closed, and are
 *	good for nothing else (STATUS_KEY_DELETED) [doc]
 *
 * A driver's key and Parameters, and the keys that devices and interfaces have, stay
 * (STATUS_CANNOT_DELETE). [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_KEY_DELETED, or
 * STATUS_CANNOT_DELETE when there are keys below. [doc]
 */
NTSTATUS ZwDeleteKey(HANDLE KeyHandle);

/**
 * ZwFlushKey() - have a key on the disk
 * @KeyHandle: the key
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_NOT_SUPPORTED, since keys are in memory alone; STATUS_INVALID_HANDLE or
 * STATUS_KEY_DELETED.
 */
NTSTATUS ZwFlushKey(HANDLE KeyHandle);

/**
 * ZwQueryKey() - what is known of a key
 * @KeyHandle: the key
 * @KeyInformationClass: which of the structures is wanted
 * @KeyInformation: receives it
 * @Length: its bytes
 * @ResultLength: receives the bytes that there are
 *
 * KeyNameInformation has the whole path, the others the last name of it. [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW when not all fits;
 * STATUS_BUFFER_TOO_SMALL when not even the structure does; STATUS_INVALID_PARAMETER for
 * another class [doc]; STATUS_INVALID_HANDLE or STATUS_KEY_DELETED.
 */
NTSTATUS ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass,
		    PVOID KeyInformation, ULONG Length, PULONG ResultLength);

/**
 * ZwEnumerateKey() - what is known of a subkey
 * @KeyHandle: the key
 * @Index: of the subkey, in the order in which they were made [ours]
 * @KeyInformationClass: KeyBasicInformation, KeyNodeInformation or KeyFullInformation
 * @KeyInformation: receives the structure
 * @Length: its bytes
 * @ResultLength: receives the bytes that there are
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_NO_MORE_ENTRIES when there are not as many [doc]; else as ZwQueryKey().
 */
NTSTATUS ZwEnumerateKey(HANDLE KeyHandle, ULONG Index,
			KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation,
			ULONG Length, PULONG ResultLength);

/**
 * ZwQueryValueKey() - read a value
 * @KeyHandle: the key
 * @ValueName: the value's name; empty, or NULL [ours]: the one without a name
 * @KeyValueInformationClass: which of the three structures is wanted
 * @KeyValueInformation: receives it
 * @Length: its bytes
 * @ResultLength: receives the bytes that there are
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_OVERFLOW when
 * the data does not fit, STATUS_BUFFER_TOO_SMALL when not even the structure does,
 * STATUS_INVALID_PARAMETER for another class [doc], STATUS_INVALID_HANDLE or
 * STATUS_KEY_DELETED.
 */
NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
			 KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			 PVOID KeyValueInformation, ULONG Length, PULONG ResultLength);

/**
 * ZwEnumerateValueKey() - read the value at an index
 * @KeyHandle: the key
 * @Index: of the value, in the order in which they were made [ours]
 * @KeyValueInformationClass: as for ZwQueryValueKey()
 * @KeyValueInformation: as there
 * @Length: as there
 * @ResultLength: as there
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_NO_MORE_ENTRIES when there are not as many [doc]; else as
 * ZwQueryValueKey().
 */
NTSTATUS ZwEnumerateValueKey(HANDLE KeyHandle, ULONG Index,
			     KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			     PVOID KeyValueInformation, ULONG Length, PULONG ResultLength);

/**
 * ZwSetValueKey() - write a value
 * @KeyHandle: the key
 * @ValueName: the value's name; NULL or empty: the one without a name
 * @TitleIndex: ignored
 * @Type: REG_*; of a parameter of the glue file REG_DWORD
 * @Data: what it has from now on
 * @DataSize: bytes of @Data, with the terminators of text
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED when a parameter of the glue file would
 * not be a number any more; STATUS_INVALID_HANDLE [doc]; STATUS_KEY_DELETED;
 * STATUS_INSUFFICIENT_RESOURCES without memory or beyond the bounds.
 */
NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex,
		       ULONG Type, PVOID Data, ULONG DataSize);

/**
 * ZwDeleteValueKey() - delete a value
 * @KeyHandle: the key
 * @ValueName: the value's name; empty: the one without a name [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_HANDLE [doc],
 * STATUS_KEY_DELETED, or STATUS_ACCESS_DENIED for a parameter of the glue file.
 */
NTSTATUS ZwDeleteValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName);

/**
 * IoOpenDeviceRegistryKey() - open the key of a device
 * @DeviceObject: the bus's device
 * @DevInstKeyType: PLUGPLAY_REGKEY_DEVICE or PLUGPLAY_REGKEY_DRIVER, each a key of its
 *	own. PLUGPLAY_REGKEY_CURRENT_HWPROFILE besides changes nothing
 * @DesiredAccess: ignored
 * @DeviceRegKey: receives its handle; close it with ZwClose()
 *
 * It has the parameters of the driver that the device was given to. [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for other flags or what is no bus's
 * device [doc], or is one that has been removed; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoOpenDeviceRegistryKey(PDEVICE_OBJECT DeviceObject, ULONG DevInstKeyType,
				 ACCESS_MASK DesiredAccess, PHANDLE DeviceRegKey);

/**
 * IoOpenDeviceInterfaceRegistryKey() - open the key of a device interface
 * @SymbolicLinkName: the interface's name
 * @DesiredAccess: ignored
 * @DeviceInterfaceRegKey: receives its handle; close it with ZwClose()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND when there is no such interface
 * [doc], or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoOpenDeviceInterfaceRegistryKey(PUNICODE_STRING SymbolicLinkName,
					  ACCESS_MASK DesiredAccess,
					  PHANDLE DeviceInterfaceRegKey);

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
 * @QueryTable: what is wanted
 * @Context: an argument of each QueryRoutine
 * @Environment: ignored: REG_EXPAND_SZ stays as it is, with and without
 *	RTL_QUERY_REGISTRY_NOEXPAND
 *
 * A default of RTL_QUERY_REGISTRY_DIRECT is stored, too; text becomes a UNICODE_STRING
 * with a buffer of its own, or is copied into the one that it has. [doc]
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
 * @Path: as there; the last name of it is made if it is not there
 * @ValueName: the value's name
 * @ValueType: as for ZwSetValueKey()
 * @ValueData: as there
 * @ValueLength: as there
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwCreateKey() and ZwSetValueKey().
 */
NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName,
			       ULONG ValueType, PVOID ValueData, ULONG ValueLength);

/**
 * RtlDeleteRegistryValue() - delete a value
 * @RelativeTo: as for RtlQueryRegistryValues(); a handle stays open [doc]
 * @Path: as there
 * @ValueName: the value's name
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwOpenKey() and ZwDeleteValueKey().
 */
NTSTATUS RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName);

/**
 * RtlCreateRegistryKey() - make a key
 * @RelativeTo: as for RtlQueryRegistryValues(), but no handle (STATUS_INVALID_PARAMETER)
 * @Path: as there; all but the last name must be there [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, also for a key that is there already [ours]; else as
 * ZwCreateKey().
 */
NTSTATUS RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path);

/**
 * RtlCheckRegistryKey() - whether there is a key
 * @RelativeTo: as for RtlQueryRegistryValues(), but no handle (STATUS_INVALID_PARAMETER)
 * @Path: as there
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS [doc] or STATUS_OBJECT_NAME_NOT_FOUND.
 */
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path);

#endif
