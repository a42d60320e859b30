// SPDX-License-Identifier: GPL-2.0-only
/*
 * dpc.c - framework DPCs.
 */
#include <linux/spinlock.h>

#include <vmbkmcl/nt/dpc.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_dpc - a DPC
 * @object: first
 * @serial: its lock
 * @parent: its parent, also once it is deleted
 * @dpc: calls @function
 * @function: the driver's callback
 * @lock: taken where it is queued, in any context
 * @ending: it is deleted, so it is not queued any more, not even by @function; @lock
 */
struct wdf_dpc {
	struct wdf_object object;
	struct wdf_serial serial;
	struct wdf_object *parent;
	KDPC dpc;
	PFN_WDF_DPC function;
	raw_spinlock_t lock;
	bool ending;
};

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
	KeFlushQueuedDpcs();
}

static void dpc_free(struct wdf_object *object)
{
	vmbkmcl_wdf_serial_put(&container_of(object, struct wdf_dpc, object)->serial);
}

static const struct wdf_object_ops dpc_ops = {
	.name = "DPC",
	.passive = true,
	.dispose = dpc_dispose,
	.free = dpc_free,
};

NTSTATUS WdfDpcCreate(PWDF_DPC_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes, WDFDPC *Dpc)
{
	struct wdf_serial serial;
	struct wdf_dpc *dpc;
	NTSTATUS status = vmbkmcl_wdf_check_parent(Attributes);

	if (!NT_SUCCESS(status))
		return status;
	if (Config->Size != sizeof(*Config))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!Config->EvtDpcFunc)
		return STATUS_INVALID_PARAMETER;
	status = vmbkmcl_wdf_serial_find(&serial, Attributes->ParentObject,
					 Config->AutomaticSerialization, false);
	if (!NT_SUCCESS(status))
		return status;
	dpc = vmbkmcl_wdf_make(sizeof(*dpc), &dpc_ops, Attributes, NULL, &status);
	if (!dpc) {
		vmbkmcl_wdf_serial_put(&serial);
		return status;
	}
	dpc->serial = serial;
	dpc->parent = dpc->object.parent;
	raw_spin_lock_init(&dpc->lock);
	KeInitializeDpc(&dpc->dpc, dpc_call, dpc);
	dpc->function = Config->EvtDpcFunc;
	status = vmbkmcl_wdf_commit(&dpc->object);
	if (NT_SUCCESS(status))
		*Dpc = (WDFDPC)dpc;
	return status;
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
	return ((struct wdf_dpc *)Dpc)->parent;
}
VMBKMCL_EXPORT(WdfDpcGetParentObject);

PKDPC WdfDpcWdmGetDpc(WDFDPC Dpc)
{
	return &((struct wdf_dpc *)Dpc)->dpc;
}
VMBKMCL_EXPORT(WdfDpcWdmGetDpc);
