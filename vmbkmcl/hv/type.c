// SPDX-License-Identifier: GPL-2.0-only
/*
 * type.c - watched interface types, and a driver on the bus for each.
 *
 * Each type has a driver of its own, so that the bus's own matching decides, and
 * devices of types that are not watched are left to other drivers.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "hv.h"

/* How long a driver stays after its last watch: one like it may be loaded again. */
#define TYPE_LINGER	HZ
/* When to try again after memory was short, or while a probe is ending. */
#define TYPE_RETRY	(HZ / 10)

static DEFINE_MUTEX(types_mutex);
DEFINE_SPINLOCK(vmbkmcl_hv_types_lock);
static LIST_HEAD(types);	/* vmbkmcl_hv_types_lock */
static bool paused;		/* vmbkmcl_hv_types_lock */
static bool exiting;		/* vmbkmcl_hv_types_lock */

/* hv_vmbus's bus, which it does not export; known once a driver is registered. */
static typeof(((struct device_driver *)NULL)->bus) bus;	/* types_mutex */

static struct hv_type *type_find(const guid_t *guid)
{
	struct hv_type *type;

	lockdep_assert_held(&vmbkmcl_hv_types_lock);
	list_for_each_entry(type, &types, node)
		if (guid_equal(&type->ids[0].guid, guid))
			return type;
	return NULL;
}

/* Have type_service() look through the bus: a device may be free, or newly awaited. */
static void type_attach_soon(struct hv_type *type, unsigned long delay)
{
	lockdep_assert_held(&vmbkmcl_hv_types_lock);
	if (type->dying || exiting)
		return;
	type->attach = true;
	mod_delayed_work(vmbkmcl_hv_wq, &type->service, delay);
}

/*
 * A device was unbound from some driver. The driver core does not look for another one
 * then, so a channel that waits for the type would not get it.
 */
static int bus_event(struct notifier_block *nb, unsigned long action, void *data)
{
	struct hv_device *device = device_to_hv_device(data);
	struct hv_type *type;

	if (action != BUS_NOTIFY_UNBOUND_DRIVER)
		return NOTIFY_DONE;

	spin_lock(&vmbkmcl_hv_types_lock);
	type = type_find(&device->dev_type);
	if (type && type->watches)
		type_attach_soon(type, 0);
	spin_unlock(&vmbkmcl_hv_types_lock);
	return NOTIFY_OK;
}

static struct notifier_block bus_notifier = {
	.notifier_call = bus_event,
};

/*
 * If the type is not needed any more, take it off the list: true. A channel that begins
 * to keep it meanwhile is about to watch it, for which types_mutex is needed; one that no
 * longer keeps it has us called again.
 */
static bool type_retire(struct hv_type *type)
{
	bool idle;

	lockdep_assert_held(&types_mutex);
	if (vmbkmcl_type_is_kept(&type->ids[0].guid))
		return false;
	spin_lock(&vmbkmcl_hv_types_lock);
	idle = !type->watches && !type->bound && !exiting;
	if (idle) {
		type->dying = true;
		list_del(&type->node);
		cancel_delayed_work(&type->service);
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
	return idle;
}

static bool type_wants_attach(struct hv_type *type, bool *tell)
{
	bool attach;

	spin_lock(&vmbkmcl_hv_types_lock);
	attach = type->attach && type->watches && !paused && !exiting;
	*tell = attach && type->tell;
	if (attach) {
		type->attach = false;
		type->tell = false;
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
	return attach;
}

/**
 * struct type_look - arguments of type_look_at(), on the caller's stack
 * @type: the type whose devices are looked for
 * @tell: log which of them other drivers have
 */
struct type_look {
	struct hv_type *type;
	bool tell;
};

/* An administrator may be changing its driver_override. */
static bool type_matches(struct hv_type *type, struct device *dev)
{
	device_lock_assert(dev);
	return bus->match(dev, &type->driver.driver) > 0;
}

static void type_bind_device(struct hv_type *type, struct device *dev)
{
	bool matches;

	device_lock(dev);
	matches = !dev->driver && type_matches(type, dev);
	device_unlock(dev);
	if (matches)
		vmbkmcl_compat_hv_bind(&type->driver, dev);
}

/* Only if the device is not locked: it may be locked for long. */
static void type_tell_holder(struct hv_type *type, struct device *dev)
{
	if (!device_trylock(dev))
		return;
	if (dev->driver && type_matches(type, dev))
		dev_info(dev, "a channel waits for this device, which the driver %s has\n",
			 dev->driver->name);
	device_unlock(dev);
}

/*
 * Bind a device that is free and that a channel waits for. While a probe of ours runs that
 * is going to refuse the device, dev->driver is ours: try again soon, since a channel may
 * have begun to wait just after that probe has looked for one.
 */
static int type_look_at(struct device *dev, void *data)
{
	struct device_driver *driver = READ_ONCE(dev->driver);
	struct hv_device *device = device_to_hv_device(dev);
	struct type_look *look = data;
	struct hv_type *type = look->type;

	if (driver == &type->driver.driver) {
		if (!vmbkmcl_hv_device_is_added(device))
			vmbkmcl_hv_type_retry(type);
	} else if (!vmbkmcl_offer_is_awaited(&device->dev_type,
					     &device->dev_instance)) {
		return 0;
	} else if (!driver) {
		type_bind_device(type, dev);
	} else if (look->tell) {
		type_tell_holder(type, dev);
	}
	return 0;
}

/*
 * A channel may wait for it by now: then the struct hv_type that it has had made binds it.
 * The driver core logs what goes wrong.
 */
static int type_give_back_device(struct device *dev, void *data)
{
	struct hv_device *device = device_to_hv_device(dev);
	const struct hv_type *type = data;

	if (READ_ONCE(dev->driver) || !guid_equal(&device->dev_type, &type->ids[0].guid) ||
	    vmbkmcl_hv_is_gone(device->channel))
		return 0;
	if (!READ_ONCE(exiting) &&
	    vmbkmcl_offer_is_awaited(&device->dev_type, &device->dev_instance))
		return 0;
	if (device_attach(dev) > 0)
		dev_info(dev, "no channel is for this device any more: it was given back\n");
	return 0;
}

/*
 * The driver core looks for a driver when a device or a driver is new, not when a device
 * is unbound: let the drivers that could have had the devices have them now.
 */
static void type_give_back(struct hv_type *type)
{
	if (type->had)
		bus_for_each_dev(bus, NULL, type, type_give_back_device);
}

/*
 * The steps that watch, unwatch, probe and remove must not wait for: unregister the
 * driver when it is not needed, or bind devices. One runs at a time for a type, so the
 * driver stays registered while devices are bound to it.
 */
static void type_service(struct work_struct *work)
{
	struct hv_type *type = container_of(to_delayed_work(work),
					    struct hv_type, service);
	struct type_look look = { .type = type };
	bool retire;

	mutex_lock(&types_mutex);
	retire = type_retire(type);
	/* No device is bound, so this waits for no channel. */
	if (retire)
		vmbus_driver_unregister(&type->driver);
	mutex_unlock(&types_mutex);

	if (retire) {
		type_give_back(type);
		kfree(type);
	} else if (type_wants_attach(type, &look.tell)) {
		bus_for_each_dev(bus, NULL, &look, type_look_at);
	}
}

VMBKMCL_COMPAT_HV_REMOVE(type_remove_device, vmbkmcl_hv_unbind)

/*
 * What is bound when hv_vmbus disconnects for hibernation has been stopped
 * (hibernate.c), and the host has nothing of it.
 */
static int type_suspend(struct hv_device *device)
{
	struct hv_offer *hv = hv_get_drvdata(device);

	return hv && READ_ONCE(hv->is_open) ? -EBUSY : 0;
}

static int type_resume(struct hv_device *device)
{
	return 0;
}

static void type_describe(struct hv_type *type, const guid_t *guid)
{
	scnprintf(type->name, sizeof(type->name), "vmbkmcl-%pUl", guid);
	guid_copy(&type->ids[0].guid, guid);
	INIT_DELAYED_WORK(&type->service, type_service);
	type->driver.name = type->name;
	type->driver.probe = vmbkmcl_hv_probe;
	type->driver.remove = type_remove_device;
	type->driver.suspend = type_suspend;
	type->driver.resume = type_resume;
}

static int type_register(struct hv_type *type)
{
	int error;

	error = __vmbus_driver_register(&type->driver, THIS_MODULE, KBUILD_MODNAME);
	if (error)
		return error;
	if (!bus) {
		error = bus_register_notifier(type->driver.driver.bus, &bus_notifier);
		if (error) {
			vmbus_driver_unregister(&type->driver);
			return error;
		}
		bus = type->driver.driver.bus;
	}
	/* From here on, devices match. */
	WRITE_ONCE(type->driver.id_table, type->ids);
	return 0;
}

static struct hv_type *type_create(const guid_t *guid)
{
	struct hv_type *type;
	int error;

	lockdep_assert_held(&types_mutex);
	type = kzalloc(sizeof(*type), GFP_KERNEL);
	if (!type)
		return ERR_PTR(-ENOMEM);
	type_describe(type, guid);
	error = type_register(type);
	if (error) {
		kfree(type);
		return ERR_PTR(error);
	}

	spin_lock(&vmbkmcl_hv_types_lock);
	list_add_tail(&type->node, &types);
	spin_unlock(&vmbkmcl_hv_types_lock);
	return type;
}

/*
 * Finds or registers the driver, so that an error can be returned. Its devices are bound
 * by type_service().
 */
int vmbkmcl_hv_watch(const guid_t *guid)
{
	struct hv_type *type;
	int error = 0;

	mutex_lock(&types_mutex);
	spin_lock(&vmbkmcl_hv_types_lock);
	type = type_find(guid);
	spin_unlock(&vmbkmcl_hv_types_lock);
	/* Only the service removes one, with types_mutex held. */
	if (!type)
		type = type_create(guid);
	if (IS_ERR(type)) {
		error = PTR_ERR(type);
		goto out;
	}

	spin_lock(&vmbkmcl_hv_types_lock);
	type->watches++;
	type->tell = true;
	type_attach_soon(type, 0);
	spin_unlock(&vmbkmcl_hv_types_lock);
out:
	mutex_unlock(&types_mutex);
	return error;
}

static void type_linger(struct hv_type *type)
{
	lockdep_assert_held(&vmbkmcl_hv_types_lock);
	if (!type->watches && !type->bound && !exiting)
		mod_delayed_work(vmbkmcl_hv_wq, &type->service, TYPE_LINGER);
}

void vmbkmcl_hv_unwatch(const guid_t *guid)
{
	struct hv_type *type;

	spin_lock(&vmbkmcl_hv_types_lock);
	type = type_find(guid);
	if (!WARN_ON_ONCE(!type || !type->watches)) {
		type->watches--;
		type_linger(type);
	}
	spin_unlock(&vmbkmcl_hv_types_lock);
}

/* The last channel that could be enabled again is gone. */
void vmbkmcl_hv_forget(const guid_t *guid)
{
	struct hv_type *type;

	spin_lock(&vmbkmcl_hv_types_lock);
	type = type_find(guid);
	if (type)
		type_linger(type);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

/**
 * struct type_visit - arguments of type_visit_device(), on the caller's stack
 * @type: the type
 * @visit: called for each of its devices
 * @arg: for @visit
 */
struct type_visit {
	const guid_t *type;
	vmbkmcl_device_visit visit;
	void *arg;
};

/* "?" for the driver of a device that is locked: it is being bound or unbound. */
static int type_visit_device(struct device *dev, void *data)
{
	struct hv_device *device = device_to_hv_device(dev);
	struct type_visit *look = data;
	const char *holder = "?";
	bool locked;

	if (!guid_equal(&device->dev_type, look->type))
		return 0;
	locked = device_trylock(dev);
	if (locked)
		holder = dev->driver ? dev->driver->name : NULL;
	look->visit(look->arg, &vmbkmcl_hv_transport, &device->dev_instance, holder);
	if (locked)
		device_unlock(dev);
	return 0;
}

void vmbkmcl_hv_visit(const guid_t *guid, vmbkmcl_device_visit visit, void *arg)
{
	struct type_visit look = { .type = guid, .visit = visit, .arg = arg };

	/* NULL until the first type is watched. */
	mutex_lock(&types_mutex);
	if (bus)
		bus_for_each_dev(bus, NULL, &look, type_visit_device);
	mutex_unlock(&types_mutex);
}

bool vmbkmcl_hv_type_get(struct hv_type *type)
{
	bool got;

	/* driver_override makes a device match even before there is an id_table. */
	if (!READ_ONCE(type->driver.id_table))
		return false;

	spin_lock(&vmbkmcl_hv_types_lock);
	got = !type->dying && !paused && !exiting;
	if (got)
		type->bound++;
	spin_unlock(&vmbkmcl_hv_types_lock);
	return got;
}

void vmbkmcl_hv_type_put(struct hv_type *type)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	type->bound--;
	type_linger(type);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

void vmbkmcl_hv_type_retry(struct hv_type *type)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	type_attach_soon(type, TYPE_RETRY);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

void vmbkmcl_hv_types_pause(void)
{
	spin_lock(&vmbkmcl_hv_types_lock);
	paused = true;
	spin_unlock(&vmbkmcl_hv_types_lock);
}

void vmbkmcl_hv_types_resume(void)
{
	struct hv_type *type;

	spin_lock(&vmbkmcl_hv_types_lock);
	paused = false;
	list_for_each_entry(type, &types, node)
		type_attach_soon(type, 0);
	spin_unlock(&vmbkmcl_hv_types_lock);
}

void vmbkmcl_hv_types_exit(void)
{
	struct hv_type *type, *next;

	spin_lock(&vmbkmcl_hv_types_lock);
	exiting = true;
	spin_unlock(&vmbkmcl_hv_types_lock);
	if (bus)
		bus_unregister_notifier(bus, &bus_notifier);
	/* Wait for a type_service() that has begun to retire its type. */
	flush_workqueue(vmbkmcl_hv_wq);

	/* Not under types_mutex: remove waits for the owners of channels. */
	list_for_each_entry(type, &types, node)
		vmbus_driver_unregister(&type->driver);
	list_for_each_entry_safe(type, next, &types, node) {
		type_give_back(type);
		cancel_delayed_work_sync(&type->service);
		list_del(&type->node);
		kfree(type);
	}
}
