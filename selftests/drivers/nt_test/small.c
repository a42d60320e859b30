// SPDX-License-Identifier: GPL-2.0-only
/* Small functions that drivers call: numbers, versions, requests' properties, the log. */
#include <linux/compat.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/time.h>
#include <linux/vmalloc.h>

#include <vmbkmcl/nt/error_log.h>
#include <vmbkmcl/nt/power.h>
#include <vmbkmcl/nt/registry.h>
#include <vmbkmcl/nt/runtime.h>
#include <vmbkmcl/nt/sysinfo.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl/nt/time.h>

#include "context.h"
#include "wdf_fixture.h"

#define DRAWS	8000

/* Equally often in each eighth, and in each residue of eight. */
static void draw(struct kcase *t, ULONG (*random)(PULONG seed))
{
	unsigned int high[8] = {}, low[8] = {};
	ULONG seed = 4711, number;
	int i;

	for (i = 0; i < DRAWS; i++) {
		number = random(&seed);
		if (number >= MAXLONG) {
			FAIL(t, "%u is too large", number);
			return;
		}
		high[number >> 28]++;
		low[number & 7]++;
	}
	for (i = 0; i < 8; i++) {
		EXPECT_GT(t, high[i], DRAWS / 8u * 3 / 4);
		EXPECT_LT(t, high[i], DRAWS / 8u * 5 / 4);
		EXPECT_GT(t, low[i], DRAWS / 8u * 3 / 4);
		EXPECT_LT(t, low[i], DRAWS / 8u * 5 / 4);
	}
}

static void test_random(struct kcase *t)
{
	ULONG one = 5, other = 5;

	draw(t, RtlRandom);
	draw(t, RtlRandomEx);
	EXPECT_EQ(t, RtlRandomEx(&one), RtlRandomEx(&other));
	EXPECT_EQ(t, one, other);
	EXPECT_NE(t, one, 5u);
}

static void test_version(struct kcase *t)
{
	EXPECT_TRUE(t, RtlIsNtDdiVersionAvailable(NTDDI_WIN2K));
	EXPECT_TRUE(t, RtlIsNtDdiVersionAvailable(NTDDI_WINBLUE));
	EXPECT_TRUE(t, RtlIsNtDdiVersionAvailable(NTDDI_WIN10));
	EXPECT_TRUE(t, RtlIsNtDdiVersionAvailable(NTDDI_WIN10_VB));
	EXPECT_FALSE(t, RtlIsNtDdiVersionAvailable(NTDDI_WIN10_VB + 1));
	EXPECT_FALSE(t, RtlIsNtDdiVersionAvailable(0x0b000000));
}

static void test_physical(struct kcase *t)
{
	UCHAR *block = kmalloc(100, GFP_KERNEL), *pages = vmalloc(2 * PAGE_SIZE);

	ASSERT_NOT_NULL(t, block);
	EXPECT_EQ(t, (u64)MmGetPhysicalAddress(block + 3).QuadPart,
		  (u64)virt_to_phys(block) + 3);
	kfree(block);
	ASSERT_NOT_NULL(t, pages);
	EXPECT_EQ(t, (u64)MmGetPhysicalAddress(pages + PAGE_SIZE + 5).QuadPart,
		  (u64)page_to_phys(vmalloc_to_page(pages + PAGE_SIZE)) + 5);
	vfree(pages);
	/* Of a module, and of none. */
	EXPECT_NE(t, MmGetPhysicalAddress((PVOID)test_version).QuadPart, 0);
	EXPECT_EQ(t, MmGetPhysicalAddress(NULL).QuadPart, 0);
}

static KEVENT gate;

static VOID wait_for_gate(PVOID context)
{
	KeWaitForSingleObject(&gate, Executive, KernelMode, FALSE, NULL);
}

static void test_wait(struct kcase *t)
{
	HANDLE thread;

	KeInitializeEvent(&gate, NotificationEvent, FALSE);
	ASSERT_EQ(t, PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  wait_for_gate, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NOW), STATUS_TIMEOUT);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, MS(20)), STATUS_TIMEOUT);
	KeSetEvent(&gate, 0, FALSE);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NOW), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(thread), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwWaitForSingleObject((HANDLE)0x7ffff000, FALSE, NOW),
		  STATUS_INVALID_HANDLE);
}

static LONG looked_up;

static VOID look_up(PKDPC dpc, PVOID handle, PVOID argument1, PVOID argument2)
{
	looked_up += ZwWaitForSingleObject(handle, FALSE, NOW) == STATUS_TIMEOUT;
}

/* A DPC looks a handle up on the processor whose thread is about to do so. */
static void test_wait_in_dpc(struct kcase *t)
{
	unsigned long end = jiffies + msecs_to_jiffies(400);
	static KTIMER timer;
	HANDLE thread;
	KDPC dpc;

	looked_up = 0;
	KeInitializeEvent(&gate, NotificationEvent, FALSE);
	ASSERT_EQ(t, PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  wait_for_gate, NULL), STATUS_SUCCESS);
	KeInitializeDpc(&dpc, look_up, thread);
	KeInitializeTimer(&timer);
	KeSetTimerEx(&timer, *MS(1), 1, &dpc);
	while ((time_before(jiffies, end) || !READ_ONCE(looked_up)) && !kcase_failed(t) &&
	       !kcase_expired(t))
		EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NOW), STATUS_TIMEOUT);
	KeCancelTimer(&timer);
	KeFlushQueuedDpcs();
	EXPECT_GT(t, looked_up, 0);
	KeSetEvent(&gate, 0, FALSE);
	EXPECT_EQ(t, ZwWaitForSingleObject(thread, FALSE, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(thread), STATUS_SUCCESS);
}

static void test_priority(struct kcase *t)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	int hint;

	ASSERT_NOT_NULL(t, irp);
	irp->Flags = IRP_BUFFERED_IO;
	EXPECT_EQ(t, IoGetIoPriorityHint(irp), IoPriorityNormal);
	for (hint = IoPriorityVeryLow; hint < MaxIoPriorityTypes; hint++) {
		EXPECT_EQ(t, IoSetIoPriorityHint(irp, hint), STATUS_SUCCESS);
		EXPECT_EQ(t, IoGetIoPriorityHint(irp), (IO_PRIORITY_HINT)hint);
	}
	EXPECT_EQ(t, IoSetIoPriorityHint(irp, MaxIoPriorityTypes), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, IoGetIoPriorityHint(irp), IoPriorityCritical);
	EXPECT_TRUE(t, irp->Flags & IRP_BUFFERED_IO);
	IoReuseIrp(irp, STATUS_SUCCESS);
	EXPECT_EQ(t, IoGetIoPriorityHint(irp), IoPriorityNormal);
	IoFreeIrp(irp);
}

static void test_user_induced(struct kcase *t)
{
	static const NTSTATUS induced[] = {
		STATUS_DEVICE_NOT_READY, STATUS_IO_TIMEOUT, STATUS_MEDIA_WRITE_PROTECTED,
		STATUS_NO_MEDIA_IN_DEVICE, STATUS_UNRECOGNIZED_MEDIA, STATUS_VERIFY_REQUIRED,
		STATUS_WRONG_VOLUME,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(induced); i++)
		EXPECT_TRUE(t, IoIsErrorUserInduced(induced[i]));
	EXPECT_FALSE(t, IoIsErrorUserInduced(STATUS_SUCCESS));
	EXPECT_FALSE(t, IoIsErrorUserInduced(STATUS_DEVICE_DATA_ERROR));
}

/* What a program of 32 bits has in its task while it is in the kernel. */
static bool be_32_bits(bool on)
{
#if defined(CONFIG_X86_64) && defined(TS_COMPAT)
	if (on)
		current_thread_info()->status |= TS_COMPAT;
	else
		current_thread_info()->status &= ~TS_COMPAT;
	return true;
#else
	return false;
#endif
}

static void test_32_bits(struct kcase *t)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	BOOLEAN process, own;

	ASSERT_NOT_NULL(t, irp);
	EXPECT_FALSE(t, IoIs32bitProcess(NULL));
	EXPECT_FALSE(t, IoIs32bitProcess(irp));
	if (be_32_bits(true)) {
		process = IoIs32bitProcess(NULL);
		own = IoIs32bitProcess(irp);
		be_32_bits(false);
		EXPECT_TRUE(t, process);
		EXPECT_FALSE(t, own);
	}
	IoFreeIrp(irp);
}

/* 2000-02-29, 12:34:56.789, a Tuesday. */
#define LEAP_DAY	125963012967890000ll

static void expect_no_time(struct kcase *t, TIME_FIELDS date, CSHORT month, CSHORT day,
			   CSHORT milliseconds)
{
	LARGE_INTEGER time = { .QuadPart = 1 };

	date.Month = month;
	date.Day = day;
	date.Milliseconds = milliseconds;
	EXPECT_FALSE(t, RtlTimeFieldsToTime(&date, &time));
	EXPECT_EQ(t, time.QuadPart, 1);
}

static void test_time_fields(struct kcase *t)
{
	static const TIME_FIELDS expected = { 2000, 2, 29, 12, 34, 56, 789, 2 };
	static const TIME_FIELDS first = { 1601, 1, 1, 0, 0, 0, 0, 1 };
	LARGE_INTEGER time = { .QuadPart = LEAP_DAY };
	TIME_FIELDS date;

	RtlTimeToTimeFields(&time, &date);
	EXPECT_MEM_EQ(t, &date, &expected, sizeof(date));
	date.Weekday = 9;
	time.QuadPart = 0;
	EXPECT_TRUE(t, RtlTimeFieldsToTime(&date, &time));
	EXPECT_EQ(t, time.QuadPart, LEAP_DAY);
	time.QuadPart = 0;
	RtlTimeToTimeFields(&time, &date);
	EXPECT_MEM_EQ(t, &date, &first, sizeof(date));
	expect_no_time(t, expected, 2, 30, 0);
	expect_no_time(t, expected, 13, 1, 0);
	expect_no_time(t, expected, 0, 1, 0);
	expect_no_time(t, expected, 2, 1, 1000);
	date.Year = 1600;
	EXPECT_FALSE(t, RtlTimeFieldsToTime(&date, &time));
}

static void test_local_time(struct kcase *t)
{
	LARGE_INTEGER time = { .QuadPart = LEAP_DAY }, local, back;
	int bias = sys_tz.tz_minuteswest;

	sys_tz.tz_minuteswest = 90;
	ExSystemTimeToLocalTime(&time, &local);
	ExLocalTimeToSystemTime(&local, &back);
	sys_tz.tz_minuteswest = bias;
	EXPECT_EQ(t, local.QuadPart, LEAP_DAY - 90 * 60 * 10000000ll);
	EXPECT_EQ(t, back.QuadPart, LEAP_DAY);
}

static void test_system_size(struct kcase *t)
{
	unsigned long mib = totalram_pages() >> (20 - PAGE_SHIFT);

	EXPECT_EQ(t, MmQuerySystemSize(), mib < 256 ? MmSmallSystem :
					  mib < 1024 ? MmMediumSystem : MmLargeSystem);
}

static const struct kcase_spec small_cases[] = {
	KCASE(random, "numbers that look random, all of them as often", test_random),
	KCASE(version, "functions up to Windows 10's version 2004", test_version),
	KCASE(time_fields, "a time is a date, and a date that exists a time", test_time_fields),
	KCASE(local_time, "the machine's time zone", test_local_time),
	KCASE(system_size, "how much memory there is", test_system_size),
	KCASE(physical, "the physical address of kernel memory", test_physical),
	KCASE(wait, "waits for a thread by its handle", test_wait),
	KCASE(wait_in_dpc, "a DPC may look a handle up at any moment", test_wait_in_dpc),
	KCASE(priority, "a request keeps its hint", test_priority),
	KCASE(user_induced, "what a person can put right", test_user_induced),
	KCASE(is_32_bits, "a program of 32 bits is told from others", test_32_bits),
};
const struct kcase_suite small_suite = KCASE_SUITE("small", small_cases);

static void test_error_log(struct kcase *t)
{
	PIO_ERROR_LOG_PACKET packet;

	EXPECT_NULL(t, IoAllocateErrorLogEntry(wdf.fdo, sizeof(*packet) - 1));
	EXPECT_NULL(t, IoAllocateErrorLogEntry(wdf.fdo, ERROR_LOG_MAXIMUM_SIZE + 1));
	packet = IoAllocateErrorLogEntry(wdf.fdo, ERROR_LOG_MAXIMUM_SIZE);
	ASSERT_NOT_NULL(t, packet);
	packet->ErrorCode = (NTSTATUS)0xc0040001;
	packet->FinalStatus = STATUS_DEVICE_DATA_ERROR;
	packet->DumpDataSize = 4;
	packet->DumpData[0] = 0x12345678;
	packet->NumberOfStrings = 1;
	packet->StringOffset = sizeof(*packet);
	memcpy((PUCHAR)packet + sizeof(*packet), L"a line\nor two", 28);
	IoWriteErrorLogEntry(packet);
	/* Numbers that reach beyond the entry. */
	packet = IoAllocateErrorLogEntry(wdf.driver_object, sizeof(*packet));
	ASSERT_NOT_NULL(t, packet);
	packet->DumpDataSize = 0xffff;
	packet->NumberOfStrings = 0xffff;
	packet->StringOffset = 0xffff;
	IoWriteErrorLogEntry(packet);
	packet = IoAllocateErrorLogEntry(wdf.driver_object, sizeof(*packet));
	ASSERT_NOT_NULL(t, packet);
	IoFreeErrorLogEntry(packet);
}

static POWER_STATE set_power(PDEVICE_OBJECT device, DEVICE_POWER_STATE state)
{
	return PoSetPowerState(device, DevicePowerState, (POWER_STATE){ .DeviceState = state });
}

static void test_power(struct kcase *t)
{
	EXPECT_EQ(t, set_power(wdf.fdo, PowerDeviceD0).DeviceState, PowerDeviceUnspecified);
	EXPECT_EQ(t, set_power(wdf.fdo, PowerDeviceD3).DeviceState, PowerDeviceD0);
	EXPECT_EQ(t, set_power(wdf.fdo, PowerDeviceD0).DeviceState, PowerDeviceD3);
}

static void test_alignment(struct kcase *t)
{
	EXPECT_EQ(t, WdfDeviceGetAlignmentRequirement(wdf.device), (ULONG)FILE_BYTE_ALIGNMENT);
	WdfDeviceSetAlignmentRequirement(wdf.device, FILE_32_BYTE_ALIGNMENT);
	EXPECT_EQ(t, WdfDeviceGetAlignmentRequirement(wdf.device),
		  (ULONG)FILE_32_BYTE_ALIGNMENT);
	EXPECT_EQ(t, WdfDeviceWdmGetDeviceObject(wdf.device)->AlignmentRequirement,
		  (ULONG)FILE_32_BYTE_ALIGNMENT);
}

static const struct kcase_spec small_device_cases[] = {
	KCASE(error_log, "an entry is logged as far as it reaches, and freed", test_error_log),
	KCASE(power, "a device's power state, as its driver says it", test_power),
	KCASE(alignment, "how a device's buffers should be aligned", test_alignment),
};
const struct kcase_suite small_device_suite =
	KCASE_SUITE_FIXTURE("small_device", small_device_cases, wdf_setup, wdf_teardown);

static ULONG seed;
static PIRP request;
static PVOID packet;

static void request_begin(struct kcase *t)
{
	request = IoAllocateIrp(1, FALSE);
	EXPECT_NOT_NULL(t, request);
}

static void request_end(struct kcase *t)
{
	IoFreeIrp(request);
}

static void log_one(struct kcase *t, VOID (*end)(PVOID entry))
{
	packet = IoAllocateErrorLogEntry(&(DRIVER_OBJECT){ .Type = 4, .LinuxModule = THIS_MODULE },
					 sizeof(IO_ERROR_LOG_PACKET));
	EXPECT_NOT_NULL(t, packet);
	if (packet)
		end(packet);
}

KCASE_CALL(RtlRandom, EXPECT_LT(t, RtlRandom(&seed), (ULONG)MAXLONG));
KCASE_CALL(RtlRandomEx, EXPECT_LT(t, RtlRandomEx(&seed), (ULONG)MAXLONG));
KCASE_CALL(RtlIsNtDdiVersionAvailable, EXPECT_TRUE(t, RtlIsNtDdiVersionAvailable(NTDDI_WIN7)));
KCASE_CALL(MmGetPhysicalAddress, EXPECT_NE(t, MmGetPhysicalAddress(&seed).QuadPart, 0));
KCASE_CALL(ZwWaitForSingleObject,
	   EXPECT_EQ(t, ZwWaitForSingleObject(NULL, FALSE, NOW), STATUS_INVALID_HANDLE));
KCASE_CALL_BETWEEN(IoGetIoPriorityHint, request_begin, request_end,
		   EXPECT_EQ(t, IoGetIoPriorityHint(request), IoPriorityNormal));
KCASE_CALL_BETWEEN(IoSetIoPriorityHint, request_begin, request_end,
		   EXPECT_OK(t, IoSetIoPriorityHint(request, IoPriorityLow)));
KCASE_CALL_BETWEEN(IoIs32bitProcess, request_begin, request_end,
		   EXPECT_FALSE(t, IoIs32bitProcess(request)));
KCASE_CALL(IoIsErrorUserInduced, EXPECT_FALSE(t, IoIsErrorUserInduced(STATUS_SUCCESS)));
KCASE_CALL(IoAllocateErrorLogEntry, log_one(t, IoFreeErrorLogEntry));
KCASE_CALL(IoFreeErrorLogEntry, log_one(t, IoFreeErrorLogEntry));
KCASE_CALL(IoWriteErrorLogEntry, log_one(t, IoWriteErrorLogEntry));
KCASE_CALL(PoSetPowerState, set_power(&(DEVICE_OBJECT){ .Type = 3 }, PowerDeviceD0));
KCASE_CALL(WdfDeviceSetAlignmentRequirement,
	   WdfDeviceSetAlignmentRequirement(wdf.device, FILE_LONG_ALIGNMENT));
KCASE_CALL(WdfDeviceGetAlignmentRequirement, WdfDeviceGetAlignmentRequirement(wdf.device));
