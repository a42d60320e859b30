/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loopback.h - the bus inside one kernel, which has the servers and their clients.
 */

/**
 * DOC: life of a link
 *
 * A link is made for a server that offers itself. It has two ends, each with a
 * struct vmbkmcl_offer of its own: the server's, given out by ops->offer, and
 * the client's, announced to the core like any other transport's and announced
 * again whenever a client has released it.
 *
 *	client's worker                       server's worker
 *	---------------                       ---------------
 *	open: rings, ASKING, peer_opens  -->  open: takes the same rings
 *	  waits for the verdict               EvtChannelOpened
 *	OPEN                             <--  opened(0)
 *	close: CLOSING, peer_closed      -->  suspends: its owner returns packets
 *	  waits                          <--  close
 *	NONE
 *
 * The client waits in close because a server's owner may be reading the
 * client's pages until it has returned every packet. The server never waits
 * for the client: when it closes first, the client's offer is rescinded.
 *
 * A server that was saved leaves its link parked: the client stays open, with
 * its rings, until the restored server takes the link over, or it closes.
 */

/**
 * DOC: locks, outermost first
 *
 *	loopback_lock	the list of links and the list of watched types
 *	link.lock	a link's state; the core's tx.lock is taken inside
 *
 *	link.lend_mutex	a link's GPADLs; taken with none of the others held
 *
 * None of them is held in a call of the core that may sleep. ops->signal takes none:
 * it is called in any context, and may run the other end's event. A client's offer is
 * announced and removed by the link's work item, and only there.
 */
#ifndef VMBKMCL_LOOPBACK_LOOPBACK_H
#define VMBKMCL_LOOPBACK_LOOPBACK_H

#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../bus/transport.h"

/*
 * How long a client's open waits for the server's verdict. It then fails; but a server that
 * has taken the client's rings has to give them up first.
 */
#define LOOPBACK_OPEN_TIMEOUT	(60 * HZ)

/**
 * struct loopback_rings - the two rings of an open link; constant but for @ref
 * @ref: one for each end that has them
 * @upstream: the ring that the client writes
 * @downstream: the ring that the server writes
 */
struct loopback_rings {
	struct kref ref;
	struct loopback_ring {
		struct page **pages;	/* header, data, and the data again */
		u32 data_pages;
		void *address;		/* all of @pages, mapped in a row */
	} upstream, downstream;
};

struct loopback_rings *loopback_rings_alloc(u32 upstream_pages,
					    u32 downstream_pages);
void loopback_rings_get(struct loopback_rings *rings);
void loopback_rings_put(struct loopback_rings *rings);
void loopback_rings_describe(const struct loopback_rings *rings, bool server,
			     struct vmbkmcl_rings *out);

/**
 * struct loopback_end - one end of a link
 * @offer: the offer as the core knows it. A client's is filled in by link.work while the
 *	core does not have it, and then as struct vmbkmcl_offer says
 * @link: constant
 * @is_server: constant
 * @channel: the channel that gets the other end's signals; NULL while closed; set under
 *	link.lock, cleared before a wait for RCU readers, read anywhere
 * @bell: delivers the other end's signals that are made where softirqs are disabled
 */
struct loopback_end {
	struct vmbkmcl_offer offer;
	struct loopback_link *link;
	bool is_server;
	struct vmbkmcl_channel *channel;
	struct tasklet_struct bell;
};

/**
 * enum loopback_server - the state of the server's end of a link
 * @LOOPBACK_SERVER_OFFERED: the server offers itself, and has no client
 * @LOOPBACK_SERVER_RESUMING: the server was restored, and is about to take over
 *	the client that is connected
 * @LOOPBACK_SERVER_OPEN: the server has the client's rings
 * @LOOPBACK_SERVER_SAVED: the server has the client's rings and was saved: its
 *	close leaves the client connected
 * @LOOPBACK_SERVER_PARKED: the server that was saved has closed; the client waits
 *	for the restored one
 * @LOOPBACK_SERVER_GONE: the server does not offer itself any more
 */
enum loopback_server {
	LOOPBACK_SERVER_OFFERED,
	LOOPBACK_SERVER_RESUMING,
	LOOPBACK_SERVER_OPEN,
	LOOPBACK_SERVER_SAVED,
	LOOPBACK_SERVER_PARKED,
	LOOPBACK_SERVER_GONE,
};

/**
 * enum loopback_client - the state of the client's end of a link
 * @LOOPBACK_CLIENT_NONE: no client has it open
 * @LOOPBACK_CLIENT_ASKING: the client waits for the server's verdict
 * @LOOPBACK_CLIENT_OPEN: the client is connected
 * @LOOPBACK_CLIENT_CLOSING: the client waits for the server to release its rings
 */
enum loopback_client {
	LOOPBACK_CLIENT_NONE,
	LOOPBACK_CLIENT_ASKING,
	LOOPBACK_CLIENT_OPEN,
	LOOPBACK_CLIENT_CLOSING,
};

/**
 * enum loopback_offer - whether the core has the client's offer
 * @LOOPBACK_OFFER_NONE: it does not
 * @LOOPBACK_OFFER_ANNOUNCED: it does
 * @LOOPBACK_OFFER_ENDING: it does, and link.work is to remove the offer, because the
 *	server has closed or the client has released it
 */
enum loopback_offer {
	LOOPBACK_OFFER_NONE,
	LOOPBACK_OFFER_ANNOUNCED,
	LOOPBACK_OFFER_ENDING,
};

/* Values of loopback_link.verdict that are no errno. */
#define LOOPBACK_VERDICT_PENDING	1

/**
 * struct loopback_link - a server's offer
 *
 * @ref: one of loopback_links, one of the server that offers, one of @work while queued
 * @node: on loopback_links; loopback_lock
 * @id: number by which a restored server finds the link; constant
 * @server: the server's end
 * @client: the client's end
 * @lock: protects what follows up to @wait; irq-safe
 * @owner: the server's channel; NULL when parked or gone
 * @server_state: see enum loopback_server
 * @client_state: see enum loopback_client
 * @offer_state: see enum loopback_offer
 * @verdict: the server's, on the client that asks: LOOPBACK_VERDICT_PENDING, 0 or an
 *	errno
 * @rings: of the client that asks or has it open
 * @wait: woken when @verdict or @server_state changes
 * @work: announces and removes the client's offer
 * @lend_mutex: protects @loans and @next_handle
 * @loans: struct loopback_loan
 * @next_handle: of the next GPADL
 * @loan_returned: woken when the server unmapped a GPADL
 * @mmio: the device's memory window, claimed if mmio.parent is set; constant
 */
struct loopback_link {
	struct kref ref;
	struct list_head node;
	u64 id;
	struct loopback_end server;
	struct loopback_end client;

	spinlock_t lock;
	struct vmbkmcl_channel *owner;
	enum loopback_server server_state;
	enum loopback_client client_state;
	enum loopback_offer offer_state;
	int verdict;
	struct loopback_rings *rings;
	wait_queue_head_t wait;

	struct work_struct work;

	struct mutex lend_mutex;
	struct list_head loans;
	u32 next_handle;
	wait_queue_head_t loan_returned;

	struct resource mmio;
};

/* Does the server have the client's rings? */
static inline bool loopback_server_has_rings(const struct loopback_link *link)
{
	enum loopback_server state = READ_ONCE(link->server_state);

	return state == LOOPBACK_SERVER_OPEN || state == LOOPBACK_SERVER_SAVED;
}

/* Is there a client that asks, or is connected? */
static inline bool loopback_has_client(const struct loopback_link *link)
{
	return link->client_state == LOOPBACK_CLIENT_ASKING ||
	       link->client_state == LOOPBACK_CLIENT_OPEN;
}

static inline struct loopback_end *loopback_end(struct vmbkmcl_offer *offer)
{
	return container_of(offer, struct loopback_end, offer);
}

/* bus.c */

int vmbkmcl_loopback_init(void);
void vmbkmcl_loopback_exit(void);

/* Queue the link's work item. Any context. */
void loopback_link_kick(struct loopback_link *link);

/* link.c */

void loopback_link_init(struct loopback_link *link);
/* No signal is delivered any more. */
void loopback_link_destroy(struct loopback_link *link);
/* Rescind the client's offer. Called under link.lock. */
void loopback_link_rescind(struct loopback_link *link);

int loopback_open(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		  u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings);
void loopback_opened(struct vmbkmcl_offer *offer, int error);
void loopback_close(struct vmbkmcl_offer *offer);
void loopback_signal(struct vmbkmcl_offer *offer, bool here);
u64 loopback_park(struct vmbkmcl_offer *offer, bool park);

/* gpadl.c */

void loopback_lend_init(struct loopback_link *link);
int loopback_gpadl_create(struct vmbkmcl_offer *offer,
			  struct vmbkmcl_gpadl_memory *memory);
void loopback_gpadl_destroy(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory);
int loopback_gpadl_map(struct vmbkmcl_offer *offer, u32 handle, bool write,
		       struct page ***pages, unsigned int *count);
int loopback_gpadl_unmap(struct vmbkmcl_offer *offer, u32 handle);

/* mmio.c */

/* -EBUSY when not even @needed_mb can be had. */
int loopback_window_claim(struct loopback_link *link, u16 needed_mb,
			  u16 optional_mb);
void loopback_window_release(struct loopback_link *link);
int loopback_mmio(struct vmbkmcl_offer *offer, u64 *address, u64 *size);

#endif /* VMBKMCL_LOOPBACK_LOOPBACK_H */
