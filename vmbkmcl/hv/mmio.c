// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmio.c - the device's memory window.
 */
#include <linux/ioport.h>
#include <linux/sizes.h>

#include "hv.h"

/*
 * The offer tells how much the device needs, not where it is: the guest places
 * it, in the range that the firmware left to the bus.
 */
int vmbkmcl_hv_mmio(struct vmbkmcl_offer *offer, u64 *address, u64 *size)
{
	struct hv_offer *hv = to_hv_offer(offer);
	u64 want = (u64)hv->device->channel->offermsg.offer.mmio_megabytes * SZ_1M;
	int error = 0;

	if (!want)
		return -ENXIO;
	mutex_lock(&hv->mmio_mutex);
	/* Closing frees it, and nothing would free it after that. */
	if (!READ_ONCE(hv->is_open))
		error = -ENOTCONN;
	else if (!hv->mmio)
		error = vmbus_allocate_mmio(&hv->mmio, hv->device, 0, -1, want,
					    SZ_1M, false);
	if (!error) {
		*address = hv->mmio->start;
		*size = resource_size(hv->mmio);
	}
	mutex_unlock(&hv->mmio_mutex);
	return error;
}

void vmbkmcl_hv_mmio_free(struct hv_offer *hv)
{
	mutex_lock(&hv->mmio_mutex);
	if (hv->mmio)
		vmbus_free_mmio(hv->mmio->start, resource_size(hv->mmio));
	hv->mmio = NULL;
	mutex_unlock(&hv->mmio_mutex);
}
