// SPDX-License-Identifier: GPL-2.0-only
/*
 * closed.c - what is sent after EvtVmbChannelClosed waits for the next opening, or
 * ends with a Disable or a Cleanup (page evt_vmb_channel_closed).
 */
#include <linux/delay.h>

#include "loopback_pair.h"
#include "suites.h"

#define SENDS	3u

/**
 * struct ends - how packets ended
 * @count: of them, that have; atomic
 * @status: of the last one
 */
struct ends {
	atomic_t count;
	NTSTATUS status;
};

/* It lasts until all packets have ended, also when the case ends early. NULL: failed. */
static struct ends *ends_make(struct pair *p)
{
	return endpoint_buffer(&p->server, sizeof(struct ends));
}

static void ended(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size)
{
	struct ends *ends = VmbPacketGetPointer(packet);

	ends->status = status;
	VmbPacketFree(packet);
	/* Last: the test may end once it has seen the count. */
	smp_mb__before_atomic();
	atomic_inc(&ends->count);
}

static void send_counted(struct endpoint *e, struct ends *ends, u32 count)
{
	VMBPACKET packet;
	u64 message = 1;

	while (count--) {
		packet = VmbPacketAllocate(e->channel);
		ASSERT_NOT_NULL(e->t, packet);
		VmbPacketSetPointer(packet, ends);
		VmbPacketSetCompletionRoutine(packet, ended);
		EXPECT_EQ(e->t, VmbPacketSend(packet, &message, sizeof(message), NULL,
					      WAIT), STATUS_SUCCESS);
	}
}

static void send_in_closed(struct endpoint *e)
{
	send_counted(e, e->priv, 1);
}

/* It is Disabled, though nothing disabled it. */
static bool is_disabled(struct endpoint *client)
{
	UNICODE_STRING name = {};

	return VmbChannelInitSetFriendlyName(client->channel, &name) == STATUS_SUCCESS;
}

/* The client's channel is closed by its server. */
static bool client_closed(struct pair *p)
{
	endpoint_disable(&p->server);
	EXPECT_HISTORY_SOON(&p->client, "OSPUC");
	EXPECT_SOON(p->t, is_disabled(&p->client), WAIT_MS);
	endpoint_history_reset(&p->client);
	endpoint_history_reset(&p->server);
	return !kcase_failed(p->t);
}

static void test_client_sends(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *ends = ends_make(p);

	ASSERT_NOT_NULL(t, ends);
	p->client.priv = ends;
	p->client.closed = send_in_closed;
	if (!client_closed(p))
		return;
	p->client.closed = NULL;
	send_counted(&p->client, ends, SENDS);
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&ends->count), 0);
	if (!pair_open(p))
		return;
	EXPECT_SOON(t, atomic_read(&ends->count) == SENDS + 1, WAIT_MS);
	EXPECT_EQ(t, ends->status, STATUS_SUCCESS);
	EXPECT_EQ(t, atomic_read(&p->server.packets), (int)SENDS + 1);
}

/* A server is offered again by itself: the next client gets the packet. */
static void test_server_sends(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *ends = ends_make(p);

	ASSERT_NOT_NULL(t, ends);
	p->server.priv = ends;
	p->server.closed = send_in_closed;
	endpoint_disable(&p->client);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	p->server.closed = NULL;
	EXPECT_EQ(t, atomic_read(&ends->count), 0);
	if (!endpoint_enable(&p->client))
		return;
	EXPECT_SOON(t, atomic_read(&ends->count) == 1, WAIT_MS);
	EXPECT_EQ(t, ends->status, STATUS_SUCCESS);
	EXPECT_EQ(t, atomic_read(&p->client.packets), 1);
}

static void test_disable(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *ends = ends_make(p);

	ASSERT_NOT_NULL(t, ends);
	if (!client_closed(p))
		return;
	send_counted(&p->client, ends, SENDS);
	endpoint_disable(&p->client);
	EXPECT_EQ(t, atomic_read(&ends->count), (int)SENDS);
	EXPECT_EQ(t, ends->status, STATUS_DEVICE_REMOVED);
	/* From now on it is like one that was never open. */
	EXPECT_EQ(t, pair_send(&p->client, ends, sizeof(*ends), WAIT),
		  STATUS_INVALID_DEVICE_STATE);
}

/* The close is the Disable's own. */
static void test_disable_meanwhile(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *of_client = ends_make(p), *of_server = ends_make(p);

	ASSERT_TRUE(t, of_client && of_server);
	p->client.priv = of_client;
	p->client.closed = send_in_closed;
	endpoint_disable(&p->client);
	EXPECT_EQ(t, atomic_read(&of_client->count), 1);
	EXPECT_EQ(t, of_client->status, STATUS_DEVICE_REMOVED);
	EXPECT_HISTORY_SOON(&p->server, "OSPUC");
	p->client.closed = NULL;
	if (!endpoint_enable(&p->client))
		return;
	EXPECT_HISTORY_SOON(&p->server, "OSPUCOSP");
	p->server.priv = of_server;
	p->server.closed = send_in_closed;
	endpoint_disable(&p->server);
	EXPECT_EQ(t, atomic_read(&of_server->count), 1);
	EXPECT_EQ(t, of_server->status, STATUS_DEVICE_REMOVED);
}

/* Enabled again, but its server does not come. */
static void test_disable_waiting(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *ends = ends_make(p);

	ASSERT_NOT_NULL(t, ends);
	if (!client_closed(p))
		return;
	send_counted(&p->client, ends, SENDS);
	if (!endpoint_enable(&p->client))
		return;
	msleep(QUIET_MS);
	EXPECT_EQ(t, atomic_read(&ends->count), 0);
	endpoint_disable(&p->client);
	EXPECT_EQ(t, atomic_read(&ends->count), (int)SENDS);
	EXPECT_EQ(t, ends->status, STATUS_DEVICE_REMOVED);
}

static void test_cleanup(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *ends = ends_make(p);

	ASSERT_NOT_NULL(t, ends);
	if (!client_closed(p))
		return;
	send_counted(&p->client, ends, SENDS);
	VmbChannelCleanup(p->client.channel);
	p->client.channel = NULL;
	p->client.enabled = false;
	EXPECT_EQ(t, atomic_read(&ends->count), (int)SENDS);
	EXPECT_EQ(t, ends->status, STATUS_DEVICE_REMOVED);
}

/* What is queued was made for the limits of now. */
static void expect_init_set(struct kcase *t, VMBCHANNEL channel, NTSTATUS status)
{
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(channel, 4096), status);
	EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(channel, 4096, 1), status);
	EXPECT_EQ(t, VmbChannelInitSetFlags(channel, 0), status);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(channel, 16, 16), status);
}

static void test_init_set(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct ends *ends = ends_make(p);

	ASSERT_NOT_NULL(t, ends);
	if (!client_closed(p))
		return;
	expect_init_set(t, p->client.channel, STATUS_SUCCESS);
	send_counted(&p->client, ends, 1);
	expect_init_set(t, p->client.channel, STATUS_INVALID_DEVICE_STATE);
	EXPECT_TRUE(t, is_disabled(&p->client));
	endpoint_disable(&p->client);
	expect_init_set(t, p->client.channel, STATUS_SUCCESS);
	EXPECT_EQ(t, atomic_read(&ends->count), 1);
}

/* Its thread may be the one that would enable the channel. */
static void test_synchronous(struct kcase *t)
{
	struct pair *p = pair_of(t);
	u64 message = 1;

	if (!client_closed(p))
		return;
	EXPECT_EQ(t, VmbChannelSendSynchronousRequest(p->client.channel, &message,
						      sizeof(message), NULL, WAIT,
						      NULL, NULL, NULL),
		  STATUS_DEVICE_REMOVED);
}

static void enable_and_ask(struct endpoint *e)
{
	u64 message = 1;

	e->closed = NULL;
	EXPECT_EQ(e->t, VmbChannelEnable(e->channel), STATUS_SUCCESS);
	EXPECT_EQ(e->t, VmbChannelSendSynchronousRequest(e->channel, &message, sizeof(message),
							 NULL, WAIT, NULL, NULL, NULL),
		  STATUS_INVALID_DEVICE_STATE);
}

/* It would be sent when the channel is open again, which waits for the callback. */
static void test_synchronous_enabled(struct kcase *t)
{
	struct pair *p = pair_of(t);

	p->client.closed = enable_and_ask;
	endpoint_disable(&p->server);
	EXPECT_HISTORY_SOON(&p->client, "OSPUC");
	/* Enabled by the callback. */
	endpoint_disable(&p->client);
}

static const struct kcase_spec closed_cases[] = {
	KCASE(sends_are_queued, "what is sent in it and later goes out at the next open",
	      test_client_sends),
	KCASE(server_sends_are_queued, "so it is with a server's next client",
	      test_server_sends),
	KCASE(limits_stay, "sizes and flags cannot be set while anything is queued",
	      test_init_set),
	KCASE(synchronous_requests_fail, "DEVICE_REMOVED at once", test_synchronous),
	KCASE(synchronous_requests_wait, "refused in it, also when it has enabled the channel",
	      test_synchronous_enabled),
};
const struct kcase_suite closed_pair_suite =
	KCASE_SUITE_FIXTURE("EvtChannelClosed", closed_cases, pair_setup_open,
			    pair_teardown);

static const struct kcase_spec disable_cases[] = {
	KCASE(completes_what_is_queued, "DEVICE_REMOVED for what was sent after the close",
	      test_disable),
	KCASE(completes_what_closed_sends, "also when the close is its own",
	      test_disable_meanwhile),
	KCASE(completes_what_waits, "also when the channel was enabled again",
	      test_disable_waiting),
};
const struct kcase_suite closed_disable_suite =
	KCASE_SUITE_FIXTURE("VmbChannelDisable", disable_cases, pair_setup_open,
			    pair_teardown);

static const struct kcase_spec cleanup_cases[] = {
	KCASE(completes_what_is_queued, "DEVICE_REMOVED for what was sent after the close",
	      test_cleanup),
};
const struct kcase_suite closed_cleanup_suite =
	KCASE_SUITE_FIXTURE("VmbChannelCleanup", cleanup_cases, pair_setup_open,
			    pair_teardown);
