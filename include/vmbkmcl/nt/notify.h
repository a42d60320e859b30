/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Notification of what the plug and play manager knows.
 *
 * Differences from Windows
 * - Of the categories only EventCategoryDeviceInterfaceChange has events.
 *   EventCategoryTargetDeviceChange is not supported (STATUS_NOT_SUPPORTED), and the one
 *   hardware profile never changes.
 * - Both functions that end a registration wait for its callback routine.
 * - Unloading a module does not wait for its registrations: they are ended, with a
 *   warning, after DriverUnload.
 *
 * Linux counterpart: struct notifier_block, uevents
 */
#ifndef VMBKMCL_NT_NOTIFY_H
#define VMBKMCL_NT_NOTIFY_H

#include <guiddef.h>
#include <vmbkmcl/nt/driver.h>

#define PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES	0x00000001

typedef enum _IO_NOTIFICATION_EVENT_CATEGORY {
	EventCategoryReserved,
	EventCategoryHardwareProfileChange,
	EventCategoryDeviceInterfaceChange,
	EventCategoryTargetDeviceChange,
	EventCategoryKernelSoftRestart
} IO_NOTIFICATION_EVENT_CATEGORY;

typedef struct _PLUGPLAY_NOTIFICATION_HEADER {
	USHORT	Version;
	USHORT	Size;
	GUID	Event;
} PLUGPLAY_NOTIFICATION_HEADER, *PPLUGPLAY_NOTIFICATION_HEADER;

/**
 * struct _DEVICE_INTERFACE_CHANGE_NOTIFICATION - an interface was enabled or disabled
 * @Version: 1 [doc]
 * @Size: bytes
 * @Event: GUID_DEVICE_INTERFACE_ARRIVAL or GUID_DEVICE_INTERFACE_REMOVAL [doc]
 * @InterfaceClassGuid: its class
 * @SymbolicLinkName: its name; like the structure good during the callback only [ours]
 */
typedef struct _DEVICE_INTERFACE_CHANGE_NOTIFICATION {
	USHORT		Version;
	USHORT		Size;
	GUID		Event;
	GUID		InterfaceClassGuid;
	PUNICODE_STRING	SymbolicLinkName;
} DEVICE_INTERFACE_CHANGE_NOTIFICATION, *PDEVICE_INTERFACE_CHANGE_NOTIFICATION;

C_ASSERT(sizeof(DEVICE_INTERFACE_CHANGE_NOTIFICATION) == 48);

typedef struct _TARGET_DEVICE_CUSTOM_NOTIFICATION {
	USHORT		Version;
	USHORT		Size;
	GUID		Event;
	PFILE_OBJECT	FileObject;
	LONG		NameBufferOffset;
	UCHAR		CustomDataBuffer[1];
} TARGET_DEVICE_CUSTOM_NOTIFICATION, *PTARGET_DEVICE_CUSTOM_NOTIFICATION;

typedef NTSTATUS DRIVER_NOTIFICATION_CALLBACK_ROUTINE(PVOID NotificationStructure,
						      PVOID Context);
typedef DRIVER_NOTIFICATION_CALLBACK_ROUTINE *PDRIVER_NOTIFICATION_CALLBACK_ROUTINE;

typedef VOID DEVICE_CHANGE_COMPLETE_CALLBACK(PVOID Context);
typedef DEVICE_CHANGE_COMPLETE_CALLBACK *PDEVICE_CHANGE_COMPLETE_CALLBACK;

/**
 * IoRegisterPlugPlayNotification() - have a routine called when something changes
 * @EventCategory: EventCategoryDeviceInterfaceChange
 * @EventCategoryFlags: PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES: it is
 *	called for interfaces that are enabled already, too, before this function returns
 * @EventCategoryData: address of the GUID of the interfaces' class; NULL for
 *	EventCategoryHardwareProfileChange
 * @DriverObject: the caller's driver
 * @CallbackRoutine: called at PASSIVE_LEVEL [doc], for one event at a time and in their
 *	order [ours], without locks of this layer
 * @Context: its second argument
 * @NotificationEntry: receives what ends the registration
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED for EventCategoryTargetDeviceChange;
 * STATUS_INVALID_PARAMETER for another category or its data; or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoRegisterPlugPlayNotification(IO_NOTIFICATION_EVENT_CATEGORY EventCategory,
					ULONG EventCategoryFlags, PVOID EventCategoryData,
					PDRIVER_OBJECT DriverObject,
					PDRIVER_NOTIFICATION_CALLBACK_ROUTINE CallbackRoutine,
					PVOID Context, PVOID *NotificationEntry);

/**
 * IoUnregisterPlugPlayNotificationEx() - end a registration
 * @NotificationEntry: what IoRegisterPlugPlayNotification() has returned
 *
 * When it returns, the routine is not called any more, and has returned, unless it is
 * the caller. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS IoUnregisterPlugPlayNotificationEx(PVOID NotificationEntry);

/**
 * IoUnregisterPlugPlayNotification() - end a registration
 * @NotificationEntry: as for IoUnregisterPlugPlayNotificationEx()
 *
 * The same; Windows' does not wait for the routine. [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS IoUnregisterPlugPlayNotification(PVOID NotificationEntry);

/**
 * IoReportTargetDeviceChangeAsynchronous() - tell those who have a device open
 * @PhysicalDeviceObject: the bus's device
 * @NotificationStructure: of type TARGET_DEVICE_CUSTOM_NOTIFICATION, its FileObject NULL
 * @Callback: called at PASSIVE_LEVEL when they have been told [doc]; optional
 * @Context: its argument
 *
 * No driver can have registered for it.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_REQUEST for an event of the system's
 * [doc] or a structure that cannot be; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoReportTargetDeviceChangeAsynchronous(PDEVICE_OBJECT PhysicalDeviceObject,
						PVOID NotificationStructure,
						PDEVICE_CHANGE_COMPLETE_CALLBACK Callback,
						PVOID Context);

/**
 * IoInvalidateDeviceRelations() - say that other devices depend on a device now
 * @DeviceObject: the bus's device
 * @Type: which
 *
 * Without effect: a driver's devices here have none below them.
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoInvalidateDeviceRelations(PDEVICE_OBJECT DeviceObject, DEVICE_RELATION_TYPE Type);

#endif
