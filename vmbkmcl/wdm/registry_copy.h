/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry_copy.h - structures about keys and values, as their callers get them.
 */
#ifndef VMBKMCL_WDM_REGISTRY_COPY_H
#define VMBKMCL_WDM_REGISTRY_COPY_H

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntdef.h>
#include <ntstatus.h>

/**
 * struct registry_copy - where a caller wants a structure
 * @to: its buffer
 * @length: bytes there
 * @needed: receives the bytes that there are
 */
struct registry_copy {
	PVOID to;
	ULONG length;
	PULONG needed;
};

/* Copy what fits of a structure of which @fixed bytes are the least, and free it. */
static inline NTSTATUS vmbkmcl_registry_copy(const struct registry_copy *copy, void *from,
					     ULONG size, ULONG fixed)
{
	NTSTATUS status = STATUS_BUFFER_TOO_SMALL;

	*copy->needed = size;
	if (copy->length >= fixed) {
		memcpy(copy->to, from, min(copy->length, size));
		status = copy->length < size ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
	}
	kvfree(from);
	return status;
}

#endif
