// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much memory something takes, object by object: the tracepoints of the
 * allocators tell what is made and freed. Free memory as a whole would not tell,
 * because caches keep slabs and processors keep pages.
 */
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "bench.h"

#define MEMORY_OBJECTS	32768u
#define MEMORY_BITS	12

/**
 * struct memory_object - what was allocated, and is in use
 * @node: in memory_hash
 * @at: its address, or its struct page
 * @size: bytes
 * @is_page: the latter
 */
struct memory_object {
	struct hlist_node node;
	const void *at;
	size_t size;
	bool is_page;
};

static DEFINE_RAW_SPINLOCK(memory_lock);
/* All under memory_lock: probes may run while others are being registered. */
static bool memory_on;
static struct memory_object *memory_pool;
static u32 memory_used;
static bool memory_lost;
static HLIST_HEAD(memory_idle);
static struct hlist_head memory_hash[1 << MEMORY_BITS];

static struct hlist_head *memory_bucket(const void *at)
{
	return &memory_hash[hash_ptr(at, MEMORY_BITS)];
}

static struct memory_object *memory_find(const void *at)
{
	struct memory_object *object;

	hlist_for_each_entry(object, memory_bucket(at), node)
		if (object->at == at)
			return object;
	return NULL;
}

static struct memory_object *memory_take(void)
{
	struct memory_object *object;

	if (hlist_empty(&memory_idle))
		return memory_used < MEMORY_OBJECTS ?
		       &memory_pool[memory_used++] : NULL;
	object = hlist_entry(memory_idle.first, struct memory_object, node);
	hlist_del(&object->node);
	return object;
}

static void memory_made(const void *at, size_t size, bool is_page)
{
	struct memory_object *object;
	unsigned long flags;

	raw_spin_lock_irqsave(&memory_lock, flags);
	if (!memory_on)
		goto out;
	object = memory_find(at);
	if (!object) {
		object = memory_take();
		if (object)
			hlist_add_head(&object->node, memory_bucket(at));
	}
	if (object) {
		object->at = at;
		object->size = size;
		object->is_page = is_page;
	} else {
		memory_lost = true;
	}
out:
	raw_spin_unlock_irqrestore(&memory_lock, flags);
}

static void memory_freed(const void *at)
{
	struct memory_object *object;
	unsigned long flags;

	raw_spin_lock_irqsave(&memory_lock, flags);
	object = memory_find(at);
	if (object) {
		hlist_del(&object->node);
		hlist_add_head(&object->node, &memory_idle);
	}
	raw_spin_unlock_irqrestore(&memory_lock, flags);
}

/*
 * The probes. Kernels differ in what else they pass to them; these arguments
 * come first in all.
 */
static void probe_alloc(void *data, unsigned long caller, const void *object)
{
	if (!ZERO_OR_NULL_PTR(object))
		memory_made(object, ksize(object), false);
}

static void probe_free(void *data, unsigned long caller, const void *object)
{
	memory_freed(object);
}

static void probe_page_alloc(void *data, struct page *page, unsigned int order)
{
	if (page)
		memory_made(page, PAGE_SIZE << order, true);
}

static void probe_page_free(void *data, struct page *page, unsigned int order)
{
	memory_freed(page);
}

/**
 * struct memory_probe - a tracepoint
 * @name: its name; not every kernel has all
 * @fn: what it calls
 * @tp: it, while @fn is registered
 */
struct memory_probe {
	const char *name;
	void *fn;
	struct tracepoint *tp;
};

static struct memory_probe probes[] = {
	{ "kmalloc",			probe_alloc },
	{ "kmalloc_node",		probe_alloc },
	{ "kmem_cache_alloc",		probe_alloc },
	{ "kmem_cache_alloc_node",	probe_alloc },
	{ "kfree",			probe_free },
	{ "kmem_cache_free",		probe_free },
	{ "mm_page_alloc",		probe_page_alloc },
	{ "mm_page_free",		probe_page_free },
};

static void probe_register(struct tracepoint *tp, void *data)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(tp->name, probes[i].name) &&
		    !tracepoint_probe_register(tp, probes[i].fn, NULL))
			probes[i].tp = tp;
}

int bench_memory_begin(void)
{
	unsigned long flags;

	memory_pool = kvcalloc(MEMORY_OBJECTS, sizeof(*memory_pool), GFP_KERNEL);
	if (!memory_pool)
		return -ENOMEM;
	memory_used = 0;
	memory_lost = false;
	INIT_HLIST_HEAD(&memory_idle);
	memset(memory_hash, 0, sizeof(memory_hash));
	for_each_kernel_tracepoint(probe_register, NULL);
	raw_spin_lock_irqsave(&memory_lock, flags);
	memory_on = true;
	raw_spin_unlock_irqrestore(&memory_lock, flags);
	return 0;
}

/* Pages that objects were made of are in these objects. */
static bool memory_counts(const struct memory_object *object)
{
	struct page *page = (struct page *)object->at;

	return !object->is_page ||
	       (!PageSlab(page) && !memory_find(page_address(page)));
}

static long memory_sum(void)
{
	struct memory_object *object;
	long sum = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(memory_hash); i++)
		hlist_for_each_entry(object, &memory_hash[i], node)
			if (memory_counts(object))
				sum += object->size;
	return sum;
}

long bench_memory_end(void)
{
	unsigned long flags;
	long sum;
	u32 i;

	raw_spin_lock_irqsave(&memory_lock, flags);
	memory_on = false;
	sum = memory_lost ? -ENOSPC : memory_sum();
	raw_spin_unlock_irqrestore(&memory_lock, flags);
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		if (probes[i].tp)
			tracepoint_probe_unregister(probes[i].tp, probes[i].fn,
						    NULL);
		probes[i].tp = NULL;
	}
	tracepoint_synchronize_unregister();
	kvfree(memory_pool);
	return sum;
}
