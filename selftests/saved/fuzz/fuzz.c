// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz.c - saved states that were changed, and what is made of them.
 *
 * The input says what was saved, and which contents it had; then it makes a number of
 * changes to the state, and cuts it into chunks. Without a change it has to be
 * accepted. Whatever it is then, it is accepted exactly if the reference accepts it
 * (reference.h). ASan watches that nothing beyond a record is looked at.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../host/fuzz/total.h"
#include "change.h"
#include "reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rule_broken(const char *rule)
{
	fprintf(stderr, "broken: %s\n", rule);
	abort();
}

static u8 from_input(void *context)
{
	return take8(context);
}

static void saved(struct state *state, struct input *in, u64 save)
{
	u32 count = take8(in) % (ITEMS_MAX / 2 + 1), i;

	state->count = 0;
	state->save = save;
	for (i = 0; i < count; i++) {
		u8 kind = take8(in);
		u32 payload = take8(in) % 48, owner = take8(in) % 48;
		u64 id = take8(in);

		switch (kind % 3) {
		case 0:
			state_add(state, VMBKMCL_SAVED_IN_FLIGHT, id + 1, 0, owner);
			break;
		case 1:
			state_add(state, VMBKMCL_SAVED_QUEUED, id, payload, owner);
			break;
		default:
			state_add(state, VMBKMCL_SAVED_ANSWER, id, payload, 0);
		}
	}
	state_write(state, from_input, in);
}

/* In chunks: of whole records, or one that ends anywhere. */
static enum state_verdict read_all(const struct state *state, struct input *in)
{
	enum state_verdict verdict = STATE_UNFINISHED;
	u32 at = 0, number = 0, chunk;
	struct state_reader reader;

	state_reader_init(&reader, state);
	while (verdict == STATE_UNFINISHED && at < state->size) {
		number += 1 + take8(in) % 4;
		chunk = state_record(state, number) - at;
		if (!chunk || chunk > state->size - at)
			chunk = state->size - at;
		verdict = state_read(&reader, state->bytes + at, chunk);
		at += chunk;
	}
	/* A server is restored by the end alone; what follows is another call. */
	return verdict == STATE_ACCEPTED && at < state->size ? STATE_REFUSED :
							       verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .at = data, .end = data + size };
	static struct state state, other;
	u32 changes = take8(&in) % 6, i;
	bool accepted, wanted;

	saved(&state, &in, 0x0123456789abcdefull);
	saved(&other, &in, 0x0123456789abcdeeull);
	for (i = 0; i < changes; i++)
		change(&state, &other, &in);
	fuzz_total_add(changes);

	accepted = read_all(&state, &in) == STATE_ACCEPTED;
	wanted = reference_accepts(&state, state.bytes, state.size);
	if (!changes && !accepted)
		rule_broken("what was saved is accepted");
	if (accepted != wanted)
		rule_broken(accepted ? "only what was saved is accepted" :
				  "contents may differ from what was saved");
	return 0;
}
