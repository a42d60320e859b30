// SPDX-License-Identifier: GPL-2.0-only
/* parsing.c - records that contradict themselves. */
#include "groups.h"

static u32 word_at(const struct state *state, u32 at)
{
	u32 word;

	memcpy(&word, state->bytes + at, sizeof(word));
	return word;
}

static void set_word(struct state *state, u32 at, u32 word)
{
	memcpy(state->bytes + at, &word, sizeof(word));
}

static void bad_record_sizes(void)
{
	static const u32 sizes[] = {
		0, 1, 4, 7, 9, 12, 4096, VMBKMCL_SAVED_MAX + 8, 0xfffffff8,
	};
	u32 record[4] = { VMBKMCL_SAVED_END };
	u32 i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		record[1] = sizes[i];
		CHECK_EQ(vmbkmcl_saved_next(record, sizeof(record)), 0);
	}
	record[1] = 8;
	CHECK_EQ(vmbkmcl_saved_next(record, sizeof(record)), 8);
	for (i = 0; i <= 8; i++) {
		/* ASan sees what is read beyond the last byte. */
		u8 *few = malloc(i);

		memcpy(few, record, i);
		CHECK_EQ(vmbkmcl_saved_next(few, i), i == 8 ? 8 : 0);
		free(few);
	}
}

/* The size is looked at in the caller's memory, the rest in the copy. */
static void size_changes_meanwhile(void)
{
	struct vmbkmcl_saved_view view;
	u32 record[2] = { VMBKMCL_SAVED_END, 16 };

	CHECK(!vmbkmcl_saved_parse(record, sizeof(record), &view));
	record[1] = 8;
	CHECK(vmbkmcl_saved_parse(record, sizeof(record), &view));
}

static void unknown_types(void)
{
	static const u32 types[] = { 0, 6, 0x101, 0xffffffff };
	struct state state;
	u32 i, number;

	for (number = 0; number < 6; number++) {
		for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
			example(&state);
			set_word(&state, state_record(&state, number), types[i]);
			CHECK_EQ(verdict_on(&state), STATE_REFUSED);
		}
	}
}

/* Each record as one of each other type, and of each size up to its own. */
static void types_and_sizes(void)
{
	u32 number, type, size, at;
	struct state state;

	for (number = 0; number < 6; number++) {
		for (type = 1; type <= 5; type++) {
			example(&state);
			at = state_record(&state, number);
			for (size = word_at(&state, at + 4); size; size -= 8) {
				if (type == word_at(&state, at) &&
				    size == word_at(&state, at + 4))
					continue;
				set_word(&state, at, type);
				set_word(&state, at + 4, size);
				CHECK_EQ(verdict_on(&state), STATE_REFUSED);
				example(&state);
			}
		}
	}
}

static void header_fields(void)
{
	struct state state;

	example(&state);
	set_word(&state, 8, 0);
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	example(&state);
	set_word(&state, 20, 1);
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	/* A header that is longer. */
	example(&state);
	memmove(state.bytes + 40, state.bytes + 32, state.size - 32);
	memset(state.bytes + 32, 0, 8);
	set_word(&state, 4, 40);
	state.size += 8;
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	example(&state);
	set_word(&state, 16, VMBKMCL_SAVED_VERSION + 1);
	CHECK_EQ(verdict_on(&state), STATE_OTHER_VERSION);
	example(&state);
	state.bytes[24]++;
	CHECK_EQ(verdict_on(&state), STATE_UNKNOWN);
}

/* Another version's header may be of another size, but not too short to tell. */
static void header_of_other_version(void)
{
	struct state state;

	example(&state);
	set_word(&state, 16, VMBKMCL_SAVED_VERSION + 1);
	set_word(&state, 4, 40);
	CHECK_EQ(verdict_on(&state), STATE_OTHER_VERSION);
	set_word(&state, 4, 24);
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
}

static void padding_is_zero(void)
{
	struct state state;
	u32 at;

	/* A payload of 13 bytes, and an owner's part of 12. */
	for (at = 13; at < 16; at++) {
		example(&state);
		state.bytes[state_record(&state, 3) + 24 + at] = 1;
		CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	}
	for (at = 12; at < 16; at++) {
		example(&state);
		state.bytes[state_record(&state, 1) + 24 + at] = 0x80;
		CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	}
}

/* The second record has 40 bytes of payload, and 5 of the owner's, padded to 8. */
static void parts_exceed_record(void)
{
	static const u32 sizes[] = {
		49, 56, 4096, 0x7fffffff, 0xfffffff8, 0xffffffff,
	};
	struct state state;
	u32 i, at;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		example(&state);
		at = state_record(&state, 2);
		state.items[1].payload_size = sizes[i];
		set_word(&state, at + 16, sizes[i]);
		CHECK_EQ(verdict_on(&state), STATE_REFUSED);
		example(&state);
		set_word(&state, at + 20, sizes[i] - 40);
		CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	}
}

static void in_flight_has_no_payload(void)
{
	struct state state;

	memset(&state, 0, sizeof(state));
	state_add(&state, VMBKMCL_SAVED_IN_FLIGHT, 1, 8, 0);
	state_write_counting(&state);
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
	memset(&state, 0, sizeof(state));
	state_add(&state, VMBKMCL_SAVED_IN_FLIGHT, 0, 0, 0);
	state_write_counting(&state);
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
}

static void answer_has_no_owner(void)
{
	struct state state;

	memset(&state, 0, sizeof(state));
	state_add(&state, VMBKMCL_SAVED_ANSWER, 1, 8, 8);
	state_write_counting(&state);
	CHECK_EQ(verdict_on(&state), STATE_REFUSED);
}

void parsing(void)
{
	static const struct test tests[] = {
		{ "record sizes are checked", bad_record_sizes },
		{ "a size that changes is noticed", size_changes_meanwhile },
		{ "unknown types are refused", unknown_types },
		{ "a record of another type or size is refused", types_and_sizes },
		{ "each field of the header counts", header_fields },
		{ "another version is named", header_of_other_version },
		{ "padding is zero", padding_is_zero },
		{ "parts lie within their record", parts_exceed_record },
		{ "a packet in flight has an id and no payload",
		  in_flight_has_no_payload },
		{ "a completion has no owner's part", answer_has_no_owner },
	};

	RUN(tests);
}
