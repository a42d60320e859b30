// SPDX-License-Identifier: GPL-2.0-only
/* monitor.c - monitor bits: assigning them to channels, and polling them. */
#include "../devices/device.h"
#include "host.h"

/* Interval between two looks at the page. */
#define MONITOR_NS		1000000u
/* Where the pending words of the four groups are, each 8 bytes apart. */
#define MONITOR_GROUPS_AT	8
#define MONITOR_GROUP_SIZE	8

void monitor_assign(struct channel *channel)
{
	struct vmbhost *host = channel->host;
	u32 id = 0;

	channel->monitor_id = MONITOR_NONE;
	if (!channel->device->monitored)
		return;
	while (id < MONITOR_COUNT && host->monitor_used[id])
		id++;
	if (id == MONITOR_COUNT)
		return;
	host->monitor_used[id] = true;
	channel->monitor_id = id;
}

void monitor_release(struct channel *channel)
{
	if (channel->monitor_id < MONITOR_COUNT)
		channel->host->monitor_used[channel->monitor_id] = false;
	channel->monitor_id = MONITOR_NONE;
}

/* The word of the guest's page that has the channel's bit, or NULL. */
static u32 *monitor_word(const struct channel *channel)
{
	struct vmbhost *host = channel->host;
	u8 *page = NULL;

	if (host->monitor_page % PAGE_SIZE == 0)
		page = guest_memory(host, host->monitor_page, PAGE_SIZE);
	if (!page)
		return NULL;
	return (u32 *)(page + MONITOR_GROUPS_AT +
		       channel->monitor_id / 32 * MONITOR_GROUP_SIZE);
}

static void monitor_look(struct timer *timer)
{
	struct channel *channel = container_of(timer, struct channel, monitor);
	u32 bit = 1u << channel->monitor_id % 32;
	struct vmbhost *host = channel->host;
	u32 *word = monitor_word(channel);

	if (!word)
		return;
	if (__atomic_fetch_and(word, ~bit, __ATOMIC_ACQ_REL) & bit) {
		vmb_trace(host, "G>H monitor bit=%u relid=%u",
			  channel->monitor_id, channel->relid);
		channel_signalled(channel);
	}
	timer_set(&host->timers, timer, host->now + MONITOR_NS);
}

void monitor_init(struct channel *channel)
{
	channel->monitor_id = MONITOR_NONE;
	timer_init(&channel->monitor, monitor_look);
}

void monitor_begin(struct channel *channel)
{
	struct vmbhost *host = channel->host;

	if (channel->monitor_id >= MONITOR_COUNT)
		return;
	if (!monitor_word(channel)) {
		channel_mistake(channel, "the monitor page is not memory");
		return;
	}
	timer_set(&host->timers, &channel->monitor, host->now + MONITOR_NS);
}

void monitor_end(struct channel *channel)
{
	timer_cancel(&channel->monitor);
}
