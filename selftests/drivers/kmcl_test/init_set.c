// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VmbChannelInitSet functions: legal values, statuses, and that they are
 * refused once the channel is enabled.
 */
#include "client.h"
#include "init_set.h"
#include "suites.h"

static void init_process(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
			 PVOID buffer, UINT32 size, UINT32 flags)
{
	VmbChannelPacketComplete(packet, NULL, 0);
}

static NTSTATUS init_set(VMBCHANNEL channel, enum init_set what)
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	DECLARE_CONST_UNICODE_STRING(name, L"another name");

	switch (what) {
	case INIT_MAX_PACKET:
		return VmbChannelInitSetMaximumPacketSize(channel, 256);
	case INIT_MAX_EXTERNAL:
		return VmbChannelInitSetMaximumExternalData(channel, 8192, 2);
	case INIT_CONTEXT:
		return VmbChannelInitSetClientContextSize(channel, 64);
	case INIT_PROCESS:
		return VmbChannelInitSetProcessPacketCallbacks(channel,
							       init_process,
							       NULL);
	case INIT_STATE:
		VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
		return VmbChannelInitSetStateChangeCallbacks(channel, &events);
	case INIT_NAME:
		return VmbChannelInitSetFriendlyName(channel, &name);
	case INIT_FLAGS:
		return VmbChannelInitSetFlags(channel, 0);
	case INIT_RING:
		return VmbClientChannelInitSetRingBufferPageCount(channel,
								  8, 8);
	case INIT_TARGET:
		return VmbClientChannelInitSetTargetPnp(channel, client_type(),
							NULL, NULL);
	}
	return STATUS_UNSUCCESSFUL;
}

void init_set_disabled(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	EXPECT_EQ(t, init_set(c->channel, t->arg), STATUS_SUCCESS);
	/* It may be called any number of times. */
	EXPECT_EQ(t, init_set(c->channel, t->arg), STATUS_SUCCESS);
}

/* This needs no peer: a channel that waits for its offer is not Disabled. */
void init_set_enabled(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	GUID nowhere;

	client_instance(&nowhere, 0xffe);
	ASSERT_EQ(t, VmbClientChannelInitSetTargetPnp(c->channel, client_type(),
						      &nowhere, NULL),
		  STATUS_SUCCESS);
	if (!endpoint_enable(c))
		return;
	EXPECT_EQ(t, init_set(c->channel, t->arg), STATUS_INVALID_PARAMETER_1);
	endpoint_disable(c);
	EXPECT_EQ(t, init_set(c->channel, t->arg), STATUS_SUCCESS);
}

void init_set_invalid(struct kcase *t)
{
	EXPECT_EQ(t, init_set(NULL, t->arg), STATUS_INVALID_PARAMETER_1);
}

static void test_packet_zero(struct kcase *t)
{
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(client_of(t)->channel,
							0),
		  STATUS_INVALID_PARAMETER_2);
}

static void test_packet_in_use(struct kcase *t)
{
	VMBCHANNEL channel = client_of(t)->channel;

	/* Seen in shipping drivers. */
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(channel, 256),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(channel,
								256, 256),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(channel, 0x20000),
		  STATUS_SUCCESS);
}

static void test_packet_wire(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	NTSTATUS status;

	/* More than 16 bits of 8-byte units: refused now or by Enable. */
	status = VmbChannelInitSetMaximumPacketSize(c->channel, 0x80000);
	if (NT_SUCCESS(status)) {
		status = VmbChannelEnable(c->channel);
		c->enabled = NT_SUCCESS(status);
	}
	EXPECT_FALSE(t, NT_SUCCESS(status));
}

static const struct kcase_spec max_packet_cases[] = {
	INIT_COMMON(INIT_MAX_PACKET),
	KCASE(zero, "0: INVALID_PARAMETER_2", test_packet_zero),
	KCASE(sizes_in_use, "128 KiB on rings of 256 pages", test_packet_in_use),
	KCASE(over_wire_limit, "what 16 bits of length cannot say is refused",
	      test_packet_wire),
};
INIT_SUITE(max_packet, "VmbChannelInitSetMaximumPacketSize");

static void test_external_zero(struct kcase *t)
{
	VMBCHANNEL channel = client_of(t)->channel;

	EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(channel, 0, 1),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(channel, 4096, 0),
		  STATUS_INVALID_PARAMETER_3);
}

static const struct kcase_spec max_external_cases[] = {
	INIT_COMMON(INIT_MAX_EXTERNAL),
	KCASE(zero, "size 0: INVALID_PARAMETER_2, chain 0: _3",
	      test_external_zero),
};
INIT_SUITE(max_external, "VmbChannelInitSetMaximumExternalData");

static const struct kcase_spec context_cases[] = {
	INIT_COMMON(INIT_CONTEXT),
};
INIT_SUITE(context, "VmbChannelInitSetClientContextSize");

static const struct kcase_spec process_cases[] = {
	INIT_COMMON(INIT_PROCESS),
};
INIT_SUITE(process, "VmbChannelInitSetProcessPacketCallbacks");

static void test_state_version(struct kcase *t)
{
	VMBCHANNEL channel = client_of(t)->channel;
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	EXPECT_EQ(t, events.Version, 1u);
	EXPECT_EQ(t, events.Size, 48u);
	events.Version = 2;
	EXPECT_EQ(t, VmbChannelInitSetStateChangeCallbacks(channel, &events),
		  STATUS_INVALID_PARAMETER_2);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	events.Size = 40;
	EXPECT_EQ(t, VmbChannelInitSetStateChangeCallbacks(channel, &events),
		  STATUS_INVALID_PARAMETER_2);
}

static void test_state_null(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;

	CLIENT_NEED_DEVICES(t, 1);
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&events);
	EXPECT_NULL(t, events.EvtChannelOpened);
	EXPECT_NULL(t, events.EvtChannelPostStarted);
	ASSERT_EQ(t, VmbChannelInitSetStateChangeCallbacks(c->channel, &events),
		  STATUS_SUCCESS);
	if (!endpoint_enable(c))
		return;
	/* No callback tells when it is open; until then the request is queued. */
	if (client_info(c))
		client_echo(c, 64);
	EXPECT_HISTORY(c, "");
}

static const struct kcase_spec state_cases[] = {
	INIT_COMMON(INIT_STATE),
	KCASE(wrong_version_or_size, "wrong Version or Size: INVALID_PARAMETER_2",
	      test_state_version),
	KCASE(all_null, "any callback may be NULL", test_state_null),
};
INIT_SUITE(state, "VmbChannelInitSetStateChangeCallbacks");

static void test_name_odd(struct kcase *t)
{
	VMBCHANNEL channel = client_of(t)->channel;
	static const WCHAR text[] = L"a/b\xd800 %s \xe9 and so on, and on, and on, and on, and on, and on, past any limit";
	UNICODE_STRING name = {
		.Length = sizeof(text) - sizeof(WCHAR),
		.MaximumLength = sizeof(text),
		.Buffer = (PWSTR)text,
	};
	UNICODE_STRING empty = {};

	/* A slash, half a surrogate pair, a format, too long. */
	EXPECT_EQ(t, VmbChannelInitSetFriendlyName(channel, &name),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelInitSetFriendlyName(channel, &empty),
		  STATUS_SUCCESS);
}

static const struct kcase_spec name_cases[] = {
	INIT_COMMON(INIT_NAME),
	KCASE(any_text, "odd, overlong and empty names", test_name_odd),
};
INIT_SUITE(name, "VmbChannelInitSetFriendlyName");

static void test_flags_unknown(struct kcase *t)
{
	VMBCHANNEL channel = client_of(t)->channel;

	EXPECT_EQ(t, VmbChannelInitSetFlags(channel, 0x80000000),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbChannelInitSetFlags(channel,
					    ~VMBUS_CHANNEL_INIT_FLAGS),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbChannelInitSetFlags(channel,
					    VMBUS_CHANNEL_INIT_FLAG_IS_PIPE),
		  STATUS_SUCCESS);
}

static const struct kcase_spec flags_cases[] = {
	INIT_COMMON(INIT_FLAGS),
	KCASE(unknown_bits, "unknown bits: INVALID_PARAMETER_2",
	      test_flags_unknown),
};
INIT_SUITE(flags, "VmbChannelInitSetFlags");

static void test_ring_client_only(struct kcase *t)
{
	VMBCHANNEL server;

	ASSERT_EQ(t, VmbChannelAllocate(&client_parent, TRUE, &server), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(server, 8, 8),
		  STATUS_INVALID_PARAMETER_1);
	VmbChannelCleanup(server);
}

static void test_ring_sizes(struct kcase *t)
{
	static const u32 pages[][2] = {
		{ 4, 4 }, { 8, 8 }, { 5, 17 }, { 64, 4 }, { 256, 256 },
	};
	struct endpoint *c = client_of(t);
	unsigned int i;

	CLIENT_NEED_DEVICES(t, 1);
	for (i = 0; i < ARRAY_SIZE(pages) && !kcase_failed(t); i++) {
		EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(
				  c->channel, pages[i][0], pages[i][1]),
			  STATUS_SUCCESS);
		if (client_enable(c) && client_info(c))
			client_echo(c, 64);
		endpoint_disable(c);
	}
}

static const struct kcase_spec ring_cases[] = {
	INIT_COMMON(INIT_RING),
	KCASE(client_only, "P1 for a server", test_ring_client_only),
	KCASE(sizes, "small, large, and different for each direction",
	      test_ring_sizes),
};
INIT_SUITE(ring, "VmbClientChannelInitSetRingBufferPageCount");
