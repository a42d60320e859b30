// SPDX-License-Identifier: GPL-2.0-only
/*
 * plain.c - objects that have only a parent and contexts.
 */
#include "../compat/export.h"
#include "wdf.h"

static const struct wdf_object_ops plain_ops = {
	.name = "object",
};

NTSTATUS vmbkmcl_wdf_object_create(struct module *module,
				   PWDF_OBJECT_ATTRIBUTES Attributes,
				   WDFOBJECT *Object)
{
	struct wdf_object *object;
	NTSTATUS status;

	object = vmbkmcl_wdf_make(sizeof(*object), &plain_ops, Attributes,
				  vmbkmcl_wdf_default_parent(module), &status);
	if (object)
		status = vmbkmcl_wdf_commit(object);
	*Object = NT_SUCCESS(status) ? object : NULL;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_object_create);
