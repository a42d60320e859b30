// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_subchannel.c - further channels of the same device.
 */
#include <linux/kthread.h>
#include <linux/slab.h>

#include "fixture.h"

#define SUBCHANNELS	4

static u32 subchannel_count(struct plain_device *dev)
{
	struct plain_channel *sub;
	u32 count = 0;

	mutex_lock(&dev->lock);
	list_for_each_entry(sub, &dev->subchannels, node)
		count++;
	mutex_unlock(&dev->lock);
	return count;
}

/*
 * The channels, in the order of arrival.  They stay for as long as the device
 * is referenced.
 */
static u32 subchannel_list(struct plain_device *dev, struct plain_channel **ch,
			   u32 room)
{
	struct plain_channel *sub;
	u32 count = 0;

	mutex_lock(&dev->lock);
	list_for_each_entry(sub, &dev->subchannels, node)
		if (count < room)
			ch[count++] = sub;
	mutex_unlock(&dev->lock);
	return count;
}

static bool subchannels_open(struct kcase *t, struct plain_channel **ch)
{
	struct plain_device *dev = fixture(t)->dev;
	u32 offered = 0;
	int err;

	err = plain_subchannels(primary(t), SUBCHANNELS, &offered);
	if (err) {
		FAIL(t, "asking for subchannels: %d", err);
		return false;
	}
	if (!KCASE_CHECK_OP(t, offered, ==, SUBCHANNELS) ||
	    !KCASE_CHECK_SOON(t, subchannel_count(dev) == SUBCHANNELS, 10000))
		return false;
	return subchannel_list(dev, ch, SUBCHANNELS) == SUBCHANNELS;
}

/* Leave no subchannels to the next case: only a new device has none. */
static void subchannels_end(struct kcase *t)
{
	u32 generation = fixture(t)->dev->generation;

	EXPECT_EQ(t, plain_rescind(primary(t), 0, 1000), 0);
	fixture(t)->replaced = true;
	if (KCASE_CHECK_SOON(t, !READ_ONCE(fixture(t)->dev->hdev), 15000) &&
	    plain_fixture_await(t, generation))
		fixture(t)->replaced = false;
}

static void test_subchannel_info(struct kcase *t)
{
	struct plain_channel *ch[SUBCHANNELS];
	struct kmcltest_info info;
	u32 i, seen = 0;

	if (!plain_has(t, KMCLTEST_FEATURE_SUBCHANNELS))
		SKIP(t, "the device has no subchannels");
	if (subchannels_open(t, ch)) {
		for (i = 0; i < SUBCHANNELS; i++) {
			EXPECT_EQ(t, plain_info(ch[i], &info), 0);
			EXPECT_EQ(t, info.index, fixture(t)->dev->index);
			EXPECT_EQ(t, info.subchannel, ch[i]->subchannel);
			EXPECT_TRUE(t, info.subchannel && info.subchannel < 32);
			seen |= BIT(info.subchannel & 31);
		}
		EXPECT_EQ(t, hweight32(seen), SUBCHANNELS);
	}
	subchannels_end(t);
}

struct sub_thread {
	struct kcase *t;
	struct plain_channel *ch;
	struct completion done;
};

/* Echoes, one at a time, with the channel's number in them. */
static int sub_thread_run(void *data)
{
	struct sub_thread *thread = data;
	u32 i, count = kcase_scaled(thread->t, 1000);
	u64 msg[16], reply[16];
	u32 len;
	int err = 0;

	for (i = 0; i < count && !err && !kcase_expired(thread->t); i++) {
		plain_pattern_fill(msg, sizeof(msg),
				   thread->ch->subchannel * 100000 + i);
		*(struct kmcltest_hdr *)msg =
			(struct kmcltest_hdr){ KMCLTEST_ECHO, i };
		err = plain_call(thread->ch, msg, sizeof(msg), reply,
				 sizeof(reply), &len);
		if (!err && (len != sizeof(msg) ||
			     memcmp(msg, reply, sizeof(msg))))
			err = -EPROTO;
	}
	if (err || i != count)
		FAIL(thread->t, "subchannel %u, echo %u: %d",
		     thread->ch->subchannel, i, err);
	complete(&thread->done);
	return 0;
}

/* On all subchannels and the primary at the same time. */
static void subchannel_traffic(struct kcase *t, struct plain_channel **ch)
{
	struct sub_thread *threads;
	struct task_struct *task;
	u32 i;

	threads = kcalloc(SUBCHANNELS + 1, sizeof(*threads), GFP_KERNEL);
	ASSERT_NOT_NULL(t, threads);
	for (i = 0; i <= SUBCHANNELS; i++) {
		threads[i].t = t;
		threads[i].ch = i < SUBCHANNELS ? ch[i] : primary(t);
		init_completion(&threads[i].done);
		task = kthread_run(sub_thread_run, &threads[i], "sub/%u", i);
		if (IS_ERR(task)) {
			FAIL(t, "no thread: %ld", PTR_ERR(task));
			complete(&threads[i].done);
		}
	}
	for (i = 0; i <= SUBCHANNELS; i++)
		wait_for_completion(&threads[i].done);
	kfree(threads);
}

static void test_subchannel_traffic(struct kcase *t)
{
	struct plain_channel *ch[SUBCHANNELS];

	if (!plain_has(t, KMCLTEST_FEATURE_SUBCHANNELS))
		SKIP(t, "the device has no subchannels");
	if (subchannels_open(t, ch))
		subchannel_traffic(t, ch);
	subchannels_end(t);
}

static void test_subchannel_again(struct kcase *t)
{
	struct plain_channel *ch[SUBCHANNELS];
	u32 i, rounds = kcase_scaled(t, 5);

	if (!plain_has(t, KMCLTEST_FEATURE_SUBCHANNELS))
		SKIP(t, "the device has no subchannels");
	for (i = 0; i < rounds && !kcase_failed(t); i++) {
		subchannels_open(t, ch);
		subchannels_end(t);
	}
}

static const struct kcase_spec subchannel_cases[] = {
	KCASE(info, "each subchannel knows its own number",
	      test_subchannel_info),
	KCASE_SLOW(traffic, "subchannels and primary carry traffic at once",
		   test_subchannel_traffic, 0, 120),
	KCASE(again, "subchannels go with their primary and can be had again",
	      test_subchannel_again),
};

const struct kcase_suite plain_subchannel_suite =
	KCASE_SUITE_FIXTURE("subchannel", subchannel_cases, plain_setup,
			    plain_teardown);
