// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    control.c

Abstract:

    The queues: one takes control requests, in the other reads wait for a
    record.

Environment:

    Kernel mode

--*/
#include "courier.h"

static EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL CourierEvtIoDeviceControl;
static EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE CourierEvtReadCanceled;

static NTSTATUS CourierGetInfo(_In_ PDEVICE_CONTEXT Context,
			       _In_ WDFREQUEST Request,
			       _Out_ PULONG_PTR Information)
{
	PCOURIER_INFO info;
	LARGE_INTEGER timeout;
	NTSTATUS status;

	status = WdfRequestRetrieveOutputBuffer(Request, sizeof(*info),
						(PVOID *)&info, NULL);
	if (!NT_SUCCESS(status))
		return status;

	/* A program may come before the host does. */
	timeout.QuadPart = WDF_REL_TIMEOUT_IN_SEC(COURIER_REQUEST_SECONDS);
	status = KeWaitForSingleObject(&Context->Connected, Executive,
				       KernelMode, FALSE, &timeout);
	if (status == STATUS_TIMEOUT)
		return STATUS_DEVICE_NOT_CONNECTED;

	info->Version = Context->HostInfo.version;
	info->Features = Context->HostInfo.features;
	info->Index = Context->HostInfo.index;
	info->Connections = (ULONG)Context->Counters.Connections;
	info->Instance = Context->Instance;
	*Information = sizeof(*info);
	return STATUS_SUCCESS;
}

static NTSTATUS CourierGetStatistics(_In_ PDEVICE_CONTEXT Context,
				     _In_ WDFREQUEST Request,
				     _Out_ PULONG_PTR Information)
{
	COURIER_COUNTERS *counters = &Context->Counters;
	PCOURIER_STATISTICS out;
	NTSTATUS status;

	status = WdfRequestRetrieveOutputBuffer(Request, sizeof(*out),
						(PVOID *)&out, NULL);
	if (!NT_SUCCESS(status))
		return status;

	out->Received = (ULONGLONG)counters->Received;
	out->Deferred = (ULONGLONG)counters->Deferred;
	out->Held = (ULONGLONG)counters->Held;
	out->Batches = (ULONGLONG)counters->Batches;
	out->Malformed = (ULONGLONG)counters->Malformed;
	out->RecordsDropped = (ULONGLONG)counters->RecordsDropped;
	out->Sent = (ULONGLONG)counters->Sent;
	out->Completed = (ULONGLONG)counters->Completed;
	out->HostPackets = (ULONGLONG)counters->HostPackets;
	out->HostMistakes = (ULONGLONG)counters->HostMistakes;
	out->Heartbeats = (ULONGLONG)counters->Heartbeats;
	out->OpenHandles = (ULONG)counters->OpenHandles;
	out->Connections = (ULONG)counters->Connections;
	*Information = sizeof(*out);
	return STATUS_SUCCESS;
}

static NTSTATUS CourierSetMode(_In_ PDEVICE_CONTEXT Context,
			       _In_ WDFREQUEST Request)
{
	PCOURIER_MODE mode;
	NTSTATUS status;

	status = WdfRequestRetrieveInputBuffer(Request, sizeof(*mode),
					       (PVOID *)&mode, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (mode->HoldMilliseconds == 0 || mode->HoldMilliseconds > 10000)
		return STATUS_INVALID_PARAMETER;

	Context->Mode = *mode;
	return STATUS_SUCCESS;
}

/* Have the host send packets; they are answered as they come. */
static NTSTATUS CourierStream(_In_ PDEVICE_CONTEXT Context,
			      _In_ WDFREQUEST Request)
{
	struct kmcltest_source source = { 0 };
	struct kmcltest_status reply;
	PCOURIER_STREAM stream;
	NTSTATUS status;

	status = WdfRequestRetrieveInputBuffer(Request, sizeof(*stream),
					       (PVOID *)&stream, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (stream->Size > COURIER_MAX_MESSAGE)
		return STATUS_INVALID_PARAMETER;
	if (!KeReadStateEvent(&Context->Connected))
		return STATUS_DEVICE_NOT_CONNECTED;

	source.hdr.op = KMCLTEST_SOURCE;
	source.hdr.cookie = stream->Cookie;
	source.count = stream->Count;
	source.size = sizeof(struct kmcltest_data) + stream->Size;
	source.flags = KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO;
	source.window = stream->Window;
	source.seed = stream->Seed;

	status = IoAcquireRemoveLock(&Context->RemoveLock, Request);
	if (!NT_SUCCESS(status))
		return status;
	status = CourierSynchronous(Context, &source, sizeof(source), &reply,
				    sizeof(reply));
	IoReleaseRemoveLock(&Context->RemoveLock, Request);

	if (NT_SUCCESS(status) && reply.status != KMCLTEST_OK)
		status = reply.status == KMCLTEST_EBUSY ?
			 STATUS_DEVICE_BUSY : STATUS_INVALID_PARAMETER;
	return status;
}

/* A read waits in a queue of its own, where the framework can cancel it. */
static NTSTATUS CourierReadRecord(_In_ PDEVICE_CONTEXT Context,
				  _In_ WDFREQUEST Request)
{
	NTSTATUS status;

	if (!KeReadStateEvent(&Context->Connected))
		return STATUS_DEVICE_NOT_CONNECTED;

	status = WdfRequestForwardToIoQueue(Request, Context->ReadQueue);
	if (!NT_SUCCESS(status))
		return status;

	CourierServeReaders(Context);
	return STATUS_PENDING;
}

static VOID CourierEvtReadCanceled(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request)
{
	UNREFERENCED_PARAMETER(Queue);
	WdfRequestComplete(Request, STATUS_CANCELLED);
}

static VOID CourierEvtIoDeviceControl(_In_ WDFQUEUE Queue,
				      _In_ WDFREQUEST Request,
				      _In_ size_t OutputBufferLength,
				      _In_ size_t InputBufferLength,
				      _In_ ULONG IoControlCode)
{
	PDEVICE_CONTEXT context = GetDeviceContext(WdfIoQueueGetDevice(Queue));
	ULONG_PTR information = 0;
	NTSTATUS status = STATUS_PENDING;

	UNREFERENCED_PARAMETER(OutputBufferLength);
	UNREFERENCED_PARAMETER(InputBufferLength);

	switch (IoControlCode) {
	case IOCTL_COURIER_ECHO:
		CourierEcho(context, Request);
		break;
	case IOCTL_COURIER_POST:
		CourierPost(context, Request);
		break;
	case IOCTL_COURIER_CHECKSUM:
		CourierChecksum(context, Request);
		break;
	case IOCTL_COURIER_GENERATE:
		CourierGenerate(context, Request);
		break;
	case IOCTL_COURIER_WINDOW_FILL:
	case IOCTL_COURIER_WINDOW_READ:
	case IOCTL_COURIER_WINDOW_WRITE:
	case IOCTL_COURIER_WINDOW_SUM:
		status = CourierWindowControl(context, Request, IoControlCode,
					      &information);
		break;
	case IOCTL_COURIER_STREAM:
		status = CourierStream(context, Request);
		break;
	case IOCTL_COURIER_READ_RECORD:
		status = CourierReadRecord(context, Request);
		break;
	case IOCTL_COURIER_SET_MODE:
		status = CourierSetMode(context, Request);
		break;
	case IOCTL_COURIER_GET_INFO:
		status = CourierGetInfo(context, Request, &information);
		break;
	case IOCTL_COURIER_GET_STATISTICS:
		status = CourierGetStatistics(context, Request, &information);
		break;
	case IOCTL_COURIER_SET_LABEL:
		status = CourierLabelSet(context, Request);
		break;
	case IOCTL_COURIER_GET_DESCRIPTION:
		status = CourierDescriptionGet(context, Request, &information);
		break;
	default:
		status = STATUS_INVALID_DEVICE_REQUEST;
		break;
	}

	if (status != STATUS_PENDING)
		WdfRequestCompleteWithInformation(Request, status, information);
}

NTSTATUS CourierQueuesCreate(_In_ PDEVICE_CONTEXT Context)
{
	WDF_IO_QUEUE_CONFIG config;
	NTSTATUS status;

	PAGED_CODE();

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config,
					       WdfIoQueueDispatchParallel);
	config.EvtIoDeviceControl = CourierEvtIoDeviceControl;
	status = WdfIoQueueCreate(Context->Device, &config,
				  WDF_NO_OBJECT_ATTRIBUTES, WDF_NO_HANDLE);
	if (!NT_SUCCESS(status))
		return status;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	config.EvtIoCanceledOnQueue = CourierEvtReadCanceled;
	config.PowerManaged = WdfFalse;
	return WdfIoQueueCreate(Context->Device, &config,
				WDF_NO_OBJECT_ATTRIBUTES, &Context->ReadQueue);
}
