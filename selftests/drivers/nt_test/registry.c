// SPDX-License-Identifier: GPL-2.0-only
/* A driver's parameters, as its key in the registry. */
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/runtime.h>
#include <ntimage.h>
#include <wpprecorder.h>
#include <vmbkmcl_glue.h>

#include "registry_fixture.h"

static unsigned int depth = 7, width = 8;
static const struct vmbkmcl_registry_value values[] = {
	{ "Depth", &depth },
	{ "Width", &width },
};

static WCHAR path_buffer[120];
UNICODE_STRING registry_path;
HANDLE registry_key;

static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	RtlInitEmptyUnicodeString(&registry_path, path_buffer, sizeof(path_buffer));
	memset(path_buffer, 0, sizeof(path_buffer));
	RtlCopyUnicodeString(&registry_path, path);
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue glue = {
	.driver = { .name = "registry test", .owner = THIS_MODULE },
	.entry = entry,
	.values = values,
	.value_count = ARRAY_SIZE(values),
};

NTSTATUS registry_open(HANDLE root, PUNICODE_STRING name, PHANDLE handle)
{
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, name,
				   OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, root, NULL);
	return ZwOpenKey(handle, KEY_ALL_ACCESS, &attributes);
}

int registry_setup(struct kcase *t)
{
	int error = vmbkmcl_glue_load(&glue);

	depth = 7;
	width = 8;
	if (error)
		return error;
	EXPECT_EQ(t, registry_open(NULL, &registry_path, &registry_key), STATUS_SUCCESS);
	return 0;
}

void registry_teardown(struct kcase *t)
{
	EXPECT_EQ(t, ZwClose(registry_key), STATUS_SUCCESS);
	vmbkmcl_glue_unload(&glue);
}

static void test_ZwOpenKey(struct kcase *t)
{
	UNICODE_STRING parameters = RTL_CONSTANT_STRING(L"PARAMETERS");
	UNICODE_STRING other = RTL_CONSTANT_STRING(L"Other");
	UNICODE_STRING software = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\Software");
	HANDLE below;

	EXPECT_EQ(t, registry_open(registry_key, &parameters, &below), STATUS_SUCCESS);
	ZwClose(below);
	EXPECT_EQ(t, registry_open(registry_key, &other, &below), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, registry_open(NULL, &software, &below), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, registry_open(NULL, &other, &below), STATUS_OBJECT_PATH_SYNTAX_BAD);
	EXPECT_EQ(t, registry_open(NULL, NULL, &below), STATUS_OBJECT_PATH_SYNTAX_BAD);
	/* No name stands for the key itself. */
	EXPECT_EQ(t, registry_open(registry_key, NULL, &below), STATUS_SUCCESS);
	ZwClose(below);
	EXPECT_EQ(t, registry_open((HANDLE)0x7ffff000, &parameters, &below),
		  STATUS_INVALID_HANDLE);
	ASSERT_EQ(t, RtlAppendUnicodeToString(&registry_path, L"\\Parameters"), STATUS_SUCCESS);
	EXPECT_EQ(t, registry_open(NULL, &registry_path, &below), STATUS_SUCCESS);
	ZwClose(below);
}

static void test_ZwQueryValueKey(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"depth");
	UNICODE_STRING none = RTL_CONSTANT_STRING(L"Height");
	UCHAR buffer[64];
	PKEY_VALUE_PARTIAL_INFORMATION partial = (PVOID)buffer;
	PKEY_VALUE_FULL_INFORMATION full = (PVOID)buffer;
	PKEY_VALUE_BASIC_INFORMATION basic = (PVOID)buffer;
	ULONG size;

	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &name, KeyValuePartialInformation, buffer,
				     sizeof(buffer), &size), STATUS_SUCCESS);
	EXPECT_EQ(t, size, 16u);
	EXPECT_EQ(t, partial->Type, REG_DWORD);
	EXPECT_EQ(t, partial->DataLength, 4u);
	EXPECT_EQ(t, *(PULONG)partial->Data, 7u);
	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &name, KeyValueFullInformation, buffer,
				     sizeof(buffer), &size), STATUS_SUCCESS);
	EXPECT_EQ(t, *(PULONG)(buffer + full->DataOffset), 7u);
	EXPECT_MEM_EQ(t, full->Name, L"Depth", 10);
	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &name, KeyValueBasicInformation, buffer,
				     sizeof(buffer), &size), STATUS_SUCCESS);
	EXPECT_EQ(t, basic->NameLength, 10u);
	EXPECT_MEM_EQ(t, basic->Name, L"Depth", 10);
	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &none, KeyValuePartialInformation, buffer,
				     sizeof(buffer), &size), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_small_buffer(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"Depth");
	UCHAR buffer[64];
	ULONG size = 0;

	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &name, KeyValuePartialInformation, buffer, 12,
				     &size), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, size, 16u);
	size = 0;
	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &name, KeyValuePartialInformation, buffer, 11,
				     &size), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, size, 16u);
	EXPECT_EQ(t, ZwQueryValueKey(registry_key, &name, 17, buffer, sizeof(buffer), &size),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, ZwQueryValueKey((HANDLE)0x7ffff000, &name, KeyValuePartialInformation,
				     buffer, sizeof(buffer), &size), STATUS_INVALID_HANDLE);
}

static void test_ZwSetValueKey(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"Depth");
	ULONG number = 99;

	EXPECT_EQ(t, ZwSetValueKey(registry_key, &name, 0, REG_DWORD, &number, sizeof(number)),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, depth, 99u);
	EXPECT_EQ(t, ZwSetValueKey(registry_key, &name, 0, REG_SZ, &number, sizeof(number)),
		  STATUS_ACCESS_DENIED);
	EXPECT_EQ(t, ZwSetValueKey((HANDLE)0x7ffff000, &name, 0, REG_DWORD, &number,
				   sizeof(number)), STATUS_INVALID_HANDLE);
}

static NTSTATUS query(PRTL_QUERY_REGISTRY_TABLE table)
{
	return RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, registry_path.Buffer, table, &depth, NULL);
}

static void test_direct(struct kcase *t)
{
	ULONG a = 0, b = 0, c = 0, fallback = 33;
	UNICODE_STRING text = { };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .Flags = RTL_QUERY_REGISTRY_SUBKEY, .Name = L"Parameters" },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK,
		  .Name = L"Depth", .EntryContext = &a,
		  .DefaultType = REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"Height", .EntryContext = &b,
		  .DefaultType = REG_DWORD, .DefaultData = &fallback,
		  .DefaultLength = sizeof(fallback) },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"Label", .EntryContext = &text,
		  .DefaultType = REG_SZ, .DefaultData = L"none" },
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT, .Name = L"Missing", .EntryContext = &c },
		{ },
	};

	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, a, 7u);
	EXPECT_EQ(t, b, 33u);
	EXPECT_EQ(t, c, 0u);
	EXPECT_EQ(t, text.Length, 8);
	ASSERT_NOT_NULL(t, text.Buffer);
	EXPECT_MEM_EQ(t, text.Buffer, L"none", 10);
	RtlFreeUnicodeString(&text);
	table[1].DefaultType = REG_SZ << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
	EXPECT_EQ(t, query(table), STATUS_OBJECT_TYPE_MISMATCH);
	table[1].QueryRoutine = (PVOID)&depth;
	EXPECT_EQ(t, query(table), STATUS_INVALID_PARAMETER);
}

static void test_required(struct kcase *t)
{
	ULONG a = 0;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED,
		  .Name = L"Height", .EntryContext = &a },
		{ },
	};

	EXPECT_EQ(t, query(table), STATUS_OBJECT_NAME_NOT_FOUND);
	table[0].Name = L"Width";
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, a, 8u);
	EXPECT_EQ(t, RtlQueryRegistryValues(RTL_REGISTRY_CONTROL, L"Other", table, NULL, NULL),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	table[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
	EXPECT_EQ(t, RtlQueryRegistryValues(RTL_REGISTRY_CONTROL | RTL_REGISTRY_OPTIONAL,
					    L"Other", table, NULL, NULL), STATUS_SUCCESS);
}

static struct {
	unsigned int calls, sum;
	PVOID context;
	NTSTATUS result;
} seen;

static NTSTATUS see(PWSTR name, ULONG type, PVOID data, ULONG size, PVOID context,
		    PVOID entry_context)
{
	seen.calls++;
	seen.context = context;
	if (type == REG_DWORD && size == sizeof(ULONG))
		seen.sum += *(PULONG)data;
	return seen.result;
}

static void test_routine(struct kcase *t)
{
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .QueryRoutine = see },
		{ .QueryRoutine = see, .Name = L"Width" },
		{ .QueryRoutine = see, .Flags = RTL_QUERY_REGISTRY_NOVALUE },
		{ },
	};

	memset(&seen, 0, sizeof(seen));
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 4u);
	EXPECT_EQ(t, seen.sum, 7u + 8 + 8);
	EXPECT_PTR_EQ(t, seen.context, (PVOID)&depth);
	seen.result = STATUS_BUFFER_TOO_SMALL;
	EXPECT_EQ(t, query(table), STATUS_SUCCESS);
	seen.calls = 0;
	seen.result = STATUS_DEVICE_BUSY;
	EXPECT_EQ(t, query(table), STATUS_DEVICE_BUSY);
	EXPECT_EQ(t, seen.calls, 1u);
}

static void test_relative(struct kcase *t)
{
	ULONG number = 12;

	EXPECT_EQ(t, RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"nt_test"),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"no_such_driver"),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, RtlCheckRegistryKey(RTL_REGISTRY_HANDLE, registry_key),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"nt_test\\Parameters",
					   L"Width", REG_DWORD, &number, sizeof(number)),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, width, 12u);
	EXPECT_EQ(t, RtlWriteRegistryValue(RTL_REGISTRY_HANDLE, (PCWSTR)registry_key, L"Width",
					   REG_DWORD, &depth, sizeof(depth)), STATUS_SUCCESS);
	EXPECT_EQ(t, width, 7u);
}

/* A driver that fails to load while its values are read. */
static struct {
	KEVENT inside;
	WCHAR path[120];
	bool left;
} failing;

static NTSTATUS slow_routine(PWSTR name, ULONG type, PVOID data, ULONG size, PVOID context,
			     PVOID entry_context)
{
	KeSetEvent(&failing.inside, 0, FALSE);
	KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	WRITE_ONCE(failing.left, true);
	return STATUS_SUCCESS;
}

static VOID read_failing(PVOID context)
{
	RTL_QUERY_REGISTRY_TABLE table[2] = { { .QueryRoutine = slow_routine } };

	table[0].Flags = RTL_QUERY_REGISTRY_NOVALUE;
	RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, failing.path, table, NULL, NULL);
	KeSetEvent(&failing.inside, 0, FALSE);
}

static HANDLE failing_thread;

static NTSTATUS failing_entry(PDRIVER_OBJECT object, PUNICODE_STRING registry_path)
{
	memcpy(failing.path, registry_path->Buffer,
	       min_t(size_t, registry_path->Length, sizeof(failing.path) - sizeof(WCHAR)));
	if (PsCreateSystemThread(&failing_thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
				 read_failing, NULL) == STATUS_SUCCESS)
		KeWaitForSingleObject(&failing.inside, Executive, KernelMode, FALSE, NULL);
	return STATUS_UNSUCCESSFUL;
}

static struct vmbkmcl_glue failing_glue = {
	.driver = { .name = "fails", .owner = THIS_MODULE },
	.entry = failing_entry,
};

static void test_failing(struct kcase *t)
{
	PVOID thread;

	memset(&failing, 0, sizeof(failing));
	failing_thread = NULL;
	KeInitializeEvent(&failing.inside, NotificationEvent, FALSE);
	EXPECT_NE(t, vmbkmcl_glue_load(&failing_glue), 0);
	EXPECT_TRUE(t, READ_ONCE(failing.left));
	ASSERT_NOT_NULL(t, failing_thread);
	EXPECT_EQ(t, ObReferenceObjectByHandle(failing_thread, SYNCHRONIZE, *PsThreadType,
					       KernelMode, &thread, NULL), STATUS_SUCCESS);
	ZwClose(failing_thread);
	KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(thread);
}

static const struct kcase_spec registry_cases[] = {
	KCASE(zw_open_key, "a driver's own key and its subkey, and no others", test_ZwOpenKey),
	KCASE(zw_query_value_key, "each of the three structures", test_ZwQueryValueKey),
	KCASE(zw_query_value_key_small, "says what is needed when it does not fit",
	      test_small_buffer),
	KCASE(zw_set_value_key, "sets a parameter, which stays a number", test_ZwSetValueKey),
	KCASE(rtl_query_registry_direct, "stores values, or their defaults", test_direct),
	KCASE(rtl_query_registry_required, "a value that must be there, a key that need not",
	      test_required),
	KCASE(rtl_query_registry_routine, "hands over one value, all, or none",
	      test_routine),
	KCASE(rtl_query_registry_failing, "a driver that fails to load waits for who reads it",
	      test_failing),
	KCASE(rtl_registry_relative, "paths below the services, and handles", test_relative),
};
const struct kcase_suite registry_suite =
	KCASE_SUITE_FIXTURE("registry", registry_cases, registry_setup, registry_teardown);

static char *title = "Gr\303\274\303\237e", *untitled;
static const struct vmbkmcl_registry_value text_values[] = {
	{ "Title", .text = &title },
	{ "Untitled", .text = &untitled },
	{ "Depth", &depth },
};

static struct vmbkmcl_glue text_glue = {
	.driver = { .name = "registry text test", .owner = THIS_MODULE },
	.entry = entry,
	.values = text_values,
	.value_count = ARRAY_SIZE(text_values),
};

static NTSTATUS query_text(HANDLE key, PCWSTR name, PKEY_VALUE_PARTIAL_INFORMATION out, ULONG size)
{
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, name);
	return ZwQueryValueKey(key, &string, KeyValuePartialInformation, out, size, &size);
}

/* A text of the glue file is the driver's own once it is loaded. */
static void test_text(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(name, L"title");
	UCHAR buffer[64];
	PKEY_VALUE_PARTIAL_INFORMATION value = (PVOID)buffer;
	char *before = title;
	HANDLE key;

	ASSERT_EQ(t, vmbkmcl_glue_load(&text_glue), 0);
	EXPECT_EQ(t, registry_open(NULL, &registry_path, &key), STATUS_SUCCESS);
	title = "another";
	EXPECT_EQ(t, query_text(key, L"title", value, sizeof(buffer)), STATUS_SUCCESS);
	title = before;
	EXPECT_EQ(t, value->Type, REG_SZ);
	EXPECT_EQ(t, value->DataLength, 12u);
	EXPECT_MEM_EQ(t, value->Data, L"Gr\374\337e", 12);
	EXPECT_EQ(t, query_text(key, L"Untitled", value, sizeof(buffer)),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, query_text(key, L"Depth", value, sizeof(buffer)), STATUS_SUCCESS);
	EXPECT_EQ(t, value->Type, REG_DWORD);
	EXPECT_EQ(t, ZwSetValueKey(key, (PUNICODE_STRING)&name, 0, REG_SZ, L"b", 4),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, query_text(key, L"Title", value, sizeof(buffer)), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, value->Data, L"b", 4);
	ZwClose(key);
	vmbkmcl_glue_unload(&text_glue);
}

static void test_routine_address(struct kcase *t)
{
	UNICODE_STRING known = RTL_CONSTANT_STRING(L"ExAllocatePool2");
	UNICODE_STRING unknown = RTL_CONSTANT_STRING(L"KeNoSuchRoutine");
	UNICODE_STRING linux_name = RTL_CONSTANT_STRING(L"filp_open");
	UNICODE_STRING data = RTL_CONSTANT_STRING(L"PsThreadType");

	EXPECT_PTR_EQ(t, MmGetSystemRoutineAddress(&known), (PVOID)ExAllocatePool2);
	EXPECT_NULL(t, MmGetSystemRoutineAddress(&unknown));
	EXPECT_NULL(t, MmGetSystemRoutineAddress(&linux_name));
	EXPECT_PTR_EQ(t, MmGetSystemRoutineAddress(&data), (PVOID)&PsThreadType);
	EXPECT_EQ(t, Int32x32To64(-100000, 100000), -10000000000ll);
}

static void test_version(struct kcase *t)
{
	RTL_OSVERSIONINFOEXW version = { .dwOSVersionInfoSize = sizeof(version) };

	EXPECT_EQ(t, RtlGetVersion((PRTL_OSVERSIONINFOW)&version), STATUS_SUCCESS);
	EXPECT_EQ(t, version.dwMajorVersion, 10u);
	EXPECT_EQ(t, version.dwBuildNumber, 19041u);
	EXPECT_EQ(t, version.wServicePackMajor, 0);
	EXPECT_EQ(t, version.wProductType, VER_NT_WORKSTATION);
	EXPECT_TRUE(t, IoIsWdmVersionAvailable(1, 0x30));
	EXPECT_TRUE(t, IoIsWdmVersionAvailable(6, 0));
	EXPECT_FALSE(t, IoIsWdmVersionAvailable(6, 1));
}

static void test_image(struct kcase *t)
{
	ULONG size = 1;

	EXPECT_NULL(t, RtlImageDirectoryEntryToData((PVOID)IoCreateDevice, TRUE,
						    IMAGE_DIRECTORY_ENTRY_EXPORT, &size));
	EXPECT_EQ(t, size, 0u);
}

static void test_recorder(struct kcase *t)
{
	RECORDER_CONFIGURE_PARAMS configure;
	RECORDER_LOG_CREATE_PARAMS create;
	RECORDER_LOG log = NULL;

	memset(&configure, 0xff, sizeof(configure));
	memset(&create, 0xff, sizeof(create));
	RECORDER_CONFIGURE_PARAMS_INIT(&configure);
	EXPECT_EQ(t, configure.Size, sizeof(configure));
	EXPECT_TRUE(t, configure.CreateDefaultLog);
	RECORDER_LOG_CREATE_PARAMS_INIT(&create, NULL);
	EXPECT_EQ(t, create.LogIdentifier[0], 0);
	RECORDER_LOG_CREATE_PARAMS_INIT(&create, "longer than an identifier");
	EXPECT_EQ(t, create.Size, sizeof(create));
	EXPECT_EQ(t, create.LogIdentifierSize, RECORDER_LOG_IDENTIFIER_MAX_CHARS);
	EXPECT_MEM_EQ(t, create.LogIdentifier, "longer than an ", 16);
	EXPECT_EQ(t, WppRecorderLogCreate(&create, &log), STATUS_SUCCESS);
	EXPECT_TRUE(t, log != NULL);
	WppRecorderLogDelete(log);
}

static const struct kcase_spec runtime_cases[] = {
	KCASE(rtl_get_version, "one version, and all older ones", test_version),
	KCASE(mm_get_system_routine_address, "functions of this layer by name, no others",
	      test_routine_address),
	KCASE(wpp_recorder, "a log is only a handle", test_recorder),
	KCASE(registry_text, "a text of the glue file is a value of the driver's", test_text),
	KCASE(rtl_image_directory_entry_to_data, "no module is an image", test_image),
};
const struct kcase_suite runtime_suite = KCASE_SUITE("runtime", runtime_cases);
