// SPDX-License-Identifier: GPL-2.0-only
/* guid.c - the mixed-endian text form. */
#include <stdio.h>

#include "guid.h"

const char *guid_text(const struct guid *guid, char to[GUID_TEXT])
{
	const u8 *b = guid->b;

	snprintf(to, GUID_TEXT,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9],
		 b[10], b[11], b[12], b[13], b[14], b[15]);
	return to;
}
