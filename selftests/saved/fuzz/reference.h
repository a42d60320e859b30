/* SPDX-License-Identifier: GPL-2.0-only */
/* reference.h - a second opinion on a state, written another way. */
#ifndef SAVED_FUZZ_REFERENCE_H
#define SAVED_FUZZ_REFERENCE_H

#include "../state.h"

/*
 * Is @bytes a state of what @of says was saved? It is if writing those items again,
 * with the contents that are found in @bytes, gives the same bytes.
 */
bool reference_accepts(const struct state *of, const u8 *bytes, u32 size);

#endif /* SAVED_FUZZ_REFERENCE_H */
