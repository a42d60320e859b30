// SPDX-License-Identifier: GPL-2.0-only
/* No header declares hv_vmbus_exists(): it may be declared as something else. */
#include <linux/hyperv.h>

extern char hv_vmbus_exists;
