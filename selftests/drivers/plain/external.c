// SPDX-License-Identifier: GPL-2.0-only
/*
 * external.c - packets that point at memory (GPA-direct).
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "plain.h"

static u32 range_pages(const struct plain_range *range)
{
	return HVPFN_UP(offset_in_hvpage(range->buf) + range->len);
}

static bool ranges_expressible(const struct plain_range *ranges, u32 count)
{
	u32 i;

	if (!count || count > COMPAT_MAX_RANGES)
		return false;
	for (i = 0; i < count; i++) {
		if (!ranges[i].len)
			return false;
		if (COMPAT_RANGES_WITHIN_PAGE && count > 1 &&
		    range_pages(&ranges[i]) > 1)
			return false;
	}
	return true;
}

/*
 * The descriptor for @count ranges; to be freed with kvfree().  -EOPNOTSUPP for
 * what this kernel's hv_vmbus has no function to send.
 */
struct vmbus_packet_mpb_array *plain_ext_build(const struct plain_range *ranges,
					       u32 count, u32 *desc_size)
{
	u32 size = offsetof(struct vmbus_packet_mpb_array, range);
	struct vmbus_packet_mpb_array *desc;
	struct hv_mpb_array *range;
	u32 i, page, pages;

	if (!ranges_expressible(ranges, count))
		return ERR_PTR(-EOPNOTSUPP);
	for (i = 0; i < count; i++)
		size += struct_size(range, pfn_array, range_pages(&ranges[i]));

	desc = kvzalloc(size, GFP_KERNEL);
	if (!desc)
		return ERR_PTR(-ENOMEM);
	desc->rangecount = count;
	range = &desc->range;
	for (i = 0; i < count; i++) {
		pages = range_pages(&ranges[i]);
		range->len = ranges[i].len;
		range->offset = offset_in_hvpage(ranges[i].buf);
		for (page = 0; page < pages; page++)
			range->pfn_array[page] =
				virt_to_hvpfn(ranges[i].buf - range->offset +
					      page * HV_HYP_PAGE_SIZE);
		range = (void *)&range->pfn_array[pages];
	}
	*desc_size = size;
	return desc;
}

/* Send @msg with external data and wait for its struct kmcltest_sum. */
int plain_call_ext(struct plain_channel *ch, const void *msg, u32 len,
		   const struct plain_range *ranges, u32 count,
		   struct kmcltest_sum *sum)
{
	struct vmbus_packet_mpb_array *desc;
	struct plain_request req;
	u32 desc_size;
	int err;

	memset(sum, 0, sizeof(*sum));
	desc = plain_ext_build(ranges, count, &desc_size);
	if (IS_ERR(desc))
		return PTR_ERR(desc);

	plain_request_init(&req, sum, sizeof(*sum));
	err = plain_send_ext(ch, desc, desc_size, msg, len, &req);
	if (!err)
		err = plain_request_wait(ch, &req, PLAIN_TIMEOUT);
	kvfree(desc);
	if (err)
		return err;
	if (req.reply_len >= sizeof(struct kmcltest_status) && sum->status)
		return sum->status;
	return req.reply_len < sizeof(*sum) ? -EPROTO : 0;
}
