/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ic.h - the frame and the version negotiation that all integration services
 * share.  They are pipes: a pipe header, the frame, then the service's
 * own data, in in-band packets without completions.
 */
#ifndef VMBHOST_IC_H
#define VMBHOST_IC_H

#include "device.h"

enum ic_type {
	IC_NEGOTIATE	= 0,
	IC_HEARTBEAT	= 1,
	IC_SHUTDOWN	= 3,
	IC_TIMESYNC	= 4,
};

#define IC_FLAG_TRANSACTION	1
#define IC_FLAG_REQUEST		2
#define IC_FLAG_RESPONSE	4

struct ic_version {
	u16 major;
	u16 minor;
} __attribute__((packed));

struct ic_header {
	struct pipe_header pipe;
	struct ic_version frame;
	u16 type;
	struct ic_version message;
	u16 size;
	u32 status;
	u8 transaction;
	u8 flags;
	u8 reserved[2];
} __attribute__((packed));

#define IC_VERSIONS_MAX 8

struct ic;

/**
 * struct ic_kind - a service
 * @type: its messages' type
 * @versions: those it supports, lowest first; 0 ends the list
 * @ready: a version was agreed upon
 * @due: the timer that @ready or @due set has run out
 * @answer: the guest's answer to a message of ours
 */
struct ic_kind {
	u16 type;
	u32 versions[IC_VERSIONS_MAX];
	void (*ready)(struct ic *ic);
	void (*due)(struct ic *ic);
	void (*answer)(struct ic *ic, const struct ic_header *hdr,
		       const u8 *data, u32 len);
};

/**
 * struct ic - a service's device, for as long as it is offered
 * @channel: while it is open
 * @top: highest version of @kind to propose
 * @monitored: the guest signals by a bit in the monitor page
 * @ready: the guest agreed to @version
 */
struct ic {
	const struct ic_kind *kind;
	struct device *device;
	struct channel *channel;
	u32 top;
	bool monitored;
	bool ready;
	u32 frame;
	u32 version;
	u8 transaction;
	struct timer timer;
	u64 sent;
	u64 answered;
	u64 wrong;
};

void ic_init(struct ic *ic, const struct ic_kind *kind);
/* Send @len bytes of the service's own. */
void ic_send(struct ic *ic, const void *data, u32 len);
void ic_set_timer(struct ic *ic, u64 delay_ns);
/* Count an answer that is unsolicited or invalid. */
void ic_wrong(struct ic *ic, const char *text);

/* For struct device_ops; device->priv is a struct whose first member is ic. */
void ic_open(struct channel *channel);
void ic_close(struct channel *channel);
void ic_packet(struct channel *channel, const struct packet *packet);
void ic_writable(struct channel *channel);
void ic_free(struct device *device);
/* Add the device of a service; there can be only one. */
int ic_add(struct vmbhost *host, const struct device_ops *ops, struct ic *ic,
	   const struct guid *type, const struct guid *instance, char *error,
	   size_t size);

u64 ic_count_sent(const struct device *device);
u64 ic_count_answered(const struct device *device);
u64 ic_count_wrong(const struct device *device);
u64 ic_count_version(const struct device *device);

#define IC_COUNTERS \
	{ "sent", ic_count_sent }, \
	{ "answered", ic_count_answered }, \
	{ "wrong", ic_count_wrong }, \
	{ "version", ic_count_version }

#endif /* VMBHOST_IC_H */
