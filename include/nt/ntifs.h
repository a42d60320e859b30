/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_NT_NTIFS_H
#define VMBKMCL_NT_NTIFS_H

#include "ntddk.h"

#endif
