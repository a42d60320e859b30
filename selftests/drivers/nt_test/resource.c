// SPDX-License-Identifier: GPL-2.0-only
/* Resources: who owns them, and who comes first. */
#include <linux/delay.h>
#include <linux/kthread.h>

#include <vmbkmcl/nt/resource.h>

#include "nt_test.h"

#define OTHERS	3

typedef BOOLEAN (*acquire_fn)(PERESOURCE resource, BOOLEAN wait);

/**
 * struct other - a thread that acquires the resource once and holds it until told
 * @acquire: how
 * @owns: it has it
 * @told: what it was told when it got it
 * @release: it is to release it
 * @order: which of them it was
 * @task: the thread
 */
struct other {
	acquire_fn acquire;
	bool owns, release;
	BOOLEAN told;
	int order;
	struct task_struct *task;
};

static ERESOURCE resource;
static struct other others[OTHERS];
static atomic_t order;

static int other_thread(void *data)
{
	struct other *other = data;

	other->told = other->acquire(&resource, TRUE);
	other->order = atomic_inc_return(&order);
	WRITE_ONCE(other->owns, true);
	while (!READ_ONCE(other->release) && !kthread_should_stop())
		usleep_range(1000, 2000);
	ExReleaseResourceLite(&resource);
	WRITE_ONCE(other->owns, false);
	while (!kthread_should_stop())
		usleep_range(1000, 2000);
	return 0;
}

static void other_start(struct kcase *t, int i, acquire_fn acquire)
{
	others[i] = (struct other){ .acquire = acquire };
	others[i].task = kthread_run(other_thread, &others[i], "resource_test");
	EXPECT_FALSE(t, IS_ERR(others[i].task));
}

static void other_release(struct kcase *t, int i)
{
	EXPECT_SOON(t, READ_ONCE(others[i].owns), 20000);
	EXPECT_TRUE(t, others[i].told);
	WRITE_ONCE(others[i].release, true);
	EXPECT_SOON(t, !READ_ONCE(others[i].owns), 20000);
}

static void others_end(void)
{
	int i;

	for (i = 0; i < OTHERS; i++) {
		if (!IS_ERR_OR_NULL(others[i].task))
			kthread_stop(others[i].task);
		others[i].task = NULL;
	}
}

static int resource_setup(struct kcase *t)
{
	atomic_set(&order, 0);
	return ExInitializeResourceLite(&resource) == STATUS_SUCCESS ? 0 : -ENOMEM;
}

static void resource_teardown(struct kcase *t)
{
	others_end();
	EXPECT_EQ(t, ExDeleteResourceLite(&resource), STATUS_SUCCESS);
}

static void test_exclusive(struct kcase *t)
{
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	EXPECT_TRUE(t, ExIsResourceAcquiredExclusiveLite(&resource));
	EXPECT_EQ(t, ExIsResourceAcquiredSharedLite(&resource), 3u);
	other_start(t, 0, ExAcquireResourceSharedLite);
	EXPECT_SOON(t, ExGetSharedWaiterCount(&resource) == 1, 20000);
	ExReleaseResourceLite(&resource);
	ExReleaseResourceLite(&resource);
	EXPECT_FALSE(t, READ_ONCE(others[0].owns));
	ExReleaseResourceLite(&resource);
	EXPECT_FALSE(t, ExIsResourceAcquiredExclusiveLite(&resource));
	EXPECT_EQ(t, ExIsResourceAcquiredSharedLite(&resource), 0u);
	other_release(t, 0);
}

static void test_no_wait(struct kcase *t)
{
	other_start(t, 0, ExAcquireResourceSharedLite);
	EXPECT_SOON(t, READ_ONCE(others[0].owns), 20000);
	EXPECT_FALSE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	/* Shared is no step to exclusive, not even for the only owner. */
	other_release(t, 0);
	EXPECT_FALSE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	ExReleaseResourceLite(&resource);
	other_start(t, 1, ExAcquireResourceExclusiveLite);
	EXPECT_SOON(t, READ_ONCE(others[1].owns), 20000);
	EXPECT_FALSE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	EXPECT_FALSE(t, ExAcquireSharedStarveExclusive(&resource, FALSE));
	other_release(t, 1);
}

/* While a thread waits to own it exclusively: who gets it shared, and who does not. */
static void test_shared(struct kcase *t)
{
	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	other_start(t, 0, ExAcquireResourceExclusiveLite);
	EXPECT_SOON(t, ExGetExclusiveWaiterCount(&resource) == 1, 20000);
	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	EXPECT_FALSE(t, ExAcquireSharedWaitForExclusive(&resource, FALSE));
	other_start(t, 1, ExAcquireResourceSharedLite);
	EXPECT_SOON(t, ExGetSharedWaiterCount(&resource) == 1, 20000);
	other_start(t, 2, ExAcquireSharedStarveExclusive);
	EXPECT_SOON(t, READ_ONCE(others[2].owns), 20000);
	EXPECT_FALSE(t, READ_ONCE(others[1].owns));
	ExReleaseResourceLite(&resource);
	ExReleaseResourceLite(&resource);
	other_release(t, 2);
	other_release(t, 0);
	other_release(t, 1);
	EXPECT_LT(t, others[0].order, others[1].order);
}

/* An owner gets it again as it has it, and others wait while it is owned exclusively. */
static void test_starve(struct kcase *t)
{
	EXPECT_TRUE(t, ExAcquireSharedStarveExclusive(&resource, FALSE));
	other_start(t, 0, ExAcquireResourceExclusiveLite);
	EXPECT_SOON(t, ExGetExclusiveWaiterCount(&resource) == 1, 20000);
	EXPECT_TRUE(t, ExAcquireSharedStarveExclusive(&resource, FALSE));
	EXPECT_EQ(t, ExIsResourceAcquiredSharedLite(&resource), 2u);
	ExReleaseResourceLite(&resource);
	ExReleaseResourceLite(&resource);
	other_release(t, 0);
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	EXPECT_TRUE(t, ExAcquireSharedStarveExclusive(&resource, FALSE));
	EXPECT_TRUE(t, ExIsResourceAcquiredExclusiveLite(&resource));
	other_start(t, 1, ExAcquireSharedStarveExclusive);
	EXPECT_SOON(t, ExGetSharedWaiterCount(&resource) == 1, 20000);
	ExReleaseResourceLite(&resource);
	EXPECT_FALSE(t, READ_ONCE(others[1].owns));
	ExReleaseResourceLite(&resource);
	other_release(t, 1);
}

/* Who waited to share it comes before the next that wants it alone. */
static void test_turn(struct kcase *t)
{
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	other_start(t, 0, ExAcquireResourceExclusiveLite);
	EXPECT_SOON(t, ExGetExclusiveWaiterCount(&resource) == 1, 20000);
	other_start(t, 1, ExAcquireResourceSharedLite);
	EXPECT_SOON(t, ExGetSharedWaiterCount(&resource) == 1, 20000);
	ExReleaseResourceLite(&resource);
	other_release(t, 1);
	other_release(t, 0);
	EXPECT_LT(t, others[1].order, others[0].order);
}

static void test_convert(struct kcase *t)
{
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	other_start(t, 0, ExAcquireResourceSharedLite);
	EXPECT_SOON(t, ExGetSharedWaiterCount(&resource) == 1, 20000);
	ExConvertExclusiveToSharedLite(&resource);
	EXPECT_FALSE(t, ExIsResourceAcquiredExclusiveLite(&resource));
	EXPECT_EQ(t, ExIsResourceAcquiredSharedLite(&resource), 1u);
	EXPECT_SOON(t, READ_ONCE(others[0].owns), 20000);
	ExReleaseResourceLite(&resource);
	other_release(t, 0);
}

static void test_owner(struct kcase *t)
{
	PVOID owner = (PVOID)((ULONG_PTR)&resource | 3);

	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	ExSetResourceOwnerPointer(&resource, owner);
	EXPECT_EQ(t, ExIsResourceAcquiredSharedLite(&resource), 0u);
	EXPECT_FALSE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	ExReleaseResourceForThreadLite(&resource, (ERESOURCE_THREAD)owner);
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, FALSE));
	ExReleaseResourceForThreadLite(&resource, ExGetCurrentResourceThread());
	EXPECT_EQ(t, ExReinitializeResourceLite(&resource), STATUS_SUCCESS);
}

/* Who may not wait does not get it shared behind one that waits to own it alone. */
static void test_behind(struct kcase *t)
{
	PVOID owner = (PVOID)((ULONG_PTR)&resource | 3);

	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	/* So this thread does not own it any more. */
	ExSetResourceOwnerPointer(&resource, owner);
	EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	ExReleaseResourceLite(&resource);
	other_start(t, 0, ExAcquireResourceExclusiveLite);
	EXPECT_SOON(t, ExGetExclusiveWaiterCount(&resource) == 1, 20000);
	EXPECT_FALSE(t, ExAcquireResourceSharedLite(&resource, FALSE));
	ExReleaseResourceForThreadLite(&resource, (ERESOURCE_THREAD)owner);
	other_release(t, 0);
}

static const struct kcase_spec resource_cases[] = {
	KCASE(ex_acquire_resource_exclusive, "alone, and as often as the owner likes",
	      test_exclusive),
	KCASE(ex_acquire_resource_no_wait, "FALSE where the caller would have to wait",
	      test_no_wait),
	KCASE(ex_acquire_resource_shared, "owners before those that wait, others behind",
	      test_shared),
	KCASE(ex_acquire_resource_shared_behind, "FALSE without Wait behind one that waits",
	      test_behind),
	KCASE(ex_acquire_shared_starve_exclusive, "owners again, others when it is free",
	      test_starve),
	KCASE(ex_release_resource, "those that waited to share it come first", test_turn),
	KCASE(ex_convert_exclusive_to_shared, "lets those in that wait to share it",
	      test_convert),
	KCASE(ex_set_resource_owner_pointer, "another thread may release it", test_owner),
};
const struct kcase_suite resource_suite =
	KCASE_SUITE_FIXTURE("resource", resource_cases, resource_setup, resource_teardown);
