// SPDX-License-Identifier: GPL-2.0-only
/*
 * sync.c - requests whose sender waits.
 *
 * The entry lives on the waiter's stack and the payload stays in the waiter's
 * buffer: nothing is allocated and nothing copied while it waits for room. A
 * waiter that cancels its request takes the entry out of the queue or the hash first; if
 * it is not there any more, it waits for the context that is about to end it. External
 * data that is in the ring belongs to the peer until it has answered, or the
 * channel has closed: the waiter stays until then, even if its task is being killed.
 * The close may be waiting for the waiter, or for a callback that does: so the waiter closes
 * the rings itself, as soon as it is told that the channel is about to close.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/sched.h>

#include "../core/external_map.h"
#include "../core/handle.h"
#include "../core/state.h"
#include "../core/trace.h"
#include "../nt/nt.h"
#include "send.h"

/* When to log that the peer keeps a request's external data after the timeout. */
#define SYNC_WARN_AFTER	(10 * HZ)
/* The same if the task is being killed: a user waits for it to end. */
#define SYNC_WARN_KILLED	HZ

/**
 * struct sync - a synchronous request, on its sender's stack
 *
 * Of the sender until it is sent, of the context that ends @entry from then on, and of
 * the sender again once @done is complete.
 *
 * @channel: where it goes
 * @waiter: what goes into the ring; it has ended, or is about to
 * @try: it does not wait for room in the ring
 * @wait: it asks for a completion, which its sender waits for
 * @told: @waiter.told was seen: the next event is the end
 * @error: how it ended: 0 or an errno
 * @buffer: where the completion's payload goes, or NULL
 * @capacity: bytes of @buffer
 * @size: bytes of the payload
 */
struct sync {
	struct vmbkmcl_channel *channel;
	struct vmbkmcl_tx_waiter waiter;
	bool try;
	bool wait;
	bool told;
	int error;
	void *buffer;
	u32 capacity;
	u32 size;
};

/* It has ended: see struct vmbkmcl_tx_entry. */
static void sync_end(struct vmbkmcl_tx_entry *entry, int error, void *payload,
		     u32 size)
{
	struct sync *sync = container_of(entry, struct sync, waiter.entry);

	/* The channel has closed: a sender that gives up does not come this way. */
	if (error == -ECANCELED)
		error = -ENODEV;
	vmbkmcl_external_end(entry->external, error);
	if (trace_vmbkmcl_complete_enabled())
		trace_vmbkmcl_complete(sync->channel->id, entry->packet.id,
				       vmbkmcl_errno_to_status(error), size);
	sync->error = error;
	sync->size = size;
	if (size && sync->buffer)
		memcpy(sync->buffer, payload, min(size, sync->capacity));
	/* The waiter's stack is gone from here on. */
	complete(&sync->waiter.event);
}

/*
 * Is it something else that has come before the end? The channel may be unable to close
 * before the caller has returned, but its rings can be closed.
 */
static bool sync_is_told(struct sync *sync)
{
	if (sync->told || !READ_ONCE(sync->waiter.told))
		return false;
	sync->told = true;
	vmbkmcl_state_close_rings(sync->channel, &sync->waiter.entry);
	return true;
}

/* Above 0: it has ended. 0: it has not in that time. Negative: its task is killed. */
static __always_inline long sync_sleep(struct sync *sync, unsigned long timeout,
				       bool killable)
{
	struct completion *event = &sync->waiter.event;
	long left;

	do {
		left = killable ? wait_for_completion_killable_timeout(event, timeout) :
				  wait_for_completion_timeout(event, timeout);
		timeout = left;
	} while (left > 0 && sync_is_told(sync));
	return left;
}

/* Cancel the request, unless the peer has external data of it: then wait for its end. */
static int sync_give_up(struct sync *sync, bool killed)
{
	if (vmbkmcl_tx_withdraw(sync->channel, &sync->waiter.entry))
		return -ECANCELED;
	if (!sync_sleep(sync, killed ? SYNC_WARN_KILLED : SYNC_WARN_AFTER, false)) {
		pr_warn_ratelimited("channel %u (%s): synchronous request %llu %s, and the peer still has its external data\n",
				    sync->channel->id, sync->channel->config.name,
				    sync->waiter.entry.packet.id,
				    killed ? "is of a task that is being killed" :
					     "is past its timeout");
		/* It wakes up often enough not to be taken for hung. */
		while (!sync_sleep(sync, SYNC_WARN_AFTER, false))
			;
	}
	return sync->error;
}

static int sync_wait(struct sync *sync, const LARGE_INTEGER *timeout)
{
	long left = sync_sleep(sync, vmbkmcl_timeout_jiffies(timeout), true);

	return left > 0 ? sync->error : sync_give_up(sync, left < 0);
}

/*
 * Is the caller in a state callback that has to return before the packet is sent, or with
 * @wait before its completion can be received? A channel that is about to close refuses
 * the request anyway; but in EvtChannelClosed and EvtChannelPnpFailure it may have been
 * enabled again, and then accepts what it sends at its next opening.
 */
static bool sync_is_early(struct vmbkmcl_channel *channel, bool wait)
{
	if (READ_ONCE(channel->state_task) != current)
		return false;
	switch (READ_ONCE(channel->state)) {
	case VMBKMCL_STARTING:
		return wait;
	case VMBKMCL_RUNNING:
		return false;
	case VMBKMCL_SUSPENDING:
		return wait && !vmbkmcl_tx_is_going_down(channel);
	default:
		return true;
	}
}

/* It waits neither for room nor for its completion: its sender may be at DISPATCH. */
static bool sync_never_waits(const struct sync *sync)
{
	return sync->try && !sync->wait;
}

/* May its sender wait for what it would wait for? */
static bool sync_may_wait(const struct sync *sync)
{
	struct vmbkmcl_channel *channel = sync->channel;
	const char *where = NULL;

	if (sync_never_waits(sync))
		return true;
	if (!vmbkmcl_at_passive(channel, "VmbChannelSendSynchronousRequest"))
		return false;
	if (sync->wait && vmbkmcl_rx_runs_here(&channel->rx))
		where = "EvtChannelProcessPacket";
	else if (sync_is_early(channel, sync->wait))
		where = "a state callback other than EvtChannelPostStarted";
	if (!where)
		return true;
	vmbkmcl_misuse(channel,
		       "a synchronous request inside %s would wait for itself",
		       where);
	return false;
}

/* Check the arguments that do not concern the packet. */
static NTSTATUS sync_check(const struct sync *sync, const UINT32 *size)
{
	if (sync->buffer && !size)
		return STATUS_INVALID_PARAMETER_7;
	if (size && *size % 8)
		return STATUS_INVALID_PARAMETER_7;
	/* A client must not be able to keep a thread of its server. */
	if (sync->channel->is_server && sync->wait)
		return STATUS_INVALID_PARAMETER_5;
	if (sync->channel->is_server && !sync->try)
		return STATUS_INVALID_PARAMETER_8;
	return sync_may_wait(sync) ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_STATE;
}

static NTSTATUS sync_prepare(struct sync *sync, struct vmbkmcl_external *external,
			     void *buffer, u32 size, PMDL mdl, u32 flags)
{
	struct vmbkmcl_channel *channel = sync->channel;
	NTSTATUS status;
	int error;

	status = vmbkmcl_send_prepare(channel, &sync->waiter.entry, buffer, size,
				      flags, STATUS_INVALID_PARAMETER_5);
	if (status || !mdl)
		return status;
	error = vmbkmcl_external_mdl(&channel->config, external, mdl, 0, 0, false);
	return vmbkmcl_send_external(channel, &sync->waiter.entry, external, error,
				     flags, STATUS_INVALID_PARAMETER_5);
}

/* As most are sent. False: it cannot be, and nothing has happened. */
static bool sync_ask_plain(struct sync *sync, const void *buffer, u32 size,
			   const MDL *mdl, u32 flags)
{
	struct vmbkmcl_channel *channel = sync->channel;

	return !mdl && flags == VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION &&
	       buffer && size < READ_ONCE(channel->tx.plain_below) &&
	       vmbkmcl_tx_ask_entry(channel, &sync->waiter.entry, buffer, size);
}

/* Send it and wait. 0 or an errno: then there is no completion. */
static int sync_run(struct sync *sync, const LARGE_INTEGER *timeout)
{
	int error;

	error = vmbkmcl_send(sync->channel, &sync->waiter.entry,
			     sync->try ? VMBKMCL_TX_TRY : VMBKMCL_TX_QUEUE);
	if (error)
		return error;
	/* It is in the ring, which is all that was asked for. */
	if (sync_never_waits(sync))
		return sync->error;
	return sync_wait(sync, timeout);
}

/* With external data, or in another way unusual. It has ended on return. */
static noinline NTSTATUS sync_send_ordinary(struct sync *sync, void *buffer, u32 size,
					    PMDL mdl, u32 flags,
					    const LARGE_INTEGER *timeout)
{
	struct vmbkmcl_external external = {};
	NTSTATUS status;

	status = sync_prepare(sync, &external, buffer, size, mdl, flags);
	return status ?: vmbkmcl_errno_to_status(sync_run(sync, timeout));
}

static NTSTATUS sync_send(struct sync *sync, void *buffer, u32 size, PMDL mdl,
			  u32 flags, const LARGE_INTEGER *timeout)
{
	int error;

	init_completion(&sync->waiter.event);
	if (unlikely(!sync_ask_plain(sync, buffer, size, mdl, flags)))
		return sync_send_ordinary(sync, buffer, size, mdl, flags, timeout);
	error = sync_wait(sync, timeout);
	return likely(!error) ? STATUS_SUCCESS : vmbkmcl_errno_to_status(error);
}

NTSTATUS VmbChannelSendSynchronousRequest(VMBCHANNEL Channel, PVOID Buffer,
					  UINT32 BufferSize,
					  PMDL ExternalDataMdl, UINT32 Flags,
					  PVOID CompletionBuffer,
					  PUINT32 CompletionBufferSize,
					  PLARGE_INTEGER Timeout)
{
	struct sync sync = {
		.channel = vmbkmcl_channel_get(Channel),
		.waiter.entry = { .end = sync_end, .waits = true },
		.try = Timeout && !Timeout->QuadPart,
		.wait = Flags & VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION,
		.buffer = CompletionBuffer,
	};
	NTSTATUS status;

	if (!sync.channel)
		return STATUS_INVALID_PARAMETER_1;
	status = sync_check(&sync, CompletionBufferSize);
	if (status)
		return status;
	if (CompletionBuffer)
		sync.capacity = *CompletionBufferSize;
	status = sync_send(&sync, Buffer, BufferSize, ExternalDataMdl, Flags, Timeout);
	if (status)
		return status;
	if (CompletionBufferSize) {
		*CompletionBufferSize = sync.size;
		/* The payload was cut off. */
		if (sync.size > sync.capacity)
			return STATUS_BUFFER_TOO_SMALL;
	}
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbChannelSendSynchronousRequest);
