// SPDX-License-Identifier: GPL-2.0-only
/*
 * fixture.c - a clean test device for each case.
 */
#include <linux/slab.h>

#include "fixture.h"

#define PLAIN_BIND_MS	15000

/* The device of that index, once one is bound that is newer than @after. */
static struct plain_device *device_await(struct kcase *t, u32 index, u32 after)
{
	struct plain_device *dev = NULL;
	unsigned long end = jiffies + msecs_to_jiffies(PLAIN_BIND_MS);

	while (time_before(jiffies, end) && !kcase_expired(t)) {
		dev = plain_device_get(index);
		if (dev && dev->generation > after)
			return dev;
		if (dev)
			plain_device_put(dev);
		kcase_pause();
	}
	FAIL(t, "device %#x not bound within %u ms", index, PLAIN_BIND_MS);
	return NULL;
}

int plain_setup(struct kcase *t)
{
	struct plain_fixture *f = kzalloc(sizeof(*f), GFP_KERNEL);
	int err;

	if (!f)
		return -ENOMEM;
	f->dev = device_await(t, 0, 0);
	if (!f->dev) {
		kfree(f);
		return -ENODEV;
	}
	f->ch = &f->dev->primary;
	t->priv = f;

	/* Disarm and release what an earlier case left behind. */
	err = plain_channel_reopen(f->ch, NULL);
	if (!err)
		err = plain_counters(f->ch, &f->before);
	return err;
}

/* Every case ends with a host that has nothing to complain about. */
static void check_counters(struct kcase *t, struct plain_fixture *f)
{
	struct kmcltest_counters now;

	EXPECT_EQ(t, plain_hold(f->ch, KMCLTEST_HOLD_NONE, 0), 0);
	EXPECT_EQ(t, plain_counters(f->ch, &now), 0);
	EXPECT_EQ(t, now.mistakes, f->before.mistakes);
	EXPECT_EQ(t, now.bad_completions, f->before.bad_completions);
	EXPECT_EQ(t, now.held, 0);
}

void plain_teardown(struct kcase *t)
{
	struct plain_fixture *f = t->priv;

	if (!f)
		return;
	if (!f->replaced)
		check_counters(t, f);
	EXPECT_EQ(t, atomic_read(&f->ch->malformed), 0);
	EXPECT_EQ(t, atomic_read(&f->ch->unknown), 0);
	/* A case that failed must not fail those after it. */
	atomic_set(&f->ch->malformed, 0);
	atomic_set(&f->ch->unknown, 0);
	plain_channel_receiver(f->ch, NULL, NULL, false);
	plain_device_put(f->dev);
	kfree(f);
}

/* Reopen the channel with other options; the device's counters start at 0. */
bool plain_fixture_reopen(struct kcase *t, const struct plain_options *options)
{
	struct plain_fixture *f = fixture(t);
	int err = plain_channel_reopen(f->ch, options);

	if (!err)
		err = plain_counters(f->ch, &f->before);
	if (err)
		FAIL(t, "reopening the channel: %d", err);
	return !err;
}

/* After a rescind: wait for the device's successor, and use that. */
bool plain_fixture_await(struct kcase *t, u32 after)
{
	struct plain_fixture *f = fixture(t);
	struct plain_device *dev = device_await(t, f->dev->index, after);

	if (!dev)
		return false;
	plain_device_put(f->dev);
	f->dev = dev;
	f->ch = &dev->primary;
	memset(&f->before, 0, sizeof(f->before));
	return plain_counters(f->ch, &f->before) == 0;
}

bool plain_has(struct kcase *t, u32 feature)
{
	struct kmcltest_info info;
	int err = plain_info(primary(t), &info);

	if (err)
		FAIL(t, "INFO: %d", err);
	return !err && (info.features & feature);
}
