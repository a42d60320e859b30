/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_WINDOWS_NTDDK_H
#define VMBKMCL_WINDOWS_NTDDK_H

#include "wdm.h"

#endif
