// SPDX-License-Identifier: GPL-2.0-only
/*
 * KMCL_CLIENT_INTERFACE_V1: getting the table, and that its slots are the
 * functions of the same names.
 */
/* This file holds the GUIDs that the headers declare. */
#include <initguid.h>

#include <linux/slab.h>

#include "client.h"
#include "suites.h"

static void test_query(struct kcase *t)
{
	KMCL_CLIENT_INTERFACE_V1 kmcl = {};
	PINTERFACE interface = (PINTERFACE)&kmcl;

	ASSERT_EQ(t, vmbkmcl_query_interface(NULL, &KMCL_CLIENT_INTERFACE_TYPE,
					     sizeof(kmcl),
					     KMCL_CLIENT_INTERFACE_VERSION_V1,
					     interface), STATUS_SUCCESS);
	EXPECT_EQ(t, sizeof(kmcl), 0x168ul);
	EXPECT_EQ(t, (unsigned int)kmcl.Size, 0x168u);
	EXPECT_EQ(t, (unsigned int)kmcl.Version, 1u);
	ASSERT_NOT_NULL(t, kmcl.InterfaceReference);
	ASSERT_NOT_NULL(t, kmcl.InterfaceDereference);
	/* The query took one reference; take two more, and drop all three. */
	kmcl.InterfaceReference(kmcl.Context);
	kmcl.InterfaceReference(kmcl.Context);
	kmcl.InterfaceDereference(kmcl.Context);
	kmcl.InterfaceDereference(kmcl.Context);
	kmcl.InterfaceDereference(kmcl.Context);
}

/**
 * struct query - a query for the client's table, and what it gets
 * @version: asked for
 * @size: bytes that there are
 * @got: version handed out; 0: a failure
 * @got_size: bytes handed out
 */
struct query {
	USHORT version;
	USHORT size;
	USHORT got;
	USHORT got_size;
};

static const struct query queries[] = {
	{ 1, 360, 1, 360 },
	{ 1, 384, 1, 360 },
	{ 2, 384, 2, 384 },
	/* What the pages say: the latest version, and the size of the first. */
	{ KMCL_CLIENT_INTERFACE_VERSION_LATEST, 360, 1, 360 },
	{ 2, 376, 1, 360 },
	{ 2, 1000, 2, 384 },
	{ 2, 352, 0, 0 },
	{ 1, 352, 0, 0 },
	{ 0, 384, 0, 0 },
	{ 3, 384, 0, 0 },
	{ 99, 384, 0, 0 },
};

static void test_versions(struct kcase *t)
{
	const struct query *q;
	union {
		KMCL_CLIENT_INTERFACE_V2 table;
		u8 bytes[1024];
	} *got = kmalloc(sizeof(*got), GFP_KERNEL);
	NTSTATUS status;
	u32 i, byte;

	ASSERT_NOT_NULL(t, got);
	for (i = 0; i < ARRAY_SIZE(queries); i++) {
		q = &queries[i];
		memset(got, 0x5a, sizeof(*got));
		status = vmbkmcl_query_interface(NULL, &KMCL_CLIENT_INTERFACE_TYPE,
						 q->size, q->version,
						 &got->table.V1.Interface);
		if (NT_SUCCESS(status) != !!q->got)
			FAIL(t, "version %u of %u bytes: status %#x", q->version,
			     q->size, status);
		if (NT_SUCCESS(status)) {
			EXPECT_EQ(t, (u32)got->table.Version, (u32)q->got);
			EXPECT_EQ(t, (u32)got->table.Size, (u32)q->got_size);
			got->table.InterfaceDereference(got->table.Context);
		}
		for (byte = q->got_size; byte < sizeof(*got); byte++) {
			if (got->bytes[byte] != 0x5a)
				FAIL(t, "version %u of %u bytes: byte %u is written",
				     q->version, q->size, byte);
		}
	}
	kfree(got);
}

static void test_wrong(struct kcase *t)
{
	KMCL_CLIENT_INTERFACE_V1 kmcl, untouched;
	PINTERFACE interface = (PINTERFACE)&kmcl;
	const GUID none = { 1, 2, 3, { 4 } };

	memset(&kmcl, 0x5a, sizeof(kmcl));
	memcpy(&untouched, &kmcl, sizeof(kmcl));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL, &none,
				sizeof(kmcl), KMCL_CLIENT_INTERFACE_VERSION_V1,
				interface)));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL,
				&KMCL_CLIENT_INTERFACE_TYPE, sizeof(kmcl),
				KMCL_CLIENT_INTERFACE_VERSION_V1, NULL)));
	EXPECT_MEM_EQ(t, &kmcl, &untouched, sizeof(kmcl));
}

/* {4aecb860-e161-42bb-a5ca-77f3a9645905}, {83b21474-c5b9-4f65-b5e7-720c692bd371} */
static void test_types(struct kcase *t)
{
	static const u8 client[16] = {
		0x60, 0xb8, 0xec, 0x4a, 0x61, 0xe1, 0xbb, 0x42,
		0xa5, 0xca, 0x77, 0xf3, 0xa9, 0x64, 0x59, 0x05,
	};
	static const u8 server[16] = {
		0x74, 0x14, 0xb2, 0x83, 0xb9, 0xc5, 0x65, 0x4f,
		0xb5, 0xe7, 0x72, 0x0c, 0x69, 0x2b, 0xd3, 0x71,
	};

	EXPECT_MEM_EQ(t, &KMCL_CLIENT_INTERFACE_TYPE, client, 16);
	EXPECT_MEM_EQ(t, &KMCL_SERVER_INTERFACE_TYPE, server, 16);
}

#define EXPECT_SLOT(t, table, name) \
	EXPECT_PTR_EQ(t, (void *)(table)->name, (void *)name)

static void expect_slots(struct kcase *t, KMCL_CLIENT_INTERFACE_V1 *k)
{
	EXPECT_SLOT(t, k, VmbChannelAllocate);
	EXPECT_SLOT(t, k, VmbChannelCleanup);
	EXPECT_SLOT(t, k, VmbChannelCreateGpadlFromBuffer);
	EXPECT_SLOT(t, k, VmbChannelCreateGpadlFromMdl);
	EXPECT_SLOT(t, k, VmbChannelDeleteGpadl);
	EXPECT_SLOT(t, k, VmbChannelDisable);
	EXPECT_SLOT(t, k, VmbChannelEnable);
	EXPECT_SLOT(t, k, VmbChannelGetInterfaceInstance);
	EXPECT_SLOT(t, k, VmbChannelGetMmioSpace);
	EXPECT_SLOT(t, k, VmbChannelGetPointer);
	EXPECT_SLOT(t, k, VmbChannelInitSetClientContextSize);
	EXPECT_SLOT(t, k, VmbChannelInitSetFlags);
	EXPECT_SLOT(t, k, VmbChannelInitSetFriendlyName);
	EXPECT_SLOT(t, k, VmbChannelInitSetMaximumExternalData);
	EXPECT_SLOT(t, k, VmbChannelInitSetMaximumPacketSize);
	EXPECT_SLOT(t, k, VmbChannelInitSetProcessPacketCallbacks);
	EXPECT_SLOT(t, k, VmbChannelInitSetStateChangeCallbacks);
	EXPECT_SLOT(t, k, VmbChannelPacketComplete);
	EXPECT_SLOT(t, k, VmbChannelPacketDeferToPassive);
	EXPECT_SLOT(t, k, VmbChannelPacketFail);
	EXPECT_SLOT(t, k, VmbChannelPacketGetExternalData);
	EXPECT_SLOT(t, k, VmbChannelPause);
	EXPECT_SLOT(t, k, VmbChannelSendSynchronousRequest);
	EXPECT_SLOT(t, k, VmbChannelSetIncomingProcessingAtPassive);
	EXPECT_SLOT(t, k, VmbChannelSetInterruptLatency);
	EXPECT_SLOT(t, k, VmbChannelSetPointer);
	EXPECT_SLOT(t, k, VmbChannelSetTransactionQuota);
	EXPECT_SLOT(t, k, VmbChannelSizeofPacket);
	EXPECT_SLOT(t, k, VmbChannelStart);
	EXPECT_SLOT(t, k, VmbClientChannelInitSetRingBufferPageCount);
	EXPECT_SLOT(t, k, VmbClientChannelInitSetTargetPnp);
	EXPECT_SLOT(t, k, VmbPacketAllocate);
	EXPECT_SLOT(t, k, VmbPacketFree);
	EXPECT_SLOT(t, k, VmbPacketGetChannel);
	EXPECT_SLOT(t, k, VmbPacketGetPointer);
	EXPECT_SLOT(t, k, VmbPacketInitialize);
	EXPECT_SLOT(t, k, VmbPacketSend);
	EXPECT_SLOT(t, k, VmbPacketSendWithExternalMdl);
	EXPECT_SLOT(t, k, VmbPacketSendWithExternalPfns);
	EXPECT_SLOT(t, k, VmbPacketSetCompletionRoutine);
	EXPECT_SLOT(t, k, VmbPacketSetPointer);
}

static void test_slots(struct kcase *t)
{
	KMCL_CLIENT_INTERFACE_V2 kmcl = {};

	ASSERT_EQ(t, vmbkmcl_query_interface(NULL, &KMCL_CLIENT_INTERFACE_TYPE,
					     sizeof(kmcl),
					     KMCL_CLIENT_INTERFACE_VERSION_LATEST,
					     (PINTERFACE)&kmcl),
		  STATUS_SUCCESS);
	expect_slots(t, &kmcl.V1);
	EXPECT_SLOT(t, &kmcl, VmbChannelPacketGetClientContext);
	EXPECT_SLOT(t, &kmcl, VmbChannelGetTargetDeviceObject);
	EXPECT_SLOT(t, &kmcl, VmbChannelGetParentDeviceObject);
	kmcl.InterfaceDereference(kmcl.Context);
}

static void test_server_query(struct kcase *t)
{
	KMCL_SERVER_INTERFACE_V1 kmcl = {};
	PINTERFACE interface = (PINTERFACE)&kmcl;
	NTSTATUS status;

	status = vmbkmcl_query_interface(NULL, &KMCL_SERVER_INTERFACE_TYPE,
					 sizeof(kmcl) - 8,
					 KMCL_SERVER_INTERFACE_VERSION_V1, interface);
	EXPECT_FALSE(t, NT_SUCCESS(status));
	status = vmbkmcl_query_interface(NULL, &KMCL_SERVER_INTERFACE_TYPE, sizeof(kmcl),
					 KMCL_SERVER_INTERFACE_VERSION_LATEST + 1,
					 interface);
	EXPECT_FALSE(t, NT_SUCCESS(status));
	EXPECT_NULL(t, memchr_inv(&kmcl, 0, sizeof(kmcl)));
	status = vmbkmcl_query_interface(NULL, &KMCL_SERVER_INTERFACE_TYPE, sizeof(kmcl),
					 KMCL_SERVER_INTERFACE_VERSION_LATEST, interface);
	ASSERT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_EQ(t, (u32)kmcl.Size, 472u);
	EXPECT_EQ(t, (u32)kmcl.Version, 1u);
	kmcl.InterfaceDereference(kmcl.Context);
}

static void test_server_slots(struct kcase *t)
{
	KMCL_SERVER_INTERFACE_V1 kmcl = {};

	ASSERT_EQ(t, vmbkmcl_query_interface(NULL, &KMCL_SERVER_INTERFACE_TYPE,
					     sizeof(kmcl),
					     KMCL_SERVER_INTERFACE_VERSION_V1,
					     (PINTERFACE)&kmcl),
		  STATUS_SUCCESS);
	expect_slots(t, &kmcl.ClientInterface);
	EXPECT_SLOT(t, &kmcl, VmbChannelMapGpadl);
	EXPECT_SLOT(t, &kmcl, VmbChannelRestoreFromBuffer);
	EXPECT_SLOT(t, &kmcl, VmbChannelSaveBegin);
	EXPECT_SLOT(t, &kmcl, VmbChannelSaveContinue);
	EXPECT_SLOT(t, &kmcl, VmbChannelSaveEnd);
	EXPECT_SLOT(t, &kmcl, VmbChannelUnmapGpadl);
	EXPECT_SLOT(t, &kmcl, VmbConvertVmbusHandleToKernelHandle);
	EXPECT_SLOT(t, &kmcl, VmbPacketRestore);
	EXPECT_SLOT(t, &kmcl, VmbServerChannelInitSetFlags);
	EXPECT_SLOT(t, &kmcl, VmbServerChannelInitSetMmioMegabytes);
	EXPECT_SLOT(t, &kmcl, VmbServerChannelInitSetSaveRestorePacketCallbacks);
	EXPECT_SLOT(t, &kmcl, VmbServerChannelInitSetTargetInterfaceId);
	EXPECT_SLOT(t, &kmcl, VmbServerChannelInitSetTargetVtl);
	EXPECT_SLOT(t, &kmcl, VmbServerChannelInitSetVmbusHandle);
	kmcl.InterfaceDereference(kmcl.Context);
}

/* A driver that never names a function: the 8.1-style link is not needed. */
static void test_table_only(struct kcase *t)
{
	KMCL_CLIENT_INTERFACE_V1 kmcl = {};
	VMBCHANNEL channel;
	VMBPACKET packet;

	ASSERT_EQ(t, vmbkmcl_query_interface(NULL, &KMCL_CLIENT_INTERFACE_TYPE,
					     sizeof(kmcl),
					     KMCL_CLIENT_INTERFACE_VERSION_V1,
					     (PINTERFACE)&kmcl),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, kmcl.VmbChannelAllocate(&client_parent, FALSE, &channel),
		  STATUS_SUCCESS);
	kmcl.VmbChannelSetPointer(channel, t);
	EXPECT_PTR_EQ(t, kmcl.VmbChannelGetPointer(channel), t);
	packet = kmcl.VmbPacketAllocate(channel);
	EXPECT_NOT_NULL(t, packet);
	if (packet) {
		EXPECT_PTR_EQ(t, kmcl.VmbPacketGetChannel(packet), channel);
		kmcl.VmbPacketFree(packet);
	}
	kmcl.VmbChannelCleanup(channel);
	kmcl.InterfaceDereference(kmcl.Context);
}

static const struct kcase_spec table_cases[] = {
	KCASE(query, "size 0x168, version 1, a reference taken", test_query),
	KCASE(versions, "the latest that is asked for and that there is room for",
	      test_versions),
	KCASE(types, "the interface types are those of the public header",
	      test_types),
	KCASE(wrong_query, "an unknown type: a failure, output untouched",
	      test_wrong),
	KCASE(slots, "each slot is the function of its name", test_slots),
	KCASE(table_only, "the table alone suffices", test_table_only),
};
const struct kcase_suite table_suite =
	KCASE_SUITE("KMCL_CLIENT_INTERFACE_V1", table_cases);

static const struct kcase_spec server_table_cases[] = {
	KCASE(query, "size 472, version 1, which is the latest", test_server_query),
	KCASE(slots, "each slot is the function of its name", test_server_slots),
};
const struct kcase_suite server_table_suite =
	KCASE_SUITE("KMCL_SERVER_INTERFACE_V1", server_table_cases);
