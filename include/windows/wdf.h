/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a KMDF driver gets from <wdf.h>: the part of the framework that drivers
 * of KMCL use. <ntddk.h> comes first, as on Windows.
 */
#ifndef VMBKMCL_WINDOWS_WDF_H
#define VMBKMCL_WINDOWS_WDF_H

#include "wdfobject.h"
#include "wdfdevice.h"
#include "wdffileobject.h"
#include "wdfio.h"
#include "wdfregistry.h"
#include "wdfsync.h"

#endif
