// SPDX-License-Identifier: GPL-2.0-only
/* Calls of the framework's functions: those of queues, buffers and small objects. */
#include <vmbkmcl/nt/security.h>

#include "context.h"
#include "wdf_fixture.h"

/* What one call makes for the next; a case runs alone. */
static WDFOBJECT made;
static struct wdf_sent sent;
static WDFREQUEST request;
static WDFMEMORY memory;
static char data[8];
static PVOID address;
static PMDL mdl;
static WDF_REQUEST_PARAMETERS parameters;
static FILE_OBJECT file;

static void made_end(struct kcase *t)
{
	if (made)
		WdfObjectDelete(made);
	made = NULL;
}

static void collection_create(struct kcase *t)
{
	EXPECT_OK(t, WdfCollectionCreate(NULL, (WDFCOLLECTION *)&made));
}

static void collection_begin(struct kcase *t)
{
	collection_create(t);
	EXPECT_OK(t, WdfCollectionAdd((WDFCOLLECTION)made, wdf.device));
}

static void string_create(struct kcase *t)
{
	EXPECT_OK(t, WdfStringCreate(NULL, NULL, (WDFSTRING *)&made));
}

static void string_get(struct kcase *t)
{
	UNICODE_STRING text;

	WdfStringGetUnicodeString((WDFSTRING)made, &text);
	EXPECT_EQ(t, text.Length, 0);
}

static void version_available(struct kcase *t)
{
	WDF_DRIVER_VERSION_AVAILABLE_PARAMS version;

	WDF_DRIVER_VERSION_AVAILABLE_PARAMS_INIT(&version, 1, 1);
	EXPECT_TRUE(t, WdfDriverIsVersionAvailable(wdf.driver, &version));
}

/* To be found at or below DISPATCH_LEVEL only. */
static PVOID device_context;

static void context_find(struct kcase *t)
{
	device_context = GetTestContext(wdf.device);
}

static void memory_create(struct kcase *t)
{
	EXPECT_OK(t, WdfMemoryCreatePreallocated(NULL, data, sizeof(data), (WDFMEMORY *)&made));
}

static void memory_copy(struct kcase *t)
{
	char copy[2];

	EXPECT_OK(t, WdfMemoryCopyToBuffer((WDFMEMORY)made, 0, copy, 2));
}

static void key_open(struct kcase *t)
{
	EXPECT_OK(t, WdfDeviceOpenRegistryKey(wdf.device, PLUGPLAY_REGKEY_DEVICE, KEY_READ, NULL,
					      (WDFKEY *)&made));
}

static void control_device(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\KmclWdfContext");

	wdf_init_begin(t);
	EXPECT_OK(t, WdfDeviceInitAssignName(wdf_init, &name));
	EXPECT_OK(t, WdfDeviceCreate(&wdf_init, NULL, (WDFDEVICE *)&made));
}

static const GUID interface_class = { 0x4a1c0001, 0x11, 0x22, { 1, 2, 3, 4, 5, 6, 7, 8 } };

static void interface_begin(struct kcase *t)
{
	string_create(t);
	EXPECT_OK(t, WdfDeviceCreateDeviceInterface(wdf.device, &interface_class, NULL));
}

static void held_begin(struct kcase *t)
{
	EXPECT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_HOLD, 4, 4));
	EXPECT_NOT_NULL(t, wdf.held);
}

static void held_end(struct kcase *t)
{
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_OK(t, wdf_result(&sent));
}

static void restart(struct kcase *t)
{
	WdfIoQueueStart(wdf.manual);
}

static VOID ready(WDFQUEUE queue, WDFCONTEXT context)
{
}

/* Removed only while the queue is stopped. */
static void notify_end(struct kcase *t)
{
	WdfIoQueueStopSynchronously(wdf.manual);
	EXPECT_OK(t, WdfIoQueueReadyNotify(wdf.manual, NULL, NULL));
	WdfIoQueueStart(wdf.manual);
}

static void file_begin(struct kcase *t)
{
	file.DeviceObject = wdf.fdo;
	EXPECT_OK(t, wdf_handle_send(&file, IRP_MJ_CREATE));
	EXPECT_NOT_NULL(t, wdf.file);
}

static void file_end(struct kcase *t)
{
	EXPECT_OK(t, wdf_handle_send(&file, IRP_MJ_CLEANUP));
	EXPECT_OK(t, wdf_handle_send(&file, IRP_MJ_CLOSE));
}

KCASE_CALL_BETWEEN(WdfCollectionCreate, NULL, made_end, collection_create(t));
KCASE_CALL_BETWEEN(WdfCollectionGetCount, collection_begin, made_end,
		   EXPECT_EQ(t, WdfCollectionGetCount((WDFCOLLECTION)made), 1u));
KCASE_CALL_BETWEEN(WdfCollectionAdd, collection_create, made_end,
		   EXPECT_OK(t, WdfCollectionAdd((WDFCOLLECTION)made, wdf.device)));
KCASE_CALL_BETWEEN(WdfCollectionGetItem, collection_begin, made_end,
		   EXPECT_NOT_NULL(t, WdfCollectionGetItem((WDFCOLLECTION)made, 0)));
KCASE_CALL_BETWEEN(WdfCollectionGetFirstItem, collection_begin, made_end,
		   EXPECT_NOT_NULL(t, WdfCollectionGetFirstItem((WDFCOLLECTION)made)));
KCASE_CALL_BETWEEN(WdfCollectionGetLastItem, collection_begin, made_end,
		   EXPECT_NOT_NULL(t, WdfCollectionGetLastItem((WDFCOLLECTION)made)));
KCASE_CALL_BETWEEN(WdfCollectionRemove, collection_begin, made_end,
		   WdfCollectionRemove((WDFCOLLECTION)made, wdf.device));
KCASE_CALL_BETWEEN(WdfCollectionRemoveItem, collection_begin, made_end,
		   WdfCollectionRemoveItem((WDFCOLLECTION)made, 0));
KCASE_CALL_BETWEEN(WdfStringCreate, NULL, made_end, string_create(t));
KCASE_CALL_BETWEEN(WdfStringGetUnicodeString, string_create, made_end, string_get(t));
KCASE_CALL_BETWEEN(WdfDriverRetrieveVersionString, string_create, made_end,
		   EXPECT_OK(t, WdfDriverRetrieveVersionString(wdf.driver, (WDFSTRING)made)));
KCASE_CALL(WdfDriverIsVersionAvailable, version_available(t));
KCASE_CALL(WdfDriverGetRegistryPath,
	   EXPECT_NOT_NULL(t, WdfDriverGetRegistryPath(wdf.driver)));
KCASE_CALL_BETWEEN(WdfMemoryCreatePreallocated, NULL, made_end, memory_create(t));
KCASE_CALL_BETWEEN(WdfMemoryAssignBuffer, memory_create, made_end,
		   EXPECT_OK(t, WdfMemoryAssignBuffer((WDFMEMORY)made, data, 4)));
KCASE_CALL_BETWEEN(WdfMemoryCopyToBuffer, memory_create, made_end, memory_copy(t));
KCASE_CALL_BETWEEN(WdfMemoryCopyFromBuffer, memory_create, made_end,
		   EXPECT_OK(t, WdfMemoryCopyFromBuffer((WDFMEMORY)made, 0, "x", 1)));
KCASE_CALL_BETWEEN(WdfObjectContextGetObject, context_find, NULL,
		   EXPECT_PTR_EQ(t, WdfObjectContextGetObject(device_context), wdf.device));
KCASE_CALL_BETWEEN(WdfDeviceOpenRegistryKey, NULL, made_end, key_open(t));
KCASE_CALL_BETWEEN(WdfControlDeviceInitAllocate, NULL, wdf_init_end, wdf_init_begin(t));
KCASE_CALL_BETWEEN(WdfControlDeviceInitSetShutdownNotification, wdf_init_begin, wdf_init_end,
		   WdfControlDeviceInitSetShutdownNotification(wdf_init, NULL, WdfDeviceShutdown));
KCASE_CALL_BETWEEN(WdfControlFinishInitializing, control_device, made_end,
		   WdfControlFinishInitializing((WDFDEVICE)made));
KCASE_CALL_BETWEEN(WdfDeviceCreateDeviceInterface, NULL, NULL,
		   EXPECT_OK(t, WdfDeviceCreateDeviceInterface(wdf.device, &interface_class,
							       NULL)));
KCASE_CALL_BETWEEN(WdfDeviceSetDeviceInterfaceState, interface_begin, made_end,
		   WdfDeviceSetDeviceInterfaceState(wdf.device, &interface_class, NULL, FALSE));
KCASE_CALL_BETWEEN(WdfDeviceRetrieveDeviceInterfaceString, interface_begin, made_end,
		   EXPECT_OK(t, WdfDeviceRetrieveDeviceInterfaceString(wdf.device,
								       &interface_class, NULL,
								       (WDFSTRING)made)));
KCASE_CALL_BETWEEN(WdfDeviceEnqueueRequest, held_begin, held_end,
		   EXPECT_EQ(t, WdfDeviceEnqueueRequest(wdf.device, wdf.held),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL(WdfDeviceConfigureRequestDispatching,
	   EXPECT_EQ(t, WdfDeviceConfigureRequestDispatching(wdf.device, wdf.manual,
							     WdfRequestTypeRead),
		     STATUS_INVALID_DEVICE_STATE));
KCASE_CALL_BETWEEN(WdfFileObjectGetFileName, file_begin, file_end,
		   EXPECT_NOT_NULL(t, WdfFileObjectGetFileName(wdf.file)));
KCASE_CALL_BETWEEN(WdfIoQueueRetrieveRequestByFileObject, file_begin, file_end,
		   EXPECT_EQ(t, WdfIoQueueRetrieveRequestByFileObject(wdf.manual, wdf.file,
								      &request),
			     STATUS_NO_MORE_ENTRIES));
KCASE_CALL_BETWEEN(WdfIoQueueReadyNotify, NULL, notify_end,
		   EXPECT_OK(t, WdfIoQueueReadyNotify(wdf.manual, ready, NULL)));
KCASE_CALL(WdfIoQueueGetState, EXPECT_NE(t, WdfIoQueueGetState(wdf.manual, NULL, NULL), 0));
KCASE_CALL_BETWEEN(WdfIoQueueStop, NULL, restart, WdfIoQueueStop(wdf.manual, NULL, NULL));
KCASE_CALL_BETWEEN(WdfIoQueueStopSynchronously, NULL, restart,
		   WdfIoQueueStopSynchronously(wdf.manual));
KCASE_CALL_BETWEEN(WdfIoQueueDrain, NULL, restart, WdfIoQueueDrain(wdf.manual, NULL, NULL));
KCASE_CALL_BETWEEN(WdfIoQueueDrainSynchronously, NULL, restart,
		   WdfIoQueueDrainSynchronously(wdf.manual));
KCASE_CALL_BETWEEN(WdfRequestRetrieveInputWdmMdl, held_begin, held_end,
		   EXPECT_OK(t, WdfRequestRetrieveInputWdmMdl(wdf.held, &mdl)));
KCASE_CALL_BETWEEN(WdfRequestRetrieveOutputWdmMdl, held_begin, held_end,
		   EXPECT_OK(t, WdfRequestRetrieveOutputWdmMdl(wdf.held, &mdl)));
KCASE_CALL_BETWEEN(WdfRequestRetrieveUnsafeUserInputBuffer, held_begin, held_end,
		   EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserInputBuffer(wdf.held, 0, &address,
									NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfRequestRetrieveUnsafeUserOutputBuffer, held_begin, held_end,
		   EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserOutputBuffer(wdf.held, 0, &address,
									 NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfRequestProbeAndLockUserBufferForRead, held_begin, held_end,
		   EXPECT_EQ(t, WdfRequestProbeAndLockUserBufferForRead(wdf.held, data, 1,
									&memory),
			     STATUS_ACCESS_VIOLATION));
KCASE_CALL_BETWEEN(WdfRequestProbeAndLockUserBufferForWrite, held_begin, held_end,
		   EXPECT_EQ(t, WdfRequestProbeAndLockUserBufferForWrite(wdf.held, data, 1,
									 &memory),
			     STATUS_ACCESS_VIOLATION));
KCASE_CALL_BETWEEN(WdfRequestGetParameters, held_begin, held_end,
		   WdfRequestGetParameters(wdf.held, &parameters));
KCASE_CALL_BETWEEN(WdfRequestGetRequestorMode, held_begin, held_end,
		   EXPECT_EQ(t, WdfRequestGetRequestorMode(wdf.held), KernelMode));

static UCHAR wmi_block[8];
static UNICODE_STRING wmi_text = RTL_CONSTANT_STRING(L"ab");
static ULONG wmi_size;

KCASE_CALL(WDF_WMI_BUFFER_APPEND_STRING,
	   EXPECT_OK(t, WDF_WMI_BUFFER_APPEND_STRING(wmi_block, sizeof(wmi_block), &wmi_text,
						     &wmi_size)));
