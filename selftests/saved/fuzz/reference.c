// SPDX-License-Identifier: GPL-2.0-only
/* reference.c - a state is compared with the only one that it may be. */
#include "reference.h"

/* Byte by byte, and from there on only forward. */
struct cursor {
	const u8 *at;
	const u8 *end;
	bool good;
};

static void expect(struct cursor *in, u64 value, u32 bytes)
{
	while (bytes--) {
		in->good = in->good && in->at < in->end &&
			   *in->at == (u8)value;
		in->at += in->good;
		value >>= 8;
	}
}

static u64 number(struct cursor *in, u32 bytes)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < bytes; i++) {
		in->good = in->good && in->at < in->end;
		if (!in->good)
			return 0;
		value |= (u64)*in->at++ << (8 * i);
	}
	return value;
}

/* Contents of that size, and zeros up to a multiple of 8. */
static void contents(struct cursor *in, u64 size)
{
	in->good = in->good && size <= (u64)(in->end - in->at);
	if (!in->good)
		return;
	in->at += size;
	while (size++ % 8)
		expect(in, 0, 1);
}

static void expect_item(struct cursor *in,
			const struct vmbkmcl_saved_item *item)
{
	u32 payload = item->payload_size, owner, size;

	expect(in, item->type, 4);
	size = number(in, 4);
	expect(in, item->id, 8);
	expect(in, payload, 4);
	owner = number(in, 4);
	if (item->type == VMBKMCL_SAVED_ANSWER && owner)
		in->good = false;
	/* Where both fit, a rounded size does not overflow. */
	if (owner > STATE_MAX || size != 24 + (payload + 7) / 8 * 8 +
					 (owner + 7) / 8 * 8)
		in->good = false;
	contents(in, payload);
	contents(in, owner);
}

bool reference_accepts(const struct state *of, const u8 *bytes, u32 size)
{
	struct cursor in = { .at = bytes, .end = bytes + size, .good = true };
	u32 i;

	expect(&in, VMBKMCL_SAVED_HEADER, 4);
	expect(&in, 32, 4);
	expect(&in, 0x657661736c636d6bull, 8);
	expect(&in, 2, 4);
	expect(&in, 0, 4);
	expect(&in, of->save, 8);
	for (i = 0; i < of->count; i++)
		expect_item(&in, &of->items[i]);
	expect(&in, VMBKMCL_SAVED_END, 4);
	expect(&in, 8, 4);
	return in.good && in.at == in.end;
}
