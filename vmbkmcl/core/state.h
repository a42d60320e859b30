/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h - the state that a channel is asked to take: enabled or not, started or not.
 *
 * Each function records the request and queues the state worker; those that say so
 * wait for it.
 */
#ifndef VMBKMCL_CORE_STATE_H
#define VMBKMCL_CORE_STATE_H

#include "channel.h"

/* The state worker; see struct vmbkmcl_channel.state_work. */
void vmbkmcl_state_work(struct work_struct *work);

const char *vmbkmcl_state_name(enum vmbkmcl_state state);

/*
 * May the channel's next life begin? Not while it is enabled, its last life has not
 * ended, or a Disable waits. With config_mutex held; the answer holds until that is
 * released.
 */
bool vmbkmcl_state_may_enable(struct vmbkmcl_channel *channel);
/* Begin it: vmbkmcl_state_may_enable() has returned true. */
void vmbkmcl_state_enable(struct vmbkmcl_channel *channel);

/* Have the channel close and become Disabled, without waiting. Any context. */
void vmbkmcl_state_disable_begin(struct vmbkmcl_channel *channel);
/* The same, and wait until it is Disabled. Process context. */
void vmbkmcl_state_disable(struct vmbkmcl_channel *channel);
/*
 * Is the channel Disabled, and not asked to be enabled? While config_mutex is held, it
 * stays so. Process context.
 */
bool vmbkmcl_state_is_disabled(struct vmbkmcl_channel *channel);

/*
 * The channel is about to close, and the caller waits for @entry, whose memory the peer
 * has: end what is in flight now. The state worker cannot, while a callback of the owner's
 * or a packet that the owner holds waits for the caller. If another context closes the
 * rings, or @entry is about to end, this does nothing. Process context.
 */
void vmbkmcl_state_close_rings(struct vmbkmcl_channel *channel,
			       const struct vmbkmcl_tx_entry *entry);

/* Have the channel started, now or when it is open. Any context. */
void vmbkmcl_state_start(struct vmbkmcl_channel *channel);
/* Have it paused, without waiting. Any context. */
void vmbkmcl_state_pause_begin(struct vmbkmcl_channel *channel);
/*
 * The same; if the channel is started, wait until EvtChannelSuspend has returned and the
 * owner has completed all packets, or another thread starts it again. Process context.
 */
void vmbkmcl_state_pause(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_STATE_H */
