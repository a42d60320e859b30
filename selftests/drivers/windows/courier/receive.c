// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    receive.c

Abstract:

    Packets from the host. Each becomes a record that a program can read; a
    long one is deferred to PASSIVE_LEVEL before it is summed up, and every
    n-th is completed later, by a timer.

Environment:

    Kernel mode

--*/
#include "courier.h"

/* An unread record. */
typedef struct _RECORD_ENTRY {
	LIST_ENTRY Link;
	COURIER_RECORD Record;
} RECORD_ENTRY, *PRECORD_ENTRY;

/* A packet that is completed later. */
typedef struct _HELD_PACKET {
	LIST_ENTRY Link;
	VMBPACKETCOMPLETION Completion;
	PVOID Buffer;
	UINT32 Length;
} HELD_PACKET, *PHELD_PACKET;

static KDEFERRED_ROUTINE CourierHeldDpc;

NTSTATUS CourierReceiveInitialize(_In_ PDEVICE_CONTEXT Context)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;

	InitializeListHead(&Context->Records);
	InitializeListHead(&Context->HeldPackets);
	KeInitializeSpinLock(&Context->HeldLock);
	KeInitializeTimer(&Context->HeldTimer);
	KeInitializeDpc(&Context->HeldDpc, CourierHeldDpc, Context);

	Context->Mode.DeferAbove = 1024;
	Context->Mode.HoldEvery = 0;
	Context->Mode.HoldMilliseconds = 5;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = Context->Device;
	status = WdfSpinLockCreate(&attributes, &Context->RecordLock);
	if (!NT_SUCCESS(status))
		return status;

	ExInitializeNPagedLookasideList(&Context->RecordLookaside, NULL, NULL,
					POOL_NX_ALLOCATION,
					sizeof(RECORD_ENTRY), COURIER_POOL_TAG,
					0);
	Context->LookasideReady = TRUE;
	return STATUS_SUCCESS;
}

/* Free the records from before Limit; they are in order of time. */
VOID CourierDropRecords(_In_ PDEVICE_CONTEXT Context, _In_ LONGLONG Limit)
{
	PRECORD_ENTRY entry;
	LIST_ENTRY old;

	InitializeListHead(&old);
	WdfSpinLockAcquire(Context->RecordLock);
	while (!IsListEmpty(&Context->Records)) {
		entry = CONTAINING_RECORD(Context->Records.Flink, RECORD_ENTRY,
					  Link);
		if (entry->Record.Time >= Limit)
			break;
		RemoveEntryList(&entry->Link);
		InsertTailList(&old, &entry->Link);
		Context->RecordCount--;
		InterlockedIncrement64(&Context->Counters.RecordsDropped);
	}
	WdfSpinLockRelease(Context->RecordLock);

	while (!IsListEmpty(&old)) {
		entry = CONTAINING_RECORD(RemoveHeadList(&old), RECORD_ENTRY,
					  Link);
		ExFreeToNPagedLookasideList(&Context->RecordLookaside, entry);
	}
}

VOID CourierReceiveUninitialize(_In_ PDEVICE_CONTEXT Context)
{
	if (!Context->LookasideReady)
		return;

	KeFlushQueuedDpcs();
	NT_ASSERT(IsListEmpty(&Context->HeldPackets));
	CourierDropRecords(Context, MAXLONGLONG);
	ExDeleteNPagedLookasideList(&Context->RecordLookaside);
	Context->LookasideReady = FALSE;
}

/* Complete all packets that are held, in the order in which they came. */
VOID CourierHeldComplete(_In_ PDEVICE_CONTEXT Context)
{
	PHELD_PACKET held;
	LIST_ENTRY *link;

	while ((link = ExInterlockedRemoveHeadList(&Context->HeldPackets,
						   &Context->HeldLock))) {
		held = CONTAINING_RECORD(link, HELD_PACKET, Link);
		Kmcl.VmbChannelPacketComplete(held->Completion,
						       held->Buffer,
						       held->Length);
		ExFreePoolWithTag(held, COURIER_POOL_TAG);
	}
}

static VOID CourierHeldDpc(_In_ PKDPC Dpc, _In_opt_ PVOID DeferredContext,
			   _In_opt_ PVOID SystemArgument1,
			   _In_opt_ PVOID SystemArgument2)
{
	UNREFERENCED_PARAMETER(Dpc);
	UNREFERENCED_PARAMETER(SystemArgument1);
	UNREFERENCED_PARAMETER(SystemArgument2);

	CourierHeldComplete((PDEVICE_CONTEXT)DeferredContext);
}

/* Hold a packet if it is its turn. FALSE: the caller completes it. */
static BOOLEAN CourierHold(_In_ PDEVICE_CONTEXT Context,
			   _In_ VMBPACKETCOMPLETION Completion,
			   _In_ PVOID Buffer, _In_ UINT32 Length)
{
	ULONG every = Context->Mode.HoldEvery;
	PHELD_PACKET held;
	LARGE_INTEGER due;

	if (every == 0 || Context->Counters.Received % every != 0)
		return FALSE;

	held = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*held),
			       COURIER_POOL_TAG);
	if (!held)
		return FALSE;

	held->Completion = Completion;
	held->Buffer = Buffer;
	held->Length = Length;
	InterlockedIncrement64(&Context->Counters.Held);
	ExInterlockedInsertTailList(&Context->HeldPackets, &held->Link,
				    &Context->HeldLock);

	due.QuadPart = -10LL * 1000 * Context->Mode.HoldMilliseconds;
	KeSetTimer(&Context->HeldTimer, due, &Context->HeldDpc);
	return TRUE;
}

static VOID CourierRecord(_In_ PDEVICE_CONTEXT Context,
			  _In_ struct kmcltest_data *Data, _In_ UINT32 Length,
			  _In_ ULONG Flags)
{
	UINT32 payload = Length - sizeof(*Data);
	PRECORD_ENTRY entry;
	LARGE_INTEGER now;

	entry = ExAllocateFromNPagedLookasideList(&Context->RecordLookaside);
	if (!entry) {
		InterlockedIncrement64(&Context->Counters.RecordsDropped);
		return;
	}

	KeQuerySystemTimePrecise(&now);
	RtlZeroMemory(&entry->Record, sizeof(entry->Record));
	entry->Record.Cookie = Data->hdr.cookie;
	entry->Record.Sequence = Data->sequence;
	entry->Record.Length = payload;
	entry->Record.Flags = Flags;
	entry->Record.Sum = kmcltest_sum_bytes(Data + 1, payload,
					       KMCLTEST_SUM_INIT);
	entry->Record.Time = now.QuadPart;
	RtlCopyMemory(entry->Record.Head, Data + 1,
		      min(payload, COURIER_RECORD_HEAD));

	WdfSpinLockAcquire(Context->RecordLock);
	if (Context->RecordCount < Context->RecordLimit) {
		InsertTailList(&Context->Records, &entry->Link);
		Context->RecordCount++;
		entry = NULL;
	}
	WdfSpinLockRelease(Context->RecordLock);

	if (entry) {
		InterlockedIncrement64(&Context->Counters.RecordsDropped);
		ExFreeToNPagedLookasideList(&Context->RecordLookaside, entry);
		KeSetEvent(&Context->JanitorWake, IO_NO_INCREMENT, FALSE);
	}
}

VOID CourierProcessPacket(_In_ VMBCHANNEL Channel,
			  _In_ VMBPACKETCOMPLETION Packet,
			  _In_reads_bytes_(BufferLength) PVOID Buffer,
			  _In_ UINT32 BufferLength, _In_ UINT32 Flags)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);
	struct kmcltest_data *data = Buffer;
	ULONG recordFlags = 0;

	UNREFERENCED_PARAMETER(Flags);

	if (BufferLength < sizeof(*data) || data->hdr.op != KMCLTEST_DATA) {
		InterlockedIncrement64(&context->Counters.Malformed);
		Kmcl.VmbChannelPacketComplete(Packet, NULL, 0);
		return;
	}

	if (BufferLength > context->Mode.DeferAbove) {
		if (KeGetCurrentIrql() > PASSIVE_LEVEL) {
			InterlockedIncrement64(&context->Counters.Deferred);
			Kmcl.VmbChannelPacketDeferToPassive(Packet);
			return;
		}
		recordFlags |= COURIER_RECORD_PASSIVE;
	}

	InterlockedIncrement64(&context->Counters.Received);
	CourierRecord(context, data, BufferLength, recordFlags);
	if (!CourierHold(context, Packet, Buffer, BufferLength))
		Kmcl.VmbChannelPacketComplete(Packet, Buffer,
						       BufferLength);
}

/* Give records to the programs that wait for them. */
VOID CourierServeReaders(_In_ PDEVICE_CONTEXT Context)
{
	PCOURIER_RECORD output;
	PRECORD_ENTRY entry;
	WDFREQUEST request;
	NTSTATUS status;

	for (;;) {
		WdfSpinLockAcquire(Context->RecordLock);
		request = NULL;
		entry = NULL;
		if (!IsListEmpty(&Context->Records) &&
		    NT_SUCCESS(WdfIoQueueRetrieveNextRequest(
			    Context->ReadQueue, &request))) {
			entry = CONTAINING_RECORD(
				RemoveHeadList(&Context->Records),
				RECORD_ENTRY, Link);
			Context->RecordCount--;
		}
		WdfSpinLockRelease(Context->RecordLock);
		if (!entry)
			return;

		status = WdfRequestRetrieveOutputBuffer(
			request, sizeof(*output), (PVOID *)&output, NULL);
		if (NT_SUCCESS(status))
			*output = entry->Record;
		WdfRequestCompleteWithInformation(
			request, status,
			NT_SUCCESS(status) ? sizeof(*output) : 0);
		ExFreeToNPagedLookasideList(&Context->RecordLookaside, entry);
	}
}

VOID CourierProcessingComplete(_In_ VMBCHANNEL Channel,
			       _In_ UINT32 PacketsProcessed)
{
	PDEVICE_CONTEXT context = Kmcl.VmbChannelGetPointer(Channel);

	UNREFERENCED_PARAMETER(PacketsProcessed);

	InterlockedIncrement64(&context->Counters.Batches);
	CourierServeReaders(context);
}
