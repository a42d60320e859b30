/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Requests: as queues present them to the driver, and as it sends them to targets.
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
 * a request that is marked cancelable; STATUS_WDF_BUSY for a purged queue [doc].
 * STATUS_INVALID_DEVICE_REQUEST also for a request of EvtDeviceFileCreate's and for one
 * that the driver has created, both of which KMDF takes: create requests can be had from
 * a queue, see WdfDeviceConfigureRequestDispatching().
 */
NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request,
				    WDFQUEUE DestinationQueue);

/**
 * WdfRequestStopAcknowledge() - answer EvtIoStop without completing the request
 * @Request: the request
 * @Requeue: TRUE: the queue takes the request back, and cancels it
 *	(WdfRequestStopActionPurge) or presents it again when the machine has woken;
 *	FALSE: the driver keeps it and completes it later, after its device has left D0
 *
 * A cancelable request has to be unmarked before it is given back: until then it stays
 * the driver's, and the log says so once. [doc]
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
 * STATUS_WORKING_SET_QUOTA beyond RLIMIT_MEMLOCK.
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
 * @Parameters: prepared by WDF_REQUEST_PARAMETERS_INIT(); left as it is when its Size is
 *	another one [KMDF: fxrequestapi.cpp]
 *
 * Of a request that the driver has created its Type is WdfRequestTypeNoFormat, and there
 * are no parameters. On Windows they are not defined.
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
 * already [doc], and for one that the driver has created [KMDF: fxrequestapi.cpp].
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
 * @Request: not completed, also not by the callback, of which the driver must know [doc];
 *	with a reference that it has taken, it gets STATUS_CANCELLED all the same [ours]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_CANCELLED: the callback completes the request;
 * STATUS_INVALID_PARAMETER: it is not marked [doc];
 * STATUS_INVALID_DEVICE_REQUEST: the driver has created it [KMDF: fxrequestapi.cpp].
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

#define WDF_NO_SEND_OPTIONS	NULL

typedef enum _WDF_REQUEST_SEND_OPTIONS_FLAGS {
	WDF_REQUEST_SEND_OPTION_TIMEOUT = 0x00000001,
	WDF_REQUEST_SEND_OPTION_SYNCHRONOUS = 0x00000002,
	WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE = 0x00000004,
	WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET = 0x00000008,
	WDF_REQUEST_SEND_OPTION_IMPERSONATE_CLIENT = 0x00010000,
	WDF_REQUEST_SEND_OPTION_IMPERSONATION_IGNORE_FAILURE = 0x00020000
} WDF_REQUEST_SEND_OPTIONS_FLAGS;

typedef struct _WDF_REQUEST_SEND_OPTIONS {
	ULONG		Size;
	ULONG		Flags;
	LONGLONG	Timeout;
} WDF_REQUEST_SEND_OPTIONS, *PWDF_REQUEST_SEND_OPTIONS;

static inline VOID WDF_REQUEST_SEND_OPTIONS_INIT(PWDF_REQUEST_SEND_OPTIONS options,
						 ULONG flags)
{
	memset(options, 0, sizeof(*options));
	options->Size = sizeof(*options);
	options->Flags = flags;
}

static inline VOID WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(PWDF_REQUEST_SEND_OPTIONS options,
							LONGLONG timeout)
{
	options->Flags |= WDF_REQUEST_SEND_OPTION_TIMEOUT;
	options->Timeout = timeout;
}

typedef enum _WDF_REQUEST_REUSE_FLAGS {
	WDF_REQUEST_REUSE_NO_FLAGS = 0x00000000,
	WDF_REQUEST_REUSE_SET_NEW_IRP = 0x00000001
} WDF_REQUEST_REUSE_FLAGS;

typedef struct _WDF_REQUEST_REUSE_PARAMS {
	ULONG		Size;
	ULONG		Flags;
	NTSTATUS	Status;
	PIRP		NewIrp;
} WDF_REQUEST_REUSE_PARAMS, *PWDF_REQUEST_REUSE_PARAMS;

static inline VOID WDF_REQUEST_REUSE_PARAMS_INIT(PWDF_REQUEST_REUSE_PARAMS params,
						 ULONG flags, NTSTATUS status)
{
	memset(params, 0, sizeof(*params));
	params->Size = sizeof(*params);
	params->Flags = flags;
	params->Status = status;
}

static inline VOID WDF_REQUEST_REUSE_PARAMS_SET_NEW_IRP(PWDF_REQUEST_REUSE_PARAMS params,
							PIRP irp)
{
	params->Flags |= WDF_REQUEST_REUSE_SET_NEW_IRP;
	params->NewIrp = irp;
}

typedef struct _WDF_REQUEST_COMPLETION_PARAMS {
	ULONG			Size;
	WDF_REQUEST_TYPE	Type;
	IO_STATUS_BLOCK		IoStatus;
	union {
		struct {
			WDFMEMORY	Buffer;
			size_t		Length;
			size_t		Offset;
		} Write;
		struct {
			WDFMEMORY	Buffer;
			size_t		Length;
			size_t		Offset;
		} Read;
		struct {
			ULONG	IoControlCode;
			struct {
				WDFMEMORY	Buffer;
				size_t		Offset;
			} Input;
			struct {
				WDFMEMORY	Buffer;
				size_t		Offset;
				size_t		Length;
			} Output;
		} Ioctl;
		struct {
			union {
				PVOID		Ptr;
				ULONG_PTR	Value;
			} Argument1;
			union {
				PVOID		Ptr;
				ULONG_PTR	Value;
			} Argument2;
			union {
				PVOID		Ptr;
				ULONG_PTR	Value;
			} Argument3;
			union {
				PVOID		Ptr;
				ULONG_PTR	Value;
			} Argument4;
		} Others;
	} Parameters;
} WDF_REQUEST_COMPLETION_PARAMS, *PWDF_REQUEST_COMPLETION_PARAMS;

static inline VOID
WDF_REQUEST_COMPLETION_PARAMS_INIT(PWDF_REQUEST_COMPLETION_PARAMS params)
{
	memset(params, 0, sizeof(*params));
	params->Size = sizeof(*params);
	params->Type = WdfRequestTypeNoFormat;
}

typedef VOID EVT_WDF_REQUEST_COMPLETION_ROUTINE(WDFREQUEST Request, WDFIOTARGET Target,
						PWDF_REQUEST_COMPLETION_PARAMS Params,
						WDFCONTEXT Context);
typedef EVT_WDF_REQUEST_COMPLETION_ROUTINE *PFN_WDF_REQUEST_COMPLETION_ROUTINE;

/* WdfRequestCreate() and WdfRequestCreateFromIrp() for a module. */
NTSTATUS vmbkmcl_wdf_request_make(struct module *module,
				  PWDF_OBJECT_ATTRIBUTES RequestAttributes,
				  WDFIOTARGET IoTarget, WDFREQUEST *Request);
NTSTATUS vmbkmcl_wdf_request_make_from_irp(struct module *module,
					   PWDF_OBJECT_ATTRIBUTES RequestAttributes,
					   PIRP Irp, BOOLEAN RequestFreesIrp,
					   WDFREQUEST *Request);

/**
 * WdfRequestCreate() - create a request, to be sent
 * @RequestAttributes: optional; the parent is the driver unless it names one
 * @IoTarget: where it will be sent, which has to be open; optional
 * @Request: receives the request, to be deleted by WdfObjectDelete() and not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_STATE for a target that is not open;
 * STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
static inline NTSTATUS WdfRequestCreate(PWDF_OBJECT_ATTRIBUTES RequestAttributes,
					WDFIOTARGET IoTarget, WDFREQUEST *Request)
{
	return vmbkmcl_wdf_request_make(&__this_module, RequestAttributes, IoTarget, Request);
}

/**
 * WdfRequestCreateFromIrp() - create a request for an IRP of the driver's
 * @RequestAttributes: optional
 * @Irp: the IRP
 * @RequestFreesIrp: TRUE: the IRP is freed with the request
 * @Request: receives the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
static inline NTSTATUS WdfRequestCreateFromIrp(PWDF_OBJECT_ATTRIBUTES RequestAttributes,
					       PIRP Irp, BOOLEAN RequestFreesIrp,
					       WDFREQUEST *Request)
{
	return vmbkmcl_wdf_request_make_from_irp(&__this_module, RequestAttributes, Irp,
						 RequestFreesIrp, Request);
}

/**
 * WdfRequestReuse() - make a request ready to be formatted and sent again
 * @Request: not at a target
 * @ReuseParams: its status, and another IRP for one of WdfRequestCreateFromIrp() or
 *	WdfRequestCreate()
 *
 * The completion routine is forgotten [doc], and so is that it was cancelled.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER; STATUS_WDF_REQUEST_INVALID_STATE for
 * another IRP for a request from a queue [doc], and for one that is at a target [ours].
 */
NTSTATUS WdfRequestReuse(WDFREQUEST Request, PWDF_REQUEST_REUSE_PARAMS ReuseParams);

/**
 * WdfRequestChangeTarget() - check that a request can be sent to a target
 * @Request: not at a target
 * @IoTarget: the target; a request of WdfRequestCreate() gets a larger IRP if need be
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_STATE; STATUS_REQUEST_NOT_ACCEPTED when it
 * has too few stack locations; STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfRequestChangeTarget(WDFREQUEST Request, WDFIOTARGET IoTarget);

/**
 * WdfRequestSetCompletionRoutine() - set what is called when a target has completed it
 * @Request: not at a target
 * @CompletionRoutine: the function, which gets the request back; NULL: none
 * @CompletionContext: for it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestSetCompletionRoutine(WDFREQUEST Request,
				    PFN_WDF_REQUEST_COMPLETION_ROUTINE CompletionRoutine,
				    WDFCONTEXT CompletionContext);

/**
 * WdfRequestGetCompletionParams() - how a target has completed a request
 * @Request: was sent, and is not at its target any more
 * @Params: prepared by WDF_REQUEST_COMPLETION_PARAMS_INIT()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestGetCompletionParams(WDFREQUEST Request,
				   PWDF_REQUEST_COMPLETION_PARAMS Params);

/**
 * WdfRequestAllocateTimer() - allocate what a timeout needs
 * @Request: the request, which WdfRequestSend() with a timeout does not fail then for
 *	lack of memory
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfRequestAllocateTimer(WDFREQUEST Request);

/**
 * WdfRequestFormatRequestUsingCurrentType() - send a request on as it came
 * @Request: from a queue, or of WdfRequestCreateFromIrp() with a current stack location
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestFormatRequestUsingCurrentType(WDFREQUEST Request);

/**
 * WdfRequestWdmFormatUsingStackLocation() - fill in the next stack location
 * @Request: not at a target
 * @Stack: its content; a completion routine in it is ignored [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfRequestWdmFormatUsingStackLocation(WDFREQUEST Request, PIO_STACK_LOCATION Stack);

/**
 * WdfRequestSend() - send a request to a target
 * @Request: formatted, and not marked cancelable
 * @Target: the target
 * @Options: optional. WDF_REQUEST_SEND_OPTION_SYNCHRONOUS waits, _TIMEOUT has it cancelled
 *	after some time (which is a point of time when it is positive),
 *	_IGNORE_TARGET_STATE sends it to a target that is stopped, _SEND_AND_FORGET gives
 *	a request from a queue away, who completes it for good.
 *
 * A request from a queue needs a completion routine, unless it is sent synchronously or
 * given away. [KMDF: fxrequestapi.cpp]
 *
 * Context: at or below DISPATCH_LEVEL; synchronously at PASSIVE_LEVEL. [doc]
 * Return: TRUE when it was sent, or waits for its target to be started; FALSE: the driver
 * has it still, and WdfRequestGetStatus() says why.
 */
BOOLEAN WdfRequestSend(WDFREQUEST Request, WDFIOTARGET Target,
		       PWDF_REQUEST_SEND_OPTIONS Options);

/**
 * WdfRequestGetStatus() - how a request was completed, or why it was not sent
 * @Request: not at a target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the status.
 */
NTSTATUS WdfRequestGetStatus(WDFREQUEST Request);

/**
 * WdfRequestCancelSentRequest() - cancel a request that was sent
 * @Request: the request, with a reference so that it stays meanwhile
 *
 * A request that is not at a target is not sent any more before WdfRequestReuse(). [KMDF:
 * FxRequestBase::Cancel()]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when the target's driver was told; FALSE when it has completed the
 * request, or has no cancel routine for it at present. [doc]
 */
BOOLEAN WdfRequestCancelSentRequest(WDFREQUEST Request);

/**
 * WdfRequestGetInformation() - the bytes of output
 * @Request: presented and not completed, or completed by a target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the bytes.
 */
ULONG_PTR WdfRequestGetInformation(WDFREQUEST Request);

/**
 * WdfRequestRequeue() - return a request to the head of its queue
 * @Request: from a manual queue, not completed
 *
 * A queue takes it back that accepts no requests, too; one that is purged ends it, as
 * those that waited there. [KMDF: FxIoQueue::Requeue()]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS: the queue owns the request; STATUS_INVALID_DEVICE_REQUEST for
 * one that is from no queue or from one that is not manual, that is marked cancelable
 * [doc] or at a target.
 */
NTSTATUS WdfRequestRequeue(WDFREQUEST Request);

#endif
