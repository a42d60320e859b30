/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The list of loaded modules. Linux's are no images of Windows', so the list is empty.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_AUX_KLIB_H
#define VMBKMCL_WINDOWS_AUX_KLIB_H

#include "ntddk.h"
#include "ntimage.h"

#define AUX_KLIB_MODULE_PATH_LEN	256

typedef struct _AUX_MODULE_BASIC_INFO {
	PVOID	ImageBase;
} AUX_MODULE_BASIC_INFO, *PAUX_MODULE_BASIC_INFO;

typedef struct _AUX_MODULE_EXTENDED_INFO {
	AUX_MODULE_BASIC_INFO	BasicInfo;
	ULONG			ImageSize;
	USHORT			FileNameOffset;
	UCHAR			FullPathName[AUX_KLIB_MODULE_PATH_LEN];
} AUX_MODULE_EXTENDED_INFO, *PAUX_MODULE_EXTENDED_INFO;

/**
 * AuxKlibInitialize() - begin to use the functions below
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS.
 */
static inline NTSTATUS AuxKlibInitialize(void)
{
	return STATUS_SUCCESS;
}

/**
 * AuxKlibQueryModuleInformation() - the modules that are loaded
 * @BufferSize: receives the bytes that the list needs: 0 [ours]
 * @ElementSize: bytes of AUX_MODULE_BASIC_INFO or AUX_MODULE_EXTENDED_INFO
 * @QueryInfo: receives the list; NULL for its size
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS.
 */
static inline NTSTATUS AuxKlibQueryModuleInformation(PULONG BufferSize, ULONG ElementSize,
						     PVOID QueryInfo)
{
	UNREFERENCED_PARAMETER(ElementSize);
	UNREFERENCED_PARAMETER(QueryInfo);
	*BufferSize = 0;
	return STATUS_SUCCESS;
}

#endif
