/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Processors: their number, and which one a caller runs on.
 *
 * Linux's number of a processor is Windows' system-wide index, and 64 in a row are a
 * group. Windows never removes an active processor, and Linux does, from anywhere among
 * them: so the count of the active ones is that of the numbers up to the last one online.
 * Then each index that a driver finds is below the count, as on Windows.
 *
 * Linux counterpart: nr_cpu_ids, cpu_online_mask, raw_smp_processor_id()
 */
#ifndef VMBKMCL_NT_PROCESSOR_H
#define VMBKMCL_NT_PROCESSOR_H

#include <ntdef.h>
#include <ntstatus.h>

#define ALL_PROCESSOR_GROUPS	0xffff
#define INVALID_PROCESSOR_INDEX	0xffffffff

typedef struct _PROCESSOR_NUMBER {
	USHORT	Group;
	UCHAR	Number;
	UCHAR	Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;

/**
 * KeQueryActiveProcessorCountEx() - count active processors
 * @GroupNumber: the group, or ALL_PROCESSOR_GROUPS
 *
 * Context: any. [doc]
 * Return: the number of the last processor online, and 1; 0 for a group that is none
 * [doc]. Differs from Windows: it becomes less when the last ones are taken off.
 */
ULONG KeQueryActiveProcessorCountEx(USHORT GroupNumber);

/**
 * KeQueryActiveProcessorCount() - count active processors of group 0
 * @ActiveProcessors: receives a mask with as many bits; optional
 *
 * Context: any. [doc]
 * Return: as of KeQueryActiveProcessorCountEx(0).
 */
ULONG KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors);

/**
 * KeQueryActiveProcessors() - a mask of active processors of group 0
 *
 * Its bits may be counted; which ones are set says nothing. [doc]
 *
 * Context: any. [doc]
 * Return: a mask with as many bits as KeQueryActiveProcessorCountEx(0) counts.
 */
KAFFINITY KeQueryActiveProcessors(void);

/**
 * KeQueryMaximumProcessorCountEx() - count the processors that there can be
 * @GroupNumber: the group, or ALL_PROCESSOR_GROUPS
 *
 * Context: any. [doc]
 * Return: their number, which stays the same [doc]; 0 for a group that is none.
 */
ULONG KeQueryMaximumProcessorCountEx(USHORT GroupNumber);

/**
 * KeQueryMaximumProcessorCount() - count the processors that there can be in group 0
 *
 * Context: any. [doc]
 * Return: their number, which stays the same. [doc]
 */
ULONG KeQueryMaximumProcessorCount(void);

/**
 * KeQueryActiveGroupCount() - count the groups with active processors
 *
 * Context: any. [doc]
 * Return: their number.
 */
USHORT KeQueryActiveGroupCount(void);

/**
 * KeQueryMaximumGroupCount() - count the groups that there can be
 *
 * Context: any. [doc]
 * Return: their number, which stays the same. [doc]
 */
USHORT KeQueryMaximumGroupCount(void);

/**
 * KeGetCurrentProcessorNumberEx() - which processor the caller runs on
 * @ProcNumber: receives its group and its number there; optional
 *
 * Below DISPATCH_LEVEL, and with PREEMPT_RT at it, the caller may run on another one
 * as soon as this returns.
 *
 * Context: any. [doc]
 * Return: its system-wide index. [doc]
 */
ULONG KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber);

/**
 * KeGetCurrentProcessorNumber() - a number of the processor that the caller runs on
 *
 * Context: any. [doc]
 * Return: its number in its group, and so less than the number of processors in
 * group 0. [doc]
 */
ULONG KeGetCurrentProcessorNumber(void);

/**
 * KeGetProcessorNumberFromIndex() - a processor's group, and its number there
 * @ProcIndex: its system-wide index
 * @ProcNumber: receives them
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER if there can be no such
 * processor. [doc]
 */
NTSTATUS KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber);

/**
 * KeGetProcessorIndexFromNumber() - a processor's system-wide index
 * @ProcNumber: its group, and its number there
 *
 * Context: any. [doc]
 * Return: the index, or INVALID_PROCESSOR_INDEX if there can be no such processor. [doc]
 */
ULONG KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber);

#endif
