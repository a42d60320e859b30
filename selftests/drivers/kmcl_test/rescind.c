// SPDX-License-Identifier: GPL-2.0-only
/*
 * The peer withdraws its offer: in every state, with traffic, and again.
 */
#include <linux/delay.h>
#include <linux/module.h>

#include <vmbkmcl.h>

#include "client.h"
#include "suites.h"

static int rescind_setup(struct kcase *t)
{
	int err = client_setup_open(t);
	struct endpoint *c = t->priv;

	if (!err && c && !(c->features & KMCLTEST_FEATURE_RESCIND))
		client_lacks(t, "this test device cannot be rescinded");
	return err;
}

/* Enable again and see that all works. */
static void recover(struct endpoint *c)
{
	if (kcase_failed(c->t))
		return;
	if (c->enabled)
		endpoint_disable(c);
	endpoint_history_reset(c);
	if (client_enable(c) && client_info(c))
		client_echo(c, 64);
}

/*
 * A rescind that the device was asked for may be to come, or not. When it has answered
 * this one, a rescind comes for certain, of which it makes one; none comes after that.
 */
static void await_late_rescind(struct endpoint *c)
{
	struct kmcltest_rescind msg = { .hdr.op = KMCLTEST_RESCIND, .reoffer_us = 1000 };

	if (kcase_failed(c->t) || !client_enable_until_answered(c, &msg, sizeof(msg)))
		return;
	EXPECT_SOON(c->t, endpoint_count(c, 'C') == 1, WAIT_MS);
}

static void test_idle(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i;

	for (i = 0; i < kcase_scaled(t, 10) && !kcase_failed(t); i++) {
		if (!client_rescind(c, 1000, 2000))
			return;
		EXPECT_SOON(t, endpoint_count(c, 'C') == 1, WAIT_MS);
		/* It may be offered again before that, while it is enabled, or later. */
		fsleep(kcase_random_range(t, 0, 5000));
		recover(c);
	}
}

static void test_traffic(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, k, rounds = kcase_scaled(t, 10);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 256, 300);

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		if (!client_source(c, 100000, 64, KMCLTEST_SOURCE_COMPLETE, 16))
			return;
		client_rescind_blind(c, kcase_random_range(t, 0, 20000), 2000);
		for (k = 0; k < 300; k++)
			request_send(r[k], WAIT);
		EXPECT_SOON(t, endpoint_count(c, 'C') == 1, WAIT_MS);
		/* What was sent after the close was queued. */
		endpoint_disable(c);
		EXPECT_EQ(t, atomic64_read(&c->sent), atomic64_read(&c->done));
		recover(c);
	}
}

static void test_paused(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	if (!client_rescind(c, 100000, 2000))
		return;
	VmbChannelPause(c->channel);
	EXPECT_HISTORY_SOON(c, "OSPUC");
	VmbChannelStart(c->channel);
	recover(c);
}

static void slow(struct endpoint *c)
{
	msleep(100);
}

static NTSTATUS slow_opened(struct endpoint *c)
{
	msleep(100);
	return STATUS_SUCCESS;
}

/* Rescinded during a state callback; the callbacks after that are right. */
static void test_in_callback(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct kmcltest_rescind msg = {
		.hdr.op = KMCLTEST_RESCIND,
		.delay_us = t->arg,
		.reoffer_us = 2000,
		.keep = true,
	};
	const char *h = c->history;

	/* The device rescinds after a delay, while the channel opens again. */
	if (!client_op_ok(c, &msg, sizeof(msg)))
		return;
	endpoint_disable(c);
	endpoint_history_reset(c);
	c->opened = slow_opened;
	c->started = slow;
	c->post_started = slow;
	if (!endpoint_enable(c))
		return;
	msleep(600);
	endpoint_disable(c);
	EXPECT_TRUE(t, !strcmp(h, "") || !strcmp(h, "OC") ||
		       !strcmp(h, "OUC") || !strcmp(h, "OSUC") ||
		       !strcmp(h, "OSPUC") || !strcmp(h, "F"));
	if (kcase_failed(t))
		kcase_note(t, "state callbacks: %s", h);
	c->opened = NULL;
	c->started = NULL;
	c->post_started = NULL;
	await_late_rescind(c);
	recover(c);
}

static void test_while_disabling(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	unsigned int i, rounds = kcase_scaled(t, 20);

	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		client_rescind_blind(c, kcase_random_range(t, 0, 3000), 1000);
		usleep_range(1, kcase_random_range(t, 2, 4000));
		endpoint_disable(c);
		EXPECT_HISTORY(c, "OSPUC");
		await_late_rescind(c);
		recover(c);
	}
}

/* Wait for the device for a while, in vain; false when it came: time was too short. */
static bool waits_in_vain(struct endpoint *c, u32 reoffer_us)
{
	if (!client_rescind(c, 1000, reoffer_us))
		return true;
	EXPECT_HISTORY_SOON(c, "OSPUC");
	endpoint_disable(c);
	endpoint_history_reset(c);
	if (!endpoint_enable(c))
		return true;
	msleep(200);
	endpoint_disable(c);
	return endpoint_history_is(c, "");
}

/* No offer for a while: the client waits for one, and can be disabled. */
static void test_never_again(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 reoffer_us = 1500000;
	ktime_t begin;

	for (;;) {
		begin = ktime_get();
		if (waits_in_vain(c, reoffer_us))
			break;
		/* A busy machine may have taken longer than the device stays away. */
		if (ktime_us_delta(ktime_get(), begin) < reoffer_us ||
		    reoffer_us > WAIT_MS * 1000u) {
			EXPECT_HISTORY(c, "");
			break;
		}
		recover(c);
		reoffer_us *= 2;
	}
	recover(c);
}

static void keep_first(struct endpoint *c, VMBPACKETCOMPLETION packet,
		       void *buffer, u32 size, u32 flags)
{
	if (cmpxchg(&c->priv, NULL, packet))
		VmbChannelPacketComplete(packet, NULL, 0);
}

/* The log names the channel meanwhile, which test_kmcl_report.sh looks for. */
static void test_keeps_packet(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->packet = keep_first;
	if (!client_source(c, 1, 64, KMCLTEST_SOURCE_COMPLETE, 0))
		return;
	EXPECT_SOON(t, READ_ONCE(c->priv), WAIT_MS);
	if (!kcase_failed(t) && client_rescind(c, 1000, 500)) {
		msleep(11000);
		EXPECT_EQ(t, endpoint_count(c, 'C'), 0u);
	}
	if (c->priv)
		VmbChannelPacketComplete(c->priv, NULL, 0);
	EXPECT_SOON(t, endpoint_count(c, 'C') == 1, WAIT_MS);
	c->packet = NULL;
	recover(c);
}

static const struct kcase_spec rescind_cases[] = {
	KCASE_SLOW(idle, "an idle channel closes and can be enabled again",
		   test_idle, 0, 120),
	KCASE_SLOW(with_traffic, "traffic both ways under way", test_traffic,
		   0, 180),
	KCASE(while_paused, "a paused channel closes", test_paused),
	KCASE_ARG(early_in_opening, "just before the next open",
		  test_in_callback, 2000),
	KCASE_ARG(in_opened, "during EvtChannelOpened", test_in_callback,
		  50000),
	KCASE_ARG(in_started, "during EvtChannelStarted", test_in_callback,
		  150000),
	KCASE_ARG(in_post_started, "during EvtChannelPostStarted",
		  test_in_callback, 250000),
	KCASE_SLOW(while_disabling, "while the owner disables the channel",
		   test_while_disabling, 0, 180),
	KCASE(owner_keeps_packet, "the channel closes when the owner has completed it",
	      test_keeps_packet),
	KCASE(not_offered_again, "a client can stop waiting for a new offer",
	      test_never_again),
};
const struct kcase_suite rescind_suite =
	KCASE_SUITE_FIXTURE("rescind", rescind_cases, rescind_setup,
			    client_teardown);

/* One after another, if there are several devices. */
static atomic_t added;

static NTSTATUS slow_add(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device)
{
	atomic_inc(&added);
	return STATUS_SUCCESS;
}

static void slow_remove(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device)
{
	/* Longer than KMCL waits in silence. */
	msleep(11000);
}

static struct vmbkmcl_driver slow_driver = {
	.name = "kmcl_test_slow",
	.owner = THIS_MODULE,
	.type_count = 1,
	.add = slow_add,
	.remove = slow_remove,
};

/* The log is for the program to look at that runs this. */
static void test_driver_keeps_device(struct kcase *t)
{
	slow_driver.types = client_type();
	atomic_set(&added, 0);
	ASSERT_EQ(t, vmbkmcl_driver_register(&slow_driver), 0);
	EXPECT_SOON(t, atomic_read(&added), WAIT_MS);
	vmbkmcl_driver_unregister(&slow_driver);
}

static const struct kcase_spec report_cases[] = {
	KCASE_SLOW(keeps_its_device, "the device goes when the driver's remove has returned",
		   test_driver_keeps_device, 0, 120),
};
const struct kcase_suite report_suite = KCASE_SUITE("driver", report_cases);
