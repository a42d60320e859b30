/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * forget.h - what belongs to a bus's device, and goes with it.
 */
#ifndef VMBKMCL_WDM_FORGET_H
#define VMBKMCL_WDM_FORGET_H

#include <vmbkmcl/nt/driver.h>

/* @pdo goes, and with it its interfaces and its keys in the registry. */
void vmbkmcl_device_forget(PDEVICE_OBJECT pdo);

#endif
