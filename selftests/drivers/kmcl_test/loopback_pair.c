// SPDX-License-Identifier: GPL-2.0-only
/*
 * loopback_pair.c - the life of a pair of channels.
 */
#include <linux/completion.h>
#include <linux/slab.h>

#include "loopback_pair.h"

/* {2a8d7c19-40a4-49d3-9f7a-6b6d636c7432} */
const GUID pair_type = {
	0x2a8d7c19, 0x40a4, 0x49d3,
	{ 0x9f, 0x7a, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x32 },
};

/* In the order of shipping Windows servers. */
bool pair_make_server(struct pair *p)
{
	DECLARE_CONST_UNICODE_STRING(name, L"kmcl_test server");
	struct kcase *t = p->t;
	VMBCHANNEL ch;

	if (!endpoint_allocate(&p->server, true))
		return false;
	ch = p->server.channel;
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch, 4096),
		  STATUS_SUCCESS);
	VmbChannelSetPointer(ch, &p->server);
	EXPECT_EQ(t, VmbServerChannelInitSetTargetInterfaceId(ch, pair_type,
							      p->instance),
		  STATUS_SUCCESS);
	endpoint_set_callbacks(&p->server);
	EXPECT_EQ(t, VmbServerChannelInitSetFlags(ch, p->server_flags),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetFriendlyName(ch, &name), STATUS_SUCCESS);
	return !kcase_failed(t);
}

bool pair_make_client(struct pair *p)
{
	const struct client_setup setup = {
		.max_external = p->max_external,
		.max_chain = p->max_chain,
	};

	return endpoint_make_client(&p->client, &setup, &pair_type, &p->instance);
}

bool pair_enable(struct endpoint *end)
{
	if (!endpoint_enable(end))
		return false;
	VmbChannelStart(end->channel);
	return true;
}

bool pair_open(struct pair *p)
{
	if (!pair_enable(&p->server) || !pair_enable(&p->client))
		return false;
	EXPECT_HISTORY_SOON(&p->server, "OSP");
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	return !kcase_failed(p->t);
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
	/* A description of 8 MiB does not fit the rings used here. */
	p->max_external = 4 << 20;
	p->max_chain = 16;
	endpoint_init(&p->server, t);
	endpoint_init(&p->client, t);
	p->server.packet = pair_answer;
	p->client.packet = pair_answer;
	t->priv = p;
	return 0;
}

int pair_setup(struct kcase *t)
{
	int error = pair_new(t);
	struct pair *p = t->priv;

	if (error)
		return error;
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
	endpoint_destroy(&p->client);
	endpoint_destroy(&p->server);
	kfree(p);
	t->priv = NULL;
}

/**
 * struct echo - a request whose answer is waited for
 * @done: its routine has run
 * @status: of the routine
 * @size: bytes of the answer
 * @answer: where these go
 * @room: bytes that there are
 */
struct echo {
	struct completion done;
	NTSTATUS status;
	u32 size;
	void *answer;
	u32 room;
};

static void echo_done(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	struct echo *echo = VmbPacketGetPointer(packet);

	echo->status = status;
	echo->size = size;
	if (size)
		memcpy(echo->answer, buffer, min(size, echo->room));
	VmbPacketFree(packet);
	complete(&echo->done);
}

/* A server may not send synchronous requests that it waits for. */
static NTSTATUS echo_send(struct endpoint *from, struct echo *echo, void *bytes,
			  u32 size)
{
	VMBPACKET packet = VmbPacketAllocate(from->channel);
	NTSTATUS status;

	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	init_completion(&echo->done);
	VmbPacketSetPointer(packet, echo);
	VmbPacketSetCompletionRoutine(packet, echo_done);
	status = VmbPacketSend(packet, bytes, size, NULL, WAIT);
	if (!NT_SUCCESS(status)) {
		VmbPacketFree(packet);
		return status;
	}
	/* It ends when the channel does, so there is a limit. */
	wait_for_completion(&echo->done);
	return echo->status;
}

bool pair_echo(struct endpoint *from, u32 size)
{
	struct kcase *t = from->t;
	u8 *bytes = kzalloc(2 * size, GFP_KERNEL);
	struct echo echo = { .answer = bytes + size, .room = size };
	NTSTATUS status;

	if (!bytes) {
		FAIL(t, "no memory");
		return false;
	}
	kmcltest_fill_bytes(bytes, size, size);
	status = echo_send(from, &echo, bytes, size);
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_GE(t, echo.size, size);
	if (NT_SUCCESS(status))
		EXPECT_MEM_EQ(t, bytes, bytes + size, size);
	kfree(bytes);
	return NT_SUCCESS(status);
}

void pair_send_done(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	struct endpoint *end = VmbPacketGetPointer(packet);

	if (!NT_SUCCESS(status))
		atomic_inc(&end->failed);
	VmbPacketFree(packet);
	/* Last: the test may end once it has seen the count. */
	smp_mb__before_atomic();
	atomic64_inc(&end->done);
}

NTSTATUS pair_send(struct endpoint *from, void *buffer, u32 size, u32 flags)
{
	VMBPACKET packet = VmbPacketAllocate(from->channel);
	NTSTATUS status;

	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	VmbPacketSetPointer(packet, from);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	status = VmbPacketSend(packet, buffer, size, NULL, flags);
	if (!NT_SUCCESS(status))
		VmbPacketFree(packet);
	return status;
}

void pair_answer(struct endpoint *end, VMBPACKETCOMPLETION packet, void *buffer,
		 u32 size, u32 flags)
{
	VmbChannelPacketComplete(packet, buffer, size);
}

void pair_hold(struct endpoint *end, VMBPACKETCOMPLETION packet, void *buffer,
	       u32 size, u32 flags)
{
	struct pair *p = pair_of(end->t);
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
