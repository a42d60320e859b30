/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The names of NDIS that drivers of other kinds use. There is no NDIS here: it knows of
 * no adapter, and every request says so.
 */
#ifndef VMBKMCL_WINDOWS_NDIS_H
#define VMBKMCL_WINDOWS_NDIS_H

#include "ntddk.h"

typedef LONG NDIS_STATUS, *PNDIS_STATUS;
typedef PVOID NDIS_HANDLE, *PNDIS_HANDLE;
typedef UNICODE_STRING NDIS_STRING, *PNDIS_STRING;

#define NDIS_STATUS_SUCCESS		((NDIS_STATUS)STATUS_SUCCESS)
#define NDIS_STATUS_NOT_SUPPORTED	((NDIS_STATUS)STATUS_NOT_SUPPORTED)

typedef struct _NDIS_MINIPORT_BLOCK {
	NDIS_HANDLE MiniportAdapterContext;
} NDIS_MINIPORT_BLOCK, *PNDIS_MINIPORT_BLOCK;

static inline NDIS_STATUS NdisMQueryAdapterInstanceName(PNDIS_STRING name,
							NDIS_HANDLE adapter)
{
	UNREFERENCED_PARAMETER(name);
	UNREFERENCED_PARAMETER(adapter);
	return NDIS_STATUS_NOT_SUPPORTED;
}

#endif
