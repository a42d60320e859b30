/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vmbkmcl.h - device objects, function tables and driver registration for
 * Linux drivers. A Windows driver gets these from the system or its INF.
 *
 * All symbols are GPL-only and in the namespace VMBKMCL. A module that uses them
 * imports it by MODULE_IMPORT_NS(VMBKMCL), from Linux 6.13 on
 * MODULE_IMPORT_NS("VMBKMCL"), or on every kernel by
 * MODULE_INFO(import_ns, "VMBKMCL").
 */
#ifndef VMBKMCL_H
#define VMBKMCL_H

#include <linux/list.h>
#include <linux/module.h>

#include <vmbuskernelmodeclientlibapi.h>

struct device;

/**
 * struct vmbkmcl_driver - a driver for VMBus devices of some interface types
 * @name: for the log
 * @owner: THIS_MODULE
 * @types: the interface types
 * @type_count: number of @types
 * @add: called for a device of one of the types, like AddDevice; after a
 *	failure status another driver may have the device. @device is the bus's
 *	device object, valid until @remove returns; its LinuxDevice is the Linux
 *	device.
 * @remove: called when the device is rescinded or the driver is unregistered.
 *	Channels that were allocated for @device are closed; @remove must clean
 *	them up.
 * @power: the machine is about to hibernate (@on false), or has woken (@on true); may be
 *	NULL. A driver that leaves a channel open, or fails to go on, has its device
 *	removed; STATUS_DEVICE_BUSY keeps the machine from hibernating.
 * @node: private to vmbkmcl
 * @devices: private to vmbkmcl
 *
 * These functions are called in process context and may block.
 */
struct vmbkmcl_driver {
	const char *name;
	struct module *owner;
	const GUID *types;
	unsigned int type_count;
	NTSTATUS (*add)(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device);
	void (*remove)(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device);
	NTSTATUS (*power)(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device, bool on);
	struct list_head node;
	struct list_head devices;
};

/**
 * vmbkmcl_driver_register() - register a driver
 * @driver: must not be freed before it is unregistered
 *
 * Devices that exist are added before this returns or soon after; a device that
 * is bound to another driver is added when that driver is unbound.
 *
 * Context: PASSIVE_LEVEL.
 * Return: 0; -EINVAL when a member is missing or a type is all zeroes; -ENOMEM; another
 * errno when no transport can look for devices of a type.
 */
int vmbkmcl_driver_register(struct vmbkmcl_driver *driver);

/**
 * vmbkmcl_driver_unregister() - unregister a driver
 * @driver: registered; all its devices are removed before this returns
 *
 * Context: PASSIVE_LEVEL.
 */
void vmbkmcl_driver_unregister(struct vmbkmcl_driver *driver);

/**
 * vmbkmcl_device_object() - allocate a device object for a Linux device
 * @dev: the device, for instance of another bus
 *
 * For a driver that is not bound by vmbkmcl and allocates channels whose parent
 * is @dev. Free it with vmbkmcl_device_object_put().
 *
 * Context: PASSIVE_LEVEL.
 * Return: the device object, or NULL when memory is short.
 */
PDEVICE_OBJECT vmbkmcl_device_object(struct device *dev);

/**
 * vmbkmcl_device_object_put() - free a device object
 * @device: from vmbkmcl_device_object(); not the parent of any channel. References of
 *	ObReferenceObject() keep its memory, but not the Linux device.
 *
 * Context: PASSIVE_LEVEL.
 */
void vmbkmcl_device_object_put(PDEVICE_OBJECT device);

/**
 * vmbkmcl_query_interface() - get a function table
 * @device: any device object, or NULL; the table is the same for all
 * @type: address of KMCL_CLIENT_INTERFACE_TYPE or KMCL_SERVER_INTERFACE_TYPE
 * @size: bytes at @interface
 * @version: the latest version that the caller knows, as
 *	KMCL_CLIENT_INTERFACE_VERSION_LATEST
 * @interface: receives the table, with one reference taken; unchanged on
 *	failure
 *
 * Hands out the latest table of at most this version that @size has room for, and
 * says in its Size and Version which one that is.
 *
 * Linux equivalent of WdfFdoQueryForInterface() and IRP_MN_QUERY_INTERFACE.
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED for an unknown type or version;
 * STATUS_INVALID_PARAMETER for too small a size or no @interface.
 */
NTSTATUS vmbkmcl_query_interface(PDEVICE_OBJECT device, const GUID *type,
				 USHORT size, USHORT version,
				 PINTERFACE interface);

#endif /* VMBKMCL_H */
