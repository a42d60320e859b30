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

/* WdfMemoryCreatePreallocated() for a module. */
NTSTATUS vmbkmcl_wdf_memory_create_preallocated(struct module *module,
						PWDF_OBJECT_ATTRIBUTES Attributes,
						PVOID Buffer, size_t BufferSize,
						WDFMEMORY *Memory);

/**
 * WdfMemoryCreatePreallocated() - create a memory object for the driver's own memory
 * @Attributes: optional
 * @Buffer: the memory, which is not freed with the object
 * @BufferSize: bytes, not 0
 * @Memory: receives the object
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER or
 * STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
static inline NTSTATUS WdfMemoryCreatePreallocated(PWDF_OBJECT_ATTRIBUTES Attributes,
						   PVOID Buffer, size_t BufferSize,
						   WDFMEMORY *Memory)
{
	return vmbkmcl_wdf_memory_create_preallocated(&__this_module, Attributes, Buffer,
						      BufferSize, Memory);
}

/**
 * WdfMemoryAssignBuffer() - give an object of WdfMemoryCreatePreallocated() other memory
 * @Memory: the object
 * @Buffer: the memory
 * @BufferSize: bytes, not 0
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER [doc];
 * STATUS_INVALID_DEVICE_REQUEST for any other object [ours].
 */
NTSTATUS WdfMemoryAssignBuffer(WDFMEMORY Memory, PVOID Buffer, size_t BufferSize);

/**
 * WdfMemoryCopyToBuffer() - copy from a memory object
 * @SourceMemory: the object
 * @SourceOffset: where to begin in it
 * @Buffer: where to copy to
 * @NumBytesToCopyTo: how many bytes
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL when the object has fewer bytes;
 * STATUS_INVALID_PARAMETER for no bytes. [doc]
 */
NTSTATUS WdfMemoryCopyToBuffer(WDFMEMORY SourceMemory, size_t SourceOffset, PVOID Buffer,
			       size_t NumBytesToCopyTo);

/**
 * WdfMemoryCopyFromBuffer() - copy into a memory object
 * @DestinationMemory: the object
 * @DestinationOffset: where to begin in it
 * @Buffer: where to copy from
 * @NumBytesToCopyFrom: how many bytes
 *
 * Context: any. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_BUFFER_SIZE when the object has fewer bytes;
 * STATUS_INVALID_PARAMETER for no bytes; STATUS_ACCESS_VIOLATION for the input of a
 * request, which is not to be written. [KMDF: fxmemoryobject.cpp]
 */
NTSTATUS WdfMemoryCopyFromBuffer(WDFMEMORY DestinationMemory, size_t DestinationOffset,
				 PVOID Buffer, size_t NumBytesToCopyFrom);

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
