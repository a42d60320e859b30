/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Framework handles, each a type of its own, and common constants.
 */
#ifndef VMBKMCL_WINDOWS_WDFTYPES_H
#define VMBKMCL_WINDOWS_WDFTYPES_H

#include "wdm.h"

typedef HANDLE WDFOBJECT, *PWDFOBJECT;
typedef struct WDFDRIVER__ *WDFDRIVER;
typedef struct WDFDEVICE__ *WDFDEVICE;
typedef struct WDFQUEUE__ *WDFQUEUE;
typedef struct WDFREQUEST__ *WDFREQUEST;
typedef struct WDFIOTARGET__ *WDFIOTARGET;
typedef struct WDFWORKITEM__ *WDFWORKITEM;
typedef struct WDFTIMER__ *WDFTIMER;
typedef struct WDFDPC__ *WDFDPC;
typedef struct WDFSPINLOCK__ *WDFSPINLOCK;
typedef struct WDFWAITLOCK__ *WDFWAITLOCK;
typedef struct WDFMEMORY__ *WDFMEMORY;
typedef struct WDFLOOKASIDE__ *WDFLOOKASIDE;
typedef struct WDFCMRESLIST__ *WDFCMRESLIST;
typedef struct WDFFILEOBJECT__ *WDFFILEOBJECT;
typedef struct WDFKEY__ *WDFKEY;
typedef struct WDFSTRING__ *WDFSTRING;
typedef struct WDFCOLLECTION__ *WDFCOLLECTION;

#define WDF_NO_OBJECT_ATTRIBUTES	NULL
#define WDF_NO_HANDLE			NULL
#define WDF_NO_CONTEXT			NULL
#define WDF_NO_EVENT_CALLBACK		NULL

typedef enum _WDF_TRI_STATE {
	WdfFalse = FALSE,
	WdfTrue = TRUE,
	WdfUseDefault = 2
} WDF_TRI_STATE;

typedef PVOID WDFCONTEXT;
typedef struct WDFDEVICE_INIT WDFDEVICE_INIT, *PWDFDEVICE_INIT;

#endif
