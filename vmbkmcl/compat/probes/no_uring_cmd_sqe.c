// SPDX-License-Identifier: GPL-2.0-only
/* Commands have no header of their own. */
#if __has_include(<linux/io_uring/cmd.h>)
#error "they have"
#endif
