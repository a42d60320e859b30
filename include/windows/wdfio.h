/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O queues. Only device-control requests are supported.
 *
 * Before EvtDeviceD0Exit power-managed queues (WdfUseDefault is one) are
 * purged: queued requests are cancelled, and so are those marked cancelable.
 * EvtDeviceD0Exit is called only after the driver has completed the rest, or
 * has kept them by WdfRequestStopAcknowledge().
 *
 * Difference from Windows: a device leaves D0 only to be removed, so there is
 * no EvtIoResume, and EvtIoStop always gets WdfRequestStopActionPurge.
 *
 * Linux counterpart: as vmbkmcl/nt/irp.h
 */
#ifndef VMBKMCL_WINDOWS_WDFIO_H
#define VMBKMCL_WINDOWS_WDFIO_H

#include "wdfobject.h"
#include "wdfstatus.h"

typedef enum _WDF_IO_QUEUE_DISPATCH_TYPE {
	WdfIoQueueDispatchInvalid,
	WdfIoQueueDispatchSequential,
	WdfIoQueueDispatchParallel,
	WdfIoQueueDispatchManual,
	WdfIoQueueDispatchMax
} WDF_IO_QUEUE_DISPATCH_TYPE;

typedef VOID EVT_WDF_IO_QUEUE_IO_DEFAULT(WDFQUEUE Queue, WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_DEFAULT *PFN_WDF_IO_QUEUE_IO_DEFAULT;
typedef VOID EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL(WDFQUEUE Queue,
						WDFREQUEST Request,
						size_t OutputBufferLength,
						size_t InputBufferLength,
						ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL;
typedef VOID EVT_WDF_IO_QUEUE_IO_STOP(WDFQUEUE Queue, WDFREQUEST Request,
				      ULONG ActionFlags);
typedef EVT_WDF_IO_QUEUE_IO_STOP *PFN_WDF_IO_QUEUE_IO_STOP;
typedef VOID EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE(WDFQUEUE Queue,
						   WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE *PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE;
typedef VOID EVT_WDF_IO_QUEUE_STATE(WDFQUEUE Queue, WDFCONTEXT Context);
typedef EVT_WDF_IO_QUEUE_STATE *PFN_WDF_IO_QUEUE_STATE;

/*
 * In the order of Windows' structure, without the callbacks that are never
 * called here: for reads, writes and resuming.
 */
typedef struct _WDF_IO_QUEUE_CONFIG {
	ULONG					Size;
	WDF_IO_QUEUE_DISPATCH_TYPE		DispatchType;
	WDF_TRI_STATE				PowerManaged;
	BOOLEAN					AllowZeroLengthRequests;
	BOOLEAN					DefaultQueue;
	PFN_WDF_IO_QUEUE_IO_DEFAULT		EvtIoDefault;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoDeviceControl;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoInternalDeviceControl;
	PFN_WDF_IO_QUEUE_IO_STOP		EvtIoStop;
	PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE	EvtIoCanceledOnQueue;
} WDF_IO_QUEUE_CONFIG, *PWDF_IO_QUEUE_CONFIG;

static inline VOID WDF_IO_QUEUE_CONFIG_INIT(PWDF_IO_QUEUE_CONFIG config,
					    WDF_IO_QUEUE_DISPATCH_TYPE type)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->PowerManaged = WdfUseDefault;
	config->DispatchType = type;
}

static inline VOID
WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(PWDF_IO_QUEUE_CONFIG config,
				       WDF_IO_QUEUE_DISPATCH_TYPE type)
{
	WDF_IO_QUEUE_CONFIG_INIT(config, type);
	config->DefaultQueue = TRUE;
}

/**
 * WdfIoQueueCreate() - create a queue
 * @Device: its device
 * @Config: its kind and callbacks
 * @QueueAttributes: optional; deleted with the device
 * @Queue: receives the queue; optional
 *
 * WdfObjectDelete() of a queue cancels its requests as WdfIoQueuePurge() does and,
 * at PASSIVE_LEVEL, waits until the driver has completed those it has: it must not
 * be called inside one of the queue's callbacks. [KMDF: FxIoQueue::Dispose()]
 *
 * The queue's callbacks, those of its requests' cancellation included, run one at a
 * time when its SynchronizationScope is WdfSynchronizationScopeQueue or
 * WdfSynchronizationScopeDevice. [doc] A callback that becomes due inside another of
 * them is called later, from a DPC or a work item. [KMDF:
 * FxIoQueue::CanThreadDispatchEventsLocked()] So is one that becomes due while
 * another thread has the lock. [ours]
 *
 * Context: PASSIVE_LEVEL. [ours]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_STATE for a second default
 * queue; STATUS_INVALID_PARAMETER, also for a queue with its device's lock and another
 * execution level [KMDF: FxIoQueue::ConfigureConstraints()];
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS WdfIoQueueCreate(WDFDEVICE Device, PWDF_IO_QUEUE_CONFIG Config,
			  PWDF_OBJECT_ATTRIBUTES QueueAttributes,
			  WDFQUEUE *Queue);

/**
 * WdfIoQueueGetDevice() - a queue's device
 * @Queue: the queue
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the device.
 */
WDFDEVICE WdfIoQueueGetDevice(WDFQUEUE Queue);

/**
 * WdfIoQueueRetrieveNextRequest() - take the next request of a queue
 * @Queue: a manual queue, or a sequential one, whose next request it takes
 * @OutRequest: receives the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_NO_MORE_ENTRIES; STATUS_INVALID_DEVICE_STATE
 * for a parallel queue; STATUS_WDF_PAUSED when a power-managed queue's device has
 * left D0. [doc]
 */
NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest);

/**
 * WdfIoQueuePurge() - cancel the requests of a queue, and accept no new ones
 * @Queue: the queue
 * @PurgeComplete: called when the driver has completed the requests it had from the
 *	queue and the queue's callbacks have returned [KMDF: FxIoQueue::DispatchEvents(),
 *	m_Dispatching]; by this function when there is nothing to wait for. Optional;
 *	one at a time
 * @Context: for @PurgeComplete
 *
 * Queued requests are cancelled, and so are those marked cancelable. New
 * requests fail with STATUS_INVALID_DEVICE_STATE. The function does not wait, so it
 * may be called in a callback of the queue. [doc; KMDF: FxIoQueue::QueuePurge()]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueuePurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE PurgeComplete,
		     WDFCONTEXT Context);

/**
 * WdfIoQueuePurgeSynchronously() - purge a queue, and wait
 * @Queue: the queue; must not be called inside one of its callbacks
 *
 * Like WdfIoQueuePurge(), and returns when the driver has completed the requests
 * it had from the queue.
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoQueuePurgeSynchronously(WDFQUEUE Queue);

/**
 * WdfIoQueueStart() - accept requests again
 * @Queue: a purged queue
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueueStart(WDFQUEUE Queue);

#endif
