// SPDX-License-Identifier: GPL-2.0-only
/*
 * dpc.c - framework DPCs, and waiting for the DPCs of what is deleted.
 */
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/dpc.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_dpc - a DPC
 * @object: first
 * @serial: its lock
 * @flush: when it is deleted
 * @dpc: calls @function
 * @function: the driver's callback
 * @lock: taken where it is queued, in any context
 * @ending: it is deleted, so it is not queued any more, not even by @function; @lock
 */
struct wdf_dpc {
	struct wdf_object object;
	struct wdf_serial serial;
	struct wdf_flush flush;
	KDPC dpc;
	PFN_WDF_DPC function;
	raw_spinlock_t lock;
	bool ending;
};

static void flush_work_fn(struct work_struct *work)
{
	struct wdf_flush *flush = container_of(work, struct wdf_flush, work);
	struct wdf_object *parent = flush->parent;

	KeFlushQueuedDpcs();
	vmbkmcl_wdf_put(flush->object);
	vmbkmcl_wdf_put(parent);
}

void vmbkmcl_wdf_flush_init(struct wdf_flush *flush, struct wdf_object *object)
{
	INIT_WORK(&flush->work, flush_work_fn);
	flush->object = object;
	flush->parent = object->parent;
}

/* A DPC that deletes its own object is also where it is not possible to wait. */
void vmbkmcl_wdf_flush_dpcs(struct wdf_flush *flush)
{
	if (vmbkmcl_may_sleep()) {
		KeFlushQueuedDpcs();
		return;
	}
	vmbkmcl_wdf_get(flush->object);
	vmbkmcl_wdf_get(flush->parent);
	vmbkmcl_work_queue(&flush->work);
}

static VOID dpc_call(PKDPC kdpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct wdf_dpc *dpc = context;

	vmbkmcl_wdf_lock(dpc->serial.lock);
	dpc->function((WDFDPC)dpc);
	vmbkmcl_wdf_unlock(dpc->serial.lock);
}

static void dpc_dispose(struct wdf_object *object)
{
	struct wdf_dpc *dpc = container_of(object, struct wdf_dpc, object);

	raw_spin_lock_irq(&dpc->lock);
	dpc->ending = true;
	raw_spin_unlock_irq(&dpc->lock);
	KeRemoveQueueDpc(&dpc->dpc);
	vmbkmcl_wdf_flush_dpcs(&dpc->flush);
}

static void dpc_free(struct wdf_object *object)
{
	vmbkmcl_wdf_serial_put(&container_of(object, struct wdf_dpc, object)->serial);
}

static const struct wdf_object_ops dpc_ops = {
	.name = "DPC",
	.dispose = dpc_dispose,
	.free = dpc_free,
};

NTSTATUS WdfDpcCreate(PWDF_DPC_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFDPC *Dpc)
{
	struct wdf_serial serial;
	struct wdf_dpc *dpc;
	NTSTATUS status;

	if (!Attributes || !Attributes->ParentObject)
		return STATUS_WDF_PARENT_NOT_SPECIFIED;
	if (!Config->EvtDpcFunc)
		return STATUS_INVALID_PARAMETER;
	status = vmbkmcl_wdf_serial_find(&serial, Attributes->ParentObject,
					 Config->AutomaticSerialization, false);
	if (!NT_SUCCESS(status))
		return status;
	dpc = vmbkmcl_wdf_create(sizeof(*dpc), &dpc_ops, Attributes, NULL);
	if (!dpc) {
		vmbkmcl_wdf_serial_put(&serial);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	dpc->serial = serial;
	vmbkmcl_wdf_flush_init(&dpc->flush, &dpc->object);
	raw_spin_lock_init(&dpc->lock);
	KeInitializeDpc(&dpc->dpc, dpc_call, dpc);
	dpc->function = Config->EvtDpcFunc;
	*Dpc = (WDFDPC)dpc;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfDpcCreate);

BOOLEAN WdfDpcEnqueue(WDFDPC Dpc)
{
	struct wdf_dpc *dpc = (struct wdf_dpc *)Dpc;
	BOOLEAN queued = FALSE;
	unsigned long flags;

	raw_spin_lock_irqsave(&dpc->lock, flags);
	if (!dpc->ending)
		queued = KeInsertQueueDpc(&dpc->dpc, NULL, NULL);
	raw_spin_unlock_irqrestore(&dpc->lock, flags);
	return queued;
}
VMBKMCL_EXPORT(WdfDpcEnqueue);

BOOLEAN WdfDpcCancel(WDFDPC Dpc, BOOLEAN Wait)
{
	BOOLEAN removed = KeRemoveQueueDpc(&((struct wdf_dpc *)Dpc)->dpc);

	if (Wait && !removed)
		KeFlushQueuedDpcs();
	return removed;
}
VMBKMCL_EXPORT(WdfDpcCancel);

WDFOBJECT WdfDpcGetParentObject(WDFDPC Dpc)
{
	return ((struct wdf_dpc *)Dpc)->flush.parent;
}
VMBKMCL_EXPORT(WdfDpcGetParentObject);

PKDPC WdfDpcWdmGetDpc(WDFDPC Dpc)
{
	return &((struct wdf_dpc *)Dpc)->dpc;
}
VMBKMCL_EXPORT(WdfDpcWdmGetDpc);
