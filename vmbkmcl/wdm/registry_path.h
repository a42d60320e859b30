/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry_path.h - keys as the Rtl functions name them.
 */
#ifndef VMBKMCL_WDM_REGISTRY_PATH_H
#define VMBKMCL_WDM_REGISTRY_PATH_H

#include "registry_tree.h"

/*
 * The key of a path that is relative to one of RTL_REGISTRY_*, or of a handle; made as
 * vmbkmcl_key_find() does; registry_mutex.
 */
NTSTATUS vmbkmcl_registry_path(ULONG relative_to, PCWSTR path, struct registry_new *new,
			       struct registry_key **key);

#endif
