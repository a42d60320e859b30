/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Driver objects, their devices, stacks of devices, and names.
 *
 * Differences from Windows
 * - A driver's module has a short Linux file, the glue (vmbkmcl_glue.h), that
 *   calls DriverEntry and names the device types, as an INF does.
 * - There is no object directory: a device's name is only used by
 *   IoCreateSymbolicLink(), which creates a device node /dev/<name of the
 *   link>, and by drivers that open it. vmbkmcl_ioctl.h says how programs open names
 *   behind a device's.
 * - The one power request is IRP_MN_SET_POWER for the system's state: when the machine
 *   hibernates (PowerSystemHibernate) and when it has woken (PowerSystemWorking). A driver
 *   acts on that itself, without a request for its device's state. One that leaves a
 *   channel open then has its device removed, and added after waking.
 *
 * Linux counterpart: struct cdev, struct device, module_init()
 */
#ifndef VMBKMCL_NT_DRIVER_H
#define VMBKMCL_NT_DRIVER_H

#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl/nt/unicode.h>

struct module;

#define FILE_DEVICE_SECURE_OPEN		0x00000100

#define DO_BUFFERED_IO			0x00000004
#define DO_EXCLUSIVE			0x00000008
#define DO_DIRECT_IO			0x00000010
#define DO_DEVICE_INITIALIZING		0x00000080
#define DO_POWER_PAGABLE		0x00002000

#define FILE_BYTE_ALIGNMENT		0x00000000
#define FILE_WORD_ALIGNMENT		0x00000001
#define FILE_LONG_ALIGNMENT		0x00000003
#define FILE_QUAD_ALIGNMENT		0x00000007
#define FILE_OCTA_ALIGNMENT		0x0000000f
#define FILE_32_BYTE_ALIGNMENT		0x0000001f
#define FILE_64_BYTE_ALIGNMENT		0x0000003f
#define FILE_128_BYTE_ALIGNMENT		0x0000007f
#define FILE_256_BYTE_ALIGNMENT		0x000000ff
#define FILE_512_BYTE_ALIGNMENT		0x000001ff

typedef struct _FILE_OBJECT {
	CSHORT		Type;
	CSHORT		Size;
	PDEVICE_OBJECT	DeviceObject;
	PVOID		FsContext;
	PVOID		FsContext2;
	UNICODE_STRING	FileName;
	PVOID		LinuxFramework;	/* private to vmbkmcl [ours] */
} FILE_OBJECT, *PFILE_OBJECT;

typedef NTSTATUS DRIVER_INITIALIZE(struct _DRIVER_OBJECT *DriverObject,
				   PUNICODE_STRING RegistryPath);
typedef DRIVER_INITIALIZE *PDRIVER_INITIALIZE;
typedef NTSTATUS DRIVER_ADD_DEVICE(struct _DRIVER_OBJECT *DriverObject,
				   PDEVICE_OBJECT PhysicalDeviceObject);
typedef DRIVER_ADD_DEVICE *PDRIVER_ADD_DEVICE;
typedef NTSTATUS DRIVER_DISPATCH(PDEVICE_OBJECT DeviceObject, PIRP Irp);
typedef DRIVER_DISPATCH *PDRIVER_DISPATCH;
typedef VOID DRIVER_UNLOAD(struct _DRIVER_OBJECT *DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;

typedef struct _DRIVER_EXTENSION {
	struct _DRIVER_OBJECT	*DriverObject;
	PDRIVER_ADD_DEVICE	AddDevice;
	ULONG			Count;
	UNICODE_STRING		ServiceKeyName;
} DRIVER_EXTENSION, *PDRIVER_EXTENSION;

/**
 * struct _DRIVER_OBJECT - a driver
 * @Type: 4
 * @Size: bytes
 * @DeviceObject: the first of its devices
 * @Flags: unused
 * @DriverExtension: has AddDevice
 * @DriverName: the module's name
 * @DriverUnload: called before the module is unloaded; optional
 * @MajorFunction: the function for each IRP_MJ_*; until the driver sets its
 *	own, a function that fails the request with
 *	STATUS_INVALID_DEVICE_REQUEST
 * @LinuxModule: the driver's module [ours]
 * @LinuxLink: private to vmbkmcl: operations of its device nodes [ours]
 * @LinuxFramework: private to vmbkmcl: its framework driver [ours]
 * @LinuxFrameworkDelete: private to vmbkmcl: called when DriverEntry fails,
 *	after it made a framework driver [ours]
 * @LinuxRegistry: private to vmbkmcl: its parameters, from the glue file [ours]
 * @LinuxRegistryCount: number of @LinuxRegistry [ours]
 *
 * Members have their Windows names [doc], but not Windows' offsets.
 */
typedef struct _DRIVER_OBJECT {
	CSHORT			Type;
	CSHORT			Size;
	PDEVICE_OBJECT		DeviceObject;
	ULONG			Flags;
	PDRIVER_EXTENSION	DriverExtension;
	UNICODE_STRING		DriverName;
	PDRIVER_UNLOAD		DriverUnload;
	PDRIVER_DISPATCH	MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
	struct module		*LinuxModule;
	PVOID			LinuxLink;
	PVOID			LinuxFramework;
	PDRIVER_UNLOAD		LinuxFrameworkDelete;
	const struct vmbkmcl_registry_value *LinuxRegistry;
	ULONG			LinuxRegistryCount;
} DRIVER_OBJECT, *PDRIVER_OBJECT;

/* Every driver defines this; the glue calls it. */
DRIVER_INITIALIZE DriverEntry;

/**
 * IoCreateDevice() - create a device
 * @DriverObject: its driver
 * @DeviceExtensionSize: bytes of zeroed memory for the driver, aligned to
 *	MEMORY_ALLOCATION_ALIGNMENT
 * @DeviceName: a name, for IoCreateSymbolicLink(); optional
 * @DeviceType: FILE_DEVICE_*
 * @DeviceCharacteristics: FILE_*; FILE_DEVICE_SECURE_OPEN has no effect: who may not open
 *	the device's node does not open names behind it, either
 * @Exclusive: TRUE: only one handle can be open at a time
 * @DeviceObject: receives the device, which can be opened after the driver has
 *	cleared DO_DEVICE_INITIALIZING in its Flags. For a device that is created in
 *	DriverEntry this is done when DriverEntry has returned. [doc: "What does
 *	DO_DEVICE_INITIALIZING really do?"]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoCreateDevice(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
			PUNICODE_STRING DeviceName, DEVICE_TYPE DeviceType,
			ULONG DeviceCharacteristics, BOOLEAN Exclusive,
			PDEVICE_OBJECT *DeviceObject);

/**
 * IoDeleteDevice() - delete a device
 * @DeviceObject: detached. Its name does not open any more (ENODEV). A handle that
 *	is open, a work item that is queued and ObReferenceObject() keep the device
 *	and its extension; requests of such a handle still reach the driver. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID IoDeleteDevice(PDEVICE_OBJECT DeviceObject);

/**
 * IoAttachDeviceToDeviceStack() - attach a device on top of a stack
 * @SourceDevice: the new device
 * @TargetDevice: any device of the stack
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device right below, to pass requests on to; NULL when a device of the stack
 * has been deleted [doc], or when it has 126 already.
 */
PDEVICE_OBJECT IoAttachDeviceToDeviceStack(PDEVICE_OBJECT SourceDevice,
					   PDEVICE_OBJECT TargetDevice);

/**
 * IoAttachDeviceToDeviceStackSafe() - put a device on top of a stack
 * @SourceDevice: the device
 * @TargetDevice: any device of the stack
 * @AttachedToDeviceObject: receives the device right below, before requests can reach
 *	the new one; untouched on failure
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, or STATUS_NO_SUCH_DEVICE when a device of the stack has been
 * deleted. [doc]
 */
NTSTATUS IoAttachDeviceToDeviceStackSafe(PDEVICE_OBJECT SourceDevice,
					 PDEVICE_OBJECT TargetDevice,
					 PDEVICE_OBJECT *AttachedToDeviceObject);

/**
 * IoDetachDevice() - detach the device above
 * @TargetDevice: the device that IoAttachDeviceToDeviceStack() returned
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID IoDetachDevice(PDEVICE_OBJECT TargetDevice);

/**
 * IoGetAttachedDeviceReference() - the top of a stack
 * @DeviceObject: any device of the stack
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device on top; drop it with ObDereferenceObject().
 */
PDEVICE_OBJECT IoGetAttachedDeviceReference(PDEVICE_OBJECT DeviceObject);

/**
 * IoGetDeviceObjectPointer() - open a device by its name
 * @ObjectName: the name of a device that a driver here has created, of its symbolic link
 *	or of its interface; what follows it is the file object's FileName, behind an
 *	interface's reference string
 * @DesiredAccess: ignored: the kernel may open all of them
 * @FileObject: receives a file object, to be dropped by ObDereferenceObject() when no
 *	request is sent any more; until then the device is not removed [doc]
 * @DeviceObject: receives the top of the device's stack
 *
 * The device's driver gets IRP_MJ_CREATE and IRP_MJ_CLEANUP, and IRP_MJ_CLOSE when the
 * file object is dropped. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND [ours]; what the driver says of the
 * create request.
 */
NTSTATUS IoGetDeviceObjectPointer(PUNICODE_STRING ObjectName, ACCESS_MASK DesiredAccess,
				  PFILE_OBJECT *FileObject, PDEVICE_OBJECT *DeviceObject);

/**
 * IoCreateSymbolicLink() - name a device for user space
 * @SymbolicLinkName: \DosDevices\<name>, \??\<name> or
 *	\DosDevices\Global\<name>
 * @DeviceName: the name of a device of IoCreateDevice()
 *
 * For drivers upper and lower case of a link's name are the same; the node, in /dev, has
 * it as it is here. [ours: of ASCII letters only]
 *
 * Creates the device node /dev/<name>; vmbkmcl_ioctl.h describes its use. Opening
 * it sends IRP_MJ_CREATE, which the driver may complete later, and for which no
 * lock is held: meanwhile other nodes can be opened, this one by others too, and
 * the driver may create and delete links.
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND when no device has the
 * name, STATUS_OBJECT_NAME_INVALID, also for a name of several parts, as no folder is
 * there for it, STATUS_OBJECT_NAME_COLLISION or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName,
			      PUNICODE_STRING DeviceName);

/**
 * IoDeleteSymbolicLink() - delete a symbolic link
 * @SymbolicLinkName: the link
 *
 * Context: PASSIVE_LEVEL. [doc] Handles that are open stay open, until the device
 * is removed: before IRP_MN_REMOVE_DEVICE the requests of all handles are
 * cancelled, and the driver gets IRP_MJ_CLEANUP and IRP_MJ_CLOSE for each.
 * Return: STATUS_SUCCESS or STATUS_OBJECT_NAME_NOT_FOUND.
 */
NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName);

#endif
