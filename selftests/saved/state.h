/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h - saved states in a program: one is written, changed, and read as
 * vmbkmcl/api/restore.c reads it.
 */
#ifndef SAVED_STATE_H
#define SAVED_STATE_H

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

#define ITEMS_MAX	16u
#define STATE_MAX	8192u

/**
 * struct state - what was saved, and the state that was written of it
 * @save: number of the save
 * @items: what was saved
 * @owner_sizes: bytes of the owner's part of each
 * @count: how many
 * @bytes: the state
 * @size: its bytes
 */
struct state {
	u64 save;
	struct vmbkmcl_saved_item items[ITEMS_MAX];
	u32 owner_sizes[ITEMS_MAX];
	u32 count;
	u8 bytes[STATE_MAX];
	u32 size;
};

/* Add something to be saved. */
void state_add(struct state *state, u32 type, u64 id, u32 payload_size,
	       u32 owner_size);
/* Write the state; @fill gives the bytes of payloads and owner's parts, one by one. */
void state_write(struct state *state, u8 (*fill)(void *context), void *context);
/* The same, of bytes that count up. */
void state_write_counting(struct state *state);

/* Where the record with that number begins, 0 being the header's; @size if none. */
u32 state_record(const struct state *state, u32 number);

enum state_verdict {
	STATE_ACCEPTED,
	STATE_UNFINISHED,	/* so far all is well */
	STATE_REFUSED,
	STATE_OTHER_VERSION,
	STATE_UNKNOWN,		/* no such save */
};

/**
 * struct state_reader - a restore
 * @of: what was saved
 * @began: the header was read
 * @check: how far it got
 * @sum: of the bytes of payloads and owner's parts
 */
struct state_reader {
	const struct state *of;
	bool began;
	struct vmbkmcl_saved_check check;
	u64 sum;
};

void state_reader_init(struct state_reader *reader, const struct state *of);
/* Read a chunk, each record from memory of exactly its size. */
enum state_verdict state_read(struct state_reader *reader, const u8 *bytes,
			      u32 size);

#endif /* SAVED_STATE_H */
