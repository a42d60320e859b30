/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Resource lists, which are NULL, as no device here has resources.
 */
#ifndef VMBKMCL_WINDOWS_WDFRESOURCE_H
#define VMBKMCL_WINDOWS_WDFRESOURCE_H

#include "wdftypes.h"

#define CmResourceTypeNull		0
#define CmResourceTypePort		1
#define CmResourceTypeInterrupt		2
#define CmResourceTypeMemory		3
#define CmResourceTypeDma		4
#define CmResourceTypeDeviceSpecific	5
#define CmResourceTypeBusNumber		6
#define CmResourceTypeMemoryLarge	7
#define CmResourceTypeConnection	132

/**
 * struct _CM_PARTIAL_RESOURCE_DESCRIPTOR - a resource [doc ns-wdm-_cm_partial_resource_descriptor]
 * @Type: CmResourceType*
 * @ShareDisposition: whether it is shared
 * @Flags: by type
 * @u: by type
 *
 * Members are as on Windows; drivers only read what WdfCmResourceListGetDescriptor()
 * returns.
 */
typedef struct _CM_PARTIAL_RESOURCE_DESCRIPTOR {
	UCHAR	Type;
	UCHAR	ShareDisposition;
	USHORT	Flags;
	union {
		struct {
			PHYSICAL_ADDRESS	Start;
			ULONG			Length;
		} Generic, Port, Memory;
		struct {
			ULONG		Level;
			ULONG		Vector;
			ULONG_PTR	Affinity;
		} Interrupt;
		struct {
			ULONG	Channel;
			ULONG	Port;
			ULONG	Reserved1;
		} Dma;
		struct {
			ULONG	Data[3];
		} DevicePrivate;
		struct {
			UCHAR	Class;
			UCHAR	Type;
			UCHAR	Reserved1;
			UCHAR	Reserved2;
			ULONG	IdLowPart;
			ULONG	IdHighPart;
		} Connection;
	} u;
} CM_PARTIAL_RESOURCE_DESCRIPTOR, *PCM_PARTIAL_RESOURCE_DESCRIPTOR;

/**
 * WdfCmResourceListGetCount() - how many resources a list has
 * @List: the list
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: 0.
 */
ULONG WdfCmResourceListGetCount(WDFCMRESLIST List);

/**
 * WdfCmResourceListGetDescriptor() - a resource of a list
 * @List: the list
 * @Index: its number
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: NULL, as there is no such resource.
 */
PCM_PARTIAL_RESOURCE_DESCRIPTOR WdfCmResourceListGetDescriptor(WDFCMRESLIST List,
							       ULONG Index);

#endif
