// SPDX-License-Identifier: GPL-2.0-only
/*
 * csq.c - cancel-safe queues.
 *
 * A request belongs to the context that takes its cancel routine from it. Under the
 * queue's lock that is done before the driver's queue is changed; a request whose
 * cancel routine is gone stays in the queue until that routine has the lock.
 */
#include <vmbkmcl/nt/csq.h>

#include "../compat/export.h"

enum csq_type {
	CSQ_CONTEXT = 1,
	CSQ_PLAIN = 2,
	CSQ_EX = 3,
};

/* The member of a request that leads to its queue, by its context if it has one. */
static PVOID *csq_link(PIRP irp)
{
	return &irp->Tail.Overlay.DriverContext[3];
}

static PIO_CSQ csq_of(PIRP irp)
{
	PIO_CSQ csq = *csq_link(irp);

	return csq->Type == CSQ_CONTEXT ? ((PIO_CSQ_IRP_CONTEXT)csq)->Csq : csq;
}

static void csq_attach(PIO_CSQ csq, PIRP irp, PIO_CSQ_IRP_CONTEXT context)
{
	*csq_link(irp) = csq;
	if (!context)
		return;
	context->Type = CSQ_CONTEXT;
	context->Irp = irp;
	context->Csq = csq;
	*csq_link(irp) = context;
}

static void csq_detach(PIRP irp)
{
	PIO_CSQ_IRP_CONTEXT context = *csq_link(irp);

	if (context->Type == CSQ_CONTEXT)
		context->Irp = NULL;
	*csq_link(irp) = NULL;
}

/* With the lock, and without a cancel routine. */
static void csq_take(PIO_CSQ csq, PIRP irp)
{
	csq->CsqRemoveIrp(csq, irp);
	csq_detach(irp);
}

static VOID csq_cancel(PDEVICE_OBJECT device, PIRP irp)
	__releases(CancelSpinLock)
{
	PIO_CSQ csq = csq_of(irp);
	KIRQL irql;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	csq->CsqAcquireLock(csq, &irql);
	csq_take(csq, irp);
	csq->CsqReleaseLock(csq, irql);
	csq->CsqCompleteCanceledIrp(csq, irp);
}

static NTSTATUS csq_init(PIO_CSQ csq, enum csq_type type, PIO_CSQ_INSERT_IRP insert,
			 PIO_CSQ_REMOVE_IRP remove, PIO_CSQ_PEEK_NEXT_IRP peek,
			 PIO_CSQ_ACQUIRE_LOCK acquire, PIO_CSQ_RELEASE_LOCK release,
			 PIO_CSQ_COMPLETE_CANCELED_IRP complete)
{
	*csq = (IO_CSQ){
		.Type = type,
		.CsqInsertIrp = insert,
		.CsqRemoveIrp = remove,
		.CsqPeekNextIrp = peek,
		.CsqAcquireLock = acquire,
		.CsqReleaseLock = release,
		.CsqCompleteCanceledIrp = complete,
	};
	return STATUS_SUCCESS;
}

NTSTATUS IoCsqInitialize(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP CsqInsertIrp,
			 PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			 PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			 PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			 PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			 PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
	return csq_init(Csq, CSQ_PLAIN, CsqInsertIrp, CsqRemoveIrp, CsqPeekNextIrp,
			CsqAcquireLock, CsqReleaseLock, CsqCompleteCanceledIrp);
}
VMBKMCL_EXPORT(IoCsqInitialize);

NTSTATUS IoCsqInitializeEx(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP_EX CsqInsertIrp,
			   PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			   PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			   PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			   PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			   PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
	/* The type says which of the two it is. */
	return csq_init(Csq, CSQ_EX, (PIO_CSQ_INSERT_IRP)(void *)CsqInsertIrp, CsqRemoveIrp,
			CsqPeekNextIrp, CsqAcquireLock, CsqReleaseLock,
			CsqCompleteCanceledIrp);
}
VMBKMCL_EXPORT(IoCsqInitializeEx);

static NTSTATUS csq_insert(PIO_CSQ csq, PIRP irp, PVOID context)
{
	if (csq->Type == CSQ_EX)
		return ((PIO_CSQ_INSERT_IRP_EX)(void *)csq->CsqInsertIrp)(csq, irp, context);
	csq->CsqInsertIrp(csq, irp);
	return STATUS_SUCCESS;
}

/* With the lock; true when it has been cancelled, and is not in the queue. */
static bool csq_insert_or_cancel(PIO_CSQ csq, PIRP irp, PVOID context, NTSTATUS *status)
{
	/* A driver whose queue may refuse returns this, or SUCCESS, when it does not. */
	*status = csq->Type == CSQ_EX ? STATUS_PENDING : STATUS_SUCCESS;
	if (irp->Cancel) {
		IoMarkIrpPending(irp);
		csq_detach(irp);
		return true;
	}
	*status = csq_insert(csq, irp, context);
	if (!NT_SUCCESS(*status)) {
		csq_detach(irp);
		return false;
	}
	IoMarkIrpPending(irp);
	IoSetCancelRoutine(irp, csq_cancel);
	/* Cancelled meanwhile, before there was a routine to do it. */
	if (!irp->Cancel || !IoSetCancelRoutine(irp, NULL))
		return false;
	csq_take(csq, irp);
	return true;
}

NTSTATUS IoCsqInsertIrpEx(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context,
			  PVOID InsertContext)
{
	NTSTATUS status;
	bool cancelled;
	KIRQL irql;

	csq_attach(Csq, Irp, Context);
	Csq->CsqAcquireLock(Csq, &irql);
	cancelled = csq_insert_or_cancel(Csq, Irp, InsertContext, &status);
	Csq->CsqReleaseLock(Csq, irql);
	if (cancelled)
		Csq->CsqCompleteCanceledIrp(Csq, Irp);
	return status;
}
VMBKMCL_EXPORT(IoCsqInsertIrpEx);

VOID IoCsqInsertIrp(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context)
{
	IoCsqInsertIrpEx(Csq, Irp, Context, NULL);
}
VMBKMCL_EXPORT(IoCsqInsertIrp);

PIRP IoCsqRemoveIrp(PIO_CSQ Csq, PIO_CSQ_IRP_CONTEXT Context)
{
	KIRQL irql;
	PIRP irp;

	Csq->CsqAcquireLock(Csq, &irql);
	irp = Context->Irp;
	if (irp && IoSetCancelRoutine(irp, NULL))
		csq_take(Csq, irp);
	else
		irp = NULL;
	Csq->CsqReleaseLock(Csq, irql);
	return irp;
}
VMBKMCL_EXPORT(IoCsqRemoveIrp);

PIRP IoCsqRemoveNextIrp(PIO_CSQ Csq, PVOID PeekContext)
{
	PIRP irp = NULL;
	KIRQL irql;

	Csq->CsqAcquireLock(Csq, &irql);
	do {
		irp = Csq->CsqPeekNextIrp(Csq, irp, PeekContext);
	} while (irp && !IoSetCancelRoutine(irp, NULL));
	if (irp)
		csq_take(Csq, irp);
	Csq->CsqReleaseLock(Csq, irql);
	return irp;
}
VMBKMCL_EXPORT(IoCsqRemoveNextIrp);
