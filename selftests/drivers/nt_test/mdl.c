// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/notifier.h>
#include <linux/oom.h>
#include <linux/pfn.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include "nt_test.h"

#define PAGES	5

/* A buffer in vmalloc memory, whose pages are scattered. */
static void *scattered_alloc(struct kcase *t, u8 fill)
{
	u8 *p = vmalloc(PAGES * PAGE_SIZE);

	if (p)
		memset(p, fill, PAGES * PAGE_SIZE);
	else
		FAIL(t, "no memory");
	return p;
}

static void test_MmSizeOfMdl(struct kcase *t)
{
	EXPECT_EQ(t, MmSizeOfMdl(NULL, 0), sizeof(MDL));
	EXPECT_EQ(t, MmSizeOfMdl(NULL, 1), sizeof(MDL) + 8);
	EXPECT_EQ(t, MmSizeOfMdl((PVOID)4095, 2), sizeof(MDL) + 16);
	EXPECT_EQ(t, MmSizeOfMdl(NULL, 4096), sizeof(MDL) + 8);
	EXPECT_EQ(t, MmSizeOfMdl((PVOID)4095, SIZE_MAX), sizeof(MDL) + 8 * ((1ul << 52) + 1));
}

static void test_IoAllocateMdl(struct kcase *t)
{
	PVOID base = (PVOID)0x1234567;
	PMDL mdl = IoAllocateMdl(base, 10000, FALSE, FALSE, NULL);
	PMDL second;
	PIRP irp;

	ASSERT_NOT_NULL(t, mdl);
	EXPECT_NULL(t, mdl->Next);
	EXPECT_PTR_EQ(t, MmGetMdlVirtualAddress(mdl), base);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), 10000u);
	EXPECT_EQ(t, MmGetMdlByteOffset(mdl), 0x567u);
	EXPECT_EQ(t, mdl->Size, sizeof(MDL) + 3 * sizeof(PFN_NUMBER));
	IoFreeMdl(mdl);

	irp = IoAllocateIrp(1, FALSE);
	ASSERT_NOT_NULL(t, irp);
	mdl = IoAllocateMdl(base, 1, FALSE, FALSE, irp);
	second = IoAllocateMdl(base, 1, TRUE, FALSE, irp);
	EXPECT_PTR_EQ(t, irp->MdlAddress, mdl);
	EXPECT_PTR_EQ(t, mdl->Next, second);
	IoFreeMdl(second);
	IoFreeMdl(mdl);
	IoFreeIrp(irp);
}

static void test_MmBuildMdlForNonPagedPool(struct kcase *t)
{
	u8 *p = scattered_alloc(t, 3);
	PPFN_NUMBER pfns;
	PMDL mdl;
	int i;

	ASSERT_NOT_NULL(t, p);
	mdl = IoAllocateMdl(p + 100, PAGES * PAGE_SIZE - 100, FALSE, FALSE, NULL);
	MmBuildMdlForNonPagedPool(mdl);
	pfns = MmGetMdlPfnArray(mdl);
	for (i = 0; i < PAGES; i++)
		EXPECT_EQ(t, pfns[i], vmalloc_to_pfn(p + i * PAGE_SIZE));
	EXPECT_TRUE(t, mdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL);
	EXPECT_PTR_EQ(t, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority), p + 100);
	IoFreeMdl(mdl);
	vfree(p);
}

static void test_IoBuildPartialMdl(struct kcase *t)
{
	u8 *p = scattered_alloc(t, 4);
	PMDL source, part;

	ASSERT_NOT_NULL(t, p);
	source = IoAllocateMdl(p, PAGES * PAGE_SIZE, FALSE, FALSE, NULL);
	MmBuildMdlForNonPagedPool(source);
	part = IoAllocateMdl(p + PAGE_SIZE + 8, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
	IoBuildPartialMdl(source, part, p + PAGE_SIZE + 8, 2 * PAGE_SIZE);
	EXPECT_EQ(t, part->ByteOffset, 8u);
	EXPECT_EQ(t, part->ByteCount, 2 * PAGE_SIZE);
	EXPECT_EQ(t, MmGetMdlPfnArray(part)[0], MmGetMdlPfnArray(source)[1]);
	EXPECT_EQ(t, MmGetMdlPfnArray(part)[2], MmGetMdlPfnArray(source)[3]);
	EXPECT_PTR_EQ(t, MmGetSystemAddressForMdlSafe(part, NormalPagePriority),
		      p + PAGE_SIZE + 8);
	MmPrepareMdlForReuse(part);
	/* Length 0: all that follows. */
	IoBuildPartialMdl(source, part, p + (PAGES - 1) * PAGE_SIZE, 0);
	EXPECT_EQ(t, part->ByteCount, PAGE_SIZE);
	EXPECT_EQ(t, MmGetMdlPfnArray(part)[0], MmGetMdlPfnArray(source)[PAGES - 1]);
	EXPECT_PTR_EQ(t, MmGetSystemAddressForMdlSafe(part, NormalPagePriority),
		      p + (PAGES - 1) * PAGE_SIZE);
	IoFreeMdl(part);
	IoFreeMdl(source);
	vfree(p);
}

/* The part has the page of @p, and shows what is there. */
static void expect_part(struct kcase *t, PMDL part, u8 *p)
{
	u8 *mapped = MmGetSystemAddressForMdlSafe(part, NormalPagePriority);

	ASSERT_NOT_NULL(t, mapped);
	EXPECT_EQ(t, mapped[0], p[0]);
	mapped[1] = p[0] + 1;
	EXPECT_EQ(t, p[1], p[0] + 1);
}

/* Without an address to share, a part gets one of its own, for as long as it is the part. */
static void test_partial_unmapped(struct kcase *t)
{
	u8 *p = scattered_alloc(t, 0);
	PMDL source, part;
	int i;

	ASSERT_NOT_NULL(t, p);
	source = IoAllocateMdl(p, PAGES * PAGE_SIZE, FALSE, FALSE, NULL);
	part = IoAllocateMdl(p + 8, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
	MmProbeAndLockPages(source, KernelMode, IoWriteAccess);
	for (i = 0; i < 2; i++) {
		p[i * PAGE_SIZE + 8] = 10 * (i + 1);
		IoBuildPartialMdl(source, part, p + i * PAGE_SIZE + 8, 2 * PAGE_SIZE);
		EXPECT_FALSE(t, part->MdlFlags &
			     (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL));
		expect_part(t, part, p + i * PAGE_SIZE + 8);
		EXPECT_TRUE(t, part->MdlFlags & MDL_PARTIAL_HAS_BEEN_MAPPED);
		EXPECT_FALSE(t, source->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
		MmPrepareMdlForReuse(part);
		EXPECT_FALSE(t, part->MdlFlags &
			     (MDL_MAPPED_TO_SYSTEM_VA | MDL_PARTIAL_HAS_BEEN_MAPPED));
	}
	IoFreeMdl(part);
	MmUnlockPages(source);
	IoFreeMdl(source);
	vfree(p);
}

/* An address that the source has is the part's, which releases nothing of it. */
static void test_partial_mapped(struct kcase *t)
{
	u8 *p = scattered_alloc(t, 0), *mapped;
	PMDL source, part;

	ASSERT_NOT_NULL(t, p);
	source = IoAllocateMdl(p, PAGES * PAGE_SIZE, FALSE, FALSE, NULL);
	part = IoAllocateMdl(p, PAGE_SIZE, FALSE, FALSE, NULL);
	MmProbeAndLockPages(source, KernelMode, IoWriteAccess);
	mapped = MmGetSystemAddressForMdlSafe(source, NormalPagePriority);
	ASSERT_NOT_NULL(t, mapped);
	IoBuildPartialMdl(source, part, p + 2 * PAGE_SIZE, PAGE_SIZE);
	EXPECT_PTR_EQ(t, MmGetSystemAddressForMdlSafe(part, NormalPagePriority),
		      mapped + 2 * PAGE_SIZE);
	expect_part(t, part, p + 2 * PAGE_SIZE);
	MmPrepareMdlForReuse(part);
	IoFreeMdl(part);
	/* One that is no part keeps its address. */
	MmPrepareMdlForReuse(source);
	EXPECT_TRUE(t, source->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	EXPECT_EQ(t, mapped[2 * PAGE_SIZE + 1], 1);
	MmUnlockPages(source);
	IoFreeMdl(source);
	vfree(p);
}

static void test_MmAllocatePagesForMdlEx(struct kcase *t)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = -1 };
	PHYSICAL_ADDRESS skip = { .QuadPart = 0 }, below = { .QuadPart = 0xffffffff };
	PMDL mdl;
	u8 *p;
	u32 i;

	mdl = MmAllocatePagesForMdlEx(low, high, skip, 50 * PAGE_SIZE - 3, MmCached, 0);
	ASSERT_NOT_NULL(t, mdl);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), 50 * PAGE_SIZE);
	p = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	ASSERT_NOT_NULL(t, p);
	EXPECT_NULL(t, memchr_inv(p, 0, 50 * PAGE_SIZE));
	memset(p, 0x5a, 50 * PAGE_SIZE);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);

	skip.QuadPart = 8 * PAGE_SIZE;
	mdl = MmAllocatePagesForMdlEx(low, below, skip, 16 * PAGE_SIZE, MmCached,
				      MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS |
				      MM_ALLOCATE_FULLY_REQUIRED);
	ASSERT_NOT_NULL(t, mdl);
	for (i = 0; i < 16; i++) {
		EXPECT_LE(t, MmGetMdlPfnArray(mdl)[i], 0xffffful);
		EXPECT_EQ(t, MmGetMdlPfnArray(mdl)[i],
			  MmGetMdlPfnArray(mdl)[i & 8] + i % 8);
	}
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);

	EXPECT_NULL(t, MmAllocatePagesForMdlEx(low, high, skip, PAGE_SIZE, MmNonCached, 0));
	EXPECT_NULL(t, MmAllocatePagesForMdlEx(low, high, skip, 0, MmCached, 0));
}

static PMDL contiguous(SIZE_T pages, SIZE_T skip_pages)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = -1 };
	PHYSICAL_ADDRESS skip = { .QuadPart = skip_pages * PAGE_SIZE };

	return MmAllocatePagesForMdlEx(low, high, skip, pages * PAGE_SIZE, MmCached,
				       MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);
}

/* One chunk of any number of pages; several of a power of two that divides the whole. */
static void test_contiguous(struct kcase *t)
{
	PMDL mdl = contiguous(11, 0);
	int i;

	ASSERT_NOT_NULL(t, mdl);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), 11 * PAGE_SIZE);
	for (i = 1; i < 11; i++)
		EXPECT_EQ(t, MmGetMdlPfnArray(mdl)[i], MmGetMdlPfnArray(mdl)[0] + i);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	EXPECT_NULL(t, contiguous(6, 3));
	EXPECT_NULL(t, contiguous(6, 4));
}

/* A limit in the middle of a zone: the zone below it has pages that are allowed. */
static void test_upper_limit(struct kcase *t)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = SZ_32M - 1 };
	PMDL mdl;
	u32 i;

	if (!IS_ENABLED(CONFIG_X86_64) || !IS_ENABLED(CONFIG_ZONE_DMA))
		SKIP(t, "there is no zone of low memory");
	mdl = MmAllocatePagesForMdlEx(low, high, low, 4 * PAGE_SIZE, MmCached, 0);
	ASSERT_NOT_NULL(t, mdl);
	for (i = 0; i < MmGetMdlByteCount(mdl) / PAGE_SIZE; i++)
		EXPECT_LT(t, MmGetMdlPfnArray(mdl)[i], (PFN_NUMBER)PFN_DOWN(SZ_32M));
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static atomic_t oom_calls;

static int note_oom(struct notifier_block *block, unsigned long event, void *freed)
{
	atomic_inc(&oom_calls);
	return NOTIFY_OK;
}

/* More than there is: fewer pages come, and no process is ended to get more. */
static void test_more_than_memory(struct kcase *t)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = -1 };
	struct notifier_block block = { .notifier_call = note_oom };
	SIZE_T wanted = (SIZE_T)totalram_pages() << PAGE_SHIFT;
	PMDL mdl;

	atomic_set(&oom_calls, 0);
	ASSERT_EQ(t, register_oom_notifier(&block), 0);
	mdl = MmAllocatePagesForMdlEx(low, high, low, wanted, MmCached, MM_DONT_ZERO_ALLOCATION);
	if (mdl) {
		EXPECT_LT(t, (SIZE_T)MmGetMdlByteCount(mdl), wanted);
		MmFreePagesFromMdl(mdl);
		ExFreePool(mdl);
	}
	EXPECT_NOT_NULL(t, mdl);
	/* All or nothing. */
	EXPECT_NULL(t, MmAllocatePagesForMdlEx(low, high, low, wanted, MmCached,
					       MM_DONT_ZERO_ALLOCATION |
					       MM_ALLOCATE_FULLY_REQUIRED));
	unregister_oom_notifier(&block);
	EXPECT_EQ(t, atomic_read(&oom_calls), 0);
}

static void test_MmMapLockedPagesSpecifyCache(struct kcase *t)
{
	u8 *p = scattered_alloc(t, 6), *mapped;
	KIRQL irql;
	PMDL mdl;

	ASSERT_NOT_NULL(t, p);
	mdl = IoAllocateMdl(p + 16, 3 * PAGE_SIZE, FALSE, FALSE, NULL);
	MmProbeAndLockPages(mdl, KernelMode, IoWriteAccess);
	ASSERT_TRUE(t, mdl->MdlFlags & MDL_PAGES_LOCKED);
	mapped = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE,
					      NormalPagePriority);
	ASSERT_NOT_NULL(t, mapped);
	EXPECT_TRUE(t, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	mapped[0] = 77;
	mapped[3 * PAGE_SIZE - 1] = 78;
	EXPECT_EQ(t, p[16], 77);
	EXPECT_EQ(t, p[16 + 3 * PAGE_SIZE - 1], 78);
	/* Allowed at DISPATCH_LEVEL, where vunmap() is not. */
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	MmUnmapLockedPages(mapped, mdl);
	KeLowerIrql(irql);
	EXPECT_FALSE(t, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	MmUnlockPages(mdl);
	EXPECT_FALSE(t, mdl->MdlFlags & MDL_PAGES_LOCKED);
	IoFreeMdl(mdl);
	vfree(p);
}

static void test_mapping_at_dispatch(struct kcase *t)
{
	u8 *p = ExAllocatePoolWithTag(NonPagedPoolNx, 2 * PAGE_SIZE, 'tseT');
	PVOID mapped;
	KIRQL irql;
	PMDL mdl;

	ASSERT_NOT_NULL(t, p);
	mdl = IoAllocateMdl(p, 64, FALSE, FALSE, NULL);
	MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	mapped = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	KeLowerIrql(irql);
	EXPECT_NOT_NULL(t, mapped);
	MmUnlockPages(mdl);
	IoFreeMdl(mdl);
	ExFreePool(p);
}

/* Its array of pages holds zeros, and so does a part's: a page that is not its own. */
static void test_mapping_unlocked(struct kcase *t)
{
	u8 *p = ExAllocatePoolWithTag(NonPagedPoolNx, PAGE_SIZE, 'tseT');
	PMDL mdl, part;

	ASSERT_NOT_NULL(t, p);
	mdl = IoAllocateMdl(p, 128, FALSE, FALSE, NULL);
	part = IoAllocateMdl(p, 64, FALSE, FALSE, NULL);
	EXPECT_NULL(t, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority));
	IoBuildPartialMdl(mdl, part, p, 64);
	EXPECT_NULL(t, MmGetSystemAddressForMdlSafe(part, NormalPagePriority));
	IoFreeMdl(part);
	IoFreeMdl(mdl);
	ExFreePool(p);
}

static void test_MmProbeAndLockPages(struct kcase *t)
{
	PMDL mdl = IoAllocateMdl((PVOID)0x10000, PAGE_SIZE, FALSE, FALSE, NULL);

	ASSERT_NOT_NULL(t, mdl);
	/* A test's thread has no memory of a process, so nothing can be locked. */
	MmProbeAndLockPages(mdl, UserMode, IoReadAccess);
	EXPECT_FALSE(t, mdl->MdlFlags & MDL_PAGES_LOCKED);
	IoFreeMdl(mdl);

	/* Nor may a process have the kernel's memory locked. */
	mdl = IoAllocateMdl(t, 8, FALSE, FALSE, NULL);
	MmProbeAndLockPages(mdl, UserMode, IoReadAccess);
	EXPECT_FALSE(t, mdl->MdlFlags & MDL_PAGES_LOCKED);
	IoFreeMdl(mdl);
}

static void test_MmInitializeMdl(struct kcase *t)
{
	u64 memory[(sizeof(MDL) + 2 * sizeof(PFN_NUMBER)) / sizeof(u64)];
	PMDL mdl = (PMDL)memory;

	memset(memory, 0xff, sizeof(memory));
	MmInitializeMdl(mdl, (PVOID)0x12345ff0, 100);
	EXPECT_NULL(t, mdl->Next);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), 100u);
	EXPECT_EQ(t, MmGetMdlByteOffset(mdl), 0xff0u);
	EXPECT_PTR_EQ(t, MmGetMdlVirtualAddress(mdl), (PVOID)0x12345ff0);
	EXPECT_FALSE(t, mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA));
}

static void test_MmAllocatePagesForMdl(struct kcase *t)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = -1 };
	PMDL mdl = MmAllocatePagesForMdl(low, high, low, 3 * PAGE_SIZE);
	u8 *p;

	ASSERT_NOT_NULL(t, mdl);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), 3 * PAGE_SIZE);
	p = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	EXPECT_NOT_NULL(t, p);
	if (p)
		EXPECT_NULL(t, memchr_inv(p, 0, 3 * PAGE_SIZE));
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static const struct kcase_spec mdl_cases[] = {
	KCASE(mm_size_of_mdl, "one PFN for each page touched", test_MmSizeOfMdl),
	KCASE(mm_initialize_mdl, "in memory of the caller's", test_MmInitializeMdl),
	KCASE(mm_allocate_pages_for_mdl, "zeroed pages", test_MmAllocatePagesForMdl),
	KCASE(io_allocate_mdl, "describes the buffer; chains onto a request", test_IoAllocateMdl),
	KCASE(mm_build_mdl_for_non_paged_pool, "the PFNs are those of the buffer",
	      test_MmBuildMdlForNonPagedPool),
	KCASE(io_build_partial_mdl, "a part has the source's pages", test_IoBuildPartialMdl),
	KCASE(io_build_partial_mdl_unmapped, "a part gets an address of its own, until it is reused",
	      test_partial_unmapped),
	KCASE(io_build_partial_mdl_mapped, "a part shares the source's address",
	      test_partial_mapped),
	KCASE(mm_allocate_pages_for_mdl_ex, "zeroed pages, chunks, limits",
	      test_MmAllocatePagesForMdlEx),
	KCASE(mm_allocate_pages_for_mdl_ex_contiguous, "any number of pages in a row",
	      test_contiguous),
	KCASE(mm_allocate_pages_for_mdl_ex_limit, "pages below a limit, wherever they are",
	      test_upper_limit),
	/* The kernel looks for memory for long before it gives up. */
	KCASE_SLOW(mm_allocate_pages_for_mdl_ex_more, "more than there is ends no process",
		   test_more_than_memory, 0, 240),
	KCASE(mm_map_locked_pages_specify_cache, "the mapping shows the same memory",
	      test_MmMapLockedPagesSpecifyCache),
	KCASE(mm_get_system_address_for_mdl_safe, "neighbouring pages have an address at DISPATCH_LEVEL",
	      test_mapping_at_dispatch),
	KCASE(mm_map_locked_pages_unlocked, "an MDL that was never locked, and a part of it, have no address",
	      test_mapping_unlocked),
	KCASE(mm_probe_and_lock_pages, "what cannot be locked stays unlocked",
	      test_MmProbeAndLockPages),
};
const struct kcase_suite mdl_suite = KCASE_SUITE("mdl", mdl_cases);
