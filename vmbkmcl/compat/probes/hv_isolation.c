// SPDX-License-Identifier: GPL-2.0-only
/* hv_is_isolation_supported() tells a confidential virtual machine. */
#include <linux/hyperv.h>
#include <asm/mshyperv.h>

bool probe(void);
bool probe(void)
{
	return hv_is_isolation_supported();
}
