/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O queues and requests. Device-control requests are what there is.
 *
 * Ahead of EvtDeviceD0Exit power-managed queues (WdfUseDefault is one) are
 * purged: what waits is cancelled, what the driver lets be cancelled, too, and
 * D0Exit waits until the driver has let go of the rest.
 *
 * Difference from Windows: a device leaves D0 only to be removed, so there is
 * no EvtIoResume, and EvtIoStop is always told to purge.
 *
 * Linux counterpart: as irp.h
 */
#ifndef VMBKMCL_WINDOWS_WDFIO_H
#define VMBKMCL_WINDOWS_WDFIO_H

#include "wdfobject.h"

typedef enum _WDF_IO_QUEUE_DISPATCH_TYPE {
	WdfIoQueueDispatchInvalid,
	WdfIoQueueDispatchSequential,
	WdfIoQueueDispatchParallel,
	WdfIoQueueDispatchManual,
	WdfIoQueueDispatchMax
} WDF_IO_QUEUE_DISPATCH_TYPE;

typedef VOID EVT_WDF_IO_QUEUE_IO_DEFAULT(WDFQUEUE Queue, WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_DEFAULT *PFN_WDF_IO_QUEUE_IO_DEFAULT;
typedef VOID EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL(WDFQUEUE Queue,
						WDFREQUEST Request,
						size_t OutputBufferLength,
						size_t InputBufferLength,
						ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL;
typedef VOID EVT_WDF_IO_QUEUE_IO_STOP(WDFQUEUE Queue, WDFREQUEST Request,
				      ULONG ActionFlags);
typedef EVT_WDF_IO_QUEUE_IO_STOP *PFN_WDF_IO_QUEUE_IO_STOP;
typedef VOID EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE(WDFQUEUE Queue,
						   WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE *PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE;
typedef PVOID WDFCONTEXT;
typedef VOID EVT_WDF_IO_QUEUE_STATE(WDFQUEUE Queue, WDFCONTEXT Context);
typedef EVT_WDF_IO_QUEUE_STATE *PFN_WDF_IO_QUEUE_STATE;
typedef VOID EVT_WDF_REQUEST_CANCEL(WDFREQUEST Request);
typedef EVT_WDF_REQUEST_CANCEL *PFN_WDF_REQUEST_CANCEL;

#define STATUS_WDF_BUSY	((NTSTATUS)0xC0200204L)

typedef enum _WDF_REQUEST_STOP_ACTION_FLAGS {
	WdfRequestStopActionInvalid = 0,
	WdfRequestStopActionSuspend = 0x1,
	WdfRequestStopActionPurge = 0x2,
	WdfRequestStopRequestCancelable = 0x10000000
} WDF_REQUEST_STOP_ACTION_FLAGS;

/*
 * In the order of Windows' structure, less what is never called here: reads,
 * writes and resuming.
 */
typedef struct _WDF_IO_QUEUE_CONFIG {
	ULONG					Size;
	WDF_IO_QUEUE_DISPATCH_TYPE		DispatchType;
	WDF_TRI_STATE				PowerManaged;
	BOOLEAN					AllowZeroLengthRequests;
	BOOLEAN					DefaultQueue;
	PFN_WDF_IO_QUEUE_IO_DEFAULT		EvtIoDefault;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoDeviceControl;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoInternalDeviceControl;
	PFN_WDF_IO_QUEUE_IO_STOP		EvtIoStop;
	PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE	EvtIoCanceledOnQueue;
} WDF_IO_QUEUE_CONFIG, *PWDF_IO_QUEUE_CONFIG;

static inline VOID WDF_IO_QUEUE_CONFIG_INIT(PWDF_IO_QUEUE_CONFIG config,
					    WDF_IO_QUEUE_DISPATCH_TYPE type)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->PowerManaged = WdfUseDefault;
	config->DispatchType = type;
}

static inline VOID
WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(PWDF_IO_QUEUE_CONFIG config,
				       WDF_IO_QUEUE_DISPATCH_TYPE type)
{
	WDF_IO_QUEUE_CONFIG_INIT(config, type);
	config->DefaultQueue = TRUE;
}

/**
 * WdfIoQueueCreate() - make a queue
 * @Device: its device
 * @Config: its kind and callbacks
 * @QueueAttributes: optional; deleted with the device
 * @Queue: receives the queue; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_DEVICE_STATE for a second default
 * queue, STATUS_INVALID_PARAMETER or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfIoQueueCreate(WDFDEVICE Device, PWDF_IO_QUEUE_CONFIG Config,
			  PWDF_OBJECT_ATTRIBUTES QueueAttributes,
			  WDFQUEUE *Queue);

/**
 * WdfIoQueueGetDevice() - a queue's device
 * @Queue: the queue
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device.
 */
WDFDEVICE WdfIoQueueGetDevice(WDFQUEUE Queue);

/**
 * WdfDeviceGetDefaultQueue() - the queue that a device's requests go to
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the queue, or NULL.
 */
WDFQUEUE WdfDeviceGetDefaultQueue(WDFDEVICE Device);

/**
 * WdfIoQueueRetrieveNextRequest() - take the next request of a manual queue
 * @Queue: the queue; a sequential one gives its next to whoever asks, too
 * @OutRequest: receives the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_NO_MORE_ENTRIES; STATUS_INVALID_DEVICE_STATE
 * when the queue is purged.
 */
NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest);

/**
 * WdfRequestForwardToIoQueue() - put a request on another queue
 * @Request: presented and not completed
 * @DestinationQueue: another queue of its device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, and the queue owns the request;
 * STATUS_INVALID_DEVICE_REQUEST for the queue it came from; STATUS_WDF_BUSY for
 * one that is purged.
 */
NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request,
				    WDFQUEUE DestinationQueue);

/**
 * WdfIoQueuePurge() - end the requests of a queue, and take no new ones
 * @Queue: the queue
 * @PurgeComplete: called when the driver has none of its requests any more;
 *	optional. It is called before this returns, which then waits. [ours]
 * @Context: for @PurgeComplete
 *
 * What waits is cancelled, and so is what the driver lets be cancelled. New
 * requests fail with STATUS_INVALID_DEVICE_STATE.
 *
 * Context: at or below DISPATCH_LEVEL [doc]; PASSIVE_LEVEL with a callback.
 */
VOID WdfIoQueuePurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE PurgeComplete,
		     WDFCONTEXT Context);

/**
 * WdfIoQueuePurgeSynchronously() - the same, and wait for the driver
 * @Queue: the queue; not inside one of its callbacks
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoQueuePurgeSynchronously(WDFQUEUE Queue);

/**
 * WdfIoQueueStart() - take requests again
 * @Queue: a queue that was purged
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueueStart(WDFQUEUE Queue);

/**
 * WdfRequestStopAcknowledge() - EvtIoStop's answer, if it does not complete it
 * @Request: the request
 * @Requeue: TRUE gives it back, to be cancelled; FALSE: the driver keeps it and
 *	completes it later, with its device out of D0
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestStopAcknowledge(WDFREQUEST Request, BOOLEAN Requeue);

/**
 * WdfRequestRetrieveInputBuffer() - what came with a request
 * @Request: presented and not completed
 * @MinimumRequiredLength: fewer bytes are an error
 * @Buffer: receives the address; the input and the output of a METHOD_BUFFERED
 *	request are one buffer
 * @Length: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, or
 * STATUS_INVALID_DEVICE_REQUEST for a length of 0.
 */
NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
				       size_t MinimumRequiredLength,
				       PVOID *Buffer, size_t *Length);

/**
 * WdfRequestRetrieveOutputBuffer() - where the answer goes
 * @Request: presented and not completed
 * @MinimumRequiredSize: fewer bytes are an error
 * @Buffer: receives the address
 * @Length: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL; a direct buffer is mapped as
 * MmGetSystemAddressForMdlSafe() says. [doc]
 * Return: as above, and STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request,
					size_t MinimumRequiredSize,
					PVOID *Buffer, size_t *Length);

/**
 * WdfRequestRetrieveInputMemory() - the input buffer as a memory object
 * @Request: presented and not completed
 * @Memory: receives the object, which goes with the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfRequestRetrieveInputBuffer(), or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfRequestRetrieveInputMemory(WDFREQUEST Request, WDFMEMORY *Memory);

/**
 * WdfRequestRetrieveOutputMemory() - the output buffer as a memory object
 * @Request: presented and not completed
 * @Memory: receives the object, which goes with the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfRequestRetrieveOutputBuffer().
 */
NTSTATUS WdfRequestRetrieveOutputMemory(WDFREQUEST Request, WDFMEMORY *Memory);

/**
 * WdfRequestGetFileObject() - the handle that a request came through
 * @Request: presented and not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the file object; NULL when the driver asked for none, or it is
 * another driver's request.
 */
WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request);

/**
 * WdfRequestComplete() - a request is done
 * @Request: gone afterwards
 * @Status: its result
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status);

/**
 * WdfRequestCompleteWithInformation() - a request is done
 * @Request: gone afterwards
 * @Status: its result
 * @Information: bytes of the answer
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestCompleteWithInformation(WDFREQUEST Request, NTSTATUS Status,
				       ULONG_PTR Information);

/**
 * WdfRequestSetInformation() - bytes of the answer, for WdfRequestComplete()
 * @Request: presented and not completed
 * @Information: the bytes
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestSetInformation(WDFREQUEST Request, ULONG_PTR Information);

/**
 * WdfRequestGetIoQueue() - the queue a request came from
 * @Request: presented and not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the queue.
 */
WDFQUEUE WdfRequestGetIoQueue(WDFREQUEST Request);

/**
 * WdfRequestWdmGetIrp() - the IRP of a request
 * @Request: presented and not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the IRP.
 */
PIRP WdfRequestWdmGetIrp(WDFREQUEST Request);

/**
 * WdfRequestMarkCancelableEx() - let a request be cancelled
 * @Request: presented and not completed
 * @EvtRequestCancel: called to cancel it; completes it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_CANCELLED when it is cancelled already, and the
 * callback will not be called.
 */
NTSTATUS WdfRequestMarkCancelableEx(WDFREQUEST Request,
				    PFN_WDF_REQUEST_CANCEL EvtRequestCancel);

/**
 * WdfRequestUnmarkCancelable() - the reverse, ahead of completing it
 * @Request: not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_CANCELLED: the callback completes it.
 */
NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request);

/**
 * WdfRequestIsCanceled() - whether somebody wants a request to end
 * @Request: not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when so.
 */
BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request);

#endif
