// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target that leads to the device itself: KMDF's fxdeviceapi.cpp and
 * fxdeviceinitapi.cpp. WDF_TEST_FORWARD is sent on to the device as WDF_TEST_CALL.
 */
#include "wdf_fixture.h"

static int calls;

static void set_self(PWDFDEVICE_INIT init)
{
	WDF_POWER_POLICY_EVENT_CALLBACKS callbacks;

	WDF_POWER_POLICY_EVENT_CALLBACKS_INIT(&callbacks);
	WdfDeviceInitSetPowerPolicyEventCallbacks(init, &callbacks);
	WdfDeviceInitSetPowerPolicyOwnership(init, TRUE);
	WdfDeviceInitAllowSelfIoTarget(init);
}

static int self_setup(struct kcase *t)
{
	calls = 0;
	wdf_init_hook = set_self;
	return wdf_setup(t);
}

static void self_teardown(struct kcase *t)
{
	wdf_teardown(t);
	wdf_init_hook = NULL;
}

static void count(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	EXPECT_PTR_EQ(t, queue, wdf.queue);
	calls++;
	WdfRequestComplete(request, STATUS_SUCCESS);
}

static void test_send(struct kcase *t)
{
	WDFIOTARGET self = WdfDeviceGetSelfIoTarget(wdf.device);

	ASSERT_NOT_NULL(t, self);
	EXPECT_PTR_NE(t, self, WdfDeviceGetIoTarget(wdf.device));
	EXPECT_EQ(t, WdfIoTargetGetState(self), WdfIoTargetStarted);
	EXPECT_PTR_EQ(t, WdfIoTargetWdmGetTargetDeviceObject(self), wdf.fdo);
	EXPECT_EQ(t, wdf.fdo->StackSize, wdf.pdo->StackSize + 2);
	wdf.call = count;
	EXPECT_EQ(t, WdfIoTargetSendIoctlSynchronously(self, NULL, WDF_TEST_CALL, NULL, NULL,
						       NULL, NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, calls, 1);
}

static VOID sent_on(WDFREQUEST request, WDFIOTARGET target,
		    PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT context)
{
	WdfRequestComplete(request, params->IoStatus.Status);
}

/* The first time the driver sends it on, to itself; the second time it completes it. */
static void send_on(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WDFIOTARGET self = WdfDeviceGetSelfIoTarget(wdf.device);

	if (calls++) {
		WdfRequestComplete(request, STATUS_DEVICE_NOT_READY);
		return;
	}
	WdfRequestFormatRequestUsingCurrentType(request);
	WdfRequestSetCompletionRoutine(request, sent_on, NULL);
	if (!WdfRequestSend(request, self, NULL))
		WdfRequestComplete(request, WdfRequestGetStatus(request));
}

static void test_received(struct kcase *t)
{
	struct wdf_sent sent;

	wdf.call = send_on;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_DEVICE_NOT_READY);
	EXPECT_EQ(t, calls, 2);
}

/* The same, formatted with memory of the driver's. */
static void format_on(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	WDFIOTARGET self = WdfDeviceGetSelfIoTarget(wdf.device);
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFMEMORY memory;

	if (calls++) {
		WdfRequestComplete(request, STATUS_DEVICE_NOT_READY);
		return;
	}
	WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
	attributes.ParentObject = request;
	EXPECT_EQ(t, WdfMemoryCreate(&attributes, NonPagedPoolNx, 0, 8, &memory, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, WdfRequestChangeTarget(request, self), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfIoTargetFormatRequestForIoctl(self, request, WDF_TEST_CALL, memory, NULL,
						      memory, NULL), STATUS_SUCCESS);
	WdfRequestSetCompletionRoutine(request, sent_on, NULL);
	if (!WdfRequestSend(request, self, NULL))
		WdfRequestComplete(request, WdfRequestGetStatus(request));
}

static void test_formatted(struct kcase *t)
{
	struct wdf_sent sent;

	wdf.call = format_on;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_DEVICE_NOT_READY);
	EXPECT_EQ(t, calls, 2);
}

static const struct kcase_spec wdf_self_cases[] = {
	KCASE(send, "what is sent there is in the device's queue", test_send),
	KCASE(received, "a request that was received can be sent there", test_received),
	KCASE(formatted, "and can be formatted for it", test_formatted),
};
const struct kcase_suite wdf_self_suite =
	KCASE_SUITE_FIXTURE("wdf_self", wdf_self_cases, self_setup, self_teardown);
