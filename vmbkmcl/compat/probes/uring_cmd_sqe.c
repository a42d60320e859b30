// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command has its argument in its submission entry. Since Linux 6.5; the header of
 * its own came later.
 */
#include <linux/io_uring.h>
#if __has_include(<linux/io_uring/cmd.h>)
#include <linux/io_uring/cmd.h>
#endif

const void *probe(const struct io_uring_cmd *command);
const void *probe(const struct io_uring_cmd *command)
{
	return command->sqe->cmd;
}
