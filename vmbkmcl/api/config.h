/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - the bracket around each InitSet function.
 */
#ifndef VMBKMCL_API_CONFIG_H
#define VMBKMCL_API_CONFIG_H

#include "../core/channel.h"

/*
 * The channel when it may be configured, with its config_mutex held, so that it
 * cannot be enabled until vmbkmcl_config_end(). Otherwise NULL, for which the
 * caller returns STATUS_INVALID_PARAMETER_1. Process context.
 */
struct vmbkmcl_channel *vmbkmcl_config_begin(VMBCHANNEL handle);
/* Returns @status. */
NTSTATUS vmbkmcl_config_end(struct vmbkmcl_channel *channel, NTSTATUS status);

#endif /* VMBKMCL_API_CONFIG_H */
