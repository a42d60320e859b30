// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ends the requests of a device that is being removed: KMDF's pnpstatemachine.cpp,
 * PnpCleanupForRemove() and PnpEventRemovedCommonCode().
 */
#include "wdf_fixture.h"

/**
 * struct removal - a device with a queue that is not power-managed
 * @queue: that queue
 * @order: f, c and p for EvtDeviceSelfManagedIoFlush, ...Cleanup and EvtIoStop
 * @parked: what the driver keeps of the queue
 * @flush_ends: EvtDeviceSelfManagedIoFlush completes @parked
 * @init_status: what EvtDeviceSelfManagedIoInit returns
 * @stop_flags: of the last EvtIoStop
 */
static struct removal {
	WDFQUEUE queue;
	char order[8];
	WDFREQUEST parked;
	bool flush_ends;
	NTSTATUS init_status;
	ULONG stop_flags;
} removal;

static void note(char c)
{
	strncat(removal.order, &c, 1);
}

static void end_parked(void)
{
	WDFREQUEST request = xchg(&removal.parked, NULL);

	if (request)
		WdfRequestComplete(request, STATUS_NO_SUCH_DEVICE);
}

static NTSTATUS self_managed_init(WDFDEVICE device)
{
	return removal.init_status;
}

static VOID self_managed_flush(WDFDEVICE device)
{
	note('f');
	if (removal.flush_ends)
		end_parked();
}

static VOID self_managed_cleanup(WDFDEVICE device)
{
	note('c');
	/* So that a test without the purge before it ends. */
	end_parked();
}

static VOID park(WDFQUEUE queue, WDFREQUEST request)
{
	removal.parked = request;
}

static VOID stop(WDFQUEUE queue, WDFREQUEST request, ULONG flags)
{
	note('p');
	removal.stop_flags = flags;
	end_parked();
}

static void set_callbacks(PWDFDEVICE_INIT init)
{
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;

	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
	callbacks.EvtDeviceSelfManagedIoInit = self_managed_init;
	callbacks.EvtDeviceSelfManagedIoFlush = self_managed_flush;
	callbacks.EvtDeviceSelfManagedIoCleanup = self_managed_cleanup;
	WdfDeviceInitSetPnpPowerEventCallbacks(init, &callbacks);
}

static void make_queue(WDFDEVICE device)
{
	WDF_IO_QUEUE_CONFIG config;

	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchParallel);
	config.PowerManaged = WdfFalse;
	config.EvtIoDefault = park;
	config.EvtIoStop = stop;
	EXPECT_EQ(wdf.t, WdfIoQueueCreate(device, &config, NULL, &removal.queue), STATUS_SUCCESS);
}

static void to_queue(struct kcase *t, WDFQUEUE queue, WDFREQUEST request)
{
	EXPECT_EQ(t, WdfRequestForwardToIoQueue(request, removal.queue), STATUS_SUCCESS);
}

static int removal_setup(struct kcase *t)
{
	int error;

	memset(&removal, 0, sizeof(removal));
	wdf_init_hook = set_callbacks;
	wdf_device_hook = make_queue;
	error = wdf_setup(t);
	wdf.call = to_queue;
	return error;
}

static void removal_teardown(struct kcase *t)
{
	end_parked();
	wdf_teardown(t);
	wdf_init_hook = NULL;
	wdf_device_hook = NULL;
}

/* The removal would wait for what the driver ends there. */
static void test_surprise(struct kcase *t)
{
	static struct wdf_sent sent;

	removal.flush_ends = true;
	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	ASSERT_NOT_NULL(t, removal.parked);
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_NE(t, KeReadStateEvent(&sent.done), 0);
	EXPECT_MEM_EQ(t, removal.order, "f", 2);
	wdf_remove();
	EXPECT_MEM_EQ(t, removal.order, "fc", 3);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_NO_SUCH_DEVICE);
}

static void test_removed(struct kcase *t)
{
	wdf_remove();
	EXPECT_MEM_EQ(t, removal.order, "fc", 3);
	/* Also after a failure of EvtDeviceSelfManagedIoInit. */
	memset(removal.order, 0, sizeof(removal.order));
	removal.init_status = STATUS_NO_SUCH_DEVICE;
	EXPECT_EQ(t, wdf_add(), STATUS_NO_SUCH_DEVICE);
	wdf_remove();
	EXPECT_MEM_EQ(t, removal.order, "fc", 3);
}

/* The driver's requests of a queue without power management end before its cleanup. */
static void test_purged(struct kcase *t)
{
	static struct wdf_sent sent;

	ASSERT_NOT_NULL(t, wdf_send(&sent, WDF_TEST_CALL, 4, 4));
	EXPECT_EQ(t, wdf_pnp(IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
	EXPECT_EQ(t, KeReadStateEvent(&sent.done), 0);
	wdf_remove();
	EXPECT_MEM_EQ(t, removal.order, "fpc", 4);
	EXPECT_EQ(t, removal.stop_flags, (ULONG)WdfRequestStopActionPurge);
	EXPECT_EQ(t, wdf_result(&sent), STATUS_NO_SUCH_DEVICE);
}

static const struct kcase_spec wdf_removal_cases[] = {
	KCASE(flush_surprise, "EvtDeviceSelfManagedIoFlush comes with the surprise",
	      test_surprise),
	KCASE(flush_removed, "once to a device that has been started", test_removed),
	KCASE(purge_other_queues, "before EvtDeviceSelfManagedIoCleanup", test_purged),
};
const struct kcase_suite wdf_removal_suite =
	KCASE_SUITE_FIXTURE("wdf_removal", wdf_removal_cases, removal_setup, removal_teardown);
