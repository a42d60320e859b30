// SPDX-License-Identifier: GPL-2.0-only
/*
 * lookaside.c - lists of framework memory of one size.
 */
#include <vmbkmcl/nt/lookaside.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_lookaside - a list
 * @object: first
 * @list: the free memory
 * @size: bytes of each
 * @attributes: of the memory objects
 * @driver: their parent unless @attributes names one; outlives the list
 */
struct wdf_lookaside {
	struct wdf_object object;
	NPAGED_LOOKASIDE_LIST list;
	size_t size;
	WDF_OBJECT_ATTRIBUTES attributes;
	struct wdf_object *driver;
};

static void lookaside_free(struct wdf_object *object)
{
	ExDeleteNPagedLookasideList(&container_of(object, struct wdf_lookaside, object)->list);
}

static const struct wdf_object_ops lookaside_ops = {
	.name = "lookaside list",
	.free = lookaside_free,
};

NTSTATUS vmbkmcl_wdf_lookaside_create(struct module *module,
				      PWDF_OBJECT_ATTRIBUTES LookasideAttributes,
				      size_t BufferSize, POOL_TYPE PoolType,
				      PWDF_OBJECT_ATTRIBUTES MemoryAttributes,
				      ULONG PoolTag, WDFLOOKASIDE *Lookaside)
{
	struct wdf_object *driver = vmbkmcl_wdf_default_parent(module);
	struct wdf_lookaside *lookaside;
	NTSTATUS status = vmbkmcl_wdf_check_attributes(MemoryAttributes);

	*Lookaside = NULL;
	if (!BufferSize)
		return STATUS_INVALID_PARAMETER;
	if (!NT_SUCCESS(status))
		return status;
	lookaside = vmbkmcl_wdf_make(sizeof(*lookaside), &lookaside_ops,
				     LookasideAttributes, driver, &status);
	if (!lookaside)
		return status;
	ExInitializeNPagedLookasideList(&lookaside->list, NULL, NULL, 0, BufferSize, PoolTag,
					0);
	lookaside->object.passive |= PoolType & PagedPool;
	lookaside->size = BufferSize;
	lookaside->driver = driver;
	if (MemoryAttributes)
		lookaside->attributes = *MemoryAttributes;
	status = vmbkmcl_wdf_commit(&lookaside->object);
	if (NT_SUCCESS(status))
		*Lookaside = (WDFLOOKASIDE)lookaside;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_lookaside_create);

static void memory_return(void *context, PVOID buffer)
{
	struct wdf_lookaside *lookaside = context;

	ExFreeToNPagedLookasideList(&lookaside->list, buffer);
	vmbkmcl_wdf_put(&lookaside->object);
}

NTSTATUS WdfMemoryCreateFromLookaside(WDFLOOKASIDE Lookaside, WDFMEMORY *Memory)
{
	struct wdf_lookaside *lookaside = (struct wdf_lookaside *)Lookaside;
	struct wdf_borrowed borrowed = {
		.size = lookaside->size,
		.give_back = memory_return,
		.context = lookaside,
		.passive = lookaside->object.passive,
	};
	NTSTATUS status;

	*Memory = NULL;
	borrowed.buffer = ExAllocateFromNPagedLookasideList(&lookaside->list);
	if (!borrowed.buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	vmbkmcl_wdf_get(&lookaside->object);
	status = vmbkmcl_wdf_wrap_memory(lookaside->driver,
					 wdf_kept_attributes(&lookaside->attributes),
					 &borrowed, Memory);
	if (!NT_SUCCESS(status))
		memory_return(lookaside, borrowed.buffer);
	return status;
}
VMBKMCL_EXPORT(WdfMemoryCreateFromLookaside);
