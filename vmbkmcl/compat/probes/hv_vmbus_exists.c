// SPDX-License-Identifier: GPL-2.0-only
/*
 * hv_vmbus_exists() tells whether there is a VMBus (since CONFIG_HYPERV_VMBUS was
 * split from CONFIG_HYPERV).
 */
#include <linux/hyperv.h>

bool probe(void);
bool probe(void)
{
	return hv_vmbus_exists();
}
