// SPDX-License-Identifier: GPL-2.0-only
/* connection.c - contact, versions, offers, unload, reset. */
#include <string.h>

#include "groups.h"
#include "guest.h"

static const u32 all[] = {
	VERSION_4_0, VERSION_4_1, VERSION_5_0, VERSION_5_1, VERSION_5_2,
	VERSION_5_3, VERSION_6_0,
};
#define ALL (sizeof(all) / sizeof(*all))

static void each_version(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	u32 i;

	for (i = 0; i < ALL; i++) {
		CHECK(guest_contact(g, all[i]));
		CHECK_EQ(g->log[g->read - 1].len, all[i] >= VERSION_6_0 ? 20 : 16);
		CHECK_EQ(g->connection, all[i] >= VERSION_5_0 ? 4 : 1);
	}
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

/* What a host of an older version answers to each. */
static void each_cap(void)
{
	struct guest *g;
	u32 cap, i;

	for (cap = 0; cap < ALL; cap++) {
		g = guest_new("kmcltest", all[cap]);
		for (i = 0; i < ALL; i++)
			CHECK_EQ(guest_contact(g, all[i]), all[i] <= all[cap]);
		guest_free(g);
	}
}

static void ancient_versions(void)
{
	static const u32 old[] = { VERSION(0, 13), VERSION(1, 1),
				   VERSION(2, 4), VERSION(3, 0), VERSION(9, 9) };
	struct guest *g = guest_new("kmcltest", 0);
	u32 i;

	for (i = 0; i < 5; i++)
		CHECK(!guest_contact(g, old[i]));
	guest_free(g);
}

/* A host older than 5.0 has no connection 4: the status says try again. */
static void unknown_connection(void)
{
	struct msg_initiate_contact m = {
		.hdr.type = MSG_INITIATE_CONTACT, .version = VERSION_5_0 };
	struct guest *g = guest_new("kmcltest", VERSION_4_1);

	CHECK_EQ(guest_post_to(g, 4, &m, sizeof(m)),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	CHECK_EQ(guest_post_to(g, 2, &m, sizeof(m)),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void wrong_connection_later(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_header m = { .type = MSG_REQUEST_OFFERS };

	CHECK(guest_contact(g, VERSION_5_2));
	CHECK_EQ(guest_post_to(g, 1, &m, sizeof(m)),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	CHECK(guest_contact(g, VERSION_4_0));
	CHECK_EQ(guest_post_to(g, 4, &m, sizeof(m)),
		 VMBHOST_HV_INVALID_CONNECTION_ID);
	guest_free(g);
}

static void offers(void)
{
	static const struct guid type = { KMCLTEST_TYPE_BYTES };
	struct guest *g = guest_new("kmcltest,count=3,first=7,mmio=5;kmcltest,pipe;heartbeat", 0);
	static const struct guid instance = { KMCLTEST_INSTANCE_BYTES(8) };
	struct msg_offer offers[8];
	u32 i;

	CHECK_EQ(guest_connect(g, offers, 8), 5);
	for (i = 0; i < 5; i++) {
		CHECK(offers[i].relid > 0 && offers[i].relid < RELID_COUNT);
		CHECK_EQ(offers[i].dedicated, 1);
		CHECK_EQ(offers[i].monitor_allocated, 0);
		CHECK(!(offers[i].connection >> 24));
		CHECK_EQ(offers[i].subchannel, 0);
		CHECK_EQ(offers[i].mmio_megabytes, i < 3 ? 5 : 0);
		CHECK_EQ(!!(offers[i].flags & OFFER_FLAG_PIPE), i >= 3);
		CHECK_EQ(!memcmp(&offers[i].type, &type, 16), i < 4);
	}
	CHECK(!memcmp(&offers[1].instance, &instance, 16));
	guest_expect_silence(g);
	guest_free(g);
}

static void offers_twice(void)
{
	struct msg_header m = { .type = MSG_REQUEST_OFFERS };
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	guest_post(g, &m, sizeof(m));
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

/* Every message before contact, after contact, in every size. */
static void out_of_order(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	u8 message[VMBHOST_MESSAGE_MAX];
	u32 type, len, round;

	for (round = 0; round < 2; round++) {
		for (type = 0; type < 40; type++) {
			if (type == MSG_INITIATE_CONTACT || type == MSG_UNLOAD ||
			    (round && type == MSG_REQUEST_OFFERS))
				continue;
			for (len = 0; len <= 240; len++) {
				u64 before = guest_mistakes(g);
				bool fine = len >= 12 && !round &&
					    type == MSG_RELID_RELEASED;

				memset(message, 0x41, sizeof(message));
				memcpy(message, &type, 4);
				g->connection = round ? 4 : 1;
				CHECK_EQ(guest_post(g, message, len), 0);
				if (type == MSG_TL_CONNECT && len >= 40 && round)
					continue;
				CHECK_EQ(guest_mistakes(g), before + !fine);
			}
		}
		g->read = g->posted = 0;
		CHECK(guest_contact(g, VERSION_6_0));
	}
	guest_free(g);
}

static void bad_post(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	u8 message[300] = { MSG_INITIATE_CONTACT };

	CHECK_EQ(vmbhost_guest_post(g->host, 1, 2, message, 40, 0),
		 VMBHOST_HV_INVALID_PARAMETER);
	CHECK_EQ(vmbhost_guest_post(g->host, 1, 1, message, 241, 0),
		 VMBHOST_HV_INVALID_PARAMETER);
	CHECK_EQ(guest_mistakes(g), 2);
	guest_free(g);
}

static void bad_sint(void)
{
	struct msg_initiate_contact m = {
		.hdr.type = MSG_INITIATE_CONTACT,
		.version = VERSION_5_0,
		.sint = 16,
	};
	struct guest *g = guest_new("kmcltest", 0);

	g->connection = 4;
	guest_post(g, &m, sizeof(m));
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 1);
	guest_free(g);
}

/* The messages go to the processor and source of the contact. */
static void target(void)
{
	struct msg_initiate_contact m = {
		.hdr.type = MSG_INITIATE_CONTACT,
		.version = VERSION_5_3,
		.target_vp = 3,
		.sint = 5,
	};
	struct guest *g = guest_new("kmcltest", 0);

	g->connection = 4;
	guest_post(g, &m, sizeof(m));
	CHECK_EQ(g->log[0].vp, 3);
	CHECK_EQ(g->log[0].sint, 5);
	guest_free(g);
}

static void unload(void)
{
	struct msg_header m = { .type = MSG_UNLOAD };
	struct guest *g = guest_new("kmcltest,count=2", 0);
	struct msg_offer offers[2];
	struct guest_channel *c;
	u32 relid;

	guest_connect(g, offers, 2);
	c = guest_open(g, &offers[0], 5, 5);
	relid = c->relid;
	guest_post(g, &m, sizeof(m));
	guest_expect(g, MSG_UNLOAD_RESPONSE);
	/* Linux releases its relids only afterwards. */
	guest_release(g, relid);
	guest_release(g, offers[1].relid);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_signal(c);
	guest_channel_free(c);
	CHECK_EQ(guest_connect(g, offers, 2), 2);
	guest_free(g);
}

/* A new contact without an unload: the rings must not be touched any more. */
static void contact_resets(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr info = { KMCLTEST_INFO, 0 };
	struct msg_offer offer;

	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK_EQ(guest_connect(g, &offer, 1), 1);
	CHECK(!guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	c = guest_open(g, &offer, 5, 5);
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void machine_reset(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct msg_offer offer;

	vmbhost_reset(g->host, g->now);
	guest_signal(c);
	guest_channel_free(c);
	CHECK_EQ(guest_connect(g, &offer, 1), 1);
	c = guest_open(g, &offer, 2, 2);
	guest_channel_free(c);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void tl_connect(void)
{
	struct msg_tl_connect m = { .hdr.type = MSG_TL_CONNECT };
	struct guest *g = guest_new("kmcltest", 0);
	const struct msg_tl_result *reply;

	guest_contact(g, VERSION_5_3);
	m.service.b[0] = 9;
	guest_post(g, &m, sizeof(m));
	reply = guest_expect(g, MSG_TL_CONNECT_RESULT);
	CHECK_EQ(reply->service.b[0], 9);
	CHECK(reply->status != 0);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void descriptions(void)
{
	static const char *const bad[] = {
		"", "disk", "kmcltest,count=0", "kmcltest,count=x",
		"kmcltest,colour=1", "kmcltest,count", "kmcltest",
		"heartbeat,period=0", "heartbeat,x", "shutdown,after=",
		"timesync,offset=-1", "kmclteste", "kmcl",
	};
	struct guest *g = guest_new("kmcltest", 0);
	char error[200];
	u32 i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		error[0] = 0;
		CHECK_EQ(vmbhost_add_device(g->host, bad[i], error, 200), -1);
		CHECK(error[0]);
	}
	CHECK_EQ(vmbhost_add_device(g->host, "heartbeat", error, 200), 0);
	CHECK_EQ(vmbhost_add_device(g->host, "heartbeat", error, 200), -1);
	guest_free(g);
}

/* A device that is added while the guest runs is offered at once. */
static void hot_add(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_offer offer;
	char error[200];

	guest_connect(g, &offer, 1);
	CHECK_EQ(vmbhost_add_device(g->host, "kmcltest,first=5", error, 200), 0);
	guest_expect(g, MSG_OFFER);
	guest_free(g);
}

static void summary(void)
{
	struct guest *g = guest_new("kmcltest;heartbeat", 0);
	struct guest_channel *c = guest_start(g);
	u64 value = 7;

	CHECK_EQ(g->summary_lines, 0);
	vmbhost_dump(g->host);
	/* Channels, five counters and four, and the mistakes. */
	CHECK_EQ(g->summary_lines, 2 + 5 + 4 + 1);
	CHECK(vmbhost_counter(g->host, "kmcltest0", "packets", &value));
	CHECK_EQ(value, 0);
	CHECK(!vmbhost_counter(g->host, "kmcltest0", "apples", &value));
	CHECK(!vmbhost_counter(g->host, "kmcltest1", "packets", &value));
	CHECK(g->trace_lines > 8);
	guest_channel_free(c);
	guest_free(g);
}

void connection(void)
{
	static const struct test tests[] = {
		{ "each version", each_version },
		{ "each version of the host", each_cap },
		{ "versions that are not supported", ancient_versions },
		{ "unknown connections", unknown_connection },
		{ "the wrong connection later on", wrong_connection_later },
		{ "offers", offers },
		{ "offers asked for twice", offers_twice },
		{ "every message out of order, in every size", out_of_order },
		{ "posts that are none", bad_post },
		{ "bad interrupt source", bad_sint },
		{ "where messages go", target },
		{ "unload", unload },
		{ "contact resets", contact_resets },
		{ "reset of the machine", machine_reset },
		{ "socket connections are refused", tl_connect },
		{ "device descriptions", descriptions },
		{ "device added later", hot_add },
		{ "summary and counters", summary },
	};

	RUN(tests);
}
