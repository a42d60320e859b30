// SPDX-License-Identifier: GPL-2.0-only
/* No header declares userspace_init_fs: it may be declared as something else. */
#include <linux/fs_struct.h>

extern char userspace_init_fs;
