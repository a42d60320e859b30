// SPDX-License-Identifier: GPL-2.0-only
/*
 * driver.c - drivers that are bound to devices, as Windows' PnP manager does.
 *
 * A registered driver gets every offer of its types that no other driver has,
 * with a device object for each. Only channels allocated for that device
 * object may claim such an offer.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../nt/nt.h"
#include "offer.h"

/**
 * struct vmbkmcl_driver_device - an offer bound to a driver
 * @object: the bus's device object, first: what references to that keep; constant
 * @driver: the driver; constant
 * @offer: the offer; constant
 * @node: on driver->devices; drivers_mutex
 * @report: says in the log that the driver's remove has not returned
 * @waited: how long that will have been when @report runs, in seconds;
 *	vmbkmcl_driver_unbind() before it queues @report, then @report
 * @pause: seconds between the last report and the next; likewise
 */
struct vmbkmcl_driver_device {
	DEVICE_OBJECT object;
	struct vmbkmcl_driver *driver;
	struct vmbkmcl_offer *offer;
	struct list_head node;
	struct delayed_work report;
	unsigned int waited;
	unsigned int pause;
};

/*
 * Protects the list of drivers and their lists of devices. Not held while a driver's
 * callback runs: the device on the driver's list keeps the driver registered meanwhile.
 */
static DEFINE_MUTEX(drivers_mutex);
static LIST_HEAD(drivers);
static DECLARE_WAIT_QUEUE_HEAD(driver_device_gone);

static bool driver_serves(const struct vmbkmcl_driver *driver,
			  const guid_t *type)
{
	unsigned int i;

	for (i = 0; i < driver->type_count; i++) {
		if (!memcmp(&driver->types[i], type, sizeof(*type)))
			return true;
	}
	return false;
}

static void object_init(PDEVICE_OBJECT object, struct device *dev)
{
	object->Type = 3;
	object->Size = sizeof(*object);
	object->StackSize = 1;
	object->LinuxDevice = get_device(dev);
}

/* Who has a reference keeps the object, and not the Linux device, whose end may sleep. */
static void object_put(PDEVICE_OBJECT object)
{
	struct device *dev = object->LinuxDevice;

	WRITE_ONCE(object->LinuxGone, TRUE);
	WRITE_ONCE(object->LinuxDevice, NULL);
	put_device(dev);
	vmbkmcl_bus_device_put(object);
}

static void report_after(struct vmbkmcl_driver_device *device, unsigned int pause)
{
	device->pause = pause;
	device->waited += pause;
	schedule_delayed_work(&device->report, pause * HZ);
}

/*
 * A transport may have one thread for all its rescinds (rescind.c). That thread waits for
 * the driver's remove, which may wait for the driver's requests to end.
 */
static void report_driver(struct work_struct *work)
{
	struct vmbkmcl_driver_device *device =
		container_of(to_delayed_work(work), struct vmbkmcl_driver_device,
			     report);
	const struct vmbkmcl_offer *offer = device->offer;

	pr_warn("driver %s, type %pUl, instance %pUl: the device was taken away %u s ago, and the driver still uses it\n",
		device->driver->name, &offer->type, &offer->instance,
		device->waited);
	report_after(device, vmbkmcl_report_again(device->pause));
}

/* A device on the list of the driver that serves @offer; -ENODEV: none does. */
static struct vmbkmcl_driver_device *device_alloc(struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_driver_device *device = ERR_PTR(-ENODEV);
	struct vmbkmcl_driver *driver;

	mutex_lock(&drivers_mutex);
	list_for_each_entry(driver, &drivers, node) {
		if (!driver_serves(driver, &offer->type))
			continue;
		device = kzalloc(sizeof(*device), GFP_KERNEL);
		if (!device) {
			device = ERR_PTR(-ENOMEM);
			break;
		}
		object_init(&device->object, offer->dev);
		device->object.LinuxLink = device;
		device->driver = driver;
		device->offer = offer;
		INIT_DELAYED_WORK(&device->report, report_driver);
		/* While the device is on the list the driver stays registered. */
		list_add_tail(&device->node, &driver->devices);
		break;
	}
	mutex_unlock(&drivers_mutex);
	return device;
}

static void device_free(struct vmbkmcl_driver_device *device)
{
	mutex_lock(&drivers_mutex);
	list_del(&device->node);
	mutex_unlock(&drivers_mutex);
	wake_up_all(&driver_device_gone);
	BUILD_BUG_ON(offsetof(struct vmbkmcl_driver_device, object));
	object_put(&device->object);
}

bool vmbkmcl_driver_serves(const guid_t *type)
{
	struct vmbkmcl_driver *driver;
	bool serves = false;

	mutex_lock(&drivers_mutex);
	list_for_each_entry(driver, &drivers, node)
		serves |= driver_serves(driver, type);
	mutex_unlock(&drivers_mutex);
	return serves;
}

void vmbkmcl_drivers_visit(const guid_t *type, void (*visit)(void *arg, const char *name),
			   void *arg)
{
	struct vmbkmcl_driver *driver;

	mutex_lock(&drivers_mutex);
	list_for_each_entry(driver, &drivers, node) {
		if (driver_serves(driver, type))
			visit(arg, driver->name);
	}
	mutex_unlock(&drivers_mutex);
}

int vmbkmcl_driver_bind(struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_driver_device *device = device_alloc(offer);
	NTSTATUS status;

	if (IS_ERR(device))
		return PTR_ERR(device);
	/* Before add(), in which the driver may enable a channel. */
	offer->object = &device->object;
	offer->bound = device;
	vmbkmcl_offer_publish(offer);
	status = device->driver->add(device->driver, &device->object);
	pr_debug("driver %s was given %pUl: %s\n", device->driver->name,
		 &offer->instance, vmbkmcl_status_name(status));
	if (NT_SUCCESS(status))
		return 0;

	pr_warn("driver %s refused %pUl with status %#x (%s)\n",
		device->driver->name, &offer->instance, (u32)status,
		vmbkmcl_status_name(status));
	vmbkmcl_offer_rescind(offer);
	offer->bound = NULL;
	offer->object = NULL;
	offer->rescinded = false;
	device_free(device);
	return -ENODEV;
}

void vmbkmcl_driver_unbind(struct vmbkmcl_offer *offer)
{
	struct vmbkmcl_driver_device *device = offer->bound;

	report_after(device, VMBKMCL_REPORT_AFTER);
	device->driver->remove(device->driver, &device->object);
	cancel_delayed_work_sync(&device->report);
	pr_debug("driver %s has released %pUl\n", device->driver->name,
		 &offer->instance);
	offer->bound = NULL;
	offer->object = NULL;
	device_free(device);
}

int vmbkmcl_offer_power(struct vmbkmcl_offer *offer, bool on)
{
	struct vmbkmcl_driver_device *device = offer->bound;
	NTSTATUS status;

	if (!device || !device->driver->power)
		return -EOPNOTSUPP;
	status = device->driver->power(device->driver, &device->object, on);
	if (!NT_SUCCESS(status))
		pr_warn("driver %s, type %pUl, instance %pUl: %s with status %#x (%s)\n",
			device->driver->name, &offer->type, &offer->instance,
			on ? "does not go on after hibernation" : "does not sleep",
			(u32)status, vmbkmcl_status_name(status));
	return vmbkmcl_status_to_errno(status);
}
VMBKMCL_EXPORT(vmbkmcl_offer_power);

/* Have the transports remove the driver's devices; they do so later. */
static void driver_release_devices(struct vmbkmcl_driver *driver)
{
	struct vmbkmcl_driver_device *device;

	mutex_lock(&drivers_mutex);
	list_del(&driver->node);
	list_for_each_entry(device, &driver->devices, node)
		device->offer->transport->ops->release(device->offer);
	mutex_unlock(&drivers_mutex);
}

/* Undo a registration that has the first @watched of the driver's types watched. */
static void driver_remove(struct vmbkmcl_driver *driver, unsigned int watched)
{
	unsigned int i;

	/* From here on no device is bound to it. */
	driver_release_devices(driver);
	for (i = 0; i < watched; i++)
		vmbkmcl_unwatch((const guid_t *)&driver->types[i]);
	wait_event_idle(driver_device_gone, list_empty(&driver->devices));
	/* The context that emptied the list may still hold the mutex. */
	mutex_lock(&drivers_mutex);
	mutex_unlock(&drivers_mutex);
}

int vmbkmcl_driver_register(struct vmbkmcl_driver *driver)
{
	unsigned int i;
	int error;

	might_sleep();
	if (!driver->name || !driver->types || !driver->type_count ||
	    !driver->add || !driver->remove)
		return -EINVAL;
	INIT_LIST_HEAD(&driver->devices);
	mutex_lock(&drivers_mutex);
	list_add_tail(&driver->node, &drivers);
	mutex_unlock(&drivers_mutex);

	for (i = 0; i < driver->type_count; i++) {
		error = vmbkmcl_watch((const guid_t *)&driver->types[i]);
		if (error) {
			driver_remove(driver, i);
			return error;
		}
	}
	return 0;
}
VMBKMCL_EXPORT(vmbkmcl_driver_register);

void vmbkmcl_driver_unregister(struct vmbkmcl_driver *driver)
{
	might_sleep();
	driver_remove(driver, driver->type_count);
}
VMBKMCL_EXPORT(vmbkmcl_driver_unregister);

PDEVICE_OBJECT vmbkmcl_device_object(struct device *dev)
{
	PDEVICE_OBJECT object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (object)
		object_init(object, dev);
	return object;
}
VMBKMCL_EXPORT(vmbkmcl_device_object);

void vmbkmcl_device_object_put(PDEVICE_OBJECT device)
{
	if (device)
		object_put(device);
}
VMBKMCL_EXPORT(vmbkmcl_device_object_put);
