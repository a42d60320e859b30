// SPDX-License-Identifier: GPL-2.0-only
/*
 * mdl.c - memory descriptor lists: making them, and the pages they describe.
 *
 * What an MDL holds is told by its flags alone:
 *  - MDL_PAGES_LOCKED: a pin on each page of a user buffer (mdl_user), nothing
 *    for kernel memory, whose owner keeps it, or, when StartVa is NULL, the
 *    pages themselves (MmAllocatePagesForMdlEx())
 *  - MDL_MAPPED_TO_SYSTEM_VA: an address
 * Process points at what has to be undone, the newest first: see struct mdl_hold.
 */
#include <linux/io.h>
#include <linux/llist.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/irp.h>
#include <vmbkmcl/nt/mdl.h>
#include <vmbkmcl/nt/pool.h>

#include "../compat/export.h"
#include "nt.h"
#include "window.h"

/* The structure's Size has 15 bits; page counts are taken from ByteCount. */
#define MDL_SIZE_MAX	0x7ff8

static ULONG mdl_pages(const MDL *mdl)
{
	return ADDRESS_AND_SIZE_TO_SPAN_PAGES((ULONG_PTR)mdl->ByteOffset,
					      mdl->ByteCount);
}

static struct page *mdl_page(PMDL mdl, ULONG index)
{
	return pfn_to_page(MmGetMdlPfnArray(mdl)[index]);
}

SIZE_T MmSizeOfMdl(PVOID Base, SIZE_T Length)
{
	SIZE_T rest = BYTE_OFFSET(Base) + BYTE_OFFSET(Length);
	SIZE_T pages = (Length >> PAGE_SHIFT) + ((rest + PAGE_SIZE - 1) >> PAGE_SHIFT);

	return sizeof(MDL) + pages * sizeof(PFN_NUMBER);
}
VMBKMCL_EXPORT(MmSizeOfMdl);

void MmInitializeMdl(PMDL mdl, PVOID base, SIZE_T length)
{
	memset(mdl, 0, sizeof(*mdl));
	mdl->Size = min_t(SIZE_T, MmSizeOfMdl(base, length), MDL_SIZE_MAX);
	mdl->StartVa = (PVOID)((ULONG_PTR)base & PAGE_MASK);
	mdl->ByteOffset = BYTE_OFFSET(base);
	mdl->ByteCount = length;
}
VMBKMCL_EXPORT(MmInitializeMdl);

static void mdl_append(PMDL *chain, PMDL mdl)
{
	while (*chain)
		chain = &(*chain)->Next;
	*chain = mdl;
}

PMDL IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer,
		   BOOLEAN ChargeQuota, PIRP Irp)
{
	PMDL mdl;

	mdl = ExAllocatePoolZero(NonPagedPoolNx,
				 MmSizeOfMdl(VirtualAddress, Length), 0x206c644d);
	if (!mdl)
		return NULL;
	MmInitializeMdl(mdl, VirtualAddress, Length);
	if (Irp && SecondaryBuffer)
		mdl_append(&Irp->MdlAddress, mdl);
	else if (Irp)
		Irp->MdlAddress = mdl;
	return mdl;
}
VMBKMCL_EXPORT(IoAllocateMdl);

VOID IoFreeMdl(PMDL Mdl)
{
	MmPrepareMdlForReuse(Mdl);
	WARN_ONCE(Mdl->MdlFlags & MDL_PAGES_LOCKED && !(Mdl->MdlFlags & MDL_PARTIAL),
		  "vmbkmcl: IoFreeMdl() of an MDL whose pages are locked\n");
	if (Mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(Mdl->MappedSystemVa, Mdl);
	ExFreePool(Mdl);
}
VMBKMCL_EXPORT(IoFreeMdl);

/* Data and code of modules: like vmalloc's, mapped page by page. */
static bool mdl_module_address(const void *address)
{
#ifdef MODULES_VADDR
	return (unsigned long)address >= MODULES_VADDR &&
	       (unsigned long)address < MODULES_END;
#else
	return false;
#endif
}

/* The page that backs a kernel address, or NULL. */
static struct page *mdl_kernel_page(const void *address)
{
	if (is_vmalloc_addr(address) || mdl_module_address(address))
		return vmalloc_to_page(address);
	return virt_addr_valid(address) ? virt_to_page(address) : NULL;
}

PHYSICAL_ADDRESS MmGetPhysicalAddress(PVOID BaseAddress)
{
	struct page *page = mdl_kernel_page(BaseAddress);
	PHYSICAL_ADDRESS address = { .QuadPart = 0 };

	if (page)
		address.QuadPart = page_to_phys(page) + offset_in_page(BaseAddress);
	return address;
}
VMBKMCL_EXPORT(MmGetPhysicalAddress);

/* Fill in the PFNs of a kernel buffer; true when all of it has pages. */
static bool mdl_fill_kernel(PMDL mdl)
{
	PPFN_NUMBER pfns = MmGetMdlPfnArray(mdl);
	ULONG i, pages = mdl_pages(mdl);
	struct page *page;

	for (i = 0; i < pages; i++) {
		page = mdl_kernel_page(mdl->StartVa + (SIZE_T)i * PAGE_SIZE);
		if (!page)
			return false;
		pfns[i] = page_to_pfn(page);
	}
	return true;
}

VOID MmBuildMdlForNonPagedPool(PMDL Mdl)
{
	if (!mdl_fill_kernel(Mdl)) {
		WARN_ONCE(1, "vmbkmcl: MDL for %p, which no page backs\n",
			  Mdl->StartVa);
		Mdl->ByteCount = 0;
		return;
	}
	Mdl->MappedSystemVa = MmGetMdlVirtualAddress(Mdl);
	Mdl->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
}
VMBKMCL_EXPORT(MmBuildMdlForNonPagedPool);

VOID IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress,
		       ULONG Length)
{
	ULONG_PTR start = (ULONG_PTR)MmGetMdlVirtualAddress(SourceMdl);
	ULONG_PTR offset = (ULONG_PTR)VirtualAddress - start;
	SIZE_T capacity = TargetMdl->Size;
	ULONG first, count;

	if (offset <= SourceMdl->ByteCount && !Length)
		Length = SourceMdl->ByteCount - offset;
	if (WARN_ONCE(offset > SourceMdl->ByteCount ||
		      Length > SourceMdl->ByteCount - offset ||
		      (capacity < MDL_SIZE_MAX &&
		       capacity < MmSizeOfMdl(VirtualAddress, Length)),
		      "vmbkmcl: partial MDL outside its source, or too small\n")) {
		TargetMdl->ByteCount = 0;
		return;
	}
	first = (SourceMdl->ByteOffset + offset) >> PAGE_SHIFT;
	TargetMdl->StartVa = (PVOID)((ULONG_PTR)VirtualAddress & PAGE_MASK);
	TargetMdl->ByteOffset = BYTE_OFFSET(VirtualAddress);
	TargetMdl->ByteCount = Length;
	TargetMdl->Process = NULL;
	count = mdl_pages(TargetMdl);
	memcpy(MmGetMdlPfnArray(TargetMdl), MmGetMdlPfnArray(SourceMdl) + first,
	       count * sizeof(PFN_NUMBER));
	/* Of a source that is not locked, the pages are not known either. */
	TargetMdl->MdlFlags = SourceMdl->MdlFlags & (MDL_IO_PAGE_READ | MDL_WRITE_OPERATION);
	if (SourceMdl->MdlFlags & VMBKMCL_MDL_PAGES_KNOWN)
		TargetMdl->MdlFlags |= MDL_PARTIAL;
	/* A mapped source lends its address: such a target needs none of its own. */
	if (SourceMdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL)) {
		TargetMdl->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
		TargetMdl->MappedSystemVa = SourceMdl->MappedSystemVa + offset;
	}
}
VMBKMCL_EXPORT(IoBuildPartialMdl);

void MmPrepareMdlForReuse(PMDL mdl)
{
	if (mdl->MdlFlags & MDL_PARTIAL_HAS_BEEN_MAPPED)
		MmUnmapLockedPages(mdl->MappedSystemVa, mdl);
}
VMBKMCL_EXPORT(MmPrepareMdlForReuse);

/**
 * struct mdl_hold - an address that vmap() made, or pins on pages
 * @node: on mdl_undo_list, once it is to be undone
 * @below: the hold that is older, or NULL
 * @address: the first page's address; NULL for pins
 * @dirty: the pages may have been written
 * @mm: of the process that has pinned them, referenced; NULL of an address
 * @count: number of @pages
 * @pages: pinned pages
 */
struct mdl_hold {
	struct llist_node node;
	struct mdl_hold *below;
	void *address;
	bool dirty;
	struct mm_struct *mm;
	unsigned long count;
	struct page *pages[];
};

/*
 * vunmap() and the lock of a page may sleep, where MmUnmapLockedPages() and
 * MmUnlockPages() may not: there a work item does it.
 */
static LLIST_HEAD(mdl_undo_list);

/*
 * The pages count as RDMA's do: those that a process has pinned in all, whatever asked
 * for it, within its limit for locked memory.
 */
static NTSTATUS mdl_charge(struct mdl_hold *hold)
{
	unsigned long limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	struct mm_struct *mm = current->mm;

	if (atomic64_add_return(hold->count, &mm->pinned_vm) > limit &&
	    !capable(CAP_IPC_LOCK)) {
		atomic64_sub(hold->count, &mm->pinned_vm);
		return STATUS_WORKING_SET_QUOTA;
	}
	mmgrab(mm);
	hold->mm = mm;
	return STATUS_SUCCESS;
}

static void mdl_uncharge(struct mdl_hold *hold)
{
	atomic64_sub(hold->count, &hold->mm->pinned_vm);
	mmdrop(hold->mm);
}

static void mdl_undo(struct mdl_hold *hold)
{
	if (hold->address) {
		vunmap(hold->address);
	} else {
		unpin_user_pages_dirty_lock(hold->pages, hold->count, hold->dirty);
		mdl_uncharge(hold);
	}
	kvfree(hold);
}

static void mdl_undo_work_fn(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&mdl_undo_list);
	struct mdl_hold *hold, *next;

	llist_for_each_entry_safe(hold, next, list, node)
		mdl_undo(hold);
}

static DECLARE_WORK(mdl_undo_work, mdl_undo_work_fn);

void vmbkmcl_mdl_exit(void)
{
	flush_work(&mdl_undo_work);
}

static struct mdl_hold *mdl_hold_alloc(ULONG pages)
{
	struct mdl_hold *hold;

	hold = kvzalloc(struct_size(hold, pages, pages), GFP_KERNEL_ACCOUNT);
	if (hold)
		hold->count = pages;
	return hold;
}

static struct mdl_hold *mdl_newest(const MDL *mdl)
{
	return (struct mdl_hold *)mdl->Process;
}

static void mdl_push(PMDL mdl, struct mdl_hold *hold)
{
	hold->below = mdl_newest(mdl);
	mdl->Process = (struct _EPROCESS *)hold;
}

/* Undo the newest hold. */
static void mdl_pop(PMDL mdl)
{
	struct mdl_hold *hold = mdl_newest(mdl);

	mdl->Process = (struct _EPROCESS *)hold->below;
	if (vmbkmcl_may_sleep()) {
		mdl_undo(hold);
		return;
	}
	llist_add(&hold->node, &mdl_undo_list);
	schedule_work(&mdl_undo_work);
}

/*
 * Pin the pages of a process's buffer. A driver may keep them for as long as it
 * likes, so pages that must be able to move are moved away first.
 */
static NTSTATUS mdl_pin(struct mdl_hold *hold, unsigned long address, bool write)
{
	unsigned int flags = FOLL_LONGTERM | (write ? FOLL_WRITE : 0);
	int got;

	hold->dirty = write;
	got = pin_user_pages_fast(address & PAGE_MASK, hold->count, flags, hold->pages);
	if (got == hold->count)
		return STATUS_SUCCESS;
	if (got > 0)
		unpin_user_pages(hold->pages, got);
	return STATUS_ACCESS_VIOLATION;
}

static NTSTATUS mdl_charge_and_pin(struct mdl_hold *hold, unsigned long address, bool write)
{
	NTSTATUS status = mdl_charge(hold);

	if (!NT_SUCCESS(status))
		return status;
	status = mdl_pin(hold, address, write);
	if (!NT_SUCCESS(status))
		mdl_uncharge(hold);
	return status;
}

static NTSTATUS mdl_pin_user(PMDL mdl, unsigned long address, bool write)
{
	PPFN_NUMBER pfns = MmGetMdlPfnArray(mdl);
	struct mdl_hold *hold;
	unsigned long i;
	NTSTATUS status;

	/* A kernel thread has no memory of a process. */
	if (!current->mm ||
	    !access_ok((void __user *)address, mdl->ByteCount))
		return STATUS_ACCESS_VIOLATION;
	hold = mdl_hold_alloc(mdl_pages(mdl));
	if (!hold)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = mdl_charge_and_pin(hold, address, write);
	if (!NT_SUCCESS(status)) {
		kvfree(hold);
		return status;
	}
	for (i = 0; i < hold->count; i++)
		pfns[i] = page_to_pfn(hold->pages[i]);
	mdl_push(mdl, hold);
	return STATUS_SUCCESS;
}

/*
 * Where the buffer is in the calling process: it may be at the address of a window,
 * which the driver got for it. 0: it is the kernel's.
 */
static unsigned long mdl_user_address(PMDL mdl, KPROCESSOR_MODE mode, bool write)
{
	void *address = MmGetMdlVirtualAddress(mdl);

	if ((unsigned long)address < TASK_SIZE_MAX)
		return (unsigned long)address;
	return mode == UserMode ? vmbkmcl_window_user(address, mdl->ByteCount, write) : 0;
}

NTSTATUS vmbkmcl_mdl_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
	bool write = operation != IoReadAccess;
	NTSTATUS status = STATUS_SUCCESS;
	unsigned long user;

	if (WARN_ON_ONCE(mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_PARTIAL |
					  MDL_SOURCE_IS_NONPAGED_POOL)))
		return STATUS_ACCESS_VIOLATION;
	user = mdl_user_address(mdl, mode, write);
	if (user) {
		might_sleep();
		status = mdl_pin_user(mdl, user, write);
	} else if (mode != KernelMode || !mdl_fill_kernel(mdl)) {
		/* A process may not have kernel memory locked in its name. */
		status = STATUS_ACCESS_VIOLATION;
	}
	if (NT_SUCCESS(status))
		mdl->MdlFlags |= MDL_PAGES_LOCKED |
				 (write ? MDL_WRITE_OPERATION : 0);
	return status;
}

VOID MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
			 LOCK_OPERATION Operation)
{
	NTSTATUS status = vmbkmcl_mdl_lock(MemoryDescriptorList, AccessMode, Operation);

	if (!NT_SUCCESS(status))
		vmbkmcl_raise(status);
}
VMBKMCL_EXPORT(MmProbeAndLockPages);

VOID MmUnlockPages(PMDL MemoryDescriptorList)
{
	PMDL mdl = MemoryDescriptorList;

	if (WARN_ON_ONCE(!(mdl->MdlFlags & MDL_PAGES_LOCKED) || !mdl->StartVa))
		return;
	if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(mdl->MappedSystemVa, mdl);
	/* Pins on the pages of a process are all that can be left. */
	if (mdl_newest(mdl))
		mdl_pop(mdl);
	mdl->MdlFlags &= ~(MDL_PAGES_LOCKED | MDL_WRITE_OPERATION);
}
VMBKMCL_EXPORT(MmUnlockPages);

/* The address of the first page when all lie in a row there, or NULL. */
static void *mdl_linear(PMDL mdl)
{
	PPFN_NUMBER pfns = MmGetMdlPfnArray(mdl);
	ULONG i, pages = mdl_pages(mdl);

	for (i = 0; i < pages; i++)
		if (pfns[i] != pfns[0] + i || PageHighMem(pfn_to_page(pfns[i])))
			return NULL;
	return pages ? page_address(pfn_to_page(pfns[0])) : NULL;
}

static struct mdl_hold *mdl_vmap(PMDL mdl, bool read_only)
{
	ULONG i, pages = mdl_pages(mdl);
	struct mdl_hold *hold;
	struct page **list;

	if (!vmbkmcl_may_sleep())
		return NULL;
	hold = mdl_hold_alloc(0);
	list = kvmalloc_array(pages, sizeof(*list), GFP_KERNEL);
	if (hold && list) {
		for (i = 0; i < pages; i++)
			list[i] = mdl_page(mdl, i);
		hold->address = vmap(list, pages, VM_MAP,
				     read_only ? PAGE_KERNEL_RO : PAGE_KERNEL);
	}
	kvfree(list);
	if (hold && !hold->address) {
		kvfree(hold);
		hold = NULL;
	}
	return hold;
}

PVOID MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList,
				   KPROCESSOR_MODE AccessMode,
				   MEMORY_CACHING_TYPE CacheType,
				   PVOID RequestedAddress,
				   ULONG BugCheckOnFailure, ULONG Priority)
{
	PMDL mdl = MemoryDescriptorList;
	struct mdl_hold *hold;
	void *address = NULL;

	if (AccessMode != KernelMode || CacheType != MmCached || !mdl->ByteCount)
		return NULL;
	if (WARN_ON_ONCE(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA))
		return NULL;
	/* Neither locked nor built: its array holds zeros, which are a page, too. */
	if (!(mdl->MdlFlags & VMBKMCL_MDL_PAGES_KNOWN))
		return NULL;
	/* The kernel's linear mapping can be written, and is at hand at any level. */
	if (!(Priority & MdlMappingNoWrite) || !vmbkmcl_may_sleep())
		address = mdl_linear(mdl);
	if (!address) {
		hold = mdl_vmap(mdl, Priority & MdlMappingNoWrite);
		if (!hold)
			return NULL;
		address = hold->address;
		mdl_push(mdl, hold);
	}
	mdl->MappedSystemVa = address + mdl->ByteOffset;
	mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
	if (mdl->MdlFlags & MDL_PARTIAL)
		mdl->MdlFlags |= MDL_PARTIAL_HAS_BEEN_MAPPED;
	return mdl->MappedSystemVa;
}
VMBKMCL_EXPORT(MmMapLockedPagesSpecifyCache);

VOID MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList)
{
	PMDL mdl = MemoryDescriptorList;

	if (WARN_ON_ONCE(!(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA) ||
			 BaseAddress != mdl->MappedSystemVa))
		return;
	/* Neighbouring pages have an address without a mapping of their own. */
	if (mdl_newest(mdl) && mdl_newest(mdl)->address)
		mdl_pop(mdl);
	mdl->MappedSystemVa = NULL;
	mdl->MdlFlags &= ~(MDL_MAPPED_TO_SYSTEM_VA | MDL_PARTIAL_HAS_BEEN_MAPPED);
}
VMBKMCL_EXPORT(MmUnmapLockedPages);
