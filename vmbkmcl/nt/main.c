// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - bringing the porting layer up and down.
 */
#include "nt.h"

int vmbkmcl_nt_init(void)
{
	int error = vmbkmcl_dpc_init();

	if (!error)
		error = vmbkmcl_work_init();
	return error;
}

void vmbkmcl_nt_exit(void)
{
	vmbkmcl_dpc_exit();
	vmbkmcl_work_exit();
	vmbkmcl_handle_exit();
	vmbkmcl_mdl_exit();
	vmbkmcl_pool_exit();
}
