// SPDX-License-Identifier: GPL-2.0-only
/* gpadl.c - lending memory, in one message and in hundreds. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "guest.h"

/* @length and @count as the header says them; one range, of one page. */
static void header(struct guest *g, u32 relid, u32 handle, u16 length,
		   u16 count, u32 bytes)
{
	u8 buffer[VMBHOST_MESSAGE_MAX] = { 0 };
	struct msg_gpadl_header *m = (void *)buffer;
	struct gpa_range *range = (void *)(buffer + sizeof(*m));

	m->hdr.type = MSG_GPADL_HEADER;
	m->relid = relid;
	m->gpadl = handle;
	m->length = length;
	m->count = count;
	range->length = PAGE_SIZE;
	buffer[sizeof(*m) + 8] = 20;
	guest_post(g, buffer, sizeof(*m) + bytes);
}

static void sizes(void)
{
	static const u32 pages[] = { 1, 2, 25, 26, 27, 28, 54, 55, 1000, 8190 };
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;
	u32 handle, i;

	guest_connect(g, &offer, 1);
	for (i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		CHECK_EQ(guest_lend(g, offer.relid, 20, pages[i], &handle), 0);
		guest_teardown(g, offer.relid, handle);
		guest_expect(g, MSG_GPADL_TORNDOWN);
	}
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void refused(struct guest *g)
{
	const struct msg_gpadl_created *reply;

	reply = guest_expect(g, MSG_GPADL_CREATED);
	CHECK(reply->status != 0);
	CHECK_EQ(guest_mistakes(g), 1);
}

static void expect_refused(u16 length, u16 count, u32 bytes)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	header(g, offer.relid, 5, length, count, bytes);
	refused(g);
	guest_free(g);
}

static void bad_headers(void)
{
	expect_refused(16, 0, 16);
	expect_refused(16, 2, 16);
	expect_refused(16, 0xffff, 16);
	expect_refused(15, 1, 15);
	expect_refused(8, 1, 8);
	expect_refused(0, 1, 16);
	expect_refused(32, 2, 32);	/* the second range is empty */
}

static void no_ram(void)
{
	u64 bad[] = { GUEST_NO_RAM >> 12, ~0ull, 1ull << 52, 1ull << 63 };
	struct guest *g;
	struct msg_offer offer;
	u32 i;

	for (i = 0; i < 4; i++) {
		g = guest_new("kmcltest", 0);
		guest_connect(g, &offer, 1);
		guest_lend_start(g, offer.relid, 9, &bad[i], 1);
		refused(g);
		guest_free(g);
	}
}

static void wrong_relid(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	header(g, offer.relid + 1, 5, 16, 1, 16);
	refused(g);
	guest_free(g);
}

static void handle_twice(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	header(g, offer.relid, 5, 16, 1, 16);
	guest_expect(g, MSG_GPADL_CREATED);
	header(g, offer.relid, 5, 16, 1, 16);
	refused(g);
	guest_free(g);
}

/* More bytes than the header announced: the rest is dropped. */
static void too_much(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	const struct msg_gpadl_created *reply;
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	header(g, offer.relid, 5, 16, 1, 100);
	reply = guest_expect(g, MSG_GPADL_CREATED);
	CHECK_EQ(reply->status, 0);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

static void stray_body(void)
{
	struct msg_gpadl_body body = { .hdr.type = MSG_GPADL_BODY, .gpadl = 5 };
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	guest_post(g, &body, sizeof(body));
	CHECK_EQ(guest_mistakes(g), 1);
	header(g, offer.relid, 5, 16, 1, 16);
	guest_expect(g, MSG_GPADL_CREATED);
	guest_post(g, &body, sizeof(body));
	CHECK_EQ(guest_mistakes(g), 2);
	guest_free(g);
}

/* The teardown of no GPADL is answered: a guest would wait for that. */
static void stray_teardown(void)
{
	struct guest *g = guest_new("kmcltest,count=2", 0);
	struct msg_offer offers[2];
	u32 handle;

	guest_connect(g, offers, 2);
	guest_teardown(g, offers[0].relid, 5);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_lend(g, offers[0].relid, 20, 1, &handle);
	guest_teardown(g, offers[1].relid, handle);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	CHECK_EQ(guest_mistakes(g), 2);
	guest_free(g);
}

/* The rings are torn down under an open channel: it is closed first. */
static void teardown_open(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr info = { KMCLTEST_INFO, 1 };

	guest_teardown(g, c->relid, c->gpadl);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	CHECK_EQ(guest_mistakes(g), 1);
	CHECK(!guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

static void too_many(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	const struct msg_gpadl_created *reply;
	struct msg_offer offer;
	u32 i;

	guest_connect(g, &offer, 1);
	for (i = 1; i <= 16384; i++) {
		header(g, offer.relid, i, 16, 1, 16);
		reply = guest_expect(g, MSG_GPADL_CREATED);
		CHECK_EQ(reply->status, 0);
		g->read = g->posted = 0;
	}
	header(g, offer.relid, i, 16, 1, 16);
	refused(g);
	guest_free(g);
}

/* Pages of three messages: a header and two bodies. */
#define IN_THREE	60

/* Post message @number of a GPADL: the header is 0. */
static void part(struct guest *g, u32 relid, u32 handle, u32 number)
{
	u8 buffer[VMBHOST_MESSAGE_MAX] = { 0 };
	struct msg_gpadl_body *m = (void *)buffer;
	u32 sent = (sizeof(buffer) - sizeof(struct msg_gpadl_header)) +
		   (number - 1) * (sizeof(buffer) - sizeof(*m));
	u32 left = 8 + IN_THREE * 8 - sent;

	if (!number) {
		struct msg_gpadl_header *h = (void *)buffer;
		struct gpa_range *range = (void *)(h + 1);

		h->hdr.type = MSG_GPADL_HEADER;
		h->relid = relid;
		h->gpadl = handle;
		h->length = 8 + IN_THREE * 8;
		h->count = 1;
		range->length = IN_THREE * PAGE_SIZE;
		left = sizeof(buffer);
	} else {
		m->hdr.type = MSG_GPADL_BODY;
		m->number = number;
		m->gpadl = handle;
		left += sizeof(*m);
	}
	guest_post(g, buffer, left < sizeof(buffer) ? left : sizeof(buffer));
}

static u64 kept(struct guest *g)
{
	u64 value = 0;

	CHECK(vmbhost_counter(g->host, "host", "kept", &value));
	return value;
}

/*
 * Three threads of a guest lend memory, and two of the channels are rescinded: what
 * comes for those, before the rescind and behind it, is no mistake, and what comes
 * between does not matter.
 */
static void rescinded(void)
{
	struct guest *g = guest_new("kmcltest,count=3", 0);
	const struct msg_gpadl_created *reply;
	struct msg_offer offers[3];
	char error[100];
	u64 before;
	u32 i;

	guest_connect(g, offers, 3);
	before = kept(g);
	part(g, offers[0].relid, 10, 0);
	vmbhost_command(g->host, "kmcltest0 rescind", error, sizeof(error));
	vmbhost_command(g->host, "kmcltest1 rescind", error, sizeof(error));
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	guest_expect(g, MSG_RESCIND);
	part(g, offers[1].relid, 11, 0);
	part(g, offers[0].relid, 12, 0);
	part(g, offers[2].relid, 13, 0);
	for (i = 1; i < 3; i++) {
		part(g, offers[0].relid, 10, i);
		part(g, offers[1].relid, 11, i);
		part(g, offers[2].relid, 13, i);
	}
	reply = guest_expect(g, MSG_GPADL_CREATED);
	CHECK_EQ(reply->gpadl, 13);
	CHECK_EQ(reply->status, 0);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	/* The rest of the third never comes: it is forgotten with its channel. */
	guest_release(g, offers[0].relid);
	guest_teardown(g, offers[2].relid, 13);
	CHECK_EQ(kept(g), before);
	CHECK_EQ(guest_mistakes(g), 0);
	/* All of it has come. */
	part(g, offers[1].relid, 11, 3);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

/* However large each is, all of them fit into what a guest may have us keep. */
static void too_large(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	const struct msg_gpadl_created *reply;
	struct msg_offer offer;
	u32 i, count = 0;

	guest_connect(g, &offer, 1);
	/* Their bodies never come. */
	for (i = 1; i <= 16000 && !count; i++) {
		header(g, offer.relid, i, 65528, 1, 16);
		if (g->posted == g->read)
			continue;
		reply = guest_expect(g, MSG_GPADL_CREATED);
		CHECK(reply->status != 0);
		count = i;
	}
	CHECK_EQ(guest_mistakes(g), 1);
	CHECK(count > 1000 && count < 10000);
	guest_release(g, offer.relid);
	CHECK_EQ(kept(g), 0);
	guest_free(g);
}

void gpadl(void)
{
	static const struct test tests[] = {
		{ "from one page to the largest", sizes },
		{ "bad headers", bad_headers },
		{ "pages that are no memory", no_ram },
		{ "for another's relid", wrong_relid },
		{ "a handle used twice", handle_twice },
		{ "more than was announced", too_much },
		{ "a body without a header", stray_body },
		{ "teardown of nothing", stray_teardown },
		{ "teardown of the rings in use", teardown_open },
		{ "too many", too_many },
		{ "too large ones", too_large },
		{ "of several channels at once, some of them rescinded", rescinded },
	};

	RUN(tests);
}
