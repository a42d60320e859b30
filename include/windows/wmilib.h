/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_WINDOWS_WMILIB_H
#define VMBKMCL_WINDOWS_WMILIB_H

#include "wmistr.h"

#endif
