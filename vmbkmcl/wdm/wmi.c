// SPDX-License-Identifier: GPL-2.0-only
/*
 * wmi.c - events for programs, of which none listens.
 */
#include <wmistr.h>

#include "../compat/export.h"

NTSTATUS IoWMIWriteEvent(PVOID WnodeEventItem)
{
	const WNODE_HEADER *header = WnodeEventItem;

	if (!(header->Flags & WNODE_FLAG_TRACED_GUID))
		ExFreePool(WnodeEventItem);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoWMIWriteEvent);
