/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * outside.h - what is seen of vmbkmcl when nothing happens. Process context.
 */
#ifndef VMBKMCL_OUTSIDE_H
#define VMBKMCL_OUTSIDE_H

#include <linux/types.h>

/* While there is the folder in debugfs. */
int vmbkmcl_outside_init(void);
void vmbkmcl_outside_exit(void);
/* Is this machine a guest of Hyper-V? */
bool vmbkmcl_on_hyperv(void);

#endif /* VMBKMCL_OUTSIDE_H */
