// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer.c - read, write and flush requests of user space.
 *
 * These are the operations that take one buffer, so that each request has one, as on
 * Windows; the kernel calls them once for each buffer of readv() and writev(), and
 * io_uring calls them in a thread of its own.
 */
#include <linux/uaccess.h>

#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl_ioctl.h>

#include "../nt/nt.h"
#include "../nt/window.h"
#include "wdm.h"

/**
 * struct transfer - one read or write request
 * @file: the open file
 * @user: the program's buffer
 * @size: its bytes
 * @write: the program writes
 * @window: of a request by neither method
 */
struct transfer {
	struct wdm_file *file;
	u64 user;
	ULONG size;
	bool write;
	struct vmbkmcl_window window;
};

static PIRP transfer_alloc(const struct transfer *transfer, PDEVICE_OBJECT top,
			   loff_t offset)
{
	PIRP irp = vmbkmcl_user_irp_alloc(transfer->file, top, transfer->write ?
					  IRP_MJ_WRITE : IRP_MJ_READ);
	PIO_STACK_LOCATION stack;

	if (!irp)
		return NULL;
	irp->Flags = transfer->write ? IRP_WRITE_OPERATION : IRP_READ_OPERATION;
	stack = IoGetNextIrpStackLocation(irp);
	/* Parameters.Write has the same members in the same places. */
	stack->Parameters.Read.Length = transfer->size;
	stack->Parameters.Read.ByteOffset.QuadPart = offset;
	return irp;
}

static int transfer_prepare(struct transfer *transfer, ULONG method, PIRP irp)
{
	transfer->window.mdl = NULL;
	if (method & DO_BUFFERED_IO)
		return vmbkmcl_buffer_copy_in(irp, transfer->size, transfer->user,
					      transfer->write ? transfer->size : 0);
	if (method & DO_DIRECT_IO)
		return vmbkmcl_buffer_lock(irp, transfer->user, transfer->size,
					   transfer->write ? IoReadAccess : IoWriteAccess);
	irp->UserBuffer = vmbkmcl_window_open(&transfer->window, transfer->user,
					      transfer->size, !transfer->write);
	return 0;
}

/* What the program gets: bytes, or why there are none. */
static ssize_t transfer_result(const struct transfer *transfer, PIRP irp, int cancelled)
{
	ULONG_PTR bytes = min_t(ULONG_PTR, irp->IoStatus.Information, transfer->size);
	NTSTATUS status = irp->IoStatus.Status;
	int error = vmbkmcl_status_to_errno(status);

	if (status == STATUS_CANCELLED && cancelled)
		return cancelled;
	if (status == STATUS_END_OF_FILE)
		return 0;
	if (status == STATUS_INVALID_DEVICE_REQUEST)
		return -EINVAL;
	if (NT_ERROR(status) || (!NT_SUCCESS(status) && !bytes))
		return error;
	if (!transfer->write && irp->AssociatedIrp.SystemBuffer)
		error = vmbkmcl_buffer_copy_out(irp, transfer->user, transfer->size);
	else
		error = 0;
	return error ? error : bytes;
}

static ssize_t transfer_send(struct transfer *transfer, PDEVICE_OBJECT top,
			     loff_t offset, bool wait)
{
	struct wdm_device *device = vmbkmcl_file_device(transfer->file);
	PIRP irp = transfer_alloc(transfer, top, offset);
	ssize_t result;
	int cancelled;

	if (!irp)
		return -ENOMEM;
	result = transfer_prepare(transfer, top->Flags, irp);
	if (!result)
		result = vmbkmcl_request_send(device, transfer->file, top, irp, wait,
					      &cancelled);
	if (!result)
		result = transfer_result(transfer, irp, cancelled);
	vmbkmcl_window_close(&transfer->window);
	vmbkmcl_user_irp_free(irp);
	return result;
}

static ssize_t transfer(struct file *file, const char __user *buffer, size_t size,
			loff_t *offset, bool write)
{
	struct transfer request = {
		.file = file->private_data,
		.user = (unsigned long)buffer,
		.size = size,
		.write = write,
	};
	PDEVICE_OBJECT top;
	ssize_t result;

	if (size > VMBKMCL_TRANSFER_MAX)
		return -EINVAL;
	top = IoGetAttachedDeviceReference(&vmbkmcl_file_device(request.file)->object);
	result = transfer_send(&request, top, *offset, !(file->f_flags & O_NONBLOCK));
	ObDereferenceObject(top);
	if (result > 0)
		*offset += result;
	return result;
}

ssize_t vmbkmcl_file_read(struct file *file, char __user *buffer, size_t size,
			  loff_t *offset)
{
	return transfer(file, buffer, size, offset, false);
}

ssize_t vmbkmcl_file_write(struct file *file, const char __user *buffer, size_t size,
			   loff_t *offset)
{
	return transfer(file, buffer, size, offset, true);
}

static int flush_send(struct wdm_file *file, PDEVICE_OBJECT top)
{
	struct wdm_device *device = vmbkmcl_file_device(file);
	PIRP irp = vmbkmcl_user_irp_alloc(file, top, IRP_MJ_FLUSH_BUFFERS);
	struct transfer nothing = { .write = true };
	int error, cancelled;

	if (!irp)
		return -ENOMEM;
	error = vmbkmcl_request_send(device, file, top, irp, true, &cancelled);
	if (!error)
		error = transfer_result(&nothing, irp, cancelled);
	vmbkmcl_user_irp_free(irp);
	return error;
}

int vmbkmcl_file_fsync(struct file *linux_file, loff_t start, loff_t end, int datasync)
{
	struct wdm_file *file = linux_file->private_data;
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(&vmbkmcl_file_device(file)->object);
	int error = flush_send(file, top);

	ObDereferenceObject(top);
	return error;
}
