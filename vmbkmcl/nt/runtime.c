// SPDX-License-Identifier: GPL-2.0-only
/*
 * runtime.c - functions of this layer by their names.
 */
#include <linux/module.h>

#include <vmbkmcl/nt/runtime.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "nt.h"

PVOID MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName)
{
	ANSI_STRING name;
	void *address;

	might_sleep();
	if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&name, SystemRoutineName, TRUE)))
		return NULL;
	address = __symbol_get(name.Buffer);
	/* A driver that calls it keeps this module in place. */
	if (address)
		__symbol_put(name.Buffer);
	RtlFreeAnsiString(&name);
	return within_module((unsigned long)address, THIS_MODULE) ? address : NULL;
}
VMBKMCL_EXPORT(MmGetSystemRoutineAddress);
