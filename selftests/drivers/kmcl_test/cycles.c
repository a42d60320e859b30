// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lives of a channel, one after the other. What they leave behind in memory is
 * measured around this by the test program.
 */
#include "client.h"
#include "suites.h"

/* Enabled, used and disabled, a thousand times. */
static void test_enable(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, rounds = kcase_scaled(t, 1000);

	CLIENT_NEED_DEVICES(t, 1);
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		endpoint_history_reset(c);
		if (!client_enable(c) || !client_info(c))
			break;
		endpoint_disable(c);
		EXPECT_HISTORY(c, "OSPUC");
	}
	if (kcase_failed(t))
		kcase_note(t, "in round %u of %u", i + 1, rounds);
}

/* Allocated and cleaned up as well. */
static void test_allocate(struct kcase *t)
{
	unsigned int i, rounds = kcase_scaled(t, 1000);
	VMBCHANNEL channel;
	VMBPACKET packet;

	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE,
						&channel), STATUS_SUCCESS);
		packet = VmbPacketAllocate(channel);
		EXPECT_NOT_NULL(t, packet);
		VmbPacketFree(packet);
		VmbChannelCleanup(channel);
	}
}

static const struct kcase_spec cycle_cases[] = {
	KCASE_SLOW(enable_disable, "1,000 times enabled, used and disabled",
		   test_enable, 0, 600),
	KCASE_SLOW(allocate_cleanup, "1,000 times allocated and cleaned up",
		   test_allocate, 0, 120),
};
const struct kcase_suite cycle_suite =
	KCASE_SUITE_FIXTURE("cycles", cycle_cases, client_setup_closed,
			    client_teardown);
