// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which offer a client gets: VmbClientChannelInitSetTargetPnp and
 * VmbChannelGetInterfaceInstance.
 */
#include <linux/delay.h>

#include "init_set.h"
#include "suites.h"

/* Two more channels, for cases that need them. */
struct pair {
	struct endpoint c[2];
};

static struct pair *pair_alloc(struct kcase *t)
{
	struct pair *pair = kzalloc(sizeof(*pair), GFP_KERNEL);

	if (!pair) {
		FAIL(t, "no memory");
		return NULL;
	}
	endpoint_init(&pair->c[0], t);
	endpoint_init(&pair->c[1], t);
	return pair;
}

static void pair_free(struct pair *pair)
{
	client_destroy(&pair->c[0]);
	client_destroy(&pair->c[1]);
	kfree(pair);
}

static void test_by_instance(struct kcase *t)
{
	struct client_setup setup = {};
	struct pair *pair;
	unsigned int i;

	CLIENT_NEED_DEVICES(t, 2);
	pair = pair_alloc(t);
	if (!pair)
		return;
	for (i = 0; i < 2; i++) {
		setup.index = 1 - i;
		if (!client_create(&pair->c[i], &setup) ||
		    !client_enable(&pair->c[i]))
			break;
		/* Compares the device's index. */
		client_info(&pair->c[i]);
	}
	pair_free(pair);
}

/* Open a channel for any instance; returns the instance it got. */
static bool any_instance(struct endpoint *c, GUID *instance)
{
	static const struct client_setup setup;

	if (!client_create(c, &setup))
		return false;
	EXPECT_EQ(c->t, VmbClientChannelInitSetTargetPnp(c->channel,
							 client_type(), NULL,
							 NULL),
		  STATUS_SUCCESS);
	if (!client_enable(c))
		return false;
	VmbChannelGetInterfaceInstance(c->channel, instance);
	return true;
}

static void test_any_instance(struct kcase *t)
{
	struct pair *pair;
	GUID got[2] = {};

	CLIENT_NEED_DEVICES(t, 2);
	pair = pair_alloc(t);
	if (!pair)
		return;
	if (any_instance(&pair->c[0], &got[0]) &&
	    any_instance(&pair->c[1], &got[1]))
		EXPECT_TRUE(t, memcmp(&got[0], &got[1], sizeof(got[0])));
	pair_free(pair);
}

static void test_none_waits(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	GUID nowhere;

	client_instance(&nowhere, 0xffd);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(c->channel, client_type(),
						      &nowhere, NULL),
		  STATUS_SUCCESS);
	if (!endpoint_enable(c))
		return;
	msleep(QUIET_MS);
	EXPECT_HISTORY(c, "");
	endpoint_disable(c);
	EXPECT_HISTORY(c, "");
}

static void test_no_target(struct kcase *t)
{
	VMBCHANNEL channel;
	NTSTATUS status;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, FALSE, &channel), STATUS_SUCCESS);
	status = VmbChannelEnable(channel);
	EXPECT_FALSE(t, NT_SUCCESS(status));
	if (NT_SUCCESS(status))
		VmbChannelDisable(channel);
	VmbChannelCleanup(channel);
}

static void test_no_type(struct kcase *t)
{
	NTSTATUS status;

	status = VmbClientChannelInitSetTargetPnp(client_of(t)->channel, NULL,
						  NULL, NULL);
	EXPECT_FALSE(t, NT_SUCCESS(status));
}

/* A second client of the same offer waits until the first releases it. */
static void test_one_owner(struct kcase *t)
{
	struct endpoint *first = client_of(t);
	struct client_setup setup = {};
	struct endpoint *second = kzalloc(sizeof(*second), GFP_KERNEL);

	ASSERT_NOT_NULL(t, second);
	endpoint_init(second, t);
	if (!client_create(second, &setup) || !endpoint_enable(second))
		goto out;
	msleep(QUIET_MS);
	EXPECT_HISTORY(second, "");
	client_echo(first, 64);
	endpoint_disable(first);
	EXPECT_HISTORY_SOON(second, "OSP");
	if (endpoint_history_is(second, "OSP"))
		client_echo(second, 64);
out:
	client_destroy(second);
	kfree(second);
}

/* The device is rescinded and offered again while the channel is disabled. */
static void test_arrives_later(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_FEATURE(c, RESCIND);
	if (!client_rescind(c, 1000, 300000))
		return;
	EXPECT_HISTORY_SOON(c, "OSPUC");
	endpoint_disable(c);
	endpoint_history_reset(c);
	/* There is no offer yet; it comes while the channel waits. */
	if (!client_enable(c))
		return;
	EXPECT_HISTORY(c, "OSP");
	client_echo(c, 64);
}

static NTSTATUS open_fails(struct endpoint *c)
{
	return STATUS_INSUFFICIENT_RESOURCES;
}

static void test_pnp_failure(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	c->opened = open_fails;
	if (!endpoint_enable(c))
		return;
	EXPECT_SOON(t, endpoint_count(c, 'F') == 1, WAIT_MS);
	EXPECT_EQ(t, c->pnp_status, STATUS_INSUFFICIENT_RESOURCES);
}

static NTSTATUS open_fails_once(struct endpoint *c)
{
	return c->spare++ ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static void failure_enables(struct endpoint *c)
{
	EXPECT_EQ(c->t, VmbChannelEnable(c->channel), STATUS_SUCCESS);
}

/* Ours: the channel is disabled, so its owner may enable it, also in there. */
static void test_pnp_failure_enables(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	c->opened = open_fails_once;
	c->pnp_failure = failure_enables;
	if (!endpoint_enable(c))
		return;
	EXPECT_HISTORY_SOON(c, "OFOSP");
	if (!kcase_failed(t) && client_info(c))
		client_echo(c, 64);
}

static const struct kcase_spec target_cases[] = {
	INIT_COMMON(INIT_TARGET),
	KCASE(by_instance, "an instance GUID names the device", test_by_instance),
	KCASE(any_instance, "no instance: any device of the type, one each",
	      test_any_instance),
	KCASE(no_such_device, "without an offer the channel waits, quietly",
	      test_none_waits),
	KCASE(no_target, "enable without a target fails", test_no_target),
	KCASE(no_type, "a target without a type is refused", test_no_type),
	KCASE(failure_is_told, "found but not opened: PnpFailure with the status",
	      test_pnp_failure),
	KCASE(failure_may_enable, "PnpFailure may enable the channel again",
	      test_pnp_failure_enables),
};
const struct kcase_suite target_suite =
	KCASE_SUITE_FIXTURE("VmbClientChannelInitSetTargetPnp", target_cases,
			    client_setup_closed, client_teardown);

static const struct kcase_spec offer_cases[] = {
	KCASE(one_owner, "an offer taken by one channel comes to the next when it is free",
	      test_one_owner),
	KCASE(arrives_later, "an offer that arrives after enable is taken",
	      test_arrives_later),
};
const struct kcase_suite offer_suite =
	KCASE_SUITE_FIXTURE("offer", offer_cases, client_setup_open,
			    client_teardown);

static void test_instance(struct kcase *t)
{
	GUID want, got = {};

	client_instance(&want, 0);
	VmbChannelGetInterfaceInstance(client_of(t)->channel, &got);
	EXPECT_MEM_EQ(t, &got, &want, sizeof(got));
}

static void test_instance_closed(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	GUID got = { 1 }, none = {};

	endpoint_disable(c);
	VmbChannelGetInterfaceInstance(c->channel, &got);
	EXPECT_MEM_EQ(t, &got, &none, sizeof(got));
}

/* What is asked about the offer leaves interrupts as they were. */
static void test_instance_locked(struct kcase *t)
{
	VMBCHANNEL channel = client_of(t)->channel;
	static DEFINE_SPINLOCK(lock);
	GUID want, got = {};
	PDEVICE_OBJECT object;
	unsigned long flags;
	bool before, after;

	client_instance(&want, 0);
	spin_lock_irqsave(&lock, flags);
	before = irqs_disabled();
	VmbChannelGetInterfaceInstance(channel, &got);
	VmbChannelGetTargetDeviceObject(channel, &object);
	endpoint_ignore(VmbChannelSetInterruptLatency(channel, 0, NULL));
	after = irqs_disabled();
	spin_unlock_irqrestore(&lock, flags);
	EXPECT_EQ(t, after, before);
	EXPECT_MEM_EQ(t, &got, &want, sizeof(got));
}

static const struct kcase_spec instance_cases[] = {
	KCASE(connected, "the instance of the connected offer", test_instance),
	KCASE(under_a_lock, "also with interrupts off", test_instance_locked),
	KCASE(not_connected, "all zeroes when there is none",
	      test_instance_closed),
};
static void test_parent(struct kcase *t)
{
	PDEVICE_OBJECT object = NULL;

	VmbChannelGetParentDeviceObject(client_of(t)->channel, &object);
	EXPECT_PTR_EQ(t, object, &client_parent);
}

static const struct kcase_spec parent_cases[] = {
	KCASE(as_allocated, "what VmbChannelAllocate was given", test_parent),
};
const struct kcase_suite parent_suite =
	KCASE_SUITE_FIXTURE("VmbChannelGetParentDeviceObject", parent_cases,
			    client_setup_open, client_teardown);

/* The offer of a client with a target is no driver's. */
static void test_no_driver(struct kcase *t)
{
	PDEVICE_OBJECT object = &client_parent;

	VmbChannelGetTargetDeviceObject(client_of(t)->channel, &object);
	EXPECT_NULL(t, object);
}

static const struct kcase_spec target_object_cases[] = {
	KCASE(no_driver, "NULL for an offer that is no driver's", test_no_driver),
};
const struct kcase_suite target_object_suite =
	KCASE_SUITE_FIXTURE("VmbChannelGetTargetDeviceObject", target_object_cases,
			    client_setup_open, client_teardown);

const struct kcase_suite instance_suite =
	KCASE_SUITE_FIXTURE("VmbChannelGetInterfaceInstance", instance_cases,
			    client_setup_open, client_teardown);
