// SPDX-License-Identifier: GPL-2.0-only
/*
 * irp.c - requests: making them, sending them on, completing and cancelling.
 *
 * A request of N stack locations has them right behind it, number N on top.
 * CurrentLocation counts down as it goes down; N + 1 means "not sent yet".
 */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sched.h>

#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl/nt/list.h>
#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

static DEFINE_SPINLOCK(irp_cancel_lock);

/* Fill in what is not 0. */
static void irp_init(PIRP irp, USHORT size, CCHAR stack_size)
{
	irp->Type = 6;
	irp->Size = size;
	irp->StackCount = stack_size;
	irp->CurrentLocation = stack_size + 1;
	irp->Tail.Overlay.CurrentStackLocation =
		(PIO_STACK_LOCATION)(irp + 1) + stack_size;
	InitializeListHead(&irp->Tail.Overlay.ListEntry);
}

PIRP IoAllocateIrp(CCHAR StackSize, BOOLEAN ChargeQuota)
{
	SIZE_T size;
	PIRP irp;

	/* CurrentLocation counts from one more down. */
	if (StackSize <= 0 || StackSize == S8_MAX)
		return NULL;
	size = sizeof(IRP) + StackSize * sizeof(IO_STACK_LOCATION);
	irp = ExAllocatePoolZero(NonPagedPoolNx, size, 0x20707249);
	if (irp)
		irp_init(irp, size, StackSize);
	return irp;
}
VMBKMCL_EXPORT(IoAllocateIrp);

VOID IoReuseIrp(PIRP Irp, NTSTATUS Status)
{
	CCHAR stack_size = Irp->StackCount;
	USHORT size = Irp->Size;

	memset(Irp, 0, size);
	irp_init(Irp, size, stack_size);
	Irp->IoStatus.Status = Status;
}
VMBKMCL_EXPORT(IoReuseIrp);

VOID IoFreeIrp(PIRP Irp)
{
	ExFreePool(Irp);
}
VMBKMCL_EXPORT(IoFreeIrp);

void vmbkmcl_irp_free_mdls(PIRP irp)
{
	PMDL mdl;

	while ((mdl = irp->MdlAddress)) {
		irp->MdlAddress = mdl->Next;
		if (mdl->MdlFlags & MDL_PAGES_LOCKED)
			MmUnlockPages(mdl);
		IoFreeMdl(mdl);
	}
}

PIRP vmbkmcl_irp_alloc(PDEVICE_OBJECT device, UCHAR major, UCHAR minor)
{
	PIRP irp = IoAllocateIrp(device->StackSize, FALSE);
	PIO_STACK_LOCATION stack;

	if (!irp)
		return NULL;
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	stack = IoGetNextIrpStackLocation(irp);
	stack->MajorFunction = major;
	stack->MinorFunction = minor;
	return irp;
}

PIRP vmbkmcl_irp_alloc_surely(PDEVICE_OBJECT device, UCHAR major, UCHAR minor)
{
	PIRP irp;

	while (!(irp = vmbkmcl_irp_alloc(device, major, minor)))
		schedule_timeout_uninterruptible(HZ / 100 + 1);
	return irp;
}

/* No stack location left: a driver's mistake, which must not go unnoticed. */
static NTSTATUS irp_fail(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

NTSTATUS IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	PIO_STACK_LOCATION stack;

	if (WARN_ONCE(Irp->CurrentLocation <= 1,
		      "vmbkmcl: IoCallDriver() without a stack location left\n"))
		return irp_fail(Irp, STATUS_INVALID_PARAMETER);
	IoSetNextIrpStackLocation(Irp);
	stack = IoGetCurrentIrpStackLocation(Irp);
	stack->DeviceObject = DeviceObject;
	if (!DeviceObject->DriverObject)
		return vmbkmcl_pdo_dispatch(DeviceObject, Irp);
	if (stack->MajorFunction > IRP_MJ_MAXIMUM_FUNCTION)
		return irp_fail(Irp, STATUS_INVALID_DEVICE_REQUEST);
	return DeviceObject->DriverObject->MajorFunction[stack->MajorFunction](
		DeviceObject, Irp);
}
VMBKMCL_EXPORT(IofCallDriver);

/* Whether the completion routine at @stack wants to hear of this outcome. */
static bool irp_invokes(const IRP *irp, const IO_STACK_LOCATION *stack)
{
	if (!stack->CompletionRoutine)
		return false;
	if (irp->Cancel && stack->Control & SL_INVOKE_ON_CANCEL)
		return true;
	return stack->Control & (NT_SUCCESS(irp->IoStatus.Status) ?
				 SL_INVOKE_ON_SUCCESS : SL_INVOKE_ON_ERROR);
}

VOID IofCompleteRequest(PIRP Irp, CCHAR PriorityBoost)
{
	PIO_STACK_LOCATION stack;
	PDEVICE_OBJECT device;

	WARN_ONCE(Irp->CancelRoutine, "vmbkmcl: request completed while it has a cancel routine\n");
	WARN_ONCE(Irp->IoStatus.Status == STATUS_PENDING,
		  "vmbkmcl: request completed with STATUS_PENDING\n");
	while (Irp->CurrentLocation <= Irp->StackCount) {
		stack = IoGetCurrentIrpStackLocation(Irp);
		Irp->PendingReturned = !!(stack->Control & SL_PENDING_RETURNED);
		IoSkipCurrentIrpStackLocation(Irp);
		device = NULL;
		if (Irp->CurrentLocation <= Irp->StackCount)
			device = IoGetCurrentIrpStackLocation(Irp)->DeviceObject;
		if (irp_invokes(Irp, stack)) {
			if (stack->CompletionRoutine(device, Irp, stack->Context) ==
			    STATUS_MORE_PROCESSING_REQUIRED)
				return;
		} else if (Irp->PendingReturned && device) {
			IoMarkIrpPending(Irp);
		}
	}
	if (Irp->LinuxDone)
		Irp->LinuxDone(Irp);
}
VMBKMCL_EXPORT(IofCompleteRequest);

static NTSTATUS irp_forward_done(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	complete(context);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

BOOLEAN IoForwardIrpSynchronously(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	DECLARE_COMPLETION_ONSTACK(done);

	might_sleep();
	if (Irp->CurrentLocation <= 1)
		return FALSE;
	IoCopyCurrentIrpStackLocationToNext(Irp);
	IoSetCompletionRoutine(Irp, irp_forward_done, &done, TRUE, TRUE, TRUE);
	IofCallDriver(DeviceObject, Irp);
	vmbkmcl_await(&done);
	return TRUE;
}
VMBKMCL_EXPORT(IoForwardIrpSynchronously);

VOID IoAcquireCancelSpinLock(PKIRQL Irql)
	__acquires(CancelSpinLock)
{
	*Irql = KeGetCurrentIrql();
	spin_lock_bh(&irp_cancel_lock);
}
VMBKMCL_EXPORT(IoAcquireCancelSpinLock);

VOID IoReleaseCancelSpinLock(KIRQL Irql)
	__releases(CancelSpinLock)
{
	spin_unlock_bh(&irp_cancel_lock);
}
VMBKMCL_EXPORT(IoReleaseCancelSpinLock);

BOOLEAN IoCancelIrp(PIRP Irp)
{
	PDRIVER_CANCEL routine;
	KIRQL irql;

	IoAcquireCancelSpinLock(&irql);
	WRITE_ONCE(Irp->Cancel, TRUE);
	routine = IoSetCancelRoutine(Irp, NULL);
	if (!routine) {
		IoReleaseCancelSpinLock(irql);
		return FALSE;
	}
	Irp->CancelIrql = irql;
	/* The routine releases the lock. */
	routine(IoGetCurrentIrpStackLocation(Irp)->DeviceObject, Irp);
	return TRUE;
}
VMBKMCL_EXPORT(IoCancelIrp);
