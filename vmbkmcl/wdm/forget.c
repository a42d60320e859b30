// SPDX-License-Identifier: GPL-2.0-only
/*
 * forget.c - what belongs to a bus's device, and goes with it.
 */
#include "forget.h"
#include "registry.h"
#include "wdm.h"

void vmbkmcl_device_forget(PDEVICE_OBJECT pdo)
{
	vmbkmcl_interface_forget(pdo);
	vmbkmcl_registry_forget(pdo);
}
