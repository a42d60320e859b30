// SPDX-License-Identifier: GPL-2.0-only
/* Framework drivers, devices, file objects, parameters. */
#include <linux/err.h>
#include <linux/fs.h>

#include "wdf_fixture.h"

static void test_WdfDeviceCreate(struct kcase *t)
{
	EXPECT_MEM_EQ(t, wdf.order, "PDi", 4);
	EXPECT_PTR_EQ(t, WdfDeviceWdmGetDeviceObject(wdf.device), wdf.fdo);
	EXPECT_PTR_EQ(t, WdfDeviceWdmGetAttachedDevice(wdf.device), wdf.pdo);
	EXPECT_PTR_EQ(t, WdfDeviceWdmGetPhysicalDevice(wdf.device), wdf.pdo);
	EXPECT_PTR_EQ(t, WdfWdmDeviceGetWdfDeviceHandle(wdf.fdo), wdf.device);
	EXPECT_PTR_EQ(t, WdfDeviceGetDriver(wdf.device), wdf.driver);
	EXPECT_PTR_EQ(t, WdfDriverWdmGetDriverObject(wdf.driver), wdf.driver_object);
	EXPECT_NOT_NULL(t, WdfDeviceGetIoTarget(wdf.device));
	EXPECT_NOT_NULL(t, GetTestContext(wdf.device));
	EXPECT_EQ(t, wdf.fdo->DeviceType, 0x1234u);
	EXPECT_TRUE(t, wdf.fdo->Flags & DO_BUFFERED_IO);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_QUERY_REMOVE_DEVICE), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDiSsXR", 8);
}

/* Only what has succeeded is undone; EvtDeviceReleaseHardware is called anyway. */
static void test_start_failures(struct kcase *t)
{
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	memset(wdf.order, 0, sizeof(wdf.order));
	wdf.d0_status = STATUS_NO_SUCH_DEVICE;
	EXPECT_EQ(t, wdf_pnp(IRP_MN_START_DEVICE), STATUS_NO_SUCH_DEVICE);
	EXPECT_MEM_EQ(t, wdf.order, "PDR", 4);
	memset(wdf.order, 0, sizeof(wdf.order));
	wdf.d0_status = STATUS_SUCCESS;
	wdf.init_status = STATUS_NO_SUCH_DEVICE;
	EXPECT_EQ(t, wdf_pnp(IRP_MN_START_DEVICE), STATUS_NO_SUCH_DEVICE);
	EXPECT_MEM_EQ(t, wdf.order, "PDiXR", 6);
}

static int device_cleanups;

static VOID device_cleanup(WDFOBJECT device)
{
	device_cleanups++;
}

static NTSTATUS add_none(PWDFDEVICE_INIT init)
{
	return STATUS_SUCCESS;
}

static NTSTATUS add_fail(PWDFDEVICE_INIT init)
{
	return STATUS_NO_SUCH_DEVICE;
}

static NTSTATUS add_fail_with_device(PWDFDEVICE_INIT init)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFDEVICE device;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.EvtCleanupCallback = device_cleanup;
	EXPECT_EQ(wdf.t, WdfDeviceCreate(&init, &attributes, &device), STATUS_SUCCESS);
	return STATUS_NO_SUCH_DEVICE;
}

static NTSTATUS add_filter_fail(PWDFDEVICE_INIT init)
{
	WdfFdoInitSetFilter(init);
	return add_fail(init);
}

static NTSTATUS add_filter_fail_with_device(PWDFDEVICE_INIT init)
{
	WdfFdoInitSetFilter(init);
	return add_fail_with_device(init);
}

/* Add it with that EvtDriverDeviceAdd, which leaves no device behind. */
static NTSTATUS add_with(NTSTATUS (*add)(PWDFDEVICE_INIT init))
{
	NTSTATUS status;

	wdf_add_hook = add;
	status = wdf_add();
	wdf_add_hook = NULL;
	if (wdf.pdo)
		EXPECT_NULL(wdf.t, wdf.pdo->AttachedDevice);
	wdf_remove();
	return status;
}

/* Page nc-wdfdriver-evt_wdf_driver_device_add. */
static void test_add_without(struct kcase *t)
{
	wdf_remove();
	EXPECT_EQ(t, add_with(add_none), STATUS_SUCCESS);
	EXPECT_EQ(t, add_with(add_fail), STATUS_NO_SUCH_DEVICE);
}

/* What its driver makes of it is started and removed all the same. */
static void test_add_declined(struct kcase *t)
{
	int error;

	wdf_remove();
	wdf_add_hook = add_none;
	error = wdf_load_root();
	EXPECT_EQ(t, error, 0);
	if (!error)
		wdf_unload_root();
	wdf_add_hook = add_fail;
	EXPECT_NE(t, wdf_load_root(), 0);
	wdf_add_hook = NULL;
}

static void test_add_fails(struct kcase *t)
{
	wdf_remove();
	device_cleanups = 0;
	EXPECT_EQ(t, add_with(add_fail_with_device), STATUS_NO_SUCH_DEVICE);
	EXPECT_EQ(t, device_cleanups, 1);
}

static void test_add_filter(struct kcase *t)
{
	wdf_remove();
	device_cleanups = 0;
	EXPECT_EQ(t, add_with(add_filter_fail), STATUS_SUCCESS);
	EXPECT_EQ(t, add_with(add_filter_fail_with_device), STATUS_SUCCESS);
	EXPECT_EQ(t, device_cleanups, 1);
}

static void test_WdfDriverCreate(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(path, L"path");
	WDF_DRIVER_CONFIG config;

	EXPECT_PTR_EQ(t, WdfGetDriver(), wdf.driver);
	WDF_DRIVER_CONFIG_INIT(&config, NULL);
	EXPECT_EQ(t, WdfDriverCreate(wdf.driver_object, &path, NULL, &config, NULL),
		  STATUS_DRIVER_INTERNAL_ERROR);
	EXPECT_EQ(t, WdfDriverCreate(wdf.driver_object, NULL, NULL, &config, NULL),
		  STATUS_INVALID_PARAMETER);
	config.Size--;
	EXPECT_EQ(t, WdfDriverCreate(wdf.driver_object, &path, NULL, &config, NULL),
		  STATUS_INFO_LENGTH_MISMATCH);
}

static void test_WdfDeviceCreateSymbolicLink(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(link, L"\\DosDevices\\KmclWdfTest");
	DECLARE_CONST_UNICODE_STRING(more, L"\\DosDevices\\KmclWdfMore");

	DECLARE_CONST_UNICODE_STRING(empty, L"");

	EXPECT_EQ(t, WdfDeviceCreateSymbolicLink(wdf.device, &empty),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfDeviceCreateSymbolicLink(wdf.device, &link), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceCreateSymbolicLink(wdf.device, &more),
		  STATUS_INVALID_DEVICE_REQUEST);
	/* The first link is there, under its name. */
	EXPECT_EQ(t, IoDeleteSymbolicLink((PUNICODE_STRING)&link), STATUS_SUCCESS);
}

static void assign_no_name(PWDFDEVICE_INIT init)
{
	EXPECT_EQ(wdf.t, WdfDeviceInitAssignName(init, NULL), STATUS_SUCCESS);
}

static void open_and_close(struct kcase *t)
{
	struct file *file = filp_open("/dev/KmclWdfTest", O_RDWR, 0);

	EXPECT_EQ(t, PTR_ERR_OR_ZERO(file), 0);
	if (IS_ERR(file))
		return;
	filp_close(file, NULL);
	/* A kernel thread's last reference to a file is dropped by a work item. */
	EXPECT_SOON(t, strchr(wdf.order, 'c'), 20000);
}

static void test_link_without_name(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(link, L"\\DosDevices\\KmclWdfTest");
	NTSTATUS status;

	wdf_remove();
	memset(wdf.order, 0, sizeof(wdf.order));
	wdf_init_hook = assign_no_name;
	status = wdf_add();
	wdf_init_hook = NULL;
	ASSERT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceCreateSymbolicLink(wdf.device, &link), STATUS_SUCCESS);
	open_and_close(t);
	EXPECT_MEM_EQ(t, wdf.order, "PDiolc", 7);
}

static void test_link_surprise(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(link, L"\\DosDevices\\KmclWdfTest");

	EXPECT_EQ(t, WdfDeviceCreateSymbolicLink(wdf.device, &link), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, IoDeleteSymbolicLink((PUNICODE_STRING)&link), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void test_WdfFdoQueryForInterface(struct kcase *t)
{
	const GUID unknown = { 1 };
	INTERFACE interface = { 0 };

	EXPECT_EQ(t, WdfFdoQueryForInterface(wdf.device, &wdf_interface_type, &interface,
					     sizeof(interface), 7, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, interface.Size, sizeof(interface));
	EXPECT_EQ(t, interface.Version, 7);
	memset(&interface, 0, sizeof(interface));
	EXPECT_EQ(t, WdfIoTargetQueryForInterface(WdfDeviceGetIoTarget(wdf.device),
						  &wdf_interface_type, &interface,
						  sizeof(interface), 8, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, interface.Version, 8);
	memset(&interface, 0, sizeof(interface));
	EXPECT_EQ(t, WdfFdoQueryForInterface(wdf.device, &unknown, &interface,
					     sizeof(interface), 7, NULL), STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, interface.Version, 0);
}

static void test_WdfDeviceSetFailed(struct kcase *t)
{
	struct wdf_sent sent;

	WdfDeviceSetFailed(wdf.device, WdfDeviceFailedNoRestart);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_FORWARD, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_INVALID_DEVICE_STATE);
}

static void test_WdfDeviceInitSetFileObjectConfig(struct kcase *t)
{
	FILE_OBJECT object = { .DeviceObject = wdf.fdo };

	wdf.create_status = STATUS_SUCCESS;
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf.file);
	EXPECT_EQ(t, wdf.create_parameters.Type, WdfRequestTypeCreate);
	EXPECT_EQ(t, wdf.create_parameters.Parameters.Create.Options, (ULONG)FILE_OPEN << 24);
	EXPECT_PTR_EQ(t, WdfFileObjectGetDevice(wdf.file), wdf.device);
	EXPECT_PTR_EQ(t, WdfFileObjectWdmGetFileObject(wdf.file), &object);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLOSE), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDiolc", 7);
	/* One that the driver refuses is not closed. */
	wdf.create_status = STATUS_ACCESS_DENIED;
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_ACCESS_DENIED);
	EXPECT_MEM_EQ(t, wdf.order, "PDiolco", 8);
}

static void test_WdfFileObjectGetFileName(struct kcase *t)
{
	FILE_OBJECT object = { .DeviceObject = wdf.fdo };
	PUNICODE_STRING name;
	KIRQL irql;

	wdf.create_status = STATUS_SUCCESS;
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_SUCCESS);
	ASSERT_NOT_NULL(t, wdf.file);
	name = WdfFileObjectGetFileName(wdf.file);
	ASSERT_NOT_NULL(t, name);
	EXPECT_EQ(t, name->Length, 0);
	RtlInitUnicodeString(&object.FileName, L"\\file");
	EXPECT_TRUE(t, RtlEqualUnicodeString(WdfFileObjectGetFileName(wdf.file),
					     &object.FileName, FALSE));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	name = WdfFileObjectGetFileName(wdf.file);
	KeLowerIrql(irql);
	EXPECT_NULL(t, name);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLOSE), STATUS_SUCCESS);
}

static void delete_request(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WdfObjectDelete(request);
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* All of them go on as if nothing had been said; as KMDF's fxobjectapi.cpp. */
static void test_WdfObjectDelete_kept(struct kcase *t)
{
	FILE_OBJECT object = { .DeviceObject = wdf.fdo };
	struct wdf_sent sent;

	wdf.create_status = STATUS_SUCCESS;
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CREATE), STATUS_SUCCESS);
	WdfObjectDelete(wdf.file);
	WdfObjectDelete(WdfDeviceGetIoTarget(wdf.device));
	WdfObjectDelete(wdf.queue);
	WdfObjectDelete(wdf.device);
	WdfObjectDelete(wdf.driver);
	EXPECT_PTR_EQ(t, WdfGetDriver(), wdf.driver);
	EXPECT_PTR_EQ(t, WdfDeviceGetDefaultQueue(wdf.device), wdf.queue);
	EXPECT_EQ(t, WdfIoTargetGetState(WdfDeviceGetIoTarget(wdf.device)), WdfIoTargetStarted);
	wdf.call = delete_request;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfFileObjectWdmGetFileObject(wdf.file), &object);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLEANUP), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_handle_send(&object, IRP_MJ_CLOSE), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wdf.order, "PDiolc", 7);
}

/* Nor one that requests of a kind go to. */
static void test_WdfObjectDelete_route(struct kcase *t)
{
	WDF_IO_QUEUE_CONFIG config;
	WDFQUEUE queue;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	ASSERT_EQ(t, WdfIoQueueCreate(wdf.device, &config, NULL, &queue), STATUS_SUCCESS);
	wdf.fdo->Flags |= DO_DEVICE_INITIALIZING;
	EXPECT_EQ(t, WdfDeviceConfigureRequestDispatching(wdf.device, queue, WdfRequestTypeRead),
		  STATUS_SUCCESS);
	wdf.fdo->Flags &= ~DO_DEVICE_INITIALIZING;
	WdfObjectDelete(queue);
	EXPECT_EQ(t, WdfIoQueueGetState(queue, NULL, NULL),
		  WdfIoQueueAcceptRequests | WdfIoQueueDispatchRequests |
		  WdfIoQueueNoRequests | WdfIoQueueDriverNoRequests);
}

static void test_WdfRegistryQueryULong(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(name, L"number");
	DECLARE_CONST_UNICODE_STRING(unknown, L"Numbers");
	ULONG value = 0;
	WDFKEY key;

	ASSERT_EQ(t, WdfDriverOpenParametersRegistryKey(wdf.driver, KEY_READ, NULL, &key),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRegistryQueryULong(key, &name, &value), STATUS_SUCCESS);
	EXPECT_EQ(t, value, 4711u);
	EXPECT_EQ(t, WdfRegistryQueryULong(key, &unknown, &value), STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, value, 4711u);
	WdfRegistryClose(key);
}

static const struct kcase_spec wdf_device_cases[] = {
	KCASE(wdf_driver_create, "one to a driver; found again", test_WdfDriverCreate),
	KCASE(wdf_device_create, "its stack, its callbacks in order", test_WdfDeviceCreate),
	KCASE(evt_device_d0_exit, "undoes only what succeeded", test_start_failures),
	KCASE(evt_driver_device_add_without, "it may make no device", test_add_without),
	KCASE(evt_driver_device_add_declined, "the driver is loaded all the same",
	      test_add_declined),
	KCASE(evt_driver_device_add_fails, "the device that it made is deleted",
	      test_add_fails),
	KCASE(evt_driver_device_add_filter, "a filter's failure is none of the stack's",
	      test_add_filter),
	KCASE(wdf_device_create_symbolic_link, "one to a device",
	      test_WdfDeviceCreateSymbolicLink),
	KCASE(wdf_device_create_symbolic_link_unnamed, "to a device that has no name",
	      test_link_without_name),
	KCASE(wdf_device_create_symbolic_link_surprise, "deleted at once", test_link_surprise),
	KCASE(wdf_fdo_query_for_interface, "of the device below", test_WdfFdoQueryForInterface),
	KCASE(wdf_device_set_failed, "gets no more requests", test_WdfDeviceSetFailed),
	KCASE(wdf_device_init_set_file_object_config, "opened, closed, refused",
	      test_WdfDeviceInitSetFileObjectConfig),
	KCASE(wdf_file_object_get_file_name, "what is behind the device's name",
	      test_WdfFileObjectGetFileName),
	KCASE(wdf_object_delete_kept, "not what the framework deletes",
	      test_WdfObjectDelete_kept),
	KCASE(wdf_object_delete_route, "not a queue that requests of a kind go to",
	      test_WdfObjectDelete_route),
	KCASE(wdf_registry_query_ulong, "values of the glue file", test_WdfRegistryQueryULong),
};
const struct kcase_suite wdf_device_suite =
	KCASE_SUITE_FIXTURE("wdf_device", wdf_device_cases, wdf_setup, wdf_teardown);
