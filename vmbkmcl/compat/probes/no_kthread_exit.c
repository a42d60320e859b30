// SPDX-License-Identifier: GPL-2.0-only
/* module_put_and_exit() is there, which is a macro. */
#include <linux/module.h>

void probe(void);
void probe(void)
{
	module_put_and_exit(0);
}
