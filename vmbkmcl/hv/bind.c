// SPDX-License-Identifier: GPL-2.0-only
/*
 * bind.c - a device is bound to one of our drivers: it becomes an offer.
 *
 * A device is bound to us only as long as a channel (or a driver registered
 * with the core) uses it; rescind.c has the ways in which that ends.
 */
#include <linux/slab.h>

#include "hv.h"

static LIST_HEAD(offers);	/* vmbkmcl_hv_types_lock */

static void offer_free(struct kref *ref)
{
	struct hv_offer *hv = container_of(ref, struct hv_offer, ref);

	put_device(&hv->device->device);
	kfree(hv);
}

void vmbkmcl_hv_offer_put(struct hv_offer *hv)
{
	kref_put(&hv->ref, offer_free);
}

static struct hv_offer *offer_alloc(struct hv_type *type, struct hv_device *device)
{
	const struct vmbus_channel_offer *said = &device->channel->offermsg.offer;
	struct hv_offer *hv;

	hv = kzalloc(sizeof(*hv), GFP_KERNEL);
	if (!hv)
		return NULL;
	kref_init(&hv->ref);
	INIT_WORK(&hv->unbind, vmbkmcl_hv_unbind_work);
	init_waitqueue_head(&hv->turn_free);
	mutex_init(&hv->mmio_mutex);
	hv->hv_type = type;
	hv->device = device;
	get_device(&device->device);

	hv->offer.transport = &vmbkmcl_hv_transport;
	guid_copy(&hv->offer.type, &device->dev_type);
	guid_copy(&hv->offer.instance, &device->dev_instance);
	hv->offer.pipe = said->chn_flags & VMBUS_CHANNEL_NAMED_PIPE_MODE;
	hv->offer.maps_external = vmbkmcl_compat_hv_isolated() &&
				  !vmbkmcl_compat_hv_sees_all(device->channel);
	hv->offer.dev = &device->device;
	if (hv->offer.maps_external)
		vmbkmcl_hv_external_init(&hv->offer);
	return hv;
}

static void offer_list(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	list_add_tail(&hv->node, &offers);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

static void offer_added(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	hv->added = true;
	spin_unlock(&vmbkmcl_hv_types_lock);
}

bool vmbkmcl_hv_device_is_added(const struct hv_device *device)
{
	struct hv_offer *hv;
	bool added = false;

	spin_lock(&vmbkmcl_hv_types_lock);
	list_for_each_entry(hv, &offers, node) {
		if (hv->device == device)
			added = hv->added;
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
	return added;
}

void vmbkmcl_hv_offer_removing(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	hv->removing = true;
	spin_unlock(&vmbkmcl_hv_types_lock);
}

void vmbkmcl_hv_offer_unlist(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	list_del(&hv->node);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

void vmbkmcl_hv_offer_opened_by(struct hv_offer *hv,
				struct vmbkmcl_channel *channel)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	hv->channel = channel;
	spin_unlock(&vmbkmcl_hv_types_lock);
}

/* A subchannel may come after a close, so its offer is looked up. */
void vmbkmcl_hv_subchannel(struct vmbus_channel *vmbus)
{
	struct hv_offer *hv;

	spin_lock(&vmbkmcl_hv_types_lock);
	list_for_each_entry(hv, &offers, node) {
		if (hv->device->channel == vmbus->primary_channel && hv->channel)
			vmbkmcl_channel_subchannel(hv->channel);
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
}

struct hv_offer *vmbkmcl_hv_offer_first(bool asleep)
{
	struct hv_offer *hv, *found = NULL;

	spin_lock(&vmbkmcl_hv_types_lock);
	list_for_each_entry(hv, &offers, node) {
		if (hv->asleep != asleep)
			continue;
		kref_get(&hv->ref);
		found = hv;
		break;
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
	return found;
}

/* Have the device probed again, when there may be memory, unless the type is dying. */
static void probe_again(struct hv_type *type)
{
	if (!vmbkmcl_hv_type_get(type))
		return;
	vmbkmcl_hv_type_retry(type);
	vmbkmcl_hv_type_put(type);
}

/* Called with the device locked. Other drivers may have a device that this refuses. */
int vmbkmcl_hv_probe(struct hv_device *device,
		     const struct hv_vmbus_device_id *id)
{
	struct hv_type *type = container_of(drv_to_hv_drv(device->device.driver),
					    struct hv_type, driver);
	struct hv_offer *hv;
	int error;

	/* The bus gives hv_sock's offers to hv_sock alone; should that change: */
	if (is_hvsock_channel(device->channel))
		return -ENODEV;
	/* It could be bound, but not opened: hv_vmbus is about to remove it. */
	if (vmbkmcl_hv_is_gone(device->channel))
		return -ENODEV;
	hv = offer_alloc(type, device);
	if (!hv) {
		probe_again(type);
		return -ENOMEM;
	}
	vmbkmcl_hv_inherit_nothing(device->channel);
	hv_set_drvdata(device, hv);
	/* Before type_get(): hibernation lets that fail, then stops what is listed. */
	offer_list(hv);
	error = -ENODEV;
	if (!vmbkmcl_hv_type_get(type))
		goto out_offer;
	error = vmbkmcl_offer_add(&hv->offer);
	if (error)
		goto out_type;
	offer_added(hv);
	return 0;

out_type:
	if (error == -ENOMEM)
		vmbkmcl_hv_type_retry(type);
	vmbkmcl_hv_type_put(type);
out_offer:
	/* vmbkmcl_hv_release() may have been called for a driver that refused it. */
	vmbkmcl_hv_offer_removing(hv);
	vmbkmcl_hv_offer_unlist(hv);
	hv_set_drvdata(device, NULL);
	vmbkmcl_hv_offer_put(hv);
	return error;
}
