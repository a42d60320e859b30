// SPDX-License-Identifier: GPL-2.0-only
/* owner.c - the owner of a channel. */
#include <sanitizer/asan_interface.h>

#include "../owner.h"

#include "core/channel.h"

struct owner client, server, heir;

static const char * const event_names[OWNER_EVENTS] = {
	[OPENED] = "EvtChannelOpened",
	[STARTED] = "EvtChannelStarted",
	[POST_STARTED] = "EvtChannelPostStarted",
	[SUSPEND] = "EvtChannelSuspend",
	[CLOSED] = "EvtChannelClosed",
	[PNP_FAILURE] = "EvtChannelPnpFailure",
	[PACKET] = "EvtChannelProcessPacket",
	[SENT] = "a completion routine",
};

/* In which phases a state callback may come, and the one that follows it. */
static const struct {
	unsigned int from;
	enum owner_phase to;
} order[OWNER_EVENTS] = {
	[OPENED] = { 1 << IS_CLOSED, IS_OPEN },
	[STARTED] = { 1 << IS_OPEN, IS_STARTED },
	[POST_STARTED] = { 1 << IS_STARTED, IS_RUNNING },
	[SUSPEND] = { 1 << IS_RUNNING, IS_OPEN },
	[CLOSED] = { 1 << IS_OPEN, IS_CLOSED },
	[PNP_FAILURE] = { 1 << IS_CLOSED, IS_CLOSED },
};

static struct owner *owner_of(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

static void event_begins(struct owner *owner, enum owner_event event)
{
	sched_trace("%s %s", owner->name, event_names[event]);
	if (owner->disabled)
		sched_fail("%s: %s after Disable has returned", owner->name,
			   event_names[event]);
	if (owner->paused && (event == STARTED || event == POST_STARTED ||
			      event == SUSPEND || event == PACKET))
		sched_fail("%s: %s after Pause has returned", owner->name,
			   event_names[event]);
	owner->count[event]++;
	wake_up_all(&owner->changed);
}

static void event_ends(struct owner *owner, enum owner_event event)
{
	SCHED_POINT("a callback");
	if (owner->on[event])
		owner->on[event](owner);
	if (owner->disabled)
		sched_fail("%s: Disable has returned during %s", owner->name,
			   event_names[event]);
}

static void state_callback(struct owner *owner, enum owner_event event)
{
	event_begins(owner, event);
	if (owner->in_state_callback)
		sched_fail("%s: %s inside another", owner->name, event_names[event]);
	if (!(order[event].from & 1 << owner->phase))
		sched_fail("%s: %s in phase %d", owner->name, event_names[event],
			   owner->phase);
	if (owner->in_packet && event != POST_STARTED)
		sched_fail("%s: %s while a packet is presented", owner->name,
			   event_names[event]);
	owner->in_state_callback = true;
	owner->phase = order[event].to;
	event_ends(owner, event);
	owner->in_state_callback = false;
}

static NTSTATUS opened(VMBCHANNEL channel)
{
	struct owner *owner = owner_of(channel);

	state_callback(owner, OPENED);
	if (!owner->refuses)
		return STATUS_SUCCESS;
	owner->refuses--;
	owner->phase = IS_CLOSED;
	return STATUS_UNSUCCESSFUL;
}

static VOID started(VMBCHANNEL channel)
{
	state_callback(owner_of(channel), STARTED);
}

static VOID post_started(VMBCHANNEL channel)
{
	state_callback(owner_of(channel), POST_STARTED);
}

static VOID suspend(VMBCHANNEL channel)
{
	state_callback(owner_of(channel), SUSPEND);
}

static VOID closed(VMBCHANNEL channel)
{
	state_callback(owner_of(channel), CLOSED);
}

static VOID pnp_failure(VMBCHANNEL channel, NTSTATUS status)
{
	owner_of(channel)->failed_status = status;
	state_callback(owner_of(channel), PNP_FAILURE);
}

static VOID process(VMBCHANNEL channel, VMBPACKETCOMPLETION packet, PVOID buffer,
		    UINT32 size, UINT32 flags)
{
	struct owner *owner = owner_of(channel);

	event_begins(owner, PACKET);
	if (owner->phase != IS_STARTED && owner->phase != IS_RUNNING)
		sched_fail("%s: a packet in phase %d", owner->name, owner->phase);
	if (owner->in_packet)
		sched_fail("%s: two packets at a time", owner->name);
	owner->in_packet = true;
	if (!owner->holds)
		VmbChannelPacketComplete(packet, buffer, size);
	else if (owner->held_count < OWNER_HOLDS)
		owner->held[owner->held_count++] = packet;
	else
		sched_fail("%s: more packets than it can hold", owner->name);
	event_ends(owner, PACKET);
	owner->in_packet = false;
}

void owner_complete(struct owner *owner)
{
	while (owner->held_count)
		VmbChannelPacketComplete(owner->held[--owner->held_count], NULL, 0);
}

static void owner_make(struct owner *owner, const char *name, PDEVICE_OBJECT parent,
		       bool is_server)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;

	memset(owner, 0, sizeof(*owner));
	owner->name = name;
	/* Nothing comes before it is enabled. */
	owner->disabled = true;
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.EvtChannelOpened = opened;
	events.EvtChannelStarted = started;
	events.EvtChannelPostStarted = post_started;
	events.EvtChannelSuspend = suspend;
	events.EvtChannelClosed = closed;
	MUST(!VmbChannelAllocate(parent, is_server, &owner->channel));
	VmbChannelSetPointer(owner->channel, owner);
	MUST(!VmbChannelInitSetMaximumPacketSize(owner->channel, 64));
	MUST(!VmbChannelInitSetStateChangeCallbacks(owner->channel, &events));
	MUST(!VmbChannelInitSetProcessPacketCallbacks(owner->channel, process, NULL));
}

const GUID owner_type = { 1 };
static const GUID instance = { 2 };

static void make_server(struct owner *owner, const char *name)
{
	owner_make(owner, name, NULL, true);
	MUST(!VmbServerChannelInitSetFlags(owner->channel,
					   VMBUS_SERVER_CHANNEL_INIT_FLAG_LOOPBACK_OFFER));
	MUST(!VmbServerChannelInitSetTargetInterfaceId(owner->channel, owner_type,
						       instance));
}

void owner_make_server(void)
{
	make_server(&server, "server");
}

void owner_make_heir(void)
{
	make_server(&heir, "heir");
}

static void make_client(PDEVICE_OBJECT parent)
{
	owner_make(&client, "client", parent, false);
	MUST(!VmbClientChannelInitSetRingBufferPageCount(client.channel, 1, 1));
}

void owner_make_bound(PDEVICE_OBJECT device)
{
	make_client(device);
}

void owners_make(void)
{
	owner_make_server();
	make_client(NULL);
	MUST(!VmbClientChannelInitSetTargetPnp(client.channel, &owner_type, &instance,
					       pnp_failure));
}

void owners_open(void)
{
	owners_make();
	owner_enable(&server);
	owner_start(&server);
	owner_enable(&client);
	owner_await(&server, POST_STARTED, 1);
	owner_await(&client, POST_STARTED, 1);
}

/*
 * The memory stays for a while, for stale handles: for these, only its first member is
 * to be read from now on.
 */
static void poison(struct vmbkmcl_channel *channel)
{
	char *after = (char *)channel + 8;

	__asan_poison_memory_region(after, (char *)(channel + 1) - after);
}

void owner_clean_up(struct owner *owner)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)owner->channel;

	VmbChannelCleanup(owner->channel);
	if (memcmp(explore_totals, channel->counters, sizeof(channel->counters)))
		sched_fail("%s: something was counted that is not in the totals", owner->name);
	poison(channel);
}

void owner_free(struct owner *owner)
{
	struct vmbkmcl_channel *channel = (struct vmbkmcl_channel *)owner->channel;
	unsigned int i;

	for (i = 0; i < owner->sent_count; i++) {
		if (owner->sent[i].completions != owner->sent[i].accepted)
			sched_fail("%s: packet %u was %s and completed %u times",
				   owner->name, i,
				   owner->sent[i].accepted ? "accepted" : "refused",
				   owner->sent[i].completions);
	}
	if (channel->want_enabled || channel->state)
		sched_fail("%s: is not disabled at the end", owner->name);
	owner_clean_up(owner);
}

void owners_free(void)
{
	memset(client.on, 0, sizeof(client.on));
	memset(server.on, 0, sizeof(server.on));
	owner_disable(&client);
	owner_disable(&server);
	owner_free(&client);
	owner_free(&server);
}

void owner_enable(struct owner *owner)
{
	owner->disabled = false;
	MUST(VmbChannelEnable(owner->channel) == STATUS_SUCCESS);
}

void owner_start(struct owner *owner)
{
	owner->paused = false;
	VmbChannelStart(owner->channel);
}

void owner_disable(struct owner *owner)
{
	VmbChannelDisable(owner->channel);
	owner->disabled = true;
}

void owner_pause(struct owner *owner)
{
	VmbChannelPause(owner->channel);
	owner->paused = true;
}

void owner_await(struct owner *owner, enum owner_event event, unsigned int count)
{
	wait_event(owner->changed, owner->count[event] >= count);
}

static VOID was_sent(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	struct owner_sent *sent = VmbPacketGetPointer(packet);
	struct owner *owner = sent->owner;

	event_begins(owner, SENT);
	if (++sent->completions > 1)
		sched_fail("%s: a packet is completed twice", owner->name);
	sent->status = status;
	VmbPacketFree(packet);
	event_ends(owner, SENT);
}

static NTSTATUS send(struct owner *owner, UINT32 flags)
{
	VMBPACKET packet = VmbPacketAllocate(owner->channel);
	struct owner_sent *sent;
	u64 payload = 1;
	NTSTATUS status;

	if (owner->sent_count == OWNER_SENDS)
		sched_fail("%s: more than %d packets", owner->name, OWNER_SENDS);
	sent = &owner->sent[owner->sent_count++];
	sent->owner = owner;
	VmbPacketSetPointer(packet, sent);
	VmbPacketSetCompletionRoutine(packet, was_sent);
	status = VmbPacketSend(packet, &payload, sizeof(payload), NULL, flags);
	sent->accepted = status == STATUS_SUCCESS;
	sched_trace("%s sends: %#x", owner->name, status);
	if (status)
		VmbPacketFree(packet);
	return status;
}

NTSTATUS owner_send(struct owner *owner)
{
	return send(owner, 0);
}

NTSTATUS owner_request(struct owner *owner)
{
	return send(owner, VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION);
}

NTSTATUS owner_ask(struct owner *owner, unsigned int ms)
{
	LARGE_INTEGER timeout = { .QuadPart = -10000ll * ms };
	u64 question = 1, answer = 0;
	UINT32 size = sizeof(answer);
	NTSTATUS status;

	status = VmbChannelSendSynchronousRequest(owner->channel, &question,
						  sizeof(question), NULL,
						  VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION,
						  &answer, &size, ms ? &timeout : NULL);
	sched_trace("%s asks: %#x", owner->name, status);
	return status;
}

NTSTATUS owner_ask_with_memory(struct owner *owner)
{
	struct {
		MDL mdl;
		PFN_NUMBER pfns[1];
	} memory = { .mdl = { .MdlFlags = MDL_PAGES_LOCKED, .ByteCount = 8 } };
	u64 question = 1;
	NTSTATUS status;

	status = VmbChannelSendSynchronousRequest(owner->channel, &question,
						  sizeof(question), &memory.mdl,
						  VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION,
						  NULL, NULL, NULL);
	sched_trace("%s asks: %#x", owner->name, status);
	return status;
}

void owner_must_talk(struct owner *owner)
{
	NTSTATUS status = owner_ask(owner, 0);

	if (status != STATUS_SUCCESS)
		sched_fail("%s is mute: %#x", owner->name, status);
}

static void thread_context(void *arg)
{
	struct thread *thread = arg;

	SCHED_POINT("a thread begins");
	thread->fn();
	complete(&thread->done);
}

void thread_start(struct thread *thread, const char *name, void (*fn)(void))
{
	const struct sched_start start = {
		.name = name, .fn = thread_context, .arg = thread, .object = thread,
	};

	thread->fn = fn;
	init_completion(&thread->done);
	sched_start(&start);
}

void thread_join(struct thread *thread)
{
	wait_for_completion(&thread->done);
}
