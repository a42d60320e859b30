// SPDX-License-Identifier: GPL-2.0-only
/* Commands have a header of their own. Since Linux 6.8. */
#include <linux/io_uring.h>
#include <linux/io_uring/cmd.h>
