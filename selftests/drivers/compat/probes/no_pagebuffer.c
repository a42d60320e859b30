// SPDX-License-Identifier: GPL-2.0-only
/* No header declares vmbus_sendpacket_pagebuffer(): it may be declared as something else. */
#include <linux/hyperv.h>

extern char vmbus_sendpacket_pagebuffer;
