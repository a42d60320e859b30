// SPDX-License-Identifier: GPL-2.0-only
/*
 * query_interface.c - asking the device below for an interface.
 */
#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "target.h"

static void fill_query(PIRP irp, LPCGUID type, PINTERFACE interface, USHORT size,
		       USHORT version, PVOID data)
{
	PIO_STACK_LOCATION stack = IoGetNextIrpStackLocation(irp);

	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	stack->MajorFunction = IRP_MJ_PNP;
	stack->MinorFunction = IRP_MN_QUERY_INTERFACE;
	stack->Parameters.QueryInterface.InterfaceType = type;
	stack->Parameters.QueryInterface.Interface = interface;
	stack->Parameters.QueryInterface.Size = size;
	stack->Parameters.QueryInterface.Version = version;
	stack->Parameters.QueryInterface.InterfaceSpecificData = data;
}

static NTSTATUS interface_query(PDEVICE_OBJECT lower, LPCGUID type, PINTERFACE interface,
				USHORT size, USHORT version, PVOID data)
{
	IO_STATUS_BLOCK iosb;
	KEVENT event;
	NTSTATUS status;
	PIRP irp;

	might_sleep();
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, lower, NULL, 0, NULL, &event, &iosb);
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	fill_query(irp, type, interface, size, version, data);
	status = IoCallDriver(lower, irp);
	if (status != STATUS_PENDING)
		return status;
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
	return iosb.Status;
}

NTSTATUS WdfFdoQueryForInterface(WDFDEVICE Fdo, LPCGUID InterfaceType,
				 PINTERFACE Interface, USHORT Size,
				 USHORT Version, PVOID InterfaceSpecificData)
{
	return interface_query(((struct wdf_device *)Fdo)->lower, InterfaceType, Interface, Size,
			       Version, InterfaceSpecificData);
}
VMBKMCL_EXPORT(WdfFdoQueryForInterface);

NTSTATUS WdfIoTargetQueryForInterface(WDFIOTARGET IoTarget,
				      LPCGUID InterfaceType,
				      PINTERFACE Interface, USHORT Size,
				      USHORT Version, PVOID InterfaceSpecificData)
{
	PDEVICE_OBJECT to = vmbkmcl_wdf_target_device(wdf_target_of(IoTarget));
	NTSTATUS status;

	if (!to)
		return STATUS_INVALID_DEVICE_STATE;
	status = interface_query(to, InterfaceType, Interface, Size, Version, InterfaceSpecificData);
	ObDereferenceObject(to);
	return status;
}
VMBKMCL_EXPORT(WdfIoTargetQueryForInterface);
