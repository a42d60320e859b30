// SPDX-License-Identifier: GPL-2.0-only
/*
 * state_kick.c - queue the state worker of a channel.
 *
 * Not in state.c, so that the worker may call every file that queues it without a
 * circle of calls.
 */
#include <linux/module.h>
#include <linux/workqueue.h>

#include "channel.h"
#include "state_kick.h"

static struct vmbkmcl_queues client_queues, server_queues;

const struct vmbkmcl_queues *
vmbkmcl_queues_of(const struct vmbkmcl_channel *channel)
{
	return channel->is_server ? &server_queues : &client_queues;
}

void vmbkmcl_state_kick(struct vmbkmcl_channel *channel)
{
	queue_work(vmbkmcl_queues_of(channel)->state, &channel->state_work);
}

/* WQ_MAX_ACTIVE: each channel may block a worker thread in a callback. */
static struct workqueue_struct *queue_alloc(const char *name, unsigned int flags)
{
	return alloc_workqueue("vmbkmcl_%s", WQ_UNBOUND | flags, WQ_MAX_ACTIVE,
			       name);
}

static void queue_free(struct workqueue_struct *queue)
{
	if (queue)
		destroy_workqueue(queue);
}

int vmbkmcl_queues_init(void)
{
	client_queues.state = queue_alloc("client", 0);
	client_queues.receive = queue_alloc("client_rx", WQ_MEM_RECLAIM);
	server_queues.state = queue_alloc("server", 0);
	server_queues.receive = queue_alloc("server_rx", WQ_MEM_RECLAIM);
	if (client_queues.state && client_queues.receive &&
	    server_queues.state && server_queues.receive)
		return 0;
	vmbkmcl_queues_exit();
	return -ENOMEM;
}

void vmbkmcl_queues_exit(void)
{
	queue_free(server_queues.receive);
	queue_free(server_queues.state);
	queue_free(client_queues.receive);
	queue_free(client_queues.state);
}
