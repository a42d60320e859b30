// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drivers that break the contract: detected and reported, never undefined.
 * Some of these provoke a line in the log on purpose.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include "client.h"
#include "suites.h"

static void packet_complete_twice(struct endpoint *c, VMBPACKETCOMPLETION packet,
				  void *buffer, u32 size, u32 flags)
{
	VmbChannelPacketComplete(packet, buffer, size);
	VmbChannelPacketComplete(packet, buffer, size);
}

static void test_complete_twice(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_counters counters;

	c->packet = packet_complete_twice;
	c->misuse = 50;
	if (!client_source(c, 50, 64, KMCLTEST_SOURCE_COMPLETE |
			   KMCLTEST_SOURCE_CHECK_ECHO, 0))
		return;
	EXPECT_SOON(t, atomic_read(&c->packets) == 50, WAIT_MS);
	c->packet = NULL;
	/* The peer saw one completion for each, and the channel lives on. */
	client_echo(c, 64);
	if (client_counters(c, &counters)) {
		EXPECT_EQ(t, counters.completions, 50ull);
		EXPECT_EQ(t, counters.bad_completions, 0ull);
	}
}

static VMBPACKETCOMPLETION stale;

/* Taken for the new packet's, these bytes would be its answer. */
static void packet_stale(struct endpoint *c, VMBPACKETCOMPLETION packet,
			 void *buffer, u32 size, u32 flags)
{
	u8 other[64];

	memset(other, 0xee, sizeof(other));
	if (stale)
		VmbChannelPacketComplete(stale, other, sizeof(other));
	stale = packet;
	VmbChannelPacketComplete(packet, buffer, size);
}

/* CVE-2019-0620: the handle of an earlier packet, its memory in use again. */
static void test_stale_handle(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_counters counters;

	stale = NULL;
	c->packet = packet_stale;
	c->misuse = 99;
	if (!client_source(c, 100, 64, KMCLTEST_SOURCE_COMPLETE |
			   KMCLTEST_SOURCE_CHECK_ECHO, 0))
		return;
	EXPECT_SOON(t, atomic_read(&c->packets) == 100, WAIT_MS);
	client_echo(c, 64);
	if (client_counters(c, &counters)) {
		EXPECT_EQ(t, counters.completions, 100ull);
		EXPECT_EQ(t, counters.bad_completions, 0ull);
	}
}

static void test_send_twice(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);

	ASSERT_NOT_NULL(t, r);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	EXPECT_FALSE(t, NT_SUCCESS(VmbPacketSend(r->packet, r->msg, r->size,
						 NULL, WAIT)));
	if (client_release(c, KMCLTEST_RELEASE_FIFO, 0))
		request_echoed(r);
}

static void test_free_in_flight(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 64);
	VMBPACKET packet;

	ASSERT_NOT_NULL(t, r);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	ASSERT_EQ(t, request_send(r, WAIT), STATUS_SUCCESS);
	packet = r->packet;
	VmbPacketFree(packet);
	r->packet = NULL;
	client_release(c, KMCLTEST_RELEASE_FIFO, 0);
	client_hold(c, KMCLTEST_HOLD_NONE, 0);
	/* The accepted packet is completed all the same. */
	request_done(r, STATUS_SUCCESS);
	client_echo(c, 64);
}

static void test_free_twice(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET a, b, packet = VmbPacketAllocate(c->channel);

	ASSERT_NOT_NULL(t, packet);
	VmbPacketFree(packet);
	VmbPacketFree(packet);
	/* The packet, freed twice, must not be allocated twice now. */
	a = VmbPacketAllocate(c->channel);
	b = VmbPacketAllocate(c->channel);
	EXPECT_PTR_NE(t, a, b);
	VmbPacketFree(a);
	VmbPacketFree(b);
	client_echo(c, 64);
}

static void post_started_disables(struct endpoint *c)
{
	VmbChannelDisable(c->channel);
}

static void test_disable_in_callback(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	endpoint_history_reset(c);
	c->post_started = post_started_disables;
	if (!endpoint_enable(c))
		return;
	EXPECT_HISTORY_SOON(c, "OSPUC");
	endpoint_disable(c);
	c->post_started = NULL;
	endpoint_history_reset(c);
	if (client_enable(c))
		client_echo(c, 64);
}

static void packet_disables(struct endpoint *c, VMBPACKETCOMPLETION packet,
			    void *buffer, u32 size, u32 flags)
{
	if (atomic_read(&c->packets) == 1)
		VmbChannelDisable(c->channel);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_disable_in_packet(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = packet_disables;
	if (!client_source(c, 5, 64, 0, 0))
		return;
	EXPECT_HISTORY_SOON(c, "OSPUC");
}

static void started_pauses(struct endpoint *c)
{
	if (!c->spare++)
		VmbChannelPause(c->channel);
}

static void test_pause_in_callback(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	endpoint_history_reset(c);
	c->spare = 0;
	c->started = started_pauses;
	if (!endpoint_enable(c))
		return;
	EXPECT_SOON(t, endpoint_count(c, 'S') > 0 && !atomic_read(&c->inside), WAIT_MS);
	msleep(QUIET_MS);
	/* The channel can still be started, and works. */
	VmbChannelStart(c->channel);
	EXPECT_SOON(t, endpoint_count(c, 'P') > 0, WAIT_MS);
	client_echo(c, 64);
}

static void post_started_requests_cleanup(struct endpoint *c)
{
	VmbChannelCleanup(c->channel);
}

static void test_cleanup_in_callback(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	endpoint_history_reset(c);
	c->post_started = post_started_requests_cleanup;
	if (!client_enable(c))
		return;
	c->post_started = NULL;
	/* Refused: the channel is still there. */
	client_echo(c, 64);
}

/* Its answer is not looked at before the callback has returned. */
static void ask_early(struct endpoint *c)
{
	struct kmcltest_hdr msg = { .op = KMCLTEST_SINK };

	EXPECT_EQ(c->t, endpoint_request(c, &msg, sizeof(msg), NULL, NULL, NULL),
		  STATUS_INVALID_DEVICE_STATE);
	c->spare++;
}

static NTSTATUS ask_in_opened(struct endpoint *c)
{
	ask_early(c);
	return STATUS_SUCCESS;
}

static void test_request_in_callback(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	endpoint_disable(c);
	c->spare = 0;
	c->opened = ask_in_opened;
	c->started = ask_early;
	c->suspend = ask_early;
	if (!client_enable(c))
		return;
	VmbChannelPause(c->channel);
	EXPECT_EQ(t, c->spare, 3ul);
	c->opened = NULL;
	c->started = NULL;
	c->suspend = NULL;
	VmbChannelStart(c->channel);
	client_echo(c, 64);
}

static void test_request_at_dispatch(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_hdr msg = { .op = KMCLTEST_SINK };
	NTSTATUS status;

	local_bh_disable();
	status = endpoint_request(c, &msg, sizeof(msg), NULL, NULL, NULL);
	local_bh_enable();
	EXPECT_EQ(t, status, STATUS_INVALID_DEVICE_STATE);
	client_echo(c, 64);
}

static void softirqs_off(void)
{
	local_bh_disable();
}

static void softirqs_on(void)
{
	local_bh_enable();
}

static void preemption_off(void)
{
	preempt_disable();
}

static void preemption_on(void)
{
	preempt_enable();
}

/* Between the two, what has to wait is refused. */
static void life_is_refused_between(struct kcase *t, void (*begin)(void), void (*end)(void))
{
	struct endpoint *c = client_of(t);
	NTSTATUS allocated, configured, enabled;
	VMBCHANNEL other = NULL;

	endpoint_disable(c);
	begin();
	allocated = VmbChannelAllocate(NULL, FALSE, &other);
	configured = VmbChannelInitSetMaximumPacketSize(c->channel, 4096);
	enabled = VmbChannelEnable(c->channel);
	end();
	EXPECT_EQ(t, allocated, STATUS_INVALID_DEVICE_STATE);
	EXPECT_NULL(t, other);
	EXPECT_EQ(t, configured, STATUS_INVALID_PARAMETER_1);
	EXPECT_EQ(t, enabled, STATUS_INVALID_DEVICE_STATE);
	endpoint_history_reset(c);
	if (client_enable(c))
		client_echo(c, 64);
}

static void test_life_at_dispatch(struct kcase *t)
{
	life_is_refused_between(t, softirqs_off, softirqs_on);
}

static void test_life_without_preemption(struct kcase *t)
{
	if (IS_ENABLED(CONFIG_PREEMPT_COUNT))
		life_is_refused_between(t, preemption_off, preemption_on);
	else
		kcase_skip(t, "this kernel does not count where preemption is off");
}

static void test_invalid_handles(struct kcase *t)
{
	static u64 junk[256];
	VMBCHANNEL none = (VMBCHANNEL)&junk[64];
	VMBPACKET no_packet = (VMBPACKET)&junk[64];
	struct kmcltest_hdr msg = { .op = KMCLTEST_SINK };
	UINT16 former;
	UINT32 handle;
	GUID guid = { 1 }, nil = {};

	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelEnable(none)));
	VmbChannelDisable(none);
	VmbChannelStart(none);
	VmbChannelPause(none);
	EXPECT_NULL(t, VmbPacketAllocate(none));
	VmbChannelGetInterfaceInstance(none, &guid);
	EXPECT_MEM_EQ(t, &guid, &nil, sizeof(guid));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelSetInterruptLatency(none, 0,
								 &former)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(none, 0,
					junk, PAGE_SIZE, &handle)));
	VmbChannelDeleteGpadl(none, 1);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelSendSynchronousRequest(none, &msg,
				sizeof(msg), NULL, 0, NULL, NULL, NULL)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbPacketSend(no_packet, &msg, sizeof(msg),
						 NULL, 0)));
	VmbPacketFree(no_packet);
	VmbChannelCleanup(none);
	EXPECT_NULL(t, memchr_inv(junk, 0, sizeof(junk)));
}

static int misuse_setup(struct kcase *t)
{
	int err = client_setup_open(t);

	if (!err && client_of(t))
		client_of(t)->may_misuse = true;
	return err;
}

static const struct kcase_spec misuse_cases[] = {
	KCASE(packet_completed_twice, "the second completion is refused",
	      test_complete_twice),
	KCASE(stale_packet_handle, "a handle kept past completion is refused (CVE-2019-0620)",
	      test_stale_handle),
	KCASE(packet_sent_twice, "a packet in flight cannot be sent",
	      test_send_twice),
	KCASE(packet_freed_in_flight, "freed after its completion",
	      test_free_in_flight),
	KCASE(packet_freed_twice, "not handed out twice", test_free_twice),
	KCASE(disable_in_state_callback, "carried out after the callback",
	      test_disable_in_callback),
	KCASE(disable_in_process_packet, "carried out after the callback",
	      test_disable_in_packet),
	KCASE(pause_in_state_callback, "reported, no deadlock",
	      test_pause_in_callback),
	KCASE(request_in_state_callback, "a synchronous request that would wait for itself is refused",
	      test_request_in_callback),
	KCASE(request_at_dispatch, "a synchronous request that waits is refused",
	      test_request_at_dispatch),
	KCASE(life_at_dispatch, "a channel is not made, configured or enabled",
	      test_life_at_dispatch),
	KCASE(life_without_preemption, "nor where preemption is off",
	      test_life_without_preemption),
	KCASE(cleanup_in_state_callback, "refused", test_cleanup_in_callback),
	KCASE(invalid_handles, "handles that are none are refused",
	      test_invalid_handles),
};
const struct kcase_suite misuse_suite =
	KCASE_SUITE_FIXTURE("misuse", misuse_cases, misuse_setup,
			    client_teardown);
