// SPDX-License-Identifier: GPL-2.0-only
/* A channel says whether the host's side may touch all of the machine's memory. */
#include <linux/hyperv.h>

bool probe(const struct vmbus_channel *channel);
bool probe(const struct vmbus_channel *channel)
{
	return channel->co_external_memory;
}
