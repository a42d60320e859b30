// SPDX-License-Identifier: GPL-2.0-only
/* ic.c - heartbeat, time synchronization and shutdown, as hv_utils does them. */
#include <string.h>

#include "../devices/ic.h"
#include "groups.h"
#include "guest.h"

struct negotiate {
	u16 frames;
	u16 messages;
	u32 reserved;
	struct ic_version version[10];
} __attribute__((packed));

static struct ic_header *ic_header(void)
{
	return (struct ic_header *)guest_packet.payload;
}

static void *ic_data(void)
{
	return guest_packet.payload + sizeof(struct ic_header);
}

static void ic_answer(struct guest_channel *c)
{
	ic_header()->flags = IC_FLAG_TRANSACTION | IC_FLAG_RESPONSE;
	CHECK(guest_send(c, PACKET_INBAND, 0, guest_packet.hdr.id, NULL, 0,
			 guest_packet.payload, guest_packet.len));
}

/* Answer the proposal with frame 3.0 and @version, which it must contain. */
static void ic_agree(struct guest_channel *c, u32 version)
{
	struct negotiate *n = ic_data();
	bool found = false;
	u32 i;

	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(guest_packet.hdr.type, PACKET_INBAND);
	CHECK_EQ(guest_packet.hdr.flags, 0);
	CHECK_EQ(ic_header()->type, IC_NEGOTIATE);
	CHECK_EQ(ic_header()->pipe.size, 20 + ic_header()->size);
	CHECK_EQ(ic_header()->flags, IC_FLAG_TRANSACTION | IC_FLAG_REQUEST);
	CHECK_EQ(ic_header()->size, 8 + 4 * (n->frames + n->messages));
	for (i = 0; i < n->messages; i++)
		found |= VERSION(n->version[n->frames + i].major,
				 n->version[n->frames + i].minor) == version;
	CHECK(found);
	n->frames = n->messages = 1;
	n->version[0].major = 3;
	n->version[0].minor = 0;
	n->version[1].major = version >> 16;
	n->version[1].minor = version;
	ic_header()->size = 0x10;
	ic_answer(c);
}

static u64 counter(struct guest *g, const char *device, const char *name)
{
	u64 value = ~0ull;

	CHECK(vmbhost_counter(g->host, device, name, &value));
	return value;
}

static void heartbeat(void)
{
	struct guest *g = guest_new("heartbeat,period=1000", 0);
	struct guest_channel *c = guest_start(g);
	u64 i, *sequence = ic_data();

	guest_run(g, 5000000000ull);
	ic_agree(c, VERSION(3, 0));
	for (i = 1; i <= 5; i++) {
		CHECK(guest_recv(c, &guest_packet));
		CHECK_EQ(ic_header()->type, IC_HEARTBEAT);
		CHECK_EQ(*sequence, i);
		(*sequence)++;
		ic_answer(c);
		CHECK(!guest_recv(c, &guest_packet));
		guest_run(g, 1000000100ull);
	}
	CHECK_EQ(counter(g, "heartbeat", "answered"), 5);
	CHECK_EQ(counter(g, "heartbeat", "sent"), 6);
	CHECK_EQ(counter(g, "heartbeat", "wrong"), 0);
	CHECK_EQ(counter(g, "heartbeat", "version"), VERSION(3, 0));
	CHECK(guest_recv(c, &guest_packet));
	*sequence = 99;
	ic_answer(c);
	CHECK_EQ(counter(g, "heartbeat", "wrong"), 1);
	CHECK_EQ(guest_mistakes(g), 1);
	/* Closed: it stops, and the timer with it. */
	guest_close(g, c->relid);
	guest_run(g, 1);
	CHECK_EQ(g->next_run, UINT64_MAX);
	guest_channel_free(c);
	guest_free(g);
}

/* A device with one channel: what comes on a subchannel is not for it. */
static void subchannel(void)
{
	struct guest *g = guest_new("heartbeat", 0);
	struct guest_channel *c = guest_start(g), *sub;
	const struct msg_offer *offer;
	struct msg_offer second;
	char error[100];

	ic_agree(c, VERSION(3, 0));
	CHECK_EQ(vmbhost_command(g->host, "heartbeat subchannels 1", error, 100), 0);
	offer = guest_expect(g, MSG_OFFER);
	second = *offer;
	sub = guest_open(g, &second, 5, 5);
	CHECK(sub);
	CHECK(!guest_recv(sub, &guest_packet));
	CHECK(guest_send(sub, PACKET_INBAND, 0, 1, NULL, 0, "12345678", 8));
	CHECK_EQ(guest_mistakes(g), 1);
	guest_close(g, sub->relid);
	/* The primary channel is as before. */
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(ic_header()->type, IC_HEARTBEAT);
	ic_header()->status = 1;
	ic_answer(c);
	CHECK_EQ(counter(g, "heartbeat", "wrong"), 1);
	CHECK_EQ(guest_mistakes(g), 2);
	guest_channel_free(sub);
	guest_channel_free(c);
	guest_free(g);
}

static void nothing_in_common(void)
{
	struct guest *g = guest_new("heartbeat", 0);
	struct guest_channel *c = guest_start(g);
	struct negotiate *n = ic_data();

	CHECK(guest_recv(c, &guest_packet));
	n->frames = n->messages = 0;
	ic_answer(c);
	guest_run(g, 10000000000ull);
	CHECK(!guest_recv(c, &guest_packet));
	CHECK_EQ(counter(g, "heartbeat", "sent"), 0);
	CHECK_EQ(counter(g, "heartbeat", "wrong"), 1);
	guest_channel_free(c);
	guest_free(g);
}

static void nonsense(void)
{
	struct guest *g = guest_new("heartbeat", 0);
	struct guest_channel *c = guest_start(g);
	u8 junk[64];
	u32 len;

	CHECK(guest_recv(c, &guest_packet));
	for (len = 0; len <= 64; len += 8) {
		memset(junk, 0xff, sizeof(junk));
		CHECK(guest_send(c, PACKET_INBAND, 0, 1, NULL, 0, junk, len));
	}
	CHECK(guest_send(c, PACKET_COMPLETION, 0, 1, NULL, 0, junk, 64));
	CHECK_EQ(counter(g, "heartbeat", "wrong"), 10);
	guest_channel_free(c);
	guest_free(g);
}

static void timesync(u32 version)
{
	struct guest *g = guest_new("timesync,offset=1000,period=500", 0);
	struct guest_channel *c = guest_start(g);
	u64 *words = ic_data(), expect;
	u8 *bytes = ic_data();

	g->utc = 1700000000ull * 1000000000;
	g->reference = 123456789;
	expect = 1700001000ull * 10000000 + 116444736000000000ull;
	ic_agree(c, version);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(ic_header()->type, IC_TIMESYNC);
	CHECK_EQ(words[0], expect);
	if (version >= VERSION(4, 0)) {
		CHECK_EQ(words[1], 123456789);
		CHECK_EQ(bytes[16], 1);
		CHECK(ic_header()->size >= 22);
	} else {
		CHECK_EQ(bytes[24], 1);
		CHECK(ic_header()->size >= 25);
	}
	ic_answer(c);
	guest_run(g, 500000100);
	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(bytes[version >= VERSION(4, 0) ? 16 : 24], 2);
	ic_header()->status = 0x80004005;
	ic_answer(c);
	CHECK_EQ(counter(g, "timesync", "answered"), 1);
	CHECK_EQ(counter(g, "timesync", "wrong"), 1);
	guest_channel_free(c);
	guest_free(g);
}

static void timesync_versions(void)
{
	timesync(VERSION(1, 0));
	timesync(VERSION(3, 0));
	timesync(VERSION(4, 0));
}

static void expect_shutdown(struct guest_channel *c, u32 flags)
{
	u32 *words = ic_data();

	CHECK(guest_recv(c, &guest_packet));
	CHECK_EQ(ic_header()->type, IC_SHUTDOWN);
	CHECK_EQ(ic_header()->size, 12 + 2048);
	CHECK_EQ(words[2] & ~1u, flags);
}

static void shutdown_command(void)
{
	struct guest *g = guest_new("shutdown", 0);
	char error[100];
	struct guest_channel *c;

	/* Too early: it waits. */
	CHECK_EQ(vmbhost_command(g->host, "shutdown poweroff", error, 100), 0);
	c = guest_start(g);
	ic_agree(c, VERSION(3, 2));
	expect_shutdown(c, 0);
	ic_answer(c);
	CHECK_EQ(counter(g, "shutdown", "accepted"), 1);
	CHECK_EQ(vmbhost_command(g->host, "shutdown reboot", error, 100), 0);
	expect_shutdown(c, 2);
	ic_header()->status = 0x80004005;
	ic_answer(c);
	CHECK_EQ(counter(g, "shutdown", "refused"), 1);
	CHECK_EQ(vmbhost_command(g->host, "shutdown now", error, 100), -1);
	CHECK_EQ(vmbhost_command(g->host, "shut down", error, 100), -1);
	CHECK_EQ(guest_mistakes(g), 0);
	guest_channel_free(c);
	guest_free(g);
}

static void shutdown_after(void)
{
	struct guest *g = guest_new("shutdown,after=3000", 0);
	struct guest_channel *c = guest_start(g);

	ic_agree(c, VERSION(3, 0));
	guest_run(g, 2900000000ull);
	CHECK(!guest_recv(c, &guest_packet));
	guest_run(g, 200000000);
	expect_shutdown(c, 0);
	guest_channel_free(c);
	guest_free(g);
}

void ic(void)
{
	static const struct test tests[] = {
		{ "heartbeat", heartbeat },
		{ "a subchannel", subchannel },
		{ "no version in common", nothing_in_common },
		{ "nonsense", nonsense },
		{ "time samples of each version", timesync_versions },
		{ "shutdown on command", shutdown_command },
		{ "shutdown after a time", shutdown_after },
	};

	RUN(tests);
}
