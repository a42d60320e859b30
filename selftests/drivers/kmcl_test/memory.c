// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation that a call makes is failed in turn: the status is honest,
 * and nothing is left behind (which kmemleak sees to afterwards).
 *
 * Uses the kernel's fault injection: the n-th allocation of this thread fails.
 * It must have been told to fail allocations that may sleep as well, see
 * test_kmcl_memory.sh.
 */
#include "client.h"
#include "fail_nth.h"
#include "suites.h"

static int memory_setup(struct kcase *t)
{
	if (!injection_works()) {
		kcase_skip(t, "this kernel does not fail allocations on demand");
		return 0;
	}
	return client_setup_open(t);
}

/**
 * struct attempt - a call to be made with less and less failing
 * @status: of the call
 * @made: something that has to be undone
 */
struct attempt {
	NTSTATUS status;
	bool made;
};

/*
 * Call @call with its first, second, third ... allocation failing, until it
 * makes none that fails. A call that got what it asked for all the same is
 * fine; one that did not must say so.
 */
static void sweep(struct kcase *t, const char *what,
		  struct attempt (*call)(struct endpoint *c))
{
	struct endpoint *c = client_of(t);
	unsigned int n, refused = 0;
	struct attempt a;
	bool failed;

	for (n = 1; n < 1000; n++) {
		fail_nth(n);
		a = call(c);
		failed = fail_end();
		if (!failed)
			break;
		EXPECT_EQ(t, NT_SUCCESS(a.status), a.made);
		if (a.made)
			continue;
		refused++;
		if (a.status != STATUS_INSUFFICIENT_RESOURCES &&
		    a.status != STATUS_NO_MEMORY)
			FAIL(t, "%s, allocation %u fails: status %#x", what, n,
			     a.status);
	}
	/* In the last call no allocation failed. */
	EXPECT_EQ(t, a.status, STATUS_SUCCESS);
	EXPECT_TRUE(t, a.made);
	kcase_note(t, "%s: %u allocations failed, %u made the call fail", what,
		   n - 1, refused);
	client_echo(c, 64);
}

static struct attempt call_allocate(struct endpoint *c)
{
	VMBCHANNEL channel = NULL;
	struct attempt a;

	a.status = VmbChannelAllocate(&client_parent, FALSE, &channel);
	a.made = channel;
	if (channel)
		VmbChannelCleanup(channel);
	return a;
}

static struct attempt call_packet(struct endpoint *c)
{
	VMBPACKET packet[8];
	struct attempt a = { .status = STATUS_SUCCESS, .made = true };
	unsigned int i;

	/* Several, because a few may have been allocated ahead. */
	for (i = 0; i < ARRAY_SIZE(packet); i++) {
		packet[i] = VmbPacketAllocate(c->channel);
		if (packet[i])
			continue;
		a.status = STATUS_NO_MEMORY;
		a.made = false;
		break;
	}
	while (i--)
		VmbPacketFree(packet[i]);
	return a;
}

/* Its packets are of a size that a fragmented machine does not have in one piece. */
#define LARGE_PACKET	(128u * 1024)

static VMBCHANNEL large_channel(void)
{
	VMBCHANNEL channel;

	if (!NT_SUCCESS(VmbChannelAllocate(&client_parent, FALSE, &channel)))
		return NULL;
	VmbChannelInitSetMaximumPacketSize(channel, LARGE_PACKET);
	return channel;
}

/*
 * The second allocation is for the packet's payload; where that fails there are single
 * pages.
 */
static void test_large_packet(struct kcase *t)
{
	VMBCHANNEL channel = large_channel();
	VMBPACKET packet;

	ASSERT_NOT_NULL(t, channel);
	fail_nth(2);
	packet = VmbPacketAllocate(channel);
	EXPECT_TRUE(t, fail_end());
	EXPECT_NOT_NULL(t, packet);
	if (packet)
		VmbPacketFree(packet);
	VmbChannelCleanup(channel);
}

static struct attempt call_gpadl(struct endpoint *c)
{
	struct attempt a;
	UINT32 handle = 0;

	a.status = VmbChannelCreateGpadlFromBuffer(c->channel, 0, c->priv,
						   4 * PAGE_SIZE, &handle);
	a.made = handle;
	if (handle)
		VmbChannelDeleteGpadl(c->channel, handle);
	return a;
}

static struct attempt call_gpadl_mdl(struct endpoint *c)
{
	struct attempt a;
	UINT32 handle = 0;

	a.status = VmbChannelCreateGpadlFromMdl(c->channel, 0,
						(PMDL)c->spare, 0, 0, &handle);
	a.made = handle;
	if (handle)
		VmbChannelDeleteGpadl(c->channel, handle);
	return a;
}

static struct attempt call_sync(struct endpoint *c)
{
	struct kmcltest_hdr msg = { .op = KMCLTEST_ECHO };
	struct kmcltest_hdr reply = {};
	u32 size = sizeof(reply);
	struct attempt a;

	a.status = VmbChannelSendSynchronousRequest(c->channel, &msg,
						    sizeof(msg), NULL, WAIT,
						    &reply, &size, NULL);
	a.made = reply.op == KMCLTEST_ECHO;
	return a;
}

static struct attempt call_name(struct endpoint *c)
{
	DECLARE_CONST_UNICODE_STRING(name, L"a name that takes memory");
	VMBCHANNEL channel = c->priv;
	struct attempt a;

	a.status = VmbChannelInitSetFriendlyName(channel, &name);
	a.made = NT_SUCCESS(a.status);
	return a;
}

static void test_allocate(struct kcase *t)
{
	sweep(t, "VmbChannelAllocate", call_allocate);
}

static void test_packet(struct kcase *t)
{
	sweep(t, "VmbPacketAllocate", call_packet);
}

static void test_gpadl(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_FEATURE(c, GPADL);
	c->priv = endpoint_buffer(c, 4 * PAGE_SIZE);
	ASSERT_NOT_NULL(t, c->priv);
	sweep(t, "VmbChannelCreateGpadlFromBuffer", call_gpadl);
	c->spare = (unsigned long)endpoint_mdl(c, c->priv, 4 * PAGE_SIZE);
	ASSERT_NE(t, c->spare, 0ul);
	sweep(t, "VmbChannelCreateGpadlFromMdl", call_gpadl_mdl);
}

static void test_sync(struct kcase *t)
{
	sweep(t, "VmbChannelSendSynchronousRequest", call_sync);
}

static void test_name(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBCHANNEL channel;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE, &channel),
		  STATUS_SUCCESS);
	c->priv = channel;
	sweep(t, "VmbChannelInitSetFriendlyName", call_name);
	VmbChannelCleanup(channel);
}

/* A packet already holds what a send needs: a send allocates nothing. */
static void test_send(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_ECHO, 256);
	NTSTATUS status;
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < 100 && !kcase_failed(t); i++) {
		fail_nth(1);
		status = request_send(r, WAIT);
		/* The armed failure is still there: the send allocated nothing. */
		EXPECT_FALSE(t, fail_end());
		ASSERT_EQ(t, status, STATUS_SUCCESS);
		request_echoed(r);
	}
}

/* VmbChannelEnable leaves the work to the state worker, or fails itself. */
static struct attempt call_enable(struct endpoint *c)
{
	struct attempt a;

	a.status = VmbChannelEnable(c->channel);
	a.made = NT_SUCCESS(a.status);
	if (a.made)
		VmbChannelDisable(c->channel);
	return a;
}

static void test_enable(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int n;
	struct attempt a = {};

	endpoint_disable(c);
	for (n = 1; n < 100; n++) {
		endpoint_history_reset(c);
		fail_nth(n);
		a = call_enable(c);
		if (!fail_end())
			break;
		if (a.made)
			continue;
		/* Refused, and nothing has begun. */
		EXPECT_EQ(t, a.status, STATUS_INSUFFICIENT_RESOURCES);
		EXPECT_HISTORY(c, "");
		EXPECT_EQ(t, VmbChannelEnable(c->channel), STATUS_SUCCESS);
		VmbChannelDisable(c->channel);
	}
	/* In the last call no allocation failed. */
	EXPECT_LT(t, n, 100u);
	EXPECT_TRUE(t, a.made);
	kcase_note(t, "VmbChannelEnable: %u allocations failed", n - 1);
	endpoint_history_reset(c);
	if (client_enable(c))
		client_echo(c, 64);
}

/*
 * Memory is short for the whole library while a channel opens: the test
 * program, test_kmcl_memory_open.sh, has the kernel fail one allocation in so
 * many below its code.
 */
static void test_open(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, opens = 0, failures = 0, rounds = kcase_scaled(t, 50);

	for (i = 0; i < rounds && !kcase_expired(t); i++) {
		endpoint_history_reset(c);
		if (!NT_SUCCESS(VmbChannelEnable(c->channel))) {
			failures++;
			continue;
		}
		c->enabled = true;
		EXPECT_SOON(t, endpoint_count(c, 'P') || endpoint_count(c, 'F'),
			    WAIT_MS);
		failures += endpoint_count(c, 'F');
		opens += endpoint_count(c, 'P');
		endpoint_disable(c);
	}
	kcase_note(t, "%u of %u opens failed", failures, rounds);
	/* Of one in ten allocations, some. */
	if (rounds >= 50)
		EXPECT_GT(t, failures, 0u);
	EXPECT_GT(t, opens + failures, 0u);
}

/* Header pages included: the most that hv_vmbus allocates for both. */
#define LARGEST_RING	512u

/*
 * The page allocator has no piece of 2 MiB or more, until hv_vmbus has asked for one
 * in the two ways that it has: see test_kmcl_memory_rings.sh. hv_vmbus needs both
 * rings in one piece (vmbus_alloc_ring()), the loopback bus makes do with pages.
 */
static void test_largest_rings(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	bool in_one_piece = c->features & KMCLTEST_FEATURE_FAULTS;

	endpoint_disable(c);
	endpoint_history_reset(c);
	ASSERT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(c->channel,
								LARGEST_RING - 1,
								LARGEST_RING - 1),
		  STATUS_SUCCESS);
	if (in_one_piece) {
		ASSERT_TRUE(t, endpoint_enable(c));
		EXPECT_HISTORY_SOON(c, "F");
		EXPECT_EQ(t, c->pnp_status, STATUS_INSUFFICIENT_RESOURCES);
		endpoint_disable(c);
		endpoint_history_reset(c);
	}
	if (client_enable(c))
		client_echo(c, 64);
}

static const struct kcase_spec memory_cases[] = {
	KCASE(allocate_channel, "VmbChannelAllocate", test_allocate),
	KCASE(allocate_packet, "VmbPacketAllocate", test_packet),
	KCASE(allocate_large_packet,
	      "VmbPacketAllocate of 128 KiB does with single pages",
	      test_large_packet),
	KCASE(create_gpadl, "VmbChannelCreateGpadlFromBuffer and FromMdl",
	      test_gpadl),
	KCASE(synchronous_request, "VmbChannelSendSynchronousRequest",
	      test_sync),
	KCASE(friendly_name, "VmbChannelInitSetFriendlyName", test_name),
	KCASE(send_allocates_nothing, "VmbPacketSend", test_send),
	KCASE(enable, "VmbChannelEnable", test_enable),
};
const struct kcase_suite memory_suite =
	KCASE_SUITE_FIXTURE("memory", memory_cases, memory_setup,
			    client_teardown);

static int memory_open_setup(struct kcase *t)
{
	static const struct client_setup setup = { .short_of_memory = true };

	return client_setup_closed_as(t, &setup);
}

static const struct kcase_spec memory_open_cases[] = {
	KCASE_SLOW(lives, "a channel that opens while memory is short",
		   test_open, 0, 300),
};
const struct kcase_suite memory_open_suite =
	KCASE_SUITE_FIXTURE("memory_open", memory_open_cases, memory_open_setup,
			    client_teardown);

static const struct kcase_spec memory_rings_cases[] = {
	KCASE(largest, "the largest rings, first on a machine without large pieces",
	      test_largest_rings),
};
const struct kcase_suite memory_rings_suite =
	KCASE_SUITE_FIXTURE("memory_rings", memory_rings_cases, client_setup_open,
			    client_teardown);
