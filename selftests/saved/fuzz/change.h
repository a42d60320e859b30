/* SPDX-License-Identifier: GPL-2.0-only */
/* change.h - changes to a state, of which the input decides. */
#ifndef SAVED_FUZZ_CHANGE_H
#define SAVED_FUZZ_CHANGE_H

#include "../../host/fuzz/input.h"
#include "../state.h"

/*
 * Make one change to the bytes of @state. @other is the state of another save, from
 * which records may be taken.
 */
void change(struct state *state, const struct state *other, struct input *in);

#endif /* SAVED_FUZZ_CHANGE_H */
