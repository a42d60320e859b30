// SPDX-License-Identifier: GPL-2.0-only
/* A bus with one device on it, and a framework driver that serves it. */
#include <vmbkmcl/nt/security.h>

#include "wdf_fixture.h"

struct wdf_fixture wdf;
NTSTATUS (*wdf_add_hook)(PWDFDEVICE_INIT init);
void (*wdf_init_hook)(PWDFDEVICE_INIT init);
void (*wdf_device_hook)(WDFDEVICE device);

static unsigned int registry_number = 4711;
static const struct vmbkmcl_registry_value registry_values[] = {
	{ "Other", &(unsigned int){ 1 } },
	{ "Number", &registry_number },
};

/* As a bus does it: of a type that it does not know the status stays. */
static NTSTATUS bus_query(PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	PINTERFACE interface = stack->Parameters.QueryInterface.Interface;

	if (!IsEqualGUID(stack->Parameters.QueryInterface.InterfaceType, &wdf_interface_type))
		return irp->IoStatus.Status;
	interface->Size = stack->Parameters.QueryInterface.Size;
	interface->Version = stack->Parameters.QueryInterface.Version;
	return STATUS_SUCCESS;
}

const GUID wdf_interface_type = { 0x11223344, 0x5566, 0x7788, { 1, 2, 3, 4, 5, 6, 7, 8 } };

static NTSTATUS bus_pnp(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = STATUS_SUCCESS;

	if (stack->MinorFunction == IRP_MN_QUERY_INTERFACE)
		status = bus_query(irp);
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS bus_power(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static NTSTATUS bus_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	wdf.bus_driver = object;
	object->MajorFunction[IRP_MJ_PNP] = bus_pnp;
	object->MajorFunction[IRP_MJ_POWER] = bus_power;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue bus = {
	.driver = { .name = "wdf bus", .owner = THIS_MODULE },
	.entry = bus_entry,
};

static void wdf_note(char c)
{
	size_t n = strlen(wdf.order);

	if (n < sizeof(wdf.order) - 1)
		wdf.order[n] = c;
}

static NTSTATUS prepare(WDFDEVICE device, WDFCMRESLIST raw, WDFCMRESLIST translated)
{
	wdf_note('P');
	return STATUS_SUCCESS;
}

static NTSTATUS release(WDFDEVICE device, WDFCMRESLIST translated)
{
	wdf_note('R');
	return STATUS_SUCCESS;
}

static NTSTATUS d0_entry(WDFDEVICE device, WDF_POWER_DEVICE_STATE state)
{
	wdf_note('D');
	wdf.d0_state = state;
	return wdf.d0_status;
}

static NTSTATUS d0_exit(WDFDEVICE device, WDF_POWER_DEVICE_STATE state)
{
	wdf_note('X');
	wdf.d0_state = state;
	wdf.held_at_exit = wdf.held;
	return STATUS_SUCCESS;
}

static NTSTATUS self_managed_init(WDFDEVICE device)
{
	wdf_note('i');
	return wdf.init_status;
}

static NTSTATUS self_managed_suspend(WDFDEVICE device)
{
	wdf_note('s');
	return STATUS_SUCCESS;
}

static NTSTATUS self_managed_restart(WDFDEVICE device)
{
	wdf_note('r');
	return STATUS_SUCCESS;
}

static VOID request_cleanup(WDFOBJECT request)
{
	if (wdf.request_cleanup)
		wdf.request_cleanup(request);
}

static VOID surprise(WDFDEVICE device)
{
	wdf_note('S');
}

/* Codes of wdf_fixture.h; a held request is for the test to complete. */
static VOID control(WDFQUEUE queue, WDFREQUEST request, size_t out, size_t in, ULONG code)
{
	NTSTATUS status;

	wdf.request_file = WdfRequestGetFileObject(request);
	switch (code) {
	case WDF_TEST_CALL:
	case WDF_TEST_NEITHER:
		wdf.call(wdf.t, queue, request);
		return;
	case WDF_TEST_FORWARD:
		status = WdfRequestForwardToIoQueue(request, wdf.manual);
		if (!NT_SUCCESS(status))
			WdfRequestComplete(request, status);
		return;
	case WDF_TEST_HOLD:
		WRITE_ONCE(wdf.held, request);
		return;
	default:
		WdfRequestComplete(request, STATUS_INVALID_DEVICE_REQUEST);
	}
}

static VOID transfer(WDFQUEUE queue, WDFREQUEST request, size_t length)
{
	if (wdf.call)
		wdf.call(wdf.t, queue, request);
	else
		WdfRequestComplete(request, STATUS_INVALID_DEVICE_REQUEST);
}

VOID wdf_cancelled_on_queue(WDFQUEUE queue, WDFREQUEST request)
{
	wdf.cancelled_on_queue++;
	if (wdf.cancelled)
		wdf.cancelled(request);
	else
		WdfRequestComplete(request, STATUS_CANCELLED);
}

static VOID stop(WDFQUEUE queue, WDFREQUEST request, ULONG flags)
{
	wdf.stops++;
	wdf.stop_flags = flags;
	if (wdf.stop)
		wdf.stop(request);
}

static VOID resume(WDFQUEUE queue, WDFREQUEST request)
{
	wdf_note('+');
	wdf.resumed = request;
}

static VOID file_create(WDFDEVICE device, WDFREQUEST request, WDFFILEOBJECT file)
{
	wdf_note('o');
	wdf.file = file;
	WDF_REQUEST_PARAMETERS_INIT(&wdf.create_parameters);
	WdfRequestGetParameters(request, &wdf.create_parameters);
	WdfRequestComplete(request, wdf.create_status);
}

static VOID file_close(WDFFILEOBJECT file)
{
	wdf_note('c');
}

static VOID file_cleanup(WDFFILEOBJECT file)
{
	wdf_note('l');
}

static NTSTATUS create_queues(WDFDEVICE device)
{
	WDF_IO_QUEUE_CONFIG config;
	NTSTATUS status;

	WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
	config.EvtIoDeviceControl = control;
	config.EvtIoRead = transfer;
	config.EvtIoWrite = transfer;
	config.EvtIoStop = stop;
	config.EvtIoResume = resume;
	status = WdfIoQueueCreate(device, &config, NULL, &wdf.queue);
	if (!NT_SUCCESS(status))
		return status;
	WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual);
	config.EvtIoCanceledOnQueue = wdf_cancelled_on_queue;
	return WdfIoQueueCreate(device, &config, NULL, &wdf.manual);
}

static void init_device(PWDFDEVICE_INIT init)
{
	WDF_PNPPOWER_EVENT_CALLBACKS callbacks;
	WDF_OBJECT_ATTRIBUTES attributes;
	WDF_FILEOBJECT_CONFIG file;

	WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&callbacks);
	callbacks.EvtDevicePrepareHardware = prepare;
	callbacks.EvtDeviceReleaseHardware = release;
	callbacks.EvtDeviceD0Entry = d0_entry;
	callbacks.EvtDeviceD0Exit = d0_exit;
	callbacks.EvtDeviceSurpriseRemoval = surprise;
	callbacks.EvtDeviceSelfManagedIoInit = self_managed_init;
	callbacks.EvtDeviceSelfManagedIoSuspend = self_managed_suspend;
	callbacks.EvtDeviceSelfManagedIoRestart = self_managed_restart;
	WdfDeviceInitSetPnpPowerEventCallbacks(init, &callbacks);
	WDF_FILEOBJECT_CONFIG_INIT(&file, file_create, file_close, file_cleanup);
	WdfDeviceInitSetFileObjectConfig(init, &file, WDF_NO_OBJECT_ATTRIBUTES);
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WDF_TEST_CONTEXT);
	attributes.EvtCleanupCallback = request_cleanup;
	WdfDeviceInitSetRequestAttributes(init, &attributes);
	WdfDeviceInitSetDeviceType(init, 0x1234);
	WdfDeviceInitSetExclusive(init, FALSE);
	WdfDeviceInitSetIoType(init, WdfDeviceIoBuffered);
}

static NTSTATUS add(WDFDRIVER driver, PWDFDEVICE_INIT init)
{
	DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\KmclWdfTest");
	WDF_OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;

	if (wdf_add_hook)
		return wdf_add_hook(init);
	init_device(init);
	status = WdfDeviceInitAssignName(init, &name);
	if (!NT_SUCCESS(status))
		return status;
	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WDF_TEST_CONTEXT);
	if (wdf_init_hook)
		wdf_init_hook(init);
	status = WdfDeviceCreate(&init, &attributes, &wdf.device);
	if (!NT_SUCCESS(status))
		return status;
	status = create_queues(wdf.device);
	if (NT_SUCCESS(status) && wdf_device_hook)
		wdf_device_hook(wdf.device);
	return status;
}

static NTSTATUS function_entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	WDF_DRIVER_CONFIG config;

	wdf.driver_object = object;
	WDF_DRIVER_CONFIG_INIT(&config, add);
	return WdfDriverCreate(object, path, NULL, &config, &wdf.driver);
}

static struct vmbkmcl_glue function = {
	.driver = { .name = "wdf function", .owner = THIS_MODULE },
	.entry = function_entry,
	.values = registry_values,
	.value_count = ARRAY_SIZE(registry_values),
};

static struct vmbkmcl_glue root = {
	.driver = { .name = "wdf root", .owner = THIS_MODULE },
	.entry = function_entry,
	.root_count = 1,
};

int wdf_load_root(void)
{
	return vmbkmcl_glue_load(&root);
}

void wdf_unload_root(void)
{
	vmbkmcl_glue_unload(&root);
}

/* Without a buffer IRP_MJ_PNP is what such a request may be; @power makes it another. */
static NTSTATUS send_to_device(UCHAR minor, const SYSTEM_POWER_STATE *power)
{
	PIO_STACK_LOCATION stack;
	IO_STATUS_BLOCK iosb;
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, wdf.fdo, NULL, 0, NULL, &event, &iosb);
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	stack = IoGetNextIrpStackLocation(irp);
	stack->MinorFunction = minor;
	if (power) {
		stack->MajorFunction = IRP_MJ_POWER;
		stack->Parameters.Power.Type = SystemPowerState;
		stack->Parameters.Power.State.SystemState = *power;
	}
	IoCallDriver(wdf.fdo, irp);
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
	return iosb.Status;
}

NTSTATUS wdf_pnp(UCHAR minor)
{
	return send_to_device(minor, NULL);
}

NTSTATUS wdf_power(SYSTEM_POWER_STATE state)
{
	return send_to_device(IRP_MN_SET_POWER, &state);
}

PIRP wdf_send(struct wdf_sent *sent, ULONG code, ULONG in_size, ULONG out_size)
{
	PIRP irp;

	memset(sent, 0, sizeof(*sent));
	KeInitializeEvent(&sent->done, NotificationEvent, FALSE);
	sent->in = 40;
	irp = IoBuildDeviceIoControlRequest(code, wdf.fdo, in_size ? &sent->in : NULL, in_size,
					    out_size ? &sent->out : NULL, out_size, FALSE,
					    &sent->done, &sent->iosb);
	if (irp)
		IoCallDriver(wdf.fdo, irp);
	return irp;
}

NTSTATUS wdf_result(struct wdf_sent *sent)
{
	nt_join(wdf.t, &sent->done);
	return sent->iosb.Status;
}

static NTSTATUS irp_ended(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	KeSetEvent(context, 0, FALSE);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

NTSTATUS wdf_handle_send(FILE_OBJECT *object, UCHAR major)
{
	PIRP irp = IoAllocateIrp(wdf.fdo->StackSize, FALSE);
	NTSTATUS status;
	KEVENT done;

	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	IoGetNextIrpStackLocation(irp)->MajorFunction = major;
	IoGetNextIrpStackLocation(irp)->FileObject = object;
	if (major == IRP_MJ_CREATE)
		IoGetNextIrpStackLocation(irp)->Parameters.Create.Options = FILE_OPEN << 24;
	IoSetCompletionRoutine(irp, irp_ended, &done, TRUE, TRUE, TRUE);
	IoCallDriver(wdf.fdo, irp);
	KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
	status = irp->IoStatus.Status;
	IoFreeIrp(irp);
	return status;
}

NTSTATUS wdf_transfer(UCHAR major, PVOID buffer, ULONG length, LONGLONG offset,
		      ULONG_PTR *information)
{
	PIRP irp = IoAllocateIrp(wdf.fdo->StackSize, FALSE);
	PIO_STACK_LOCATION stack;
	NTSTATUS status;
	KEVENT done;

	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	irp->RequestorMode = UserMode;
	stack = IoGetNextIrpStackLocation(irp);
	stack->MajorFunction = major;
	stack->Parameters.Read.Length = length;
	stack->Parameters.Read.ByteOffset.QuadPart = offset;
	if (wdf.fdo->Flags & DO_BUFFERED_IO)
		irp->AssociatedIrp.SystemBuffer = buffer;
	else if (wdf.fdo->Flags & DO_DIRECT_IO && length)
		MmBuildMdlForNonPagedPool(IoAllocateMdl(buffer, length, FALSE, FALSE, irp));
	else
		irp->UserBuffer = buffer;
	IoSetCompletionRoutine(irp, irp_ended, &done, TRUE, TRUE, TRUE);
	IoCallDriver(wdf.fdo, irp);
	KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
	status = irp->IoStatus.Status;
	if (information)
		*information = irp->IoStatus.Information;
	if (irp->MdlAddress)
		IoFreeMdl(irp->MdlAddress);
	IoFreeIrp(irp);
	return status;
}

int wdf_load(struct kcase *t)
{
	int error;

	memset(&wdf, 0, sizeof(wdf));
	wdf.t = t;
	error = vmbkmcl_glue_load(&bus);
	if (error)
		return error;
	error = vmbkmcl_glue_load(&function);
	if (error)
		vmbkmcl_glue_unload(&bus);
	return error;
}

NTSTATUS wdf_add(void)
{
	NTSTATUS status;

	status = IoCreateDevice(wdf.bus_driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &wdf.pdo);
	if (!NT_SUCCESS(status))
		return status;
	status = wdf.driver_object->DriverExtension->AddDevice(wdf.driver_object, wdf.pdo);
	if (!NT_SUCCESS(status))
		return status;
	wdf.fdo = wdf.pdo->AttachedDevice;
	return wdf.fdo ? wdf_pnp(IRP_MN_START_DEVICE) : STATUS_SUCCESS;
}

void wdf_remove(void)
{
	if (wdf.fdo)
		EXPECT_EQ(wdf.t, wdf_pnp(IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
	if (wdf.pdo)
		IoDeleteDevice(wdf.pdo);
	wdf.fdo = NULL;
	wdf.pdo = NULL;
}

int wdf_setup(struct kcase *t)
{
	int error = wdf_load(t);

	if (error)
		return error;
	EXPECT_EQ(t, wdf_add(), STATUS_SUCCESS);
	return wdf.fdo ? 0 : -ENODEV;
}

void wdf_teardown(struct kcase *t)
{
	wdf_remove();
	vmbkmcl_glue_unload(&function);
	vmbkmcl_glue_unload(&bus);
}

PWDFDEVICE_INIT wdf_init;

void wdf_init_begin(struct kcase *t)
{
	wdf_init = WdfControlDeviceInitAllocate(wdf.driver, &SDDL_DEVOBJ_SYS_ALL);
	EXPECT_NOT_NULL(t, wdf_init);
}

void wdf_init_end(struct kcase *t)
{
	WdfDeviceInitFree(wdf_init);
}
