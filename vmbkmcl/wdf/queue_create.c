// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_create.c - making and deleting I/O queues.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "queue.h"
#include "wdf.h"

/* Requests go to it by themselves. */
static bool queue_keeps(const struct wdf_object *object)
{
	struct wdf_queue *queue = container_of(object, struct wdf_queue, object);
	struct wdf_device *device = queue->device;
	bool keeps;
	int i;

	spin_lock_bh(&device->queues_lock);
	keeps = device->default_queue == queue;
	for (i = 0; i < ARRAY_SIZE(device->routes); i++)
		keeps |= device->routes[i] == queue;
	spin_unlock_bh(&device->queues_lock);
	return keeps;
}

/* Requests do not go to it any more. */
static void queue_forget(const struct wdf_queue *queue)
{
	struct wdf_device *device = queue->device;
	int i;

	lockdep_assert_held(&device->queues_lock);
	if (device->default_queue == queue)
		device->default_queue = NULL;
	for (i = 0; i < ARRAY_SIZE(device->routes); i++) {
		if (device->routes[i] == queue)
			device->routes[i] = NULL;
	}
}

static bool queue_is_inside(const struct wdf_object *object)
{
	return vmbkmcl_wdf_queue_is_inside(container_of(object, struct wdf_queue, object));
}

static void queue_dispose(struct wdf_object *object)
{
	struct wdf_queue *queue = container_of(object, struct wdf_queue, object);

	spin_lock_bh(&queue->device->queues_lock);
	list_del_init(&queue->link);
	queue_forget(queue);
	spin_unlock_bh(&queue->device->queues_lock);
	vmbkmcl_wdf_queue_end(queue);
}

static void queue_free(struct wdf_object *object)
{
	struct wdf_queue *queue = container_of(object, struct wdf_queue, object);

	if (queue->sync.object != object)
		vmbkmcl_wdf_put(queue->sync.object);
	vmbkmcl_wdf_put(&queue->device->object);
}

static struct wdf_sync *queue_sync(struct wdf_object *object)
{
	return &container_of(object, struct wdf_queue, object)->sync;
}

static const struct wdf_object_ops queue_ops = {
	.name = "queue",
	.passive = true,
	.keeps = queue_keeps,
	.is_inside = queue_is_inside,
	.dispose = queue_dispose,
	.free = queue_free,
	.sync = queue_sync,
};

/*
 * The device's lock outlives the device for as long as a DPC or a work item calls a
 * callback of the queue.
 */
static NTSTATUS queue_choose_lock(struct wdf_queue *queue,
				  const WDF_OBJECT_ATTRIBUTES *attributes)
{
	static struct lock_class_key keys[2];
	struct wdf_sync *above = &queue->device->sync;
	struct wdf_sync *sync = &queue->sync;

	vmbkmcl_wdf_sync_init(sync, &queue->object, attributes, above, keys);
	if (sync->scope != WdfSynchronizationScopeDevice)
		return STATUS_SUCCESS;
	if (sync->level != above->level)
		return STATUS_INVALID_PARAMETER;
	vmbkmcl_wdf_get(above->object);
	sync->object = above->object;
	sync->lock = above->lock;
	return STATUS_SUCCESS;
}

static void queue_init(struct wdf_queue *queue, const WDF_IO_QUEUE_CONFIG *config)
{
	queue->config = *config;
	queue->power_managed = config->PowerManaged == WdfTrue;
	if (config->PowerManaged == WdfUseDefault)
		queue->power_managed = !queue->device->filter;
	/* It has no power to manage, whatever its driver says. */
	if (queue->device->control)
		queue->power_managed = false;
	queue->accepts = true;
	queue->dispatches = true;
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->link);
	INIT_LIST_HEAD(&queue->waiting);
	INIT_LIST_HEAD(&queue->owned);
	INIT_LIST_HEAD(&queue->calling);
	init_waitqueue_head(&queue->idle);
}

static bool queue_has_callback(const WDF_IO_QUEUE_CONFIG *config)
{
	return config->EvtIoDefault || config->EvtIoRead || config->EvtIoWrite ||
	       config->EvtIoDeviceControl || config->EvtIoInternalDeviceControl;
}

/* It has not been started, or WdfControlFinishInitializing() not been called. */
static bool device_is_new(const struct wdf_device *device)
{
	return READ_ONCE(device->state) == WDF_DEVICE_ADDED &&
	       device->fdo->Flags & DO_DEVICE_INITIALIZING;
}

/* As KMDF's WdfIoQueueCreate(), in its order. */
static NTSTATUS queue_check(struct wdf_device *device, const WDF_IO_QUEUE_CONFIG *config,
			    const WDFQUEUE *queue)
{
	if (config->Size != sizeof(*config))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!config->DefaultQueue && !queue)
		return STATUS_INVALID_PARAMETER_4;
	if (config->DefaultQueue && !device_is_new(device))
		return STATUS_INVALID_DEVICE_STATE;
	if (config->DispatchType <= WdfIoQueueDispatchInvalid ||
	    config->DispatchType >= WdfIoQueueDispatchMax)
		return STATUS_INVALID_PARAMETER;
	if (config->DispatchType != WdfIoQueueDispatchManual && !queue_has_callback(config))
		return STATUS_WDF_NO_CALLBACK;
	if (config->DispatchType == WdfIoQueueDispatchParallel &&
	    !config->Settings.Parallel.NumberOfPresentedRequests)
		return STATUS_INVALID_PARAMETER;
	if (config->DefaultQueue && device->default_queue)
		return STATUS_UNSUCCESSFUL;
	return STATUS_SUCCESS;
}

/* What changes it calls vmbkmcl_wdf_queues_resume() then, which finds the queue. */
static bool device_presents(const struct wdf_device *device)
{
	return READ_ONCE(device->state) >= WDF_DEVICE_IN_D0 && !READ_ONCE(device->asleep);
}

/* Before it is adopted: what is on the list is taken off it when it is deleted. */
static NTSTATUS queue_commit(struct wdf_queue *queue)
{
	struct wdf_device *device = queue->device;

	spin_lock_bh(&device->queues_lock);
	/* No other thread has it yet. */
	queue->held = queue->power_managed && !device_presents(device);
	list_add_tail(&queue->link, &device->queues);
	if (queue->config.DefaultQueue)
		device->default_queue = queue;
	spin_unlock_bh(&device->queues_lock);
	return vmbkmcl_wdf_commit(&queue->object);
}

NTSTATUS WdfIoQueueCreate(WDFDEVICE Device, PWDF_IO_QUEUE_CONFIG Config,
			  PWDF_OBJECT_ATTRIBUTES QueueAttributes,
			  WDFQUEUE *Queue)
{
	struct wdf_device *device = (struct wdf_device *)Device;
	NTSTATUS status = queue_check(device, Config, Queue);
	struct wdf_queue *queue;

	if (!NT_SUCCESS(status))
		return status;
	queue = vmbkmcl_wdf_make(sizeof(*queue), &queue_ops, QueueAttributes,
				 &device->object, &status);
	if (!queue)
		return status;
	/* A request that is being completed, a DPC or a driver may keep the queue longer. */
	vmbkmcl_wdf_get(&device->object);
	queue->device = device;
	queue_init(queue, Config);
	status = queue_choose_lock(queue, QueueAttributes);
	vmbkmcl_wdf_queue_init_calls(queue);
	if (!NT_SUCCESS(status)) {
		vmbkmcl_wdf_discard(&queue->object);
		return status;
	}
	status = queue_commit(queue);
	if (NT_SUCCESS(status) && Queue)
		*Queue = (WDFQUEUE)queue;
	return status;
}
VMBKMCL_EXPORT(WdfIoQueueCreate);

WDFDEVICE WdfIoQueueGetDevice(WDFQUEUE Queue)
{
	return (WDFDEVICE)wdf_queue_of(Queue)->device;
}
VMBKMCL_EXPORT(WdfIoQueueGetDevice);

WDFQUEUE WdfDeviceGetDefaultQueue(WDFDEVICE Device)
{
	return (WDFQUEUE)((struct wdf_device *)Device)->default_queue;
}
VMBKMCL_EXPORT(WdfDeviceGetDefaultQueue);
