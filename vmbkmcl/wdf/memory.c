// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - framework memory.
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

struct wdf_memory {
	struct wdf_object object;
	PVOID buffer;
	size_t size;
	/* The caller's: not freed. */
	bool borrowed;
};

static void memory_free(struct wdf_object *object)
{
	struct wdf_memory *memory = container_of(object, struct wdf_memory, object);

	if (!memory->borrowed)
		ExFreePool(memory->buffer);
}

static const struct wdf_object_ops memory_ops = {
	.name = "memory",
	.free = memory_free,
};

NTSTATUS vmbkmcl_wdf_memory_create(struct module *module,
				   PWDF_OBJECT_ATTRIBUTES Attributes,
				   POOL_TYPE PoolType, ULONG PoolTag,
				   size_t BufferSize, WDFMEMORY *Memory,
				   PVOID *Buffer)
{
	struct wdf_memory *memory;
	PVOID buffer;

	if (!BufferSize)
		return STATUS_INVALID_PARAMETER;
	buffer = ExAllocatePoolWithTag(PoolType, BufferSize, PoolTag);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memory = vmbkmcl_wdf_create(sizeof(*memory), &memory_ops, Attributes,
				    vmbkmcl_wdf_default_parent(module));
	if (!memory) {
		ExFreePool(buffer);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	memory->buffer = buffer;
	memory->size = BufferSize;
	*Memory = (WDFMEMORY)memory;
	if (Buffer)
		*Buffer = buffer;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_memory_create);

PVOID WdfMemoryGetBuffer(WDFMEMORY Memory, size_t *BufferSize)
{
	struct wdf_memory *memory = (struct wdf_memory *)Memory;

	if (BufferSize)
		*BufferSize = memory->size;
	return memory->buffer;
}
VMBKMCL_EXPORT(WdfMemoryGetBuffer);

WDFMEMORY vmbkmcl_wdf_wrap_memory(struct wdf_object *parent, PVOID buffer,
				  size_t size)
{
	struct wdf_memory *memory;

	memory = vmbkmcl_wdf_create(sizeof(*memory), &memory_ops, NULL, parent);
	if (!memory)
		return NULL;
	memory->buffer = buffer;
	memory->size = size;
	memory->borrowed = true;
	return (WDFMEMORY)memory;
}
