// SPDX-License-Identifier: GPL-2.0-only
/*
 * buffer.c - requests of user space and their buffers, by each of the three methods.
 */
#include <linux/compat.h>
#include <linux/uaccess.h>

#include <vmbkmcl/nt/pool.h>

#include "../nt/nt.h"
#include "../nt/window.h"
#include "wdm.h"

PIRP vmbkmcl_user_irp_alloc(struct wdm_file *file, PDEVICE_OBJECT top, UCHAR major)
{
	PIRP irp = vmbkmcl_irp_alloc(top, major, 0);

	if (!irp)
		return NULL;
	irp->RequestorMode = UserMode;
	irp->LinuxCompat = in_compat_syscall();
	irp->Tail.Overlay.OriginalFileObject = vmbkmcl_file_object(file);
	IoGetNextIrpStackLocation(irp)->FileObject = vmbkmcl_file_object(file);
	return irp;
}

void vmbkmcl_user_irp_free(PIRP irp)
{
	vmbkmcl_irp_free_mdls(irp);
	ExFreePool(irp->AssociatedIrp.SystemBuffer);
	IoFreeIrp(irp);
}

int vmbkmcl_buffer_copy_in(PIRP irp, ULONG size, u64 from, ULONG from_size)
{
	if (!size)
		return 0;
	irp->AssociatedIrp.SystemBuffer = vmbkmcl_pool_alloc_charged(size);
	if (!irp->AssociatedIrp.SystemBuffer)
		return -ENOMEM;
	if (copy_from_user(irp->AssociatedIrp.SystemBuffer, u64_to_user_ptr(from),
			   from_size))
		return -EFAULT;
	irp->Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
	return 0;
}

int vmbkmcl_buffer_copy_out(const IRP *irp, u64 to, ULONG size)
{
	ULONG_PTR bytes = min_t(ULONG_PTR, irp->IoStatus.Information, size);

	if (copy_to_user(u64_to_user_ptr(to), irp->AssociatedIrp.SystemBuffer, bytes))
		return -EFAULT;
	return 0;
}

int vmbkmcl_buffer_lock(PIRP irp, u64 address, ULONG size, LOCK_OPERATION operation)
{
	NTSTATUS status;
	PMDL mdl;

	if (!size)
		return 0;
	mdl = IoAllocateMdl((PVOID)(ULONG_PTR)address, size, FALSE, FALSE, NULL);
	if (!mdl)
		return -ENOMEM;
	status = vmbkmcl_mdl_lock(mdl, UserMode, operation);
	if (!NT_SUCCESS(status)) {
		IoFreeMdl(mdl);
		return vmbkmcl_status_to_errno(status);
	}
	irp->MdlAddress = mdl;
	return 0;
}
