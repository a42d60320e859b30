/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory descriptor lists: a buffer and the physical pages behind it.
 *
 * The structure has Windows' layout, with the array of page frame numbers,
 * which are Linux's, directly behind it. An MDL of a user buffer that has
 * MDL_PAGES_LOCKED holds a pin on each page; an MDL of kernel memory holds
 * none.
 *
 * Differences from Windows
 * - MmProbeAndLockPages() returns where no __try takes its exception, with
 *   MDL_PAGES_LOCKED clear.
 * - Mapping several scattered pages may sleep, so at DISPATCH_LEVEL the
 *   mapping functions return NULL for them; pages that lie next to each other
 *   in the kernel's linear mapping can be mapped in any context. A kernel
 *   without CONFIG_PREEMPT_COUNT cannot tell that its caller holds a Linux spin
 *   lock: do not map scattered pages under one.
 *
 * Linux counterpart: struct page, vmap(), pin_user_pages_fast(), alloc_pages()
 */
#ifndef VMBKMCL_NT_MDL_H
#define VMBKMCL_NT_MDL_H

#ifdef __KERNEL__
#include <linux/mm.h>
#endif

#include <ntstatus.h>
#include <vmbkmcl/nt/linux.h>

struct _EPROCESS;
struct _IRP;

/**
 * struct _MDL - memory descriptor list, 48 bytes and the PFN array [doc]
 * @Next: the next MDL of a chain
 * @Size: bytes of this structure and its PFN array; saturates at 0x7ff8, as a
 *	list of more than 4,089 pages does not fit in 15 bits
 * @MdlFlags: MDL_*
 * @Process: private; on Windows the owner of a user buffer
 * @MappedSystemVa: kernel address of the first byte, when mapped
 * @StartVa: address of the buffer's first page
 * @ByteCount: bytes of the buffer
 * @ByteOffset: offset of the buffer in its first page
 */
typedef struct _MDL {
	struct _MDL	*Next;
	CSHORT		Size;
	CSHORT		MdlFlags;
	struct _EPROCESS *Process;
	PVOID		MappedSystemVa;
	PVOID		StartVa;
	ULONG		ByteCount;
	ULONG		ByteOffset;
} MDL, *PMDL;

C_ASSERT(sizeof(MDL) == 48);
C_ASSERT(FIELD_OFFSET(MDL, MdlFlags) == 10);
C_ASSERT(FIELD_OFFSET(MDL, Process) == 16);
C_ASSERT(FIELD_OFFSET(MDL, MappedSystemVa) == 24);
C_ASSERT(FIELD_OFFSET(MDL, StartVa) == 32);
C_ASSERT(FIELD_OFFSET(MDL, ByteCount) == 40);
C_ASSERT(FIELD_OFFSET(MDL, ByteOffset) == 44);

#define MDL_MAPPED_TO_SYSTEM_VA		0x0001
#define MDL_PAGES_LOCKED		0x0002
#define MDL_SOURCE_IS_NONPAGED_POOL	0x0004
#define MDL_ALLOCATED_FIXED_SIZE	0x0008
#define MDL_PARTIAL			0x0010
#define MDL_PARTIAL_HAS_BEEN_MAPPED	0x0020
#define MDL_IO_PAGE_READ		0x0040
#define MDL_WRITE_OPERATION		0x0080
#define MDL_LOCKED_PAGE_TABLES		0x0100
#define MDL_FREE_EXTRA_PTES		0x0200
#define MDL_DESCRIBES_AWE		0x0400
#define MDL_IO_SPACE			0x0800
#define MDL_NETWORK_HEADER		0x1000
#define MDL_MAPPING_CAN_FAIL		0x2000
#define MDL_PAGE_CONTENTS_INVARIANT	0x4000

/* Of an MDL with none of these the page numbers are not known. */
#define VMBKMCL_MDL_PAGES_KNOWN		(MDL_PAGES_LOCKED | MDL_PARTIAL | \
					 MDL_SOURCE_IS_NONPAGED_POOL)

/*
 * Linux has a PAGE_ALIGN() of its own, which rounds up where Windows' rounds down, and
 * other kinds of protection by these names.
 */
#ifndef __KERNEL__
#define PAGE_NOACCESS		0x01
#define PAGE_READONLY		0x02
#define PAGE_READWRITE		0x04
#define PAGE_WRITECOPY		0x08
#define PAGE_EXECUTE		0x10
#define PAGE_EXECUTE_READ	0x20
#define PAGE_EXECUTE_READWRITE	0x40
#define PAGE_EXECUTE_WRITECOPY	0x80
#define PAGE_GUARD		0x100
#define PAGE_NOCACHE		0x200
#define PAGE_WRITECOMBINE	0x400
#define PAGE_SHIFT		VMBKMCL_PAGE_SHIFT
#define PAGE_SIZE		(1 << PAGE_SHIFT)
#define PAGE_ALIGN(va)		((PVOID)((ULONG_PTR)(va) & ~((ULONG_PTR)PAGE_SIZE - 1)))
#endif

#define BYTE_OFFSET(va)		((ULONG)((ULONG_PTR)(va) & (PAGE_SIZE - 1)))
#define BYTES_TO_PAGES(n) \
	((ULONG)(((ULONG_PTR)(n) >> PAGE_SHIFT) + (((n) & (PAGE_SIZE - 1)) != 0)))
#define ROUND_TO_PAGES(n) \
	(((ULONG_PTR)(n) + PAGE_SIZE - 1) & ~((ULONG_PTR)PAGE_SIZE - 1))
#define ADDRESS_AND_SIZE_TO_SPAN_PAGES(va, n) \
	((ULONG)((BYTE_OFFSET(va) + (SIZE_T)(n) + PAGE_SIZE - 1) >> PAGE_SHIFT))

/**
 * MmGetPhysicalAddress() - where memory of the kernel's is
 * @BaseAddress: an address in it
 *
 * Context: any. [doc]
 * Return: the physical address; 0 for what is no such address [ours].
 */
PHYSICAL_ADDRESS MmGetPhysicalAddress(PVOID BaseAddress);

/*
 * Accessors [doc nf-wdm-mmgetmdlbytecount]. As on Windows these are macros and touch
 * no page.
 */
#define MmGetMdlPfnArray(mdl)	((PPFN_NUMBER)((PMDL)(mdl) + 1))
#define MmGetMdlVirtualAddress(mdl) \
	((PVOID)((PUCHAR)(mdl)->StartVa + (mdl)->ByteOffset))
#define MmGetMdlByteCount(mdl)	((mdl)->ByteCount)
#define MmGetMdlByteOffset(mdl)	((mdl)->ByteOffset)
#define MmGetMdlBaseVa(mdl)	((mdl)->StartVa)

typedef enum _MEMORY_CACHING_TYPE {
	MmNonCached = FALSE,
	MmCached = TRUE,
	MmWriteCombined = 2,
	MmHardwareCoherentCached,
	MmNonCachedUnordered,
	MmUSWCCached,
	MmMaximumCacheType,
	MmNotMapped = -1
} MEMORY_CACHING_TYPE;

typedef enum _LOCK_OPERATION {
	IoReadAccess,
	IoWriteAccess,
	IoModifyAccess
} LOCK_OPERATION;

typedef enum _MM_PAGE_PRIORITY {
	LowPagePriority = 0,
	NormalPagePriority = 16,
	HighPagePriority = 32
} MM_PAGE_PRIORITY;

#define MdlMappingNoWrite	0x80000000
#define MdlMappingNoExecute	0x40000000

#define MM_DONT_ZERO_ALLOCATION			0x00000001
#define MM_ALLOCATE_FROM_LOCAL_NODE_ONLY	0x00000002
#define MM_ALLOCATE_FULLY_REQUIRED		0x00000004
#define MM_ALLOCATE_NO_WAIT			0x00000008
#define MM_ALLOCATE_PREFER_CONTIGUOUS		0x00000010
#define MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS	0x00000020

/**
 * MmSizeOfMdl() - bytes that an MDL for a buffer needs
 * @Base: the buffer's address; only its offset in a page counts
 * @Length: bytes of the buffer
 *
 * Context: any. [doc]
 * Return: sizeof(MDL) and one PFN_NUMBER for each page of the buffer.
 */
SIZE_T MmSizeOfMdl(PVOID Base, SIZE_T Length);

/**
 * MmInitializeMdl() - initialise an MDL in memory of the caller's
 * @mdl: MmSizeOfMdl() bytes
 * @base: the buffer's address
 * @length: bytes of the buffer
 *
 * Context: any. [ours] The PFN array does not change.
 */
void MmInitializeMdl(PMDL mdl, PVOID base, SIZE_T length);

/**
 * IoAllocateMdl() - allocate an MDL for a buffer
 * @VirtualAddress: the buffer, or NULL when the caller fills in the PFN array
 * @Length: bytes of the buffer, up to 4 GiB less a page
 * @SecondaryBuffer: with @Irp: append to its chain instead of replacing it
 * @ChargeQuota: ignored, there are no quotas here
 * @Irp: request that the MDL belongs to, or NULL
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: the MDL, with its PFN array not filled in; free it with IoFreeMdl().
 * NULL when memory is short.
 */
PMDL IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer,
		   BOOLEAN ChargeQuota, struct _IRP *Irp);

/**
 * IoFreeMdl() - free one MDL, not its pages nor the rest of its chain
 * @Mdl: from IoAllocateMdl(); pages that MmProbeAndLockPages() locked must
 *	have been unlocked
 *
 * Context: at or below DISPATCH_LEVEL. [doc] A mapped partial MDL is unmapped
 * first.
 */
VOID IoFreeMdl(PMDL Mdl);

/**
 * IoBuildPartialMdl() - describe a part of another MDL's buffer
 * @SourceMdl: filled in
 * @TargetMdl: large enough for the part's pages
 * @VirtualAddress: start of the part, as an address in @SourceMdl's buffer
 * @Length: bytes of the part; 0 for the rest of the buffer
 *
 * Context: at or below DISPATCH_LEVEL. [doc] @SourceMdl still owns the pages,
 * so it must be freed after @TargetMdl. A part that is not within the source or
 * does not fit in the target is refused with a warning in the log, where
 * Windows stops the machine; @TargetMdl then has a ByteCount of 0.
 */
VOID IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress,
		       ULONG Length);

/**
 * MmPrepareMdlForReuse() - unmap a partial MDL before it is built again
 * @mdl: a partial MDL, for another IoBuildPartialMdl()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
void MmPrepareMdlForReuse(PMDL mdl);

/**
 * MmBuildMdlForNonPagedPool() - fill in the pages of a kernel buffer
 * @Mdl: for a buffer in pool, in a module's data, or on a stack
 *
 * Context: at or below DISPATCH_LEVEL. [doc] Linux never pages kernel memory
 * out, so the buffer can be at any kernel address; the MDL takes no reference
 * on the pages. An address without a page is refused with a warning in the log,
 * and the MDL's ByteCount becomes 0.
 */
VOID MmBuildMdlForNonPagedPool(PMDL Mdl);

/**
 * MmProbeAndLockPages() - make a buffer's pages resident and pin them
 * @MemoryDescriptorList: an MDL for the buffer
 * @AccessMode: UserMode for a buffer of the calling process
 * @Operation: IoReadAccess when the device only reads the buffer
 *
 * A user buffer's pages may stay locked for as long as the driver likes. A buffer
 * in a mapped file that is locked for writing is refused from Linux 6.4 on, whose
 * file systems cannot follow such writes. On Linux 5.10 a page locked for reading
 * need not be the process's any more after it has forked.
 *
 * Context: PASSIVE_LEVEL, in the process that owns a user buffer; at or below
 * DISPATCH_LEVEL for a kernel buffer. [doc]
 * Return: nothing. On failure it raises STATUS_ACCESS_VIOLATION, or
 * STATUS_WORKING_SET_QUOTA when the process would have more memory pinned than
 * RLIMIT_MEMLOCK allows. Where no __try takes that it returns, no page is pinned and
 * MDL_PAGES_LOCKED is clear in MdlFlags. [ours]
 */
VOID MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
			 LOCK_OPERATION Operation);

/**
 * MmUnlockPages() - undo MmProbeAndLockPages()
 * @MemoryDescriptorList: with MDL_PAGES_LOCKED set
 *
 * Context: at or below DISPATCH_LEVEL. [doc] Also unmaps the MDL, and marks
 * pages that were locked for writing as dirty; at DISPATCH_LEVEL the pages of a
 * user buffer are released a little later, by a work item.
 */
VOID MmUnlockPages(PMDL MemoryDescriptorList);

/**
 * MmMapLockedPagesSpecifyCache() - map an MDL's pages
 * @MemoryDescriptorList: filled in, not mapped yet; for one whose pages were neither
 *	locked nor built NULL is returned [ours]
 * @AccessMode: KernelMode; mappings into a process are not supported
 * @CacheType: MmCached; for others NULL is returned [ours]
 * @RequestedAddress: ignored in KernelMode
 * @BugCheckOnFailure: ignored; a failure always returns NULL
 * @Priority: MdlMappingNoWrite makes a new mapping read-only, but at
 *	DISPATCH_LEVEL not that of neighbouring pages; other bits are ignored
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL for neighbouring pages.
 * Return: the address of the first byte, or NULL.
 */
PVOID MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList,
				   KPROCESSOR_MODE AccessMode,
				   MEMORY_CACHING_TYPE CacheType,
				   PVOID RequestedAddress,
				   ULONG BugCheckOnFailure, ULONG Priority);
#define MmMapLockedPages(mdl, mode) \
	MmMapLockedPagesSpecifyCache(mdl, mode, MmCached, NULL, TRUE, NormalPagePriority)

/**
 * MmUnmapLockedPages() - undo MmMapLockedPagesSpecifyCache()
 * @BaseAddress: the address that it returned
 * @MemoryDescriptorList: the MDL
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList);

/**
 * MmGetSystemAddressForMdlSafe() - the kernel address of an MDL's buffer
 * @mdl: filled in
 * @priority: as for MmMapLockedPagesSpecifyCache()
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL when mapped already, and for
 * neighbouring pages.
 * Return: the address, or NULL. The mapping lasts until the MDL is unlocked,
 * unmapped or freed. [doc]
 */
static inline PVOID MmGetSystemAddressForMdlSafe(PMDL mdl, ULONG priority)
{
	if (mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL))
		return mdl->MappedSystemVa;
	return MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL,
					    FALSE, priority);
}

/**
 * MmAllocatePagesForMdlEx() - allocate whole pages
 * @LowAddress: lowest physical address wanted
 * @HighAddress: highest physical address wanted
 * @SkipBytes: with MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS the size of a chunk,
 *	a power of two of pages that @TotalBytes is a multiple of; 0: one chunk of all
 *	pages, as many as they are [doc]; otherwise 0
 * @TotalBytes: bytes wanted, rounded up to pages
 * @CacheType: MmCached; for others NULL is returned [ours]
 * @Flags: MM_*
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL with MM_ALLOCATE_NO_WAIT, which
 * is assumed there. [doc]
 * Return: an MDL of the pages, locked and not mapped, with a StartVa of NULL;
 * without MM_ALLOCATE_FULLY_REQUIRED it may have fewer pages than wanted [doc]: as
 * many as can be had without ending a process to get them. NULL when there are
 * none, and when Linux gives out none within the limits from a zone that has some there
 * and some elsewhere [ours]. Free the pages with MmFreePagesFromMdl(), then the MDL
 * with ExFreePool().
 */
PMDL MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress,
			     PHYSICAL_ADDRESS HighAddress,
			     PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
			     MEMORY_CACHING_TYPE CacheType, ULONG Flags);

/**
 * MmAllocatePagesForMdl() - MmAllocatePagesForMdlEx(), cached, no flags
 * @LowAddress: lowest physical address wanted
 * @HighAddress: highest physical address wanted
 * @SkipBytes: 0
 * @TotalBytes: bytes wanted
 *
 * Context: PASSIVE_LEVEL.
 * Return: as MmAllocatePagesForMdlEx().
 */
PMDL MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress,
			   PHYSICAL_ADDRESS HighAddress,
			   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes);

/**
 * MmFreePagesFromMdl() - free the pages of MmAllocatePagesForMdlEx()
 * @MemoryDescriptorList: their MDL, which is unmapped; free it with
 *	ExFreePool() afterwards
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID MmFreePagesFromMdl(PMDL MemoryDescriptorList);

#endif
