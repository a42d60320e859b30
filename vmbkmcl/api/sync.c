// SPDX-License-Identifier: GPL-2.0-only
/*
 * sync.c - requests whose sender waits.
 *
 * The packet lives on the waiter's stack and the payload stays in the waiter's
 * buffer: nothing is allocated and nothing copied while it waits for room. A
 * waiter that gives up takes its packet out of the queue or the hash first;
 * if that comes too late it waits for the routine that has it, which is short.
 */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/sched.h>

#include "../core/packet.h"

/**
 * struct vmbkmcl_sync - a waiter
 * @done: the packet is over
 * @status: how it ended
 * @buffer: where the completion's payload goes, or NULL
 * @capacity: bytes of @buffer
 * @size: bytes of the payload
 */
struct vmbkmcl_sync {
	struct completion done;
	NTSTATUS status;
	void *buffer;
	u32 capacity;
	u32 size;
};

void vmbkmcl_sync_complete(struct vmbkmcl_packet *packet, NTSTATUS status,
			   const void *payload, u32 size)
{
	struct vmbkmcl_sync *sync = packet->sync;

	sync->status = status;
	sync->size = size;
	if (size && sync->buffer)
		memcpy(sync->buffer, payload, min(size, sync->capacity));
	/* The waiter's stack is gone from here on. */
	complete(&sync->done);
}

static NTSTATUS sync_wait(struct vmbkmcl_packet *packet,
			  struct vmbkmcl_sync *sync, unsigned long timeout)
{
	if (wait_for_completion_timeout(&sync->done, timeout))
		return sync->status;
	if (vmbkmcl_tx_withdraw(packet))
		return STATUS_CANCELLED;
	/* It is being completed this moment. */
	wait_for_completion(&sync->done);
	return sync->status;
}

/* May this caller wait for @channel's incoming ring to move? */
static bool sync_may_wait(struct vmbkmcl_channel *channel, bool wait)
{
	if (!wait || READ_ONCE(channel->rx.task) != current)
		return true;
	vmbkmcl_misuse(channel,
		       "a synchronous request inside EvtChannelProcessPacket would wait for itself");
	return false;
}

static NTSTATUS sync_prepare(struct vmbkmcl_channel *channel,
			     struct vmbkmcl_packet *packet, void *buffer,
			     u32 size, PMDL mdl, u32 flags)
{
	NTSTATUS status;
	int error;

	status = vmbkmcl_send_prepare(channel, &packet->entry, buffer, size,
				      flags, STATUS_INVALID_PARAMETER_5);
	if (status || !mdl)
		return status;
	error = vmbkmcl_external_mdl(channel, &packet->entry.external, mdl, 0,
				     0, false);
	return vmbkmcl_send_external(channel, &packet->entry, error,
				     STATUS_INVALID_PARAMETER_5);
}

NTSTATUS VmbChannelSendSynchronousRequest(VMBCHANNEL Channel, PVOID Buffer,
					  UINT32 BufferSize,
					  PMDL ExternalDataMdl, UINT32 Flags,
					  PVOID CompletionBuffer,
					  PUINT32 CompletionBufferSize,
					  PLARGE_INTEGER Timeout)
{
	bool wait = Flags & VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION;
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	bool try = Timeout && !Timeout->QuadPart;
	struct vmbkmcl_sync sync = {};
	struct vmbkmcl_packet packet;
	NTSTATUS status;
	int error;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!try || wait)
		might_sleep();
	if (CompletionBuffer && !CompletionBufferSize)
		return STATUS_INVALID_PARAMETER_7;
	if (CompletionBufferSize && *CompletionBufferSize % 8)
		return STATUS_INVALID_PARAMETER_7;
	if (!sync_may_wait(channel, wait))
		return STATUS_INVALID_DEVICE_STATE;

	init_completion(&sync.done);
	sync.buffer = CompletionBuffer;
	if (CompletionBuffer)
		sync.capacity = *CompletionBufferSize;
	memset(&packet, 0, sizeof(packet));
	packet.magic = VMBKMCL_PACKET_MAGIC;
	packet.origin = VMBKMCL_SYNC;
	packet.channel = channel;
	packet.sync = &sync;
	atomic_set(&packet.state, VMBKMCL_PACKET_SENDING);

	status = sync_prepare(channel, &packet, Buffer, BufferSize,
			      ExternalDataMdl, Flags);
	if (status)
		return status;
	error = vmbkmcl_tx_send(&packet, try ? VMBKMCL_TX_TRY :
					       VMBKMCL_TX_QUEUE);
	if (error)
		return vmbkmcl_errno_to_status(error);
	/* In the ring is all that was asked for, and waiting may not be allowed. */
	if (try && !wait)
		return sync.status;
	status = sync_wait(&packet, &sync, vmbkmcl_timeout_jiffies(Timeout));
	if (CompletionBufferSize && status == STATUS_SUCCESS) {
		*CompletionBufferSize = sync.size;
		/* Cut off, and the caller is told so. */
		if (sync.size > sync.capacity)
			status = STATUS_BUFFER_TOO_SMALL;
	}
	return status;
}
VMBKMCL_EXPORT(VmbChannelSendSynchronousRequest);
