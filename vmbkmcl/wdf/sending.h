/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sending.h - requests that a driver sends to an I/O target.
 *
 * A request that was sent is held by its target until the target's driver has completed
 * the IRP, by its timer until that has been stopped or has run, and by each context that
 * cancels it. Who drops the last hold gives the request back to its driver: until then
 * the IRP may be cancelled, and is not used again. As KMDF's m_IrpCompletionReferenceCount.
 */
#ifndef VMBKMCL_WDF_SENDING_H
#define VMBKMCL_WDF_SENDING_H

#include <linux/refcount.h>

#include <vmbkmcl/nt/dpc.h>
#include <vmbkmcl/nt/event.h>
#include <wdf.h>

struct wdf_object;
struct wdf_request;
struct wdf_target;
struct wdf_format;

/**
 * struct wdf_request_timer - cancels a request at a target
 * @timer: when it is due
 * @dpc: does so; holds the request
 */
struct wdf_request_timer {
	KTIMER timer;
	KDPC dpc;
};

/* Which of a target's counts a request is in. */
enum wdf_counted {
	WDF_NOT_COUNTED,
	WDF_COUNTED_WAITING,
	WDF_COUNTED_SENT,
	WDF_COUNTED_IGNORING,
};

/**
 * struct wdf_sending - a request as one that is sent
 * @target: where it is, referenced; NULL: at none
 * @link: on the target's @sent or @waiting; the target's lock
 * @counted: the target's lock
 * @sweep: the target's last sweep that it is not to be cancelled by; the target's lock
 * @holds: see above; 0: the driver has the request
 * @formatted: its next stack location is filled in
 * @cancelled: it is not sent any more
 * @timed_out: its timer has cancelled it, or who waited for it
 * @not_sent: it ended while it waited for the target to be started
 * @timed: @timer is running, or was
 * @timer: or NULL
 * @format: what it was formatted with, or NULL
 * @routine: the driver's, called when it comes back; or NULL
 * @context: its argument
 * @done: set after that, or NULL
 * @status: how it ended
 */
struct wdf_sending {
	struct wdf_target *target;
	struct list_head link;
	enum wdf_counted counted;
	unsigned int sweep;
	refcount_t holds;
	bool formatted;
	bool cancelled;
	bool timed_out;
	bool not_sent;
	bool timed;
	struct wdf_request_timer *timer;
	struct wdf_format *format;
	PFN_WDF_REQUEST_COMPLETION_ROUTINE routine;
	WDFCONTEXT context;
	PRKEVENT done;
	NTSTATUS status;
};

/* It is at a target, which may be about to give it back. */
static inline bool wdf_is_sent(const struct wdf_sending *sending)
{
	return refcount_read(&sending->holds);
}

/* Send it, or have it wait for its target; false: neither, and its status says why. */
bool vmbkmcl_wdf_send(struct wdf_request *request, struct wdf_target *target, ULONG flags,
		      LONGLONG timeout);
/* The same, and wait until it has come back. */
bool vmbkmcl_wdf_send_and_wait(struct wdf_request *request, struct wdf_target *target,
			       const WDF_REQUEST_SEND_OPTIONS *options);
bool vmbkmcl_wdf_cancel_sent(struct wdf_request *request);
/* The same where the caller has a hold of the request, which it drops. */
bool vmbkmcl_wdf_cancel_held(struct wdf_request *request);
/* One that waited for its target has been taken off it: send it, or let it fail. */
void vmbkmcl_wdf_send_waiting(struct wdf_request *request);
void vmbkmcl_wdf_fail_waiting(struct wdf_request *request, NTSTATUS status);
/* Whether options of that kind are valid. */
NTSTATUS vmbkmcl_wdf_check_options(const WDF_REQUEST_SEND_OPTIONS *options);
/* A request of the driver's, or of the framework's for one call; as vmbkmcl_wdf_make(). */
struct wdf_request *vmbkmcl_wdf_request_alloc(const WDF_OBJECT_ATTRIBUTES *attributes,
					      struct wdf_object *parent, NTSTATUS *status);
/* The request can be sent there, with an IRP large enough. */
NTSTATUS vmbkmcl_wdf_request_fit(struct wdf_request *request, struct wdf_target *target);
/* Free what a request has for being sent. */
void vmbkmcl_wdf_sending_free(struct wdf_request *request);

/**
 * struct wdf_irp_buffers - where an IRP's buffers are
 * @system: AssociatedIrp.SystemBuffer
 * @user: UserBuffer
 * @mdl: MdlAddress
 */
struct wdf_irp_buffers {
	PVOID system;
	PVOID user;
	PMDL mdl;
};

/* Its sender's, also while the IRP has those that it was formatted with. */
struct wdf_irp_buffers vmbkmcl_wdf_own_buffers(const struct wdf_request *request);

/**
 * struct wdf_span - a buffer of a request that is formatted
 * @buffer: where it is, unless @mdl says that; NULL: there is none
 * @mdl: the driver's
 * @length: its bytes
 * @offset: where it begins in @memory
 * @memory: what it is a part of, or NULL
 */
struct wdf_span {
	PVOID buffer;
	PMDL mdl;
	ULONG length;
	size_t offset;
	WDFMEMORY memory;
};

NTSTATUS vmbkmcl_wdf_span_of_memory(struct wdf_span *span, WDFMEMORY memory,
				    const WDFMEMORY_OFFSET *offset);
NTSTATUS vmbkmcl_wdf_span_of_descriptor(struct wdf_span *span,
					const WDF_MEMORY_DESCRIPTOR *descriptor);
NTSTATUS vmbkmcl_wdf_format_transfer(struct wdf_request *request, struct wdf_target *target,
				     UCHAR major, const struct wdf_span *span,
				     const LONGLONG *offset);
/* @spans: the input and the output. */
NTSTATUS vmbkmcl_wdf_format_control(struct wdf_request *request, struct wdf_target *target,
				    UCHAR major, ULONG code, const struct wdf_span spans[2]);
NTSTATUS vmbkmcl_wdf_format_others(struct wdf_request *request, struct wdf_target *target,
				   ULONG code, const struct wdf_span spans[3]);
/* The target has completed it: hand on what it has read. */
void vmbkmcl_wdf_format_copy_back(struct wdf_request *request);
/* What WdfRequestGetCompletionParams() says. */
void vmbkmcl_wdf_format_params(const struct wdf_request *request,
			       PWDF_REQUEST_COMPLETION_PARAMS params);
/* Undo the formatting: the IRP has its own buffers again. */
void vmbkmcl_wdf_format_release(struct wdf_request *request);

#endif
