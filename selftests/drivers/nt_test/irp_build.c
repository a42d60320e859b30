// SPDX-License-Identifier: GPL-2.0-only
/* Requests that a driver builds for another one's device, by each of the methods. */
#include <vmbkmcl_glue.h>

#include "nt_test.h"

#define STORE	6000

/* The other driver: it keeps what is written, and turns the bits of control requests. */
static struct {
	PDRIVER_OBJECT driver;
	PDEVICE_OBJECT device;
	u8 store[STORE];
	LONGLONG offset;
	bool neither;
} other;

static u8 *buffer_of(PIRP irp)
{
	if (other.device->Flags & DO_BUFFERED_IO)
		return irp->AssociatedIrp.SystemBuffer;
	if (other.device->Flags & DO_DIRECT_IO)
		return MmGetSystemAddressForMdlSafe(irp->MdlAddress, NormalPagePriority);
	return irp->UserBuffer;
}

static NTSTATUS end(PIRP irp, NTSTATUS status, ULONG_PTR bytes)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = bytes;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static bool buffer_is_missing(PIRP irp)
{
	return !irp->AssociatedIrp.SystemBuffer && !irp->MdlAddress;
}

static NTSTATUS transfer(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG length = stack->Parameters.Read.Length;

	other.offset = stack->Parameters.Read.ByteOffset.QuadPart;
	/* An empty buffer is none. */
	if (!length)
		return end(irp, buffer_is_missing(irp) ? STATUS_SUCCESS : STATUS_DATA_ERROR, 0);
	if (stack->MajorFunction == IRP_MJ_WRITE)
		memcpy(other.store, buffer_of(irp), length);
	else
		memcpy(buffer_of(irp), other.store, length);
	return end(irp, STATUS_SUCCESS, length);
}

static NTSTATUS control(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	ULONG i, n = stack->Parameters.DeviceIoControl.InputBufferLength;
	ULONG method = METHOD_FROM_CTL_CODE(stack->Parameters.DeviceIoControl.IoControlCode);
	u8 *in = irp->AssociatedIrp.SystemBuffer, *out = in;

	if (method == METHOD_NEITHER) {
		in = stack->Parameters.DeviceIoControl.Type3InputBuffer;
		out = irp->UserBuffer;
	} else if (method != METHOD_BUFFERED) {
		out = MmGetSystemAddressForMdlSafe(irp->MdlAddress, NormalPagePriority);
	}
	for (i = 0; i < n; i++)
		out[i] = ~in[i];
	return end(irp, STATUS_SUCCESS, n);
}

static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	other.driver = object;
	object->MajorFunction[IRP_MJ_READ] = transfer;
	object->MajorFunction[IRP_MJ_WRITE] = transfer;
	object->MajorFunction[IRP_MJ_DEVICE_CONTROL] = control;
	return STATUS_SUCCESS;
}

static struct vmbkmcl_glue glue = {
	.driver = { .name = "irp build test", .owner = THIS_MODULE },
	.entry = entry,
};

static int build_setup(struct kcase *t)
{
	int error = vmbkmcl_glue_load(&glue);

	if (error)
		return error;
	if (IoCreateDevice(other.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
			   &other.device))
		return -ENOMEM;
	return 0;
}

static void build_teardown(struct kcase *t)
{
	if (other.device)
		IoDeleteDevice(other.device);
	vmbkmcl_glue_unload(&glue);
	memset(&other, 0, sizeof(other));
}

static NTSTATUS send_transfer(UCHAR major, PVOID buffer, ULONG length, LONGLONG offset)
{
	LARGE_INTEGER at = { .QuadPart = offset };
	IO_STATUS_BLOCK iosb = { };
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildSynchronousFsdRequest(major, other.device, buffer, length, &at, &event,
					   &iosb);
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	IoCallDriver(other.device, irp);
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
	return iosb.Information == length ? iosb.Status : STATUS_DATA_ERROR;
}

static void test_transfer(struct kcase *t)
{
	static u8 out[STORE], in[STORE];

	memset(out, 0x31, sizeof(out));
	memset(in, 0, sizeof(in));
	other.device->Flags |= t->arg;
	EXPECT_EQ(t, send_transfer(IRP_MJ_WRITE, out, STORE, 4711), STATUS_SUCCESS);
	EXPECT_EQ(t, other.offset, 4711ll);
	EXPECT_MEM_EQ(t, other.store, out, STORE);
	EXPECT_EQ(t, send_transfer(IRP_MJ_READ, in, STORE - 1, 0), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, in, out, STORE - 1);
	EXPECT_EQ(t, in[STORE - 1], 0);
	EXPECT_EQ(t, send_transfer(IRP_MJ_READ, in, 0, 0), STATUS_SUCCESS);
}

static void test_control(struct kcase *t)
{
	u8 in[] = { 1, 2, 3 }, out[] = { 0, 0, 0, 9 };
	IO_STATUS_BLOCK iosb = { };
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(CTL_CODE(1, 2, t->arg, 0), other.device, in,
					    sizeof(in), out, sizeof(out), FALSE, &event, &iosb);
	ASSERT_NOT_NULL(t, irp);
	IoCallDriver(other.device, irp);
	EXPECT_NE(t, KeReadStateEvent(&event), 0);
	EXPECT_EQ(t, iosb.Status, STATUS_SUCCESS);
	EXPECT_EQ(t, iosb.Information, sizeof(in));
	EXPECT_MEM_EQ(t, out, "\xfe\xfd\xfc\x09", 4);
}

static NTSTATUS keep(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		ExFreePool(irp->AssociatedIrp.SystemBuffer);
	*(NTSTATUS *)context = irp->IoStatus.Status;
	IoFreeIrp(irp);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

/* Its completion routine frees it; without one it frees itself. */
static void test_asynchronous(struct kcase *t)
{
	NTSTATUS status = STATUS_PENDING;
	IO_STATUS_BLOCK iosb = { };
	u8 out[16] = { 5 };
	PIRP irp;

	other.device->Flags |= DO_BUFFERED_IO;
	irp = IoBuildAsynchronousFsdRequest(IRP_MJ_WRITE, other.device, out, sizeof(out), NULL,
					    NULL);
	ASSERT_NOT_NULL(t, irp);
	IoSetCompletionRoutine(irp, keep, &status, TRUE, TRUE, TRUE);
	IoCallDriver(other.device, irp);
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_EQ(t, other.store[0], 5);
	irp = IoBuildAsynchronousFsdRequest(IRP_MJ_READ, other.device, out, sizeof(out), NULL,
					    &iosb);
	ASSERT_NOT_NULL(t, irp);
	IoCallDriver(other.device, irp);
	EXPECT_EQ(t, iosb.Information, sizeof(out));
	EXPECT_NULL(t, IoBuildAsynchronousFsdRequest(IRP_MJ_CREATE, other.device, NULL, 0, NULL,
						     NULL));
}

static const struct kcase_spec irp_build_cases[] = {
	KCASE_ARG(transfer_buffered, "a copy of the buffer", test_transfer, DO_BUFFERED_IO),
	KCASE_ARG(transfer_direct, "the buffer's pages", test_transfer, DO_DIRECT_IO),
	KCASE_ARG(transfer_neither, "the buffer itself", test_transfer, 0),
	KCASE_ARG(control_buffered, "one buffer for both", test_control, METHOD_BUFFERED),
	KCASE_ARG(control_out_direct, "the output's pages", test_control, METHOD_OUT_DIRECT),
	KCASE_ARG(control_neither, "both buffers themselves", test_control, METHOD_NEITHER),
	KCASE(asynchronous, "a routine frees it, or it frees itself", test_asynchronous),
};
const struct kcase_suite irp_build_suite =
	KCASE_SUITE_FIXTURE("irp_build", irp_build_cases, build_setup, build_teardown);
