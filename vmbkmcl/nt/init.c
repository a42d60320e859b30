// SPDX-License-Identifier: GPL-2.0-only
/*
 * init.c - the porting layer comes and goes with the module.
 */
#include "nt.h"

int vmbkmcl_nt_init(void)
{
	return 0;
}

void vmbkmcl_nt_exit(void)
{
	vmbkmcl_mdl_exit();
	vmbkmcl_pool_exit();
}
