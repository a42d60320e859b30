// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory lent to the peer: VmbChannelCreateGpadlFromBuffer,
 * VmbChannelCreateGpadlFromMdl, VmbChannelDeleteGpadl.
 */
#include <linux/bottom_half.h>
#include <linux/vmalloc.h>

#include "client.h"
#include "suites.h"

#define READ_ONLY	VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY

static int gpadl_setup(struct kcase *t)
{
	int err = client_setup_open(t);
	struct endpoint *c = t->priv;

	if (!err && c && !(c->features & KMCLTEST_FEATURE_GPADL))
		client_lacks(t, "this test device maps no GPADLs");
	return err;
}

u64 gpadl_ask(struct endpoint *c, u32 op, u32 handle, u64 seed, u64 *bytes,
	      u32 *error)
{
	struct kmcltest_gpadl msg = {
		.hdr.op = op,
		.gpadl = handle,
		.fill_seed = seed,
	};
	struct kmcltest_sum sum = {};
	u32 size = sizeof(sum);
	NTSTATUS status = endpoint_request(c, &msg, sizeof(msg), NULL, &sum, &size);

	EXPECT_EQ(c->t, status, STATUS_SUCCESS);
	*error = sum.status;
	*bytes = sum.bytes;
	return sum.sum;
}

static void expect_sum(struct endpoint *c, u32 handle, const void *data, u32 size)
{
	u64 bytes, sum;
	u32 error;

	sum = gpadl_ask(c, KMCLTEST_GPADL_SUM, handle, 0, &bytes, &error);
	EXPECT_EQ(c->t, error, (u32)KMCLTEST_OK);
	EXPECT_EQ(c->t, bytes, (u64)size);
	EXPECT_EQ(c->t, sum, kmcltest_sum_bytes(data, size,
						KMCLTEST_SUM_INIT));
}

void gpadl_expect_gone(struct endpoint *c, u32 handle)
{
	u64 bytes;
	u32 error;

	gpadl_ask(c, KMCLTEST_GPADL_SUM, handle, 0, &bytes, &error);
	EXPECT_EQ(c->t, error, (u32)KMCLTEST_EGPADL);
}

static void pages_free(void *object)
{
	vfree(object);
}

static void *pages_make(struct endpoint *c, u32 pages)
{
	u8 *data = vmalloc(pages * PAGE_SIZE);

	if (!endpoint_own(c, data, pages_free))
		return NULL;
	kmcltest_fill_bytes(data, pages * PAGE_SIZE, pages);
	return data;
}

static void test_buffer_sizes(struct kcase *t)
{
	static const u32 counts[] = { 1, 2, 25, 26, 27, 60, 512 };
	struct endpoint *c = client_of(t);
	unsigned int i;
	u32 handle;
	u8 *data;

	for (i = 0; i < ARRAY_SIZE(counts) && !kcase_failed(t); i++) {
		data = pages_make(c, counts[i]);
		ASSERT_NOT_NULL(t, data);
		ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0,
				data, counts[i] * PAGE_SIZE, &handle),
			  STATUS_SUCCESS);
		EXPECT_NE(t, handle, 0u);
		expect_sum(c, handle, data, counts[i] * PAGE_SIZE);
		VmbChannelDeleteGpadl(c->channel, handle);
		gpadl_expect_gone(c, handle);
	}
}

static void test_largest(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 8190);
	NTSTATUS status;
	u32 handle;

	ASSERT_NOT_NULL(t, data);
	status = VmbChannelCreateGpadlFromBuffer(c->channel, 0, data,
						 8190 * PAGE_SIZE, &handle);
	ASSERT_EQ(t, status, STATUS_SUCCESS);
	expect_sum(c, handle, data, 8190 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
}

static void test_fill(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 5), *want = pages_make(c, 5);
	u32 handle, error;
	u64 bytes;

	ASSERT_NOT_NULL(t, data);
	ASSERT_NOT_NULL(t, want);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0, data,
						     5 * PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	gpadl_ask(c, KMCLTEST_GPADL_FILL, handle, 99, &bytes, &error);
	EXPECT_EQ(t, error, (u32)KMCLTEST_OK);
	kmcltest_fill_bytes(want, 5 * PAGE_SIZE, 99);
	EXPECT_MEM_EQ(t, data, want, 5 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
}

/* A success must mean that the peer sees those bytes and no others. */
static void test_unaligned(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 3);
	NTSTATUS status;
	u32 handle;

	ASSERT_NOT_NULL(t, data);
	status = VmbChannelCreateGpadlFromBuffer(c->channel, 0, data + 100,
						 5000, &handle);
	if (NT_SUCCESS(status)) {
		expect_sum(c, handle, data + 100, 5000);
		VmbChannelDeleteGpadl(c->channel, handle);
	} else {
		EXPECT_EQ(t, status, STATUS_NOT_SUPPORTED);
	}
}

static void test_many(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 64);
	u32 handle[64];
	unsigned int i;

	ASSERT_NOT_NULL(t, data);
	for (i = 0; i < 64; i++)
		ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0,
				data + i * PAGE_SIZE, PAGE_SIZE, &handle[i]),
			  STATUS_SUCCESS);
	for (i = 0; i < 64; i += 7)
		expect_sum(c, handle[i], data + i * PAGE_SIZE, PAGE_SIZE);
	for (i = 0; i < 64; i++)
		VmbChannelDeleteGpadl(c->channel, handle[63 - i]);
}

static void test_refused(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 1);
	u32 handle = 0;

	ASSERT_NOT_NULL(t, data);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(c->channel,
					0x10, data, PAGE_SIZE, &handle)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(c->channel,
					0, NULL, PAGE_SIZE, &handle)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(c->channel,
					0, data, 0, &handle)));
	endpoint_disable(c);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(c->channel,
					0, data, PAGE_SIZE, &handle)));
}

/* Both wait for the host. */
static void test_at_dispatch(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 1);
	NTSTATUS status;
	UINT32 handle;

	ASSERT_NOT_NULL(t, data);
	c->misuse = 2;
	local_bh_disable();
	status = VmbChannelCreateGpadlFromBuffer(c->channel, 0, data, PAGE_SIZE,
						 &handle);
	local_bh_enable();
	EXPECT_EQ(t, status, STATUS_INVALID_DEVICE_STATE);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0, data, PAGE_SIZE,
						     &handle), STATUS_SUCCESS);
	local_bh_disable();
	VmbChannelDeleteGpadl(c->channel, handle);
	local_bh_enable();
	expect_sum(c, handle, data, PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
	gpadl_expect_gone(c, handle);
}

static const struct kcase_spec buffer_cases[] = {
	KCASE(sizes, "1 to 512 pages, also over several messages",
	      test_buffer_sizes),
	KCASE(largest, "8,190 pages, the most the wire allows", test_largest),
	KCASE(peer_writes, "what the peer writes is seen here", test_fill),
	KCASE(unaligned, "the right bytes or NOT_SUPPORTED", test_unaligned),
	KCASE(many, "64 at a time", test_many),
	KCASE(at_dispatch, "refused, and so is VmbChannelDeleteGpadl", test_at_dispatch),
	KCASE(refused, "bad flags, no buffer, no bytes, channel not open",
	      test_refused),
};
const struct kcase_suite gpadl_buffer_suite =
	KCASE_SUITE_FIXTURE("VmbChannelCreateGpadlFromBuffer", buffer_cases,
			    gpadl_setup, client_teardown);

static void test_mdl(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 8);
	u32 handle;
	PMDL mdl;

	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, 8 * PAGE_SIZE);
	ASSERT_NOT_NULL(t, mdl);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromMdl(c->channel, READ_ONLY, mdl,
						  0, 0, &handle),
		  STATUS_SUCCESS);
	expect_sum(c, handle, data, 8 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromMdl(c->channel, 0, mdl,
				2 * PAGE_SIZE, 3 * PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	expect_sum(c, handle, data + 2 * PAGE_SIZE, 3 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromMdl(c->channel, 0, mdl,
						  5 * PAGE_SIZE, 0, &handle),
		  STATUS_SUCCESS);
	expect_sum(c, handle, data + 5 * PAGE_SIZE, 3 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
}

static void test_mdl_chain(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 8), *want = pages_make(c, 4);
	u32 handle;
	PMDL mdl;

	if (client_isolated)
		SKIP(t, "refused in an isolated machine, see the suite isolated");
	ASSERT_NOT_NULL(t, data);
	ASSERT_NOT_NULL(t, want);
	/* Pages 6, 7 and then 1, 2. */
	mdl = endpoint_mdl(c, data + 6 * PAGE_SIZE, 2 * PAGE_SIZE);
	ASSERT_NOT_NULL(t, mdl);
	mdl->Next = endpoint_mdl(c, data + PAGE_SIZE, 2 * PAGE_SIZE);
	ASSERT_NOT_NULL(t, mdl->Next);
	memcpy(want, data + 6 * PAGE_SIZE, 2 * PAGE_SIZE);
	memcpy(want + 2 * PAGE_SIZE, data + PAGE_SIZE, 2 * PAGE_SIZE);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromMdl(c->channel, 0, mdl, 0, 0,
						  &handle), STATUS_SUCCESS);
	expect_sum(c, handle, want, 4 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromMdl(c->channel, 0, mdl,
				PAGE_SIZE, 2 * PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	expect_sum(c, handle, want + PAGE_SIZE, 2 * PAGE_SIZE);
	VmbChannelDeleteGpadl(c->channel, handle);
}

static void test_mdl_refused(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 4);
	VMBCHANNEL ch = c->channel;
	u32 handle;
	PMDL mdl;

	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, 4 * PAGE_SIZE);
	ASSERT_NOT_NULL(t, mdl);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromMdl(ch, 0, NULL, 0,
								0, &handle)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromMdl(ch, 0, mdl,
					4 * PAGE_SIZE, 0, &handle)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromMdl(ch, 0, mdl,
					PAGE_SIZE, 4 * PAGE_SIZE, &handle)));
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromMdl(ch, 0, mdl,
					PAGE_SIZE, 0xfffff000, &handle)));
}

static const struct kcase_spec mdl_cases[] = {
	KCASE(parts, "a whole MDL, a part, the rest from an offset", test_mdl),
	KCASE(chain, "several MDLs, and parts across their border",
	      test_mdl_chain),
	KCASE(refused, "no MDL, nothing in range, past the end",
	      test_mdl_refused),
};
const struct kcase_suite gpadl_mdl_suite =
	KCASE_SUITE_FIXTURE("VmbChannelCreateGpadlFromMdl", mdl_cases,
			    gpadl_setup, client_teardown);

static void test_delete_unknown(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	c->misuse = 2;
	VmbChannelDeleteGpadl(c->channel, 0);
	VmbChannelDeleteGpadl(c->channel, 0xdeadbeef);
	client_echo(c, 64);
}

static void test_delete_again(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 1);
	unsigned int i;
	u32 handle;

	ASSERT_NOT_NULL(t, data);
	for (i = 0; i < 100 && !kcase_failed(t); i++) {
		ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0,
					data, PAGE_SIZE, &handle),
			  STATUS_SUCCESS);
		VmbChannelDeleteGpadl(c->channel, handle);
	}
	gpadl_expect_gone(c, handle);
}

/* A GPADL that its owner forgets is deleted when the channel closes. */
static void test_forgotten(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = pages_make(c, 4);
	u32 handle;

	ASSERT_NOT_NULL(t, data);
	ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(c->channel, 0, data,
						     4 * PAGE_SIZE, &handle),
		  STATUS_SUCCESS);
	c->misuse = 1;
	endpoint_disable(c);
	endpoint_history_reset(c);
	if (client_enable(c))
		gpadl_expect_gone(c, handle);
}

static const struct kcase_spec delete_cases[] = {
	KCASE(unknown_handle, "reported, and harmless", test_delete_unknown),
	KCASE(repeatedly, "a hundred times made and deleted",
	      test_delete_again),
	KCASE(forgotten, "what the owner left is deleted when the channel closes",
	      test_forgotten),
};
const struct kcase_suite gpadl_delete_suite =
	KCASE_SUITE_FIXTURE("VmbChannelDeleteGpadl", delete_cases, gpadl_setup,
			    client_teardown);
