// SPDX-License-Identifier: GPL-2.0-only
/*
 * control.c - device-control requests of user space.
 */
#include <linux/uaccess.h>

#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl_ioctl.h>

#include "../nt/window.h"
#include "wdm.h"

/**
 * struct control - one request
 * @user: the program's
 * @file: the open file
 * @in: its input's window, when its method is METHOD_NEITHER
 * @out: its output's
 */
struct control {
	struct vmbkmcl_device_control user;
	struct wdm_file *file;
	struct vmbkmcl_window in;
	struct vmbkmcl_window out;
};

static void control_open_windows(struct control *control, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetNextIrpStackLocation(irp);

	stack->Parameters.DeviceIoControl.Type3InputBuffer =
		vmbkmcl_window_open(&control->in, control->user.in,
				    control->user.in_size, false);
	irp->UserBuffer = vmbkmcl_window_open(&control->out, control->user.out,
					      control->user.out_size, true);
}

static int control_prepare(struct control *control, PIRP irp)
{
	struct vmbkmcl_device_control *user = &control->user;
	int error;

	control->in.mdl = NULL;
	control->out.mdl = NULL;
	switch (METHOD_FROM_CTL_CODE(user->code)) {
	case METHOD_BUFFERED:
		return vmbkmcl_buffer_copy_in(irp, max(user->in_size, user->out_size),
					      user->in, user->in_size);
	case METHOD_NEITHER:
		control_open_windows(control, irp);
		return 0;
	}
	error = vmbkmcl_buffer_copy_in(irp, user->in_size, user->in, user->in_size);
	if (error)
		return error;
	return vmbkmcl_buffer_lock(irp, user->out, user->out_size,
				   METHOD_FROM_CTL_CODE(user->code) == METHOD_IN_DIRECT ?
				   IoReadAccess : IoWriteAccess);
}

static int control_finish(struct control *control, PIRP irp)
{
	struct vmbkmcl_device_control *user = &control->user;

	user->status = irp->IoStatus.Status;
	user->information = irp->IoStatus.Information;
	if (METHOD_FROM_CTL_CODE(user->code) != METHOD_BUFFERED ||
	    NT_ERROR(irp->IoStatus.Status))
		return 0;
	return vmbkmcl_buffer_copy_out(irp, user->out, user->out_size);
}

static void control_free(struct control *control, PIRP irp)
{
	vmbkmcl_window_close(&control->in);
	vmbkmcl_window_close(&control->out);
	vmbkmcl_user_irp_free(irp);
}

/*
 * Whether the file was opened with the access that the code asks for. The I/O
 * manager does not send such a request to the driver on Windows, either: see
 * "Defining I/O Control Codes", RequiredAccess.
 */
static bool control_may(const struct file *file, ULONG code)
{
	ULONG access = ACCESS_FROM_CTL_CODE(code);

	return (!(access & FILE_READ_ACCESS) || file->f_mode & FMODE_READ) &&
	       (!(access & FILE_WRITE_ACCESS) || file->f_mode & FMODE_WRITE);
}

static PIRP control_alloc(struct control *control, PDEVICE_OBJECT top)
{
	PIRP irp = vmbkmcl_user_irp_alloc(control->file, top, IRP_MJ_DEVICE_CONTROL);
	PIO_STACK_LOCATION stack;

	if (!irp)
		return NULL;
	stack = IoGetNextIrpStackLocation(irp);
	stack->Parameters.DeviceIoControl.IoControlCode = control->user.code;
	stack->Parameters.DeviceIoControl.InputBufferLength = control->user.in_size;
	stack->Parameters.DeviceIoControl.OutputBufferLength = control->user.out_size;
	return irp;
}

static int control_send(struct control *control, struct wdm_device *device,
			PDEVICE_OBJECT top)
{
	PIRP irp = control_alloc(control, top);
	int error, cancelled;

	if (!irp)
		return -ENOMEM;
	error = control_prepare(control, irp);
	if (!error)
		error = vmbkmcl_request_send(device, control->file, top, irp, true,
					     &cancelled);
	if (!error)
		error = control_finish(control, irp);
	control_free(control, irp);
	return error;
}

/* A device that is attached and goes meanwhile stays until its request has ended. */
static int control_send_to_top(struct control *control)
{
	struct wdm_device *device = vmbkmcl_file_device(control->file);
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(&device->object);
	int error = control_send(control, device, top);

	ObDereferenceObject(top);
	return error;
}

static long control_request(struct file *file, struct vmbkmcl_device_control __user *user)
{
	struct control control = { .file = file->private_data };
	int error = 0;

	if (copy_from_user(&control.user, user, sizeof(control.user)))
		return -EFAULT;
	if (control.user.in_size > VMBKMCL_DEVICE_CONTROL_MAX ||
	    control.user.out_size > VMBKMCL_DEVICE_CONTROL_MAX)
		return -EINVAL;
	control.user.information = 0;
	if (control_may(file, control.user.code))
		error = control_send_to_top(&control);
	else
		control.user.status = STATUS_ACCESS_DENIED;
	if (!error && copy_to_user(user, &control.user, sizeof(control.user)))
		return -EFAULT;
	return error;
}

/* CancelIoEx() of all that the process has under way at this file. */
static long control_cancel(struct wdm_file *file)
{
	return vmbkmcl_request_cancel(vmbkmcl_file_device(file), file, current->files) ?
		0 : -ENOENT;
}

long vmbkmcl_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case VMBKMCL_DEVICE_CONTROL:
		return control_request(file, (void __user *)arg);
	case VMBKMCL_CANCEL_IO:
		return control_cancel(file->private_data);
	default:
		return -ENOTTY;
	}
}
