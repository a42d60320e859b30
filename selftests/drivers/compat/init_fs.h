/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init_fs.h - a kernel thread uses names of files.
 */
#ifndef SELFTESTS_COMPAT_INIT_FS_H
#define SELFTESTS_COMPAT_INIT_FS_H

#include <linux/fs_struct.h>

/*
 * In the statement that follows, a kernel thread sees the first program's files. Those
 * of some kernels always do, and those of others have an empty root.
 */
#ifdef VMBKMCL_HAVE_INIT_FS
#define compat_with_init_fs()	scoped_with_init_fs()
#else
#define compat_with_init_fs()
#endif

#endif /* SELFTESTS_COMPAT_INIT_FS_H */
