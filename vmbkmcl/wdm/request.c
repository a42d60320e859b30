// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - the requests of user space that are under way at a device.
 */
#include "wdm.h"

int vmbkmcl_request_begin(struct wdm_device *device, struct wdm_request *request)
{
	int error = 0;

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

void vmbkmcl_request_end(struct wdm_device *device, struct wdm_request *request)
{
	mutex_lock(&device->io_lock);
	while (request->cancelling) {
		mutex_unlock(&device->io_lock);
		wait_event(device->quiet, !READ_ONCE(request->cancelling));
		mutex_lock(&device->io_lock);
	}
	list_del(&request->link);
	wake_up(&device->quiet);
	mutex_unlock(&device->io_lock);
}

/* A request that has not been cancelled, and stays while it is; or NULL. */
static struct wdm_request *device_next_request(struct wdm_device *device)
{
	struct wdm_request *request, *found = NULL;

	mutex_lock(&device->io_lock);
	list_for_each_entry(request, &device->requests, link) {
		if (!request->cancelled) {
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
void vmbkmcl_request_cancel_all(struct wdm_device *device)
{
	struct wdm_request *request;

	while ((request = device_next_request(device))) {
		IoCancelIrp(request->irp);
		mutex_lock(&device->io_lock);
		WRITE_ONCE(request->cancelling, false);
		wake_up(&device->quiet);
		mutex_unlock(&device->io_lock);
	}
}
