// SPDX-License-Identifier: GPL-2.0-only
/* kmcltest.c - the test device's ops but for those on memory. */
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "guest.h"

static struct kmcltest_counters counters(struct guest_channel *c)
{
	struct kmcltest_hdr m = { KMCLTEST_COUNTERS, 3 };
	struct kmcltest_counters n = { 0 };

	CHECK(guest_request(c, &m, sizeof(m)));
	memcpy(&n, guest_packet.payload, sizeof(n));
	CHECK_EQ(n.hdr.cookie, 3);
	return n;
}

static void info(void)
{
	struct guest *g = guest_new("kmcltest,first=9", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr m = { KMCLTEST_INFO, 0xabcd };
	struct kmcltest_info got;

	CHECK(guest_request(c, &m, sizeof(m)));
	memcpy(&got, guest_packet.payload, sizeof(got));
	CHECK_EQ(got.hdr.op, KMCLTEST_INFO);
	CHECK_EQ(got.hdr.cookie, 0xabcd);
	CHECK_EQ(got.version, KMCLTEST_VERSION);
	CHECK_EQ(got.features, 0x7f);
	CHECK_EQ(got.index, 9);
	CHECK_EQ(got.subchannel, 0);
	guest_channel_free(c);
	guest_free(g);
}

static void bad_requests(void)
{
	static const u32 sizes[][2] = {
		{ KMCLTEST_SOURCE, sizeof(struct kmcltest_source) },
		{ KMCLTEST_HOLD, sizeof(struct kmcltest_hold) },
		{ KMCLTEST_RELEASE, sizeof(struct kmcltest_release) },
		{ KMCLTEST_EXT_FILL, sizeof(struct kmcltest_fill) },
		{ KMCLTEST_GPADL_SUM, sizeof(struct kmcltest_gpadl) },
		{ KMCLTEST_GPADL_FILL, sizeof(struct kmcltest_gpadl) },
		{ KMCLTEST_GPADL_HOLD, sizeof(struct kmcltest_gpadl) },
		{ KMCLTEST_STALL, sizeof(struct kmcltest_stall) },
		{ KMCLTEST_RESCIND, sizeof(struct kmcltest_rescind) },
		{ KMCLTEST_SUBCHANNELS, sizeof(struct kmcltest_subchannels) },
		{ KMCLTEST_FAULT, sizeof(struct kmcltest_fault) },
	};
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 m[32] = { 0 }, i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		m[0] = sizes[i][0];
		CHECK_EQ(guest_status(c, m, sizes[i][1] - 8), KMCLTEST_ESIZE);
	}
	for (i = 0; i < 3; i++) {
		m[0] = i == 0 ? 0 : i == 1 ? KMCLTEST_DATA : 0xffffffff;
		CHECK_EQ(guest_status(c, m, 8), KMCLTEST_EOP);
	}
	CHECK_EQ(guest_mistakes(g), 0);
	CHECK_EQ(guest_status(c, m, 0), KMCLTEST_ESIZE);
	CHECK_EQ(guest_mistakes(g), 1);
	m[0] = KMCLTEST_HOLD;
	m[2] = 3;
	CHECK_EQ(guest_status(c, m, 16), KMCLTEST_EARG);
	m[0] = KMCLTEST_STALL;
	CHECK_EQ(guest_status(c, m, 16), KMCLTEST_EARG);
	m[0] = KMCLTEST_RELEASE;
	CHECK_EQ(guest_status(c, m, 24), KMCLTEST_EARG);
	m[0] = KMCLTEST_FAULT;
	CHECK_EQ(guest_status(c, m, 64), KMCLTEST_ENOENT);
	memset(m + 2, 'x', 48);
	CHECK_EQ(guest_status(c, m, 64), KMCLTEST_ENOENT);
	guest_channel_free(c);
	guest_free(g);
}

static void no_reply(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u32 m[32] = { 0 }, op;

	for (op = 0; op < 25; op++) {
		if (op == KMCLTEST_ECHO_PACKET || op == KMCLTEST_RESCIND)
			continue;
		m[0] = op;
		m[3] = 16;	/* no SOURCE of 0 bytes */
		CHECK(guest_send(c, PACKET_INBAND, 0, 1, NULL, 0, m, sizeof(m)));
		guest_run(g, 300000);
		CHECK(!guest_recv(c, &guest_packet));
	}
	guest_channel_free(c);
	guest_free(g);
}

static void echo_packet(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_hdr m = { KMCLTEST_ECHO_PACKET, 8 };

	guest_send(c, PACKET_INBAND, 0, 5, NULL, 0, &m, sizeof(m));
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.type, PACKET_INBAND);
	CHECK_EQ(guest_packet.hdr.flags, 0);
	CHECK(!memcmp(guest_packet.payload, &m, 8));
	CHECK(!guest_recv(c, &guest_packet));
	guest_channel_free(c);
	guest_free(g);
}

static void echo_too_large(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c;
	struct msg_offer offer;
	u8 m[5000] = { KMCLTEST_ECHO };

	guest_connect(g, &offer, 1);
	c = guest_open(g, &offer, 9, 2);
	CHECK_EQ(guest_status(c, m, sizeof(m)), KMCLTEST_ESIZE);
	m[0] = KMCLTEST_ECHO_PACKET;
	CHECK_EQ(guest_status(c, m, sizeof(m)), KMCLTEST_ESIZE);
	CHECK(guest_request(c, m, 4000) == false);	/* a packet came first */
	guest_channel_free(c);
	guest_free(g);
}

static void echo_hold(struct guest_channel *c, u32 mode, u32 delay)
{
	struct kmcltest_hold m = { { KMCLTEST_HOLD, 0 }, mode, delay };

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
}

static void send_echoes(struct guest_channel *c, u32 first, u32 count)
{
	struct kmcltest_hdr m = { KMCLTEST_ECHO, 0 };
	u32 i;

	for (i = 0; i < count; i++) {
		m.cookie = first + i;
		CHECK(guest_send(c, PACKET_INBAND, 1, first + i, NULL, 0, &m,
				 sizeof(m)));
	}
}

/* Release @count in @order; note the order in @got; the status comes last. */
static u32 release(struct guest_channel *c, u32 order, u32 count, u64 seed,
		   u64 *got)
{
	struct kmcltest_release m = {
		{ KMCLTEST_RELEASE, 0 }, order, count, seed };
	struct kmcltest_status status;
	u32 n = 0;

	CHECK(guest_send(c, PACKET_INBAND, 1, 9999, NULL, 0, &m, sizeof(m)));
	while (guest_recv(c, &guest_packet) && guest_packet.hdr.id != 9999)
		got[n++] = guest_packet.hdr.id;
	memcpy(&status, guest_packet.payload, sizeof(status));
	CHECK_EQ(guest_packet.hdr.id, 9999);
	CHECK_EQ(status.status, KMCLTEST_OK);
	CHECK_EQ(status.value, n);
	return n;
}

static void hold(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u64 got[64], seen = 0, i, moved = 0;

	echo_hold(c, KMCLTEST_HOLD_KEEP, 0);
	send_echoes(c, 0, 30);
	guest_run(g, 10000000000ull);
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(counters(c).held, 30);
	CHECK_EQ(release(c, KMCLTEST_RELEASE_FIFO, 5, 0, got), 5);
	for (i = 0; i < 5; i++)
		CHECK_EQ(got[i], i);
	CHECK_EQ(release(c, KMCLTEST_RELEASE_LIFO, 5, 0, got), 5);
	for (i = 0; i < 5; i++)
		CHECK_EQ(got[i], 29 - i);
	CHECK_EQ(release(c, KMCLTEST_RELEASE_RANDOM, 0, 42, got), 20);
	for (i = 0; i < 20; i++) {
		seen |= 1ull << got[i];
		moved += got[i] != 5 + i;
	}
	CHECK_EQ(seen, 0x1ffffe0);
	CHECK(moved > 5);
	CHECK_EQ(release(c, KMCLTEST_RELEASE_FIFO, 0, 0, got), 0);
	CHECK_EQ(counters(c).held, 0);
	guest_channel_free(c);
	guest_free(g);
}

static void delay(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	u64 got[64];
	u32 i;

	echo_hold(c, KMCLTEST_HOLD_KEEP, 0);
	send_echoes(c, 0, 2);
	echo_hold(c, KMCLTEST_HOLD_DELAY, 500);
	send_echoes(c, 10, 5);
	guest_run(g, 490000);
	CHECK(!guest_recv(c, &guest_packet));
	guest_run(g, 20000);
	for (i = 0; i < 5; i++) {
		CHECK(guest_recv(c, &guest_packet));
		CHECK_EQ(guest_packet.hdr.id, 10 + i);
	}
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(release(c, KMCLTEST_RELEASE_FIFO, 0, 0, got), 2);
	echo_hold(c, KMCLTEST_HOLD_NONE, 0);
	send_echoes(c, 20, 1);
	CHECK(guest_recv(c, &guest_packet));
	/* Closing with some on their way frees them. */
	echo_hold(c, KMCLTEST_HOLD_DELAY, 1000);
	send_echoes(c, 30, 3);
	guest_close(g, c->relid);
	guest_run(g, 5000000);
	guest_channel_free(c);
	guest_free(g);
}

static void check_data(u32 cookie, u32 sequence, u32 count, u32 size, u64 seed)
{
	struct kmcltest_data *d = (void *)guest_packet.payload;
	u8 expect[4096];

	CHECK_EQ(guest_packet.hdr.type, PACKET_INBAND);
	CHECK_EQ(guest_packet.len, (size + 7) & ~7u);
	CHECK_EQ(d->hdr.op, KMCLTEST_DATA);
	CHECK_EQ(d->hdr.cookie, cookie);
	CHECK_EQ(d->sequence, sequence);
	CHECK_EQ(d->count, count);
	kmcltest_fill_bytes(expect, size - 16, seed + sequence);
	CHECK(!memcmp(expect, d + 1, size - 16));
}

/* Ten thousand packets through a small ring, each of them checked. */
static void source(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source m = {
		.hdr = { KMCLTEST_SOURCE, 5 },
		.count = 10000,
		.size = 333,
		.seed = 77,
	};
	u32 i;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	for (i = 0; i < m.count && !harness_failed(); i++) {
		if (!guest_recv(c, &guest_packet)) {
			guest_run(g, 10);
			CHECK(guest_recv(c, &guest_packet));
		}
		check_data(5, i, m.count, m.size, m.seed);
	}
	CHECK(!guest_recv(c, &guest_packet));
	CHECK(counters(c).full > 0);
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	guest_channel_free(c);
	guest_free(g);
}

static void source_window(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source m = {
		.hdr = { KMCLTEST_SOURCE, 5 },
		.count = 100,
		.size = 20,
		.flags = KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO,
		.window = 4,
	};
	u64 ids[4];
	u32 i, round;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	for (round = 0; round < 25; round++) {
		for (i = 0; i < 4; i++) {
			CHECK(guest_recv(c, &guest_packet));
			CHECK_EQ(guest_packet.hdr.flags, 1);
			check_data(5, round * 4 + i, 100, 20, 0);
			ids[i] = guest_packet.hdr.id;
			CHECK(ids[i] != 0);
			/* The last two wait for room and are one batch. */
			c->quiet = i < 3;
			CHECK(guest_send(c, PACKET_COMPLETION, 0, ids[i], NULL,
					 0, guest_packet.payload, 20));
		}
		guest_signal(c);
	}
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(counters(c).completions, 100);
	CHECK_EQ(counters(c).bad_completions, 0);
	/* Again, for nothing, never used, zero. */
	guest_send(c, PACKET_COMPLETION, 0, ids[0], NULL, 0, NULL, 0);
	guest_send(c, PACKET_COMPLETION, 0, 0, NULL, 0, NULL, 0);
	guest_send(c, PACKET_COMPLETION, 0, ~0ull, NULL, 0, NULL, 0);
	CHECK_EQ(counters(c).bad_completions, 3);
	CHECK_EQ(counters(c).completions, 103);
	CHECK_EQ(guest_mistakes(g), 3);
	guest_channel_free(c);
	guest_free(g);
}

/* Each packet is found by its length; nothing else of it can be told. */
static void source_garbage(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source m = {
		.hdr = { KMCLTEST_SOURCE, 5 },
		.count = 1000,
		.size = 64,
		.flags = KMCLTEST_SOURCE_GARBAGE,
		.seed = 3,
	};
	u32 i, types = 0;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	for (i = 0; i < 1000; i++) {
		CHECK(guest_recv(c, &guest_packet));
		types |= 1u << (guest_packet.hdr.type & 31);
		CHECK_EQ(guest_packet.hdr.length8, 10);
	}
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(types, ~0u);
	m.flags |= KMCLTEST_SOURCE_COMPLETE;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	guest_channel_free(c);
	guest_free(g);
}

static void source_wrong_echo(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source m = {
		.hdr = { KMCLTEST_SOURCE, 5 },
		.count = 3,
		.size = 40,
		.flags = KMCLTEST_SOURCE_COMPLETE | KMCLTEST_SOURCE_CHECK_ECHO,
	};
	u32 i;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	for (i = 0; i < 3; i++) {
		CHECK(guest_recv(c, &guest_packet));
		if (i == 0)
			guest_packet.payload[39] ^= 1;
		guest_send(c, PACKET_COMPLETION, 0, guest_packet.hdr.id, NULL,
			   0, guest_packet.payload, i == 1 ? 32 : 40);
	}
	CHECK_EQ(counters(c).bad_completions, 2);
	guest_channel_free(c);
	guest_free(g);
}

static void source_refused(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source good = {
		.hdr = { KMCLTEST_SOURCE, 5 }, .count = 1000, .size = 1000 };
	struct kmcltest_source m;

	m = good;
	m.size = 15;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	m.size = 16384;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	m.size = 0xffffffff;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	m = good;
	m.flags = 8;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	m.flags = KMCLTEST_SOURCE_CHECK_ECHO;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EARG);
	/* A window of 1 keeps the first from ending. */
	m.flags = KMCLTEST_SOURCE_COMPLETE;
	m.window = 1;
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_EBUSY);
	guest_close(g, c->relid);
	guest_channel_free(c);
	guest_free(g);
}

/* More awaiting completion than there are slots: it waits for some. */
static void source_slots(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source m = {
		.hdr = { KMCLTEST_SOURCE, 5 },
		.count = 70000,
		.size = 16,
		.flags = KMCLTEST_SOURCE_COMPLETE,
	};
	u32 n = 0;

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	while (guest_recv(c, &guest_packet) ||
	       (guest_run(g, 10), guest_recv(c, &guest_packet)))
		n++;
	CHECK_EQ(n, 65536);
	guest_send(c, PACKET_COMPLETION, 0, guest_packet.hdr.id, NULL, 0, NULL, 0);
	CHECK(guest_recv(c, &guest_packet));
	guest_channel_free(c);
	guest_free(g);
}

static void pipe_send(struct guest_channel *c, u32 type, u32 size,
		      const void *data, u32 len)
{
	u8 buffer[1000] = { 0 };

	memcpy(buffer, &type, 4);
	memcpy(buffer + 4, &size, 4);
	memcpy(buffer + 8, data, len);
	CHECK(guest_send(c, PACKET_INBAND, 0, 0, NULL, 0, buffer, 8 + len));
}

static void pipe_mode(void)
{
	struct guest *g = guest_new("kmcltest,pipe", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_source source = {
		.hdr = { KMCLTEST_SOURCE, 5 }, .count = 2, .size = 100 };
	u8 m[50] = { KMCLTEST_ECHO_PACKET };
	u32 word[2];

	CHECK_EQ(c->offer.pipe_mode, 4);
	memset(m + 8, 0x5a, 42);
	pipe_send(c, 1, 50, m, 50);
	CHECK(guest_recv(c, &guest_packet));
	memcpy(word, guest_packet.payload, 8);
	CHECK_EQ(word[0], 1);
	CHECK_EQ(word[1], 50);
	CHECK(!memcmp(guest_packet.payload + 8, m, 50));
	pipe_send(c, 1, sizeof(source), &source, sizeof(source));
	CHECK(guest_recv(c, &guest_packet));
	memcpy(word, guest_packet.payload, 8);
	CHECK_EQ(word[1], 100);
	CHECK(guest_recv(c, &guest_packet));
	m[0] = KMCLTEST_SINK;
	pipe_send(c, 1, 50, m, 50);
	m[0] = KMCLTEST_INFO;	/* not in a pipe */
	pipe_send(c, 1, 50, m, 50);
	pipe_send(c, 1, 0, m, 0);	/* the end */
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(guest_mistakes(g), 0);
	pipe_send(c, 2, 50, m, 50);
	pipe_send(c, 1, 57, m, 50);
	pipe_send(c, 1, 0xffffffff, m, 50);
	guest_send(c, PACKET_INBAND, 0, 0, NULL, 0, NULL, 0);
	CHECK_EQ(guest_mistakes(g), 4);
	guest_channel_free(c);
	guest_free(g);
}

static void rescind_now(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_rescind m = { { KMCLTEST_RESCIND, 1 }, 0, 0xffffffff };

	CHECK(guest_send(c, PACKET_INBAND, 1, 1, NULL, 0, &m, sizeof(m)));
	guest_run(g, 500000000);
	guest_expect_silence(g);	/* the reply is still to be read */
	CHECK(guest_recv(c, &guest_packet));
	guest_run(g, 100000);
	guest_expect(g, MSG_RESCIND);
	guest_release(g, c->relid);
	guest_run(g, 100000000000ull);
	guest_expect_silence(g);
	guest_channel_free(c);
	guest_free(g);
}

/* One that is asked for is for an open channel, or for the device. */
static void rescind_after_close(u32 keep)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_rescind m = {
		.hdr = { KMCLTEST_RESCIND, 1 },
		.delay_us = 1000,
		.reoffer_us = 0xffffffff,
		.keep = keep,
	};

	CHECK_EQ(guest_status(c, &m, sizeof(m)), KMCLTEST_OK);
	guest_close(g, c->relid);
	guest_run(g, 900000);
	guest_expect_silence(g);
	guest_run(g, 200000);
	if (keep)
		guest_expect(g, MSG_RESCIND);
	else
		guest_expect_silence(g);
	guest_channel_free(c);
	guest_free(g);
}

static void rescind_of_closed(void)
{
	rescind_after_close(false);
	rescind_after_close(true);
}

/* A guest that does not read the reply delays the rescind by ten seconds only. */
static void rescind_unread(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct guest_channel *c = guest_start(g);
	struct kmcltest_rescind m = { { KMCLTEST_RESCIND, 1 }, 0, 0xffffffff };

	CHECK(guest_send(c, PACKET_INBAND, 1, 1, NULL, 0, &m, sizeof(m)));
	guest_run(g, 9900000000ull);
	guest_expect_silence(g);
	guest_run(g, 200000000);
	guest_expect(g, MSG_RESCIND);
	guest_channel_free(c);
	guest_free(g);
}

void kmcltest(void)
{
	static const struct test tests[] = {
		{ "info", info },
		{ "bad requests", bad_requests },
		{ "no reply unless asked for", no_reply },
		{ "echo as a packet", echo_packet },
		{ "echo that does not fit", echo_too_large },
		{ "completions kept", hold },
		{ "completions delayed", delay },
		{ "source", source },
		{ "source with a window", source_window },
		{ "source of garbage", source_garbage },
		{ "source with wrong echoes", source_wrong_echo },
		{ "source refused", source_refused },
		{ "source without completions coming", source_slots },
		{ "pipe mode", pipe_mode },
		{ "rescind at once", rescind_now },
		{ "rescind with the reply unread", rescind_unread },
		{ "rescind of a channel that was closed", rescind_of_closed },
	};

	RUN(tests);
}
