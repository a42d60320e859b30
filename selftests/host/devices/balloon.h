/* SPDX-License-Identifier: GPL-2.0-only */
/* balloon.h - the dynamic-memory protocol, versions 0.3, 1.0 and 2.0. */
#ifndef VMBHOST_BALLOON_H
#define VMBHOST_BALLOON_H

#include "../core/proto.h"

enum dm_type {
	DM_VERSION_REQUEST	= 1,
	DM_VERSION_RESPONSE	= 2,
	DM_CAPABILITIES_REPORT	= 3,
	DM_CAPABILITIES_RESPONSE = 4,
	DM_STATUS_REPORT	= 5,
	DM_BALLOON_REQUEST	= 6,
	DM_BALLOON_RESPONSE	= 7,
	DM_UNBALLOON_REQUEST	= 8,
	DM_UNBALLOON_RESPONSE	= 9,
	DM_HOT_ADD_REQUEST	= 10,
	DM_HOT_ADD_RESPONSE	= 11,
};

#define DM_CAPABILITY_BALLOON	1ull
#define DM_ACCEPTED		1ull

struct dm_header {
	u16 type;
	u16 size;
	u32 transaction;
} __attribute__((packed));

struct dm_version_request {
	struct dm_header hdr;
	u32 version;
	u32 last;
} __attribute__((packed));

/* Answers version and capabilities alike. */
struct dm_acceptance {
	struct dm_header hdr;
	u64 flags;
} __attribute__((packed));

struct dm_capabilities {
	struct dm_header hdr;
	u64 capabilities;
	u64 minimum_pages;
	u64 maximum_page;
} __attribute__((packed));

struct dm_status {
	struct dm_header hdr;
	u64 available;
	u64 committed;
	u64 page_file;
	u64 zero_free;
	u32 page_file_writes;
	u32 io_difference;
} __attribute__((packed));

struct dm_balloon_request {
	struct dm_header hdr;
	u32 pages;
	u32 reserved;
} __attribute__((packed));

/* Ranges follow. @more: bit 0 says more responses come; above it, their count. */
struct dm_balloon_response {
	struct dm_header hdr;
	u32 reserved;
	u32 more_and_count;
} __attribute__((packed));

/* Ranges follow. */
struct dm_unballoon_request {
	struct dm_header hdr;
	u32 more;
	u32 count;
} __attribute__((packed));

/* A range: its first page in 40 bits, the number of pages above. */
#define DM_RANGE(first, count)	((u64)(first) | (u64)(count) << 40)
#define DM_RANGE_FIRST(range)	((range) & 0xffffffffffull)
#define DM_RANGE_COUNT(range)	((u32)((range) >> 40))

#endif /* VMBHOST_BALLOON_H */
