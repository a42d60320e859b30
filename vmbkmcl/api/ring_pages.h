/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring_pages.h - choose the sizes of a client's rings. Process context.
 */
#ifndef VMBKMCL_API_RING_PAGES_H
#define VMBKMCL_API_RING_PAGES_H

#include "../core/channel.h"

/* Set config.rx_pages and config.tx_pages, for an Enable, with config_mutex held. */
void vmbkmcl_ring_pages_choose(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_API_RING_PAGES_H */
