// SPDX-License-Identifier: GPL-2.0-only
/*
 * other.c - what the code under test calls, and no run depends on: debugfs, messages,
 * and the porting layer.
 */
#include "kernel.h"

#include "core/channel.h"
#include "core/debugfs.h"
#include "nt/handle.h"
#include "nt/nt.h"
#include <vmbkmcl/nt/mdl.h>

struct module explore_module;
struct resource iomem_resource;

/* The kernel's own formats (%pe, %pUl) are left as they are. */
void explore_print(const char *format, ...)
{
	sched_trace("%s", format);
}

void vmbkmcl_debugfs_add(struct vmbkmcl_channel *channel)
{
}

void vmbkmcl_debugfs_remove(struct vmbkmcl_channel *channel)
{
}

u64 explore_totals[VMBKMCL_COUNTERS];

void vmbkmcl_debugfs_add_totals(const struct vmbkmcl_channel *channel)
{
	memcpy(explore_totals, channel->counters, sizeof(explore_totals));
}

unsigned long vmbkmcl_timeout_jiffies(const LARGE_INTEGER *timeout)
{
	return timeout ? -timeout->QuadPart / 100000 : MAX_SCHEDULE_TIMEOUT;
}

int vmbkmcl_handle_open(void *object, const struct vmbkmcl_handle_ops *ops, PHANDLE out)
{
	return -EMFILE;
}

void *vmbkmcl_handle_get(HANDLE in, const struct vmbkmcl_handle_ops *ops, NTSTATUS *status)
{
	if (status)
		*status = STATUS_INVALID_HANDLE;
	return NULL;
}

SIZE_T MmSizeOfMdl(PVOID base, SIZE_T length)
{
	return sizeof(MDL) + ADDRESS_AND_SIZE_TO_SPAN_PAGES(base, length) * sizeof(PFN_NUMBER);
}

PMDL IoAllocateMdl(PVOID address, ULONG length, BOOLEAN secondary, BOOLEAN quota,
		   struct _IRP *irp)
{
	PMDL mdl = kzalloc(MmSizeOfMdl(address, length), GFP_ATOMIC);

	mdl->ByteCount = length;
	mdl->ByteOffset = BYTE_OFFSET(address);
	return mdl;
}

VOID IoFreeMdl(PMDL mdl)
{
	kfree(mdl);
}

VOID MmUnmapLockedPages(PVOID address, PMDL mdl)
{
}

/* UBSan ends the program right after its report. */
void __ubsan_on_report(void);

void __ubsan_on_report(void)
{
	sched_report();
}
