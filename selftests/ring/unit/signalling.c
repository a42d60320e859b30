// SPDX-License-Identifier: GPL-2.0-only
/* signalling.c - when the other end has to be signalled. */
#include <string.h>

#include "../../unit/harness.h"
#include "groups.h"
#include "pair.h"

/* Linux, hv_signal_on_write(): a reader that does not mask and had read it all. */
static void writer_truth_table(void)
{
	static const u32 masks[] = { 0, 1, 2, 0x80000000 };
	static const u32 reads[] = { 1024, 1016, 1032, 1056, 1088, 0, 4096, 0xfffffff8 };
	u32 mask, read, writes, i;
	struct pair pair;

	pair_init(&pair, 1);
	for (mask = 0; mask < ARRAY_SIZE(masks); mask++)
		for (read = 0; read < ARRAY_SIZE(reads); read++)
			for (writes = 0; writes < 3; writes++) {
				pair_seek(&pair, 1024);
				for (i = 0; i < writes; i++)
					pair_write(&pair, i, 8);
				pair.memory.header->interrupt_mask = masks[mask];
				pair.memory.header->read_index = reads[read];
				CHECK_EQ(vmbkmcl_ring_writer_publish(&pair.writer),
					 writes && !masks[mask] && reads[read] == 1024);
				CHECK_EQ(pair.memory.header->write_index,
					 1024 + writes * 32);
				/* The same packets are not signalled twice. */
				CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
			}
	pair_free(&pair);
}

/* Bytes from @write on to @read, counted; all of them when they are equal. */
static u32 count_room(u32 write, u32 read, u32 size)
{
	u32 bytes = 0;

	do {
		write = (write + 8) % size;
		bytes += 8;
	} while (write != read);
	return bytes;
}

/* One row of the table: from @before to @after, the writer at @write. */
static void check_reader_row(struct pair *pair, u32 write, u32 before, u32 after,
			     u32 pending)
{
	u32 size = pair->reader.size;
	bool expected = pending && before != after &&
			count_room(write, before, size) <= pending &&
			count_room(write, after, size) > pending;

	pair->memory.header->write_index = write;
	pair->memory.header->pending_send_sz = pending;
	vmbkmcl_ring_reader_resume(&pair->reader, before);
	pair->reader.read = after;
	CHECK_EQ(vmbkmcl_ring_reader_publish(&pair->reader), expected);
	CHECK_EQ(pair->reader.published, after);
	CHECK(!vmbkmcl_ring_reader_publish(&pair->reader));
}

/*
 * Linux, hv_pkt_iter_close(): a step is signalled if room exceeds pending_send_sz
 * after it and did not before. Every step in a ring of 64 bytes.
 */
static void reader_truth_table(void)
{
	u32 write, before, after, pending;
	struct pair pair;

	pair_init(&pair, 1);
	pair.reader.size = 64;
	for (write = 0; write < 64; write += 8)
		for (before = 0; before < 64; before += 8)
			for (after = 0; after < 64; after += 8)
				for (pending = 0; pending <= 72; pending++)
					check_reader_row(&pair, write, before, after,
							 pending);
	pair_free(&pair);
}

/* Ours: with a write index that is invalid there is no telling, and no signal. */
static void reader_bad_write_index(void)
{
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 0; i < GARBAGE_COUNT && !harness_failed(); i++) {
		u32 write = garbage(i, 4096);
		bool expected = is_index(write, 4096) &&
				count_room(write, 1024, 4096) <= 1000 &&
				count_room(write, 2048, 4096) > 1000;

		pair_seek(&pair, 1024);
		pair.memory.header->write_index = write;
		pair.memory.header->pending_send_sz = 1000;
		pair.reader.read = 2048;
		CHECK_EQ(vmbkmcl_ring_reader_publish(&pair.reader), expected);
		CHECK_EQ(pair.memory.header->read_index, 2048);
	}
	pair_free(&pair);
}

/* Ours: without anything new nothing is stored, so the peer's word stays. */
static void nothing_new(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair.memory.header->write_index = 0x1234;
	pair.memory.header->read_index = 0x5678;
	pair.memory.header->pending_send_sz = 8;
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	CHECK(!vmbkmcl_ring_reader_publish(&pair.reader));
	CHECK_EQ(pair.memory.header->write_index, 0x1234);
	CHECK_EQ(pair.memory.header->read_index, 0x5678);
	pair_free(&pair);
}

/* Linux, hv_begin_read() and hv_end_read(). */
static void masks(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	vmbkmcl_ring_mask(&pair.reader);
	CHECK_EQ(pair.memory.header->interrupt_mask, 1);
	CHECK(!vmbkmcl_ring_unmask(&pair.reader));
	CHECK_EQ(pair.memory.header->interrupt_mask, 0);
	pair_free(&pair);
}

/* Linux, hv_end_read(): packets written under the mask are found on unmasking. */
static void written_under_the_mask(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	vmbkmcl_ring_mask(&pair.reader);
	CHECK_EQ(vmbkmcl_ring_look(&pair.reader), VMBKMCL_RING_EMPTY);
	pair_write(&pair, 1, 8);
	/* Not published: there is nothing to be found yet. */
	CHECK(!vmbkmcl_ring_unmask(&pair.reader));
	vmbkmcl_ring_mask(&pair.reader);
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	CHECK(vmbkmcl_ring_unmask(&pair.reader));
	/* Nor is more of it signalled before the first is read. */
	pair_write(&pair, 2, 8);
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	pair_read(&pair, 1, 8);
	pair_read(&pair, 2, 8);
	vmbkmcl_ring_reader_publish(&pair.reader);
	CHECK(!vmbkmcl_ring_unmask(&pair.reader));
	pair_write(&pair, 3, 8);
	CHECK(vmbkmcl_ring_writer_publish(&pair.writer));
	pair_free(&pair);
}

/*
 * Linux, hv_pkt_iter_close(), signals when room exceeds pending_send_sz. Ours: the
 * writer asks for a word more than the packet has, because a reader might signal
 * when both are equal; and never for more than the room in an empty ring exceeds.
 */
static void asking(void)
{
	static const u32 of[][2] = {
		{ 0, 0 }, { 24, 32 }, { 32, 40 }, { 4072, 4080 }, { 4080, 4088 },
		{ 4088, 4088 }, { 4096, 4088 }, { 100000, 4088 },
	};
	struct pair pair;
	u32 i;

	pair_init(&pair, 1);
	for (i = 0; i < ARRAY_SIZE(of); i++) {
		vmbkmcl_ring_ask_room(&pair.writer, of[i][0]);
		CHECK_EQ(pair.memory.header->pending_send_sz, of[i][1]);
	}
	vmbkmcl_ring_ask_room(&pair.writer, 0);
	CHECK_EQ(pair.memory.header->pending_send_sz, 0);
	pair_free(&pair);
}

/*
 * Linux, hv_pkt_iter_close(), reads pending_send_sz, then write_index. Ours: a
 * writer shows its packets before it asks, or the reader would count their bytes
 * as room both before and after its step, and signal neither this step nor a later.
 */
static void asking_shows(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair_write(&pair, 1, 1976);
	vmbkmcl_ring_writer_publish(&pair.writer);
	pair_write(&pair, 2, 976);
	CHECK_EQ(pair_write(&pair, 3, 1376), VMBKMCL_RING_FULL);
	vmbkmcl_ring_ask_room(&pair.writer, 1400);
	CHECK_EQ(pair_write(&pair, 3, 1376), VMBKMCL_RING_FULL);
	CHECK_EQ(pair.memory.header->write_index, 3000);
	pair_read(&pair, 1, 1976);
	CHECK(vmbkmcl_ring_reader_publish(&pair.reader));
	CHECK_EQ(pair_write(&pair, 3, 1376), VMBKMCL_RING_WRITTEN);
	pair_free(&pair);
}

/* Ours: if asking showed packets to a sleeping reader, publishing signals it. */
static void asking_owes_signal(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair_write(&pair, 1, 1000);
	vmbkmcl_ring_ask_room(&pair.writer, 4000);
	pair_write(&pair, 2, 1000);
	CHECK(vmbkmcl_ring_writer_publish(&pair.writer));
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	pair_read(&pair, 1, 1000);
	pair_read(&pair, 2, 1000);
	vmbkmcl_ring_reader_publish(&pair.reader);

	pair_write(&pair, 3, 8);
	vmbkmcl_ring_ask_room(&pair.writer, 4000);
	CHECK(vmbkmcl_ring_writer_publish(&pair.writer));
	vmbkmcl_ring_ask_room(&pair.writer, 0);
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	pair_free(&pair);
}

/* Ours: a writer that resumes starts without a signal to be sent. */
static void resume_owes_nothing(void)
{
	struct pair pair;

	pair_init(&pair, 1);
	pair_write(&pair, 1, 8);
	vmbkmcl_ring_ask_room(&pair.writer, 4000);
	vmbkmcl_ring_writer_resume(&pair.writer, pair.writer.write);
	CHECK(!vmbkmcl_ring_writer_publish(&pair.writer));
	pair_free(&pair);
}

/*
 * Writer and reader with all that they can do, one step at a time. Three packets
 * fill the ring.
 */
struct model {
	struct vmbkmcl_ring_writer writer;
	struct vmbkmcl_ring_reader reader;
	struct vmbus_ring_header header;
	bool asleep;	/* the reader, until it is signalled */
	bool full;	/* the writer asked for room in vain; it publishes next */
	bool waiting;	/* and then sleeps, until it is signalled */
};

#define MODEL_PACKET	1320u
#define MODEL_DEPTH	7

static bool model_write(struct model *model)
{
	struct vmbkmcl_ring_packet packet = {
		.ranges_size = MODEL_PACKET - PACKET_OVERHEAD,
		.size = MODEL_PACKET,
	};
	void *ranges;

	return ring_write(&model->writer, &packet, &ranges) ==
	       VMBKMCL_RING_WRITTEN;
}

static void model_publish(struct model *model)
{
	if (vmbkmcl_ring_writer_publish(&model->writer))
		model->asleep = false;
	model->waiting = model->full;
}

static void model_give_back(struct model *model)
{
	if (!vmbkmcl_ring_reader_publish(&model->reader))
		return;
	model->full = false;
	model->waiting = false;
	vmbkmcl_ring_ask_room(&model->writer, 0);
}

/* Write, or ask for room and try again. */
static void model_send(struct model *model)
{
	if (model_write(model))
		return;
	vmbkmcl_ring_ask_room(&model->writer, MODEL_PACKET);
	model->full = !model_write(model);
}

static void model_read(struct model *model)
{
	struct vmbus_packet packet;

	if (ring_next(&model->reader, &packet) == VMBKMCL_RING_PACKET)
		vmbkmcl_ring_advance(&model->reader, MODEL_PACKET);
}

/* False when the one whose turn it is cannot do that now. */
static bool model_step(struct model *model, u32 step)
{
	if (step < 3 ? model->waiting : model->asleep)
		return false;
	if (step < 2 && model->full)
		return false;
	switch (step) {
	case 0:
		model_write(model);
		break;
	case 1:
		model_send(model);
		break;
	case 2:
		model_publish(model);
		break;
	case 3:
		model_read(model);
		break;
	case 4:
		model_give_back(model);
		break;
	case 5:
		vmbkmcl_ring_mask(&model->reader);
		break;
	case 6:
		model_give_back(model);
		model->asleep = !vmbkmcl_ring_unmask(&model->reader);
		break;
	}
	return true;
}

/* Neither end sleeps while there is something for it to do. */
static void model_check(struct model *model)
{
	struct vmbus_ring_header *header = model->writer.header;

	CHECK(!model->asleep || model->writer.signal ||
	      header->write_index == model->reader.read);
	CHECK(!model->waiting ||
	      count_room(header->write_index, header->read_index, 4096) <=
	      header->pending_send_sz);
}

static void model_try(const struct model *from, u32 depth)
{
	struct model model;
	u32 step;

	for (step = 0; step <= 6 && !harness_failed(); step++) {
		model = *from;
		*model.writer.header = model.header;
		if (!model_step(&model, step))
			continue;
		model_check(&model);
		model.header = *model.writer.header;
		if (depth)
			model_try(&model, depth - 1);
	}
}

/* Linux, the comments on signalling at the head of ring_buffer.c. */
static void every_order(void)
{
	struct model model = { 0 };
	struct pair pair;

	pair_init(&pair, 1);
	model.writer = pair.writer;
	model.reader = pair.reader;
	model_try(&model, MODEL_DEPTH - 1);
	/* The same once more, with the ring nearly full. */
	model_write(&model);
	model_write(&model);
	model_publish(&model);
	model.header = *model.writer.header;
	model_try(&model, MODEL_DEPTH - 1);
	pair_free(&pair);
}

void signalling(void)
{
	static const struct test tests[] = {
		{ "a writer signals an unmasked reader that had read it all",
		  writer_truth_table },
		{ "a reader signals the step that makes room exceed pending_send_sz",
		  reader_truth_table },
		{ "a reader does not signal if the write index is invalid",
		  reader_bad_write_index },
		{ "without anything new nothing is stored or signalled", nothing_new },
		{ "a reader masks and unmasks", masks },
		{ "packets written under the mask are found on unmasking",
		  written_under_the_mask },
		{ "a writer asks for a word more than the packet has", asking },
		{ "asking for room shows the packets written so far", asking_shows },
		{ "publishing signals for the packets that asking has shown", asking_owes_signal },
		{ "a writer that resumes has no signal to send", resume_owes_nothing },
		{ "in every order of steps neither end sleeps with work to do", every_order },
	};

	RUN(tests);
}
