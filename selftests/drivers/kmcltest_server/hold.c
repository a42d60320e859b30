// SPDX-License-Identifier: GPL-2.0-only
/*
 * hold.c - ECHO, and completions that are kept, delayed, released.
 */
#include "server.h"

static void held_send(struct server_device *device, const struct held *held)
{
	/* @held is in the packet's memory, which completing the packet frees. */
	struct held copy = *held;

	atomic64_inc(&device->counters.sent);
	VmbChannelPacketComplete(copy.packet, copy.buffer, copy.size);
}

enum handled hold_echo(const struct request *r)
{
	struct server_device *device = r->device;
	struct held *held = VmbChannelPacketGetClientContext(r->packet);
	unsigned long flags, delay;
	bool first;
	u32 mode;

	spin_lock_irqsave(&device->lock, flags);
	mode = device->hold_mode;
	if (mode == KMCLTEST_HOLD_NONE) {
		spin_unlock_irqrestore(&device->lock, flags);
		if (r->size > server_max_packet)
			server_reply_status(r, KMCLTEST_ESIZE, 0);
		else
			server_reply(r, (void *)r->hdr, r->size);
		return HANDLED;
	}
	held->packet = r->packet;
	held->buffer = (void *)r->hdr;
	held->size = r->size;
	held->due = ktime_add_us(ktime_get(), device->hold_us);
	delay = usecs_to_jiffies(device->hold_us);
	first = list_empty(&device->delayed);
	list_add_tail(&held->node, mode == KMCLTEST_HOLD_KEEP ?
					   &device->kept : &device->delayed);
	device->held++;
	spin_unlock_irqrestore(&device->lock, flags);
	if (mode == KMCLTEST_HOLD_DELAY && first)
		schedule_delayed_work(&device->delay_work, delay);
	return HANDLED;
}

/* The next one whose time has come, or NULL and when to look again. */
static struct held *delayed_take(struct server_device *device, s64 *wait_us)
{
	struct held *held;
	unsigned long flags;

	*wait_us = -1;
	spin_lock_irqsave(&device->lock, flags);
	held = list_first_entry_or_null(&device->delayed, struct held, node);
	if (held) {
		*wait_us = ktime_us_delta(held->due, ktime_get());
		if (*wait_us > 0) {
			held = NULL;
		} else {
			list_del(&held->node);
			device->held--;
		}
	}
	spin_unlock_irqrestore(&device->lock, flags);
	return held;
}

static void delay_over(struct work_struct *work)
{
	struct server_device *device =
		container_of(to_delayed_work(work), struct server_device,
			     delay_work);
	struct held *held;
	s64 wait_us;

	while ((held = delayed_take(device, &wait_us)))
		held_send(device, held);
	if (wait_us > 0)
		schedule_delayed_work(&device->delay_work,
				      usecs_to_jiffies(wait_us));
}

enum handled hold_set(const struct request *r)
{
	const struct kmcltest_hold *m = (const void *)r->hdr;
	struct server_device *device = r->device;
	unsigned long flags;

	if (m->mode > KMCLTEST_HOLD_DELAY) {
		server_reply_status(r, KMCLTEST_EARG, 0);
		return HANDLED;
	}
	spin_lock_irqsave(&device->lock, flags);
	device->hold_mode = m->mode;
	device->hold_us = m->delay_us;
	spin_unlock_irqrestore(&device->lock, flags);
	server_reply_status(r, KMCLTEST_OK, 0);
	return HANDLED;
}

static struct held *kept_pick(struct server_device *device, u32 order, u64 seed,
			      u32 number, u32 left)
{
	struct list_head *at = device->kept.next;
	u64 skip = 0;

	if (order == KMCLTEST_RELEASE_LIFO)
		return list_last_entry(&device->kept, struct held, node);
	if (order == KMCLTEST_RELEASE_RANDOM)
		skip = kmcltest_word(seed, number) % left;
	while (skip--)
		at = at->next;
	return list_entry(at, struct held, node);
}

/* Onto @out, in the order they are to go. Returns how many. */
static u32 kept_take(struct server_device *device,
		     const struct kmcltest_release *m, struct list_head *out)
{
	u32 left = 0, count, done;
	struct list_head *each;
	unsigned long flags;

	spin_lock_irqsave(&device->lock, flags);
	list_for_each(each, &device->kept)
		left++;
	count = m->count && m->count < left ? m->count : left;
	for (done = 0; done < count; done++)
		list_move_tail(&kept_pick(device, m->order, m->seed, done,
					  left - done)->node, out);
	device->held -= count;
	spin_unlock_irqrestore(&device->lock, flags);
	return count;
}

enum handled hold_release(const struct request *r)
{
	const struct kmcltest_release *m = (const void *)r->hdr;
	struct held *held, *next;
	LIST_HEAD(out);
	u32 count;

	if (m->order > KMCLTEST_RELEASE_RANDOM) {
		server_reply_status(r, KMCLTEST_EARG, 0);
		return HANDLED;
	}
	count = kept_take(r->device, m, &out);
	list_for_each_entry_safe(held, next, &out, node)
		held_send(r->device, held);
	server_reply_status(r, KMCLTEST_OK, count);
	return HANDLED;
}

void hold_drop(struct server_device *device)
{
	struct held *held, *next;
	unsigned long flags;
	LIST_HEAD(out);

	cancel_delayed_work_sync(&device->delay_work);
	spin_lock_irqsave(&device->lock, flags);
	list_splice_init(&device->kept, &out);
	list_splice_tail_init(&device->delayed, &out);
	device->held = 0;
	spin_unlock_irqrestore(&device->lock, flags);
	/* This ends a packet without sending its completion. */
	list_for_each_entry_safe(held, next, &out, node)
		VmbChannelPacketFail(held->packet);
}

void hold_init(struct server_device *device)
{
	INIT_LIST_HEAD(&device->kept);
	INIT_LIST_HEAD(&device->delayed);
	INIT_DELAYED_WORK(&device->delay_work, delay_over);
}
