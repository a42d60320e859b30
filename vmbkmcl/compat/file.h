/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * file.h - a kernel thread opens a file by its name.
 */
#ifndef VMBKMCL_COMPAT_FILE_H
#define VMBKMCL_COMPAT_FILE_H

#include <linux/fs.h>
#include <linux/fs_struct.h>

/*
 * In the first program's tree, whose root kernel threads had too until they got an
 * empty one. For a kernel thread.
 */
static inline struct file *vmbkmcl_compat_open(const char *path, int flags, umode_t mode)
{
#ifdef VMBKMCL_HAVE_INIT_FS
	scoped_with_init_fs()
		return filp_open(path, flags, mode);
#endif
	return filp_open(path, flags, mode);
}

#endif
