/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework DPCs.
 *
 * Linux counterpart: a tasklet of each processor
 */
#ifndef VMBKMCL_WINDOWS_WDFDPC_H
#define VMBKMCL_WINDOWS_WDFDPC_H

#include "wdfobject.h"
#include "wdfstatus.h"

typedef VOID EVT_WDF_DPC(WDFDPC Dpc);
typedef EVT_WDF_DPC *PFN_WDF_DPC;

typedef struct _WDF_DPC_CONFIG {
	ULONG		Size;
	PFN_WDF_DPC	EvtDpcFunc;
	BOOLEAN		AutomaticSerialization;
} WDF_DPC_CONFIG, *PWDF_DPC_CONFIG;

static inline VOID WDF_DPC_CONFIG_INIT(PWDF_DPC_CONFIG config, PFN_WDF_DPC function)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->EvtDpcFunc = function;
	config->AutomaticSerialization = TRUE;
}

/**
 * WdfDpcCreate() - create a DPC
 * @Config: its callback, called at DISPATCH_LEVEL; AutomaticSerialization: it is
 *	serialized with the callbacks of the device or queue that it is below
 * @Attributes: with a ParentObject that is a device or below one [doc]
 * @Dpc: receives the DPC; deleting it waits for its callback at PASSIVE_LEVEL
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_WDF_PARENT_NOT_SPECIFIED;
 * STATUS_INVALID_DEVICE_REQUEST for a parent below no device;
 * STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL when it is serialized with callbacks that
 * are called at PASSIVE_LEVEL; STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES. [doc] STATUS_INFO_LENGTH_MISMATCH for another Size.
 * [KMDF: fxdpcapi.cpp]
 */
NTSTATUS WdfDpcCreate(PWDF_DPC_CONFIG Config, PWDF_OBJECT_ATTRIBUTES Attributes,
		      WDFDPC *Dpc);

/**
 * WdfDpcEnqueue() - queue a DPC
 * @Dpc: the DPC
 *
 * Context: any. [doc]
 * Return: TRUE when it was not queued already. [doc]
 */
BOOLEAN WdfDpcEnqueue(WDFDPC Dpc);

/**
 * WdfDpcCancel() - take a DPC off the queue
 * @Dpc: the DPC
 * @Wait: TRUE: wait until its callback has returned; only at PASSIVE_LEVEL [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: TRUE when it was queued. [doc]
 */
BOOLEAN WdfDpcCancel(WDFDPC Dpc, BOOLEAN Wait);

/**
 * WdfDpcGetParentObject() - a DPC's parent
 * @Dpc: the DPC
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the parent.
 */
WDFOBJECT WdfDpcGetParentObject(WDFDPC Dpc);

/**
 * WdfDpcWdmGetDpc() - the KDPC of a DPC
 * @Dpc: the DPC
 *
 * Context: any. [doc]
 * Return: the KDPC.
 */
PKDPC WdfDpcWdmGetDpc(WDFDPC Dpc);

#endif
