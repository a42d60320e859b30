// SPDX-License-Identifier: GPL-2.0-only
/* traffic.c - batches, masks, signals, full rings both ways, hostile rings. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "guest.h"

static const struct kmcltest_hdr info = { KMCLTEST_INFO, 77 };

/* Echoes of every size class, many times round the ring. */
static void echoes(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr *m = calloc(1, 9000);
	u32 i, len;

	m->op = KMCLTEST_ECHO;
	for (i = 0; i < 2000 && !harness_failed(); i++) {
		len = 8 + i * 7 % 7000;
		m->cookie = i;
		kmcltest_fill_bytes(m + 1, len - 8, i);
		CHECK(guest_request(c, m, len));
		CHECK_EQ(guest_packet.len, (len + 7) & ~7u);
		CHECK(!memcmp(guest_packet.payload, m, len));
		CHECK(!guest_recv(c, &guest_packet));
	}
	CHECK_EQ(guest_mistakes(g), 0);
	free(m);
	guest_channel_free(c);
	guest_free(g);
}

/* Many packets behind one signal: one event comes back. */
static void batch(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr m = { KMCLTEST_ECHO, 0 };
	u32 i, before = g->events[c->relid];

	c->quiet = true;
	for (i = 0; i < 50; i++)
		CHECK(guest_send(c, PACKET_INBAND, 1, i, NULL, 0, &m, sizeof(m)));
	CHECK_EQ(c->in.hdr->write_index, 0);
	guest_signal(c);
	CHECK_EQ(g->events[c->relid], before + 1);
	CHECK_EQ(c->out.hdr->interrupt_mask, 0);
	for (i = 0; i < 50; i++) {
		CHECK(guest_recv(c, &guest_packet));
		CHECK_EQ(guest_packet.hdr.id, i);
	}
	/* Masked: the host writes without a signal. */
	c->in.hdr->interrupt_mask = 1;
	guest_send(c, PACKET_INBAND, 1, 1, NULL, 0, &m, sizeof(m));
	guest_signal(c);
	CHECK_EQ(g->events[c->relid], before + 1);
	CHECK(guest_recv(c, &guest_packet));
	guest_channel_free(c);
	guest_free(g);
}

static void signal_counts(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr m = { KMCLTEST_COUNTERS, 0 };
	struct kmcltest_counters n;

	guest_signal(c);
	guest_signal(c);
	CHECK(guest_request(c, &info, sizeof(info)));
	CHECK(guest_request(c, &m, sizeof(m)));
	memcpy(&n, guest_packet.payload, sizeof(n));
	CHECK_EQ(n.signals, 4);
	CHECK_EQ(n.empty_signals, 2);
	CHECK_EQ(n.packets, 2);
	CHECK_EQ(n.bytes, 16);
	CHECK_EQ(n.sent, 1);
	CHECK(n.host_ns > 0);
	guest_channel_free(c);
	guest_free(g);
}

/* The guest does not read: replies wait, reading stops, room is asked for. */
static void inbound_full(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c;
	struct msg_offer offer;
	u8 m[1024] = { KMCLTEST_ECHO };
	u64 sent = 0, got = 0, i;

	guest_connect(g, &offer, 1);
	c = guest_open(g, &offer, 9, 2);
	while (guest_send(c, PACKET_INBAND, 1, sent, NULL, 0, m, sizeof(m)))
		sent++;
	CHECK(sent >= 33);	/* both rings, and not one byte more */
	CHECK(sent <= 36);
	CHECK(c->in.hdr->pending_send_size >= 1048);
	CHECK_EQ(guest_mistakes(g), 0);
	while (guest_recv(c, &guest_packet)) {
		CHECK_EQ(guest_packet.hdr.id, got);
		got++;
	}
	CHECK_EQ(got, sent);
	CHECK_EQ(c->in.hdr->pending_send_size, 0);
	for (i = 0; i < 10; i++)
		CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

/* The guest does not read: completions without a payload wait as well. */
static void inbound_full_empty(void)
{
	struct kmcltest_hdr m = { KMCLTEST_SINK, 0 };
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c;
	struct msg_offer offer;
	u64 sent = 0, got = 0;

	guest_connect(g, &offer, 1);
	c = guest_open(g, &offer, 9, 2);
	while (guest_send(c, PACKET_INBAND, 1, sent, NULL, 0, &m, sizeof(m)))
		sent++;
	CHECK(c->in.hdr->pending_send_size >= 24);
	while (guest_recv(c, &guest_packet)) {
		CHECK_EQ(guest_packet.hdr.id, got);
		CHECK_EQ(guest_packet.len, 0);
		got++;
	}
	CHECK_EQ(got, sent);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

/* The host does not read; the guest asks for room and is signalled once. */
static void outbound_full(u32 mode)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_stall stall = {
		.hdr = { KMCLTEST_STALL, 1 },
		.mode = mode,
		.time_us = 1000,
	};
	u8 m[1000] = { KMCLTEST_SINK };
	u64 sent = 0, events;

	CHECK_EQ(guest_status(c, &stall, sizeof(stall)), KMCLTEST_OK);
	while (guest_send(c, PACKET_INBAND, 0, 0, NULL, 0, m, sizeof(m)))
		sent++;
	CHECK_EQ(sent, 15);
	events = g->events[c->relid];
	if (mode == KMCLTEST_STALL_FULL) {
		guest_run(g, 500000000);
		CHECK(!guest_send(c, PACKET_INBAND, 0, 0, NULL, 0, m, sizeof(m)));
	}
	c->out.hdr->pending_send_size = 1024 + 8;
	guest_run(g, 500000);
	CHECK_EQ(g->events[c->relid], events);
	guest_run(g, 2000000);
	CHECK_EQ(g->events[c->relid], events + 1);
	CHECK(guest_send(c, PACKET_INBAND, 0, 0, NULL, 0, m, sizeof(m)));
	c->out.hdr->pending_send_size = 0;
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

static void outbound_full_modes(void)
{
	outbound_full(KMCLTEST_STALL_TIME);
	outbound_full(KMCLTEST_STALL_FULL);
}

/* A bad index is reported, nothing is read, and a good one works again. */
static void hostile_indices(void)
{
	static const u32 bad[] = { 4, 16384, 16388, 0x7ffffff8, 0xffffffff };
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 good, i;

	for (i = 0; i < 5; i++) {
		good = c->out.hdr->write_index;
		c->out.hdr->write_index = bad[i];
		guest_signal(c);
		c->out.hdr->write_index = good;
		CHECK(guest_request(c, &info, sizeof(info)));
		good = c->in.hdr->read_index;
		c->in.hdr->read_index = bad[i];
		CHECK(guest_send(c, PACKET_INBAND, 1, i, NULL, 0, &info,
				 sizeof(info)));
		c->in.hdr->read_index = good;
		guest_signal(c);
		CHECK(guest_recv(c, &guest_packet));
		CHECK_EQ(guest_packet.hdr.type, PACKET_COMPLETION);
	}
	CHECK(guest_mistakes(g) >= 10);
	guest_channel_free(c);
	guest_free(g);
}

/* The guest overwrites the host's indices: the host uses its own copies. */
static void foreign_indices(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 i;

	for (i = 0; i < 20; i++) {
		u32 read = c->out.hdr->read_index;

		c->out.hdr->read_index = 4096 + i;
		c->in.hdr->write_index = 0xfffffff8;
		c->out.hdr->read_index = read;
		CHECK(guest_request(c, &info, sizeof(info)));
	}
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void garbage(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u64 seed = 1;
	u32 i, j;

	for (i = 0; i < 2000; i++) {
		for (j = 0; j < 64; j++)
			c->out.data[(c->out.hdr->write_index + j) % c->out.size] =
				kmcltest_word(seed, j);
		seed = kmcltest_word(seed, 99);
		c->out.hdr->write_index =
			(c->out.hdr->write_index + 8 * (seed % 9)) % c->out.size;
		guest_signal(c);
		guest_run(g, 100000);
		c->in.hdr->read_index = c->in.hdr->write_index;
	}
	CHECK(guest_mistakes(g) > 0);
	c->in.hdr->read_index = c->in.hdr->write_index;
	guest_signal(c);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

static void unknown_packets(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr m = { KMCLTEST_ECHO, 0 };
	u32 type, before = 0;

	for (type = 0; type < 20; type++) {
		bool known = type == PACKET_INBAND || type == PACKET_GPA_DIRECT;

		guest_send(c, type, 0, 0x77, NULL, 0, &m, sizeof(m));
		before += !known;
		CHECK_EQ(guest_mistakes(g), before);
	}
	guest_send(c, PACKET_INBAND, 2, 0, NULL, 0, &m, sizeof(m));
	CHECK_EQ(guest_mistakes(g), before + 1);
	CHECK(guest_request(c, &info, sizeof(info)));
	guest_channel_free(c);
	guest_free(g);
}

/* Rings whose pages lie anywhere. */
static void scattered(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_open open = { .hdr.type = MSG_OPEN, .downstream_page = 3 };
	const struct msg_open_result *reply;
	struct kmcltest_source m = {
		.hdr = { KMCLTEST_SOURCE, 5 },
		.count = 3,
		.size = 3000,
	};
	u64 pfns[6] = { 30, 25, 40, 20, 33, 21 }, trailer = 0;
	struct packet_header hdr = { PACKET_INBAND, 2, 2 + 6, 0, 1 };
	struct ring_header *in;
	struct msg_offer offer;

	guest_connect(g, &offer, 1);
	guest_lend_start(g, offer.relid, 7, pfns, 6);
	guest_expect(g, MSG_GPADL_CREATED);
	open.relid = offer.relid;
	open.gpadl = 7;
	guest_post(g, &open, sizeof(open));
	reply = guest_expect(g, MSG_OPEN_RESULT);
	CHECK_EQ(reply->status, 0);
	memcpy(guest_page(g, 25), &hdr, sizeof(hdr));
	memcpy(guest_page(g, 25) + 16, &m, sizeof(m));
	memcpy(guest_page(g, 25) + 16 + 48, &trailer, 8);
	((struct ring_header *)guest_page(g, 30))->write_index = 72;
	vmbhost_guest_signal(g->host, offer.connection, 0, g->now);
	in = (struct ring_header *)guest_page(g, 20);
	CHECK_EQ(in->write_index, 2 * (16 + 3000 + 8));
	/* The second packet crosses from page 33 to page 21. */
	CHECK_EQ(*(u32 *)(guest_page(g, 33) + 3024 + 16), KMCLTEST_DATA);
	CHECK_EQ(guest_page(g, 21)[0],
		 kmcltest_byte(1, 4096 - 3024 - 16 - 16));
	CHECK_EQ(guest_mistakes(g), 0);
	guest_free(g);
}

void traffic(void)
{
	static const struct test tests[] = {
		{ "echoes of all sizes", echoes },
		{ "one event for a batch", batch },
		{ "signals counted", signal_counts },
		{ "inbound ring full", inbound_full },
		{ "inbound ring full of empty completions", inbound_full_empty },
		{ "outbound ring full", outbound_full_modes },
		{ "hostile indices", hostile_indices },
		{ "the host's indices rewritten", foreign_indices },
		{ "garbage in the ring", garbage },
		{ "unknown packets and flags", unknown_packets },
		{ "scattered pages", scattered },
	};

	RUN(tests);
}
