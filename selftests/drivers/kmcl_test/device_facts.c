// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an open channel can be asked about its device: VmbChannelGetMmioSpace
 * and VmbChannelSetInterruptLatency.
 */
#include <linux/module.h>

#include "client.h"
#include "suites.h"

static unsigned int mmio_megabytes;
module_param(mmio_megabytes, uint, 0644);
MODULE_PARM_DESC(mmio_megabytes, "MMIO that test device 0 was offered with");

static void test_mmio(struct ktest *t)
{
	struct client *c = client_of(t);
	UINT64 address = 0, size = 1;
	NTSTATUS status;

	status = VmbChannelGetMmioSpace(c->channel, &address, &size);
	if (mmio_megabytes) {
		EXPECT_EQ(t, status, STATUS_SUCCESS);
		EXPECT_GE(t, size, (u64)mmio_megabytes << 20);
		EXPECT_NE(t, address, 0ull);
		EXPECT_EQ(t, address & (PAGE_SIZE - 1), 0ull);
	} else {
		EXPECT_TRUE(t, !NT_SUCCESS(status) || size == 0);
	}
}

static void test_mmio_closed(struct ktest *t)
{
	struct client *c = client_of(t);
	UINT64 address, size;

	client_disable(c);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelGetMmioSpace(c->channel, &address,
							  &size)));
}

static const struct ktest_case mmio_cases[] = {
	KTEST(as_offered, "as much as the offer says, or none", test_mmio),
	KTEST(when_closed, "a failure when not open", test_mmio_closed),
};
const struct ktest_suite mmio_suite =
	KTEST_SUITE_FIXTURE("VmbChannelGetMmioSpace", mmio_cases,
			    client_setup_open, client_teardown);

static void test_latency(struct ktest *t)
{
	struct client *c = client_of(t);
	UINT16 original = 0xffff;
	NTSTATUS status;

	/* Linux may not be able to; then it must say so. */
	status = VmbChannelSetInterruptLatency(c->channel, 1000, &original);
	if (!NT_SUCCESS(status))
		EXPECT_EQ(t, status, STATUS_NOT_SUPPORTED);
	else
		EXPECT_NE(t, original, (UINT16)0xffff);
	status = VmbChannelSetInterruptLatency(c->channel, 0, NULL);
	if (!NT_SUCCESS(status))
		EXPECT_EQ(t, status, STATUS_NOT_SUPPORTED);
	client_echo(c, 64);
}

static void test_latency_closed(struct ktest *t)
{
	struct client *c = client_of(t);
	UINT16 original;

	client_disable(c);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelSetInterruptLatency(c->channel, 0,
								 &original)));
}

static const struct ktest_case latency_cases[] = {
	KTEST(honest, "set, or NOT_SUPPORTED", test_latency),
	KTEST(when_closed, "a failure when not open", test_latency_closed),
};
const struct ktest_suite latency_suite =
	KTEST_SUITE_FIXTURE("VmbChannelSetInterruptLatency", latency_cases,
			    client_setup_open, client_teardown);
