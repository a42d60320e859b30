// SPDX-License-Identifier: GPL-2.0-only
/* io_uring can hand commands to a file. Since "fs,io_uring: add infrastructure", 5.19. */
#include <linux/fs.h>

struct file_operations probe = { .uring_cmd = NULL };
