// SPDX-License-Identifier: GPL-2.0-only
/* memory.c - allocations, pages, and the rings' mappings. */
#include "kernel.h"

/* Both rings of as many channels as a run has open at a time. */
#define RINGS	8

/* Freed memory need not be kept for longer than a run. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=4:malloc_context_size=10:detect_leaks=0";
}

static unsigned int allocated;
static struct ring {
	char *address;
	size_t size;
} rings[RINGS];

void *explore_alloc(size_t align, size_t size, gfp_t gfp, const struct sched_site *site)
{
	void *memory = NULL;

	if (gfp & GFP_KERNEL)
		explore_might_sleep(site);
	/* It may take long. */
	sched_point(site);
	if (posix_memalign(&memory, align, size))
		abort();
	/* What reads it before it is written shall not be lucky. */
	memset(memory, gfp & __GFP_ZERO ? 0 : 0xa5, size);
	allocated++;
	return memory;
}

void kfree(const void *memory)
{
	if (!memory)
		return;
	allocated--;
	free((void *)memory);
}

unsigned int explore_allocated(void)
{
	return allocated;
}

struct kmem_cache *explore_cache(size_t size, size_t align)
{
	struct kmem_cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL);

	cache->size = size;
	cache->align = max_t(size_t, align, 16);
	return cache;
}

static struct ring *ring_find(const volatile void *address)
{
	const char *at = (const char *)address;
	struct ring *ring;

	for (ring = rings; ring < rings + RINGS; ring++) {
		if (ring->address && at >= ring->address &&
		    at < ring->address + ring->size)
			return ring;
	}
	return NULL;
}

bool explore_in_ring(const volatile void *address)
{
	return ring_find(address);
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, int protection)
{
	struct ring *ring;

	for (ring = rings; ring->address; ring++) {
		if (ring == rings + RINGS - 1)
			sched_fail("more than %d rings", RINGS);
	}
	ring->size = count * PAGE_SIZE;
	ring->address = kzalloc(ring->size, GFP_KERNEL);
	return ring->address;
}

void vunmap(const void *address)
{
	struct ring *ring = ring_find(address);
	const char *second = ring->address + (ring->size + PAGE_SIZE) / 2;

	/* The first word is written by the packet after the last that fits. */
	if (*(const u64 *)second)
		sched_fail("a run sends more than a ring holds");
	kfree(ring->address);
	ring->address = NULL;
}
