/* SPDX-License-Identifier: GPL-2.0-only */
/* device.h - the operations of a device, and reading its description. */
#ifndef VMBHOST_DEVICE_H
#define VMBHOST_DEVICE_H

#include <stdio.h>

#include "../core/host.h"

/**
 * struct device_counter - a counter that vmbhost_dump() prints
 */
struct device_counter {
	const char *name;
	u64 (*value)(const struct device *device);
};

/**
 * struct device_ops - a kind of device
 * @name: as in a description
 * @subchannels: it serves them like the primary; those of other devices are only offered
 * @add: build the device or devices of a description's options; -1 with a
 *	sentence in @error
 * @free: free device->priv
 * @open: the channel has been opened; packets follow
 * @close: it is being closed, rescinded or reset; its rings may still be
 *	written, but the guest may not see what is
 * @packet: a packet from the guest; its payload is valid until the call returns
 * @writable: everything sent so far is in the ring; called at least each time
 *	that becomes true, and before reading continues
 * @command: a command, without the device's name; -1 with a sentence in @error
 * @counters: ends with a NULL name
 */
struct device_ops {
	const char *name;
	bool subchannels;
	int (*add)(struct vmbhost *host, char *options, char *error,
		   size_t size);
	void (*free)(struct device *device);
	void (*open)(struct channel *channel);
	void (*close)(struct channel *channel);
	void (*packet)(struct channel *channel, const struct packet *packet);
	void (*writable)(struct channel *channel);
	int (*command)(struct device *device, const char *command,
		       char *error, size_t size);
	const struct device_counter *counters;
};

#define DEVICE_NAME 24

/**
 * struct device - one offered instance
 * @index: of its kind
 * @monitored: the guest signals through the monitor page, not by hypercall
 * @channels: the primary, then subchannels
 */
struct device {
	struct vmbhost *host;
	const struct device_ops *ops;
	struct device *next;
	char name[DEVICE_NAME];
	u32 index;
	struct guid type;
	struct guid instance;
	u16 offer_flags;
	u16 mmio_megabytes;
	bool monitored;
	struct channel *channels;
	void *priv;
};

/* Do the device's operations take the channel?  @priv is that of the whole device. */
static inline bool device_serves(const struct channel *channel)
{
	return !channel->index || channel->device->ops->subchannels;
}

/*
 * A new device with its primary channel, offered at once when the guest has
 * asked for offers.  The caller has filled in everything but @channels in
 * @template.
 */
struct device *device_add(struct vmbhost *host, const struct device *template);
struct device *device_find(const struct vmbhost *host, const char *name);
void device_drop_subchannels(struct device *device);
void device_free(struct device *device);

/*
 * The next "key", "key=value" of comma-separated options; false at the end.
 * @value is NULL when there is none.
 */
bool option_next(char **options, char **key, char **value);
/* A number in [@min, @max]; -1 with a sentence in @error. */
int option_number(const char *key, const char *value, u64 min, u64 max,
		  u64 *number, char *error, size_t size);

extern const struct device_ops heartbeat_ops;
extern const struct device_ops timesync_ops;
extern const struct device_ops shutdown_ops;
extern const struct device_ops balloon_ops;
extern const struct device_ops kmcltest_ops;

/* All kinds, ends with NULL. */
extern const struct device_ops *const device_kinds[];

#endif /* VMBHOST_DEVICE_H */
