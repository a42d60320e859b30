// SPDX-License-Identifier: GPL-2.0-only
/*
 * handle.c - kernel handles: numbers that stand for a reference.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/slab.h>
#include <linux/xarray.h>

#include <vmbkmcl/nt/thread.h>

#include "../compat/export.h"
#include "handle.h"
#include "nt.h"

/**
 * struct handle - what a handle stands for
 * @ops: the kind of object
 * @object: the object, referenced
 */
struct handle {
	const struct vmbkmcl_handle_ops *ops;
	void *object;
};

/*
 * Its lock protects every struct handle in it. A handle may be looked up at
 * DISPATCH_LEVEL, so softirqs are off wherever the lock is taken.
 */
static DEFINE_XARRAY_FLAGS(handles, XA_FLAGS_ALLOC1 | XA_FLAGS_LOCK_BH);

/* As on Windows, multiples of four: no pointer of a process, and never 0. */
static HANDLE handle_from_id(u32 id)
{
	return (HANDLE)((ULONG_PTR)id << 2);
}

static unsigned long handle_id(HANDLE handle)
{
	return (ULONG_PTR)handle & 3 ? 0 : (ULONG_PTR)handle >> 2;
}

int vmbkmcl_handle_open(void *object, const struct vmbkmcl_handle_ops *ops,
			HANDLE *out)
{
	struct handle *handle = kmalloc(sizeof(*handle), GFP_KERNEL);
	int error;
	u32 id;

	if (!handle)
		return -ENOMEM;
	handle->ops = ops;
	handle->object = object;
	error = xa_alloc_bh(&handles, &id, handle, XA_LIMIT(1, INT_MAX), GFP_KERNEL);
	if (error) {
		kfree(handle);
		return error;
	}
	*out = handle_from_id(id);
	return 0;
}

void *vmbkmcl_handle_get(HANDLE in, const struct vmbkmcl_handle_ops *ops, NTSTATUS *status)
{
	NTSTATUS why = STATUS_INVALID_HANDLE;
	struct handle *handle;
	void *object = NULL;

	xa_lock_bh(&handles);
	handle = xa_load(&handles, handle_id(in));
	if (handle && handle->ops == ops) {
		object = handle->object;
		ops->get(object);
		why = STATUS_SUCCESS;
	} else if (handle) {
		why = STATUS_OBJECT_TYPE_MISMATCH;
	}
	xa_unlock_bh(&handles);
	if (status)
		*status = why;
	return object;
}

NTSTATUS ZwClose(HANDLE Handle)
{
	struct handle *handle = xa_erase_bh(&handles, handle_id(Handle));

	might_sleep();
	if (!handle)
		return STATUS_INVALID_HANDLE;
	handle->ops->put(handle->object);
	kfree(handle);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(ZwClose);

void vmbkmcl_handle_exit(void)
{
	struct handle *handle;
	unsigned long id;

	xa_for_each(&handles, id, handle) {
		pr_warn("handle %#lx was never closed\n", id << 2);
		xa_erase_bh(&handles, id);
		handle->ops->put(handle->object);
		kfree(handle);
	}
	xa_destroy(&handles);
}
