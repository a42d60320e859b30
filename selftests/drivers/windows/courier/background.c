// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    background.c

Abstract:

    What goes on by itself: a heartbeat, which asks the host for its counters,
    and the janitor, a thread that drops records that are not read.

Environment:

    Kernel mode

--*/
#include "courier.h"

#define JANITOR_PERIOD_SECONDS	1
#define JANITOR_RECORD_SECONDS	600

static EVT_WDF_TIMER CourierHeartbeat;
static EVT_VMB_PACKET_COMPLETION_ROUTINE CourierHeartbeatDone;
static KSTART_ROUTINE CourierJanitor;

static VOID CourierHeartbeatDone(_In_ VMBPACKET Packet, _In_ NTSTATUS Status,
				 _In_reads_bytes_(BufferLength) PVOID Buffer,
				 _In_ UINT32 BufferLength)
{
	PDEVICE_CONTEXT context = Kmcl.VmbPacketGetPointer(Packet);
	struct kmcltest_counters *counters = Buffer;

	if (NT_SUCCESS(Status) && BufferLength >= sizeof(*counters)) {
		InterlockedExchange64(&context->Counters.HostPackets,
				      (LONG64)counters->packets);
		InterlockedExchange64(&context->Counters.HostMistakes,
				      (LONG64)counters->mistakes);
		InterlockedIncrement64(&context->Counters.Heartbeats);
		InterlockedIncrement64(&context->Counters.Completed);
	}
	InterlockedExchange(&context->HeartbeatBusy, FALSE);
}

static VOID CourierHeartbeat(_In_ WDFTIMER Timer)
{
	PDEVICE_CONTEXT context;
	struct kmcltest_hdr message = { KMCLTEST_COUNTERS, 0 };
	NTSTATUS status;

	context = GetDeviceContext((WDFDEVICE)WdfTimerGetParentObject(Timer));
	if (!CourierSendBegin(context))
		return;

	if (InterlockedCompareExchange(&context->HeartbeatBusy, TRUE, FALSE) ==
	    FALSE) {
		Kmcl.VmbPacketSetPointer(context->HeartbeatPacket,
						  context);
		Kmcl.VmbPacketSetCompletionRoutine(
			context->HeartbeatPacket, CourierHeartbeatDone);
		InterlockedIncrement64(&context->Counters.Sent);
		status = Kmcl.VmbPacketSend(
			context->HeartbeatPacket, &message, sizeof(message),
			NULL, VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION);
		if (!NT_SUCCESS(status))
			InterlockedExchange(&context->HeartbeatBusy, FALSE);
	}
	CourierSendEnd(context);
}

static VOID CourierJanitor(_In_ PVOID StartContext)
{
	PDEVICE_CONTEXT context = StartContext;
	PVOID objects[2];
	LARGE_INTEGER timeout, now;
	NTSTATUS status;

	objects[0] = &context->JanitorStop;
	objects[1] = &context->JanitorWake;
	timeout.QuadPart = -10LL * 1000 * 1000 * JANITOR_PERIOD_SECONDS;

	KeSetPriorityThread(KeGetCurrentThread(), LOW_PRIORITY + 1);
	for (;;) {
		status = KeWaitForMultipleObjects(2, objects, WaitAny,
						  Executive, KernelMode, FALSE,
						  &timeout, NULL);
		if (status == STATUS_WAIT_0)
			break;
		KeQuerySystemTime(&now);
		CourierDropRecords(context, now.QuadPart - 10LL * 1000 * 1000 *
				   JANITOR_RECORD_SECONDS);
	}
	PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS CourierBackgroundCreate(_In_ PDEVICE_CONTEXT Context)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_TIMER_CONFIG config;

	KeInitializeEvent(&Context->JanitorStop, NotificationEvent, FALSE);
	KeInitializeEvent(&Context->JanitorWake, SynchronizationEvent, FALSE);

	WDF_TIMER_CONFIG_INIT_PERIODIC(&config, CourierHeartbeat,
				       COURIER_HEARTBEAT_MS);
	config.AutomaticSerialization = FALSE;
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = Context->Device;
	return WdfTimerCreate(&config, &attributes, &Context->HeartbeatTimer);
}

NTSTATUS CourierBackgroundStart(_In_ PDEVICE_CONTEXT Context)
{
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	HANDLE thread;

	PAGED_CODE();

	KeClearEvent(&Context->JanitorStop);
	InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL,
				   NULL);
	status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, &attributes,
				      NULL, NULL, CourierJanitor, Context);
	if (!NT_SUCCESS(status))
		return status;

	status = ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS,
					   *PsThreadType, KernelMode,
					   (PVOID *)&Context->Janitor, NULL);
	NT_ASSERT(NT_SUCCESS(status));
	ZwClose(thread);

	WdfTimerStart(Context->HeartbeatTimer,
		      WDF_REL_TIMEOUT_IN_MS(COURIER_HEARTBEAT_MS));
	return STATUS_SUCCESS;
}

VOID CourierBackgroundStop(_In_ PDEVICE_CONTEXT Context)
{
	PAGED_CODE();

	WdfTimerStop(Context->HeartbeatTimer, TRUE);

	KeSetEvent(&Context->JanitorStop, IO_NO_INCREMENT, FALSE);
	KeWaitForSingleObject(Context->Janitor, Executive, KernelMode, FALSE,
			      NULL);
	ObDereferenceObject(Context->Janitor);
	Context->Janitor = NULL;
}
