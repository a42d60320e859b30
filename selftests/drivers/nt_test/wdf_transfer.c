// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read and write requests: pages nc-wdfio-evt_wdf_io_queue_io_read,
 * nf-wdfrequest-wdfrequestretrieve..., nf-wdfdevice-wdfdeviceconfigurerequestdispatching
 * and nf-wdfdevice-wdfdeviceinitsetioincallercontextcallback.
 */
#include "wdf_fixture.h"

static char text[8];
static WDF_REQUEST_PARAMETERS parameters;

/* A read's buffer is its output, and it has no input. */
static void read_text(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WDFMEMORY memory;
	size_t length;
	PVOID buffer;
	PMDL mdl;

	WDF_REQUEST_PARAMETERS_INIT(&parameters);
	WdfRequestGetParameters(request, &parameters);
	EXPECT_EQ(t, WdfRequestRetrieveInputBuffer(request, 0, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 9, &buffer, NULL),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 8, &buffer, &length), STATUS_SUCCESS);
	EXPECT_EQ(t, length, 8ul);
	EXPECT_EQ(t, WdfRequestRetrieveOutputWdmMdl(request, &mdl), STATUS_SUCCESS);
	EXPECT_EQ(t, MmGetMdlByteCount(mdl), 8u);
	EXPECT_PTR_EQ(t, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority), buffer);
	EXPECT_EQ(t, WdfRequestRetrieveOutputMemory(request, &memory), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfMemoryCopyFromBuffer(memory, 2, "read", 4), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfMemoryCopyFromBuffer(memory, 5, "read", 4), STATUS_INVALID_BUFFER_SIZE);
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 6);
}

/* A write's is its input, which is not written. */
static void write_text(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WDFMEMORY memory;
	PVOID buffer;
	PMDL mdl;

	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 0, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveOutputWdmMdl(request, &mdl),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveInputWdmMdl(request, &mdl), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestRetrieveInputMemory(request, &memory), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfMemoryCopyFromBuffer(memory, 0, "x", 1), STATUS_ACCESS_VIOLATION);
	EXPECT_EQ(t, WdfMemoryCopyToBuffer(memory, 1, text, 4), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfMemoryCopyToBuffer(memory, 5, text, 4), STATUS_BUFFER_TOO_SMALL);
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 8);
}

static void read_and_write(struct kcase *t)
{
	char buffer[8] = ">>.....";
	ULONG_PTR information;

	wdf.call = read_text;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, buffer, 8, 0x123456789ll, &information),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, information, 6ul);
	EXPECT_MEM_EQ(t, buffer, ">>read.", 7);
	EXPECT_EQ(t, parameters.Type, WdfRequestTypeRead);
	EXPECT_EQ(t, parameters.Parameters.Read.Length, 8ul);
	EXPECT_EQ(t, parameters.Parameters.Read.DeviceOffset, 0x123456789ll);
	wdf.call = write_text;
	memset(text, 0, sizeof(text));
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, buffer, 8, 0, &information), STATUS_SUCCESS);
	EXPECT_EQ(t, information, 8ul);
	EXPECT_MEM_EQ(t, text, ">rea", 4);
}

static void test_buffered(struct kcase *t)
{
	EXPECT_TRUE(t, wdf.fdo->Flags & DO_BUFFERED_IO);
	read_and_write(t);
}

static void test_direct(struct kcase *t)
{
	wdf.fdo->Flags &= ~DO_BUFFERED_IO;
	wdf.fdo->Flags |= DO_DIRECT_IO;
	read_and_write(t);
}

static void neither_buffer(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	PVOID buffer;
	size_t length;

	EXPECT_EQ(t, WdfRequestRetrieveOutputBuffer(request, 1, &buffer, NULL),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserInputBuffer(request, 1, &buffer, &length),
		  STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserOutputBuffer(request, 9, &buffer, &length),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, WdfRequestRetrieveUnsafeUserOutputBuffer(request, 8, &buffer, &length),
		  STATUS_SUCCESS);
	EXPECT_PTR_EQ(t, buffer, text);
	EXPECT_EQ(t, length, 8ul);
	EXPECT_EQ(t, WdfRequestProbeAndLockUserBufferForWrite(request, buffer, 0,
							      (WDFMEMORY *)&buffer),
		  STATUS_INVALID_USER_BUFFER);
	EXPECT_EQ(t, WdfRequestProbeAndLockUserBufferForRead(request, (PVOID)text, 8,
							     (WDFMEMORY *)&buffer),
		  STATUS_ACCESS_VIOLATION);
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* A kernel address is no program's. */
static void test_neither(struct kcase *t)
{
	wdf.fdo->Flags &= ~DO_BUFFERED_IO;
	wdf.call = neither_buffer;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, text, 8, 0, NULL), STATUS_SUCCESS);
}

/* AllowZeroLengthRequests is FALSE by default: the framework completes them. */
static void test_zero_length(struct kcase *t)
{
	ULONG_PTR information = 1;

	wdf.call = NULL;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, text, 0, 0, &information), STATUS_SUCCESS);
	EXPECT_EQ(t, information, 0ul);
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, text, 0, 0, NULL), STATUS_SUCCESS);
}

static const struct kcase_spec wdf_transfer_cases[] = {
	KCASE(buffered, "reads and writes through copies", test_buffered),
	KCASE(direct, "reads and writes through MDLs", test_direct),
	KCASE(neither, "the program's address, and nothing else", test_neither),
	KCASE(zero_length, "completed by the framework", test_zero_length),
};
const struct kcase_suite wdf_transfer_suite =
	KCASE_SUITE_FIXTURE("wdf_transfer", wdf_transfer_cases, wdf_setup, wdf_teardown);

/* EvtIoInCallerContext, and queues for some kinds of requests. */
static struct {
	WDFQUEUE writes;
	int in_caller_context, writes_seen;
	bool complete;
	NTSTATUS other_type, no_callback, again, of_default, second_default, enqueue;
} caller;

static VOID in_caller_context(WDFDEVICE device, WDFREQUEST request)
{
	caller.in_caller_context++;
	if (caller.complete) {
		WdfRequestComplete(request, STATUS_ACCESS_DENIED);
		return;
	}
	caller.enqueue = WdfDeviceEnqueueRequest(device, request);
	if (!NT_SUCCESS(caller.enqueue))
		WdfRequestComplete(request, caller.enqueue);
}

static VOID see_write(WDFQUEUE queue, WDFREQUEST request, size_t length)
{
	caller.writes_seen++;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, length);
}

static void set_caller(PWDFDEVICE_INIT init)
{
	WdfDeviceInitSetIoInCallerContextCallback(init, in_caller_context);
}

static void configure(WDFDEVICE device)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchSequential);
	config.EvtIoWrite = see_write;
	config.AllowZeroLengthRequests = TRUE;
	EXPECT_EQ(wdf.t, WdfIoQueueCreate(device, &config, NULL, &caller.writes), STATUS_SUCCESS);
	caller.other_type = WdfDeviceConfigureRequestDispatching(device, caller.writes,
								 WdfRequestTypePnp);
	caller.no_callback = WdfDeviceConfigureRequestDispatching(device, caller.writes,
								  WdfRequestTypeRead);
	EXPECT_EQ(wdf.t, WdfDeviceConfigureRequestDispatching(device, caller.writes,
							      WdfRequestTypeWrite), STATUS_SUCCESS);
	caller.of_default = WdfDeviceConfigureRequestDispatching(device, wdf.queue,
								 WdfRequestTypeRead);
	config.DefaultQueue = TRUE;
	caller.second_default = WdfIoQueueCreate(device, &config, NULL, NULL);
	caller.again = WdfDeviceConfigureRequestDispatching(device, wdf.manual,
							    WdfRequestTypeWrite);
}

static int caller_setup(struct kcase *t)
{
	memset(&caller, 0, sizeof(caller));
	wdf_init_hook = set_caller;
	wdf_device_hook = configure;
	return wdf_setup(t);
}

static void caller_teardown(struct kcase *t)
{
	wdf_init_hook = NULL;
	wdf_device_hook = NULL;
	wdf_teardown(t);
}

static void test_configure(struct kcase *t)
{
	EXPECT_EQ(t, caller.other_type, STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, caller.no_callback, STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, caller.again, STATUS_WDF_BUSY);
	EXPECT_EQ(t, caller.of_default, STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, caller.second_default, STATUS_UNSUCCESSFUL);
	EXPECT_EQ(t, WdfDeviceConfigureRequestDispatching(wdf.device, wdf.manual,
							  WdfRequestTypeRead),
		  STATUS_INVALID_DEVICE_STATE);
	wdf.call = NULL;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, text, 8, 0, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, text, 0, 0, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, caller.writes_seen, 2);
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, text, 8, 0, NULL), STATUS_INVALID_DEVICE_REQUEST);
	/* An empty one is completed by the framework, whichever way it took. */
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, text, 0, 0, NULL), STATUS_SUCCESS);
}

static void test_caller(struct kcase *t)
{
	struct wdf_sent sent;

	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, text, 8, 0, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, caller.in_caller_context, 1);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_HOLD, 4, 4));
	ASSERT_NOT_NULL(t, wdf.held);
	EXPECT_EQ(t, WdfDeviceEnqueueRequest(wdf.device, wdf.held),
		  STATUS_INVALID_DEVICE_REQUEST);
	WdfRequestComplete(wdf.held, STATUS_SUCCESS);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, caller.in_caller_context, 2);
	WdfIoQueuePurgeSynchronously(caller.writes);
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, text, 8, 0, NULL), STATUS_DEVICE_BUSY);
	EXPECT_EQ(t, caller.enqueue, STATUS_WDF_BUSY);
	caller.complete = true;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_WRITE, text, 8, 0, NULL), STATUS_ACCESS_DENIED);
	EXPECT_EQ(t, caller.writes_seen, 1);
}

static const struct kcase_spec wdf_caller_cases[] = {
	KCASE(configure, "a queue for a kind of requests", test_configure),
	KCASE(enqueue, "the driver sees a request before its queue does", test_caller),
};
const struct kcase_suite wdf_caller_suite =
	KCASE_SUITE_FIXTURE("wdf_caller", wdf_caller_cases, caller_setup, caller_teardown);
