// SPDX-License-Identifier: GPL-2.0-only
/*
 * processor.c - processors by index, and by group and number.
 */
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/smp.h>

#include <vmbkmcl/nt/processor.h>

#include "../compat/export.h"

#define GROUP_SIZE	64u

static u32 active_count(void)
{
	return cpumask_last(cpu_online_mask) + 1;
}

/* How many of the first @count processors are in the group. */
static u32 count_in_group(u32 count, USHORT group)
{
	u32 before = group * GROUP_SIZE;

	if (group == ALL_PROCESSOR_GROUPS)
		return count;
	return count > before ? min(count - before, GROUP_SIZE) : 0;
}

ULONG KeQueryActiveProcessorCountEx(USHORT GroupNumber)
{
	return count_in_group(active_count(), GroupNumber);
}
VMBKMCL_EXPORT(KeQueryActiveProcessorCountEx);

ULONG KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors)
{
	u32 count = KeQueryActiveProcessorCountEx(0);

	if (ActiveProcessors)
		*ActiveProcessors = GENMASK_ULL(count - 1, 0);
	return count;
}
VMBKMCL_EXPORT(KeQueryActiveProcessorCount);

KAFFINITY KeQueryActiveProcessors(void)
{
	KAFFINITY active;

	KeQueryActiveProcessorCount(&active);
	return active;
}
VMBKMCL_EXPORT(KeQueryActiveProcessors);

ULONG KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
	return count_in_group(nr_cpu_ids, GroupNumber);
}
VMBKMCL_EXPORT(KeQueryMaximumProcessorCountEx);

ULONG KeQueryMaximumProcessorCount(void)
{
	return KeQueryMaximumProcessorCountEx(0);
}
VMBKMCL_EXPORT(KeQueryMaximumProcessorCount);

USHORT KeQueryActiveGroupCount(void)
{
	return DIV_ROUND_UP(active_count(), GROUP_SIZE);
}
VMBKMCL_EXPORT(KeQueryActiveGroupCount);

USHORT KeQueryMaximumGroupCount(void)
{
	return DIV_ROUND_UP(nr_cpu_ids, GROUP_SIZE);
}
VMBKMCL_EXPORT(KeQueryMaximumGroupCount);

static void number_fill(PPROCESSOR_NUMBER number, u32 index)
{
	*number = (PROCESSOR_NUMBER){
		.Group = index / GROUP_SIZE,
		.Number = index % GROUP_SIZE,
	};
}

ULONG KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
	u32 index = raw_smp_processor_id();

	if (ProcNumber)
		number_fill(ProcNumber, index);
	return index;
}
VMBKMCL_EXPORT(KeGetCurrentProcessorNumberEx);

ULONG KeGetCurrentProcessorNumber(void)
{
	return raw_smp_processor_id() % GROUP_SIZE;
}
VMBKMCL_EXPORT(KeGetCurrentProcessorNumber);

NTSTATUS KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber)
{
	if (ProcIndex >= nr_cpu_ids)
		return STATUS_INVALID_PARAMETER;
	number_fill(ProcNumber, ProcIndex);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(KeGetProcessorNumberFromIndex);

ULONG KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber)
{
	u32 index = ProcNumber->Group * GROUP_SIZE + ProcNumber->Number;

	if (ProcNumber->Number >= GROUP_SIZE || index >= nr_cpu_ids)
		return INVALID_PROCESSOR_INDEX;
	return index;
}
VMBKMCL_EXPORT(KeGetProcessorIndexFromNumber);
