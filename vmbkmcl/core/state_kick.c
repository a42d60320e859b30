// SPDX-License-Identifier: GPL-2.0-only
/*
 * state_kick.c - queue the state worker of a channel.
 *
 * Apart from the worker itself (state.c), so that each file which notices a
 * change can queue it, and the worker can call all of them.
 */
#include <linux/module.h>
#include <linux/workqueue.h>

#include "channel.h"
#include "state_kick.h"

struct workqueue_struct *vmbkmcl_workqueue;

void vmbkmcl_state_kick(struct vmbkmcl_channel *channel)
{
	queue_work(vmbkmcl_workqueue, &channel->state_work);
}

int vmbkmcl_workqueue_init(void)
{
	/* Each channel may block a worker in a callback. */
	vmbkmcl_workqueue = alloc_workqueue(KBUILD_MODNAME, WQ_UNBOUND,
					    WQ_MAX_ACTIVE);
	return vmbkmcl_workqueue ? 0 : -ENOMEM;
}

void vmbkmcl_workqueue_exit(void)
{
	destroy_workqueue(vmbkmcl_workqueue);
}
