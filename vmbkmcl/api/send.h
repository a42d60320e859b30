/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * send.h - what packets and synchronous requests have in common. Any context.
 */
#ifndef VMBKMCL_API_SEND_H
#define VMBKMCL_API_SEND_H

#include "../core/channel.h"

/*
 * Fill @entry for an in-band packet. STATUS_SUCCESS; a STATUS_INVALID_PARAMETER_n for the
 * second or third argument; @bad_flags; or STATUS_NOT_SUPPORTED.
 */
NTSTATUS vmbkmcl_send_prepare(struct vmbkmcl_channel *channel,
			      struct vmbkmcl_tx_entry *entry,
			      const void *buffer, u32 size, u32 flags,
			      NTSTATUS bad_flags);
/*
 * Then add @external and make it GPA-direct; @error is what filling @external
 * returned. @flags say which way the data goes.
 */
NTSTATUS vmbkmcl_send_external(struct vmbkmcl_channel *channel,
			       struct vmbkmcl_tx_entry *entry,
			       struct vmbkmcl_external *external, int error,
			       u32 flags, NTSTATUS bad_flags);

#endif /* VMBKMCL_API_SEND_H */
