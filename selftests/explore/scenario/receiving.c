// SPDX-License-Identifier: GPL-2.0-only
/* receiving.c - each packet is presented, whoever owns the ring when it comes. */
#include "../owner.h"
#include "../scenario.h"

static void send_two(void)
{
	owner_request(&client);
	owner_request(&client);
}

/* In process context: the peer's signals come while the work item has the ring. */
static void at_passive(void)
{
	struct thread thread;

	owners_open();
	VmbChannelSetIncomingProcessingAtPassive(server.channel, TRUE);
	sched_window(true);
	thread_start(&thread, "sending", send_two);
	owner_await(&client, SENT, 2);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

static void pause_and_start(void)
{
	owner_pause(&server);
	owner_start(&server);
}

/* The same, and the owner pauses meanwhile. */
static void at_passive_while_pausing(void)
{
	struct thread thread;

	owners_open();
	VmbChannelSetIncomingProcessingAtPassive(server.channel, TRUE);
	sched_window(true);
	thread_start(&thread, "pausing", pause_and_start);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&client, SENT, 1);
	thread_join(&thread);
	sched_window(false);
	owners_free();
}

static void complete_held(void)
{
	server.holds = false;
	owner_complete(&server);
}

/* At its quota: a packet that the owner returns makes room for the next. */
static void at_quota(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	VmbChannelSetTransactionQuota(server.channel, 1);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	thread_start(&thread, "returning", complete_held);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&client, SENT, 2);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

/* The same, and the owner pauses meanwhile. */
static void at_quota_while_pausing(void)
{
	struct thread thread;

	owners_open();
	server.holds = true;
	VmbChannelSetTransactionQuota(server.channel, 1);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	MUST(owner_request(&client) == STATUS_SUCCESS);
	owner_await(&server, PACKET, 1);
	sched_window(true);
	thread_start(&thread, "returning", complete_held);
	pause_and_start();
	owner_await(&client, SENT, 2);
	sched_window(false);
	thread_join(&thread);
	owners_free();
}

static const struct scenario scenarios[] = {
	{ "at_passive", at_passive },
	{ "at_passive_while_pausing", at_passive_while_pausing },
	{ "at_quota", at_quota },
	{ "at_quota_while_pausing", at_quota_while_pausing },
};

SCENARIO_GROUP(receiving, scenarios);
