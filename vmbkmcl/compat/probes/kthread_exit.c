// SPDX-License-Identifier: GPL-2.0-only
/* module_put_and_kthread_exit() replaces module_put_and_exit() (5.17, cead18552660). */
#include <linux/module.h>

void probe(void);
void probe(void)
{
	module_put_and_kthread_exit(0);
}
