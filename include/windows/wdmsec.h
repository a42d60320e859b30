/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_WINDOWS_WDMSEC_H
#define VMBKMCL_WINDOWS_WDMSEC_H

#include <vmbkmcl/nt/security.h>

#endif
