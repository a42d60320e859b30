// SPDX-License-Identifier: GPL-2.0-only
/*
 * save_void.c - of a saved server and those restored from its state one goes on,
 * and no state is used that is not of the last save.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "gap.h"
#include "saving.h"
#include "suites.h"

/* A second server of the pair's, without save callbacks. */
static bool second_make(struct pair *p, struct pair *q)
{
	memset(q, 0, sizeof(*q));
	q->t = p->t;
	q->instance = p->instance;
	q->server_flags = p->server_flags;
	endpoint_init(&q->server, p->t);
	q->server.packet = pair_answer;
	return pair_make_server(q) &&
	       saving_set_callbacks(p->t, q->server.channel);
}

/* What a server restored from the state would get. */
static NTSTATUS try_restore(struct pair *p)
{
	struct pair *q = kmalloc(sizeof(*q), GFP_KERNEL);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	if (q && second_make(p, q))
		status = saving_restore(p, q->server.channel);
	if (q)
		endpoint_destroy(&q->server);
	kfree(q);
	return status;
}

/* Save, go on, complete what was saved, save again: the first state is void. */
static void test_started_again(struct kcase *t)
{
	struct pair *p = pair_of(t);
	void *first;
	u32 size;

	if (!saving_hold(p, 10) || !saving_save(p, 4096))
		return;
	first = saving_join(p, &size);
	ASSERT_NOT_NULL(t, first);
	VmbChannelStart(p->server.channel);
	EXPECT_EQ(t, try_restore(p), STATUS_NOT_FOUND);
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 10, WAIT_MS);
	p->client.packet = pair_answer;
	saving_clear(p);
	if (saving_save(p, 4096) && saving_make_server(p)) {
		EXPECT_EQ(t, VmbChannelRestoreFromBuffer(p->server.channel,
							 first, size),
			  STATUS_NOT_FOUND);
		EXPECT_EQ(t, saving_restore(p, p->server.channel),
			  STATUS_SUCCESS);
		EXPECT_EQ(t, atomic64_read(&p->server.done), 0);
		if (pair_enable(&p->server))
			pair_echo(&p->client, 8);
	}
	kvfree(first);
}

/* The same channel is enabled again, and not restored. */
static void test_enabled_again(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!saving_save(p, 4096))
		return;
	endpoint_disable(&p->server);
	EXPECT_EQ(t, try_restore(p), STATUS_SUCCESS);
	ASSERT_TRUE(t, endpoint_enable(&p->server));
	EXPECT_EQ(t, try_restore(p), STATUS_NOT_FOUND);
}

/* The channel that was saved may also be the one that is restored. */
static void test_same_channel(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!saving_hold(p, 3) || !saving_save(p, 4096))
		return;
	endpoint_disable(&p->server);
	endpoint_history_reset(&p->server);
	atomic64_set(&p->server.done, 0);
	atomic_set(&p->server.failed, 0);
	VmbChannelStart(p->server.channel);
	EXPECT_EQ(t, saving_restore(p, p->server.channel), STATUS_SUCCESS);
	ASSERT_TRUE(t, pair_enable(&p->server));
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 3, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
	EXPECT_HISTORY_SOON(&p->client, "OSP");
}

static void test_once(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!saving_save(p, 4096) || !saving_replace(p))
		return;
	/* Another one may read it too, but not go on after the first has. */
	EXPECT_EQ(t, try_restore(p), STATUS_SUCCESS);
	ASSERT_TRUE(t, pair_enable(&p->server));
	EXPECT_EQ(t, try_restore(p), STATUS_NOT_FOUND);
	pair_echo(&p->client, 8);
}

static void two_restored(struct pair *p, struct pair *q)
{
	struct kcase *t = p->t;

	EXPECT_EQ(t, saving_restore(p, q->server.channel), STATUS_SUCCESS);
	ASSERT_TRUE(t, pair_enable(&p->server));
	EXPECT_EQ(t, VmbChannelEnable(q->server.channel), STATUS_NOT_FOUND);
	EXPECT_EQ(t, atomic64_read(&q->server.done), 4);
	EXPECT_EQ(t, atomic_read(&q->server.failed), 4);
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 4, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
}

static void test_two_restored(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct pair *q = kmalloc(sizeof(*q), GFP_KERNEL);

	ASSERT_NOT_NULL(t, q);
	if (saving_hold(p, 4) && saving_save(p, 4096) && saving_replace(p) &&
	    second_make(p, q)) {
		two_restored(p, q);
		endpoint_destroy(&q->server);
	}
	kfree(q);
}

static void before_disabled(struct pair *p, struct pair *q)
{
	struct kcase *t = p->t;

	EXPECT_EQ(t, saving_restore(p, q->server.channel), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelEnable(q->server.channel),
		  STATUS_INVALID_DEVICE_STATE);
	if (t->arg) {
		/* The saved one goes on: the restored one is void. */
		VmbChannelStart(p->server.channel);
		EXPECT_EQ(t, VmbChannelEnable(q->server.channel),
			  STATUS_NOT_FOUND);
		EXPECT_EQ(t, atomic_read(&q->server.failed), 2);
		pair_echo(&p->server, 8);
		return;
	}
	endpoint_disable(&p->server);
	ASSERT_TRUE(t, pair_enable(&q->server));
	EXPECT_HISTORY_SOON(&q->server, "OSP");
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&q->server.done) == 2, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&q->server.failed), 0);
}

static void test_before_disabled(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct pair *q = kmalloc(sizeof(*q), GFP_KERNEL);

	ASSERT_NOT_NULL(t, q);
	if (saving_hold(p, 2) && saving_save(p, 4096) && second_make(p, q)) {
		p->client.packet = pair_answer;
		before_disabled(p, q);
		pair_release(p);
		endpoint_destroy(&q->server);
	}
	kfree(q);
}

/* In EvtChannelClosed the client waits, and has gone over when it returns. */
static void restore_second(struct endpoint *end)
{
	struct pair *p = pair_of(end->t), *q = saving_of(end->t)->priv;
	struct kcase *t = end->t;

	end->closed = NULL;
	EXPECT_EQ(t, saving_restore(p, q->server.channel), STATUS_SUCCESS);
	if (pair_enable(&q->server))
		EXPECT_HISTORY_SOON(&q->server, "OSP");
}

/* The old server then withdraws its offer, which is not its own any more. */
static void test_revoke_after_attach(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct pair *q = kmalloc(sizeof(*q), GFP_KERNEL);

	ASSERT_NOT_NULL(t, q);
	saving_of(t)->priv = q;
	if (saving_hold(p, 2) && saving_save(p, 4096) && second_make(p, q)) {
		p->client.packet = pair_answer;
		p->server.closed = restore_second;
		endpoint_destroy(&p->server);
		pair_release(p);
		EXPECT_SOON(t, atomic64_read(&q->server.done) == 2, WAIT_MS);
		EXPECT_EQ(t, atomic_read(&q->server.failed), 0);
		EXPECT_HISTORY_SOON(&p->client, "OSP");
		pair_echo(&p->client, 8);
		endpoint_disable(&p->client);
		endpoint_destroy(&q->server);
	}
	kfree(q);
}

/* The client is disabled in a thread: lockdep takes two channels' work for one. */
struct leaver {
	struct pair *p;
	struct completion done;
};

static int leaver_thread(void *data)
{
	struct leaver *leaver = data;

	endpoint_disable(&leaver->p->client);
	complete(&leaver->done);
	return 0;
}

static void client_leaves(struct endpoint *end)
{
	struct leaver leaver = { .p = pair_of(end->t) };
	struct task_struct *task;

	end->closed = NULL;
	init_completion(&leaver.done);
	task = kthread_run(leaver_thread, &leaver, "kmcl_test_leave");
	if (IS_ERR(task)) {
		FAIL(end->t, "no thread");
		return;
	}
	kcase_join(&leaver.done);
	/* Its link's work item has come to its end by now. */
	msleep(QUIET_MS);
}

static void test_revoke_after_leaving(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!saving_save(p, 4096))
		return;
	p->server.closed = client_leaves;
	endpoint_disable(&p->server);
	EXPECT_HISTORY_SOON(&p->client, "OSPUC");
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	endpoint_history_reset(&p->client);
	if (!saving_replace(p))
		return;
	ASSERT_TRUE(t, pair_enable(&p->server));
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_echo(&p->client, 8);
}

static void test_half_restored(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = saving_of(t);

	if (!saving_hold(p, 2) || !saving_save(p, 1) || !saving_make_server(p))
		return;
	EXPECT_EQ(t, VmbChannelRestoreFromBuffer(p->server.channel,
						 saving->chunks.chunk[0],
						 saving->chunks.size[0]),
		  STATUS_MORE_PROCESSING_REQUIRED);
	EXPECT_EQ(t, VmbChannelEnable(p->server.channel),
		  STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(p->server.channel, 64),
		  STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, VmbChannelInitSetFlags(p->server.channel, 0),
		  STATUS_INVALID_DEVICE_STATE);
	pair_release(p);
}

/* Disabled before a client came, it can be restored from another state. */
static void test_disabled_before_open(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!saving_hold(p, 3) || !saving_save(p, 4096))
		return;
	p->client.suspend = NULL;
	endpoint_destroy(&p->server);
	pair_release(p);
	endpoint_disable(&p->client);
	if (!saving_replace(p))
		return;
	ASSERT_TRUE(t, pair_enable(&p->server));
	msleep(QUIET_MS);
	endpoint_disable(&p->server);
	EXPECT_EQ(t, atomic64_read(&p->server.done), 3);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 3);
	EXPECT_EQ(t, saving_restore(p, p->server.channel), STATUS_NOT_FOUND);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(p->server.channel, 4096),
		  STATUS_SUCCESS);
}

/* The client is connected once its server is, whether or not its worker has run since. */
static void test_as_the_client_opens(struct kcase *t)
{
	struct pair *p = pair_of(t);
	bool saved = false;

	endpoint_disable(&p->client);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	endpoint_history_reset(&p->client);
	endpoint_history_reset(&p->server);
	gap_at("client_await_verdict", 100000);
	if (endpoint_enable(&p->client)) {
		EXPECT_HISTORY_SOON(&p->server, "OSP");
		saved = saving_save(p, 4096);
	}
	gap_at("", 0);
	if (!saved || !saving_replace(p) || !pair_enable(&p->server))
		return;
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	pair_echo(&p->client, 8);
	EXPECT_HISTORY(&p->client, "OSP");
}

/* Page fn_vmb_channel_pause: nothing is presented until the next VmbChannelStart(). */
static void test_paused_before_end(struct kcase *t)
{
	struct pair *p = pair_of(t);

	ASSERT_EQ(t, VmbChannelSaveBegin(p->server.channel), STATUS_SUCCESS);
	VmbChannelStart(p->server.channel);
	VmbChannelPause(p->server.channel);
	endpoint_history_reset(&p->server);
	VmbChannelSaveEnd(p->server.channel);
	msleep(QUIET_MS);
	EXPECT_HISTORY(&p->server, "");
	VmbChannelStart(p->server.channel);
	EXPECT_HISTORY_SOON(&p->server, "SP");
	pair_echo(&p->client, 8);
}

static const struct kcase_spec save_void_cases[] = {
	KCASE(as_the_client_opens, "a client that has just opened goes over, too",
	      test_as_the_client_opens),
	KCASE(paused_before_end, "a server that its owner has paused since is not started",
	      test_paused_before_end),
	KCASE(started_again, "the state of a server that was started again is void",
	      test_started_again),
	KCASE(enabled_again, "that of one that was enabled again, too",
	      test_enabled_again),
	KCASE(same_channel, "the channel that was saved is restored",
	      test_same_channel),
	KCASE(once, "a state is gone on from once", test_once),
	KCASE(two_restored, "of two restored servers the first enabled goes on",
	      test_two_restored),
	KCASE_ARG(before_disabled, "a restored server waits for the saved one's end",
		  test_before_disabled, 0),
	KCASE_ARG(started_meanwhile, "a restored server whose state became void is told",
		  test_before_disabled, 1),
	KCASE(half_restored, "not to be enabled or configured before the end",
	      test_half_restored),
	KCASE(disabled_before_open, "what was restored comes back when it is disabled",
	      test_disabled_before_open),
	KCASE(revoke_after_attach, "a saved server leaves the link that it has passed on",
	      test_revoke_after_attach),
	KCASE(revoke_after_leaving, "a client may leave while the saved server closes",
	      test_revoke_after_leaving),
};
const struct kcase_suite save_void_suite =
	KCASE_SUITE_FIXTURE("save", save_void_cases, saving_setup,
			    saving_teardown);

/* Calls Start from a thread while SaveBegin waits for EvtChannelSuspend. */
struct starter {
	struct pair *p;
	struct completion go;
	struct completion done;
	u32 spins;
};

static int starter_thread(void *data)
{
	struct starter *starter = data;

	wait_for_completion(&starter->go);
	udelay(starter->spins);
	VmbChannelStart(starter->p->server.channel);
	complete(&starter->done);
	return 0;
}

static void let_start(struct endpoint *end)
{
	struct starter *starter = saving_of(end->t)->priv;

	complete(&starter->go);
}

/* The save is valid exactly if the server is frozen. */
static void check_agreement(struct pair *p, NTSTATUS begun)
{
	NTSTATUS status, sent;
	ULONG filled, required;
	struct kcase *t = p->t;
	u64 message = 1;
	u8 *buffer;

	buffer = kmalloc(4096, GFP_KERNEL);
	ASSERT_NOT_NULL(t, buffer);
	saving_clear(p);
	status = VmbChannelSaveContinue(p->server.channel, buffer, 4096,
					&filled, &required);
	if (NT_SUCCESS(begun))
		VmbChannelSaveEnd(p->server.channel);
	if (NT_SUCCESS(status)) {
		struct chunks *chunks = &saving_of(t)->chunks;

		chunks->chunk[0] = buffer;
		chunks->size[0] = filled;
		chunks->count = 1;
		status = try_restore(p);
	} else {
		kfree(buffer);
	}
	sent = pair_send(&p->server, &message, sizeof(message), WAIT);
	EXPECT_EQ(t, NT_SUCCESS(sent), !NT_SUCCESS(status));
}

static void start_round(struct pair *p, u32 spins)
{
	struct starter starter = { .p = p, .spins = spins };
	struct kcase *t = p->t;
	struct task_struct *task;
	NTSTATUS status;

	init_completion(&starter.go);
	init_completion(&starter.done);
	saving_of(t)->priv = &starter;
	task = kthread_run(starter_thread, &starter, "kmcl_test_start");
	ASSERT_FALSE(t, IS_ERR(task));
	status = VmbChannelSaveBegin(p->server.channel);
	/* Also when it was not suspended. */
	complete(&starter.go);
	kcase_join(&starter.done);
	check_agreement(p, status);
	VmbChannelStart(p->server.channel);
	pair_echo(&p->client, 8);
}

static void test_against_start(struct kcase *t)
{
	u32 round, rounds = kcase_scaled(t, 200);
	struct pair *p = pair_of(t);

	p->server.suspend = let_start;
	gap_at("vmbkmcl_save_freeze", 300);
	for (round = 0; round < rounds && !kcase_failed(t); round++) {
		endpoint_history_reset(&p->server);
		start_round(p, kcase_random_range(t, 0, 300));
	}
	gap_at("", 0);
	p->server.suspend = NULL;
}

/* Nothing can be sent, although a client opens it meanwhile. */
static void test_client_comes(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 1;

	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	endpoint_history_reset(&p->server);
	/* The worker may not have left EvtChannelClosed's step yet. */
	ASSERT_SOON(t, !VmbChannelSaveBegin(p->server.channel), WAIT_MS);
	ASSERT_TRUE(t, pair_enable(&p->client));
	EXPECT_HISTORY_SOON(&p->server, "O");
	EXPECT_EQ(t, pair_send(&p->server, &message, sizeof(message), WAIT),
		  STATUS_INVALID_DEVICE_STATE);
	VmbChannelSaveEnd(p->server.channel);
	EXPECT_HISTORY_SOON(&p->server, "OSP");
	pair_echo(&p->server, 8);
	pair_echo(&p->client, 8);
}

/* A server without a client is disabled: its packets are gone. */
static void test_disabled(struct kcase *t)
{
	struct pair *p = pair_of(t);
	ULONG filled, required;
	u64 message = 1;
	u8 byte[256];
	u32 i;

	endpoint_disable(&p->client);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	for (i = 0; i < 5; i++)
		EXPECT_EQ(t, pair_send(&p->server, &message, sizeof(message),
				       WAIT), STATUS_SUCCESS);
	ASSERT_SOON(t, !VmbChannelSaveBegin(p->server.channel), WAIT_MS);
	endpoint_disable(&p->server);
	EXPECT_EQ(t, atomic64_read(&p->server.done), 5);
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, byte,
					    sizeof(byte), &filled, &required),
		  STATUS_INVALID_DEVICE_STATE);
	VmbChannelSaveEnd(p->server.channel);
}

static const struct kcase_spec save_race_cases[] = {
	KCASE_SLOW(against_start, "a server that is started is not saved",
		   test_against_start, 0, 240),
	KCASE(client_comes, "a server that waits stays frozen when a client opens it",
	      test_client_comes),
	KCASE(disabled, "a save ends when its server is disabled", test_disabled),
};
const struct kcase_suite save_race_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSaveBegin", save_race_cases,
			    saving_setup, saving_teardown);
