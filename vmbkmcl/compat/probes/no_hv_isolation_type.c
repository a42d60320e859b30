// SPDX-License-Identifier: GPL-2.0-only
/* No header has the kinds, as before there were any, or for arm64: the name is free. */
#include <linux/hyperv.h>
#include <asm/mshyperv.h>

extern char HV_ISOLATION_TYPE_VBS;
