// SPDX-License-Identifier: GPL-2.0-only
/*
 * string.c - framework strings.
 */
#include <linux/slab.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "wdf.h"

/**
 * struct wdf_string - a string
 * @object: first
 * @text: in memory of its own, with a terminator
 */
struct wdf_string {
	struct wdf_object object;
	UNICODE_STRING text;
};

static void string_free(struct wdf_object *object)
{
	kfree(container_of(object, struct wdf_string, object)->text.Buffer);
}

static const struct wdf_object_ops string_ops = {
	.name = "string",
	.passive = true,
	.free = string_free,
};

bool vmbkmcl_wdf_is_string(WDFOBJECT object)
{
	return ((struct wdf_object *)object)->ops == &string_ops;
}

NTSTATUS vmbkmcl_wdf_string_set(WDFSTRING handle, PCUNICODE_STRING text)
{
	struct wdf_string *string = (struct wdf_string *)handle;
	USHORT length = text ? text->Length : 0;
	PWCH buffer;

	if (!wdf_text_is_valid(text))
		return STATUS_INVALID_PARAMETER;
	/* With the terminator it would have more bytes than MaximumLength can tell. */
	if (length > UNICODE_STRING_MAX_BYTES - sizeof(WCHAR))
		return STATUS_INTEGER_OVERFLOW;
	buffer = kzalloc(length + sizeof(WCHAR), vmbkmcl_gfp());
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (length)
		memcpy(buffer, text->Buffer, length);
	kfree(string->text.Buffer);
	string->text.Buffer = buffer;
	string->text.Length = length;
	string->text.MaximumLength = length + sizeof(WCHAR);
	return STATUS_SUCCESS;
}

NTSTATUS vmbkmcl_wdf_string_create(struct module *module, PCUNICODE_STRING UnicodeString,
				   PWDF_OBJECT_ATTRIBUTES StringAttributes,
				   WDFSTRING *String)
{
	struct wdf_string *string;
	NTSTATUS status;

	might_sleep();
	string = vmbkmcl_wdf_make(sizeof(*string), &string_ops, StringAttributes,
				  vmbkmcl_wdf_default_parent(module), &status);
	if (!string)
		return status;
	status = vmbkmcl_wdf_string_set((WDFSTRING)string, UnicodeString);
	if (!NT_SUCCESS(status)) {
		vmbkmcl_wdf_discard(&string->object);
		return status;
	}
	status = vmbkmcl_wdf_commit(&string->object);
	if (NT_SUCCESS(status))
		*String = (WDFSTRING)string;
	return status;
}
VMBKMCL_EXPORT(vmbkmcl_wdf_string_create);

VOID WdfStringGetUnicodeString(WDFSTRING String, PUNICODE_STRING UnicodeString)
{
	*UnicodeString = ((struct wdf_string *)String)->text;
}
VMBKMCL_EXPORT(WdfStringGetUnicodeString);
