// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    transfer.c

Abstract:

    Requests that become packets: the request is completed by the packet's
    completion routine, in whatever context that comes.

Environment:

    Kernel mode

--*/
#include "courier.h"

EVT_VMB_PACKET_COMPLETION_ROUTINE CourierEchoDone;
EVT_VMB_PACKET_COMPLETION_ROUTINE CourierPostDone;
EVT_VMB_PACKET_COMPLETION_ROUTINE CourierExternalDone;

/* A packet of the channel's that knows its request, or NULL. */
static VMBPACKET CourierPacketCreate(_In_ PDEVICE_CONTEXT Context,
				     _In_ WDFREQUEST Request,
				     _In_ PFN_VMB_PACKET_COMPLETION_ROUTINE Done)
{
	VMBPACKET packet = Kmcl.VmbPacketAllocate(Context->Channel);

	if (!packet)
		return NULL;

	Kmcl.VmbPacketSetPointer(packet, Request);
	Kmcl.VmbPacketSetCompletionRoutine(packet, Done);
	return packet;
}

/* Everything that must be true before a request goes to the host. */
static NTSTATUS CourierTransferBegin(_In_ PDEVICE_CONTEXT Context,
				     _In_ WDFREQUEST Request)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);
	NTSTATUS status;

	status = IoAcquireRemoveLock(&Context->RemoveLock, Request);
	if (!NT_SUCCESS(status))
		return status;

	if (!CourierSendBegin(Context)) {
		IoReleaseRemoveLock(&Context->RemoveLock, Request);
		return STATUS_DEVICE_NOT_CONNECTED;
	}

	RtlZeroMemory(transfer, sizeof(*transfer));
	transfer->Device = Context;
	return STATUS_SUCCESS;
}

/* The last step of every request that CourierTransferBegin() let through. */
static VOID CourierTransferEnd(_In_ WDFREQUEST Request, _In_ NTSTATUS Status,
			       _In_ ULONG_PTR Information)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);
	PDEVICE_CONTEXT context = transfer->Device;

	if (transfer->Mdl)
		IoFreeMdl(transfer->Mdl);
	if (NT_SUCCESS(Status))
		InterlockedIncrement64(&context->Counters.Completed);
	WdfRequestCompleteWithInformation(Request, Status, Information);
	IoReleaseRemoveLock(&context->RemoveLock, Request);
}

VOID CourierEchoDone(_In_ VMBPACKET Packet, _In_ NTSTATUS Status,
		     _In_reads_bytes_(BufferLength) PVOID Buffer,
		     _In_ UINT32 BufferLength)
{
	WDFREQUEST request = Kmcl.VmbPacketGetPointer(Packet);
	PREQUEST_CONTEXT transfer = GetRequestContext(request);
	ULONG_PTR information = 0;
	PVOID output;

	/* On the bus a packet ends at a multiple of eight bytes. */
	if (NT_SUCCESS(Status) &&
	    BufferLength < transfer->Length + sizeof(struct kmcltest_hdr))
		Status = STATUS_DEVICE_PROTOCOL_ERROR;
	if (NT_SUCCESS(Status))
		Status = WdfRequestRetrieveOutputBuffer(
			request, transfer->Length, &output, NULL);
	if (NT_SUCCESS(Status)) {
		RtlCopyMemory(output,
			      (PUCHAR)Buffer + sizeof(struct kmcltest_hdr),
			      transfer->Length);
		information = transfer->Length;
	}

	if (transfer->Buffer)
		ExFreePoolWithTag(transfer->Buffer, COURIER_POOL_TAG);
	Kmcl.VmbPacketFree(Packet);
	CourierTransferEnd(request, Status, information);
}

VOID CourierEcho(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);
	struct kmcltest_hdr *message;
	VMBPACKET packet;
	NTSTATUS status;
	PVOID input;
	size_t length;

	status = WdfRequestRetrieveInputBuffer(Request, 1, &input, &length);
	if (NT_SUCCESS(status) && length > COURIER_MAX_MESSAGE)
		status = STATUS_INVALID_BUFFER_SIZE;
	if (NT_SUCCESS(status))
		status = CourierTransferBegin(Context, Request);
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}

	transfer->Length = (ULONG)length;
	message = ExAllocatePoolWithTag(NonPagedPoolNx,
					sizeof(*message) + length,
					COURIER_POOL_TAG);
	packet = CourierPacketCreate(Context, Request, CourierEchoDone);
	status = STATUS_INSUFFICIENT_RESOURCES;
	if (message && packet) {
		message->op = KMCLTEST_ECHO;
		message->cookie = 0;
		RtlCopyMemory(message + 1, input, length);
		transfer->Buffer = message;

		InterlockedIncrement64(&Context->Counters.Sent);
		status = Kmcl.VmbPacketSend(
			packet, message, (UINT32)(sizeof(*message) + length),
			NULL, VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION);
	}
	CourierSendEnd(Context);
	if (NT_SUCCESS(status))
		return;

	if (packet)
		Kmcl.VmbPacketFree(packet);
	if (message)
		ExFreePoolWithTag(message, COURIER_POOL_TAG);
	CourierTransferEnd(Request, status, 0);
}

/* One of a request's packets is in the ring, or will never be. */
static VOID CourierPostRelease(_In_ WDFREQUEST Request, _In_ NTSTATUS Status)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);

	if (!NT_SUCCESS(Status))
		InterlockedExchange(&transfer->Status, Status);
	if (InterlockedDecrement(&transfer->Remaining) == 0)
		CourierTransferEnd(Request, transfer->Status, 0);
}

VOID CourierPostDone(_In_ VMBPACKET Packet, _In_ NTSTATUS Status,
		     _In_reads_bytes_(BufferLength) PVOID Buffer,
		     _In_ UINT32 BufferLength)
{
	WDFREQUEST request = Kmcl.VmbPacketGetPointer(Packet);

	UNREFERENCED_PARAMETER(Buffer);
	UNREFERENCED_PARAMETER(BufferLength);

	Kmcl.VmbPacketFree(Packet);
	CourierPostRelease(request, Status);
}

static NTSTATUS CourierPostOne(_In_ PDEVICE_CONTEXT Context,
			       _In_ WDFREQUEST Request, _In_ PVOID Message,
			       _In_ ULONG Size)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);
	VMBPACKET packet;
	NTSTATUS status;

	packet = CourierPacketCreate(Context, Request, CourierPostDone);
	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;

	InterlockedIncrement(&transfer->Remaining);
	InterlockedIncrement64(&Context->Counters.Sent);
	status = Kmcl.VmbPacketSend(packet, Message, Size, NULL, 0);
	if (!NT_SUCCESS(status)) {
		Kmcl.VmbPacketFree(packet);
		InterlockedDecrement(&transfer->Remaining);
	}
	return status;
}

VOID CourierPost(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);
	struct kmcltest_hdr *message = NULL;
	COURIER_POST post;
	PCOURIER_POST input;
	NTSTATUS status;
	ULONG i;

	status = WdfRequestRetrieveInputBuffer(Request, sizeof(*input),
					       (PVOID *)&input, NULL);
	if (NT_SUCCESS(status) &&
	    (input->Count == 0 || input->Size < sizeof(*message) ||
	     input->Size > COURIER_MAX_MESSAGE))
		status = STATUS_INVALID_PARAMETER;
	if (NT_SUCCESS(status))
		status = CourierTransferBegin(Context, Request);
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}

	post = *input;
	/* One for ourselves: the request is ours until the loop is through. */
	transfer->Remaining = 1;
	status = STATUS_INSUFFICIENT_RESOURCES;
	message = ExAllocatePoolZero(NonPagedPoolNx, post.Size,
				     COURIER_POOL_TAG);
	if (message) {
		message->op = KMCLTEST_SINK;
		status = STATUS_SUCCESS;
	}
	for (i = 0; NT_SUCCESS(status) && i < post.Count; i++)
		status = CourierPostOne(Context, Request, message, post.Size);

	CourierSendEnd(Context);
	CourierPostRelease(Request, status);
	if (message)
		ExFreePoolWithTag(message, COURIER_POOL_TAG);
}

/* The host has read or written the request's buffer in place. */
VOID CourierExternalDone(_In_ VMBPACKET Packet, _In_ NTSTATUS Status,
			 _In_reads_bytes_(BufferLength) PVOID Buffer,
			 _In_ UINT32 BufferLength)
{
	WDFREQUEST request = Kmcl.VmbPacketGetPointer(Packet);
	PREQUEST_CONTEXT transfer = GetRequestContext(request);
	struct kmcltest_sum *sum = Buffer;
	ULONG_PTR information = 0;
	PCOURIER_SUM output;

	if (NT_SUCCESS(Status) &&
	    (BufferLength < sizeof(*sum) || sum->status != KMCLTEST_OK ||
	     sum->bytes != transfer->Length))
		Status = STATUS_DEVICE_PROTOCOL_ERROR;

	if (NT_SUCCESS(Status) &&
	    transfer->Message.Header.op == KMCLTEST_EXT_FILL) {
		information = transfer->Length;
	} else if (NT_SUCCESS(Status)) {
		Status = WdfRequestRetrieveOutputBuffer(
			request, sizeof(*output), (PVOID *)&output, NULL);
		if (NT_SUCCESS(Status)) {
			output->Bytes = sum->bytes;
			output->Sum = sum->sum;
			output->Ranges = sum->ranges;
			output->Reserved = 0;
			information = sizeof(*output);
		}
	}

	Kmcl.VmbPacketFree(Packet);
	CourierTransferEnd(request, Status, information);
}

/* Have the host work on Buffer; consumes the request. */
static VOID CourierExternal(_In_ PDEVICE_CONTEXT Context,
			    _In_ WDFREQUEST Request, _In_ PVOID Buffer,
			    _In_ ULONG Length, _In_ struct kmcltest_fill *Fill)
{
	PREQUEST_CONTEXT transfer = GetRequestContext(Request);
	VMBPACKET packet = NULL;
	NTSTATUS status;

	status = CourierTransferBegin(Context, Request);
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}

	transfer->Length = Length;
	transfer->Message.Fill = *Fill;
	transfer->Mdl = IoAllocateMdl(Buffer, Length, FALSE, FALSE, NULL);
	packet = CourierPacketCreate(Context, Request, CourierExternalDone);
	status = STATUS_INSUFFICIENT_RESOURCES;
	if (transfer->Mdl && packet) {
		MmBuildMdlForNonPagedPool(transfer->Mdl);
		InterlockedIncrement64(&Context->Counters.Sent);
		status = Kmcl.VmbPacketSendWithExternalMdl(
			packet, &transfer->Message.Fill,
			sizeof(transfer->Message.Fill), transfer->Mdl, 0,
			Length, VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION);
	}
	CourierSendEnd(Context);
	if (NT_SUCCESS(status))
		return;

	if (packet)
		Kmcl.VmbPacketFree(packet);
	CourierTransferEnd(Request, status, 0);
}

VOID CourierChecksum(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
	struct kmcltest_fill message = { { KMCLTEST_EXT_SUM, 0 }, 0 };
	WDFMEMORY memory;
	NTSTATUS status;
	size_t length;
	PVOID buffer;

	status = WdfRequestRetrieveInputMemory(Request, &memory);
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}

	buffer = WdfMemoryGetBuffer(memory, &length);
	if (length > COURIER_WINDOW_BYTES) {
		WdfRequestComplete(Request, STATUS_INVALID_BUFFER_SIZE);
		return;
	}
	CourierExternal(Context, Request, buffer, (ULONG)length, &message);
}

VOID CourierGenerate(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
	struct kmcltest_fill message = { { KMCLTEST_EXT_FILL, 0 }, 0 };
	PCOURIER_SEED seed;
	NTSTATUS status;
	size_t length;
	PVOID buffer;

	status = WdfRequestRetrieveInputBuffer(Request, sizeof(*seed),
					       (PVOID *)&seed, NULL);
	if (NT_SUCCESS(status))
		status = WdfRequestRetrieveOutputBuffer(Request, 1, &buffer,
							&length);
	if (NT_SUCCESS(status) && length > COURIER_WINDOW_BYTES)
		status = STATUS_INVALID_BUFFER_SIZE;
	if (!NT_SUCCESS(status)) {
		WdfRequestComplete(Request, status);
		return;
	}

	/* Input and output share the buffer: the seed is read before. */
	message.seed = seed->Seed;
	CourierExternal(Context, Request, buffer, (ULONG)length, &message);
}
