// SPDX-License-Identifier: GPL-2.0-only
/*
 * raise.c - what raises an exception on Windows.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <linux/sched.h>

#include "nt.h"

void vmbkmcl_raise(NTSTATUS status)
{
	pr_warn_ratelimited("%s: a driver does not handle the exception %#x\n",
			    current->comm, status);
}
