// SPDX-License-Identifier: GPL-2.0-only
/* hv_get_isolation_type() names the kind of a confidential virtual machine. */
#include <linux/hyperv.h>
#include <asm/mshyperv.h>

bool probe(void);
bool probe(void)
{
	return hv_get_isolation_type() == HV_ISOLATION_TYPE_VBS;
}
