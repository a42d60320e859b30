/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - how each InitSet function begins and ends.
 */
#ifndef VMBKMCL_API_CONFIG_H
#define VMBKMCL_API_CONFIG_H

#include "../core/channel.h"

/*
 * The channel if it is Disabled, with its config_mutex held, so that it cannot be
 * enabled until vmbkmcl_config_end(). Otherwise NULL, and the caller returns
 * STATUS_INVALID_PARAMETER_1. Process context.
 */
struct vmbkmcl_channel *vmbkmcl_config_begin(VMBCHANNEL handle);
/* Release config_mutex. Returns @status. */
NTSTATUS vmbkmcl_config_end(struct vmbkmcl_channel *channel, NTSTATUS status);

#endif /* VMBKMCL_API_CONFIG_H */
