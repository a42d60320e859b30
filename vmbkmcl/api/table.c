// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - the function tables, and the query that hands them out.
 */
#include <linux/module.h>

/* This file holds the two interface GUIDs. */
#include <initguid.h>

#include <vmbkmcl.h>

#include "../compat/export.h"

static void table_reference(PVOID context)
{
	__module_get(THIS_MODULE);
}

static void table_dereference(PVOID context)
{
	module_put(THIS_MODULE);
}

/* Size, Version and the functions are filled in; the rest by the query. */
static const KMCL_SERVER_INTERFACE_V1 table = {
	.InterfaceReference = table_reference,
	.InterfaceDereference = table_dereference,
#define SLOT(function)	.function = function
	SLOT(VmbChannelAllocate),
	SLOT(VmbChannelCleanup),
	SLOT(VmbChannelCreateGpadlFromBuffer),
	SLOT(VmbChannelCreateGpadlFromMdl),
	SLOT(VmbChannelDeleteGpadl),
	SLOT(VmbChannelDisable),
	SLOT(VmbChannelEnable),
	SLOT(VmbChannelGetInterfaceInstance),
	SLOT(VmbChannelGetMmioSpace),
	SLOT(VmbChannelGetPointer),
	SLOT(VmbChannelInitSetClientContextSize),
	SLOT(VmbChannelInitSetFlags),
	SLOT(VmbChannelInitSetFriendlyName),
	SLOT(VmbChannelInitSetMaximumExternalData),
	SLOT(VmbChannelInitSetMaximumPacketSize),
	SLOT(VmbChannelInitSetProcessPacketCallbacks),
	SLOT(VmbChannelInitSetStateChangeCallbacks),
	SLOT(VmbChannelPacketComplete),
	SLOT(VmbChannelPacketDeferToPassive),
	SLOT(VmbChannelPacketFail),
	SLOT(VmbChannelPacketGetExternalData),
	SLOT(VmbChannelPause),
	SLOT(VmbChannelSendSynchronousRequest),
	SLOT(VmbChannelSetIncomingProcessingAtPassive),
	SLOT(VmbChannelSetInterruptLatency),
	SLOT(VmbChannelSetPointer),
	SLOT(VmbChannelSetTransactionQuota),
	SLOT(VmbChannelSizeofPacket),
	SLOT(VmbChannelStart),
	SLOT(VmbClientChannelInitSetRingBufferPageCount),
	SLOT(VmbClientChannelInitSetTargetPnp),
	SLOT(VmbPacketAllocate),
	SLOT(VmbPacketFree),
	SLOT(VmbPacketGetChannel),
	SLOT(VmbPacketGetPointer),
	SLOT(VmbPacketInitialize),
	SLOT(VmbPacketSend),
	SLOT(VmbPacketSendWithExternalMdl),
	SLOT(VmbPacketSendWithExternalPfns),
	SLOT(VmbPacketSetCompletionRoutine),
	SLOT(VmbPacketSetPointer),
	SLOT(VmbChannelMapGpadl),
	SLOT(VmbChannelRestoreFromBuffer),
	SLOT(VmbChannelSaveBegin),
	SLOT(VmbChannelSaveContinue),
	SLOT(VmbChannelSaveEnd),
	SLOT(VmbChannelUnmapGpadl),
	SLOT(VmbConvertVmbusHandleToKernelHandle),
	SLOT(VmbPacketRestore),
	SLOT(VmbServerChannelInitSetFlags),
	SLOT(VmbServerChannelInitSetMmioMegabytes),
	SLOT(VmbServerChannelInitSetSaveRestorePacketCallbacks),
	SLOT(VmbServerChannelInitSetTargetInterfaceId),
	SLOT(VmbServerChannelInitSetTargetVtl),
	SLOT(VmbServerChannelInitSetVmbusHandle),
#undef SLOT
};

/* The client's table is the beginning of the server's. */
static const struct {
	const GUID *type;
	u16 size;
	u16 version;
} tables[] = {
	{ &KMCL_CLIENT_INTERFACE_TYPE, sizeof(KMCL_CLIENT_INTERFACE_V1),
	  KMCL_CLIENT_INTERFACE_VERSION_V1 },
	{ &KMCL_SERVER_INTERFACE_TYPE, sizeof(KMCL_SERVER_INTERFACE_V1),
	  KMCL_SERVER_INTERFACE_VERSION_V1 },
};

NTSTATUS vmbkmcl_query_interface(PDEVICE_OBJECT device, const GUID *type,
				 USHORT size, USHORT version,
				 PINTERFACE interface)
{
	unsigned int i;

	if (!type || !interface)
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		if (!IsEqualGUID(type, tables[i].type))
			continue;
		if (version != tables[i].version)
			return STATUS_NOT_SUPPORTED;
		if (size != tables[i].size)
			return STATUS_INVALID_PARAMETER;
		memcpy(interface, &table, size);
		interface->Size = size;
		interface->Version = version;
		interface->Context = NULL;
		interface->InterfaceReference(interface->Context);
		return STATUS_SUCCESS;
	}
	return STATUS_NOT_SUPPORTED;
}
VMBKMCL_EXPORT(vmbkmcl_query_interface);
