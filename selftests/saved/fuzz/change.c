// SPDX-License-Identifier: GPL-2.0-only
/* change.c - changes to a state: to bytes, to fields, to whole records. */
#include "change.h"

/* A record of @state, by its number; empty behind the last. */
struct piece {
	u32 at;
	u32 size;
};

static struct piece pick(const struct state *state, struct input *in)
{
	u32 which = take8(in) % (ITEMS_MAX + 3);
	struct piece piece = { .at = state_record(state, which) };

	piece.size = state_record(state, which + 1) - piece.at;
	return piece;
}

/* Put @size bytes where @removed bytes are now. */
static void splice(struct state *state, u32 at, u32 removed, const u8 *bytes,
		   u32 size)
{
	u8 copy[STATE_MAX];

	if (state->size - removed + size > STATE_MAX)
		return;
	if (size)
		memcpy(copy, bytes, size);
	memmove(state->bytes + at + size, state->bytes + at + removed,
		state->size - at - removed);
	if (size)
		memcpy(state->bytes + at, copy, size);
	state->size += size - removed;
}

static void flip_bit(struct state *state, struct input *in)
{
	u32 at = take8(in) | take8(in) << 8;

	if (state->size)
		state->bytes[at % state->size] ^= 1 << take8(in) % 8;
}

/* A 32-bit field of a record gets a value near its own, or near a limit. */
static void set_field(struct state *state, struct input *in)
{
	static const u32 values[] = {
		0, 1, 8, 24, 0x7fffffff, 0xfffffff8, 0xffffffff,
		VMBKMCL_SAVED_MAX,
	};
	struct piece piece = pick(state, in);
	u8 how = take8(in);
	u32 value, field;

	if (piece.size < sizeof(value))
		return;
	field = piece.at + take8(in) % (piece.size / 4) * 4;
	memcpy(&value, state->bytes + field, sizeof(value));
	if (how & 1)
		value += (s32)(take8(in) % 33) - 16;
	else
		value = values[how / 2 % (sizeof(values) / sizeof(*values))];
	memcpy(state->bytes + field, &value, sizeof(value));
}

/* A record's own size, and its contents with it. */
static void stretch(struct state *state, struct input *in)
{
	static const u8 zeros[64];
	struct piece piece = pick(state, in);
	u32 more = take8(in) % 8 * 8, size;

	if (piece.size < 8)
		return;
	size = piece.size + more;
	splice(state, piece.at + piece.size, 0, zeros, more);
	memcpy(state->bytes + piece.at + 4, &size, sizeof(size));
}

static void move_record(struct state *state, struct input *in)
{
	struct piece from = pick(state, in), to = pick(state, in);
	bool keep = take8(in) & 1;
	u8 copy[STATE_MAX];

	memcpy(copy, state->bytes + from.at, from.size);
	splice(state, to.at, 0, copy, from.size);
	if (!keep && from.at >= to.at && from.at + 2 * from.size <= state->size)
		splice(state, from.at + from.size, from.size, NULL, 0);
}

static void take_record(struct state *state, const struct state *other,
			struct input *in)
{
	struct piece from = pick(other, in), to = pick(state, in);
	u32 removed = take8(in) & 1 ? to.size : 0;

	splice(state, to.at, removed, other->bytes + from.at, from.size);
}

static void cut(struct state *state, struct input *in)
{
	u32 at = take8(in) | take8(in) << 8;

	if (state->size)
		state->size = at % state->size;
}

void change(struct state *state, const struct state *other, struct input *in)
{
	struct piece piece;

	switch (take8(in) % 8) {
	case 0:
		flip_bit(state, in);
		break;
	case 1:
	case 2:
		set_field(state, in);
		break;
	case 3:
		stretch(state, in);
		break;
	case 4:
		move_record(state, in);
		break;
	case 5:
		take_record(state, other, in);
		break;
	case 6:
		piece = pick(state, in);
		splice(state, piece.at, piece.size, NULL, 0);
		break;
	default:
		cut(state, in);
	}
}
