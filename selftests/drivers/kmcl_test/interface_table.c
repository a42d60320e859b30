// SPDX-License-Identifier: GPL-2.0-only
/*
 * KMCL_CLIENT_INTERFACE_V1: getting the table, and that its slots are the
 * functions of the same names.
 */
/* This file holds the GUIDs that the headers declare. */
#include <initguid.h>

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

static void test_wrong(struct kcase *t)
{
	KMCL_CLIENT_INTERFACE_V1 kmcl, untouched;
	PINTERFACE interface = (PINTERFACE)&kmcl;
	const GUID none = { 1, 2, 3, { 4 } };

	memset(&kmcl, 0x5a, sizeof(kmcl));
	memcpy(&untouched, &kmcl, sizeof(kmcl));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL,
				&KMCL_CLIENT_INTERFACE_TYPE, sizeof(kmcl) - 8,
				KMCL_CLIENT_INTERFACE_VERSION_V1, interface)));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL,
				&KMCL_CLIENT_INTERFACE_TYPE, sizeof(kmcl) + 8,
				KMCL_CLIENT_INTERFACE_VERSION_V1, interface)));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL,
				&KMCL_CLIENT_INTERFACE_TYPE, sizeof(kmcl), 99,
				interface)));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL, &none,
				sizeof(kmcl), KMCL_CLIENT_INTERFACE_VERSION_V1,
				interface)));
	EXPECT_FALSE(t, NT_SUCCESS(vmbkmcl_query_interface(NULL,
				&KMCL_CLIENT_INTERFACE_TYPE, sizeof(kmcl),
				KMCL_CLIENT_INTERFACE_VERSION_V1, NULL)));
	EXPECT_MEM_EQ(t, &kmcl, &untouched, sizeof(kmcl));
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
	KMCL_CLIENT_INTERFACE_V1 kmcl = {};

	ASSERT_EQ(t, vmbkmcl_query_interface(NULL, &KMCL_CLIENT_INTERFACE_TYPE,
					     sizeof(kmcl),
					     KMCL_CLIENT_INTERFACE_VERSION_LATEST,
					     (PINTERFACE)&kmcl),
		  STATUS_SUCCESS);
	expect_slots(t, &kmcl);
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
	KCASE(wrong_query, "wrong size, version or type: a failure, output untouched",
	      test_wrong),
	KCASE(slots, "each slot is the function of its name", test_slots),
	KCASE(table_only, "the table alone suffices", test_table_only),
};
const struct kcase_suite table_suite =
	KCASE_SUITE("KMCL_CLIENT_INTERFACE_V1", table_cases);
