// SPDX-License-Identifier: GPL-2.0-only
/* Calls of the pool, lookaside lists and MDLs, and what a module needs for itself. */
/* This file holds the GUIDs that the headers declare. */
#include <initguid.h>

#include <linux/device.h>
#include <linux/sizes.h>

#include <vmbkmcl_glue.h>

#include "context.h"

/* More than kmalloc() has. */
#define HUGE	SZ_8M

static PVOID block, huge;
static NPAGED_LOOKASIDE_LIST lookaside;

static void pool_begin(struct kcase *t)
{
	block = ExAllocatePoolZero(NonPagedPoolNx, 100, 'tseT');
	huge = ExAllocatePool2(POOL_FLAG_NON_PAGED, HUGE, 'tseT');
	EXPECT_NOT_NULL(t, block);
	EXPECT_NOT_NULL(t, huge);
}

static void pool_end(struct kcase *t)
{
	ExFreePool(block);
}

static void pool_free(void)
{
	ExFreePool(block);
	ExFreePool(huge);
}

static void pool_free_with_tag(void)
{
	ExFreePoolWithTag(block, 'tseT');
	ExFreePoolWithTag(huge, 'tseT');
}

KCASE_CALL_BETWEEN(ExAllocatePool2, NULL, pool_end,
		   block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 2 * PAGE_SIZE, 'tseT'));
static const POOL_EXTENDED_PARAMETER parameter = {
	{ .Type = PoolExtendedParameterPriority }, { .Priority = NormalPoolPriority },
};
KCASE_CALL_BETWEEN(ExAllocatePool3, NULL, pool_end,
		   block = ExAllocatePool3(POOL_FLAG_NON_PAGED, 2 * PAGE_SIZE, 'tseT',
					   &parameter, 1));
KCASE_CALL_BETWEEN(ExAllocatePoolWithTag, NULL, pool_end,
		   block = ExAllocatePoolWithTag(NonPagedPoolNx, 2 * PAGE_SIZE, 'tseT'));
KCASE_CALL_BETWEEN(ExAllocatePoolZero, NULL, pool_end,
		   block = ExAllocatePoolZero(NonPagedPoolNx, 2 * PAGE_SIZE, 'tseT'));
KCASE_CALL_BETWEEN(ExFreePool, pool_begin, NULL, pool_free());
KCASE_CALL_BETWEEN(ExFreePoolWithTag, pool_begin, NULL, pool_free_with_tag());

static void lookaside_init(void)
{
	ExInitializeNPagedLookasideList(&lookaside, NULL, NULL, 0, 100, 'tseT', 0);
}

static void lookaside_begin(struct kcase *t)
{
	lookaside_init();
	block = ExAllocateFromNPagedLookasideList(&lookaside);
	EXPECT_NOT_NULL(t, block);
}

static void lookaside_fill(struct kcase *t)
{
	lookaside_begin(t);
	if (block)
		ExFreeToNPagedLookasideList(&lookaside, block);
}

static void lookaside_end(struct kcase *t)
{
	ExDeleteNPagedLookasideList(&lookaside);
}

static void lookaside_end_and_free(struct kcase *t)
{
	ExFreePool(block);
	lookaside_end(t);
}

KCASE_CALL_BETWEEN(ExInitializeNPagedLookasideList, NULL, lookaside_end, lookaside_init());
KCASE_CALL_BETWEEN(ExDeleteNPagedLookasideList, lookaside_fill, NULL,
		   ExDeleteNPagedLookasideList(&lookaside));
KCASE_CALL_BETWEEN(ExAllocateFromNPagedLookasideList, lookaside_fill, lookaside_end_and_free,
		   block = ExAllocateFromNPagedLookasideList(&lookaside));
KCASE_CALL_BETWEEN(ExFreeToNPagedLookasideList, lookaside_begin, lookaside_end,
		   ExFreeToNPagedLookasideList(&lookaside, block));

/* @pages: owns two pages that are no neighbours; @partial: a part of @pages. */
static PMDL pages, partial, mdl;
static PVOID address;
static const PHYSICAL_ADDRESS low, none, high = { .QuadPart = S64_MAX };

static void mdl_end(struct kcase *t)
{
	if (mdl)
		IoFreeMdl(mdl);
	if (block)
		ExFreePool(block);
	mdl = NULL;
	block = NULL;
}

/* An MDL of a block in the pool. */
static void mdl_begin(struct kcase *t)
{
	block = ExAllocatePoolZero(NonPagedPoolNx, 2 * PAGE_SIZE, 'tseT');
	mdl = block ? IoAllocateMdl(block, 2 * PAGE_SIZE, FALSE, FALSE, NULL) : NULL;
	EXPECT_NOT_NULL(t, mdl);
}

static void mdl_begin_locked(struct kcase *t)
{
	mdl_begin(t);
	if (mdl)
		MmProbeAndLockPages(mdl, KernelMode, IoWriteAccess);
}

static void mdl_end_locked(struct kcase *t)
{
	EXPECT_TRUE(t, mdl->MdlFlags & MDL_PAGES_LOCKED);
	MmUnlockPages(mdl);
	mdl_end(t);
}

static void pages_end(struct kcase *t)
{
	if (partial)
		IoFreeMdl(partial);
	partial = NULL;
	if (!pages)
		return;
	MmFreePagesFromMdl(pages);
	ExFreePool(pages);
	pages = NULL;
}

/* In a descending order no two pages are mapped as they lie. */
static void pages_begin(struct kcase *t)
{
	PPFN_NUMBER pfns;

	pages = MmAllocatePagesForMdlEx(low, high, none, 2 * PAGE_SIZE, MmCached,
					MM_ALLOCATE_FULLY_REQUIRED);
	EXPECT_NOT_NULL(t, pages);
	if (!pages)
		return;
	pfns = MmGetMdlPfnArray(pages);
	if (pfns[0] < pfns[1])
		swap(pfns[0], pfns[1]);
}

static void *map(PMDL which)
{
	return MmMapLockedPagesSpecifyCache(which, KernelMode, MmCached, NULL, FALSE,
					    NormalPagePriority);
}

static void pages_begin_mapped(struct kcase *t)
{
	pages_begin(t);
	address = pages ? map(pages) : NULL;
	EXPECT_NOT_NULL(t, address);
}

/* One page, which needs no mapping. */
static void page_begin(struct kcase *t)
{
	pages = MmAllocatePagesForMdl(low, high, none, PAGE_SIZE);
	EXPECT_NOT_NULL(t, pages);
}

static void partial_begin(struct kcase *t)
{
	pages_begin(t);
	partial = IoAllocateMdl(NULL, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
	EXPECT_NOT_NULL(t, partial);
}

static void partial_begin_mapped(struct kcase *t)
{
	partial_begin(t);
	if (kcase_failed(t))
		return;
	IoBuildPartialMdl(pages, partial, MmGetMdlVirtualAddress(pages), 2 * PAGE_SIZE);
	EXPECT_NOT_NULL(t, map(partial));
}

static void partial_free(void)
{
	IoFreeMdl(partial);
	partial = NULL;
}

static void pages_give_back(void)
{
	MmFreePagesFromMdl(pages);
	ExFreePool(pages);
	pages = NULL;
}

KCASE_CALL(MmSizeOfMdl, EXPECT_EQ(t, MmSizeOfMdl(NULL, 1), sizeof(MDL) + sizeof(PFN_NUMBER)));
KCASE_CALL_BETWEEN(MmInitializeMdl, mdl_begin, mdl_end,
		   MmInitializeMdl(mdl, block, 2 * PAGE_SIZE));
KCASE_CALL_BETWEEN(IoAllocateMdl, NULL, mdl_end,
		   mdl = IoAllocateMdl(NULL, SZ_1M, FALSE, FALSE, NULL));
KCASE_CALL_BETWEEN(IoFreeMdl, partial_begin_mapped, pages_end, partial_free());
KCASE_CALL_BETWEEN(IoBuildPartialMdl, partial_begin, pages_end,
		   IoBuildPartialMdl(pages, partial, MmGetMdlVirtualAddress(pages), PAGE_SIZE));
KCASE_CALL_BETWEEN(MmPrepareMdlForReuse, partial_begin_mapped, pages_end,
		   MmPrepareMdlForReuse(partial));
KCASE_CALL_BETWEEN(MmBuildMdlForNonPagedPool, mdl_begin, mdl_end, MmBuildMdlForNonPagedPool(mdl));
KCASE_CALL_BETWEEN(MmProbeAndLockPages, mdl_begin, mdl_end_locked,
		   MmProbeAndLockPages(mdl, KernelMode, IoWriteAccess));
KCASE_CALL_BETWEEN(MmUnlockPages, mdl_begin_locked, mdl_end, MmUnlockPages(mdl));
KCASE_CALL_BETWEEN(MmMapLockedPagesSpecifyCache, page_begin, pages_end,
		   EXPECT_NOT_NULL(t, map(pages)));
KCASE_CALL_BETWEEN(MmUnmapLockedPages, pages_begin_mapped, pages_end,
		   MmUnmapLockedPages(address, pages));
KCASE_CALL_BETWEEN(MmGetSystemAddressForMdlSafe, pages_begin_mapped, pages_end,
		   EXPECT_PTR_EQ(t, MmGetSystemAddressForMdlSafe(pages, NormalPagePriority),
				 address));
KCASE_CALL_BETWEEN(MmAllocatePagesForMdlEx, NULL, pages_end,
		   pages = MmAllocatePagesForMdlEx(low, high, none, 4 * PAGE_SIZE, MmCached,
						   MM_ALLOCATE_NO_WAIT));
KCASE_CALL_BETWEEN(MmAllocatePagesForMdl, NULL, pages_end,
		   pages = MmAllocatePagesForMdl(low, high, none, 4 * PAGE_SIZE));
KCASE_CALL_BETWEEN(MmFreePagesFromMdl, pages_begin_mapped, NULL, pages_give_back());

KCASE_CALL(ProbeForRead, ProbeForRead(NULL, 0, 1));
KCASE_CALL(ProbeForWrite, ProbeForWrite(NULL, 0, 1));

static u32 info[64];

KCASE_CALL(ZwQuerySystemInformation,
	   EXPECT_OK(t, ZwQuerySystemInformation(2, info, sizeof(info), NULL)));

/* {5a2c6f04-8e1b-4b7d-9d3f-6b6d636c7463}, of which there is no device. */
static const GUID types[] = {
	{ 0x5a2c6f04, 0x8e1b, 0x4b7d, { 0x9d, 0x3f, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x63 } },
};

static NTSTATUS driver_add(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device)
{
	return STATUS_NOT_SUPPORTED;
}

static void driver_remove(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device)
{
}

static NTSTATUS glue_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	return STATUS_SUCCESS;
}

static struct vmbkmcl_driver driver = {
	.name = "context test",
	.owner = THIS_MODULE,
	.types = types,
	.type_count = ARRAY_SIZE(types),
	.add = driver_add,
	.remove = driver_remove,
};
static struct vmbkmcl_glue glue = {
	.driver = { .name = "context test", .owner = THIS_MODULE },
	.entry = glue_entry,
};

static void driver_begin(struct kcase *t)
{
	EXPECT_EQ(t, vmbkmcl_driver_register(&driver), 0);
}

static void driver_end(struct kcase *t)
{
	vmbkmcl_driver_unregister(&driver);
}

static void glue_begin(struct kcase *t)
{
	EXPECT_EQ(t, vmbkmcl_glue_load(&glue), 0);
}

static void glue_end(struct kcase *t)
{
	vmbkmcl_glue_unload(&glue);
}

KCASE_CALL_BETWEEN(vmbkmcl_driver_register, NULL, driver_end, driver_begin(t));
KCASE_CALL_BETWEEN(vmbkmcl_driver_unregister, driver_begin, NULL, driver_end(t));
KCASE_CALL_BETWEEN(vmbkmcl_glue_load, NULL, glue_end, glue_begin(t));
KCASE_CALL_BETWEEN(vmbkmcl_glue_unload, glue_begin, NULL, glue_end(t));

static struct device *parent;
static PDEVICE_OBJECT object;
static KMCL_CLIENT_INTERFACE_V1 interface;

static void parent_begin(struct kcase *t)
{
	parent = root_device_register("nt_test_context");
	EXPECT_FALSE(t, IS_ERR(parent));
}

static void object_begin(struct kcase *t)
{
	parent_begin(t);
	object = IS_ERR(parent) ? NULL : vmbkmcl_device_object(parent);
	EXPECT_NOT_NULL(t, object);
}

static void parent_end(struct kcase *t)
{
	if (!IS_ERR(parent))
		root_device_unregister(parent);
}

static void object_end(struct kcase *t)
{
	EXPECT_NOT_NULL(t, object);
	if (object)
		vmbkmcl_device_object_put(object);
	parent_end(t);
}

static void interface_end(struct kcase *t)
{
	interface.InterfaceDereference(interface.Context);
}

static NTSTATUS interface_query(void)
{
	return vmbkmcl_query_interface(NULL, &KMCL_CLIENT_INTERFACE_TYPE, sizeof(interface),
				       KMCL_CLIENT_INTERFACE_VERSION_V1, (PINTERFACE)&interface);
}

KCASE_CALL_BETWEEN(vmbkmcl_device_object, parent_begin, object_end,
		   object = vmbkmcl_device_object(parent));
KCASE_CALL_BETWEEN(vmbkmcl_device_object_put, object_begin, parent_end,
		   vmbkmcl_device_object_put(object));
KCASE_CALL_BETWEEN(vmbkmcl_query_interface, NULL, interface_end, EXPECT_OK(t, interface_query()));
