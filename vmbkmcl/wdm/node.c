// SPDX-License-Identifier: GPL-2.0-only
/*
 * node.c - device nodes: user space's way to a driver's device.
 *
 * A symbolic link is a node; an open file of it is a handle. A handle leads to
 * the device until the device is about to be removed; then the driver is told
 * that it is closed, and the file only knows that the device has gone.
 *
 * Locks, outermost first: node_mutex, the misc devices' own (held over open),
 * node->lock, node->handles_lock, wdm_mutex. node->lock is held for reading over
 * each request, so that closing the node for good waits for all requests.
 */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/unicode.h>
#include <vmbkmcl_ioctl.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

/**
 * struct wdm_node - a symbolic link
 * @ref: one of its place on the list, one of each handle
 * @link: on wdm_nodes; node_mutex
 * @misc: the device node
 * @name: of the node, without /dev/
 * @device: where it leads, referenced
 * @lock: see above
 * @handles_lock: protects what follows
 * @dead: the device is being removed
 * @handles: open handles
 * @requests: device-control requests under way
 */
struct wdm_node {
	struct kref ref;
	struct list_head link;
	struct miscdevice misc;
	char *name;
	struct wdm_device *device;
	struct rw_semaphore lock;
	struct mutex handles_lock;
	bool dead;
	struct list_head handles;
	struct list_head requests;
};

/**
 * struct wdm_request - a device-control request under way
 * @link: on node->requests; node->handles_lock
 * @irp: the request, to be cancelled when the node dies
 */
struct wdm_request {
	struct list_head link;
	PIRP irp;
};

/**
 * struct wdm_handle - an open file
 * @node: referenced
 * @link: on node->handles; node->handles_lock
 * @object: as the driver sees it
 * @closed: the driver has been told that it is closed; node->handles_lock
 */
struct wdm_handle {
	struct wdm_node *node;
	struct list_head link;
	FILE_OBJECT object;
	bool closed;
};

static LIST_HEAD(wdm_nodes);
static DEFINE_MUTEX(node_mutex);

static void node_release(struct kref *ref)
{
	struct wdm_node *node = container_of(ref, struct wdm_node, ref);

	vmbkmcl_wdm_device_put(node->device);
	kfree(node->name);
	kfree(node);
}

static NTSTATUS handle_request(struct wdm_handle *handle, UCHAR major)
{
	PDEVICE_OBJECT top = vmbkmcl_wdm_top(&handle->node->device->object);
	PIRP irp = vmbkmcl_irp_alloc(top, major, 0);
	NTSTATUS status;

	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->RequestorMode = UserMode;
	irp->Tail.Overlay.OriginalFileObject = &handle->object;
	IoGetNextIrpStackLocation(irp)->FileObject = &handle->object;
	status = vmbkmcl_irp_send(top, irp);
	IoFreeIrp(irp);
	return status;
}

/* Tell the driver that a handle is closed, once. */
static void handle_close(struct wdm_handle *handle)
{
	lockdep_assert_held(&handle->node->handles_lock);
	if (handle->closed)
		return;
	handle->closed = true;
	list_del(&handle->link);
	handle->node->device->object.ReferenceCount--;
	handle_request(handle, IRP_MJ_CLEANUP);
	handle_request(handle, IRP_MJ_CLOSE);
}

static int node_admit(struct wdm_node *node, struct wdm_handle *handle)
{
	struct wdm_device *device = node->device;
	int error = 0;

	mutex_lock(&node->handles_lock);
	if (node->dead)
		error = -ENODEV;
	else if (device->object.Flags & DO_DEVICE_INITIALIZING)
		error = -EAGAIN;
	else if (device->exclusive && device->object.ReferenceCount)
		error = -EBUSY;
	else
		error = vmbkmcl_status_to_errno(handle_request(handle, IRP_MJ_CREATE));
	if (!error) {
		device->object.ReferenceCount++;
		list_add_tail(&handle->link, &node->handles);
	}
	mutex_unlock(&node->handles_lock);
	return error;
}

static int node_open(struct inode *inode, struct file *file)
{
	struct wdm_node *node = container_of(file->private_data, struct wdm_node,
					     misc);
	struct wdm_handle *handle;
	int error;

	handle = kzalloc(sizeof(*handle), GFP_KERNEL);
	if (!handle)
		return -ENOMEM;
	handle->node = node;
	handle->object.Type = 5;
	handle->object.Size = sizeof(handle->object);
	handle->object.DeviceObject = &node->device->object;

	down_read(&node->lock);
	error = node_admit(node, handle);
	up_read(&node->lock);
	if (error) {
		kfree(handle);
		return error;
	}
	kref_get(&node->ref);
	file->private_data = handle;
	return 0;
}

static int node_close(struct inode *inode, struct file *file)
{
	struct wdm_handle *handle = file->private_data;
	struct wdm_node *node = handle->node;

	down_read(&node->lock);
	mutex_lock(&node->handles_lock);
	handle_close(handle);
	mutex_unlock(&node->handles_lock);
	up_read(&node->lock);
	kref_put(&node->ref, node_release);
	kfree(handle);
	return 0;
}

/* The output buffer of a direct request, as a locked MDL. */
static PMDL control_mdl(const struct vmbkmcl_device_control *control)
{
	bool to_device = METHOD_FROM_CTL_CODE(control->code) == METHOD_IN_DIRECT;
	PMDL mdl;

	mdl = IoAllocateMdl((PVOID)(ULONG_PTR)control->out, control->out_size,
			    FALSE, FALSE, NULL);
	if (!mdl)
		return NULL;
	MmProbeAndLockPages(mdl, UserMode, to_device ? IoReadAccess : IoWriteAccess);
	if (mdl->MdlFlags & MDL_PAGES_LOCKED)
		return mdl;
	IoFreeMdl(mdl);
	return NULL;
}

static int control_prepare(struct vmbkmcl_device_control *control, PIRP irp)
{
	ULONG method = METHOD_FROM_CTL_CODE(control->code);
	ULONG size = control->in_size;

	if (method == METHOD_BUFFERED)
		size = max(size, control->out_size);
	if (size) {
		irp->AssociatedIrp.SystemBuffer =
			ExAllocatePoolZero(NonPagedPoolNx, size, 0x66754249);
		if (!irp->AssociatedIrp.SystemBuffer)
			return -ENOMEM;
	}
	if (copy_from_user(irp->AssociatedIrp.SystemBuffer,
			   u64_to_user_ptr(control->in), control->in_size))
		return -EFAULT;
	if (method == METHOD_BUFFERED || !control->out_size)
		return 0;
	irp->MdlAddress = control_mdl(control);
	return irp->MdlAddress ? 0 : -EFAULT;
}

static int control_finish(struct vmbkmcl_device_control *control, PIRP irp)
{
	ULONG_PTR bytes = min_t(ULONG_PTR, irp->IoStatus.Information,
				control->out_size);

	control->status = irp->IoStatus.Status;
	control->information = irp->IoStatus.Information;
	if (METHOD_FROM_CTL_CODE(control->code) != METHOD_BUFFERED ||
	    NT_ERROR(irp->IoStatus.Status))
		return 0;
	if (copy_to_user(u64_to_user_ptr(control->out),
			 irp->AssociatedIrp.SystemBuffer, bytes))
		return -EFAULT;
	return 0;
}

static void control_free(PIRP irp)
{
	if (irp->MdlAddress) {
		MmUnlockPages(irp->MdlAddress);
		IoFreeMdl(irp->MdlAddress);
	}
	ExFreePool(irp->AssociatedIrp.SystemBuffer);
	IoFreeIrp(irp);
}

/* Send the request, so that the node's death cancels it. */
static int control_send(struct wdm_node *node, PDEVICE_OBJECT top, PIRP irp)
{
	struct wdm_request request = { .irp = irp };
	bool dead;

	mutex_lock(&node->handles_lock);
	dead = node->dead;
	if (!dead)
		list_add_tail(&request.link, &node->requests);
	mutex_unlock(&node->handles_lock);
	if (dead)
		return -ENODEV;
	vmbkmcl_irp_send_killable(top, irp);
	mutex_lock(&node->handles_lock);
	list_del(&request.link);
	mutex_unlock(&node->handles_lock);
	return 0;
}

static int node_control(struct wdm_handle *handle,
			struct vmbkmcl_device_control *control)
{
	PDEVICE_OBJECT top = vmbkmcl_wdm_top(&handle->node->device->object);
	PIO_STACK_LOCATION stack;
	int error;
	PIRP irp;

	if (METHOD_FROM_CTL_CODE(control->code) == METHOD_NEITHER)
		return -EOPNOTSUPP;
	irp = vmbkmcl_irp_alloc(top, IRP_MJ_DEVICE_CONTROL, 0);
	if (!irp)
		return -ENOMEM;
	irp->RequestorMode = UserMode;
	irp->Tail.Overlay.OriginalFileObject = &handle->object;
	stack = IoGetNextIrpStackLocation(irp);
	stack->FileObject = &handle->object;
	stack->Parameters.DeviceIoControl.IoControlCode = control->code;
	stack->Parameters.DeviceIoControl.InputBufferLength = control->in_size;
	stack->Parameters.DeviceIoControl.OutputBufferLength = control->out_size;
	error = control_prepare(control, irp);
	if (!error)
		error = control_send(handle->node, top, irp);
	if (!error)
		error = control_finish(control, irp);
	control_free(irp);
	return error;
}

static long node_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vmbkmcl_device_control __user *user = (void __user *)arg;
	struct wdm_handle *handle = file->private_data;
	struct vmbkmcl_device_control control;
	int error;

	if (cmd != VMBKMCL_DEVICE_CONTROL)
		return -ENOTTY;
	if (copy_from_user(&control, user, sizeof(control)))
		return -EFAULT;
	if (control.in_size > VMBKMCL_DEVICE_CONTROL_MAX ||
	    control.out_size > VMBKMCL_DEVICE_CONTROL_MAX)
		return -EINVAL;
	down_read(&handle->node->lock);
	error = node_control(handle, &control);
	up_read(&handle->node->lock);
	if (!error && copy_to_user(user, &control, sizeof(control)))
		return -EFAULT;
	return error;
}

void vmbkmcl_node_operations(struct file_operations *fops, struct module *owner)
{
	/* An open handle keeps the driver's code, and these, in place. */
	fops->owner = owner;
	fops->open = node_open;
	fops->release = node_close;
	fops->unlocked_ioctl = node_ioctl;
}

/* The last part of a link's name, as the name of a node; kfree() it. */
static char *node_name(PCUNICODE_STRING link)
{
	UNICODE_STRING part = *link;
	size_t i, chars = link->Length / sizeof(WCHAR);
	ANSI_STRING ansi;
	char *name;

	for (i = chars; i && link->Buffer[i - 1] != '\\'; i--)
		;
	part.Buffer += i;
	part.Length -= i * sizeof(WCHAR);
	if (!i || !part.Length ||
	    !NT_SUCCESS(RtlUnicodeStringToAnsiString(&ansi, &part, TRUE)))
		return NULL;
	name = strchr(ansi.Buffer, '/') ? NULL : kstrdup(ansi.Buffer, GFP_KERNEL);
	RtlFreeAnsiString(&ansi);
	return name;
}

static struct wdm_node *node_find(const char *name)
{
	struct wdm_node *node;

	lockdep_assert_held(&node_mutex);
	list_for_each_entry(node, &wdm_nodes, link) {
		if (!strcmp(node->name, name))
			return node;
	}
	return NULL;
}

static struct wdm_node *node_alloc(struct wdm_device *device, char *name)
{
	struct wdm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	if (!node)
		return NULL;
	kref_init(&node->ref);
	init_rwsem(&node->lock);
	mutex_init(&node->handles_lock);
	INIT_LIST_HEAD(&node->handles);
	INIT_LIST_HEAD(&node->requests);
	node->device = device;
	node->name = name;
	node->misc.minor = MISC_DYNAMIC_MINOR;
	node->misc.name = node->name;
	node->misc.fops = device->object.DriverObject->LinuxLink;
	return node;
}

/* On success @name is the node's. */
static NTSTATUS node_create(char *name, PCUNICODE_STRING target)
{
	struct wdm_device *device;
	struct wdm_node *node;

	lockdep_assert_held(&node_mutex);
	if (node_find(name))
		return STATUS_OBJECT_NAME_COLLISION;
	mutex_lock(&wdm_mutex);
	device = vmbkmcl_wdm_device_find(target);
	mutex_unlock(&wdm_mutex);
	if (!device)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	node = node_alloc(device, name);
	if (!node || misc_register(&node->misc)) {
		vmbkmcl_wdm_device_put(device);
		kfree(node);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	list_add_tail(&node->link, &wdm_nodes);
	return STATUS_SUCCESS;
}

NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName,
			      PUNICODE_STRING DeviceName)
{
	char *name = node_name(SymbolicLinkName);
	NTSTATUS status;

	might_sleep();
	if (!name)
		return STATUS_OBJECT_NAME_INVALID;
	mutex_lock(&node_mutex);
	status = node_create(name, DeviceName);
	mutex_unlock(&node_mutex);
	if (!NT_SUCCESS(status))
		kfree(name);
	return status;
}
VMBKMCL_EXPORT(IoCreateSymbolicLink);

NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
	char *name = node_name(SymbolicLinkName);
	struct wdm_node *node = NULL;

	might_sleep();
	mutex_lock(&node_mutex);
	if (name)
		node = node_find(name);
	if (node)
		list_del_init(&node->link);
	mutex_unlock(&node_mutex);
	kfree(name);
	if (!node)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	misc_deregister(&node->misc);
	kref_put(&node->ref, node_release);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoDeleteSymbolicLink);

static void node_kill(struct wdm_node *node)
{
	struct wdm_handle *handle, *next;
	struct wdm_request *request;

	mutex_lock(&node->handles_lock);
	node->dead = true;
	list_for_each_entry(request, &node->requests, link)
		IoCancelIrp(request->irp);
	mutex_unlock(&node->handles_lock);

	/* Once the requests under way are through, the handles may be closed. */
	down_write(&node->lock);
	mutex_lock(&node->handles_lock);
	list_for_each_entry_safe(handle, next, &node->handles, link)
		handle_close(handle);
	mutex_unlock(&node->handles_lock);
	up_write(&node->lock);
}

/* Whether @node leads to a device of @pdo's stack. */
static bool node_on_stack(struct wdm_node *node, PDEVICE_OBJECT pdo)
{
	PDEVICE_OBJECT object;

	lockdep_assert_held(&wdm_mutex);
	for (object = pdo; object; object = object->AttachedDevice)
		if (object == &node->device->object)
			return true;
	return false;
}

/* Such a node that is not dead, with a reference, or NULL. */
static struct wdm_node *node_of_stack(PDEVICE_OBJECT pdo)
{
	struct wdm_node *node, *found = NULL;

	mutex_lock(&node_mutex);
	mutex_lock(&wdm_mutex);
	list_for_each_entry(node, &wdm_nodes, link) {
		if (!READ_ONCE(node->dead) && node_on_stack(node, pdo)) {
			kref_get(&node->ref);
			found = node;
			break;
		}
	}
	mutex_unlock(&wdm_mutex);
	mutex_unlock(&node_mutex);
	return found;
}

void vmbkmcl_node_shutdown(PDEVICE_OBJECT pdo)
{
	struct wdm_node *node;

	while ((node = node_of_stack(pdo))) {
		node_kill(node);
		kref_put(&node->ref, node_release);
	}
}
