// SPDX-License-Identifier: GPL-2.0-only
/*
 * workitem.c - framework work items.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_workitem - a work item
 * @object: first
 * @serial: its lock
 * @parent: its parent, also once it is deleted
 * @work: calls @function; while it is queued or runs, it has a reference to the
 *	item and one to @parent
 * @function: the driver's callback
 * @lock: taken where it is queued
 * @ending: it is deleted, so it is not queued any more, not even by @function; @lock
 */
struct wdf_workitem {
	struct wdf_object object;
	struct wdf_serial serial;
	struct wdf_object *parent;
	struct work_struct work;
	PFN_WDF_WORKITEM function;
	spinlock_t lock;
	bool ending;
};

static void workitem_get(struct wdf_workitem *item)
{
	vmbkmcl_wdf_get(&item->object);
	vmbkmcl_wdf_get(item->parent);
}

static void workitem_put(struct wdf_workitem *item)
{
	struct wdf_object *parent = item->parent;

	vmbkmcl_wdf_put(&item->object);
	vmbkmcl_wdf_put(parent);
}

static void workitem_run(struct work_struct *work)
{
	struct wdf_workitem *item = container_of(work, struct wdf_workitem, work);

	vmbkmcl_wdf_lock(item->serial.lock);
	item->function((WDFWORKITEM)item);
	vmbkmcl_wdf_unlock(item->serial.lock);
	workitem_put(item);
}

static bool workitem_is_inside(const struct wdf_object *object)
{
	return current_work() == &container_of(object, struct wdf_workitem, object)->work;
}

static void workitem_dispose(struct wdf_object *object)
{
	struct wdf_workitem *item = container_of(object, struct wdf_workitem, object);

	spin_lock_bh(&item->lock);
	item->ending = true;
	spin_unlock_bh(&item->lock);
	flush_work(&item->work);
}

static void workitem_free(struct wdf_object *object)
{
	vmbkmcl_wdf_serial_put(&container_of(object, struct wdf_workitem, object)->serial);
}

static const struct wdf_object_ops workitem_ops = {
	.name = "work item",
	.passive = true,
	.is_inside = workitem_is_inside,
	.dispose = workitem_dispose,
	.free = workitem_free,
};

NTSTATUS WdfWorkItemCreate(PWDF_WORKITEM_CONFIG Config,
			   PWDF_OBJECT_ATTRIBUTES Attributes,
			   WDFWORKITEM *WorkItem)
{
	struct wdf_workitem *item;
	struct wdf_serial serial;
	NTSTATUS status = vmbkmcl_wdf_check_parent(Attributes);

	if (!NT_SUCCESS(status))
		return status;
	if (Config->Size != sizeof(*Config))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!Config->EvtWorkItemFunc)
		return STATUS_INVALID_PARAMETER;
	status = vmbkmcl_wdf_serial_find(&serial, Attributes->ParentObject,
					 Config->AutomaticSerialization, true);
	if (!NT_SUCCESS(status))
		return status;
	item = vmbkmcl_wdf_make(sizeof(*item), &workitem_ops, Attributes, NULL, &status);
	if (!item) {
		vmbkmcl_wdf_serial_put(&serial);
		return status;
	}
	item->serial = serial;
	item->parent = item->object.parent;
	spin_lock_init(&item->lock);
	INIT_WORK(&item->work, workitem_run);
	item->function = Config->EvtWorkItemFunc;
	status = vmbkmcl_wdf_commit(&item->object);
	if (NT_SUCCESS(status))
		*WorkItem = (WDFWORKITEM)item;
	return status;
}
VMBKMCL_EXPORT(WdfWorkItemCreate);

VOID WdfWorkItemEnqueue(WDFWORKITEM WorkItem)
{
	struct wdf_workitem *item = (struct wdf_workitem *)WorkItem;
	bool queued = false;

	workitem_get(item);
	spin_lock_bh(&item->lock);
	if (!item->ending)
		queued = vmbkmcl_work_queue(&item->work);
	spin_unlock_bh(&item->lock);
	if (!queued)
		workitem_put(item);
}
VMBKMCL_EXPORT(WdfWorkItemEnqueue);

VOID WdfWorkItemFlush(WDFWORKITEM WorkItem)
{
	struct wdf_workitem *item = (struct wdf_workitem *)WorkItem;

	might_sleep();
	/* As KMDF, which does not wait there, either. */
	if (workitem_is_inside(&item->object)) {
		pr_err_once("%s() inside the work item's own callback: ignored\n", __func__);
		return;
	}
	/* What the callback has queued again counts as well. */
	while (flush_work(&item->work))
		;
}
VMBKMCL_EXPORT(WdfWorkItemFlush);

WDFOBJECT WdfWorkItemGetParentObject(WDFWORKITEM WorkItem)
{
	return ((struct wdf_workitem *)WorkItem)->parent;
}
VMBKMCL_EXPORT(WdfWorkItemGetParentObject);
