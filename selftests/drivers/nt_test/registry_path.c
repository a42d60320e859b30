// SPDX-License-Identifier: GPL-2.0-only
/* Values of the registry by paths and tables, and the keys that devices have. */
#include <linux/device.h>
#include <linux/err.h>

#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl_glue.h>

#include "context.h"
#include "registry_fixture.h"

#define NAME(text)	(&(UNICODE_STRING)RTL_CONSTANT_STRING(text))
#define BELOW		L"nt_test\\Below"

static const WCHAR strings[] = L"one\0two\0";

static NTSTATUS check(PCWSTR path)
{
	return RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)path);
}

static NTSTATUS write(PCWSTR name, ULONG type, PCVOID data, ULONG size)
{
	return RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, BELOW, name, type, (PVOID)data,
				     size);
}

static NTSTATUS query(PRTL_QUERY_REGISTRY_TABLE table)
{
	return RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, BELOW, table, NULL, NULL);
}

static void test_write(struct kcase *t)
{
	ULONG number = 3, got = 0;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK,
		  .Name = L"N", .EntryContext = &got,
		  .DefaultType = REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT },
		{ },
	};

	EXPECT_EQ(t, check(BELOW), STATUS_OBJECT_NAME_NOT_FOUND);
	/* The key comes with the value. */
	EXPECT_EQ(t, write(L"N", REG_DWORD, &number, sizeof(number)), STATUS_SUCCESS);
	EXPECT_EQ(t, check(BELOW), STATUS_SUCCESS);
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, got, 3u);
	EXPECT_EQ(t, RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"nt_test\\A\\B", L"N",
					   REG_DWORD, &number, sizeof(number)),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, RtlWriteRegistryValue(RTL_REGISTRY_DEVICEMAP, L"X", L"N", REG_DWORD,
					   &number, sizeof(number)), STATUS_ACCESS_DENIED);
}

static void test_delete(struct kcase *t)
{
	EXPECT_EQ(t, write(L"N", REG_BINARY, "a", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlDeleteRegistryValue(RTL_REGISTRY_SERVICES, BELOW, L"N"),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, RtlDeleteRegistryValue(RTL_REGISTRY_SERVICES, BELOW, L"N"),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, RtlWriteRegistryValue(RTL_REGISTRY_HANDLE, registry_key, L"N", REG_BINARY,
					   "a", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlDeleteRegistryValue(RTL_REGISTRY_HANDLE, registry_key, L"N"),
		  STATUS_SUCCESS);
	/* The handle is still open. */
	EXPECT_EQ(t, RtlDeleteRegistryValue(RTL_REGISTRY_HANDLE, registry_key, L"N"),
		  STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_create(struct kcase *t)
{
	EXPECT_EQ(t, RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"nt_test\\Below\\A"),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)BELOW),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)BELOW),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"nt_test\\Below\\A"),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, check(L"NT_TEST\\below\\a"), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlCreateRegistryKey(RTL_REGISTRY_HANDLE, registry_key),
		  STATUS_INVALID_PARAMETER);
}

static void test_direct_text(struct kcase *t)
{
	WCHAR buffer[8];
	UNICODE_STRING own = { 0, sizeof(buffer), buffer }, made = { };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"T", .EntryContext = &own },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_NOEXPAND,
		  .Name = L"M", .EntryContext = &made },
		{ },
	};

	EXPECT_EQ(t, write(L"T", REG_SZ, L"text", 10), STATUS_SUCCESS);
	EXPECT_EQ(t, write(L"M", REG_MULTI_SZ, strings, sizeof(strings)), STATUS_SUCCESS);
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, own.Length, 8);
	EXPECT_MEM_EQ(t, buffer, L"text", 10);
	ASSERT_NOT_NULL(t, made.Buffer);
	EXPECT_EQ(t, made.Length, sizeof(strings) - 2);
	EXPECT_MEM_EQ(t, made.Buffer, strings, sizeof(strings));
	RtlFreeUnicodeString(&made);
	/* Several strings are stored only as they are. */
	table[1].Flags = RTL_QUERY_REGISTRY_DIRECT;
	EXPECT_EQ(t, query(table), STATUS_INVALID_PARAMETER);
	own.MaximumLength = 8;
	EXPECT_EQ(t, query(table), STATUS_BUFFER_TOO_SMALL);
}

static void test_direct_large(struct kcase *t)
{
	union {
		LONG size;
		ULONG words[4];
		UCHAR bytes[16];
	} all = { .size = 16 }, data = { .size = -6 };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"B", .EntryContext = &all },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"B", .EntryContext = &data },
		{ },
	};

	EXPECT_EQ(t, write(L"B", REG_BINARY, "abcdef", 6), STATUS_SUCCESS);
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, all.words[0], 6u);
	EXPECT_EQ(t, all.words[1], REG_BINARY);
	EXPECT_MEM_EQ(t, all.bytes + 8, "abcdef", 6);
	EXPECT_MEM_EQ(t, data.bytes, "abcdef", 6);
	all.size = 13;
	EXPECT_EQ(t, query(table), STATUS_BUFFER_TOO_SMALL);
	all.size = 14;
	data.size = -5;
	EXPECT_EQ(t, query(table), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, write(L"B", REG_BINARY, "xy", 2), STATUS_SUCCESS);
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, all.bytes, "xy", 2);
}

static struct {
	unsigned int calls;
	ULONG type, bytes;
	WCHAR text[32];
} seen;

static NTSTATUS see(PWSTR name, ULONG type, PVOID data, ULONG size, PVOID context,
		    PVOID entry_context)
{
	seen.calls++;
	seen.type = type;
	memcpy((PUCHAR)seen.text + seen.bytes, data,
	       min_t(size_t, size, sizeof(seen.text) - seen.bytes));
	seen.bytes = min_t(size_t, seen.bytes + size, sizeof(seen.text));
	return STATUS_SUCCESS;
}

static void test_strings(struct kcase *t)
{
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .QueryRoutine = see, .Name = L"M" },
		{ },
	};

	EXPECT_EQ(t, write(L"M", REG_MULTI_SZ, strings, sizeof(strings)), STATUS_SUCCESS);
	memset(&seen, 0, sizeof(seen));
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 2u);
	EXPECT_EQ(t, seen.type, REG_SZ);
	EXPECT_EQ(t, seen.bytes, 16u);
	EXPECT_MEM_EQ(t, seen.text, L"one\0two", 16);
	memset(&seen, 0, sizeof(seen));
	table[0].Flags = RTL_QUERY_REGISTRY_NOEXPAND;
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 1u);
	EXPECT_EQ(t, seen.type, REG_MULTI_SZ);
	EXPECT_EQ(t, seen.bytes, sizeof(strings));
	/* Without its terminators. */
	EXPECT_EQ(t, write(L"M", REG_MULTI_SZ, strings, 14), STATUS_SUCCESS);
	memset(&seen, 0, sizeof(seen));
	table[0].Flags = 0;
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 2u);
	EXPECT_MEM_EQ(t, seen.text, L"one\0two", 16);
}

static void test_delete_flag(struct kcase *t)
{
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .QueryRoutine = see, .Flags = RTL_QUERY_REGISTRY_DELETE },
		{ },
	};

	EXPECT_EQ(t, write(L"A", REG_BINARY, "a", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, write(L"B", REG_BINARY, "b", 1), STATUS_SUCCESS);
	memset(&seen, 0, sizeof(seen));
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 2u);
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 2u);
	/* A driver's parameters stay. */
	EXPECT_EQ(t, RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, registry_key, table, NULL,
					    NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, registry_key, table, NULL,
					    NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 6u);
}

static void test_subkeys(struct kcase *t)
{
	ULONG below = 0, top = 0, number = 11;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .Flags = RTL_QUERY_REGISTRY_SUBKEY, .Name = L"Below" },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"Depth", .EntryContext = &below },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TOPKEY,
		  .Name = L"Depth", .EntryContext = &top },
		{ },
	};

	EXPECT_EQ(t, write(L"Depth", REG_DWORD, &number, sizeof(number)), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"nt_test", table, NULL,
					    NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, below, 11u);
	EXPECT_EQ(t, top, 7u);
}

/* A bus's device that a driver made, and an interface of it. */
static PDEVICE_OBJECT bus;
static UNICODE_STRING link;
static PDRIVER_OBJECT driver;
static const GUID class = {
	0x3c1f0a52, 0x77d4, 0x4e0e, { 0x8f, 0x31, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x70 },
};

static NTSTATUS device_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	driver = object;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue device_glue = {
	.driver = { .name = "registry device test", .owner = THIS_MODULE },
	.entry = device_entry,
};

static int device_setup(struct kcase *t)
{
	int error = vmbkmcl_glue_load(&device_glue);

	if (error)
		return error;
	EXPECT_EQ(t, IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &bus),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, IoRegisterDeviceInterface(bus, &class, NULL, &link), STATUS_SUCCESS);
	return 0;
}

static void device_teardown(struct kcase *t)
{
	RtlFreeUnicodeString(&link);
	if (bus)
		IoDeleteDevice(bus);
	vmbkmcl_glue_unload(&device_glue);
}

static NTSTATUS set(HANDLE key)
{
	return ZwSetValueKey(key, NAME(L"V"), 0, REG_BINARY, "v", 1);
}

static NTSTATUS get(HANDLE key)
{
	UCHAR room[32];
	ULONG size;

	return ZwQueryValueKey(key, NAME(L"V"), KeyValuePartialInformation, room, sizeof(room),
			       &size);
}

static void test_device(struct kcase *t)
{
	HANDLE hardware, software, again;

	ASSERT_EQ(t, IoOpenDeviceRegistryKey(bus, PLUGPLAY_REGKEY_DEVICE, KEY_ALL_ACCESS,
					     &hardware), STATUS_SUCCESS);
	ASSERT_EQ(t, IoOpenDeviceRegistryKey(bus, PLUGPLAY_REGKEY_DRIVER, KEY_ALL_ACCESS,
					     &software), STATUS_SUCCESS);
	EXPECT_EQ(t, set(hardware), STATUS_SUCCESS);
	EXPECT_EQ(t, get(software), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, IoOpenDeviceRegistryKey(bus, PLUGPLAY_REGKEY_DEVICE |
					     PLUGPLAY_REGKEY_CURRENT_HWPROFILE, KEY_READ,
					     &again), STATUS_SUCCESS);
	EXPECT_EQ(t, get(again), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteKey(again), STATUS_CANNOT_DELETE);
	/* With the device its keys go. */
	IoDeleteDevice(bus);
	bus = NULL;
	EXPECT_EQ(t, get(hardware), STATUS_KEY_DELETED);
	EXPECT_EQ(t, ZwClose(hardware), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(software), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(again), STATUS_SUCCESS);
}

static void test_device_fails(struct kcase *t)
{
	PDEVICE_OBJECT above = NULL;
	HANDLE key;

	EXPECT_EQ(t, IoOpenDeviceRegistryKey(bus, 0, KEY_READ, &key), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, IoOpenDeviceRegistryKey(bus, PLUGPLAY_REGKEY_DEVICE |
					     PLUGPLAY_REGKEY_DRIVER, KEY_READ, &key),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, IoOpenDeviceRegistryKey(bus, 8, KEY_READ, &key), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, IoOpenDeviceRegistryKey(NULL, PLUGPLAY_REGKEY_DEVICE, KEY_READ, &key),
		  STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, IoCreateDevice(driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &above),
		  STATUS_SUCCESS);
	IoAttachDeviceToDeviceStack(above, bus);
	EXPECT_EQ(t, IoOpenDeviceRegistryKey(above, PLUGPLAY_REGKEY_DEVICE, KEY_READ, &key),
		  STATUS_INVALID_PARAMETER);
	IoDetachDevice(bus);
	IoDeleteDevice(above);
}

/* Of a driver that has no parameters. */
static void test_parameters(struct kcase *t)
{
	HANDLE key;

	EXPECT_EQ(t, check(L"nt_test\\Parameters"), STATUS_SUCCESS);
	ASSERT_EQ(t, registry_open(NULL,
		NAME(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\nt_test\\Parameters"),
		&key), STATUS_SUCCESS);
	EXPECT_EQ(t, set(key), STATUS_SUCCESS);
	EXPECT_EQ(t, get(key), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(key), STATUS_SUCCESS);
}

/* A device of no driver, as a bus's device is. */
static void test_bus(struct kcase *t)
{
	struct device *dev = root_device_register("nt_test_root.1");
	PDEVICE_OBJECT root;
	HANDLE key;

	ASSERT_FALSE(t, IS_ERR(dev));
	root = vmbkmcl_device_object(dev);
	ASSERT_NOT_NULL(t, root);
	EXPECT_EQ(t, IoOpenDeviceRegistryKey(root, PLUGPLAY_REGKEY_DRIVER, KEY_READ, &key),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, set(key), STATUS_SUCCESS);
	vmbkmcl_device_object_put(root);
	root_device_unregister(dev);
	EXPECT_EQ(t, ZwClose(key), STATUS_SUCCESS);
}

static void test_interface(struct kcase *t)
{
	HANDLE key, again;

	ASSERT_EQ(t, IoOpenDeviceInterfaceRegistryKey(&link, KEY_ALL_ACCESS, &key),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, set(key), STATUS_SUCCESS);
	ASSERT_EQ(t, IoOpenDeviceInterfaceRegistryKey(&link, KEY_READ, &again), STATUS_SUCCESS);
	EXPECT_EQ(t, get(again), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(again), STATUS_SUCCESS);
	EXPECT_EQ(t, IoOpenDeviceInterfaceRegistryKey(NAME(L"\\DosDevices\\none"), KEY_READ,
						      &again), STATUS_OBJECT_NAME_NOT_FOUND);
	IoDeleteDevice(bus);
	bus = NULL;
	EXPECT_EQ(t, get(key), STATUS_KEY_DELETED);
	EXPECT_EQ(t, ZwClose(key), STATUS_SUCCESS);
}

static const struct kcase_spec registry_path_cases[] = {
	KCASE(write, "a value by its path, and its key", test_write),
	KCASE(delete, "deletes a value by a path or a handle", test_delete),
	KCASE(create, "a key by its path, one level at a time", test_create),
	KCASE(direct_text, "text into a string's buffer, or a new one", test_direct_text),
	KCASE(direct_large, "data that is larger than a number", test_direct_large),
	KCASE(strings, "several strings, one by one or at once", test_strings),
	KCASE(delete_flag, "values go when they have been read", test_delete_flag),
	KCASE(subkeys, "a table goes to a subkey and back", test_subkeys),
};
const struct kcase_suite registry_path_suite =
	KCASE_SUITE_FIXTURE("registry_path", registry_path_cases, registry_setup,
			    registry_teardown);

static const struct kcase_spec registry_device_cases[] = {
	KCASE(device, "a device has two keys while it is there", test_device),
	KCASE(device_fails, "of a bus's device, and one of the two", test_device_fails),
	KCASE(bus, "a device of no driver has them, too", test_bus),
	KCASE(parameters, "the subkey for parameters is there without any", test_parameters),
	KCASE(interface, "an interface has a key while it is there", test_interface),
};
const struct kcase_suite registry_device_suite =
	KCASE_SUITE_FIXTURE("registry_device", registry_device_cases, device_setup,
			    device_teardown);

static HANDLE handle;

KCASE_CALL(RtlDeleteRegistryValue,
	   EXPECT_EQ(t, RtlDeleteRegistryValue(RTL_REGISTRY_SERVICES, L"none", L"x"),
		     STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL(RtlCreateRegistryKey,
	   EXPECT_EQ(t, RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"none"),
		     STATUS_ACCESS_DENIED));
KCASE_CALL(IoOpenDeviceRegistryKey,
	   EXPECT_EQ(t, IoOpenDeviceRegistryKey(NULL, 0, KEY_READ, &handle),
		     STATUS_INVALID_PARAMETER));
KCASE_CALL(IoOpenDeviceInterfaceRegistryKey,
	   EXPECT_EQ(t, IoOpenDeviceInterfaceRegistryKey(NAME(L"none"), KEY_READ, &handle),
		     STATUS_OBJECT_NAME_NOT_FOUND));
