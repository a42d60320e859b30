// SPDX-License-Identifier: GPL-2.0-only
/*
 * A host that takes no messages for a while, and so does not give back memory that
 * it was lent.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "client.h"
#include "suites.h"

/*
 * hv_vmbus tries a hundred times to get a message through, the last eighty of them
 * four seconds apart.
 */
#define HV_VMBUS_TRIES		100
#define HV_VMBUS_SECONDS	360

static int refused_setup(struct kcase *t)
{
	int err = client_setup_open(t);
	struct endpoint *c = t->priv;

	if (!err && c && !(c->features & KMCLTEST_FEATURE_FAULTS))
		client_lacks(t, "this test device does not misbehave");
	return err;
}

/* Of the messages about this channel @after are taken, then @times are refused. */
static bool refuse(struct endpoint *c, u32 after, u32 times)
{
	struct kmcltest_fault msg = {
		.hdr.op = KMCLTEST_FAULT,
		.name = "post-refused",
		.after = after,
		.times = times,
	};

	return client_op_ok(c, &msg, sizeof(msg));
}

static void refuse_no_more(struct endpoint *c)
{
	struct kmcltest_fault msg = { .hdr.op = KMCLTEST_FAULT, .name = "none" };

	client_op_ok(c, &msg, sizeof(msg));
}

static bool host_has(struct endpoint *c, u32 handle, u64 seed)
{
	u64 bytes;
	u32 error;

	gpadl_ask(c, KMCLTEST_GPADL_FILL, handle, seed, &bytes, &error);
	return error == KMCLTEST_OK;
}

#define MANY	500u

/* Some of them just after messages were refused, a few at a time. */
static bool lend_many(struct endpoint *c, u8 *data, u32 *handles)
{
	struct kcase *t = c->t;
	NTSTATUS status;
	u32 i;

	for (i = 0; i < MANY; i++) {
		if (i % 25 == 0 && !refuse(c, kcase_random_range(t, 0, 20),
					   kcase_random_range(t, 1, 15)))
			return false;
		status = VmbChannelCreateGpadlFromBuffer(c->channel, 0,
							 data + i * PAGE_SIZE,
							 PAGE_SIZE, &handles[i]);
		EXPECT_EQ(t, status, STATUS_SUCCESS);
		if (status != STATUS_SUCCESS)
			return false;
	}
	return true;
}

static void test_many(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 *handles = endpoint_buffer(c, MANY * sizeof(*handles));
	u8 *data = vmalloc(MANY * PAGE_SIZE);
	u32 i;

	if (handles && data && lend_many(c, data, handles)) {
		for (i = 0; i < MANY; i += 50)
			EXPECT_TRUE(t, host_has(c, handles[i], i));
		for (i = 0; i < MANY; i++) {
			if (i % 25 == 0)
				refuse(c, kcase_random_range(t, 0, 20),
				       kcase_random_range(t, 1, 15));
			VmbChannelDeleteGpadl(c->channel, handles[i]);
		}
		for (i = 0; i < MANY; i += 50)
			gpadl_expect_gone(c, handles[i]);
		refuse_no_more(c);
	}
	vfree(data);
}

/* Its owner frees a page that the host may still write: it does not become free. */
static void test_kept(struct kcase *t)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct endpoint *c = client_of(t);
	u32 handle;

	ASSERT_NOT_NULL(t, page);
	EXPECT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0,
				page_address(page), PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	if (!kcase_failed(t) && refuse(c, 0, 0)) {
		VmbChannelDeleteGpadl(c->channel, handle);
		refuse_no_more(c);
		EXPECT_TRUE(t, host_has(c, handle, 7));
		EXPECT_EQ(t, *(u8 *)page_address(page), kmcltest_byte(7, 0));
		EXPECT_EQ(t, page_count(page), 2);
	}
	__free_page(page);
}

/*
 * Memory of slab cannot be kept from being used again, so the owner is not let go
 * before the host has given it back.
 */
static void test_waits(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	void *data = kmalloc(PAGE_SIZE, GFP_KERNEL);
	u32 handle;

	ASSERT_NOT_NULL(t, data);
	EXPECT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0, data,
						     PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	if (!kcase_failed(t) && refuse(c, 0, HV_VMBUS_TRIES + 10)) {
		VmbChannelDeleteGpadl(c->channel, handle);
		gpadl_expect_gone(c, handle);
	}
	kfree(data);
}

static const struct kcase_spec refused_cases[] = {
	KCASE_SLOW(many_gpadls, "five hundred GPADLs while messages are refused",
		   test_many, 0, 120),
};
const struct kcase_suite refused_suite =
	KCASE_SUITE_FIXTURE("messages_refused", refused_cases, refused_setup,
			    client_teardown);

/* For as long as hv_vmbus tries, and vmbkmcl after it. */
static const struct kcase_spec refused_long_cases[] = {
	KCASE_SLOW(pages_are_kept, "pages that the host has do not become free",
		   test_kept, 0, 4 * HV_VMBUS_SECONDS),
	KCASE_SLOW(slab_is_waited_for, "memory that cannot be kept is waited for",
		   test_waits, 0, 4 * HV_VMBUS_SECONDS),
};
const struct kcase_suite refused_long_suite =
	KCASE_SUITE_FIXTURE("messages_refused", refused_long_cases, refused_setup,
			    client_teardown);
