// SPDX-License-Identifier: GPL-2.0-only
/* Calls of the registry's functions, of those by name, and of text in buffers. */
#include <ntstrsafe.h>
#include <vmbkmcl/nt/file.h>
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/runtime.h>
#include <ntimage.h>
#include <wpprecorder.h>

#include "context.h"

static UNICODE_STRING path = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\Software");
static UNICODE_STRING name = RTL_CONSTANT_STRING(L"IoCreateDevice");
static HANDLE handle;
static ULONG number;
static RTL_QUERY_REGISTRY_TABLE table[1];

static NTSTATUS open_key(void)
{
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, &path, OBJ_KERNEL_HANDLE, NULL, NULL);
	return ZwOpenKey(&handle, KEY_READ, &attributes);
}

KCASE_CALL(ZwOpenKey, EXPECT_EQ(t, open_key(), STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL(ZwQueryValueKey,
	   EXPECT_EQ(t, ZwQueryValueKey(NULL, &name, KeyValuePartialInformation, &number,
					sizeof(number), &number), STATUS_INVALID_HANDLE));
KCASE_CALL(ZwSetValueKey,
	   EXPECT_EQ(t, ZwSetValueKey(NULL, &name, 0, REG_DWORD, &number, sizeof(number)),
		     STATUS_INVALID_HANDLE));
KCASE_CALL(RtlQueryRegistryValues,
	   EXPECT_EQ(t, RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"none", table, NULL, NULL),
		     STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL(RtlWriteRegistryValue,
	   EXPECT_EQ(t, RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"none", L"x", REG_DWORD,
					      &number, sizeof(number)),
		     STATUS_ACCESS_DENIED));
KCASE_CALL(RtlCheckRegistryKey,
	   EXPECT_EQ(t, RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"none"),
		     STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL(ExInitializeDriverRuntime, ExInitializeDriverRuntime(DrvRtPoolNxOptIn));
KCASE_CALL(MmGetSystemRoutineAddress,
	   EXPECT_PTR_EQ(t, MmGetSystemRoutineAddress(&name), (PVOID)IoCreateDevice));
KCASE_CALL(RtlImageDirectoryEntryToData,
	   EXPECT_NULL(t, RtlImageDirectoryEntryToData(&name, TRUE, IMAGE_DIRECTORY_ENTRY_EXPORT,
						       &number)));

static RECORDER_CONFIGURE_PARAMS recorder;
static RECORDER_LOG_CREATE_PARAMS recorder_create;
static RECORDER_LOG recorder_log;

KCASE_CALL(RECORDER_CONFIGURE_PARAMS_INIT, RECORDER_CONFIGURE_PARAMS_INIT(&recorder));
KCASE_CALL(WppRecorderConfigure, WppRecorderConfigure(&recorder));
KCASE_CALL(RECORDER_LOG_CREATE_PARAMS_INIT,
	   RECORDER_LOG_CREATE_PARAMS_INIT(&recorder_create, "nt_test"));
KCASE_CALL(WppRecorderLogCreate,
	   EXPECT_OK(t, WppRecorderLogCreate(&recorder_create, &recorder_log)));
KCASE_CALL(WppRecorderLogDelete, WppRecorderLogDelete(recorder_log));

static CHAR narrow[8];
static WCHAR wide[8];
static SIZE_T length;
static WCHAR counted_buffer[8];
static UNICODE_STRING counted, text = RTL_CONSTANT_STRING(L"ab");

static void narrow_begin(struct kcase *t)
{
	memset(narrow, 0, sizeof(narrow));
	memset(wide, 0, sizeof(wide));
	RtlInitEmptyUnicodeString(&counted, counted_buffer, sizeof(counted_buffer));
}

static NTSTATUS print_wide(PCWSTR format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, format);
	status = RtlStringCbVPrintfW(wide, sizeof(wide), format, args);
	va_end(args);
	return status;
}

KCASE_CALL(RtlStringCbCopyW, EXPECT_OK(t, RtlStringCbCopyW(wide, sizeof(wide), L"ab")));
KCASE_CALL(RtlStringCbCopyNA, EXPECT_OK(t, RtlStringCbCopyNA(narrow, sizeof(narrow), "ab", 1)));
KCASE_CALL(RtlStringCbCopyNW, EXPECT_OK(t, RtlStringCbCopyNW(wide, sizeof(wide), L"ab", 2)));
KCASE_CALL_BETWEEN(RtlStringCbCatA, narrow_begin, NULL,
		   EXPECT_OK(t, RtlStringCbCatA(narrow, sizeof(narrow), "ab")));
KCASE_CALL_BETWEEN(RtlStringCbCatW, narrow_begin, NULL,
		   EXPECT_OK(t, RtlStringCbCatW(wide, sizeof(wide), L"ab")));
KCASE_CALL_BETWEEN(RtlStringCbCatNA, narrow_begin, NULL,
		   EXPECT_OK(t, RtlStringCbCatNA(narrow, sizeof(narrow), "ab", 1)));
KCASE_CALL_BETWEEN(RtlStringCbCatNW, narrow_begin, NULL,
		   EXPECT_OK(t, RtlStringCbCatNW(wide, sizeof(wide), L"ab", 2)));
KCASE_CALL(RtlStringCbLengthW, EXPECT_OK(t, RtlStringCbLengthW(L"ab", 6, &length)));
KCASE_CALL(RtlStringCchLengthW, EXPECT_OK(t, RtlStringCchLengthW(L"ab", 3, &length)));
KCASE_CALL(RtlStringCbCopyUnicodeString,
	   EXPECT_OK(t, RtlStringCbCopyUnicodeString(wide, sizeof(wide), &text)));
KCASE_CALL(RtlUnicodeStringInit, EXPECT_OK(t, RtlUnicodeStringInit(&counted, L"ab")));
KCASE_CALL_BETWEEN(RtlUnicodeStringCopy, narrow_begin, NULL,
		   EXPECT_OK(t, RtlUnicodeStringCopy(&counted, &text)));
KCASE_CALL_BETWEEN(RtlUnicodeStringCopyString, narrow_begin, NULL,
		   EXPECT_OK(t, RtlUnicodeStringCopyString(&counted, L"ab")));
KCASE_CALL_BETWEEN(RtlUnicodeStringCat, narrow_begin, NULL,
		   EXPECT_OK(t, RtlUnicodeStringCat(&counted, &text)));
KCASE_CALL_BETWEEN(RtlUnicodeStringCatString, narrow_begin, NULL,
		   EXPECT_OK(t, RtlUnicodeStringCatString(&counted, L"ab")));
KCASE_CALL(RtlStringCbVPrintfW, EXPECT_OK(t, print_wide(L"%d", 42)));
KCASE_CALL(RtlStringCbPrintfW, EXPECT_OK(t, RtlStringCbPrintfW(wide, sizeof(wide), L"%d", 42)));

static IO_STATUS_BLOCK iosb;

static NTSTATUS create_file(void)
{
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, &path, OBJ_KERNEL_HANDLE, NULL, NULL);
	return ZwCreateFile(&handle, GENERIC_READ, &attributes, &iosb, NULL, 0, 0, FILE_OPEN, 0,
			    NULL, 0);
}

KCASE_CALL(ZwCreateFile, EXPECT_EQ(t, create_file(), STATUS_NOT_SUPPORTED));
KCASE_CALL(ZwReadFile,
	   EXPECT_EQ(t, ZwReadFile(NULL, NULL, NULL, NULL, &iosb, wide, 1, NULL, NULL),
		     STATUS_INVALID_HANDLE));
KCASE_CALL(ZwWriteFile,
	   EXPECT_EQ(t, ZwWriteFile(NULL, NULL, NULL, NULL, &iosb, wide, 1, NULL, NULL),
		     STATUS_INVALID_HANDLE));
KCASE_CALL(ZwQueryInformationFile,
	   EXPECT_EQ(t, ZwQueryInformationFile(NULL, &iosb, wide, 1, FilePositionInformation),
		     STATUS_INVALID_HANDLE));
KCASE_CALL(ZwSetInformationFile,
	   EXPECT_EQ(t, ZwSetInformationFile(NULL, &iosb, wide, 1, FilePositionInformation),
		     STATUS_INVALID_HANDLE));

static PEX_TIMER timer;

static void timer_begin(struct kcase *t)
{
	timer = ExAllocateTimer(NULL, NULL, 0);
	EXPECT_NOT_NULL(t, timer);
}

static void timer_end(struct kcase *t)
{
	if (timer)
		ExDeleteTimer(timer, TRUE, TRUE, NULL);
}

KCASE_CALL_BETWEEN(ExAllocateTimer, NULL, timer_end, timer = ExAllocateTimer(NULL, NULL, 0));
KCASE_CALL_BETWEEN(ExSetTimer, timer_begin, timer_end,
		   EXPECT_FALSE(t, ExSetTimer(timer, MS(100000)->QuadPart, 0, NULL)));
KCASE_CALL_BETWEEN(ExCancelTimer, timer_begin, timer_end,
		   EXPECT_FALSE(t, ExCancelTimer(timer, NULL)));
KCASE_CALL_BETWEEN(ExDeleteTimer, timer_begin, NULL,
		   EXPECT_FALSE(t, ExDeleteTimer(timer, TRUE, FALSE, NULL)));

static RTL_OSVERSIONINFOW version;

KCASE_CALL(RtlGetVersion, EXPECT_OK(t, RtlGetVersion(&version)));
KCASE_CALL(IoIsWdmVersionAvailable, EXPECT_TRUE(t, IoIsWdmVersionAvailable(1, 0x10)));
