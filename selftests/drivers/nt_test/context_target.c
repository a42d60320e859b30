// SPDX-License-Identifier: GPL-2.0-only
/* Calls of the framework's functions: those of I/O targets, and of requests sent there. */
#include "context.h"
#include "wdf_fixture.h"

#define CODE	CTL_CODE(3, 1, METHOD_BUFFERED, 0)

/* What one call makes for the next; a case runs alone. */
static WDFIOTARGET target;
static WDFREQUEST request;
static WDFREQUEST found;
static WDFLOOKASIDE list;
static WDFMEMORY memory;
static struct wdf_sent sent;
static PIRP irp;
static PFILE_OBJECT file;
static WDF_REQUEST_REUSE_PARAMS reuse;
static WDF_REQUEST_COMPLETION_PARAMS params;
static IO_STACK_LOCATION stack;

static void target_create(struct kcase *t)
{
	EXPECT_OK(t, WdfIoTargetCreate(wdf.device, NULL, &target));
}

static NTSTATUS target_open(void)
{
	WDF_IO_TARGET_OPEN_PARAMS open;

	WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&open, wdf.pdo);
	return WdfIoTargetOpen(target, &open);
}

static void target_begin(struct kcase *t)
{
	target_create(t);
	EXPECT_OK(t, target_open());
}

static void target_end(struct kcase *t)
{
	WdfObjectDelete(target);
}

static void request_create(struct kcase *t)
{
	EXPECT_OK(t, WdfRequestCreate(NULL, target, &request));
}

static void request_format(struct kcase *t)
{
	EXPECT_OK(t, WdfIoTargetFormatRequestForIoctl(target, request, CODE, NULL, NULL, NULL,
						      NULL));
}

static void request_begin(struct kcase *t)
{
	target_begin(t);
	request_create(t);
	WDF_REQUEST_REUSE_PARAMS_INIT(&reuse, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	WDF_REQUEST_COMPLETION_PARAMS_INIT(&params);
}

static void formatted_begin(struct kcase *t)
{
	request_begin(t);
	request_format(t);
}

static void request_end(struct kcase *t)
{
	WdfObjectDelete(request);
	WdfObjectDelete(target);
}

/* A request from a queue, to be sent on as it came. */
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

static void queued_begin(struct kcase *t)
{
	EXPECT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_FORWARD, 4, 4));
}

static void queued_end(struct kcase *t)
{
	if (!request)
		WdfIoQueueRetrieveNextRequest(wdf.manual, &request);
	WdfRequestComplete(request, STATUS_SUCCESS);
	EXPECT_OK(t, wdf_result(&sent));
}

static void find(struct kcase *t)
{
	request = NULL;
	EXPECT_OK(t, WdfIoQueueFindRequest(wdf.manual, NULL, NULL, NULL, &found));
	WdfObjectDereferenceActual(found);
}

static void found_begin(struct kcase *t)
{
	queued_begin(t);
	find(t);
}

static void taken_begin(struct kcase *t)
{
	queued_begin(t);
	EXPECT_OK(t, WdfIoQueueRetrieveNextRequest(wdf.manual, &request));
}

static void requeue(struct kcase *t)
{
	EXPECT_OK(t, WdfRequestRequeue(request));
	request = NULL;
}

static void list_create(struct kcase *t)
{
	EXPECT_OK(t, WdfLookasideListCreate(NULL, 8, NonPagedPoolNx, NULL, 0, &list));
}

static void list_end(struct kcase *t)
{
	WdfObjectDelete(list);
}

static void memory_end(struct kcase *t)
{
	WdfObjectDelete(memory);
	WdfObjectDelete(list);
}

static void irp_begin(struct kcase *t)
{
	irp = IoAllocateIrp(1, FALSE);
	EXPECT_NOT_NULL(t, irp);
}

static void irp_end(struct kcase *t)
{
	IoFreeIrp(irp);
}

static void from_irp_end(struct kcase *t)
{
	WdfObjectDelete(request);
}

static void pointer_get(struct kcase *t)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\KmclWdfTest");
	PDEVICE_OBJECT device;

	EXPECT_OK(t, IoGetDeviceObjectPointer(&name, GENERIC_READ, &file, &device));
}

static void pointer_end(struct kcase *t)
{
	ObDereferenceObject(file);
}

KCASE_CALL_BETWEEN(WdfIoTargetCreate, NULL, target_end, target_create(t));
KCASE_CALL_BETWEEN(WdfIoTargetOpen, target_create, target_end, EXPECT_OK(t, target_open()));
KCASE_CALL_BETWEEN(WdfIoTargetClose, target_begin, target_end, WdfIoTargetClose(target));
KCASE_CALL_BETWEEN(WdfIoTargetCloseForQueryRemove, target_begin, target_end,
		   WdfIoTargetCloseForQueryRemove(target));
KCASE_CALL_BETWEEN(WdfIoTargetStart, target_begin, target_end,
		   EXPECT_OK(t, WdfIoTargetStart(target)));
KCASE_CALL_BETWEEN(WdfIoTargetStop, target_begin, target_end,
		   WdfIoTargetStop(target, WdfIoTargetLeaveSentIoPending));
KCASE_CALL_BETWEEN(WdfIoTargetPurge, target_begin, target_end,
		   WdfIoTargetPurge(target, WdfIoTargetPurgeIo));
KCASE_CALL_BETWEEN(WdfIoTargetGetState, target_begin, target_end,
		   EXPECT_EQ(t, WdfIoTargetGetState(target), WdfIoTargetStarted));
KCASE_CALL_BETWEEN(WdfIoTargetGetDevice, target_begin, target_end,
		   EXPECT_PTR_EQ(t, WdfIoTargetGetDevice(target), wdf.device));
KCASE_CALL_BETWEEN(WdfIoTargetWdmGetTargetDeviceObject, target_begin, target_end,
		   EXPECT_PTR_EQ(t, WdfIoTargetWdmGetTargetDeviceObject(target), wdf.pdo));
KCASE_CALL_BETWEEN(WdfIoTargetWdmGetTargetPhysicalDevice, target_begin, target_end,
		   EXPECT_NULL(t, WdfIoTargetWdmGetTargetPhysicalDevice(target)));
KCASE_CALL_BETWEEN(WdfIoTargetWdmGetTargetFileObject, target_begin, target_end,
		   EXPECT_NULL(t, WdfIoTargetWdmGetTargetFileObject(target)));
KCASE_CALL_BETWEEN(WdfIoTargetFormatRequestForRead, request_begin, request_end,
		   EXPECT_OK(t, WdfIoTargetFormatRequestForRead(target, request, NULL, NULL,
								NULL)));
KCASE_CALL_BETWEEN(WdfIoTargetFormatRequestForWrite, request_begin, request_end,
		   EXPECT_OK(t, WdfIoTargetFormatRequestForWrite(target, request, NULL, NULL,
								 NULL)));
KCASE_CALL_BETWEEN(WdfIoTargetFormatRequestForIoctl, request_begin, request_end,
		   request_format(t));
KCASE_CALL_BETWEEN(WdfIoTargetFormatRequestForInternalIoctl, request_begin, request_end,
		   EXPECT_OK(t, WdfIoTargetFormatRequestForInternalIoctl(target, request, CODE,
									 NULL, NULL, NULL,
									 NULL)));
KCASE_CALL_BETWEEN(WdfIoTargetFormatRequestForInternalIoctlOthers, request_begin, request_end,
		   EXPECT_OK(t, WdfIoTargetFormatRequestForInternalIoctlOthers(target, request,
				CODE, NULL, NULL, NULL, NULL, NULL, NULL)));
KCASE_CALL_BETWEEN(WdfIoTargetSendReadSynchronously, target_begin, target_end,
		   EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target, NULL, NULL, NULL, NULL,
								 NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfIoTargetSendWriteSynchronously, target_begin, target_end,
		   EXPECT_EQ(t, WdfIoTargetSendWriteSynchronously(target, NULL, NULL, NULL,
								  NULL, NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfIoTargetSendIoctlSynchronously, target_begin, target_end,
		   EXPECT_EQ(t, WdfIoTargetSendIoctlSynchronously(target, NULL, CODE, NULL,
								  NULL, NULL, NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfIoTargetSendInternalIoctlSynchronously, target_begin, target_end,
		   EXPECT_EQ(t, WdfIoTargetSendInternalIoctlSynchronously(target, NULL, CODE,
									  NULL, NULL, NULL,
									  NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfIoTargetSendInternalIoctlOthersSynchronously, target_begin, target_end,
		   EXPECT_EQ(t, WdfIoTargetSendInternalIoctlOthersSynchronously(target, NULL,
				CODE, NULL, NULL, NULL, NULL, NULL),
			     STATUS_INVALID_DEVICE_REQUEST));
KCASE_CALL_BETWEEN(WdfRequestCreate, target_begin, request_end, request_create(t));
KCASE_CALL_BETWEEN(WdfRequestCreateFromIrp, irp_begin, from_irp_end,
		   EXPECT_OK(t, WdfRequestCreateFromIrp(NULL, irp, TRUE, &request)));
KCASE_CALL_BETWEEN(WdfRequestReuse, request_begin, request_end,
		   EXPECT_OK(t, WdfRequestReuse(request, &reuse)));
KCASE_CALL_BETWEEN(WdfRequestChangeTarget, request_begin, request_end,
		   EXPECT_OK(t, WdfRequestChangeTarget(request, target)));
KCASE_CALL_BETWEEN(WdfRequestSetCompletionRoutine, request_begin, request_end,
		   WdfRequestSetCompletionRoutine(request, NULL, NULL));
KCASE_CALL_BETWEEN(WdfRequestGetCompletionParams, request_begin, request_end,
		   WdfRequestGetCompletionParams(request, &params));
KCASE_CALL_BETWEEN(WdfRequestAllocateTimer, request_begin, request_end,
		   EXPECT_OK(t, WdfRequestAllocateTimer(request)));
KCASE_CALL_BETWEEN(WdfRequestFormatRequestUsingCurrentType, held_begin, held_end,
		   WdfRequestFormatRequestUsingCurrentType(wdf.held));
KCASE_CALL_BETWEEN(WdfRequestWdmFormatUsingStackLocation, request_begin, request_end,
		   WdfRequestWdmFormatUsingStackLocation(request, &stack));
KCASE_CALL_BETWEEN(WdfRequestSend, formatted_begin, request_end,
		   EXPECT_TRUE(t, WdfRequestSend(request, target, NULL)));
KCASE_CALL_BETWEEN(WdfRequestGetStatus, request_begin, request_end,
		   EXPECT_OK(t, WdfRequestGetStatus(request)));
KCASE_CALL_BETWEEN(WdfRequestCancelSentRequest, request_begin, request_end,
		   EXPECT_FALSE(t, WdfRequestCancelSentRequest(request)));
KCASE_CALL_BETWEEN(WdfRequestGetInformation, request_begin, request_end,
		   EXPECT_EQ(t, WdfRequestGetInformation(request), 0));
KCASE_CALL_BETWEEN(WdfRequestRequeue, taken_begin, queued_end, requeue(t));
KCASE_CALL_BETWEEN(WdfIoQueueFindRequest, queued_begin, queued_end, find(t));
KCASE_CALL_BETWEEN(WdfIoQueueRetrieveFoundRequest, found_begin, queued_end,
		   EXPECT_OK(t, WdfIoQueueRetrieveFoundRequest(wdf.manual, found, &request)));
KCASE_CALL_BETWEEN(WdfLookasideListCreate, NULL, list_end, list_create(t));
KCASE_CALL_BETWEEN(WdfMemoryCreateFromLookaside, list_create, memory_end,
		   EXPECT_OK(t, WdfMemoryCreateFromLookaside(list, &memory)));
KCASE_CALL_BETWEEN(IoGetDeviceObjectPointer, NULL, pointer_end, pointer_get(t));
KCASE_CALL_BETWEEN(IoReuseIrp, irp_begin, irp_end, IoReuseIrp(irp, STATUS_SUCCESS));
