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

typedef enum _WDF_REQUEST_TYPE {
	WdfRequestTypeCreate = 0x0,
	WdfRequestTypeCreateNamedPipe = 0x1,
	WdfRequestTypeClose = 0x2,
	WdfRequestTypeRead = 0x3,
	WdfRequestTypeWrite = 0x4,
	WdfRequestTypeQueryInformation = 0x5,
	WdfRequestTypeSetInformation = 0x6,
	WdfRequestTypeQueryEA = 0x7,
	WdfRequestTypeSetEA = 0x8,
	WdfRequestTypeFlushBuffers = 0x9,
	WdfRequestTypeQueryVolumeInformation = 0xa,
	WdfRequestTypeSetVolumeInformation = 0xb,
	WdfRequestTypeDirectoryControl = 0xc,
	WdfRequestTypeFileSystemControl = 0xd,
	WdfRequestTypeDeviceControl = 0xe,
	WdfRequestTypeDeviceControlInternal = 0xf,
	WdfRequestTypeShutdown = 0x10,
	WdfRequestTypeLockControl = 0x11,
	WdfRequestTypeCleanup = 0x12,
	WdfRequestTypeCreateMailSlot = 0x13,
	WdfRequestTypeQuerySecurity = 0x14,
	WdfRequestTypeSetSecurity = 0x15,
	WdfRequestTypePower = 0x16,
	WdfRequestTypeSystemControl = 0x17,
	WdfRequestTypeDeviceChange = 0x18,
	WdfRequestTypeQueryQuota = 0x19,
	WdfRequestTypeSetQuota = 0x1a,
	WdfRequestTypePnp = 0x1b,
	WdfRequestTypeOther = 0x1c,
	WdfRequestTypeUsb = 0x40,
	WdfRequestTypeNoFormat = 0xff,
	WdfRequestTypeMax
} WDF_REQUEST_TYPE;

typedef struct _WDF_REQUEST_PARAMETERS {
	USHORT			Size;
	UCHAR			MinorFunction;
	WDF_REQUEST_TYPE	Type;
	union {
		struct {
			PVOID		SecurityContext;
			ULONG		Options;
			USHORT POINTER_ALIGNMENT FileAttributes;
			USHORT		ShareAccess;
			ULONG POINTER_ALIGNMENT EaLength;
		} Create;
		struct {
			size_t		Length;
			ULONG POINTER_ALIGNMENT Key;
			LONGLONG	DeviceOffset;
		} Read;
		struct {
			size_t		Length;
			ULONG POINTER_ALIGNMENT Key;
			LONGLONG	DeviceOffset;
		} Write;
		struct {
			size_t		OutputBufferLength;
			size_t POINTER_ALIGNMENT InputBufferLength;
			ULONG POINTER_ALIGNMENT IoControlCode;
			PVOID		Type3InputBuffer;
		} DeviceIoControl;
		struct {
			PVOID		Arg1;
			PVOID		Arg2;
			ULONG POINTER_ALIGNMENT IoControlCode;
			PVOID		Arg4;
		} Others;
	} Parameters;
} WDF_REQUEST_PARAMETERS, *PWDF_REQUEST_PARAMETERS;

static inline VOID WDF_REQUEST_PARAMETERS_INIT(PWDF_REQUEST_PARAMETERS parameters)
{
	memset(parameters, 0, sizeof(*parameters));
	parameters->Size = sizeof(*parameters);
}

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
 * WdfRequestRetrieveInputBuffer() - get the input of a write or control request
 * @Request: presented and not completed
 * @MinimumRequiredLength: fewer bytes are an error
 * @Buffer: receives the address; the input and the output of a METHOD_BUFFERED
 *	request are one buffer
 * @Length: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL, also for a length of 0;
 * STATUS_INVALID_DEVICE_REQUEST for a read request, and where the buffer has to be
 * retrieved by WdfRequestRetrieveUnsafeUserInputBuffer(). [doc]
 */
NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
				       size_t MinimumRequiredLength,
				       PVOID *Buffer, size_t *Length);

/**
 * WdfRequestRetrieveOutputBuffer() - get the output buffer of a read or control request
 * @Request: presented and not completed
 * @MinimumRequiredSize: fewer bytes are an error
 * @Buffer: receives the address
 * @Length: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL; a direct buffer is mapped, see
 * MmGetSystemAddressForMdlSafe(), which the framework has done for a queue whose
 * callbacks may be called at DISPATCH_LEVEL. [doc]
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
 * WdfRequestRetrieveInputWdmMdl() - the input buffer as an MDL
 * @Request: presented and not completed
 * @Mdl: receives the MDL, which goes with the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfRequestRetrieveInputBuffer(), or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfRequestRetrieveInputWdmMdl(WDFREQUEST Request, PMDL *Mdl);

/**
 * WdfRequestRetrieveOutputWdmMdl() - the output buffer as an MDL
 * @Request: presented and not completed
 * @Mdl: receives the MDL, which goes with the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfRequestRetrieveOutputBuffer(), or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfRequestRetrieveOutputWdmMdl(WDFREQUEST Request, PMDL *Mdl);

/**
 * WdfRequestRetrieveUnsafeUserInputBuffer() - the address of a program's input
 * @Request: in EvtIoInCallerContext
 * @MinimumRequiredLength: fewer bytes are an error
 * @InputBuffer: receives the address, to be given to
 *	WdfRequestProbeAndLockUserBufferForRead(); see vmbkmcl/nt/probe.h
 * @Length: receives the bytes; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_INVALID_DEVICE_REQUEST for a
 * request that is neither a METHOD_NEITHER control request nor a write request to a
 * device whose I/O is neither buffered nor direct. [doc]
 */
NTSTATUS WdfRequestRetrieveUnsafeUserInputBuffer(WDFREQUEST Request,
						 size_t MinimumRequiredLength,
						 PVOID *InputBuffer, size_t *Length);

/**
 * WdfRequestRetrieveUnsafeUserOutputBuffer() - the address of a program's output buffer
 * @Request: in EvtIoInCallerContext
 * @MinimumRequiredLength: fewer bytes are an error
 * @OutputBuffer: receives the address, as above
 * @Length: receives the bytes; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as above, of read requests. [doc]
 */
NTSTATUS WdfRequestRetrieveUnsafeUserOutputBuffer(WDFREQUEST Request,
						  size_t MinimumRequiredLength,
						  PVOID *OutputBuffer, size_t *Length);

/**
 * WdfRequestProbeAndLockUserBufferForRead() - lock a program's buffer that is read
 * @Request: in EvtIoInCallerContext
 * @Buffer: the program's address
 * @Length: bytes
 * @MemoryObject: receives a memory object with an address that is good in any context;
 *	the buffer is unlocked when the request is completed [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_USER_BUFFER for a length of 0;
 * STATUS_ACCESS_VIOLATION; STATUS_INSUFFICIENT_RESOURCES. [doc]
 * STATUS_INVALID_PARAMETER for one above MAXULONG.
 */
NTSTATUS WdfRequestProbeAndLockUserBufferForRead(WDFREQUEST Request, PVOID Buffer,
						 size_t Length, WDFMEMORY *MemoryObject);

/**
 * WdfRequestProbeAndLockUserBufferForWrite() - lock a program's buffer that is written
 * @Request: in EvtIoInCallerContext
 * @Buffer: the program's address
 * @Length: bytes
 * @MemoryObject: as above
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as above. [doc]
 */
NTSTATUS WdfRequestProbeAndLockUserBufferForWrite(WDFREQUEST Request, PVOID Buffer,
						  size_t Length, WDFMEMORY *MemoryObject);

/**
 * WdfRequestGetParameters() - what a request asks for
 * @Request: presented and not completed
 * @Parameters: prepared by WDF_REQUEST_PARAMETERS_INIT()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestGetParameters(WDFREQUEST Request, PWDF_REQUEST_PARAMETERS Parameters);

/**
 * WdfRequestGetRequestorMode() - whether a program or a driver sent a request
 * @Request: presented and not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: UserMode or KernelMode.
 */
KPROCESSOR_MODE WdfRequestGetRequestorMode(WDFREQUEST Request);

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
