// SPDX-License-Identifier: GPL-2.0-only
/*
 * window.c - the MMIO window a server asks for.
 *
 * The window is address space that nothing else in this machine claims, and
 * both ends are told the same one. Nothing answers there: whoever wants a
 * device behind it has to bring it, as on Windows, where KMCL does not either.
 */
#include <linux/ioport.h>
#include <linux/sizes.h>

#include "loopback.h"

int loopback_window_claim(struct loopback_link *link, u16 low_mb, u16 high_mb)
{
	resource_size_t size, min, max;

	if (!low_mb && !high_mb)
		return 0;
	/* The API reports one window; the low one has always been preferred. */
	size = (resource_size_t)(low_mb ?: high_mb) * SZ_1M;
	min = low_mb ? SZ_16M : SZ_4G;
	max = low_mb ? SZ_4G - 1 : iomem_resource.end;

	link->mmio.name = "vmbkmcl loopback";
	link->mmio.flags = IORESOURCE_MEM;
	return allocate_resource(&iomem_resource, &link->mmio, size, min, max,
				 SZ_1M, NULL, NULL);
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
