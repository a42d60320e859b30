/* SPDX-License-Identifier: GPL-2.0-only */
/* host.h - the whole host, for the files of the core and for devices. */
#ifndef VMBHOST_HOST_H
#define VMBHOST_HOST_H

#include <string.h>

#include "../vmbhost.h"
#include "channel.h"
#include "fault.h"
#include "gpadl.h"
#include "isolation.h"
#include "messages.h"
#include "monitor.h"
#include "outbox.h"
#include "timer.h"

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* With more messages than this waiting for the guest, its posts are refused. */
#define OUTBOX_LIMIT 8192

/* Bytes that a guest can have us keep at most, whatever for; see keep_alloc(). */
#define KEPT_MAX (512u << 20)

enum connection_state {
	DISCONNECTED,
	CONNECTED,		/* a version was agreed upon */
	OFFERED,		/* and the offers were asked for */
};

/**
 * struct vmbhost - a host and the guest it serves
 * @vp: processor that gets the messages
 * @sint: its interrupt source
 * @connection: where the guest has to post
 * @monitor_page: where the guest sets monitor bits for us
 * @relid_next: where to look for a free relid
 * @ghost: relids that only a fault has offered; [0] stands for impossible ones
 * @storm_salt: of the instance that FAULT_OFFER_STORM offered last
 * @dirty: channels with something written but not published
 * @kept: bytes that the guest makes us keep, of KEPT_MAX
 * @scratch: a packet being read; devices may not keep pointers into it
 */
struct vmbhost {
	struct vmbhost_ops ops;
	void *ctx;
	u32 max_version;
	u64 random;
	u64 now;
	enum connection_state state;
	u32 version;
	u32 vp;
	u32 sint;
	u32 connection;
	u64 monitor_page;
	bool monitor_used[MONITOR_COUNT];
	u32 relid_next;
	struct outbox outbox;
	struct timer_queue timers;
	struct gpadl_table gpadls;
	struct isolation isolation;
	struct channel *by_relid[RELID_COUNT];
	struct device *devices;
	struct device **devices_tail;
	struct channel *dirty;
	struct fault *faults;
	u64 faults_done;
	u32 storm_salt;
	bool ghost[RELID_COUNT];
	u64 mistakes;
	u64 kept;
	u8 *scratch;
};

/* Allocate memory, or end the program. */
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t size);

/*
 * Memory for what the guest sends, lends or asks for, as long as it is needed: zeroed;
 * NULL when the guest has used up what there is for it.  The caller refuses the guest.
 */
void *keep_alloc(struct vmbhost *host, size_t size);
/* Likewise; what is added is not zeroed.  On failure @p, which may be NULL, stays. */
void *keep_resize(struct vmbhost *host, void *p, size_t size);
void keep_free(struct vmbhost *host, void *p);

/* memcpy() that takes a NULL @from with a @len of 0, which C does not allow. */
static inline void copy_bytes(void *to, const void *from, size_t len)
{
	if (len)
		memcpy(to, from, len);
}

u64 host_random(struct vmbhost *host);
/* It is @now, unless it was later already. */
u64 host_begin(struct vmbhost *host, u64 now);
static inline u64 host_clock(struct vmbhost *host)
{
	return host->ops.clock ? host->ops.clock(host->ctx) : 0;
}

/* connection.c */
void connection_on_contact(struct vmbhost *host, const void *message);
void connection_on_request_offers(struct vmbhost *host);
void connection_on_unload(struct vmbhost *host);
void connection_on_tl_connect(struct vmbhost *host, const void *message);
/* Forget everything the guest did. */
void connection_reset(struct vmbhost *host);
bool connection_id_valid(const struct vmbhost *host, u32 connection, u32 type);

/* report.c */
void report_info(struct vmbhost *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void report_mistake(struct vmbhost *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void report_fault(struct vmbhost *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void report_summary(struct vmbhost *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* trace.c */
void trace_message(struct vmbhost *host, const char *way,
		   const void *message, u32 len);
void trace_line(struct vmbhost *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
#define vmb_trace(host, ...) do { \
	if ((host)->ops.trace) \
		trace_line(host, __VA_ARGS__); \
} while (0)

/* guest memory */
static inline u8 *guest_memory(struct vmbhost *host, u64 gpa, u64 len)
{
	return host->isolation.on ? isolation_memory(host, gpa, len) :
				    host->ops.gpa(host->ctx, gpa, len);
}

#endif /* VMBHOST_HOST_H */
