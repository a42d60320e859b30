/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loopback.h - the bus inside one kernel: servers here, clients here.
 *
 * DOC: life of a link
 *
 * A link is what a server's offer is made of. It has two ends, each with a
 * struct vmbkmcl_offer of its own: the server's, given out by ops->offer, and
 * the client's, announced to the core like any other transport's and announced
 * again whenever a client has let go of it.
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
 * for the client: when it closes first, the client's offer is withdrawn.
 *
 * A server that was saved leaves its link parked: the client stays open, with
 * its rings, until the restored server takes the link over, or it closes.
 *
 * DOC: locks, outermost first
 *
 *	loopback_lock	the list of links and the list of watched types
 *	link.lock	a link's state; channel.lock may be taken inside
 *
 *	link.lend_mutex	a link's GPADLs; taken with none of the others held
 *
 * None is held while a call into the core may sleep, and ->signal takes none,
 * since the core rings the bell with locks of its own held. Announcing and
 * withdrawing is done by the link's work item, and only there.
 */
#ifndef VMBKMCL_LOOPBACK_H
#define VMBKMCL_LOOPBACK_H

#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../bus/transport.h"

/* How long a client's open waits for the server's verdict. */
#define LOOPBACK_OPEN_TIMEOUT	(60 * HZ)

/**
 * struct loopback_rings - the two rings of an open link
 * @ref: one for each end that has them
 * @upstream: what the client writes
 * @downstream: what the server writes
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
 * @offer: what the core sees of it
 * @link: constant
 * @is_server: constant
 * @channel: who hears the bell; NULL while closed; written with @bell disabled
 *	or before anybody can ring it
 * @bell: delivers the other end's signals in softirq context
 */
struct loopback_end {
	struct vmbkmcl_offer offer;
	struct loopback_link *link;
	bool is_server;
	struct vmbkmcl_channel *channel;
	struct tasklet_struct bell;
};

/* What a client is doing with its end. */
enum loopback_client {
	LOOPBACK_CLIENT_NONE,		/* nobody has it open */
	LOOPBACK_CLIENT_ASKING,		/* waits for the server's verdict */
	LOOPBACK_CLIENT_OPEN,
	LOOPBACK_CLIENT_CLOSING,	/* waits for the server to let go */
};

/* Values of loopback_link.verdict that are no errno. */
#define LOOPBACK_VERDICT_PENDING	1

/**
 * struct loopback_link - a server's offer
 *
 * @ref: the bus, and each queued @work
 * @node: on loopback_links; loopback_lock
 * @id: tells links apart across a save and restore; constant
 * @server: the server's end
 * @client: the client's end
 * @lock: protects what follows up to @wait; irq-safe
 * @owner: the server's channel while it offers; NULL when parked or revoked
 * @state: what the client is doing
 * @server_open: the server has the rings
 * @attach: a restored server is to take the open client over
 * @attached: it has taken it over; until the server closes
 * @parking: the server was saved: its close is to leave the client open
 * @parked: that has happened
 * @revoked: the server does not offer it any more
 * @lost: the client is to lose its offer
 * @released: the client has let go of its offer
 * @verdict: on the client that asks: LOOPBACK_VERDICT_PENDING, 0 or an errno
 * @rings: of the client that asks or has it open
 * @wait: woken when @verdict or @server_open changes
 * @announced: the core has @client.offer; @work only
 * @work: announces and withdraws
 * @lend_mutex: protects @loans and @next_handle
 * @loans: struct loopback_loan
 * @next_handle: of the next GPADL
 * @loan_returned: woken when the server unmapped a GPADL
 * @mmio: the device's memory window, claimed when mmio.parent is set
 */
struct loopback_link {
	struct kref ref;
	struct list_head node;
	u64 id;
	struct loopback_end server;
	struct loopback_end client;

	spinlock_t lock;
	struct vmbkmcl_channel *owner;
	enum loopback_client state;
	bool server_open;
	bool attach;
	bool attached;
	bool parking;
	bool parked;
	bool revoked;
	bool lost;
	bool released;
	int verdict;
	struct loopback_rings *rings;
	wait_queue_head_t wait;

	bool announced;
	struct work_struct work;

	struct mutex lend_mutex;
	struct list_head loans;
	u32 next_handle;
	wait_queue_head_t loan_returned;

	struct resource mmio;
};

static inline struct loopback_end *loopback_end(struct vmbkmcl_offer *offer)
{
	return container_of(offer, struct loopback_end, offer);
}

/* bus.c */

int vmbkmcl_loopback_init(void);
void vmbkmcl_loopback_exit(void);

/*
 * Server: the next close is to leave the client open, for the server restored
 * with the returned number to take over; 0 when no client is connected.
 * @park false: forget that, but tell the number. Process context.
 */
u64 vmbkmcl_loopback_park(struct vmbkmcl_offer *offer, bool park);

/* Did the server's open take over the rings of a server that was saved? */
bool vmbkmcl_loopback_attached(struct vmbkmcl_offer *offer);

/* Let the link's work item look. Any context. */
void loopback_link_kick(struct loopback_link *link);

/* link.c */

void loopback_link_init(struct loopback_link *link);
/* No bell rings any more. */
void loopback_link_destroy(struct loopback_link *link);
/* Withdraw the offer from the client. Called under link.lock. */
void loopback_link_lose(struct loopback_link *link);

int loopback_open(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		  u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings);
void loopback_opened(struct vmbkmcl_offer *offer, int error);
void loopback_close(struct vmbkmcl_offer *offer);
void loopback_signal(struct vmbkmcl_offer *offer);

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

#endif /* VMBKMCL_LOOPBACK_H */
