/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state_kick.h - the workqueue of the channels, and the state worker's place on it.
 */
#ifndef VMBKMCL_CORE_STATE_KICK_H
#define VMBKMCL_CORE_STATE_KICK_H

struct vmbkmcl_channel;
struct workqueue_struct;

/* For the module's init and exit. Process context. */
int vmbkmcl_workqueue_init(void);
void vmbkmcl_workqueue_exit(void);

/* Where state workers and passive receiving run; no work waits for another. */
extern struct workqueue_struct *vmbkmcl_workqueue;

/* Queue the state worker: something that it looks at has changed. Any context. */
void vmbkmcl_state_kick(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_STATE_KICK_H */
