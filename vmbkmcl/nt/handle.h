/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handle.h - kernel handles, for those who give them out.
 */
#ifndef VMBKMCL_NT_HANDLE_H
#define VMBKMCL_NT_HANDLE_H

#include <ntdef.h>
#include <ntstatus.h>

/**
 * struct vmbkmcl_handle_ops - a kind of object that handles may stand for
 * @get: take a reference; called under a spin lock
 * @put: drop one; process context
 */
struct vmbkmcl_handle_ops {
	void (*get)(void *object);
	void (*put)(void *object);
};

/**
 * vmbkmcl_handle_open() - make a handle, to be closed with ZwClose()
 * @object: the object; its caller's reference becomes the handle's
 * @ops: its kind
 * @out: receives the handle
 *
 * Return: 0 or a negative errno; then the reference is still the caller's.
 */
int vmbkmcl_handle_open(void *object, const struct vmbkmcl_handle_ops *ops,
			HANDLE *out);

/**
 * vmbkmcl_handle_get() - the object behind a handle, with a reference
 * @in: the handle
 * @ops: the kind that the object has to be of
 * @status: receives STATUS_SUCCESS, STATUS_INVALID_HANDLE or STATUS_OBJECT_TYPE_MISMATCH;
 *	may be NULL
 *
 * Context: at or below DISPATCH_LEVEL.
 * Return: the object, or NULL.
 */
void *vmbkmcl_handle_get(HANDLE in, const struct vmbkmcl_handle_ops *ops, NTSTATUS *status);

#endif
