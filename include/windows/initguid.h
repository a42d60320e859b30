/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One source file of a driver includes this ahead of the headers that use
 * DEFINE_GUID(): it defines the GUIDs, the other files declare them.
 */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
