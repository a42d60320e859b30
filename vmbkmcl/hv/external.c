// SPDX-License-Identifier: GPL-2.0-only
/*
 * external.c - external data in an isolated virtual machine.
 *
 * The host sees only memory that was shared with it, and an owner's memory was not. The
 * DMA API takes care of that: it copies through memory that is always shared (swiotlb).
 * Each page is mapped by itself, as hv_netvsc does, since the packet names pages one by
 * one and swiotlb has no room for large pieces.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>

#include "../ring/packet.h"
#include "hv.h"

static enum dma_data_direction dma_direction(enum vmbkmcl_direction direction)
{
	switch (direction) {
	case VMBKMCL_TO_PEER:
		return DMA_TO_DEVICE;
	case VMBKMCL_FROM_PEER:
		return DMA_FROM_DEVICE;
	case VMBKMCL_BOTH_WAYS:
		break;
	}
	return DMA_BIDIRECTIONAL;
}

static struct vmbus_gpa_range *first_range(struct vmbus_gpa_direct *ranges)
{
	return (struct vmbus_gpa_range *)(ranges + 1);
}

/* Where the bytes of a range begin in one of its pages. */
static u32 piece_offset(const struct vmbus_gpa_range *range, u32 page)
{
	return page ? 0 : range->offset;
}

static u32 piece_length(const struct vmbus_gpa_range *range, u32 page)
{
	u32 before = page ? page * VMBUS_PAGE_SIZE - range->offset : 0;

	return min_t(u32, range->length - before,
		     VMBUS_PAGE_SIZE - piece_offset(range, page));
}

/*
 * The packet has one offset for a range and otherwise page numbers only, so the copy of a
 * page has to have the original's offset. The mask stays with the device, where it does
 * no harm to a later driver.
 */
void vmbkmcl_hv_external_init(struct vmbkmcl_offer *offer)
{
	(void)dma_set_min_align_mask(offer->dev, VMBUS_PAGE_SIZE - 1);
}

static int piece_map(struct device *dev, struct vmbus_gpa_range *range, u32 page,
		     enum dma_data_direction direction)
{
	u64 pfn = range->pfn[page];
	dma_addr_t address;

	if (!pfn_valid(pfn))
		return -EINVAL;
	address = dma_map_page_attrs(dev, pfn_to_page(pfn), piece_offset(range, page),
				     piece_length(range, page), direction,
				     DMA_ATTR_NO_WARN);
	if (dma_mapping_error(dev, address))
		return -ENOMEM;
	/* The offset in the page is the same: vmbkmcl_hv_external_init(). */
	range->pfn[page] = address >> VMBUS_PAGE_SHIFT;
	return 0;
}

/* Unmap the first @pieces pages. */
static void pieces_unmap(struct device *dev, struct vmbus_gpa_direct *ranges,
			 u32 pieces, enum dma_data_direction direction,
			 unsigned long attrs)
{
	struct vmbus_gpa_range *range = first_range(ranges);
	u32 page;

	for (; pieces; range = vmbkmcl_range_next(range)) {
		u32 pages = vmbkmcl_range_pages(range->offset, range->length);

		for (page = 0; page < pages && pieces; page++, pieces--)
			dma_unmap_page_attrs(dev, (range->pfn[page] << VMBUS_PAGE_SHIFT) +
					     piece_offset(range, page),
					     piece_length(range, page), direction, attrs);
	}
}

static u32 pieces_count(struct vmbus_gpa_direct *ranges)
{
	struct vmbus_gpa_range *range = first_range(ranges);
	u32 count = 0, i;

	for (i = 0; i < ranges->range_count; i++) {
		count += vmbkmcl_range_pages(range->offset, range->length);
		range = vmbkmcl_range_next(range);
	}
	return count;
}

int vmbkmcl_hv_external_map(struct vmbkmcl_offer *offer,
			    struct vmbus_gpa_direct *ranges,
			    enum vmbkmcl_direction way)
{
	enum dma_data_direction direction = dma_direction(way);
	struct vmbus_gpa_range *range = first_range(ranges);
	u32 mapped = 0, page, i;
	int error;

	for (i = 0; i < ranges->range_count; i++) {
		u32 pages = vmbkmcl_range_pages(range->offset, range->length);

		for (page = 0; page < pages; page++, mapped++) {
			error = piece_map(offer->dev, range, page, direction);
			if (error)
				goto out_unmap;
		}
		range = vmbkmcl_range_next(range);
	}
	return 0;

out_unmap:
	pieces_unmap(offer->dev, ranges, mapped, direction, DMA_ATTR_SKIP_CPU_SYNC);
	return error;
}

void vmbkmcl_hv_external_unmap(struct vmbkmcl_offer *offer,
			       struct vmbus_gpa_direct *ranges,
			       enum vmbkmcl_direction way, bool done)
{
	pieces_unmap(offer->dev, ranges, pieces_count(ranges), dma_direction(way),
		     done ? 0 : DMA_ATTR_SKIP_CPU_SYNC);
}
