/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of user space, as kernels differ about them.
 */
#ifndef VMBKMCL_COMPAT_EVENTFD_H
#define VMBKMCL_COMPAT_EVENTFD_H

#include <linux/eventfd.h>

/* Add one to an eventfd's counter. */
static inline void vmbkmcl_compat_eventfd_signal(struct eventfd_ctx *context)
{
#ifdef VMBKMCL_HAVE_EVENTFD_SIGNAL_ONE
	eventfd_signal(context);
#else
	eventfd_signal(context, 1);
#endif
}

#endif
