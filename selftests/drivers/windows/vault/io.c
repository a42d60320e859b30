// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    io.c

Abstract:

    Requests that the host carries out on the program's own pages. Their packets
    complete where the ring is read; a DPC completes the requests, in batches.

Environment:

    Kernel mode

--*/
#include "vault.h"

EVT_WDF_IO_QUEUE_IO_READ VaultEvtIoRead;
EVT_WDF_IO_QUEUE_IO_WRITE VaultEvtIoWrite;
EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL VaultEvtIoDeviceControl;
EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE VaultEvtIoCanceledOnQueue;
EVT_WDF_DPC VaultEvtDone;
EVT_VMB_PACKET_COMPLETION_ROUTINE VaultPacketDone;

static VOID VaultCount(_In_ PREQUEST_CONTEXT Transfer)
{
	PVAULT_STATISTICS statistics = &Transfer->Device->Statistics;

	if (Transfer->Message.hdr.op == KMCLTEST_EXT_FILL) {
		statistics->BytesRead += Transfer->Length;
	} else {
		statistics->BytesWritten += Transfer->Length;
		statistics->LastSum = Transfer->Sum;
	}
}

static VOID VaultComplete(_In_ PREQUEST_CONTEXT Transfer)
{
	ULONG_PTR information = Transfer->Length;
	VAULT_SUM sum;

	InterlockedDecrement(&Transfer->Device->InFlight);
	if (NT_SUCCESS(Transfer->Status) && Transfer->Output) {
		sum.Bytes = Transfer->Length;
		sum.Sum = Transfer->Sum;
		information = sizeof(sum);
		Transfer->Status = WdfMemoryCopyFromBuffer(
			Transfer->Output, 0, &sum, sizeof(sum));
	}
	if (Transfer->Output)
		IoFreeMdl(Transfer->Mdl);
	if (!NT_SUCCESS(Transfer->Status))
		information = 0;
	WdfRequestCompleteWithInformation(Transfer->Request, Transfer->Status,
					  information);
}

VOID VaultEvtDone(_In_ WDFDPC Dpc)
{
	PDEVICE_CONTEXT context = VaultGetDevice(WdfDpcGetParentObject(Dpc));
	LIST_ENTRY done;
	PLIST_ENTRY entry;

	InitializeListHead(&done);
	WdfSpinLockAcquire(context->DoneLock);
	while (!IsListEmpty(&context->Done)) {
		entry = RemoveHeadList(&context->Done);
		VaultCount(CONTAINING_RECORD(entry, REQUEST_CONTEXT, Entry));
		InsertTailList(&done, entry);
	}
	WdfSpinLockRelease(context->DoneLock);

	while (!IsListEmpty(&done))
		VaultComplete(CONTAINING_RECORD(RemoveHeadList(&done),
						REQUEST_CONTEXT, Entry));
}

static VOID VaultFinish(_In_ PREQUEST_CONTEXT Transfer, _In_ NTSTATUS Status)
{
	PDEVICE_CONTEXT context = Transfer->Device;

	Transfer->Status = Status;
	WdfSpinLockAcquire(context->DoneLock);
	InsertTailList(&context->Done, &Transfer->Entry);
	WdfSpinLockRelease(context->DoneLock);
	WdfDpcEnqueue(context->DoneDpc);
}

VOID VaultPacketDone(_In_ VMBPACKET Packet, _In_ NTSTATUS Status,
		     _In_reads_bytes_(BufferLength) PVOID Buffer,
		     _In_ UINT32 BufferLength)
{
	PREQUEST_CONTEXT transfer = Kmcl.VmbPacketGetPointer(Packet);
	struct kmcltest_sum *sum = Buffer;

	if (NT_SUCCESS(Status) &&
	    (BufferLength < sizeof(*sum) || sum->status != KMCLTEST_OK ||
	     sum->bytes != transfer->Length))
		Status = STATUS_DEVICE_PROTOCOL_ERROR;
	if (NT_SUCCESS(Status))
		transfer->Sum = sum->sum;
	Kmcl.VmbPacketFree(Packet);
	VaultFinish(transfer, Status);
}

static NTSTATUS VaultSend(_In_ PDEVICE_CONTEXT Context,
			  _In_ PREQUEST_CONTEXT Transfer)
{
	VMBPACKET packet;
	NTSTATUS status;

	if (!ExAcquireRundownProtection(&Context->SendRundown))
		return STATUS_DEVICE_NOT_CONNECTED;
	packet = Kmcl.VmbPacketAllocate(Context->Channel);
	status = STATUS_INSUFFICIENT_RESOURCES;
	if (packet) {
		Kmcl.VmbPacketSetPointer(packet, Transfer);
		Kmcl.VmbPacketSetCompletionRoutine(packet, VaultPacketDone);
		status = Kmcl.VmbPacketSendWithExternalMdl(
			packet, &Transfer->Message, sizeof(Transfer->Message),
			Transfer->Mdl, 0, Transfer->Length,
			VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION);
		if (!NT_SUCCESS(status))
			Kmcl.VmbPacketFree(packet);
	}
	ExReleaseRundownProtection(&Context->SendRundown);
	return status;
}

/* Have the host work on Mdl; consumes the request. */
static VOID VaultTransfer(_In_ WDFREQUEST Request, _In_ PMDL Mdl,
			  _In_ ULONG Operation, _In_ ULONGLONG Seed)
{
	PREQUEST_CONTEXT transfer = VaultGetRequest(Request);
	PDEVICE_CONTEXT context;
	NTSTATUS status;
	LONG inFlight;

	context = VaultGetDevice(WdfIoQueueGetDevice(WdfRequestGetIoQueue(Request)));
	transfer->Request = Request;
	transfer->Device = context;
	transfer->Mdl = Mdl;
	transfer->Length = MmGetMdlByteCount(Mdl);
	transfer->Message.hdr.op = Operation;
	transfer->Message.seed = Seed;

	inFlight = InterlockedIncrement(&context->InFlight);
	if ((ULONG)inFlight > context->Statistics.MostInFlight)
		context->Statistics.MostInFlight = (ULONG)inFlight;
	status = STATUS_INVALID_BUFFER_SIZE;
	if (transfer->Length <= VAULT_MAX_TRANSFER)
		status = VaultSend(context, transfer);
	if (!NT_SUCCESS(status))
		VaultFinish(transfer, status);
}

/* Whether the request waits until the vault is unlocked. */
static BOOLEAN VaultKeep(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request)
{
	PDEVICE_CONTEXT context = VaultGetDevice(WdfIoQueueGetDevice(Queue));
	NTSTATUS status;

	if (!VaultIsLocked())
		return FALSE;

	status = WdfRequestForwardToIoQueue(Request, context->LockedQueue);
	if (!NT_SUCCESS(status))
		WdfRequestComplete(Request, status);
	/* It may have been unlocked before the request was in the queue. */
	if (!VaultIsLocked())
		VaultIoUnlock(context);
	return TRUE;
}

static VOID VaultRead(_In_ WDFREQUEST Request)
{
	WDF_REQUEST_PARAMETERS parameters;
	NTSTATUS status;
	PMDL mdl;

	WDF_REQUEST_PARAMETERS_INIT(&parameters);
	WdfRequestGetParameters(Request, &parameters);
	status = WdfRequestRetrieveOutputWdmMdl(Request, &mdl);
	if (NT_SUCCESS(status))
		VaultTransfer(Request, mdl, KMCLTEST_EXT_FILL,
			      (ULONGLONG)parameters.Parameters.Read.DeviceOffset);
	else
		WdfRequestComplete(Request, status);
}

static VOID VaultWrite(_In_ WDFREQUEST Request)
{
	NTSTATUS status;
	PMDL mdl;

	status = WdfRequestRetrieveInputWdmMdl(Request, &mdl);
	if (NT_SUCCESS(status))
		VaultTransfer(Request, mdl, KMCLTEST_EXT_SUM, 0);
	else
		WdfRequestComplete(Request, status);
}

VOID VaultEvtIoRead(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request,
		    _In_ size_t Length)
{
	UNREFERENCED_PARAMETER(Length);

	if (!VaultKeep(Queue, Request))
		VaultRead(Request);
}

VOID VaultEvtIoWrite(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request,
		     _In_ size_t Length)
{
	UNREFERENCED_PARAMETER(Length);

	if (!VaultKeep(Queue, Request))
		VaultWrite(Request);
}

static VOID VaultGetStatistics(_In_ PDEVICE_CONTEXT Context,
			       _In_ WDFREQUEST Request)
{
	PVAULT_STATISTICS output;
	NTSTATUS status;

	status = STATUS_DEVICE_NOT_CONNECTED;
	if (Context->HostInfo.version == KMCLTEST_VERSION)
		status = WdfRequestRetrieveOutputBuffer(
			Request, sizeof(*output), (PVOID *)&output, NULL);
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}
	WdfSpinLockAcquire(Context->DoneLock);
	*output = Context->Statistics;
	WdfSpinLockRelease(Context->DoneLock);
	WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS,
					  sizeof(*output));
}

/* The program's pages are locked since it sent the request. */
static VOID VaultChecksum(_In_ WDFREQUEST Request)
{
	PREQUEST_CONTEXT transfer = VaultGetRequest(Request);
	size_t length;
	PVOID address = WdfMemoryGetBuffer(transfer->Input, &length);

	transfer->Mdl = IoAllocateMdl(address, (ULONG)length, FALSE, FALSE, NULL);
	if (!transfer->Mdl) {
		WdfRequestComplete(Request, STATUS_INSUFFICIENT_RESOURCES);
		return;
	}
	MmBuildMdlForNonPagedPool(transfer->Mdl);
	VaultTransfer(Request, transfer->Mdl, KMCLTEST_EXT_SUM, 0);
}

VOID VaultEvtIoDeviceControl(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request,
			     _In_ size_t OutputBufferLength,
			     _In_ size_t InputBufferLength,
			     _In_ ULONG IoControlCode)
{
	UNREFERENCED_PARAMETER(OutputBufferLength);
	UNREFERENCED_PARAMETER(InputBufferLength);

	switch (IoControlCode) {
	case IOCTL_VAULT_GET_STATISTICS:
		VaultGetStatistics(VaultGetDevice(WdfIoQueueGetDevice(Queue)),
				   Request);
		break;
	case IOCTL_VAULT_CHECKSUM:
		VaultChecksum(Request);
		break;
	default:
		WdfRequestComplete(Request, STATUS_INVALID_DEVICE_REQUEST);
		break;
	}
}

/* Lock the program's buffers where they are: in the thread that sent the request. */
static NTSTATUS VaultLockBuffers(_In_ WDFREQUEST Request)
{
	PREQUEST_CONTEXT transfer = VaultGetRequest(Request);
	size_t inputLength, outputLength;
	PVOID input, output;
	NTSTATUS status;

	status = WdfRequestRetrieveUnsafeUserInputBuffer(Request, 1, &input,
							 &inputLength);
	if (NT_SUCCESS(status))
		status = WdfRequestRetrieveUnsafeUserOutputBuffer(
			Request, sizeof(VAULT_SUM), &output, &outputLength);
	if (NT_SUCCESS(status))
		status = WdfRequestProbeAndLockUserBufferForRead(
			Request, input, inputLength, &transfer->Input);
	if (NT_SUCCESS(status))
		status = WdfRequestProbeAndLockUserBufferForWrite(
			Request, output, sizeof(VAULT_SUM), &transfer->Output);
	return status;
}

VOID VaultEvtIoInCallerContext(_In_ WDFDEVICE Device, _In_ WDFREQUEST Request)
{
	WDF_REQUEST_PARAMETERS parameters;
	NTSTATUS status = STATUS_SUCCESS;

	PAGED_CODE();

	WDF_REQUEST_PARAMETERS_INIT(&parameters);
	WdfRequestGetParameters(Request, &parameters);
	if (parameters.Type == WdfRequestTypeDeviceControl &&
	    parameters.Parameters.DeviceIoControl.IoControlCode ==
	    IOCTL_VAULT_CHECKSUM)
		status = VaultLockBuffers(Request);
	if (NT_SUCCESS(status))
		status = WdfDeviceEnqueueRequest(Device, Request);
	if (!NT_SUCCESS(status))
		WdfRequestComplete(Request, status);
}

VOID VaultEvtIoCanceledOnQueue(_In_ WDFQUEUE Queue, _In_ WDFREQUEST Request)
{
	PDEVICE_CONTEXT context = VaultGetDevice(WdfIoQueueGetDevice(Queue));

	WdfSpinLockAcquire(context->DoneLock);
	context->Statistics.Canceled++;
	WdfSpinLockRelease(context->DoneLock);
	WdfRequestComplete(Request, STATUS_CANCELLED);
}

/* What was kept waiting goes to the host, in the order in which it came. */
VOID VaultIoUnlock(_In_ PDEVICE_CONTEXT Context)
{
	WDF_REQUEST_PARAMETERS parameters;
	WDFREQUEST request;

	while (NT_SUCCESS(WdfIoQueueRetrieveNextRequest(Context->LockedQueue,
							&request))) {
		WDF_REQUEST_PARAMETERS_INIT(&parameters);
		WdfRequestGetParameters(request, &parameters);
		if (parameters.Type == WdfRequestTypeRead)
			VaultRead(request);
		else
			VaultWrite(request);
	}
}

static NTSTATUS VaultQueuesCreate(_In_ PDEVICE_CONTEXT Context)
{
	WDF_IO_QUEUE_CONFIG config;
	NTSTATUS status;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config,
					       WdfIoQueueDispatchSequential);
	config.EvtIoDeviceControl = VaultEvtIoDeviceControl;
	status = WdfIoQueueCreate(Context->Device, &config,
				  WDF_NO_OBJECT_ATTRIBUTES, NULL);
	if (!NT_SUCCESS(status))
		return status;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	config.EvtIoCanceledOnQueue = VaultEvtIoCanceledOnQueue;
	status = WdfIoQueueCreate(Context->Device, &config,
				  WDF_NO_OBJECT_ATTRIBUTES,
				  &Context->LockedQueue);
	if (!NT_SUCCESS(status))
		return status;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.EvtIoRead = VaultEvtIoRead;
	config.EvtIoWrite = VaultEvtIoWrite;
	config.Settings.Parallel.NumberOfPresentedRequests = VAULT_IN_FLIGHT;
	status = WdfIoQueueCreate(Context->Device, &config,
				  WDF_NO_OBJECT_ATTRIBUTES,
				  &Context->TransferQueue);
	if (NT_SUCCESS(status))
		status = WdfDeviceConfigureRequestDispatching(
			Context->Device, Context->TransferQueue,
			WdfRequestTypeRead);
	if (NT_SUCCESS(status))
		status = WdfDeviceConfigureRequestDispatching(
			Context->Device, Context->TransferQueue,
			WdfRequestTypeWrite);
	return status;
}

NTSTATUS VaultIoCreate(_In_ PDEVICE_CONTEXT Context)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_DPC_CONFIG dpc;
	NTSTATUS status;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = Context->Device;
	status = WdfSpinLockCreate(&attributes, &Context->DoneLock);
	if (!NT_SUCCESS(status))
		return status;

	WDF_DPC_CONFIG_INIT(&dpc, VaultEvtDone);
	status = WdfDpcCreate(&dpc, &attributes, &Context->DoneDpc);
	if (!NT_SUCCESS(status))
		return status;

	return VaultQueuesCreate(Context);
}
