/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The part of the framework that drivers of KMCL use. As on Windows, a driver
 * includes <ntddk.h> first.
 */
#ifndef VMBKMCL_WINDOWS_WDF_H
#define VMBKMCL_WINDOWS_WDF_H

#include "wdftypes.h"

#ifdef __cplusplus
extern "C" {
#endif

#include "wdfstatus.h"
#include "wdfobject.h"
#include "wdfsync.h"
#include "wdfcore.h"
#include "wdfdriver.h"
#include "wdfmemory.h"
#include "wdffileobject.h"
#include "wdfstring.h"
#include "wdfcollection.h"
#include "wdfdevice.h"
#include "wdfresource.h"
#include "wdfcontrol.h"
#include "wdftimer.h"
#include "wdfdpc.h"
#include "wdfworkitem.h"
#include "wdfrequest.h"
#include "wdfiotarget.h"
#include "wdfio.h"
#include "wdffdo.h"
#include "wdfqueryinterface.h"
#include "wdfregistry.h"
#include "wdfverifier.h"
#include "wdfwmi.h"

#ifdef __cplusplus
}
#endif

#endif
