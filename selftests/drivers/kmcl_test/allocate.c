// SPDX-License-Identifier: GPL-2.0-only
/*
 * VmbChannelAllocate, VmbChannelCleanup, VmbChannelSetPointer and
 * VmbChannelGetPointer.
 */
#include "client.h"
#include "suites.h"

static void test_gives_channel(struct kcase *t)
{
	VMBCHANNEL channel = NULL;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE, &channel), STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, channel);
	VmbChannelCleanup(channel);
}

static void test_defaults_suffice(struct kcase *t)
{
	VMBCHANNEL channel;
	VMBPACKET packet;
	GUID instance;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE, &channel), STATUS_SUCCESS);
	client_instance(&instance, 0xfff);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(channel, client_type(),
						      &instance, NULL),
		  STATUS_SUCCESS);
	/* Only a target is set, and no such device exists. */
	EXPECT_EQ(t, VmbChannelEnable(channel), STATUS_SUCCESS);
	packet = VmbPacketAllocate(channel);
	EXPECT_NOT_NULL(t, packet);
	if (packet)
		VmbPacketFree(packet);
	VmbChannelDisable(channel);
	VmbChannelCleanup(channel);
}

static void test_many(struct kcase *t)
{
	VMBCHANNEL channels[64];
	unsigned int i, k, n = 0;

	for (i = 0; i < ARRAY_SIZE(channels); i++) {
		if (VmbChannelAllocate(&client_parent, FALSE, &channels[i]))
			break;
		n++;
	}
	EXPECT_EQ(t, n, (unsigned int)ARRAY_SIZE(channels));
	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			EXPECT_PTR_NE(t, channels[i], channels[k]);
	for (i = 0; i < n; i++)
		VmbChannelCleanup(channels[i]);
}

static const struct kcase_spec allocate_cases[] = {
	KCASE(gives_channel, "success and a channel, freed by Cleanup",
	      test_gives_channel),
	KCASE(defaults_suffice, "a target is all that has to be set",
	      test_defaults_suffice),
	KCASE(many, "many channels at a time, each its own", test_many),
};
const struct kcase_suite allocate_suite =
	KCASE_SUITE("VmbChannelAllocate", allocate_cases);

static void test_never_enabled(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	VmbChannelCleanup(c->channel);
	c->channel = NULL;
	EXPECT_HISTORY(c, "");
}

static void test_after_disable(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	if (!client_enable(c))
		return;
	endpoint_disable(c);
	VmbChannelCleanup(c->channel);
	c->channel = NULL;
	EXPECT_HISTORY(c, "OSPUC");
}

static void test_with_packets(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMBPACKET packet[20];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(packet); i++) {
		packet[i] = VmbPacketAllocate(c->channel);
		ASSERT_NOT_NULL(t, packet[i]);
	}
	for (i = 0; i < ARRAY_SIZE(packet); i++)
		VmbPacketFree(packet[i]);
	VmbChannelCleanup(c->channel);
	c->channel = NULL;
}

static const struct kcase_spec cleanup_cases[] = {
	KCASE(never_enabled, "cleanup without disable of a channel that was never enabled",
	      test_never_enabled),
	KCASE(after_disable, "cleanup after disable", test_after_disable),
	KCASE(with_packets, "the channel's free packets go with it",
	      test_with_packets),
};
const struct kcase_suite cleanup_suite =
	KCASE_SUITE_FIXTURE("VmbChannelCleanup", cleanup_cases,
			    client_setup_closed, client_teardown);

static void test_pointer(struct kcase *t)
{
	VMBCHANNEL channel;
	int a, b;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE, &channel), STATUS_SUCCESS);
	EXPECT_NULL(t, VmbChannelGetPointer(channel));
	VmbChannelSetPointer(channel, &a);
	EXPECT_PTR_EQ(t, VmbChannelGetPointer(channel), &a);
	VmbChannelSetPointer(channel, &b);
	EXPECT_PTR_EQ(t, VmbChannelGetPointer(channel), &b);
	VmbChannelSetPointer(channel, NULL);
	EXPECT_NULL(t, VmbChannelGetPointer(channel));
	VmbChannelCleanup(channel);
}

static void test_pointer_atomic(struct kcase *t)
{
	VMBCHANNEL channel;
	unsigned long flags;
	void *got;
	int a;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE, &channel), STATUS_SUCCESS);
	local_irq_save(flags);
	VmbChannelSetPointer(channel, &a);
	got = VmbChannelGetPointer(channel);
	local_irq_restore(flags);
	EXPECT_PTR_EQ(t, got, &a);
	VmbChannelCleanup(channel);
}

static const struct kcase_spec set_pointer_cases[] = {
	KCASE(replaces, "the last pointer set is the one got", test_pointer),
	KCASE(any_context, "with interrupts off", test_pointer_atomic),
};
const struct kcase_suite channel_set_pointer_suite =
	KCASE_SUITE("VmbChannelSetPointer", set_pointer_cases);

static void test_pointer_enabled(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	EXPECT_PTR_EQ(t, VmbChannelGetPointer(c->channel), c);
}

static const struct kcase_spec get_pointer_cases[] = {
	KCASE(set_before_enable, "a pointer set before enable stays",
	      test_pointer_enabled),
};
const struct kcase_suite channel_get_pointer_suite =
	KCASE_SUITE_FIXTURE("VmbChannelGetPointer", get_pointer_cases,
			    client_setup_open, client_teardown);
