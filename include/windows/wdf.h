/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a KMDF driver gets from <wdf.h>: the part of the framework that drivers
 * of KMCL use. <ntddk.h> comes first, as on Windows.
 */
#ifndef VMBKMCL_WINDOWS_WDF_H
#define VMBKMCL_WINDOWS_WDF_H

#include "wdftypes.h"
#include "wdfstatus.h"
#include "wdfobject.h"
#include "wdfsync.h"
#include "wdfcore.h"
#include "wdfdriver.h"
#include "wdfmemory.h"
#include "wdffileobject.h"
#include "wdfdevice.h"
#include "wdftimer.h"
#include "wdfworkitem.h"
#include "wdfrequest.h"
#include "wdfiotarget.h"
#include "wdfio.h"
#include "wdffdo.h"
#include "wdfregistry.h"

#endif
