/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * I/O queues.
 *
 * What comes to a power-managed queue (WdfUseDefault is one, but of a filter or a control
 * device) before its device is in D0 waits there. [KMDF: FxIoQueue::Initialize()]
 *
 * Before a device is removed, its power-managed queues are purged: queued requests are
 * cancelled, and so are those marked cancelable.
 * EvtDeviceD0Exit is called only after the driver has completed the rest, or
 * has kept them by WdfRequestStopAcknowledge(). Before the machine hibernates they are
 * held instead: queued requests stay, and EvtIoStop (WdfRequestStopActionSuspend) is
 * called for those that the driver has.
 *
 * Difference from Windows: a driver that still has a request after 20 seconds, and has
 * not acknowledged EvtIoStop for it, keeps the machine from hibernating.
 *
 * Linux counterpart: as vmbkmcl/nt/irp.h
 */
#ifndef VMBKMCL_WINDOWS_WDFIO_H
#define VMBKMCL_WINDOWS_WDFIO_H

#include "wdffileobject.h"
#include "wdfrequest.h"
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
typedef VOID EVT_WDF_IO_QUEUE_IO_READ(WDFQUEUE Queue, WDFREQUEST Request, size_t Length);
typedef EVT_WDF_IO_QUEUE_IO_READ *PFN_WDF_IO_QUEUE_IO_READ;
typedef VOID EVT_WDF_IO_QUEUE_IO_WRITE(WDFQUEUE Queue, WDFREQUEST Request, size_t Length);
typedef EVT_WDF_IO_QUEUE_IO_WRITE *PFN_WDF_IO_QUEUE_IO_WRITE;
typedef VOID EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL(WDFQUEUE Queue,
						WDFREQUEST Request,
						size_t OutputBufferLength,
						size_t InputBufferLength,
						ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL;
typedef VOID EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL(WDFQUEUE Queue,
							 WDFREQUEST Request,
							 size_t OutputBufferLength,
							 size_t InputBufferLength,
							 ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL;
typedef VOID EVT_WDF_IO_QUEUE_IO_STOP(WDFQUEUE Queue, WDFREQUEST Request,
				      ULONG ActionFlags);
typedef EVT_WDF_IO_QUEUE_IO_STOP *PFN_WDF_IO_QUEUE_IO_STOP;
typedef VOID EVT_WDF_IO_QUEUE_IO_RESUME(WDFQUEUE Queue, WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_RESUME *PFN_WDF_IO_QUEUE_IO_RESUME;
typedef VOID EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE(WDFQUEUE Queue,
						   WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE *PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE;
typedef enum _WDF_IO_QUEUE_STATE {
	WdfIoQueueAcceptRequests = 0x01,
	WdfIoQueueDispatchRequests = 0x02,
	WdfIoQueueNoRequests = 0x04,
	WdfIoQueueDriverNoRequests = 0x08,
	WdfIoQueuePnpHeld = 0x10
} WDF_IO_QUEUE_STATE;

#define WDF_IO_QUEUE_IDLE(state)					\
	(((state) & WdfIoQueueNoRequests) && ((state) & WdfIoQueueDriverNoRequests))
#define WDF_IO_QUEUE_READY(state)					\
	(((state) & WdfIoQueueDispatchRequests) && ((state) & WdfIoQueueAcceptRequests))
#define WDF_IO_QUEUE_STOPPED(state)					\
	(!((state) & WdfIoQueueDispatchRequests) &&			\
	 ((state) & WdfIoQueueAcceptRequests) && ((state) & WdfIoQueueDriverNoRequests))
#define WDF_IO_QUEUE_DRAINED(state)					\
	(!((state) & WdfIoQueueAcceptRequests) &&			\
	 ((state) & WdfIoQueueDispatchRequests) &&			\
	 ((state) & WdfIoQueueNoRequests) && ((state) & WdfIoQueueDriverNoRequests))
#define WDF_IO_QUEUE_PURGED(state)					\
	(!((state) & WdfIoQueueAcceptRequests) &&			\
	 ((state) & WdfIoQueueNoRequests) && ((state) & WdfIoQueueDriverNoRequests))

typedef VOID EVT_WDF_IO_QUEUE_STATE(WDFQUEUE Queue, WDFCONTEXT Context);
typedef EVT_WDF_IO_QUEUE_STATE *PFN_WDF_IO_QUEUE_STATE;

/* EvtIoResume is called for what the driver has kept when the machine has woken. */
typedef struct _WDF_IO_QUEUE_CONFIG {
	ULONG					Size;
	WDF_IO_QUEUE_DISPATCH_TYPE		DispatchType;
	WDF_TRI_STATE				PowerManaged;
	BOOLEAN					AllowZeroLengthRequests;
	BOOLEAN					DefaultQueue;
	PFN_WDF_IO_QUEUE_IO_DEFAULT		EvtIoDefault;
	PFN_WDF_IO_QUEUE_IO_READ		EvtIoRead;
	PFN_WDF_IO_QUEUE_IO_WRITE		EvtIoWrite;
	PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL	EvtIoDeviceControl;
	PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL EvtIoInternalDeviceControl;
	PFN_WDF_IO_QUEUE_IO_STOP		EvtIoStop;
	PFN_WDF_IO_QUEUE_IO_RESUME		EvtIoResume;
	PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE	EvtIoCanceledOnQueue;
	union {
		struct {
			ULONG NumberOfPresentedRequests;
		} Parallel;
	} Settings;
	WDFDRIVER				Driver;
} WDF_IO_QUEUE_CONFIG, *PWDF_IO_QUEUE_CONFIG;

static inline VOID WDF_IO_QUEUE_CONFIG_INIT(PWDF_IO_QUEUE_CONFIG config,
					    WDF_IO_QUEUE_DISPATCH_TYPE type)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->PowerManaged = WdfUseDefault;
	config->DispatchType = type;
	if (type == WdfIoQueueDispatchParallel)
		config->Settings.Parallel.NumberOfPresentedRequests = (ULONG)-1;
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
 * @Queue: receives the queue; optional for a default queue
 *
 * A driver that completes its requests inside its callbacks, or gives them away there, is
 * presented the next waiting one when the callback has returned, in the context of the
 * callback. A sequential queue counts the requests: without a lock as below it may present
 * one that comes while the callback that has given away the last still runs. [KMDF:
 * FxIoQueue::DispatchEvents()]
 *
 * WdfObjectDelete() of a queue cancels its requests as WdfIoQueuePurge() does and
 * waits until the driver has completed those it has, and until no callback of the queue
 * runs. [KMDF: FxIoQueue::Dispose()] At DISPATCH_LEVEL it does not wait itself, nor
 * inside one of the queue's callbacks, where on Windows it does not return.
 *
 * The queue's callbacks, those of its requests' cancellation included, run one at a
 * time when its SynchronizationScope is WdfSynchronizationScopeQueue or
 * WdfSynchronizationScopeDevice. [doc] A callback that becomes due inside another of
 * them is called later, from a DPC or a work item. [KMDF:
 * FxIoQueue::CanThreadDispatchEventsLocked()] So is one that becomes due while
 * another thread has the lock. [ours]
 *
 * Context: PASSIVE_LEVEL. [ours]
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL for a second default queue;
 * STATUS_INFO_LENGTH_MISMATCH; STATUS_WDF_NO_CALLBACK for a queue that is not manual and
 * has no callback for requests [doc]; STATUS_INVALID_DEVICE_STATE for a default queue
 * when its device has been started, or WdfControlFinishInitializing() called;
 * STATUS_INVALID_PARAMETER_4 without @Queue for another one [KMDF: fxioqueueapi.cpp];
 * STATUS_INVALID_PARAMETER, also for a queue with its device's lock and another execution
 * level [KMDF: FxIoQueue::ConfigureConstraints()]; STATUS_INSUFFICIENT_RESOURCES.
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
 * for a parallel queue; STATUS_WDF_PAUSED when a power-managed queue's device is not in
 * D0. [doc]
 */
NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest);

/**
 * WdfIoQueueRetrieveRequestByFileObject() - take the next request of a handle
 * @Queue: a manual queue, or a sequential one
 * @FileObject: the handle's file object
 * @OutRequest: receives the request
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: as WdfIoQueueRetrieveNextRequest(). [doc]
 */
NTSTATUS WdfIoQueueRetrieveRequestByFileObject(WDFQUEUE Queue, WDFFILEOBJECT FileObject,
					       WDFREQUEST *OutRequest);

/**
 * WdfIoQueueFindRequest() - look for a request on a queue without taking it off
 * @Queue: a manual queue
 * @FoundRequest: where to go on looking: a request that was found before; NULL: at the
 *	head
 * @FileObject: only requests of this handle; optional
 * @Parameters: receives the request's parameters; optional
 * @OutRequest: receives the request with a reference, for WdfObjectDereference(); not
 *	the driver's to use but as @FoundRequest and for its contexts [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_NO_MORE_ENTRIES; STATUS_NOT_FOUND when @FoundRequest is
 * not on the queue any more [doc]; STATUS_INVALID_DEVICE_REQUEST for another kind of
 * queue [KMDF: FxIoQueue::PeekRequest()]; STATUS_INVALID_PARAMETER_4 for @Parameters that
 * are too small [KMDF: fxioqueueapi.cpp].
 */
NTSTATUS WdfIoQueueFindRequest(WDFQUEUE Queue, WDFREQUEST FoundRequest,
			       WDFFILEOBJECT FileObject, PWDF_REQUEST_PARAMETERS Parameters,
			       WDFREQUEST *OutRequest);

/**
 * WdfIoQueueRetrieveFoundRequest() - take a request that was found off its queue
 * @Queue: the queue
 * @FoundRequest: of WdfIoQueueFindRequest()
 * @OutRequest: receives the request, which is the driver's from then on
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_NOT_FOUND when it is not on the queue any more [doc];
 * STATUS_WDF_PAUSED and STATUS_INVALID_DEVICE_STATE as WdfIoQueueRetrieveNextRequest().
 */
NTSTATUS WdfIoQueueRetrieveFoundRequest(WDFQUEUE Queue, WDFREQUEST FoundRequest,
					WDFREQUEST *OutRequest);

/**
 * WdfIoQueueReadyNotify() - be told when a manual queue is not empty any more
 * @Queue: a manual queue
 * @QueueReady: called when a request comes to a queue that is empty, or whose requests
 *	are all being cancelled; NULL, while the queue is stopped: do not call any more
 * @Context: for @QueueReady
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_REQUEST for another kind of queue, when
 * there is such a function already, and for NULL when the queue is not stopped. [doc]
 */
NTSTATUS WdfIoQueueReadyNotify(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE QueueReady,
			       WDFCONTEXT Context);

/**
 * WdfIoQueueGetState() - what a queue does, and how many requests it has
 * @Queue: the queue
 * @QueueRequests: receives how many wait; optional
 * @DriverRequests: receives how many the driver has; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: bits of WDF_IO_QUEUE_STATE. [doc]
 */
WDF_IO_QUEUE_STATE WdfIoQueueGetState(WDFQUEUE Queue, PULONG QueueRequests,
				      PULONG DriverRequests);

/**
 * WdfIoQueueStop() - present no more requests, and go on accepting them
 * @Queue: the queue
 * @StopComplete: called when the driver has completed the requests it had from the
 *	queue; optional, one at a time
 * @Context: for @StopComplete
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueueStop(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE StopComplete,
		    WDFCONTEXT Context);

/**
 * WdfIoQueueStopSynchronously() - stop a queue, and wait
 * @Queue: the queue; must not be called inside one of its callbacks
 *
 * Like WdfIoQueueStop(), and returns when the driver has completed the requests it had
 * from the queue. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoQueueStopSynchronously(WDFQUEUE Queue);

/**
 * WdfIoQueueDrain() - accept no more requests, and go on presenting those that wait
 * @Queue: the queue
 * @DrainComplete: called when the queue is empty and the driver has completed the
 *	requests it had from it; optional, one at a time
 * @Context: for @DrainComplete
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueueDrain(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE DrainComplete,
		     WDFCONTEXT Context);

/**
 * WdfIoQueueDrainSynchronously() - drain a queue, and wait
 * @Queue: the queue; must not be called inside one of its callbacks
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfIoQueueDrainSynchronously(WDFQUEUE Queue);

/**
 * WdfIoQueuePurge() - cancel the requests of a queue, and accept no new ones
 * @Queue: the queue
 * @PurgeComplete: called when the driver has completed the requests it had from the
 *	queue and the queue's callbacks have returned [KMDF: FxIoQueue::DispatchEvents(),
 *	m_Dispatching]; by this function when there is nothing to wait for. Optional;
 *	one at a time
 * @Context: for @PurgeComplete
 *
 * Queued requests are cancelled, and so are those marked cancelable, also later, until
 * the queue is started or stopped. The others are the driver's to end, and not cancelled
 * (WdfRequestIsCanceled()). New requests fail with STATUS_INVALID_DEVICE_STATE. The
 * function does not wait, so it may be called in a callback of the queue. [doc; KMDF:
 * FxIoQueue::QueuePurge()]
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
 * WdfIoQueueStart() - accept and present requests again
 * @Queue: a queue that was purged, drained or stopped
 *
 * A queue that was purged as its device is being removed stays so. [KMDF:
 * FxIoQueue::SetState(), FxIoQueueShutdown]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID WdfIoQueueStart(WDFQUEUE Queue);

#endif
