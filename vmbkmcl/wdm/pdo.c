// SPDX-License-Identifier: GPL-2.0-only
/*
 * pdo.c - the bus's device at the bottom of each stack.
 */
#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl.h>

#include "../compat/export.h"
#include "wdm.h"

/* A driver above may have answered for a type that the bus does not know. */
static NTSTATUS pdo_query_interface(PDEVICE_OBJECT pdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = vmbkmcl_query_interface(pdo,
			stack->Parameters.QueryInterface.InterfaceType,
			stack->Parameters.QueryInterface.Size,
			stack->Parameters.QueryInterface.Version,
			stack->Parameters.QueryInterface.Interface);

	return status == STATUS_NOT_SUPPORTED ? irp->IoStatus.Status : status;
}

/* What a bus does not know keeps the status that the request came with. */
static NTSTATUS pdo_pnp(PDEVICE_OBJECT pdo, PIRP irp)
{
	switch (IoGetCurrentIrpStackLocation(irp)->MinorFunction) {
	case IRP_MN_START_DEVICE:
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
	case IRP_MN_QUERY_STOP_DEVICE:
	case IRP_MN_CANCEL_STOP_DEVICE:
	case IRP_MN_STOP_DEVICE:
		return STATUS_SUCCESS;
	case IRP_MN_QUERY_INTERFACE:
		return pdo_query_interface(pdo, irp);
	default:
		return irp->IoStatus.Status;
	}
}

NTSTATUS vmbkmcl_pdo_dispatch(PDEVICE_OBJECT pdo, PIRP irp)
{
	NTSTATUS status;

	switch (IoGetCurrentIrpStackLocation(irp)->MajorFunction) {
	case IRP_MJ_PNP:
		status = pdo_pnp(pdo, irp);
		break;
	case IRP_MJ_POWER:
		status = STATUS_SUCCESS;
		break;
	case IRP_MJ_SYSTEM_CONTROL:
		status = irp->IoStatus.Status;
		break;
	default:
		status = STATUS_INVALID_DEVICE_REQUEST;
		break;
	}
	irp->IoStatus.Status = status;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}
