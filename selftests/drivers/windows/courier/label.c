// SPDX-License-Identifier: GPL-2.0-only
/*++

Module Name:

    label.c

Abstract:

    What the device is called: a label that a program gives it, and a
    description that a work item makes of everything known.

Environment:

    Kernel mode

--*/
#include "courier.h"

#define COURIER_MAX_DESCRIPTION	128

static EVT_WDF_WORKITEM CourierDescribe;

/* Make the description again; the caller holds the lock. */
static NTSTATUS CourierDescribeLocked(_In_ PDEVICE_CONTEXT Context)
{
	UNICODE_STRING instance;
	NTSTATUS status;

	status = RtlStringFromGUID(&Context->Instance, &instance);
	if (!NT_SUCCESS(status))
		return status;

	status = RtlUnicodeStringPrintf(&Context->Description,
					L"courier %u %wZ", Context->Number,
					&instance);
	RtlFreeUnicodeString(&instance);
	if (!NT_SUCCESS(status) || Context->Label.Length == 0)
		return status;

	status = RtlAppendUnicodeToString(&Context->Description, L" as ");
	if (!NT_SUCCESS(status))
		return status;
	return RtlAppendUnicodeStringToString(&Context->Description,
					      &Context->Label);
}

static VOID CourierDescribe(_In_ WDFWORKITEM WorkItem)
{
	PDEVICE_CONTEXT context;
	NTSTATUS status;

	PAGED_CODE();

	context = GetDeviceContext(
		(WDFDEVICE)WdfWorkItemGetParentObject(WorkItem));
	WdfWaitLockAcquire(context->LabelLock, NULL);
	status = CourierDescribeLocked(context);
	if (NT_SUCCESS(status))
		TraceInfo("this is %wZ", &context->Description);
	WdfWaitLockRelease(context->LabelLock);
}

NTSTATUS CourierLabelInitialize(_In_ PDEVICE_CONTEXT Context)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_WORKITEM_CONFIG config;
	NTSTATUS status;

	RtlInitEmptyUnicodeString(&Context->Label, Context->LabelBuffer,
				  sizeof(Context->LabelBuffer));
	Context->Description.MaximumLength =
		COURIER_MAX_DESCRIPTION * sizeof(WCHAR);
	Context->Description.Buffer = ExAllocatePool2(
		POOL_FLAG_PAGED, Context->Description.MaximumLength,
		COURIER_POOL_TAG);
	if (!Context->Description.Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;

	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = Context->Device;
	status = WdfWaitLockCreate(&attributes, &Context->LabelLock);
	if (!NT_SUCCESS(status))
		return status;

	WDF_WORKITEM_CONFIG_INIT(&config, CourierDescribe);
	return WdfWorkItemCreate(&config, &attributes,
				 &Context->DescribeWorkItem);
}

VOID CourierLabelUninitialize(_In_ PDEVICE_CONTEXT Context)
{
	if (!Context->Description.Buffer)
		return;

	ExFreePoolWithTag(Context->Description.Buffer, COURIER_POOL_TAG);
	RtlZeroMemory(&Context->Description, sizeof(Context->Description));
}

NTSTATUS CourierLabelSet(_In_ PDEVICE_CONTEXT Context, _In_ WDFREQUEST Request)
{
	DECLARE_CONST_UNICODE_STRING(nothing, L"(none)");
	UNICODE_STRING label;
	NTSTATUS status;
	size_t length;
	PVOID input;

	PAGED_CODE();

	status = WdfRequestRetrieveInputBuffer(Request, sizeof(WCHAR), &input,
					       &length);
	if (!NT_SUCCESS(status))
		return status;
	if (length % sizeof(WCHAR) != 0 ||
	    length > sizeof(Context->LabelBuffer))
		return STATUS_INVALID_BUFFER_SIZE;

	label.Buffer = input;
	label.Length = label.MaximumLength = (USHORT)length;
	while (label.Length != 0 &&
	       label.Buffer[label.Length / sizeof(WCHAR) - 1] == L'\0')
		label.Length -= sizeof(WCHAR);
	if (RtlEqualUnicodeString(&label, &nothing, TRUE))
		label.Length = 0;

	WdfWaitLockAcquire(Context->LabelLock, NULL);
	RtlCopyUnicodeString(&Context->Label, &label);
	status = CourierDescribeLocked(Context);
	WdfWaitLockRelease(Context->LabelLock);
	return status;
}

NTSTATUS CourierDescriptionGet(_In_ PDEVICE_CONTEXT Context,
			       _In_ WDFREQUEST Request,
			       _Out_ PULONG_PTR Information)
{
	NTSTATUS status;
	size_t length;
	PVOID output;

	PAGED_CODE();

	/* Whatever was asked for before is in it. */
	WdfWorkItemFlush(Context->DescribeWorkItem);

	status = WdfRequestRetrieveOutputBuffer(Request, sizeof(WCHAR), &output,
						&length);
	if (!NT_SUCCESS(status))
		return status;

	WdfWaitLockAcquire(Context->LabelLock, NULL);
	if (length < Context->Description.Length) {
		status = STATUS_BUFFER_TOO_SMALL;
	} else {
		RtlCopyMemory(output, Context->Description.Buffer,
			      Context->Description.Length);
		*Information = Context->Description.Length;
	}
	WdfWaitLockRelease(Context->LabelLock);
	return status;
}
