/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * target.h - what the files of I/O targets share.
 */
#ifndef VMBKMCL_WDF_TARGET_H
#define VMBKMCL_WDF_TARGET_H

#include <linux/spinlock.h>
#include <linux/wait.h>

#include "queue.h"
#include "wdf.h"

/**
 * struct wdf_target - an I/O target
 * @object: first
 * @device: whose it is
 * @local: it is the next lower device, or @device itself
 * @self: it is @device itself
 * @link: on the device's @targets; the device's targets_lock
 * @to: the device object that it leads to, referenced unless it is @local; NULL: not
 *	open. Written while @changing under @lock, while no request is sent there.
 * @file: its file object, or NULL; likewise
 * @opened_by_name: @file has a handle of its own; constant but while @changing
 * @name: of the device that was opened last by its name; likewise
 * @params: how that was done; likewise
 * @removed: EvtIoTargetRemoveComplete, or NULL
 * @lock: protects the rest; taken before no other but the cancel spin lock
 * @state: as the driver sees it
 * @changing: it is being opened or closed
 * @removing: it is closed, and requests that ignore its state may still be sent
 * @sweep: counts contexts that cancel what was sent
 * @sent: requests that its driver has
 * @waiting: requests that wait for it to be started
 * @waiting_count: those, and such that are being cancelled, until their completion
 *	routine has returned
 * @sent_count: those that were sent and whose completion routine has not returned
 * @ignoring_count: the same of those that ignore its state
 * @quiet: woken when one of the counts has become 0, and when @changing ends
 */
struct wdf_target {
	struct wdf_object object;
	struct wdf_device *device;
	bool local;
	bool self;
	struct list_head link;
	PDEVICE_OBJECT to;
	PFILE_OBJECT file;
	bool opened_by_name;
	UNICODE_STRING name;
	WDF_IO_TARGET_OPEN_PARAMS params;
	PFN_WDF_IO_TARGET_REMOVE_COMPLETE removed;
	spinlock_t lock;
	WDF_IO_TARGET_STATE state;
	bool changing;
	bool removing;
	unsigned int sweep;
	struct list_head sent;
	struct list_head waiting;
	unsigned int waiting_count;
	unsigned int sent_count;
	unsigned int ignoring_count;
	wait_queue_head_t quiet;
};

static inline struct wdf_target *wdf_target_of(WDFIOTARGET handle)
{
	return (struct wdf_target *)handle;
}

/* It leads to @to from now on, and is started. */
void vmbkmcl_wdf_target_begin(struct wdf_target *target, PDEVICE_OBJECT to,
			      PFILE_OBJECT file);
/* What it leads to, with a reference; NULL: it is not open. */
static inline PDEVICE_OBJECT vmbkmcl_wdf_target_device(struct wdf_target *target)
{
	PDEVICE_OBJECT to;

	spin_lock_bh(&target->lock);
	to = target->to;
	if (to)
		ObReferenceObject(to);
	spin_unlock_bh(&target->lock);
	return to;
}

/*
 * The stack locations that a request needs to be sent to @to: of a device that sends to
 * itself, one is for what it has received, see vmbkmcl_wdf_target_begin_local().
 */
static inline int vmbkmcl_wdf_target_locations(const struct wdf_target *target,
					       PDEVICE_OBJECT to)
{
	return to->StackSize - target->self;
}

/* It takes no requests any more; wait until those that it has are ended. */
void vmbkmcl_wdf_target_end(struct wdf_target *target, WDF_IO_TARGET_STATE state);
/* End it, and release what it leads to. */
void vmbkmcl_wdf_target_close(struct wdf_target *target, WDF_IO_TARGET_STATE state);
/* A request that waits there and is not being cancelled, or NULL; the target's lock. */
struct wdf_request *vmbkmcl_wdf_take_waiting(struct wdf_target *target);

#endif
