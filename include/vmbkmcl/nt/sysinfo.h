/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * System information.
 *
 * Linux counterpart: si_mem_available(), vm_memory_committed()
 */
#ifndef VMBKMCL_NT_SYSINFO_H
#define VMBKMCL_NT_SYSINFO_H

#include <ntstatus.h>

/**
 * ZwQuerySystemInformation() - query the system's performance counters
 * @SystemInformationClass: 2, SystemPerformanceInformation
 * @SystemInformation: receives the class's structure, zero but for these 32-bit
 *	members, by their Windows offsets [seen]: 44 available pages; 48
 *	committed pages; 52 limit of committed pages; 56 peak of committed
 *	pages, here the current number
 * @SystemInformationLength: its bytes, at least 60
 * @ReturnLength: receives the bytes written; optional
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_INFO_CLASS for another class, or
 * STATUS_INFO_LENGTH_MISMATCH.
 */
NTSTATUS ZwQuerySystemInformation(ULONG SystemInformationClass,
				  PVOID SystemInformation,
				  ULONG SystemInformationLength,
				  PULONG ReturnLength);

typedef enum _MM_SYSTEM_SIZE {
	MmSmallSystem,
	MmMediumSystem,
	MmLargeSystem
} MM_SYSTEMSIZE;

/**
 * MmQuerySystemSize() - how much memory there is, roughly
 *
 * Context: any. [doc]
 * Return: MmSmallSystem below 256 MiB, MmLargeSystem from 1 GiB on, else MmMediumSystem.
 * [ours]
 */
MM_SYSTEMSIZE MmQuerySystemSize(void);

#endif
