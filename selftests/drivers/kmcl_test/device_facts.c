// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an open channel can be asked about its device: VmbChannelGetMmioSpace
 * and VmbChannelSetInterruptLatency.
 */
#include <linux/kthread.h>
#include <linux/module.h>

#include "client.h"
#include "suites.h"

static unsigned int mmio_megabytes;
module_param(mmio_megabytes, uint, 0644);
MODULE_PARM_DESC(mmio_megabytes, "MMIO that test device 0 was offered with");

/* Asks for facts about @channel in a loop, whether it has a device or not. */
struct asker {
	VMBCHANNEL channel;
	bool (*ask)(VMBCHANNEL channel);
	unsigned int answers;
};

static int asker_thread(void *data)
{
	struct asker *asker = data;

	while (!kthread_should_stop()) {
		asker->answers += asker->ask(asker->channel);
		cond_resched();
	}
	return 0;
}

/*
 * Each VmbChannelDisable frees what the transport keeps about the device. @expected: while
 * it is there, an answer is.
 */
static void ask_meanwhile(struct kcase *t, bool (*ask)(VMBCHANNEL channel), bool expected)
{
	struct endpoint *c = client_of(t);
	struct asker asker = { .channel = c->channel, .ask = ask };
	unsigned int i, rounds = kcase_scaled(t, 200);
	unsigned long until = jiffies + kcase_time_left(t) / 2;
	struct task_struct *task;

	task = kthread_run(asker_thread, &asker, "kmcl_test/asker");
	if (IS_ERR(task)) {
		FAIL(t, "no thread");
		return;
	}
	/* The thread may have the only processor for most of the time. */
	for (i = 0; i < rounds && time_before(jiffies, until) && !kcase_failed(t); i++) {
		endpoint_disable(c);
		endpoint_history_reset(c);
		client_enable(c);
	}
	kthread_stop(task);
	kcase_note(t, "%u rounds, %u answers", i, asker.answers);
	if (expected)
		EXPECT_GT(t, asker.answers, 0u);
	client_info(c);
}

static bool ask_mmio(VMBCHANNEL channel)
{
	UINT64 address, size;

	VmbChannelGetMmioSpace(channel, &address, &size);
	return size;
}

static void test_mmio_meanwhile(struct kcase *t)
{
	ask_meanwhile(t, ask_mmio, mmio_megabytes);
}

static void test_mmio(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	UINT64 address = 1, size = 1;

	VmbChannelGetMmioSpace(c->channel, &address, &size);
	if (mmio_megabytes) {
		EXPECT_GE(t, size, (u64)mmio_megabytes << 20);
		EXPECT_NE(t, address, 0ull);
		EXPECT_EQ(t, address & (PAGE_SIZE - 1), 0ull);
	} else {
		EXPECT_EQ(t, address, 0ull);
		EXPECT_EQ(t, size, 0ull);
	}
}

static void test_mmio_closed(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	UINT64 address = 1, size = 1;

	endpoint_disable(c);
	VmbChannelGetMmioSpace(c->channel, &address, &size);
	EXPECT_EQ(t, address, 0ull);
	EXPECT_EQ(t, size, 0ull);
}

static const struct kcase_spec mmio_cases[] = {
	KCASE(as_offered, "as much as the offer says, or none", test_mmio),
	KCASE(when_closed, "0 and 0 when not open", test_mmio_closed),
	KCASE_SLOW(while_it_closes, "the device comes and goes meanwhile",
		   test_mmio_meanwhile, 0, 120),
};
const struct kcase_suite mmio_suite =
	KCASE_SUITE_FIXTURE("VmbChannelGetMmioSpace", mmio_cases,
			    client_setup_open, client_teardown);

/* An open channel's is set, or the bus cannot. */
static bool ask_latency(VMBCHANNEL channel)
{
	NTSTATUS status = VmbChannelSetInterruptLatency(channel, 0, NULL);

	return NT_SUCCESS(status) || status == STATUS_NOT_SUPPORTED;
}

static void test_latency_meanwhile(struct kcase *t)
{
	ask_meanwhile(t, ask_latency, true);
}

static void test_latency(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	UINT16 original = 0xffff;
	NTSTATUS status;

	/* If Linux cannot do it, the status must say so. */
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

static void test_latency_closed(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	UINT16 original;

	endpoint_disable(c);
	EXPECT_FALSE(t, NT_SUCCESS(VmbChannelSetInterruptLatency(c->channel, 0,
								 &original)));
}

static const struct kcase_spec latency_cases[] = {
	KCASE(honest, "set, or NOT_SUPPORTED", test_latency),
	KCASE(when_closed, "0 and 0 when not open", test_latency_closed),
	KCASE_SLOW(while_it_closes, "the device comes and goes meanwhile",
		   test_latency_meanwhile, 0, 120),
};
const struct kcase_suite latency_suite =
	KCASE_SUITE_FIXTURE("VmbChannelSetInterruptLatency", latency_cases,
			    client_setup_open, client_teardown);
