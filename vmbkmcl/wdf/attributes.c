// SPDX-License-Identifier: GPL-2.0-only
/*
 * attributes.c - what drivers say of objects, before it is acted on. As KMDF's
 * FxValidateObjectAttributes(), but for the levels and scopes that only some kinds of
 * objects may have.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

static NTSTATUS check_type(const WDF_OBJECT_ATTRIBUTES *attributes)
{
	PCWDF_OBJECT_CONTEXT_TYPE_INFO type = attributes->ContextTypeInfo;
	SIZE_T override = attributes->ContextSizeOverride;

	if (!type)
		return override ? STATUS_WDF_OBJECT_ATTRIBUTES_INVALID : STATUS_SUCCESS;
	if (type->Size != sizeof(*type))
		return STATUS_INFO_LENGTH_MISMATCH;
	if ((type->ContextSize && !type->ContextName) ||
	    (override && override < type->ContextSize))
		return STATUS_WDF_OBJECT_ATTRIBUTES_INVALID;
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_wdf_check_attributes(const WDF_OBJECT_ATTRIBUTES *attributes)
{
	NTSTATUS status;

	if (!attributes)
		return STATUS_SUCCESS;
	if (attributes->Size != sizeof(*attributes))
		return STATUS_INFO_LENGTH_MISMATCH;
	status = check_type(attributes);
	if (!NT_SUCCESS(status))
		return status;
	if (attributes->ExecutionLevel == WdfExecutionLevelInvalid ||
	    attributes->ExecutionLevel > WdfExecutionLevelDispatch ||
	    attributes->SynchronizationScope == WdfSynchronizationScopeInvalid ||
	    attributes->SynchronizationScope > WdfSynchronizationScopeNone)
		return STATUS_WDF_OBJECT_ATTRIBUTES_INVALID;
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_wdf_check_parent(const WDF_OBJECT_ATTRIBUTES *attributes)
{
	NTSTATUS status = vmbkmcl_wdf_check_attributes(attributes);

	if (!NT_SUCCESS(status))
		return status;
	return attributes && attributes->ParentObject ? STATUS_SUCCESS :
							STATUS_WDF_PARENT_NOT_SPECIFIED;
}

bool vmbkmcl_wdf_keep_attributes(WDF_OBJECT_ATTRIBUTES *to,
				 const WDF_OBJECT_ATTRIBUTES *from, const char *function)
{
	NTSTATUS status = vmbkmcl_wdf_check_attributes(from);

	if (NT_SUCCESS(status) && from->ParentObject)
		status = STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
	if (NT_SUCCESS(status)) {
		*to = *from;
		return true;
	}
	pr_err_once("%s() with attributes that cannot be (status %#x): ignored\n", function,
		    status);
	return false;
}
