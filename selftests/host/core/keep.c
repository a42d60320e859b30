// SPDX-License-Identifier: GPL-2.0-only
/* keep.c - what a guest makes the host keep, and the one budget for all of it. */
#include <stdlib.h>

#include "host.h"

/* In front of what is kept. */
struct kept {
	u64 size;
	u64 align;
};

static struct kept *kept_of(void *p)
{
	return (struct kept *)p - 1;
}

void *keep_resize(struct vmbhost *host, void *p, size_t size)
{
	u64 before = p ? kept_of(p)->size : 0;
	struct kept *kept;

	size += sizeof(*kept);
	if (host->kept - before + size > KEPT_MAX)
		return NULL;
	kept = xrealloc(p ? kept_of(p) : NULL, size);
	kept->size = size;
	host->kept += size - before;
	return kept + 1;
}

void *keep_alloc(struct vmbhost *host, size_t size)
{
	void *p = keep_resize(host, NULL, size);

	if (p)
		memset(p, 0, size);
	return p;
}

void keep_free(struct vmbhost *host, void *p)
{
	if (!p)
		return;
	host->kept -= kept_of(p)->size;
	free(kept_of(p));
}
