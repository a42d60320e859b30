/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wdm.h - what the driver model's files share.
 */
#ifndef VMBKMCL_WDM_H
#define VMBKMCL_WDM_H

#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/list.h>

#include <vmbkmcl/nt/driver.h>
#include <vmbkmcl/nt/event.h>
#include <vmbkmcl/nt/irp.h>

/**
 * struct wdm_device - a device of IoCreateDevice()
 * @object: what its driver sees
 * @ref: its driver's reference, and one for each node and handle
 * @node: on wdm_devices while it is not deleted; wdm_mutex
 * @name: its name, in memory of its own; empty without one
 * @exclusive: one handle at a time
 * @extension: the driver's memory
 */
struct wdm_device {
	DEVICE_OBJECT object;
	struct kref ref;
	struct list_head node;
	UNICODE_STRING name;
	bool exclusive;
	u64 extension[];
};

/* Orders changes to the drivers' and the stacks' links, and to names. */
extern struct mutex wdm_mutex;

/* A device of that name, with a reference, or NULL; wdm_mutex. */
struct wdm_device *vmbkmcl_wdm_device_find(PCUNICODE_STRING name);
void vmbkmcl_wdm_device_get(struct wdm_device *device);
void vmbkmcl_wdm_device_put(struct wdm_device *device);
/* The top of @object's stack. */
PDEVICE_OBJECT vmbkmcl_wdm_top(PDEVICE_OBJECT object);

/* A request that is sent to @device, with its top stack location filled in. */
PIRP vmbkmcl_irp_alloc(PDEVICE_OBJECT device, UCHAR major, UCHAR minor);
/* Send it and wait; the caller frees it. */
NTSTATUS vmbkmcl_irp_send(PDEVICE_OBJECT device, PIRP irp);
/* The same, and a signal cancels it. */
NTSTATUS vmbkmcl_irp_send_killable(PDEVICE_OBJECT device, PIRP irp);

/* What a bus's device does with requests that reach it. */
NTSTATUS vmbkmcl_pdo_dispatch(PDEVICE_OBJECT pdo, PIRP irp);

/* What the nodes of a driver's devices do; kept in the driver's own memory. */
void vmbkmcl_node_operations(struct file_operations *fops, struct module *owner);

/*
 * Before the devices on @pdo are removed: their handles are closed as far as
 * their drivers can see, and lead nowhere from then on.
 */
void vmbkmcl_node_shutdown(PDEVICE_OBJECT pdo);

#endif
