// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    window.c

Abstract:

    The shared window: pages that the host may map while the channel is open.

Environment:

    Kernel mode

--*/
#include "courier.h"

NTSTATUS CourierWindowAllocate(_In_ PDEVICE_CONTEXT Context)
{
	PHYSICAL_ADDRESS low, high, skip;

	PAGED_CODE();

	low.QuadPart = 0;
	high.QuadPart = -1;
	skip.QuadPart = 0;
	Context->WindowMdl = MmAllocatePagesForMdlEx(
		low, high, skip, COURIER_WINDOW_BYTES, MmCached,
		MM_ALLOCATE_FULLY_REQUIRED);
	if (!Context->WindowMdl)
		return STATUS_INSUFFICIENT_RESOURCES;

	Context->Window = MmGetSystemAddressForMdlSafe(
		Context->WindowMdl, NormalPagePriority | MdlMappingNoExecute);
	if (!Context->Window) {
		CourierWindowFree(Context);
		return STATUS_INSUFFICIENT_RESOURCES;
	}

	RtlZeroMemory(Context->Window, COURIER_WINDOW_BYTES);
	return STATUS_SUCCESS;
}

VOID CourierWindowFree(_In_ PDEVICE_CONTEXT Context)
{
	if (!Context->WindowMdl)
		return;

	if (Context->Window) {
		MmUnmapLockedPages(Context->Window, Context->WindowMdl);
		Context->Window = NULL;
	}
	MmFreePagesFromMdl(Context->WindowMdl);
	ExFreePool(Context->WindowMdl);
	Context->WindowMdl = NULL;
}

NTSTATUS CourierWindowOpen(_In_ PDEVICE_CONTEXT Context)
{
	return Kmcl.VmbChannelCreateGpadlFromMdl(
		Context->Channel, 0, Context->WindowMdl, 0,
		COURIER_WINDOW_BYTES, &Context->WindowGpadl);
}

VOID CourierWindowClose(_In_ PDEVICE_CONTEXT Context)
{
	if (Context->WindowGpadl == 0)
		return;

	Kmcl.VmbChannelDeleteGpadl(Context->Channel,
					    Context->WindowGpadl);
	Context->WindowGpadl = 0;
}

/* The host fills or sums up the window; the mutex keeps programs off it. */
static NTSTATUS CourierWindowAsk(_In_ PDEVICE_CONTEXT Context, _In_ UINT32 Op,
				 _In_ ULONGLONG Seed,
				 _Out_ struct kmcltest_sum *Sum)
{
	struct kmcltest_gpadl message = { 0 };
	NTSTATUS status;

	status = IoAcquireRemoveLock(&Context->RemoveLock, Sum);
	if (!NT_SUCCESS(status))
		return status;

	ExAcquireFastMutex(&Context->WindowMutex);
	status = STATUS_DEVICE_NOT_CONNECTED;
	if (KeReadStateEvent(&Context->Connected)) {
		message.hdr.op = Op;
		message.gpadl = Context->WindowGpadl;
		message.fill_seed = Seed;
		status = CourierSynchronous(Context, &message, sizeof(message),
					    Sum, sizeof(*Sum));
	}
	ExReleaseFastMutex(&Context->WindowMutex);
	IoReleaseRemoveLock(&Context->RemoveLock, Sum);

	if (NT_SUCCESS(status) && Sum->status != KMCLTEST_OK)
		status = STATUS_DEVICE_PROTOCOL_ERROR;
	return status;
}

static NTSTATUS CourierWindowSum(_In_ PDEVICE_CONTEXT Context,
				 _In_ WDFREQUEST Request, _In_ UINT32 Op,
				 _In_ ULONGLONG Seed,
				 _Out_ PULONG_PTR Information)
{
	struct kmcltest_sum sum;
	PCOURIER_SUM output;
	NTSTATUS status;

	status = WdfRequestRetrieveOutputBuffer(Request, sizeof(*output),
						(PVOID *)&output, NULL);
	if (NT_SUCCESS(status))
		status = CourierWindowAsk(Context, Op, Seed, &sum);
	if (!NT_SUCCESS(status))
		return status;

	output->Bytes = sum.bytes;
	output->Sum = sum.sum;
	output->Ranges = sum.ranges;
	output->Reserved = 0;
	*Information = sizeof(*output);
	return STATUS_SUCCESS;
}

static BOOLEAN CourierWindowContains(_In_ const COURIER_WINDOW_RANGE *Range)
{
	return Range->Offset <= COURIER_WINDOW_BYTES &&
	       Range->Length <= COURIER_WINDOW_BYTES - Range->Offset;
}

static NTSTATUS CourierWindowRead(_In_ PDEVICE_CONTEXT Context,
				  _In_ WDFREQUEST Request,
				  _In_ COURIER_WINDOW_RANGE Range,
				  _Out_ PULONG_PTR Information)
{
	NTSTATUS status;
	PVOID output;

	if (Range.Length == 0 || !CourierWindowContains(&Range))
		return STATUS_INVALID_PARAMETER;

	status = WdfRequestRetrieveOutputBuffer(Request, Range.Length, &output,
						NULL);
	if (!NT_SUCCESS(status))
		return status;

	ExAcquireFastMutex(&Context->WindowMutex);
	RtlCopyMemory(output, (PUCHAR)Context->Window + Range.Offset,
		      Range.Length);
	ExReleaseFastMutex(&Context->WindowMutex);
	*Information = Range.Length;
	return STATUS_SUCCESS;
}

static NTSTATUS CourierWindowWrite(_In_ PDEVICE_CONTEXT Context,
				   _In_ const COURIER_WINDOW_RANGE *Range,
				   _In_ size_t Length)
{
	if (!CourierWindowContains(Range) ||
	    Length - sizeof(*Range) < Range->Length)
		return STATUS_INVALID_PARAMETER;

	ExAcquireFastMutex(&Context->WindowMutex);
	RtlCopyMemory((PUCHAR)Context->Window + Range->Offset, Range + 1,
		      Range->Length);
	ExReleaseFastMutex(&Context->WindowMutex);
	return STATUS_SUCCESS;
}

NTSTATUS CourierWindowControl(_In_ PDEVICE_CONTEXT Context,
			      _In_ WDFREQUEST Request, _In_ ULONG Code,
			      _Out_ PULONG_PTR Information)
{
	PCOURIER_WINDOW_RANGE range;
	NTSTATUS status;
	size_t length;

	PAGED_CODE();
	C_ASSERT(sizeof(COURIER_SEED) == sizeof(COURIER_WINDOW_RANGE));

	if (Code == IOCTL_COURIER_WINDOW_SUM)
		return CourierWindowSum(Context, Request, KMCLTEST_GPADL_SUM,
					0, Information);

	status = WdfRequestRetrieveInputBuffer(Request, sizeof(*range),
					       (PVOID *)&range, &length);
	if (!NT_SUCCESS(status))
		return status;

	switch (Code) {
	case IOCTL_COURIER_WINDOW_FILL:
		return CourierWindowSum(Context, Request, KMCLTEST_GPADL_FILL,
					((PCOURIER_SEED)range)->Seed,
					Information);
	case IOCTL_COURIER_WINDOW_READ:
		return CourierWindowRead(Context, Request, *range, Information);
	case IOCTL_COURIER_WINDOW_WRITE:
		return CourierWindowWrite(Context, range, length);
	default:
		return STATUS_INVALID_DEVICE_REQUEST;
	}
}
