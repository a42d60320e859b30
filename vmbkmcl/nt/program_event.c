// SPDX-License-Identifier: GPL-2.0-only
/*
 * program_event.c - events of programs, which are eventfds.
 */
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/slab.h>

#include <vmbkmcl/nt/program_event.h>

#include "../compat/eventfd.h"
#include "../compat/export.h"
#include "nt.h"
#include "program_event.h"
#include "wait.h"

static POBJECT_TYPE event_type = &event_type;
POBJECT_TYPE *ExEventObjectType = &event_type;
VMBKMCL_EXPORT(ExEventObjectType);

/**
 * struct program_event - an eventfd, as an event
 * @event: what the driver has
 * @ref: one for each of the driver's references
 * @context: the eventfd
 */
struct program_event {
	KEVENT event;
	struct kref ref;
	struct eventfd_ctx *context;
};

static void program_event_release(struct kref *ref)
{
	struct program_event *event = container_of(ref, struct program_event, ref);

	eventfd_ctx_put(event->context);
	kfree(event);
}

void vmbkmcl_program_event_get(void *event)
{
	kref_get(&((struct program_event *)event)->ref);
}

void vmbkmcl_program_event_put(void *event)
{
	kref_put(&((struct program_event *)event)->ref, program_event_release);
}

void vmbkmcl_program_event_signal(PRKEVENT event)
{
	vmbkmcl_compat_eventfd_signal(container_of(event, struct program_event,
						   event)->context);
}

NTSTATUS vmbkmcl_program_event_open(HANDLE handle, PVOID *out)
{
	struct program_event *event;
	struct eventfd_ctx *context;

	might_sleep();
	if ((ULONG_PTR)handle > INT_MAX)
		return STATUS_INVALID_HANDLE;
	context = eventfd_ctx_fdget((int)(ULONG_PTR)handle);
	if (IS_ERR(context))
		return PTR_ERR(context) == -EBADF ? STATUS_INVALID_HANDLE :
						    STATUS_OBJECT_TYPE_MISMATCH;
	event = kzalloc(sizeof(*event), GFP_KERNEL);
	if (!event) {
		eventfd_ctx_put(context);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	vmbkmcl_dispatcher_init(&event->event.Header, VMBKMCL_PROGRAM_EVENT, 0);
	kref_init(&event->ref);
	event->context = context;
	*out = event;
	return STATUS_SUCCESS;
}
