// SPDX-License-Identifier: GPL-2.0-only
/* main.c - all tests of the saved state's format. */
#include "groups.h"

void example(struct state *state)
{
	memset(state, 0, sizeof(*state));
	state->save = 0x1122334455667788;
	state_add(state, VMBKMCL_SAVED_IN_FLIGHT, 7, 0, 12);
	state_add(state, VMBKMCL_SAVED_QUEUED, 9, 40, 5);
	state_add(state, VMBKMCL_SAVED_QUEUED, 0, 13, 0);
	state_add(state, VMBKMCL_SAVED_ANSWER, 3, 8, 0);
	state_write_counting(state);
}

enum state_verdict verdict_on(const struct state *state)
{
	struct state_reader reader;

	state_reader_init(&reader, state);
	return state_read(&reader, state->bytes, state->size);
}

int main(void)
{
	writing();
	parsing();
	comparing();
	return harness_end();
}
