// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel.c - opening, closing and receiving.
 */
#include <linux/interrupt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "plain.h"

/* A completion that is owed to the host. */
struct plain_owed {
	struct list_head node;
	u64 id;
	u32 len;
	u8 payload[];
};

void plain_channel_init(struct plain_channel *ch, struct plain_device *dev)
{
	ch->dev = dev;
	INIT_LIST_HEAD(&ch->node);
	spin_lock_init(&ch->lock);
	init_waitqueue_head(&ch->room);
	spin_lock_init(&ch->rx_lock);
	INIT_LIST_HEAD(&ch->backlog);
}

void plain_channel_receiver(struct plain_channel *ch, plain_receive_fn receive,
			    void *context, bool echo)
{
	spin_lock_bh(&ch->rx_lock);
	ch->receive = receive;
	ch->context = context;
	ch->echo = echo;
	spin_unlock_bh(&ch->rx_lock);
}

static int send_completion(struct vmbus_channel *chan, u64 id,
			   const void *payload, u32 len)
{
	return vmbus_sendpacket(chan, (void *)payload, len, id, VM_PKT_COMP, 0);
}

static void backlog_add(struct plain_channel *ch, u64 id, const void *payload,
			u32 len)
{
	struct plain_owed *owed = kmalloc(sizeof(*owed) + len, GFP_ATOMIC);

	lockdep_assert_held(&ch->rx_lock);
	if (!owed) {
		atomic_inc(&ch->malformed);
		return;
	}
	owed->id = id;
	owed->len = len;
	memcpy(owed->payload, payload, len);
	list_add_tail(&owed->node, &ch->backlog);
	ch->backlogged++;
}

/* Complete a packet of the host's, behind those that have to wait for room. */
static void complete_packet(struct plain_channel *ch, struct vmbus_channel *chan,
			    u64 id, const void *payload, u32 len)
{
	lockdep_assert_held(&ch->rx_lock);

	if (!ch->echo)
		len = 0;
	ch->completions++;
	if (list_empty(&ch->backlog) &&
	    send_completion(chan, id, payload, len) != -EAGAIN)
		return;
	backlog_add(ch, id, payload, len);
}

static int backlog_send(struct plain_channel *ch, struct vmbus_channel *chan)
{
	struct plain_owed *owed;
	int err;

	lockdep_assert_held(&ch->rx_lock);

	while (!list_empty(&ch->backlog)) {
		owed = list_first_entry(&ch->backlog, struct plain_owed, node);
		err = send_completion(chan, owed->id, owed->payload, owed->len);
		if (err == -EAGAIN)
			return err;
		list_del(&owed->node);
		kfree(owed);
	}
	return 0;
}

static void backlog_run(struct plain_channel *ch, struct vmbus_channel *chan)
{
	lockdep_assert_held(&ch->rx_lock);

	if (list_empty(&ch->backlog) || backlog_send(ch, chan) != -EAGAIN)
		return;
	set_channel_pending_send_size(chan, chan->outbound.ring_datasize / 2);
	/* Ask to be told of room before looking again: it may just have come. */
	virt_mb();
	backlog_send(ch, chan);
}

static void handle_packet(struct plain_channel *ch, struct vmbus_channel *chan,
			  const struct vmpacket_descriptor *desc)
{
	const void *payload = hv_pkt_data(desc);
	u32 len = hv_pkt_datalen(desc);

	if (desc->offset8 < 2 || desc->offset8 > desc->len8) {
		atomic_inc(&ch->malformed);
		return;
	}
	switch (desc->type) {
	case VM_PKT_COMP:
		plain_table_complete(ch, desc->trans_id, payload, len);
		break;
	case VM_PKT_DATA_INBAND:
		if (ch->receive)
			ch->receive(ch, payload, len, ch->context);
		if (desc->flags & VMBUS_DATA_PACKET_FLAG_COMPLETION_REQUESTED)
			complete_packet(ch, chan, desc->trans_id, payload, len);
		break;
	default:
		atomic_inc(&ch->malformed);
	}
}

static void drain(struct plain_channel *ch, struct vmbus_channel *chan)
{
	struct vmpacket_descriptor *desc;

	foreach_vmbus_pkt(desc, chan)
		handle_packet(ch, chan, desc);
}

/*
 * With its signals unmasked the host believes the ring to be in use until the
 * read index is published, so it does not signal what came in meanwhile.
 */
static void drain_unmasked(struct plain_channel *ch, struct vmbus_channel *chan)
{
	u32 before, left = hv_get_bytes_to_read(&chan->inbound);

	do {
		before = left;
		drain(ch, chan);
		/* Publish the read index before looking again. */
		virt_mb();
		left = hv_get_bytes_to_read(&chan->inbound);
	} while (left && left != before);
}

/* The channel's tasklet: something to read, or room to write. */
static void channel_event(void *context)
{
	struct plain_channel *ch = context;
	struct vmbus_channel *chan;

	rcu_read_lock();
	chan = rcu_dereference(ch->chan);
	if (!chan)
		goto out;

	spin_lock(&ch->rx_lock);
	if (!ch->options.unmasked)
		drain(ch, chan);
	else if (!ch->paused)
		drain_unmasked(ch, chan);
	backlog_run(ch, chan);
	plain_room_wake(ch, chan);
	spin_unlock(&ch->rx_lock);
out:
	rcu_read_unlock();
}

/* Stop and go on reading the inbound ring; needs options.unmasked. */
void plain_channel_pause(struct plain_channel *ch)
{
	spin_lock_bh(&ch->rx_lock);
	ch->paused = true;
	spin_unlock_bh(&ch->rx_lock);
}

void plain_channel_resume(struct plain_channel *ch)
{
	struct vmbus_channel *chan;

	spin_lock_bh(&ch->rx_lock);
	ch->paused = false;
	spin_unlock_bh(&ch->rx_lock);

	rcu_read_lock();
	chan = rcu_dereference(ch->chan);
	if (chan)
		tasklet_schedule(&chan->callback_event);
	rcu_read_unlock();
}

/* The largest payload that fits into the outbound ring and into len8. */
u32 plain_channel_max_payload(struct plain_channel *ch)
{
	u32 length_field = U16_MAX * sizeof(u64) -
			   sizeof(struct vmpacket_descriptor);
	/* The ring is never filled to the last byte. */
	u32 ring = ch->options.ring_size - HV_HYP_PAGE_SIZE -
		   PLAIN_PACKET_OVERHEAD - sizeof(u64);

	return min(length_field, ring);
}

int plain_channel_open(struct plain_channel *ch, struct vmbus_channel *chan,
		       const struct plain_options *options)
{
	u32 ring_size;
	int err;

	ch->options = options ? *options : (struct plain_options){};
	if (!ch->options.ring_size)
		ch->options.ring_size = PLAIN_RING_SIZE;
	if (!ch->options.slots)
		ch->options.slots = PLAIN_SLOTS;
	ring_size = ch->options.ring_size;
	ch->paused = false;

	err = plain_table_alloc(ch);
	if (err)
		return err;

	/* A copy this large stays inside the ring's double mapping. */
	compat_set_max_packet(chan, ring_size - HV_HYP_PAGE_SIZE - sizeof(u64));
	set_channel_read_mode(chan, ch->options.unmasked ? HV_CALL_DIRECT :
							   HV_CALL_BATCHED);
	/* Before the open: its callback may run at once. */
	rcu_assign_pointer(ch->chan, chan);
	err = vmbus_open(chan, ring_size, ring_size, NULL, 0, channel_event, ch);
	if (err) {
		plain_channel_detach(ch);
		plain_channel_finish(ch);
	}
	return err;
}

/* Once this has returned, no other thread can reach the vmbus_channel. */
void plain_channel_detach(struct plain_channel *ch)
{
	RCU_INIT_POINTER(ch->chan, NULL);
	synchronize_rcu();
}

/* The rings are gone: end every request that was in flight. */
void plain_channel_finish(struct plain_channel *ch)
{
	struct plain_owed *owed, *next;

	plain_table_cancel(ch);
	spin_lock_bh(&ch->rx_lock);
	list_for_each_entry_safe(owed, next, &ch->backlog, node) {
		list_del(&owed->node);
		kfree(owed);
	}
	spin_unlock_bh(&ch->rx_lock);
	wake_up_all(&ch->room);
}

/* Close a primary channel and open it again in another way. */
int plain_channel_reopen(struct plain_channel *ch,
			 const struct plain_options *options)
{
	void (*sc_create)(struct vmbus_channel *chan);
	struct plain_device *dev = ch->dev;
	struct vmbus_channel *chan;
	int err = -ENODEV;

	mutex_lock(&dev->lock);
	if (!dev->hdev || ch->subchannel)
		goto unlock;
	chan = dev->hdev->channel;
	sc_create = chan->sc_creation_callback;
	plain_channel_detach(ch);
	vmbus_close(chan);
	plain_channel_finish(ch);
	/* Closing makes hv_vmbus forget it. */
	vmbus_set_sc_create_callback(chan, sc_create);
	err = plain_channel_open(ch, chan, options);
unlock:
	mutex_unlock(&dev->lock);
	return err;
}

void plain_channel_destroy(struct plain_channel *ch)
{
	plain_table_free(ch);
}
