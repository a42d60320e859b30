// SPDX-License-Identifier: GPL-2.0-only
/*
 * External data: VmbPacketSend with an MDL, VmbPacketSendWithExternalMdl and
 * VmbPacketSendWithExternalPfns. The device sums what it finds at the other
 * end of the addresses, or fills it.
 */
#include "client.h"
#include "suites.h"

#define FORCE	VMBUS_CHANNEL_FORMAT_FLAG_FORCE_MDL_LENGTH

static int external_setup(struct kcase *t)
{
	static const struct client_setup setup = {
		.max_external = 1 << 20,
		.max_chain = 16,
		.in_pages = 32,
		.out_pages = 32,
	};
	int err = client_setup_as(t, &setup);
	struct endpoint *c = t->priv;

	if (!err && c && !(c->features & KMCLTEST_FEATURE_EXTERNAL))
		client_lacks(t, "this test device takes no external data");
	return err;
}

/* The device's answer to @r is the sum of @size bytes, @sum. */
static void expect_sum(struct request *r, u64 size, u64 sum)
{
	const struct kmcltest_sum *reply = (void *)r->reply;
	struct kcase *t = r->c->t;

	if (!request_done(r, STATUS_SUCCESS))
		return;
	EXPECT_GE(t, r->reply_size, (u32)sizeof(*reply));
	EXPECT_EQ(t, reply->status, (u32)KMCLTEST_OK);
	EXPECT_EQ(t, reply->bytes, size);
	EXPECT_EQ(t, reply->sum, sum);
}

static void memory_free(void *object)
{
	kfree(object);
}

/* Memory that lies in one piece, so that its pages are easily named. */
static u8 *pattern(struct endpoint *c, u32 size)
{
	u8 *data = kmalloc(size, GFP_KERNEL);

	if (!endpoint_own(c, data, memory_free))
		return NULL;
	kmcltest_fill_bytes(data, size, size);
	return data;
}

static u64 sum_of(const void *data, u32 size)
{
	return kmcltest_sum_bytes(data, size, KMCLTEST_SUM_INIT);
}

static void test_mdl_sizes(struct kcase *t)
{
	static const u32 sizes[] = {
		1, 7, 8, 100, 4095, 4096, 4097, 8192, 10000, 65536, 300000,
		1 << 20,
	};
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	unsigned int i;
	u8 *data;
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	for (i = 0; i < ARRAY_SIZE(sizes) && !kcase_failed(t); i++) {
		data = pattern(c, sizes[i]);
		ASSERT_NOT_NULL(t, data);
		mdl = endpoint_mdl(c, data, sizes[i]);
		ASSERT_NOT_NULL(t, mdl);
		ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT),
			  STATUS_SUCCESS);
		expect_sum(r, sizes[i], sum_of(data, sizes[i]));
	}
}

static void test_mdl_offsets(struct kcase *t)
{
	static const u32 part[][2] = {
		{ 0, 1 }, { 1, 1 }, { 4095, 1 }, { 4095, 2 }, { 4096, 4096 },
		{ 100, 9000 }, { 5000, 0 }, { 19999, 0 }, { 0, 20000 },
	};
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 16);
	u8 *data = pattern(c, 20000);
	unsigned int i;
	PMDL mdl;
	u32 size;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, 20000);
	ASSERT_NOT_NULL(t, mdl);
	for (i = 0; i < ARRAY_SIZE(part) && !kcase_failed(t); i++) {
		size = part[i][1] ?: 20000 - part[i][0];
		ASSERT_EQ(t, request_send_mdl(r, mdl, part[i][0], part[i][1],
					      WAIT), STATUS_SUCCESS);
		expect_sum(r, size, sum_of(data + part[i][0], size));
	}
}

/* Four pieces, none at a page's start, none as long as a page. */
static PMDL chain_make(struct endpoint *c, u8 **whole, u32 *size)
{
	static const u32 piece[4] = { 100, 5000, 4096, 777 };
	PMDL first = NULL, *link = &first;
	u8 *memory = pattern(c, 40000);
	u8 *at = memory ? memory + 33 : NULL;
	u8 *joined = endpoint_buffer(c, 20000);
	unsigned int i;

	*size = 0;
	if (!memory || !joined)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(piece); i++) {
		*link = endpoint_mdl(c, at, piece[i]);
		if (!*link)
			return NULL;
		memcpy(joined + *size, at, piece[i]);
		*size += piece[i];
		at += piece[i] + 1111;
		link = &(*link)->Next;
	}
	*whole = joined;
	return first;
}

static void test_mdl_chain(struct kcase *t)
{
	static const u32 part[][2] = {
		{ 0, 0 }, { 50, 0 }, { 99, 2 }, { 100, 5000 }, { 101, 4998 },
		{ 5099, 4098 }, { 9900, 0 }, { 0, 100 },
	};
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u32 size, length;
	unsigned int i;
	u8 *joined;
	PMDL chain;

	ASSERT_NOT_NULL(t, r);
	chain = chain_make(c, &joined, &size);
	ASSERT_NOT_NULL(t, chain);
	for (i = 0; i < ARRAY_SIZE(part) && !kcase_failed(t); i++) {
		length = part[i][1] ?: size - part[i][0];
		ASSERT_EQ(t, request_send_mdl(r, chain, part[i][0], part[i][1],
					      WAIT), STATUS_SUCCESS);
		expect_sum(r, length, sum_of(joined + part[i][0], length));
	}
}

static void test_mdl_fill(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_FILL,
					  sizeof(struct kmcltest_fill));
	struct kmcltest_fill *msg;
	u8 *data = pattern(c, 20000);
	u8 *want = pattern(c, 20000);
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	ASSERT_NOT_NULL(t, want);
	msg = (void *)r->msg;
	msg->seed = 77;
	mdl = endpoint_mdl(c, data, 20000);
	ASSERT_NOT_NULL(t, mdl);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 3000, 10001, WAIT),
		  STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	/* The part that the offset and length name, and no byte more. */
	kmcltest_fill_bytes(want + 3000, 10001, 77);
	EXPECT_MEM_EQ(t, data, want, 20000);
}

static void test_mdl_refused(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u8 *data = pattern(c, 10000);
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, 10000);
	ASSERT_NOT_NULL(t, mdl);
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 0, 0, 0)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, NULL, 0, 0, WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 10000, 0, WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 10001, 1, WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 9000, 1001,
						    WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 1, ~0u, WAIT)));
	EXPECT_EQ(t, atomic64_read(&c->done), 0ll);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 9000, 1000, WAIT),
		  STATUS_SUCCESS);
	expect_sum(r, 1000, sum_of(data + 9000, 1000));
}

/* Its pages are not known, so the peer would get one that is not the owner's. */
static void test_mdl_unlocked(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u8 *data = pattern(c, 4096);
	UINT32 handle = 0;
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	mdl = IoAllocateMdl(data, 4096, FALSE, FALSE, NULL);
	ASSERT_NOT_NULL(t, mdl);
	EXPECT_EQ(t, request_send_mdl(r, mdl, 0, 4096, WAIT), STATUS_INVALID_PARAMETER_4);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromMdl(c->channel, 0, mdl, 0, 0,
								&handle)));
	EXPECT_EQ(t, handle, 0u);
	IoFreeMdl(mdl);
}

static void test_mdl_force(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u8 *data = pattern(c, 8192);
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	ASSERT_EQ(t, offset_in_page(data), 0ul);
	mdl = endpoint_mdl(c, data, 5000);
	ASSERT_NOT_NULL(t, mdl);
	/* Past the MDL's byte count, up to its page's end, only when forced. */
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 0, 5008, WAIT)));
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 5008, WAIT | FORCE),
		  STATUS_SUCCESS);
	expect_sum(r, 5008, sum_of(data, 5008));
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 8192, WAIT | FORCE),
		  STATUS_SUCCESS);
	expect_sum(r, 8192, sum_of(data, 8192));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 0, 8193,
						    WAIT | FORCE)));
}

/* The second MDL of the chain, which begins where the first one's page ends. */
static void test_mdl_force_first(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u8 *data = pattern(c, 8192);
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	ASSERT_EQ(t, offset_in_page(data), 0ul);
	mdl = endpoint_mdl(c, data, 100);
	ASSERT_NOT_NULL(t, mdl);
	mdl->Next = endpoint_mdl(c, data + 4096, 4096);
	ASSERT_NOT_NULL(t, mdl->Next);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 200, WAIT), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 4096, WAIT | FORCE),
		  STATUS_SUCCESS);
	expect_sum(r, 4096, sum_of(data, 4096));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 0, 4097,
						    WAIT | FORCE)));
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT | FORCE),
		  STATUS_SUCCESS);
	expect_sum(r, 100, sum_of(data, 100));
}

static void test_mdl_limits(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u8 *data = endpoint_buffer(c, (1 << 20) + 8);
	PMDL first, mdl;
	unsigned int i;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	first = endpoint_mdl(c, data, (1 << 20) + 8);
	ASSERT_NOT_NULL(t, first);
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, first, 0, 0, WAIT)));
	/* A chain of seventeen MDLs, where sixteen are allowed. */
	first = endpoint_mdl(c, data, 8);
	mdl = first;
	for (i = 0; i < 16 && mdl; i++) {
		mdl->Next = endpoint_mdl(c, data + 4096 * (i + 1), 8);
		mdl = mdl->Next;
	}
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, first, 0, 0, WAIT)));
}

/* The packet is queued because the ring is full, and keeps its ranges. */
static void test_mdl_queued(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u32 i, count = 400;
	struct request **r = requests_alloc(c, KMCLTEST_EXT_SUM, 512, count);
	u8 *data = pattern(c, 4096 * 4);
	u64 sum;
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	CLIENT_NEED_FEATURE(c, STALL);
	mdl = endpoint_mdl(c, data, 4096 * 4);
	ASSERT_NOT_NULL(t, mdl);
	if (!client_stall(c, KMCLTEST_STALL_TIME, 200000))
		return;
	for (i = 0; i < count; i++)
		ASSERT_EQ(t, request_send_mdl(r[i], mdl, i, 12000, WAIT),
			  STATUS_SUCCESS);
	for (i = 0; i < count && !kcase_failed(t); i++) {
		sum = sum_of(data + i, 12000);
		expect_sum(r[i], 12000, sum);
		EXPECT_EQ(t, r[i]->order, (s64)i);
	}
}

static const struct kcase_spec mdl_cases[] = {
	KCASE(sizes, "1 byte to 1 MiB", test_mdl_sizes),
	KCASE(offset_and_length, "any part of an MDL", test_mdl_offsets),
	KCASE(chain, "several MDLs, and parts across their borders",
	      test_mdl_chain),
	KCASE(peer_writes, "the peer fills the part and nothing else",
	      test_mdl_fill),
	KCASE(refused, "no WAIT, no MDL, outside the MDL", test_mdl_refused),
	KCASE(unlocked, "an MDL that was never locked is refused", test_mdl_unlocked),
	KCASE(force_mdl_length, "past the byte count up to the page's end",
	      test_mdl_force),
	KCASE(force_first_mdl_only, "with a forced length the rest of the chain is not used",
	      test_mdl_force_first),
	KCASE(over_limits, "more bytes or MDLs than MaximumExternalData allows",
	      test_mdl_limits),
	KCASE(queued, "in order through a full ring", test_mdl_queued),
};
const struct kcase_suite external_mdl_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSendWithExternalMdl", mdl_cases,
			    external_setup, client_teardown);

static void test_pfns(struct kcase *t)
{
	static const u32 counts[] = { 1, 2, 3, 16, 64 };
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	PFN_NUMBER *pfns = endpoint_buffer(c, 64 * sizeof(*pfns));
	u8 *data = pattern(c, 64 * PAGE_SIZE);
	unsigned int i, k;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, pfns);
	ASSERT_NOT_NULL(t, data);
	for (k = 0; k < 64; k++)
		pfns[k] = page_to_pfn(virt_to_page(data + k * PAGE_SIZE));
	for (i = 0; i < ARRAY_SIZE(counts) && !kcase_failed(t); i++) {
		ASSERT_EQ(t, request_send_pfns(r, pfns, counts[i], WAIT),
			  STATUS_SUCCESS);
		expect_sum(r, counts[i] * PAGE_SIZE,
			   sum_of(data, counts[i] * PAGE_SIZE));
	}
}

/* The pages are listed in reverse order, and go out in the list's order. */
static void test_pfns_scattered(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	PFN_NUMBER *pfns = endpoint_buffer(c, 8 * sizeof(*pfns));
	u8 *data = pattern(c, 8 * PAGE_SIZE);
	u64 sum = KMCLTEST_SUM_INIT;
	unsigned int k;
	u8 *page;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, pfns);
	ASSERT_NOT_NULL(t, data);
	for (k = 0; k < 8; k++) {
		page = data + (7 - k) * PAGE_SIZE;
		pfns[k] = page_to_pfn(virt_to_page(page));
		sum = kmcltest_sum_bytes(page, PAGE_SIZE, sum);
	}
	ASSERT_EQ(t, request_send_pfns(r, pfns, 8, WAIT), STATUS_SUCCESS);
	/* The caller may change its list while the packet is queued. */
	memset(pfns, 0, 8 * sizeof(*pfns));
	expect_sum(r, 8 * PAGE_SIZE, sum);
}

static void test_pfns_refused(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	PFN_NUMBER pfn = page_to_pfn(ZERO_PAGE(0));

	ASSERT_NOT_NULL(t, r);
	EXPECT_FALSE(t, NT_SUCCESS(request_send_pfns(r, &pfn, 1, 0)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_pfns(r, &pfn, 0, WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_pfns(r, NULL, 1, WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_pfns(r, &pfn, 1 << 20, WAIT)));
}

static const struct kcase_spec pfns_cases[] = {
	KCASE(counts, "1 to 64 pages", test_pfns),
	KCASE(scattered, "in the list's order; the list is copied",
	      test_pfns_scattered),
	KCASE(refused, "no WAIT, no pages, more than the limit",
	      test_pfns_refused),
};
const struct kcase_suite external_pfns_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSendWithExternalPfns", pfns_cases,
			    external_setup, client_teardown);

/* VmbPacketSend's own MDL argument. */
static void test_send_mdl(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_EXT_SUM, 8);
	u8 *joined;
	PMDL chain;
	u32 size;

	ASSERT_NOT_NULL(t, r);
	chain = chain_make(c, &joined, &size);
	ASSERT_NOT_NULL(t, chain);
	atomic64_inc(&c->sent);
	r->out = true;
	ASSERT_EQ(t, VmbPacketSend(r->packet, r->msg, r->size, chain, WAIT),
		  STATUS_SUCCESS);
	expect_sum(r, size, sum_of(joined, size));
}

static const struct kcase_spec send_cases[] = {
	KCASE(external_data, "the whole chain goes along", test_send_mdl),
};
const struct kcase_suite external_send_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSend", send_cases,
			    external_setup, client_teardown);
