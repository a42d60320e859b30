// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that a driver has before the framework: pages
 * nf-wdfdevice-wdfdeviceinitassignwdmirppreprocesscallback,
 * nf-wdfdevice-wdfdevicewdmdispatchpreprocessedirp.
 */
#include <vmbkmcl/nt/security.h>

#include "context.h"
#include "wdf_fixture.h"

static struct {
	int flushes, old_flushes, controls, removals, completions;
	NTSTATUS completed;
} seen;

static NTSTATUS finish(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS flush(WDFDEVICE device, PIRP irp)
{
	EXPECT_PTR_EQ(wdf.t, device, wdf.device);
	seen.flushes++;
	return finish(irp, STATUS_SUCCESS);
}

static NTSTATUS old_flush(WDFDEVICE device, PIRP irp)
{
	seen.old_flushes++;
	return finish(irp, STATUS_SUCCESS);
}

static NTSTATUS control(WDFDEVICE device, PIRP irp)
{
	seen.controls++;
	IoSkipCurrentIrpStackLocation(irp);
	return WdfDeviceWdmDispatchPreprocessedIrp(device, irp);
}

static NTSTATUS removal_completed(PDEVICE_OBJECT object, PIRP irp, PVOID context)
{
	seen.completions++;
	seen.completed = irp->IoStatus.Status;
	return STATUS_CONTINUE_COMPLETION;
}

static NTSTATUS query_removal(WDFDEVICE device, PIRP irp)
{
	seen.removals++;
	IoCopyCurrentIrpStackLocationToNext(irp);
	IoSetCompletionRoutine(irp, removal_completed, NULL, TRUE, TRUE, TRUE);
	return WdfDeviceWdmDispatchPreprocessedIrp(device, irp);
}

static void assign(PWDFDEVICE_INIT init)
{
	UCHAR minors[] = { IRP_MN_QUERY_REMOVE_DEVICE };
	struct kcase *t = wdf.t;

	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, old_flush,
				IRP_MJ_FLUSH_BUFFERS, NULL, 0), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, flush,
				IRP_MJ_FLUSH_BUFFERS, NULL, 0), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, control,
				IRP_MJ_DEVICE_CONTROL, NULL, 0), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, query_removal,
				IRP_MJ_PNP, minors, 1), STATUS_SUCCESS);
	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, query_removal,
				IRP_MJ_PNP, minors, 1), STATUS_INVALID_DEVICE_REQUEST);
	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, flush,
				IRP_MJ_MAXIMUM_FUNCTION + 1, NULL, 0),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(init, flush,
				IRP_MJ_POWER, NULL, 1), STATUS_INVALID_PARAMETER);
	/* They have been copied. */
	minors[0] = IRP_MN_CANCEL_REMOVE_DEVICE;
}

static int setup(struct kcase *t)
{
	int error;

	memset(&seen, 0, sizeof(seen));
	wdf_init_hook = assign;
	error = wdf_setup(t);
	wdf_init_hook = NULL;
	return error;
}

/* What the framework has no callback for. */
static void test_handled(struct kcase *t)
{
	EXPECT_EQ(t, wdf_handle_send(NULL, IRP_MJ_FLUSH_BUFFERS), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.flushes, 1);
	EXPECT_EQ(t, seen.old_flushes, 0);
	EXPECT_EQ(t, wdf_handle_send(NULL, IRP_MJ_QUERY_INFORMATION),
		  STATUS_INVALID_DEVICE_REQUEST);
}

static void succeed(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	EXPECT_EQ(t, seen.controls, 1);
	WdfRequestComplete(request, STATUS_SUCCESS);
}

static void test_preprocessed(struct kcase *t)
{
	struct wdf_sent sent;

	wdf.call = succeed;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_result(&sent), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.controls, 1);
}

static void test_postprocessed(struct kcase *t)
{
	EXPECT_EQ(t, wdf.fdo->StackSize, wdf.pdo->StackSize + 2);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_QUERY_REMOVE_DEVICE), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.removals, 1);
	EXPECT_EQ(t, seen.completions, 1);
	EXPECT_EQ(t, seen.completed, STATUS_SUCCESS);
	/* Other minor functions are the framework's alone. */
	EXPECT_EQ(t, wdf_pnp(IRP_MN_CANCEL_REMOVE_DEVICE), STATUS_SUCCESS);
	EXPECT_EQ(t, seen.removals, 1);
}

static const struct kcase_spec wdf_preprocess_cases[] = {
	KCASE(handled, "a request that the framework does not support", test_handled),
	KCASE(preprocessed, "the framework has it next", test_preprocessed),
	KCASE(postprocessed, "a completion routine of the driver's own, and one minor function",
	      test_postprocessed),
};
const struct kcase_suite wdf_preprocess_suite =
	KCASE_SUITE_FIXTURE("wdf_preprocess", wdf_preprocess_cases, setup, wdf_teardown);

static PIRP call_irp;

static NTSTATUS keep(PDEVICE_OBJECT object, PIRP irp, PVOID context)
{
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static void irp_begin(struct kcase *t)
{
	call_irp = IoAllocateIrp(1, FALSE);
	ASSERT_NOT_NULL(t, call_irp);
	IoGetNextIrpStackLocation(call_irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
	IoSetCompletionRoutine(call_irp, keep, NULL, TRUE, TRUE, TRUE);
}

static void irp_end(struct kcase *t)
{
	IoFreeIrp(call_irp);
}

KCASE_CALL_BETWEEN(WdfDeviceInitAssignWdmIrpPreprocessCallback, wdf_init_begin, wdf_init_end,
		   EXPECT_OK(t, WdfDeviceInitAssignWdmIrpPreprocessCallback(wdf_init, flush,
					IRP_MJ_FLUSH_BUFFERS, NULL, 0)));
KCASE_CALL_BETWEEN(WdfDeviceWdmDispatchPreprocessedIrp, irp_begin, irp_end,
		   EXPECT_EQ(t, WdfDeviceWdmDispatchPreprocessedIrp(wdf.device, call_irp),
			     STATUS_INVALID_DEVICE_REQUEST));
