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
	*Object = vmbkmcl_wdf_create(sizeof(struct wdf_object), &plain_ops, Attributes,
				     vmbkmcl_wdf_default_parent(module));
	return *Object ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_object_create);
