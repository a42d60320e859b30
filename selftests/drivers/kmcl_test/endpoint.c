// SPDX-License-Identifier: GPL-2.0-only
/*
 * endpoint.c - the life of a test's channel: configuration, callbacks, history.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "endpoint.h"

DEVICE_OBJECT client_parent;

static struct endpoint *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

static void state_enter(struct endpoint *e, char event)
{
	unsigned long flags;

	might_sleep();
	if (atomic_inc_return(&e->inside) != 1 || in_interrupt())
		atomic_inc(&e->nested);
	spin_lock_irqsave(&e->lock, flags);
	if (e->events < ENDPOINT_HISTORY - 1)
		e->history[e->events++] = event;
	spin_unlock_irqrestore(&e->lock, flags);
}

static void state_leave(struct endpoint *e)
{
	atomic_dec(&e->inside);
	wake_up_all(&e->wait);
}

static NTSTATUS on_opened(VMBCHANNEL channel)
{
	struct endpoint *e = of_channel(channel);
	NTSTATUS status = STATUS_SUCCESS;

	state_enter(e, 'O');
	if (e->opened)
		status = e->opened(e);
	state_leave(e);
	return status;
}

static void state_callback(VMBCHANNEL channel, char event,
			   void (*hook)(struct endpoint *e))
{
	struct endpoint *e = of_channel(channel);

	state_enter(e, event);
	if (hook)
		hook(e);
	state_leave(e);
}

static void on_started(VMBCHANNEL channel)
{
	state_callback(channel, 'S', of_channel(channel)->started);
}

static void on_post_started(VMBCHANNEL channel)
{
	state_callback(channel, 'P', of_channel(channel)->post_started);
}

static void on_suspend(VMBCHANNEL channel)
{
	state_callback(channel, 'U', of_channel(channel)->suspend);
}

static void on_closed(VMBCHANNEL channel)
{
	state_callback(channel, 'C', of_channel(channel)->closed);
}

static void on_pnp_failure(VMBCHANNEL channel, NTSTATUS status)
{
	of_channel(channel)->pnp_status = status;
	state_callback(channel, 'F', of_channel(channel)->pnp_failure);
}

static void on_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
		      PVOID buffer, UINT32 size, UINT32 flags)
{
	struct endpoint *e = of_channel(channel);
	typeof(e->packet) hook = READ_ONCE(e->packet);

	/* The test may choose another one as soon as it has seen the count. */
	smp_mb__before_atomic();
	atomic_inc(&e->presenting);
	atomic_inc(&e->packets);
	if (hook)
		hook(e, packet, buffer, size, flags);
	else
		VmbChannelPacketComplete(packet, NULL, 0);
	atomic_dec(&e->presenting);
	wake_up_all(&e->wait);
}

static void on_batch_end(VMBCHANNEL channel, UINT32 packets)
{
	struct endpoint *e = of_channel(channel);
	typeof(e->batch_end) hook = READ_ONCE(e->batch_end);

	/* As in on_packet(). */
	smp_mb__before_atomic();
	atomic_inc(&e->batches);
	if (hook)
		hook(e, packets);
	wake_up_all(&e->wait);
}

void endpoint_init(struct endpoint *e, struct kcase *t)
{
	memset(e, 0, sizeof(*e));
	e->t = t;
	spin_lock_init(&e->lock);
	init_waitqueue_head(&e->wait);
	INIT_LIST_HEAD(&e->owned);
}

/**
 * struct endpoint_owned - something to be freed when the channel is down
 * @node: on endpoint.owned
 * @object: what
 * @free: how
 */
struct endpoint_owned {
	struct list_head node;
	void *object;
	void (*free)(void *object);
};

bool endpoint_own(struct endpoint *e, void *object, void (*free)(void *object))
{
	struct endpoint_owned *owned = NULL;

	if (object)
		owned = kmalloc(sizeof(*owned), GFP_KERNEL);
	if (!owned) {
		FAIL(e->t, "no memory");
		if (object)
			free(object);
		return false;
	}
	owned->object = object;
	owned->free = free;
	list_add(&owned->node, &e->owned);
	return true;
}

static void disown_all(struct endpoint *e)
{
	struct endpoint_owned *owned, *next;

	list_for_each_entry_safe(owned, next, &e->owned, node) {
		owned->free(owned->object);
		kfree(owned);
	}
	INIT_LIST_HEAD(&e->owned);
}

static void buffer_free(void *object)
{
	kvfree(object);
}

void *endpoint_buffer(struct endpoint *e, size_t size)
{
	void *buffer = kvzalloc(size, GFP_KERNEL);

	return endpoint_own(e, buffer, buffer_free) ? buffer : NULL;
}

static void mdl_free(void *object)
{
	IoFreeMdl(object);
}

PMDL endpoint_mdl(struct endpoint *e, void *address, u32 size)
{
	PMDL mdl = IoAllocateMdl(address, size, FALSE, FALSE, NULL);

	if (mdl)
		MmBuildMdlForNonPagedPool(mdl);
	return endpoint_own(e, mdl, mdl_free) ? mdl : NULL;
}

bool endpoint_allocate(struct endpoint *e, bool is_server)
{
	NTSTATUS status;

	status = VmbChannelAllocate(is_server ? NULL : &client_parent, is_server,
				    &e->channel);
	if (NT_SUCCESS(status))
		return true;
	FAIL(e->t, "VmbChannelAllocate: %#x", status);
	e->channel = NULL;
	return false;
}

bool endpoint_set_callbacks(struct endpoint *e)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	struct kcase *t = e->t;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.EvtChannelOpened = on_opened;
	events.EvtChannelClosed = on_closed;
	events.EvtChannelSuspend = on_suspend;
	events.EvtChannelStarted = on_started;
	events.EvtChannelPostStarted = on_post_started;
	EXPECT_EQ(t, VmbChannelInitSetStateChangeCallbacks(e->channel, &events),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetProcessPacketCallbacks(e->channel,
							     on_packet,
							     on_batch_end),
		  STATUS_SUCCESS);
	return !kcase_failed(t);
}

/* In the order of shipping Windows clients. */
static bool client_configure(struct endpoint *e, const struct client_setup *s,
			     const GUID *type, const GUID *instance)
{
	DECLARE_CONST_UNICODE_STRING(name, L"kmcl_test");
	VMBCHANNEL ch = e->channel;
	struct kcase *t = e->t;

	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch,
				s->max_packet ?: 4096), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch,
				s->in_pages ?: 16, s->out_pages ?: 16),
		  STATUS_SUCCESS);
	endpoint_set_callbacks(e);
	VmbChannelSetPointer(ch, e);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(ch, type, instance,
						      on_pnp_failure),
		  STATUS_SUCCESS);
	VmbChannelSetIncomingProcessingAtPassive(ch, s->passive);
	EXPECT_EQ(t, VmbChannelInitSetFriendlyName(ch, &name), STATUS_SUCCESS);
	if (s->max_external)
		EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(ch,
					s->max_external, s->max_chain),
			  STATUS_SUCCESS);
	if (s->context)
		EXPECT_EQ(t, VmbChannelInitSetClientContextSize(ch,
					s->context), STATUS_SUCCESS);
	if (s->flags)
		EXPECT_EQ(t, VmbChannelInitSetFlags(ch, s->flags),
			  STATUS_SUCCESS);
	return !kcase_failed(t);
}

/* Where the kernel fails allocations at random, some attempt succeeds. */
#define PATIENCE	100

static bool client_allocate(struct endpoint *e, const struct client_setup *setup)
{
	unsigned int i;

	for (i = 0; setup->short_of_memory && i < PATIENCE; i++)
		if (NT_SUCCESS(VmbChannelAllocate(&client_parent, FALSE, &e->channel)))
			return true;
	return endpoint_allocate(e, false);
}

bool endpoint_make_client(struct endpoint *e, const struct client_setup *setup,
			  const GUID *type, const GUID *instance)
{
	return client_allocate(e, setup) &&
	       client_configure(e, setup, type, instance);
}

bool endpoint_enable(struct endpoint *e)
{
	NTSTATUS status = VmbChannelEnable(e->channel);

	if (!NT_SUCCESS(status)) {
		FAIL(e->t, "VmbChannelEnable: %#x", status);
		return false;
	}
	e->enabled = true;
	return true;
}

void endpoint_disable(struct endpoint *e)
{
	VmbChannelDisable(e->channel);
	e->enabled = false;
}

void endpoint_destroy(struct endpoint *e)
{
	if (!e->channel)
		return;
	if (e->enabled)
		endpoint_disable(e);
	EXPECT_EQ(e->t, atomic_read(&e->nested), 0);
	disown_all(e);
	VmbChannelCleanup(e->channel);
	e->channel = NULL;
}

NTSTATUS endpoint_request(struct endpoint *e, void *msg, u32 size, PMDL mdl,
			  void *reply, u32 *reply_size)
{
	LARGE_INTEGER timeout = {
		.QuadPart = -10000ll * jiffies_to_msecs(kcase_time_left(e->t)),
	};

	return VmbChannelSendSynchronousRequest(e->channel, msg, size, mdl, WAIT,
						reply, reply_size, &timeout);
}

bool endpoint_history_is(struct endpoint *e, const char *want)
{
	unsigned long flags;
	bool same;

	spin_lock_irqsave(&e->lock, flags);
	same = !strcmp(e->history, want);
	spin_unlock_irqrestore(&e->lock, flags);
	return same;
}

bool endpoint_rests_at(struct endpoint *e, const char *want)
{
	return endpoint_history_is(e, want) && !atomic_read(&e->inside);
}

unsigned int endpoint_count(struct endpoint *e, char event)
{
	unsigned int i, count = 0;
	unsigned long flags;

	spin_lock_irqsave(&e->lock, flags);
	for (i = 0; i < e->events; i++)
		count += e->history[i] == event;
	spin_unlock_irqrestore(&e->lock, flags);
	return count;
}

void endpoint_history_reset(struct endpoint *e)
{
	unsigned long flags;

	spin_lock_irqsave(&e->lock, flags);
	memset(e->history, 0, sizeof(e->history));
	e->events = 0;
	spin_unlock_irqrestore(&e->lock, flags);
}
