/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework strings.
 *
 * Linux counterpart: kstrdup()
 */
#ifndef VMBKMCL_WINDOWS_WDFSTRING_H
#define VMBKMCL_WINDOWS_WDFSTRING_H

#include "wdfobject.h"

/* WdfStringCreate() for a module, as vmbkmcl_wdf_object_create(). */
NTSTATUS vmbkmcl_wdf_string_create(struct module *module, PCUNICODE_STRING UnicodeString,
				   PWDF_OBJECT_ATTRIBUTES StringAttributes,
				   WDFSTRING *String);

/**
 * WdfStringCreate() - create a string object
 * @UnicodeString: its text, which is copied; NULL: an empty one
 * @StringAttributes: optional
 * @String: receives the object
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES [doc]; STATUS_INTEGER_OVERFLOW
 * for a text that leaves no room for its terminator; STATUS_INVALID_PARAMETER for one
 * that has odd lengths, no Buffer, or a Length above its MaximumLength [KMDF:
 * FxValidateUnicodeString()].
 */
static inline NTSTATUS WdfStringCreate(PCUNICODE_STRING UnicodeString,
				       PWDF_OBJECT_ATTRIBUTES StringAttributes,
				       WDFSTRING *String)
{
	return vmbkmcl_wdf_string_create(&__this_module, UnicodeString, StringAttributes,
					 String);
}

/**
 * WdfStringGetUnicodeString() - the text of a string object
 * @String: the object
 * @UnicodeString: receives the text, which stays the object's
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
VOID WdfStringGetUnicodeString(WDFSTRING String, PUNICODE_STRING UnicodeString);

#endif
