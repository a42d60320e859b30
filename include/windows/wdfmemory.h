/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework memory.
 *
 * Linux counterpart: kmalloc()
 */
#ifndef VMBKMCL_WINDOWS_WDFMEMORY_H
#define VMBKMCL_WINDOWS_WDFMEMORY_H

#include "wdfobject.h"

/* WdfMemoryCreate() for a module, as vmbkmcl_wdf_object_create(). */
NTSTATUS vmbkmcl_wdf_memory_create(struct module *module,
				   PWDF_OBJECT_ATTRIBUTES Attributes,
				   POOL_TYPE PoolType, ULONG PoolTag,
				   size_t BufferSize, WDFMEMORY *Memory,
				   PVOID *Buffer);

/**
 * WdfMemoryCreate() - create a memory object
 * @Attributes: optional
 * @PoolType: for the pool
 * @PoolTag: for the pool
 * @BufferSize: bytes, not 0
 * @Memory: receives the object, which owns the memory
 * @Buffer: receives the address; optional
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
static inline NTSTATUS WdfMemoryCreate(PWDF_OBJECT_ATTRIBUTES Attributes,
				       POOL_TYPE PoolType, ULONG PoolTag,
				       size_t BufferSize, WDFMEMORY *Memory,
				       PVOID *Buffer)
{
	return vmbkmcl_wdf_memory_create(&__this_module, Attributes, PoolType, PoolTag,
					 BufferSize, Memory, Buffer);
}

/**
 * WdfMemoryGetBuffer() - a memory object's memory
 * @Memory: the object
 * @BufferSize: receives the bytes; optional
 *
 * Context: at or below DISPATCH_LEVEL. [ours]
 * Return: the address.
 */
PVOID WdfMemoryGetBuffer(WDFMEMORY Memory, size_t *BufferSize);

#endif
