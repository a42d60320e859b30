/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Included by exactly one source file of a driver, ahead of the headers that
 * say DEFINE_GUID(): there the GUIDs are defined, everywhere else declared.
 */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
