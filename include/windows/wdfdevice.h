/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework devices.
 *
 * Differences from Windows
 * - A device is in D0 from start to removal; there is no idling and no sleep.
 * - Resource lists are NULL, as a VMBus device has none.
 *
 * Linux counterpart: as vmbkmcl/nt/driver.h
 */
#ifndef VMBKMCL_WINDOWS_WDFDEVICE_H
#define VMBKMCL_WINDOWS_WDFDEVICE_H

#include "wdfobject.h"
#include "wdfrequest.h"
#include "wdfstring.h"

typedef enum _WDF_POWER_DEVICE_STATE {
	WdfPowerDeviceInvalid,
	WdfPowerDeviceD0,
	WdfPowerDeviceD1,
	WdfPowerDeviceD2,
	WdfPowerDeviceD3,
	WdfPowerDeviceD3Final,
	WdfPowerDevicePrepareForHibernation,
	WdfPowerDeviceMaximum
} WDF_POWER_DEVICE_STATE;

typedef enum _WDF_DEVICE_IO_TYPE {
	WdfDeviceIoUndefined,
	WdfDeviceIoNeither,
	WdfDeviceIoBuffered,
	WdfDeviceIoDirect
} WDF_DEVICE_IO_TYPE;

typedef VOID EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SHUTDOWN_NOTIFICATION *PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION;

typedef NTSTATUS EVT_WDF_DEVICE_PREPARE_HARDWARE(WDFDEVICE Device,
						 WDFCMRESLIST ResourcesRaw,
						 WDFCMRESLIST ResourcesTranslated);
typedef EVT_WDF_DEVICE_PREPARE_HARDWARE *PFN_WDF_DEVICE_PREPARE_HARDWARE;
typedef NTSTATUS EVT_WDF_DEVICE_RELEASE_HARDWARE(WDFDEVICE Device,
						 WDFCMRESLIST ResourcesTranslated);
typedef EVT_WDF_DEVICE_RELEASE_HARDWARE *PFN_WDF_DEVICE_RELEASE_HARDWARE;
typedef NTSTATUS EVT_WDF_DEVICE_D0_ENTRY(WDFDEVICE Device,
					 WDF_POWER_DEVICE_STATE PreviousState);
typedef EVT_WDF_DEVICE_D0_ENTRY *PFN_WDF_DEVICE_D0_ENTRY;
typedef NTSTATUS EVT_WDF_DEVICE_D0_EXIT(WDFDEVICE Device,
					WDF_POWER_DEVICE_STATE TargetState);
typedef EVT_WDF_DEVICE_D0_EXIT *PFN_WDF_DEVICE_D0_EXIT;
typedef NTSTATUS EVT_WDF_DEVICE_D0_ENTRY_POST_INTERRUPTS_ENABLED(WDFDEVICE Device,
	WDF_POWER_DEVICE_STATE PreviousState);
typedef EVT_WDF_DEVICE_D0_ENTRY_POST_INTERRUPTS_ENABLED
	*PFN_WDF_DEVICE_D0_ENTRY_POST_INTERRUPTS_ENABLED;
typedef NTSTATUS EVT_WDF_DEVICE_D0_EXIT_PRE_INTERRUPTS_DISABLED(WDFDEVICE Device,
	WDF_POWER_DEVICE_STATE TargetState);
typedef EVT_WDF_DEVICE_D0_EXIT_PRE_INTERRUPTS_DISABLED
	*PFN_WDF_DEVICE_D0_EXIT_PRE_INTERRUPTS_DISABLED;
typedef NTSTATUS EVT_WDF_DEVICE_SELF_MANAGED_IO_RESTART(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SELF_MANAGED_IO_RESTART *PFN_WDF_DEVICE_SELF_MANAGED_IO_RESTART;
typedef VOID EVT_WDF_DEVICE_SELF_MANAGED_IO_FLUSH(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SELF_MANAGED_IO_FLUSH *PFN_WDF_DEVICE_SELF_MANAGED_IO_FLUSH;
typedef NTSTATUS EVT_WDF_DEVICE_QUERY_STOP(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_QUERY_STOP *PFN_WDF_DEVICE_QUERY_STOP;
typedef NTSTATUS EVT_WDF_DEVICE_SELF_MANAGED_IO_INIT(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SELF_MANAGED_IO_INIT *PFN_WDF_DEVICE_SELF_MANAGED_IO_INIT;
typedef NTSTATUS EVT_WDF_DEVICE_SELF_MANAGED_IO_SUSPEND(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SELF_MANAGED_IO_SUSPEND *PFN_WDF_DEVICE_SELF_MANAGED_IO_SUSPEND;
typedef VOID EVT_WDF_DEVICE_SELF_MANAGED_IO_CLEANUP(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SELF_MANAGED_IO_CLEANUP *PFN_WDF_DEVICE_SELF_MANAGED_IO_CLEANUP;
typedef VOID EVT_WDF_DEVICE_SURPRISE_REMOVAL(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_SURPRISE_REMOVAL *PFN_WDF_DEVICE_SURPRISE_REMOVAL;
typedef NTSTATUS EVT_WDF_DEVICE_QUERY_REMOVE(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_QUERY_REMOVE *PFN_WDF_DEVICE_QUERY_REMOVE;

/* Of wait-wake, which nothing asks for: a device is in D0 while it is there. */
typedef NTSTATUS EVT_WDF_DEVICE_ARM_WAKE_FROM_S0(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_ARM_WAKE_FROM_S0 *PFN_WDF_DEVICE_ARM_WAKE_FROM_S0;
typedef NTSTATUS EVT_WDF_DEVICE_ARM_WAKE_FROM_SX(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_ARM_WAKE_FROM_SX *PFN_WDF_DEVICE_ARM_WAKE_FROM_SX;
typedef VOID EVT_WDF_DEVICE_DISARM_WAKE_FROM_S0(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_DISARM_WAKE_FROM_S0 *PFN_WDF_DEVICE_DISARM_WAKE_FROM_S0;
typedef VOID EVT_WDF_DEVICE_DISARM_WAKE_FROM_SX(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_DISARM_WAKE_FROM_SX *PFN_WDF_DEVICE_DISARM_WAKE_FROM_SX;
typedef VOID EVT_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED *PFN_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED;
typedef VOID EVT_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED *PFN_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED;

/* In the order of Windows' structure; the last of its members are left out. */
typedef struct _WDF_PNPPOWER_EVENT_CALLBACKS {
	ULONG					Size;
	PFN_WDF_DEVICE_D0_ENTRY			EvtDeviceD0Entry;
	PFN_WDF_DEVICE_D0_ENTRY_POST_INTERRUPTS_ENABLED EvtDeviceD0EntryPostInterruptsEnabled;
	PFN_WDF_DEVICE_D0_EXIT			EvtDeviceD0Exit;
	PFN_WDF_DEVICE_D0_EXIT_PRE_INTERRUPTS_DISABLED EvtDeviceD0ExitPreInterruptsDisabled;
	PFN_WDF_DEVICE_PREPARE_HARDWARE		EvtDevicePrepareHardware;
	PFN_WDF_DEVICE_RELEASE_HARDWARE		EvtDeviceReleaseHardware;
	PFN_WDF_DEVICE_SELF_MANAGED_IO_CLEANUP	EvtDeviceSelfManagedIoCleanup;
	PFN_WDF_DEVICE_SELF_MANAGED_IO_FLUSH	EvtDeviceSelfManagedIoFlush;
	PFN_WDF_DEVICE_SELF_MANAGED_IO_INIT	EvtDeviceSelfManagedIoInit;
	PFN_WDF_DEVICE_SELF_MANAGED_IO_SUSPEND	EvtDeviceSelfManagedIoSuspend;
	PFN_WDF_DEVICE_SELF_MANAGED_IO_RESTART	EvtDeviceSelfManagedIoRestart;
	PFN_WDF_DEVICE_SURPRISE_REMOVAL		EvtDeviceSurpriseRemoval;
	PFN_WDF_DEVICE_QUERY_REMOVE		EvtDeviceQueryRemove;
	PFN_WDF_DEVICE_QUERY_STOP		EvtDeviceQueryStop;
} WDF_PNPPOWER_EVENT_CALLBACKS, *PWDF_PNPPOWER_EVENT_CALLBACKS;

static inline VOID
WDF_PNPPOWER_EVENT_CALLBACKS_INIT(PWDF_PNPPOWER_EVENT_CALLBACKS callbacks)
{
	memset(callbacks, 0, sizeof(*callbacks));
	callbacks->Size = sizeof(*callbacks);
}

/**
 * WdfDeviceInitSetPnpPowerEventCallbacks() - set the callbacks
 * @DeviceInit: from EvtDriverDeviceAdd
 * @PnpPowerEventCallbacks: copied; of another Size: ignored, and the log says so once
 *	[KMDF: fxdeviceinitapi.cpp]
 *
 * When the device starts, PrepareHardware, D0Entry and SelfManagedIoInit are
 * called; when it is removed, SurpriseRemoval if the removal is one, then
 * SelfManagedIoSuspend, D0Exit, ReleaseHardware, SelfManagedIoFlush and
 * SelfManagedIoCleanup.
 *
 * SelfManagedIoFlush follows the surprise removal at once: the removal itself, and with
 * it SelfManagedIoCleanup, waits until the requests of all handles have ended, those of
 * queues without power management included. It is called once, also for a device whose
 * SelfManagedIoInit failed. Such queues are purged between the two, with EvtIoStop and
 * WdfRequestStopActionPurge, and the purge waits for the driver as that of power-managed
 * queues does. [KMDF: FxPkgPnp::PnpCleanupForRemove(), FxPkgPnp::PnpEventRemovedCommonCode()]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetPnpPowerEventCallbacks(PWDFDEVICE_INIT DeviceInit,
	PWDF_PNPPOWER_EVENT_CALLBACKS PnpPowerEventCallbacks);

/**
 * WdfDeviceInitSetDeviceType() - set a device's type
 * @DeviceInit: from EvtDriverDeviceAdd
 * @DeviceType: FILE_DEVICE_*
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetDeviceType(PWDFDEVICE_INIT DeviceInit,
				DEVICE_TYPE DeviceType);

/**
 * WdfDeviceInitSetCharacteristics() - set the characteristics of the device object
 * @DeviceInit: the device to be
 * @DeviceCharacteristics: FILE_*
 * @OrInValues: TRUE: add them to those set before
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetCharacteristics(PWDFDEVICE_INIT DeviceInit,
				     ULONG DeviceCharacteristics, BOOLEAN OrInValues);

/**
 * WdfDeviceInitAssignSDDLString() - say who may open a device
 * @DeviceInit: the device to be
 * @SDDLString: in the security descriptor definition language, for instance
 *	SDDL_DEVOBJ_SYS_ALL_ADM_ALL; becomes the mode of the device's node, see
 *	vmbkmcl/nt/security.h
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER as
 * WdfStringCreate(); WdfDeviceCreate() fails for what it does not understand.
 */
NTSTATUS WdfDeviceInitAssignSDDLString(PWDFDEVICE_INIT DeviceInit,
				       PCUNICODE_STRING SDDLString);

/**
 * WdfDeviceInitFree() - do without a device
 * @DeviceInit: of WdfControlDeviceInitAllocate(), when WdfDeviceCreate() was not called
 *	or has failed; that of EvtDriverDeviceAdd is left to the framework
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitFree(PWDFDEVICE_INIT DeviceInit);

/**
 * WdfDeviceInitSetExclusive() - choose whether a device can be opened twice
 * @DeviceInit: from EvtDriverDeviceAdd
 * @IsExclusive: TRUE: only one handle can be open at a time
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetExclusive(PWDFDEVICE_INIT DeviceInit, BOOLEAN IsExclusive);

/**
 * WdfDeviceInitAssignName() - set a device's name
 * @DeviceInit: from EvtDriverDeviceAdd
 * @DeviceName: the name, or NULL for none; copied
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER as
 * WdfStringCreate().
 */
NTSTATUS WdfDeviceInitAssignName(PWDFDEVICE_INIT DeviceInit,
				 PCUNICODE_STRING DeviceName);

/**
 * WdfDeviceInitSetIoType() - choose how reads and writes access their buffers
 * @DeviceInit: from EvtDriverDeviceAdd
 * @IoType: sets the device's flags; read and write requests are not supported
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetIoType(PWDFDEVICE_INIT DeviceInit, WDF_DEVICE_IO_TYPE IoType);

/**
 * WdfDeviceInitSetRequestAttributes() - set attributes of requests
 * @DeviceInit: from EvtDriverDeviceAdd
 * @RequestAttributes: attributes of the requests that the device gets; copied
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetRequestAttributes(PWDFDEVICE_INIT DeviceInit,
				       PWDF_OBJECT_ATTRIBUTES RequestAttributes);

typedef VOID EVT_WDF_IO_IN_CALLER_CONTEXT(WDFDEVICE Device, WDFREQUEST Request);
typedef EVT_WDF_IO_IN_CALLER_CONTEXT *PFN_WDF_IO_IN_CALLER_CONTEXT;

/**
 * WdfDeviceInitSetIoInCallerContextCallback() - see requests where they are sent
 * @DeviceInit: the device to be
 * @EvtIoInCallerContext: called with each read, write and control request in the
 *	sender's thread, before any queue has it; completes it or hands it to
 *	WdfDeviceEnqueueRequest() [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetIoInCallerContextCallback(PWDFDEVICE_INIT DeviceInit,
	PFN_WDF_IO_IN_CALLER_CONTEXT EvtIoInCallerContext);

/**
 * WdfDeviceEnqueueRequest() - put a request on the queue that it would have gone to
 * @Device: its device
 * @Request: of EvtIoInCallerContext
 *
 * Without such a queue a filter's goes to the driver below, as if
 * EvtIoInCallerContext had not been called. [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_REQUEST when there is no such queue
 * [doc], or the request is at an I/O target or formatted with memory and would go to the
 * driver below [KMDF: fxpkgio.cpp]; STATUS_WDF_BUSY when the queue takes no requests
 * [doc]. The driver then completes it.
 */
NTSTATUS WdfDeviceEnqueueRequest(WDFDEVICE Device, WDFREQUEST Request);

/**
 * WdfDeviceConfigureRequestDispatching() - choose the queue for a kind of requests
 * @Device: a device that has not been started
 * @Queue: one of its queues
 * @RequestType: WdfRequestTypeCreate, WdfRequestTypeRead, WdfRequestTypeWrite,
 *	WdfRequestTypeDeviceControl or WdfRequestTypeDeviceControlInternal
 *
 * All other requests go to the default queue. [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for another type;
 * STATUS_WDF_BUSY when that kind has a queue already; STATUS_INVALID_DEVICE_REQUEST
 * for another device's queue, its default queue [KMDF: FxPkgIo::ConfigureForwarding()],
 * or one without a callback for such requests;
 * STATUS_INVALID_DEVICE_STATE when the device has been started. [KMDF:
 * fxdeviceapi.cpp, FxPkgIo::ConfigureForwarding()]
 */
NTSTATUS WdfDeviceConfigureRequestDispatching(WDFDEVICE Device, WDFQUEUE Queue,
					      WDF_REQUEST_TYPE RequestType);

typedef NTSTATUS EVT_WDFDEVICE_WDM_IRP_PREPROCESS(WDFDEVICE Device, PIRP Irp);
typedef EVT_WDFDEVICE_WDM_IRP_PREPROCESS *PFN_WDFDEVICE_WDM_IRP_PREPROCESS;

/**
 * WdfDeviceInitAssignWdmIrpPreprocessCallback() - have requests before the framework
 * @DeviceInit: the device to be
 * @EvtDeviceWdmIrpPreprocess: gets them, and completes them, passes them on as a WDM
 *	driver does, or returns what WdfDeviceWdmDispatchPreprocessedIrp() does; called
 *	in the context of the sender. The last one of a major function counts
 * @MajorFunction: IRP_MJ_*
 * @MinorFunctions: those of them that it is for; copied; NULL: all
 * @NumMinorFunctions: how many
 *
 * The device's requests have one more stack location then. [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_INSUFFICIENT_RESOURCES, or
 * STATUS_INVALID_DEVICE_REQUEST for a second array of a major function. [doc]
 */
NTSTATUS WdfDeviceInitAssignWdmIrpPreprocessCallback(PWDFDEVICE_INIT DeviceInit,
	PFN_WDFDEVICE_WDM_IRP_PREPROCESS EvtDeviceWdmIrpPreprocess, UCHAR MajorFunction,
	PUCHAR MinorFunctions, ULONG NumMinorFunctions);

/**
 * WdfDeviceWdmDispatchPreprocessedIrp() - let the framework have a request
 * @Device: the device
 * @Irp: what EvtDeviceWdmIrpPreprocess got; ahead of this call the driver calls
 *	IoSkipCurrentIrpStackLocation(), or IoCopyCurrentIrpStackLocationToNext() and
 *	IoSetCompletionRoutine()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: what EvtDeviceWdmIrpPreprocess has to return.
 */
NTSTATUS WdfDeviceWdmDispatchPreprocessedIrp(WDFDEVICE Device, PIRP Irp);

typedef VOID EVT_WDF_DEVICE_FILE_CREATE(WDFDEVICE Device, WDFREQUEST Request,
					WDFFILEOBJECT FileObject);
typedef EVT_WDF_DEVICE_FILE_CREATE *PFN_WDF_DEVICE_FILE_CREATE;
typedef VOID EVT_WDF_FILE_CLOSE(WDFFILEOBJECT FileObject);
typedef EVT_WDF_FILE_CLOSE *PFN_WDF_FILE_CLOSE;
typedef VOID EVT_WDF_FILE_CLEANUP(WDFFILEOBJECT FileObject);
typedef EVT_WDF_FILE_CLEANUP *PFN_WDF_FILE_CLEANUP;

typedef enum _WDF_FILEOBJECT_CLASS {
	WdfFileObjectInvalid,
	WdfFileObjectNotRequired,
	WdfFileObjectWdfCanUseFsContext,
	WdfFileObjectWdfCanUseFsContext2,
	WdfFileObjectWdfCannotUseFsContexts
} WDF_FILEOBJECT_CLASS;

typedef struct _WDF_FILEOBJECT_CONFIG {
	ULONG				Size;
	PFN_WDF_DEVICE_FILE_CREATE	EvtDeviceFileCreate;
	PFN_WDF_FILE_CLOSE		EvtFileClose;
	PFN_WDF_FILE_CLEANUP		EvtFileCleanup;
	WDF_TRI_STATE			AutoForwardCleanupClose;
	WDF_FILEOBJECT_CLASS		FileObjectClass;
} WDF_FILEOBJECT_CONFIG, *PWDF_FILEOBJECT_CONFIG;

static inline VOID WDF_FILEOBJECT_CONFIG_INIT(PWDF_FILEOBJECT_CONFIG config,
					      PFN_WDF_DEVICE_FILE_CREATE create,
					      PFN_WDF_FILE_CLOSE close,
					      PFN_WDF_FILE_CLEANUP cleanup)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtDeviceFileCreate = create;
	config->EvtFileClose = close;
	config->EvtFileCleanup = cleanup;
	config->AutoForwardCleanupClose = WdfUseDefault;
	config->FileObjectClass = WdfFileObjectWdfCannotUseFsContexts;
}

/**
 * WdfDeviceInitSetFileObjectConfig() - set callbacks for handles
 * @DeviceInit: from EvtDriverDeviceAdd
 * @FileObjectConfig: copied. Without EvtDeviceFileCreate a filter passes on create
 *	requests, and others complete them; AutoForwardCleanupClose passes on cleanup and
 *	close requests after their callbacks, WdfUseDefault those of a filter [doc
 *	ns-wdfdevice-_wdf_fileobject_config]. Of another Size: ignored, and the log says so
 *	once [KMDF: fxdeviceinitapi.cpp]
 * @FileObjectAttributes: attributes of the file objects; copied; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetFileObjectConfig(PWDFDEVICE_INIT DeviceInit,
				      PWDF_FILEOBJECT_CONFIG FileObjectConfig,
				      PWDF_OBJECT_ATTRIBUTES FileObjectAttributes);

/**
 * WdfDeviceCreate() - create a device
 * @DeviceInit: from EvtDriverDeviceAdd; NULL afterwards
 * @DeviceAttributes: optional; the object is deleted when the device is removed
 * @Device: receives the device
 *
 * Context: PASSIVE_LEVEL, in EvtDriverDeviceAdd. [doc]
 * Return: STATUS_SUCCESS; STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
 * STATUS_INVALID_DEVICE_STATE when it has been created; STATUS_INVALID_SECURITY_DESCR
 * with a security descriptor and no name [doc]; STATUS_INVALID_DEVICE_REQUEST for a
 * control device with a target to itself [KMDF: fxdeviceapi.cpp]; or a failure status of
 * IoCreateDevice().
 */
NTSTATUS WdfDeviceCreate(PWDFDEVICE_INIT *DeviceInit,
			 PWDF_OBJECT_ATTRIBUTES DeviceAttributes,
			 WDFDEVICE *Device);

/**
 * WdfDeviceCreateSymbolicLink() - name a device for user space
 * @Device: the device. Without a name of its own (WdfDeviceInitAssignName()) the link
 *	leads to the bus's device on Windows, and here to this one: who opens either
 *	reaches the top of the stack
 * @SymbolicLinkName: see IoCreateSymbolicLink(); removed with the device, or already when
 *	that is taken by surprise [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; a failure status of IoCreateSymbolicLink();
 * STATUS_INSUFFICIENT_RESOURCES [doc]; STATUS_INVALID_DEVICE_REQUEST for an empty name, and
 * when the device has a link already; STATUS_INVALID_DEVICE_STATE of a control device
 * without a name; STATUS_INVALID_PARAMETER as WdfStringCreate(). [KMDF: fxdeviceapi.cpp,
 * FxDevice::CreateSymbolicLink()]
 */
NTSTATUS WdfDeviceCreateSymbolicLink(WDFDEVICE Device,
				     PCUNICODE_STRING SymbolicLinkName);

/**
 * WdfDeviceCreateDeviceInterface() - give a device an interface
 * @Device: a device on a bus's device
 * @InterfaceClassGUID: what it can do
 * @ReferenceString: tells several interfaces of a device apart; optional
 *
 * The interface is enabled while the device is started: there is a node for it, see
 * vmbkmcl/nt/interface.h. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_REQUEST for a control device;
 * STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER as WdfStringCreate(); or as
 * IoRegisterDeviceInterface().
 */
NTSTATUS WdfDeviceCreateDeviceInterface(WDFDEVICE Device, const GUID *InterfaceClassGUID,
					PCUNICODE_STRING ReferenceString);

/**
 * WdfDeviceSetDeviceInterfaceState() - disable an interface, or enable it again
 * @Device: the device
 * @InterfaceClassGUID: as above
 * @ReferenceString: as above
 * @IsInterfaceEnabled: FALSE: there is no node for it any more
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfDeviceSetDeviceInterfaceState(WDFDEVICE Device, const GUID *InterfaceClassGUID,
				      PCUNICODE_STRING ReferenceString,
				      BOOLEAN IsInterfaceEnabled);

/**
 * WdfDeviceRetrieveDeviceInterfaceString() - the name of an interface
 * @Device: the device
 * @InterfaceClassGUID: as above
 * @ReferenceString: as above
 * @String: receives the name
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND when there is no such interface;
 * STATUS_INSUFFICIENT_RESOURCES [doc]; STATUS_INVALID_PARAMETER as WdfStringCreate().
 */
NTSTATUS WdfDeviceRetrieveDeviceInterfaceString(WDFDEVICE Device,
						const GUID *InterfaceClassGUID,
						PCUNICODE_STRING ReferenceString,
						WDFSTRING String);

/**
 * WdfDeviceOpenRegistryKey() - open a key of a device
 * @Device: the device
 * @DeviceInstanceKeyType: as for IoOpenDeviceRegistryKey()
 * @DesiredAccess: ignored
 * @KeyAttributes: optional
 * @Key: receives the key, or NULL; close it with WdfRegistryClose()
 *
 * It has the parameters of the device's driver. [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for another type [doc] or a control
 * device; STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfDeviceOpenRegistryKey(WDFDEVICE Device, ULONG DeviceInstanceKeyType,
				  ACCESS_MASK DesiredAccess,
				  PWDF_OBJECT_ATTRIBUTES KeyAttributes, WDFKEY *Key);

typedef enum _WDF_DEVICE_FAILED_ACTION {
	WdfDeviceFailedUndefined,
	WdfDeviceFailedAttemptRestart,
	WdfDeviceFailedNoRestart
} WDF_DEVICE_FAILED_ACTION;

/**
 * WdfDeviceSetFailed() - report that a device no longer works
 * @Device: the device
 * @FailedAction: ignored
 *
 * Later requests to it fail. Windows removes the device and may start it again;
 * here it stays until its offer is rescinded or its driver is unloaded.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceSetFailed(WDFDEVICE Device, WDF_DEVICE_FAILED_ACTION FailedAction);

/**
 * WdfDeviceWdmGetDeviceObject() - a framework device's device object
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device object, for instance as a channel's parent.
 */
PDEVICE_OBJECT WdfDeviceWdmGetDeviceObject(WDFDEVICE Device);

/**
 * WdfDeviceWdmGetAttachedDevice() - the device right below
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device object.
 */
PDEVICE_OBJECT WdfDeviceWdmGetAttachedDevice(WDFDEVICE Device);

/**
 * WdfDeviceWdmGetPhysicalDevice() - the bus's device object
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device object.
 */
PDEVICE_OBJECT WdfDeviceWdmGetPhysicalDevice(WDFDEVICE Device);

/**
 * WdfWdmDeviceGetWdfDeviceHandle() - the framework device of a device object
 * @DeviceObject: of WdfDeviceCreate()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device.
 */
WDFDEVICE WdfWdmDeviceGetWdfDeviceHandle(PDEVICE_OBJECT DeviceObject);

/**
 * WdfDeviceSetAlignmentRequirement() - say how a device's buffers should be aligned
 * @Device: the device
 * @AlignmentRequirement: FILE_*_ALIGNMENT, one less than the boundary
 *
 * It is what the device object has in AlignmentRequirement; buffers are where their
 * programs have them.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceSetAlignmentRequirement(WDFDEVICE Device, ULONG AlignmentRequirement);

/**
 * WdfDeviceGetAlignmentRequirement() - how a device's buffers should be aligned
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: FILE_*_ALIGNMENT; FILE_BYTE_ALIGNMENT at first.
 */
ULONG WdfDeviceGetAlignmentRequirement(WDFDEVICE Device);

/**
 * WdfDeviceGetDriver() - a device's driver
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the driver.
 */
WDFDRIVER WdfDeviceGetDriver(WDFDEVICE Device);

/**
 * WdfDeviceGetIoTarget() - the next lower device, as a target
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the target; NULL for a control device.
 */
WDFIOTARGET WdfDeviceGetIoTarget(WDFDEVICE Device);

/**
 * WdfDeviceGetDefaultQueue() - the queue that gets a device's requests
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the queue, or NULL.
 */
WDFQUEUE WdfDeviceGetDefaultQueue(WDFDEVICE Device);

/**
 * WdfDeviceQueryProperty() - what is known of a device
 * @Device: the device
 * @DeviceProperty: as for IoGetDeviceProperty()
 * @BufferLength: bytes at @PropertyBuffer
 * @PropertyBuffer: receives it; NULL without @BufferLength
 * @ResultLength: receives its bytes, or as many as it needs
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as IoGetDeviceProperty(); STATUS_INVALID_DEVICE_REQUEST for a control device.
 */
NTSTATUS WdfDeviceQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty,
				ULONG BufferLength, PVOID PropertyBuffer,
				PULONG ResultLength);

/**
 * WdfDeviceAllocAndQueryProperty() - the same in memory of the framework's
 * @Device: the device
 * @DeviceProperty: as for IoGetDeviceProperty()
 * @PoolType: for the pool
 * @PropertyMemoryAttributes: of the memory object; optional
 * @PropertyMemory: receives the memory object
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as WdfDeviceQueryProperty(), or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfDeviceAllocAndQueryProperty(WDFDEVICE Device,
					DEVICE_REGISTRY_PROPERTY DeviceProperty,
					POOL_TYPE PoolType,
					PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
					WDFMEMORY *PropertyMemory);

/**
 * WdfDeviceInitAllowSelfIoTarget() - have a target that leads to the device itself
 * @DeviceInit: the device to be
 *
 * A request for the device has one stack location more then. [KMDF: fxdeviceinitapi.cpp]
 *
 * Context: PASSIVE_LEVEL. [ours]
 */
VOID WdfDeviceInitAllowSelfIoTarget(PWDFDEVICE_INIT DeviceInit);

/**
 * WdfDeviceGetSelfIoTarget() - the target that leads to the device itself
 * @Device: the device
 *
 * What is sent there goes to the device's own queues.
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the target; NULL without WdfDeviceInitAllowSelfIoTarget(), and for a control
 * device. [KMDF: fxdeviceapi.cpp]
 */
WDFIOTARGET WdfDeviceGetSelfIoTarget(WDFDEVICE Device);

/*
 * Power policy. No device idles or wakes the machine, so what drivers say of that is
 * answered and has no effect, and the callbacks are not called.
 */
typedef enum _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES {
	IdleCapsInvalid,
	IdleCannotWakeFromS0,
	IdleCanWakeFromS0,
	IdleUsbSelectiveSuspend
} WDF_POWER_POLICY_S0_IDLE_CAPABILITIES;

typedef enum _WDF_POWER_POLICY_S0_IDLE_USER_CONTROL {
	IdleUserControlInvalid,
	IdleDoNotAllowUserControl,
	IdleAllowUserControl
} WDF_POWER_POLICY_S0_IDLE_USER_CONTROL;

typedef enum _WDF_POWER_POLICY_SX_WAKE_USER_CONTROL {
	WakeUserControlInvalid,
	WakeDoNotAllowUserControl,
	WakeAllowUserControl
} WDF_POWER_POLICY_SX_WAKE_USER_CONTROL;

typedef enum _WDF_POWER_POLICY_IDLE_TIMEOUT_TYPE {
	DriverManagedIdleTimeout,
	SystemManagedIdleTimeout,
	SystemManagedIdleTimeoutWithHint
} WDF_POWER_POLICY_IDLE_TIMEOUT_TYPE;

#define IdleTimeoutDefaultConstant	0
#define IdleTimeoutDefaultValue		((ULONG)IdleTimeoutDefaultConstant)

typedef struct _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
	ULONG					Size;
	WDF_POWER_POLICY_S0_IDLE_CAPABILITIES	IdleCaps;
	DEVICE_POWER_STATE			DxState;
	ULONG					IdleTimeout;
	WDF_POWER_POLICY_S0_IDLE_USER_CONTROL	UserControlOfIdleSettings;
	WDF_TRI_STATE				Enabled;
	WDF_TRI_STATE				PowerUpIdleDeviceOnSystemWake;
	WDF_POWER_POLICY_IDLE_TIMEOUT_TYPE	IdleTimeoutType;
	WDF_TRI_STATE				ExcludeD3Cold;
} WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS, *PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS;

static inline VOID
WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS Settings,
					   WDF_POWER_POLICY_S0_IDLE_CAPABILITIES IdleCaps)
{
	RtlZeroMemory(Settings, sizeof(*Settings));
	Settings->Size = sizeof(*Settings);
	Settings->IdleTimeout = IdleTimeoutDefaultValue;
	Settings->UserControlOfIdleSettings = IdleAllowUserControl;
	Settings->Enabled = WdfUseDefault;
	Settings->PowerUpIdleDeviceOnSystemWake = WdfUseDefault;
	Settings->IdleTimeoutType = DriverManagedIdleTimeout;
	Settings->ExcludeD3Cold = WdfUseDefault;
	Settings->IdleCaps = IdleCaps;
	Settings->DxState = IdleCaps == IdleCannotWakeFromS0 ? PowerDeviceD3 :
							       PowerDeviceMaximum;
}

typedef struct _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS {
	ULONG					Size;
	DEVICE_POWER_STATE			DxState;
	WDF_POWER_POLICY_SX_WAKE_USER_CONTROL	UserControlOfWakeSettings;
	WDF_TRI_STATE				Enabled;
	BOOLEAN					ArmForWakeIfChildrenAreArmedForWake;
	BOOLEAN					IndicateChildWakeOnParentWake;
} WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS, *PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS;

static inline VOID
WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS_INIT(PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS Settings)
{
	RtlZeroMemory(Settings, sizeof(*Settings));
	Settings->Size = sizeof(*Settings);
	Settings->Enabled = WdfUseDefault;
	Settings->DxState = PowerDeviceMaximum;
	Settings->UserControlOfWakeSettings = WakeAllowUserControl;
}

typedef NTSTATUS EVT_WDF_DEVICE_ARM_WAKE_FROM_S0(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_ARM_WAKE_FROM_S0 *PFN_WDF_DEVICE_ARM_WAKE_FROM_S0;
typedef NTSTATUS EVT_WDF_DEVICE_ARM_WAKE_FROM_SX(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_ARM_WAKE_FROM_SX *PFN_WDF_DEVICE_ARM_WAKE_FROM_SX;
typedef NTSTATUS EVT_WDF_DEVICE_ARM_WAKE_FROM_SX_WITH_REASON(WDFDEVICE Device,
							     BOOLEAN DeviceWakeEnabled,
							     BOOLEAN ChildrenArmedForWake);
typedef EVT_WDF_DEVICE_ARM_WAKE_FROM_SX_WITH_REASON
	*PFN_WDF_DEVICE_ARM_WAKE_FROM_SX_WITH_REASON;
typedef VOID EVT_WDF_DEVICE_DISARM_WAKE_FROM_S0(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_DISARM_WAKE_FROM_S0 *PFN_WDF_DEVICE_DISARM_WAKE_FROM_S0;
typedef VOID EVT_WDF_DEVICE_DISARM_WAKE_FROM_SX(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_DISARM_WAKE_FROM_SX *PFN_WDF_DEVICE_DISARM_WAKE_FROM_SX;
typedef VOID EVT_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED *PFN_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED;
typedef VOID EVT_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED(WDFDEVICE Device);
typedef EVT_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED *PFN_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED;

typedef struct _WDF_POWER_POLICY_EVENT_CALLBACKS {
	ULONG						Size;
	PFN_WDF_DEVICE_ARM_WAKE_FROM_S0			EvtDeviceArmWakeFromS0;
	PFN_WDF_DEVICE_DISARM_WAKE_FROM_S0		EvtDeviceDisarmWakeFromS0;
	PFN_WDF_DEVICE_WAKE_FROM_S0_TRIGGERED		EvtDeviceWakeFromS0Triggered;
	PFN_WDF_DEVICE_ARM_WAKE_FROM_SX			EvtDeviceArmWakeFromSx;
	PFN_WDF_DEVICE_DISARM_WAKE_FROM_SX		EvtDeviceDisarmWakeFromSx;
	PFN_WDF_DEVICE_WAKE_FROM_SX_TRIGGERED		EvtDeviceWakeFromSxTriggered;
	PFN_WDF_DEVICE_ARM_WAKE_FROM_SX_WITH_REASON	EvtDeviceArmWakeFromSxWithReason;
} WDF_POWER_POLICY_EVENT_CALLBACKS, *PWDF_POWER_POLICY_EVENT_CALLBACKS;

static inline VOID
WDF_POWER_POLICY_EVENT_CALLBACKS_INIT(PWDF_POWER_POLICY_EVENT_CALLBACKS Callbacks)
{
	RtlZeroMemory(Callbacks, sizeof(*Callbacks));
	Callbacks->Size = sizeof(*Callbacks);
}

/**
 * WdfDeviceInitSetPowerPolicyEventCallbacks() - set callbacks for waking
 * @DeviceInit: the device to be
 * @PowerPolicyEventCallbacks: not called
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetPowerPolicyEventCallbacks(PWDFDEVICE_INIT DeviceInit,
	PWDF_POWER_POLICY_EVENT_CALLBACKS PowerPolicyEventCallbacks);

/**
 * WdfDeviceInitSetPowerPolicyOwnership() - say whether the driver decides on power
 * @DeviceInit: the device to be
 * @IsPowerPolicyOwner: what WdfDeviceAssignS0IdleSettings() and
 *	WdfDeviceAssignSxWakeSettings() go by; a function driver does by default, and a
 *	filter does not [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceInitSetPowerPolicyOwnership(PWDFDEVICE_INIT DeviceInit,
					  BOOLEAN IsPowerPolicyOwner);

/**
 * WdfDeviceAssignS0IdleSettings() - say when a device idles
 * @Device: the device
 * @Settings: when; has no effect
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INFO_LENGTH_MISMATCH for another Size;
 * STATUS_INVALID_PARAMETER; STATUS_POWER_STATE_INVALID when the device is to wake itself,
 * which no bus here says it can.
 */
NTSTATUS WdfDeviceAssignS0IdleSettings(WDFDEVICE Device,
				       PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS Settings);

/**
 * WdfDeviceAssignSxWakeSettings() - say that a device wakes the machine
 * @Device: the device
 * @Settings: how
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_POWER_STATE_INVALID, as no bus here says that its device can;
 * STATUS_INFO_LENGTH_MISMATCH for another Size.
 */
NTSTATUS WdfDeviceAssignSxWakeSettings(WDFDEVICE Device,
				       PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS Settings);

/**
 * WdfDeviceStopIdle() - keep a device in D0
 * @Device: the device
 * @WaitForD0: wait until it is
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, as it is there until it is removed.
 */
NTSTATUS WdfDeviceStopIdle(WDFDEVICE Device, BOOLEAN WaitForD0);

/**
 * WdfDeviceResumeIdle() - let a device idle again
 * @Device: the device
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceResumeIdle(WDFDEVICE Device);

typedef struct _WDF_DEVICE_PNP_CAPABILITIES {
	ULONG		Size;
	WDF_TRI_STATE	LockSupported;
	WDF_TRI_STATE	EjectSupported;
	WDF_TRI_STATE	Removable;
	WDF_TRI_STATE	DockDevice;
	WDF_TRI_STATE	UniqueID;
	WDF_TRI_STATE	SilentInstall;
	WDF_TRI_STATE	SurpriseRemovalOK;
	WDF_TRI_STATE	HardwareDisabled;
	WDF_TRI_STATE	NoDisplayInUI;
	ULONG		Address;
	ULONG		UINumber;
} WDF_DEVICE_PNP_CAPABILITIES, *PWDF_DEVICE_PNP_CAPABILITIES;

static inline VOID WDF_DEVICE_PNP_CAPABILITIES_INIT(PWDF_DEVICE_PNP_CAPABILITIES Caps)
{
	RtlZeroMemory(Caps, sizeof(*Caps));
	Caps->Size = sizeof(*Caps);
	Caps->LockSupported = WdfUseDefault;
	Caps->EjectSupported = WdfUseDefault;
	Caps->Removable = WdfUseDefault;
	Caps->DockDevice = WdfUseDefault;
	Caps->UniqueID = WdfUseDefault;
	Caps->SilentInstall = WdfUseDefault;
	Caps->SurpriseRemovalOK = WdfUseDefault;
	Caps->HardwareDisabled = WdfUseDefault;
	Caps->NoDisplayInUI = WdfUseDefault;
	Caps->Address = (ULONG)-1;
	Caps->UINumber = (ULONG)-1;
}

/**
 * WdfDeviceSetPnpCapabilities() - say what a device can do
 * @Device: the device
 * @PnpCapabilities: ignored: no PnP manager asks for them
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceSetPnpCapabilities(WDFDEVICE Device,
				 PWDF_DEVICE_PNP_CAPABILITIES PnpCapabilities);

typedef struct _WDF_DEVICE_STATE {
	ULONG		Size;
	WDF_TRI_STATE	Disabled;
	WDF_TRI_STATE	DontDisplayInUI;
	WDF_TRI_STATE	Failed;
	WDF_TRI_STATE	NotDisableable;
	WDF_TRI_STATE	Removed;
	WDF_TRI_STATE	ResourcesChanged;
	WDF_TRI_STATE	AssignedToGuest;
} WDF_DEVICE_STATE, *PWDF_DEVICE_STATE;

static inline VOID WDF_DEVICE_STATE_INIT(PWDF_DEVICE_STATE State)
{
	RtlZeroMemory(State, sizeof(*State));
	State->Size = sizeof(*State);
	State->Disabled = WdfUseDefault;
	State->DontDisplayInUI = WdfUseDefault;
	State->Failed = WdfUseDefault;
	State->NotDisableable = WdfUseDefault;
	State->Removed = WdfUseDefault;
	State->ResourcesChanged = WdfUseDefault;
	State->AssignedToGuest = WdfUseDefault;
}

/**
 * WdfDeviceSetDeviceState() - say in which state a device is
 * @Device: the device
 * @DeviceState: the state; ignored, see WdfDeviceSetFailed()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfDeviceSetDeviceState(WDFDEVICE Device, PWDF_DEVICE_STATE DeviceState);

#endif
