/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O request packets and their stack locations.
 *
 * Differences from Windows
 * - The members that drivers use have Windows' names [doc ns-wdm-_irp], but not Windows'
 *   offsets.
 * - The porting layer sends the requests: PnP requests when a device starts or
 *   is removed; create, cleanup, close, read, write, flush and device-control
 *   requests from a device node.
 *
 * Linux counterpart: none; requests of our own
 */
#ifndef VMBKMCL_NT_IRP_H
#define VMBKMCL_NT_IRP_H

#include <devioctl.h>
#include <vmbkmcl/nt/device.h>
#include <vmbkmcl/nt/file_class.h>
#include <vmbkmcl/nt/interlocked.h>
#include <vmbkmcl/nt/mdl.h>
#include <vmbkmcl/nt/plug_play.h>
#include <vmbkmcl/nt/spinlock.h>

struct _KEVENT;
struct _FILE_OBJECT;
struct _IO_STACK_LOCATION;

#define IRP_MJ_CREATE			0x00
#define IRP_MJ_CREATE_NAMED_PIPE	0x01
#define IRP_MJ_CLOSE			0x02
#define IRP_MJ_READ			0x03
#define IRP_MJ_WRITE			0x04
#define IRP_MJ_QUERY_INFORMATION	0x05
#define IRP_MJ_SET_INFORMATION		0x06
#define IRP_MJ_QUERY_EA			0x07
#define IRP_MJ_SET_EA			0x08
#define IRP_MJ_FLUSH_BUFFERS		0x09
#define IRP_MJ_QUERY_VOLUME_INFORMATION	0x0a
#define IRP_MJ_SET_VOLUME_INFORMATION	0x0b
#define IRP_MJ_DIRECTORY_CONTROL	0x0c
#define IRP_MJ_FILE_SYSTEM_CONTROL	0x0d
#define IRP_MJ_DEVICE_CONTROL		0x0e
#define IRP_MJ_INTERNAL_DEVICE_CONTROL	0x0f
#define IRP_MJ_SHUTDOWN			0x10
#define IRP_MJ_LOCK_CONTROL		0x11
#define IRP_MJ_CLEANUP			0x12
#define IRP_MJ_CREATE_MAILSLOT		0x13
#define IRP_MJ_QUERY_SECURITY		0x14
#define IRP_MJ_SET_SECURITY		0x15
#define IRP_MJ_POWER			0x16
#define IRP_MJ_SYSTEM_CONTROL		0x17
#define IRP_MJ_DEVICE_CHANGE		0x18
#define IRP_MJ_QUERY_QUOTA		0x19
#define IRP_MJ_SET_QUOTA		0x1a
#define IRP_MJ_PNP			0x1b
#define IRP_MJ_MAXIMUM_FUNCTION		0x1b

/* Of IRP_MJ_SYSTEM_CONTROL, which nothing here sends. */
#define IRP_MN_QUERY_ALL_DATA		0x00
#define IRP_MN_QUERY_SINGLE_INSTANCE	0x01
#define IRP_MN_CHANGE_SINGLE_INSTANCE	0x02
#define IRP_MN_CHANGE_SINGLE_ITEM	0x03
#define IRP_MN_ENABLE_EVENTS		0x04
#define IRP_MN_DISABLE_EVENTS		0x05
#define IRP_MN_ENABLE_COLLECTION	0x06
#define IRP_MN_DISABLE_COLLECTION	0x07
#define IRP_MN_REGINFO			0x08
#define IRP_MN_EXECUTE_METHOD		0x09
#define IRP_MN_REGINFO_EX		0x0b

#define IRP_MN_START_DEVICE		0x00
#define IRP_MN_QUERY_REMOVE_DEVICE	0x01
#define IRP_MN_REMOVE_DEVICE		0x02
#define IRP_MN_CANCEL_REMOVE_DEVICE	0x03
#define IRP_MN_STOP_DEVICE		0x04
#define IRP_MN_QUERY_STOP_DEVICE	0x05
#define IRP_MN_CANCEL_STOP_DEVICE	0x06
#define IRP_MN_QUERY_DEVICE_RELATIONS	0x07
#define IRP_MN_QUERY_INTERFACE		0x08
#define IRP_MN_QUERY_CAPABILITIES	0x09
#define IRP_MN_QUERY_RESOURCES		0x0a
#define IRP_MN_QUERY_RESOURCE_REQUIREMENTS	0x0b
#define IRP_MN_QUERY_DEVICE_TEXT	0x0c
#define IRP_MN_FILTER_RESOURCE_REQUIREMENTS	0x0d
#define IRP_MN_READ_CONFIG		0x0f
#define IRP_MN_WRITE_CONFIG		0x10
#define IRP_MN_EJECT			0x11
#define IRP_MN_SET_LOCK			0x12
#define IRP_MN_QUERY_ID			0x13
#define IRP_MN_QUERY_PNP_DEVICE_STATE	0x14
#define IRP_MN_QUERY_BUS_INFORMATION	0x15
#define IRP_MN_DEVICE_USAGE_NOTIFICATION	0x16
#define IRP_MN_SURPRISE_REMOVAL		0x17
#define IRP_MN_QUERY_LEGACY_BUS_INFORMATION	0x18
#define IRP_MN_DEVICE_ENUMERATED	0x19

#define IRP_MN_WAIT_WAKE		0x00
#define IRP_MN_POWER_SEQUENCE		0x01
#define IRP_MN_SET_POWER		0x02
#define IRP_MN_QUERY_POWER		0x03

#define SL_PENDING_RETURNED		0x01
#define SL_ERROR_RETURNED		0x02
#define SL_INVOKE_ON_CANCEL		0x20
#define SL_INVOKE_ON_SUCCESS		0x40
#define SL_INVOKE_ON_ERROR		0x80

/* Boosts of a waiting thread's priority: ignored here. */
#define EVENT_INCREMENT			1
#define IO_NO_INCREMENT			0
#define IO_CD_ROM_INCREMENT		1
#define IO_DISK_INCREMENT		1
#define IO_KEYBOARD_INCREMENT		6
#define IO_MAILSLOT_INCREMENT		2
#define IO_MOUSE_INCREMENT		6
#define IO_NAMED_PIPE_INCREMENT		2
#define IO_NETWORK_INCREMENT		2
#define IO_PARALLEL_INCREMENT		1
#define IO_SERIAL_INCREMENT		2
#define IO_SOUND_INCREMENT		8
#define IO_VIDEO_INCREMENT		1
#define SEMAPHORE_INCREMENT		1

/* A completion routine returns this unless it keeps the request. */
#define STATUS_CONTINUE_COMPLETION	STATUS_SUCCESS

#define IRP_BUFFERED_IO			0x00000010
#define IRP_DEALLOCATE_BUFFER		0x00000020
#define IRP_INPUT_OPERATION		0x00000040
#define IRP_READ_OPERATION		0x00000100
#define IRP_WRITE_OPERATION		0x00000200

/**
 * struct _IO_STATUS_BLOCK - how a request ended [doc]
 * @Status: its status
 * @Pointer: for some internal requests
 * @Information: mostly bytes transferred
 */
typedef struct _IO_STATUS_BLOCK {
	union {
		NTSTATUS Status;
		PVOID Pointer;
	};
	ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

typedef VOID DRIVER_CANCEL(PDEVICE_OBJECT DeviceObject, struct _IRP *Irp);
typedef DRIVER_CANCEL *PDRIVER_CANCEL;

/**
 * struct _IRP - a request on its way through a stack of devices
 * @Type: 6
 * @Size: bytes, stack locations included
 * @MdlAddress: direct I/O: MDL of the buffer; freed with the request; NULL for an
 *	empty one
 * @Flags: IRP_*
 * @AssociatedIrp: buffered I/O: the buffer
 * @IoStatus: the result
 * @RequestorMode: KernelMode or UserMode
 * @PendingReturned: for completion routines: a lower driver returned
 *	STATUS_PENDING
 * @StackCount: number of stack locations
 * @CurrentLocation: number of the current one, counting down
 * @Cancel: the request has been cancelled
 * @CancelIrql: argument for IoReleaseCancelSpinLock()
 * @LinuxCompat: a program of 32 bits made it; private [ours]
 * @UserBuffer: METHOD_NEITHER, and reads and writes with neither DO_BUFFERED_IO nor
 *	DO_DIRECT_IO: the caller's buffer, see vmbkmcl/nt/probe.h
 * @UserIosb: receives @IoStatus; private
 * @UserEvent: set on completion; private
 * @LinuxDone: called after the last completion routine; private [ours]
 * @LinuxContext: its argument; private [ours]
 * @CancelRoutine: see IoSetCancelRoutine()
 * @Tail: list entry, and words for the driver
 */
typedef struct _IRP {
	CSHORT			Type;
	USHORT			Size;
	PMDL			MdlAddress;
	ULONG			Flags;
	union {
		struct _IRP	*MasterIrp;
		PVOID		SystemBuffer;
	} AssociatedIrp;
	IO_STATUS_BLOCK		IoStatus;
	KPROCESSOR_MODE		RequestorMode;
	BOOLEAN			PendingReturned;
	CCHAR			StackCount;
	CCHAR			CurrentLocation;
	BOOLEAN			Cancel;
	KIRQL			CancelIrql;
	BOOLEAN			LinuxCompat;
	PVOID			UserBuffer;
	PIO_STATUS_BLOCK	UserIosb;
	struct _KEVENT		*UserEvent;
	VOID			(*LinuxDone)(struct _IRP *Irp);
	PVOID			LinuxContext;
	volatile PDRIVER_CANCEL	CancelRoutine;
	struct {
		struct {
			PVOID		DriverContext[4];
			PVOID		Thread;
			LIST_ENTRY	ListEntry;
			struct _IO_STACK_LOCATION *CurrentStackLocation;
			struct _FILE_OBJECT *OriginalFileObject;
		} Overlay;
	} Tail;
} IRP, *PIRP;

typedef NTSTATUS IO_COMPLETION_ROUTINE(PDEVICE_OBJECT DeviceObject, PIRP Irp,
				       PVOID Context);
typedef IO_COMPLETION_ROUTINE *PIO_COMPLETION_ROUTINE;

/**
 * struct _IO_STACK_LOCATION - one driver's part of a request
 * @MajorFunction: IRP_MJ_*
 * @MinorFunction: IRP_MN_*
 * @Flags: unused
 * @Control: SL_*
 * @Parameters: arguments, by function, at Windows' offsets: a control code is also
 *	Others.Argument3
 * @DeviceObject: the driver's device
 * @FileObject: file object of the handle that the request came from, or NULL
 * @CompletionRoutine: called when the lower driver has completed the request;
 *	private
 * @Context: its argument; private
 */
typedef struct _IO_STACK_LOCATION {
	UCHAR	MajorFunction;
	UCHAR	MinorFunction;
	UCHAR	Flags;
	UCHAR	Control;
	union {
		struct {
			PVOID	SecurityContext;
			ULONG	Options;
			USHORT POINTER_ALIGNMENT FileAttributes;
			USHORT	ShareAccess;
			ULONG POINTER_ALIGNMENT EaLength;
		} Create;
		struct {
			ULONG		Length;
			ULONG POINTER_ALIGNMENT Key;
			LARGE_INTEGER	ByteOffset;
		} Read;
		struct {
			ULONG		Length;
			ULONG POINTER_ALIGNMENT Key;
			LARGE_INTEGER	ByteOffset;
		} Write;
		struct {
			ULONG	OutputBufferLength;
			ULONG POINTER_ALIGNMENT InputBufferLength;
			ULONG POINTER_ALIGNMENT IoControlCode;
			PVOID	Type3InputBuffer;
		} DeviceIoControl;
		struct {
			ULONG	Length;
			FILE_INFORMATION_CLASS POINTER_ALIGNMENT FileInformationClass;
		} QueryFile;
		struct {
			ULONG	Length;
			FILE_INFORMATION_CLASS POINTER_ALIGNMENT FileInformationClass;
			struct _FILE_OBJECT *FileObject;
			union {
				struct {
					BOOLEAN	ReplaceIfExists;
					BOOLEAN	AdvanceOnly;
				};
				ULONG	ClusterCount;
				HANDLE	DeleteHandle;
			};
		} SetFile;
		struct {
			const GUID *InterfaceType;
			USHORT	Size;
			USHORT	Version;
			PINTERFACE Interface;
			PVOID	InterfaceSpecificData;
		} QueryInterface;
		struct {
			DEVICE_RELATION_TYPE Type;
		} QueryDeviceRelations;
		struct {
			PDEVICE_CAPABILITIES Capabilities;
		} DeviceCapabilities;
		struct {
			ULONG	WhichSpace;
			PVOID	Buffer;
			ULONG	Offset;
			ULONG POINTER_ALIGNMENT Length;
		} ReadWriteConfig;
		struct {
			BOOLEAN	Lock;
		} SetLock;
		struct {
			BUS_QUERY_ID_TYPE IdType;
		} QueryId;
		struct {
			DEVICE_TEXT_TYPE DeviceTextType;
			ULONG POINTER_ALIGNMENT LocaleId;
		} QueryDeviceText;
		struct {
			BOOLEAN	InPath;
			BOOLEAN	Reserved[3];
			DEVICE_USAGE_NOTIFICATION_TYPE POINTER_ALIGNMENT Type;
		} UsageNotification;
		struct {
			SYSTEM_POWER_STATE PowerState;
		} WaitWake;
		struct {
			ULONG	SystemContext;
			POWER_STATE_TYPE POINTER_ALIGNMENT Type;
			POWER_STATE POINTER_ALIGNMENT State;
			POWER_ACTION POINTER_ALIGNMENT ShutdownType;
		} Power;
		struct {
			PVOID	AllocatedResources;
			PVOID	AllocatedResourcesTranslated;
		} StartDevice;
		struct {
			ULONG_PTR ProviderId;
			PVOID	DataPath;
			ULONG	BufferSize;
			PVOID	Buffer;
		} WMI;
		struct {
			PVOID	Argument1;
			PVOID	Argument2;
			PVOID	Argument3;
			PVOID	Argument4;
		} Others;
	} Parameters;
	PDEVICE_OBJECT		DeviceObject;
	struct _FILE_OBJECT	*FileObject;
	PIO_COMPLETION_ROUTINE	CompletionRoutine;
	PVOID			Context;
} IO_STACK_LOCATION, *PIO_STACK_LOCATION;

/* "make check-windows" compiles these lines with mingw-w64's structure, too. */
C_ASSERT(sizeof(IO_STACK_LOCATION) == 72);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Create.Options) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Create.FileAttributes) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Create.ShareAccess) == 26);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Create.EaLength) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Read.Key) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Read.ByteOffset) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Write.Key) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Write.ByteOffset) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.InputBufferLength) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.IoControlCode) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.DeviceIoControl.Type3InputBuffer) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.QueryFile.FileInformationClass) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.SetFile.FileInformationClass) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.SetFile.FileObject) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.SetFile.AdvanceOnly) == 33);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.SetFile.DeleteHandle) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.QueryInterface.Version) == 18);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.QueryInterface.Interface) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.QueryInterface.InterfaceSpecificData) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.QueryDeviceText.LocaleId) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.DeviceCapabilities.Capabilities) == 8);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.ReadWriteConfig.Buffer) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.ReadWriteConfig.Offset) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.ReadWriteConfig.Length) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.SetLock.Lock) == 8);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.UsageNotification.Type) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.WaitWake.PowerState) == 8);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.WMI.DataPath) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.WMI.BufferSize) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.WMI.Buffer) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Power.Type) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Power.State) == 24);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Power.ShutdownType) == 32);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.StartDevice.AllocatedResourcesTranslated) == 16);
C_ASSERT(FIELD_OFFSET(IO_STACK_LOCATION, Parameters.Others.Argument4) == 32);

/**
 * IoAllocateIrp() - allocate a request
 * @StackSize: StackSize of the device that it is sent to, or one more; up to 126
 * @ChargeQuota: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the request, to be freed with IoFreeIrp(), or NULL.
 */
PIRP IoAllocateIrp(CCHAR StackSize, BOOLEAN ChargeQuota);

/**
 * IoFreeIrp() - free a request of IoAllocateIrp()
 * @Irp: not sent, or completed; its buffers and MDLs must have been freed
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoFreeIrp(PIRP Irp);

/**
 * IoReuseIrp() - make a request of IoAllocateIrp() as it was, to be sent again
 * @Irp: completed, or never sent; its buffers and MDLs must have been freed
 * @Status: its status from then on
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoReuseIrp(PIRP Irp, NTSTATUS Status);

/**
 * IoBuildDeviceIoControlRequest() - allocate a device-control request
 * @IoControlCode: the code; its method says how the device's driver gets the buffers
 * @DeviceObject: the device that it is sent to
 * @InputBuffer: input in the kernel, optional
 * @InputBufferLength: its bytes
 * @OutputBuffer: output in the kernel, optional
 * @OutputBufferLength: its bytes
 * @InternalDeviceIoControl: TRUE for IRP_MJ_INTERNAL_DEVICE_CONTROL
 * @Event: set when the request has completed; wait for it when IoCallDriver()
 *	returns STATUS_PENDING
 * @IoStatusBlock: receives the result
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the request, which frees itself on completion, or NULL.
 */
PIRP IoBuildDeviceIoControlRequest(ULONG IoControlCode,
				   PDEVICE_OBJECT DeviceObject,
				   PVOID InputBuffer, ULONG InputBufferLength,
				   PVOID OutputBuffer, ULONG OutputBufferLength,
				   BOOLEAN InternalDeviceIoControl,
				   struct _KEVENT *Event,
				   PIO_STATUS_BLOCK IoStatusBlock);

/**
 * IoBuildSynchronousFsdRequest() - allocate a request to wait for
 * @MajorFunction: IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_PNP, IRP_MJ_FLUSH_BUFFERS or
 *	IRP_MJ_SHUTDOWN; for others NULL is returned [ours]
 * @DeviceObject: the device that it is sent to, whose flags say how its driver gets
 *	the buffer
 * @Buffer: in the kernel, of a read or write request
 * @Length: its bytes
 * @StartingOffset: where to read or write; NULL: at 0
 * @Event: set when the request has completed
 * @IoStatusBlock: receives the result
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the request, which frees itself on completion, or NULL.
 */
PIRP IoBuildSynchronousFsdRequest(ULONG MajorFunction,
				  PDEVICE_OBJECT DeviceObject, PVOID Buffer,
				  ULONG Length, PLARGE_INTEGER StartingOffset,
				  struct _KEVENT *Event,
				  PIO_STATUS_BLOCK IoStatusBlock);

/**
 * IoBuildAsynchronousFsdRequest() - allocate a request whose end a routine waits for
 * @MajorFunction: as for IoBuildSynchronousFsdRequest()
 * @DeviceObject: as there
 * @Buffer: as there
 * @Length: as there
 * @StartingOffset: as there
 * @IoStatusBlock: receives the result; optional
 *
 * A completion routine that keeps the request (STATUS_MORE_PROCESSING_REQUIRED) unlocks
 * and frees its MDL, and frees its SystemBuffer if IRP_DEALLOCATE_BUFFER is set. [doc]
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the request, which frees itself unless a routine keeps it, or NULL.
 */
PIRP IoBuildAsynchronousFsdRequest(ULONG MajorFunction,
				   PDEVICE_OBJECT DeviceObject, PVOID Buffer,
				   ULONG Length, PLARGE_INTEGER StartingOffset,
				   PIO_STATUS_BLOCK IoStatusBlock);

/**
 * IofCallDriver() - send a request to the next driver
 * @DeviceObject: that driver's device; vmbkmcl handles requests to a bus's
 *	device
 * @Irp: with the next stack location filled in
 *
 * Context: at or below DISPATCH_LEVEL, as the called dispatch routine allows. [doc]
 * Return: the status that the dispatch routine returned.
 */
NTSTATUS IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp);
#define IoCallDriver(device, irp)	IofCallDriver(device, irp)
#define PoCallDriver(device, irp)	IofCallDriver(device, irp)
#define PoStartNextPowerIrp(irp)	((void)(irp))

/**
 * IofCompleteRequest() - complete a request
 * @Irp: with its IoStatus filled in; invalid afterwards
 * @PriorityBoost: ignored
 *
 * Context: at or below DISPATCH_LEVEL. [doc] Calls the completion routines from
 * the bottom up, until one returns STATUS_MORE_PROCESSING_REQUIRED.
 */
VOID IofCompleteRequest(PIRP Irp, CCHAR PriorityBoost);
#define IoCompleteRequest(irp, boost)	IofCompleteRequest(irp, boost)

/**
 * IoForwardIrpSynchronously() - send a request down and wait for it
 * @DeviceObject: the next lower device
 * @Irp: its current stack location is copied
 *
 * Context: PASSIVE_LEVEL. [doc] The caller completes the request afterwards.
 * Return: TRUE; FALSE when there is no stack location left.
 */
BOOLEAN IoForwardIrpSynchronously(PDEVICE_OBJECT DeviceObject, PIRP Irp);

/**
 * IoAcquireCancelSpinLock() - take the lock of all cancel routines
 * @Irql: receives the previous IRQL
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoAcquireCancelSpinLock(PKIRQL Irql)
	__acquires(CancelSpinLock);

/**
 * IoReleaseCancelSpinLock() - release the lock of all cancel routines
 * @Irql: the previous IRQL; a cancel routine passes Irp->CancelIrql
 *
 * Context: DISPATCH_LEVEL. [doc]
 */
VOID IoReleaseCancelSpinLock(KIRQL Irql)
	__releases(CancelSpinLock);

/**
 * IoCancelIrp() - cancel a request
 * @Irp: not completed
 *
 * Context: at or below DISPATCH_LEVEL. [doc] The cancel routine is called with
 * the cancel spin lock held, and releases it.
 * Return: TRUE when the request had a cancel routine.
 */
BOOLEAN IoCancelIrp(PIRP Irp);

/**
 * IoSetCancelRoutine() - set or clear a request's cancel routine
 * @irp: the request
 * @routine: called to cancel it, or NULL
 *
 * Context: any. [doc]
 * Return: the previous routine; NULL when there was none or it has been called.
 */
static inline PDRIVER_CANCEL IoSetCancelRoutine(PIRP irp, PDRIVER_CANCEL routine)
{
	return (PDRIVER_CANCEL)InterlockedExchangePointer(
			(PVOID volatile *)&irp->CancelRoutine, (PVOID)routine);
}

/* Stack locations [doc ns-wdm-_io_stack_location]. */
static inline PIO_STACK_LOCATION IoGetCurrentIrpStackLocation(PIRP irp)
{
	return irp->Tail.Overlay.CurrentStackLocation;
}

static inline PIO_STACK_LOCATION IoGetNextIrpStackLocation(PIRP irp)
{
	return irp->Tail.Overlay.CurrentStackLocation - 1;
}

static inline VOID IoSkipCurrentIrpStackLocation(PIRP irp)
{
	irp->CurrentLocation++;
	irp->Tail.Overlay.CurrentStackLocation++;
}

static inline VOID IoSetNextIrpStackLocation(PIRP irp)
{
	irp->CurrentLocation--;
	irp->Tail.Overlay.CurrentStackLocation--;
}

static inline VOID IoCopyCurrentIrpStackLocationToNext(PIRP irp)
{
	PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);

	*next = *IoGetCurrentIrpStackLocation(irp);
	next->Control = 0;
	next->CompletionRoutine = NULL;
	next->Context = NULL;
}

static inline VOID IoSetCompletionRoutine(PIRP irp,
					  PIO_COMPLETION_ROUTINE routine,
					  PVOID context, BOOLEAN on_success,
					  BOOLEAN on_error, BOOLEAN on_cancel)
{
	PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);

	next->CompletionRoutine = routine;
	next->Context = context;
	next->Control = (on_success ? SL_INVOKE_ON_SUCCESS : 0) |
			(on_error ? SL_INVOKE_ON_ERROR : 0) |
			(on_cancel ? SL_INVOKE_ON_CANCEL : 0);
}

static inline VOID IoMarkIrpPending(PIRP irp)
{
	IoGetCurrentIrpStackLocation(irp)->Control |= SL_PENDING_RETURNED;
}

typedef enum _IO_PRIORITY_HINT {
	IoPriorityVeryLow,
	IoPriorityLow,
	IoPriorityNormal,
	IoPriorityHigh,
	IoPriorityCritical,
	MaxIoPriorityTypes
} IO_PRIORITY_HINT;

/**
 * IoGetIoPriorityHint() - how urgent a request is said to be
 * @Irp: the request
 *
 * Context: any. [doc]
 * Return: the hint; IoPriorityNormal at first. [doc ne-wdm-_io_priority_hint]
 */
IO_PRIORITY_HINT IoGetIoPriorityHint(PIRP Irp);

/**
 * IoSetIoPriorityHint() - say how urgent a request is
 * @Irp: the request, which no one else uses now
 * @PriorityHint: the hint, which others may read
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS [doc]; STATUS_INVALID_PARAMETER for what is no hint.
 */
NTSTATUS IoSetIoPriorityHint(PIRP Irp, IO_PRIORITY_HINT PriorityHint);

/**
 * IoIs32bitProcess() - whether a program of 32 bits asks
 * @Irp: a request of a program's; NULL: the calling task is asked about
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it does; FALSE for drivers' own requests. [doc]
 */
BOOLEAN IoIs32bitProcess(PIRP Irp);

/**
 * IoIsErrorUserInduced() - whether a request failed for what a person can put right
 * @status: how it failed
 *
 * Context: any. [doc]
 * Return: TRUE for the statuses of drives without a medium, and their like. [doc]
 */
static inline BOOLEAN IoIsErrorUserInduced(NTSTATUS status)
{
	return status == STATUS_DEVICE_NOT_READY || status == STATUS_IO_TIMEOUT ||
	       status == STATUS_MEDIA_WRITE_PROTECTED || status == STATUS_NO_MEDIA_IN_DEVICE ||
	       status == STATUS_UNRECOGNIZED_MEDIA || status == STATUS_VERIFY_REQUIRED ||
	       status == STATUS_WRONG_VOLUME;
}

#endif
