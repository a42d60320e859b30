// SPDX-License-Identifier: GPL-2.0-only
/* writing.c - how records are laid out. */
#include "groups.h"

static void record_sizes(void)
{
	struct vmbkmcl_saved_item item = { .type = VMBKMCL_SAVED_QUEUED };

	CHECK_EQ(vmbkmcl_saved_size(&item, 0), 24);
	CHECK_EQ(vmbkmcl_saved_size(&item, 1), 32);
	item.payload_size = 8;
	CHECK_EQ(vmbkmcl_saved_size(&item, 8), 40);
	item.payload_size = 9;
	CHECK_EQ(vmbkmcl_saved_size(&item, 9), 56);
}

static void too_large(void)
{
	struct vmbkmcl_saved_item item = { .type = VMBKMCL_SAVED_QUEUED };

	CHECK_EQ(vmbkmcl_saved_size(&item, VMBKMCL_SAVED_MAX - 24),
		 VMBKMCL_SAVED_MAX);
	CHECK_EQ(vmbkmcl_saved_size(&item, VMBKMCL_SAVED_MAX - 23), 0);
	CHECK_EQ(vmbkmcl_saved_size(&item, 0xffffffff), 0);
	item.payload_size = 0xffffffff;
	CHECK_EQ(vmbkmcl_saved_size(&item, 0), 0);
	CHECK_EQ(vmbkmcl_saved_size(&item, 0xffffffff), 0);
}

static void all_bytes_written(void)
{
	const struct vmbkmcl_saved_item item = {
		.type = VMBKMCL_SAVED_QUEUED, .id = 5, .payload_size = 3,
	};
	const u8 want[48] = {
		3, 0, 0, 0, 48, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0,
		3, 0, 0, 0, 10, 0, 0, 0, 'a', 'b', 'c',
	};
	u8 bytes[48];
	u8 *owner;

	memset(bytes, 0xff, sizeof(bytes));
	owner = vmbkmcl_saved_put_item(bytes, &item, "abc", 10);
	CHECK(owner == bytes + 32);
	CHECK(!memcmp(bytes, want, sizeof(want)));
}

static void any_alignment(void)
{
	struct state state;
	u8 bytes[64];

	memset(&state, 0, sizeof(state));
	state_add(&state, VMBKMCL_SAVED_QUEUED, 1, 5, 0);
	vmbkmcl_saved_put_header(bytes + 1, 2);
	vmbkmcl_saved_put_item(bytes + 3, state.items, "12345", 0);
	vmbkmcl_saved_put_end(bytes + 5);
	CHECK_EQ(vmbkmcl_saved_next(bytes + 5, 8), 8);
}

static void read_back(void)
{
	struct state state;

	example(&state);
	CHECK_EQ(verdict_on(&state), STATE_ACCEPTED);
	memset(&state, 0, sizeof(state));
	state_write_counting(&state);
	CHECK_EQ(state.size, 40);
	CHECK_EQ(verdict_on(&state), STATE_ACCEPTED);
}

void writing(void)
{
	static const struct test tests[] = {
		{ "a record's size is padded", record_sizes },
		{ "a record that is too large has no size", too_large },
		{ "no byte of a record is left as it was", all_bytes_written },
		{ "memory of any alignment will do", any_alignment },
		{ "what is written is accepted", read_back },
	};

	RUN(tests);
}
