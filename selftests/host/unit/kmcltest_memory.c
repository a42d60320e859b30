// SPDX-License-Identifier: GPL-2.0-only
/* kmcltest_memory.c - external data and GPADLs of the test device. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "guest.h"

/* The reserved word and the count, then ranges. */
struct external {
	u32 reserved;
	u32 count;
	u64 words[60];
	u32 used;		/* words */
};

static void add_range(struct external *x, u32 page, u32 offset, u32 len)
{
	u32 pages = (offset + len + PAGE_SIZE - 1) / PAGE_SIZE, i;

	x->words[x->used++] = (u64)offset << 32 | len;
	for (i = 0; i < pages; i++)
		x->words[x->used++] = page + i;
	x->count++;
}

static struct kmcltest_sum external(struct guest_channel *c,
				    const struct external *x, u32 op, u64 seed)
{
	struct kmcltest_fill m = { { op, 4 }, seed };
	struct kmcltest_sum sum = { .status = 0xdead };

	CHECK(guest_send(c, PACKET_GPA_DIRECT, 1, 1, x, 8 + x->used * 8, &m,
			 sizeof(m)));
	if (guest_recv(c, &guest_packet))
		memcpy(&sum, guest_packet.payload, sizeof(sum));
	return sum;
}

static void sizes(void)
{
	static const u32 len[] = { 1, 7, 8, 4095, 4096, 4097, 65536, 200000 };
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 page = guest_alloc(g, 64), i, offset;

	for (i = 0; i < 8; i++) {
		for (offset = 0; offset < 4096; offset += 1365) {
			struct external x = { 0 };
			struct kmcltest_sum sum;
			u8 *at = guest_page(g, page) + offset;

			add_range(&x, page, offset, len[i]);
			memset(guest_page(g, page), 0xee, 64 * PAGE_SIZE);
			kmcltest_fill_bytes(at, len[i], i);
			sum = external(c, &x, KMCLTEST_EXT_SUM, 0);
			CHECK_EQ(sum.status, KMCLTEST_OK);
			CHECK_EQ(sum.ranges, 1);
			CHECK_EQ(sum.bytes, len[i]);
			CHECK_EQ(sum.sum, kmcltest_sum_bytes(at, len[i],
						KMCLTEST_SUM_INIT));
			sum = external(c, &x, KMCLTEST_EXT_FILL, 99);
			CHECK_EQ(sum.sum, kmcltest_sum_bytes(at, len[i],
						KMCLTEST_SUM_INIT));
			CHECK_EQ(at[0], kmcltest_byte(99, 0));
			CHECK_EQ(at[len[i] - 1], kmcltest_byte(99, len[i] - 1));
			CHECK_EQ(at[len[i]], 0xee);
		}
	}
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

/* The pattern runs on from range to range, whatever their lengths. */
static void many_ranges(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct external x = { 0 };
	struct kmcltest_sum sum;
	u8 expect[16 * 999];
	u32 i;

	for (i = 0; i < 16; i++)
		add_range(&x, guest_alloc(g, 1), 3 * i + 1, 999);
	sum = external(c, &x, KMCLTEST_EXT_FILL, 5);
	kmcltest_fill_bytes(expect, sizeof(expect), 5);
	CHECK_EQ(sum.ranges, 16);
	CHECK_EQ(sum.bytes, sizeof(expect));
	CHECK_EQ(sum.sum, kmcltest_sum_bytes(expect, sizeof(expect),
					     KMCLTEST_SUM_INIT));
	for (i = 0; i < 16; i++)
		CHECK(!memcmp(guest_page(g, x.words[2 * i + 1]) + 3 * i + 1,
			      expect + 999 * i, 999));
	sum = external(c, &x, KMCLTEST_EXT_SUM, 0);
	CHECK_EQ(sum.sum, kmcltest_sum_bytes(expect, sizeof(expect),
					     KMCLTEST_SUM_INIT));
	guest_channel_free(c);
	guest_free(g);
}

static void bad_ranges(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr m = { KMCLTEST_EXT_SUM, 1 };
	struct external good = { 0 }, x;

	add_range(&good, 20, 0, PAGE_SIZE);
	x = good;
	x.count = 0;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_SUM, 0).status, KMCLTEST_EARG);
	x.count = 0xffffffff;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_SUM, 0).status, KMCLTEST_EARG);
	x = good;
	x.words[0] = 0;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_SUM, 0).status, KMCLTEST_EARG);
	x.words[0] = 0xffffffff;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_SUM, 0).status, KMCLTEST_EARG);
	x.words[0] = 0xffffffff00000001ull;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_SUM, 0).status, KMCLTEST_EARG);
	x = good;
	x.words[1] = GUEST_NO_RAM >> 12;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_SUM, 0).status, KMCLTEST_EMEM);
	x.words[1] = ~0ull;
	CHECK_EQ(external(c, &x, KMCLTEST_EXT_FILL, 0).status, KMCLTEST_EMEM);
	CHECK_EQ(guest_mistakes(g), 7);
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	guest_channel_free(c);
	guest_free(g);
}

static struct kmcltest_sum gpadl_op(struct guest_channel *c, u32 op,
				    u32 handle, u64 seed)
{
	struct kmcltest_gpadl m = { { op, 4 }, handle, 0, seed };
	struct kmcltest_sum sum = { .status = 0xdead };

	if (guest_request(c, &m, sizeof(m)))
		memcpy(&sum, guest_packet.payload, sizeof(sum));
	return sum;
}

static void gpadl_sizes(void)
{
	static const u32 pages[] = { 1, 2, 26, 27, 100, 8190 };
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 page = guest_alloc(g, 8190), handle, i;

	for (i = 0; i < 6; i++) {
		u64 bytes = (u64)pages[i] * PAGE_SIZE;
		struct kmcltest_sum sum;

		CHECK_EQ(guest_lend(g, c->relid, page, pages[i], &handle), 0);
		sum = gpadl_op(c, KMCLTEST_GPADL_FILL, handle, i + 1);
		CHECK_EQ(sum.status, KMCLTEST_OK);
		CHECK_EQ(sum.bytes, bytes);
		CHECK_EQ(sum.sum, kmcltest_sum_bytes(guest_page(g, page), bytes,
						     KMCLTEST_SUM_INIT));
		CHECK_EQ(guest_page(g, page)[bytes - 1],
			 kmcltest_byte(i + 1, bytes - 1));
		CHECK_EQ(gpadl_op(c, KMCLTEST_GPADL_SUM, handle, 0).sum, sum.sum);
		guest_teardown(g, c->relid, handle);
		guest_expect(g, MSG_GPADL_TORNDOWN);
		CHECK_EQ(gpadl_op(c, KMCLTEST_GPADL_SUM, handle, 0).status,
			 KMCLTEST_EGPADL);
	}
	/* The rings are not for that. */
	CHECK_EQ(gpadl_op(c, KMCLTEST_GPADL_FILL, c->gpadl, 1).status,
		 KMCLTEST_EGPADL);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static u32 gpadl_hold(struct guest_channel *c, u32 handle, u64 on)
{
	struct kmcltest_gpadl m = { { KMCLTEST_GPADL_HOLD, 4 }, handle, 0, on };

	return guest_status(c, &m, sizeof(m));
}

/* A teardown waits until the device releases the GPADL. */
static void hold(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 handle;

	guest_lend(g, c->relid, 20, 1, &handle);
	CHECK_EQ(gpadl_hold(c, handle, 0), KMCLTEST_EGPADL);
	CHECK_EQ(gpadl_hold(c, handle, 1), KMCLTEST_OK);
	CHECK_EQ(gpadl_hold(c, handle, 1), KMCLTEST_EGPADL);
	guest_teardown(g, c->relid, handle);
	guest_expect_silence(g);
	CHECK_EQ(gpadl_op(c, KMCLTEST_GPADL_SUM, handle, 0).status,
		 KMCLTEST_EGPADL);
	CHECK_EQ(gpadl_hold(c, handle, 0), KMCLTEST_OK);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	/* Or until the channel closes. */
	guest_lend(g, c->relid, 20, 1, &handle);
	CHECK_EQ(gpadl_hold(c, handle, 1), KMCLTEST_OK);
	guest_teardown(g, c->relid, handle);
	guest_expect_silence(g);
	guest_close(g, c->relid);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

void kmcltest_memory(void)
{
	static const struct test tests[] = {
		{ "external data of all sizes", sizes },
		{ "many ranges", many_ranges },
		{ "bad ranges", bad_ranges },
		{ "GPADLs of all sizes", gpadl_sizes },
		{ "GPADLs kept mapped", hold },
	};

	RUN(tests);
}
