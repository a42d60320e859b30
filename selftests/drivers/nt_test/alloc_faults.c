// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation that a call makes is failed in turn: the call says so or does
 * without it, and nothing is left behind (which kmemleak and the pool's own count
 * see to afterwards).
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>

#include <fail_nth.h>

#include "wdf_fixture.h"

static void sweep(struct kcase *t, const char *what, NTSTATUS (*call)(void),
		  void (*undo)(void))
{
	unsigned int n, refused = 0;
	NTSTATUS status;
	bool failed;

	for (n = 1; n < 1000; n++) {
		fail_nth(n);
		status = call();
		failed = fail_end();
		if (undo)
			undo();
		if (!failed)
			break;
		if (NT_SUCCESS(status))
			continue;
		refused++;
		if (status != STATUS_INSUFFICIENT_RESOURCES && status != STATUS_NO_MEMORY)
			FAIL(t, "%s, allocation %u fails: status %#x", what, n, status);
	}
	/* In the last call no allocation failed. */
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_GT(t, n, 1u);
	kcase_note(t, "%s: %u allocations failed, %u made the call fail", what, n - 1, refused);
}

static NTSTATUS none_if_null(const void *made)
{
	return made ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static int faults_setup(struct kcase *t)
{
	if (!injection_works()) {
		kcase_skip(t, "this kernel does not fail allocations on demand");
		memset(&wdf, 0, sizeof(wdf));
		return 0;
	}
	return wdf_load(t);
}

static void faults_teardown(struct kcase *t)
{
	if (wdf.driver_object)
		wdf_teardown(t);
}

static UNICODE_STRING device_name = RTL_CONSTANT_STRING(L"\\Device\\KmclFaults");
static UNICODE_STRING link_name = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclFaults");
#define LINK_NODE	"/dev/KmclFaults"

static PDEVICE_OBJECT device;
static bool linked;

static NTSTATUS make_device(void)
{
	NTSTATUS status;

	status = IoCreateDevice(wdf.bus_driver, 64, &device_name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				&device);
	if (!NT_SUCCESS(status)) {
		device = NULL;
		return status;
	}
	status = IoCreateSymbolicLink(&link_name, &device_name);
	linked = NT_SUCCESS(status);
	return status;
}

static void delete_device(void)
{
	if (linked)
		IoDeleteSymbolicLink(&link_name);
	if (device)
		IoDeleteDevice(device);
	linked = false;
	device = NULL;
}

static void test_device(struct kcase *t)
{
	sweep(t, "IoCreateDevice, IoCreateSymbolicLink", make_device, delete_device);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(LINK_NODE, O_RDWR, 0)), -ENOENT);
}

static int life_status;

static NTSTATUS life_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	PDRIVER_OBJECT bus = wdf.bus_driver;
	NTSTATUS status;

	wdf.bus_driver = object;
	status = make_device();
	wdf.bus_driver = bus;
	return status;
}

static struct vmbkmcl_glue life = {
	.driver = { .name = "faults", .owner = THIS_MODULE },
	.entry = life_entry,
};

static NTSTATUS load_driver(void)
{
	life_status = vmbkmcl_glue_load(&life);
	switch (life_status) {
	case 0:
		return STATUS_SUCCESS;
	case -ENOMEM:
		return STATUS_NO_MEMORY;
	default:
		return STATUS_UNSUCCESSFUL;
	}
}

static void unload_driver(void)
{
	if (!life_status) {
		delete_device();
		vmbkmcl_glue_unload(&life);
	}
	/* What a DriverEntry that fails leaves is deleted for it. */
	device = NULL;
	linked = false;
}

static void test_driver(struct kcase *t)
{
	sweep(t, "a driver's load", load_driver, unload_driver);
	EXPECT_EQ(t, PTR_ERR_OR_ZERO(filp_open(LINK_NODE, O_RDWR, 0)), -ENOENT);
}

static void test_framework_device(struct kcase *t)
{
	sweep(t, "a framework device's add and start", wdf_add, wdf_remove);
}

static WDFOBJECT made;

static void delete_made(void)
{
	if (made)
		WdfObjectDelete(made);
	made = NULL;
}

static VOID no_timer(WDFTIMER timer)
{
}

static VOID no_work(WDFWORKITEM item)
{
}

static NTSTATUS make_object(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT child;
	NTSTATUS status;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WDF_TEST_CONTEXT);
	status = WdfObjectCreate(&attributes, &made);
	if (!NT_SUCCESS(status)) {
		made = NULL;
		return status;
	}
	attributes.ParentObject = made;
	return WdfObjectCreate(&attributes, &child);
}

static NTSTATUS make_timer(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG config;
	NTSTATUS status;
	WDFTIMER timer;

	WDF_TIMER_CONFIG_INIT(&config, no_timer);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	status = WdfTimerCreate(&config, &attributes, &timer);
	if (NT_SUCCESS(status))
		made = timer;
	return status;
}

static NTSTATUS make_work_item(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;
	WDFWORKITEM item;
	NTSTATUS status;

	WDF_WORKITEM_CONFIG_INIT(&config, no_work);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	status = WdfWorkItemCreate(&config, &attributes, &item);
	if (NT_SUCCESS(status))
		made = item;
	return status;
}

static NTSTATUS make_memory(void)
{
	WDFMEMORY memory;
	NTSTATUS status;

	status = WdfMemoryCreate(WDF_NO_OBJECT_ATTRIBUTES, NonPagedPoolNx, 'tluF', 3 * PAGE_SIZE,
				 &memory, NULL);
	if (NT_SUCCESS(status))
		made = memory;
	return status;
}

static NTSTATUS make_queue(void)
{
	WDF_IO_QUEUE_CONFIG config;
	NTSTATUS status;
	WDFQUEUE queue;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	status = WdfIoQueueCreate(wdf.device, &config, WDF_NO_OBJECT_ATTRIBUTES, &queue);
	if (NT_SUCCESS(status))
		made = queue;
	return status;
}

static void test_framework_objects(struct kcase *t)
{
	ASSERT_EQ(t, wdf_add(), STATUS_SUCCESS);
	sweep(t, "WdfObjectCreate", make_object, delete_made);
	sweep(t, "WdfTimerCreate", make_timer, delete_made);
	sweep(t, "WdfWorkItemCreate", make_work_item, delete_made);
	sweep(t, "WdfMemoryCreate", make_memory, delete_made);
	sweep(t, "WdfIoQueueCreate", make_queue, delete_made);
}

static void answer(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* The request is made, sent and answered in this thread. */
static NTSTATUS ask(void)
{
	struct wdf_sent sent;

	if (!wdf_send(&sent, WDF_TEST_CALL, 4, 4))
		return STATUS_INSUFFICIENT_RESOURCES;
	return wdf_result(&sent);
}

static void test_request(struct kcase *t)
{
	wdf.call = answer;
	ASSERT_EQ(t, wdf_add(), STATUS_SUCCESS);
	sweep(t, "a control request", ask, NULL);
}

/* A handle is opened at the device; what its file object leads to at the end of that. */
static struct {
	FILE_OBJECT file;
	PVOID framework_file;
} opened;

static NTSTATUS open_ended(PDEVICE_OBJECT object, PIRP irp, PVOID context)
{
	opened.framework_file = opened.file.LinuxFramework;
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS open_file(void)
{
	PIRP irp = IoAllocateIrp(wdf.fdo->StackSize, FALSE);
	NTSTATUS status;

	memset(&opened, 0, sizeof(opened));
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_CREATE;
	IoGetNextIrpStackLocation(irp)->FileObject = &opened.file;
	IoSetCompletionRoutine(irp, open_ended, NULL, TRUE, TRUE, TRUE);
	IoCallDriver(wdf.fdo, irp);
	status = irp->IoStatus.Status;
	EXPECT_EQ(wdf.t, !!opened.framework_file, NT_SUCCESS(status));
	IoFreeIrp(irp);
	return status;
}

static void close_file(void)
{
	if (opened.framework_file)
		wdf_handle_send(&opened.file, IRP_MJ_CLOSE);
}

static void test_file(struct kcase *t)
{
	ASSERT_EQ(t, wdf_add(), STATUS_SUCCESS);
	sweep(t, "a handle", open_file, close_file);
}

static NTSTATUS open_node(void)
{
	struct file *file = filp_open(LINK_NODE, O_RDWR, 0);

	if (IS_ERR(file))
		return PTR_ERR(file) == -ENOMEM ? STATUS_NO_MEMORY : STATUS_UNSUCCESSFUL;
	fput(file);
	return STATUS_SUCCESS;
}

static NTSTATUS dispatch_open(PDEVICE_OBJECT object, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static void test_node(struct kcase *t)
{
	PDRIVER_DISPATCH *major = wdf.bus_driver->MajorFunction;

	major[IRP_MJ_CREATE] = dispatch_open;
	major[IRP_MJ_CLEANUP] = dispatch_open;
	major[IRP_MJ_CLOSE] = dispatch_open;
	ASSERT_EQ(t, make_device(), STATUS_SUCCESS);
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	sweep(t, "opening a node", open_node, NULL);
	delete_device();
}

static PMDL mdl;

static void free_mdl(void)
{
	if (!mdl)
		return;
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	mdl = NULL;
}

static NTSTATUS make_pages(void)
{
	PHYSICAL_ADDRESS low = {}, high = { .QuadPart = -1 }, skip = {};

	mdl = MmAllocatePagesForMdlEx(low, high, skip, 8 * PAGE_SIZE, MmCached,
				      MM_ALLOCATE_FULLY_REQUIRED);
	return none_if_null(mdl);
}

static NTSTATUS make_mdl(void)
{
	PMDL made_mdl = IoAllocateMdl((PVOID)PAGE_SIZE, 64 * PAGE_SIZE, FALSE, FALSE, NULL);

	if (made_mdl)
		IoFreeMdl(made_mdl);
	return none_if_null(made_mdl);
}

static NTSTATUS make_irp(void)
{
	PIRP irp = IoAllocateIrp(2, FALSE);

	if (irp)
		IoFreeIrp(irp);
	return none_if_null(irp);
}

static NTSTATUS make_pool(void)
{
	PVOID pool = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, 'tluF');

	if (pool)
		ExFreePoolWithTag(pool, 'tluF');
	return none_if_null(pool);
}

static NTSTATUS make_io_work_item(void)
{
	PIO_WORKITEM item = IoAllocateWorkItem(device);

	if (item)
		IoFreeWorkItem(item);
	return none_if_null(item);
}

static void end_at_once(PVOID context)
{
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS make_thread(void)
{
	NTSTATUS status;
	HANDLE handle;

	status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, end_at_once,
				      NULL);
	if (NT_SUCCESS(status))
		ZwClose(handle);
	return status;
}

static NTSTATUS make_string(void)
{
	ANSI_STRING from = RTL_CONSTANT_STRING("text");
	UNICODE_STRING to;
	NTSTATUS status = RtlAnsiStringToUnicodeString(&to, &from, TRUE);

	if (NT_SUCCESS(status))
		RtlFreeUnicodeString(&to);
	return status;
}

static void test_nt(struct kcase *t)
{
	ASSERT_EQ(t, make_device(), STATUS_SUCCESS);
	sweep(t, "MmAllocatePagesForMdlEx", make_pages, free_mdl);
	sweep(t, "IoAllocateMdl", make_mdl, NULL);
	sweep(t, "IoAllocateIrp", make_irp, NULL);
	sweep(t, "ExAllocatePool2", make_pool, NULL);
	sweep(t, "IoAllocateWorkItem", make_io_work_item, NULL);
	sweep(t, "PsCreateSystemThread", make_thread, NULL);
	sweep(t, "RtlAnsiStringToUnicodeString", make_string, NULL);
	delete_device();
}

static const struct kcase_spec alloc_faults_cases[] = {
	KCASE(functions, "functions of NT that allocate", test_nt),
	KCASE(device, "a device and its link", test_device),
	KCASE(driver, "a driver that makes both in DriverEntry", test_driver),
	KCASE(node, "a device node is opened", test_node),
	KCASE(framework_objects, "framework objects", test_framework_objects),
	KCASE(framework_device, "a framework device and its queues", test_framework_device),
	KCASE(request, "a request to a framework device", test_request),
	KCASE(file, "a handle of one: its file object ends before its create request",
	      test_file),
};
const struct kcase_suite alloc_faults_suite =
	KCASE_SUITE_FIXTURE("alloc_faults", alloc_faults_cases, faults_setup, faults_teardown);
