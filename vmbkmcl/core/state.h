/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h - what an owner may want of a channel's state.
 *
 * Each function records what is wanted and queues the state worker; those that
 * say so wait for it.
 */
#ifndef VMBKMCL_CORE_STATE_H
#define VMBKMCL_CORE_STATE_H

#include "channel.h"

/* The state worker; see struct vmbkmcl_channel.state_work. */
void vmbkmcl_state_work(struct work_struct *work);

const char *vmbkmcl_state_name(enum vmbkmcl_state state);

/*
 * May its next life begin? Not while it is enabled, the last life has not ended, or a
 * Disable waits. With config_mutex held, and true until that is released.
 */
bool vmbkmcl_state_may_enable(struct vmbkmcl_channel *channel);
/* Begin it, if it may. */
void vmbkmcl_state_enable(struct vmbkmcl_channel *channel);

/* Have it go down, without waiting. Any context. */
void vmbkmcl_state_disable_begin(struct vmbkmcl_channel *channel);
/* And wait until it is Disabled. Process context. */
void vmbkmcl_state_disable(struct vmbkmcl_channel *channel);
/*
 * Is it Disabled, and to stay so? With config_mutex held it does. Process context.
 */
bool vmbkmcl_state_is_disabled(struct vmbkmcl_channel *channel);

/* Have it started. Any context. */
void vmbkmcl_state_start(struct vmbkmcl_channel *channel);
/* Have it paused, without waiting. Any context. */
void vmbkmcl_state_pause_begin(struct vmbkmcl_channel *channel);
/* And wait until no packet is presented any more. Process context. */
void vmbkmcl_state_pause(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_STATE_H */
