// SPDX-License-Identifier: GPL-2.0-only
/* An eventfd's counter goes up by one, always. Since 6.8. */
#include <linux/eventfd.h>

void probe(struct eventfd_ctx *context);
void probe(struct eventfd_ctx *context)
{
	eventfd_signal(context);
}
