/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * hardware.h - what a device has of the machine: nothing, here.
 */
#ifndef VMBKMCL_NT_HARDWARE_H
#define VMBKMCL_NT_HARDWARE_H

#include <vmbkmcl/nt/device.h>

#define CmResourceTypeNull		0
#define CmResourceTypePort		1
#define CmResourceTypeInterrupt		2
#define CmResourceTypeMemory		3
#define CmResourceTypeDma		4
#define CmResourceTypeDeviceSpecific	5
#define CmResourceTypeBusNumber		6
#define CmResourceTypeMemoryLarge	7
#define CmResourceTypeConnection	132

#pragma pack(push, 4)
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
#pragma pack(pop)

#endif
