// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_gpadl.c - memory that is lent to the host for a while.
 */
#include <linux/vmalloc.h>

#include "fixture.h"

/* The most that a GPADL's 16-bit length of page numbers can express. */
#define GPADL_MAX_PAGES	8190

/**
 * struct lent - a buffer and its GPADL
 * @buf: the memory
 * @pages: of it
 * @gpadl: its handle
 */
struct lent {
	void *buf;
	u32 pages;
	struct compat_gpadl gpadl;
};

/* Caller holds dev->lock: the device cannot be removed meanwhile. */
static int lend(struct plain_device *dev, struct lent *lent, u32 pages)
{
	int err;

	lockdep_assert_held(&dev->lock);
	if (!dev->hdev)
		return -ENODEV;
	lent->pages = pages;
	lent->buf = vzalloc(pages * HV_HYP_PAGE_SIZE);
	if (!lent->buf)
		return -ENOMEM;
	err = compat_gpadl_establish(dev->hdev->channel, lent->buf,
				     pages * HV_HYP_PAGE_SIZE, &lent->gpadl);
	if (err)
		vfree(lent->buf);
	return err;
}

static int take_back(struct plain_device *dev, struct lent *lent)
{
	int err = compat_gpadl_teardown(dev->hdev->channel, &lent->gpadl);

	if (!err && compat_gpadl_may_free(&lent->gpadl))
		vfree(lent->buf);
	return err;
}

static void lent_fill(struct kcase *t, struct lent *lent)
{
	u32 size = lent->pages * HV_HYP_PAGE_SIZE;
	u64 seed = kcase_random(t);
	struct kmcltest_sum sum;

	ASSERT_EQ(t, plain_gpadl_call(primary(t), KMCLTEST_GPADL_FILL,
				      compat_gpadl_handle(&lent->gpadl), seed,
				      &sum), 0);
	EXPECT_EQ(t, sum.bytes, size);
	EXPECT_TRUE(t, plain_pattern_check(lent->buf, size, seed));
	EXPECT_EQ(t, sum.sum,
		  kmcltest_sum_bytes(lent->buf, size, KMCLTEST_SUM_INIT));
}

static void lent_sum(struct kcase *t, struct lent *lent)
{
	u32 size = lent->pages * HV_HYP_PAGE_SIZE;
	struct kmcltest_sum sum;

	plain_pattern_fill(lent->buf, size, kcase_random(t));
	ASSERT_EQ(t, plain_gpadl_call(primary(t), KMCLTEST_GPADL_SUM,
				      compat_gpadl_handle(&lent->gpadl), 0,
				      &sum), 0);
	EXPECT_EQ(t, sum.bytes, size);
	EXPECT_EQ(t, sum.ranges, 1);
	EXPECT_EQ(t, sum.sum,
		  kmcltest_sum_bytes(lent->buf, size, KMCLTEST_SUM_INIT));
}

/* arg: pages */
static void test_gpadl_pages(struct kcase *t)
{
	struct plain_device *dev = fixture(t)->dev;
	struct lent lent = {};
	int err;

	if (!plain_has(t, KMCLTEST_FEATURE_GPADL))
		SKIP(t, "the device has no GPADL operations");
	mutex_lock(&dev->lock);
	err = lend(dev, &lent, t->arg);
	EXPECT_EQ(t, err, 0);
	if (!err) {
		lent_fill(t, &lent);
		if (!kcase_failed(t))
			lent_sum(t, &lent);
		EXPECT_EQ(t, take_back(dev, &lent), 0);
	}
	mutex_unlock(&dev->lock);
}

static void test_gpadl_many(struct kcase *t)
{
	struct plain_device *dev = fixture(t)->dev;
	static struct lent lent[32];
	u32 i, made;

	mutex_lock(&dev->lock);
	for (made = 0; made < ARRAY_SIZE(lent); made++)
		if (lend(dev, &lent[made], 1 + made))
			break;
	EXPECT_EQ(t, made, ARRAY_SIZE(lent));
	for (i = 0; i < made && !kcase_failed(t); i++)
		lent_fill(t, &lent[i]);
	/* Not in the order they were made. */
	for (i = 0; i < made; i += 2)
		EXPECT_EQ(t, take_back(dev, &lent[i]), 0);
	for (i = 1; i < made && !kcase_failed(t); i += 2)
		lent_sum(t, &lent[i]);
	for (i = 1; i < made; i += 2)
		EXPECT_EQ(t, take_back(dev, &lent[i]), 0);
	mutex_unlock(&dev->lock);
}

static void test_gpadl_after_teardown(struct kcase *t)
{
	struct plain_device *dev = fixture(t)->dev;
	struct kmcltest_sum sum;
	struct lent lent = {};
	u32 handle = 0;
	int err;

	mutex_lock(&dev->lock);
	err = lend(dev, &lent, 2);
	if (!err) {
		handle = compat_gpadl_handle(&lent.gpadl);
		err = take_back(dev, &lent);
	}
	mutex_unlock(&dev->lock);
	ASSERT_EQ(t, err, 0);
	EXPECT_EQ(t, plain_gpadl_call(primary(t), KMCLTEST_GPADL_SUM, handle, 0,
				      &sum), KMCLTEST_EGPADL);
}

static void test_gpadl_cycles(struct kcase *t)
{
	struct plain_device *dev = fixture(t)->dev;
	u32 i, rounds = kcase_scaled(t, 100);
	struct lent lent = {};
	int err = 0;

	mutex_lock(&dev->lock);
	for (i = 0; i < rounds && !err && !kcase_expired(t); i++) {
		err = lend(dev, &lent, kcase_random_range(t, 1, 60));
		if (!err)
			err = take_back(dev, &lent);
	}
	mutex_unlock(&dev->lock);
	EXPECT_EQ(t, err, 0);
	EXPECT_EQ(t, i, rounds);
}

/* The channel is closed with the GPADL still there, which is allowed. */
static void test_gpadl_survives_close(struct kcase *t)
{
	struct plain_device *dev = fixture(t)->dev;
	struct lent lent = {};
	int err;

	mutex_lock(&dev->lock);
	err = lend(dev, &lent, 3);
	mutex_unlock(&dev->lock);
	ASSERT_EQ(t, err, 0);
	if (plain_fixture_reopen(t, NULL))
		lent_fill(t, &lent);
	mutex_lock(&dev->lock);
	EXPECT_EQ(t, dev->hdev ? take_back(dev, &lent) : -ENODEV, 0);
	mutex_unlock(&dev->lock);
}

#define GPADL(_pages) \
	KCASE_SLOW(pages_##_pages, "a GPADL of " #_pages " pages is read and written", \
		   test_gpadl_pages, _pages, 240)

/*
 * The first message has room for 26 page numbers and each further one for 28:
 * the sizes on both sides of those borders.
 */
static const struct kcase_spec gpadl_cases[] = {
	GPADL(1),
	GPADL(2),
	GPADL(26),
	GPADL(27),
	GPADL(54),
	GPADL(55),
	GPADL(512),
	KCASE_SLOW(pages_largest, "a GPADL of 8190 pages is read and written",
		   test_gpadl_pages, GPADL_MAX_PAGES, 400),
	KCASE(many, "32 GPADLs at a time, given back in another order",
	      test_gpadl_many),
	KCASE(after_teardown, "a GPADL torn down is unknown to the host",
	      test_gpadl_after_teardown),
	KCASE(cycles, "GPADLs are made and torn down again and again",
	      test_gpadl_cycles),
	KCASE(survives_close, "a GPADL outlives the closing of its channel",
	      test_gpadl_survives_close),
};

const struct kcase_suite plain_gpadl_suite =
	KCASE_SUITE_FIXTURE("gpadl", gpadl_cases, plain_setup, plain_teardown);
