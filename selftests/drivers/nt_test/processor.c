// SPDX-License-Identifier: GPL-2.0-only
/* Processors: pages nf-wdm-ke... and nf-ntddk-ke..., named by the cases. */
#include <linux/cpumask.h>

#include "context.h"

static void test_active(struct kcase *t)
{
	ULONG count = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
	KAFFINITY active = 0;

	EXPECT_GE(t, count, num_online_cpus());
	EXPECT_LE(t, count, KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS));
	EXPECT_EQ(t, KeQueryActiveProcessorCountEx(0), min_t(ULONG, count, 64));
	/* No group of that number, nor one whose first index exceeds 16 bits. */
	EXPECT_EQ(t, KeQueryActiveProcessorCountEx(KeQueryMaximumGroupCount()), 0u);
	EXPECT_EQ(t, KeQueryActiveProcessorCountEx(0x400), 0u);
	EXPECT_EQ(t, KeQueryActiveProcessorCount(NULL), min_t(ULONG, count, 64));
	EXPECT_EQ(t, KeQueryActiveProcessorCount(&active), min_t(ULONG, count, 64));
	EXPECT_EQ(t, hweight64(active), min_t(ULONG, count, 64));
	EXPECT_EQ(t, KeQueryActiveProcessors(), active);
}

static void test_maximum(struct kcase *t)
{
	ULONG count = KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS), sum = 0;
	USHORT group;

	EXPECT_EQ(t, count, (ULONG)nr_cpu_ids);
	for (group = 0; group < KeQueryMaximumGroupCount(); group++)
		sum += KeQueryMaximumProcessorCountEx(group);
	EXPECT_EQ(t, sum, count);
	EXPECT_EQ(t, KeQueryMaximumProcessorCountEx(group), 0u);
	EXPECT_EQ(t, KeQueryMaximumProcessorCount(), min_t(ULONG, count, 64));
	EXPECT_EQ(t, KeQueryMaximumGroupCount(), DIV_ROUND_UP(count, 64));
	EXPECT_LE(t, KeQueryActiveGroupCount(), KeQueryMaximumGroupCount());
}

static void test_current(struct kcase *t)
{
	PROCESSOR_NUMBER number;
	ULONG index;

	migrate_disable();
	memset(&number, 0xff, sizeof(number));
	index = KeGetCurrentProcessorNumberEx(&number);
	EXPECT_EQ(t, index, (ULONG)raw_smp_processor_id());
	EXPECT_EQ(t, KeGetCurrentProcessorNumberEx(NULL), index);
	EXPECT_EQ(t, number.Group, index / 64);
	EXPECT_EQ(t, number.Number, index % 64);
	EXPECT_EQ(t, number.Reserved, 0);
	EXPECT_LT(t, index, KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS));
	EXPECT_LT(t, KeGetCurrentProcessorNumber(), KeQueryActiveProcessorCount(NULL));
	EXPECT_EQ(t, KeGetCurrentProcessorNumber(), (ULONG)number.Number);
	migrate_enable();
}

static void test_index(struct kcase *t)
{
	ULONG i, count = KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS);
	PROCESSOR_NUMBER number;

	/* Those of the processors that may still come are valid, too. */
	for (i = 0; i < count; i++) {
		memset(&number, 0xff, sizeof(number));
		EXPECT_EQ(t, KeGetProcessorNumberFromIndex(i, &number), STATUS_SUCCESS);
		EXPECT_EQ(t, number.Group, i / 64);
		EXPECT_EQ(t, number.Number, i % 64);
		EXPECT_EQ(t, KeGetProcessorIndexFromNumber(&number), i);
	}
	EXPECT_EQ(t, KeGetProcessorNumberFromIndex(i, &number), STATUS_INVALID_PARAMETER);
	number = (PROCESSOR_NUMBER){ .Group = i / 64, .Number = i % 64 };
	EXPECT_EQ(t, KeGetProcessorIndexFromNumber(&number), INVALID_PROCESSOR_INDEX);
	/* Not the first processor of the next group. */
	number = (PROCESSOR_NUMBER){ .Number = 64 };
	EXPECT_EQ(t, KeGetProcessorIndexFromNumber(&number), INVALID_PROCESSOR_INDEX);
	number = (PROCESSOR_NUMBER){ .Group = 0xffff };
	EXPECT_EQ(t, KeGetProcessorIndexFromNumber(&number), INVALID_PROCESSOR_INDEX);
}

static const struct kcase_spec processor_cases[] = {
	KCASE(ke_query_active_processor_count, "of a group or of all", test_active),
	KCASE(ke_query_maximum_processor_count, "the same at all times", test_maximum),
	KCASE(ke_get_current_processor_number, "an index below the count", test_current),
	KCASE(ke_get_processor_number_from_index, "there and back", test_index),
};
const struct kcase_suite processor_suite = KCASE_SUITE("processor", processor_cases);

static PROCESSOR_NUMBER call_number;

KCASE_CALL(KeQueryActiveProcessorCountEx,
	   EXPECT_GE(t, KeQueryActiveProcessorCountEx(0), 1u));
KCASE_CALL(KeQueryActiveProcessorCount, EXPECT_GE(t, KeQueryActiveProcessorCount(NULL), 1u));
KCASE_CALL(KeQueryActiveProcessors, EXPECT_NE(t, KeQueryActiveProcessors(), 0ull));
KCASE_CALL(KeQueryMaximumProcessorCountEx,
	   EXPECT_GE(t, KeQueryMaximumProcessorCountEx(0), 1u));
KCASE_CALL(KeQueryMaximumProcessorCount, EXPECT_GE(t, KeQueryMaximumProcessorCount(), 1u));
KCASE_CALL(KeQueryActiveGroupCount, EXPECT_GE(t, KeQueryActiveGroupCount(), 1));
KCASE_CALL(KeQueryMaximumGroupCount, EXPECT_GE(t, KeQueryMaximumGroupCount(), 1));
KCASE_CALL(KeGetCurrentProcessorNumberEx, KeGetCurrentProcessorNumberEx(&call_number));
KCASE_CALL(KeGetCurrentProcessorNumber, EXPECT_LT(t, KeGetCurrentProcessorNumber(), 64u));
KCASE_CALL(KeGetProcessorNumberFromIndex,
	   EXPECT_OK(t, KeGetProcessorNumberFromIndex(0, &call_number)));
KCASE_CALL(KeGetProcessorIndexFromNumber,
	   KeGetProcessorNumberFromIndex(0, &call_number);
	   EXPECT_EQ(t, KeGetProcessorIndexFromNumber(&call_number), 0u));
