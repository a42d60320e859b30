// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_pages.c - the rings hold what the limits allow, and as many pages of data as
 * their owner asks for.
 */
#include <linux/delay.h>
#include <linux/mm.h>

#include "loopback_pair.h"
#include "suites.h"

/* Of an 8-byte message in the ring: descriptor, payload, trailer. */
#define PACKET_BYTES	32u

/* A client with neither limits nor page counts. */
static bool bare_client(struct pair *p)
{
	struct kcase *t = p->t;
	VMBCHANNEL ch;

	endpoint_destroy(&p->client);
	if (!endpoint_allocate(&p->client, false))
		return false;
	ch = p->client.channel;
	VmbChannelSetPointer(ch, &p->client);
	endpoint_set_callbacks(&p->client);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(ch, &pair_type, &p->instance, NULL),
		  STATUS_SUCCESS);
	return !kcase_failed(t);
}

static bool reopen(struct pair *p)
{
	endpoint_disable(&p->client);
	endpoint_history_reset(&p->client);
	if (!endpoint_enable(&p->client))
		return false;
	EXPECT_HISTORY_SOON(&p->client, "OSP");
	return !kcase_failed(p->t);
}

/* Page fn_vmb_channel_init_set_maximum_packet_size. */
static void test_packet_sizes(struct kcase *t)
{
	static const u32 sizes[] = { 100, 4096, 65536, 0x20000, 500000 };
	struct pair *p = pair_of(t);
	VMBCHANNEL ch;
	u32 i;

	/* What the server answers is limited by its own maximum. */
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(p->server.channel, 500000),
		  STATUS_SUCCESS);
	if (!bare_client(p) || !pair_enable(&p->server))
		return;
	ch = p->client.channel;
	for (i = 0; i < ARRAY_SIZE(sizes) && !kcase_failed(t); i++) {
		endpoint_disable(&p->client);
		EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch, sizes[i]),
			  STATUS_SUCCESS);
		/* Without page counts, then with too few. */
		if (reopen(p))
			pair_echo(&p->client, sizes[i]);
		endpoint_disable(&p->client);
		EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 1, 1),
			  STATUS_SUCCESS);
		if (reopen(p))
			pair_echo(&p->client, sizes[i]);
	}
}

static const struct kcase_spec packet_cases[] = {
	KCASE(rings_hold_it, "whatever size is set, such a packet goes both ways",
	      test_packet_sizes),
};
const struct kcase_suite ring_packet_suite =
	KCASE_SUITE_FIXTURE("VmbChannelInitSetMaximumPacketSize", packet_cases,
			    pair_setup, pair_teardown);

/* The same page over and over: the server does not look at it. */
static NTSTATUS send_pages(struct pair *p, u32 size, u32 count)
{
	VMBPACKET packet = VmbPacketAllocate(p->client.channel);
	u8 *message = endpoint_buffer(&p->client, size);
	PFN_NUMBER *pfns = endpoint_buffer(&p->client, count * sizeof(*pfns));
	NTSTATUS status;
	u32 i;

	if (!packet || !message || !pfns)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (i = 0; i < count; i++)
		pfns[i] = page_to_pfn(ZERO_PAGE(0));
	VmbPacketSetPointer(packet, &p->client);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	status = VmbPacketSendWithExternalPfns(packet, message, size, pfns, count, WAIT);
	if (!NT_SUCCESS(status))
		VmbPacketFree(packet);
	return status;
}

/* Page fn_vmb_channel_init_set_maximum_external_data. 64 MiB are 128 KiB of numbers. */
static void test_external(struct kcase *t)
{
	static const u32 megabytes[] = { 1, 8, 64 };
	struct pair *p = pair_of(t);
	VMBCHANNEL ch;
	u32 i;

	if (!bare_client(p) || !pair_enable(&p->server))
		return;
	ch = p->client.channel;
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 1, 1),
		  STATUS_SUCCESS);
	for (i = 0; i < ARRAY_SIZE(megabytes) && !kcase_failed(t); i++) {
		endpoint_disable(&p->client);
		EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(ch, megabytes[i] << 20,
								  64), STATUS_SUCCESS);
		if (!reopen(p))
			return;
		/* Beside the largest payload, here the default. */
		EXPECT_EQ(t, send_pages(p, 4096, megabytes[i] << (20 - PAGE_SHIFT)),
			  STATUS_SUCCESS);
		EXPECT_SOON(t, atomic64_read(&p->client.done) == i + 1, WAIT_MS);
		EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	}
}

/* No limit is refused by Enable, also not what no packet can describe. */
static void test_external_any(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!bare_client(p) || !pair_enable(&p->server))
		return;
	EXPECT_EQ(t, VmbChannelInitSetMaximumExternalData(p->client.channel, U32_MAX,
							  U32_MAX), STATUS_SUCCESS);
	if (reopen(p))
		pair_echo(&p->client, 64);
}

static const struct kcase_spec external_cases[] = {
	KCASE(rings_hold_it, "whatever is set, a packet that describes it is sent",
	      test_external),
	KCASE(any_is_enabled, "the largest numbers, too", test_external_any),
};
const struct kcase_suite ring_external_suite =
	KCASE_SUITE_FIXTURE("VmbChannelInitSetMaximumExternalData", external_cases,
			    pair_setup, pair_teardown);

/* How many messages fit while the server, which is not started, reads none. */
static u32 fill_ring(struct pair *p)
{
	LARGE_INTEGER now = { .QuadPart = 0 };
	u64 message = 1;
	u32 count = 0;
	NTSTATUS status;

	do {
		status = VmbChannelSendSynchronousRequest(p->client.channel, &message,
							  sizeof(message), NULL, 0, NULL,
							  NULL, &now);
		count++;
	} while (status == STATUS_SUCCESS);
	EXPECT_EQ(p->t, status, STATUS_BUFFER_OVERFLOW);
	return count - 1;
}

/* Page fn_vmb_client_channel_init_set_ring_buffer_page_count. */
static void test_data_pages(struct kcase *t)
{
	static const u32 pages[] = { 8, 2, 64 };
	struct pair *p = pair_of(t);
	VMBCHANNEL ch;
	u32 i;

	if (!bare_client(p) || !endpoint_enable(&p->server))
		return;
	ch = p->client.channel;
	for (i = 0; i < ARRAY_SIZE(pages) && !kcase_failed(t); i++) {
		endpoint_disable(&p->client);
		EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, pages[i],
									pages[i]),
			  STATUS_SUCCESS);
		/* A ring that is full to the last byte would look empty. */
		if (reopen(p))
			EXPECT_EQ(t, fill_ring(p),
				  pages[i] * (u32)PAGE_SIZE / PACKET_BYTES - 1);
	}
}

static void test_range(struct kcase *t)
{
	VMBCHANNEL ch = pair_of(t)->client.channel;

	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 0, 8),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 8, 0),
		  STATUS_INVALID_PARAMETER_3);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 512, 8),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 511, 511),
		  STATUS_SUCCESS);
}

static const struct kcase_spec count_cases[] = {
	KCASE(counts_data_pages, "the control page is not counted", test_data_pages),
	KCASE(range, "1 to 511", test_range),
};
const struct kcase_suite ring_count_suite =
	KCASE_SUITE_FIXTURE("VmbClientChannelInitSetRingBufferPageCount", count_cases,
			    pair_setup, pair_teardown);

/* Header 32, buffer 3,000, one range 8, and 8 for each page: less than 4,096. */
static void test_size_rule(struct kcase *t)
{
	struct pair *p = pair_of(t);
	VMBCHANNEL ch;

	if (!bare_client(p) || !pair_enable(&p->server))
		return;
	ch = p->client.channel;
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(ch, 4000), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbClientChannelInitSetRingBufferPageCount(ch, 1, 1), STATUS_SUCCESS);
	if (!reopen(p))
		return;
	EXPECT_EQ(t, send_pages(p, 3000, 131), STATUS_SUCCESS);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	EXPECT_EQ(t, send_pages(p, 3000, 132), STATUS_INVALID_BUFFER_SIZE);
}

/* A packet of before the limit was raised has no room for the larger payload. */
static void test_former_packet(struct kcase *t)
{
	struct pair *p = pair_of(t);
	VMBPACKET packet;
	u8 *bytes;

	if (!bare_client(p) || !pair_enable(&p->server))
		return;
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(p->client.channel, 64),
		  STATUS_SUCCESS);
	packet = VmbPacketAllocate(p->client.channel);
	ASSERT_NOT_NULL(t, packet);
	EXPECT_EQ(t, VmbChannelInitSetMaximumPacketSize(p->client.channel, 8192),
		  STATUS_SUCCESS);
	bytes = endpoint_buffer(&p->client, 8192);
	if (bytes && endpoint_enable(&p->client))
		EXPECT_EQ(t, VmbPacketSend(packet, bytes, 8192, NULL, WAIT),
			  STATUS_INVALID_PARAMETER_3);
	VmbPacketFree(packet);
}

static const struct kcase_spec size_cases[] = {
	KCASE(size_rule, "header, buffer, ranges and pages must be less than the ring",
	      test_size_rule),
	KCASE(former_packet, "nor may a packet carry more than it was allocated for",
	      test_former_packet),
};
const struct kcase_suite ring_size_suite =
	KCASE_SUITE_FIXTURE("VmbPacketSend", size_cases, pair_setup, pair_teardown);
