// SPDX-License-Identifier: GPL-2.0-only
/* balloon.c - dynamic memory, as hv_balloon does it. */
#include <string.h>

#include "../devices/balloon.h"
#include "groups.h"
#include "guest.h"

#define FIRST	64	/* the first page that the guest gives away */

static u64 counter(struct guest *g, const char *name)
{
	u64 value = ~0ull;

	CHECK(vmbhost_counter(g->host, "balloon", name, &value));
	return value;
}

static int command(struct guest *g, const char *text)
{
	char error[200];

	return vmbhost_command(g->host, text, error, sizeof(error));
}

static void dm_send(struct guest_channel *c, u16 type, u32 transaction,
		    void *message, u32 len)
{
	struct dm_header *hdr = message;

	hdr->type = type;
	hdr->size = len;
	hdr->transaction = transaction;
	CHECK(guest_send(c, PACKET_INBAND, 0, transaction, NULL, 0, message, len));
}

/* The next message, which must be a @type. */
static void *dm_expect(struct guest_channel *c, u16 type)
{
	struct dm_header *hdr = (struct dm_header *)guest_packet.payload;

	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.type, PACKET_INBAND);
	CHECK_EQ(guest_packet.hdr.flags, 0);
	CHECK_EQ(hdr->type, type);
	CHECK(hdr->size <= guest_packet.len);
	return hdr;
}

static bool dm_ask_version(struct guest_channel *c, u32 version)
{
	struct dm_version_request m = { .version = version };
	struct dm_acceptance *reply;

	dm_send(c, DM_VERSION_REQUEST, 7, &m, sizeof(m));
	reply = dm_expect(c, DM_VERSION_RESPONSE);
	CHECK_EQ(reply->hdr.transaction, 7);
	return reply->flags & DM_ACCEPTED;
}

static struct guest_channel *dm_start(struct guest *g)
{
	struct dm_capabilities m = { .capabilities = DM_CAPABILITY_BALLOON };
	struct guest_channel *c = guest_start(g);
	struct dm_acceptance *reply;

	CHECK_EQ(command(g, "balloon take 1"), -1);
	CHECK(dm_ask_version(c, 0x20000));
	dm_send(c, DM_CAPABILITIES_REPORT, 8, &m, sizeof(m));
	reply = dm_expect(c, DM_CAPABILITIES_RESPONSE);
	CHECK(reply->flags & DM_ACCEPTED);
	CHECK_EQ(counter(g, "idle"), 1);
	return c;
}

static void dm_end(struct guest *g, struct guest_channel *c)
{
	guest_channel_free(c);
	guest_free(g);
}

/* Answer a request for pages with one range. */
static void dm_hand_over(struct guest_channel *c, u32 transaction, u64 range,
			 bool more)
{
	struct {
		struct dm_balloon_response m;
		u64 range;
	} __attribute__((packed)) m = {
		.m.more_and_count = 1 << 1 | more,
		.range = range,
	};

	dm_send(c, DM_BALLOON_RESPONSE, transaction, &m, sizeof(m));
}

/* Ask for @pages; the transaction. */
static u32 dm_take(struct guest *g, struct guest_channel *c, u32 pages)
{
	const struct dm_balloon_request *m;
	char text[40];

	snprintf(text, sizeof(text), "balloon take %u", pages);
	CHECK_EQ(command(g, text), 0);
	m = dm_expect(c, DM_BALLOON_REQUEST);
	CHECK_EQ(m->pages, pages);
	CHECK_EQ(counter(g, "idle"), 0);
	return m->hdr.transaction;
}

static void versions(void)
{
	struct guest *g = guest_new("balloon,version=1", 0);
	struct guest_channel *c = guest_start(g);

	CHECK(!dm_ask_version(c, 0x20000));
	CHECK(!dm_ask_version(c, 0x00004));
	CHECK(dm_ask_version(c, 0x10000));
	CHECK_EQ(counter(g, "version"), 0x10000);
	CHECK_EQ(guest_mistakes(g), 0);
	dm_end(g, c);
}

static void reports(void)
{
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	struct dm_status m = { .available = 1000, .committed = 2000 };

	dm_send(c, DM_STATUS_REPORT, 9, &m, sizeof(m));
	CHECK_EQ(counter(g, "reports"), 1);
	CHECK_EQ(counter(g, "available"), 1000);
	CHECK_EQ(counter(g, "committed"), 2000);
	dm_end(g, c);
}

static void up_and_down(void)
{
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	const struct dm_unballoon_request *m;
	u32 id = dm_take(g, c, 12);
	struct dm_header done;
	u64 range;

	CHECK_EQ(command(g, "balloon give 1"), -1);
	dm_hand_over(c, id, DM_RANGE(FIRST, 8), true);
	CHECK_EQ(counter(g, "idle"), 0);
	dm_hand_over(c, id, DM_RANGE(FIRST + 10, 4), false);
	CHECK_EQ(counter(g, "idle"), 1);
	CHECK_EQ(counter(g, "held"), 12);
	/* They are the host's now. */
	CHECK_EQ(guest_page(g, FIRST)[0], 0xbb);
	CHECK_EQ(guest_page(g, FIRST + 13)[4095], 0xbb);
	CHECK_EQ(guest_page(g, FIRST + 8)[0], 0);

	CHECK_EQ(command(g, "balloon give 10"), 0);
	m = dm_expect(c, DM_UNBALLOON_REQUEST);
	CHECK_EQ(m->count, 2);
	CHECK_EQ(m->more, 0);
	memcpy(&range, m + 1, 8);
	CHECK_EQ(range, DM_RANGE(FIRST, 8));
	memcpy(&range, (u8 *)(m + 1) + 8, 8);
	CHECK_EQ(range, DM_RANGE(FIRST + 10, 2));
	dm_send(c, DM_UNBALLOON_RESPONSE, m->hdr.transaction, &done, sizeof(done));
	CHECK_EQ(counter(g, "held"), 2);
	CHECK_EQ(counter(g, "answered"), 2);
	CHECK_EQ(guest_mistakes(g), 0);
	/* Nothing is held of a guest that has closed the channel. */
	guest_close(g, c->relid);
	CHECK_EQ(counter(g, "held"), 0);
	dm_end(g, c);
}

/* Every other page: more ranges than one message takes. */
static void many_ranges(void)
{
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	const struct dm_unballoon_request *m;
	u32 id = dm_take(g, c, 100), i, pages = 0, messages = 0;
	bool more = true;

	for (i = 0; i < 100; i++)
		dm_hand_over(c, id, DM_RANGE(FIRST + 2 * i, 1), i < 99);
	CHECK_EQ(counter(g, "held"), 100);
	CHECK_EQ(command(g, "balloon give 1000"), 0);
	while (more) {
		m = dm_expect(c, DM_UNBALLOON_REQUEST);
		more = m->more;
		pages += m->count;
		messages++;
	}
	CHECK_EQ(pages, 100);
	CHECK(messages > 1);
	CHECK_EQ(counter(g, "held"), 0);
	CHECK_EQ(guest_mistakes(g), 0);
	dm_end(g, c);
}

static void wrong_pages(void)
{
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	u32 id = dm_take(g, c, 4);

	dm_hand_over(c, id + 1, DM_RANGE(FIRST, 1), false);
	CHECK_EQ(counter(g, "wrong"), 1);
	CHECK_EQ(counter(g, "held"), 0);
	dm_hand_over(c, id, DM_RANGE(FIRST, 2), true);
	dm_hand_over(c, id, DM_RANGE(FIRST + 1, 1), true);
	CHECK_EQ(counter(g, "wrong"), 2);
	dm_hand_over(c, id, DM_RANGE(GUEST_NO_RAM, 1), true);
	dm_hand_over(c, id, DM_RANGE(0xffffffffffull, 0xffffff), true);
	CHECK_EQ(counter(g, "wrong"), 4);
	dm_hand_over(c, id, DM_RANGE(FIRST + 2, 3), false);
	CHECK_EQ(counter(g, "wrong"), 5);
	CHECK_EQ(counter(g, "held"), 4);
	dm_hand_over(c, id, DM_RANGE(FIRST + 9, 1), false);
	CHECK_EQ(counter(g, "wrong"), 6);
	CHECK_EQ(guest_mistakes(g), 6);
	dm_end(g, c);
}

static void wrong_messages(void)
{
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	struct {
		struct dm_balloon_response m;
		u64 range;
	} __attribute__((packed)) answer = { .m.more_and_count = 100 << 1 };
	struct dm_capabilities again = { .capabilities = 1 };
	struct dm_header hdr;
	u8 junk[64];
	u32 len, id;

	for (len = 0; len <= 64; len += 8) {
		memset(junk, 0xff, sizeof(junk));
		CHECK(guest_send(c, PACKET_INBAND, 0, 1, NULL, 0, junk, len));
	}
	CHECK_EQ(counter(g, "wrong"), 9);
	dm_send(c, DM_STATUS_REPORT, 1, &hdr, sizeof(hdr));
	dm_send(c, DM_CAPABILITIES_REPORT, 1, &again, sizeof(again));
	dm_send(c, DM_UNBALLOON_RESPONSE, 1, &hdr, sizeof(hdr));
	dm_send(c, 99, 1, &hdr, sizeof(hdr));
	CHECK_EQ(counter(g, "wrong"), 13);
	id = dm_take(g, c, 4);
	dm_send(c, DM_BALLOON_RESPONSE, id, &answer, sizeof(answer));
	CHECK_EQ(counter(g, "wrong"), 14);
	CHECK_EQ(counter(g, "held"), 0);
	dm_end(g, c);
}

static void commands(void)
{
	static const char *const names[] = {
		"short", "unknown", "ranges", "foreign", "hot-add",
	};
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	char text[40];
	u32 i;

	for (i = 0; i < 5; i++) {
		snprintf(text, sizeof(text), "balloon nonsense %s", names[i]);
		CHECK_EQ(command(g, text), 0);
		CHECK(guest_recv(c, &guest_packet));
	}
	CHECK_EQ(command(g, "balloon nonsense"), -1);
	CHECK_EQ(command(g, "balloon nonsense none"), -1);
	CHECK_EQ(command(g, "balloon take 0"), -1);
	CHECK_EQ(command(g, "balloon give 1"), -1);
	CHECK_EQ(command(g, "balloon rescind now"), -1);
	CHECK_EQ(command(g, "fault no-such-fault"), -1);
	CHECK_EQ(counter(g, "idle"), 1);
	CHECK(!guest_recv(c, &guest_packet));
	dm_end(g, c);
}

/* Commands that every device knows, and faults by command. */
static void rescind_and_fault(void)
{
	struct guest *g = guest_new("balloon", 0);
	struct guest_channel *c = dm_start(g);
	struct dm_status m = { .available = 1 };
	u32 id = dm_take(g, c, 1);

	dm_hand_over(c, id, DM_RANGE(FIRST, 1), false);
	CHECK_EQ(command(g, "fault packet-type-unknown,device=balloon"), 0);
	dm_send(c, DM_STATUS_REPORT, 1, &m, sizeof(m));
	vmbhost_run(g->host, g->now);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.type, 0x55);
	CHECK_EQ(g->faults, 1);
	CHECK_EQ(command(g, "balloon rescind reoffer=10"), 0);
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	CHECK_EQ(counter(g, "held"), 0);
	guest_release(g, c->relid);
	guest_run(g, 10000000);
	c->relid = ((const struct msg_offer *)guest_expect(g, MSG_OFFER))->relid;
	/* Offered on command: at once, or when the guest has released it. */
	CHECK_EQ(command(g, "balloon offer"), 0);
	guest_expect_silence(g);
	CHECK_EQ(command(g, "balloon rescind"), 0);
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	CHECK_EQ(command(g, "balloon offer"), 0);
	guest_expect_silence(g);
	guest_release(g, c->relid);
	guest_run(g, 1);
	c->relid = ((const struct msg_offer *)guest_expect(g, MSG_OFFER))->relid;
	CHECK_EQ(command(g, "balloon rescind"), 0);
	guest_run(g, 1);
	guest_expect(g, MSG_RESCIND);
	guest_release(g, c->relid);
	CHECK_EQ(command(g, "balloon offer"), 0);
	guest_expect(g, MSG_OFFER);
	dm_end(g, c);
}

void balloon(void)
{
	static const struct test tests[] = {
		{ "versions", versions },
		{ "status reports", reports },
		{ "pages up and down", up_and_down },
		{ "many ranges", many_ranges },
		{ "pages that are not the guest's to give", wrong_pages },
		{ "messages out of turn", wrong_messages },
		{ "commands", commands },
		{ "a rescind and a fault on command", rescind_and_fault },
	};

	RUN(tests);
}
