// SPDX-License-Identifier: GPL-2.0-only
/*
 * control.c - device-control requests of user space.
 */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl_ioctl.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdm.h"

/* The output buffer of a direct request, as a locked MDL. */
static PMDL control_mdl(const struct vmbkmcl_device_control *control)
{
	bool to_device = METHOD_FROM_CTL_CODE(control->code) == METHOD_IN_DIRECT;
	PMDL mdl;

	mdl = IoAllocateMdl((PVOID)(ULONG_PTR)control->out, control->out_size,
			    FALSE, FALSE, NULL);
	if (!mdl)
		return NULL;
	MmProbeAndLockPages(mdl, UserMode, to_device ? IoReadAccess : IoWriteAccess);
	if (mdl->MdlFlags & MDL_PAGES_LOCKED)
		return mdl;
	IoFreeMdl(mdl);
	return NULL;
}

static int control_prepare(struct vmbkmcl_device_control *control, PIRP irp)
{
	ULONG method = METHOD_FROM_CTL_CODE(control->code);
	ULONG size = control->in_size;

	if (method == METHOD_BUFFERED)
		size = max(size, control->out_size);
	if (size) {
		irp->AssociatedIrp.SystemBuffer =
			ExAllocatePoolZero(NonPagedPoolNx, size, 0x66754249);
		if (!irp->AssociatedIrp.SystemBuffer)
			return -ENOMEM;
	}
	if (copy_from_user(irp->AssociatedIrp.SystemBuffer,
			   u64_to_user_ptr(control->in), control->in_size))
		return -EFAULT;
	if (method == METHOD_BUFFERED || !control->out_size)
		return 0;
	irp->MdlAddress = control_mdl(control);
	return irp->MdlAddress ? 0 : -EFAULT;
}

static int control_finish(struct vmbkmcl_device_control *control, PIRP irp)
{
	ULONG_PTR bytes = min_t(ULONG_PTR, irp->IoStatus.Information,
				control->out_size);

	control->status = irp->IoStatus.Status;
	control->information = irp->IoStatus.Information;
	if (METHOD_FROM_CTL_CODE(control->code) != METHOD_BUFFERED ||
	    NT_ERROR(irp->IoStatus.Status))
		return 0;
	if (copy_to_user(u64_to_user_ptr(control->out),
			 irp->AssociatedIrp.SystemBuffer, bytes))
		return -EFAULT;
	return 0;
}

static void control_free(PIRP irp)
{
	if (irp->MdlAddress) {
		MmUnlockPages(irp->MdlAddress);
		IoFreeMdl(irp->MdlAddress);
	}
	ExFreePool(irp->AssociatedIrp.SystemBuffer);
	IoFreeIrp(irp);
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

static PIRP control_alloc(struct wdm_file *file, PDEVICE_OBJECT top,
			  const struct vmbkmcl_device_control *control)
{
	PIRP irp = vmbkmcl_irp_alloc(top, IRP_MJ_DEVICE_CONTROL, 0);
	PIO_STACK_LOCATION stack;

	if (!irp)
		return NULL;
	irp->RequestorMode = UserMode;
	irp->Tail.Overlay.OriginalFileObject = vmbkmcl_file_object(file);
	stack = IoGetNextIrpStackLocation(irp);
	stack->FileObject = vmbkmcl_file_object(file);
	stack->Parameters.DeviceIoControl.IoControlCode = control->code;
	stack->Parameters.DeviceIoControl.InputBufferLength = control->in_size;
	stack->Parameters.DeviceIoControl.OutputBufferLength = control->out_size;
	return irp;
}

static int control_send(struct wdm_file *file,
			struct vmbkmcl_device_control *control)
{
	struct wdm_device *device = vmbkmcl_file_device(file);
	PDEVICE_OBJECT top = vmbkmcl_wdm_top(&device->object);
	struct wdm_request request;
	int error;

	request.irp = control_alloc(file, top, control);
	if (!request.irp)
		return -ENOMEM;
	error = control_prepare(control, request.irp);
	if (!error)
		error = vmbkmcl_request_begin(device, &request);
	if (!error) {
		vmbkmcl_irp_send_killable(top, request.irp);
		vmbkmcl_request_end(device, &request);
		error = control_finish(control, request.irp);
	}
	control_free(request.irp);
	return error;
}

long vmbkmcl_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vmbkmcl_device_control __user *user = (void __user *)arg;
	struct vmbkmcl_device_control control;
	int error = 0;

	if (cmd != VMBKMCL_DEVICE_CONTROL)
		return -ENOTTY;
	if (copy_from_user(&control, user, sizeof(control)))
		return -EFAULT;
	if (control.in_size > VMBKMCL_DEVICE_CONTROL_MAX ||
	    control.out_size > VMBKMCL_DEVICE_CONTROL_MAX)
		return -EINVAL;
	if (METHOD_FROM_CTL_CODE(control.code) == METHOD_NEITHER)
		return -EOPNOTSUPP;
	control.information = 0;
	if (control_may(file, control.code))
		error = control_send(file->private_data, &control);
	else
		control.status = STATUS_ACCESS_DENIED;
	if (!error && copy_to_user(user, &control, sizeof(control)))
		return -EFAULT;
	return error;
}
