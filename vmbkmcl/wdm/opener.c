// SPDX-License-Identifier: GPL-2.0-only
/*
 * opener.c - names behind a device's, for programs.
 *
 * A device node has no names below it. A program opens one with the access mode of
 * open(2) that is for ioctls alone, of which the driver is not told, and names by an ioctl
 * what is to be opened. That has a file of its own, with the operations that the node's
 * other files have.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl_ioctl.h>

#include "../nt/nt.h"
#include "wdm.h"

/**
 * struct opener - an open file that only opens others
 * @device: what the node leads to, referenced
 * @prefix: what the node's file objects are called
 * @fops: what the node's other files do; the driver's, whose module the node's file keeps
 *
 * Constant.
 */
struct opener {
	struct wdm_device *device;
	UNICODE_STRING prefix;
	const struct file_operations *fops;
};

static void opener_free(struct opener *opener)
{
	vmbkmcl_wdm_device_put(opener->device);
	kfree(opener->prefix.Buffer);
	kfree(opener);
}

static int opener_release(struct inode *inode, struct file *file)
{
	opener_free(file->private_data);
	return 0;
}

/* The text that a program has for a name, as the driver's; an errno. */
static int name_copy(const struct vmbkmcl_open_name *user, PUNICODE_STRING name)
{
	ANSI_STRING ansi = { .Length = user->size, .MaximumLength = user->size };
	int error = -EINVAL;

	if (!user->size || user->size > VMBKMCL_FILE_NAME_MAX)
		return error;
	ansi.Buffer = memdup_user((const void __user *)(uintptr_t)user->name, user->size);
	if (IS_ERR(ansi.Buffer))
		return PTR_ERR(ansi.Buffer);
	if (ansi.Buffer[0] == '\\')
		error = vmbkmcl_status_to_errno(RtlAnsiStringToUnicodeString(name, &ansi, TRUE));
	kfree(ansi.Buffer);
	return error;
}

/* A file of @object's; the reference to it that opening has given is the file's then. */
static struct file *opener_file(const struct opener *opener, struct wdm_file *object,
				unsigned int flags)
{
	struct file *file = anon_inode_getfile("[vmbkmcl]", opener->fops, object, flags);

	/* As open(2) has it for a node. */
	if (!IS_ERR(file))
		file->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	return file;
}

static struct file *opener_open_name(const struct opener *opener, PCUNICODE_STRING rest,
				     unsigned int flags)
{
	struct wdm_file *object;
	UNICODE_STRING name;
	struct file *file;
	int error;

	if (!vmbkmcl_string_join(&name, &opener->prefix, rest))
		return ERR_PTR(-ENOMEM);
	error = vmbkmcl_file_open(opener->device, &name, &object);
	kfree(name.Buffer);
	if (error)
		return ERR_PTR(error);
	file = opener_file(opener, object, flags);
	if (IS_ERR(file))
		vmbkmcl_file_close_handle(vmbkmcl_file_object(object));
	return file;
}

/* A descriptor of the name's, or an errno. */
static long opener_open_fd(const struct opener *opener, PCUNICODE_STRING rest,
			   unsigned int flags)
{
	int fd = get_unused_fd_flags(flags);
	struct file *file;

	if (fd < 0)
		return fd;
	file = opener_open_name(opener, rest, flags);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

static bool flags_are_valid(unsigned int flags)
{
	return !(flags & ~(O_ACCMODE | O_NONBLOCK | O_CLOEXEC)) &&
	       (flags & O_ACCMODE) != O_ACCMODE;
}

static long opener_open(const struct opener *opener,
			const struct vmbkmcl_open_name __user *argument)
{
	struct vmbkmcl_open_name user;
	UNICODE_STRING name;
	long result;

	if (copy_from_user(&user, argument, sizeof(user)))
		return -EFAULT;
	if (!flags_are_valid(user.flags))
		return -EINVAL;
	result = name_copy(&user, &name);
	if (result)
		return result;
	result = opener_open_fd(opener, &name, user.flags);
	RtlFreeUnicodeString(&name);
	return result;
}

static long opener_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd == VMBKMCL_OPEN_NAME ? opener_open(file->private_data, (void __user *)arg) :
					  -ENOTTY;
}

static const struct file_operations opener_ops = {
	.owner = THIS_MODULE,
	.release = opener_release,
	.unlocked_ioctl = opener_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

int vmbkmcl_opener_open(struct wdm_device *device, PCUNICODE_STRING prefix,
			struct file *file)
{
	struct opener *opener = kzalloc(sizeof(*opener), GFP_KERNEL_ACCOUNT);

	if (!opener)
		return -ENOMEM;
	if (!vmbkmcl_string_copy(&opener->prefix, prefix)) {
		kfree(opener);
		return -ENOMEM;
	}
	vmbkmcl_wdm_device_get(device);
	opener->device = device;
	opener->fops = file->f_op;
	file->private_data = opener;
	/* The node's inode keeps the driver's module. */
	__module_get(opener_ops.owner);
	replace_fops(file, &opener_ops);
	return 0;
}
