// SPDX-License-Identifier: GPL-2.0-only
/* Tables of elements, of both kinds: pages of the functions' names. */
#include "context.h"

#define SIZE_OF(header)	((header) + sizeof(struct element))

struct element {
	int key;
	int value;
};

static unsigned int allocated, freed;
static CLONG asked_for;
static bool no_memory, by_tens;

static RTL_GENERIC_COMPARE_RESULTS order(const struct element *a, const struct element *b)
{
	int x = by_tens ? a->key / 10 : a->key, y = by_tens ? b->key / 10 : b->key;

	return x < y ? GenericLessThan : x > y ? GenericGreaterThan : GenericEqual;
}

static PVOID allocate(CLONG size)
{
	asked_for = size;
	if (no_memory)
		return NULL;
	allocated++;
	return ExAllocatePool2(POOL_FLAG_NON_PAGED, size, 'tseT');
}

static void release(PVOID element)
{
	freed++;
	ExFreePool(element);
}

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_GENERIC_TABLE table, PVOID a, PVOID b)
{
	return order(a, b);
}

static PVOID generic_allocate(PRTL_GENERIC_TABLE table, CLONG size)
{
	return allocate(size);
}

static VOID generic_free(PRTL_GENERIC_TABLE table, PVOID element)
{
	release(element);
}

static RTL_GENERIC_COMPARE_RESULTS avl_compare(PRTL_AVL_TABLE table, PVOID a, PVOID b)
{
	return order(a, b);
}

static PVOID avl_allocate(PRTL_AVL_TABLE table, CLONG size)
{
	return allocate(size);
}

static VOID avl_free(PRTL_AVL_TABLE table, PVOID element)
{
	release(element);
}

static RTL_GENERIC_TABLE generic;
static RTL_AVL_TABLE avl;

static int table_setup(struct kcase *t)
{
	allocated = 0;
	freed = 0;
	no_memory = false;
	by_tens = false;
	RtlInitializeGenericTable(&generic, compare, generic_allocate, generic_free, t);
	RtlInitializeGenericTableAvl(&avl, avl_compare, avl_allocate, avl_free, t);
	return 0;
}

static void table_empty(void)
{
	PVOID element;

	while ((element = RtlGetElementGenericTable(&generic, 0)))
		RtlDeleteElementGenericTable(&generic, element);
	while ((element = RtlGetElementGenericTableAvl(&avl, 0)))
		RtlDeleteElementGenericTableAvl(&avl, element);
}

static void table_teardown(struct kcase *t)
{
	by_tens = false;
	table_empty();
	EXPECT_EQ(t, freed, allocated);
}

static struct element *put(int key)
{
	struct element element = { key, -key };

	return RtlInsertElementGenericTable(&generic, &element, sizeof(element), NULL);
}

static struct element *put_avl(int key)
{
	struct element element = { key, -key };

	return RtlInsertElementGenericTableAvl(&avl, &element, sizeof(element), NULL);
}

static void test_insert(struct kcase *t)
{
	struct element element = { 5, 50 }, *first, *second;
	BOOLEAN is_new = FALSE;

	first = RtlInsertElementGenericTable(&generic, &element, sizeof(element), &is_new);
	ASSERT_NOT_NULL(t, first);
	EXPECT_TRUE(t, is_new);
	EXPECT_PTR_NE(t, first, &element);
	EXPECT_EQ(t, first->value, 50);
	EXPECT_EQ(t, asked_for, SIZE_OF(sizeof(RTL_SPLAY_LINKS) + sizeof(LIST_ENTRY)));
	element.value = 51;
	second = RtlInsertElementGenericTable(&generic, &element, sizeof(element), &is_new);
	EXPECT_PTR_EQ(t, second, first);
	EXPECT_FALSE(t, is_new);
	EXPECT_EQ(t, first->value, 50);
	EXPECT_EQ(t, allocated, 1u);
	no_memory = true;
	is_new = TRUE;
	element.key = 6;
	EXPECT_NULL(t, RtlInsertElementGenericTable(&generic, &element, sizeof(element), &is_new));
	EXPECT_FALSE(t, is_new);
	EXPECT_NULL(t, put(6));
	EXPECT_PTR_EQ(t, put(5), first);
	EXPECT_EQ(t, RtlNumberGenericTableElements(&generic), 1u);
}

static void test_insert_avl(struct kcase *t)
{
	struct element element = { 5, 50 }, *first;
	BOOLEAN is_new = FALSE;

	first = RtlInsertElementGenericTableAvl(&avl, &element, sizeof(element), &is_new);
	ASSERT_NOT_NULL(t, first);
	EXPECT_TRUE(t, is_new);
	EXPECT_PTR_NE(t, first, &element);
	EXPECT_EQ(t, asked_for, SIZE_OF(sizeof(RTL_BALANCED_LINKS)));
	EXPECT_PTR_EQ(t, RtlInsertElementGenericTableAvl(&avl, &element, sizeof(element),
							 &is_new), first);
	EXPECT_FALSE(t, is_new);
	no_memory = true;
	is_new = TRUE;
	element.key = 6;
	EXPECT_NULL(t, RtlInsertElementGenericTableAvl(&avl, &element, sizeof(element),
						       &is_new));
	EXPECT_FALSE(t, is_new);
	EXPECT_NULL(t, put_avl(6));
	EXPECT_PTR_EQ(t, put_avl(5), first);
	EXPECT_EQ(t, RtlNumberGenericTableElementsAvl(&avl), 1u);
}

/* A thousand elements in a sequence that visits each number once. */
#define MANY	1000
#define STEP	387

static void test_lookup(struct kcase *t)
{
	struct element key = { 0 }, *found;
	int i;

	EXPECT_NULL(t, RtlLookupElementGenericTable(&generic, &key));
	EXPECT_NULL(t, RtlLookupElementGenericTableAvl(&avl, &key));
	for (i = 0; i < MANY; i++) {
		ASSERT_NOT_NULL(t, put(i * STEP % MANY));
		ASSERT_NOT_NULL(t, put_avl(i * STEP % MANY));
	}
	for (key.key = 0; key.key < MANY; key.key++) {
		found = RtlLookupElementGenericTable(&generic, &key);
		ASSERT_NOT_NULL(t, found);
		EXPECT_EQ(t, found->value, -key.key);
		found = RtlLookupElementGenericTableAvl(&avl, &key);
		ASSERT_NOT_NULL(t, found);
		EXPECT_EQ(t, found->value, -key.key);
	}
	EXPECT_NULL(t, RtlLookupElementGenericTable(&generic, &key));
	EXPECT_NULL(t, RtlLookupElementGenericTableAvl(&avl, &key));
}

static void test_delete(struct kcase *t)
{
	struct element key = { 2 };

	EXPECT_FALSE(t, RtlDeleteElementGenericTable(&generic, &key));
	EXPECT_FALSE(t, RtlDeleteElementGenericTableAvl(&avl, &key));
	EXPECT_TRUE(t, RtlIsGenericTableEmpty(&generic));
	EXPECT_TRUE(t, RtlIsGenericTableEmptyAvl(&avl));
	for (key.key = 1; key.key <= 3; key.key++) {
		put(key.key);
		put_avl(key.key);
	}
	key.key = 2;
	EXPECT_TRUE(t, RtlDeleteElementGenericTable(&generic, &key));
	EXPECT_TRUE(t, RtlDeleteElementGenericTableAvl(&avl, &key));
	EXPECT_EQ(t, freed, 2u);
	EXPECT_FALSE(t, RtlDeleteElementGenericTable(&generic, &key));
	EXPECT_FALSE(t, RtlDeleteElementGenericTableAvl(&avl, &key));
	EXPECT_EQ(t, RtlNumberGenericTableElements(&generic), 2u);
	EXPECT_EQ(t, RtlNumberGenericTableElementsAvl(&avl), 2u);
	EXPECT_FALSE(t, RtlIsGenericTableEmpty(&generic));
	EXPECT_FALSE(t, RtlIsGenericTableEmptyAvl(&avl));
}

static int key_of(const struct element *element)
{
	return element ? element->key : -1;
}

static void test_get(struct kcase *t)
{
	struct element key = { 9 };

	EXPECT_NULL(t, RtlGetElementGenericTable(&generic, 0));
	put(7);
	put(9);
	put(8);
	EXPECT_EQ(t, key_of(RtlGetElementGenericTable(&generic, 0)), 7);
	EXPECT_EQ(t, key_of(RtlGetElementGenericTable(&generic, 1)), 9);
	EXPECT_EQ(t, key_of(RtlGetElementGenericTable(&generic, 2)), 8);
	EXPECT_NULL(t, RtlGetElementGenericTable(&generic, 3));
	RtlDeleteElementGenericTable(&generic, &key);
	EXPECT_EQ(t, key_of(RtlGetElementGenericTable(&generic, 1)), 8);
	EXPECT_NULL(t, RtlGetElementGenericTable(&generic, 2));
	/* An AVL table has no such list. */
	EXPECT_NULL(t, RtlGetElementGenericTableAvl(&avl, 0));
	put_avl(7);
	put_avl(9);
	put_avl(8);
	EXPECT_EQ(t, key_of(RtlGetElementGenericTableAvl(&avl, 1)), 8);
	EXPECT_NULL(t, RtlGetElementGenericTableAvl(&avl, 3));
}

static void test_enumerate(struct kcase *t)
{
	struct element key = { 1 };
	PVOID at = NULL;

	EXPECT_NULL(t, RtlEnumerateGenericTable(&generic, TRUE));
	put(2);
	put(3);
	put(1);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTable(&generic, TRUE)), 1);
	/* What has been returned may be deleted. */
	RtlDeleteElementGenericTable(&generic, &key);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTable(&generic, FALSE)), 2);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTable(&generic, FALSE)), 3);
	EXPECT_NULL(t, RtlEnumerateGenericTable(&generic, FALSE));
	EXPECT_NULL(t, RtlEnumerateGenericTable(&generic, FALSE));
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableWithoutSplaying(&generic, &at)), 2);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableWithoutSplaying(&generic, &at)), 3);
	EXPECT_NULL(t, RtlEnumerateGenericTableWithoutSplaying(&generic, &at));
}

static void test_enumerate_avl(struct kcase *t)
{
	struct element key = { 2 };
	PVOID at = NULL;

	EXPECT_NULL(t, RtlEnumerateGenericTableAvl(&avl, TRUE));
	put_avl(2);
	put_avl(3);
	put_avl(1);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableAvl(&avl, TRUE)), 1);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableAvl(&avl, FALSE)), 2);
	RtlDeleteElementGenericTableAvl(&avl, &key);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableAvl(&avl, FALSE)), 3);
	EXPECT_NULL(t, RtlEnumerateGenericTableAvl(&avl, FALSE));
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableWithoutSplayingAvl(&avl, &at)), 1);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableWithoutSplayingAvl(&avl, &at)), 3);
	EXPECT_NULL(t, RtlEnumerateGenericTableWithoutSplayingAvl(&avl, &at));
}

static void test_first_matching(struct kcase *t)
{
	struct element key = { 20 };
	PVOID at = NULL;
	int i;

	for (i = 0; i < 40; i++)
		ASSERT_NOT_NULL(t, put_avl(i));
	by_tens = true;
	EXPECT_EQ(t, key_of(RtlLookupFirstMatchingElementGenericTableAvl(&avl, &key, &at)), 20);
	EXPECT_EQ(t, key_of(RtlEnumerateGenericTableWithoutSplayingAvl(&avl, &at)), 21);
	key.key = 50;
	EXPECT_NULL(t, RtlLookupFirstMatchingElementGenericTableAvl(&avl, &key, &at));
}

static const struct kcase_spec table_cases[] = {
	KCASE(insert, "a copy, once", test_insert),
	KCASE(insert_avl, "a copy, once, in an AVL table", test_insert_avl),
	KCASE(lookup, "each element is found", test_lookup),
	KCASE(delete, "the equal element is freed", test_delete),
	KCASE(get, "elements by index", test_get),
	KCASE(enumerate, "elements in order", test_enumerate),
	KCASE(enumerate_avl, "elements of an AVL table in order", test_enumerate_avl),
	KCASE(first_matching, "the first of several", test_first_matching),
};
const struct kcase_suite table_suite =
	KCASE_SUITE_FIXTURE("table", table_cases, table_setup, table_teardown);

static struct element call_key = { 3 };
static PVOID call_at;

static void call_begin(struct kcase *t)
{
	table_setup(t);
	put(3);
	put_avl(3);
	call_at = NULL;
}

static void call_init(void)
{
	RtlInitializeGenericTable(&generic, compare, generic_allocate, generic_free, NULL);
}

static void call_init_avl(void)
{
	RtlInitializeGenericTableAvl(&avl, avl_compare, avl_allocate, avl_free, NULL);
}

KCASE_CALL(RtlInitializeGenericTable, call_init());
KCASE_CALL(RtlInitializeGenericTableAvl, call_init_avl());
KCASE_CALL_BETWEEN(RtlInsertElementGenericTable, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, put(4)));
KCASE_CALL_BETWEEN(RtlInsertElementGenericTableAvl, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, put_avl(4)));
KCASE_CALL_BETWEEN(RtlLookupElementGenericTable, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlLookupElementGenericTable(&generic, &call_key)));
KCASE_CALL_BETWEEN(RtlLookupElementGenericTableAvl, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlLookupElementGenericTableAvl(&avl, &call_key)));
KCASE_CALL_BETWEEN(RtlLookupFirstMatchingElementGenericTableAvl, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlLookupFirstMatchingElementGenericTableAvl(&avl,
						&call_key, &call_at)));
KCASE_CALL_BETWEEN(RtlDeleteElementGenericTable, call_begin, table_teardown,
		   EXPECT_TRUE(t, RtlDeleteElementGenericTable(&generic, &call_key)));
KCASE_CALL_BETWEEN(RtlDeleteElementGenericTableAvl, call_begin, table_teardown,
		   EXPECT_TRUE(t, RtlDeleteElementGenericTableAvl(&avl, &call_key)));
KCASE_CALL_BETWEEN(RtlGetElementGenericTable, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlGetElementGenericTable(&generic, 0)));
KCASE_CALL_BETWEEN(RtlGetElementGenericTableAvl, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlGetElementGenericTableAvl(&avl, 0)));
KCASE_CALL_BETWEEN(RtlEnumerateGenericTable, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlEnumerateGenericTable(&generic, TRUE)));
KCASE_CALL_BETWEEN(RtlEnumerateGenericTableAvl, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlEnumerateGenericTableAvl(&avl, TRUE)));
KCASE_CALL_BETWEEN(RtlEnumerateGenericTableWithoutSplaying, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlEnumerateGenericTableWithoutSplaying(&generic,
							&(PVOID){ NULL })));
KCASE_CALL_BETWEEN(RtlEnumerateGenericTableWithoutSplayingAvl, call_begin, table_teardown,
		   EXPECT_NOT_NULL(t, RtlEnumerateGenericTableWithoutSplayingAvl(&avl,
							&(PVOID){ NULL })));
KCASE_CALL_BETWEEN(RtlNumberGenericTableElements, call_begin, table_teardown,
		   EXPECT_EQ(t, RtlNumberGenericTableElements(&generic), 1u));
KCASE_CALL_BETWEEN(RtlNumberGenericTableElementsAvl, call_begin, table_teardown,
		   EXPECT_EQ(t, RtlNumberGenericTableElementsAvl(&avl), 1u));
KCASE_CALL_BETWEEN(RtlIsGenericTableEmpty, call_begin, table_teardown,
		   EXPECT_FALSE(t, RtlIsGenericTableEmpty(&generic)));
KCASE_CALL_BETWEEN(RtlIsGenericTableEmptyAvl, call_begin, table_teardown,
		   EXPECT_FALSE(t, RtlIsGenericTableEmptyAvl(&avl)));
