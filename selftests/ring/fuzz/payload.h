/* SPDX-License-Identifier: GPL-2.0-only */
/* payload.h - the bytes that are sent, in memory that is just large enough. */
#ifndef RING_FUZZ_PAYLOAD_H
#define RING_FUZZ_PAYLOAD_H

#include "wire.h"

enum whose {
	WRITERS,
	READERS,
};

/* Memory of exactly @size bytes, the same each time. */
u8 *exact(enum whose whose, u32 size);

void payload_fill(u8 *to, u32 id, u32 size);

/* Is it packet @id's, and zeroes up to the next word? */
bool payload_is(const u8 *payload, u32 id, u32 size);

#endif /* RING_FUZZ_PAYLOAD_H */
