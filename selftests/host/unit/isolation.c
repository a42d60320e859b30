// SPDX-License-Identifier: GPL-2.0-only
/* isolation.c - a guest whose memory the host may touch only where it is visible. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "guest.h"

#define RING_PAGES 5

static u64 counter(struct guest *g, const char *name)
{
	u64 value = ~0ull;

	CHECK(vmbhost_counter(g->host, "isolation", name, &value));
	return value;
}

/* What the guest shares it uses above the boundary, as the host does. */
static u8 *shared_page(struct guest *g, u32 page)
{
	return g->shared + (u64)page * PAGE_SIZE;
}

/* A channel of shared rings: guest_open() would use them at their private addresses. */
static struct guest_channel *open_shared(struct guest *g)
{
	struct msg_open m = { .hdr.type = MSG_OPEN, .downstream_page = RING_PAGES };
	struct guest_channel *c = calloc(1, sizeof(*c));
	const struct msg_open_result *reply;

	guest_connect(g, &c->offer, 1);
	c->guest = g;
	c->relid = c->offer.relid;
	c->page = guest_alloc(g, 2 * RING_PAGES);
	c->next_id = 0x1000;
	CHECK_EQ(guest_show(g, c->page, 2 * RING_PAGES), VMBHOST_HV_SUCCESS);
	c->out.hdr = (void *)shared_page(g, c->page);
	c->out.data = shared_page(g, c->page + 1);
	c->in.hdr = (void *)shared_page(g, c->page + RING_PAGES);
	c->in.data = shared_page(g, c->page + RING_PAGES + 1);
	c->out.size = c->in.size = (RING_PAGES - 1) * PAGE_SIZE;
	c->out.hdr->features = c->in.hdr->features = 1;
	CHECK_EQ(guest_lend(g, c->relid, c->page, 2 * RING_PAGES, &c->gpadl), 0);
	m.relid = c->relid;
	m.openid = c->relid;
	m.gpadl = c->gpadl;
	guest_post(g, &m, sizeof(m));
	reply = guest_expect(g, MSG_OPEN_RESULT);
	CHECK_EQ(reply->status, 0);
	return c;
}

static struct kmcltest_sum fill(struct guest_channel *c, u64 pfn, u32 len)
{
	u32 ranges[6] = { 0, 1, len, 0, pfn, pfn >> 32 };
	struct kmcltest_fill m = { { KMCLTEST_EXT_FILL, 1 }, 5 };
	struct kmcltest_sum sum = { .status = 0xdead };

	CHECK(guest_send(c, PACKET_GPA_DIRECT, 1, 9, ranges, sizeof(ranges), &m,
			 sizeof(m)));
	if (guest_recv(c, &guest_packet))
		memcpy(&sum, guest_packet.payload, sizeof(sum));
	return sum;
}

static void counts(void)
{
	struct guest *g = guest_new_isolated("kmcltest");

	CHECK_EQ(counter(g, "visible"), 2);
	CHECK_EQ(guest_show(g, 20, 10), VMBHOST_HV_SUCCESS);
	CHECK_EQ(guest_show(g, 25, 10), VMBHOST_HV_SUCCESS);
	CHECK_EQ(counter(g, "visible"), 17);
	CHECK_EQ(guest_hide(g, 20, 100), VMBHOST_HV_SUCCESS);
	CHECK_EQ(counter(g, "visible"), 2);
	CHECK_EQ(counter(g, "most"), 17);
	CHECK_EQ(counter(g, "calls"), 4);
	CHECK_EQ(counter(g, "refused"), 0);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void contents_move(void)
{
	struct guest *g = guest_new_isolated("kmcltest");

	*guest_page(g, 20) = 7;
	guest_show(g, 20, 1);
	CHECK_EQ(*shared_page(g, 20), 7);
	*shared_page(g, 20) = 8;
	guest_hide(g, 20, 1);
	CHECK_EQ(*guest_page(g, 20), 8);
	guest_free(g);
}

static void no_memory(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	u64 pfn = 1ull << 60;
	u32 done;

	CHECK_EQ(guest_show(g, GUEST_PAGES - 1, 2), VMBHOST_HV_INVALID_PARAMETER);
	CHECK_EQ(guest_mistakes(g), 1);
	CHECK_EQ(counter(g, "visible"), 3);
	CHECK_EQ(vmbhost_guest_visibility(g->host, &pfn, 1, true, &done, g->now),
		 VMBHOST_HV_INVALID_PARAMETER);
	guest_free(g);
}

/* A page's number may have the boundary in it, or not. */
static void boundary(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	struct guest_channel *c = open_shared(g);
	u32 page = guest_alloc(g, 1), done;
	u64 pfn = page | GUEST_BOUNDARY >> PAGE_SHIFT;

	CHECK_EQ(vmbhost_guest_visibility(g->host, &pfn, 1, true, &done, g->now),
		 VMBHOST_HV_SUCCESS);
	CHECK_EQ(fill(c, page, 100).status, KMCLTEST_OK);
	CHECK_EQ(fill(c, pfn, 100).status, KMCLTEST_OK);
	CHECK_EQ(*shared_page(g, page), kmcltest_byte(5, 0));
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void hidden_external(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	struct guest_channel *c = open_shared(g);
	u32 page = guest_alloc(g, 2);

	guest_show(g, page + 1, 1);
	CHECK_EQ(fill(c, page, 100).status, KMCLTEST_EMEM);
	CHECK_EQ(counter(g, "refused"), 1);
	CHECK(strstr(g->last_mistake, "not memory"));
	CHECK_EQ(*guest_page(g, page), 0);
	CHECK_EQ(fill(c, page + 1, 100).status, KMCLTEST_OK);
	guest_hide(g, page + 1, 1);
	CHECK_EQ(fill(c, page + 1, 100).status, KMCLTEST_EMEM);
	CHECK_EQ(counter(g, "refused"), 2);
	guest_channel_free(c);
	guest_free(g);
}

static void hidden_gpadl(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	struct msg_offer offer;
	u32 handle;

	guest_connect(g, &offer, 1);
	guest_show(g, 20, 3);
	CHECK(guest_lend(g, offer.relid, 20, 4, &handle));
	CHECK_EQ(counter(g, "refused"), 1);
	/* One that was refused does not keep its pages visible. */
	CHECK_EQ(guest_hide(g, 20, 3), VMBHOST_HV_SUCCESS);
	guest_free(g);
}

static void lent_pages(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	struct guest_channel *c = open_shared(g);
	struct kmcltest_hdr info = { KMCLTEST_INFO, 1 };

	CHECK_EQ(guest_hide(g, c->page + 3, 1), VMBHOST_HV_OPERATION_DENIED);
	CHECK_EQ(guest_mistakes(g), 1);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_close(g, c->relid);
	CHECK_EQ(guest_hide(g, c->page, 1), VMBHOST_HV_OPERATION_DENIED);
	guest_teardown(g, c->relid, c->gpadl);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	CHECK_EQ(guest_hide(g, c->page, 2 * RING_PAGES), VMBHOST_HV_SUCCESS);
	CHECK_EQ(guest_mistakes(g), 2);
	guest_channel_free(c);
	guest_free(g);
}

/* Of a rescinded channel the host uses nothing any more, and is not asked. */
static void rescinded(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	struct guest_channel *c = open_shared(g);
	char error[200];

	CHECK_EQ(vmbhost_command(g->host, "kmcltest0 rescind", error, 200), 0);
	guest_run(g, 1000000);
	guest_expect(g, MSG_RESCIND);
	CHECK_EQ(guest_hide(g, c->page, 2 * RING_PAGES), VMBHOST_HV_SUCCESS);
	guest_release(g, c->relid);
	CHECK_EQ(guest_hide(g, c->page, 2 * RING_PAGES), VMBHOST_HV_SUCCESS);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

/* Each at the second page of three: the call has done one. */
static void faults(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	char error[200];

	CHECK_EQ(vmbhost_add_fault(g->host, "visibility-show-failing,after=1",
				   error, 200), 0);
	CHECK_EQ(guest_show(g, 20, 3), VMBHOST_HV_INSUFFICIENT_MEMORY);
	CHECK_EQ(counter(g, "visible"), 3);
	CHECK_EQ(guest_show(g, 20, 3), VMBHOST_HV_SUCCESS);
	CHECK_EQ(vmbhost_add_fault(g->host, "visibility-hide-failing,after=1",
				   error, 200), 0);
	CHECK_EQ(guest_hide(g, 20, 3), VMBHOST_HV_OPERATION_DENIED);
	CHECK_EQ(counter(g, "visible"), 4);
	CHECK_EQ(guest_hide(g, 20, 3), VMBHOST_HV_SUCCESS);
	CHECK_EQ(g->faults, 2);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

/* A test in the guest arms one through its channel, though it concerns none. */
static void fault_of_test(void)
{
	struct guest *g = guest_new_isolated("kmcltest");
	struct guest_channel *c = open_shared(g);
	struct kmcltest_fault m = {
		.hdr.op = KMCLTEST_FAULT,
		.name = "visibility-hide-failing",
		.times = 1,
	};

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	CHECK_EQ(guest_show(g, 60, 1), VMBHOST_HV_SUCCESS);
	CHECK_EQ(guest_hide(g, 60, 1), VMBHOST_HV_OPERATION_DENIED);
	CHECK_EQ(guest_hide(g, 60, 1), VMBHOST_HV_SUCCESS);
	guest_channel_free(c);
	guest_free(g);
}

static void type(void)
{
	static const struct guid isolated = { KMCLTEST_ISOLATED_TYPE_BYTES };
	struct guest *g = guest_new_isolated("kmcltest");
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	CHECK(!memcmp(&offer.type, &isolated, sizeof(isolated)));
	guest_free(g);
}

static void not_isolated(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	u64 value;

	CHECK(!vmbhost_counter(g->host, "isolation", "visible", &value));
	guest_free(g);
}

void isolation(void)
{
	static const struct test tests[] = {
		{ "visible pages are counted", counts },
		{ "contents change sides", contents_move },
		{ "pages that are no memory", no_memory },
		{ "numbers with the boundary", boundary },
		{ "external data that is hidden", hidden_external },
		{ "a GPADL with a hidden page", hidden_gpadl },
		{ "hiding what is lent", lent_pages },
		{ "hiding after a rescind", rescinded },
		{ "changes that fail", faults },
		{ "a change that a test has fail", fault_of_test },
		{ "the test device's type", type },
		{ "a guest that is not isolated", not_isolated },
	};

	RUN(tests);
}
