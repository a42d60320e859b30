// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - the requests of user space that are under way at a device.
 */
#include "wdm.h"

int vmbkmcl_request_begin(struct wdm_device *device, const struct wdm_file *file,
			  struct wdm_request *request)
{
	int error = 0;

	request->device = device;
	request->file = file;
	request->owner = current->files;
	request->cancelled = false;
	request->cancelling = false;
	mutex_lock(&device->io_lock);
	if (device->gone)
		error = -ENODEV;
	else
		list_add_tail(&request->link, &device->requests);
	mutex_unlock(&device->io_lock);
	return error;
}

void vmbkmcl_request_end(struct wdm_request *request)
{
	struct wdm_device *device = request->device;

	mutex_lock(&device->io_lock);
	while (request->cancelling) {
		mutex_unlock(&device->io_lock);
		wait_event_idle(device->quiet, !READ_ONCE(request->cancelling));
		mutex_lock(&device->io_lock);
	}
	list_del(&request->link);
	wake_up(&device->quiet);
	mutex_unlock(&device->io_lock);
}

int vmbkmcl_request_send(struct wdm_device *device, const struct wdm_file *file,
			 PDEVICE_OBJECT top, PIRP irp, bool wait, int *cancelled)
{
	struct wdm_request request = { .irp = irp };
	int error = vmbkmcl_request_begin(device, file, &request);

	if (error)
		return error;
	*cancelled = vmbkmcl_irp_send_cancelable(top, irp, wait);
	vmbkmcl_request_end(&request);
	return 0;
}

/* Whether it is one of @file's that @owner made; NULL stands for any. */
static bool request_is_of(const struct wdm_request *request,
			  const struct wdm_file *file, fl_owner_t owner)
{
	return (!file || request->file == file) && (!owner || request->owner == owner);
}

/* One that has not been cancelled, and stays while it is; or NULL. */
static struct wdm_request *device_next_request(struct wdm_device *device,
					       const struct wdm_file *file,
					       fl_owner_t owner)
{
	struct wdm_request *request, *found = NULL;

	mutex_lock(&device->io_lock);
	list_for_each_entry(request, &device->requests, link) {
		if (!request->cancelled && request_is_of(request, file, owner)) {
			request->cancelled = true;
			WRITE_ONCE(request->cancelling, true);
			found = request;
			break;
		}
	}
	mutex_unlock(&device->io_lock);
	return found;
}

/* Without the lock, which the driver's cancel routine may need to close a file. */
unsigned int vmbkmcl_request_cancel(struct wdm_device *device,
				    const struct wdm_file *file, fl_owner_t owner)
{
	struct wdm_request *request;
	unsigned int count = 0;

	while ((request = device_next_request(device, file, owner))) {
		IoCancelIrp(request->irp);
		mutex_lock(&device->io_lock);
		WRITE_ONCE(request->cancelling, false);
		wake_up(&device->quiet);
		mutex_unlock(&device->io_lock);
		count++;
	}
	return count;
}
