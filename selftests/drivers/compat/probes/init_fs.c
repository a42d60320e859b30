// SPDX-License-Identifier: GPL-2.0-only
/* Kernel threads have an empty root, and can borrow the first program's. */
#include <linux/fs_struct.h>

void probe(void);
void probe(void)
{
	scoped_with_init_fs()
		return;
}
