// SPDX-License-Identifier: GPL-2.0-only
/* struct file_operations has no member uring_cmd: another of that name is no error. */
#include <linux/fs.h>

struct probe {
	struct file_operations;
	int uring_cmd;
};
