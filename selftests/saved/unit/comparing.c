// SPDX-License-Identifier: GPL-2.0-only
/* comparing.c - a state against what was really saved. */
#include "groups.h"

/* The records of the example: header, four items, end. */
#define RECORDS	6u

/* Replace the state by the records of @order, as many as @count. */
static void reorder(struct state *state, const u32 *order, u32 count)
{
	u8 bytes[STATE_MAX];
	u32 size = 0, i, at, end;

	for (i = 0; i < count; i++) {
		at = state_record(state, order[i]);
		end = state_record(state, order[i] + 1);
		memcpy(bytes + size, state->bytes + at, end - at);
		size += end - at;
	}
	memcpy(state->bytes, bytes, size);
	state->size = size;
}

static void record_left_out(void)
{
	struct state state;
	u32 out, i, count, order[RECORDS];

	for (out = 0; out < RECORDS; out++) {
		example(&state);
		for (i = count = 0; i < RECORDS; i++) {
			if (i != out)
				order[count++] = i;
		}
		reorder(&state, order, count);
		CHECK_EQ(verdict_on(&state), out == RECORDS - 1 ?
			 STATE_UNFINISHED : STATE_REFUSED);
	}
}

static void record_twice(void)
{
	u32 twice, i, count, order[RECORDS + 1];
	struct state state;

	for (twice = 0; twice < RECORDS; twice++) {
		example(&state);
		for (i = count = 0; i < RECORDS; i++) {
			order[count++] = i;
			if (i == twice)
				order[count++] = i;
		}
		reorder(&state, order, count);
		CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	}
}

static void records_swapped(void)
{
	u32 a, b, i, order[RECORDS];
	struct state state;

	for (a = 0; a < RECORDS; a++) {
		for (b = a + 1; b < RECORDS; b++) {
			example(&state);
			for (i = 0; i < RECORDS; i++)
				order[i] = i == a ? b : i == b ? a : i;
			reorder(&state, order, RECORDS);
			CHECK_EQ(verdict_on(&state), STATE_REFUSED);
		}
	}
}

static void ids_and_sizes(void)
{
	struct state state, other;
	u32 i;

	for (i = 0; i < 4; i++) {
		example(&state);
		other = state;
		other.items[i].id++;
		state_write_counting(&other);
		other.items[i].id--;
		CHECK_EQ(verdict_on(&other), STATE_REFUSED);
	}
	for (i = 1; i < 4; i++) {
		example(&state);
		other = state;
		other.items[i].payload_size += 8;
		state_write_counting(&other);
		other.items[i].payload_size -= 8;
		CHECK_EQ(verdict_on(&other), STATE_REFUSED);
	}
}

/* The contents are the state's alone. */
static void contents_are_free(void)
{
	struct state state;
	u32 at;

	example(&state);
	at = state_record(&state, 2);
	state.bytes[at + 24] ^= 0xff;
	state.bytes[at + 64] ^= 0xff;
	CHECK_EQ(verdict_on(&state), STATE_ACCEPTED);
	state.owner_sizes[1] = 100;
	state_write_counting(&state);
	CHECK_EQ(verdict_on(&state), STATE_ACCEPTED);
}

/* However it is cut between records, it is read; between bytes, it is not. */
static void cut_anywhere(void)
{
	struct state_reader reader;
	struct state state;
	u32 cut, number;

	example(&state);
	for (cut = 1; cut < state.size; cut++) {
		for (number = 1; state_record(&state, number) < cut; number++)
			;
		state_reader_init(&reader, &state);
		if (state_record(&state, number) != cut) {
			CHECK_EQ(state_read(&reader, state.bytes, cut),
				 STATE_REFUSED);
			continue;
		}
		CHECK_EQ(state_read(&reader, state.bytes, cut), STATE_UNFINISHED);
		CHECK_EQ(state_read(&reader, state.bytes + cut, state.size - cut),
			 STATE_ACCEPTED);
	}
}

static void after_the_end(void)
{
	struct vmbkmcl_saved_view view = { .type = VMBKMCL_SAVED_END };
	struct vmbkmcl_saved_check check;

	vmbkmcl_saved_check_begin(&check, NULL, 0);
	CHECK(vmbkmcl_saved_check_next(&check, &view));
	CHECK(!vmbkmcl_saved_check_next(&check, &view));
}

void comparing(void)
{
	static const struct test tests[] = {
		{ "a record left out", record_left_out },
		{ "a record twice", record_twice },
		{ "two records swapped", records_swapped },
		{ "other ids, other payload sizes", ids_and_sizes },
		{ "payloads and owner's parts may differ", contents_are_free },
		{ "chunks of any sizes, but of whole records", cut_anywhere },
		{ "nothing follows the end", after_the_end },
	};

	RUN(tests);
}
