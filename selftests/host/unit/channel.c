// SPDX-License-Identifier: GPL-2.0-only
/* channel.c - open, close, modify, rescind, re-offer, subchannels. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "guest.h"

static const struct kmcltest_hdr info = { KMCLTEST_INFO, 77 };

static void open_message(struct guest *g, u32 relid, u32 gpadl, u32 downstream)
{
	struct msg_open m = {
		.hdr.type = MSG_OPEN,
		.relid = relid,
		.openid = 1,
		.gpadl = gpadl,
		.downstream_page = downstream,
	};

	guest_post(g, &m, sizeof(m));
}

static void whole_life(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 relid = c->relid, gpadl = c->gpadl, i;
	const struct msg_gpadl_torndown *down;
	struct msg_offer offer = c->offer;
	char error[100];

	for (i = 0; i < 3; i++) {
		CHECK(guest_request(c, &info, sizeof(info)));
		guest_close(g, relid);
		guest_expect_silence(g);
		guest_teardown(g, relid, gpadl);
		down = guest_expect(g, MSG_GPADL_TORNDOWN);
		CHECK_EQ(down->gpadl, gpadl);
		guest_channel_free(c);
		c = guest_open(g, &offer, 3, 9);
		gpadl = c->gpadl;
	}
	CHECK_EQ(vmbhost_command(g->host, "kmcltest0 rescind", error, 100), 0);
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	guest_close(g, relid);
	guest_release(g, relid);
	guest_run(g, 10000000000ull);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void open_twice(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);

	open_message(g, c->relid, c->gpadl, 5);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 1);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

static void open_refused(u32 gpadl_pages, u32 downstream, bool other)
{
	struct guest *g = guest_new("kmcltest", 0);
	const struct msg_open_result *reply;
	struct msg_offer offer;
	u32 handle = 0;

	guest_connect(g, &offer, 1);
	guest_lend(g, offer.relid, guest_alloc(g, gpadl_pages), gpadl_pages,
		   &handle);
	open_message(g, offer.relid, handle + other, downstream);
	reply = guest_expect(g, MSG_OPEN_RESULT);
	CHECK(reply->status != 0);
	CHECK_EQ(guest_mistakes(g), 1);
	/* The channel is still closed, and the GPADL can be torn down. */
	guest_teardown(g, offer.relid, handle);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	guest_free(g);
}

static void open_bad_rings(void)
{
	open_refused(10, 0, false);
	open_refused(10, 1, false);
	open_refused(10, 9, false);
	open_refused(10, 10, false);
	open_refused(10, 0xffffffff, false);
	open_refused(2, 1, false);
	open_refused(10, 5, true);
}

static void open_bad_index(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	const struct msg_open_result *reply;
	struct msg_offer offer;
	u32 handle, page;

	guest_connect(g, &offer, 1);
	page = guest_alloc(g, 4);
	((struct ring_header *)guest_page(g, page + 2))->write_index = 12345;
	guest_lend(g, offer.relid, page, 4, &handle);
	open_message(g, offer.relid, handle, 2);
	reply = guest_expect(g, MSG_OPEN_RESULT);
	CHECK(reply->status != 0);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

static void close_closed(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	guest_close(g, offer.relid);
	guest_close(g, 2000);
	guest_close(g, 0xffffffff);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 3);
	guest_free(g);
}

/* Events follow a modify to the new processor; 5.3 and later say so. */
static void modify(u32 version, bool answered)
{
	struct guest *g = guest_new("kmcltest", version);
	struct guest_channel *c = guest_start(g);
	struct msg_modify m = { .hdr.type = MSG_MODIFY };
	const struct msg_modify_response *reply;

	m.relid = c->relid;
	m.target_vp = 2;
	guest_post(g, &m, sizeof(m));
	if (answered) {
		reply = guest_expect(g, MSG_MODIFY_RESPONSE);
		CHECK_EQ(reply->relid, c->relid);
		CHECK_EQ(reply->status, 0);
	}
	guest_expect_silence(g);
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK_EQ(g->event_vp, 2);
	CHECK_EQ(guest_mistakes(g), 0);
	m.relid = 2000;
	guest_post(g, &m, sizeof(m));
	if (answered) {
		reply = guest_expect(g, MSG_MODIFY_RESPONSE);
		CHECK(reply->status != 0);
	}
	CHECK_EQ(guest_mistakes(g), 1);
	guest_channel_free(c);
	guest_free(g);
}

static void modify_versions(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_modify m = { .hdr.type = MSG_MODIFY };

	modify(VERSION_6_0, true);
	modify(VERSION_5_3, true);
	CHECK(guest_contact(g, VERSION_4_0));
	guest_post(g, &m, sizeof(m));
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

static void modify_unanswered(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_header request = { .type = MSG_REQUEST_OFFERS };
	struct msg_modify m = { .hdr.type = MSG_MODIFY, .target_vp = 1 };
	struct guest_channel *c;
	struct msg_offer offer;

	CHECK(guest_contact(g, VERSION_5_2));
	guest_post(g, &request, sizeof(request));
	memcpy(&offer, guest_expect(g, MSG_OFFER), sizeof(offer));
	guest_expect(g, MSG_ALL_OFFERS);
	c = guest_open(g, &offer, 2, 2);
	m.relid = c->relid;
	guest_post(g, &m, sizeof(m));
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void rescind_and_reoffer(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_rescind m = {
		.hdr = { KMCLTEST_RESCIND, 1 },
		.delay_us = 1000,
		.reoffer_us = 2000,
	};
	struct msg_offer offer;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EBUSY);
	guest_run(g, 990000);
	guest_expect_silence(g);
	guest_run(g, 20000);
	guest_expect(g, MSG_RESCIND);
	/* What the guest sends before it has seen the rescind is no mistake. */
	CHECK(!guest_request(c, &info, sizeof(info)));
	open_message(g, c->relid, c->gpadl, 5);
	guest_close(g, c->relid);
	guest_teardown(g, c->relid, c->gpadl);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	guest_run(g, 5000000);
	guest_expect_silence(g);
	guest_release(g, c->relid);
	guest_run(g, 1900000);
	guest_expect_silence(g);
	guest_run(g, 200000);
	memcpy(&offer, guest_expect(g, MSG_OFFER), sizeof(offer));
	CHECK(offer.relid != c->relid);
	CHECK(!memcmp(&offer.instance, &c->offer.instance, 16));
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	c = guest_open(g, &offer, 2, 2);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

/* The first rescind decides whether, and when, the device is offered again. */
static void rescind_the_rescinded(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;
	char error[100];

	guest_connect(g, &offer, 1);
	CHECK_EQ(vmbhost_command(g->host, "kmcltest0 rescind reoffer=10", error, 100), 0);
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	CHECK_EQ(vmbhost_command(g->host, "kmcltest0 rescind", error, 100), 0);
	guest_run(g, 1);
	guest_expect_silence(g);
	guest_release(g, offer.relid);
	guest_run(g, 11000000);
	guest_expect(g, MSG_OFFER);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

/* A second rescind that falls due with the new offer, before or after it. */
static void rescind_of_the_new_offer(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;
	char error[100];

	guest_connect(g, &offer, 1);
	CHECK_EQ(vmbhost_command(g->host, "kmcltest0 rescind reoffer=0", error, 100), 0);
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	guest_release(g, offer.relid);
	CHECK_EQ(vmbhost_command(g->host, "kmcltest0 rescind reoffer=0", error, 100), 0);
	guest_run(g, 1);
	memcpy(&offer, guest_expect(g, MSG_OFFER), sizeof(offer));
	guest_expect(g, MSG_RESCIND);
	guest_release(g, offer.relid);
	guest_run(g, 1);
	guest_expect(g, MSG_OFFER);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}


static void release_offered(void)
{
	struct guest *g = guest_new("kmcltest,count=2", 0);
	struct guest_channel *c = guest_start(g);

	guest_release(g, c->relid + 1);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_release(g, c->relid);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_release(g, c->relid);
	guest_release(g, 0);
	guest_release(g, 0xffffffff);
	CHECK_EQ(guest_mistakes(g), 4);
	CHECK(!guest_request(c, &info, sizeof(info)));
	guest_run(g, 10000000000ull);
	guest_expect_silence(g);
	guest_channel_free(c);
	guest_free(g);
}

/* Relids go round all 2,047 and are never given out twice. */
static void relids_wrap(void)
{
	struct guest *g = guest_new("kmcltest,count=2", 0);
	struct msg_offer offers[2], offer;
	char error[100];
	u32 relid, i;

	guest_connect(g, offers, 2);
	relid = offers[0].relid;
	for (i = 0; i < 5000 && !harness_failed(); i++) {
		vmbhost_command(g->host, "kmcltest0 rescind reoffer=0", error, 100);
		guest_run(g, 1);
		guest_expect(g, MSG_RESCIND);
		guest_release(g, relid);
		guest_run(g, 1);
		memcpy(&offer, guest_expect(g, MSG_OFFER), sizeof(offer));
		relid = offer.relid;
		CHECK(relid && relid < RELID_COUNT && relid != offers[1].relid);
		g->read = g->posted = 0;
	}
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void subchannels(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g), *subs[3];
	struct kmcltest_subchannels m = { { KMCLTEST_SUBCHANNELS, 1 }, 3, 0 };
	struct msg_offer primary = c->offer, offers[3];
	struct kmcltest_info got;
	u32 i;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	for (i = 0; i < 3; i++) {
		memcpy(&offers[i], guest_expect(g, MSG_OFFER), sizeof(*offers));
		CHECK_EQ(offers[i].subchannel, i + 1);
		CHECK(!memcmp(&offers[i].instance, &primary.instance, 16));
	}
	for (i = 0; i < 3; i++) {
		subs[i] = guest_open(g, &offers[i], 3, 3);
		CHECK(guest_request(subs[i], &info, sizeof(info)));
		memcpy(&got, guest_packet.payload, sizeof(got));
		CHECK_EQ(got.subchannel, i + 1);
		CHECK_EQ(guest_status(subs[i], &m, sizeof(m)), KMCLTEST_EARG);
	}
	m.count = 1000;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	/* Closing the primary rescinds them. */
	guest_close(g, c->relid);
	for (i = 0; i < 3; i++) {
		guest_expect(g, MSG_RESCIND);
		guest_close(g, subs[i]->relid);
		guest_release(g, subs[i]->relid);
		guest_channel_free(subs[i]);
	}
	guest_channel_free(c);
	c = guest_open(g, &primary, 2, 2);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void subchannels_again(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_subchannels m = { { KMCLTEST_SUBCHANNELS, 1 }, 2, 0 };
	struct msg_offer offer = c->offer;
	u32 round, relid[2], i;

	for (round = 0; round < 3; round++) {
		CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
		for (i = 0; i < 2; i++) {
			const struct msg_offer *o = guest_expect(g, MSG_OFFER);

			CHECK_EQ(o->subchannel, i + 1);
			relid[i] = o->relid;
		}
		guest_close(g, c->relid);
		for (i = 0; i < 2; i++) {
			guest_expect(g, MSG_RESCIND);
			guest_release(g, relid[i]);
		}
		guest_channel_free(c);
		c = guest_open(g, &offer, 5, 5);
	}
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void reserved(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_open_reserved m = { .hdr.type = MSG_OPEN_RESERVED };
	struct msg_close_reserved end = { .hdr.type = MSG_CLOSE_RESERVED };
	struct guest_message *got;
	struct msg_offer offer;
	u32 handle;

	guest_connect(g, &offer, 1);
	guest_lend(g, offer.relid, guest_alloc(g, 4), 4, &handle);
	m.relid = end.relid = offer.relid;
	m.target_vp = end.target_vp = 1;
	m.target_sint = end.target_sint = 7;
	m.gpadl = handle;
	m.downstream_page = 2;
	guest_post(g, &m, sizeof(m));
	got = guest_next(g);
	CHECK(got && got->vp == 1 && got->sint == 7);
	guest_post(g, &end, sizeof(end));
	got = guest_next(g);
	CHECK(got && got->vp == 1 && got->sint == 7 &&
	      got->payload[0] == MSG_CLOSE_RESERVED_RESPONSE);
	guest_post(g, &end, sizeof(end));
	CHECK_EQ(guest_mistakes(g), 1);
	m.target_sint = 16;
	guest_post(g, &m, sizeof(m));
	CHECK_EQ(guest_mistakes(g), 2);
	guest_free(g);
}

static void bad_signals(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	CHECK_EQ(vmbhost_guest_signal(g->host, 0, 0, 0),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	CHECK_EQ(vmbhost_guest_signal(g->host, 0xffffffff, 0, 0),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	CHECK_EQ(vmbhost_guest_signal(g->host, offer.connection + 1, 0, 0),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	CHECK_EQ(guest_mistakes(g), 0);
	CHECK_EQ(vmbhost_guest_signal(g->host, offer.connection, 0, 0), 0);
	CHECK_EQ(vmbhost_guest_signal(g->host, offer.connection, 3, 0), 0);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

/* A bit in the guest's second monitor page stands for the hypercall. */
static void monitored(void)
{
	struct guest *g = guest_new("kmcltest,count=130,monitor", 0);
	struct msg_offer *offers = calloc(130, sizeof(*offers));
	u32 *groups, bit, i;
	struct guest_channel *c;

	CHECK_EQ(guest_connect(g, offers, 130), 130);
	for (i = 0; i < 130; i++) {
		CHECK_EQ(offers[i].monitor_allocated, i < 128);
		CHECK_EQ(offers[i].monitor, i < 128 ? i : 0);
	}
	c = guest_open(g, &offers[40], 4, 4);
	bit = offers[40].monitor;
	groups = (u32 *)(guest_page(g, 2) + 8);
	c->quiet = true;
	for (i = 0; i < 3; i++) {
		CHECK(guest_send(c, PACKET_INBAND, 1, i, NULL, 0, &info,
				 sizeof(info)));
		groups[bit / 32 * 2] = 0xffffffff;
		CHECK(!guest_recv(c, &guest_packet));
		guest_run(g, 1100000);
		CHECK_EQ(groups[bit / 32 * 2], 0xffffffff & ~(1u << bit % 32));
		CHECK(guest_recv(c, &guest_packet));
	}
	guest_close(g, c->relid);
	guest_run(g, 1);
	CHECK_EQ(g->next_run, UINT64_MAX);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	free(offers);
	guest_free(g);
}

static void bad_monitor_page(void)
{
	static const u64 bad[] = { GUEST_NO_RAM, 4, ~0xfffull };
	struct msg_initiate_contact contact = {
		.hdr.type = MSG_INITIATE_CONTACT,
		.version = VERSION_5_3,
		.sint = 2,
	};
	struct msg_header request = { .type = MSG_REQUEST_OFFERS };
	struct guest_channel *c;
	struct msg_offer offer;
	struct guest *g;
	u32 i;

	for (i = 0; i < 3; i++) {
		g = guest_new("kmcltest,monitor", 0);
		g->connection = 4;
		contact.monitor_page[1] = bad[i];
		guest_post(g, &contact, sizeof(contact));
		guest_expect(g, MSG_VERSION_RESPONSE);
		guest_post(g, &request, sizeof(request));
		memcpy(&offer, guest_expect(g, MSG_OFFER), sizeof(offer));
		guest_expect(g, MSG_ALL_OFFERS);
		c = guest_open(g, &offer, 4, 4);
		CHECK_EQ(guest_mistakes(g), 1);
		CHECK(guest_request(c, &info, sizeof(info)));
		guest_channel_free(c);
		guest_free(g);
	}
}

void channel(void)
{
	static const struct test tests[] = {
		{ "a whole life", whole_life },
		{ "opened twice", open_twice },
		{ "opened with bad rings", open_bad_rings },
		{ "opened with a bad index", open_bad_index },
		{ "closed when closed", close_closed },
		{ "moved to another processor", modify_versions },
		{ "moved without an answer before 5.3", modify_unanswered },
		{ "rescind and offer again", rescind_and_reoffer },
		{ "rescind what is rescinded", rescind_the_rescinded },
		{ "rescind as the new offer goes out", rescind_of_the_new_offer },
		{ "release without rescind", release_offered },
		{ "relids go round", relids_wrap },
		{ "subchannels", subchannels },
		{ "subchannels again and again", subchannels_again },
		{ "reserved channel", reserved },
		{ "signals to nowhere", bad_signals },
		{ "signals through the monitor page", monitored },
		{ "bad monitor page", bad_monitor_page },
	};

	RUN(tests);
}
