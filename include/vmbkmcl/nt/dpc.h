/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Deferred procedure calls: routines that run in softirq context, on the
 * processor that asked for them. The structure may be freed or used again in
 * its routine.
 *
 * Linux counterpart: tasklets
 */
#ifndef VMBKMCL_NT_DPC_H
#define VMBKMCL_NT_DPC_H

#include <linux/list.h>

#include <ntstatus.h>

struct _KDPC;

typedef VOID KDEFERRED_ROUTINE(struct _KDPC *Dpc, PVOID DeferredContext,
			       PVOID SystemArgument1, PVOID SystemArgument2);
typedef KDEFERRED_ROUTINE *PKDEFERRED_ROUTINE;

/**
 * struct _KDPC - a deferred procedure call; private
 * @Node: on its processor's queue while @Queued
 * @DeferredRoutine: what to call
 * @DeferredContext: its argument
 * @SystemArgument1: given when it was queued
 * @SystemArgument2: likewise
 * @Queued: waits to be called
 */
typedef struct _KDPC {
	struct list_head	Node;
	PKDEFERRED_ROUTINE	DeferredRoutine;
	PVOID			DeferredContext;
	PVOID			SystemArgument1;
	PVOID			SystemArgument2;
	BOOLEAN			Queued;
} KDPC, *PKDPC;

/**
 * KeInitializeDpc() - make a DPC usable
 * @Dpc: the DPC
 * @DeferredRoutine: what to call, at DISPATCH_LEVEL
 * @DeferredContext: its argument
 *
 * Context: any. [doc]
 */
VOID KeInitializeDpc(PKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine,
		     PVOID DeferredContext);

/**
 * KeInsertQueueDpc() - have a DPC called soon
 * @Dpc: initialised
 * @SystemArgument1: for the routine
 * @SystemArgument2: for the routine
 *
 * Context: any. [doc]
 * Return: FALSE when it was queued already.
 */
BOOLEAN KeInsertQueueDpc(PKDPC Dpc, PVOID SystemArgument1,
			 PVOID SystemArgument2);

/**
 * KeRemoveQueueDpc() - take a DPC off its queue
 * @Dpc: perhaps queued
 *
 * Context: any. [doc]
 * Return: TRUE when it was queued and will not be called. FALSE does not mean
 * that it is not running.
 */
BOOLEAN KeRemoveQueueDpc(PKDPC Dpc);

/**
 * KeFlushQueuedDpcs() - wait until all queued DPCs have run
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID KeFlushQueuedDpcs(void);

#endif
