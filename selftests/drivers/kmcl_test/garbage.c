// SPDX-License-Identifier: GPL-2.0-only
/*
 * garbage.c - packets of which nothing is right but the length, by the ten thousand.
 */
#include "client.h"
#include "suites.h"

#define GARBAGE_BATCH	10000u

/* Whatever was not dropped: its bytes and its external data are there to be read. */
static void garbage_packet(struct endpoint *c, VMBPACKETCOMPLETION packet,
			   void *buffer, u32 size, u32 flags)
{
	c->spare = kmcltest_sum_bytes(buffer, size, c->spare);
	VmbChannelPacketComplete(packet, buffer, size);
}

static bool garbage_batch(struct endpoint *c, u32 size)
{
	struct kmcltest_source msg = {
		.hdr.op = KMCLTEST_SOURCE,
		.count = GARBAGE_BATCH,
		.size = size,
		.flags = KMCLTEST_SOURCE_GARBAGE,
		.seed = kcase_random(c->t),
	};

	/* The echo comes behind all of them. */
	return client_op_ok(c, &msg, sizeof(msg)) && client_echo(c, 64);
}

static void test_garbage(struct kcase *t)
{
	u32 i, batches = kcase_scaled(t, 100);
	struct endpoint *c = client_of(t);

	CLIENT_NEED_FEATURE(c, FAULTS);
	c->packet = garbage_packet;
	for (i = 0; i < batches; i++) {
		if (!garbage_batch(c, 16 + 8 * kcase_random_range(t, 0, 60))) {
			FAIL(t, "batch %u", i);
			break;
		}
	}
	/* Half of them are of any type, a sixth of the rest of one that is accepted. */
	c->counter = "drop_type";
	c->counter_least = i * GARBAGE_BATCH / 4;
	kcase_note(t, "%u packets of garbage, %d of them presented",
		   i * GARBAGE_BATCH, atomic_read(&c->packets));
	EXPECT_HISTORY(c, "OSP");
	EXPECT_GT(t, atomic_read(&c->packets), 0);
	EXPECT_LT(t, atomic_read(&c->packets), (int)(i * GARBAGE_BATCH));
}

static const struct kcase_spec garbage_cases[] = {
	KCASE_SLOW(packets, "100,000 packets of which only the length is right",
		   test_garbage, 0, 300),
};
const struct kcase_suite garbage_suite =
	KCASE_SUITE_FIXTURE("garbage", garbage_cases, client_setup_open,
			    client_teardown);
