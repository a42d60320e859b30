/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uring.h - where kernels differ in the commands that io_uring hands to a file.
 */
#ifndef VMBKMCL_COMPAT_URING_H
#define VMBKMCL_COMPAT_URING_H

#include <linux/fs.h>

#ifdef VMBKMCL_HAVE_URING_CMD

#include <linux/io_uring.h>
#ifdef VMBKMCL_HAVE_URING_CMD_HEADER
#include <linux/io_uring/cmd.h>
#endif

#ifdef VMBKMCL_HAVE_URING_CMD_SQE
#define VMBKMCL_COMPAT_URING_ARGUMENT(command)	((command)->sqe->cmd)
#else
#define VMBKMCL_COMPAT_URING_ARGUMENT(command)	((command)->cmd)
#endif

/*
 * Has @fops call @function, an ioctl's, for such a command too. It may wait, so
 * io_uring is told to call again from a thread of its own.
 */
#define VMBKMCL_COMPAT_URING_COMMAND(name, function)			\
	static int name##_command(struct io_uring_cmd *command, unsigned int flags) \
	{								\
		const void *argument = VMBKMCL_COMPAT_URING_ARGUMENT(command); \
									\
		if (flags & IO_URING_F_NONBLOCK)			\
			return -EAGAIN;					\
		return function(command->file, command->cmd_op,		\
				READ_ONCE(*(const u64 *)argument));	\
	}								\
	static void name(struct file_operations *fops)			\
	{								\
		fops->uring_cmd = name##_command;			\
	}
#else
#define VMBKMCL_COMPAT_URING_COMMAND(name, function)			\
	static void name(struct file_operations *fops)			\
	{								\
	}
#endif

#endif
