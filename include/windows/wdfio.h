/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O queues. Device-control requests are what there is.
 *
 * Ahead of EvtDeviceD0Exit power-managed queues (WdfUseDefault is one) are
 * purged: what waits is cancelled, what the driver lets be cancelled, too, and
 * D0Exit waits until the driver has let go of the rest.
 *
 * Difference from Windows: a device leaves D0 only to be removed, so there is
 * no EvtIoResume, and EvtIoStop is always told to purge.
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
 * In the order of Windows' structure, less what is never called here: reads,
 * writes and resuming.
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
 * WdfIoQueueCreate() - make a queue
 * @Device: its device
 * @Config: its kind and callbacks
 * @QueueAttributes: optional; deleted with the device
 * @Queue: receives the queue; optional
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_DEVICE_STATE for a second default
 * queue, STATUS_INVALID_PARAMETER or STATUS_INSUFFICIENT_RESOURCES.
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
 * WdfIoQueueRetrieveNextRequest() - take the next request of a manual queue
 * @Queue: the queue; a sequential one gives its next to whoever asks, too
 * @OutRequest: receives the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_NO_MORE_ENTRIES; STATUS_INVALID_DEVICE_STATE
 * when the queue is purged.
 */
NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest);

/**
 * WdfIoQueuePurge() - end the requests of a queue, and take no new ones
 * @Queue: the queue
 * @PurgeComplete: called when the driver has none of its requests any more;
 *	optional. It is called before this returns, which then waits. [ours]
 * @Context: for @PurgeComplete
 *
 * What waits is cancelled, and so is what the driver lets be cancelled. New
 * requests fail with STATUS_INVALID_DEVICE_STATE.
 *
 * Context: at or below DISPATCH_LEVEL [doc]; PASSIVE_LEVEL with a callback.
 */
VOID WdfIoQueuePurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE PurgeComplete,
		     WDFCONTEXT Context);

/**
 * WdfIoQueuePurgeSynchronously() - the same, and wait for the driver
 * @Queue: the queue; not inside one of its callbacks
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoQueuePurgeSynchronously(WDFQUEUE Queue);

/**
 * WdfIoQueueStart() - take requests again
 * @Queue: a queue that was purged
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueueStart(WDFQUEUE Queue);

#endif
