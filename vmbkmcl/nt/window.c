// SPDX-License-Identifier: GPL-2.0-only
/*
 * window.c - buffers of processes that drivers use by address.
 *
 * A driver whose requests have neither a copy of the buffer nor an MDL looks at the
 * process's memory itself. The processor keeps the kernel from that (SMAP), so the
 * driver gets a kernel address of the same pages, which are pinned meanwhile. A
 * buffer that is not there keeps its address: it fails to be probed. The thread that
 * made the request is alone in having the address: a program's other threads may not
 * name it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <vmbkmcl/nt/probe.h>
#include <vmbkmcl/nt/seh.h>

#include "../compat/export.h"
#include "nt.h"
#include "window.h"

static LIST_HEAD(windows);
static DEFINE_SPINLOCK(windows_lock);

static bool window_map(struct vmbkmcl_window *window, PMDL mdl, bool write)
{
	ULONG priority = NormalPagePriority | MdlMappingNoExecute |
			 (write ? 0 : MdlMappingNoWrite);

	if (!NT_SUCCESS(vmbkmcl_mdl_lock(mdl, UserMode, write ? IoModifyAccess : IoReadAccess)))
		return false;
	window->address = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL,
						       FALSE, priority);
	if (!window->address) {
		MmUnlockPages(mdl);
		return false;
	}
	window->writable = write;
	return true;
}

PVOID vmbkmcl_window_open(struct vmbkmcl_window *window, u64 user, SIZE_T size,
			  bool output)
{
	PVOID address = (PVOID)(ULONG_PTR)user;
	PMDL mdl;

	window->mdl = NULL;
	if (!size || user >= TASK_SIZE_MAX)
		return address;
	mdl = IoAllocateMdl(address, size, FALSE, FALSE, NULL);
	if (!mdl)
		return address;
	if (!window_map(window, mdl, true) &&
	    (output || !window_map(window, mdl, false))) {
		IoFreeMdl(mdl);
		return address;
	}
	window->mdl = mdl;
	window->task = current;
	window->mm = current->mm;
	window->user = user;
	window->size = size;
	spin_lock_bh(&windows_lock);
	list_add(&window->link, &windows);
	spin_unlock_bh(&windows_lock);
	return window->address;
}

void vmbkmcl_window_close(struct vmbkmcl_window *window)
{
	if (!window->mdl)
		return;
	spin_lock_bh(&windows_lock);
	list_del(&window->link);
	spin_unlock_bh(&windows_lock);
	MmUnlockPages(window->mdl);
	IoFreeMdl(window->mdl);
}

unsigned long vmbkmcl_window_user(const void *address, SIZE_T size, bool write)
{
	const struct vmbkmcl_window *window;
	unsigned long user = 0;
	SIZE_T offset;

	spin_lock_bh(&windows_lock);
	list_for_each_entry(window, &windows, link) {
		offset = address - window->address;
		if (window->task == current && window->mm == current->mm &&
		    offset < window->size && size <= window->size - offset &&
		    (window->writable || !write)) {
			user = window->user + offset;
			break;
		}
	}
	spin_unlock_bh(&windows_lock);
	return user;
}

static bool probe_is_of_user(const void *address, SIZE_T size)
{
	return (unsigned long)address < TASK_SIZE_MAX &&
	       size <= TASK_SIZE_MAX - (unsigned long)address;
}

static NTSTATUS probe(const volatile VOID *Address, SIZE_T Length, ULONG Alignment,
		      bool write)
{
	const void *address = (const void *)Address;

	might_sleep();
	if (!Length)
		return STATUS_SUCCESS;
	if ((unsigned long)address & (Alignment - 1))
		return STATUS_DATATYPE_MISALIGNMENT;
	if (vmbkmcl_window_user(address, Length, write))
		return STATUS_SUCCESS;
	if (probe_is_of_user(address, Length))
		pr_info_once("%s: a driver probes memory of a process that is no buffer of its request, and cannot use it by address: that needs an MDL\n",
			     current->comm);
	return STATUS_ACCESS_VIOLATION;
}

VOID ProbeForRead(const volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
	NTSTATUS status = probe(Address, Length, Alignment, false);

	if (!NT_SUCCESS(status))
		ExRaiseStatus(status);
}
VMBKMCL_EXPORT(ProbeForRead);

VOID ProbeForWrite(volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
	NTSTATUS status = probe(Address, Length, Alignment, true);

	if (!NT_SUCCESS(status))
		ExRaiseStatus(status);
}
VMBKMCL_EXPORT(ProbeForWrite);
