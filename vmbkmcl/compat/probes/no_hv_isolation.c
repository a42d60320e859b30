// SPDX-License-Identifier: GPL-2.0-only
/* No header declares hv_is_isolation_supported(): it may be declared as something else. */
#include <linux/hyperv.h>
#include <asm/mshyperv.h>

extern char hv_is_isolation_supported;
