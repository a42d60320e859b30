/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * transport.h - what carries channels: hv_vmbus, or the loopback bus.
 *
 * The core owns channels, packets and the ring protocol; a transport owns the
 * way to a peer. It finds offers, establishes ring memory both ends can see,
 * rings the peer's bell, and lends memory to the peer (GPADLs). It never looks
 * into a ring.
 *
 * DOC: life of an offer
 *
 *   transport                          core
 *   ---------                          ----
 *   ops->watch(type)          <------  a channel wants an offer of this type
 *   vmbkmcl_offer_add(offer)  ------>  claimed for a waiting channel, or refused
 *   ops->open(offer, rings)   <------  state worker, process context
 *   vmbkmcl_channel_event()   ------>  the peer signalled, softirq context
 *   ops->signal(offer)        <------  any context
 *   vmbkmcl_offer_remove()    ------>  withdrawn: blocks until the channel let go
 *   ops->close(offer)         <------  state worker
 *   ops->release(offer)       <------  not wanted any longer
 *
 * Lock order: a transport may hold its own mutexes when it calls into the core
 * from process context, except in vmbkmcl_offer_remove(), which waits for the
 * owner's callbacks: these may call any of the operations below.
 */
#ifndef VMBKMCL_TRANSPORT_H
#define VMBKMCL_TRANSPORT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/uuid.h>

#include "../ring/wire.h"

struct device;
struct module;
struct page;
struct vmbkmcl_channel;
struct vmbkmcl_driver_device;
struct vmbkmcl_offer;

/**
 * struct vmbkmcl_rings - the two rings of an open channel
 * @tx: header page of the ring we write
 * @tx_data: its data, mapped twice in a row so that no packet wraps
 * @tx_size: bytes of data, a multiple of the page size
 * @rx: header page of the ring we read
 * @rx_data: its data, mapped twice in a row
 * @rx_size: bytes of data
 */
struct vmbkmcl_rings {
	struct vmbus_ring_header *tx;
	void *tx_data;
	u32 tx_size;
	struct vmbus_ring_header *rx;
	void *rx_data;
	u32 rx_size;
};

/**
 * struct vmbkmcl_gpadl_memory - pages lent to the peer
 * @pages: the pages, in order; the caller keeps them until destroy returned
 * @count: how many
 * @read_only: the peer may only read (kept by loopback; hv_vmbus cannot say it)
 * @handle: set by the transport: the number the peer knows it by
 * @private: the transport's own
 */
struct vmbkmcl_gpadl_memory {
	struct page **pages;
	unsigned int count;
	bool read_only;
	u32 handle;
	void *private;
};

/**
 * struct vmbkmcl_transport_ops - operations of a transport
 *
 * All in process context and may sleep, except @signal. None is called twice
 * at a time for one offer, except @signal and the GPADL operations.
 *
 * @watch: somebody wants an offer of @type; offers that exist and appear from
 *	now on are to be announced with vmbkmcl_offer_add(). Calls nest.
 * @unwatch: one watch less.
 * @open: make the channel's rings of @tx_pages and @rx_pages pages (header
 *	page included), connect @channel's events to vmbkmcl_channel_event().
 *	For a server's offer: accept the client that asked, its sizes counting.
 *	0 or an errno.
 * @opened: a server's verdict on the client that asked to open: 0, or the
 *	errno that the client gets to see. NULL where there are no servers.
 * @close: undo open: no event comes any more when it returns, the ring memory
 *	is gone, and the peer no longer touches memory it was given, as far as
 *	the transport can know. Called after a withdrawal too.
 * @release: the channel is letting go of the offer. The transport then forgets
 *	it, by vmbkmcl_offer_remove(), but not from in here: that would wait for
 *	the caller.
 * @signal: ring the peer's bell. Any context.
 * @gpadl_create: lend memory to the peer; on return the peer can use it.
 * @gpadl_destroy: take it back; blocks while the peer has it mapped.
 * @gpadl_map: server: the client's pages behind a handle, for reading or
 *	writing. -ENOENT, -EBUSY (mapped already), -EACCES (read-only).
 * @gpadl_unmap: server: undo gpadl_map. -ENOENT when it is not mapped.
 * @mmio: the device's memory window. -ENXIO when it has none, -ENOTCONN when
 *	the rings are closed already.
 * @latency: set the monitored-notification latency to @latency, in 100 ns
 *	units, and report the former. -EOPNOTSUPP when that cannot be done.
 *	Called with channel.lock held.
 * @offer: server: make @channel known to clients. -EOPNOTSUPP where a
 *	transport cannot offer.
 * @revoke: server: withdraw it; a client that is connected loses its offer.
 */
struct vmbkmcl_transport_ops {
	int (*watch)(const guid_t *type);
	void (*unwatch)(const guid_t *type);
	int (*open)(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		    u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings);
	void (*opened)(struct vmbkmcl_offer *offer, int error);
	void (*close)(struct vmbkmcl_offer *offer);
	void (*release)(struct vmbkmcl_offer *offer);
	void (*signal)(struct vmbkmcl_offer *offer);
	int (*gpadl_create)(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory);
	void (*gpadl_destroy)(struct vmbkmcl_offer *offer,
			      struct vmbkmcl_gpadl_memory *memory);
	int (*gpadl_map)(struct vmbkmcl_offer *offer, u32 handle, bool write,
			 struct page ***pages, unsigned int *count);
	int (*gpadl_unmap)(struct vmbkmcl_offer *offer, u32 handle);
	int (*mmio)(struct vmbkmcl_offer *offer, u64 *address, u64 *size);
	int (*latency)(struct vmbkmcl_offer *offer, u16 latency, u16 *former);
	int (*offer)(struct vmbkmcl_channel *channel, struct vmbkmcl_offer **offer);
	void (*revoke)(struct vmbkmcl_offer *offer);
};

/**
 * struct vmbkmcl_transport - a transport
 * @name: "hv" or "loopback", as debugfs shows it
 * @owner: pinned while a channel uses an offer of it
 * @external_in: incoming GPA-direct packets describe memory of this kernel
 * @ops: its operations
 * @node: on the core's list; offers_mutex
 */
struct vmbkmcl_transport {
	const char *name;
	struct module *owner;
	bool external_in;
	const struct vmbkmcl_transport_ops *ops;
	struct list_head node;
};

/**
 * struct vmbkmcl_offer - one way to one peer, embedded in the transport's own
 *
 * @transport: whose it is; constant
 * @type: interface type; constant
 * @instance: instance GUID; constant
 * @pipe: offered in pipe mode; constant
 * @dev: the Linux device behind it, or NULL; constant
 * @channel: the channel that claimed it; offers_mutex
 * @pnp: bound to a struct vmbkmcl_driver, whose channels alone may claim it;
 *	NULL when it is anybody's; offers_mutex
 * @gone: withdrawn by the peer or the transport; offers_mutex, read anywhere
 * @node: on the registry; offers_mutex
 */
struct vmbkmcl_offer {
	const struct vmbkmcl_transport *transport;
	guid_t type;
	guid_t instance;
	bool pipe;
	struct device *dev;
	struct vmbkmcl_channel *channel;
	struct vmbkmcl_driver_device *pnp;
	bool gone;
	struct list_head node;
};

/* Process context, may sleep. */
int vmbkmcl_transport_register(struct vmbkmcl_transport *transport);
void vmbkmcl_transport_unregister(struct vmbkmcl_transport *transport);

/*
 * Announce an offer. 0 when a waiting channel or a registered driver took it;
 * -ENODEV when nobody wants it: then it is not kept, and the transport leaves
 * the device to others. Process context.
 */
int vmbkmcl_offer_add(struct vmbkmcl_offer *offer);

/*
 * Would an offer be taken now? No promise, but it saves a transport announcing
 * offers that nobody waits for. Process context.
 */
bool vmbkmcl_offer_wanted(const guid_t *type, const guid_t *instance);

/*
 * The offer is withdrawn, or the transport forgets it after release. Blocks
 * until the channel has closed and let go. Process context.
 */
void vmbkmcl_offer_remove(struct vmbkmcl_offer *offer);

/*
 * The peer signalled: new packets, room, or nothing at all. Softirq context;
 * @channel is the struct vmbkmcl_channel, void so that it fits hv_vmbus's
 * callback. Cheap when there is nothing to do.
 */
void vmbkmcl_channel_event(void *channel);

/*
 * Server: a client asks to open the offered channel, or the client that had
 * opened it closed it. The state worker does what follows. Any context.
 */
void vmbkmcl_channel_peer_opens(struct vmbkmcl_channel *channel);
void vmbkmcl_channel_peer_closed(struct vmbkmcl_channel *channel);

/* What an offer is made from, for transports that have servers. */
const guid_t *vmbkmcl_channel_type(const struct vmbkmcl_channel *channel);
const guid_t *vmbkmcl_channel_instance(const struct vmbkmcl_channel *channel);
u32 vmbkmcl_channel_server_flags(const struct vmbkmcl_channel *channel);
void vmbkmcl_channel_server_mmio(const struct vmbkmcl_channel *channel,
				 u16 *low_mb, u16 *high_mb);

#endif /* VMBKMCL_TRANSPORT_H */
