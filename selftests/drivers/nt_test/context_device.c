// SPDX-License-Identifier: GPL-2.0-only
/* Calls of drivers, devices and requests, of WDM and of the framework. */
#include "context.h"
#include "wdf_fixture.h"

/* The fixture makes these calls, at PASSIVE_LEVEL in DriverEntry and EvtDriverDeviceAdd. */
static void device_is_there(struct kcase *t)
{
	EXPECT_NOT_NULL(t, wdf.device);
}

KCASE_CALL(WdfDriverCreate, device_is_there(t));
KCASE_CALL(WdfDeviceCreate, device_is_there(t));

static UNICODE_STRING device_link = RTL_CONSTANT_STRING(L"\\DosDevices\\KmclWdfTest");
static INTERFACE interface;

static void link_end(struct kcase *t)
{
	EXPECT_OK(t, IoDeleteSymbolicLink(&device_link));
}

static NTSTATUS device_query(void)
{
	return WdfFdoQueryForInterface(wdf.device, &wdf_interface_type, &interface,
				       sizeof(interface), 1, NULL);
}

static NTSTATUS target_query(void)
{
	return WdfIoTargetQueryForInterface(WdfDeviceGetIoTarget(wdf.device), &wdf_interface_type,
					    &interface, sizeof(interface), 1, NULL);
}

KCASE_CALL_BETWEEN(WdfDeviceCreateSymbolicLink, NULL, link_end,
		   EXPECT_OK(t, WdfDeviceCreateSymbolicLink(wdf.device, &device_link)));
KCASE_CALL(WdfDeviceSetFailed, WdfDeviceSetFailed(wdf.device, WdfDeviceFailedNoRestart));
KCASE_CALL(WdfDeviceWdmGetDeviceObject,
	   EXPECT_PTR_EQ(t, WdfDeviceWdmGetDeviceObject(wdf.device), wdf.fdo));
KCASE_CALL(WdfDeviceWdmGetAttachedDevice,
	   EXPECT_PTR_EQ(t, WdfDeviceWdmGetAttachedDevice(wdf.device), wdf.pdo));
KCASE_CALL(WdfDeviceWdmGetPhysicalDevice,
	   EXPECT_PTR_EQ(t, WdfDeviceWdmGetPhysicalDevice(wdf.device), wdf.pdo));
KCASE_CALL(WdfWdmDeviceGetWdfDeviceHandle,
	   EXPECT_PTR_EQ(t, WdfWdmDeviceGetWdfDeviceHandle(wdf.fdo), wdf.device));
KCASE_CALL(WdfDeviceGetDriver, EXPECT_PTR_EQ(t, WdfDeviceGetDriver(wdf.device), wdf.driver));
KCASE_CALL(WdfDeviceGetIoTarget, EXPECT_NOT_NULL(t, WdfDeviceGetIoTarget(wdf.device)));
KCASE_CALL(WdfDeviceGetDefaultQueue,
	   EXPECT_PTR_EQ(t, WdfDeviceGetDefaultQueue(wdf.device), wdf.queue));
KCASE_CALL(WdfDriverWdmGetDriverObject,
	   EXPECT_PTR_EQ(t, WdfDriverWdmGetDriverObject(wdf.driver), wdf.driver_object));
KCASE_CALL(vmbkmcl_wdf_driver_of_module,
	   EXPECT_PTR_EQ(t, vmbkmcl_wdf_driver_of_module(THIS_MODULE), wdf.driver));
KCASE_CALL(WdfGetDriver, EXPECT_PTR_EQ(t, WdfGetDriver(), wdf.driver));
KCASE_CALL(WdfFdoQueryForInterface, EXPECT_OK(t, device_query()));
KCASE_CALL(WdfIoTargetQueryForInterface, EXPECT_OK(t, target_query()));

static const UNICODE_STRING value_name = RTL_CONSTANT_STRING(L"Number");
static WDFKEY key;
static ULONG value;

static void key_begin(struct kcase *t)
{
	EXPECT_OK(t, WdfDriverOpenParametersRegistryKey(wdf.driver, KEY_READ, NULL, &key));
}

static void key_end(struct kcase *t)
{
	WdfRegistryClose(key);
}

KCASE_CALL_BETWEEN(WdfDriverOpenParametersRegistryKey, NULL, key_end, key_begin(t));
KCASE_CALL_BETWEEN(WdfRegistryQueryULong, key_begin, key_end,
		   EXPECT_OK(t, WdfRegistryQueryULong(key, &value_name, &value)));
KCASE_CALL_BETWEEN(WdfRegistryClose, key_begin, NULL, WdfRegistryClose(key));

static FILE_OBJECT file;

static void file_begin(struct kcase *t)
{
	file = (FILE_OBJECT){ .DeviceObject = wdf.fdo };
	EXPECT_OK(t, wdf_handle_send(&file, IRP_MJ_CREATE));
	EXPECT_NOT_NULL(t, wdf.file);
}

static void file_end(struct kcase *t)
{
	EXPECT_OK(t, wdf_handle_send(&file, IRP_MJ_CLEANUP));
	EXPECT_OK(t, wdf_handle_send(&file, IRP_MJ_CLOSE));
}

KCASE_CALL_BETWEEN(WdfFileObjectGetDevice, file_begin, file_end,
		   EXPECT_PTR_EQ(t, WdfFileObjectGetDevice(wdf.file), wdf.device));
KCASE_CALL_BETWEEN(WdfFileObjectWdmGetFileObject, file_begin, file_end,
		   EXPECT_PTR_EQ(t, WdfFileObjectWdmGetFileObject(wdf.file), &file));

/* @object is deleted at the end, unless the call has done so. */
static WDFOBJECT object;
static PVOID context;
static PVOID buffer;

static void object_begin(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT child;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WDF_TEST_CONTEXT);
	EXPECT_OK(t, WdfObjectCreate(&attributes, &object));
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = object;
	EXPECT_OK(t, WdfObjectCreate(&attributes, &child));
}

static void plain_begin(struct kcase *t)
{
	EXPECT_OK(t, WdfObjectCreate(NULL, &object));
}

static void object_end(struct kcase *t)
{
	EXPECT_NOT_NULL(t, object);
	if (object)
		WdfObjectDelete(object);
	object = NULL;
}

static void reference_begin(struct kcase *t)
{
	object_begin(t);
	WdfObjectReference(object);
}

static void reference_end(struct kcase *t)
{
	WdfObjectDereference(object);
	object_end(t);
}

static NTSTATUS context_allocate(void)
{
	WDF_OBJECT_ATTRIBUTES attributes;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WDF_TEST_CONTEXT);
	return WdfObjectAllocateContext(object, &attributes, &context);
}

KCASE_CALL_BETWEEN(WdfObjectCreate, NULL, object_end, object_begin(t));
KCASE_CALL_BETWEEN(WdfObjectDelete, object_begin, NULL, object_end(t));
KCASE_CALL_BETWEEN(WdfObjectGetTypedContextWorker, object_begin, object_end,
		   EXPECT_NOT_NULL(t, GetTestContext(object)));
KCASE_CALL_BETWEEN(WdfObjectAllocateContext, plain_begin, object_end,
		   EXPECT_OK(t, context_allocate()));
KCASE_CALL_BETWEEN(WdfObjectReferenceActual, object_begin, reference_end,
		   WdfObjectReferenceActual(object));
KCASE_CALL_BETWEEN(WdfObjectDereferenceActual, reference_begin, object_end,
		   WdfObjectDereferenceActual(object));

static void memory_create(struct kcase *t)
{
	EXPECT_OK(t, WdfMemoryCreate(NULL, NonPagedPoolNx, 'tseT', 2 * PAGE_SIZE,
				     (WDFMEMORY *)&object, &buffer));
}

static void spin_create(struct kcase *t)
{
	EXPECT_OK(t, WdfSpinLockCreate(NULL, (WDFSPINLOCK *)&object));
}

static void wait_create(struct kcase *t)
{
	EXPECT_OK(t, WdfWaitLockCreate(NULL, (WDFWAITLOCK *)&object));
}

static void wait_own(struct kcase *t)
{
	wait_create(t);
	EXPECT_OK(t, WdfWaitLockAcquire((WDFWAITLOCK)object, NULL));
}

static void spin_and_release(void)
{
	WdfSpinLockAcquire((WDFSPINLOCK)object);
	WdfSpinLockRelease((WDFSPINLOCK)object);
}

static void wait_and_release(struct kcase *t)
{
	EXPECT_OK(t, WdfWaitLockAcquire((WDFWAITLOCK)object, NULL));
	WdfWaitLockRelease((WDFWAITLOCK)object);
}

KCASE_CALL_BETWEEN(WdfMemoryCreate, NULL, object_end, memory_create(t));
KCASE_CALL_BETWEEN(WdfMemoryGetBuffer, memory_create, object_end,
		   EXPECT_PTR_EQ(t, WdfMemoryGetBuffer((WDFMEMORY)object, NULL), buffer));
KCASE_CALL_BETWEEN(WdfSpinLockCreate, NULL, object_end, spin_create(t));
KCASE_CALL_BETWEEN(WdfSpinLockAcquire, spin_create, object_end, spin_and_release());
KCASE_CALL_BETWEEN(WdfSpinLockRelease, spin_create, object_end, spin_and_release());
KCASE_CALL_BETWEEN(WdfWaitLockCreate, NULL, object_end, wait_create(t));
KCASE_CALL_BETWEEN(WdfWaitLockAcquire, wait_create, object_end, wait_and_release(t));
KCASE_CALL_BETWEEN(WdfWaitLockRelease, wait_own, object_end,
		   WdfWaitLockRelease((WDFWAITLOCK)object));

static VOID timer_due(WDFTIMER timer)
{
}

static VOID work(WDFWORKITEM item)
{
}

static void timer_create(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG config;

	WDF_TIMER_CONFIG_INIT(&config, timer_due);
	config.AutomaticSerialization = FALSE;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	EXPECT_OK(t, WdfTimerCreate(&config, &attributes, (WDFTIMER *)&object));
}

static void timer_started(struct kcase *t)
{
	timer_create(t);
	if (object)
		WdfTimerStart((WDFTIMER)object, -10000ll * 60000);
}

static void work_create(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;

	WDF_WORKITEM_CONFIG_INIT(&config, work);
	config.AutomaticSerialization = FALSE;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	EXPECT_OK(t, WdfWorkItemCreate(&config, &attributes, (WDFWORKITEM *)&object));
}

KCASE_CALL_BETWEEN(WdfTimerCreate, NULL, object_end, timer_create(t));
KCASE_CALL_BETWEEN(WdfTimerStart, timer_create, object_end,
		   EXPECT_FALSE(t, WdfTimerStart((WDFTIMER)object, -10000ll * 60000)));
KCASE_CALL_BETWEEN(WdfTimerStop, timer_started, object_end,
		   EXPECT_TRUE(t, WdfTimerStop((WDFTIMER)object, FALSE)));
KCASE_CALL_BETWEEN(WdfTimerGetParentObject, timer_create, object_end,
		   EXPECT_PTR_EQ(t, WdfTimerGetParentObject((WDFTIMER)object), wdf.device));
KCASE_CALL_BETWEEN(WdfWorkItemCreate, NULL, object_end, work_create(t));
KCASE_CALL_BETWEEN(WdfWorkItemEnqueue, work_create, object_end,
		   WdfWorkItemEnqueue((WDFWORKITEM)object));
KCASE_CALL_BETWEEN(WdfWorkItemFlush, work_create, object_end,
		   WdfWorkItemFlush((WDFWORKITEM)object));
KCASE_CALL_BETWEEN(WdfWorkItemGetParentObject, work_create, object_end,
		   EXPECT_PTR_EQ(t, WdfWorkItemGetParentObject((WDFWORKITEM)object), wdf.device));

static VOID dpc_due(WDFDPC dpc)
{
}

static void dpc_create(struct kcase *t)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_DPC_CONFIG config;

	WDF_DPC_CONFIG_INIT(&config, dpc_due);
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = wdf.device;
	EXPECT_OK(t, WdfDpcCreate(&config, &attributes, (WDFDPC *)&object));
}

static void device_lock(struct kcase *t)
{
	WdfObjectAcquireLock(wdf.device);
	WdfObjectReleaseLock(wdf.device);
}

KCASE_CALL_BETWEEN(WdfDpcCreate, NULL, object_end, dpc_create(t));
KCASE_CALL_BETWEEN(WdfDpcEnqueue, dpc_create, object_end,
		   EXPECT_TRUE(t, WdfDpcEnqueue((WDFDPC)object)));
KCASE_CALL_BETWEEN(WdfDpcCancel, dpc_create, object_end,
		   EXPECT_FALSE(t, WdfDpcCancel((WDFDPC)object, FALSE)));
KCASE_CALL_BETWEEN(WdfDpcGetParentObject, dpc_create, object_end,
		   EXPECT_PTR_EQ(t, WdfDpcGetParentObject((WDFDPC)object), wdf.device));
KCASE_CALL_BETWEEN(WdfDpcWdmGetDpc, dpc_create, object_end,
		   EXPECT_NOT_NULL(t, WdfDpcWdmGetDpc((WDFDPC)object)));
KCASE_CALL(WdfObjectAcquireLock, device_lock(t));
KCASE_CALL(WdfObjectReleaseLock, device_lock(t));

/* @sent is with the driver (wdf.held), or in its manual queue. */
static struct wdf_sent sent;
static WDFREQUEST request;
static WDFMEMORY memory;

static VOID cancelled(WDFREQUEST which)
{
	WdfRequestComplete(which, STATUS_CANCELLED);
}

static void held_begin(struct kcase *t)
{
	wdf.held = NULL;
	EXPECT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_HOLD, 4, 4));
	EXPECT_NOT_NULL(t, wdf.held);
}

static void held_end(struct kcase *t)
{
	if (wdf.held)
		WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_OK(t, wdf_result(&sent));
}

static void ended(struct kcase *t)
{
	EXPECT_OK(t, wdf_result(&sent));
}

static void cancelable_begin(struct kcase *t)
{
	held_begin(t);
	EXPECT_OK(t, WdfRequestMarkCancelableEx(wdf.held, cancelled));
}

static void cancelable_end(struct kcase *t)
{
	EXPECT_OK(t, WdfRequestUnmarkCancelable(wdf.held));
	held_end(t);
}

static void queued_begin(struct kcase *t)
{
	EXPECT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_FORWARD, 4, 4));
}

static void retrieved_end(struct kcase *t)
{
	WdfRequestComplete(request, STATUS_SUCCESS);
	ended(t);
}

static void queued_end(struct kcase *t)
{
	EXPECT_OK(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request));
	retrieved_end(t);
}

static void purged_end(struct kcase *t)
{
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	WdfIoQueueStart(wdf.manual);
}

static void purged_begin(struct kcase *t)
{
	WdfIoQueuePurgeSynchronously(wdf.manual);
}

static void queue_delete(struct kcase *t)
{
	WdfObjectDelete(object);
}

static NTSTATUS queue_create(void)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	return WdfIoQueueCreate(wdf.device, &config, NULL, (WDFQUEUE *)&object);
}

KCASE_CALL_BETWEEN(WdfIoQueueCreate, NULL, queue_delete, EXPECT_OK(t, queue_create()));
KCASE_CALL(WdfIoQueueGetDevice, EXPECT_PTR_EQ(t, WdfIoQueueGetDevice(wdf.queue), wdf.device));
KCASE_CALL_BETWEEN(WdfIoQueueRetrieveNextRequest, queued_begin, retrieved_end,
		   EXPECT_OK(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request)));
KCASE_CALL_BETWEEN(WdfIoQueuePurge, queued_begin, purged_end,
		   WdfIoQueuePurge(wdf.manual, NULL, NULL));
KCASE_CALL_BETWEEN(WdfIoQueuePurgeSynchronously, queued_begin, purged_end,
		   WdfIoQueuePurgeSynchronously(wdf.manual));
KCASE_CALL_BETWEEN(WdfIoQueueStart, purged_begin, NULL, WdfIoQueueStart(wdf.manual));
KCASE_CALL_BETWEEN(WdfRequestForwardToIoQueue, held_begin, queued_end,
		   EXPECT_OK(t, WdfRequestForwardToIoQueue(wdf.held, wdf.manual)));
KCASE_CALL_BETWEEN(WdfRequestStopAcknowledge, held_begin, held_end,
		   WdfRequestStopAcknowledge(wdf.held, FALSE));
KCASE_CALL_BETWEEN(WdfRequestRetrieveInputBuffer, held_begin, held_end,
		   EXPECT_OK(t, WdfRequestRetrieveInputBuffer(wdf.held, 4, &buffer, NULL)));
KCASE_CALL_BETWEEN(WdfRequestRetrieveOutputBuffer, held_begin, held_end,
		   EXPECT_OK(t, WdfRequestRetrieveOutputBuffer(wdf.held, 4, &buffer, NULL)));
KCASE_CALL_BETWEEN(WdfRequestRetrieveInputMemory, held_begin, held_end,
		   EXPECT_OK(t, WdfRequestRetrieveInputMemory(wdf.held, &memory)));
KCASE_CALL_BETWEEN(WdfRequestRetrieveOutputMemory, held_begin, held_end,
		   EXPECT_OK(t, WdfRequestRetrieveOutputMemory(wdf.held, &memory)));
KCASE_CALL_BETWEEN(WdfRequestGetFileObject, held_begin, held_end,
		   EXPECT_NULL(t, WdfRequestGetFileObject(wdf.held)));
KCASE_CALL_BETWEEN(WdfRequestComplete, held_begin, ended,
		   WdfRequestComplete(wdf.held, STATUS_SUCCESS));
KCASE_CALL_BETWEEN(WdfRequestCompleteWithInformation, held_begin, ended,
		   WdfRequestCompleteWithInformation(wdf.held, STATUS_SUCCESS, 4));
KCASE_CALL_BETWEEN(WdfRequestSetInformation, held_begin, held_end,
		   WdfRequestSetInformation(wdf.held, 4));
KCASE_CALL_BETWEEN(WdfRequestGetIoQueue, held_begin, held_end,
		   EXPECT_PTR_EQ(t, WdfRequestGetIoQueue(wdf.held), wdf.queue));
KCASE_CALL_BETWEEN(WdfRequestWdmGetIrp, held_begin, held_end,
		   EXPECT_NOT_NULL(t, WdfRequestWdmGetIrp(wdf.held)));
KCASE_CALL_BETWEEN(WdfRequestMarkCancelableEx, held_begin, cancelable_end,
		   EXPECT_OK(t, WdfRequestMarkCancelableEx(wdf.held, cancelled)));
KCASE_CALL_BETWEEN(WdfRequestMarkCancelable, held_begin, cancelable_end,
		   WdfRequestMarkCancelable(wdf.held, cancelled));
KCASE_CALL_BETWEEN(WdfRequestUnmarkCancelable, cancelable_begin, held_end,
		   EXPECT_OK(t, WdfRequestUnmarkCancelable(wdf.held)));
KCASE_CALL_BETWEEN(WdfRequestIsCanceled, held_begin, held_end,
		   EXPECT_FALSE(t, WdfRequestIsCanceled(wdf.held)));
