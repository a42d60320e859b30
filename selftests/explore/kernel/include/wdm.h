/* SPDX-License-Identifier: GPL-2.0-only */
/* wdm.h - of the porting layer, the types in which the API is written. */
#ifndef EXPLORE_WDM_H
#define EXPLORE_WDM_H

#include <ntdef.h>
#include <ntstatus.h>
#include <vmbkmcl/nt/device.h>
#include <vmbkmcl/nt/mdl.h>

#endif /* EXPLORE_WDM_H */
