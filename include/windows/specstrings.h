/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_WINDOWS_SPECSTRINGS_H
#define VMBKMCL_WINDOWS_SPECSTRINGS_H

#include "sal.h"

#endif
