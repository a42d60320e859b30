/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the system says of itself.
 *
 * Linux counterpart: si_mem_available(), vm_memory_committed()
 */
#ifndef VMBKMCL_NT_SYSINFO_H
#define VMBKMCL_NT_SYSINFO_H

#include <ntstatus.h>

/**
 * ZwQuerySystemInformation() - facts about the system
 * @SystemInformationClass: 2, the system's load; others give
 *	STATUS_INVALID_INFO_CLASS
 * @SystemInformation: receives the class's structure. Of the load's, at its
 *	Windows offsets [seen]: available pages (44), committed pages (48), limit
 *	of commitment (52), its peak (56, here what is committed now); the rest is 0
 * @SystemInformationLength: its bytes, at least 60
 * @ReturnLength: receives the bytes written; optional
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_INFO_CLASS or
 * STATUS_INFO_LENGTH_MISMATCH.
 */
NTSTATUS ZwQuerySystemInformation(ULONG SystemInformationClass,
				  PVOID SystemInformation,
				  ULONG SystemInformationLength,
				  PULONG ReturnLength);

#endif
