// SPDX-License-Identifier: GPL-2.0-only
/* gpadl.c - building GPADLs from messages, using and returning them. */
#include <stdlib.h>
#include <string.h>

#include "host.h"

static struct gpadl **gpadl_slot(struct vmbhost *host, u32 handle)
{
	struct gpadl **slot = &host->gpadls.bucket[handle % GPADL_BUCKETS];

	while (*slot && (*slot)->handle != handle)
		slot = &(*slot)->next;
	return slot;
}

/* An isolated guest may hide the pages from here on. */
static void gpadl_return(struct vmbhost *host, struct gpadl *gpadl)
{
	if (gpadl->lent)
		isolation_return(host, gpadl->ranges, gpadl->length, gpadl->count);
	gpadl->lent = false;
}

static void gpadl_free(struct vmbhost *host, struct gpadl *gpadl)
{
	struct gpadl **slot = gpadl_slot(host, gpadl->handle);

	gpadl_return(host, gpadl);
	*slot = gpadl->next;
	host->gpadls.count--;
	keep_free(host, gpadl);
}

struct gpadl *gpadl_find(struct vmbhost *host, u32 relid, u32 handle)
{
	struct gpadl *gpadl = *gpadl_slot(host, handle);

	if (!gpadl || gpadl->relid != relid || gpadl->state != GPADL_READY)
		return NULL;
	return gpadl;
}

void gpadl_get(struct gpadl *gpadl)
{
	gpadl->users++;
}

static void gpadl_torndown(struct vmbhost *host, u32 relid, u32 handle)
{
	struct msg_gpadl_torndown reply = {
		.hdr.type = MSG_GPADL_TORNDOWN,
		.gpadl = handle,
	};

	if (fault_due(host, channel_find(host, relid), FAULT_TORNDOWN_NEVER))
		return;
	message_send(host, &reply, sizeof(reply));
}

void gpadl_put(struct vmbhost *host, struct gpadl *gpadl)
{
	if (--gpadl->users || gpadl->state != GPADL_LEAVING)
		return;
	gpadl_torndown(host, gpadl->relid, gpadl->handle);
	gpadl_free(host, gpadl);
}

bool gpadl_hold(struct vmbhost *host, u32 relid, u32 handle)
{
	struct gpadl *gpadl = gpadl_find(host, relid, handle);

	if (!gpadl || gpadl->held)
		return false;
	gpadl->held = true;
	gpadl_get(gpadl);
	return true;
}

bool gpadl_unhold(struct vmbhost *host, u32 relid, u32 handle)
{
	struct gpadl *gpadl = *gpadl_slot(host, handle);

	if (!gpadl || gpadl->relid != relid || !gpadl->held)
		return false;
	gpadl->held = false;
	gpadl_put(host, gpadl);
	return true;
}

static void gpadl_created(struct vmbhost *host, u32 relid, u32 handle,
			  u32 status)
{
	struct channel *channel = channel_find(host, relid);
	struct msg_gpadl_created reply = {
		.hdr.type = MSG_GPADL_CREATED,
		.relid = relid,
		.gpadl = handle,
		.status = status,
	};

	if (fault_due(host, channel, FAULT_CREATED_NEVER))
		return;
	if (channel && fault_due(host, channel, FAULT_RESCIND_DURING_GPADL)) {
		channel_rescind_later(channel, 0, FAULT_REOFFER_NS);
		return;
	}
	if (fault_due(host, channel, FAULT_CREATED_WRONG_RELID)) {
		reply.relid ^= 1;
		message_send(host, &reply, sizeof(reply));
		reply.relid ^= 1;
	}
	message_send(host, &reply, sizeof(reply));
	if (fault_due(host, channel, FAULT_CREATED_TWICE))
		message_send(host, &reply, sizeof(reply));
}

struct size {
	u64 bytes;
};

static void measure(void *ctx, u8 *at, u32 len)
{
	struct size *size = ctx;

	(void)at;
	size->bytes += len;
}

/* The GPADL is complete: check that all of it is memory, and answer. */
static void gpadl_finish(struct vmbhost *host, struct gpadl *gpadl)
{
	u32 relid = gpadl->relid, handle = gpadl->handle;
	struct size size = { 0 };
	u32 status = STATUS_SUCCESS;

	if (ranges_visit(host, gpadl->ranges, gpadl->length, gpadl->count,
			 measure, &size, &gpadl->bytes)) {
		report_mistake(host, "GPADL 0x%x of relid %u: bad ranges",
			       handle, relid);
		status = STATUS_INVALID_PARAMETER;
	} else if (fault_due(host, channel_find(host, relid),
			     FAULT_CREATED_FAILING)) {
		status = STATUS_UNSUCCESSFUL;
	}
	gpadl->state = GPADL_READY;
	if (status == STATUS_SUCCESS) {
		isolation_lend(host, gpadl->ranges, gpadl->length, gpadl->count);
		gpadl->lent = true;
	} else {
		gpadl_free(host, gpadl);
	}
	gpadl_created(host, relid, handle, status);
}

/* With room for @room bytes of ranges; NULL when there are too many, or too large ones. */
static struct gpadl *gpadl_new(struct vmbhost *host, const struct msg_gpadl_header *m,
			       u32 room)
{
	struct gpadl *gpadl = NULL;

	if (host->gpadls.count < GPADL_MAX)
		gpadl = keep_alloc(host, sizeof(*gpadl) + room);
	if (!gpadl)
		return NULL;
	gpadl->relid = m->relid;
	gpadl->handle = m->gpadl;
	gpadl->count = m->count;
	gpadl->length = m->length;
	*gpadl_slot(host, gpadl->handle) = gpadl;
	host->gpadls.count++;
	return gpadl;
}

/* The rest of one that is ignored: its handle is forgotten when all has come. */
static void gpadl_pass_over(struct vmbhost *host, struct gpadl *gpadl, u32 len)
{
	if (len < gpadl->length - gpadl->filled)
		gpadl->filled += len;
	else
		gpadl_free(host, gpadl);
}

/*
 * A guest sends the bodies behind a header without waiting for an answer.  Of a GPADL
 * that is not made for no mistake of its own they are none either, whatever other
 * headers come between.
 */
static void gpadl_ignore(struct vmbhost *host, const struct msg_gpadl_header *m,
			 u32 len)
{
	struct gpadl *gpadl;

	if (len >= m->length || *gpadl_slot(host, m->gpadl))
		return;
	gpadl = gpadl_new(host, m, 0);
	if (!gpadl)
		return;
	gpadl->state = GPADL_IGNORED;
	gpadl->filled = len;
}

static void gpadl_fill(struct vmbhost *host, struct gpadl *gpadl,
		       const u8 *from, u32 len)
{
	u32 left = gpadl->length - gpadl->filled;

	if (len > left) {
		report_mistake(host, "GPADL 0x%x: %u bytes too many",
			       gpadl->handle, len - left);
		len = left;
	}
	memcpy(gpadl->ranges + gpadl->filled, from, len);
	gpadl->filled += len;
	if (gpadl->filled == gpadl->length)
		gpadl_finish(host, gpadl);
}

static bool gpadl_header_valid(struct vmbhost *host,
			       const struct msg_gpadl_header *m)
{
	if (*gpadl_slot(host, m->gpadl)) {
		report_mistake(host, "GPADL 0x%x exists already", m->gpadl);
		return false;
	}
	if (!m->gpadl || !m->count || m->length % 8 ||
	    m->length < m->count * (sizeof(struct gpa_range) + 8u)) {
		report_mistake(host, "GPADL 0x%x: %u ranges in %u bytes",
			       m->gpadl, m->count, m->length);
		return false;
	}
	return true;
}

/* May memory be lent to this channel?  @answer: and does the guest need to be told? */
static bool gpadl_wanted(struct vmbhost *host, const struct msg_gpadl_header *m, u32 len,
			 bool *answer)
{
	struct channel *channel = channel_find(host, m->relid);

	/* No reply: the rescind, which is on its way, wakes the guest. */
	*answer = !channel || channel->state != CHANNEL_RESCINDED;
	if (channel && channel_may_lend(channel->state))
		return gpadl_header_valid(host, m);
	if (*answer && !fault_is_ghost(host, m->relid))
		report_mistake(host, "GPADL 0x%x for relid %u, which is not offered",
			       m->gpadl, m->relid);
	else
		gpadl_ignore(host, m, len);
	return false;
}

void gpadl_on_header(struct vmbhost *host, const void *message, u32 len)
{
	const struct msg_gpadl_header *m = message;
	struct gpadl *gpadl = *gpadl_slot(host, m->gpadl);
	bool answer;

	/* The guest has given up the one of that handle that was ignored. */
	if (gpadl && gpadl->state == GPADL_IGNORED)
		gpadl_free(host, gpadl);
	len -= sizeof(*m);
	if (!gpadl_wanted(host, m, len, &answer)) {
		if (answer)
			gpadl_created(host, m->relid, m->gpadl, STATUS_INVALID_PARAMETER);
		return;
	}
	gpadl = gpadl_new(host, m, m->length);
	if (!gpadl) {
		report_mistake(host, "GPADL 0x%x: too many of them", m->gpadl);
		gpadl_created(host, m->relid, m->gpadl, STATUS_INSUFFICIENT_RESOURCES);
		return;
	}
	gpadl_fill(host, gpadl, (const u8 *)message + sizeof(*m), len);
}

void gpadl_on_body(struct vmbhost *host, const void *message, u32 len)
{
	const struct msg_gpadl_body *m = message;
	struct gpadl *gpadl = *gpadl_slot(host, m->gpadl);
	struct channel *channel;

	len -= sizeof(*m);
	if (!gpadl || (gpadl->state != GPADL_BUILDING && gpadl->state != GPADL_IGNORED)) {
		report_mistake(host, "body of GPADL 0x%x without a header",
			       m->gpadl);
		return;
	}
	channel = channel_find(host, gpadl->relid);
	if (!channel || channel->state == CHANNEL_RESCINDED)
		gpadl->state = GPADL_IGNORED;
	if (gpadl->state == GPADL_IGNORED)
		gpadl_pass_over(host, gpadl, len);
	else
		gpadl_fill(host, gpadl, (const u8 *)message + sizeof(*m), len);
}

void gpadl_on_teardown(struct vmbhost *host, const void *message, u32 len)
{
	const struct msg_gpadl_teardown *m = message;
	struct gpadl *gpadl = *gpadl_slot(host, m->gpadl);
	struct channel *channel = channel_find(host, m->relid);

	(void)len;
	if (!gpadl || gpadl->relid != m->relid ||
	    gpadl->state != GPADL_READY) {
		report_mistake(host, "teardown of GPADL 0x%x, which relid %u does not have",
			       m->gpadl, m->relid);
		gpadl_torndown(host, m->relid, m->gpadl);
		return;
	}
	if (channel && channel->gpadl == gpadl) {
		report_mistake(host, "teardown of GPADL 0x%x, the rings of open relid %u",
			       m->gpadl, m->relid);
		channel_shut(channel);
	}
	gpadl->state = GPADL_LEAVING;
	gpadl->users++;
	gpadl_put(host, gpadl);
}

void gpadl_forget(struct vmbhost *host, u32 relid)
{
	struct gpadl **slot, *gpadl;
	u32 i;

	for (i = 0; i < GPADL_BUCKETS; i++) {
		slot = &host->gpadls.bucket[i];
		while ((gpadl = *slot)) {
			if (relid && gpadl->relid != relid) {
				slot = &gpadl->next;
				continue;
			}
			*slot = gpadl->next;
			host->gpadls.count--;
			gpadl_return(host, gpadl);
			keep_free(host, gpadl);
		}
	}
}

void gpadl_leave(struct vmbhost *host, u32 relid)
{
	struct gpadl *gpadl;
	u32 i;

	for (i = 0; i < GPADL_BUCKETS; i++)
		for (gpadl = host->gpadls.bucket[i]; gpadl; gpadl = gpadl->next)
			if (gpadl->relid == relid)
				gpadl_return(host, gpadl);
}

void gpadl_release_held(struct vmbhost *host, u32 relid)
{
	struct gpadl *gpadl, *next;
	u32 i;

	for (i = 0; i < GPADL_BUCKETS; i++) {
		for (gpadl = host->gpadls.bucket[i]; gpadl; gpadl = next) {
			next = gpadl->next;
			if (gpadl->relid != relid || !gpadl->held)
				continue;
			gpadl->held = false;
			gpadl_put(host, gpadl);
		}
	}
}

int ranges_visit(struct vmbhost *host, const u8 *ranges, u32 bytes, u32 count,
		 gpadl_visit_fn visit, void *ctx, u64 *total)
{
	struct range_walk walk;
	int more;

	*total = 0;
	if (!range_walk_begin(&walk, ranges, bytes, count))
		return -1;
	while ((more = range_walk_next(&walk)) > 0) {
		u32 left = walk.length, offset = walk.offset, i;

		for (i = 0; i < walk.pages; i++) {
			u32 piece = PAGE_SIZE - offset;
			u64 pfn = range_walk_pfn(&walk, i);
			u8 *at;

			if (piece > left)
				piece = left;
			if (pfn >> (64 - PAGE_SHIFT))
				return -2;
			at = guest_memory(host, (pfn << PAGE_SHIFT) + offset,
					  piece);
			if (!at)
				return -2;
			visit(ctx, at, piece);
			*total += piece;
			left -= piece;
			offset = 0;
		}
	}
	return more;
}

struct page_list {
	u8 **pages;
	u32 count;
	bool whole;
};

static void page_list_add(void *ctx, u8 *at, u32 len)
{
	struct page_list *list = ctx;

	if (len != PAGE_SIZE)
		list->whole = false;
	list->pages[list->count++] = at;
}

u8 **gpadl_pages(struct vmbhost *host, struct gpadl *gpadl, u32 *count)
{
	struct page_list list = { .whole = true };
	u64 total;

	list.pages = keep_alloc(host, gpadl->length / 8 * sizeof(*list.pages));
	if (!list.pages)
		return NULL;
	if (ranges_visit(host, gpadl->ranges, gpadl->length, gpadl->count,
			 page_list_add, &list, &total) || !list.whole) {
		keep_free(host, list.pages);
		return NULL;
	}
	*count = list.count;
	return list.pages;
}
