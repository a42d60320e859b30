// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - packets sent, and their completions matched.
 *
 * The transaction id is the slot's index and a generation, both checked when a
 * completion comes: the host's word is not taken for a pointer.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "plain.h"

/* Only while the channel is detached and nothing is in flight. */
int plain_table_alloc(struct plain_channel *ch)
{
	u32 i, count = ch->options.slots;

	plain_table_free(ch);
	ch->slots = kvcalloc(count, sizeof(*ch->slots), GFP_KERNEL);
	if (!ch->slots)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		ch->slots[i].next = i + 1;
		ch->slots[i].generation = 1;
	}
	ch->free = 0;
	ch->in_flight = 0;
	return 0;
}

void plain_table_free(struct plain_channel *ch)
{
	kvfree(ch->slots);
	ch->slots = NULL;
}

static int slot_take(struct plain_channel *ch, struct plain_request *req,
		     u64 *id)
{
	struct plain_slot *slot;
	unsigned long flags;
	int err = -EAGAIN;

	spin_lock_irqsave(&ch->lock, flags);
	if (ch->free < ch->options.slots) {
		req->slot = ch->free;
		slot = &ch->slots[req->slot];
		ch->free = slot->next;
		slot->req = req;
		*id = (u64)slot->generation << 32 | req->slot;
		ch->in_flight++;
		err = 0;
	}
	spin_unlock_irqrestore(&ch->lock, flags);
	return err;
}

/* Caller holds ch->lock. */
static struct plain_request *slot_release(struct plain_channel *ch, u32 index)
{
	struct plain_slot *slot = &ch->slots[index];
	struct plain_request *req = slot->req;

	slot->req = NULL;
	slot->generation++;
	slot->next = ch->free;
	ch->free = index;
	ch->in_flight--;
	return req;
}

/* Cancel a request, unless its completion is being delivered already. */
static bool slot_cancel(struct plain_channel *ch, struct plain_request *req)
{
	unsigned long flags;
	bool mine;

	spin_lock_irqsave(&ch->lock, flags);
	mine = ch->slots[req->slot].req == req;
	if (mine)
		slot_release(ch, req->slot);
	spin_unlock_irqrestore(&ch->lock, flags);
	return mine;
}

static void request_end(struct plain_request *req, int status)
{
	req->status = status;
	if (req->complete)
		req->complete(req);
	else
		complete(&req->done);
}

void plain_table_complete(struct plain_channel *ch, u64 id,
			  const void *payload, u32 len)
{
	struct plain_request *req = NULL;
	u32 index = lower_32_bits(id);
	unsigned long flags;

	spin_lock_irqsave(&ch->lock, flags);
	if (index < ch->options.slots && ch->slots[index].req &&
	    ch->slots[index].generation == upper_32_bits(id))
		req = slot_release(ch, index);
	spin_unlock_irqrestore(&ch->lock, flags);

	if (!req) {
		atomic_inc(&ch->unknown);
		return;
	}
	req->reply_len = len;
	if (req->reply)
		memcpy(req->reply, payload, min(len, req->reply_size));
	request_end(req, 0);
}

void plain_table_cancel(struct plain_channel *ch)
{
	struct plain_request *req;
	unsigned long flags;
	u32 i;

	for (i = 0; ch->slots && i < ch->options.slots; i++) {
		spin_lock_irqsave(&ch->lock, flags);
		req = ch->slots[i].req ? slot_release(ch, i) : NULL;
		spin_unlock_irqrestore(&ch->lock, flags);
		if (req)
			request_end(req, -ENODEV);
	}
}

void plain_request_init(struct plain_request *req, void *reply, u32 reply_size)
{
	memset(req, 0, sizeof(*req));
	req->reply = reply;
	req->reply_size = reply_size;
	init_completion(&req->done);
}

/*
 * Send an in-band packet; @req is NULL for one without a completion.  -EAGAIN
 * when the ring is full or too many are in flight.  Any context.
 */
int plain_send(struct plain_channel *ch, const void *msg, u32 len,
	       struct plain_request *req)
{
	return plain_send_ext(ch, NULL, 0, msg, len, req);
}

/* Caller holds the RCU read lock. */
static int send_with_request(struct plain_channel *ch,
			     struct vmbus_channel *chan,
			     struct vmbus_packet_mpb_array *desc, u32 desc_size,
			     const void *msg, u32 len,
			     struct plain_request *req)
{
	u64 id;
	int err;

	err = slot_take(ch, req, &id);
	if (err)
		return err;
	if (desc)
		err = compat_send_ranges(chan, desc, desc_size, (void *)msg,
					 len, id);
	else
		err = vmbus_sendpacket(chan, (void *)msg, len, id,
				       VM_PKT_DATA_INBAND,
				       VMBUS_DATA_PACKET_FLAG_COMPLETION_REQUESTED);
	/* hv_vmbus may report a rescind after the host saw the packet. */
	if (err && !slot_cancel(ch, req))
		err = 0;
	return err;
}

/*
 * The same with external data, which always asks for a completion.  All of it
 * is one RCU section, so that nothing is taken from the table once a channel
 * is detached.
 */
int plain_send_ext(struct plain_channel *ch,
		   struct vmbus_packet_mpb_array *desc, u32 desc_size,
		   const void *msg, u32 len, struct plain_request *req)
{
	struct vmbus_channel *chan;
	int err = -ENODEV;

	rcu_read_lock();
	chan = rcu_dereference(ch->chan);
	if (chan && req)
		err = send_with_request(ch, chan, desc, desc_size, msg, len,
					req);
	else if (chan)
		err = vmbus_sendpacket(chan, (void *)msg, len, 0,
				       VM_PKT_DATA_INBAND, 0);
	rcu_read_unlock();
	return err;
}

/* Have the host signal once @need bytes are free, or more if asked for more. */
static void room_ask(struct plain_channel *ch, u32 need)
{
	struct vmbus_channel *chan;
	unsigned long flags;

	rcu_read_lock();
	chan = rcu_dereference(ch->chan);
	if (chan) {
		need = min_t(u32, need, chan->outbound.ring_datasize -
					sizeof(u64));
		spin_lock_irqsave(&ch->lock, flags);
		if (chan->outbound.ring_buffer->pending_send_sz < need)
			set_channel_pending_send_size(chan, need);
		spin_unlock_irqrestore(&ch->lock, flags);
	}
	rcu_read_unlock();
	/* The host must see the request before the ring is looked at again. */
	virt_mb();
}

/* Send, or note that room is wanted; for wait_event(). */
static bool sent_or_waiting(struct plain_channel *ch, const void *msg, u32 len,
			    struct plain_request *req, int *err)
{
	*err = plain_send(ch, msg, len, req);
	if (*err != -EAGAIN)
		return true;
	room_ask(ch, ALIGN(len, sizeof(u64)) + PLAIN_PACKET_OVERHEAD +
		     sizeof(u64));
	*err = plain_send(ch, msg, len, req);
	return *err != -EAGAIN;
}

/* Send, and wait for room if need be; -ETIMEDOUT when none came. */
int plain_send_wait(struct plain_channel *ch, const void *msg, u32 len,
		    struct plain_request *req, unsigned long timeout)
{
	unsigned long flags;
	int err;

	err = plain_send(ch, msg, len, req);
	if (err != -EAGAIN)
		return err;

	spin_lock_irqsave(&ch->lock, flags);
	ch->waiters++;
	spin_unlock_irqrestore(&ch->lock, flags);

	wait_event_timeout(ch->room, sent_or_waiting(ch, msg, len, req, &err),
			   timeout);

	spin_lock_irqsave(&ch->lock, flags);
	ch->waiters--;
	spin_unlock_irqrestore(&ch->lock, flags);
	return err == -EAGAIN ? -ETIMEDOUT : err;
}

/* In the channel's tasklet, after each event; caller holds ch->rx_lock. */
void plain_room_wake(struct plain_channel *ch, struct vmbus_channel *chan)
{
	unsigned long flags;

	lockdep_assert_held(&ch->rx_lock);

	if (wq_has_sleeper(&ch->room))
		wake_up_all(&ch->room);
	if (!chan->outbound.ring_buffer->pending_send_sz)
		return;
	spin_lock_irqsave(&ch->lock, flags);
	if (!ch->waiters && list_empty(&ch->backlog))
		set_channel_pending_send_size(chan, 0);
	spin_unlock_irqrestore(&ch->lock, flags);
}

int plain_request_wait(struct plain_channel *ch, struct plain_request *req,
		       unsigned long timeout)
{
	if (wait_for_completion_timeout(&req->done, timeout))
		return req->status;
	if (slot_cancel(ch, req))
		return -ETIMEDOUT;
	/* Its completion is being delivered: wait for that. */
	wait_for_completion(&req->done);
	return req->status;
}

/* Send a message and wait for its reply. */
int plain_call(struct plain_channel *ch, const void *msg, u32 len,
	       void *reply, u32 reply_size, u32 *reply_len)
{
	struct plain_request req;
	int err;

	plain_request_init(&req, reply, reply_size);
	err = plain_send_wait(ch, msg, len, &req, PLAIN_TIMEOUT);
	if (!err)
		err = plain_request_wait(ch, &req, PLAIN_TIMEOUT);
	if (!err && reply_len)
		*reply_len = req.reply_len;
	return err;
}
