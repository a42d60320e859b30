// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a test's channel: configuration, callbacks, history, fixtures.
 */
#include <linux/module.h>
#include <linux/preempt.h>

#include "client.h"

unsigned int client_devices;
module_param_named(devices, client_devices, uint, 0644);
MODULE_PARM_DESC(devices, "kmcltest devices offered, with indices from 0 on");

unsigned int client_pipe_devices;
module_param_named(pipe_devices, client_pipe_devices, uint, 0644);
MODULE_PARM_DESC(pipe_devices, "kmcltest devices offered in pipe mode");

static const union {
	u8 bytes[16];
	GUID guid;
} type = { .bytes = KMCLTEST_TYPE_BYTES };

const GUID *const client_type = &type.guid;
DEVICE_OBJECT client_parent;

void client_instance(GUID *guid, u32 index)
{
	const u8 bytes[16] = KMCLTEST_INSTANCE_BYTES(index);

	memcpy(guid, bytes, sizeof(bytes));
}

static struct client *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

static void state_enter(struct client *c, char event)
{
	unsigned long flags;

	might_sleep();
	if (atomic_inc_return(&c->inside) != 1 || in_interrupt())
		atomic_inc(&c->nested);
	spin_lock_irqsave(&c->lock, flags);
	if (c->events < CLIENT_HISTORY - 1)
		c->history[c->events++] = event;
	spin_unlock_irqrestore(&c->lock, flags);
}

static void state_leave(struct client *c)
{
	atomic_dec(&c->inside);
	wake_up_all(&c->wait);
}

static NTSTATUS on_opened(VMBCHANNEL channel)
{
	struct client *c = of_channel(channel);
	NTSTATUS status = STATUS_SUCCESS;

	state_enter(c, 'O');
	if (c->opened)
		status = c->opened(c);
	state_leave(c);
	return status;
}

static void on_started(VMBCHANNEL channel)
{
	struct client *c = of_channel(channel);

	state_enter(c, 'S');
	if (c->started)
		c->started(c);
	state_leave(c);
}

static void on_post_started(VMBCHANNEL channel)
{
	struct client *c = of_channel(channel);

	state_enter(c, 'P');
	if (c->post_started)
		c->post_started(c);
	state_leave(c);
}

static void on_suspend(VMBCHANNEL channel)
{
	struct client *c = of_channel(channel);

	state_enter(c, 'U');
	if (c->suspend)
		c->suspend(c);
	state_leave(c);
}

static void on_closed(VMBCHANNEL channel)
{
	struct client *c = of_channel(channel);

	state_enter(c, 'C');
	if (c->closed)
		c->closed(c);
	state_leave(c);
}

static void on_pnp_failure(VMBCHANNEL channel, NTSTATUS status)
{
	struct client *c = of_channel(channel);

	c->pnp_status = status;
	state_enter(c, 'F');
	state_leave(c);
}

static void on_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
		      PVOID buffer, UINT32 size, UINT32 flags)
{
	struct client *c = of_channel(channel);

	atomic_inc(&c->presenting);
	atomic_inc(&c->packets);
	if (c->packet)
		c->packet(c, packet, buffer, size, flags);
	else
		VmbChannelPacketComplete(packet, NULL, 0);
	atomic_dec(&c->presenting);
	wake_up_all(&c->wait);
}

static void on_batch_end(VMBCHANNEL channel, UINT32 packets)
{
	struct client *c = of_channel(channel);

	atomic_inc(&c->batches);
	if (c->batch_end)
		c->batch_end(c, packets);
	wake_up_all(&c->wait);
}

void client_init(struct client *c, struct kcase *t)
{
	memset(c, 0, sizeof(*c));
	c->t = t;
	spin_lock_init(&c->lock);
	init_waitqueue_head(&c->wait);
	INIT_LIST_HEAD(&c->owned);
}

/**
 * struct client_owned - something to be freed when the channel is down
 * @node: on client.owned
 * @object: what
 * @free: how
 */
struct client_owned {
	struct list_head node;
	void *object;
	void (*free)(void *object);
};

bool client_own(struct client *c, void *object, void (*free)(void *object))
{
	struct client_owned *owned = NULL;

	if (object)
		owned = kmalloc(sizeof(*owned), GFP_KERNEL);
	if (!owned) {
		FAIL(c->t, "no memory");
		if (object)
			free(object);
		return false;
	}
	owned->object = object;
	owned->free = free;
	list_add(&owned->node, &c->owned);
	return true;
}

static void client_disown_all(struct client *c)
{
	struct client_owned *owned, *next;

	list_for_each_entry_safe(owned, next, &c->owned, node) {
		owned->free(owned->object);
		kfree(owned);
	}
	INIT_LIST_HEAD(&c->owned);
}

static void buffer_free(void *object)
{
	kvfree(object);
}

void *client_buffer(struct client *c, size_t size)
{
	void *buffer = kvzalloc(size, GFP_KERNEL);

	return client_own(c, buffer, buffer_free) ? buffer : NULL;
}

static void mdl_free(void *object)
{
	IoFreeMdl(object);
}

PMDL client_mdl(struct client *c, void *address, u32 size)
{
	PMDL mdl = IoAllocateMdl(address, size, FALSE, FALSE, NULL);

	if (mdl)
		MmBuildMdlForNonPagedPool(mdl);
	return client_own(c, mdl, mdl_free) ? mdl : NULL;
}

static void client_events(VMB_CHANNEL_STATE_CHANGE_CALLBACKS *events)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(events);
	events->EvtChannelOpened = on_opened;
	events->EvtChannelClosed = on_closed;
	events->EvtChannelSuspend = on_suspend;
	events->EvtChannelStarted = on_started;
	events->EvtChannelPostStarted = on_post_started;
}

static bool client_configure(struct client *c, const struct client_setup *s)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	DECLARE_CONST_UNICODE_STRING(name, L"kmcl_test");
	VMBCHANNEL ch = c->channel;
	struct kcase *t = c->t;
	GUID instance;

	client_events(&events);
	client_instance(&instance, s->index);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch,
				s->max_packet ?: 4096), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch,
				s->in_pages ?: 16, s->out_pages ?: 16),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetStateChangeCallbacks(ch, &events),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetProcessPacketCallbacks(ch, on_packet,
							     on_batch_end),
		  STATUS_SUCCESS);
	VmbChannelSetPointer(ch, c);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(ch, client_type,
						      &instance,
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

bool client_create(struct client *c, const struct client_setup *setup)
{
	NTSTATUS status = VmbChannelAllocate(&client_parent, FALSE, &c->channel);

	if (!NT_SUCCESS(status)) {
		FAIL(c->t, "VmbChannelAllocate: %#x", status);
		c->channel = NULL;
		return false;
	}
	c->index = setup->index;
	return client_configure(c, setup);
}

bool client_enable_only(struct client *c)
{
	NTSTATUS status = VmbChannelEnable(c->channel);

	if (!NT_SUCCESS(status)) {
		FAIL(c->t, "VmbChannelEnable: %#x", status);
		return false;
	}
	c->enabled = true;
	return true;
}

bool client_enable(struct client *c)
{
	unsigned int before = client_count(c, 'P');

	if (!client_enable_only(c))
		return false;
	if (wait_event_timeout(c->wait, client_count(c, 'P') > before &&
			       !atomic_read(&c->inside),
			       min_t(unsigned long, kcase_time_left(c->t),
				     msecs_to_jiffies(CLIENT_MS))))
		return true;
	FAIL(c->t, "the channel of device %u did not come up; state callbacks: %s",
	     c->index, c->history);
	return false;
}

void client_disable(struct client *c)
{
	VmbChannelDisable(c->channel);
	c->enabled = false;
}

void client_destroy(struct client *c)
{
	struct kcase *t = c->t;

	if (!c->channel)
		return;
	if (c->enabled)
		client_disable(c);
	EXPECT_EQ(t, atomic64_read(&c->sent), atomic64_read(&c->done));
	EXPECT_EQ(t, atomic_read(&c->nested), 0);
	client_disown_all(c);
	VmbChannelCleanup(c->channel);
	c->channel = NULL;
}

static struct client *client_fixture(struct kcase *t,
				     const struct client_setup *setup)
{
	struct client *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return NULL;
	client_init(c, t);
	t->priv = c;
	client_create(c, setup);
	return c;
}

static const struct client_setup usual_setup;

int client_setup_closed(struct kcase *t)
{
	return client_fixture(t, &usual_setup) ? 0 : -ENOMEM;
}

int client_setup_as(struct kcase *t, const struct client_setup *setup)
{
	struct client *c;

	if (!client_devices) {
		kcase_skip(t, "there is no test device");
		return 0;
	}
	c = client_fixture(t, setup);
	if (!c)
		return -ENOMEM;
	if (kcase_failed(t) || !client_enable(c) || !client_info(c))
		return -EIO;
	return 0;
}

int client_setup_open(struct kcase *t)
{
	return client_setup_as(t, &usual_setup);
}

void client_teardown(struct kcase *t)
{
	struct client *c = t->priv;

	if (!c)
		return;
	client_destroy(c);
	kfree(c);
	t->priv = NULL;
}

bool client_history_is(struct client *c, const char *want)
{
	unsigned long flags;
	bool same;

	spin_lock_irqsave(&c->lock, flags);
	same = !strcmp(c->history, want);
	spin_unlock_irqrestore(&c->lock, flags);
	return same;
}

unsigned int client_count(struct client *c, char event)
{
	unsigned int i, count = 0;
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	for (i = 0; i < c->events; i++)
		count += c->history[i] == event;
	spin_unlock_irqrestore(&c->lock, flags);
	return count;
}

void client_history_reset(struct client *c)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	memset(c->history, 0, sizeof(c->history));
	c->events = 0;
	spin_unlock_irqrestore(&c->lock, flags);
}
