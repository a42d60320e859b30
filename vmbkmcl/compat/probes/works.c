// SPDX-License-Identifier: GPL-2.0-only
/* Compiles everywhere: if this one does not, no probe tells anything. */
#include <linux/module.h>

int probe(void);
int probe(void)
{
	return PAGE_SIZE != 0;
}
