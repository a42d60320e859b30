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
	NTSTATUS status;

	*Object = vmbkmcl_wdf_make(sizeof(struct wdf_object), &plain_ops, Attributes,
				   vmbkmcl_wdf_default_parent(module), &status);
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_object_create);
