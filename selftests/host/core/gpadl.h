/* SPDX-License-Identifier: GPL-2.0-only */
/* gpadl.h - guest memory that the guest has lent under a handle. */
#ifndef VMBHOST_GPADL_H
#define VMBHOST_GPADL_H

#include "packet.h"

struct vmbhost;
struct channel;

#define GPADL_BUCKETS	256
#define GPADL_MAX	16384	/* at a time: a guest must not use up our memory */

enum gpadl_state {
	GPADL_BUILDING,		/* bodies are missing */
	GPADL_IGNORED,		/* likewise, but it is not made: they are only counted */
	GPADL_READY,		/* GPADL_CREATED was sent */
	GPADL_LEAVING,		/* torn down as soon as it has no users */
};

/**
 * struct gpadl - memory lent by the guest
 * @users: the channel's rings, or a device that keeps it mapped
 * @held: a device keeps it mapped, because the guest asked for that
 * @lent: its pages count as lent, so that an isolated guest must not hide them
 * @ranges: the ranges as the guest sent them, @length bytes; none if it is ignored
 * @filled: how many of those have arrived
 */
struct gpadl {
	struct gpadl *next;
	u32 relid;
	u32 handle;
	enum gpadl_state state;
	u32 users;
	bool held;
	bool lent;
	u32 count;
	u32 length;
	u32 filled;
	u64 bytes;
	u8 ranges[];
};

struct gpadl_table {
	struct gpadl *bucket[GPADL_BUCKETS];
	u32 count;
};

/* Messages. */
void gpadl_on_header(struct vmbhost *host, const void *message, u32 len);
void gpadl_on_body(struct vmbhost *host, const void *message, u32 len);
void gpadl_on_teardown(struct vmbhost *host, const void *message, u32 len);

/* A complete GPADL, or NULL. */
struct gpadl *gpadl_find(struct vmbhost *host, u32 relid, u32 handle);

/*
 * Keep a GPADL mapped, so that its teardown waits, and release it.  False if there
 * is no such GPADL.
 */
bool gpadl_hold(struct vmbhost *host, u32 relid, u32 handle);
bool gpadl_unhold(struct vmbhost *host, u32 relid, u32 handle);

void gpadl_get(struct gpadl *gpadl);
/* The last put of a GPADL that is leaving tells the guest, and frees it. */
void gpadl_put(struct vmbhost *host, struct gpadl *gpadl);

/* Free all of @relid, or all there are (0): the guest has forgotten them. */
void gpadl_forget(struct vmbhost *host, u32 relid);

/* The host no longer uses the memory of @relid's: the guest may hide it. */
void gpadl_leave(struct vmbhost *host, u32 relid);

/* Release what a device keeps mapped for the channel. */
void gpadl_release_held(struct vmbhost *host, u32 relid);

/*
 * The address of each page as an array of @count (out), for keep_free(); NULL when a
 * page is no RAM, when the memory does not consist of whole pages, or when the guest
 * makes us keep too much.
 */
u8 **gpadl_pages(struct vmbhost *host, struct gpadl *gpadl, u32 *count);

/**
 * gpadl_visit_fn - called for each piece of memory in order
 * @at: its address
 * @len: its length, never beyond a page
 */
typedef void (*gpadl_visit_fn)(void *ctx, u8 *at, u32 len);

/*
 * Visit @count ranges of @bytes bytes of descriptions.  0, or -1 when a range
 * makes no sense, -2 when memory cannot be reached; earlier pieces have been
 * visited then.  @total adds up the bytes.
 */
int ranges_visit(struct vmbhost *host, const u8 *ranges, u32 bytes, u32 count,
		 gpadl_visit_fn visit, void *ctx, u64 *total);

#endif /* VMBHOST_GPADL_H */
