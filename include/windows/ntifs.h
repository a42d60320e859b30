/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_WINDOWS_NTIFS_H
#define VMBKMCL_WINDOWS_NTIFS_H

#include "ntddk.h"

#endif
