/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_FIXTURE_H
#define TARGET_FIXTURE_H

#include "wdf_fixture.h"

#define TARGET_BUFFERED		CTL_CODE(2, 1, METHOD_BUFFERED, 0)
#define TARGET_OUT_DIRECT	CTL_CODE(2, 2, METHOD_OUT_DIRECT, 0)
#define TARGET_NEITHER		CTL_CODE(2, 3, METHOD_NEITHER, 0)

/**
 * struct target_fixture - a filter above wdf's device, and a target that it has opened
 * @fdo: the filter's device; wdf.fdo is this one, too
 * @lower: the device below it, of wdf's function driver
 * @device: the filter's
 * @queue: its default queue, with a @call of its own; without @call it has none
 * @call: has its control requests
 * @local: its local target: wdf's function driver
 * @target: leads to the bus's device, whose requests @answer has
 * @answer: completes a request of the target's, or keeps it: target_hold()
 * @held: what it has kept, with a cancel routine
 * @stack: the stack location of the last request
 * @answers: how many there were
 * @cancels: how many the cancel routine was called for
 */
struct target_fixture {
	PDRIVER_OBJECT driver_object;
	PDEVICE_OBJECT fdo, lower;
	WDFDEVICE device;
	WDFQUEUE queue;
	void (*call)(WDFQUEUE queue, WDFREQUEST request);
	WDFIOTARGET local, target;
	NTSTATUS (*answer)(PIRP irp);
	PIRP held;
	IO_STACK_LOCATION stack;
	int answers, cancels;
};

extern struct target_fixture target;
/* A suite's own part of the filter's EvtDriverDeviceAdd, or NULL. */
extern void (*target_init_hook)(PWDFDEVICE_INIT init);

/* An answer: keep the request until target_complete(), or until it is cancelled. */
NTSTATUS target_hold(PIRP irp);
void target_complete(NTSTATUS status, ULONG_PTR information);
/* Keep it, and do not let it be cancelled. */
NTSTATUS target_hold_surely(PIRP irp);

/* What a request's completion routine was told. */
struct target_result {
	KEVENT done;
	int calls;
	WDFREQUEST request;
	WDFIOTARGET target;
	WDF_REQUEST_COMPLETION_PARAMS params;
};

VOID target_note_result(WDFREQUEST request, WDFIOTARGET io_target,
			PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT context);
/* A control request of the driver's, formatted for the target, that notes its result. */
WDFREQUEST target_request(struct kcase *t, struct target_result *result);
/* The same for one that was reused. */
void target_format(struct kcase *t, WDFREQUEST request, struct target_result *result);
/* Wait until it has come back; its status. */
NTSTATUS target_wait(struct target_result *result);

/* Fixtures: the filter without a queue, and with one that @call has the requests of. */
int target_setup(struct kcase *t);
int target_setup_queue(struct kcase *t);
void target_teardown(struct kcase *t);

#endif
