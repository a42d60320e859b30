/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * traffic.h - requests that go round and round until they are stopped. They are
 * sent again by a work item: a device that answers at once would otherwise keep
 * a CPU in softirq for as long as there is traffic.
 */
#ifndef KMCL_TEST_TRAFFIC_H
#define KMCL_TEST_TRAFFIC_H

#include <linux/workqueue.h>

#include "client.h"

/**
 * struct traffic - requests on their way
 * @c: the client
 * @r: the requests
 * @count: how many
 * @flags: of their sends
 * @stop: come back and stay
 * @running: requests that will be sent again
 * @rounds: completions seen
 * @again: sends those that came back
 */
struct traffic {
	struct endpoint *c;
	struct request **r;
	u32 count;
	u32 flags;
	bool stop;
	atomic_t running;
	atomic64_t rounds;
	struct work_struct again;
};

/* The requests; none is sent yet. Lasts until the channel is down. */
struct traffic *traffic_alloc(struct endpoint *c, u32 op, u32 size, u32 count,
			      u32 flags);
/* Send all that are not under way. A send that is refused is left out. */
void traffic_start(struct traffic *tr);
/* Let no request go round again, and wait until none is under way. */
void traffic_stop(struct traffic *tr);

#endif /* KMCL_TEST_TRAFFIC_H */
