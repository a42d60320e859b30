// SPDX-License-Identifier: GPL-2.0-only
/*
 * save_restore.c - a busy server is saved into chunks, and another channel
 * object goes on in its place. Its client notices nothing.
 */
#include <linux/delay.h>
#include <linux/slab.h>

#include "saving.h"
#include "suites.h"

static void test_idle(struct kcase *t)
{
	struct pair *p = pair_of(t);

	pair_echo(&p->client, 100);
	if (!saving_save(p, 4096) || !saving_replace(p))
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
	struct saving *saving = saving_of(t);
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
	if (!saving_save(p, chunk))
		goto free;
	/* All were saved, and the originals fail when their channel closes. */
	kept = saving->saved;
	EXPECT_EQ(t, kept, from_server);
	EXPECT_EQ(t, atomic64_read(&p->server.done), 0);
	endpoint_disable(&p->server);
	EXPECT_EQ(t, atomic_read(&p->server.failed), (int)from_server);
	if (!saving_replace(p))
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

	if (!saving_save(p, 4096))
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
	struct saving *saving = saving_of(t);

	if (!saving_hold(p, 10) || !saving_save(p, 1))
		return;
	endpoint_destroy(&p->server);
	/* The client stays open without a server, and can be disabled. */
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_release(p);
	p->client.packet = pair_answer;
	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	if (!saving_replace(p))
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

static void test_arguments(struct kcase *t)
{
	VMBCHANNEL ch = pair_of(t)->server.channel;
	ULONG filled, required;
	u8 byte[64];

	ASSERT_EQ(t, VmbChannelSaveBegin(ch), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelSaveContinue(ch, NULL, 64, &filled, &required),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbChannelSaveContinue(ch, byte, 64, NULL, &required),
		  STATUS_INVALID_PARAMETER_4);
	EXPECT_EQ(t, VmbChannelSaveContinue(ch, byte, 64, &filled, NULL),
		  STATUS_INVALID_PARAMETER_5);
	EXPECT_EQ(t, VmbChannelSaveContinue(ch, byte, 64, &filled, &required),
		  STATUS_SUCCESS);
	/* All is saved. */
	EXPECT_EQ(t, VmbChannelSaveContinue(ch, byte, 64, &filled, &required),
		  STATUS_INVALID_DEVICE_STATE);
	VmbChannelSaveEnd(ch);
}

/* A server without callbacks: KMCL makes the packets, and frees them. */
static void test_no_callbacks(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 1;

	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	endpoint_destroy(&p->server);
	endpoint_history_reset(&p->server);
	if (!pair_make_server(p) || !pair_open(p) || !saving_hold(p, 5) ||
	    !saving_save(p, 4096))
		return;
	endpoint_destroy(&p->server);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 5);
	endpoint_history_reset(&p->server);
	if (!pair_make_server(p))
		return;
	EXPECT_EQ(t, saving_restore(p, p->server.channel), STATUS_SUCCESS);
	ASSERT_TRUE(t, pair_enable(&p->server));
	pair_release(p);
	p->client.packet = pair_answer;
	EXPECT_EQ(t, pair_send(&p->server, &message, sizeof(message), WAIT),
		  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 6, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 5);
	pair_echo(&p->client, 8);
}

static void test_end_without_begin(struct kcase *t)
{
	struct pair *p = pair_of(t);

	/* Logged and ignored. */
	VmbChannelSaveEnd(p->server.channel);
	pair_echo(&p->client, 8);
	if (!saving_save(p, 4096))
		return;
	VmbChannelSaveEnd(p->server.channel);
	VmbChannelStart(p->server.channel);
	pair_echo(&p->client, 8);
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
	struct saving *saving = saving_of(t);
	VMBPACKET packet;

	if (!saving_hold(p, 1) || !saving_save(p, 4096) || !saving_replace(p))
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
	struct saving *saving = saving_of(t);
	struct chunks *chunks = &saving->chunks;
	u32 i;

	if (!saving_save(p, 4096))
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

static void test_lost_by_owner(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = saving_of(t);

	if (!saving_hold(p, 1) || !saving_save(p, 4096))
		return;
	endpoint_destroy(&p->server);
	saving->lose = true;
	if (pair_make_server(p) && saving_set_callbacks(t, p->server.channel))
		EXPECT_EQ(t, saving_restore(p, p->server.channel), STATUS_UNSUCCESSFUL);
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
	KCASE(arguments, "each of its arguments is needed", test_arguments),
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
	KCASE(without_begin, "out of turn it is logged and ignored",
	      test_end_without_begin),
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
	KCASE(no_callbacks, "without callbacks KMCL makes the packets itself",
	      test_no_callbacks),
	KCASE(client_left, "the next client gets a fresh channel",
	      test_client_leaves),
	KCASE(refused, "wrong channels, cut state", test_restore_refused),
	KCASE(owner_loses_packet, "a packet that the owner does not restore fails it",
	      test_lost_by_owner),
};
const struct kcase_suite restore_suite =
	KCASE_SUITE_FIXTURE("VmbChannelRestoreFromBuffer", restore_cases,
			    saving_setup, saving_teardown);
