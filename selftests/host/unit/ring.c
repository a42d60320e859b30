// SPDX-License-Identifier: GPL-2.0-only
/* ring.c - ring arithmetic, packets and ranges, without a host around them. */
#include <stdlib.h>
#include <string.h>

#include "../core/packet.h"
#include "groups.h"
#include "harness.h"

/* A ring of @pages data pages; @scattered: in reverse order. */
struct fixture {
	u8 *memory;
	u8 *pages[9];
	u32 count;
	struct ring reader;
	struct ring writer;
	u8 *buffer;
};

static void setup(struct fixture *f, u32 pages, bool scattered)
{
	u32 i;

	memset(f, 0, sizeof(*f));
	f->count = pages + 1;
	f->memory = aligned_alloc(PAGE_SIZE, f->count * PAGE_SIZE);
	memset(f->memory, 0, f->count * PAGE_SIZE);
	for (i = 0; i < f->count; i++)
		f->pages[i] = f->memory +
			(scattered ? pages - i : i) * (u64)PAGE_SIZE;
	f->buffer = malloc(PACKET_MAX);
	CHECK(ring_init(&f->reader, f->pages, f->count, false));
	CHECK(ring_init(&f->writer, f->pages, f->count, true));
}

static void teardown(struct fixture *f)
{
	free(f->memory);
	free(f->buffer);
}

static bool put(struct fixture *f, u64 id, const void *payload, u32 len)
{
	struct packet_header hdr = { PACKET_INBAND, 2, 0, 0, id };
	struct iovec iov = { (void *)payload, len };

	if (ring_writable(&f->writer) < (s64)packet_room(len))
		return false;
	packet_write(&f->writer, &hdr, &iov, 1);
	return true;
}

/* Enough packets of odd sizes to wrap many times, flat and scattered. */
static void wrap(bool scattered)
{
	u8 payload[1000];
	struct fixture f;
	struct packet p;
	u64 i, j;

	setup(&f, 2, scattered);
	CHECK_EQ(f.reader.flat != NULL, !scattered);
	for (i = 0; i < 500 && !harness_failed(); i++) {
		u32 len = (i * 37) % 1000;

		for (j = 0; j < len; j++)
			payload[j] = (u8)(i + j);
		CHECK(put(&f, i, payload, len));
		ring_publish_write(&f.writer);
		CHECK_EQ(packet_read(&f.reader, f.buffer, &p), PACKET_OK);
		CHECK_EQ(p.id, i);
		CHECK_EQ(p.len, (len + 7) & ~7u);
		CHECK(!memcmp(p.payload, payload, len));
		CHECK_EQ(packet_read(&f.reader, f.buffer, &p), PACKET_NONE);
		ring_publish_read(&f.reader);
	}
	teardown(&f);
}

static void wrap_flat(void)
{
	wrap(false);
}

static void wrap_scattered(void)
{
	wrap(true);
}

/* A full ring keeps 8 bytes free, so that it does not look empty. */
static void full(void)
{
	u8 payload[232] = { 0 };
	struct fixture f;
	u32 n = 0;

	setup(&f, 1, false);
	while (put(&f, n, payload, sizeof(payload)))
		n++;
	CHECK_EQ(n, 15);	/* of 256 bytes each */
	CHECK_EQ(ring_writable(&f.writer), 4096 - 15 * 256 - 8);
	CHECK(put(&f, n, payload, 256 - 8 - 24));
	CHECK_EQ(ring_writable(&f.writer), 0);
	CHECK(f.writer.index != shared_load(&f.writer.hdr->read_index));
	CHECK(!put(&f, n, payload, 0));
	teardown(&f);
}

static void bad_indices(void)
{
	static const u32 bad[] = { 4096, 4100, 1, 4, 0x80000000, 0xffffffff };
	struct fixture f;
	struct packet p;
	u32 i;

	setup(&f, 1, false);
	for (i = 0; i < sizeof(bad) / 4; i++) {
		f.reader.hdr->write_index = bad[i];
		CHECK_EQ(packet_read(&f.reader, f.buffer, &p), PACKET_BAD_INDEX);
		CHECK_EQ(ring_readable(&f.reader), -1);
		CHECK_EQ(f.reader.index, 0);
		f.reader.hdr->write_index = 0;
		f.writer.hdr->read_index = bad[i];
		CHECK_EQ(ring_writable(&f.writer), -1);
		f.writer.hdr->read_index = 0;
		f.reader.hdr->read_index = bad[i];
		CHECK(!ring_init(&f.reader, f.pages, f.count, false));
		f.reader.hdr->read_index = 0;
		CHECK(ring_init(&f.reader, f.pages, f.count, false));
	}
	teardown(&f);
}

/* Descriptors that lie about themselves. */
static void bad_descriptors(void)
{
	static const struct {
		u16 offset8, length8;
		enum packet_result result;
	} bad[] = {
		{ 2, 0, PACKET_BAD_LENGTH },
		{ 2, 1, PACKET_BAD_LENGTH },
		{ 2, 0xffff, PACKET_BAD_LENGTH },
		{ 2, 5, PACKET_BAD_LENGTH },	/* 8 bytes beyond */
		{ 0, 4, PACKET_BAD_OFFSET },
		{ 1, 4, PACKET_BAD_OFFSET },
		{ 5, 4, PACKET_BAD_OFFSET },
		{ 0xffff, 4, PACKET_BAD_OFFSET },
		{ 4, 4, PACKET_OK },		/* no payload at all */
	};
	u8 payload[16] = { 0 };
	struct fixture f;
	struct packet p;
	u32 i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		setup(&f, 1, false);
		CHECK(put(&f, 1, payload, sizeof(payload)));
		ring_publish_write(&f.writer);
		memcpy(f.pages[1] + 2, &bad[i].offset8, 2);
		memcpy(f.pages[1] + 4, &bad[i].length8, 2);
		CHECK_EQ(packet_read(&f.reader, f.buffer, &p), bad[i].result);
		CHECK_EQ(packet_read(&f.reader, f.buffer, &p), PACKET_NONE);
		teardown(&f);
	}
}

static void bad_trailer(void)
{
	u8 payload[16] = { 0 };
	struct fixture f;
	struct packet p;

	setup(&f, 1, false);
	CHECK(put(&f, 1, payload, sizeof(payload)));
	ring_publish_write(&f.writer);
	f.pages[1][32 + 4] = 8;
	CHECK_EQ(packet_read(&f.reader, f.buffer, &p), PACKET_BAD_TRAILER);
	teardown(&f);
}

/* Too few bytes for any packet: dropped, not waited for. */
static void crumbs(void)
{
	struct fixture f;
	struct packet p;

	setup(&f, 1, false);
	f.reader.hdr->write_index = 16;
	CHECK_EQ(packet_read(&f.reader, f.buffer, &p), PACKET_BAD_LENGTH);
	CHECK_EQ(f.reader.index, 16);
	teardown(&f);
}

/* The writer signals on the step from empty to not empty, unless masked. */
static void write_signals(void)
{
	u8 payload[8] = { 0 };
	struct fixture f;
	struct packet p;

	setup(&f, 1, false);
	CHECK(!ring_publish_write(&f.writer));
	put(&f, 1, payload, 8);
	CHECK(ring_publish_write(&f.writer));
	put(&f, 2, payload, 8);
	CHECK(!ring_publish_write(&f.writer));
	packet_read(&f.reader, f.buffer, &p);
	ring_publish_read(&f.reader);
	put(&f, 3, payload, 8);
	CHECK(!ring_publish_write(&f.writer));
	while (packet_read(&f.reader, f.buffer, &p) == PACKET_OK)
		;
	ring_publish_read(&f.reader);
	put(&f, 4, payload, 8);
	f.writer.hdr->interrupt_mask = 1;
	CHECK(!ring_publish_write(&f.writer));
	teardown(&f);
}

/* The reader signals only on the step across what the writer waits for. */
static void read_signals(void)
{
	u8 payload[1000] = { 0 };
	struct fixture f;
	struct packet p;
	u32 i;

	setup(&f, 1, false);
	f.reader.hdr->features = 1;
	for (i = 0; i < 3; i++)
		CHECK(put(&f, i, payload, 1000));
	ring_publish_write(&f.writer);
	f.reader.hdr->pending_send_size = 2500;
	packet_read(&f.reader, f.buffer, &p);
	CHECK(!ring_publish_read(&f.reader));	/* 2048 free now */
	packet_read(&f.reader, f.buffer, &p);
	CHECK(ring_publish_read(&f.reader));	/* 3072 */
	packet_read(&f.reader, f.buffer, &p);
	CHECK(!ring_publish_read(&f.reader));	/* was enough before */
	for (i = 0; i < 3; i++)
		CHECK(put(&f, i, payload, 1000));
	ring_publish_write(&f.writer);
	f.reader.hdr->features = 0;
	while (packet_read(&f.reader, f.buffer, &p) == PACKET_OK)
		;
	CHECK(!ring_publish_read(&f.reader));
	teardown(&f);
}

static void ranges(void)
{
	u64 words[8] = { 0 };
	struct gpa_range *range = (void *)words;
	struct range_walk walk;

	CHECK(!range_walk_begin(&walk, (u8 *)words, 64, 0));
	CHECK(!range_walk_begin(&walk, (u8 *)words, 64, 0xffffffff));
	range->length = 2 * PAGE_SIZE;
	range->offset = 4095;
	words[1] = 5;
	CHECK(range_walk_begin(&walk, (u8 *)words, 64, 2));
	CHECK_EQ(range_walk_next(&walk), 1);
	CHECK_EQ(walk.pages, 3);
	CHECK_EQ(range_walk_pfn(&walk, 0), 5);
	CHECK_EQ(range_walk_next(&walk), -1);	/* empty range */
	range->length = 0xffffffff;
	CHECK(range_walk_begin(&walk, (u8 *)words, 64, 1));
	CHECK_EQ(range_walk_next(&walk), -1);
	range->length = 1;
	range->offset = PAGE_SIZE;
	CHECK(range_walk_begin(&walk, (u8 *)words, 64, 1));
	CHECK_EQ(range_walk_next(&walk), -1);
}

void ring(void)
{
	static const struct test tests[] = {
		{ "wraps, flat", wrap_flat },
		{ "wraps, scattered", wrap_scattered },
		{ "full", full },
		{ "bad indices", bad_indices },
		{ "bad descriptors", bad_descriptors },
		{ "bad trailer", bad_trailer },
		{ "less than a packet", crumbs },
		{ "when a writer signals", write_signals },
		{ "when a reader signals", read_signals },
		{ "ranges", ranges },
	};

	RUN(tests);
}
