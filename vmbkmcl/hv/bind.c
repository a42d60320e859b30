// SPDX-License-Identifier: GPL-2.0-only
/*
 * bind.c - from a bound device to an offer and back.
 *
 * A device is bound to us only as long as a channel (or a driver registered
 * with the core) uses it. Released by that, the device is unbound, so that other
 * drivers can have it.
 */
#include <linux/slab.h>
#include <linux/suspend.h>

#include "hv.h"

static LIST_HEAD(offers);	/* vmbkmcl_hv_types_lock */

static void offer_free(struct kref *ref)
{
	struct hv_offer *hv = container_of(ref, struct hv_offer, ref);

	put_device(&hv->device->device);
	kfree(hv);
}

static void offer_put(struct hv_offer *hv)
{
	kref_put(&hv->ref, offer_free);
}

static bool offer_is_removing(struct hv_offer *hv)
{
	bool removing;

	spin_lock(&vmbkmcl_hv_types_lock);
	removing = hv->removing;
	spin_unlock(&vmbkmcl_hv_types_lock);
	return removing;
}

/*
 * The driver core unbinds from whatever driver it finds. Ours may be gone since
 * the check, and another one bound; the core's own sysfs file "unbind" has the
 * same gap, and it takes an administrator unbinding and binding to get into it.
 */
static void offer_unbind(struct work_struct *work)
{
	struct hv_offer *hv = container_of(work, struct hv_offer, unbind);

	if (!offer_is_removing(hv))
		device_release_driver(&hv->device->device);
	offer_put(hv);
}

static struct hv_offer *offer_alloc(struct hv_type *type, struct hv_device *device)
{
	const struct vmbus_channel_offer *said = &device->channel->offermsg.offer;
	struct hv_offer *hv;

	hv = kzalloc(sizeof(*hv), GFP_KERNEL);
	if (!hv)
		return NULL;
	kref_init(&hv->ref);
	INIT_WORK(&hv->unbind, offer_unbind);
	init_waitqueue_head(&hv->turn_free);
	mutex_init(&hv->mmio_mutex);
	hv->hv_type = type;
	hv->device = device;
	get_device(&device->device);

	hv->offer.transport = &vmbkmcl_hv_transport;
	guid_copy(&hv->offer.type, &device->dev_type);
	guid_copy(&hv->offer.instance, &device->dev_instance);
	hv->offer.pipe = said->chn_flags & VMBUS_CHANNEL_NAMED_PIPE_MODE;
	hv->offer.dev = &device->device;
	return hv;
}

static void offer_list(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	list_add_tail(&hv->node, &offers);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

/* The binding ends, by whatever way: nothing else needs to end it. */
static void offer_removing(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	hv->removing = true;
	spin_unlock(&vmbkmcl_hv_types_lock);
}

static void offer_unlist(struct hv_offer *hv)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	list_del(&hv->node);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

/* Called with the device locked. What is refused here, other drivers may take. */
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
	/* About to be removed: it could be bound, but never opened. */
	if (READ_ONCE(device->channel->rescind))
		return -ENODEV;
	if (!vmbkmcl_hv_type_get(type))
		return -ENODEV;

	hv = offer_alloc(type, device);
	if (!hv) {
		vmbkmcl_hv_type_retry(type);
		error = -ENOMEM;
		goto out_type;
	}
	hv_set_drvdata(device, hv);
	offer_list(hv);
	error = vmbkmcl_offer_add(&hv->offer);
	if (error)
		goto out_offer;
	return 0;

out_offer:
	/* A driver that refused it may have had it released, too. */
	offer_removing(hv);
	offer_unlist(hv);
	hv_set_drvdata(device, NULL);
	offer_put(hv);
out_type:
	vmbkmcl_hv_type_put(type);
	return error;
}

/*
 * The driver's remove: rescind, unbinding through sysfs, offer_unbind(), or the
 * end of the driver. Called with the device locked; waits for the owner.
 */
void vmbkmcl_hv_unbind(struct hv_device *device)
{
	struct hv_offer *hv = hv_get_drvdata(device);

	offer_removing(hv);
	vmbkmcl_offer_remove(&hv->offer);

	offer_unlist(hv);
	hv_set_drvdata(device, NULL);
	vmbkmcl_hv_type_put(hv->hv_type);
	offer_put(hv);
}

/* Called by the core's state worker, which remove may be waiting for. */
void vmbkmcl_hv_release(struct vmbkmcl_offer *offer)
{
	struct hv_offer *hv = to_hv_offer(offer);

	spin_lock(&vmbkmcl_hv_types_lock);
	if (!hv->removing) {
		kref_get(&hv->ref);
		if (!queue_work(vmbkmcl_hv_wq, &hv->unbind))
			offer_put(hv);
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
}

static struct hv_offer *offer_first(void)
{
	struct hv_offer *hv;

	spin_lock(&vmbkmcl_hv_types_lock);
	hv = list_first_entry_or_null(&offers, struct hv_offer, node);
	if (hv)
		kref_get(&hv->ref);
	spin_unlock(&vmbkmcl_hv_types_lock);
	return hv;
}

static void offers_unbind(void)
{
	struct hv_offer *hv;

	while ((hv = offer_first())) {
		device_release_driver(&hv->device->device);
		offer_put(hv);
	}
}

/*
 * Hibernation. A channel cannot be carried over: the host that wakes us knows
 * nothing of its rings, its GPADLs and its requests in flight. So it closes,
 * while the owner's threads still run; an owner that enables it again finds its
 * device afterwards. Without a driver bound, hv_vmbus has nothing to suspend.
 */
static int pm_event(struct notifier_block *nb, unsigned long action, void *data)
{
	switch (action) {
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		vmbkmcl_hv_types_pause();
		offers_unbind();
		return NOTIFY_OK;
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		vmbkmcl_hv_types_resume();
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block pm_notifier = {
	.notifier_call = pm_event,
};

int vmbkmcl_hv_bind_init(void)
{
	return register_pm_notifier(&pm_notifier);
}

void vmbkmcl_hv_bind_exit(void)
{
	unregister_pm_notifier(&pm_notifier);
}
