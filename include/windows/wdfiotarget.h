/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O targets: where a driver sends requests. The local target of a device is the next
 * lower device; a driver makes others and opens them.
 *
 * Differences from Windows
 * - A local target is started until its device is removed, as a device leaves D0 for
 *   nothing else.
 * - A device that another driver has open by its name is only ever removed by surprise,
 *   so EvtIoTargetQueryRemove and EvtIoTargetRemoveCanceled are not called. The framework
 *   closes the target after EvtIoTargetRemoveComplete has been called.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_WDFIOTARGET_H
#define VMBKMCL_WINDOWS_WDFIOTARGET_H

#include "wdfdevice.h"
#include "wdfmemory.h"
#include "wdfrequest.h"

typedef enum _WDF_IO_TARGET_STATE {
	WdfIoTargetStateUndefined = 0,
	WdfIoTargetStarted,
	WdfIoTargetStopped,
	WdfIoTargetClosedForQueryRemove,
	WdfIoTargetClosed,
	WdfIoTargetDeleted,
	WdfIoTargetPurged
} WDF_IO_TARGET_STATE, *PWDF_IO_TARGET_STATE;

typedef enum _WDF_IO_TARGET_OPEN_TYPE {
	WdfIoTargetOpenUndefined = 0,
	WdfIoTargetOpenUseExistingDevice = 1,
	WdfIoTargetOpenByName = 2,
	WdfIoTargetOpenReopen = 3,
	WdfIoTargetOpenLocalTargetByFile = 4
} WDF_IO_TARGET_OPEN_TYPE;

typedef enum _WDF_IO_TARGET_SENT_IO_ACTION {
	WdfIoTargetSentIoUndefined = 0,
	WdfIoTargetCancelSentIo,
	WdfIoTargetWaitForSentIoToComplete,
	WdfIoTargetLeaveSentIoPending
} WDF_IO_TARGET_SENT_IO_ACTION;

typedef enum _WDF_IO_TARGET_PURGE_IO_ACTION {
	WdfIoTargetPurgeIoUndefined = 0,
	WdfIoTargetPurgeIoAndWait = 1,
	WdfIoTargetPurgeIo = 2
} WDF_IO_TARGET_PURGE_IO_ACTION;

typedef NTSTATUS EVT_WDF_IO_TARGET_QUERY_REMOVE(WDFIOTARGET IoTarget);
typedef EVT_WDF_IO_TARGET_QUERY_REMOVE *PFN_WDF_IO_TARGET_QUERY_REMOVE;
typedef VOID EVT_WDF_IO_TARGET_REMOVE_CANCELED(WDFIOTARGET IoTarget);
typedef EVT_WDF_IO_TARGET_REMOVE_CANCELED *PFN_WDF_IO_TARGET_REMOVE_CANCELED;
typedef VOID EVT_WDF_IO_TARGET_REMOVE_COMPLETE(WDFIOTARGET IoTarget);
typedef EVT_WDF_IO_TARGET_REMOVE_COMPLETE *PFN_WDF_IO_TARGET_REMOVE_COMPLETE;

/**
 * struct _WDF_IO_TARGET_OPEN_PARAMS - how a target is opened [doc
 * ns-wdfiotarget-_wdf_io_target_open_params]
 * @Size: sizeof this structure
 * @Type: by name, with a device that the driver has, or again as before
 * @EvtIoTargetQueryRemove: never called, see above
 * @EvtIoTargetRemoveCanceled: likewise
 * @EvtIoTargetRemoveComplete: the device is about to be removed; optional
 * @TargetDeviceObject: of WdfIoTargetOpenUseExistingDevice
 * @TargetFileObject: likewise; for the requests that are sent; optional
 * @TargetDeviceName: of WdfIoTargetOpenByName: the name of a device that a driver here
 *	has created, of its symbolic link or of its interface
 * @DesiredAccess: what the target is opened for; the kernel may open all of them
 * @ShareAccess: for the device's driver
 * @FileAttributes: likewise
 * @CreateDisposition: likewise
 * @CreateOptions: likewise
 * @EaBuffer: ignored
 * @EaBufferLength: ignored
 * @AllocationSize: ignored
 * @FileInformation: receives what the device's driver has done: FILE_OPENED
 * @FileName: of drivers in user space only
 */
typedef struct _WDF_IO_TARGET_OPEN_PARAMS {
	ULONG					Size;
	WDF_IO_TARGET_OPEN_TYPE			Type;
	PFN_WDF_IO_TARGET_QUERY_REMOVE		EvtIoTargetQueryRemove;
	PFN_WDF_IO_TARGET_REMOVE_CANCELED	EvtIoTargetRemoveCanceled;
	PFN_WDF_IO_TARGET_REMOVE_COMPLETE	EvtIoTargetRemoveComplete;
	PDEVICE_OBJECT				TargetDeviceObject;
	PFILE_OBJECT				TargetFileObject;
	UNICODE_STRING				TargetDeviceName;
	ACCESS_MASK				DesiredAccess;
	ULONG					ShareAccess;
	ULONG					FileAttributes;
	ULONG					CreateDisposition;
	ULONG					CreateOptions;
	PVOID					EaBuffer;
	ULONG					EaBufferLength;
	PLONGLONG				AllocationSize;
	ULONG					FileInformation;
	UNICODE_STRING				FileName;
} WDF_IO_TARGET_OPEN_PARAMS, *PWDF_IO_TARGET_OPEN_PARAMS;

static inline VOID
WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(PWDF_IO_TARGET_OPEN_PARAMS params,
					       PDEVICE_OBJECT device)
{
	memset(params, 0, sizeof(*params));
	params->Size = sizeof(*params);
	params->Type = WdfIoTargetOpenUseExistingDevice;
	params->TargetDeviceObject = device;
}

static inline VOID
WDF_IO_TARGET_OPEN_PARAMS_INIT_CREATE_BY_NAME(PWDF_IO_TARGET_OPEN_PARAMS params,
					      PCUNICODE_STRING name, ACCESS_MASK access)
{
	memset(params, 0, sizeof(*params));
	params->Size = sizeof(*params);
	params->Type = WdfIoTargetOpenByName;
	params->TargetDeviceName = *name;
	params->DesiredAccess = access;
	params->CreateOptions = FILE_NON_DIRECTORY_FILE;
}

static inline VOID
WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(PWDF_IO_TARGET_OPEN_PARAMS params,
					    PCUNICODE_STRING name, ACCESS_MASK access)
{
	WDF_IO_TARGET_OPEN_PARAMS_INIT_CREATE_BY_NAME(params, name, access);
	params->CreateDisposition = FILE_OPEN;
}

static inline VOID WDF_IO_TARGET_OPEN_PARAMS_INIT_REOPEN(PWDF_IO_TARGET_OPEN_PARAMS params)
{
	memset(params, 0, sizeof(*params));
	params->Size = sizeof(*params);
	params->Type = WdfIoTargetOpenReopen;
}

/**
 * WdfIoTargetCreate() - create a target, to be opened
 * @Device: the device that sends to it, and the target's parent
 * @IoTargetAttributes: optional
 * @IoTarget: receives the target
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfIoTargetCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES IoTargetAttributes,
			   WDFIOTARGET *IoTarget);

/**
 * WdfIoTargetOpen() - open a target, and start it
 * @IoTarget: of WdfIoTargetCreate(), not open
 * @OpenParams: which device it leads to
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INFO_LENGTH_MISMATCH for another Size;
 * STATUS_INVALID_DEVICE_STATE when it is open; STATUS_INVALID_PARAMETER without a device
 * or a name [doc], and for WdfIoTargetOpenLocalTargetByFile, which only drivers in user
 * space have; STATUS_INVALID_DEVICE_REQUEST to open again what was not opened by name
 * [KMDF: fxiotargetapi.cpp, fxiotargetremote.cpp]; STATUS_OBJECT_NAME_NOT_FOUND; what the
 * device's driver says of the create request.
 */
NTSTATUS WdfIoTargetOpen(WDFIOTARGET IoTarget, PWDF_IO_TARGET_OPEN_PARAMS OpenParams);

/**
 * WdfIoTargetClose() - close a target
 * @IoTarget: of WdfIoTargetCreate()
 *
 * Requests that wait for the target to be started are completed with
 * STATUS_WDF_DEVICE_REMOVED_NOT_SENT, those that were sent are cancelled, and the function
 * returns when they have been completed. [KMDF: FxIoTarget::GotoRemoveState()]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoTargetClose(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetCloseForQueryRemove() - close a target that may be opened again
 * @IoTarget: of WdfIoTargetCreate()
 *
 * As WdfIoTargetClose(), to be followed by opening it again or by WdfIoTargetClose().
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoTargetCloseForQueryRemove(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetStart() - send requests to a target, those that wait first
 * @IoTarget: stopped or purged
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_STATE for one that is being deleted
 * [doc], and for one that is not open [ours].
 */
NTSTATUS WdfIoTargetStart(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetStop() - send no requests to a target; new ones wait
 * @IoTarget: the target
 * @Action: what becomes of those that were sent: cancel them and wait, wait, or neither.
 *	Those that ignore the target's state are left alone [doc].
 *
 * Context: PASSIVE_LEVEL; with WdfIoTargetLeaveSentIoPending at or below DISPATCH_LEVEL.
 * [doc]
 */
VOID WdfIoTargetStop(WDFIOTARGET IoTarget, WDF_IO_TARGET_SENT_IO_ACTION Action);

/**
 * WdfIoTargetPurge() - cancel a target's requests, and accept no new ones
 * @IoTarget: the target
 * @Action: whether to wait until those that were sent have been completed
 *
 * Requests that wait are completed with STATUS_WDF_DEVICE_REMOVED_NOT_SENT. [KMDF:
 * fxiotarget.cpp, CompletePendedRequest()]
 *
 * Context: PASSIVE_LEVEL; with WdfIoTargetPurgeIo at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoTargetPurge(WDFIOTARGET IoTarget, WDF_IO_TARGET_PURGE_IO_ACTION Action);

/**
 * WdfIoTargetGetState() - a target's state
 * @IoTarget: the target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the state.
 */
WDF_IO_TARGET_STATE WdfIoTargetGetState(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetGetDevice() - the device that sends to a target
 * @IoTarget: the target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device.
 */
WDFDEVICE WdfIoTargetGetDevice(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetWdmGetTargetDeviceObject() - the device object that a target leads to
 * @IoTarget: the target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device object; NULL when the target is not open.
 */
PDEVICE_OBJECT WdfIoTargetWdmGetTargetDeviceObject(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetWdmGetTargetPhysicalDevice() - the bus's device that a target is on
 * @IoTarget: the target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: that of a local target; NULL for others.
 */
PDEVICE_OBJECT WdfIoTargetWdmGetTargetPhysicalDevice(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetWdmGetTargetFileObject() - the file object of a target
 * @IoTarget: the target
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the file object; NULL for a local target, and when there is none.
 */
PFILE_OBJECT WdfIoTargetWdmGetTargetFileObject(WDFIOTARGET IoTarget);

/**
 * WdfIoTargetFormatRequestForRead() - make a request a read request to a target
 * @IoTarget: the target
 * @Request: not sent
 * @OutputBuffer: receives what is read; has a reference until the request is completed,
 *	reused, formatted again or deleted [doc]; optional
 * @OutputBufferOffset: a part of it; optional
 * @DeviceOffset: where to read; NULL: at 0
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_STATE for a target that is not open;
 * STATUS_INTEGER_OVERFLOW for an offset outside the buffer [doc];
 * STATUS_REQUEST_NOT_ACCEPTED for a request that has too few stack locations and is not of
 * WdfRequestCreate() [doc]; STATUS_INVALID_DEVICE_REQUEST for one that is at a target;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfIoTargetFormatRequestForRead(WDFIOTARGET IoTarget, WDFREQUEST Request,
					 WDFMEMORY OutputBuffer,
					 PWDFMEMORY_OFFSET OutputBufferOffset,
					 PLONGLONG DeviceOffset);

/**
 * WdfIoTargetFormatRequestForWrite() - make a request a write request to a target
 * @IoTarget: the target
 * @Request: not sent
 * @InputBuffer: what is written; as above
 * @InputBufferOffset: a part of it; optional
 * @DeviceOffset: where to write; NULL: at 0
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfIoTargetFormatRequestForRead().
 */
NTSTATUS WdfIoTargetFormatRequestForWrite(WDFIOTARGET IoTarget, WDFREQUEST Request,
					  WDFMEMORY InputBuffer,
					  PWDFMEMORY_OFFSET InputBufferOffset,
					  PLONGLONG DeviceOffset);

/**
 * WdfIoTargetFormatRequestForIoctl() - make a request a control request to a target
 * @IoTarget: the target
 * @Request: not sent
 * @IoctlCode: the code; its method says how the target's driver gets the buffers
 * @InputBuffer: optional
 * @InputBufferOffset: a part of it; optional
 * @OutputBuffer: optional
 * @OutputBufferOffset: a part of it; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfIoTargetFormatRequestForRead().
 */
NTSTATUS WdfIoTargetFormatRequestForIoctl(WDFIOTARGET IoTarget, WDFREQUEST Request,
					  ULONG IoctlCode, WDFMEMORY InputBuffer,
					  PWDFMEMORY_OFFSET InputBufferOffset,
					  WDFMEMORY OutputBuffer,
					  PWDFMEMORY_OFFSET OutputBufferOffset);

/**
 * WdfIoTargetFormatRequestForInternalIoctl() - the same for an internal control request
 * @IoTarget: the target
 * @Request: not sent
 * @IoctlCode: as above
 * @InputBuffer: as above
 * @InputBufferOffset: as above
 * @OutputBuffer: as above
 * @OutputBufferOffset: as above
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfIoTargetFormatRequestForRead().
 */
NTSTATUS WdfIoTargetFormatRequestForInternalIoctl(WDFIOTARGET IoTarget, WDFREQUEST Request,
						  ULONG IoctlCode, WDFMEMORY InputBuffer,
						  PWDFMEMORY_OFFSET InputBufferOffset,
						  WDFMEMORY OutputBuffer,
						  PWDFMEMORY_OFFSET OutputBufferOffset);

/**
 * WdfIoTargetFormatRequestForInternalIoctlOthers() - the same with up to three buffers
 * @IoTarget: the target
 * @Request: not sent
 * @IoctlCode: the code, which becomes Parameters.Others.Argument3
 * @OtherArg1: Argument1; optional, as the others
 * @OtherArg1Offset: a part of it
 * @OtherArg2: Argument2
 * @OtherArg2Offset: a part of it
 * @OtherArg4: Argument4
 * @OtherArg4Offset: a part of it
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfIoTargetFormatRequestForRead().
 */
NTSTATUS WdfIoTargetFormatRequestForInternalIoctlOthers(WDFIOTARGET IoTarget,
	WDFREQUEST Request, ULONG IoctlCode,
	WDFMEMORY OtherArg1, PWDFMEMORY_OFFSET OtherArg1Offset,
	WDFMEMORY OtherArg2, PWDFMEMORY_OFFSET OtherArg2Offset,
	WDFMEMORY OtherArg4, PWDFMEMORY_OFFSET OtherArg4Offset);

/**
 * WdfIoTargetSendReadSynchronously() - read from a target, and wait
 * @IoTarget: the target
 * @Request: what to send; NULL: a request of the framework's
 * @OutputBuffer: receives what is read; optional
 * @DeviceOffset: where to read; NULL: at 0
 * @RequestOptions: a timeout, and whether to ignore the target's state; optional
 * @BytesRead: receives the bytes; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the request's status; STATUS_INFO_LENGTH_MISMATCH for options of another size;
 * STATUS_INVALID_PARAMETER; STATUS_INVALID_DEVICE_REQUEST for a request that is at a
 * target; STATUS_REQUEST_NOT_ACCEPTED [doc]; STATUS_INVALID_DEVICE_STATE for a target that
 * takes none; STATUS_IO_TIMEOUT; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfIoTargetSendReadSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
					  PWDF_MEMORY_DESCRIPTOR OutputBuffer,
					  PLONGLONG DeviceOffset,
					  PWDF_REQUEST_SEND_OPTIONS RequestOptions,
					  PULONG_PTR BytesRead);

/**
 * WdfIoTargetSendWriteSynchronously() - write to a target, and wait
 * @IoTarget: the target
 * @Request: as above
 * @InputBuffer: what is written; optional
 * @DeviceOffset: where to write; NULL: at 0
 * @RequestOptions: as above
 * @BytesWritten: receives the bytes; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfIoTargetSendReadSynchronously().
 */
NTSTATUS WdfIoTargetSendWriteSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
					   PWDF_MEMORY_DESCRIPTOR InputBuffer,
					   PLONGLONG DeviceOffset,
					   PWDF_REQUEST_SEND_OPTIONS RequestOptions,
					   PULONG_PTR BytesWritten);

/**
 * WdfIoTargetSendIoctlSynchronously() - send a control request to a target, and wait
 * @IoTarget: the target
 * @Request: as above
 * @IoctlCode: the code
 * @InputBuffer: optional
 * @OutputBuffer: optional
 * @RequestOptions: as above
 * @BytesReturned: receives the bytes of output; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfIoTargetSendReadSynchronously().
 */
NTSTATUS WdfIoTargetSendIoctlSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
					   ULONG IoctlCode,
					   PWDF_MEMORY_DESCRIPTOR InputBuffer,
					   PWDF_MEMORY_DESCRIPTOR OutputBuffer,
					   PWDF_REQUEST_SEND_OPTIONS RequestOptions,
					   PULONG_PTR BytesReturned);

/**
 * WdfIoTargetSendInternalIoctlSynchronously() - the same for an internal control request
 * @IoTarget: the target
 * @Request: as above
 * @IoctlCode: the code
 * @InputBuffer: optional
 * @OutputBuffer: optional
 * @RequestOptions: as above
 * @BytesReturned: as above
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfIoTargetSendReadSynchronously().
 */
NTSTATUS WdfIoTargetSendInternalIoctlSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request,
						   ULONG IoctlCode,
						   PWDF_MEMORY_DESCRIPTOR InputBuffer,
						   PWDF_MEMORY_DESCRIPTOR OutputBuffer,
						   PWDF_REQUEST_SEND_OPTIONS RequestOptions,
						   PULONG_PTR BytesReturned);

/**
 * WdfIoTargetSendInternalIoctlOthersSynchronously() - the same with up to three buffers
 * @IoTarget: the target
 * @Request: as above
 * @IoctlCode: the code, which becomes Parameters.Others.Argument3
 * @OtherArg1: Argument1; optional, as the others
 * @OtherArg2: Argument2
 * @OtherArg4: Argument4
 * @RequestOptions: as above
 * @BytesReturned: as above
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfIoTargetSendReadSynchronously().
 */
NTSTATUS WdfIoTargetSendInternalIoctlOthersSynchronously(WDFIOTARGET IoTarget,
	WDFREQUEST Request, ULONG IoctlCode, PWDF_MEMORY_DESCRIPTOR OtherArg1,
	PWDF_MEMORY_DESCRIPTOR OtherArg2, PWDF_MEMORY_DESCRIPTOR OtherArg4,
	PWDF_REQUEST_SEND_OPTIONS RequestOptions, PULONG_PTR BytesReturned);

/**
 * WdfIoTargetQueryForInterface() - ask a target for an interface
 * @IoTarget: the target
 * @InterfaceType: as for WdfFdoQueryForInterface()
 * @Interface: likewise
 * @Size: likewise
 * @Version: likewise
 * @InterfaceSpecificData: optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfFdoQueryForInterface(); STATUS_INVALID_DEVICE_STATE for a target that is
 * not open.
 */
NTSTATUS WdfIoTargetQueryForInterface(WDFIOTARGET IoTarget,
				      LPCGUID InterfaceType,
				      PINTERFACE Interface, USHORT Size,
				      USHORT Version,
				      PVOID InterfaceSpecificData);

/**
 * WdfIoTargetQueryTargetProperty() - what is known of a target's device
 * @IoTarget: the target
 * @DeviceProperty: as for IoGetDeviceProperty()
 * @BufferLength: bytes at @PropertyBuffer
 * @PropertyBuffer: receives it; NULL without @BufferLength
 * @ResultLength: receives its bytes, or as many as it needs
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as IoGetDeviceProperty(); STATUS_INVALID_DEVICE_REQUEST for a target that is
 * not open [ours].
 */
NTSTATUS WdfIoTargetQueryTargetProperty(WDFIOTARGET IoTarget,
					DEVICE_REGISTRY_PROPERTY DeviceProperty,
					ULONG BufferLength, PVOID PropertyBuffer,
					PULONG ResultLength);

/**
 * WdfIoTargetAllocAndQueryTargetProperty() - the same in memory of the framework's
 * @IoTarget: the target
 * @DeviceProperty: as for IoGetDeviceProperty()
 * @PoolType: for the pool
 * @PropertyMemoryAttributes: of the memory object; optional
 * @PropertyMemory: receives the memory object
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfIoTargetQueryTargetProperty(), or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfIoTargetAllocAndQueryTargetProperty(WDFIOTARGET IoTarget,
						DEVICE_REGISTRY_PROPERTY DeviceProperty,
						POOL_TYPE PoolType,
						PWDF_OBJECT_ATTRIBUTES
						PropertyMemoryAttributes,
						WDFMEMORY *PropertyMemory);

#endif
