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
 * Return: STATUS_SUCCESS, and the queue owns the request;
 * STATUS_INVALID_DEVICE_REQUEST for the queue it came from; STATUS_WDF_BUSY for
 * one that is purged.
 */
NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request,
				    WDFQUEUE DestinationQueue);

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
