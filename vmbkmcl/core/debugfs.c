// SPDX-License-Identifier: GPL-2.0-only
/*
 * debugfs.c - /sys/kernel/debug/vmbkmcl/<channel>: read-only, for people and
 * tests.
 *
 * One file a channel, as each takes most of a KiB. Values are read without stopping the
 * channel, so they need not be of one moment.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "debugfs.h"
#include "state.h"

static struct dentry *root;
/* The counters of channels that have been freed, added to atomically. */
static u64 totals[VMBKMCL_COUNTERS];

static const char * const counter_names[VMBKMCL_COUNTERS] = {
	[VMBKMCL_TX_PACKETS]		= "tx_packets",
	[VMBKMCL_TX_BYTES]		= "tx_bytes",
	[VMBKMCL_TX_QUEUED]		= "tx_queued",
	[VMBKMCL_TX_SIGNALS]		= "tx_signals",
	[VMBKMCL_TX_BAD_INDEX]		= "tx_bad_index",
	[VMBKMCL_TX_COMPLETED]		= "tx_completed",
	[VMBKMCL_TX_ABORTED]		= "tx_aborted",
	[VMBKMCL_TX_CANCELLED]		= "tx_cancelled",
	[VMBKMCL_DROP_UNKNOWN_ID]	= "drop_unknown_id",
	[VMBKMCL_RX_PACKETS]		= "rx_packets",
	[VMBKMCL_RX_BYTES]		= "rx_bytes",
	[VMBKMCL_RX_PRESENTED]		= "rx_presented",
	[VMBKMCL_RX_BATCHES]		= "rx_batches",
	[VMBKMCL_RX_DEFERRED]		= "rx_deferred",
	[VMBKMCL_RX_QUOTA_STOPS]	= "rx_quota_stops",
	[VMBKMCL_RX_BUDGET_STOPS]	= "rx_budget_stops",
	[VMBKMCL_RX_NO_MEMORY]		= "rx_no_memory",
	[VMBKMCL_RX_SIGNALS]		= "rx_signals",
	[VMBKMCL_DROP_TYPE]		= "drop_type",
	[VMBKMCL_DROP_TRANSFER_PAGES]	= "drop_transfer_pages",
	[VMBKMCL_DROP_FLAGS]		= "drop_flags",
	[VMBKMCL_DROP_RANGES]		= "drop_ranges",
	[VMBKMCL_DROP_PIPE]		= "drop_pipe",
	[VMBKMCL_DROP_NO_CALLBACK]	= "drop_no_callback",
	[VMBKMCL_DROP_CLOSED]		= "drop_closed",
	[VMBKMCL_RX_FRAMING_LOST]	= "rx_framing_lost",
	[VMBKMCL_RX_PACKETS_FAILED]	= "rx_packets_failed",
	[VMBKMCL_DROP_SUBCHANNEL]	= "drop_subchannel",
	[VMBKMCL_MISUSE]		= "misuse",
};

static void show_counters(struct seq_file *file, const u64 *counters)
{
	unsigned int i;

	for (i = 0; i < VMBKMCL_COUNTERS; i++)
		seq_printf(file, "%s %llu\n", counter_names[i],
			   READ_ONCE(counters[i]));
}

static int totals_show(struct seq_file *file, void *unused)
{
	show_counters(file, totals);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(totals);

void vmbkmcl_debugfs_add_totals(const struct vmbkmcl_channel *channel)
{
	unsigned int i;

	for (i = 0; i < VMBKMCL_COUNTERS; i++)
		atomic64_add(channel->counters[i], (atomic64_t *)&totals[i]);
}

static void show_offer(struct seq_file *file, struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer;

	/* The lock keeps the channel from releasing the offer. */
	spin_lock_irq(&channel->lock);
	offer = channel->offer;
	seq_printf(file, "transport %s\n", offer ? offer->transport->name : "-");
	if (channel->is_server || channel->config.has_target)
		seq_printf(file, "type %pUl\n", &channel->config.type);
	else if (offer)
		seq_printf(file, "type %pUl\n", &offer->type);
	else
		seq_puts(file, "type -\n");
	if (channel->is_server)
		seq_printf(file, "instance %pUl\n", &channel->config.instance);
	else if (offer)
		seq_printf(file, "instance %pUl\n", &offer->instance);
	else
		seq_puts(file, "instance -\n");
	spin_unlock_irq(&channel->lock);
}

static void show_state(struct seq_file *file, struct vmbkmcl_channel *channel)
{
	seq_printf(file, "name %s\n", channel->config.name);
	seq_printf(file, "end %s\n", channel->is_server ? "server" : "client");
	show_offer(file, channel);
	seq_printf(file, "state %s\n",
		   vmbkmcl_state_name(READ_ONCE(channel->state)));
	seq_printf(file, "active %d\n", READ_ONCE(channel->want_active));
	seq_printf(file, "pipe %d\n",
		   !!(channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE));
	seq_printf(file, "passive %d\n", READ_ONCE(channel->rx.at_passive));
	seq_printf(file, "max_packet %u\n", channel->config.max_packet);
}

static void show_queues(struct seq_file *file, struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_tx_usage tx;

	vmbkmcl_tx_usage(channel, &tx);
	seq_printf(file, "tx_ring_size %u\n", tx.ring_size);
	seq_printf(file, "tx_ring_used %u\n", tx.ring_used);
	seq_printf(file, "tx_waiting %u\n", tx.queued);
	seq_printf(file, "in_flight %u\n", tx.in_flight);
	seq_printf(file, "rx_ring_size %u\n", READ_ONCE(channel->rx.ring.size));
	seq_printf(file, "rx_held %d\n", atomic_read(&channel->rx.held));
	seq_printf(file, "rx_quota %d\n", READ_ONCE(channel->rx.quota));
	seq_printf(file, "packets_out %u\n", READ_ONCE(channel->packets_out));
}

/* The counters come last, below an empty line. */
static int channel_show(struct seq_file *file, void *unused)
{
	struct vmbkmcl_channel *channel = file->private;

	show_state(file, channel);
	show_queues(file, channel);
	seq_putc(file, '\n');
	show_counters(file, channel->counters);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(channel);

void vmbkmcl_debugfs_add(struct vmbkmcl_channel *channel)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", channel->id);
	channel->file = debugfs_create_file(name, 0400, root, channel,
					    &channel_fops);
}

void vmbkmcl_debugfs_remove(struct vmbkmcl_channel *channel)
{
	debugfs_remove(channel->file);
}

void vmbkmcl_debugfs_init(void)
{
	root = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("totals", 0400, root, NULL, &totals_fops);
}

struct dentry *vmbkmcl_debugfs_root(void)
{
	return root;
}

void vmbkmcl_debugfs_exit(void)
{
	debugfs_remove_recursive(root);
}
