// SPDX-License-Identifier: GPL-2.0-only
/* There is no such header. */
#if __has_include(<linux/io_uring/cmd.h>)
#error "there is"
#endif
