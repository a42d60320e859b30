// SPDX-License-Identifier: GPL-2.0-only
/* There are no commands, which came with long entries, or they have no such member. */
#include <linux/io_uring.h>
#include <uapi/linux/io_uring.h>
#if __has_include(<linux/io_uring/cmd.h>)
#include <linux/io_uring/cmd.h>
#endif

#ifdef IORING_SETUP_SQE128
struct probe {
	struct io_uring_cmd;
	int sqe;
};
#endif
