// SPDX-License-Identifier: GPL-2.0-only
/*
 * save_restore.c - a busy server is saved into chunks, and another channel
 * object goes on in its place. Its client notices nothing.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "loopback_pair.h"
#include "suites.h"

#define CHUNKS_MAX	4096
#define MARK		0x6d61726bu

/**
 * struct chunks - saved state, each chunk in memory of its own
 * @chunk: the chunks
 * @size: bytes of each
 * @count: how many
 */
struct chunks {
	void **chunk;
	u32 *size;
	u32 count;
};

/**
 * struct saving - of one case
 * @chunks: the state
 * @saved: EvtChannelSavePacket calls that saved
 * @restored: EvtChannelRestorePacket calls
 * @lose: EvtChannelRestorePacket makes no packet
 */
struct saving {
	struct chunks chunks;
	u32 saved;
	u32 restored;
	bool lose;
};

static struct endpoint *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

/* The owner's part of a packet is 12 bytes: a size that needs padding. */
static NTSTATUS save_packet(VMBCHANNEL channel, VMBPACKET packet, PVOID buffer,
			    UINT32 size, PUINT32 needed)
{
	struct saving *saving = pair_of(of_channel(channel)->t)->priv;
	const u32 mark[3] = { MARK, ~MARK, MARK };

	*needed = sizeof(mark);
	if (size < sizeof(mark))
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(buffer, mark, sizeof(mark));
	saving->saved++;
	return STATUS_SUCCESS;
}

static NTSTATUS restore_packet(VMBCHANNEL channel, PVOID ours, UINT32 size,
			       PVOID theirs, UINT32 theirs_size)
{
	struct endpoint *end = of_channel(channel);
	struct saving *saving = pair_of(end->t)->priv;
	struct kcase *t = end->t;
	VMBPACKET packet;
	NTSTATUS status;

	if (saving->lose)
		return STATUS_SUCCESS;
	EXPECT_EQ(t, theirs_size, 12u);
	EXPECT_EQ(t, ((u32 *)theirs)[1], ~MARK);
	packet = VmbPacketAllocate(channel);
	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	VmbPacketSetPointer(packet, end);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	EXPECT_EQ(t, VmbPacketRestore(NULL, ours, size),
		  STATUS_INVALID_PARAMETER_1);
	EXPECT_EQ(t, VmbPacketRestore(packet, theirs, size),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbPacketRestore(packet, ours, size - 1),
		  STATUS_INVALID_PARAMETER_3);
	status = VmbPacketRestore(packet, ours, size);
	if (!NT_SUCCESS(status)) {
		VmbPacketFree(packet);
		return status;
	}
	saving->restored++;
	/* A packet can be restored only once. */
	EXPECT_EQ(t, VmbPacketRestore(packet, ours, size),
		  STATUS_INVALID_PARAMETER_2);
	return STATUS_SUCCESS;
}

static bool with_callbacks(struct pair *p)
{
	NTSTATUS status;

	status = VmbServerChannelInitSetSaveRestorePacketCallbacks(p->server.channel,
								   save_packet,
								   restore_packet);
	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	return NT_SUCCESS(status);
}

static int saving_setup(struct kcase *t)
{
	int error = pair_setup(t);
	struct saving *saving;

	if (error)
		return error;
	saving = kzalloc(sizeof(*saving), GFP_KERNEL);
	if (!saving)
		return -ENOMEM;
	pair_of(t)->priv = saving;
	saving->chunks.chunk = kvcalloc(CHUNKS_MAX, sizeof(void *), GFP_KERNEL);
	saving->chunks.size = kvcalloc(CHUNKS_MAX, sizeof(u32), GFP_KERNEL);
	if (!saving->chunks.chunk || !saving->chunks.size)
		return -ENOMEM;
	return with_callbacks(pair_of(t)) && pair_open(pair_of(t)) ? 0 : -EIO;
}

static void chunks_clear(struct chunks *chunks)
{
	while (chunks->count)
		kfree(chunks->chunk[--chunks->count]);
}

static void saving_teardown(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = p ? p->priv : NULL;

	pair_teardown(t);
	if (!saving)
		return;
	if (saving->chunks.chunk)
		chunks_clear(&saving->chunks);
	kvfree(saving->chunks.chunk);
	kvfree(saving->chunks.size);
	kfree(saving);
}

/* Save one chunk of at most @size bytes, or of as many as are required. */
static NTSTATUS save_chunk(struct pair *p, u32 size)
{
	struct saving *saving = p->priv;
	struct chunks *chunks = &saving->chunks;
	ULONG filled, required;
	NTSTATUS status;
	void *buffer;

	buffer = kmalloc(size, GFP_KERNEL);
	if (!buffer || chunks->count == CHUNKS_MAX) {
		FAIL(p->t, "no memory");
		kfree(buffer);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	status = VmbChannelSaveContinue(p->server.channel, buffer, size,
					&filled, &required);
	if (status == STATUS_BUFFER_TOO_SMALL) {
		kfree(buffer);
		EXPECT_EQ(p->t, filled, 0u);
		EXPECT_GT(p->t, required, size);
		return required > size ? save_chunk(p, required) : status;
	}
	EXPECT_LE(p->t, filled, size);
	EXPECT_GT(p->t, filled, 0u);
	chunks->chunk[chunks->count] = buffer;
	chunks->size[chunks->count++] = filled;
	return status;
}

static bool save_all(struct pair *p, u32 size)
{
	NTSTATUS status = VmbChannelSaveBegin(p->server.channel);

	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	if (!NT_SUCCESS(status))
		return false;
	do {
		status = save_chunk(p, size);
	} while (status == STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	VmbChannelSaveEnd(p->server.channel);
	return NT_SUCCESS(status);
}

/* Feed all chunks to @p's server, which is new. */
static NTSTATUS restore_all(struct pair *p)
{
	struct saving *saving = p->priv;
	struct chunks *chunks = &saving->chunks;
	NTSTATUS status = STATUS_UNSUCCESSFUL;
	u32 i;

	for (i = 0; i < chunks->count; i++) {
		status = VmbChannelRestoreFromBuffer(p->server.channel,
						     chunks->chunk[i],
						     chunks->size[i]);
		if (i + 1 < chunks->count)
			EXPECT_EQ(p->t, status,
				  STATUS_MORE_PROCESSING_REQUIRED);
		if (status != STATUS_MORE_PROCESSING_REQUIRED)
			break;
	}
	return status;
}

/* Clean up the old server, and restore a new one from what it saved. */
static bool replace_server(struct pair *p)
{
	endpoint_destroy(&p->server);
	endpoint_history_reset(&p->server);
	atomic64_set(&p->server.done, 0);
	atomic_set(&p->server.failed, 0);
	if (!pair_make_server(p) || !with_callbacks(p))
		return false;
	EXPECT_EQ(p->t, restore_all(p), STATUS_SUCCESS);
	return !kcase_failed(p->t);
}

static void test_idle(struct kcase *t)
{
	struct pair *p = pair_of(t);

	pair_echo(&p->client, 100);
	if (!save_all(p, 4096) || !replace_server(p))
		return;
	ASSERT_TRUE(t, pair_enable(&p->server));
	EXPECT_HISTORY_SOON(&p->server, "OSP");
	pair_echo(&p->client, 100);
	pair_echo(&p->server, 100);
	/* The client has seen no state callback. */
	EXPECT_HISTORY_SOON(&p->client, "OSP");
}

/*
 * Requests both ways, some in flight, some queued behind a full ring: the
 * client holds what it got, and its own are in the ring or being answered.
 */
static void test_busy(struct kcase *t)
{
	u32 i, from_client = 40, from_server = 300, kept;
	struct pair *p = pair_of(t);
	struct saving *saving = p->priv;
	u8 *message = kzalloc(1024, GFP_KERNEL);
	u32 chunk = t->arg;

	ASSERT_NOT_NULL(t, message);
	p->client.packet = pair_hold;
	VmbChannelSetTransactionQuota(p->client.channel, 30);
	for (i = 0; i < from_server; i++)
		EXPECT_EQ(t, pair_send(&p->server, message, 1024, WAIT),
			  STATUS_SUCCESS);
	for (i = 0; i < from_client; i++)
		EXPECT_EQ(t, pair_send(&p->client, message, 1024, WAIT),
			  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 30, WAIT_MS);
	if (!save_all(p, chunk))
		goto free;
	/* All were saved, and the originals fail when their channel closes. */
	kept = saving->saved;
	EXPECT_EQ(t, kept, from_server);
	EXPECT_EQ(t, atomic64_read(&p->server.done), 0);
	endpoint_disable(&p->server);
	EXPECT_EQ(t, atomic_read(&p->server.failed), (int)from_server);
	if (!replace_server(p))
		goto free;
	EXPECT_EQ(t, saving->restored, kept);
	ASSERT_TRUE(t, pair_enable(&p->server));
	p->client.packet = pair_answer;
	VmbChannelSetTransactionQuota(p->client.channel, 4096);
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == from_server, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == from_client, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	EXPECT_EQ(t, atomic_read(&p->client.packets), (int)from_server);
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_echo(&p->client, 64);
free:
	kfree(message);
}

/* A saved server is suspended; VmbChannelStart has it go on. */
static void test_resume(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 1;

	if (!save_all(p, 4096))
		return;
	EXPECT_EQ(t, pair_send(&p->server, &message, sizeof(message), WAIT),
		  STATUS_INVALID_DEVICE_STATE);
	VmbChannelStart(p->server.channel);
	EXPECT_HISTORY_SOON(&p->server, "OSPUSP");
	pair_echo(&p->client, 8);
	pair_echo(&p->server, 8);
	EXPECT_HISTORY_SOON(&p->client, "OSP");
}

static void test_broken_off(struct kcase *t)
{
	struct pair *p = pair_of(t);
	ULONG filled, required;
	u8 byte;

	ASSERT_EQ(t, VmbChannelSaveBegin(p->server.channel), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelSaveBegin(p->server.channel),
		  STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, &byte, 1,
					    &filled, &required),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_GT(t, required, 1u);
	VmbChannelSaveEnd(p->server.channel);
	/* The server goes on without VmbChannelStart. */
	EXPECT_HISTORY_SOON(&p->server, "OSPUSP");
	pair_echo(&p->client, 8);
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, &byte, 1,
					    &filled, &required),
		  STATUS_INVALID_DEVICE_STATE);
}

static void test_client_leaves(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = p->priv;
	u64 message = 1;
	u32 i;

	p->client.packet = pair_hold;
	p->client.suspend = NULL;
	for (i = 0; i < 10; i++)
		EXPECT_EQ(t, pair_send(&p->server, &message, sizeof(message),
				       WAIT), STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 10, WAIT_MS);
	if (!save_all(p, 1))
		return;
	endpoint_destroy(&p->server);
	/* The client stays open without a server, and can be disabled. */
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_release(p);
	p->client.packet = pair_answer;
	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	if (!replace_server(p))
		return;
	EXPECT_EQ(t, saving->restored, 10u);
	ASSERT_TRUE(t, pair_enable(&p->server));
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	/* The former client held them: they fail, and the next one sees none. */
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 10, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 10);
	pair_echo(&p->client, 8);
}

static void test_save_refused(struct kcase *t)
{
	struct pair *p = pair_of(t);
	ULONG filled, required;
	u8 byte[64];

	EXPECT_EQ(t, VmbChannelSaveContinue(p->client.channel, byte, 64,
					    &filled, &required),
		  STATUS_INVALID_PARAMETER_1);
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, byte, 64,
					    &filled, &required),
		  STATUS_INVALID_DEVICE_STATE);
}

static void test_begin_refused(struct kcase *t)
{
	struct pair *p = pair_of(t);

	EXPECT_EQ(t, VmbChannelSaveBegin(p->client.channel),
		  STATUS_INVALID_PARAMETER_1);
	endpoint_disable(&p->server);
	EXPECT_EQ(t, VmbChannelSaveBegin(p->server.channel),
		  STATUS_INVALID_DEVICE_STATE);
}

/* A packet that comes meanwhile stays in the ring, and is not lost. */
static void test_begin_suspends(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 1;

	ASSERT_EQ(t, VmbChannelSaveBegin(p->server.channel), STATUS_SUCCESS);
	EXPECT_HISTORY_SOON(&p->server, "OSPU");
	EXPECT_EQ(t, pair_send(&p->server, &message, sizeof(message), WAIT),
		  STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, pair_send(&p->client, &message, sizeof(message), WAIT),
		  STATUS_SUCCESS);
	msleep(50);
	EXPECT_EQ(t, atomic_read(&p->server.packets), 0);
	VmbChannelSaveEnd(p->server.channel);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
}

/* Only inside the callback, and with what the callback was given. */
static void test_restore_packet(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = p->priv;
	u64 message = 1;
	VMBPACKET packet;

	p->client.packet = pair_hold;
	EXPECT_EQ(t, pair_send(&p->server, &message, 8, WAIT),
		  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 1, WAIT_MS);
	if (!save_all(p, 4096) || !replace_server(p))
		return;
	EXPECT_EQ(t, saving->restored, 1u);
	packet = VmbPacketAllocate(p->server.channel);
	ASSERT_NOT_NULL(t, packet);
	EXPECT_EQ(t, VmbPacketRestore(packet, saving->chunks.chunk[0],
				      saving->chunks.size[0]),
		  STATUS_INVALID_PARAMETER_2);
	VmbPacketFree(packet);
	ASSERT_TRUE(t, pair_enable(&p->server));
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
}

static void test_restore_refused(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = p->priv;
	struct chunks *chunks = &saving->chunks;
	u32 i;

	if (!save_all(p, 4096))
		return;
	ASSERT_EQ(t, chunks->count, 1u);
	EXPECT_EQ(t, VmbChannelRestoreFromBuffer(p->server.channel,
						 chunks->chunk[0],
						 chunks->size[0]),
		  STATUS_INVALID_PARAMETER_1);
	EXPECT_EQ(t, VmbChannelRestoreFromBuffer(p->client.channel,
						 chunks->chunk[0],
						 chunks->size[0]),
		  STATUS_INVALID_PARAMETER_1);
	endpoint_destroy(&p->server);
	if (!pair_make_server(p))
		return;
	EXPECT_EQ(t, VmbChannelRestoreFromBuffer(p->server.channel, NULL, 8),
		  STATUS_INVALID_PARAMETER_2);
	/* Cut anywhere, it is either refused or unfinished. */
	for (i = 0; i < chunks->size[0]; i++) {
		NTSTATUS status;

		status = VmbChannelRestoreFromBuffer(p->server.channel,
						     chunks->chunk[0], i);
		EXPECT_TRUE(t, status == STATUS_INVALID_PARAMETER_2 ||
			       status == STATUS_MORE_PROCESSING_REQUIRED);
		if (status == STATUS_MORE_PROCESSING_REQUIRED) {
			VmbChannelCleanup(p->server.channel);
			ASSERT_TRUE(t, pair_make_server(p));
		}
	}
}

static void test_restore_random(struct kcase *t)
{
	u32 round, rounds = kcase_scaled(t, 500);
	struct pair *p = pair_of(t);
	struct saving *saving = p->priv;
	struct chunks *chunks = &saving->chunks;
	u64 message = 1;
	u8 *copy;

	p->client.packet = pair_hold;
	EXPECT_EQ(t, pair_send(&p->server, &message, 8, WAIT),
		  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 1, WAIT_MS);
	if (!save_all(p, 4096))
		return;
	endpoint_destroy(&p->server);
	copy = kmalloc(chunks->size[0], GFP_KERNEL);
	ASSERT_NOT_NULL(t, copy);
	saving->lose = true;
	for (round = 0; round < rounds && !kcase_failed(t); round++) {
		memcpy(copy, chunks->chunk[0], chunks->size[0]);
		copy[kcase_random_range(t, 0, chunks->size[0] - 1)] ^=
			1 << kcase_random_range(t, 0, 7);
		if (!pair_make_server(p) || !with_callbacks(p))
			break;
		/* Any status is right, as long as nothing leaks or breaks. */
		VmbChannelRestoreFromBuffer(p->server.channel, copy,
					    chunks->size[0]);
		endpoint_destroy(&p->server);
	}
	kfree(copy);
	pair_release(p);
}

static void test_lost_by_owner(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = p->priv;
	u64 message = 1;

	p->client.packet = pair_hold;
	EXPECT_EQ(t, pair_send(&p->server, &message, 8, WAIT),
		  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 1, WAIT_MS);
	if (!save_all(p, 4096))
		return;
	endpoint_destroy(&p->server);
	saving->lose = true;
	if (pair_make_server(p) && with_callbacks(p))
		EXPECT_EQ(t, restore_all(p), STATUS_UNSUCCESSFUL);
	pair_release(p);
}

static const struct kcase_spec save_cases[] = {
	KCASE(idle, "the restored server goes on with the same client",
	      test_idle),
	KCASE_ARG(chunks_of_1, "a busy server, buffers from 1 byte upwards",
		  test_busy, 1),
	KCASE_ARG(chunks_of_100, "a busy server, buffers of 100 bytes",
		  test_busy, 100),
	KCASE_ARG(chunks_of_1000, "a busy server, buffers of 1,000 bytes",
		  test_busy, 1000),
	KCASE_ARG(one_chunk, "a busy server, one large buffer", test_busy,
		  1 << 20),
	KCASE(started_again, "Start makes the save void and goes on",
	      test_resume),
	KCASE(refused, "clients, out of turn", test_save_refused),
};
const struct kcase_suite save_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSaveContinue", save_cases, saving_setup,
			    saving_teardown);

static const struct kcase_spec save_begin_cases[] = {
	KCASE(suspends, "nothing is sent or presented until SaveEnd",
	      test_begin_suspends),
	KCASE(refused, "clients, disabled channels", test_begin_refused),
};
const struct kcase_suite save_begin_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSaveBegin", save_begin_cases,
			    saving_setup, saving_teardown);

static const struct kcase_spec save_end_cases[] = {
	KCASE(broken_off, "before the end of the state it leaves all as it was",
	      test_broken_off),
};
const struct kcase_suite save_end_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSaveEnd", save_end_cases, saving_setup,
			    saving_teardown);

static const struct kcase_spec packet_restore_cases[] = {
	KCASE(as_given, "a packet takes up what was saved, once",
	      test_restore_packet),
};
const struct kcase_suite packet_restore_suite =
	KCASE_SUITE_FIXTURE("VmbPacketRestore", packet_restore_cases,
			    saving_setup, saving_teardown);

static const struct kcase_spec restore_cases[] = {
	KCASE(client_left, "the next client gets a fresh channel",
	      test_client_leaves),
	KCASE(refused, "wrong channels, cut state", test_restore_refused),
	KCASE(flipped_bits, "state with a bit flipped breaks nothing",
	      test_restore_random),
	KCASE(owner_loses_packet, "a packet that the owner does not restore fails it",
	      test_lost_by_owner),
};
const struct kcase_suite restore_suite =
	KCASE_SUITE_FIXTURE("VmbChannelRestoreFromBuffer", restore_cases,
			    saving_setup, saving_teardown);
