// SPDX-License-Identifier: GPL-2.0-only
/* A command has a header of its own, and its argument in its submission entry. */
#include <linux/io_uring/cmd.h>

const void *probe(const struct io_uring_cmd *command);
const void *probe(const struct io_uring_cmd *command)
{
	return command->sqe->cmd;
}
