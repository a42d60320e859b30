/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O queues and requests. Device-control requests are what there is.
 *
 * Difference from Windows: a queue is not stopped while its device leaves D0,
 * as it never does; when the device is removed its requests are cancelled.
 *
 * Linux counterpart: as irp.h
 */
#ifndef VMBKMCL_NT_WDFIO_H
#define VMBKMCL_NT_WDFIO_H

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
typedef VOID EVT_WDF_REQUEST_CANCEL(WDFREQUEST Request);
typedef EVT_WDF_REQUEST_CANCEL *PFN_WDF_REQUEST_CANCEL;

typedef struct _WDF_IO_QUEUE_CONFIG {
	ULONG					Size;
	WDF_IO_QUEUE_DISPATCH_TYPE		DispatchType;
	WDF_TRI_STATE				PowerManaged;
	BOOLEAN					AllowZeroLengthRequests;
	BOOLEAN					DefaultQueue;
	PFN_WDF_IO_QUEUE_IO_DEFAULT		EvtIoDefault;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoDeviceControl;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoInternalDeviceControl;
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
 * Return: STATUS_SUCCESS or STATUS_NO_MORE_ENTRIES.
 */
NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest);

/**
 * WdfRequestForwardToIoQueue() - put a request on another queue
 * @Request: presented and not completed
 * @DestinationQueue: another queue of its device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_REQUEST for the queue it came
 * from. The queue then owns the request.
 */
NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request,
				    WDFQUEUE DestinationQueue);

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
