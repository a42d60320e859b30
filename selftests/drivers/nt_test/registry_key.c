// SPDX-License-Identifier: GPL-2.0-only
/* Keys of the registry: making, looking at and deleting them, and how much they may have. */
#include <linux/vmalloc.h>

#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl_glue.h>

#include "context.h"
#include "registry_fixture.h"

#define NAME(text)	(&(UNICODE_STRING)RTL_CONSTANT_STRING(text))

static ULONG size;
static UCHAR room[256] __aligned(8);

static NTSTATUS create_as(HANDLE root, PUNICODE_STRING name, PHANDLE handle,
			  PULONG disposition, ULONG options, PUNICODE_STRING class)
{
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, name,
				   OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, root, NULL);
	return ZwCreateKey(handle, KEY_ALL_ACCESS, &attributes, 0, class, options, disposition);
}

static NTSTATUS create(HANDLE root, PUNICODE_STRING name, PHANDLE handle)
{
	return create_as(root, name, handle, NULL, REG_OPTION_NON_VOLATILE, NULL);
}

static void close_and_delete(struct kcase *t, HANDLE key)
{
	EXPECT_EQ(t, ZwDeleteKey(key), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(key), STATUS_SUCCESS);
}

static NTSTATUS set(HANDLE key, PUNICODE_STRING name, ULONG type, PCVOID data, ULONG bytes)
{
	return ZwSetValueKey(key, name, 0, type, (PVOID)data, bytes);
}

static NTSTATUS get(HANDLE key, PUNICODE_STRING name)
{
	return ZwQueryValueKey(key, name, KeyValuePartialInformation, room, sizeof(room),
			       &size);
}

static void test_create(struct kcase *t)
{
	ULONG disposition = 0, number = 5;
	HANDLE key, again, below;

	ASSERT_EQ(t, create_as(registry_key, NAME(L"Made"), &key, &disposition, 0, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, disposition, REG_CREATED_NEW_KEY);
	EXPECT_EQ(t, set(key, NAME(L"V"), REG_DWORD, &number, sizeof(number)), STATUS_SUCCESS);
	ASSERT_EQ(t, create_as(registry_key, NAME(L"mADE"), &again, &disposition,
			       REG_OPTION_VOLATILE, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, disposition, REG_OPENED_EXISTING_KEY);
	EXPECT_EQ(t, get(again, NAME(L"v")), STATUS_SUCCESS);
	ZwClose(again);
	EXPECT_EQ(t, create(registry_key, NAME(L"Made\\A\\B"), &below),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, create(registry_key, NAME(L"Made\\A"), &below), STATUS_SUCCESS);
	close_and_delete(t, below);
	close_and_delete(t, key);
	ASSERT_EQ(t, RtlAppendUnicodeToString(&registry_path, L"\\Whole"), STATUS_SUCCESS);
	EXPECT_EQ(t, create(NULL, &registry_path, &key), STATUS_SUCCESS);
	close_and_delete(t, key);
}

static void test_create_fails(struct kcase *t)
{
	static WCHAR long_name[257];
	UNICODE_STRING name;
	HANDLE key;
	int i;

	EXPECT_EQ(t, create(NULL, NAME(L"\\Registry\\Machine\\Software\\X"), &key),
		  STATUS_ACCESS_DENIED);
	EXPECT_EQ(t, create(registry_key, NAME(L"\\X"), &key), STATUS_OBJECT_PATH_SYNTAX_BAD);
	EXPECT_EQ(t, create_as(registry_key, NAME(L"X"), &key, NULL, REG_OPTION_CREATE_LINK,
			       NULL), STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, create_as(registry_key, NAME(L"X"), &key, NULL, 0x100, NULL),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, create((HANDLE)0x7ffff000, NAME(L"X"), &key), STATUS_INVALID_HANDLE);
	for (i = 0; i < 256; i++)
		long_name[i] = 'a';
	RtlInitUnicodeString(&name, long_name);
	EXPECT_EQ(t, create(registry_key, &name, &key), STATUS_OBJECT_NAME_INVALID);
	name.Length -= sizeof(WCHAR);
	EXPECT_EQ(t, create(registry_key, &name, &key), STATUS_SUCCESS);
	close_and_delete(t, key);
}

static NTSTATUS open_ex(HANDLE root, PUNICODE_STRING name, ULONG options, PHANDLE handle)
{
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, name, OBJ_KERNEL_HANDLE, root, NULL);
	return ZwOpenKeyEx(handle, KEY_READ, &attributes, options);
}

static void test_open_ex(struct kcase *t)
{
	HANDLE key;

	EXPECT_EQ(t, open_ex(registry_key, NAME(L"Parameters"), 0, &key), STATUS_SUCCESS);
	ZwClose(key);
	EXPECT_EQ(t, open_ex(registry_key, NAME(L"Parameters"), REG_OPTION_BACKUP_RESTORE, &key),
		  STATUS_SUCCESS);
	ZwClose(key);
	EXPECT_EQ(t, open_ex(registry_key, NAME(L"Parameters"), REG_OPTION_CREATE_LINK, &key),
		  STATUS_INVALID_PARAMETER_4);
	EXPECT_EQ(t, open_ex(registry_key, NAME(L"None"), 0, &key), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, open_ex(registry_key, NAME(L"\\Parameters"), 0, &key),
		  STATUS_OBJECT_PATH_SYNTAX_BAD);
}

static void test_delete(struct kcase *t)
{
	HANDLE key, other, below;
	ULONG disposition;

	ASSERT_EQ(t, create(registry_key, NAME(L"Gone"), &key), STATUS_SUCCESS);
	ASSERT_EQ(t, create(registry_key, NAME(L"Gone"), &other), STATUS_SUCCESS);
	ASSERT_EQ(t, create(key, NAME(L"Below"), &below), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteKey(key), STATUS_CANNOT_DELETE);
	close_and_delete(t, below);
	EXPECT_EQ(t, set(key, NAME(L"V"), REG_BINARY, "a", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteKey(key), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteKey(key), STATUS_KEY_DELETED);
	EXPECT_EQ(t, get(other, NAME(L"V")), STATUS_KEY_DELETED);
	EXPECT_EQ(t, set(other, NAME(L"V"), REG_BINARY, "a", 1), STATUS_KEY_DELETED);
	EXPECT_EQ(t, create(other, NAME(L"Below"), &below), STATUS_KEY_DELETED);
	EXPECT_EQ(t, ZwFlushKey(other), STATUS_KEY_DELETED);
	/* The same name is another key. */
	ASSERT_EQ(t, create_as(registry_key, NAME(L"Gone"), &below, &disposition, 0, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, disposition, REG_CREATED_NEW_KEY);
	EXPECT_EQ(t, get(below, NAME(L"V")), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, get(other, NAME(L"V")), STATUS_KEY_DELETED);
	close_and_delete(t, below);
	EXPECT_EQ(t, ZwClose(key), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(other), STATUS_SUCCESS);
}

static void test_delete_fixed(struct kcase *t)
{
	HANDLE key;

	ASSERT_EQ(t, registry_open(registry_key, NAME(L"Parameters"), &key), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteKey(key), STATUS_CANNOT_DELETE);
	EXPECT_EQ(t, ZwDeleteKey(registry_key), STATUS_CANNOT_DELETE);
	EXPECT_EQ(t, ZwDeleteKey((HANDLE)0x7ffff000), STATUS_INVALID_HANDLE);
	ZwClose(key);
}

static void test_flush(struct kcase *t)
{
	EXPECT_EQ(t, ZwFlushKey(registry_key), STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, ZwFlushKey((HANDLE)0x7ffff000), STATUS_INVALID_HANDLE);
}

static NTSTATUS enumerate(HANDLE key, ULONG index, KEY_INFORMATION_CLASS class, ULONG bytes)
{
	size = 0;
	return ZwEnumerateKey(key, index, class, room, bytes, &size);
}

static void test_enumerate(struct kcase *t)
{
	PKEY_BASIC_INFORMATION basic = (PVOID)room;
	PKEY_NODE_INFORMATION node = (PVOID)room;
	HANDLE key, a, b;

	ASSERT_EQ(t, create(registry_key, NAME(L"List"), &key), STATUS_SUCCESS);
	ASSERT_EQ(t, create(key, NAME(L"First"), &a), STATUS_SUCCESS);
	ASSERT_EQ(t, create_as(key, NAME(L"Second"), &b, NULL, 0, NAME(L"kind")),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, enumerate(key, 0, KeyBasicInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, size, 16u + 10);
	EXPECT_EQ(t, basic->NameLength, 10u);
	EXPECT_MEM_EQ(t, basic->Name, L"First", 10);
	EXPECT_EQ(t, enumerate(key, 1, KeyNodeInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, node->NameLength, 12u);
	EXPECT_MEM_EQ(t, node->Name, L"Second", 12);
	EXPECT_EQ(t, node->ClassLength, 8u);
	EXPECT_MEM_EQ(t, room + node->ClassOffset, L"kind", 8);
	EXPECT_EQ(t, enumerate(key, 1, KeyFullInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, enumerate(key, 2, KeyBasicInformation, sizeof(room)),
		  STATUS_NO_MORE_ENTRIES);
	EXPECT_EQ(t, enumerate(key, 0, KeyNameInformation, sizeof(room)),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, enumerate(key, 0, KeyBasicInformation, 17), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, size, 26u);
	EXPECT_EQ(t, enumerate(key, 0, KeyBasicInformation, 15), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, size, 26u);
	close_and_delete(t, a);
	EXPECT_EQ(t, enumerate(key, 0, KeyBasicInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, basic->Name, L"Second", 12);
	close_and_delete(t, b);
	close_and_delete(t, key);
}

static NTSTATUS query(HANDLE key, KEY_INFORMATION_CLASS class, ULONG bytes)
{
	size = 0;
	return ZwQueryKey(key, class, room, bytes, &size);
}

static void test_query(struct kcase *t)
{
	PKEY_FULL_INFORMATION full = (PVOID)room;
	PKEY_NAME_INFORMATION name = (PVOID)room;
	PKEY_CACHED_INFORMATION cached = (PVOID)room;
	LONGLONG written;
	HANDLE key, below;

	ASSERT_EQ(t, create_as(registry_key, NAME(L"Seen"), &key, NULL, 0, NAME(L"kind")),
		  STATUS_SUCCESS);
	ASSERT_EQ(t, create(key, NAME(L"Below"), &below), STATUS_SUCCESS);
	EXPECT_EQ(t, query(key, KeyFullInformation, sizeof(room)), STATUS_SUCCESS);
	written = full->LastWriteTime.QuadPart;
	KeDelayExecutionThread(KernelMode, FALSE, MS(20));
	EXPECT_EQ(t, set(key, NAME(L"Value"), REG_BINARY, "abc", 3), STATUS_SUCCESS);
	EXPECT_EQ(t, query(key, KeyFullInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, size, 44u + 8);
	EXPECT_EQ(t, full->SubKeys, 1u);
	EXPECT_EQ(t, full->MaxNameLen, 10u);
	EXPECT_EQ(t, full->Values, 1u);
	EXPECT_EQ(t, full->MaxValueNameLen, 10u);
	EXPECT_EQ(t, full->MaxValueDataLen, 3u);
	EXPECT_EQ(t, full->ClassLength, 8u);
	EXPECT_MEM_EQ(t, room + full->ClassOffset, L"kind", 8);
	EXPECT_GT(t, full->LastWriteTime.QuadPart, written);
	EXPECT_EQ(t, query(key, KeyCachedInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, cached->SubKeys, 1u);
	EXPECT_EQ(t, cached->Values, 1u);
	EXPECT_EQ(t, cached->NameLength, 8u);
	EXPECT_EQ(t, query(key, KeyNameInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, name->NameLength, registry_path.Length + 10u);
	EXPECT_MEM_EQ(t, name->Name, registry_path.Buffer, registry_path.Length);
	EXPECT_MEM_EQ(t, (PUCHAR)name->Name + registry_path.Length, L"\\Seen", 10);
	EXPECT_EQ(t, query(key, KeyFullInformation, 44), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, size, 52u);
	EXPECT_EQ(t, query(key, KeyFullInformation, 43), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, size, 52u);
	EXPECT_EQ(t, query(key, 100, sizeof(room)), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, query((HANDLE)0x7ffff000, KeyFullInformation, sizeof(room)),
		  STATUS_INVALID_HANDLE);
	close_and_delete(t, below);
	close_and_delete(t, key);
}

static void test_set(struct kcase *t)
{
	PKEY_VALUE_PARTIAL_INFORMATION partial = (PVOID)room;
	static const WCHAR text[] = L"some text";
	HANDLE key;

	ASSERT_EQ(t, create(registry_key, NAME(L"Set"), &key), STATUS_SUCCESS);
	EXPECT_EQ(t, set(key, NAME(L"A"), REG_SZ, text, sizeof(text)), STATUS_SUCCESS);
	EXPECT_EQ(t, get(key, NAME(L"a")), STATUS_SUCCESS);
	EXPECT_EQ(t, partial->Type, REG_SZ);
	EXPECT_EQ(t, partial->DataLength, sizeof(text));
	EXPECT_MEM_EQ(t, partial->Data, text, sizeof(text));
	EXPECT_EQ(t, set(key, NAME(L"A"), REG_BINARY, "abcde", 5), STATUS_SUCCESS);
	EXPECT_EQ(t, get(key, NAME(L"A")), STATUS_SUCCESS);
	EXPECT_EQ(t, partial->Type, REG_BINARY);
	EXPECT_EQ(t, partial->DataLength, 5u);
	/* Without a name, and without data. */
	EXPECT_EQ(t, get(key, NAME(L"")), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, set(key, NULL, REG_NONE, NULL, 0), STATUS_SUCCESS);
	EXPECT_EQ(t, get(key, NAME(L"")), STATUS_SUCCESS);
	EXPECT_EQ(t, partial->DataLength, 0u);
	/* Other keys have it not. */
	EXPECT_EQ(t, get(registry_key, NAME(L"A")), STATUS_OBJECT_NAME_NOT_FOUND);
	close_and_delete(t, key);
}

static void test_delete_value(struct kcase *t)
{
	HANDLE key;

	ASSERT_EQ(t, create(registry_key, NAME(L"Set"), &key), STATUS_SUCCESS);
	EXPECT_EQ(t, set(key, NAME(L"A"), REG_BINARY, "a", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, set(key, NAME(L""), REG_BINARY, "b", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteValueKey(key, NAME(L"a")), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteValueKey(key, NAME(L"a")), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, ZwDeleteValueKey(key, NAME(L"")), STATUS_SUCCESS);
	EXPECT_EQ(t, get(key, NAME(L"")), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, ZwDeleteValueKey(NULL, NAME(L"a")), STATUS_INVALID_HANDLE);
	EXPECT_EQ(t, ZwDeleteValueKey(registry_key, NAME(L"Depth")), STATUS_ACCESS_DENIED);
	EXPECT_EQ(t, get(registry_key, NAME(L"Depth")), STATUS_SUCCESS);
	close_and_delete(t, key);
}

static NTSTATUS value_at(HANDLE key, ULONG index, KEY_VALUE_INFORMATION_CLASS class,
			 ULONG bytes)
{
	size = 0;
	return ZwEnumerateValueKey(key, index, class, room, bytes, &size);
}

static void test_enumerate_values(struct kcase *t)
{
	PKEY_VALUE_BASIC_INFORMATION basic = (PVOID)room;
	HANDLE key;

	ASSERT_EQ(t, registry_open(registry_key, NAME(L"Parameters"), &key), STATUS_SUCCESS);
	EXPECT_EQ(t, value_at(key, 0, KeyValueBasicInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, basic->Name, L"Depth", 10);
	EXPECT_EQ(t, value_at(key, 1, KeyValueBasicInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, basic->Name, L"Width", 10);
	EXPECT_EQ(t, value_at(key, 2, KeyValueBasicInformation, sizeof(room)),
		  STATUS_NO_MORE_ENTRIES);
	EXPECT_EQ(t, set(key, NAME(L"New"), REG_BINARY, "a", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, value_at(key, 2, KeyValueFullInformation, sizeof(room)), STATUS_SUCCESS);
	EXPECT_EQ(t, value_at(key, 2, KeyValueBasicInformation, 12), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, size, 18u);
	EXPECT_EQ(t, value_at(key, 2, KeyValueBasicInformation, 11), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, value_at(key, 2, 17, sizeof(room)), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, ZwDeleteValueKey(key, NAME(L"New")), STATUS_SUCCESS);
	ZwClose(key);
}

/* Each bound is met, does not let more in, and gives way when something is deleted. */
static NTSTATUS create_numbered(HANDLE key, ULONG number)
{
	WCHAR text[] = { 'k', '0' + number / 1000 % 10, '0' + number / 100 % 10,
			 '0' + number / 10 % 10, '0' + number % 10, 0 };
	UNICODE_STRING name;
	NTSTATUS status;
	HANDLE below;

	RtlInitUnicodeString(&name, text);
	status = create(key, &name, &below);
	if (NT_SUCCESS(status))
		ZwClose(below);
	return status;
}

static void test_bound_keys(struct kcase *t)
{
	ULONG made = 0;
	HANDLE key;

	while (made < 2000 && create_numbered(registry_key, made) == STATUS_SUCCESS)
		made++;
	/* The driver's own and Parameters are two of them. */
	EXPECT_EQ(t, made, 1024u - 2);
	EXPECT_EQ(t, create_numbered(registry_key, made), STATUS_INSUFFICIENT_RESOURCES);
	ASSERT_EQ(t, registry_open(registry_key, NAME(L"k0007"), &key), STATUS_SUCCESS);
	close_and_delete(t, key);
	EXPECT_EQ(t, create_numbered(registry_key, made), STATUS_SUCCESS);
	EXPECT_EQ(t, create_numbered(registry_key, made + 1), STATUS_INSUFFICIENT_RESOURCES);
}

static void test_bound_depth(struct kcase *t)
{
	HANDLE key = registry_key, below;
	int depth = 0;

	while (depth < 100 && create(key, NAME(L"Deep"), &below) == STATUS_SUCCESS) {
		if (depth++)
			ZwClose(key);
		key = below;
	}
	if (depth)
		ZwClose(key);
	EXPECT_EQ(t, depth, 32);
}

static void test_bound_bytes(struct kcase *t)
{
	const ULONG half = 520000;
	UCHAR *data = vzalloc(2 * half + 100000);

	ASSERT_NOT_NULL(t, data);
	EXPECT_EQ(t, set(registry_key, NAME(L"A"), REG_BINARY, data, half), STATUS_SUCCESS);
	EXPECT_EQ(t, set(registry_key, NAME(L"B"), REG_BINARY, data, half), STATUS_SUCCESS);
	EXPECT_EQ(t, set(registry_key, NAME(L"C"), REG_BINARY, data, half),
		  STATUS_INSUFFICIENT_RESOURCES);
	EXPECT_EQ(t, set(registry_key, NAME(L"A"), REG_BINARY, data, 2 * half + 100000),
		  STATUS_INSUFFICIENT_RESOURCES);
	/* What takes another's place needs its room only once. */
	EXPECT_EQ(t, set(registry_key, NAME(L"A"), REG_BINARY, data, half), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwDeleteValueKey(registry_key, NAME(L"B")), STATUS_SUCCESS);
	EXPECT_EQ(t, set(registry_key, NAME(L"C"), REG_BINARY, data, half), STATUS_SUCCESS);
	vfree(data);
}

static void test_unload(struct kcase *t)
{
	HANDLE old = registry_key, key;

	ASSERT_EQ(t, create(registry_key, NAME(L"Mine"), &key), STATUS_SUCCESS);
	registry_key = NULL;
	EXPECT_EQ(t, registry_open(old, NAME(L"Parameters"), &registry_key), STATUS_SUCCESS);
	registry_teardown(t);
	EXPECT_EQ(t, get(old, NAME(L"Depth")), STATUS_KEY_DELETED);
	EXPECT_EQ(t, set(key, NAME(L"A"), REG_BINARY, "a", 1), STATUS_KEY_DELETED);
	EXPECT_EQ(t, ZwClose(key), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(old), STATUS_SUCCESS);
	ASSERT_EQ(t, registry_setup(t), 0);
	EXPECT_EQ(t, registry_open(registry_key, NAME(L"Mine"), &key),
		  STATUS_OBJECT_NAME_NOT_FOUND);
}

static const struct kcase_spec registry_key_cases[] = {
	KCASE(create, "a key is made, or opened if it is there", test_create),
	KCASE(create_fails, "only below keys that are there", test_create_fails),
	KCASE(open_ex, "opens with options that do nothing", test_open_ex),
	KCASE(delete, "a key goes, and its handles are good for nothing", test_delete),
	KCASE(delete_fixed, "the keys that a driver has stay", test_delete_fixed),
	KCASE(flush, "nothing is on a disk", test_flush),
	KCASE(enumerate, "each subkey by its index", test_enumerate),
	KCASE(query, "what a key has", test_query),
	KCASE(set, "values of each type are made and replaced", test_set),
	KCASE(delete_value, "a value goes, unless it is a parameter", test_delete_value),
	KCASE(enumerate_values, "each value by its index", test_enumerate_values),
	KCASE(bound_keys, "1024 keys at most", test_bound_keys),
	KCASE(bound_depth, "32 levels at most", test_bound_depth),
	KCASE(bound_bytes, "1 MiB at most", test_bound_bytes),
	KCASE(unload, "nothing outlives the driver but handles", test_unload),
};
const struct kcase_suite registry_key_suite =
	KCASE_SUITE_FIXTURE("registry_key", registry_key_cases, registry_setup,
			    registry_teardown);

static HANDLE handle;

KCASE_CALL(ZwOpenKeyEx, EXPECT_EQ(t, open_ex(NULL, NAME(L"\\Registry\\X"), 0, &handle),
				  STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL(ZwCreateKey, EXPECT_EQ(t, create(NULL, NAME(L"X"), &handle),
				  STATUS_OBJECT_PATH_SYNTAX_BAD));
KCASE_CALL(ZwDeleteKey, EXPECT_EQ(t, ZwDeleteKey(NULL), STATUS_INVALID_HANDLE));
KCASE_CALL(ZwFlushKey, EXPECT_EQ(t, ZwFlushKey(NULL), STATUS_INVALID_HANDLE));
KCASE_CALL(ZwQueryKey, EXPECT_EQ(t, query(NULL, KeyFullInformation, 0), STATUS_INVALID_HANDLE));
KCASE_CALL(ZwEnumerateKey,
	   EXPECT_EQ(t, enumerate(NULL, 0, KeyFullInformation, 0), STATUS_INVALID_HANDLE));
KCASE_CALL(ZwEnumerateValueKey,
	   EXPECT_EQ(t, value_at(NULL, 0, KeyValueFullInformation, 0), STATUS_INVALID_HANDLE));
KCASE_CALL(ZwDeleteValueKey,
	   EXPECT_EQ(t, ZwDeleteValueKey(NULL, NAME(L"X")), STATUS_INVALID_HANDLE));
