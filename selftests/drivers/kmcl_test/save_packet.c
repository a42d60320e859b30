// SPDX-License-Identifier: GPL-2.0-only
/*
 * save_packet.c - how EvtChannelSavePacket is called, and what of it arrives at
 * EvtChannelRestorePacket.
 */
#include <linux/slab.h>

#include "saving.h"
#include "suites.h"

#define PACKETS		6u
#define OWNER_SIZE	200u

/**
 * struct asking - how a case's EvtChannelSavePacket behaves, and was called
 * @needs: bytes that it needs; 0: nothing
 * @failure: what it returns when it asks for them
 * @failure_with_room: what it returns when it has got them
 * @packets: the packets, in the order of their first calls
 * @first: calls without a buffer, of each
 * @second: calls with one, of each
 * @count: packets
 * @restored: packets that were restored with these bytes
 * @inside: what else it does when it has a buffer
 */
struct asking {
	u32 needs;
	NTSTATUS failure;
	NTSTATUS failure_with_room;
	VMBPACKET packets[PACKETS + 1];
	u32 first[PACKETS + 1];
	u32 second[PACKETS + 1];
	u32 count;
	u32 restored;
	void (*inside)(struct kcase *t);
};

static struct endpoint *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

static struct asking *asking_of(struct kcase *t)
{
	return saving_of(t)->priv;
}

static u32 number_of(struct asking *asking, VMBPACKET packet)
{
	u32 i;

	for (i = 0; i < asking->count; i++) {
		if (asking->packets[i] == packet)
			return i;
	}
	if (asking->count < PACKETS)
		asking->packets[asking->count++] = packet;
	return i;
}

static NTSTATUS ask(VMBCHANNEL channel, VMBPACKET packet, PVOID buffer,
		    UINT32 size, PUINT32 needed)
{
	struct kcase *t = of_channel(channel)->t;
	struct asking *asking = asking_of(t);
	u32 number = number_of(asking, packet);

	*needed = asking->needs;
	if (!size) {
		EXPECT_NULL(t, buffer);
		EXPECT_EQ(t, asking->second[number], 0u);
		asking->first[number]++;
		return asking->failure;
	}
	asking->second[number]++;
	EXPECT_GE(t, size, asking->needs);
	kmcltest_fill_bytes(buffer, size, 3);
	if (asking->inside)
		asking->inside(t);
	return asking->failure_with_room;
}

static NTSTATUS restore(VMBCHANNEL channel, PVOID ours, UINT32 size,
			PVOID theirs, UINT32 theirs_size)
{
	struct endpoint *end = of_channel(channel);
	struct asking *asking = asking_of(end->t);
	struct kcase *t = end->t;
	u8 *want;

	if (!asking->needs) {
		EXPECT_NULL(t, theirs);
		EXPECT_EQ(t, theirs_size, 0u);
		asking->restored++;
		return saving_restore_packet(channel, ours, size, theirs,
					     theirs_size);
	}
	EXPECT_GE(t, theirs_size, asking->needs);
	want = kmalloc(theirs_size, GFP_KERNEL);
	if (!want)
		return STATUS_INSUFFICIENT_RESOURCES;
	kmcltest_fill_bytes(want, theirs_size, 3);
	EXPECT_MEM_EQ(t, want, theirs, asking->needs);
	kfree(want);
	asking->restored++;
	return saving_restore_packet(channel, ours, size, theirs, theirs_size);
}

static bool set_callbacks(struct pair *p)
{
	NTSTATUS status;

	status = VmbServerChannelInitSetSaveRestorePacketCallbacks(p->server.channel,
								   ask, restore);
	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	return NT_SUCCESS(status);
}

/* A server of which the client holds PACKETS requests. */
static bool asking_begin(struct kcase *t, struct asking *asking)
{
	struct pair *p = pair_of(t);

	saving_of(t)->priv = asking;
	saving_of(t)->changed = true;
	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	endpoint_destroy(&p->server);
	endpoint_history_reset(&p->server);
	return pair_make_server(p) && set_callbacks(p) && pair_open(p) &&
	       saving_hold(p, PACKETS);
}

static bool asking_replace(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!saving_make_server(p) || !set_callbacks(p))
		return false;
	EXPECT_EQ(t, saving_restore(p, p->server.channel), STATUS_SUCCESS);
	if (kcase_failed(t) || !pair_enable(&p->server))
		return false;
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == PACKETS, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
	return true;
}

/* With chunks of a size at which none, one or all records fit. */
static void test_two_calls(struct kcase *t)
{
	struct asking asking = {
		.needs = OWNER_SIZE, .failure = STATUS_UNSUCCESSFUL,
	};
	struct pair *p = pair_of(t);
	u32 i;

	if (!asking_begin(t, &asking) || !saving_save(p, t->arg))
		return;
	EXPECT_EQ(t, asking.count, PACKETS);
	for (i = 0; i < PACKETS; i++) {
		EXPECT_EQ(t, asking.first[i], 1u);
		EXPECT_EQ(t, asking.second[i], 1u);
	}
	asking_replace(t);
	EXPECT_EQ(t, asking.restored, PACKETS);
}

static void test_nothing_needed(struct kcase *t)
{
	struct asking asking = { .failure = STATUS_SUCCESS };
	struct pair *p = pair_of(t);
	u32 i;

	if (!asking_begin(t, &asking) || !saving_save(p, 4096))
		return;
	EXPECT_EQ(t, asking.count, PACKETS);
	for (i = 0; i < PACKETS; i++) {
		EXPECT_EQ(t, asking.first[i], 1u);
		EXPECT_EQ(t, asking.second[i], 0u);
	}
	asking_replace(t);
	EXPECT_EQ(t, asking.restored, PACKETS);
}

/* The save fails with the owner's status, and the server goes on. */
static void failing(struct kcase *t, struct asking *asking, NTSTATUS want)
{
	struct pair *p = pair_of(t);
	ULONG filled, required;
	void *buffer;

	if (!asking_begin(t, asking))
		return;
	buffer = kmalloc(4096, GFP_KERNEL);
	ASSERT_NOT_NULL(t, buffer);
	EXPECT_EQ(t, VmbChannelSaveBegin(p->server.channel), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, buffer, 4096,
					    &filled, &required), want);
	/* It is not called for that packet again. */
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, buffer, 4096,
					    &filled, &required),
		  STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, asking->first[0], 1u);
	EXPECT_EQ(t, asking->first[1], 0u);
	VmbChannelSaveEnd(p->server.channel);
	EXPECT_HISTORY_SOON(&p->server, "OSPUSP");
	pair_echo(&p->client, 8);
	kfree(buffer);
	pair_release(p);
}

static void test_fails_without_need(struct kcase *t)
{
	struct asking asking = { .failure = STATUS_ACCESS_DENIED };

	failing(t, &asking, STATUS_ACCESS_DENIED);
}

static void test_fails_with_room(struct kcase *t)
{
	struct asking asking = {
		.needs = OWNER_SIZE, .failure = STATUS_BUFFER_TOO_SMALL,
		.failure_with_room = STATUS_ACCESS_DENIED,
	};

	failing(t, &asking, STATUS_ACCESS_DENIED);
	EXPECT_EQ(t, asking.second[0], 1u);
}

/* A second "too small" is the owner's error, and no request for a larger chunk. */
static void test_never_enough(struct kcase *t)
{
	struct asking asking = {
		.needs = OWNER_SIZE, .failure = STATUS_BUFFER_TOO_SMALL,
		.failure_with_room = STATUS_BUFFER_TOO_SMALL,
	};

	failing(t, &asking, STATUS_INTERNAL_ERROR);
	EXPECT_EQ(t, asking.second[0], 1u);
}

static void misuse(struct kcase *t)
{
	VMBCHANNEL ch = pair_of(t)->server.channel;
	ULONG filled, required;
	u8 byte;

	VmbChannelStart(ch);
	VmbChannelSaveEnd(ch);
	EXPECT_EQ(t, VmbChannelSaveBegin(ch), STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, VmbChannelSaveContinue(ch, &byte, 1, &filled, &required),
		  STATUS_INVALID_DEVICE_STATE);
}

static void test_misuse(struct kcase *t)
{
	struct asking asking = {
		.needs = OWNER_SIZE, .failure = STATUS_BUFFER_TOO_SMALL,
		.inside = misuse,
	};

	if (asking_begin(t, &asking) && saving_save(pair_of(t), 4096))
		asking_replace(t);
}

static const struct kcase_spec save_packet_cases[] = {
	KCASE_ARG(two_calls_small_chunks, "one without a buffer, one with all it asked for",
		  test_two_calls, 1),
	KCASE_ARG(two_calls_chunks_of_300, "the same, a record to a chunk",
		  test_two_calls, 300),
	KCASE_ARG(two_calls_one_chunk, "the same, all in one chunk",
		  test_two_calls, 1 << 16),
	KCASE(nothing_needed, "success of the first call: the owner has no part",
	      test_nothing_needed),
	KCASE(fails_without_need, "a failure that needs nothing fails the save",
	      test_fails_without_need),
	KCASE(fails_with_room, "a failure of the second call fails the save",
	      test_fails_with_room),
	KCASE(never_enough, "there is no third call", test_never_enough),
	KCASE(misuse, "calls that would wait for it do not hang", test_misuse),
};
const struct kcase_suite save_packet_suite =
	KCASE_SUITE_FIXTURE("EvtChannelSavePacket", save_packet_cases,
			    saving_setup, saving_teardown);
