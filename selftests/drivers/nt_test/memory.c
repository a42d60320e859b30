// SPDX-License-Identifier: GPL-2.0-only
/* Pool, lookaside lists, plain memory, lists, interlocked operations. */
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include <ntintsafe.h>

#include "nt_test.h"

static bool all_zero(const u8 *p, size_t n)
{
	return !memchr_inv(p, 0, n);
}

/* Pages that a reference can keep: get_page() does not keep the slab's. */
static bool has_own_pages(void *p)
{
	return is_vmalloc_addr(p) || !PageSlab(virt_to_head_page(p));
}

static void test_pages_at_dispatch(struct kcase *t)
{
	KIRQL irql;
	u8 *p;

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	p = ExAllocatePoolZero(NonPagedPoolNx, 3 * PAGE_SIZE, 'tseT');
	KeLowerIrql(irql);
	ASSERT_NOT_NULL(t, p);
	EXPECT_TRUE(t, has_own_pages(p));
	EXPECT_TRUE(t, all_zero(p, 3 * PAGE_SIZE));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	ExFreePool(p);
	KeLowerIrql(irql);
}

/* Each bit of the lower half that is no flag is refused, and none of the upper half. */
static void test_pool_flags(struct kcase *t)
{
	const POOL_FLAGS known = POOL_FLAG_USE_QUOTA | POOL_FLAG_UNINITIALIZED |
				 POOL_FLAG_SESSION | POOL_FLAG_CACHE_ALIGNED |
				 POOL_FLAG_RAISE_ON_FAILURE | POOL_FLAG_NON_PAGED;
	POOL_FLAGS bit;
	void *p;
	int i;

	for (i = 0; i < 64; i++) {
		bit = 1ull << i;
		if (bit == POOL_FLAG_PAGED || bit == POOL_FLAG_NON_PAGED_EXECUTE)
			continue;
		p = ExAllocatePool2(POOL_FLAG_NON_PAGED | bit, 16, 'tseT');
		EXPECT_EQ(t, !!p, i >= 32 || (bit & known));
		ExFreePool(p);
	}
}

static void test_ExAllocatePool2(struct kcase *t)
{
	static const size_t sizes[] = { 1, 15, 16, 65, 96, 129, 192, 4095, 4096,
					5000, 65536, 1 << 20 };
	size_t i;
	u8 *p;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizes[i], 'tseT');
		ASSERT_NOT_NULL(t, p);
		EXPECT_TRUE(t, all_zero(p, sizes[i]));
		EXPECT_EQ(t, (unsigned long)p % 16, 0ul);
		if (sizes[i] >= PAGE_SIZE)
			EXPECT_EQ(t, (unsigned long)p % PAGE_SIZE, 0ul);
		if (sizes[i] <= PAGE_SIZE)
			EXPECT_LE(t, (unsigned long)p % PAGE_SIZE + sizes[i], PAGE_SIZE);
		EXPECT_EQ(t, has_own_pages(p), sizes[i] >= PAGE_SIZE);
		memset(p, 0xa5, sizes[i]);
		ExFreePoolWithTag(p, 'tseT');
	}
	p = ExAllocatePool2(POOL_FLAG_PAGED, 0, 'tseT');
	EXPECT_NOT_NULL(t, p);
	ExFreePool(p);
	EXPECT_NULL(t, ExAllocatePool2(0, 16, 'tseT'));
	EXPECT_NULL(t, ExAllocatePool2(POOL_FLAG_PAGED | POOL_FLAG_NON_PAGED, 16, 'tseT'));
	EXPECT_NULL(t, ExAllocatePool2(POOL_FLAG_PAGED, 16, 0));
}

/* Whether something is allocated with these parameters. */
static bool pool3_allocates(POOL_FLAGS flags, PCPOOL_EXTENDED_PARAMETER parameters, ULONG count)
{
	void *p = ExAllocatePool3(flags, 16, 'tseT', parameters, count);

	ExFreePool2(p, 'tseT', NULL, 0);
	return p;
}

static void test_ExAllocatePool3(struct kcase *t)
{
	POOL_EXTENDED_PARAMETER parameters[2] = {
		{ { .Type = PoolExtendedParameterPriority }, { .Priority = HighPoolPriority } },
		{ { .Type = PoolExtendedParameterPriority }, { .Priority = 17 } },
	};
	u8 *p = ExAllocatePool3(POOL_FLAG_NON_PAGED, 3 * PAGE_SIZE, 'tseT', parameters, 1);

	ASSERT_NOT_NULL(t, p);
	EXPECT_TRUE(t, all_zero(p, 3 * PAGE_SIZE));
	EXPECT_EQ(t, (unsigned long)p % PAGE_SIZE, 0ul);
	ExFreePool2(p, 'tseT', NULL, 0);
	EXPECT_TRUE(t, pool3_allocates(POOL_FLAG_PAGED, NULL, 0));
	EXPECT_FALSE(t, pool3_allocates(POOL_FLAG_PAGED, NULL, 1));
	EXPECT_NULL(t, ExAllocatePool3(POOL_FLAG_PAGED, 16, 0, parameters, 1));
	EXPECT_FALSE(t, pool3_allocates(0, parameters, 1));
	EXPECT_FALSE(t, pool3_allocates(POOL_FLAG_PAGED, parameters, 2));
	parameters[1].Optional = 1;
	EXPECT_TRUE(t, pool3_allocates(POOL_FLAG_PAGED, parameters, 2));
}

/* What is not known, or cannot be met, counts unless it is optional. */
static void test_ExAllocatePool3_optional(struct kcase *t)
{
	static const u8 types[] = {
		PoolExtendedParameterInvalidType, PoolExtendedParameterSecurePool,
		PoolExtendedParameterMax, 255,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		POOL_EXTENDED_PARAMETER parameter = { { .Type = types[i] }, { } };

		EXPECT_FALSE(t, pool3_allocates(POOL_FLAG_NON_PAGED, &parameter, 1));
		parameter.Optional = 1;
		EXPECT_TRUE(t, pool3_allocates(POOL_FLAG_NON_PAGED, &parameter, 1));
	}
}

static void test_ExAllocatePool3_node(struct kcase *t)
{
	POOL_EXTENDED_PARAMETER node = { { .Type = PoolExtendedParameterNumaNode }, { } };
	void *p;

	node.PreferredNode = first_online_node;
	p = ExAllocatePool3(POOL_FLAG_NON_PAGED, 100, 'tseT', &node, 1);
	ASSERT_NOT_NULL(t, p);
	EXPECT_EQ(t, page_to_nid(virt_to_page(p)), first_online_node);
	ExFreePool(p);
	EXPECT_FALSE(t, pool3_allocates(POOL_FLAG_PAGED, &node, 1));
	node.PreferredNode |= MM_ANY_NODE_OK;
	EXPECT_TRUE(t, pool3_allocates(POOL_FLAG_NON_PAGED, &node, 1));
	node.PreferredNode = nr_node_ids;
	EXPECT_FALSE(t, pool3_allocates(POOL_FLAG_NON_PAGED, &node, 1));
	node.Optional = 1;
	EXPECT_TRUE(t, pool3_allocates(POOL_FLAG_NON_PAGED, &node, 1));
}

static void test_ExAllocatePoolWithTag(struct kcase *t)
{
	KIRQL irql;
	u8 *p;

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	p = ExAllocatePoolWithTag(NonPagedPoolNx, 100, 'tseT');
	KeLowerIrql(irql);
	ASSERT_NOT_NULL(t, p);
	memset(p, 1, 100);
	ExFreePool(p);
	p = ExAllocatePoolWithTag(NonPagedPoolNxCacheAligned, 20, 'tseT');
	ASSERT_NOT_NULL(t, p);
	EXPECT_EQ(t, (unsigned long)p % L1_CACHE_BYTES, 0ul);
	ExFreePool(p);
}

/* More than there can be is not rounded to something small. */
static void test_huge(struct kcase *t)
{
	static const SIZE_T sizes[] = { SIZE_MAX, SIZE_MAX / 2 + 2, SIZE_MAX / 2 };
	KIRQL irql;
	size_t i;
	void *p;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = ExAllocatePoolWithTag(NonPagedPoolNxCacheAligned, sizes[i], 'tseT');
		EXPECT_NULL(t, p);
		ExFreePool(p);
		EXPECT_NULL(t, ExAllocatePool2(POOL_FLAG_NON_PAGED, sizes[i], 'tseT'));
		KeRaiseIrql(DISPATCH_LEVEL, &irql);
		p = ExAllocatePoolZero(NonPagedPoolNx, sizes[i], 'tseT');
		KeLowerIrql(irql);
		EXPECT_NULL(t, p);
	}
}

/* Leave something in memory that is allocated soon again, probably. */
static void dirty(SIZE_T bytes)
{
	u8 *p = ExAllocatePoolWithTag(NonPagedPoolNx, bytes, 'tseT');

	if (p)
		memset(p, 0xa5, bytes);
	ExFreePool(p);
}

static void test_ExAllocatePoolZero(struct kcase *t)
{
	static const SIZE_T sizes[] = { 16, 3000, PAGE_SIZE, 3 * PAGE_SIZE };
	size_t i;
	u8 *p;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		dirty(sizes[i]);
		p = ExAllocatePoolZero(NonPagedPoolNx, sizes[i], 'tseT');
		ASSERT_NOT_NULL(t, p);
		EXPECT_TRUE(t, all_zero(p, sizes[i]));
		EXPECT_EQ(t, (unsigned long)p % (sizes[i] < PAGE_SIZE ? 16 : PAGE_SIZE), 0ul);
		if (sizes[i] % PAGE_SIZE)
			ExFreePool(p);
		else
			ExFreePoolWithTag(p, 'tseT');
	}
}

/* A hint that has no effect, and a tag that ExAllocatePool2() refuses. */
static void test_pool_hints(struct kcase *t)
{
	const POOL_TYPE cold = (POOL_TYPE)(PagedPool | POOL_COLD_ALLOCATION);
	void *p[3] = {
		ExAllocatePoolWithTag(cold, 16, 'tseT'),
		ExAllocatePoolZero(cold, 16, 'tseT'),
		ExAllocatePoolZero(NonPagedPoolNx, 16, 0),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(p); i++) {
		EXPECT_NOT_NULL(t, p[i]);
		ExFreePool(p[i]);
	}
}

/* There are no quotas: it is as of any pool, and fails as the caller wants it to. */
static void test_ExAllocatePoolQuotaZero(struct kcase *t)
{
	POOL_TYPE type = NonPagedPoolNx | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE;
	u8 *p = ExAllocatePoolQuotaZero(type, 3000, 'tseT');

	ASSERT_NOT_NULL(t, p);
	EXPECT_TRUE(t, all_zero(p, 3000));
	ExFreePool(p);
	EXPECT_NULL(t, ExAllocatePoolQuotaZero(type, ~(SIZE_T)0, 'tseT'));
}

static void test_ExFreePool(struct kcase *t)
{
	void *p = ExAllocatePool(PagedPool, 1 << 16);
	KIRQL irql;

	ExFreePool(NULL);
	ASSERT_NOT_NULL(t, p);
	/* What came from vmalloc can be freed at DISPATCH_LEVEL, too. */
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	ExFreePool(p);
	KeLowerIrql(irql);
}

static int lookaside_allocated, lookaside_freed;

static PVOID lookaside_allocate(POOL_TYPE type, SIZE_T bytes, ULONG tag)
{
	lookaside_allocated++;
	return ExAllocatePoolWithTag(type, bytes, tag);
}

static VOID lookaside_free(PVOID p)
{
	lookaside_freed++;
	ExFreePool(p);
}

static void test_lookaside(struct kcase *t)
{
	NPAGED_LOOKASIDE_LIST list;
	void *blocks[4];
	int i;

	lookaside_allocated = lookaside_freed = 0;
	ExInitializeNPagedLookasideList(&list, lookaside_allocate, lookaside_free,
					0, 40, 'tseT', 2);
	for (i = 0; i < 4; i++) {
		blocks[i] = ExAllocateFromNPagedLookasideList(&list);
		ASSERT_NOT_NULL(t, blocks[i]);
	}
	EXPECT_EQ(t, lookaside_allocated, 4);
	for (i = 0; i < 4; i++)
		ExFreeToNPagedLookasideList(&list, blocks[i]);
	EXPECT_EQ(t, lookaside_freed, 2);
	/* The last block that it kept comes first. */
	EXPECT_PTR_EQ(t, ExAllocateFromNPagedLookasideList(&list), blocks[1]);
	EXPECT_EQ(t, lookaside_allocated, 4);
	ExFreeToNPagedLookasideList(&list, blocks[1]);
	ExDeleteNPagedLookasideList(&list);
	EXPECT_EQ(t, lookaside_freed, 4);
}

static void test_Rtl_memory(struct kcase *t)
{
	u8 a[16], b[16];

	RtlFillMemory(a, sizeof(a), 7);
	RtlCopyMemory(b, a, sizeof(b));
	EXPECT_TRUE(t, RtlEqualMemory(a, b, sizeof(a)));
	b[9] = 8;
	EXPECT_FALSE(t, RtlEqualMemory(a, b, sizeof(a)));
	EXPECT_EQ(t, RtlCompareMemory(a, b, sizeof(a)), 9ul);
	b[9] = 7;
	EXPECT_EQ(t, RtlCompareMemory(a, b, sizeof(a)), 16ul);
	a[0] = 1;
	RtlMoveMemory(a + 1, a, 15);
	EXPECT_EQ(t, a[1], 1);
	RtlZeroMemory(a, sizeof(a));
	EXPECT_TRUE(t, all_zero(a, sizeof(a)));
	RtlSecureZeroMemory(b, sizeof(b));
	EXPECT_TRUE(t, all_zero(b, sizeof(b)));
	EXPECT_EQ(t, RtlUlongByteSwap(0x01020304u), 0x04030201u);
}

/* [doc nf-ntintsafe-rtlulongadd]: on overflow the result is all bits set. */
static void test_ntintsafe(struct kcase *t)
{
	ULONG number = 0;
	USHORT small = 0;
	SIZE_T size = 0;

	EXPECT_EQ(t, RtlULongAdd(0xfffffff0, 0xf, &number), STATUS_SUCCESS);
	EXPECT_EQ(t, number, 0xffffffffu);
	number = 0;
	EXPECT_EQ(t, RtlULongAdd(0xfffffff0, 0x10, &number), STATUS_INTEGER_OVERFLOW);
	EXPECT_EQ(t, number, 0xffffffffu);
	EXPECT_EQ(t, RtlULongSub(1, 2, &number), STATUS_INTEGER_OVERFLOW);
	EXPECT_EQ(t, RtlULongMult(0x10000, 0xffff, &number), STATUS_SUCCESS);
	EXPECT_EQ(t, number, 0xffff0000u);
	EXPECT_EQ(t, RtlULongMult(0x10000, 0x10000, &number), STATUS_INTEGER_OVERFLOW);
	EXPECT_EQ(t, RtlSizeTMult(1ul << 32, 1ul << 32, &size), STATUS_INTEGER_OVERFLOW);
	EXPECT_EQ(t, RtlULongToUShort(0x10000, &small), STATUS_INTEGER_OVERFLOW);
	EXPECT_EQ(t, RtlULongToUShort(0xffff, &small), STATUS_SUCCESS);
	EXPECT_EQ(t, small, 0xffff);
	EXPECT_EQ(t, RtlLongToULong(-1, &number), STATUS_INTEGER_OVERFLOW);
}

struct item {
	LIST_ENTRY Entry;
	SINGLE_LIST_ENTRY Single;
	int n;
};

static void test_list(struct kcase *t)
{
	struct item items[4];
	LIST_ENTRY head, other;
	int i;

	InitializeListHead(&head);
	EXPECT_TRUE(t, IsListEmpty(&head));
	EXPECT_PTR_EQ(t, RemoveHeadList(&head), &head);
	for (i = 0; i < 4; i++)
		items[i].n = i;
	InsertTailList(&head, &items[1].Entry);
	InsertTailList(&head, &items[2].Entry);
	InsertHeadList(&head, &items[0].Entry);
	EXPECT_FALSE(t, IsListEmpty(&head));
	EXPECT_EQ(t, CONTAINING_RECORD(head.Flink, struct item, Entry)->n, 0);
	EXPECT_EQ(t, CONTAINING_RECORD(head.Blink, struct item, Entry)->n, 2);
	EXPECT_FALSE(t, RemoveEntryList(&items[1].Entry));
	EXPECT_PTR_EQ(t, RemoveTailList(&head), &items[2].Entry);
	EXPECT_TRUE(t, RemoveEntryList(&items[0].Entry));

	InitializeListHead(&other);
	InsertTailList(&other, &items[2].Entry);
	InsertTailList(&other, &items[3].Entry);
	InsertTailList(&head, &items[0].Entry);
	RemoveEntryList(&other);
	AppendTailList(&head, &items[2].Entry);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(t, CONTAINING_RECORD(RemoveHeadList(&head), struct item, Entry)->n,
			  i ? i + 1 : 0);
	EXPECT_TRUE(t, IsListEmpty(&head));
}

static void test_PushEntryList(struct kcase *t)
{
	SINGLE_LIST_ENTRY head = { NULL };
	struct item items[2];

	EXPECT_NULL(t, PopEntryList(&head));
	PushEntryList(&head, &items[0].Single);
	PushEntryList(&head, &items[1].Single);
	EXPECT_PTR_EQ(t, PopEntryList(&head), &items[1].Single);
	EXPECT_PTR_EQ(t, PopEntryList(&head), &items[0].Single);
	EXPECT_NULL(t, PopEntryList(&head));
}

static void test_ExInterlockedInsertTailList(struct kcase *t)
{
	struct item items[3];
	KSPIN_LOCK lock;
	LIST_ENTRY head;

	KeInitializeSpinLock(&lock);
	InitializeListHead(&head);
	EXPECT_NULL(t, ExInterlockedInsertTailList(&head, &items[0].Entry, &lock));
	EXPECT_PTR_EQ(t, ExInterlockedInsertTailList(&head, &items[1].Entry, &lock),
		      &items[0].Entry);
	EXPECT_PTR_EQ(t, ExInterlockedInsertHeadList(&head, &items[2].Entry, &lock),
		      &items[0].Entry);
	EXPECT_PTR_EQ(t, ExInterlockedRemoveHeadList(&head, &lock), &items[2].Entry);
	EXPECT_PTR_EQ(t, ExInterlockedRemoveHeadList(&head, &lock), &items[0].Entry);
	EXPECT_PTR_EQ(t, ExInterlockedRemoveHeadList(&head, &lock), &items[1].Entry);
	EXPECT_NULL(t, ExInterlockedRemoveHeadList(&head, &lock));
}

static void test_Interlocked(struct kcase *t)
{
	LONG64 wide = 0xffffffffll;
	PVOID p = NULL;
	LONG n = 5;

	EXPECT_EQ(t, InterlockedIncrement(&n), 6);
	EXPECT_EQ(t, InterlockedDecrement(&n), 5);
	EXPECT_EQ(t, InterlockedExchangeAdd(&n, 10), 5);
	EXPECT_EQ(t, InterlockedAdd(&n, -5), 10);
	EXPECT_EQ(t, InterlockedExchange(&n, 3), 10);
	EXPECT_EQ(t, InterlockedCompareExchange(&n, 4, 2), 3);
	EXPECT_EQ(t, InterlockedCompareExchange(&n, 4, 3), 3);
	EXPECT_EQ(t, n, 4);
	EXPECT_EQ(t, InterlockedOr(&n, 3), 4);
	EXPECT_EQ(t, InterlockedAnd(&n, 6), 7);
	EXPECT_EQ(t, InterlockedXor(&n, 2), 6);
	EXPECT_EQ(t, n, 4);
	EXPECT_FALSE(t, InterlockedBitTestAndSet(&n, 31));
	EXPECT_TRUE(t, InterlockedBitTestAndReset(&n, 31));
	EXPECT_EQ(t, n, 4);
	EXPECT_EQ(t, InterlockedIncrement64(&wide), 0x100000000ll);
	EXPECT_EQ(t, InterlockedExchangeAdd64(&wide, -1), 0x100000000ll);
	EXPECT_EQ(t, InterlockedCompareExchange64(&wide, 1, 0xffffffffll), 0xffffffffll);
	EXPECT_EQ(t, InterlockedExchange64(&wide, 9), 1ll);
	EXPECT_NULL(t, InterlockedExchangePointer(&p, &n));
	EXPECT_PTR_EQ(t, InterlockedCompareExchangePointer(&p, NULL, &n), &n);
	EXPECT_NULL(t, p);
}

/* What the order changes, selftests/litmus/ shows. */
static void test_Interlocked_orders(struct kcase *t)
{
	LONG64 wide = 0xffffffffll;
	PVOID p = NULL;
	LONG n = 5;

	EXPECT_EQ(t, InterlockedIncrementAcquire(&n), 6);
	EXPECT_EQ(t, InterlockedDecrementRelease(&n), 5);
	EXPECT_EQ(t, InterlockedAddNoFence(&n, 5), 10);
	EXPECT_EQ(t, InterlockedExchangeAddAcquire(&n, -6), 10);
	EXPECT_EQ(t, InterlockedOrRelease(&n, 3), 4);
	EXPECT_EQ(t, InterlockedAndNoFence(&n, 6), 7);
	EXPECT_EQ(t, InterlockedXorAcquire(&n, 2), 6);
	EXPECT_EQ(t, InterlockedExchangeNoFence(&n, 9), 4);
	EXPECT_EQ(t, InterlockedCompareExchangeAcquire(&n, 1, 2), 9);
	EXPECT_EQ(t, InterlockedCompareExchangeRelease(&n, 1, 9), 9);
	EXPECT_EQ(t, n, 1);
	EXPECT_EQ(t, InterlockedIncrementNoFence64(&wide), 0x100000000ll);
	EXPECT_EQ(t, InterlockedDecrementAcquire64(&wide), 0xffffffffll);
	EXPECT_EQ(t, InterlockedExchangeAddRelease64(&wide, 1), 0xffffffffll);
	EXPECT_EQ(t, InterlockedOr64Acquire(&wide, 1), 0x100000000ll);
	EXPECT_EQ(t, InterlockedCompareExchangeNoFence64(&wide, 7, 0x100000001ll),
		  0x100000001ll);
	EXPECT_EQ(t, InterlockedExchangeAcquire64(&wide, 9), 7ll);
	EXPECT_NULL(t, InterlockedExchangePointerAcquire(&p, &n));
	EXPECT_PTR_EQ(t, InterlockedCompareExchangePointerRelease(&p, NULL, &n), &n);
	EXPECT_NULL(t, p);
}

static void test_ZwQuerySystemInformation(struct kcase *t)
{
	u32 info[64];
	ULONG length = 0;

	EXPECT_EQ(t, ZwQuerySystemInformation(2, info, sizeof(info), &length), STATUS_SUCCESS);
	EXPECT_EQ(t, length, 60u);
	EXPECT_GT(t, info[11], 0u);
	EXPECT_LE(t, info[11], totalram_pages());
	EXPECT_EQ(t, ZwQuerySystemInformation(2, info, 8, NULL), STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, ZwQuerySystemInformation(99, info, sizeof(info), NULL),
		  STATUS_INVALID_INFO_CLASS);
}

static const struct kcase_spec memory_cases[] = {
	KCASE(ex_allocate_pool2, "zeroed, aligned, of any size", test_ExAllocatePool2),
	KCASE(ex_allocate_pool2_flags, "what it does not know of is refused, if required",
	      test_pool_flags),
	KCASE(ex_allocate_pool3, "the same, with valid parameters", test_ExAllocatePool3),
	KCASE(ex_allocate_pool3_optional, "what cannot be met fails unless it is optional",
	      test_ExAllocatePool3_optional),
	KCASE(ex_allocate_pool3_node, "of a node", test_ExAllocatePool3_node),
	KCASE(ex_allocate_pool_with_tag, "works at DISPATCH_LEVEL, aligns to cache lines",
	      test_ExAllocatePoolWithTag),
	KCASE(ex_allocate_pool_pages, "a block of pages has pages of its own at DISPATCH_LEVEL",
	      test_pages_at_dispatch),
	KCASE(ex_allocate_pool_huge, "NULL for more than there can be", test_huge),
	KCASE(ex_allocate_pool_zero, "zeroed, whatever was there", test_ExAllocatePoolZero),
	KCASE(ex_allocate_pool_hints, "seldom used memory, and a tag of 0, are allowed",
	      test_pool_hints),
	KCASE(ex_allocate_pool_quota_zero, "zeroed, or NULL instead of an exception",
	      test_ExAllocatePoolQuotaZero),
	KCASE(ex_free_pool, "at DISPATCH_LEVEL, and of NULL", test_ExFreePool),
	KCASE(ex_allocate_from_npaged_lookaside_list, "keeps as many blocks as its depth",
	      test_lookaside),
	KCASE(rtl_copy_memory, "copies, fills, compares, clears", test_Rtl_memory),
	KCASE(rtl_ulong_add, "fails instead of overflowing", test_ntintsafe),
	KCASE(insert_tail_list, "every list operation keeps the links", test_list),
	KCASE(push_entry_list, "last in, first out", test_PushEntryList),
	KCASE(ex_interlocked_insert_tail_list, "returns the neighbour before",
	      test_ExInterlockedInsertTailList),
	KCASE(interlocked_increment, "each returns what Windows says", test_Interlocked),
	KCASE(interlocked_increment_acquire, "so do those of other orders",
	      test_Interlocked_orders),
	KCASE(zw_query_system_information, "tells available memory", test_ZwQuerySystemInformation),
};
const struct kcase_suite memory_suite = KCASE_SUITE("memory", memory_cases);
