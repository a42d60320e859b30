// SPDX-License-Identifier: GPL-2.0-only
/*
 * rescind.c - a device goes: rescinded by the host, unbound, or released.
 *
 * Released by its channel, a device is unbound, so that other drivers can have it.
 */
#include <linux/suspend.h>

#include "hv.h"

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
void vmbkmcl_hv_unbind_work(struct work_struct *work)
{
	struct hv_offer *hv = container_of(work, struct hv_offer, unbind);

	if (!offer_is_removing(hv))
		device_release_driver(&hv->device->device);
	vmbkmcl_hv_offer_put(hv);
}

/*
 * The driver's remove: rescind, unbinding through sysfs, the work above, or the
 * end of the driver. Called with the device locked; waits for the owner.
 */
void vmbkmcl_hv_unbind(struct hv_device *device)
{
	struct hv_offer *hv = hv_get_drvdata(device);

	vmbkmcl_hv_offer_removing(hv);
	vmbkmcl_offer_remove(&hv->offer);

	vmbkmcl_hv_offer_unlist(hv);
	hv_set_drvdata(device, NULL);
	vmbkmcl_hv_type_put(hv->hv_type);
	vmbkmcl_hv_offer_put(hv);
}

/* Called by the core's state worker, which remove may be waiting for. */
void vmbkmcl_hv_release(struct vmbkmcl_offer *offer)
{
	struct hv_offer *hv = to_hv_offer(offer);

	spin_lock(&vmbkmcl_hv_types_lock);
	if (!hv->removing) {
		kref_get(&hv->ref);
		if (!queue_work(vmbkmcl_hv_wq, &hv->unbind))
			vmbkmcl_hv_offer_put(hv);
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
}

static void offers_unbind(void)
{
	struct hv_offer *hv;

	while ((hv = vmbkmcl_hv_offer_first())) {
		device_release_driver(&hv->device->device);
		vmbkmcl_hv_offer_put(hv);
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

int vmbkmcl_hv_rescind_init(void)
{
	return register_pm_notifier(&pm_notifier);
}

void vmbkmcl_hv_rescind_exit(void)
{
	unregister_pm_notifier(&pm_notifier);
}
