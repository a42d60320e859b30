// SPDX-License-Identifier: GPL-2.0-only
/*
 * file.c - file objects: open files of a device's nodes.
 *
 * A driver sees a file object from IRP_MJ_CREATE on. IRP_MJ_CLEANUP tells it that
 * the file was closed, or that the device is about to be removed; IRP_MJ_CLOSE
 * that no reference is left, neither the file's own nor one of
 * ObReferenceObject(). From the removal on the file itself only knows that its
 * device has gone. A driver that fails IRP_MJ_CREATE gets neither request; the file
 * object then stays until the driver has dropped its references.
 */
#include <linux/fdtable.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

/**
 * struct wdm_file - an open file
 * @ref: of this memory: one of the Linux file's, one of all @pointers'
 * @pointers: of the file object: one until IRP_MJ_CLEANUP or until its opening has
 *	failed, and those of ObReferenceObject(); when none is left of a file that
 *	was opened, IRP_MJ_CLOSE follows
 * @device: referenced
 * @link: on device->files; device->io_lock
 * @object: as the driver sees it
 * @opened: IRP_MJ_CREATE succeeded; constant once @pointers can reach zero
 * @cleaned: IRP_MJ_CLEANUP has been sent; device->io_lock
 * @told: its client has been told of the device's removal; device->io_lock
 * @mode: whether a program or a driver opened it
 * @client: of a driver's; zero of a program's
 * @status: what IRP_MJ_CREATE was completed with
 * @close_work: sends IRP_MJ_CLOSE when the last pointer is dropped at
 *	DISPATCH_LEVEL
 */
struct wdm_file {
	struct kref ref;
	struct kref pointers;
	struct wdm_device *device;
	struct list_head link;
	FILE_OBJECT object;
	bool opened;
	bool cleaned;
	bool told;
	KPROCESSOR_MODE mode;
	struct vmbkmcl_file_client client;
	NTSTATUS status;
	struct work_struct close_work;
};

static void file_free(struct kref *ref)
{
	struct wdm_file *file = container_of(ref, struct wdm_file, ref);

	vmbkmcl_file_client_end(&file->client);
	vmbkmcl_wdm_device_put(file->device);
	kfree(file->object.FileName.Buffer);
	kfree(file);
}

struct wdm_device *vmbkmcl_file_device(struct wdm_file *file)
{
	return file->device;
}

PFILE_OBJECT vmbkmcl_file_object(struct wdm_file *file)
{
	return &file->object;
}

static void file_set_up(struct wdm_file *file, PDEVICE_OBJECT top, PIRP irp)
{
	irp->RequestorMode = file->mode;
	irp->Tail.Overlay.OriginalFileObject = &file->object;
	IoGetNextIrpStackLocation(irp)->FileObject = &file->object;
}

/* Send a request that tells the driver something, and that may not fail. */
static void file_tell(struct wdm_file *file, UCHAR major)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(&file->device->object);
	PIRP irp = vmbkmcl_irp_alloc_surely(top, major, 0);

	file_set_up(file, top, irp);
	vmbkmcl_irp_send(top, irp);
	IoFreeIrp(irp);
	ObDereferenceObject(top);
}

/* The driver has seen the last of it. */
static void file_close(struct wdm_file *file)
{
	struct wdm_device *device = file->device;
	struct module *owner = device->object.DriverObject->LinuxModule;

	file_tell(file, IRP_MJ_CLOSE);
	mutex_lock(&device->io_lock);
	list_del(&file->link);
	device->object.ReferenceCount--;
	wake_up(&device->quiet);
	mutex_unlock(&device->io_lock);
	kref_put(&file->ref, file_free);
	module_put(owner);
}

static void file_close_work(struct work_struct *work)
{
	file_close(container_of(work, struct wdm_file, close_work));
}

static void file_last_pointer(struct kref *pointers)
{
	struct wdm_file *file = container_of(pointers, struct wdm_file, pointers);

	if (!file->opened)
		kref_put(&file->ref, file_free);
	else if (vmbkmcl_may_sleep())
		file_close(file);
	else
		vmbkmcl_work_queue(&file->close_work);
}

void vmbkmcl_file_get(PFILE_OBJECT object)
{
	kref_get(&CONTAINING_RECORD(object, struct wdm_file, object)->pointers);
}

void vmbkmcl_file_put(PFILE_OBJECT object)
{
	struct wdm_file *file = CONTAINING_RECORD(object, struct wdm_file, object);

	kref_put(&file->pointers, file_last_pointer);
}

/* Tell the driver that the file was closed, once. */
static void file_cleanup(struct wdm_file *file)
{
	bool first;

	mutex_lock(&file->device->io_lock);
	first = !file->cleaned;
	file->cleaned = true;
	mutex_unlock(&file->device->io_lock);
	if (!first)
		return;
	file_tell(file, IRP_MJ_CLEANUP);
	kref_put(&file->pointers, file_last_pointer);
}

static struct wdm_file *file_alloc(struct wdm_device *device, PCUNICODE_STRING name)
{
	struct wdm_file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return NULL;
	if (!vmbkmcl_string_copy(&file->object.FileName, name)) {
		kfree(file);
		return NULL;
	}
	kref_init(&file->ref);
	kref_init(&file->pointers);
	kref_get(&file->ref);
	INIT_LIST_HEAD(&file->link);
	file->mode = UserMode;
	INIT_WORK(&file->close_work, file_close_work);
	file->object.Type = 5;
	file->object.Size = sizeof(file->object);
	file->object.DeviceObject = &device->object;
	vmbkmcl_wdm_device_get(device);
	file->device = device;
	return file;
}

/*
 * Whether the driver's module stays while a file is open: its loader does not wait for
 * references when the module's init function fails.
 */
static bool driver_is_loaded(PDRIVER_OBJECT driver)
{
	return READ_ONCE(driver->LinuxModule->state) == MODULE_STATE_LIVE;
}

/* Count a handle that is being opened. */
static int file_admit(struct wdm_device *device)
{
	int error = 0;

	mutex_lock(&device->io_lock);
	/* Once it is gone the bus's device may go, which is waited for with this lock. */
	if (READ_ONCE(device->deleted) || device->gone)
		error = -ENODEV;
	else if (device->object.Flags & DO_DEVICE_INITIALIZING ||
		 vmbkmcl_wdm_device_is_starting(device) ||
		 !driver_is_loaded(device->object.DriverObject))
		error = -EAGAIN;
	else if (device->exclusive && device->object.ReferenceCount)
		error = -EBUSY;
	else
		device->object.ReferenceCount++;
	mutex_unlock(&device->io_lock);
	return error;
}

/*
 * The driver knows the file object now, which stays until IRP_MJ_CLOSE and keeps
 * the driver in place, maybe for longer than the Linux file does.
 */
static void file_add(struct wdm_file *file)
{
	struct wdm_device *device = file->device;

	__module_get(device->object.DriverObject->LinuxModule);
	file->opened = true;
	mutex_lock(&device->io_lock);
	list_add_tail(&file->link, &device->files);
	mutex_unlock(&device->io_lock);
}

static void file_fill_create(const struct wdm_file *file, PIO_STACK_LOCATION stack)
{
	stack->Parameters.Create.Options = file->client.options;
	stack->Parameters.Create.FileAttributes = file->client.attributes;
	stack->Parameters.Create.ShareAccess = file->client.share;
}

/* A signal is the program's, and does not end what a driver does for it. */
static void file_send_and_wait(struct wdm_file *file, PDEVICE_OBJECT top, PIRP irp)
{
	if (file->mode == UserMode)
		vmbkmcl_irp_send_cancelable(top, irp, true);
	else
		vmbkmcl_irp_send(top, irp);
	file->status = irp->IoStatus.Status;
}

/* Send the create request: without a lock, for it may take as long as it likes. */
static int file_send_create(struct wdm_file *file, PDEVICE_OBJECT top)
{
	struct wdm_device *device = file->device;
	struct wdm_request request;
	int error;

	request.irp = vmbkmcl_irp_alloc(top, IRP_MJ_CREATE, 0);
	if (!request.irp)
		return -ENOMEM;
	file_set_up(file, top, request.irp);
	file_fill_create(file, IoGetNextIrpStackLocation(request.irp));
	error = vmbkmcl_request_begin(device, file, &request);
	if (!error) {
		file_send_and_wait(file, top, request.irp);
		error = vmbkmcl_status_to_errno(file->status);
		if (!error)
			file_add(file);
		vmbkmcl_request_end(&request);
	}
	IoFreeIrp(request.irp);
	return error;
}

static int file_create(struct wdm_file *file)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(&file->device->object);
	int error = file_send_create(file, top);

	ObDereferenceObject(top);
	return error;
}

static int file_admit_and_create(struct wdm_file *file)
{
	struct wdm_device *device = file->device;
	int error = file_admit(device);

	if (error)
		return error;
	error = file_create(file);
	if (error) {
		mutex_lock(&device->io_lock);
		device->object.ReferenceCount--;
		mutex_unlock(&device->io_lock);
	}
	return error;
}

/* If it fails, only the caller's reference to the memory is left. */
static int file_open(struct wdm_file *file)
{
	int error = file_admit_and_create(file);

	if (error) {
		kref_put(&file->pointers, file_last_pointer);
	} else if (READ_ONCE(file->device->gone)) {
		file_cleanup(file);
		error = -ENODEV;
	}
	return error;
}

int vmbkmcl_file_open(struct wdm_device *device, PCUNICODE_STRING name,
		      struct wdm_file **out)
{
	struct wdm_file *file = file_alloc(device, name);
	int error;

	if (!file)
		return -ENOMEM;
	error = file_open(file);
	if (error)
		kref_put(&file->ref, file_free);
	else
		*out = file;
	return error;
}

/* The status of the device's driver, or why that was not asked. */
static NTSTATUS file_open_status(const struct wdm_file *file, int error)
{
	return NT_SUCCESS(file->status) ? vmbkmcl_errno_to_status(error) : file->status;
}

NTSTATUS vmbkmcl_file_open_for_driver(struct wdm_device *device, PCUNICODE_STRING name,
				      const struct vmbkmcl_file_client *client,
				      PFILE_OBJECT *object)
{
	struct wdm_file *file = file_alloc(device, name);
	NTSTATUS status;
	int error;

	if (!file) {
		vmbkmcl_file_client_end(client);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	file->mode = KernelMode;
	file->client = *client;
	error = file_open(file);
	if (!error) {
		*object = &file->object;
		return STATUS_SUCCESS;
	}
	status = file_open_status(file, error);
	kref_put(&file->ref, file_free);
	return status;
}

void vmbkmcl_file_close_handle(PFILE_OBJECT object)
{
	struct wdm_file *file = CONTAINING_RECORD(object, struct wdm_file, object);

	file_cleanup(file);
	kref_put(&file->ref, file_free);
}

static int is_this_file(const void *wanted, struct file *file, unsigned int fd)
{
	return file == wanted;
}

/*
 * A process closes one of its descriptors. On Windows the last handle's closing ends
 * the requests that were made with it; here the process's last descriptor does.
 */
int vmbkmcl_file_flush(struct file *linux_file, fl_owner_t id)
{
	struct wdm_file *file = linux_file->private_data;

	if (current->files != id || !iterate_fd(id, 0, is_this_file, linux_file))
		vmbkmcl_request_cancel(file->device, file, id);
	return 0;
}

int vmbkmcl_file_release(struct inode *inode, struct file *linux_file)
{
	struct wdm_file *file = linux_file->private_data;

	file_cleanup(file);
	kref_put(&file->ref, file_free);
	return 0;
}

/* A file that the driver has not been told of yet, with a reference, or NULL. */
static struct wdm_file *device_next_file(struct wdm_device *device)
{
	struct wdm_file *file, *found = NULL;

	mutex_lock(&device->io_lock);
	list_for_each_entry(file, &device->files, link) {
		if (!file->cleaned) {
			kref_get(&file->ref);
			found = file;
			break;
		}
	}
	mutex_unlock(&device->io_lock);
	return found;
}

/* A driver's file that it has not been told of the removal of, likewise. */
static struct wdm_file *device_next_client(struct wdm_device *device)
{
	struct wdm_file *file, *found = NULL;

	mutex_lock(&device->io_lock);
	list_for_each_entry(file, &device->files, link) {
		if (!file->told && !file->cleaned && file->client.removed) {
			file->told = true;
			kref_get(&file->ref);
			found = file;
			break;
		}
	}
	mutex_unlock(&device->io_lock);
	return found;
}

static void device_tell_clients(struct wdm_device *device)
{
	struct wdm_file *file;

	while ((file = device_next_client(device))) {
		file->client.removed(file->client.context, &file->object);
		kref_put(&file->ref, file_free);
	}
}

static void device_shutdown_files(struct wdm_device *device)
{
	struct wdm_file *file;

	mutex_lock(&device->io_lock);
	WRITE_ONCE(device->gone, true);
	mutex_unlock(&device->io_lock);
	vmbkmcl_request_cancel(device, NULL, NULL);
	wait_event_idle(device->quiet, list_empty(&device->requests));
	device_tell_clients(device);
	while ((file = device_next_file(device))) {
		file_cleanup(file);
		kref_put(&file->ref, file_free);
	}
	/* Those that a driver holds a reference to, or that are being closed. */
	wait_event_idle(device->quiet, list_empty(&device->files));
	/* The context that emptied the list is done with it after the mutex. */
	mutex_lock(&device->io_lock);
	mutex_unlock(&device->io_lock);
}

/* A device on @pdo that has not been shut down, with a reference, or NULL. */
static struct wdm_device *stack_next_device(PDEVICE_OBJECT pdo)
{
	struct wdm_device *device, *found = NULL;
	PDEVICE_OBJECT object;

	spin_lock_bh(&wdm_stack_lock);
	for (object = pdo->AttachedDevice; object && !found; object = object->AttachedDevice) {
		device = vmbkmcl_wdm_device(object);
		if (!READ_ONCE(device->gone)) {
			vmbkmcl_wdm_device_get(device);
			found = device;
		}
	}
	spin_unlock_bh(&wdm_stack_lock);
	return found;
}

void vmbkmcl_wdm_shutdown_device(PDEVICE_OBJECT object)
{
	device_shutdown_files(vmbkmcl_wdm_device(object));
}

void vmbkmcl_wdm_shutdown(PDEVICE_OBJECT pdo)
{
	struct wdm_device *device;

	while ((device = stack_next_device(pdo))) {
		device_shutdown_files(device);
		vmbkmcl_wdm_device_put(device);
	}
}
