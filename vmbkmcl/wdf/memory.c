// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - framework memory.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_memory - a memory object
 * @object: first
 * @buffer: the memory
 * @size: its bytes
 * @borrowed: it is not the object's own, and not freed
 * @read_only: it is not copied to
 * @mdl: describes it, and is freed with the object; or NULL
 * @locked: its pages are locked
 * @give_back: has @buffer when the object is freed; or NULL
 * @context: its argument
 */
struct wdf_memory {
	struct wdf_object object;
	PVOID buffer;
	size_t size;
	bool borrowed;
	bool read_only;
	PMDL mdl;
	bool locked;
	void (*give_back)(void *context, PVOID buffer);
	void *context;
};

static struct wdf_memory *memory_of(WDFMEMORY handle)
{
	return (struct wdf_memory *)handle;
}

/* A request's: it ends before the IRP is completed, and its pages with it. */
static void memory_dispose(struct wdf_object *object)
{
	struct wdf_memory *memory = container_of(object, struct wdf_memory, object);

	if (memory->locked)
		MmUnlockPages(memory->mdl);
	if (memory->mdl)
		IoFreeMdl(memory->mdl);
}

static void memory_free(struct wdf_object *object)
{
	struct wdf_memory *memory = container_of(object, struct wdf_memory, object);

	if (!memory->borrowed)
		ExFreePool(memory->buffer);
	if (memory->give_back)
		memory->give_back(memory->context, memory->buffer);
}

static const struct wdf_object_ops memory_ops = {
	.name = "memory",
	.dispose = memory_dispose,
	.free = memory_free,
};

NTSTATUS vmbkmcl_wdf_memory_create(struct module *module,
				   PWDF_OBJECT_ATTRIBUTES Attributes,
				   POOL_TYPE PoolType, ULONG PoolTag,
				   size_t BufferSize, WDFMEMORY *Memory,
				   PVOID *Buffer)
{
	struct wdf_memory *memory;
	NTSTATUS status;
	PVOID buffer;

	if (!BufferSize)
		return STATUS_INVALID_PARAMETER;
	buffer = ExAllocatePoolWithTag(PoolType, BufferSize, PoolTag);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memory = vmbkmcl_wdf_make(sizeof(*memory), &memory_ops, Attributes,
				  vmbkmcl_wdf_default_parent(module), &status);
	if (!memory) {
		ExFreePool(buffer);
		return status;
	}
	memory->object.passive |= PoolType & PagedPool;
	memory->buffer = buffer;
	memory->size = BufferSize;
	status = vmbkmcl_wdf_commit(&memory->object);
	if (!NT_SUCCESS(status))
		return status;
	*Memory = (WDFMEMORY)memory;
	if (Buffer)
		*Buffer = buffer;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_memory_create);

PVOID WdfMemoryGetBuffer(WDFMEMORY Memory, size_t *BufferSize)
{
	struct wdf_memory *memory = memory_of(Memory);

	if (BufferSize)
		*BufferSize = memory->size;
	return memory->buffer;
}
VMBKMCL_EXPORT(WdfMemoryGetBuffer);

static bool memory_has(const struct wdf_memory *memory, size_t offset, size_t bytes)
{
	return offset <= memory->size && bytes <= memory->size - offset;
}

NTSTATUS WdfMemoryCopyToBuffer(WDFMEMORY SourceMemory, size_t SourceOffset, PVOID Buffer,
			       size_t NumBytesToCopyTo)
{
	struct wdf_memory *memory = memory_of(SourceMemory);

	if (!Buffer || !NumBytesToCopyTo)
		return STATUS_INVALID_PARAMETER;
	if (!memory_has(memory, SourceOffset, NumBytesToCopyTo))
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(Buffer, (u8 *)memory->buffer + SourceOffset, NumBytesToCopyTo);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfMemoryCopyToBuffer);

NTSTATUS WdfMemoryCopyFromBuffer(WDFMEMORY DestinationMemory, size_t DestinationOffset,
				 PVOID Buffer, size_t NumBytesToCopyFrom)
{
	struct wdf_memory *memory = memory_of(DestinationMemory);

	if (memory->read_only)
		return STATUS_ACCESS_VIOLATION;
	if (!Buffer || !NumBytesToCopyFrom)
		return STATUS_INVALID_PARAMETER;
	if (!memory_has(memory, DestinationOffset, NumBytesToCopyFrom))
		return STATUS_INVALID_BUFFER_SIZE;
	memcpy((u8 *)memory->buffer + DestinationOffset, Buffer, NumBytesToCopyFrom);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfMemoryCopyFromBuffer);

NTSTATUS vmbkmcl_wdf_memory_create_preallocated(struct module *module,
						PWDF_OBJECT_ATTRIBUTES Attributes,
						PVOID Buffer, size_t BufferSize,
						WDFMEMORY *Memory)
{
	struct wdf_memory *memory;
	NTSTATUS status;

	if (!Buffer || !BufferSize)
		return STATUS_INVALID_PARAMETER;
	memory = vmbkmcl_wdf_make(sizeof(*memory), &memory_ops, Attributes,
				  vmbkmcl_wdf_default_parent(module), &status);
	if (!memory)
		return status;
	memory->buffer = Buffer;
	memory->size = BufferSize;
	memory->borrowed = true;
	status = vmbkmcl_wdf_commit(&memory->object);
	if (NT_SUCCESS(status))
		*Memory = (WDFMEMORY)memory;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_memory_create_preallocated);

NTSTATUS WdfMemoryAssignBuffer(WDFMEMORY Memory, PVOID Buffer, size_t BufferSize)
{
	struct wdf_memory *memory = memory_of(Memory);

	if (!BufferSize)
		return STATUS_INVALID_PARAMETER;
	/* Only one that was created with a buffer of the driver's. */
	if (!memory->borrowed || memory->mdl || memory->give_back)
		return STATUS_INVALID_DEVICE_REQUEST;
	memory->buffer = Buffer;
	memory->size = BufferSize;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(WdfMemoryAssignBuffer);

/* What it has been lent is its lender's again. */
static void memory_discard(struct wdf_memory *memory)
{
	memory->mdl = NULL;
	memory->locked = false;
	memory->give_back = NULL;
	vmbkmcl_wdf_discard(&memory->object);
}

NTSTATUS vmbkmcl_wdf_wrap_memory(struct wdf_object *parent,
				 const WDF_OBJECT_ATTRIBUTES *attributes,
				 const struct wdf_borrowed *borrowed, WDFMEMORY *handle)
{
	struct wdf_memory *memory;
	NTSTATUS status;

	memory = vmbkmcl_wdf_make(sizeof(*memory), &memory_ops, attributes, parent, &status);
	*handle = NULL;
	if (!memory)
		return status;
	memory->buffer = borrowed->buffer;
	memory->size = borrowed->size;
	memory->borrowed = true;
	memory->read_only = borrowed->read_only;
	memory->mdl = borrowed->mdl;
	memory->locked = borrowed->locked;
	memory->give_back = borrowed->give_back;
	memory->context = borrowed->context;
	memory->object.passive |= borrowed->passive;
	if (!vmbkmcl_wdf_adopt(&memory->object)) {
		memory_discard(memory);
		return STATUS_DELETE_PENDING;
	}
	*handle = (WDFMEMORY)memory;
	return STATUS_SUCCESS;
}
