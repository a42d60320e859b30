// SPDX-License-Identifier: GPL-2.0-only
/*
 * node.c - symbolic links, as device nodes: user space's way to a device.
 *
 * The nodes are character devices of a class of their own rather than misc
 * devices, for these are opened under one lock: a driver whose create request
 * takes long would keep all of them from being opened.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <vmbkmcl/nt/unicode.h>

#include "../compat/compat.h"
#include "../compat/export.h"
#include "../compat/uring.h"
#include "../nt/nt.h"
#include "wdm.h"

#define NODE_NAME	"vmbkmcl"
#define NODE_NAME_SIZE	(NAME_MAX + 1)
#define NODE_MINORS	(MINORMASK + 1)

/**
 * struct wdm_node - a symbolic link, or an interface of a device
 * @dev: the device node; its reference count is this structure's
 * @cdev: its operations
 * @link: of a symbolic link, on wdm_nodes; node_mutex
 * @device: where it leads, referenced
 * @file_name: of the file objects that it opens; empty for a symbolic link
 */
struct wdm_node {
	struct device dev;
	struct cdev cdev;
	struct list_head link;
	struct wdm_device *device;
	UNICODE_STRING file_name;
};

static LIST_HEAD(wdm_nodes);
static DEFINE_MUTEX(node_mutex);

static char *node_devnode(vmbkmcl_compat_devnode *dev, umode_t *mode);

static struct class node_class = { .name = NODE_NAME, .devnode = node_devnode };
static dev_t node_first;
static DEFINE_IDA(node_minors);

/* The name stays what it is; a mode without any bit would be replaced. */
static char *node_devnode(vmbkmcl_compat_devnode *dev, umode_t *mode)
{
	if (mode)
		*mode = S_IFCHR | container_of(dev, struct wdm_node, dev)->device->mode;
	return NULL;
}

static void node_release(struct device *dev)
{
	struct wdm_node *node = container_of(dev, struct wdm_node, dev);

	ida_free(&node_minors, MINOR(dev->devt));
	vmbkmcl_wdm_device_put(node->device);
	kfree(node->file_name.Buffer);
	kfree(node);
}

static int node_open(struct inode *inode, struct file *file)
{
	struct wdm_node *node = container_of(inode->i_cdev, struct wdm_node, cdev);
	struct wdm_file *object;
	int error;

	/* A device of the kernel's alone: root, too, would get past the mode. */
	if (!node->device->mode)
		return -EACCES;
	if ((file->f_flags & O_ACCMODE) == O_ACCMODE)
		return vmbkmcl_opener_open(node->device, &node->file_name, file);
	error = vmbkmcl_file_open(node->device, &node->file_name, &object);
	if (!error)
		file->private_data = object;
	return error;
}

VMBKMCL_COMPAT_URING_COMMAND(node_take_commands, vmbkmcl_file_ioctl)

void vmbkmcl_node_operations(struct file_operations *fops, struct module *owner)
{
	/* An open file keeps the driver's code, and these, in place. */
	fops->owner = owner;
	fops->open = node_open;
	fops->release = vmbkmcl_file_release;
	fops->flush = vmbkmcl_file_flush;
	fops->read = vmbkmcl_file_read;
	fops->write = vmbkmcl_file_write;
	fops->fsync = vmbkmcl_file_fsync;
	/* Offsets are the driver's to understand: there is no end to seek from. */
	fops->llseek = no_seek_end_llseek;
	fops->unlocked_ioctl = vmbkmcl_file_ioctl;
	/* The structure is the same for programs of 32 bits. */
	fops->compat_ioctl = compat_ptr_ioctl;
	node_take_commands(fops);
}

/*
 * The last part of a link's name, as the name of a node; of one in a folder for links
 * it is the only one. It takes no memory, so that a link can be deleted when there is
 * none.
 */
static bool node_name(PCUNICODE_STRING link, char name[NODE_NAME_SIZE])
{
	ANSI_STRING ansi = { .Buffer = name, .MaximumLength = NODE_NAME_SIZE };
	size_t i, chars = link->Length / sizeof(WCHAR);
	UNICODE_STRING part = *link;

	for (i = chars; i && link->Buffer[i - 1] != '\\'; i--)
		;
	if (vmbkmcl_name_in_folder(link, &part) && part.Buffer != link->Buffer + i)
		return false;
	part.Buffer = link->Buffer + i;
	part.Length = (chars - i) * sizeof(WCHAR);
	return i && part.Length &&
	       NT_SUCCESS(RtlUnicodeStringToAnsiString(&ansi, &part, FALSE)) &&
	       !strchr(name, '/');
}

/* In upper or lower case, as far as a byte is a letter. */
static struct wdm_node *node_find(const char *name)
{
	struct wdm_node *node;

	lockdep_assert_held(&node_mutex);
	list_for_each_entry(node, &wdm_nodes, link) {
		if (!strcasecmp(dev_name(&node->dev), name))
			return node;
	}
	return NULL;
}

/* Takes over the reference to @device if it succeeds. */
static struct wdm_node *node_alloc(struct wdm_device *device, const char *name)
{
	struct wdm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);
	int minor;

	if (!node)
		return NULL;
	minor = ida_alloc_max(&node_minors, MINORMASK, GFP_KERNEL);
	if (minor < 0) {
		kfree(node);
		return NULL;
	}
	device_initialize(&node->dev);
	node->device = device;
	node->dev.class = &node_class;
	node->dev.devt = MKDEV(MAJOR(node_first), minor);
	node->dev.release = node_release;
	cdev_init(&node->cdev, device->object.DriverObject->LinuxLink);
	node->cdev.owner = device->object.DriverObject->LinuxModule;
	return node;
}

/* Takes over the reference to @device. */
static struct wdm_node *node_add(struct wdm_device *device, const char *name,
				 PCUNICODE_STRING file_name)
{
	struct wdm_node *node = node_alloc(device, name);
	bool added = false;

	if (!node) {
		vmbkmcl_wdm_device_put(device);
		return NULL;
	}
	if (vmbkmcl_string_copy(&node->file_name, file_name) &&
	    !dev_set_name(&node->dev, "%s", name))
		added = !cdev_device_add(&node->cdev, &node->dev);
	if (added)
		return node;
	put_device(&node->dev);
	return NULL;
}

struct wdm_node *vmbkmcl_node_create(struct wdm_device *device, const char *name,
				     PCUNICODE_STRING file_name)
{
	vmbkmcl_wdm_device_get(device);
	return node_add(device, name, file_name);
}

void vmbkmcl_node_delete(struct wdm_node *node)
{
	cdev_device_del(&node->cdev, &node->dev);
	put_device(&node->dev);
}

/* Takes over the reference to @device. */
static NTSTATUS link_create(const char *name, struct wdm_device *device)
{
	struct wdm_node *node;

	lockdep_assert_held(&node_mutex);
	if (node_find(name)) {
		vmbkmcl_wdm_device_put(device);
		return STATUS_OBJECT_NAME_COLLISION;
	}
	if (!device)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	node = node_add(device, name, NULL);
	if (!node)
		return STATUS_INSUFFICIENT_RESOURCES;
	list_add_tail(&node->link, &wdm_nodes);
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_node_link(PCUNICODE_STRING link, struct wdm_device *device)
{
	char name[NODE_NAME_SIZE];
	NTSTATUS status;

	might_sleep();
	if (!node_name(link, name)) {
		vmbkmcl_wdm_device_put(device);
		return STATUS_OBJECT_NAME_INVALID;
	}
	mutex_lock(&node_mutex);
	status = link_create(name, device);
	mutex_unlock(&node_mutex);
	return status;
}

NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName,
			      PUNICODE_STRING DeviceName)
{
	struct wdm_device *device;

	might_sleep();
	mutex_lock(&wdm_mutex);
	device = vmbkmcl_wdm_device_find(DeviceName);
	mutex_unlock(&wdm_mutex);
	return vmbkmcl_node_link(SymbolicLinkName, device);
}
VMBKMCL_EXPORT(IoCreateSymbolicLink);

NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
	struct wdm_node *node = NULL;
	char name[NODE_NAME_SIZE];

	might_sleep();
	mutex_lock(&node_mutex);
	if (node_name(SymbolicLinkName, name))
		node = node_find(name);
	if (node) {
		list_del(&node->link);
		vmbkmcl_node_delete(node);
	}
	mutex_unlock(&node_mutex);
	return node ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}
VMBKMCL_EXPORT(IoDeleteSymbolicLink);

struct wdm_device *vmbkmcl_node_find_device(PCUNICODE_STRING link)
{
	struct wdm_device *device = NULL;
	char name[NODE_NAME_SIZE];
	struct wdm_node *node;

	if (!node_name(link, name))
		return NULL;
	mutex_lock(&node_mutex);
	node = node_find(name);
	if (node) {
		device = node->device;
		vmbkmcl_wdm_device_get(device);
	}
	mutex_unlock(&node_mutex);
	return device;
}

struct wdm_device *vmbkmcl_node_device(const struct wdm_node *node)
{
	return node->device;
}

void vmbkmcl_node_delete_left(PDRIVER_OBJECT driver)
{
	struct wdm_node *node, *next;

	mutex_lock(&node_mutex);
	list_for_each_entry_safe(node, next, &wdm_nodes, link) {
		if (node->device->object.DriverObject != driver)
			continue;
		pr_warn("%s left its symbolic link %s behind\n",
			module_name(driver->LinuxModule), dev_name(&node->dev));
		list_del(&node->link);
		vmbkmcl_node_delete(node);
	}
	mutex_unlock(&node_mutex);
}

int vmbkmcl_node_init(void)
{
	int error = class_register(&node_class);

	if (error)
		return error;
	error = alloc_chrdev_region(&node_first, 0, NODE_MINORS, NODE_NAME);
	if (error)
		class_unregister(&node_class);
	return error;
}

void vmbkmcl_node_exit(void)
{
	unregister_chrdev_region(node_first, NODE_MINORS);
	class_unregister(&node_class);
	ida_destroy(&node_minors);
}
