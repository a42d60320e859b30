/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_NT_SPECSTRINGS_H
#define VMBKMCL_NT_SPECSTRINGS_H

#include "sal.h"

#endif
