/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vmbkmcl.h - what a Linux driver needs beside the Windows headers: a device
 * object for its device, the function table, and registration for a VMBus GUID.
 *
 * All symbols are GPL-only and in the namespace VMBKMCL: a module that uses
 * them says MODULE_IMPORT_NS(VMBKMCL) (a string from Linux 6.13 on; the macro
 * VMBKMCL_IMPORT below is right on every kernel).
 */
#ifndef VMBKMCL_H
#define VMBKMCL_H

#include <linux/list.h>
#include <linux/module.h>

#include <vmbuskernelmodeclientlibapi.h>

struct device;

/**
 * struct vmbkmcl_driver - a driver for VMBus devices, as an INF would name it
 * @name: for logs
 * @owner: THIS_MODULE
 * @types: interface types it serves, any number
 * @type_count: how many
 * @add: a device of one of the types has come; a failure status leaves it to
 *	others. @device is the bus's device object, good until @remove returned;
 *	its LinuxDevice is the Linux device. The counterpart of AddDevice.
 * @remove: the device has gone, or the driver is going. Channels that were
 *	allocated for @device are closed by now; @remove cleans them up.
 * @node: vmbkmcl's
 * @devices: vmbkmcl's
 *
 * Both calls come in process context and may block.
 */
struct vmbkmcl_driver {
	const char *name;
	struct module *owner;
	const GUID *types;
	unsigned int type_count;
	NTSTATUS (*add)(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device);
	void (*remove)(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device);
	struct list_head node;
	struct list_head devices;
};

/**
 * vmbkmcl_driver_register() - serve all devices of some interface types
 * @driver: kept until unregistered
 *
 * Devices that exist are added from in here or soon after; one that another
 * driver has is added when that lets go of it.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL when a member is missing, or -ENOMEM.
 */
int vmbkmcl_driver_register(struct vmbkmcl_driver *driver);

/**
 * vmbkmcl_driver_unregister() - the reverse
 * @driver: every device has been removed when it returns
 *
 * Context: process, may sleep.
 */
void vmbkmcl_driver_unregister(struct vmbkmcl_driver *driver);

/**
 * vmbkmcl_device_object() - a device object for a Linux device
 * @dev: for instance the one a driver of another bus was probed with
 *
 * For a driver that binds its devices itself and wants channels whose parent
 * says so. Free it with vmbkmcl_device_object_put().
 *
 * Context: process, may sleep.
 * Return: the device object, or NULL when memory is short.
 */
PDEVICE_OBJECT vmbkmcl_device_object(struct device *dev);

/**
 * vmbkmcl_device_object_put() - free a device object
 * @device: from vmbkmcl_device_object(); no channel may have it as its parent
 */
void vmbkmcl_device_object_put(PDEVICE_OBJECT device);

/**
 * vmbkmcl_query_interface() - get a function table
 * @device: any device object, or NULL: the table is the same for all
 * @type: KMCL_CLIENT_INTERFACE_TYPE or KMCL_SERVER_INTERFACE_TYPE, by address
 * @size: sizeof the table
 * @version: KMCL_CLIENT_INTERFACE_VERSION_V1 or KMCL_SERVER_INTERFACE_VERSION_V1
 * @interface: receives the table, whose InterfaceReference has been called once
 *
 * What WdfFdoQueryForInterface() and IRP_MN_QUERY_INTERFACE come to. On
 * failure @interface is left as it was.
 *
 * Context: any.
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED for a type or version that there
 * is not; STATUS_INVALID_PARAMETER for a wrong size or no @interface.
 */
NTSTATUS vmbkmcl_query_interface(PDEVICE_OBJECT device, const GUID *type,
				 USHORT size, USHORT version,
				 PINTERFACE interface);

#endif /* VMBKMCL_H */
