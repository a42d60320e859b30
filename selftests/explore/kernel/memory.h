/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - allocations, pages, and the rings' mappings.
 *
 * All of it is malloc()ed, so that ASan sees what is used after it was freed, and
 * counted, so that what is left at the end of a run is seen.
 */
#ifndef EXPLORE_KERNEL_MEMORY_H
#define EXPLORE_KERNEL_MEMORY_H

#define GFP_KERNEL	1u
#define GFP_ATOMIC	2u
#define __GFP_ZERO	4u
#define __GFP_NOWARN	8u
#define __GFP_RETRY_MAYFAIL	16u
#define gfpflags_allow_blocking(gfp)	((gfp) & GFP_KERNEL)

void *explore_alloc(size_t align, size_t size, gfp_t gfp, const struct sched_site *site);
void kfree(const void *memory);
/* Allocations that are not freed. */
unsigned int explore_allocated(void);

#define ALLOC(size, gfp)	explore_alloc(16, size, gfp, SCHED_SITE("an allocation"))
#define kmalloc(size, gfp)	ALLOC(size, gfp)
#define kvmalloc(size, gfp)	ALLOC(size, gfp)
#define kzalloc(size, gfp)	ALLOC(size, (gfp) | __GFP_ZERO)
#define kcalloc(n, size, gfp)	ALLOC((n) * (size), (gfp) | __GFP_ZERO)
#define kvcalloc(n, size, gfp)	kcalloc(n, size, gfp)
#define kvmalloc_array(n, size, gfp)	ALLOC((n) * (size), gfp)
#define kvfree(memory)		kfree(memory)

#define memalloc_noio_save()		0u
#define memalloc_noio_restore(flags)	((void)(flags))

struct kmem_cache {
	size_t size;
	size_t align;
};

#define SLAB_HWCACHE_ALIGN	0
#define KMEM_CACHE(type, flags) \
	explore_cache(sizeof(struct type), __alignof__(struct type))
#define kmem_cache_zalloc(cache, gfp) \
	explore_alloc((cache)->align, (cache)->size, (gfp) | __GFP_ZERO, \
		      SCHED_SITE("an allocation"))
#define kmem_cache_free(cache, memory)	((void)(cache), kfree(memory))
#define kmem_cache_destroy(cache)	kfree(cache)

struct kmem_cache *explore_cache(size_t size, size_t align);

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ul << PAGE_SHIFT)
#define PAGE_ALIGN(n)	roundup(n, PAGE_SIZE)
#define VM_MAP		0
#define PAGE_KERNEL	0

/* A page counts; its bytes are where it is mapped. */
struct page {
	int unused;
};

#define alloc_page(gfp)		kzalloc(sizeof(struct page), gfp)
#define __free_page(page)	kfree(page)
#define page_to_pfn(p)		((unsigned long)(p) / sizeof(struct page))
#define pfn_valid(pfn)		((pfn) != 0)

/*
 * A ring: a header page, data, and the data again, which is no second view of the
 * first, for no run here sends as much as a ring holds. vunmap() checks that.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, int protection);
void vunmap(const void *address);

#endif /* EXPLORE_KERNEL_MEMORY_H */
