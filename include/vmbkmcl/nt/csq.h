/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Cancel-safe queues of requests. The driver keeps the requests and has the lock;
 * these functions call it so that no request is both cancelled and taken.
 *
 * The queue uses the request's Tail.Overlay.DriverContext[3]. [doc nf-wdm-iocsqinitialize]
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_NT_CSQ_H
#define VMBKMCL_NT_CSQ_H

#include <vmbkmcl/nt/irp.h>

struct _IO_CSQ;

typedef VOID IO_CSQ_INSERT_IRP(struct _IO_CSQ *Csq, PIRP Irp);
typedef IO_CSQ_INSERT_IRP *PIO_CSQ_INSERT_IRP;
typedef NTSTATUS IO_CSQ_INSERT_IRP_EX(struct _IO_CSQ *Csq, PIRP Irp, PVOID InsertContext);
typedef IO_CSQ_INSERT_IRP_EX *PIO_CSQ_INSERT_IRP_EX;
typedef VOID IO_CSQ_REMOVE_IRP(struct _IO_CSQ *Csq, PIRP Irp);
typedef IO_CSQ_REMOVE_IRP *PIO_CSQ_REMOVE_IRP;
typedef PIRP IO_CSQ_PEEK_NEXT_IRP(struct _IO_CSQ *Csq, PIRP Irp, PVOID PeekContext);
typedef IO_CSQ_PEEK_NEXT_IRP *PIO_CSQ_PEEK_NEXT_IRP;
typedef VOID IO_CSQ_ACQUIRE_LOCK(struct _IO_CSQ *Csq, PKIRQL Irql);
typedef IO_CSQ_ACQUIRE_LOCK *PIO_CSQ_ACQUIRE_LOCK;
typedef VOID IO_CSQ_RELEASE_LOCK(struct _IO_CSQ *Csq, KIRQL Irql);
typedef IO_CSQ_RELEASE_LOCK *PIO_CSQ_RELEASE_LOCK;
typedef VOID IO_CSQ_COMPLETE_CANCELED_IRP(struct _IO_CSQ *Csq, PIRP Irp);
typedef IO_CSQ_COMPLETE_CANCELED_IRP *PIO_CSQ_COMPLETE_CANCELED_IRP;

/**
 * struct _IO_CSQ - a cancel-safe queue; private
 * @Type: tells it from an IO_CSQ_IRP_CONTEXT
 * @CsqInsertIrp: puts a request into the driver's queue; of a queue of
 *	IoCsqInitializeEx() it is a function that may refuse
 * @CsqRemoveIrp: takes one out
 * @CsqPeekNextIrp: the request behind one, or the first
 * @CsqAcquireLock: takes the lock that protects the queue
 * @CsqReleaseLock: releases it
 * @CsqCompleteCanceledIrp: completes a request that was cancelled
 * @ReservePointer: unused
 */
typedef struct _IO_CSQ {
	ULONG				Type;
	PIO_CSQ_INSERT_IRP		CsqInsertIrp;
	PIO_CSQ_REMOVE_IRP		CsqRemoveIrp;
	PIO_CSQ_PEEK_NEXT_IRP		CsqPeekNextIrp;
	PIO_CSQ_ACQUIRE_LOCK		CsqAcquireLock;
	PIO_CSQ_RELEASE_LOCK		CsqReleaseLock;
	PIO_CSQ_COMPLETE_CANCELED_IRP	CsqCompleteCanceledIrp;
	PVOID				ReservePointer;
} IO_CSQ, *PIO_CSQ;

/**
 * struct _IO_CSQ_IRP_CONTEXT - stands for a request in a queue; private
 * @Type: tells it from an IO_CSQ
 * @Irp: the request, NULL when it is in the queue no more
 * @Csq: the queue
 */
typedef struct _IO_CSQ_IRP_CONTEXT {
	ULONG		Type;
	PIRP		Irp;
	PIO_CSQ		Csq;
} IO_CSQ_IRP_CONTEXT, *PIO_CSQ_IRP_CONTEXT;

/**
 * IoCsqInitialize() - set up a queue
 * @Csq: the queue, in memory that is never paged out
 * @CsqInsertIrp: see struct _IO_CSQ
 * @CsqRemoveIrp: see there
 * @CsqPeekNextIrp: see there
 * @CsqAcquireLock: see there
 * @CsqReleaseLock: see there
 * @CsqCompleteCanceledIrp: see there
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS IoCsqInitialize(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP CsqInsertIrp,
			 PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			 PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			 PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			 PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			 PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp);

/**
 * IoCsqInitializeEx() - set up a queue that may refuse requests
 * @Csq: the queue, in memory that is never paged out
 * @CsqInsertIrp: puts a request into the queue, or says why not
 * @CsqRemoveIrp: see struct _IO_CSQ
 * @CsqPeekNextIrp: see there
 * @CsqAcquireLock: see there
 * @CsqReleaseLock: see there
 * @CsqCompleteCanceledIrp: see there
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS.
 */
NTSTATUS IoCsqInitializeEx(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP_EX CsqInsertIrp,
			   PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			   PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			   PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			   PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			   PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp);

/**
 * IoCsqInsertIrp() - put a request into a queue
 * @Csq: the queue
 * @Irp: the request, which is marked pending [doc]; one that is cancelled is not
 *	inserted [doc], but handed to CsqCompleteCanceledIrp [ours]
 * @Context: for IoCsqRemoveIrp(), until the request has left the queue; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID IoCsqInsertIrp(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context);

/**
 * IoCsqInsertIrpEx() - put a request into a queue that may refuse it
 * @Csq: the queue
 * @Irp: the request; when it is refused it is not marked pending [ours]
 * @Context: as for IoCsqInsertIrp()
 * @InsertContext: handed to CsqInsertIrpEx
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: what CsqInsertIrpEx returned; STATUS_SUCCESS of a queue of
 * IoCsqInitialize(). [doc] For a request that is cancelled, which CsqInsertIrpEx is not
 * asked about, STATUS_PENDING. [ours]
 */
NTSTATUS IoCsqInsertIrpEx(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context,
			  PVOID InsertContext);

/**
 * IoCsqRemoveIrp() - take one request out of a queue
 * @Csq: the queue
 * @Context: what it was inserted with
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the request, which cannot be cancelled any more; NULL when it has left the
 * queue, for instance to be cancelled. [doc]
 */
PIRP IoCsqRemoveIrp(PIO_CSQ Csq, PIO_CSQ_IRP_CONTEXT Context);

/**
 * IoCsqRemoveNextIrp() - take the next request out of a queue
 * @Csq: the queue
 * @PeekContext: handed to CsqPeekNextIrp
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the first that CsqPeekNextIrp names and that is not being cancelled, or
 * NULL. [doc]
 */
PIRP IoCsqRemoveNextIrp(PIO_CSQ Csq, PVOID PeekContext);

#endif
