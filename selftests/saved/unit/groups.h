/* SPDX-License-Identifier: GPL-2.0-only */
/* groups.h - the groups of tests, a file each. */
#ifndef SAVED_UNIT_GROUPS_H
#define SAVED_UNIT_GROUPS_H

#include "../../unit/harness.h"
#include "../state.h"

void writing(void);
void parsing(void);
void comparing(void);

/* A state with a packet in flight, two queued ones and a completion. */
void example(struct state *state);
/* The verdict on all of it, read at once. */
enum state_verdict verdict_on(const struct state *state);

#endif /* SAVED_UNIT_GROUPS_H */
