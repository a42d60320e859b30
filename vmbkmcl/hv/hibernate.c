// SPDX-License-Identifier: GPL-2.0-only
/*
 * hibernate.c - what becomes of bound devices while the machine hibernates.
 *
 * A channel does not survive hibernation: the host that the machine wakes on knows
 * nothing of its rings, its GPADLs and its requests in flight. So all channels close
 * before, while their owners' threads still run. A driver that stops its device itself,
 * as one for Windows does when it leaves D0, keeps it. Every other device is unbound, and
 * bound once more after waking if a channel or a driver waits for it.
 */
#include <linux/suspend.h>

#include "hv.h"

static void offer_set_asleep(struct hv_offer *hv, bool asleep)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	hv->asleep = asleep;
	spin_unlock(&vmbkmcl_hv_types_lock);
}

/*
 * 0, -EBUSY, or another errno: the device has to be unbound. One that is being removed is
 * not ours any more once the lock is taken, and may be another driver's.
 */
static int offer_stop(struct hv_offer *hv)
{
	int error = 0;

	device_lock(&hv->device->device);
	if (vmbkmcl_hv_offer_is_removing(hv))
		goto out;
	error = vmbkmcl_offer_power(&hv->offer, false);
	if (!error && READ_ONCE(hv->is_open))
		error = -EOPNOTSUPP;
	if (!error)
		offer_set_asleep(hv, true);
out:
	device_unlock(&hv->device->device);
	return error;
}

static int offers_stop(void)
{
	struct hv_offer *hv;
	int error = 0;

	while (error != -EBUSY && (hv = vmbkmcl_hv_offer_first(false))) {
		error = offer_stop(hv);
		if (error && error != -EBUSY)
			device_release_driver(&hv->device->device);
		vmbkmcl_hv_offer_put(hv);
	}
	return error == -EBUSY ? error : 0;
}

/* One that the host has not offered again after waking is as good as rescinded. */
static int offer_start(struct hv_offer *hv)
{
	int error = 0;

	device_lock(&hv->device->device);
	offer_set_asleep(hv, false);
	if (!vmbkmcl_hv_offer_is_removing(hv))
		error = vmbkmcl_hv_is_gone(hv->device->channel) ? -ENODEV :
			vmbkmcl_offer_power(&hv->offer, true);
	device_unlock(&hv->device->device);
	return error;
}

static void offers_start(void)
{
	struct hv_offer *hv;

	while ((hv = vmbkmcl_hv_offer_first(true))) {
		if (offer_start(hv))
			device_release_driver(&hv->device->device);
		vmbkmcl_hv_offer_put(hv);
	}
}

static void go_on(void)
{
	vmbkmcl_hv_types_resume();
	offers_start();
}

/* A notifier that fails is not called with PM_POST_HIBERNATION. */
static int prepare(void)
{
	int error;

	vmbkmcl_hv_types_pause();
	error = offers_stop();
	if (error)
		go_on();
	return error;
}

static int pm_event(struct notifier_block *nb, unsigned long action, void *data)
{
	switch (action) {
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		return notifier_from_errno(prepare());
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		go_on();
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block pm_notifier = {
	.notifier_call = pm_event,
};

int vmbkmcl_hv_hibernate_init(void)
{
	return register_pm_notifier(&pm_notifier);
}

void vmbkmcl_hv_hibernate_exit(void)
{
	unregister_pm_notifier(&pm_notifier);
}
