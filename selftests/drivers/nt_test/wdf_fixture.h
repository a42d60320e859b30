/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WDF_FIXTURE_H
#define WDF_FIXTURE_H

#include <vmbkmcl_glue.h>

#include <ntddk.h>
#include <wdf.h>

#include "nt_test.h"

/* wdf.call() has the request, it goes to the manual queue, or it is kept. */
#define WDF_TEST_CALL		CTL_CODE(1, 1, METHOD_BUFFERED, 0)
#define WDF_TEST_FORWARD	CTL_CODE(1, 2, METHOD_BUFFERED, 0)
#define WDF_TEST_HOLD		CTL_CODE(1, 3, METHOD_BUFFERED, 0)
/* As WDF_TEST_CALL, and its buffers are the addresses themselves. */
#define WDF_TEST_NEITHER	CTL_CODE(1, 4, METHOD_NEITHER, 0)

typedef struct _WDF_TEST_CONTEXT {
	ULONG Value;
} WDF_TEST_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(WDF_TEST_CONTEXT, GetTestContext)

/**
 * struct wdf_fixture - what the framework's device tests share
 * @order: a letter for each callback, see wdf_fixture.c
 * @cancelled: EvtIoCanceledOnQueue of the manual queue, which completes the request;
 *	NULL: that is all it does
 * @call: has requests of WDF_TEST_CALL, and those to read and write; completes them
 * @stop: what EvtIoStop does with a request, or NULL
 * @held: of WDF_TEST_HOLD, for the test to complete
 * @held_at_exit: @held when EvtDeviceD0Exit was called
 * @create_parameters: what EvtDeviceFileCreate's request says of itself
 * @create_status: how EvtDeviceFileCreate completes
 * @resumed: what EvtIoResume was called for last
 * @d0_state: what EvtDeviceD0Entry or EvtDeviceD0Exit had as its argument last
 * @d0_status: what EvtDeviceD0Entry returns
 * @init_status: what EvtDeviceSelfManagedIoInit returns
 * @request_cleanup: EvtCleanupCallback of requests, or NULL
 */
struct wdf_fixture {
	struct kcase *t;
	PDRIVER_OBJECT bus_driver, driver_object;
	PDEVICE_OBJECT pdo, fdo;
	WDFDRIVER driver;
	WDFDEVICE device;
	WDFQUEUE queue, manual;
	WDFFILEOBJECT file, request_file;
	char order[32];
	void (*call)(struct kcase *t, WDFQUEUE queue, WDFREQUEST request);
	void (*stop)(WDFREQUEST request);
	WDFREQUEST held, held_at_exit, resumed;
	WDF_POWER_DEVICE_STATE d0_state;
	void (*cancelled)(WDFREQUEST request);
	int cancelled_on_queue, stops;
	ULONG stop_flags;
	WDF_REQUEST_PARAMETERS create_parameters;
	NTSTATUS create_status, d0_status, init_status;
	void (*request_cleanup)(WDFOBJECT request);
};

extern struct wdf_fixture wdf;
/* A suite's own EvtDriverDeviceAdd, or NULL. */
extern NTSTATUS (*wdf_add_hook)(PWDFDEVICE_INIT init);
/* A suite's own part of EvtDriverDeviceAdd, or NULL: before and after WdfDeviceCreate(). */
extern void (*wdf_init_hook)(PWDFDEVICE_INIT init);
extern void (*wdf_device_hook)(WDFDEVICE device);
extern const GUID wdf_interface_type;

/* A request on its way, with room for its answer. */
struct wdf_sent {
	KEVENT done;
	IO_STATUS_BLOCK iosb;
	ULONG in, out;
};

/* A PnP request to the device; its status. */
NTSTATUS wdf_pnp(UCHAR minor);
/* The machine goes into @state; the status of the request that tells the device. */
NTSTATUS wdf_power(SYSTEM_POWER_STATE state);
/* Send a control request of 40; wdf_result() waits for it. */
PIRP wdf_send(struct wdf_sent *sent, ULONG code, ULONG in_size, ULONG out_size);
NTSTATUS wdf_result(struct wdf_sent *sent);
/*
 * A read or write request with a buffer of @length bytes by the device's method, sent
 * as the device node does; its status.
 */
NTSTATUS wdf_transfer(UCHAR major, PVOID buffer, ULONG length, LONGLONG offset,
		      ULONG_PTR *information);
/* EvtIoCanceledOnQueue of the manual queue. */
VOID wdf_cancelled_on_queue(WDFQUEUE queue, WDFREQUEST request);
/* A request of a handle, as the device node sends it; its status. */
NTSTATUS wdf_handle_send(FILE_OBJECT *object, UCHAR major);

/* The drivers without a device, for wdf_teardown() to unload. */
int wdf_load(struct kcase *t);
/* Add the device and start it. If that fails, wdf_remove() undoes what was done. */
NTSTATUS wdf_add(void);
void wdf_remove(void);

/* A device to be that needs no bus, for one call about it; and do without it. */
extern PWDFDEVICE_INIT wdf_init;
void wdf_init_begin(struct kcase *t);
void wdf_init_end(struct kcase *t);

/* The same function driver, with a device of no bus; errno. */
int wdf_load_root(void);
void wdf_unload_root(void);

/* A fixture: the drivers, and the device started. */
int wdf_setup(struct kcase *t);
void wdf_teardown(struct kcase *t);

#endif
