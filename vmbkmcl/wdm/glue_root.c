// SPDX-License-Identifier: GPL-2.0-only
/*
 * glue_root.c - root-enumerated devices.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "../nt/nt.h"
#include "glue.h"

/**
 * struct glue_root - a device that has been added
 * @link: on its driver's roots
 * @object: the root's device object
 */
struct glue_root {
	struct list_head link;
	PDEVICE_OBJECT object;
};

static void root_free(struct glue_root *root)
{
	struct device *dev = root->object->LinuxDevice;

	vmbkmcl_device_object_put(root->object);
	root_device_unregister(dev);
	kfree(root);
}

/* The device MODULE.NUMBER, for which there is a folder in /sys/devices. */
static struct glue_root *root_alloc(struct vmbkmcl_glue *glue, unsigned int number)
{
	struct glue_root *root = kzalloc(sizeof(*root), GFP_KERNEL);
	struct device *dev;
	char *name;

	if (!root)
		return ERR_PTR(-ENOMEM);
	name = kasprintf(GFP_KERNEL, "%s.%u", module_name(glue->driver.owner), number);
	dev = name ? __root_device_register(name, glue->driver.owner) : ERR_PTR(-ENOMEM);
	kfree(name);
	if (IS_ERR(dev)) {
		kfree(root);
		return ERR_CAST(dev);
	}
	root->object = vmbkmcl_device_object(dev);
	if (root->object)
		return root;
	root_device_unregister(dev);
	kfree(root);
	return ERR_PTR(-ENOMEM);
}

static int root_add(struct vmbkmcl_glue *glue, unsigned int number)
{
	struct glue_root *root = root_alloc(glue, number);
	NTSTATUS status;

	if (IS_ERR(root))
		return PTR_ERR(root);
	status = vmbkmcl_glue_add(&glue->driver, root->object);
	if (!NT_SUCCESS(status)) {
		pr_warn("driver %s refused its device %u with status %#x (%s)\n",
			glue->driver.name, number, status, vmbkmcl_status_name(status));
		root_free(root);
		return vmbkmcl_status_to_errno(status);
	}
	list_add(&root->link, &glue->roots);
	return 0;
}

int vmbkmcl_glue_root_add(struct vmbkmcl_glue *glue)
{
	int error, first_error = 0;
	unsigned int i;

	INIT_LIST_HEAD(&glue->roots);
	for (i = 0; i < glue->root_count; i++) {
		error = root_add(glue, i);
		if (!first_error)
			first_error = error;
	}
	return list_empty(&glue->roots) ? first_error : 0;
}

/* The last one first. */
void vmbkmcl_glue_root_remove(struct vmbkmcl_glue *glue)
{
	struct glue_root *root, *next;

	list_for_each_entry_safe(root, next, &glue->roots, link) {
		vmbkmcl_glue_remove(&glue->driver, root->object);
		list_del(&root->link);
		root_free(root);
	}
}
