/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * isolation.h - what an isolated guest lets the host's side touch.
 *
 * An isolated guest tells the hypervisor, page by page, what the host may see.
 * Nothing is visible at first. Of each page the host knows, too, how many GPADLs
 * contain it: a page that is lent must stay visible.
 */
#ifndef VMBHOST_ISOLATION_H
#define VMBHOST_ISOLATION_H

#include <stdbool.h>

#include "proto.h"

struct vmbhost;
struct vmbhost_config;

/**
 * struct isolation - the visibility of the guest's pages
 * @on: the guest is isolated
 * @boundary: address from which on shared memory appears once more; 0: nowhere
 * @page: for each page the number of its uses in GPADLs, and PAGE_VISIBLE
 * @pages: entries of @page; those beyond are zero
 * @calls: changes of visibility that the guest asked for
 * @visible: pages that are visible
 * @most: the most that ever were
 * @refused: accesses of the host to pages that were not
 */
struct isolation {
	bool on;
	u64 boundary;
	u32 *page;
	u64 pages;
	u64 calls;
	u64 visible;
	u64 most;
	u64 refused;
};

void isolation_init(struct isolation *isolation,
		    const struct vmbhost_config *config);
void isolation_destroy(struct isolation *isolation);

/* Address of guest memory for the host's side; NULL if it may not touch all of it. */
u8 *isolation_memory(struct vmbhost *host, u64 gpa, u64 len);

/* @count ranges of @bytes bytes become part of a GPADL, or leave it. */
void isolation_lend(struct vmbhost *host, const u8 *ranges, u32 bytes, u32 count);
void isolation_return(struct vmbhost *host, const u8 *ranges, u32 bytes, u32 count);

/* The counters of "isolation": visible, most, calls, refused. */
bool isolation_counter(const struct isolation *isolation, const char *name,
		       u64 *value);
void isolation_dump(struct vmbhost *host);

#endif /* VMBHOST_ISOLATION_H */
