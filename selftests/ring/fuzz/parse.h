/* SPDX-License-Identifier: GPL-2.0-only */
/* parse.h - bytes that are no packet's, straight to the parsers. */
#ifndef RING_FUZZ_PARSE_H
#define RING_FUZZ_PARSE_H

#include "../../host/fuzz/input.h"
#include "../watch/calls.h"

/* All of the input; how many blocks and headers that were. */
u32 parse_bytes(struct input *in);

#endif /* RING_FUZZ_PARSE_H */
