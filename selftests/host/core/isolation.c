// SPDX-License-Identifier: GPL-2.0-only
/* isolation.c - the visibility of an isolated guest's pages. */
#include <inttypes.h>
#include <stdlib.h>

#include "host.h"

#define PAGE_VISIBLE	0x80000000u

static const struct {
	const char *name;
	size_t offset;
} counters[] = {
	{ "visible", offsetof(struct isolation, visible) },
	{ "most", offsetof(struct isolation, most) },
	{ "calls", offsetof(struct isolation, calls) },
	{ "refused", offsetof(struct isolation, refused) },
};

void isolation_init(struct isolation *isolation,
		    const struct vmbhost_config *config)
{
	isolation->on = config->isolated;
	isolation->boundary = config->boundary;
}

void isolation_destroy(struct isolation *isolation)
{
	free(isolation->page);
}

static bool page_is_visible(const struct isolation *isolation, u64 pfn)
{
	return pfn < isolation->pages && isolation->page[pfn] & PAGE_VISIBLE;
}

u8 *isolation_memory(struct vmbhost *host, u64 gpa, u64 len)
{
	struct isolation *isolation = &host->isolation;
	u64 low = gpa & ~isolation->boundary, pfn = low >> PAGE_SHIFT;
	u64 last = (low + (len ? len - 1 : 0)) >> PAGE_SHIFT;

	/* No memory at all is another mistake, which the caller reports. */
	if (last < pfn || !host->ops.gpa(host->ctx, low, len))
		return NULL;
	for (; pfn <= last; pfn++) {
		if (page_is_visible(isolation, pfn))
			continue;
		isolation->refused++;
		report_mistake(host, "access to page 0x%" PRIx64 ", which is hidden", pfn);
		return NULL;
	}
	return host->ops.gpa(host->ctx, low | isolation->boundary, len);
}

/* The entry of a page that is memory. */
static u32 *page_entry(struct isolation *isolation, u64 pfn)
{
	u64 pages = isolation->pages;

	if (pfn >= pages) {
		isolation->pages = pfn + 1 > 2 * pages ? pfn + 1 : 2 * pages;
		isolation->page = xrealloc(isolation->page,
					   isolation->pages * sizeof(*isolation->page));
		memset(isolation->page + pages, 0,
		       (isolation->pages - pages) * sizeof(*isolation->page));
	}
	return &isolation->page[pfn];
}

static void ranges_count(struct vmbhost *host, const u8 *ranges, u32 bytes,
			 u32 count, int change)
{
	struct isolation *isolation = &host->isolation;
	struct range_walk walk;
	u64 i, pfn;

	if (!isolation->on || !range_walk_begin(&walk, ranges, bytes, count))
		return;
	while (range_walk_next(&walk) > 0) {
		for (i = 0; i < walk.pages; i++) {
			pfn = range_walk_pfn(&walk, i);
			pfn &= ~(isolation->boundary >> PAGE_SHIFT);
			*page_entry(isolation, pfn) += change;
		}
	}
}

void isolation_lend(struct vmbhost *host, const u8 *ranges, u32 bytes, u32 count)
{
	ranges_count(host, ranges, bytes, count, 1);
}

void isolation_return(struct vmbhost *host, const u8 *ranges, u32 bytes, u32 count)
{
	ranges_count(host, ranges, bytes, count, -1);
}

static uint16_t page_show(struct vmbhost *host, u64 pfn, u32 *entry)
{
	struct isolation *isolation = &host->isolation;

	if (fault_due(host, NULL, FAULT_SHOW_FAILING))
		return VMBHOST_HV_INSUFFICIENT_MEMORY;
	if (*entry & PAGE_VISIBLE)
		return VMBHOST_HV_SUCCESS;
	*entry |= PAGE_VISIBLE;
	if (++isolation->visible > isolation->most)
		isolation->most = isolation->visible;
	host->ops.visible(host->ctx, pfn << PAGE_SHIFT, true);
	return VMBHOST_HV_SUCCESS;
}

static uint16_t page_hide(struct vmbhost *host, u64 pfn, u32 *entry)
{
	struct isolation *isolation = &host->isolation;

	if (fault_due(host, NULL, FAULT_HIDE_FAILING))
		return VMBHOST_HV_OPERATION_DENIED;
	if (*entry & ~PAGE_VISIBLE) {
		report_mistake(host, "page 0x%" PRIx64 " was to be hidden, which is lent", pfn);
		return VMBHOST_HV_OPERATION_DENIED;
	}
	if (!(*entry & PAGE_VISIBLE))
		return VMBHOST_HV_SUCCESS;
	*entry &= ~PAGE_VISIBLE;
	isolation->visible--;
	host->ops.visible(host->ctx, pfn << PAGE_SHIFT, false);
	return VMBHOST_HV_SUCCESS;
}

static uint16_t page_change(struct vmbhost *host, u64 pfn, bool visible)
{
	struct isolation *isolation = &host->isolation;

	if (pfn >> (64 - PAGE_SHIFT))
		return VMBHOST_HV_INVALID_PARAMETER;
	pfn &= ~(isolation->boundary >> PAGE_SHIFT);
	if (!host->ops.gpa(host->ctx, pfn << PAGE_SHIFT, PAGE_SIZE)) {
		report_mistake(host, "page 0x%" PRIx64 " was to be %s, which is no memory",
			       pfn, visible ? "shown" : "hidden");
		return VMBHOST_HV_INVALID_PARAMETER;
	}
	return visible ? page_show(host, pfn, page_entry(isolation, pfn)) :
			 page_hide(host, pfn, page_entry(isolation, pfn));
}

uint16_t vmbhost_guest_visibility(struct vmbhost *host, const uint64_t *pfns,
				  uint32_t count, bool visible, uint32_t *done,
				  uint64_t now_ns)
{
	uint16_t status = VMBHOST_HV_SUCCESS;

	host_begin(host, now_ns);
	host->isolation.calls++;
	for (*done = 0; *done < count; ++*done) {
		status = page_change(host, pfns[*done], visible);
		if (status)
			break;
	}
	vmb_trace(host, "G>H %s pages=%u first=0x%" PRIx64 " status=%u",
		  visible ? "show" : "hide", *done, count ? pfns[0] : 0, status);
	return status;
}

bool isolation_counter(const struct isolation *isolation, const char *name,
		       u64 *value)
{
	size_t i;

	for (i = 0; isolation->on && i < ARRAY_SIZE(counters); i++) {
		if (strcmp(counters[i].name, name))
			continue;
		memcpy(value, (const u8 *)isolation + counters[i].offset, sizeof(*value));
		return true;
	}
	return false;
}

void isolation_dump(struct vmbhost *host)
{
	const struct isolation *isolation = &host->isolation;

	if (isolation->on)
		report_summary(host, "isolation visible=%" PRIu64 " most=%" PRIu64
			       " calls=%" PRIu64 " refused=%" PRIu64,
			       isolation->visible, isolation->most,
			       isolation->calls, isolation->refused);
}
