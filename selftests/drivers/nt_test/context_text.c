// SPDX-License-Identifier: GPL-2.0-only
/* Calls of lists, strings, memory, clocks and the debugger. */
#include <aux_klib.h>
#include <ntstrsafe.h>
#include <wmilib.h>

#include "context.h"

static LIST_ENTRY head, entry, other;
static SINGLE_LIST_ENTRY single_head, single;

/* @entry is on the list, @other is a ring of its own. */
static void lists_begin(struct kcase *t)
{
	InitializeListHead(&head);
	InsertTailList(&head, &entry);
	InitializeListHead(&other);
	single_head.Next = NULL;
	PushEntryList(&single_head, &single);
}

KCASE_CALL(InitializeListHead, InitializeListHead(&head));
KCASE_CALL_BETWEEN(IsListEmpty, lists_begin, NULL, EXPECT_FALSE(t, IsListEmpty(&head)));
KCASE_CALL_BETWEEN(RemoveEntryList, lists_begin, NULL, EXPECT_TRUE(t, RemoveEntryList(&entry)));
KCASE_CALL_BETWEEN(RemoveHeadList, lists_begin, NULL,
		   EXPECT_PTR_EQ(t, RemoveHeadList(&head), &entry));
KCASE_CALL_BETWEEN(RemoveTailList, lists_begin, NULL,
		   EXPECT_PTR_EQ(t, RemoveTailList(&head), &entry));
KCASE_CALL_BETWEEN(InsertHeadList, lists_begin, NULL, InsertHeadList(&head, &other));
KCASE_CALL_BETWEEN(InsertTailList, lists_begin, NULL, InsertTailList(&head, &other));
KCASE_CALL_BETWEEN(AppendTailList, lists_begin, NULL, AppendTailList(&head, &other));
KCASE_CALL_BETWEEN(PopEntryList, lists_begin, NULL,
		   EXPECT_PTR_EQ(t, PopEntryList(&single_head), &single));
KCASE_CALL(PushEntryList, PushEntryList(&single_head, &single));

static const GUID guid = { 0x12345678, 0x9abc, 0xdef0, { 1, 2, 3, 4, 5, 6, 7, 8 } };
static GUID guid_out;
static const UNICODE_STRING guid_text =
	RTL_CONSTANT_STRING(L"{12345678-9abc-def0-0102-030405060708}");
static const UNICODE_STRING text = RTL_CONSTANT_STRING(L"42");
static const ANSI_STRING ansi = RTL_CONSTANT_STRING("42");
static WCHAR wide[64];
static char narrow[64];
static UNICODE_STRING string, allocated;
static ANSI_STRING ansi_string, ansi_allocated;
static ULONG number;
static SIZE_T length;

static void strings_begin(struct kcase *t)
{
	RtlInitEmptyUnicodeString(&string, wide, sizeof(wide));
	ansi_string = (ANSI_STRING){ .MaximumLength = sizeof(narrow), .Buffer = narrow };
}

static void strings_allocate(struct kcase *t)
{
	EXPECT_OK(t, RtlAnsiStringToUnicodeString(&allocated, &ansi, TRUE));
	EXPECT_OK(t, RtlUnicodeStringToAnsiString(&ansi_allocated, &text, TRUE));
}

static void free_unicode(struct kcase *t)
{
	RtlFreeUnicodeString(&allocated);
}

static void free_ansi(struct kcase *t)
{
	RtlFreeAnsiString(&ansi_allocated);
}

KCASE_CALL(RtlInitUnicodeString, RtlInitUnicodeString(&string, L"text"));
KCASE_CALL(RtlInitAnsiString, RtlInitAnsiString(&ansi_string, "text"));
KCASE_CALL(RtlInitEmptyUnicodeString, RtlInitEmptyUnicodeString(&string, wide, sizeof(wide)));
KCASE_CALL(RtlCompareUnicodeString, EXPECT_EQ(t, RtlCompareUnicodeString(&text, &text, TRUE), 0));
KCASE_CALL(RtlEqualUnicodeString, EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &text, TRUE)));
KCASE_CALL(RtlPrefixUnicodeString, EXPECT_TRUE(t, RtlPrefixUnicodeString(&text, &text, TRUE)));
KCASE_CALL_BETWEEN(RtlCopyUnicodeString, strings_begin, NULL,
		   RtlCopyUnicodeString(&string, &text));
KCASE_CALL_BETWEEN(RtlAppendUnicodeStringToString, strings_begin, NULL,
		   EXPECT_OK(t, RtlAppendUnicodeStringToString(&string, &text)));
KCASE_CALL_BETWEEN(RtlAppendUnicodeToString, strings_begin, NULL,
		   EXPECT_OK(t, RtlAppendUnicodeToString(&string, L"more")));
KCASE_CALL(RtlUpcaseUnicodeChar, EXPECT_EQ(t, RtlUpcaseUnicodeChar(L'a'), L'A'));
KCASE_CALL_BETWEEN(RtlAnsiStringToUnicodeString, NULL, free_unicode,
		   EXPECT_OK(t, RtlAnsiStringToUnicodeString(&allocated, &ansi, TRUE)));
KCASE_CALL_BETWEEN(RtlUnicodeStringToAnsiString, NULL, free_ansi,
		   EXPECT_OK(t, RtlUnicodeStringToAnsiString(&ansi_allocated, &text, TRUE)));
KCASE_CALL_BETWEEN(RtlFreeUnicodeString, strings_allocate, free_ansi,
		   RtlFreeUnicodeString(&allocated));
KCASE_CALL_BETWEEN(RtlFreeAnsiString, strings_allocate, free_unicode,
		   RtlFreeAnsiString(&ansi_allocated));
KCASE_CALL(RtlUTF8ToUnicodeN,
	   EXPECT_OK(t, RtlUTF8ToUnicodeN(wide, sizeof(wide), &number, "42", 2)));
KCASE_CALL(RtlUnicodeToUTF8N,
	   EXPECT_OK(t, RtlUnicodeToUTF8N(narrow, sizeof(narrow), &number, L"42", 4)));
KCASE_CALL(RtlUnicodeStringToInteger, EXPECT_OK(t, RtlUnicodeStringToInteger(&text, 10, &number)));
KCASE_CALL_BETWEEN(RtlIntegerToUnicodeString, strings_begin, NULL,
		   EXPECT_OK(t, RtlIntegerToUnicodeString(42, 10, &string)));
KCASE_CALL_BETWEEN(RtlStringFromGUID, NULL, free_unicode,
		   EXPECT_OK(t, RtlStringFromGUID(&guid, &allocated)));
KCASE_CALL(RtlGUIDFromString, EXPECT_OK(t, RtlGUIDFromString(&guid_text, &guid_out)));
KCASE_CALL(InlineIsEqualGUID, EXPECT_TRUE(t, InlineIsEqualGUID(&guid, &guid)));
KCASE_CALL(RtlCompareMemory, EXPECT_EQ(t, RtlCompareMemory(&guid, &guid, 16), 16ul));
KCASE_CALL(RtlSecureZeroMemory, RtlSecureZeroMemory(&guid_out, sizeof(guid_out)));

static NTSTATUS print_narrow(PCSTR format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, format);
	status = RtlStringCbVPrintfA(narrow, sizeof(narrow), format, args);
	va_end(args);
	return status;
}

static NTSTATUS print_wide(PCWSTR format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, format);
	status = RtlUnicodeStringVPrintf(&string, format, args);
	va_end(args);
	return status;
}

static ULONG resolution[3];

static void print_debug(PCSTR format, ...)
{
	va_list args;

	va_start(args, format);
	vDbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL, format, args);
	va_end(args);
}

static void print_prefixed(PCSTR format, ...)
{
	va_list args;

	va_start(args, format);
	vDbgPrintExWithPrefix("nt_test: ", DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL, format, args);
	va_end(args);
}

KCASE_CALL(RtlStringCbVPrintfA, EXPECT_OK(t, print_narrow("%d %S %wZ", 42, L"wide", &text)));
KCASE_CALL(RtlStringCbPrintfA, EXPECT_OK(t, RtlStringCbPrintfA(narrow, sizeof(narrow), "%d %S %wZ",
							       42, L"wide", &text)));
KCASE_CALL_BETWEEN(RtlUnicodeStringVPrintf, strings_begin, NULL,
		   EXPECT_OK(t, print_wide(L"%d %wZ", 42, &text)));
KCASE_CALL_BETWEEN(RtlUnicodeStringPrintf, strings_begin, NULL,
		   EXPECT_OK(t, RtlUnicodeStringPrintf(&string, L"%d %wZ", 42, &text)));
KCASE_CALL(RtlStringCbCopyA, EXPECT_OK(t, RtlStringCbCopyA(narrow, sizeof(narrow), "text")));
KCASE_CALL(RtlStringCbLengthA, EXPECT_OK(t, RtlStringCbLengthA("text", 5, &length)));
KCASE_CALL(DbgPrint, DbgPrint("nt_test: %d %wZ\n", 42, &text));
KCASE_CALL(DbgPrintEx, DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_TRACE_LEVEL, "nt_test: %d\n", 42));
static const struct vmbkmcl_trace_place place = { "context", __FILE__, "0", "5", __LINE__, 5 };
KCASE_CALL(vmbkmcl_trace, vmbkmcl_trace(&place, "nt_test: %!FUNC! %d", 42));
KCASE_CALL(vDbgPrintEx, print_debug("nt_test: %d\n", 42));
KCASE_CALL(vDbgPrintExWithPrefix, print_prefixed("%d\n", 42));

static LARGE_INTEGER time;
static ULONG64 stamp;

KCASE_CALL(KeQuerySystemTime, KeQuerySystemTime(&time));
KCASE_CALL(KeQueryInterruptTime, EXPECT_NE(t, KeQueryInterruptTime(), 0ull));
KCASE_CALL(KeQueryUnbiasedInterruptTime, EXPECT_NE(t, KeQueryUnbiasedInterruptTime(), 0ull));
KCASE_CALL(KeQueryInterruptTimePrecise, EXPECT_NE(t, KeQueryInterruptTimePrecise(&stamp), 0ull));
KCASE_CALL(KeQueryPerformanceCounter, KeQueryPerformanceCounter(&time));
KCASE_CALL(KeQueryTimeIncrement, EXPECT_NE(t, KeQueryTimeIncrement(), 0u));
KCASE_CALL(ExQueryTimerResolution,
	   ExQueryTimerResolution(&resolution[0], &resolution[1], &resolution[2]));
static TIME_FIELDS date = { .Year = 2000, .Month = 1, .Day = 1 };
KCASE_CALL(RtlTimeToTimeFields, RtlTimeToTimeFields(&time, &date));
KCASE_CALL(RtlTimeFieldsToTime, RtlTimeFieldsToTime(&date, &time));
KCASE_CALL(ExSystemTimeToLocalTime, ExSystemTimeToLocalTime(&time, &time));
KCASE_CALL(ExLocalTimeToSystemTime, ExLocalTimeToSystemTime(&time, &time));
KCASE_CALL(MmQuerySystemSize, MmQuerySystemSize());
KCASE_CALL(KeQueryTickCount, KeQueryTickCount(&time));
KCASE_CALL(KeDelayExecutionThread, EXPECT_OK(t, KeDelayExecutionThread(KernelMode, FALSE, MS(1))));
KCASE_CALL(KeStallExecutionProcessor, KeStallExecutionProcessor(10));

KCASE_CALL(AuxKlibInitialize, EXPECT_OK(t, AuxKlibInitialize()));
KCASE_CALL(AuxKlibQueryModuleInformation,
	   EXPECT_OK(t, AuxKlibQueryModuleInformation(&number, sizeof(AUX_MODULE_BASIC_INFO), NULL)));
KCASE_CALL(IoWMIRegistrationControl,
	   EXPECT_OK(t, IoWMIRegistrationControl(NULL, WMIREG_ACTION_REGISTER)));

/* Stays the caller's. */
static WNODE_EVENT_ITEM traced = { .WnodeHeader.Flags = WNODE_FLAG_TRACED_GUID };

KCASE_CALL(IoWMIDeviceObjectToProviderId, IoWMIDeviceObjectToProviderId(NULL));
static SYSCTL_IRP_DISPOSITION disposition;
static PIRP wmi_irp;

static NTSTATUS wmi_completed(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static void wmi_begin(struct kcase *t)
{
	wmi_irp = IoAllocateIrp(2, FALSE);
	if (!wmi_irp)
		return;
	IoSetNextIrpStackLocation(wmi_irp);
	IoSetCompletionRoutine(wmi_irp, wmi_completed, NULL, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(wmi_irp);
}

static void wmi_end(struct kcase *t)
{
	EXPECT_EQ(t, wmi_irp->IoStatus.Information, 3);
	IoFreeIrp(wmi_irp);
}

KCASE_CALL(WmiSystemControl, WmiSystemControl(NULL, NULL, NULL, &disposition));
KCASE_CALL_BETWEEN(WmiCompleteRequest, wmi_begin, wmi_end,
		   EXPECT_EQ(t, WmiCompleteRequest(NULL, wmi_irp, STATUS_CANCELLED, 3,
						   IO_NO_INCREMENT), STATUS_CANCELLED));
KCASE_CALL(WmiFireEvent, EXPECT_OK(t, WmiFireEvent(NULL, NULL, 0, 0, NULL)));
KCASE_CALL(IoWMIWriteEvent, EXPECT_OK(t, IoWMIWriteEvent(&traced)));
