// SPDX-License-Identifier: GPL-2.0-only
/* How much an eventfd's counter goes up is an argument. */
#include <linux/eventfd.h>

void probe(struct eventfd_ctx *context);
void probe(struct eventfd_ctx *context)
{
	eventfd_signal(context, 1);
}
