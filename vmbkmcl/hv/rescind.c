// SPDX-License-Identifier: GPL-2.0-only
/*
 * rescind.c - an offer ends: its device is rescinded, unbound, or released.
 *
 * When its channel releases it, a device is unbound, so that other drivers can have it.
 */
#include "hv.h"

bool vmbkmcl_hv_offer_is_removing(struct hv_offer *hv)
{
	bool removing;

	spin_lock(&vmbkmcl_hv_types_lock);
	removing = hv->removing;
	spin_unlock(&vmbkmcl_hv_types_lock);
	return removing;
}

/*
 * The driver core unbinds the driver that is bound when it is called. That may be
 * another than ours, if an administrator unbinds and binds the device after the check;
 * the sysfs file "unbind" has the same gap.
 */
void vmbkmcl_hv_unbind_work(struct work_struct *work)
{
	struct hv_offer *hv = container_of(work, struct hv_offer, unbind);

	if (!vmbkmcl_hv_offer_is_removing(hv))
		device_release_driver(&hv->device->device);
	vmbkmcl_hv_offer_put(hv);
}

/*
 * Our driver's remove, after a rescind, an unbind through sysfs or by the work item
 * above, or when our driver is unregistered. Called with the device locked; waits for
 * the channel's owner.
 */
void vmbkmcl_hv_unbind(struct hv_device *device)
{
	struct hv_offer *hv = hv_get_drvdata(device);

	vmbkmcl_hv_offer_removing(hv);
	vmbkmcl_offer_remove(&hv->offer);

	vmbkmcl_hv_offer_unlist(hv);
	hv_set_drvdata(device, NULL);
	hv->hv_type->had = true;
	vmbkmcl_hv_type_put(hv->hv_type);
	vmbkmcl_hv_offer_put(hv);
}

/*
 * Called by the state worker, or with the core's drivers_mutex held: our driver's remove
 * may wait for either.
 */
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
