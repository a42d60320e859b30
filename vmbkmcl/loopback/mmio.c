// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio.c - the MMIO window a server asks for.
 *
 * The window is address space that nothing else in this machine claims, and
 * both ends are told the same one. No device answers there: a server has to provide one
 * itself, as on Windows.
 */
#include <linux/ioport.h>
#include <linux/sizes.h>

#include "loopback.h"

static int window_allocate(struct loopback_link *link, u32 megabytes)
{
	link->mmio.name = "vmbkmcl loopback";
	link->mmio.flags = IORESOURCE_MEM;
	return allocate_resource(&iomem_resource, &link->mmio,
				 (resource_size_t)megabytes * SZ_1M, SZ_16M,
				 iomem_resource.end, SZ_1M, NULL, NULL);
}

int loopback_window_claim(struct loopback_link *link, u16 needed_mb,
			  u16 optional_mb)
{
	int error = 0;

	if (optional_mb)
		error = window_allocate(link, needed_mb + optional_mb);
	if (needed_mb && (error || !optional_mb))
		return window_allocate(link, needed_mb);
	return 0;
}

void loopback_window_release(struct loopback_link *link)
{
	if (link->mmio.parent)
		release_resource(&link->mmio);
}

int loopback_mmio(struct vmbkmcl_offer *offer, u64 *address, u64 *size)
{
	struct loopback_link *link = loopback_end(offer)->link;

	if (!link->mmio.parent)
		return -ENXIO;
	*address = link->mmio.start;
	*size = resource_size(&link->mmio);
	return 0;
}
