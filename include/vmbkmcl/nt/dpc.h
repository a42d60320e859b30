/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Deferred procedure calls: routines that run in softirq context, on the
 * processor that queued them. The routine may free or reuse the structure.
 *
 * Linux counterpart: tasklets
 */
#ifndef VMBKMCL_NT_DPC_H
#define VMBKMCL_NT_DPC_H

#include <ntstatus.h>
#include <vmbkmcl/nt/linux.h>

struct _KDPC;

typedef VOID KDEFERRED_ROUTINE(struct _KDPC *Dpc, PVOID DeferredContext,
			       PVOID SystemArgument1, PVOID SystemArgument2);
typedef KDEFERRED_ROUTINE *PKDEFERRED_ROUTINE;

/**
 * struct _KDPC - a deferred procedure call; private
 * @Node: on its processor's queue while @Queued
 * @DeferredRoutine: function to call
 * @DeferredContext: its argument
 * @SystemArgument1: argument of KeInsertQueueDpc()
 * @SystemArgument2: likewise
 * @Queued: the call is pending
 * @Epoch: which KeFlushQueuedDpcs() waits for it
 */
typedef struct _KDPC {
	LINUX_LIST_HEAD		Node;
	PKDEFERRED_ROUTINE	DeferredRoutine;
	PVOID			DeferredContext;
	PVOID			SystemArgument1;
	PVOID			SystemArgument2;
	BOOLEAN			Queued;
	UCHAR			Epoch;
} KDPC, *PKDPC;

/**
 * KeInitializeDpc() - initialise a DPC
 * @Dpc: the DPC
 * @DeferredRoutine: function to call at DISPATCH_LEVEL
 * @DeferredContext: its argument
 *
 * Context: any. [doc]
 */
VOID KeInitializeDpc(PKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine,
		     PVOID DeferredContext);

/**
 * KeInsertQueueDpc() - queue a DPC
 * @Dpc: initialised
 * @SystemArgument1: argument of the routine
 * @SystemArgument2: argument of the routine
 *
 * Context: any. [doc]
 * Return: TRUE, or FALSE when it was queued already.
 */
BOOLEAN KeInsertQueueDpc(PKDPC Dpc, PVOID SystemArgument1,
			 PVOID SystemArgument2);

/**
 * KeRemoveQueueDpc() - remove a DPC from its queue
 * @Dpc: initialised
 *
 * Context: any. [doc]
 * Return: TRUE when it was queued: it will not be called. FALSE when it was
 * not; it may still be running.
 */
BOOLEAN KeRemoveQueueDpc(PKDPC Dpc);

/**
 * KeFlushQueuedDpcs() - wait until all DPCs that are queued now have run
 *
 * Those that are queued meanwhile, by other drivers or by a DPC that queues itself,
 * are not waited for. [doc]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID KeFlushQueuedDpcs(void);

#endif
