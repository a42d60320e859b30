// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where requests of a device go that no callback of its queues is for: KMDF's fxpkgio.cpp
 * and fxioqueue.cpp.
 */
#include "target_fixture.h"

static int calls;

static void count_read(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	calls++;
	WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

static void count_control(WDFQUEUE queue, WDFREQUEST request)
{
	calls += 10;
	WdfRequestComplete(request, STATUS_SUCCESS);
}

/* The filter's default queue has a callback for control requests only. */
static void test_filter(struct kcase *t)
{
	struct wdf_sent sent;
	ULONG_PTR bytes = 0;
	ULONG buffer = 0;

	calls = 0;
	wdf.call = count_read;
	target.call = count_control;
	EXPECT_EQ(t, wdf_transfer(IRP_MJ_READ, &buffer, 4, 0, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 4);
	EXPECT_EQ(t, calls, 1);
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, calls, 11);
}

static const struct kcase_spec wdf_flow_cases[] = {
	KCASE(filter, "what a filter's default queue has no callback for is passed on",
	      test_filter),
};
const struct kcase_suite wdf_flow_suite =
	KCASE_SUITE_FIXTURE("wdf_flow", wdf_flow_cases, target_setup_queue, target_teardown);
