// SPDX-License-Identifier: GPL-2.0-only
/*
 * loopback_pair.c - the life of a pair of channels.
 */
#include <linux/slab.h>

#include "loopback_pair.h"

/* {2a8d7c19-40a4-49d3-9f7a-6b6d636c7432} */
const GUID pair_type = {
	0x2a8d7c19, 0x40a4, 0x49d3,
	{ 0x9f, 0x7a, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x32 },
};

static struct pair_end *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

static void note(struct pair_end *end, char event)
{
	unsigned long flags;

	might_sleep();
	spin_lock_irqsave(&end->lock, flags);
	if (end->events < PAIR_HISTORY - 1)
		end->history[end->events++] = event;
	spin_unlock_irqrestore(&end->lock, flags);
}

static NTSTATUS on_opened(VMBCHANNEL channel)
{
	struct pair_end *end = of_channel(channel);

	note(end, 'O');
	return end->opened ? end->opened(end) : STATUS_SUCCESS;
}

static void on_started(VMBCHANNEL channel)
{
	note(of_channel(channel), 'S');
}

static void on_post_started(VMBCHANNEL channel)
{
	note(of_channel(channel), 'P');
}

static void on_suspend(VMBCHANNEL channel)
{
	struct pair_end *end = of_channel(channel);

	note(end, 'U');
	if (end->suspend)
		end->suspend(end);
}

static void on_closed(VMBCHANNEL channel)
{
	struct pair_end *end = of_channel(channel);

	if (end->closed)
		end->closed(end);
	note(end, 'C');
}

static void on_pnp_failure(VMBCHANNEL channel, NTSTATUS status)
{
	note(of_channel(channel), 'F');
}

static void on_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
		      PVOID buffer, UINT32 size, UINT32 flags)
{
	struct pair_end *end = of_channel(channel);

	atomic_inc(&end->packets);
	if (end->packet)
		end->packet(end, packet, buffer, size, flags);
	else
		VmbChannelPacketComplete(packet, buffer, size);
}

static void on_batch_end(VMBCHANNEL channel, UINT32 packets)
{
	atomic_inc(&of_channel(channel)->batches);
}

static void events_init(VMB_CHANNEL_STATE_CHANGE_CALLBACKS *events)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(events);
	events->EvtChannelOpened = on_opened;
	events->EvtChannelStarted = on_started;
	events->EvtChannelPostStarted = on_post_started;
	events->EvtChannelSuspend = on_suspend;
	events->EvtChannelClosed = on_closed;
}

static bool pair_allocate(struct pair_end *end)
{
	NTSTATUS status = VmbChannelAllocate(NULL, end->is_server,
					     &end->channel);

	if (NT_SUCCESS(status))
		return true;
	FAIL(end->pair->t, "VmbChannelAllocate: %#x", status);
	end->channel = NULL;
	return false;
}

/* In the order of shipping Windows servers. */
bool pair_make_server(struct pair *p)
{
	DECLARE_CONST_UNICODE_STRING(name, L"pair server");
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	struct kcase *t = p->t;
	VMBCHANNEL ch;

	if (!pair_allocate(&p->server))
		return false;
	ch = p->server.channel;
	events_init(&events);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch, 4096),
		  STATUS_SUCCESS);
	VmbChannelSetPointer(ch, &p->server);
	EXPECT_EQ(t, VmbServerChannelInitSetTargetInterfaceId(ch, pair_type,
							      p->instance),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetStateChangeCallbacks(ch, &events),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetProcessPacketCallbacks(ch, on_packet,
							     on_batch_end),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbServerChannelInitSetFlags(ch, p->server_flags),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetFriendlyName(ch, &name), STATUS_SUCCESS);
	return !kcase_failed(t);
}

/* In the order of shipping Windows clients. */
bool pair_make_client(struct pair *p)
{
	DECLARE_CONST_UNICODE_STRING(name, L"pair client");
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	struct kcase *t = p->t;
	VMBCHANNEL ch;

	if (!pair_allocate(&p->client))
		return false;
	ch = p->client.channel;
	events_init(&events);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch, 4096),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 16, 16),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetStateChangeCallbacks(ch, &events),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetProcessPacketCallbacks(ch, on_packet,
							     on_batch_end),
		  STATUS_SUCCESS);
	VmbChannelSetPointer(ch, &p->client);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(ch, &pair_type,
						      &p->instance,
						      on_pnp_failure),
		  STATUS_SUCCESS);
	VmbChannelSetIncomingProcessingAtPassive(ch, FALSE);
	EXPECT_EQ(t, VmbChannelInitSetFriendlyName(ch, &name), STATUS_SUCCESS);
	if (p->max_external)
		EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(ch,
				p->max_external, p->max_chain), STATUS_SUCCESS);
	return !kcase_failed(t);
}

bool pair_enable(struct pair_end *end)
{
	NTSTATUS status = VmbChannelEnable(end->channel);

	if (!NT_SUCCESS(status)) {
		FAIL(end->pair->t, "VmbChannelEnable: %#x", status);
		return false;
	}
	end->enabled = true;
	VmbChannelStart(end->channel);
	return true;
}

void pair_disable(struct pair_end *end)
{
	VmbChannelDisable(end->channel);
	end->enabled = false;
}

void pair_cleanup(struct pair_end *end)
{
	if (!end->channel)
		return;
	if (end->enabled)
		pair_disable(end);
	VmbChannelCleanup(end->channel);
	end->channel = NULL;
}

bool pair_history_is(struct pair_end *end, const char *want)
{
	unsigned long flags;
	bool same;

	spin_lock_irqsave(&end->lock, flags);
	same = !strcmp(end->history, want);
	spin_unlock_irqrestore(&end->lock, flags);
	return same;
}

void pair_history_reset(struct pair_end *end)
{
	unsigned long flags;

	spin_lock_irqsave(&end->lock, flags);
	memset(end->history, 0, sizeof(end->history));
	end->events = 0;
	spin_unlock_irqrestore(&end->lock, flags);
}

bool pair_open(struct pair *p)
{
	if (!pair_enable(&p->server) || !pair_enable(&p->client))
		return false;
	return KCASE_CHECK_SOON(p->t, pair_history_is(&p->server, "OSP"),
				PAIR_MS) &&
	       KCASE_CHECK_SOON(p->t, pair_history_is(&p->client, "OSP"),
				PAIR_MS);
}

static void end_init(struct pair *p, struct pair_end *end, bool is_server)
{
	end->pair = p;
	end->is_server = is_server;
	spin_lock_init(&end->lock);
}

static int pair_new(struct kcase *t)
{
	static atomic_t instances;
	struct pair *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->t = t;
	p->instance.Data1 = atomic_inc_return(&instances);
	p->server_flags = VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER |
			  VMBUS_SERVER_CHANNEL_INIT_FLAG_ENUMERATE_DEVICE_INTERFACE;
	p->max_external = 8 << 20;
	p->max_chain = 16;
	end_init(p, &p->server, true);
	end_init(p, &p->client, false);
	t->priv = p;
	return 0;
}

int pair_setup(struct kcase *t)
{
	int error = pair_new(t);
	struct pair *p = t->priv;

	if (error)
		return error;
	/* A description of 8 MiB does not fit the rings used here. */
	p->max_external = 4 << 20;
	return pair_make_server(p) && pair_make_client(p) ? 0 : -EIO;
}

int pair_setup_open(struct kcase *t)
{
	int error = pair_setup(t);

	if (error)
		return error;
	return pair_open(t->priv) ? 0 : -EIO;
}

void pair_teardown(struct kcase *t)
{
	struct pair *p = t->priv;

	if (!p)
		return;
	pair_release(p);
	pair_cleanup(&p->client);
	pair_cleanup(&p->server);
	kfree(p);
	t->priv = NULL;
}

NTSTATUS pair_request(struct pair_end *from, void *msg, u32 size, PMDL mdl,
		      void *reply, u32 *reply_size)
{
	LARGE_INTEGER timeout = { .QuadPart = -10000ll * PAIR_MS };

	return VmbChannelSendSynchronousRequest(from->channel, msg, size, mdl,
						PAIR_WAIT, reply, reply_size,
						&timeout);
}

bool pair_echo(struct pair_end *from, u32 size)
{
	u32 padded = roundup(size, 8), got = padded;
	struct kcase *t = from->pair->t;
	u8 *bytes = kzalloc(2 * padded, GFP_KERNEL);
	NTSTATUS status;

	if (!bytes) {
		FAIL(t, "no memory");
		return false;
	}
	kmcltest_fill_bytes(bytes, size, size);
	status = pair_request(from, bytes, size, NULL, bytes + padded, &got);
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_GE(t, got, size);
	if (NT_SUCCESS(status))
		EXPECT_MEM_EQ(t, bytes, bytes + padded, size);
	kfree(bytes);
	return NT_SUCCESS(status);
}

static void send_done(VMBPACKET packet, NTSTATUS status, PVOID buffer,
		      UINT32 size)
{
	struct pair_end *end = VmbPacketGetPointer(packet);

	if (!NT_SUCCESS(status))
		atomic_inc(&end->failed);
	VmbPacketFree(packet);
	/* Last: the test may end once it has seen the count. */
	atomic_inc(&end->done);
}

NTSTATUS pair_send(struct pair_end *from, void *buffer, u32 size, u32 flags)
{
	VMBPACKET packet = VmbPacketAllocate(from->channel);
	NTSTATUS status;

	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	VmbPacketSetPointer(packet, from);
	VmbPacketSetCompletionRoutine(packet, send_done);
	status = VmbPacketSend(packet, buffer, size, NULL, flags);
	if (!NT_SUCCESS(status))
		VmbPacketFree(packet);
	return status;
}

void pair_hold(struct pair_end *end, VMBPACKETCOMPLETION packet, void *buffer,
	       u32 size, u32 flags)
{
	struct pair *p = end->pair;
	int at = atomic_read(&p->held_count);

	if (at >= ARRAY_SIZE(p->held)) {
		VmbChannelPacketComplete(packet, buffer, size);
		return;
	}
	p->held[at] = packet;
	atomic_set_release(&p->held_count, at + 1);
}

void pair_release(struct pair *p)
{
	int i, count = atomic_read_acquire(&p->held_count);

	for (i = 0; i < count; i++)
		VmbChannelPacketComplete(p->held[i], NULL, 0);
	atomic_set(&p->held_count, 0);
}
