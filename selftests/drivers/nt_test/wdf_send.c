// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that a driver sends to I/O targets: formatting, buffers, completion, timeouts
 * and cancellation. Pages nf-wdfrequest-..., nf-wdfiotarget-...
 */
#include "target_fixture.h"

static struct target_result result;

/* What the target's driver gets and gives. */
static struct {
	ULONG in;
	PVOID system;
	PMDL mdl;
	PVOID user;
} seen;

static NTSTATUS answer_with(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/* Four bytes of input, and the double of it as output, through one buffer. */
static NTSTATUS answer_double(PIRP irp)
{
	ULONG *buffer = irp->AssociatedIrp.SystemBuffer;

	seen.system = buffer;
	if (!buffer)
		return answer_with(irp, STATUS_INVALID_PARAMETER, 0);
	seen.in = *buffer;
	*buffer = 2 * seen.in;
	return answer_with(irp, STATUS_SUCCESS, sizeof(*buffer));
}

static void test_ioctl(struct kcase *t)
{
	WDF_MEMORY_DESCRIPTOR in_descriptor, out_descriptor;
	ULONG in = 21, out = 0;
	ULONG_PTR bytes = 0;

	target.answer = answer_double;
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&in_descriptor, &in, sizeof(in));
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&out_descriptor, &out, sizeof(out));
	EXPECT_EQ(t, WdfIoTargetSendIoctlSynchronously(target.target, NULL, TARGET_BUFFERED,
						       &in_descriptor, &out_descriptor, NULL,
						       &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.in, 21);
	EXPECT_EQ(t, out, 42);
	EXPECT_EQ(t, bytes, 4);
	EXPECT_EQ(t, target.stack.MajorFunction, IRP_MJ_DEVICE_CONTROL);
	EXPECT_EQ(t, target.stack.Parameters.DeviceIoControl.IoControlCode, TARGET_BUFFERED);
	EXPECT_EQ(t, target.stack.Parameters.DeviceIoControl.InputBufferLength, 4);
	EXPECT_EQ(t, target.stack.Parameters.DeviceIoControl.OutputBufferLength, 4);
	EXPECT_EQ(t, WdfIoTargetSendInternalIoctlSynchronously(target.target, NULL,
							       TARGET_BUFFERED, &in_descriptor,
							       &out_descriptor, NULL, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, target.stack.MajorFunction, IRP_MJ_INTERNAL_DEVICE_CONTROL);
	/* Neither has a buffer. */
	EXPECT_EQ(t, WdfIoTargetSendIoctlSynchronously(target.target, NULL, TARGET_BUFFERED,
						       NULL, NULL, NULL, NULL),
		  STATUS_INVALID_PARAMETER);
	EXPECT_NULL(t, seen.system);
}

static NTSTATUS answer_note(PIRP irp)
{
	seen.system = irp->AssociatedIrp.SystemBuffer;
	seen.mdl = irp->MdlAddress;
	seen.user = irp->UserBuffer;
	return answer_with(irp, STATUS_SUCCESS, 0);
}

/* How the target's driver gets buffers is the code's method. */
static void test_methods(struct kcase *t)
{
	WDF_MEMORY_DESCRIPTOR in_descriptor, out_descriptor;
	ULONG in = 1, out = 2;

	target.answer = answer_note;
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&in_descriptor, &in, sizeof(in));
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&out_descriptor, &out, sizeof(out));
	EXPECT_EQ(t, WdfIoTargetSendIoctlSynchronously(target.target, NULL, TARGET_NEITHER,
						       &in_descriptor, &out_descriptor, NULL,
						       NULL), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, target.stack.Parameters.DeviceIoControl.Type3InputBuffer, &in);
	EXPECT_PTR_EQ(t, seen.user, &out);
	EXPECT_EQ(t, WdfIoTargetSendIoctlSynchronously(target.target, NULL, TARGET_OUT_DIRECT,
						       &in_descriptor, &out_descriptor, NULL,
						       NULL), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, seen.system, &in);
	EXPECT_NOT_NULL(t, seen.mdl);
}

/* The code is where Windows has it: Others.Argument3. */
static void test_others(struct kcase *t)
{
	WDF_MEMORY_DESCRIPTOR first, second;
	ULONG one = 1, two = 2;

	target.answer = answer_note;
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&first, &one, sizeof(one));
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&second, &two, sizeof(two));
	EXPECT_EQ(t, WdfIoTargetSendInternalIoctlOthersSynchronously(target.target, NULL,
		  TARGET_NEITHER, &first, &second, NULL, NULL, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, target.stack.MajorFunction, IRP_MJ_INTERNAL_DEVICE_CONTROL);
	EXPECT_PTR_EQ(t, target.stack.Parameters.Others.Argument1, &one);
	EXPECT_PTR_EQ(t, target.stack.Parameters.Others.Argument2, &two);
	EXPECT_EQ(t, (ULONG)(ULONG_PTR)target.stack.Parameters.Others.Argument3,
		  TARGET_NEITHER);
	EXPECT_NULL(t, target.stack.Parameters.Others.Argument4);
	EXPECT_EQ(t, target.stack.Parameters.DeviceIoControl.IoControlCode, TARGET_NEITHER);
}

static NTSTATUS answer_transfer(PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG *buffer = irp->AssociatedIrp.SystemBuffer;

	if (stack->MajorFunction == IRP_MJ_WRITE)
		seen.in = *buffer;
	else
		*buffer = 77;
	return answer_with(irp, STATUS_SUCCESS, stack->Parameters.Read.Length);
}

/* A part of a memory object, and an MDL. */
static void test_transfer(struct kcase *t)
{
	WDFMEMORY_OFFSET part = { .BufferOffset = 4, .BufferLength = 4 };
	WDF_MEMORY_DESCRIPTOR descriptor;
	LONGLONG offset = 1000;
	ULONG_PTR bytes = 0;
	WDFMEMORY memory;
	ULONG *words;
	PMDL mdl;

	target.answer = answer_transfer;
	ASSERT_EQ(t, WdfMemoryCreate(NULL, NonPagedPoolNx, 0, 12, &memory, (PVOID *)&words),
		  STATUS_SUCCESS);
	words[0] = 10;
	words[1] = 11;
	words[2] = 12;
	WDF_MEMORY_DESCRIPTOR_INIT_HANDLE(&descriptor, memory, &part);
	EXPECT_EQ(t, WdfIoTargetSendWriteSynchronously(target.target, NULL, &descriptor, &offset,
						       NULL, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.in, 11);
	EXPECT_EQ(t, bytes, 4);
	EXPECT_EQ(t, target.stack.Parameters.Write.ByteOffset.QuadPart, 1000);
	mdl = IoAllocateMdl(&words[2], 4, FALSE, FALSE, NULL);
	ASSERT_NOT_NULL(t, mdl);
	MmBuildMdlForNonPagedPool(mdl);
	WDF_MEMORY_DESCRIPTOR_INIT_MDL(&descriptor, mdl, 4);
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, NULL, &descriptor, NULL,
						      NULL, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, words[0], 10);
	EXPECT_EQ(t, words[1], 11);
	EXPECT_EQ(t, words[2], 77);
	WDF_MEMORY_DESCRIPTOR_INIT_MDL(&descriptor, mdl, 5);
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, NULL, &descriptor, NULL,
						      NULL, NULL), STATUS_INVALID_PARAMETER);
	IoFreeMdl(mdl);
	WdfObjectDelete(memory);
}

/* What is outside a buffer, and what is no buffer. */
static void test_bounds(struct kcase *t)
{
	WDFMEMORY_OFFSET part = { .BufferOffset = 4, .BufferLength = 9 };
	WDF_MEMORY_DESCRIPTOR descriptor = { WdfMemoryDescriptorTypeInvalid };
	WDFREQUEST request = target_request(t, &result);
	WDFMEMORY memory;

	ASSERT_NOT_NULL(t, request);
	ASSERT_EQ(t, WdfMemoryCreate(NULL, NonPagedPoolNx, 0, 12, &memory, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForRead(target.target, request, memory, &part, NULL),
		  STATUS_INTEGER_OVERFLOW);
	part.BufferLength = SIZE_MAX;
	EXPECT_EQ(t, WdfIoTargetFormatRequestForWrite(target.target, request, memory, &part,
						      NULL), STATUS_INTEGER_OVERFLOW);
	part.BufferLength = 8;
	EXPECT_EQ(t, WdfIoTargetFormatRequestForRead(target.target, request, memory, &part, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, NULL, &descriptor, NULL,
						      NULL, NULL), STATUS_INVALID_PARAMETER);
	WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&descriptor, NULL, 4);
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, NULL, &descriptor, NULL,
						      NULL, NULL), STATUS_INVALID_PARAMETER);
	WDF_MEMORY_DESCRIPTOR_INIT_HANDLE(&descriptor, NULL, NULL);
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, NULL, &descriptor, NULL,
						      NULL, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, target.answers, 0);
	WdfObjectDelete(request);
	WdfObjectDelete(memory);
}

static void test_options(struct kcase *t)
{
	WDF_REQUEST_SEND_OPTIONS options;
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, 0);
	options.Size++;
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, NULL, NULL, NULL, &options,
						      NULL), STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_INVALID_PARAMETER);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET |
				      WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_INVALID_PARAMETER);
	/* Only a request from a queue can be given away. */
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_INVALID_DEVICE_STATE);
	EXPECT_EQ(t, target.answers, 0);
	WdfObjectDelete(request);
}

/* The routine is called once, with what the request was formatted with. */
static void test_completion(struct kcase *t)
{
	WDF_REQUEST_COMPLETION_PARAMS params;
	WDFREQUEST request = target_request(t, &result);
	WDFMEMORY memory;
	ULONG *word;

	ASSERT_NOT_NULL(t, request);
	target.answer = answer_double;
	ASSERT_EQ(t, WdfMemoryCreate(NULL, NonPagedPoolNx, 0, 4, &memory, (PVOID *)&word),
		  STATUS_SUCCESS);
	*word = 5;
	EXPECT_EQ(t, WdfIoTargetFormatRequestForIoctl(target.target, request, TARGET_BUFFERED,
						      memory, NULL, memory, NULL),
		  STATUS_SUCCESS);
	/* The request has a reference to its buffer. */
	WdfObjectDelete(memory);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_PTR_EQ(t, result.request, request);
	EXPECT_PTR_EQ(t, result.target, target.target);
	EXPECT_EQ(t, result.params.Type, WdfRequestTypeDeviceControl);
	EXPECT_EQ(t, result.params.Parameters.Ioctl.IoControlCode, TARGET_BUFFERED);
	EXPECT_PTR_EQ(t, result.params.Parameters.Ioctl.Output.Buffer, memory);
	EXPECT_EQ(t, result.params.Parameters.Ioctl.Output.Length, 4);
	EXPECT_EQ(t, *word, 10);
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestGetInformation(request), 4);
	WDF_REQUEST_COMPLETION_PARAMS_INIT(&params);
	WdfRequestGetCompletionParams(request, &params);
	EXPECT_EQ(t, params.IoStatus.Information, 4);
	EXPECT_EQ(t, params.Type, WdfRequestTypeDeviceControl);
	WdfObjectDelete(request);
}

/* It has to be formatted each time, and its completion routine set. */
static void test_reuse(struct kcase *t)
{
	WDF_REQUEST_REUSE_PARAMS params;
	WDFREQUEST request = target_request(t, &result);
	PIRP irp;

	ASSERT_NOT_NULL(t, request);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_REQUEST_NOT_ACCEPTED);
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_NOT_SUPPORTED);
	params.Size--;
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_INVALID_PARAMETER);
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, 0x1000, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_INVALID_PARAMETER);
	irp = IoAllocateIrp(1, FALSE);
	ASSERT_NOT_NULL(t, irp);
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	WDF_REQUEST_REUSE_PARAMS_SET_NEW_IRP(&params, irp);
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, WdfRequestWdmGetIrp(request), irp);
	target_format(t, request, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	EXPECT_EQ(t, target.answers, 2);
	WdfObjectDelete(request);
	IoFreeIrp(irp);
}

/* An IRP of the driver's, formatted by a stack location; and one that is too small. */
static void test_from_irp(struct kcase *t)
{
	IO_STACK_LOCATION stack = { .MajorFunction = IRP_MJ_READ };
	WDFREQUEST request;
	PIRP irp;

	irp = IoAllocateIrp(1, FALSE);
	ASSERT_NOT_NULL(t, irp);
	ASSERT_EQ(t, WdfRequestCreateFromIrp(NULL, irp, TRUE, &request), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestChangeTarget(request, target.local), STATUS_REQUEST_NOT_ACCEPTED);
	EXPECT_EQ(t, WdfRequestChangeTarget(request, target.target), STATUS_SUCCESS);
	stack.Parameters.Read.Length = 99;
	WdfRequestWdmFormatUsingStackLocation(request, &stack);
	memset(&result, 0, sizeof(result));
	KeInitializeEvent(&result.done, NotificationEvent, FALSE);
	WdfRequestSetCompletionRoutine(request, target_note_result, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	EXPECT_EQ(t, result.params.Type, WdfRequestTypeNoFormat);
	EXPECT_EQ(t, target.stack.MajorFunction, IRP_MJ_READ);
	EXPECT_EQ(t, target.stack.Parameters.Read.Length, 99);
	WdfObjectDelete(request);
}

/* One that is at a target cannot be formatted, sent or reused. */
static void test_sent(struct kcase *t)
{
	WDF_REQUEST_REUSE_PARAMS params;
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, WdfIoTargetFormatRequestForRead(target.target, request, NULL, NULL, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForWrite(target.target, request, NULL, NULL, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfIoTargetSendReadSynchronously(target.target, request, NULL, NULL, NULL,
						      NULL), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, NULL));
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_WDF_REQUEST_INVALID_STATE);
	target_complete(STATUS_UNSUCCESSFUL, 0);
	EXPECT_EQ(t, target_wait(&result), STATUS_UNSUCCESSFUL);
	EXPECT_EQ(t, result.calls, 1);
	WdfObjectDelete(request);
}

static void test_synchronous(struct kcase *t)
{
	WDF_REQUEST_SEND_OPTIONS options;
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_SUCCESS);
	target_format(t, request, &result);
	target.answer = target_hold;
	WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_MS(20));
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_IO_TIMEOUT);
	EXPECT_EQ(t, target.cancels, 1);
	WdfObjectDelete(request);
}

static void test_timeout(struct kcase *t)
{
	WDF_REQUEST_REUSE_PARAMS params;
	WDF_REQUEST_SEND_OPTIONS options;
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	WDF_REQUEST_SEND_OPTIONS_INIT(&options, 0);
	WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_MS(20));
	EXPECT_EQ(t, WdfRequestAllocateTimer(request), STATUS_SUCCESS);
	/* In time. */
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	target.answer = target_hold;
	target_format(t, request, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, target_wait(&result), STATUS_IO_TIMEOUT);
	EXPECT_EQ(t, result.calls, 1);
	/* While it waits for its target. */
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
	WdfIoTargetStop(target.target, WdfIoTargetLeaveSentIoPending);
	target_format(t, request, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, &options));
	EXPECT_EQ(t, target_wait(&result), STATUS_WDF_IO_TIMEOUT_NOT_SENT);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_EQ(t, target.answers, 2);
	WdfObjectDelete(request);
}

static void test_cancel(struct kcase *t)
{
	WDF_REQUEST_REUSE_PARAMS params;
	WDFREQUEST request = target_request(t, &result);

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_TRUE(t, WdfRequestCancelSentRequest(request));
	EXPECT_EQ(t, target_wait(&result), STATUS_CANCELLED);
	EXPECT_EQ(t, result.calls, 1);
	EXPECT_FALSE(t, WdfRequestCancelSentRequest(request));
	/* It is not sent before it is reused. */
	target_format(t, request, &result);
	EXPECT_FALSE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_CANCELLED);
	EXPECT_EQ(t, result.calls, 0);
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
	/* The target's driver lets it not be cancelled. */
	target.answer = target_hold_surely;
	target_format(t, request, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_FALSE(t, WdfRequestCancelSentRequest(request));
	EXPECT_EQ(t, result.calls, 0);
	target_complete(STATUS_SUCCESS, 0);
	EXPECT_EQ(t, target_wait(&result), STATUS_SUCCESS);
	/* While it waits for its target. */
	EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
	WdfIoTargetStop(target.target, WdfIoTargetLeaveSentIoPending);
	target_format(t, request, &result);
	EXPECT_TRUE(t, WdfRequestSend(request, target.target, NULL));
	EXPECT_TRUE(t, WdfRequestCancelSentRequest(request));
	EXPECT_EQ(t, target_wait(&result), STATUS_CANCELLED);
	EXPECT_EQ(t, result.calls, 1);
	WdfObjectDelete(request);
}

/* Completed, cancelled and timed out at once, many times: each time it comes back once. */
static LONG race_round, race_over;

static void race_canceller(PVOID context)
{
	LONG round = 0;

	while (!READ_ONCE(race_over)) {
		if (READ_ONCE(race_round) == round) {
			KeDelayExecutionThread(KernelMode, FALSE, NOW);
			continue;
		}
		round = READ_ONCE(race_round);
		WdfRequestCancelSentRequest(context);
	}
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static void race_rounds(struct kcase *t, WDFREQUEST request)
{
	WDF_REQUEST_SEND_OPTIONS options;
	WDF_REQUEST_REUSE_PARAMS params;
	NTSTATUS status;
	unsigned int i;

	WDF_REQUEST_SEND_OPTIONS_INIT(&options, 0);
	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	for (i = 0; i < 2000 && !kcase_failed(t); i++) {
		EXPECT_EQ(t, WdfRequestReuse(request, &params), STATUS_SUCCESS);
		target_format(t, request, &result);
		WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_US(i % 100 + 1));
		WRITE_ONCE(race_round, race_round + 1);
		if (!WdfRequestSend(request, target.target, &options)) {
			EXPECT_EQ(t, WdfRequestGetStatus(request), STATUS_CANCELLED);
			continue;
		}
		if (i % 3)
			target_complete(STATUS_SUCCESS, 0);
		status = target_wait(&result);
		EXPECT_TRUE(t, status == STATUS_SUCCESS || status == STATUS_CANCELLED ||
			    status == STATUS_IO_TIMEOUT);
		EXPECT_EQ(t, result.calls, 1);
	}
}

static void test_race(struct kcase *t)
{
	WDFREQUEST request = target_request(t, &result);
	HANDLE thread;
	PVOID object;

	ASSERT_NOT_NULL(t, request);
	target.answer = target_hold;
	race_round = 0;
	race_over = 0;
	ASSERT_EQ(t, PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					  race_canceller, request), STATUS_SUCCESS);
	EXPECT_EQ(t, ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, NULL, KernelMode,
					       &object, NULL), STATUS_SUCCESS);
	race_rounds(t, request);
	WRITE_ONCE(race_over, 1);
	KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(object);
	ZwClose(thread);
	WdfObjectDelete(request);
}

/* Requests that came to the filter's queue, and go on to the driver below. */
static struct {
	WDF_REQUEST_SEND_OPTIONS options;
	PWDF_REQUEST_SEND_OPTIONS use;
	bool formatted, routine;
	WDFREQUEST request;
	NTSTATUS refused, reused;
	int completions;
} passed;

static VOID passed_completed(WDFREQUEST request, WDFIOTARGET io_target,
			     PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT context)
{
	passed.completions++;
	WdfRequestCompleteWithInformation(request, params->IoStatus.Status,
					  params->IoStatus.Information);
}

static void pass_on(WDFQUEUE queue, WDFREQUEST request)
{
	passed.request = request;
	if (passed.formatted)
		WdfRequestFormatRequestUsingCurrentType(request);
	if (passed.routine)
		WdfRequestSetCompletionRoutine(request, passed_completed, NULL);
	if (WdfRequestSend(request, target.local, passed.use))
		return;
	passed.refused = WdfRequestGetStatus(request);
	WdfRequestComplete(request, STATUS_UNSUCCESSFUL);
}

static void answer_once(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	ULONG *buffer;

	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 4, (PVOID *)&buffer, NULL),
		  STATUS_SUCCESS);
	*buffer += 1;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

static void passed_begin(struct kcase *t, bool formatted, bool routine)
{
	memset(&passed, 0, sizeof(passed));
	passed.formatted = formatted;
	passed.routine = routine;
	target.call = pass_on;
	wdf.call = answer_once;
}

static void test_pass(struct kcase *t)
{
	struct wdf_sent sent;

	passed_begin(t, true, true);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sent.out, 41);
	EXPECT_EQ(t, passed.completions, 1);
	/* Its driver would not learn of its completion. */
	passed_begin(t, true, false);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_UNSUCCESSFUL);
	EXPECT_EQ(t, passed.refused, STATUS_INVALID_DEVICE_REQUEST);
	/* It was not formatted. */
	passed_begin(t, false, true);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_UNSUCCESSFUL);
	EXPECT_EQ(t, passed.refused, STATUS_REQUEST_NOT_ACCEPTED);
}

static void test_forget(struct kcase *t)
{
	struct wdf_sent sent;
	int formatted;

	for (formatted = 0; formatted < 2; formatted++) {
		passed_begin(t, formatted, false);
		WDF_REQUEST_SEND_OPTIONS_INIT(&passed.options,
					      WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
		passed.use = &passed.options;
		ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
		EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
		EXPECT_EQ(t, sent.out, 41);
		EXPECT_EQ(t, passed.completions, 0);
	}
}

/* Its sender cancels it where it is, and purging the queue leaves it to the driver below. */
static void test_pass_cancel(struct kcase *t)
{
	struct wdf_sent sent;
	PIRP irp;

	passed_begin(t, true, true);
	irp = wdf_send(&sent, WDF_TEST_FORWARD, 4, 4);
	ASSERT_NOT_NULL(t, irp);
	WdfIoQueuePurge(target.queue, NULL, NULL);
	EXPECT_EQ(t, passed.completions, 0);
	WdfIoQueueStart(target.queue);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_EQ(t, passed.completions, 1);
	/* While it waits for the target. */
	WdfIoTargetStop(target.local, WdfIoTargetLeaveSentIoPending);
	irp = wdf_send(&sent, WDF_TEST_CALL, 4, 4);
	ASSERT_NOT_NULL(t, irp);
	EXPECT_EQ(t, passed.completions, 1);
	EXPECT_TRUE(t, IoCancelIrp(irp));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_CANCELLED);
	EXPECT_EQ(t, passed.completions, 2);
	EXPECT_EQ(t, WdfIoTargetStart(target.local), STATUS_SUCCESS);
}

/* Another request for the driver below, with the buffers of one from the queue. */
static void ask_below(WDFQUEUE queue, WDFREQUEST request)
{
	WDF_MEMORY_DESCRIPTOR descriptor;
	WDFMEMORY memory;
	ULONG_PTR bytes = 0;
	NTSTATUS status;

	status = WdfRequestRetrieveOutputMemory(request, &memory);
	if (NT_SUCCESS(status)) {
		WDF_MEMORY_DESCRIPTOR_INIT_HANDLE(&descriptor, memory, NULL);
		status = WdfIoTargetSendIoctlSynchronously(target.local, request, WDF_TEST_CALL,
							   &descriptor, &descriptor, NULL,
							   &bytes);
	}
	WdfRequestCompleteWithInformation(request, status, bytes);
}

static void test_pass_buffers(struct kcase *t)
{
	struct wdf_sent sent;

	passed_begin(t, false, false);
	target.call = ask_below;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, sent.out, 41);
	EXPECT_EQ(t, sent.iosb.Information, 4);
}

/* A request from a queue keeps its IRP. */
static void reuse_received(WDFQUEUE queue, WDFREQUEST request)
{
	WDF_REQUEST_REUSE_PARAMS params;

	WDF_REQUEST_REUSE_PARAMS_INIT(&params, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
	passed.reused = WdfRequestReuse(request, &params);
	WDF_REQUEST_REUSE_PARAMS_SET_NEW_IRP(&params, WdfRequestWdmGetIrp(request));
	passed.refused = WdfRequestReuse(request, &params);
	WdfRequestComplete(request, STATUS_SUCCESS);
}

static void test_pass_reuse(struct kcase *t)
{
	struct wdf_sent sent;

	passed_begin(t, false, false);
	target.call = reuse_received;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, passed.reused, STATUS_SUCCESS);
	EXPECT_EQ(t, passed.refused, STATUS_WDF_REQUEST_INVALID_STATE);
}

static const struct kcase_spec wdf_send_cases[] = {
	KCASE(ioctl, "control requests, and what their driver gets", test_ioctl),
	KCASE(methods, "buffers by the code's method", test_methods),
	KCASE(others, "internal control requests with arguments", test_others),
	KCASE(transfer, "read and write requests with parts of memory and MDLs", test_transfer),
	KCASE(bounds, "what is outside a buffer is refused", test_bounds),
	KCASE(options, "options that are not valid are refused", test_options),
	KCASE(completion, "the completion routine and its parameters", test_completion),
	KCASE(reuse, "WdfRequestReuse", test_reuse),
	KCASE(from_irp, "WdfRequestCreateFromIrp, a stack location of the driver's",
	      test_from_irp),
	KCASE(sent, "a request that is at a target is not touched", test_sent),
	KCASE(synchronous, "WDF_REQUEST_SEND_OPTION_SYNCHRONOUS, with a timeout",
	      test_synchronous),
	KCASE(timeout, "WDF_REQUEST_SEND_OPTION_TIMEOUT", test_timeout),
	KCASE(cancel, "WdfRequestCancelSentRequest, before it was sent as well", test_cancel),
	KCASE_SLOW(race, "completion, cancellation and timeout at once", test_race, 0, 300),
};
const struct kcase_suite wdf_send_suite =
	KCASE_SUITE_FIXTURE("wdf_send", wdf_send_cases, target_setup, target_teardown);

static const struct kcase_spec wdf_pass_cases[] = {
	KCASE(pass, "a request from a queue is sent on and comes back", test_pass),
	KCASE(forget, "WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET", test_forget),
	KCASE(cancel, "its sender cancels it; a purged queue does not", test_pass_cancel),
	KCASE(buffers, "its buffers are its own again when it is completed", test_pass_buffers),
	KCASE(reuse, "it keeps its IRP", test_pass_reuse),
};
const struct kcase_suite wdf_pass_suite =
	KCASE_SUITE_FIXTURE("wdf_pass", wdf_pass_cases, target_setup_queue, target_teardown);
