/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The VMBus Kernel Mode Client Library (KMCL): channels and packets.
 *
 * The same header serves drivers that are built here, with the headers beside it, and
 * drivers that are built on Windows, with Microsoft's or mingw's. The functions can be
 * called by name or through the tables below; both are the same functions.
 *
 * A mark in brackets says where a statement comes from. doc: Microsoft has published it,
 * on the page or in the header that Documentation/rules/kmcl.md names for the function,
 * or that the mark itself names. seen: shipping drivers do it. ours: nothing public
 * says, so it was decided here. A context without a mark was decided here, too.
 *
 * Unless a declaration says otherwise:
 * - sizes are in bytes; strings are copied;
 * - a pointer argument that is not marked optional must not be NULL;
 * - STATUS_INVALID_PARAMETER_n means that the n-th argument is wrong;
 * - "PASSIVE_LEVEL" is a context that may sleep. A call of a VMBus function in any other
 *   is logged and refused, with STATUS_INVALID_PARAMETER_1 where only a Disabled channel
 *   may be passed and with STATUS_INVALID_DEVICE_STATE otherwise; VmbChannelDisable() and
 *   VmbChannelPause() take effect there, but do not wait [ours]. "At or below
 *   DISPATCH_LEVEL" is any context but a hardware interrupt;
 * - a handle is valid until the call that frees it.
 * VmbChannelEnable() describes the states of a channel, such as "Disabled".
 */
#ifndef VMBUSKERNELMODECLIENTLIBAPI_H
#define VMBUSKERNELMODECLIENTLIBAPI_H

#include <wdm.h>

/* KMCL came with Windows 8.1: drivers for older versions do not see it [doc header]. */
#ifndef NTDDI_WINBLUE
#define NTDDI_WINBLUE	0x06030000
#endif
#if !defined(NTDDI_VERSION) || NTDDI_VERSION >= NTDDI_WINBLUE

#ifdef __cplusplus
extern "C" {
#endif

#ifndef DECLARE_HANDLE
#define DECLARE_HANDLE(name) typedef struct name##__ { int unused; } *name
#endif

/* Opaque handles, three types that do not convert into each other [doc header]. */
DECLARE_HANDLE(VMBCHANNEL);
DECLARE_HANDLE(VMBPACKET);
DECLARE_HANDLE(VMBPACKETCOMPLETION);

/* A calling convention of 32-bit Windows; nothing on x86-64. */
#ifndef FASTCALL
#define FASTCALL
#endif

/* The caller must look at the result. */
#ifdef __must_check
#define KMCL_MUST_CHECK	__must_check
#else
#define KMCL_MUST_CHECK	_Must_inspect_result_
#endif

/*
 * Flags of VmbPacketSend() and its like [doc header]. Shipping storage drivers also pass
 * bits 0x8 and 0x10 [seen]. They are accepted as hints that the peer only writes (0x8) or
 * only reads (0x10) the external data, if only one of them is set [ours].
 */
#define VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION	0x00000001
#define VMBUS_CHANNEL_FORMAT_FLAG_FORCE_MDL_LENGTH	0x00000002
#define VMBUS_CHANNEL_FORMAT_FLAG_PAGED_BUFFER		0x00000004
#define VMBUS_CHANNEL_FORMAT_FLAGS \
	(VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION | \
	 VMBUS_CHANNEL_FORMAT_FLAG_FORCE_MDL_LENGTH | \
	 VMBUS_CHANNEL_FORMAT_FLAG_PAGED_BUFFER)

/* Flags of VmbChannelCreateGpadlFromBuffer() and its like [doc header]. */
#define VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY		0x00000001
#define VMBUS_CHANNEL_GPADL_FLAGS			VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY

/* Flags of VmbChannelInitSetFlags() [doc header]. */
#define VMBUS_CHANNEL_INIT_FLAG_IS_PIPE			0x00000001
#define VMBUS_CHANNEL_INIT_FLAGS			VMBUS_CHANNEL_INIT_FLAG_IS_PIPE

/* Flags of VmbServerChannelInitSetFlags() [doc header]. */
#define VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER			0x00000001
#define VMBUS_SERVER_CHANNEL_INIT_FLAG_ENUMERATE_DEVICE_INTERFACE	0x00000002
#define VMBUS_SERVER_CHANNEL_INIT_FLAG_OFFER_AS_PIPE			0x00000004
#define VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL		0x00000008
#define VMBUS_SERVER_CHANNEL_INIT_FLAG_TLNPI_PROVIDER_OFFER		0x00000010
#define VMBUS_SERVER_CHANNEL_INIT_FLAGS \
	(VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER | \
	 VMBUS_SERVER_CHANNEL_INIT_FLAG_ENUMERATE_DEVICE_INTERFACE | \
	 VMBUS_SERVER_CHANNEL_INIT_FLAG_OFFER_AS_PIPE | \
	 VMBUS_SERVER_CHANNEL_INIT_FLAG_FORCE_NEW_CHANNEL | \
	 VMBUS_SERVER_CHANNEL_INIT_FLAG_TLNPI_PROVIDER_OFFER)

/* Flags that EvtChannelProcessPacket() is given [doc header]. */
#define VMBUS_CHANNEL_PROCESS_PACKET_FLAG_EXTERNAL_DATA	0x00000001
#define VMBUS_CHANNEL_PROCESS_PACKET_FLAGS		VMBUS_CHANNEL_PROCESS_PACKET_FLAG_EXTERNAL_DATA

/* Flags of VmbChannelPacketGetExternalData() [doc header]. */
#define VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAG_READ_ONLY 0x00000001
#define VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAGS	VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAG_READ_ONLY

/* Most bytes of a server's own data in an offer [doc header]. */
#define VMBUS_SERVER_CHANNEL_INIT_MAXIMUM_OFFER_DATA	120

/* The interface types [doc header]. */
DEFINE_GUID(KMCL_CLIENT_INTERFACE_TYPE,
	    0x4aecb860, 0xe161, 0x42bb, 0xa5, 0xca, 0x77, 0xf3, 0xa9, 0x64, 0x59, 0x05);
DEFINE_GUID(KMCL_SERVER_INTERFACE_TYPE,
	    0x83b21474, 0xc5b9, 0x4f65, 0xb5, 0xe7, 0x72, 0x0c, 0x69, 0x2b, 0xd3, 0x71);

#define KMCL_CLIENT_INTERFACE_VERSION_V1	1
#define KMCL_CLIENT_INTERFACE_VERSION_V2	2
#define KMCL_CLIENT_INTERFACE_VERSION_LATEST	KMCL_CLIENT_INTERFACE_VERSION_V2
#define KMCL_SERVER_INTERFACE_VERSION_V1	1
#define KMCL_SERVER_INTERFACE_VERSION_LATEST	KMCL_SERVER_INTERFACE_VERSION_V1

/*
 * Callbacks
 */

/**
 * typedef EVT_VMB_CHANNEL_OPENED - the channel has been connected [doc]
 * @Channel: the channel; GPADLs may be created from now on
 *
 * Packets that are sent before it, or in it, are queued.
 *
 * Context: PASSIVE_LEVEL; may block.
 * Return: STATUS_SUCCESS; after a failure status the channel is closed again,
 * without a call of EvtChannelClosed [ours].
 */
typedef NTSTATUS EVT_VMB_CHANNEL_OPENED(VMBCHANNEL Channel);
typedef EVT_VMB_CHANNEL_OPENED *PFN_VMB_CHANNEL_OPENED;

/**
 * typedef EVT_VMB_CHANNEL_CLOSED - the channel has been disconnected [doc]
 * @Channel: the channel; the callback must delete its GPADLs
 *
 * Packets that are sent from now on are queued. They go out when the channel is open
 * again; VmbChannelDisable() and VmbChannelCleanup() complete them with
 * STATUS_DEVICE_REMOVED. While there are any, the channel's sizes and flags cannot be
 * set. [ours]
 *
 * Context: PASSIVE_LEVEL; may block.
 */
typedef VOID EVT_VMB_CHANNEL_CLOSED(VMBCHANNEL Channel);
typedef EVT_VMB_CHANNEL_CLOSED *PFN_VMB_CHANNEL_CLOSED;

/**
 * typedef EVT_VMB_CHANNEL_SUSPEND - packets stop coming [doc]
 * @Channel: the channel; no packet is presented until the next start; the
 *	owner must complete those that it still holds, here or later, and stop
 *	sending
 *
 * KMCL waits until it has completed them. A packet that is sent all the same goes into
 * the ring while the channel is paused; a channel that is about to close refuses it with
 * STATUS_DEVICE_REMOVED. [ours]
 *
 * Context: PASSIVE_LEVEL; may block.
 */
typedef VOID EVT_VMB_CHANNEL_SUSPEND(VMBCHANNEL Channel);
typedef EVT_VMB_CHANNEL_SUSPEND *PFN_VMB_CHANNEL_SUSPEND;

/**
 * typedef EVT_VMB_CHANNEL_STARTED - packets may be sent [doc]
 * @Channel: the channel; no packet is received yet, so the callback must not
 *	wait for one
 *
 * Context: PASSIVE_LEVEL.
 */
typedef VOID EVT_VMB_CHANNEL_STARTED(VMBCHANNEL Channel);
typedef EVT_VMB_CHANNEL_STARTED *PFN_VMB_CHANNEL_STARTED;

/**
 * typedef EVT_VMB_CHANNEL_POST_STARTED - packets may be received [doc]
 * @Channel: the channel; the place for synchronous requests
 *
 * Context: PASSIVE_LEVEL; may block.
 */
typedef VOID EVT_VMB_CHANNEL_POST_STARTED(VMBCHANNEL Channel);
typedef EVT_VMB_CHANNEL_POST_STARTED *PFN_VMB_CHANNEL_POST_STARTED;

/**
 * typedef EVT_VMB_CHANNEL_PROCESS_PACKET - a packet has arrived [doc]
 * @Channel: the channel
 * @Packet: the owner must complete it once, here or later, in any thread
 * @Buffer: the payload, copied from the ring; valid until the packet is
 *	completed
 * @BufferLength: its bytes
 * @Flags: VMBUS_CHANNEL_PROCESS_PACKET_FLAG_*
 *
 * Context: at or below DISPATCH_LEVEL; PASSIVE_LEVEL when so configured or deferred. Calls
 * for one channel are never concurrent.
 */
typedef VOID EVT_VMB_CHANNEL_PROCESS_PACKET(VMBCHANNEL Channel,
					    VMBPACKETCOMPLETION Packet,
					    PVOID Buffer, UINT32 BufferLength,
					    UINT32 Flags);
typedef EVT_VMB_CHANNEL_PROCESS_PACKET *PFN_VMB_CHANNEL_PROCESS_PACKET;

/**
 * typedef EVT_VMB_CHANNEL_PROCESSING_COMPLETE - a batch has ended [doc]
 * @Channel: the channel
 * @PacketsProcessed: packets presented in the batch
 *
 * Called when packets were presented and the next will not follow at once: the ring is
 * empty, the quota is used up, or the channel is paused or continues in another context.
 *
 * Context: that of the batch's packets, after the last of them.
 */
typedef VOID EVT_VMB_CHANNEL_PROCESSING_COMPLETE(VMBCHANNEL Channel,
						 UINT32 PacketsProcessed);
typedef EVT_VMB_CHANNEL_PROCESSING_COMPLETE *PFN_VMB_CHANNEL_PROCESSING_COMPLETE;

/**
 * typedef EVT_VMB_PACKET_COMPLETION_ROUTINE - a sent packet has completed [doc]
 * @Packet: the packet; its owner may send it again or free it
 * @Status: STATUS_SUCCESS; STATUS_DEVICE_REMOVED: before the packet was sent or
 *	completed, the peer closed or rescinded the channel, or the owner disabled it
 *	while it was not open; STATUS_CANCELLED: the owner disabled it while it was open;
 *	STATUS_BUFFER_OVERFLOW: the packet was queued, and does not fit into the ring
 *	that a server's client chose; STATUS_INSUFFICIENT_RESOURCES: its external data
 *	was queued, and cannot be shared with the host [ours]
 * @Buffer: payload of the peer's completion packet, or NULL; valid during the
 *	call
 * @BufferLength: its bytes
 *
 * Context: at or below DISPATCH_LEVEL. Called exactly once for each packet that a
 * send accepted.
 */
typedef VOID EVT_VMB_PACKET_COMPLETION_ROUTINE(VMBPACKET Packet,
					       NTSTATUS Status, PVOID Buffer,
					       UINT32 BufferLength);
typedef EVT_VMB_PACKET_COMPLETION_ROUTINE *PFN_VMB_PACKET_COMPLETION_ROUTINE;

/**
 * typedef EVT_VMB_CHANNEL_SAVE_PACKET - save the owner's part of a packet [doc]
 * @Channel: the server's channel
 * @Packet: a packet that is queued or in flight
 * @SaveBuffer: receives the owner's part; NULL in the first call for a packet
 * @SaveBufferSize: its bytes, 0 in the first call
 * @BytesNeeded: receives the bytes that the owner's part takes
 *
 * Called once or twice for each packet. The first call has no buffer: it succeeds if
 * there is nothing to save. If it fails, with any status, and has set @BytesNeeded,
 * there is a second call with a buffer of that many bytes. If the second call fails, or
 * the first one fails and has set no @BytesNeeded, VmbChannelSaveContinue() fails with
 * that status [ours].
 *
 * It may not start, pause, disable, configure or save @Channel [ours].
 *
 * Context: PASSIVE_LEVEL.
 * Return: see above.
 */
typedef NTSTATUS EVT_VMB_CHANNEL_SAVE_PACKET(VMBCHANNEL Channel,
					     VMBPACKET Packet, PVOID SaveBuffer,
					     UINT32 SaveBufferSize,
					     PUINT32 BytesNeeded);
typedef EVT_VMB_CHANNEL_SAVE_PACKET *PFN_VMB_CHANNEL_SAVE_PACKET;

/**
 * typedef EVT_VMB_CHANNEL_RESTORE_PACKET - restore a saved packet [doc]
 * @Channel: the server's channel
 * @LibraryBuffer: KMCL's part, for VmbPacketRestore()
 * @LibraryBufferSize: its bytes
 * @SaveBuffer: the owner's part, as EVT_VMB_CHANNEL_SAVE_PACKET wrote it, or NULL
 * @SaveBufferSize: its bytes, or 0
 *
 * Both buffers are valid until it returns. KMCL does not know whether the owner's part
 * was changed between save and restore: the owner has to check it [ours].
 *
 * It has to pass @LibraryBuffer to VmbPacketRestore(), or to fail [ours].
 *
 * Context: PASSIVE_LEVEL.
 * Return: a failure status ends the restore.
 */
typedef NTSTATUS EVT_VMB_CHANNEL_RESTORE_PACKET(VMBCHANNEL Channel,
						PVOID LibraryBuffer,
						UINT32 LibraryBufferSize,
						PVOID SaveBuffer,
						UINT32 SaveBufferSize);
typedef EVT_VMB_CHANNEL_RESTORE_PACKET *PFN_VMB_CHANNEL_RESTORE_PACKET;

/**
 * typedef EVT_VMB_CHANNEL_PNP_FAILURE - connecting to an offer failed [doc]
 * @Channel: the client's channel, which is disabled
 * @FailureStatus: the reason
 *
 * Also called when KMCL cannot look for offers, for lack of memory above all [ours].
 *
 * Context: PASSIVE_LEVEL.
 */
typedef VOID EVT_VMB_CHANNEL_PNP_FAILURE(VMBCHANNEL Channel,
					 NTSTATUS FailureStatus);
typedef EVT_VMB_CHANNEL_PNP_FAILURE *PFN_VMB_CHANNEL_PNP_FAILURE;

#define VMB_CHANNEL_STATE_CHANGE_CALLBACKS_VERSION	1

/**
 * struct _VMB_CHANNEL_STATE_CHANGE_CALLBACKS - state callbacks [doc]
 * @Version: VMB_CHANNEL_STATE_CHANGE_CALLBACKS_VERSION
 * @Size: sizeof this structure, 48
 * @EvtChannelOpened: the channel has been connected
 * @EvtChannelClosed: the channel has been disconnected
 * @EvtChannelSuspend: no packet is presented any more
 * @EvtChannelStarted: packets may be sent
 * @EvtChannelPostStarted: packets may be received
 *
 * Any of the five may be NULL [seen].
 */
typedef struct _VMB_CHANNEL_STATE_CHANGE_CALLBACKS {
	ULONG				Version;
	ULONG				Size;
	PFN_VMB_CHANNEL_OPENED		EvtChannelOpened;
	PFN_VMB_CHANNEL_CLOSED		EvtChannelClosed;
	PFN_VMB_CHANNEL_SUSPEND		EvtChannelSuspend;
	PFN_VMB_CHANNEL_STARTED		EvtChannelStarted;
	PFN_VMB_CHANNEL_POST_STARTED	EvtChannelPostStarted;
} VMB_CHANNEL_STATE_CHANGE_CALLBACKS, *PVMB_CHANNEL_STATE_CHANGE_CALLBACKS;

/**
 * VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT() - zero, then fill Version and Size
 * @Callbacks: the structure [doc]
 *
 * Context: any.
 */
static inline VOID
VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(PVMB_CHANNEL_STATE_CHANGE_CALLBACKS Callbacks)
{
	memset(Callbacks, 0, sizeof(*Callbacks));
	Callbacks->Version = VMB_CHANNEL_STATE_CHANGE_CALLBACKS_VERSION;
	Callbacks->Size = sizeof(*Callbacks);
}

/*
 * Functions of both ends, in the order of the table.
 */

/**
 * VmbChannelAllocate() - allocate a channel with default settings
 * @ParentDeviceObject: the device that the channel belongs to, or NULL
 * @IsServer: TRUE for a server endpoint
 * @Channel: receives the channel, to be freed with VmbChannelCleanup()
 *
 * Defaults [ours]: packets of up to 4,096 bytes; external data of up to 1 MiB, in a
 * chain of up to 64 MDLs; rings of 16 pages of data each, or more if the limits that the
 * owner sets need more; no limit to the packets that the owner holds.
 *
 * A client without VmbClientChannelInitSetTargetPnp() connects to the offer of
 * @ParentDeviceObject, when that came from a struct vmbkmcl_driver. [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER_3 without @Channel, or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS VmbChannelAllocate(PDEVICE_OBJECT ParentDeviceObject, BOOLEAN IsServer,
			    VMBCHANNEL *Channel);

/**
 * VmbChannelCleanup() - free a channel
 * @Channel: Disabled, or never enabled [seen]
 *
 * A channel that is not Disabled is disabled first, with a warning in the
 * log. [ours] A call in one of the channel's own callbacks is logged and ignored.
 * [ours] Packets that the owner allocated and did not free are freed, too.
 * Packets that were sent after EvtChannelClosed are completed with
 * STATUS_DEVICE_REMOVED. [ours]
 *
 * Context: PASSIVE_LEVEL.
 */
VOID VmbChannelCleanup(VMBCHANNEL Channel);

/**
 * VmbChannelCreateGpadlFromBuffer() - share a buffer with the peer
 * @Channel: between EvtChannelOpened and the end of EvtChannelClosed
 * @Flags: VMBUS_CHANNEL_GPADL_FLAG_*
 * @Buffer: kernel memory; must not be freed before the GPADL is deleted
 * @NumberOfBytes: its size
 * @GpadlHandle: receives the GPADL's number, which the peer needs to map it
 *
 * On return the peer can map it. A GPADL has whole pages only: a buffer that does not
 * start and end on a page boundary is refused with STATUS_NOT_SUPPORTED, as the peer
 * would see other bytes, too. READ_ONLY does not keep a Hyper-V host from writing. A
 * Hyper-V host takes at most 8,190 pages at a time: for more, the parameter that says how
 * many is refused. [ours]
 *
 * On Hyper-V one such call, or VmbChannelDeleteGpadl(), of a channel waits for another.
 * [ours]
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_DEVICE_STATE when the channel is not
 * open or the caller cannot wait, STATUS_INVALID_PARAMETER_n (3 also for an MDL whose
 * pages are not locked), STATUS_NOT_SUPPORTED, STATUS_INSUFFICIENT_RESOURCES,
 * STATUS_DEVICE_REMOVED when the channel has been rescinded, or STATUS_UNSUCCESSFUL when
 * the host refuses the memory.
 */
NTSTATUS VmbChannelCreateGpadlFromBuffer(VMBCHANNEL Channel, UINT32 Flags,
					 PVOID Buffer, UINT32 NumberOfBytes,
					 PUINT32 GpadlHandle);

/**
 * VmbChannelCreateGpadlFromMdl() - share an MDL chain with the peer
 * @Channel: between EvtChannelOpened and the end of EvtChannelClosed
 * @Flags: VMBUS_CHANNEL_GPADL_FLAG_*
 * @Mdl: first of the chain; its pages must not be freed before the GPADL is
 *	deleted
 * @StartOffset: bytes to skip at the start of the chain
 * @Length: bytes, 0 for the rest of the chain
 * @GpadlHandle: receives the GPADL's number, which the peer needs to map it
 *
 * The part of each MDL must start and end on page boundaries, see
 * VmbChannelCreateGpadlFromBuffer().
 *
 * Context: PASSIVE_LEVEL.
 * Return: as VmbChannelCreateGpadlFromBuffer().
 */
NTSTATUS VmbChannelCreateGpadlFromMdl(VMBCHANNEL Channel, UINT32 Flags,
				      PMDL Mdl, UINT32 StartOffset,
				      UINT32 Length, PUINT32 GpadlHandle);

/**
 * VmbChannelDeleteGpadl() - delete a GPADL
 * @Channel: the channel it was created on
 * @GpadlHandle: its number
 *
 * A Hyper-V host may keep the memory until the channel closes. Other calls for GPADLs of
 * this channel wait meanwhile: made in a state callback, or by a thread that has to
 * complete a packet first, they would keep the channel from closing. [ours]
 *
 * Context: PASSIVE_LEVEL; blocks while the peer has it mapped.
 */
VOID VmbChannelDeleteGpadl(VMBCHANNEL Channel, UINT32 GpadlHandle);

/**
 * VmbChannelDisable() - close a channel and keep it closed
 * @Channel: in any state
 *
 * Suspends and closes as VmbChannelEnable() describes; on return the completion
 * routine of every packet in flight or queued has been called. If it is called in one of
 * the channel's own callbacks, it cannot wait: it logs that and returns, and the channel
 * is disabled after the callback. [ours]
 *
 * Context: PASSIVE_LEVEL; blocks until the channel is Disabled.
 */
VOID VmbChannelDisable(VMBCHANNEL Channel);

/**
 * VmbChannelEnable() - let a channel connect
 * @Channel: Disabled and configured
 *
 * A server offers the channel. A client connects to a matching offer, or waits
 * for one. When the two are connected, EvtChannelOpened is called, and if the
 * channel is active, EvtChannelStarted; then incoming packets are presented and
 * EvtChannelPostStarted is called. When the channel is paused or closed,
 * EvtChannelSuspend is called, and then, when it is closed, EvtChannelClosed.
 * A client channel that its peer closed is Disabled; a server channel is
 * offered again. A client is active once it is enabled, unless it has been
 * paused; a server is active once VmbChannelStart() has been called.
 *
 * The owner may enable a client again from EvtChannelClosed and
 * EvtChannelPnpFailure on, unless VmbChannelDisable() waits for it. [ours]
 *
 * Of a saved server and those restored from its state only one goes on: the first for
 * which the owner calls VmbChannelEnable(), or, for the saved one, VmbChannelStart().
 * [ours]
 *
 * Context: PASSIVE_LEVEL; does not wait for the peer.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel; STATUS_INVALID_DEVICE_STATE when it is enabled already, has no target, or
 * VmbChannelDisable() waits for it; STATUS_NOT_SUPPORTED for a server without
 * LOOPBACK_OFFER, as a Linux guest cannot offer channels to other partitions. For a
 * restored server also STATUS_INVALID_DEVICE_STATE while the saved one is not Disabled,
 * and before VmbChannelRestoreFromBuffer() has read the whole state; STATUS_NOT_FOUND
 * when the state is void or another server has gone on from it: the channel has then
 * nothing restored [ours].
 */
KMCL_MUST_CHECK NTSTATUS VmbChannelEnable(VMBCHANNEL Channel);

/**
 * VmbChannelGetInterfaceInstance() - instance GUID of a channel's offer
 * @Channel: a channel that is open
 * @InterfaceInstance: receives the GUID. When the channel is not open: a server's is the
 *	one that VmbServerChannelInitSetTargetInterfaceId() set, a client's all zeroes
 *	unless it has found its offer [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID VmbChannelGetInterfaceInstance(VMBCHANNEL Channel, LPGUID InterfaceInstance);

/**
 * VmbChannelGetMmioSpace() - MMIO range of a channel's offer
 * @Channel: after EvtChannelOpened
 * @MmioAddress: receives the physical address
 * @MmioSize: receives the bytes
 *
 * Both are 0 when the channel is not open, when the offer asks for no MMIO space, or
 * when the guest has none left, which is logged. [ours]
 *
 * Context: PASSIVE_LEVEL.
 */
VOID VmbChannelGetMmioSpace(VMBCHANNEL Channel, UINT64 *MmioAddress,
			    UINT64 *MmioSize);

/**
 * VmbChannelGetParentDeviceObject() - the device that the channel was allocated for
 * @Channel: the channel
 * @ParentDeviceObject: receives what VmbChannelAllocate() was given, which may be
 *	NULL
 *
 * No reference is taken. [ours]
 *
 * Context: any.
 */
VOID VmbChannelGetParentDeviceObject(VMBCHANNEL Channel,
				     PDEVICE_OBJECT *ParentDeviceObject);

/**
 * VmbChannelGetTargetDeviceObject() - the bus's device that the channel is open to
 * @Channel: a client's, after EvtChannelOpened
 * @TargetDeviceObject: receives the device object that a struct vmbkmcl_driver was
 *	given for the offer; NULL for an offer that is no such driver's, and when the
 *	channel is not open [ours]
 *
 * No reference is taken: the device object lasts until the driver's remove has
 * returned. [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID VmbChannelGetTargetDeviceObject(VMBCHANNEL Channel,
				     PDEVICE_OBJECT *TargetDeviceObject);

/**
 * VmbChannelGetPointer() - the owner's pointer
 * @Channel: the channel
 *
 * Context: any.
 * Return: the pointer that VmbChannelSetPointer() stored; NULL at first.
 */
PVOID FASTCALL VmbChannelGetPointer(VMBCHANNEL Channel);

/**
 * VmbChannelInitSetClientContextSize() - reserve memory in incoming packets
 * @Channel: Disabled
 * @ContextSize: bytes for the owner in each packet, whose address
 *	VmbChannelPacketGetClientContext() returns
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 when @ContextSize is too
 * large; STATUS_INVALID_DEVICE_STATE between VmbChannelRestoreFromBuffer() and
 * the next opening.
 */
NTSTATUS VmbChannelInitSetClientContextSize(VMBCHANNEL Channel,
					    UINT32 ContextSize);

/**
 * VmbChannelInitSetFlags() - choose the kind of channel
 * @Channel: Disabled
 * @Flags: VMBUS_CHANNEL_INIT_FLAG_*; with IS_PIPE each message carries the pipe
 *	header on the wire, and there are no transactions and no external data
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 for unknown flags;
 * STATUS_INVALID_DEVICE_STATE while packets are queued, and between
 * VmbChannelRestoreFromBuffer() and the next opening [ours].
 */
NTSTATUS VmbChannelInitSetFlags(VMBCHANNEL Channel, UINT32 Flags);

/**
 * VmbChannelInitSetFriendlyName() - name a channel in debugfs and the log
 * @Channel: Disabled
 * @FriendlyName: shown in debugfs and the log; tracepoints show the channel's number,
 *	which is the name of its file in debugfs
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 without a string.
 */
NTSTATUS VmbChannelInitSetFriendlyName(VMBCHANNEL Channel,
				       PCUNICODE_STRING FriendlyName);

/**
 * VmbChannelInitSetMaximumExternalData() - limits of a packet's external data
 * @Channel: Disabled
 * @MaximumExternalDataSize: bytes a packet
 * @MaximumExternalDataChainLength: MDLs a packet
 *
 * The rings are made large enough for a packet that describes data within these
 * limits, whatever pages VmbClientChannelInitSetRingBufferPageCount() asked for.
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 for a size of 0;
 * STATUS_INVALID_PARAMETER_3 for a length of 0; STATUS_INVALID_DEVICE_STATE while
 * packets are queued, and between VmbChannelRestoreFromBuffer() and the next opening
 * [ours].
 */
NTSTATUS VmbChannelInitSetMaximumExternalData(VMBCHANNEL Channel,
		UINT32 MaximumExternalDataSize,
		UINT32 MaximumExternalDataChainLength);

/**
 * VmbChannelInitSetMaximumPacketSize() - limit of a packet's payload
 * @Channel: Disabled
 * @MaximumPacketSize: bytes; the wire's own limit is just under 512 KiB
 *
 * The rings are made large enough for such a packet, whatever pages
 * VmbClientChannelInitSetRingBufferPageCount() asked for.
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 for a size of 0 or above
 * the wire's limit; STATUS_INVALID_DEVICE_STATE while packets are queued, and between
 * VmbChannelRestoreFromBuffer() and the next opening [ours].
 */
NTSTATUS VmbChannelInitSetMaximumPacketSize(VMBCHANNEL Channel,
					    UINT32 MaximumPacketSize);

/**
 * VmbChannelInitSetProcessPacketCallbacks() - set the callbacks for packets
 * @Channel: Disabled
 * @ProcessPacketCallback: called for each incoming packet
 * @ProcessingCompleteCallback: called after each batch; optional
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 without a
 * @ProcessPacketCallback.
 */
NTSTATUS VmbChannelInitSetProcessPacketCallbacks(VMBCHANNEL Channel,
		PFN_VMB_CHANNEL_PROCESS_PACKET ProcessPacketCallback,
		PFN_VMB_CHANNEL_PROCESSING_COMPLETE ProcessingCompleteCallback);

/**
 * VmbChannelInitSetStateChangeCallbacks() - set the callbacks for state changes
 * @Channel: Disabled
 * @StateChangeCallbacks: copied
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * channel or not Disabled; STATUS_INVALID_PARAMETER_2 for a wrong Version or
 * Size.
 */
NTSTATUS VmbChannelInitSetStateChangeCallbacks(VMBCHANNEL Channel,
		PVMB_CHANNEL_STATE_CHANGE_CALLBACKS StateChangeCallbacks);

/**
 * VmbChannelPacketComplete() - complete an incoming packet
 * @PacketCompletion: presented and not completed yet; invalid afterwards
 * @Buffer: payload of the completion packet, or NULL
 * @BufferLength: its bytes
 *
 * Sends a completion packet if the peer requested one. The MDLs of the packet's external
 * data are freed. A second completion of a packet is detected, logged and ignored
 * [ours].
 *
 * Context: at or below DISPATCH_LEVEL, any thread.
 */
VOID VmbChannelPacketComplete(VMBPACKETCOMPLETION PacketCompletion,
			      PVOID Buffer, UINT32 BufferLength);

/**
 * VmbChannelPacketDeferToPassive() - have a packet presented again, at PASSIVE_LEVEL
 * @PacketCompletion: the packet being presented; the caller must not use it
 *	until it is presented again
 *
 * The packets behind it wait, so the order stays the same.
 *
 * Context: at or below DISPATCH_LEVEL, inside EvtChannelProcessPacket.
 */
VOID FASTCALL VmbChannelPacketDeferToPassive(VMBPACKETCOMPLETION PacketCompletion);

/**
 * VmbChannelPacketFail() - report that an incoming packet is malformed
 * @PacketCompletion: presented and not completed yet; invalid afterwards
 *
 * The channel presents no further packet until it is started again.
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID FASTCALL VmbChannelPacketFail(VMBPACKETCOMPLETION PacketCompletion);

/**
 * VmbChannelPacketGetExternalData() - get the data that a packet points to
 * @PacketCompletion: presented and not completed yet
 * @Flags: VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAG_*
 * @Mdl: receives a chain of MDLs, locked and not mapped; KMCL frees it when the
 *	packet is completed
 *
 * The owner maps an MDL with MmGetSystemAddressForMdlSafe() or
 * MmMapLockedPagesSpecifyCache(). On a kernel without CONFIG_PREEMPT_COUNT the caller must
 * not hold a Linux spin lock, as for IoAllocateMdl(). [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_PENDING: return from EvtChannelProcessPacket
 * without completing the packet, which will be presented again;
 * STATUS_INVALID_PARAMETER when the packet has no external data; STATUS_DATA_ERROR when
 * the peer named pages that are not memory; STATUS_INSUFFICIENT_RESOURCES;
 * STATUS_INVALID_PARAMETER_n. A packet with external data of a Hyper-V host's is
 * dropped and counted: that is in the host's memory [ours].
 */
NTSTATUS VmbChannelPacketGetExternalData(VMBPACKETCOMPLETION PacketCompletion,
					 UINT32 Flags, PMDL *Mdl);

/**
 * VmbChannelPause() - stop presenting packets
 * @Channel: in any state; one that is not open comes up paused when it is opened
 *
 * Has EvtChannelSuspend called, then waits until the owner has completed every
 * packet that was presented. Must not be called from state callbacks. The peer's
 * completions stay in the ring, too, from before EvtChannelSuspend until the channel is
 * started again or closes: what the owner waits for there, or before it completes a packet,
 * must not be one of them. The log names a channel that waits for long. [ours]
 *
 * Context: PASSIVE_LEVEL; blocks.
 */
VOID VmbChannelPause(VMBCHANNEL Channel);

/**
 * VmbChannelSendSynchronousRequest() - send a packet and wait for its completion
 * @Channel: started
 * @Buffer: payload
 * @BufferSize: its bytes
 * @ExternalDataMdl: external data, optional
 * @Flags: VMBUS_CHANNEL_FORMAT_FLAG_*; a server's may not have WAIT_FOR_COMPLETION
 * @CompletionBuffer: receives the payload of the peer's completion; optional
 * @CompletionBufferSize: in: its bytes, a multiple of 8; out: bytes of the payload, also
 *	when they do not fit
 * @Timeout: as for KeWaitForSingleObject(): negative is relative, positive is
 *	absolute, in 100 ns, and does not follow a clock that is set meanwhile; NULL: no
 *	limit; 0, as a server's must be: fail when the ring is full
 *
 * Once external data is in the ring, it belongs to the peer until the peer has completed
 * the request or the channel has closed. The call returns only then, even if @Timeout
 * has passed, with STATUS_SUCCESS or STATUS_DEVICE_REMOVED. Without external data the
 * request is cancelled at the timeout, or when its task is killed, and a completion that
 * comes later is counted and dropped. [ours] A request inside a callback that would have
 * to return first, such as EvtChannelOpened, EvtChannelStarted, EvtChannelClosed,
 * EvtChannelPnpFailure or EvtChannelProcessPacket, or one at DISPATCH_LEVEL, is logged and
 * refused. [ours]
 * EvtChannelPostStarted may send one. A state callback, or a packet that the owner holds,
 * may wait for a thread that has sent one with external data: when the channel is about to
 * close, that thread closes the rings itself. [ours]
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL when *@Timeout is 0 and
 * WAIT_FOR_COMPLETION is not set. [doc]
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW: the ring was full and @Timeout was
 * 0; STATUS_CANCELLED: the request was cancelled because the time ran out [doc], or
 * because the task was killed [ours]; STATUS_DEVICE_REMOVED: the channel is being closed, or has closed;
 * STATUS_BUFFER_TOO_SMALL: the payload was cut off [ours]; STATUS_INVALID_DEVICE_STATE:
 * the channel is not enabled, or the request would wait for its caller [ours];
 * STATUS_NOT_SUPPORTED: on a pipe; STATUS_INVALID_PARAMETER_n.
 */
NTSTATUS VmbChannelSendSynchronousRequest(VMBCHANNEL Channel, PVOID Buffer,
					  UINT32 BufferSize,
					  PMDL ExternalDataMdl, UINT32 Flags,
					  PVOID CompletionBuffer,
					  PUINT32 CompletionBufferSize,
					  PLARGE_INTEGER Timeout);

/**
 * VmbChannelSetIncomingProcessingAtPassive() - choose the context of packets
 * @Channel: the channel
 * @Value: TRUE: call EvtChannelProcessPacket only at PASSIVE_LEVEL; applies to later
 *	packets
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID VmbChannelSetIncomingProcessingAtPassive(VMBCHANNEL Channel,
					      BOOLEAN Value);

/**
 * VmbChannelSetInterruptLatency() - limit the delay of signals to the peer
 * @Channel: from EvtChannelOpened to EvtChannelClosed, both included
 * @Latency: in units of 100 ns; 0 for as soon as possible
 * @OriginalLatency: receives the previous value; may be NULL [ours]
 *
 * On Linux the host alone sets the latency of the monitor page. So a channel can only
 * choose between signalling at once (0) and, when its offer has one, the
 * monitor page (1000). Any other latency is refused, and every one on the loopback bus.
 * [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_STATE when the channel is not open;
 * STATUS_NOT_SUPPORTED for another latency.
 */
KMCL_MUST_CHECK NTSTATUS VmbChannelSetInterruptLatency(VMBCHANNEL Channel,
						       UINT16 Latency,
						       PUINT16 OriginalLatency);

/**
 * VmbChannelSetPointer() - store a pointer for the owner
 * @Channel: the channel
 * @Pointer: any value
 *
 * Context: any.
 */
VOID FASTCALL VmbChannelSetPointer(VMBCHANNEL Channel, PVOID Pointer);

/**
 * VmbChannelSetTransactionQuota() - limit the packets that the owner holds
 * @Channel: the channel
 * @Quota: greater than 0; no packet is presented while the owner holds this
 *	many, or more. When the channel has stopped at the quota, raising that does not
 *	resume it; completing a packet does
 *
 * Completions that wait for room in the outgoing ring count, too, so that a peer
 * that sends requests and reads no completions cannot take all memory. So two ends that
 * both have far more requests outstanding than their rings and quotas hold can come to
 * wait for each other. Whatever the quota, no packet is presented while such completions
 * take 16 MiB; those of the packets that the owner holds by then come on top. [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID VmbChannelSetTransactionQuota(VMBCHANNEL Channel, UINT32 Quota);

/**
 * VmbChannelSizeofPacket() - bytes that VmbPacketInitialize() needs
 * @Channel: configured; the size depends on its limits
 *
 * Context: any.
 * Return: the bytes.
 */
UINT32 VmbChannelSizeofPacket(VMBCHANNEL Channel);

/**
 * VmbChannelStart() - start a channel, or resume it after VmbChannelPause()
 * @Channel: in any state; servers need it, for clients it does no harm [seen]
 *
 * Must not be called from state callbacks. A client's also takes effect at DISPATCH_LEVEL.
 * [ours]
 *
 * Context: PASSIVE_LEVEL.
 */
VOID VmbChannelStart(VMBCHANNEL Channel);

/**
 * VmbClientChannelInitSetRingBufferPageCount() - set the size of the rings
 * @Channel: a client's, Disabled
 * @IncomingPageCount: pages of data of the ring from the peer, 1 to 511 [ours]
 * @OutgoingPageCount: pages of data of the ring to the peer, likewise
 *
 * Each ring has a control page besides. [ours] A ring that is too small for the largest
 * packet that the limits allow gets as many pages as that needs, and the log says so
 * once. [ours]
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * client's channel or not Disabled; STATUS_INVALID_PARAMETER_2 or
 * STATUS_INVALID_PARAMETER_3 for a count out of range; STATUS_INVALID_DEVICE_STATE
 * while packets are queued [ours].
 */
NTSTATUS VmbClientChannelInitSetRingBufferPageCount(VMBCHANNEL Channel,
						    UINT32 IncomingPageCount,
						    UINT32 OutgoingPageCount);

/**
 * VmbClientChannelInitSetTargetPnp() - choose the offer to connect to
 * @Channel: a client's, Disabled
 * @InterfaceType: the device's interface type
 * @InterfaceInstance: its instance, or NULL for any
 * @PnpFailureCallback: called when the offer was found and connecting to it
 *	failed; optional
 *
 * On Linux the offer's device may be bound to another driver; the channel then
 * waits until that driver is unbound, as it waits for a device that is not
 * offered yet. [ours]
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * client's channel or not Disabled; STATUS_INVALID_PARAMETER_2 without an
 * @InterfaceType.
 */
NTSTATUS VmbClientChannelInitSetTargetPnp(VMBCHANNEL Channel,
		LPCGUID InterfaceType, LPCGUID InterfaceInstance,
		PFN_VMB_CHANNEL_PNP_FAILURE PnpFailureCallback);

/**
 * VmbPacketAllocate() - allocate a packet
 * @Channel: configured
 *
 * All memory that a send needs is allocated with it, so a send cannot fail
 * because memory is short, except with external data in an isolated virtual machine
 * [ours]. Until the owner sets a completion routine, the packet is freed when it
 * completes. At DISPATCH_LEVEL memory for large packets is more often short; so it is
 * always on a kernel without CONFIG_PREEMPT_COUNT (Debian's 5.10), which cannot tell that
 * its caller holds a Linux spin lock. [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: the packet, or NULL.
 */
VMBPACKET VmbPacketAllocate(VMBCHANNEL Channel);

/**
 * VmbPacketFree() - free a packet
 * @Packet: from VmbPacketAllocate(), not in flight; a call for a packet that is
 *	in flight, or was freed already, is logged and ignored [ours]
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID VmbPacketFree(VMBPACKET Packet);

/**
 * VmbPacketGetChannel() - the channel that a packet belongs to
 * @Packet: the packet
 *
 * Context: any.
 * Return: the channel.
 */
VMBCHANNEL FASTCALL VmbPacketGetChannel(VMBPACKET Packet);

/**
 * VmbPacketGetPointer() - the owner's pointer
 * @Packet: the packet
 *
 * Context: any.
 * Return: the pointer that VmbPacketSetPointer() stored; NULL at first.
 */
PVOID FASTCALL VmbPacketGetPointer(VMBPACKET Packet);

/**
 * VmbPacketInitialize() - initialise a packet in the caller's memory
 * @Channel: the channel
 * @Packet: the memory; must not be freed while the packet is used, and must not
 *	be passed to VmbPacketFree()
 * @PacketSize: its bytes, at least VmbChannelSizeofPacket()
 *
 * The packet has no completion routine, and can be sent only once it has one.
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER_3 when @PacketSize is too
 * small.
 */
NTSTATUS VmbPacketInitialize(VMBCHANNEL Channel, VMBPACKET Packet,
			     UINT32 PacketSize);

/**
 * VmbPacketSend() - send a packet
 * @Packet: not in flight
 * @Buffer: payload; copied before this returns
 * @BufferLength: its bytes
 * @ExternalDataMdl: external data, optional; must not be freed before the
 *	packet completes
 * @Flags: VMBUS_CHANNEL_FORMAT_FLAG_*; with @ExternalDataMdl WAIT_FOR_COMPLETION must
 *	be set
 *
 * When the ring is full the packet is queued, in order; so it is from VmbChannelEnable()
 * to EvtChannelStarted, and from EvtChannelClosed on. Without WAIT_FOR_COMPLETION the
 * packet completes when it is in the ring, else when the peer has completed it.
 *
 * A header of up to 32 bytes, @BufferLength, and 8 bytes for each MDL and for each page
 * of external data must be less than the ring's size and 524,280.
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS: the completion routine will be called or has been;
 * STATUS_INVALID_DEVICE_STATE: the channel was never enabled, has been disabled, or is
 * being saved; STATUS_DEVICE_REMOVED: it is about to close; STATUS_BUFFER_OVERFLOW: a
 * server's client has made the ring too small; STATUS_INVALID_BUFFER_SIZE: too much
 * external data; STATUS_NOT_SUPPORTED: WAIT_FOR_COMPLETION or external data on a pipe,
 * or external data of a server's; STATUS_INSUFFICIENT_RESOURCES: external data in an
 * isolated virtual machine; STATUS_INVALID_PARAMETER_n. After a failure the completion
 * routine is not called.
 */
NTSTATUS VmbPacketSend(VMBPACKET Packet, PVOID Buffer, UINT32 BufferLength,
		       PMDL ExternalDataMdl, UINT32 Flags);

/**
 * VmbPacketSendWithExternalMdl() - send a packet with a part of an MDL chain
 * @Packet: not in flight
 * @Buffer: payload; copied
 * @BufferLength: its bytes
 * @Mdl: external data; must not be freed before the packet completes
 * @MdlOffset: bytes to skip at the start of the chain
 * @MdlLength: bytes, 0 for the rest of the chain
 * @Flags: must have WAIT_FOR_COMPLETION; with FORCE_MDL_LENGTH only the first MDL is
 *	used, and @MdlLength may extend past its end, up to the end of its last page
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: as VmbPacketSend().
 */
NTSTATUS VmbPacketSendWithExternalMdl(VMBPACKET Packet, PVOID Buffer,
				      UINT32 BufferLength, PMDL Mdl,
				      UINT32 MdlOffset, UINT32 MdlLength,
				      UINT32 Flags);

/**
 * VmbPacketSendWithExternalPfns() - send a packet with whole pages
 * @Packet: not in flight
 * @Buffer: payload; copied
 * @BufferLength: its bytes
 * @Pfns: page frame numbers, copied; the pages must not be freed before the
 *	packet completes
 * @PfnCount: number of pages
 * @Flags: must have WAIT_FOR_COMPLETION
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: as VmbPacketSend().
 */
NTSTATUS VmbPacketSendWithExternalPfns(VMBPACKET Packet, PVOID Buffer,
				       UINT32 BufferLength, PPFN_NUMBER Pfns,
				       UINT32 PfnCount, UINT32 Flags);

/**
 * VmbPacketSetCompletionRoutine() - set the function to call on completion
 * @Packet: not in flight
 * @CompletionRoutine: called when a sent packet completes, once for each send
 *	that was accepted
 *
 * Context: at or below DISPATCH_LEVEL.
 */
VOID VmbPacketSetCompletionRoutine(VMBPACKET Packet,
		PFN_VMB_PACKET_COMPLETION_ROUTINE CompletionRoutine);

/**
 * VmbPacketSetPointer() - store a pointer for the owner
 * @Packet: the packet
 * @Pointer: any value
 *
 * Context: any.
 */
VOID FASTCALL VmbPacketSetPointer(VMBPACKET Packet, PVOID Pointer);

/*
 * Functions that only servers have, in the order of their table.
 */

/**
 * VmbChannelMapGpadl() - map a client's GPADL
 * @Channel: a server's, open
 * @Flags: VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY for reading only
 * @GpadlHandle: the number that the client sent
 * @Mdl: receives the pages, valid until VmbChannelUnmapGpadl()
 *
 * A GPADL can be mapped once at a time. Mapping a read-only GPADL for writing
 * fails, with STATUS_ACCESS_DENIED [ours]. READ_ONLY does not keep the caller from
 * writing to the pages.
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, or a failure status. STATUS_INVALID_PARAMETER_3: the client
 * has no such GPADL; STATUS_CONFLICTING_ADDRESSES: it is mapped;
 * STATUS_INVALID_DEVICE_STATE: the channel is not open [ours].
 */
NTSTATUS VmbChannelMapGpadl(VMBCHANNEL Channel, UINT32 Flags,
			    UINT32 GpadlHandle, PMDL *Mdl);

/**
 * VmbChannelRestoreFromBuffer() - restore one chunk of saved state
 * @Channel: a server's, Disabled
 * @SaveBuffer: one or more whole chunks that VmbChannelSaveContinue() wrote
 * @SaveBufferSize: its bytes
 *
 * The state may come from anywhere: it is compared with what was saved. After a
 * failure the channel has nothing restored, and packets that were restored from
 * earlier chunks are completed with STATUS_CANCELLED [ours].
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS after the last chunk,
 * STATUS_MORE_PROCESSING_REQUIRED while more follow, or a failure status:
 * STATUS_INVALID_PARAMETER_1 when @Channel is not a server's or not Disabled;
 * STATUS_INVALID_PARAMETER_2 when the state is not what was saved [ours];
 * STATUS_NOT_FOUND when the saved server was saved, started or enabled again since, when
 * another server has gone on from the state, or when it is of another kernel or too many
 * saves ago [ours]; STATUS_REVISION_MISMATCH for another format;
 * STATUS_INVALID_DEVICE_STATE when a state has been restored already;
 * STATUS_INVALID_BUFFER_SIZE when a packet exceeds the channel's maximum;
 * STATUS_INSUFFICIENT_RESOURCES; STATUS_UNSUCCESSFUL when EVT_VMB_CHANNEL_RESTORE_PACKET
 * has restored no packet; a failure status that it returned.
 */
KMCL_MUST_CHECK NTSTATUS VmbChannelRestoreFromBuffer(VMBCHANNEL Channel,
						     PVOID SaveBuffer,
						     ULONG SaveBufferSize);

/**
 * VmbChannelSaveBegin() - start saving a channel's state
 * @Channel: a server's, enabled; a started one is paused first
 *
 * Until VmbChannelSaveEnd() sends are refused with STATUS_INVALID_DEVICE_STATE
 * [ours].
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is not a server's;
 * STATUS_INVALID_DEVICE_STATE when it is not enabled, is being saved, is started by
 * another thread meanwhile, or was restored and still waits for a client [ours];
 * STATUS_INSUFFICIENT_RESOURCES.
 */
KMCL_MUST_CHECK NTSTATUS VmbChannelSaveBegin(VMBCHANNEL Channel);

/**
 * VmbChannelSaveContinue() - save the next chunk
 * @Channel: between SaveBegin and SaveEnd
 * @SaveBuffer: receives the chunk
 * @SaveBufferSize: its bytes
 * @BytesFilled: receives the bytes written
 * @BytesRequired: receives the bytes of the record that did not fit, which the next
 *	buffer needs at least; 0 when there is none
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS: everything is saved; STATUS_BUFFER_OVERFLOW: a chunk
 * was written and more follow; STATUS_BUFFER_TOO_SMALL: nothing was written,
 * see @BytesRequired; STATUS_INVALID_DEVICE_STATE when the save is complete or has
 * failed, or the channel was started or disabled [ours]; the status of an
 * EVT_VMB_CHANNEL_SAVE_PACKET that could not save its packet [ours].
 */
KMCL_MUST_CHECK NTSTATUS VmbChannelSaveContinue(VMBCHANNEL Channel,
						PVOID SaveBuffer,
						ULONG SaveBufferSize,
						PULONG BytesFilled,
						PULONG BytesRequired);

/**
 * VmbChannelSaveEnd() - end saving, whether it is complete or not
 * @Channel: after VmbChannelSaveBegin()
 *
 * If the state is complete, the server sends and receives nothing from here on: the owner
 * disables it, so that another server can be restored, or starts it, which makes the
 * state void. [ours] If the state is not complete, the server goes on as before the
 * save. [ours]
 *
 * Context: PASSIVE_LEVEL.
 */
VOID VmbChannelSaveEnd(VMBCHANNEL Channel);

/**
 * VmbChannelUnmapGpadl() - unmap a client's GPADL
 * @Channel: the channel it was mapped on
 * @GpadlHandle: its number; a second call for the same mapping is logged and
 *	ignored [ours]
 *
 * Context: PASSIVE_LEVEL.
 */
VOID VmbChannelUnmapGpadl(VMBCHANNEL Channel, UINT32 GpadlHandle);

/**
 * VmbConvertVmbusHandleToKernelHandle() - get a kernel handle
 * @VmbusHandle: the process's handle; on Linux a file descriptor of the caller
 * @KernelHandle: receives a handle that is valid in any context; close it with
 *	ZwClose()
 *
 * Context: PASSIVE_LEVEL, in the process.
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER_2 or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS VmbConvertVmbusHandleToKernelHandle(HANDLE VmbusHandle,
					     PHANDLE KernelHandle);

/**
 * VmbPacketRestore() - restore KMCL's part of a saved packet
 * @Packet: newly allocated
 * @LibraryBuffer: as passed to EVT_VMB_CHANNEL_RESTORE_PACKET
 * @LibraryBufferSize: its bytes
 *
 * Context: PASSIVE_LEVEL, inside that callback.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Packet is not a packet, is in
 * flight or free, or is in memory of the caller's and has no completion routine;
 * STATUS_INVALID_PARAMETER_2 when @LibraryBuffer is not that of the callback, or was used
 * before; STATUS_INVALID_PARAMETER_3 for another size; STATUS_INVALID_BUFFER_SIZE when
 * @Packet is too small.
 */
NTSTATUS VmbPacketRestore(VMBPACKET Packet, PVOID LibraryBuffer,
			  ULONG LibraryBufferSize);

/**
 * VmbServerChannelInitSetFlags() - set the flags of the offer
 * @Channel: a server's, Disabled
 * @Flags: VMBUS_SERVER_CHANNEL_INIT_FLAG_*
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * server's channel or not Disabled; STATUS_INVALID_PARAMETER_2 for unknown
 * flags.
 */
NTSTATUS VmbServerChannelInitSetFlags(VMBCHANNEL Channel, UINT32 Flags);

/**
 * VmbServerChannelInitSetMmioMegabytes() - ask the client for MMIO space
 * @Channel: a server's, Disabled
 * @MmioMegabytes: required
 * @MmioMegabytesOptional: beyond that, if there are so many
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * server's channel or not Disabled; STATUS_INVALID_PARAMETER when both sizes
 * are 0.
 */
NTSTATUS VmbServerChannelInitSetMmioMegabytes(VMBCHANNEL Channel,
					      UINT16 MmioMegabytes,
					      UINT16 MmioMegabytesOptional);

/**
 * VmbServerChannelInitSetSaveRestorePacketCallbacks() - set the callbacks
 * @Channel: a server's, Disabled
 * @SavePacketCallback: saves the owner's part of a packet
 * @RestorePacketCallback: allocates a packet and restores it
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * server's channel or not Disabled; STATUS_INVALID_PARAMETER_2 or
 * STATUS_INVALID_PARAMETER_3 without the callback.
 */
NTSTATUS VmbServerChannelInitSetSaveRestorePacketCallbacks(VMBCHANNEL Channel,
		PFN_VMB_CHANNEL_SAVE_PACKET SavePacketCallback,
		PFN_VMB_CHANNEL_RESTORE_PACKET RestorePacketCallback);

/**
 * VmbServerChannelInitSetTargetInterfaceId() - set the GUIDs of the offer
 * @Channel: a server's, Disabled
 * @InterfaceType: the interface type
 * @InterfaceInstance: the instance
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * server's channel or not Disabled.
 */
NTSTATUS VmbServerChannelInitSetTargetInterfaceId(VMBCHANNEL Channel,
						  GUID InterfaceType,
						  GUID InterfaceInstance);

/**
 * VmbServerChannelInitSetTargetVtl() - set the client's virtual trust level
 * @Channel: a server's, Disabled
 * @TargetVtl: 0, the only level of Linux clients and of the loopback bus
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * server's channel or not Disabled; STATUS_INVALID_PARAMETER_2 for another
 * level.
 */
NTSTATUS VmbServerChannelInitSetTargetVtl(VMBCHANNEL Channel, UINT8 TargetVtl);

/**
 * VmbServerChannelInitSetVmbusHandle() - choose the VMBus to offer on
 * @Channel: a server's, Disabled
 * @VmbusHandle: from VmbConvertVmbusHandleToKernelHandle()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 when @Channel is no
 * server's channel or not Disabled; STATUS_INVALID_PARAMETER_2 for another
 * handle.
 */
NTSTATUS VmbServerChannelInitSetVmbusHandle(VMBCHANNEL Channel,
					    HANDLE VmbusHandle);

/**
 * VmbChannelPacketGetClientContext() - the owner's memory in an incoming packet
 * @PacketCompletion: presented and not completed yet
 *
 * It is not in the first version of the table; a driver can call it by name.
 *
 * Context: any.
 * Return: the address of the bytes that VmbChannelInitSetClientContextSize()
 * asked for, zeroed when the packet is first presented [ours]; NULL when there
 * are none.
 */
PVOID FASTCALL VmbChannelPacketGetClientContext(VMBPACKETCOMPLETION PacketCompletion);

/*
 * The types of the functions above, and of pointers to them [doc header]. __typeof__
 * is in GCC, in Clang and, since Visual Studio 2022 17.9, in Microsoft's
 * compiler.
 */
typedef __typeof__(VmbChannelAllocate) FN_VMB_CHANNEL_ALLOCATE, *PFN_VMB_CHANNEL_ALLOCATE;
typedef __typeof__(VmbChannelCleanup) FN_VMB_CHANNEL_CLEANUP, *PFN_VMB_CHANNEL_CLEANUP;
typedef __typeof__(VmbChannelCreateGpadlFromBuffer)
	FN_VMB_CHANNEL_CREATE_GPADL_FROM_BUFFER, *PFN_VMB_CHANNEL_CREATE_GPADL_FROM_BUFFER;
typedef __typeof__(VmbChannelCreateGpadlFromMdl)
	FN_VMB_CHANNEL_CREATE_GPADL_FROM_MDL, *PFN_VMB_CHANNEL_CREATE_GPADL_FROM_MDL;
typedef __typeof__(VmbChannelDeleteGpadl)
	FN_VMB_CHANNEL_DELETE_GPADL, *PFN_VMB_CHANNEL_DELETE_GPADL;
typedef __typeof__(VmbChannelDisable) FN_VMB_CHANNEL_DISABLE, *PFN_VMB_CHANNEL_DISABLE;
typedef __typeof__(VmbChannelEnable) FN_VMB_CHANNEL_ENABLE, *PFN_VMB_CHANNEL_ENABLE;
typedef __typeof__(VmbChannelGetInterfaceInstance)
	FN_VMB_CHANNEL_GET_INTERFACE_INSTANCE, *PFN_VMB_CHANNEL_GET_INTERFACE_INSTANCE;
typedef __typeof__(VmbChannelGetMmioSpace)
	FN_VMB_CHANNEL_GET_MMIO_SPACE, *PFN_VMB_CHANNEL_GET_MMIO_SPACE;
typedef __typeof__(VmbChannelGetPointer) FN_VMB_CHANNEL_GET_POINTER, *PFN_VMB_CHANNEL_GET_POINTER;
typedef __typeof__(VmbChannelInitSetClientContextSize)
	FN_VMB_CHANNEL_INIT_SET_CLIENT_CONTEXT_SIZE, *PFN_VMB_CHANNEL_INIT_SET_CLIENT_CONTEXT_SIZE;
typedef __typeof__(VmbChannelInitSetFlags)
	FN_VMB_CHANNEL_INIT_SET_FLAGS, *PFN_VMB_CHANNEL_INIT_SET_FLAGS;
typedef __typeof__(VmbChannelInitSetFriendlyName)
	FN_VMB_CHANNEL_INIT_SET_FRIENDLY_NAME, *PFN_VMB_CHANNEL_INIT_SET_FRIENDLY_NAME;
typedef __typeof__(VmbChannelInitSetMaximumExternalData)
	FN_VMB_CHANNEL_INIT_SET_MAXIMUM_EXTERNAL_DATA,
	*PFN_VMB_CHANNEL_INIT_SET_MAXIMUM_EXTERNAL_DATA;
typedef __typeof__(VmbChannelInitSetMaximumPacketSize)
	FN_VMB_CHANNEL_INIT_SET_MAXIMUM_PACKET_SIZE, *PFN_VMB_CHANNEL_INIT_SET_MAXIMUM_PACKET_SIZE;
typedef __typeof__(VmbChannelInitSetProcessPacketCallbacks)
	FN_VMB_CHANNEL_INIT_SET_PROCESS_PACKET_CALLBACKS,
	*PFN_VMB_CHANNEL_INIT_SET_PROCESS_PACKET_CALLBACKS;
typedef __typeof__(VmbChannelInitSetStateChangeCallbacks)
	FN_VMB_CHANNEL_INIT_SET_STATE_CHANGE_CALLBACKS,
	*PFN_VMB_CHANNEL_INIT_SET_STATE_CHANGE_CALLBACKS;
typedef __typeof__(VmbChannelPacketComplete)
	FN_VMB_CHANNEL_PACKET_COMPLETE, *PFN_VMB_CHANNEL_PACKET_COMPLETE;
typedef __typeof__(VmbChannelPacketDeferToPassive)
	FN_VMB_CHANNEL_PACKET_DEFER_TO_PASSIVE, *PFN_VMB_CHANNEL_PACKET_DEFER_TO_PASSIVE;
typedef __typeof__(VmbChannelPacketFail) FN_VMB_CHANNEL_PACKET_FAIL, *PFN_VMB_CHANNEL_PACKET_FAIL;
typedef __typeof__(VmbChannelPacketGetExternalData)
	FN_VMB_CHANNEL_PACKET_GET_EXTERNAL_DATA, *PFN_VMB_CHANNEL_PACKET_GET_EXTERNAL_DATA;
typedef __typeof__(VmbChannelPause) FN_VMB_CHANNEL_PAUSE, *PFN_VMB_CHANNEL_PAUSE;
typedef __typeof__(VmbChannelSendSynchronousRequest)
	FN_VMB_CHANNEL_SEND_SYNCHRONOUS_REQUEST, *PFN_VMB_CHANNEL_SEND_SYNCHRONOUS_REQUEST;
typedef __typeof__(VmbChannelSetIncomingProcessingAtPassive)
	FN_VMB_CHANNEL_SET_INCOMING_PROCESSING_AT_PASSIVE,
	*PFN_VMB_CHANNEL_SET_INCOMING_PROCESSING_AT_PASSIVE;
typedef __typeof__(VmbChannelSetInterruptLatency)
	FN_VMB_CHANNEL_SET_INTERRUPT_LATENCY, *PFN_VMB_CHANNEL_SET_INTERRUPT_LATENCY;
typedef __typeof__(VmbChannelSetPointer) FN_VMB_CHANNEL_SET_POINTER, *PFN_VMB_CHANNEL_SET_POINTER;
typedef __typeof__(VmbChannelSetTransactionQuota)
	FN_VMB_CHANNEL_SET_TRANSACTION_QUOTA, *PFN_VMB_CHANNEL_SET_TRANSACTION_QUOTA;
typedef __typeof__(VmbChannelSizeofPacket)
	FN_VMB_CHANNEL_SIZEOF_PACKET, *PFN_VMB_CHANNEL_SIZEOF_PACKET;
typedef __typeof__(VmbChannelStart) FN_VMB_CHANNEL_START, *PFN_VMB_CHANNEL_START;
typedef __typeof__(VmbClientChannelInitSetRingBufferPageCount)
	FN_VMB_CLIENT_CHANNEL_INIT_SET_RING_BUFFER_PAGE_COUNT,
	*PFN_VMB_CLIENT_CHANNEL_INIT_SET_RING_BUFFER_PAGE_COUNT;
typedef __typeof__(VmbClientChannelInitSetTargetPnp)
	FN_VMB_CLIENT_CHANNEL_INIT_SET_TARGET_PNP, *PFN_VMB_CLIENT_CHANNEL_INIT_SET_TARGET_PNP;
typedef __typeof__(VmbPacketAllocate) FN_VMB_PACKET_ALLOCATE, *PFN_VMB_PACKET_ALLOCATE;
typedef __typeof__(VmbPacketFree) FN_VMB_PACKET_FREE, *PFN_VMB_PACKET_FREE;
typedef __typeof__(VmbPacketGetChannel) FN_VMB_PACKET_GET_CHANNEL, *PFN_VMB_PACKET_GET_CHANNEL;
typedef __typeof__(VmbPacketGetPointer) FN_VMB_PACKET_GET_POINTER, *PFN_VMB_PACKET_GET_POINTER;
typedef __typeof__(VmbPacketInitialize) FN_VMB_PACKET_INITIALIZE, *PFN_VMB_PACKET_INITIALIZE;
typedef __typeof__(VmbPacketSend) FN_VMB_PACKET_SEND, *PFN_VMB_PACKET_SEND;
typedef __typeof__(VmbPacketSendWithExternalMdl)
	FN_VMB_PACKET_SEND_WITH_EXTERNAL_MDL, *PFN_VMB_PACKET_SEND_WITH_EXTERNAL_MDL;
typedef __typeof__(VmbPacketSendWithExternalPfns)
	FN_VMB_PACKET_SEND_WITH_EXTERNAL_PFNS, *PFN_VMB_PACKET_SEND_WITH_EXTERNAL_PFNS;
typedef __typeof__(VmbPacketSetCompletionRoutine)
	FN_VMB_PACKET_SET_COMPLETION_ROUTINE, *PFN_VMB_PACKET_SET_COMPLETION_ROUTINE;
typedef __typeof__(VmbPacketSetPointer) FN_VMB_PACKET_SET_POINTER, *PFN_VMB_PACKET_SET_POINTER;
typedef __typeof__(VmbChannelMapGpadl) FN_VMB_CHANNEL_MAP_GPADL, *PFN_VMB_CHANNEL_MAP_GPADL;
typedef __typeof__(VmbChannelRestoreFromBuffer)
	FN_VMB_CHANNEL_RESTORE_FROM_BUFFER, *PFN_VMB_CHANNEL_RESTORE_FROM_BUFFER;
typedef __typeof__(VmbChannelSaveBegin) FN_VMB_CHANNEL_SAVE_BEGIN, *PFN_VMB_CHANNEL_SAVE_BEGIN;
typedef __typeof__(VmbChannelSaveContinue)
	FN_VMB_CHANNEL_SAVE_CONTINUE, *PFN_VMB_CHANNEL_SAVE_CONTINUE;
typedef __typeof__(VmbChannelSaveEnd) FN_VMB_CHANNEL_SAVE_END, *PFN_VMB_CHANNEL_SAVE_END;
typedef __typeof__(VmbChannelUnmapGpadl) FN_VMB_CHANNEL_UNMAP_GPADL, *PFN_VMB_CHANNEL_UNMAP_GPADL;
typedef __typeof__(VmbConvertVmbusHandleToKernelHandle)
	FN_VMB_CONVERT_VMBUS_HANDLE_TO_KERNEL_HANDLE,
	*PFN_VMB_CONVERT_VMBUS_HANDLE_TO_KERNEL_HANDLE;
typedef __typeof__(VmbPacketRestore) FN_VMB_PACKET_RESTORE, *PFN_VMB_PACKET_RESTORE;
typedef __typeof__(VmbServerChannelInitSetFlags)
	FN_VMB_SERVER_CHANNEL_INIT_SET_FLAGS, *PFN_VMB_SERVER_CHANNEL_INIT_SET_FLAGS;
typedef __typeof__(VmbServerChannelInitSetMmioMegabytes)
	FN_VMB_SERVER_CHANNEL_INIT_SET_MMIO_MEGABYTES,
	*PFN_VMB_SERVER_CHANNEL_INIT_SET_MMIO_MEGABYTES;
typedef __typeof__(VmbServerChannelInitSetSaveRestorePacketCallbacks)
	FN_VMB_SERVER_CHANNEL_INIT_SET_SAVE_RESTORE_PACKET_CALLBACKS,
	*PFN_VMB_SERVER_CHANNEL_INIT_SET_SAVE_RESTORE_PACKET_CALLBACKS;
typedef __typeof__(VmbServerChannelInitSetTargetInterfaceId)
	FN_VMB_SERVER_CHANNEL_INIT_SET_TARGET_INTERFACE_ID,
	*PFN_VMB_SERVER_CHANNEL_INIT_SET_TARGET_INTERFACE_ID;
typedef __typeof__(VmbServerChannelInitSetTargetVtl)
	FN_VMB_SERVER_CHANNEL_INIT_SET_TARGET_VTL, *PFN_VMB_SERVER_CHANNEL_INIT_SET_TARGET_VTL;
typedef __typeof__(VmbServerChannelInitSetVmbusHandle)
	FN_VMB_SERVER_CHANNEL_INIT_SET_VMBUS_HANDLE, *PFN_VMB_SERVER_CHANNEL_INIT_SET_VMBUS_HANDLE;
typedef __typeof__(VmbChannelPacketGetClientContext)
	FN_VMB_CHANNEL_PACKET_GET_CLIENT_CONTEXT, *PFN_VMB_CHANNEL_PACKET_GET_CLIENT_CONTEXT;
typedef __typeof__(VmbChannelGetTargetDeviceObject)
	FN_VMB_CHANNEL_GET_TARGET_DEVICE_OBJECT, *PFN_VMB_CHANNEL_GET_TARGET_DEVICE_OBJECT;
typedef __typeof__(VmbChannelGetParentDeviceObject)
	FN_VMB_CHANNEL_GET_PARENT_DEVICE_OBJECT, *PFN_VMB_CHANNEL_GET_PARENT_DEVICE_OBJECT;

/*
 * The tables. A table starts with an older one: in C++ it inherits that; C has no
 * anonymous members of a named type without an extension. So macros list the members
 * once, and a table in C is a union of two views: by its members, and by the older
 * table.
 */
#define KMCL_INTERFACE_MEMBERS \
	USHORT Size; \
	USHORT Version; \
	PVOID Context; \
	PINTERFACE_REFERENCE InterfaceReference; \
	PINTERFACE_DEREFERENCE InterfaceDereference

#define KMCL_CLIENT_METHODS_V1_MEMBERS \
	PFN_VMB_CHANNEL_ALLOCATE VmbChannelAllocate; \
	PFN_VMB_CHANNEL_CLEANUP VmbChannelCleanup; \
	PFN_VMB_CHANNEL_CREATE_GPADL_FROM_BUFFER VmbChannelCreateGpadlFromBuffer; \
	PFN_VMB_CHANNEL_CREATE_GPADL_FROM_MDL VmbChannelCreateGpadlFromMdl; \
	PFN_VMB_CHANNEL_DELETE_GPADL VmbChannelDeleteGpadl; \
	PFN_VMB_CHANNEL_DISABLE VmbChannelDisable; \
	PFN_VMB_CHANNEL_ENABLE VmbChannelEnable; \
	PFN_VMB_CHANNEL_GET_INTERFACE_INSTANCE VmbChannelGetInterfaceInstance; \
	PFN_VMB_CHANNEL_GET_MMIO_SPACE VmbChannelGetMmioSpace; \
	PFN_VMB_CHANNEL_GET_POINTER VmbChannelGetPointer; \
	PFN_VMB_CHANNEL_INIT_SET_CLIENT_CONTEXT_SIZE VmbChannelInitSetClientContextSize; \
	PFN_VMB_CHANNEL_INIT_SET_FLAGS VmbChannelInitSetFlags; \
	PFN_VMB_CHANNEL_INIT_SET_FRIENDLY_NAME VmbChannelInitSetFriendlyName; \
	PFN_VMB_CHANNEL_INIT_SET_MAXIMUM_EXTERNAL_DATA VmbChannelInitSetMaximumExternalData; \
	PFN_VMB_CHANNEL_INIT_SET_MAXIMUM_PACKET_SIZE VmbChannelInitSetMaximumPacketSize; \
	PFN_VMB_CHANNEL_INIT_SET_PROCESS_PACKET_CALLBACKS VmbChannelInitSetProcessPacketCallbacks; \
	PFN_VMB_CHANNEL_INIT_SET_STATE_CHANGE_CALLBACKS VmbChannelInitSetStateChangeCallbacks; \
	PFN_VMB_CHANNEL_PACKET_COMPLETE VmbChannelPacketComplete; \
	PFN_VMB_CHANNEL_PACKET_DEFER_TO_PASSIVE VmbChannelPacketDeferToPassive; \
	PFN_VMB_CHANNEL_PACKET_FAIL VmbChannelPacketFail; \
	PFN_VMB_CHANNEL_PACKET_GET_EXTERNAL_DATA VmbChannelPacketGetExternalData; \
	PFN_VMB_CHANNEL_PAUSE VmbChannelPause; \
	PFN_VMB_CHANNEL_SEND_SYNCHRONOUS_REQUEST VmbChannelSendSynchronousRequest; \
	PFN_VMB_CHANNEL_SET_INCOMING_PROCESSING_AT_PASSIVE VmbChannelSetIncomingProcessingAtPassive; \
	PFN_VMB_CHANNEL_SET_INTERRUPT_LATENCY VmbChannelSetInterruptLatency; \
	PFN_VMB_CHANNEL_SET_POINTER VmbChannelSetPointer; \
	PFN_VMB_CHANNEL_SET_TRANSACTION_QUOTA VmbChannelSetTransactionQuota; \
	PFN_VMB_CHANNEL_SIZEOF_PACKET VmbChannelSizeofPacket; \
	PFN_VMB_CHANNEL_START VmbChannelStart; \
	PFN_VMB_CLIENT_CHANNEL_INIT_SET_RING_BUFFER_PAGE_COUNT VmbClientChannelInitSetRingBufferPageCount; \
	PFN_VMB_CLIENT_CHANNEL_INIT_SET_TARGET_PNP VmbClientChannelInitSetTargetPnp; \
	PFN_VMB_PACKET_ALLOCATE VmbPacketAllocate; \
	PFN_VMB_PACKET_FREE VmbPacketFree; \
	PFN_VMB_PACKET_GET_CHANNEL VmbPacketGetChannel; \
	PFN_VMB_PACKET_GET_POINTER VmbPacketGetPointer; \
	PFN_VMB_PACKET_INITIALIZE VmbPacketInitialize; \
	PFN_VMB_PACKET_SEND VmbPacketSend; \
	PFN_VMB_PACKET_SEND_WITH_EXTERNAL_MDL VmbPacketSendWithExternalMdl; \
	PFN_VMB_PACKET_SEND_WITH_EXTERNAL_PFNS VmbPacketSendWithExternalPfns; \
	PFN_VMB_PACKET_SET_COMPLETION_ROUTINE VmbPacketSetCompletionRoutine; \
	PFN_VMB_PACKET_SET_POINTER VmbPacketSetPointer

#define KMCL_CLIENT_METHODS_V2_MEMBERS \
	PFN_VMB_CHANNEL_PACKET_GET_CLIENT_CONTEXT VmbChannelPacketGetClientContext; \
	PFN_VMB_CHANNEL_GET_TARGET_DEVICE_OBJECT VmbChannelGetTargetDeviceObject; \
	PFN_VMB_CHANNEL_GET_PARENT_DEVICE_OBJECT VmbChannelGetParentDeviceObject

#define KMCL_SERVER_ONLY_METHODS_MEMBERS \
	PFN_VMB_CHANNEL_MAP_GPADL VmbChannelMapGpadl; \
	PFN_VMB_CHANNEL_RESTORE_FROM_BUFFER VmbChannelRestoreFromBuffer; \
	PFN_VMB_CHANNEL_SAVE_BEGIN VmbChannelSaveBegin; \
	PFN_VMB_CHANNEL_SAVE_CONTINUE VmbChannelSaveContinue; \
	PFN_VMB_CHANNEL_SAVE_END VmbChannelSaveEnd; \
	PFN_VMB_CHANNEL_UNMAP_GPADL VmbChannelUnmapGpadl; \
	PFN_VMB_CONVERT_VMBUS_HANDLE_TO_KERNEL_HANDLE VmbConvertVmbusHandleToKernelHandle; \
	PFN_VMB_PACKET_RESTORE VmbPacketRestore; \
	PFN_VMB_SERVER_CHANNEL_INIT_SET_FLAGS VmbServerChannelInitSetFlags; \
	PFN_VMB_SERVER_CHANNEL_INIT_SET_MMIO_MEGABYTES VmbServerChannelInitSetMmioMegabytes; \
	PFN_VMB_SERVER_CHANNEL_INIT_SET_SAVE_RESTORE_PACKET_CALLBACKS VmbServerChannelInitSetSaveRestorePacketCallbacks; \
	PFN_VMB_SERVER_CHANNEL_INIT_SET_TARGET_INTERFACE_ID VmbServerChannelInitSetTargetInterfaceId; \
	PFN_VMB_SERVER_CHANNEL_INIT_SET_TARGET_VTL VmbServerChannelInitSetTargetVtl; \
	PFN_VMB_SERVER_CHANNEL_INIT_SET_VMBUS_HANDLE VmbServerChannelInitSetVmbusHandle

/*
 * A kernel with CONFIG_RANDSTRUCT shuffles each struct that has nothing but
 * pointers to functions.
 */
#ifdef __no_randomize_layout
#define KMCL_FIXED_LAYOUT	__no_randomize_layout
#else
#define KMCL_FIXED_LAYOUT
#endif

#ifdef __cplusplus

typedef struct _KMCL_CLIENT_INTERFACE_V1 : INTERFACE {
	KMCL_CLIENT_METHODS_V1_MEMBERS;
} KMCL_CLIENT_INTERFACE_V1, *PKMCL_CLIENT_INTERFACE_V1;

typedef struct _KMCL_CLIENT_INTERFACE_V2 : KMCL_CLIENT_INTERFACE_V1 {
	KMCL_CLIENT_METHODS_V2_MEMBERS;
} KMCL_CLIENT_INTERFACE_V2, *PKMCL_CLIENT_INTERFACE_V2;

typedef struct _KMCL_SERVER_ONLY_METHODS {
	KMCL_SERVER_ONLY_METHODS_MEMBERS;
} KMCL_FIXED_LAYOUT KMCL_SERVER_ONLY_METHODS, *PKMCL_SERVER_ONLY_METHODS;

typedef struct _KMCL_SERVER_INTERFACE_V1 : KMCL_CLIENT_INTERFACE_V1, KMCL_SERVER_ONLY_METHODS {
} KMCL_SERVER_INTERFACE_V1, *PKMCL_SERVER_INTERFACE_V1;

#else

/**
 * struct _KMCL_CLIENT_INTERFACE_V1 - the functions of a client [doc]
 * @Interface: the members that all interfaces start with
 * @KMCL_INTERFACE_MEMBERS: its members, by name
 * @KMCL_CLIENT_METHODS_V1_MEMBERS: the functions, by name
 *
 * An INTERFACE and 41 functions, 360 bytes. Filled in by a query for
 * KMCL_CLIENT_INTERFACE_TYPE, which takes a reference; drop it with
 * InterfaceDereference(Context) when the last function has been called.
 */
typedef struct _KMCL_CLIENT_INTERFACE_V1 {
	union {
		INTERFACE Interface;
		struct { KMCL_INTERFACE_MEMBERS; };
	};
	KMCL_CLIENT_METHODS_V1_MEMBERS;
} KMCL_CLIENT_INTERFACE_V1, *PKMCL_CLIENT_INTERFACE_V1;

/**
 * struct _KMCL_CLIENT_INTERFACE_V2 - the functions of a client, and three more [doc]
 * @V1: the older table, which this one starts with
 * @KMCL_INTERFACE_MEMBERS: members of the interface, by name
 * @KMCL_CLIENT_METHODS_V1_MEMBERS: the functions of the older table, by name
 * @KMCL_CLIENT_METHODS_V2_MEMBERS: the three, by name
 *
 * 384 bytes. A query for the latest version with the size of the older table gets
 * that one, and its Size and Version. [ours]
 */
typedef struct _KMCL_CLIENT_INTERFACE_V2 {
	union {
		KMCL_CLIENT_INTERFACE_V1 V1;
		struct {
			KMCL_INTERFACE_MEMBERS;
			KMCL_CLIENT_METHODS_V1_MEMBERS;
		};
	};
	KMCL_CLIENT_METHODS_V2_MEMBERS;
} KMCL_CLIENT_INTERFACE_V2, *PKMCL_CLIENT_INTERFACE_V2;

/**
 * struct _KMCL_SERVER_ONLY_METHODS - functions that only servers have [doc]
 * @KMCL_SERVER_ONLY_METHODS_MEMBERS: the functions, by name
 */
typedef struct _KMCL_SERVER_ONLY_METHODS {
	KMCL_SERVER_ONLY_METHODS_MEMBERS;
} KMCL_FIXED_LAYOUT KMCL_SERVER_ONLY_METHODS, *PKMCL_SERVER_ONLY_METHODS;

/**
 * struct _KMCL_SERVER_INTERFACE_V1 - the functions of a server [doc]
 * @ClientInterface: a client's table, which this one starts with
 * @KMCL_INTERFACE_MEMBERS: members of the interface, by name
 * @KMCL_CLIENT_METHODS_V1_MEMBERS: the client's functions, by name
 * @ServerMethods: the functions that only servers have
 * @KMCL_SERVER_ONLY_METHODS_MEMBERS: these, by name
 * @KMCL_FIXED_LAYOUT: not a member: keeps these in order
 *
 * The client's table and 14 functions, 472 bytes.
 */
typedef struct _KMCL_SERVER_INTERFACE_V1 {
	union {
		KMCL_CLIENT_INTERFACE_V1 ClientInterface;
		struct {
			KMCL_INTERFACE_MEMBERS;
			KMCL_CLIENT_METHODS_V1_MEMBERS;
		};
	};
	union {
		KMCL_SERVER_ONLY_METHODS ServerMethods;
		struct { KMCL_SERVER_ONLY_METHODS_MEMBERS; } KMCL_FIXED_LAYOUT;
	};
} KMCL_SERVER_INTERFACE_V1, *PKMCL_SERVER_INTERFACE_V1;

#endif /* __cplusplus */

typedef KMCL_CLIENT_INTERFACE_V2 KMCL_CLIENT_INTERFACE, *PKMCL_CLIENT_INTERFACE;
typedef KMCL_SERVER_INTERFACE_V1 KMCL_SERVER_INTERFACE, *PKMCL_SERVER_INTERFACE;

/* Drivers were compiled against this layout, so every slot is checked. */
#ifdef __cplusplus
#define KMCL_ASSERT_SLOT(type, member, offset) \
	C_ASSERT(__builtin_offsetof(type, member) == (offset))
#else
#define KMCL_ASSERT_SLOT(type, member, offset) \
	C_ASSERT(FIELD_OFFSET(type, member) == (offset))
#endif

#if defined(__GNUC__) && defined(__cplusplus)
/* An offset in a struct that inherits: Microsoft's ABI and this one agree. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
#endif

C_ASSERT(sizeof(INTERFACE) == 32);
C_ASSERT(sizeof(VMB_CHANNEL_STATE_CHANGE_CALLBACKS) == 48);
KMCL_ASSERT_SLOT(VMB_CHANNEL_STATE_CHANGE_CALLBACKS, EvtChannelOpened, 8);
KMCL_ASSERT_SLOT(VMB_CHANNEL_STATE_CHANGE_CALLBACKS, EvtChannelClosed, 16);
KMCL_ASSERT_SLOT(VMB_CHANNEL_STATE_CHANGE_CALLBACKS, EvtChannelSuspend, 24);
KMCL_ASSERT_SLOT(VMB_CHANNEL_STATE_CHANGE_CALLBACKS, EvtChannelStarted, 32);
KMCL_ASSERT_SLOT(VMB_CHANNEL_STATE_CHANGE_CALLBACKS, EvtChannelPostStarted, 40);
C_ASSERT(sizeof(KMCL_CLIENT_INTERFACE_V1) == 0x168);
C_ASSERT(sizeof(KMCL_CLIENT_INTERFACE_V2) == 384);
C_ASSERT(sizeof(KMCL_SERVER_INTERFACE_V1) == 472);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelAllocate, 0x020);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelCleanup, 0x028);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelCreateGpadlFromBuffer, 0x030);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelCreateGpadlFromMdl, 0x038);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelDeleteGpadl, 0x040);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelDisable, 0x048);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelEnable, 0x050);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelGetInterfaceInstance, 0x058);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelGetMmioSpace, 0x060);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelGetPointer, 0x068);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetClientContextSize, 0x070);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetFlags, 0x078);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetFriendlyName, 0x080);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetMaximumExternalData, 0x088);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetMaximumPacketSize, 0x090);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetProcessPacketCallbacks, 0x098);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelInitSetStateChangeCallbacks, 0x0a0);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelPacketComplete, 0x0a8);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelPacketDeferToPassive, 0x0b0);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelPacketFail, 0x0b8);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelPacketGetExternalData, 0x0c0);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelPause, 0x0c8);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelSendSynchronousRequest, 0x0d0);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelSetIncomingProcessingAtPassive, 0x0d8);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelSetInterruptLatency, 0x0e0);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelSetPointer, 0x0e8);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelSetTransactionQuota, 0x0f0);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelSizeofPacket, 0x0f8);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbChannelStart, 0x100);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbClientChannelInitSetRingBufferPageCount, 0x108);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbClientChannelInitSetTargetPnp, 0x110);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketAllocate, 0x118);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketFree, 0x120);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketGetChannel, 0x128);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketGetPointer, 0x130);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketInitialize, 0x138);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketSend, 0x140);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketSendWithExternalMdl, 0x148);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketSendWithExternalPfns, 0x150);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketSetCompletionRoutine, 0x158);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V1, VmbPacketSetPointer, 0x160);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V2, VmbPacketSetPointer, 0x160);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V2, VmbChannelPacketGetClientContext, 0x168);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V2, VmbChannelGetTargetDeviceObject, 0x170);
KMCL_ASSERT_SLOT(KMCL_CLIENT_INTERFACE_V2, VmbChannelGetParentDeviceObject, 0x178);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelMapGpadl, 0x168);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelRestoreFromBuffer, 0x170);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelSaveBegin, 0x178);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelSaveContinue, 0x180);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelSaveEnd, 0x188);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelUnmapGpadl, 0x190);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbConvertVmbusHandleToKernelHandle, 0x198);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbPacketRestore, 0x1a0);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbServerChannelInitSetFlags, 0x1a8);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbServerChannelInitSetMmioMegabytes, 0x1b0);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbServerChannelInitSetSaveRestorePacketCallbacks, 0x1b8);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbServerChannelInitSetTargetInterfaceId, 0x1c0);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbServerChannelInitSetTargetVtl, 0x1c8);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbServerChannelInitSetVmbusHandle, 0x1d0);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbChannelAllocate, 0x020);
KMCL_ASSERT_SLOT(KMCL_SERVER_INTERFACE_V1, VmbPacketSetPointer, 0x160);

#if defined(__GNUC__) && defined(__cplusplus)
#pragma GCC diagnostic pop
#endif

#ifdef __cplusplus
}
#endif

#endif /* NTDDI_VERSION */

#endif /* VMBUSKERNELMODECLIENTLIBAPI_H */
