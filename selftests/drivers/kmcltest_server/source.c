// SPDX-License-Identifier: GPL-2.0-only
/*
 * source.c - SOURCE: packets for the client, as many as it asked for.
 *
 * A few packets are sent again and again, each from the completion routine of
 * its last send. Without a completion requested a send is complete once it
 * is in the ring, so a full ring holds the source back by itself.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "server.h"

/* Packets sent at a stretch before others get their turn. */
#define SOURCE_BUDGET	256

static void slot_fill(struct source_slot *slot, u32 sequence)
{
	const struct kmcltest_source *request = &slot->source->request;
	struct kmcltest_data *data = slot->data;

	slot->sequence = sequence;
	data->hdr.op = KMCLTEST_DATA;
	data->hdr.cookie = request->hdr.cookie;
	data->sequence = sequence;
	data->count = request->count;
	kmcltest_fill_bytes(data + 1, request->size - sizeof(*data),
			    request->seed + sequence);
}

/* Retire a slot; its memory stays until the next SOURCE or the close. */
static void slot_stop(struct source *source)
{
	unsigned long flags;

	if (!atomic_dec_and_test(&source->left))
		return;
	spin_lock_irqsave(&source->device->lock, flags);
	source->running = false;
	spin_unlock_irqrestore(&source->device->lock, flags);
	complete_all(&source->over);
}

/* Send the next packet in @slot, if there is one to be sent. */
static void slot_send(struct source_slot *slot)
{
	struct source *source = slot->source;
	u32 flags = source->request.flags & KMCLTEST_SOURCE_COMPLETE ?
		    VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION : 0;

	if (READ_ONCE(source->stopping) || source->next >= source->request.count) {
		slot_stop(source);
		return;
	}
	slot_fill(slot, source->next++);
	atomic64_inc(&source->device->counters.sent);
	if (!NT_SUCCESS(VmbPacketSend(slot->packet, slot->data,
				      source->request.size, NULL, flags))) {
		atomic64_dec(&source->device->counters.sent);
		slot_stop(source);
	}
}

/*
 * Stop after SOURCE_BUDGET packets, and go on in a work item: on one processor
 * the client may empty the ring as fast as it is filled, and nothing else would
 * ever run.
 */
static void source_run(struct source *source)
{
	int budget = SOURCE_BUDGET;
	struct llist_node *node;
	int served;

	do {
		/* What source_pump() was called for is on the list by then. */
		served = atomic_read_acquire(&source->pumping);
		while ((node = llist_del_first(&source->idle))) {
			slot_send(llist_entry(node, struct source_slot, node));
			/* Once all is sent, only the slots are left to retire. */
			if (--budget > 0 || source->next >= source->request.count)
				continue;
			schedule_work(&source->again);
			return;
		}
	} while (!atomic_sub_and_test(served, &source->pumping));
}

static void source_again(struct work_struct *work)
{
	source_run(container_of(work, struct source, again));
}

/*
 * Completion routines come in several contexts at a time, and from within each
 * other; one of them sends for all, so that the packets stay in order.
 */
static void source_pump(struct source *source)
{
	if (!atomic_fetch_inc(&source->pumping))
		source_run(source);
}

static bool slot_check(const struct source_slot *slot, const void *reply,
		       u32 size)
{
	const struct kmcltest_source *request = &slot->source->request;

	if (!(request->flags & KMCLTEST_SOURCE_CHECK_ECHO))
		return true;
	/* On the wire a payload grows to a multiple of 8. */
	return size >= request->size && !memcmp(reply, slot->data, request->size);
}

static void slot_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			 UINT32 size)
{
	struct source_slot *slot = VmbPacketGetPointer(packet);
	struct source *source = slot->source;

	if (!NT_SUCCESS(status)) {
		slot_stop(source);
		return;
	}
	if (source->request.flags & KMCLTEST_SOURCE_COMPLETE) {
		atomic64_inc(&source->device->counters.completions);
		if (!slot_check(slot, buffer, size))
			atomic64_inc(&source->device->counters.bad_completions);
	}
	llist_add(&slot->node, &source->idle);
	source_pump(source);
}

static void source_free(struct source *source)
{
	u32 i;

	for (i = 0; i < source->slot_count; i++) {
		if (source->slots[i].packet)
			VmbPacketFree(source->slots[i].packet);
		kvfree(source->slots[i].data);
	}
	kvfree(source->slots);
	source->slots = NULL;
	source->slot_count = 0;
}

static bool source_make(struct source *source, u32 count)
{
	struct source_slot *slot;
	u32 i;

	source->slots = kvcalloc(count, sizeof(*slot), GFP_KERNEL);
	if (!source->slots)
		return false;
	source->slot_count = count;
	for (i = 0; i < count; i++) {
		slot = &source->slots[i];
		slot->source = source;
		slot->packet = VmbPacketAllocate(source->device->channel);
		slot->data = kvzalloc(source->request.size, GFP_KERNEL);
		if (!slot->packet || !slot->data)
			return false;
		VmbPacketSetPointer(slot->packet, slot);
		VmbPacketSetCompletionRoutine(slot->packet, slot_routine);
	}
	return true;
}

static bool source_claim(struct source *source)
{
	unsigned long flags;
	bool claimed;

	spin_lock_irqsave(&source->device->lock, flags);
	claimed = !source->running;
	source->running = true;
	spin_unlock_irqrestore(&source->device->lock, flags);
	return claimed;
}

static void source_refuse(const struct request *r, u32 status)
{
	struct source *source = &r->device->source;
	unsigned long flags;

	source_free(source);
	spin_lock_irqsave(&r->device->lock, flags);
	source->running = false;
	spin_unlock_irqrestore(&r->device->lock, flags);
	server_reply_status(r, status, 0);
}

/*
 * How many packets may be out at a time: without completions, as many as keep
 * the ring filled.
 */
static u32 source_window(const struct kmcltest_source *request)
{
	u32 window = SOURCE_SLOTS;

	if (request->flags & KMCLTEST_SOURCE_COMPLETE)
		window = request->window ?: SOURCE_SLOTS_MAX;
	return min3(window, SOURCE_SLOTS_MAX, request->count);
}

enum handled source_begin(const struct request *r)
{
	const struct kmcltest_source *m = (const void *)r->hdr;
	struct source *source = &r->device->source;
	u32 i, count = source_window(m);

	if (!server_may_sleep())
		return WANTS_PASSIVE;
	if (m->size < sizeof(struct kmcltest_data) ||
	    m->size > server_max_packet ||
	    (r->device->pipe && m->flags & KMCLTEST_SOURCE_COMPLETE)) {
		server_reply_status(r, KMCLTEST_EARG, 0);
		return HANDLED;
	}
	if (!source_claim(source)) {
		server_reply_status(r, KMCLTEST_EBUSY, 0);
		return HANDLED;
	}
	source_free(source);
	source->request = *m;
	if (!count || !source_make(source, count)) {
		source_refuse(r, count ? KMCLTEST_EBUSY : KMCLTEST_OK);
		return HANDLED;
	}
	source->next = 0;
	WRITE_ONCE(source->stopping, false);
	atomic_set(&source->left, count);
	reinit_completion(&source->over);
	server_reply_status(r, KMCLTEST_OK, 0);
	for (i = 0; i < count; i++)
		llist_add(&source->slots[i].node, &source->idle);
	source_pump(source);
	return HANDLED;
}

/* What is sent after the channel has closed would wait for its next client. */
void source_stop(struct server_device *device)
{
	struct source *source = &device->source;

	/* source_pump() counts first, then looks. */
	smp_store_mb(source->stopping, true);
	while (atomic_read(&source->pumping)) {
		flush_work(&source->again);
		usleep_range(1000, 2000);
	}
}

void source_destroy(struct server_device *device)
{
	/* Its packets have all been completed; their routines may still run. */
	if (READ_ONCE(device->source.running))
		wait_for_completion(&device->source.over);
	cancel_work_sync(&device->source.again);
	source_free(&device->source);
}

void source_init(struct server_device *device)
{
	struct source *source = &device->source;

	source->device = device;
	init_llist_head(&source->idle);
	atomic_set(&source->pumping, 0);
	INIT_WORK(&source->again, source_again);
	init_completion(&source->over);
}
