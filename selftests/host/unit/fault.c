// SPDX-License-Identifier: GPL-2.0-only
/* fault.c - every fault fires, and what the guest gets to see of it. */
#include <stdlib.h>
#include <string.h>

#include "../core/fault.h"
#include "groups.h"
#include "guest.h"

static const struct kmcltest_hdr info = { KMCLTEST_INFO, 7 };

static u32 arm(struct guest_channel *c, const char *name, u32 after, u32 times)
{
	struct kmcltest_fault m = { .hdr = { KMCLTEST_FAULT, 2 } };

	snprintf(m.name, sizeof(m.name), "%s", name);
	m.after = after;
	m.times = times;
	return guest_status(c, &m, sizeof(m));
}

static void list(void)
{
	const struct vmbhost_fault_info *f = vmbhost_faults();
	bool seen[27] = { false };
	u32 n, i;

	for (; f->name; f++) {
		n = atoi(f->text);
		CHECK(n >= 1 && n <= 26);
		seen[n] = true;
		CHECK(strlen(f->name) < 48);
		CHECK_EQ(vmbhost_faults() + fault_by_name(f->name) - f, 0);
	}
	for (i = 1; i <= 26; i++)
		CHECK(seen[i]);
}

static void descriptions(void)
{
	static const char *const bad[] = {
		"", "x", "event-storm=1", "event-storm,after=x",
		"event-storm,colour=1", "event-storm,device",
	};
	struct guest *g = guest_new("kmcltest", 0);
	char error[200];
	u32 i;

	for (i = 0; i < 6; i++) {
		error[0] = 0;
		CHECK_EQ(vmbhost_add_fault(g->host, bad[i], error, 200), -1);
		CHECK(error[0]);
	}
	CHECK_EQ(vmbhost_add_fault(g->host,
				   "event-storm,after=1,times=2,device=kmcltest0",
				   error, 200), 0);
	guest_free(g);
}

/* The device's offer after the fault, which the guest may take or refuse. */
static struct guest *guest_offered_badly(struct msg_offer *offer)
{
	struct guest *g = guest_new("kmcltest", 0);
	char error[200];

	CHECK_EQ(vmbhost_add_fault(g->host, "offer-confidential-flags",
				   error, 200), 0);
	guest_connect(g, offer, 1);
	CHECK_EQ(offer->flags & OFFER_FLAG_CONFIDENTIAL_MEMORY,
		 OFFER_FLAG_CONFIDENTIAL_MEMORY);
	return g;
}

static void offer_refused(void)
{
	struct msg_offer bad, offer;
	struct guest *g = guest_offered_badly(&bad);
	struct guest_channel *c;

	guest_run(g, 2900000000ull);
	guest_expect_silence(g);
	guest_run(g, 200000000ull);
	guest_expect(g, MSG_RESCIND);
	memcpy(&offer, guest_expect(g, MSG_OFFER), sizeof(offer));
	CHECK(offer.relid != bad.relid);
	CHECK(!(offer.flags & OFFER_FLAG_CONFIDENTIAL_MEMORY));
	/* The guest may release the refused relid late, or not at all. */
	guest_release(g, bad.relid);
	c = guest_open(g, &offer, 2, 2);
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void offer_taken(void)
{
	struct msg_offer bad;
	struct guest *g = guest_offered_badly(&bad);
	struct guest_channel *c = guest_open(g, &bad, 2, 2);

	CHECK(guest_request(c, &info, sizeof(info)));
	/* An offer that was opened and closed again was not refused. */
	guest_close(g, c->relid);
	guest_run(g, 10000000000ull);
	guest_expect_silence(g);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

/* Everything a guest may do, so that each occasion arises. */
static void go_round(struct guest *g)
{
	struct guest_channel *c = calloc(1, sizeof(*c));
	u8 m[16] = { KMCLTEST_SINK }, pipe[24] = { 1, 0, 0, 0, 16 };
	u8 fill[16] = { KMCLTEST_EXT_FILL };
	struct msg_open open = { .hdr.type = MSG_OPEN, .downstream_page = 3 };
	u64 pfns[6];
	u32 i;

	for (i = 0; i < 6; i++)
		pfns[i] = guest_alloc(g, 1);
	c->guest = g;
	guest_connect(g, &c->offer, 1);
	c->relid = open.relid = c->offer.relid;
	open.gpadl = g->gpadl_next++;
	guest_lend_start(g, c->relid, open.gpadl, pfns, 6);
	c->out.hdr = (void *)guest_page(g, pfns[0]);
	c->out.data = guest_page(g, pfns[1]);
	c->in.hdr = (void *)guest_page(g, pfns[3]);
	c->in.data = guest_page(g, pfns[4]);
	c->out.size = c->in.size = 2 * PAGE_SIZE;
	c->out.hdr->features = c->in.hdr->features = 1;
	guest_post(g, &open, sizeof(open));
	memcpy(pipe + 8, m, 16);
	if (c->offer.flags & OFFER_FLAG_PIPE) {
		guest_send(c, PACKET_INBAND, 0, 4, NULL, 0, pipe, 24);
	} else {
		guest_send(c, PACKET_INBAND, 0, 4, NULL, 0, m, 16);
		guest_send(c, PACKET_INBAND, 1, 5, NULL, 0, m, 16);
		guest_send(c, PACKET_INBAND, 1, 6, NULL, 0, fill, 16);
	}
	guest_run(g, 200000000);
	guest_close(g, c->relid);
	guest_teardown(g, c->relid, open.gpadl);
	guest_release(g, c->relid);
	guest_run(g, 200000000);
	free(c);
}

/*
 * Each fault on its own; the host works as before afterwards. Those of an isolated
 * guest's pages are in isolation.c.
 */
static void each_fires(void)
{
	const struct vmbhost_fault_info *f = vmbhost_faults();
	struct guest_channel *c;
	struct guest *g;
	char error[200];

	for (; f->name; f++) {
		bool pipe = !strncmp(f->name, "pipe-", 5);

		if (fault_occasion(fault_by_name(f->name)) == OCCASION_VISIBILITY)
			continue;
		g = guest_new(pipe ? "kmcltest,pipe" : "kmcltest", 0);
		CHECK_EQ(vmbhost_add_fault(g->host, f->name, error, 200), 0);
		go_round(g);
		if (g->faults != 1) {
			printf("# %s was carried out %u times\n", f->name,
			       g->faults);
			CHECK_EQ(g->faults, 1);
		}
		g->read = g->posted = 0;
		memset(guest_page(g, 16), 0, 64 * PAGE_SIZE);
		g->page_next = 16;
		c = guest_start(g);
		CHECK(pipe || guest_request(c, &info, sizeof(info)));
		CHECK_EQ(g->faults, 1);
		guest_channel_free(c);
		guest_free(g);
	}
}

/* All at once, over and over. */
static void all_fire(void)
{
	const struct vmbhost_fault_info *f;
	struct guest *g = guest_new("kmcltest", 0);
	char text[100], error[200];
	u32 i;

	for (f = vmbhost_faults(); f->name; f++) {
		if (!strncmp(f->name, "rescind-during", 14) ||
		    !strcmp(f->name, "open-failing") ||
		    !strcmp(f->name, "open-result-never") ||
		    !strcmp(f->name, "post-refused") ||
		    !strncmp(f->name, "gpadl-created-n", 15) ||
		    !strncmp(f->name, "gpadl-created-f", 15))
			continue;
		snprintf(text, sizeof(text), "%s,times=0", f->name);
		CHECK_EQ(vmbhost_add_fault(g->host, text, error, 200), 0);
	}
	for (i = 0; i < 20; i++) {
		go_round(g);
		g->read = g->posted = 0;
	}
	CHECK(g->faults > 400);
	guest_free(g);
}

static void after_and_times(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 i, doubled = 0;

	CHECK_EQ(arm(c, "completion-duplicate", 3, 2), KMCLTEST_OK);
	for (i = 0; i < 10; i++) {
		CHECK(guest_request(c, &info, sizeof(info)));
		if (guest_recv(c, &guest_packet)) {
			CHECK(i == 3 || i == 4);
			doubled++;
		}
	}
	CHECK_EQ(doubled, 2);
	CHECK_EQ(g->faults, 2);
	CHECK_EQ(arm(c, "completion-duplicate", 0, 0), KMCLTEST_OK);
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(arm(c, "none", 0, 0), KMCLTEST_OK);
	CHECK(!guest_recv(c, &guest_packet));
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK(!guest_recv(c, &guest_packet));
	guest_channel_free(c);
	guest_free(g);
}

/* Armed on one channel, it leaves the others alone. */
static void one_channel(void)
{
	struct guest *g = guest_new("kmcltest,count=2", 0);
	struct guest_channel *c[2];
	struct msg_offer offers[2];
	char error[100];
	u32 i;

	guest_connect(g, offers, 2);
	for (i = 0; i < 2; i++)
		c[i] = guest_open(g, &offers[i], 4, 4);
	CHECK_EQ(arm(c[0], "completion-zero-id", 0, 0), KMCLTEST_OK);
	CHECK(guest_request(c[1], &info, sizeof(info)));
	CHECK(!guest_request(c[0], &info, sizeof(info)));
	CHECK_EQ(guest_packet.hdr.id, 0);
	CHECK_EQ(vmbhost_add_fault(g->host, "completion-unknown-id,device=kmcltest1",
				   error, 100), 0);
	CHECK(!guest_request(c[1], &info, sizeof(info)));
	CHECK(guest_packet.hdr.id != 0);
	for (i = 0; i < 2; i++)
		guest_channel_free(c[i]);
	guest_free(g);
}

/* The descriptors that a guest must not believe. */
static void bad_packets(void)
{
	static const struct {
		const char *name;
		u16 offset8, length8, type, flags;
	} bad[] = {
		{ "packet-offset-beyond", 64, 4, 6, 0 },
		{ "packet-offset-zero", 0, 4, 6, 0 },
		{ "packet-offset-one", 1, 4, 6, 0 },
		{ "packet-length-zero", 2, 0, 6, 0 },
		{ "packet-length-one", 2, 1, 6, 0 },
		{ "packet-length-max", 2, 0xffff, 6, 0 },
		{ "packet-length-beyond", 2, 68, 6, 0 },
		{ "packet-type-unknown", 2, 4, 0x55, 0 },
		{ "packet-flags-unknown", 2, 4, 6, 0xfffe },
		{ "transfer-range-count", 4, 5, 7, 0 },
		{ "transfer-range-beyond", 4, 5, 7, 0 },
		{ "gpa-direct-from-host", 4, 5, 9, 0 },
	};
	struct packet_header hdr;
	u32 i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct guest *g = guest_new("kmcltest", 0);
		struct guest_channel *c = guest_start(g);

		CHECK_EQ(arm(c, bad[i].name, 0, 1), KMCLTEST_OK);
		/* The FAULT message itself was the first occasion. */
		memcpy(&hdr, c->in.data + c->in.hdr->read_index, sizeof(hdr));
		CHECK(c->in.hdr->write_index != c->in.hdr->read_index);
		CHECK_EQ(hdr.offset8, bad[i].offset8);
		CHECK_EQ(hdr.length8, bad[i].length8);
		CHECK_EQ(hdr.type, bad[i].type);
		CHECK_EQ(hdr.flags, bad[i].flags);
		CHECK_EQ(g->faults, 1);
		guest_channel_free(c);
		guest_free(g);
	}
}

/* Without a reply, so that the ring holds nothing but the fault's doing. */
static void arm_quietly(struct guest_channel *c, const char *name)
{
	struct kmcltest_fault m = { .hdr = { KMCLTEST_FAULT, 2 }, .times = 1 };

	snprintf(m.name, sizeof(m.name), "%s", name);
	CHECK(guest_send(c, PACKET_INBAND, 0, 3, NULL, 0, &m, sizeof(m)));
}

/* While the ring is full a bad packet is neither lost nor counted as sent. */
static void bad_packet_waits(void)
{
	static const struct kmcltest_source flood = {
		.hdr.op = KMCLTEST_SOURCE, .count = 100000, .size = 64,
	};
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 bad = 0, i;

	CHECK_EQ(arm(c, "packet-type-unknown", 1, 1), KMCLTEST_OK);
	guest_send(c, PACKET_INBAND, 0, 1, NULL, 0, &flood, sizeof(flood));
	guest_run(g, 10000000);
	CHECK_EQ(g->faults, 0);
	for (i = 0; i < 1000; i++) {
		CHECK(guest_recv(c, &guest_packet));
		bad += guest_packet.hdr.type == 0x55;
		guest_run(g, 1000000);
	}
	CHECK_EQ(bad, 1);
	CHECK_EQ(g->faults, 1);
	guest_channel_free(c);
	guest_free(g);
}

static void indices(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct ring_header *in = c->in.hdr, *out = c->out.hdr;
	u32 good;

	CHECK(guest_request(c, &info, sizeof(info)));
	good = in->write_index;
	arm_quietly(c, "write-index-range");
	CHECK_EQ(in->write_index, c->in.size + 64);
	CHECK(guest_request(c, &info, sizeof(info)));
	good = in->write_index;
	arm_quietly(c, "write-index-unaligned");
	CHECK_EQ(in->write_index, good + 4);
	CHECK(guest_request(c, &info, sizeof(info)));
	good = in->write_index;
	arm_quietly(c, "write-index-backwards");
	CHECK_EQ(in->write_index, good - 8);
	CHECK(guest_request(c, &info, sizeof(info)));
	good = in->write_index;
	arm_quietly(c, "write-index-partial");
	CHECK_EQ(in->write_index, in->read_index + 8);
	CHECK(guest_request(c, &info, sizeof(info)));
	arm_quietly(c, "read-index-range");
	CHECK_EQ(out->read_index, c->out.size + 64);
	out->read_index = good = out->write_index;
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK(out->read_index != good);
	arm_quietly(c, "pending-size-garbage");
	CHECK(in->pending_send_size > c->in.size);
	arm_quietly(c, "guest-read-index-rewritten");
	CHECK_EQ(in->read_index, in->write_index + 64);
	in->read_index = in->write_index;
	CHECK_EQ(guest_mistakes(g), 0);
	good = out->write_index;
	arm_quietly(c, "guest-write-index-rewritten");
	CHECK_EQ(out->write_index, out->read_index + 64);
	guest_channel_free(c);
	guest_free(g);
}

/* A field that flips for as long as the packet is not read. */
static void changing(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 values[2] = { 0 }, i;
	u16 length8;

	CHECK_EQ(arm(c, "change-length", 0, 1), KMCLTEST_OK);
	guest_send(c, PACKET_INBAND, 1, 1, NULL, 0, &info, sizeof(info));
	for (i = 0; i < 300; i++) {
		memcpy(&length8, c->in.data + c->in.hdr->read_index + 4, 2);
		values[length8 == 5]++;
		guest_run(g, 5000);
	}
	CHECK(values[0] > 50);
	CHECK(values[1] > 50);
	CHECK(guest_recv(c, &guest_packet));	/* in the end it is right */
	guest_run(g, 1);
	CHECK_EQ(g->next_run, UINT64_MAX);
	guest_channel_free(c);
	guest_free(g);
}

/* Without its signals, the host polls, and traffic still flows. */
static void polling(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 i;

	arm(c, "interrupt-mask-stuck", 0, 1);
	CHECK_EQ(c->out.hdr->interrupt_mask, 1);
	for (i = 0; i < 5; i++) {
		CHECK(!guest_request(c, &info, sizeof(info)));
		guest_run(g, 2000000);
		CHECK(guest_recv(c, &guest_packet));
		CHECK_EQ(c->out.hdr->interrupt_mask, 1);
	}
	guest_channel_free(c);
	guest_free(g);
}

static void deaf(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_stall stall = { { KMCLTEST_STALL, 1 }, 0, 1000 };
	u8 m[1000] = { KMCLTEST_SINK };
	u64 events;

	arm(c, "room-never-signalled", 0, 1);
	CHECK_EQ(guest_status(c, &stall, sizeof(stall)), KMCLTEST_OK);
	while (guest_send(c, PACKET_INBAND, 0, 0, NULL, 0, m, sizeof(m)))
		;
	c->out.hdr->pending_send_size = 2000;
	events = g->events[c->relid];
	guest_run(g, 10000000);
	CHECK_EQ(c->out.hdr->read_index, c->out.hdr->write_index);
	CHECK_EQ(g->events[c->relid], events);
	guest_channel_free(c);
	guest_free(g);
}

static void late(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);

	arm(c, "completion-late", 0, 1);
	CHECK(!guest_request(c, &info, sizeof(info)));
	guest_run(g, 90000000);
	CHECK(!guest_recv(c, &guest_packet));
	guest_run(g, 20000000);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.type, PACKET_COMPLETION);
	guest_channel_free(c);
	guest_free(g);
}

static void after_close(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);

	arm(c, "completion-after-close", 0, 1);
	CHECK(!guest_recv(c, &guest_packet));
	guest_close(g, c->relid);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.type, PACKET_COMPLETION);
	guest_channel_free(c);
	guest_free(g);
}

static void events(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 flag;

	memset(g->events, 0, RELID_COUNT * 4);
	arm(c, "event-storm", 0, 1);
	for (flag = 0; flag < RELID_COUNT; flag++)
		CHECK(g->events[flag] >= 1);
	guest_channel_free(c);
	guest_free(g);
}

static void offers(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct msg_offer o;

	arm(c, "reoffer-live", 0, 1);
	memcpy(&o, guest_expect(g, MSG_OFFER), sizeof(o));
	CHECK(!memcmp(&o.instance, &c->offer.instance, 16));
	CHECK(o.relid != c->relid);
	guest_release(g, o.relid);
	arm(c, "offer-duplicate-relid", 0, 1);
	memcpy(&o, guest_expect(g, MSG_OFFER), sizeof(o));
	CHECK(memcmp(&o.instance, &c->offer.instance, 16));
	CHECK_EQ(o.relid, c->relid);
	arm(c, "offer-relid-zero", 0, 1);
	memcpy(&o, guest_expect(g, MSG_OFFER), sizeof(o));
	CHECK_EQ(o.relid, 0);
	arm(c, "offer-relid-huge", 0, 1);
	memcpy(&o, guest_expect(g, MSG_OFFER), sizeof(o));
	CHECK_EQ(o.relid, 4096);
	guest_release(g, o.relid);
	CHECK_EQ(guest_mistakes(g), 0);
	arm(c, "rescind-unknown", 0, 1);
	guest_expect(g, MSG_RESCIND);
	arm(c, "rescind-double", 0, 1);
	guest_expect(g, MSG_RESCIND);
	guest_expect(g, MSG_RESCIND);
	guest_release(g, c->relid);
	guest_run(g, 110000000);
	guest_expect(g, MSG_OFFER);
	guest_channel_free(c);
	guest_free(g);
}

static void messages(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct guest_message *m;

	arm(c, "message-short", 0, 1);
	m = guest_next(g);
	CHECK(m && m->len == 8 && m->payload[0] == MSG_OFFER);
	arm(c, "message-oversized", 0, 1);
	m = guest_next(g);
	CHECK(m && m->len == 255);
	arm(c, "message-unknown", 0, 1);
	guest_expect(g, 200);
	arm(c, "stray-version-response", 0, 1);
	guest_expect(g, MSG_VERSION_RESPONSE);
	arm(c, "stray-unload-response", 0, 1);
	guest_expect(g, MSG_UNLOAD_RESPONSE);
	arm(c, "stray-modify-response", 0, 1);
	guest_expect(g, MSG_MODIFY_RESPONSE);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

/* The rescind comes in time for a guest that would wait without end. */
static void open_never(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_open open = { .hdr.type = MSG_OPEN, .downstream_page = 2 };
	struct msg_offer offer;
	char error[100];

	guest_connect(g, &offer, 1);
	CHECK_EQ(vmbhost_add_fault(g->host, "open-result-never", error, 100), 0);
	open.relid = offer.relid;
	CHECK_EQ(guest_lend(g, open.relid, guest_alloc(g, 4), 4, &open.gpadl), 0);
	guest_post(g, &open, sizeof(open));
	guest_run(g, 11900000000ull);
	guest_expect_silence(g);
	guest_run(g, 200000000);
	guest_expect(g, MSG_RESCIND);
	guest_release(g, open.relid);
	guest_run(g, 110000000);
	guest_expect(g, MSG_OFFER);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

static void early_packets(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_open open = { .hdr.type = MSG_OPEN, .downstream_page = 2 };
	const struct msg_open_result *result;
	struct ring_header *in;
	struct msg_offer offer;
	char error[100];
	u32 page;

	guest_connect(g, &offer, 1);
	CHECK_EQ(vmbhost_add_fault(g->host, "packet-before-open-result", error, 100), 0);
	open.relid = offer.relid;
	page = guest_alloc(g, 4);
	in = (void *)guest_page(g, page + 2);
	CHECK_EQ(guest_lend(g, open.relid, page, 4, &open.gpadl), 0);
	guest_post(g, &open, sizeof(open));
	CHECK(in->write_index);
	CHECK(g->events[offer.relid]);
	guest_expect_silence(g);
	guest_run(g, 110000000);
	result = guest_expect(g, MSG_OPEN_RESULT);
	CHECK_EQ(result->status, 0);
	guest_free(g);
}

/* Refused are messages about the channel, and the same ones are taken later. */
static void posts_refused(void)
{
	struct guest *g = guest_new("kmcltest,count=2", 0);
	struct msg_gpadl_teardown m = { .hdr.type = MSG_GPADL_TEARDOWN };
	struct guest_channel *c[2];
	struct msg_offer offers[2];
	u32 i;

	guest_connect(g, offers, 2);
	for (i = 0; i < 2; i++)
		c[i] = guest_open(g, &offers[i], 4, 4);
	m.relid = c[0]->relid;
	CHECK_EQ(guest_lend(g, m.relid, guest_alloc(g, 1), 1, &m.gpadl), 0);
	CHECK_EQ(arm(c[0], "post-refused", 0, 3), KMCLTEST_OK);
	for (i = 0; i < 3; i++)
		CHECK_EQ(guest_post(g, &m, sizeof(m)), VMBHOST_HV_INSUFFICIENT_BUFFERS);
	guest_expect_silence(g);
	CHECK_EQ(guest_post(g, &m, sizeof(m)), 0);
	guest_expect(g, MSG_GPADL_TORNDOWN);
	CHECK_EQ(arm(c[0], "post-refused", 0, 3), KMCLTEST_OK);
	guest_close(g, c[1]->relid);
	CHECK_EQ(g->faults, 3);
	CHECK_EQ(guest_mistakes(g), 0);
	for (i = 0; i < 2; i++)
		guest_channel_free(c[i]);
	guest_free(g);
}

/* Every device has an instance of its own, and is rescinded under its relid. */
static void storm(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct guest_message *m;
	u32 devices = 0, last = 0, relid = 0, instance, type;

	CHECK_EQ(arm(c, "offer-storm", 0, 10), KMCLTEST_OK);
	while (g->faults < 10)
		CHECK(guest_request(c, &info, sizeof(info)));
	guest_run(g, 1000000000);
	while ((m = guest_next(g))) {
		memcpy(&type, m->payload, sizeof(type));
		if (type == MSG_OFFER) {
			const struct msg_offer *offer = (const void *)m->payload;

			memcpy(&instance, offer->instance.b, sizeof(instance));
			CHECK(instance != last);
			last = instance;
			relid = offer->relid;
			devices++;
			continue;
		}
		CHECK_EQ(type, MSG_RESCIND);
		CHECK_EQ(((const struct msg_relid *)m->payload)->relid, relid);
		guest_release(g, relid);
	}
	CHECK_EQ(devices, 1000);
	CHECK_EQ(g->faults, 10);
	CHECK_EQ(guest_mistakes(g), 0);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

/* The data is written when the request is completed, and not before. */
static void external_late(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_fill m = { { KMCLTEST_EXT_FILL, 1 }, 5 };
	u32 page = guest_alloc(g, 1), ranges[6] = { 0, 1, PAGE_SIZE, 0, page, 0 };

	CHECK_EQ(arm(c, "external-late", 0, 1), KMCLTEST_OK);
	guest_send(c, PACKET_GPA_DIRECT, 1, 9, ranges, sizeof(ranges), &m, sizeof(m));
	guest_run(g, 490000000);
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(*guest_page(g, page), 0);
	guest_run(g, 20000000);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.id, 9);
	CHECK_EQ(*guest_page(g, page), kmcltest_byte(5, 0));
	/* Closing forgets what is late. */
	CHECK_EQ(arm(c, "external-late", 0, 1), KMCLTEST_OK);
	guest_send(c, PACKET_GPA_DIRECT, 1, 9, ranges, sizeof(ranges), &m, sizeof(m));
	guest_close(g, c->relid);
	guest_run(g, 1000000000);
	guest_channel_free(c);
	guest_free(g);
}

static void external_at_close(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_fill m = { { KMCLTEST_EXT_FILL, 1 }, 5 };
	u32 page = guest_alloc(g, 1), ranges[6] = { 0, 1, PAGE_SIZE, 0, page, 0 };

	CHECK_EQ(arm(c, "external-at-close", 0, 1), KMCLTEST_OK);
	guest_send(c, PACKET_GPA_DIRECT, 1, 9, ranges, sizeof(ranges), &m, sizeof(m));
	guest_run(g, 1000000000);
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(*guest_page(g, page), 0);
	guest_close(g, c->relid);
	CHECK_EQ(*guest_page(g, page), kmcltest_byte(5, 0));
	guest_channel_free(c);
	guest_free(g);
}

/* The ring fills with requests, and what the guest sends stays unread. */
static void reads_never(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 asked = 0;

	CHECK_EQ(arm(c, "reads-never", 0, 1), KMCLTEST_OK);
	guest_run(g, 10000000);
	CHECK(!guest_request(c, &info, sizeof(info)));
	while (guest_recv(c, &guest_packet)) {
		CHECK_EQ(guest_packet.hdr.flags, PACKET_FLAG_COMPLETE);
		asked++;
	}
	CHECK(asked > 100);
	guest_run(g, 10000000);
	CHECK(guest_recv(c, &guest_packet));
	CHECK(c->out.hdr->read_index != c->out.hdr->write_index);
	guest_close(g, c->relid);
	guest_run(g, 10000000);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void in_flight(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);

	arm(c, "rescind-in-flight", 0, 1);
	CHECK(!guest_request(c, &info, sizeof(info)));
	guest_expect(g, MSG_RESCIND);
	guest_close(g, c->relid);
	guest_release(g, c->relid);
	guest_run(g, 110000000);
	guest_expect(g, MSG_OFFER);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

void fault(void)
{
	static const struct test tests[] = {
		{ "the list", list },
		{ "descriptions", descriptions },
		{ "each is carried out", each_fires },
		{ "all at once", all_fire },
		{ "after and times", after_and_times },
		{ "on one channel only", one_channel },
		{ "bad packets", bad_packets },
		{ "bad packet waits for room", bad_packet_waits },
		{ "bad indices", indices },
		{ "fields that change", changing },
		{ "interrupt mask stuck", polling },
		{ "room never signalled", deaf },
		{ "late completion", late },
		{ "completion after close", after_close },
		{ "event storm", events },
		{ "bad offers and rescinds", offers },
		{ "an offer refused", offer_refused },
		{ "a bad offer taken", offer_taken },
		{ "bad messages", messages },
		{ "rescind in flight", in_flight },
		{ "open never answered", open_never },
		{ "packets before the answer to an open", early_packets },
		{ "messages refused", posts_refused },
		{ "a storm of offers", storm },
		{ "external data late", external_late },
		{ "external data at the close", external_at_close },
		{ "asks and never reads", reads_never },
	};

	RUN(tests);
}
