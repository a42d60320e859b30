// SPDX-License-Identifier: GPL-2.0-only
/*
 * target_format.c - WdfIoTargetFormatRequestFor...(): memory objects for a request.
 */
#include "../compat/export.h"
#include "target.h"

static NTSTATUS format_transfer(WDFIOTARGET target, WDFREQUEST request, UCHAR major,
				WDFMEMORY memory, const WDFMEMORY_OFFSET *part,
				const LONGLONG *offset)
{
	struct wdf_span span;
	NTSTATUS status = vmbkmcl_wdf_span_of_memory(&span, memory, part);

	return NT_SUCCESS(status) ?
		vmbkmcl_wdf_format_transfer(wdf_request_of(request), wdf_target_of(target),
					    major, &span, offset) : status;
}

NTSTATUS WdfIoTargetFormatRequestForRead(WDFIOTARGET IoTarget, WDFREQUEST Request,
					 WDFMEMORY OutputBuffer,
					 PWDFMEMORY_OFFSET OutputBufferOffset,
					 PLONGLONG DeviceOffset)
{
	return format_transfer(IoTarget, Request, IRP_MJ_READ, OutputBuffer,
			       OutputBufferOffset, DeviceOffset);
}
VMBKMCL_EXPORT(WdfIoTargetFormatRequestForRead);

NTSTATUS WdfIoTargetFormatRequestForWrite(WDFIOTARGET IoTarget, WDFREQUEST Request,
					  WDFMEMORY InputBuffer,
					  PWDFMEMORY_OFFSET InputBufferOffset,
					  PLONGLONG DeviceOffset)
{
	return format_transfer(IoTarget, Request, IRP_MJ_WRITE, InputBuffer,
			       InputBufferOffset, DeviceOffset);
}
VMBKMCL_EXPORT(WdfIoTargetFormatRequestForWrite);

/* The memory object of a buffer, and the part of it. */
struct part {
	WDFMEMORY memory;
	const WDFMEMORY_OFFSET *offset;
};

static NTSTATUS spans_of_parts(struct wdf_span *spans, const struct part *parts,
			       unsigned int count)
{
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int i;

	for (i = 0; i < count && NT_SUCCESS(status); i++)
		status = vmbkmcl_wdf_span_of_memory(&spans[i], parts[i].memory,
						    parts[i].offset);
	return status;
}

static NTSTATUS format_control(WDFIOTARGET target, WDFREQUEST request, UCHAR major,
			       ULONG code, const struct part parts[2])
{
	struct wdf_span spans[2];
	NTSTATUS status = spans_of_parts(spans, parts, ARRAY_SIZE(spans));

	return NT_SUCCESS(status) ?
		vmbkmcl_wdf_format_control(wdf_request_of(request), wdf_target_of(target),
					   major, code, spans) : status;
}

NTSTATUS WdfIoTargetFormatRequestForIoctl(WDFIOTARGET IoTarget, WDFREQUEST Request,
					  ULONG IoctlCode, WDFMEMORY InputBuffer,
					  PWDFMEMORY_OFFSET InputBufferOffset,
					  WDFMEMORY OutputBuffer,
					  PWDFMEMORY_OFFSET OutputBufferOffset)
{
	const struct part parts[] = {
		{ InputBuffer, InputBufferOffset }, { OutputBuffer, OutputBufferOffset },
	};

	return format_control(IoTarget, Request, IRP_MJ_DEVICE_CONTROL, IoctlCode, parts);
}
VMBKMCL_EXPORT(WdfIoTargetFormatRequestForIoctl);

NTSTATUS WdfIoTargetFormatRequestForInternalIoctl(WDFIOTARGET IoTarget, WDFREQUEST Request,
						  ULONG IoctlCode, WDFMEMORY InputBuffer,
						  PWDFMEMORY_OFFSET InputBufferOffset,
						  WDFMEMORY OutputBuffer,
						  PWDFMEMORY_OFFSET OutputBufferOffset)
{
	const struct part parts[] = {
		{ InputBuffer, InputBufferOffset }, { OutputBuffer, OutputBufferOffset },
	};

	return format_control(IoTarget, Request, IRP_MJ_INTERNAL_DEVICE_CONTROL, IoctlCode,
			      parts);
}
VMBKMCL_EXPORT(WdfIoTargetFormatRequestForInternalIoctl);

NTSTATUS WdfIoTargetFormatRequestForInternalIoctlOthers(WDFIOTARGET IoTarget,
	WDFREQUEST Request, ULONG IoctlCode,
	WDFMEMORY OtherArg1, PWDFMEMORY_OFFSET OtherArg1Offset,
	WDFMEMORY OtherArg2, PWDFMEMORY_OFFSET OtherArg2Offset,
	WDFMEMORY OtherArg4, PWDFMEMORY_OFFSET OtherArg4Offset)
{
	const struct part parts[] = {
		{ OtherArg1, OtherArg1Offset }, { OtherArg2, OtherArg2Offset },
		{ OtherArg4, OtherArg4Offset },
	};
	struct wdf_span spans[ARRAY_SIZE(parts)];
	NTSTATUS status = spans_of_parts(spans, parts, ARRAY_SIZE(spans));

	return NT_SUCCESS(status) ?
		vmbkmcl_wdf_format_others(wdf_request_of(Request), wdf_target_of(IoTarget),
					  IoctlCode, spans) : status;
}
VMBKMCL_EXPORT(WdfIoTargetFormatRequestForInternalIoctlOthers);
