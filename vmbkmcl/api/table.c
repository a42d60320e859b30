// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - the function tables, and the query for them.
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

#define SLOT(function)	.function = function
#define CLIENT_SLOTS \
	.InterfaceReference = table_reference, \
	.InterfaceDereference = table_dereference, \
	SLOT(VmbChannelAllocate), \
	SLOT(VmbChannelCleanup), \
	SLOT(VmbChannelCreateGpadlFromBuffer), \
	SLOT(VmbChannelCreateGpadlFromMdl), \
	SLOT(VmbChannelDeleteGpadl), \
	SLOT(VmbChannelDisable), \
	SLOT(VmbChannelEnable), \
	SLOT(VmbChannelGetInterfaceInstance), \
	SLOT(VmbChannelGetMmioSpace), \
	SLOT(VmbChannelGetPointer), \
	SLOT(VmbChannelInitSetClientContextSize), \
	SLOT(VmbChannelInitSetFlags), \
	SLOT(VmbChannelInitSetFriendlyName), \
	SLOT(VmbChannelInitSetMaximumExternalData), \
	SLOT(VmbChannelInitSetMaximumPacketSize), \
	SLOT(VmbChannelInitSetProcessPacketCallbacks), \
	SLOT(VmbChannelInitSetStateChangeCallbacks), \
	SLOT(VmbChannelPacketComplete), \
	SLOT(VmbChannelPacketDeferToPassive), \
	SLOT(VmbChannelPacketFail), \
	SLOT(VmbChannelPacketGetExternalData), \
	SLOT(VmbChannelPause), \
	SLOT(VmbChannelSendSynchronousRequest), \
	SLOT(VmbChannelSetIncomingProcessingAtPassive), \
	SLOT(VmbChannelSetInterruptLatency), \
	SLOT(VmbChannelSetPointer), \
	SLOT(VmbChannelSetTransactionQuota), \
	SLOT(VmbChannelSizeofPacket), \
	SLOT(VmbChannelStart), \
	SLOT(VmbClientChannelInitSetRingBufferPageCount), \
	SLOT(VmbClientChannelInitSetTargetPnp), \
	SLOT(VmbPacketAllocate), \
	SLOT(VmbPacketFree), \
	SLOT(VmbPacketGetChannel), \
	SLOT(VmbPacketGetPointer), \
	SLOT(VmbPacketInitialize), \
	SLOT(VmbPacketSend), \
	SLOT(VmbPacketSendWithExternalMdl), \
	SLOT(VmbPacketSendWithExternalPfns), \
	SLOT(VmbPacketSetCompletionRoutine), \
	SLOT(VmbPacketSetPointer)

/* Size and Version are filled in by the query. */
static const KMCL_CLIENT_INTERFACE_V2 client_table = {
	CLIENT_SLOTS,
	SLOT(VmbChannelPacketGetClientContext),
	SLOT(VmbChannelGetTargetDeviceObject),
	SLOT(VmbChannelGetParentDeviceObject),
};

static const KMCL_SERVER_INTERFACE_V1 server_table = {
	CLIENT_SLOTS,
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
};

#undef CLIENT_SLOTS
#undef SLOT

/* The latest table of a type comes first; an older one is the start of a newer one. */
static const struct {
	const GUID *type;
	const void *table;
	u16 size;
	u16 version;
} tables[] = {
	{ &KMCL_CLIENT_INTERFACE_TYPE, &client_table,
	  sizeof(KMCL_CLIENT_INTERFACE_V2), KMCL_CLIENT_INTERFACE_VERSION_V2 },
	{ &KMCL_CLIENT_INTERFACE_TYPE, &client_table,
	  sizeof(KMCL_CLIENT_INTERFACE_V1), KMCL_CLIENT_INTERFACE_VERSION_V1 },
	{ &KMCL_SERVER_INTERFACE_TYPE, &server_table,
	  sizeof(KMCL_SERVER_INTERFACE_V1), KMCL_SERVER_INTERFACE_VERSION_V1 },
};

static void table_hand_out(PINTERFACE interface, const void *table, u16 size,
			   u16 version)
{
	memcpy(interface, table, size);
	interface->Size = size;
	interface->Version = version;
	interface->Context = NULL;
	interface->InterfaceReference(interface->Context);
}

NTSTATUS vmbkmcl_query_interface(PDEVICE_OBJECT device, const GUID *type,
				 USHORT size, USHORT version,
				 PINTERFACE interface)
{
	NTSTATUS status = STATUS_NOT_SUPPORTED;
	bool known = false;
	unsigned int i;

	if (!type || !interface)
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		if (!IsEqualGUID(type, tables[i].type))
			continue;
		/* A version later than the latest is unknown. */
		known |= version <= tables[i].version;
		if (!known || version < tables[i].version)
			continue;
		status = STATUS_INVALID_PARAMETER;
		if (size < tables[i].size)
			continue;
		table_hand_out(interface, tables[i].table, tables[i].size,
			       tables[i].version);
		return STATUS_SUCCESS;
	}
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_query_interface);
