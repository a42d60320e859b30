/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state_kick.h - the workqueues of the channels; queueing the state worker of one.
 */
#ifndef VMBKMCL_CORE_STATE_KICK_H
#define VMBKMCL_CORE_STATE_KICK_H

struct vmbkmcl_channel;
struct workqueue_struct;

/**
 * struct vmbkmcl_queues - the workqueues of all clients, or of all servers; constant
 * @state: the state workers
 * @receive: rx.work, which presents incoming packets at passive
 *
 * A state worker waits for receiving to stop, and a client for its server on the
 * loopback bus, so each of these has a queue of its own: with hundreds of channels
 * the ones that wait would otherwise keep those that they wait for from running.
 *
 * Receiving goes on when there is no memory for a new worker, since memory may become
 * free only by what a channel transports (WQ_MEM_RECLAIM). State workers have no such
 * promise: their callbacks may wait for another channel, or for a workqueue of the
 * owner's, which need not have it either.
 */
struct vmbkmcl_queues {
	struct workqueue_struct *state;
	struct workqueue_struct *receive;
};

/* For the module's init and exit. Process context. */
int vmbkmcl_queues_init(void);
void vmbkmcl_queues_exit(void);

/* Those of @channel. Any context. */
const struct vmbkmcl_queues *
vmbkmcl_queues_of(const struct vmbkmcl_channel *channel);

/* Queue the state worker: something that it looks at has changed. Any context. */
void vmbkmcl_state_kick(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_CORE_STATE_KICK_H */
