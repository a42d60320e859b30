// SPDX-License-Identifier: GPL-2.0-only
/*
 * nesting.c - completion routines that send, run inside the send: to a limited depth,
 * which counts for each task, also for those that preempt each other.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#include "loopback_pair.h"
#include "suites.h"

#define ROUNDS		100
#define CHAIN		50
/* More than the stack of a task has to bear. */
#define DEEP		8

/**
 * struct chain - a packet whose completion routine sends it again
 * @t: the running case
 * @packet: the packet
 * @task: sends it first; routines inside that send run in it
 * @preempts: @task has a real-time priority, and sleeps between rounds
 * @left: sends that are to follow
 * @depth: routines of @task that run inside each other right now
 * @deepest: most that ever did
 * @sent: the last routine of a round ran
 * @ended: @task has ended its rounds
 */
struct chain {
	struct kcase *t;
	VMBPACKET packet;
	struct task_struct *task;
	bool preempts;
	u32 left;
	u32 depth;
	u32 deepest;
	struct completion sent;
	struct completion ended;
};

static NTSTATUS chain_send(struct chain *chain)
{
	u64 message = 1;

	return VmbPacketSend(chain->packet, &message, sizeof(message), NULL, 0);
}

static void chain_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	struct chain *chain = VmbPacketGetPointer(packet);
	bool inside = chain->task == current, last = false;

	if (inside)
		chain->deepest = max(chain->deepest, ++chain->depth);
	if (!NT_SUCCESS(status) || !--chain->left || !NT_SUCCESS(chain_send(chain)))
		last = true;
	if (inside)
		chain->depth--;
	/* The case may end once a task that is not this one knows. */
	if (last)
		complete(&chain->sent);
}

static void chain_round(struct chain *chain)
{
	chain->left = CHAIN;
	EXPECT_EQ(chain->t, chain_send(chain), STATUS_SUCCESS);
	kcase_wait(chain->t, &chain->sent);
	EXPECT_EQ(chain->t, chain->left, 0u);
}

static int chain_thread(void *data)
{
	struct chain *chain = data;
	unsigned int round;

	if (chain->preempts)
		sched_set_fifo(current);
	for (round = 0; round < ROUNDS && !kcase_failed(chain->t); round++) {
		chain_round(chain);
		if (chain->preempts)
			usleep_range(100, 200);
	}
	/* What the other task did has not changed what this one may do. */
	chain->deepest = 0;
	chain_round(chain);
	complete(&chain->ended);
	return 0;
}

static bool chain_start(struct chain *chain, struct endpoint *client)
{
	struct task_struct *task;

	init_completion(&chain->sent);
	init_completion(&chain->ended);
	chain->packet = VmbPacketAllocate(client->channel);
	if (!chain->packet)
		return false;
	VmbPacketSetPointer(chain->packet, chain);
	VmbPacketSetCompletionRoutine(chain->packet, chain_routine);
	task = kthread_create(chain_thread, chain, "kmcl_test_chain");
	if (IS_ERR(task))
		return false;
	/* One processor for both, or none would preempt the other. */
	kthread_bind(task, cpumask_first(cpu_online_mask));
	chain->task = task;
	wake_up_process(task);
	return true;
}

static void test_two_tasks(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct chain chains[2] = { { .t = t }, { .t = t, .preempts = true } };
	int i;

	for (i = 0; i < 2; i++) {
		if (!chain_start(&chains[i], &p->client))
			FAIL(t, "no memory");
	}
	for (i = 0; i < 2; i++) {
		if (chains[i].task)
			kcase_join(&chains[i].ended);
	}
	for (i = 0; i < 2; i++) {
		if (chains[i].packet)
			VmbPacketFree(chains[i].packet);
		EXPECT_GT(t, chains[i].deepest, 1u);
		EXPECT_LE(t, chains[i].deepest, DEEP);
	}
}

static const struct kcase_spec nesting_cases[] = {
	KCASE(nested_by_two_tasks, "routines inside sends are nested to a limit, in each task",
	      test_two_tasks),
};
const struct kcase_suite nesting_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSend", nesting_cases, pair_setup_open, pair_teardown);
