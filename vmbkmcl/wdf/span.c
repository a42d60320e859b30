// SPDX-License-Identifier: GPL-2.0-only
/*
 * span.c - buffers that a driver gives to a request that it sends: memory objects, parts
 * of them, addresses and MDLs. As KMDF's ValidateMemoryOffsets() and
 * FxRequestBuffer::ValidateMemoryDescriptor().
 */
#include "../compat/export.h"
#include "../nt/nt.h"
#include "sending.h"
#include "wdf.h"

NTSTATUS vmbkmcl_wdf_span_of_memory(struct wdf_span *span, WDFMEMORY memory,
				    const WDFMEMORY_OFFSET *offset)
{
	size_t size, length;

	memset(span, 0, sizeof(*span));
	if (!memory)
		return STATUS_SUCCESS;
	span->memory = memory;
	span->buffer = WdfMemoryGetBuffer(memory, &size);
	if (offset) {
		span->offset = offset->BufferOffset;
		length = offset->BufferLength;
		if (span->offset > size || length > size - span->offset)
			return STATUS_INTEGER_OVERFLOW;
		size = length ? length : size - span->offset;
		span->buffer = (u8 *)span->buffer + span->offset;
	}
	/* A request's lengths have 32 bits. */
	if (size > MAXULONG)
		return STATUS_INTEGER_OVERFLOW;
	span->length = size;
	return STATUS_SUCCESS;
}

static NTSTATUS span_of_mdl(struct wdf_span *span, PMDL mdl, ULONG length)
{
	SIZE_T bytes = 0;
	const MDL *part;

	for (part = mdl; part; part = part->Next)
		bytes += MmGetMdlByteCount(part);
	if (length > bytes)
		return STATUS_INVALID_PARAMETER;
	span->mdl = mdl;
	span->length = length;
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_wdf_span_of_descriptor(struct wdf_span *span,
					const WDF_MEMORY_DESCRIPTOR *descriptor)
{
	memset(span, 0, sizeof(*span));
	if (!descriptor)
		return STATUS_SUCCESS;
	switch (descriptor->Type) {
	case WdfMemoryDescriptorTypeBuffer:
		span->buffer = descriptor->u.BufferType.Buffer;
		span->length = descriptor->u.BufferType.Length;
		return span->buffer || !span->length ? STATUS_SUCCESS :
						       STATUS_INVALID_PARAMETER;
	case WdfMemoryDescriptorTypeMdl:
		return span_of_mdl(span, descriptor->u.MdlType.Mdl,
				   descriptor->u.MdlType.BufferLength);
	case WdfMemoryDescriptorTypeHandle:
		return descriptor->u.HandleType.Memory ?
			vmbkmcl_wdf_span_of_memory(span, descriptor->u.HandleType.Memory,
						   descriptor->u.HandleType.Offsets) :
			STATUS_INVALID_PARAMETER;
	default:
		return STATUS_INVALID_PARAMETER;
	}
}
