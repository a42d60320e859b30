/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework memory.
 *
 * Linux counterpart: kmalloc()
 */
#ifndef VMBKMCL_WINDOWS_WDFMEMORY_H
#define VMBKMCL_WINDOWS_WDFMEMORY_H

#include "wdfobject.h"

/**
 * struct _WDFMEMORY_OFFSET - a part of a memory object [doc
 * ns-wdfmemory-_wdfmemory_offset]
 * @BufferOffset: where it begins
 * @BufferLength: its bytes; 0: all that follow
 */
typedef struct _WDFMEMORY_OFFSET {
	size_t	BufferOffset;
	size_t	BufferLength;
} WDFMEMORY_OFFSET, *PWDFMEMORY_OFFSET;

typedef enum _WDF_MEMORY_DESCRIPTOR_TYPE {
	WdfMemoryDescriptorTypeInvalid = 0,
	WdfMemoryDescriptorTypeBuffer,
	WdfMemoryDescriptorTypeMdl,
	WdfMemoryDescriptorTypeHandle
} WDF_MEMORY_DESCRIPTOR_TYPE;

typedef struct _WDF_MEMORY_DESCRIPTOR {
	WDF_MEMORY_DESCRIPTOR_TYPE	Type;
	union {
		struct {
			PVOID	Buffer;
			ULONG	Length;
		} BufferType;
		struct {
			PMDL	Mdl;
			ULONG	BufferLength;
		} MdlType;
		struct {
			WDFMEMORY		Memory;
			PWDFMEMORY_OFFSET	Offsets;
		} HandleType;
	} u;
} WDF_MEMORY_DESCRIPTOR, *PWDF_MEMORY_DESCRIPTOR;

static inline VOID WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(PWDF_MEMORY_DESCRIPTOR descriptor,
						     PVOID buffer, ULONG length)
{
	memset(descriptor, 0, sizeof(*descriptor));
	descriptor->Type = WdfMemoryDescriptorTypeBuffer;
	descriptor->u.BufferType.Buffer = buffer;
	descriptor->u.BufferType.Length = length;
}

static inline VOID WDF_MEMORY_DESCRIPTOR_INIT_HANDLE(PWDF_MEMORY_DESCRIPTOR descriptor,
						     WDFMEMORY memory,
						     PWDFMEMORY_OFFSET offsets)
{
	memset(descriptor, 0, sizeof(*descriptor));
	descriptor->Type = WdfMemoryDescriptorTypeHandle;
	descriptor->u.HandleType.Memory = memory;
	descriptor->u.HandleType.Offsets = offsets;
}

static inline VOID WDF_MEMORY_DESCRIPTOR_INIT_MDL(PWDF_MEMORY_DESCRIPTOR descriptor,
						  PMDL mdl, ULONG length)
{
	memset(descriptor, 0, sizeof(*descriptor));
	descriptor->Type = WdfMemoryDescriptorTypeMdl;
	descriptor->u.MdlType.Mdl = mdl;
	descriptor->u.MdlType.BufferLength = length;
}

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

/* WdfLookasideListCreate() for a module. */
NTSTATUS vmbkmcl_wdf_lookaside_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES LookasideAttributes,
				      size_t BufferSize, POOL_TYPE PoolType,
				      PWDF_OBJECT_ATTRIBUTES MemoryAttributes,
				      ULONG PoolTag, WDFLOOKASIDE *Lookaside);

/**
 * WdfLookasideListCreate() - create a list of memory of one size, to be taken off it
 * @LookasideAttributes: optional
 * @BufferSize: bytes of each, not 0
 * @PoolType: for the pool
 * @MemoryAttributes: of the memory objects; copied; optional
 * @PoolTag: for the pool
 * @Lookaside: receives the list
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for a size of 0;
 * STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
static inline NTSTATUS WdfLookasideListCreate(PWDF_OBJECT_ATTRIBUTES LookasideAttributes,
					      size_t BufferSize, POOL_TYPE PoolType,
					      PWDF_OBJECT_ATTRIBUTES MemoryAttributes,
					      ULONG PoolTag, WDFLOOKASIDE *Lookaside)
{
	return vmbkmcl_wdf_lookaside_create(&__this_module, LookasideAttributes, BufferSize,
					    PoolType, MemoryAttributes, PoolTag, Lookaside);
}

/**
 * WdfMemoryCreateFromLookaside() - take memory off a list
 * @Lookaside: the list, which stays in memory as long as what was taken off it
 * @Memory: receives the object; when it is deleted, its memory goes back
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES. [doc]
 */
NTSTATUS WdfMemoryCreateFromLookaside(WDFLOOKASIDE Lookaside, WDFMEMORY *Memory);

#endif
