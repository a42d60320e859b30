/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Requests, as queues present them to the driver.
 *
 * Linux counterpart: as vmbkmcl/nt/irp.h
 */
#ifndef VMBKMCL_WINDOWS_WDFREQUEST_H
#define VMBKMCL_WINDOWS_WDFREQUEST_H

#include "wdfobject.h"
#include "wdfstatus.h"

typedef enum _WDF_REQUEST_STOP_ACTION_FLAGS {
	WdfRequestStopActionInvalid = 0,
	WdfRequestStopActionSuspend = 0x1,
	WdfRequestStopActionPurge = 0x2,
	WdfRequestStopRequestCancelable = 0x10000000
} WDF_REQUEST_STOP_ACTION_FLAGS;

typedef VOID EVT_WDF_REQUEST_CANCEL(WDFREQUEST Request);
typedef EVT_WDF_REQUEST_CANCEL *PFN_WDF_REQUEST_CANCEL;

/**
 * WdfRequestForwardToIoQueue() - put a request on another queue
 * @Request: presented and not completed
 * @DestinationQueue: another queue of its device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS: the queue owns the request;
 * STATUS_INVALID_DEVICE_REQUEST for the queue that the request came from, and for
 * a request that is marked cancelable; STATUS_WDF_BUSY for a purged queue. [doc]
 */
NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request,
				    WDFQUEUE DestinationQueue);

/**
 * WdfRequestStopAcknowledge() - answer EvtIoStop without completing the request
 * @Request: the request
 * @Requeue: TRUE: the queue takes the request back and cancels it; FALSE: the
 *	driver keeps it and completes it later, after its device has left D0
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestStopAcknowledge(WDFREQUEST Request, BOOLEAN Requeue);

/**
 * WdfRequestRetrieveInputBuffer() - get a request's input
 * @Request: presented and not completed
 * @MinimumRequiredLength: fewer bytes are an error
 * @Buffer: receives the address; the input and the output of a METHOD_BUFFERED
 *	request are one buffer
 * @Length: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, or STATUS_BUFFER_TOO_SMALL, also for a length of 0. [doc]
 */
NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
				       size_t MinimumRequiredLength,
				       PVOID *Buffer, size_t *Length);

/**
 * WdfRequestRetrieveOutputBuffer() - get the buffer for a request's output
 * @Request: presented and not completed
 * @MinimumRequiredSize: fewer bytes are an error
 * @Buffer: receives the address
 * @Length: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL; a direct buffer is mapped, see
 * MmGetSystemAddressForMdlSafe(). [doc]
 * Return: as above, and STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request,
					size_t MinimumRequiredSize,
					PVOID *Buffer, size_t *Length);

/**
 * WdfRequestRetrieveInputMemory() - the input buffer as a memory object
 * @Request: presented and not completed
 * @Memory: receives the object, which is deleted with the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfRequestRetrieveInputBuffer(), or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfRequestRetrieveInputMemory(WDFREQUEST Request, WDFMEMORY *Memory);

/**
 * WdfRequestRetrieveOutputMemory() - the output buffer as a memory object
 * @Request: presented and not completed
 * @Memory: receives the object, which is deleted with the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfRequestRetrieveOutputBuffer().
 */
NTSTATUS WdfRequestRetrieveOutputMemory(WDFREQUEST Request, WDFMEMORY *Memory);

/**
 * WdfRequestGetFileObject() - the file object of a request's handle
 * @Request: presented and not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the file object; NULL when the driver asked for none, or when another
 * driver sent the request.
 */
WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request);

/**
 * WdfRequestComplete() - complete a request
 * @Request: invalid afterwards
 * @Status: its result; STATUS_WDF_BUSY and STATUS_WDF_PAUSED become
 *	STATUS_DEVICE_BUSY, and the framework's other statuses
 *	STATUS_INVALID_DEVICE_REQUEST [KMDF: fxrequest.cpp]
 *
 * The request's EvtCleanupCallback is called before its IRP is completed. [KMDF:
 * fxrequest.cpp, EarlyDispose()]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status);

/**
 * WdfRequestCompleteWithInformation() - complete a request that has output
 * @Request: invalid afterwards
 * @Status: its result
 * @Information: bytes of output
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestCompleteWithInformation(WDFREQUEST Request, NTSTATUS Status,
				       ULONG_PTR Information);

/**
 * WdfRequestSetInformation() - set the bytes of output for WdfRequestComplete()
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
 * WdfRequestMarkCancelableEx() - mark a request as cancelable
 * @Request: presented and not completed
 * @EvtRequestCancel: called when the request is cancelled; must complete it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_CANCELLED when it is cancelled already: the
 * callback will not be called; STATUS_INVALID_DEVICE_REQUEST when it is marked
 * already. [doc]
 */
NTSTATUS WdfRequestMarkCancelableEx(WDFREQUEST Request,
				    PFN_WDF_REQUEST_CANCEL EvtRequestCancel);

/**
 * WdfRequestMarkCancelable() - mark a request as cancelable
 * @Request: presented and not completed
 * @EvtRequestCancel: called when the request is cancelled, which may be before this
 *	function returns [doc], but not inside a callback that is serialized with it;
 *	must complete the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestMarkCancelable(WDFREQUEST Request, PFN_WDF_REQUEST_CANCEL EvtRequestCancel);

/**
 * WdfRequestUnmarkCancelable() - undo WdfRequestMarkCancelableEx()
 * @Request: not completed; the driver calls this before it completes the
 *	request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_CANCELLED: the callback completes the request.
 */
NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request);

/**
 * WdfRequestIsCanceled() - whether a request has been cancelled
 * @Request: not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it has.
 */
BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request);

#endif
