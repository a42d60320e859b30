// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysinfo.c - the system's load, as Windows' performance information has it.
 */
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/mman.h>

#include <vmbkmcl/nt/sysinfo.h>

#include "../compat/export.h"
#include "nt.h"

#define SYSTEM_PERFORMANCE_INFORMATION	2

/* The part of Windows' structure that has a meaning here. */
struct performance_information {
	u64 idle_time;
	u64 transfer_counts[3];
	u32 operation_counts[3];
	u32 available_pages;
	u32 committed_pages;
	u32 commit_limit;
	u32 peak_commitment;
};

static void performance_fill(struct performance_information *info)
{
	struct sysinfo memory;
	u32 committed;

	BUILD_BUG_ON(offsetof(struct performance_information, available_pages) != 44);
	si_meminfo(&memory);
	committed = min_t(u64, vm_memory_committed(), U32_MAX);
	memset(info, 0, sizeof(*info));
	info->available_pages = min_t(u64, max(si_mem_available(), 0l), U32_MAX);
	info->committed_pages = committed;
	info->commit_limit = min_t(u64, memory.totalram, U32_MAX);
	info->peak_commitment = committed;
}

NTSTATUS ZwQuerySystemInformation(ULONG SystemInformationClass,
				  PVOID SystemInformation,
				  ULONG SystemInformationLength,
				  PULONG ReturnLength)
{
	const ULONG size = offsetofend(struct performance_information,
				       peak_commitment);
	struct performance_information info;

	if (SystemInformationClass != SYSTEM_PERFORMANCE_INFORMATION)
		return STATUS_INVALID_INFO_CLASS;
	if (SystemInformationLength < size)
		return STATUS_INFO_LENGTH_MISMATCH;
	performance_fill(&info);
	memset(SystemInformation, 0, SystemInformationLength);
	memcpy(SystemInformation, &info, size);
	if (ReturnLength)
		*ReturnLength = size;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(ZwQuerySystemInformation);

MM_SYSTEMSIZE MmQuerySystemSize(void)
{
	unsigned long pages = totalram_pages();

	if (pages < SZ_256M >> PAGE_SHIFT)
		return MmSmallSystem;
	return pages < SZ_1G >> PAGE_SHIFT ? MmMediumSystem : MmLargeSystem;
}
VMBKMCL_EXPORT(MmQuerySystemSize);
