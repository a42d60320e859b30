// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys of the registry as framework objects, and their values: pages of the functions'
 * names, and KMDF's fxregistryapi.cpp.
 */
#include "context.h"
#include "wdf_fixture.h"

#define NAME(text)	(&(UNICODE_STRING)RTL_CONSTANT_STRING(text))

static WDFKEY key;
static WDFSTRING string;
static WDFMEMORY memory;
static WDFCOLLECTION collection;
static NTSTATUS init_status;

/* EvtDriverDeviceAdd's part. */
static void init_open(PWDFDEVICE_INIT init)
{
	WDFKEY early;

	init_status = WdfFdoInitOpenRegistryKey(init, PLUGPLAY_REGKEY_DRIVER, KEY_ALL_ACCESS,
						NULL, &early);
	if (!NT_SUCCESS(init_status))
		return;
	init_status = WdfRegistryAssignULong(early, NAME(L"Early"), 12);
	WdfRegistryClose(early);
}

static void objects_begin(struct kcase *t)
{
	key = NULL;
	EXPECT_OK(t, WdfDriverOpenParametersRegistryKey(wdf.driver, KEY_ALL_ACCESS, NULL, &key));
	EXPECT_OK(t, WdfStringCreate(NAME(L"text"), NULL, &string));
	EXPECT_OK(t, WdfCollectionCreate(NULL, &collection));
	EXPECT_OK(t, WdfMemoryCreate(NULL, PagedPool, 0x74736554, 8, &memory, NULL));
	memset(WdfMemoryGetBuffer(memory, NULL), 'm', 8);
}

static void objects_end(struct kcase *t)
{
	WdfObjectDelete(memory);
	WdfObjectDelete(collection);
	WdfObjectDelete(string);
	if (key)
		WdfRegistryClose(key);
}

static int registry_setup(struct kcase *t)
{
	int error;

	wdf_init_hook = init_open;
	error = wdf_setup(t);
	if (!error)
		objects_begin(t);
	return error;
}

static void registry_teardown(struct kcase *t)
{
	objects_end(t);
	wdf_teardown(t);
	wdf_init_hook = NULL;
}

static NTSTATUS raw(PUNICODE_STRING name, PVOID buffer, ULONG length, PULONG size, PULONG type)
{
	return WdfRegistryQueryValue(key, name, length, buffer, size, type);
}

static void test_open(struct kcase *t)
{
	ULONG disposition = 0, number = 0;
	WDFKEY made, opened;

	ASSERT_EQ(t, WdfRegistryCreateKey(key, NAME(L"Sub"), KEY_ALL_ACCESS,
					  REG_OPTION_NON_VOLATILE, &disposition, NULL, &made),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, disposition, REG_CREATED_NEW_KEY);
	EXPECT_OK(t, WdfRegistryAssignULong(made, NAME(L"N"), 77));
	ASSERT_EQ(t, WdfRegistryOpenKey(key, NAME(L"sub"), KEY_READ, NULL, &opened),
		  STATUS_SUCCESS);
	EXPECT_OK(t, WdfRegistryQueryULong(opened, NAME(L"N"), &number));
	EXPECT_EQ(t, number, 77u);
	WdfRegistryClose(opened);
	EXPECT_EQ(t, WdfRegistryOpenKey(key, NAME(L"None"), KEY_READ, NULL, &opened),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_NULL(t, opened);
	EXPECT_OK(t, WdfRegistryCreateKey(key, NAME(L"Sub"), KEY_READ, 0, &disposition, NULL,
					  &opened));
	EXPECT_EQ(t, disposition, REG_OPENED_EXISTING_KEY);
	WdfObjectDelete(opened);
	/* A whole path. */
	EXPECT_OK(t, WdfRegistryOpenKey(NULL,
		NAME(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\nt_test"),
		KEY_READ, NULL, &opened));
	WdfRegistryClose(opened);
	EXPECT_OK(t, WdfRegistryRemoveKey(made));
}

static int cleanups;
static HANDLE seen_handle;
static NTSTATUS seen_status;

static VOID key_cleanup(WDFOBJECT object)
{
	UCHAR room[64];
	ULONG size;

	cleanups++;
	seen_handle = WdfRegistryWdmGetHandle(object);
	seen_status = ZwQueryValueKey(seen_handle, NAME(L"Number"), KeyValuePartialInformation,
				      room, sizeof(room), &size);
}

static void test_handle(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	UCHAR room[64];
	WDFKEY own;
	ULONG size;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = key_cleanup;
	cleanups = 0;
	EXPECT_EQ(t, WdfRegistryOpenKey(key, NAME(L"None"), KEY_READ, &attributes, &own),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, cleanups, 0);
	ASSERT_EQ(t, WdfDriverOpenParametersRegistryKey(wdf.driver, KEY_READ, &attributes, &own),
		  STATUS_SUCCESS);
	EXPECT_OK(t, ZwQueryValueKey(WdfRegistryWdmGetHandle(own), NAME(L"Number"),
				     KeyValuePartialInformation, room, sizeof(room), &size));
	/* It is good until the callback has returned. */
	WdfObjectDelete(own);
	EXPECT_EQ(t, cleanups, 1);
	EXPECT_OK(t, seen_status);
	EXPECT_EQ(t, ZwClose(seen_handle), STATUS_INVALID_HANDLE);
}

static void test_remove_key(struct kcase *t)
{
	WDFKEY made, below;

	ASSERT_EQ(t, WdfRegistryCreateKey(key, NAME(L"Sub"), KEY_ALL_ACCESS, 0, NULL, NULL,
					  &made), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfRegistryCreateKey(made, NAME(L"Below"), KEY_ALL_ACCESS, 0, NULL, NULL,
					  &below), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRegistryRemoveKey(made), STATUS_CANNOT_DELETE);
	EXPECT_OK(t, WdfRegistryRemoveKey(below));
	EXPECT_OK(t, WdfRegistryRemoveKey(made));
	EXPECT_EQ(t, WdfRegistryOpenKey(key, NAME(L"Sub"), KEY_READ, NULL, &made),
		  STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_ulong(struct kcase *t)
{
	ULONG number = 0, type = 0;

	EXPECT_OK(t, WdfRegistryAssignULong(key, NAME(L"N"), 5));
	EXPECT_OK(t, WdfRegistryAssignULong(key, NAME(L"N"), 6));
	EXPECT_OK(t, WdfRegistryQueryULong(key, NAME(L"n"), &number));
	EXPECT_EQ(t, number, 6u);
	EXPECT_OK(t, raw(NAME(L"N"), &number, 4, NULL, &type));
	EXPECT_EQ(t, type, REG_DWORD);
	EXPECT_OK(t, WdfRegistryAssignUnicodeString(key, NAME(L"N"), NAME(L"5")));
	EXPECT_EQ(t, WdfRegistryQueryULong(key, NAME(L"N"), &number),
		  STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_EQ(t, number, 6u);
	EXPECT_EQ(t, WdfRegistryQueryULong(key, NAME(L"None"), &number),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_OK(t, WdfRegistryRemoveValue(key, NAME(L"N")));
	EXPECT_EQ(t, WdfRegistryRemoveValue(key, NAME(L"N")), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_value(struct kcase *t)
{
	ULONG length = 0, type = 0;
	UCHAR buffer[8] = "";

	EXPECT_OK(t, WdfRegistryAssignValue(key, NAME(L"V"), REG_BINARY, 5, "abcde"));
	EXPECT_OK(t, raw(NAME(L"V"), buffer, 8, &length, &type));
	EXPECT_EQ(t, length, 5u);
	EXPECT_EQ(t, type, REG_BINARY);
	EXPECT_MEM_EQ(t, buffer, "abcde", 5);
	length = 0;
	EXPECT_EQ(t, raw(NAME(L"V"), buffer, 4, &length, NULL), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, length, 5u);
	length = 0;
	EXPECT_EQ(t, raw(NAME(L"V"), NULL, 0, &length, NULL), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, length, 5u);
	EXPECT_OK(t, raw(NAME(L"V"), buffer, 5, NULL, NULL));
	EXPECT_EQ(t, raw(NAME(L"None"), buffer, 8, NULL, NULL), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_bad_name(struct kcase *t)
{
	UNICODE_STRING bad = RTL_CONSTANT_STRING(L"bad");
	ULONG number;
	WDFKEY none;

	bad.Length = 3;
	EXPECT_EQ(t, WdfRegistryQueryULong(key, &bad, &number), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfRegistryAssignULong(key, &bad, 1), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfRegistryRemoveValue(key, &bad), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfRegistryOpenKey(key, &bad, KEY_READ, NULL, &none),
		  STATUS_INVALID_PARAMETER);
}

static void test_memory(struct kcase *t)
{
	WDFMEMORY_OFFSET part = { .BufferOffset = 6, .BufferLength = 2 };
	ULONG length = 0, type = 0;
	WDFMEMORY got = NULL;
	size_t size = 0;

	EXPECT_OK(t, WdfRegistryAssignMemory(key, NAME(L"M"), REG_BINARY, memory, NULL));
	EXPECT_OK(t, WdfRegistryQueryMemory(key, NAME(L"M"), PagedPool, NULL, &got, &type));
	ASSERT_NOT_NULL(t, got);
	EXPECT_EQ(t, type, REG_BINARY);
	EXPECT_MEM_EQ(t, WdfMemoryGetBuffer(got, &size), "mmmmmmmm", 8);
	EXPECT_EQ(t, size, 8u);
	WdfObjectDelete(got);
	EXPECT_OK(t, WdfRegistryAssignMemory(key, NAME(L"M"), REG_BINARY, memory, &part));
	EXPECT_EQ(t, raw(NAME(L"M"), NULL, 0, &length, NULL), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, length, 2u);
	part.BufferLength = 3;
	EXPECT_EQ(t, WdfRegistryAssignMemory(key, NAME(L"M"), REG_BINARY, memory, &part),
		  STATUS_INTEGER_OVERFLOW);
	EXPECT_OK(t, WdfRegistryAssignValue(key, NAME(L"E"), REG_NONE, 0, NULL));
	EXPECT_EQ(t, WdfRegistryQueryMemory(key, NAME(L"E"), PagedPool, NULL, &got, NULL),
		  STATUS_RESOURCE_DATA_NOT_FOUND);
	EXPECT_EQ(t, WdfRegistryQueryMemory(key, NAME(L"None"), PagedPool, NULL, &got, NULL),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_NULL(t, got);
}

static void test_string(struct kcase *t)
{
	ULONG length = 0, type = 0;
	UNICODE_STRING text;

	EXPECT_OK(t, WdfRegistryAssignString(key, NAME(L"S"), string));
	EXPECT_EQ(t, raw(NAME(L"S"), NULL, 0, &length, &type), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, length, 10u);
	EXPECT_EQ(t, type, REG_SZ);
	EXPECT_OK(t, WdfRegistryAssignUnicodeString(key, NAME(L"S"), NAME(L"another")));
	EXPECT_OK(t, WdfRegistryQueryString(key, NAME(L"S"), string));
	WdfStringGetUnicodeString(string, &text);
	EXPECT_EQ(t, text.Length, 14);
	EXPECT_MEM_EQ(t, text.Buffer, L"another", 16);
	EXPECT_OK(t, WdfRegistryAssignULong(key, NAME(L"N"), 5));
	EXPECT_EQ(t, WdfRegistryQueryString(key, NAME(L"N"), string),
		  STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_OK(t, WdfRegistryAssignValue(key, NAME(L"E"), REG_SZ, 0, NULL));
	EXPECT_EQ(t, WdfRegistryQueryString(key, NAME(L"E"), string),
		  STATUS_RESOURCE_DATA_NOT_FOUND);
	EXPECT_EQ(t, WdfRegistryQueryString(key, NAME(L"None"), string),
		  STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_unicode_string(struct kcase *t)
{
	WCHAR buffer[6];
	UNICODE_STRING text = { 0, sizeof(buffer), buffer };
	USHORT bytes = 0;

	EXPECT_OK(t, WdfRegistryAssignUnicodeString(key, NAME(L"S"), NAME(L"five5")));
	EXPECT_OK(t, WdfRegistryQueryUnicodeString(key, NAME(L"S"), &bytes, &text));
	EXPECT_EQ(t, bytes, 12);
	EXPECT_EQ(t, text.Length, 10);
	EXPECT_MEM_EQ(t, buffer, L"five5", 12);
	text.MaximumLength = 10;
	bytes = 0;
	EXPECT_EQ(t, WdfRegistryQueryUnicodeString(key, NAME(L"S"), &bytes, &text),
		  STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, bytes, 12);
	bytes = 0;
	EXPECT_EQ(t, WdfRegistryQueryUnicodeString(key, NAME(L"S"), &bytes, NULL),
		  STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, bytes, 12);
	EXPECT_OK(t, WdfRegistryAssignULong(key, NAME(L"N"), 5));
	EXPECT_EQ(t, WdfRegistryQueryUnicodeString(key, NAME(L"N"), NULL, &text),
		  STATUS_OBJECT_TYPE_MISMATCH);
	text.MaximumLength = 0;
	EXPECT_EQ(t, WdfRegistryQueryUnicodeString(key, NAME(L"S"), NULL, &text),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfRegistryQueryUnicodeString(key, NAME(L"None"), NULL, NULL),
		  STATUS_OBJECT_NAME_NOT_FOUND);
}

static PWSTR text_at(ULONG index)
{
	UNICODE_STRING text;

	WdfStringGetUnicodeString((WDFSTRING)WdfCollectionGetItem(collection, index), &text);
	return text.Buffer;
}

static void test_multi_string(struct kcase *t)
{
	static const WCHAR both[] = L"text\0more\0";
	WDF_OBJECT_ATTRIBUTES attributes;
	ULONG length = 0, type = 0;
	UCHAR room[32];
	WDFSTRING more;

	EXPECT_EQ(t, WdfRegistryAssignMultiString(key, NAME(L"M"), collection),
		  STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, WdfStringCreate(NAME(L"more"), NULL, &more), STATUS_SUCCESS);
	EXPECT_OK(t, WdfCollectionAdd(collection, string));
	EXPECT_OK(t, WdfCollectionAdd(collection, more));
	EXPECT_OK(t, WdfRegistryAssignMultiString(key, NAME(L"M"), collection));
	EXPECT_OK(t, raw(NAME(L"M"), room, sizeof(room), &length, &type));
	EXPECT_EQ(t, type, REG_MULTI_SZ);
	EXPECT_EQ(t, length, sizeof(both));
	EXPECT_MEM_EQ(t, room, both, sizeof(both));
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = collection;
	EXPECT_OK(t, WdfRegistryQueryMultiString(key, NAME(L"M"), &attributes, collection));
	ASSERT_EQ(t, WdfCollectionGetCount(collection), 4u);
	EXPECT_PTR_EQ(t, WdfCollectionGetItem(collection, 0), (WDFOBJECT)string);
	EXPECT_MEM_EQ(t, text_at(2), L"text", 10);
	EXPECT_MEM_EQ(t, text_at(3), L"more", 10);
	WdfObjectDelete(more);
	EXPECT_OK(t, WdfCollectionAdd(collection, memory));
	EXPECT_EQ(t, WdfRegistryAssignMultiString(key, NAME(L"M"), collection),
		  STATUS_INVALID_PARAMETER);
}

static void test_multi_string_fails(struct kcase *t)
{
	EXPECT_OK(t, WdfRegistryAssignString(key, NAME(L"S"), string));
	EXPECT_EQ(t, WdfRegistryQueryMultiString(key, NAME(L"S"), NULL, collection),
		  STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_OK(t, WdfRegistryAssignValue(key, NAME(L"E"), REG_MULTI_SZ, 0, NULL));
	EXPECT_EQ(t, WdfRegistryQueryMultiString(key, NAME(L"E"), NULL, collection),
		  STATUS_RESOURCE_DATA_NOT_FOUND);
	EXPECT_OK(t, WdfRegistryAssignValue(key, NAME(L"E"), REG_MULTI_SZ, 4, L"a"));
	EXPECT_EQ(t, WdfRegistryQueryMultiString(key, NAME(L"E"), NULL, collection),
		  STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_EQ(t, WdfRegistryQueryMultiString(key, NAME(L"None"), NULL, collection),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, WdfCollectionGetCount(collection), 0u);
}

static void test_device(struct kcase *t)
{
	ULONG number = 0;
	WDFKEY hardware, software;

	EXPECT_OK(t, init_status);
	ASSERT_EQ(t, WdfDeviceOpenRegistryKey(wdf.device, PLUGPLAY_REGKEY_DRIVER, KEY_READ, NULL,
					      &software), STATUS_SUCCESS);
	ASSERT_EQ(t, WdfDeviceOpenRegistryKey(wdf.device, PLUGPLAY_REGKEY_DEVICE, KEY_READ, NULL,
					      &hardware), STATUS_SUCCESS);
	EXPECT_OK(t, WdfRegistryQueryULong(software, NAME(L"Early"), &number));
	EXPECT_EQ(t, number, 12u);
	EXPECT_EQ(t, WdfRegistryQueryULong(hardware, NAME(L"Early"), &number),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	/* Both have the driver's parameters. */
	EXPECT_OK(t, WdfRegistryQueryULong(software, NAME(L"Number"), &number));
	EXPECT_EQ(t, number, 4711u);
	EXPECT_OK(t, WdfRegistryQueryULong(hardware, NAME(L"Number"), &number));
	WdfRegistryClose(software);
	WdfRegistryClose(hardware);
	EXPECT_EQ(t, WdfDeviceOpenRegistryKey(wdf.device, 0, KEY_READ, NULL, &software),
		  STATUS_INVALID_PARAMETER);
	EXPECT_NULL(t, software);
}

static const struct kcase_spec wdf_registry_cases[] = {
	KCASE(open, "keys are opened and made by their names", test_open),
	KCASE(handle, "an object has its key's handle until it goes", test_handle),
	KCASE(remove_key, "a key goes with its object", test_remove_key),
	KCASE(ulong, "numbers", test_ulong),
	KCASE(value, "any data", test_value),
	KCASE(bad_name, "names have to be counted strings", test_bad_name),
	KCASE(memory, "memory objects", test_memory),
	KCASE(string, "string objects", test_string),
	KCASE(unicode_string, "counted strings", test_unicode_string),
	KCASE(multi_string, "collections of string objects", test_multi_string),
	KCASE(multi_string_fails, "what is no list of texts is none", test_multi_string_fails),
	KCASE(device, "a device has two keys, before it is made, too", test_device),
};
const struct kcase_suite wdf_registry_suite =
	KCASE_SUITE_FIXTURE("wdf_registry", wdf_registry_cases, registry_setup,
			    registry_teardown);

static WDFKEY made;

static void made_end(struct kcase *t)
{
	if (made)
		WdfRegistryClose(made);
	made = NULL;
	objects_end(t);
}

static NTSTATUS make(void)
{
	if (made)
		WdfRegistryClose(made);
	return WdfRegistryCreateKey(key, NAME(L"Made"), KEY_ALL_ACCESS, 0, NULL, NULL, &made);
}

static void remove_made(struct kcase *t)
{
	EXPECT_OK(t, make());
	EXPECT_OK(t, WdfRegistryRemoveKey(made));
	made = NULL;
}

static void value_begin(struct kcase *t)
{
	objects_begin(t);
	EXPECT_OK(t, WdfRegistryAssignString(key, NAME(L"S"), string));
	EXPECT_OK(t, WdfCollectionAdd(collection, string));
	EXPECT_OK(t, WdfRegistryAssignMultiString(key, NAME(L"M"), collection));
}

static NTSTATUS query_memory(void)
{
	WDFMEMORY got;
	NTSTATUS status = WdfRegistryQueryMemory(key, NAME(L"S"), PagedPool, NULL, &got, NULL);

	if (NT_SUCCESS(status))
		WdfObjectDelete(got);
	return status;
}

static NTSTATUS query_strings(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = collection;
	return WdfRegistryQueryMultiString(key, NAME(L"M"), &attributes, collection);
}

#define OBJECTS_CALL(function, ...) \
	KCASE_CALL_BETWEEN(function, value_begin, made_end, EXPECT_OK(t, __VA_ARGS__))

OBJECTS_CALL(WdfRegistryCreateKey, make());
KCASE_CALL_BETWEEN(WdfRegistryOpenKey, objects_begin, objects_end,
		   EXPECT_EQ(t, WdfRegistryOpenKey(key, NAME(L"None"), KEY_READ, NULL, &made),
			     STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL_BETWEEN(WdfRegistryRemoveKey, objects_begin, made_end, remove_made(t));
KCASE_CALL_BETWEEN(WdfRegistryWdmGetHandle, objects_begin, objects_end,
		   EXPECT_NOT_NULL(t, WdfRegistryWdmGetHandle(key)));
KCASE_CALL_BETWEEN(WdfRegistryRemoveValue, objects_begin, objects_end,
		   EXPECT_EQ(t, WdfRegistryRemoveValue(key, NAME(L"None")),
			     STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL_BETWEEN(WdfRegistryQueryValue, value_begin, made_end,
		   EXPECT_EQ(t, raw(NAME(L"S"), NULL, 0, NULL, NULL), STATUS_BUFFER_OVERFLOW));
OBJECTS_CALL(WdfRegistryQueryMemory, query_memory());
OBJECTS_CALL(WdfRegistryQueryString, WdfRegistryQueryString(key, NAME(L"S"), string));
KCASE_CALL_BETWEEN(WdfRegistryQueryUnicodeString, value_begin, made_end,
		   EXPECT_EQ(t, WdfRegistryQueryUnicodeString(key, NAME(L"S"), NULL, NULL),
			     STATUS_BUFFER_OVERFLOW));
OBJECTS_CALL(WdfRegistryQueryMultiString, query_strings());
OBJECTS_CALL(WdfRegistryAssignValue,
	     WdfRegistryAssignValue(key, NAME(L"V"), REG_BINARY, 1, "a"));
OBJECTS_CALL(WdfRegistryAssignULong, WdfRegistryAssignULong(key, NAME(L"V"), 1));
OBJECTS_CALL(WdfRegistryAssignMemory,
	     WdfRegistryAssignMemory(key, NAME(L"V"), REG_BINARY, memory, NULL));
OBJECTS_CALL(WdfRegistryAssignUnicodeString,
	     WdfRegistryAssignUnicodeString(key, NAME(L"V"), NAME(L"a")));
OBJECTS_CALL(WdfRegistryAssignString, WdfRegistryAssignString(key, NAME(L"V"), string));
OBJECTS_CALL(WdfRegistryAssignMultiString,
	     WdfRegistryAssignMultiString(key, NAME(L"V"), collection));

static void device_is_there(struct kcase *t)
{
	EXPECT_NOT_NULL(t, wdf.device);
}

/* wdf_registry.device makes this call, at PASSIVE_LEVEL in EvtDriverDeviceAdd. */
KCASE_CALL(WdfFdoInitOpenRegistryKey, device_is_there(t));
