/* SPDX-License-Identifier: GPL-2.0-only */
/* guid.h - GUIDs as text. */
#ifndef VMBHOST_GUID_H
#define VMBHOST_GUID_H

#include "proto.h"

#define GUID_TEXT 37

/* Fills @to and returns it. */
const char *guid_text(const struct guid *guid, char to[GUID_TEXT]);

#endif /* VMBHOST_GUID_H */
