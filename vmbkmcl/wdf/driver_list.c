// SPDX-License-Identifier: GPL-2.0-only
/*
 * driver_list.c - the framework drivers that there are, each found by its module.
 */
#include "../compat/export.h"
#include "wdf.h"

static LIST_HEAD(wdf_drivers);
static DEFINE_SPINLOCK(wdf_drivers_lock);

void vmbkmcl_wdf_driver_add(struct wdf_driver *driver)
{
	spin_lock_bh(&wdf_drivers_lock);
	list_add(&driver->link, &wdf_drivers);
	spin_unlock_bh(&wdf_drivers_lock);
}

void vmbkmcl_wdf_driver_forget(struct wdf_driver *driver)
{
	spin_lock_bh(&wdf_drivers_lock);
	list_del(&driver->link);
	spin_unlock_bh(&wdf_drivers_lock);
}

WDFDRIVER vmbkmcl_wdf_driver_of_module(struct module *module)
{
	struct wdf_driver *driver, *found = NULL;

	spin_lock_bh(&wdf_drivers_lock);
	list_for_each_entry(driver, &wdf_drivers, link) {
		if (driver->driver->LinuxModule == module) {
			found = driver;
			break;
		}
	}
	spin_unlock_bh(&wdf_drivers_lock);
	return (WDFDRIVER)found;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_driver_of_module);

struct wdf_object *vmbkmcl_wdf_default_parent(struct module *module)
{
	struct wdf_driver *driver = (struct wdf_driver *)vmbkmcl_wdf_driver_of_module(module);

	return driver ? &driver->object : NULL;
}
