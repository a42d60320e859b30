// SPDX-License-Identifier: GPL-2.0-only
/* Notifications of device interfaces that come and go. */
#include <initguid.h>

#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/notify.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl_glue.h>
#include <wdmguid.h>

#include "context.h"

static const GUID class = {
	0x3c1f0a52, 0x77d4, 0x4e0e, { 0x8f, 0x31, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x71 },
};
static const GUID other_class = {
	0x3c1f0a52, 0x77d4, 0x4e0e, { 0x8f, 0x31, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x72 },
};

/* A driver, a bus's device with a device on it, and two interfaces. */
static struct {
	PDRIVER_OBJECT driver;
	PDEVICE_OBJECT pdo, fdo;
	UNICODE_STRING name, other_name;
} fixture;

static NTSTATUS notify_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	fixture.driver = object;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue glue = {
	.driver = { .name = "notify test", .owner = THIS_MODULE },
	.entry = notify_entry,
};

/* What the routine has seen; @gate: it waits for that event, if it is set. */
static struct {
	unsigned int calls, arrivals, removals;
	PVOID context;
	KIRQL irql;
	DEVICE_INTERFACE_CHANGE_NOTIFICATION change;
	WCHAR name[100];
	PVOID entry;
	bool ends;
	PKEVENT gate;
	KEVENT inside;
	bool left;
} seen;

static NTSTATUS see(PVOID structure, PVOID context)
{
	const DEVICE_INTERFACE_CHANGE_NOTIFICATION *change = structure;

	seen.context = context;
	seen.irql = KeGetCurrentIrql();
	seen.change = *change;
	memcpy(seen.name, change->SymbolicLinkName->Buffer, change->SymbolicLinkName->Length);
	seen.arrivals += IsEqualGUID(&change->Event, &GUID_DEVICE_INTERFACE_ARRIVAL);
	seen.removals += IsEqualGUID(&change->Event, &GUID_DEVICE_INTERFACE_REMOVAL);
	if (seen.gate) {
		KeSetEvent(&seen.inside, 0, FALSE);
		KeWaitForSingleObject(seen.gate, Executive, KernelMode, FALSE, NULL);
		KeDelayExecutionThread(KernelMode, FALSE, MS(50));
	}
	if (seen.ends)
		IoUnregisterPlugPlayNotificationEx(seen.entry);
	WRITE_ONCE(seen.left, true);
	WRITE_ONCE(seen.calls, seen.calls + 1);
	return STATUS_SUCCESS;
}

static PDEVICE_OBJECT make_device(struct kcase *t)
{
	PDEVICE_OBJECT device = NULL;

	EXPECT_EQ(t, IoCreateDevice(fixture.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				    &device), STATUS_SUCCESS);
	return device;
}

static int notify_setup(struct kcase *t)
{
	int error = vmbkmcl_glue_load(&glue);

	memset(&seen, 0, sizeof(seen));
	KeInitializeEvent(&seen.inside, NotificationEvent, FALSE);
	if (error)
		return error;
	fixture.pdo = make_device(t);
	fixture.fdo = make_device(t);
	IoAttachDeviceToDeviceStack(fixture.fdo, fixture.pdo);
	EXPECT_EQ(t, IoRegisterDeviceInterface(fixture.pdo, &class, NULL, &fixture.name),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, IoRegisterDeviceInterface(fixture.pdo, &other_class, NULL,
					       &fixture.other_name), STATUS_SUCCESS);
	return 0;
}

static void remove_devices(void)
{
	if (!fixture.pdo)
		return;
	IoDetachDevice(fixture.pdo);
	IoDeleteDevice(fixture.fdo);
	IoDeleteDevice(fixture.pdo);
	fixture.pdo = NULL;
}

static void notify_teardown(struct kcase *t)
{
	remove_devices();
	RtlFreeUnicodeString(&fixture.name);
	RtlFreeUnicodeString(&fixture.other_name);
	vmbkmcl_glue_unload(&glue);
}

static NTSTATUS enable(bool on)
{
	return IoSetDeviceInterfaceState(&fixture.name, on);
}

static NTSTATUS begin(ULONG flags)
{
	return IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, flags,
					      (PVOID)&class, fixture.driver, see, &fixture,
					      &seen.entry);
}

static NTSTATUS end(void)
{
	return IoUnregisterPlugPlayNotificationEx(seen.entry);
}

#define EXPECT_CALLS(t, n)	EXPECT_SOON(t, READ_ONCE(seen.calls) == (n), 20000)

static void test_change(struct kcase *t)
{
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	EXPECT_CALLS(t, 1);
	EXPECT_EQ(t, seen.arrivals, 1u);
	EXPECT_EQ(t, seen.change.Version, 1);
	EXPECT_EQ(t, seen.change.Size, sizeof(seen.change));
	EXPECT_TRUE(t, IsEqualGUID(&seen.change.InterfaceClassGuid, &class));
	EXPECT_MEM_EQ(t, seen.name, fixture.name.Buffer, fixture.name.Length);
	EXPECT_PTR_EQ(t, seen.context, (PVOID)&fixture);
	EXPECT_EQ(t, seen.irql, PASSIVE_LEVEL);
	/* Of another class. */
	EXPECT_EQ(t, IoSetDeviceInterfaceState(&fixture.other_name, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(false), STATUS_SUCCESS);
	EXPECT_CALLS(t, 2);
	EXPECT_EQ(t, seen.removals, 1u);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
}

static void test_existing(struct kcase *t)
{
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	ASSERT_EQ(t, begin(PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES),
		  STATUS_SUCCESS);
	/* Before it has returned. */
	EXPECT_EQ(t, seen.calls, 1u);
	EXPECT_EQ(t, seen.arrivals, 1u);
	EXPECT_MEM_EQ(t, seen.name, fixture.name.Buffer, fixture.name.Length);
	EXPECT_EQ(t, enable(false), STATUS_SUCCESS);
	EXPECT_CALLS(t, 2);
	EXPECT_EQ(t, seen.removals, 1u);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	/* Without the flag: what comes from now on. */
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(false), STATUS_SUCCESS);
	EXPECT_CALLS(t, 3);
	EXPECT_EQ(t, seen.arrivals, 1u);
	EXPECT_EQ(t, seen.removals, 2u);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
}

/* With a device its interfaces go. */
static void test_device_removed(struct kcase *t)
{
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	remove_devices();
	EXPECT_CALLS(t, 1);
	EXPECT_EQ(t, seen.removals, 1u);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
}

static void test_no_more(struct kcase *t)
{
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	EXPECT_EQ(t, IoUnregisterPlugPlayNotification(seen.entry), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(false), STATUS_SUCCESS);
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	EXPECT_EQ(t, seen.calls, 0u);
}

static void test_waits(struct kcase *t)
{
	KEVENT gate;

	KeInitializeEvent(&gate, NotificationEvent, FALSE);
	seen.gate = &gate;
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(false), STATUS_SUCCESS);
	EXPECT_EQ(t, KeWaitForSingleObject(&seen.inside, Executive, KernelMode, FALSE,
					   MS(20000)), STATUS_SUCCESS);
	EXPECT_FALSE(t, READ_ONCE(seen.left));
	KeSetEvent(&gate, 0, FALSE);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
	EXPECT_TRUE(t, READ_ONCE(seen.left));
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	EXPECT_EQ(t, seen.calls, 1u);
}

static void test_ends_itself(struct kcase *t)
{
	seen.ends = true;
	ASSERT_EQ(t, begin(0), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	EXPECT_CALLS(t, 1);
	EXPECT_EQ(t, enable(false), STATUS_SUCCESS);
	KeDelayExecutionThread(KernelMode, FALSE, MS(100));
	EXPECT_EQ(t, seen.calls, 1u);
}

static NTSTATUS begin_other(IO_NOTIFICATION_EVENT_CATEGORY category, PVOID data)
{
	return IoRegisterPlugPlayNotification(category, 0, data, fixture.driver, see, NULL,
					      &seen.entry);
}

static void test_category(struct kcase *t)
{
	EXPECT_EQ(t, begin_other(EventCategoryTargetDeviceChange, &fixture),
		  STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, begin_other(EventCategoryReserved, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, begin_other(EventCategoryDeviceInterfaceChange, NULL),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, begin_other(EventCategoryHardwareProfileChange, (PVOID)&class),
		  STATUS_INVALID_PARAMETER);
	ASSERT_EQ(t, begin_other(EventCategoryHardwareProfileChange, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, enable(true), STATUS_SUCCESS);
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.calls, 0u);
}

static KEVENT told;

static VOID tell(PVOID context)
{
	seen.context = context;
	seen.irql = KeGetCurrentIrql();
	KeSetEvent(&told, 0, FALSE);
}

static NTSTATUS report(const GUID *event, PVOID callback)
{
	TARGET_DEVICE_CUSTOM_NOTIFICATION custom = {
		.Version = 1,
		.Size = sizeof(custom),
		.Event = *event,
		.NameBufferOffset = -1,
	};

	return IoReportTargetDeviceChangeAsynchronous(fixture.pdo, &custom, callback, &custom);
}

static void test_report(struct kcase *t)
{
	KeInitializeEvent(&told, NotificationEvent, FALSE);
	EXPECT_EQ(t, report(&class, tell), STATUS_SUCCESS);
	EXPECT_EQ(t, KeWaitForSingleObject(&told, Executive, KernelMode, FALSE, MS(20000)),
		  STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, seen.context);
	EXPECT_EQ(t, seen.irql, PASSIVE_LEVEL);
	EXPECT_EQ(t, report(&class, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, report(&GUID_TARGET_DEVICE_QUERY_REMOVE, tell),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, report(&GUID_TARGET_DEVICE_REMOVE_COMPLETE, tell),
		  STATUS_INVALID_DEVICE_REQUEST);
}

static const struct kcase_spec notify_cases[] = {
	KCASE(change, "an interface that comes, and goes", test_change),
	KCASE(existing, "interfaces that are there already", test_existing),
	KCASE(device_removed, "interfaces go with their device", test_device_removed),
	KCASE(no_more, "nothing after the end", test_no_more),
	KCASE(waits, "the end waits for the routine", test_waits),
	KCASE(ends_itself, "the routine may end its registration", test_ends_itself),
	KCASE(category, "what else drivers may ask for", test_category),
	KCASE(report, "a report of a device's own", test_report),
};
const struct kcase_suite notify_suite =
	KCASE_SUITE_FIXTURE("notify", notify_cases, notify_setup, notify_teardown);

static void entry_begin(struct kcase *t)
{
	EXPECT_EQ(t, begin_other(EventCategoryDeviceInterfaceChange, (PVOID)&class),
		  STATUS_SUCCESS);
}

static void entry_end(struct kcase *t)
{
	EXPECT_EQ(t, end(), STATUS_SUCCESS);
}

static TARGET_DEVICE_CUSTOM_NOTIFICATION custom;

KCASE_CALL_BETWEEN(IoRegisterPlugPlayNotification, NULL, entry_end, entry_begin(t));
KCASE_CALL_BETWEEN(IoUnregisterPlugPlayNotificationEx, entry_begin, NULL,
		   EXPECT_EQ(t, IoUnregisterPlugPlayNotificationEx(seen.entry),
			     STATUS_SUCCESS));
KCASE_CALL_BETWEEN(IoUnregisterPlugPlayNotification, entry_begin, NULL,
		   EXPECT_EQ(t, IoUnregisterPlugPlayNotification(seen.entry),
			     STATUS_SUCCESS));
KCASE_CALL(IoReportTargetDeviceChangeAsynchronous,
	   EXPECT_EQ(t, IoReportTargetDeviceChangeAsynchronous(NULL, &custom, NULL, NULL),
		     STATUS_SUCCESS));
KCASE_CALL(IoInvalidateDeviceRelations, IoInvalidateDeviceRelations(NULL, BusRelations));
