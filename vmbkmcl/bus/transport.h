/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * transport.h - the interface between the core and a transport.
 *
 * The core owns channels, packets and the ring protocol; a transport (hv_vmbus,
 * the loopback bus) owns the way to a peer. It finds offers, establishes ring
 * memory that both ends can see, signals the peer, and lends memory to the peer
 * (GPADLs). It never looks into a ring.
 */

/**
 * DOC: life of an offer
 *
 *   transport                          core
 *   ---------                          ----
 *   ops->watch(type)          <------  a channel waits for an offer of this type
 *   vmbkmcl_offer_add(offer)  ------>  claimed for a waiting channel, or refused
 *   ops->open(offer, rings)   <------  state worker, process context
 *   vmbkmcl_channel_event()   ------>  the peer signalled, softirq context
 *   ops->signal(offer)        <------  any context
 *   vmbkmcl_offer_remove()    ------>  rescinded: blocks until it is released
 *   ops->close(offer)         <------  state worker
 *   ops->release(offer)       <------  the channel needs it no longer
 *
 * Lock order: a transport may hold its own mutexes when it calls into the core
 * from process context, except in vmbkmcl_offer_remove(), which waits for the
 * owner's callbacks: these may call any of the operations below.
 */
#ifndef VMBKMCL_BUS_TRANSPORT_H
#define VMBKMCL_BUS_TRANSPORT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/uuid.h>

#include "../ring/wire.h"

struct _DEVICE_OBJECT;
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
 * @resumed: a restored server has taken over a client that stayed connected:
 *	the rings are in use
 */
struct vmbkmcl_rings {
	struct vmbus_ring_header *tx;
	void *tx_data;
	u32 tx_size;
	struct vmbus_ring_header *rx;
	void *rx_data;
	u32 rx_size;
	bool resumed;
};

/**
 * enum vmbkmcl_direction - which way external data goes
 * @VMBKMCL_BOTH_WAYS: the peer reads and writes it
 * @VMBKMCL_TO_PEER: it only reads it
 * @VMBKMCL_FROM_PEER: it only writes it
 */
enum vmbkmcl_direction {
	VMBKMCL_BOTH_WAYS,
	VMBKMCL_TO_PEER,
	VMBKMCL_FROM_PEER,
};

/**
 * struct vmbkmcl_gpadl_memory - pages lent to the peer
 * @pages: the pages, in order; the caller keeps them until destroy returned
 * @count: how many
 * @address: the one address at which the kernel uses them all, or NULL
 * @read_only: the peer may only read (kept by loopback; hv_vmbus cannot say it)
 * @handle: set by the transport: the number the peer knows it by
 * @private: the transport's own
 */
struct vmbkmcl_gpadl_memory {
	struct page **pages;
	unsigned int count;
	void *address;
	bool read_only;
	u32 handle;
	void *private;
};

/**
 * struct vmbkmcl_offer_request - what a server wants to be offered as
 * @type: interface type
 * @instance: instance GUID
 * @loopback: offer it to clients of this kernel, not to another partition's
 * @pipe: in pipe mode
 * @force_new: also when the instance is offered already
 * @mmio_low_mb: MMIO space that the server needs, in MiB
 * @mmio_high_mb: MMIO space beyond that, which it can do without, in MiB
 * @resume: the connection that a restored server was saved with, as ops->park
 *	named it; 0: none
 */
struct vmbkmcl_offer_request {
	guid_t type;
	guid_t instance;
	bool loopback;
	bool pipe;
	bool force_new;
	u16 mmio_low_mb;
	u16 mmio_high_mb;
	u64 resume;
};

struct vmbkmcl_transport;

/**
 * typedef vmbkmcl_device_visit - called for a device, maybe under a spinlock
 * @arg: the visitor's own
 * @transport: whose device it is
 * @instance: its instance GUID
 * @holder: the name of the driver that has it, or NULL
 */
typedef void (*vmbkmcl_device_visit)(void *arg, const struct vmbkmcl_transport *transport,
				     const guid_t *instance, const char *holder);

/**
 * struct vmbkmcl_transport_ops - operations of a transport
 *
 * All in process context and may sleep, except @signal, @external_map and
 * @external_unmap. None is called twice at a time for one offer, except these and
 * the GPADL operations.
 *
 * @watch: offers of @type that exist and appear from now on are to be announced
 *	with vmbkmcl_offer_add(). Calls nest. -ENOMEM has the owner told, and it
 *	may try again; after any other error the type is looked for on the other
 *	transports alone.
 * @unwatch: one watch less.
 * @visit: each device of @type that there is, whether it can be had or not.
 * @open: make the channel's rings of @tx_pages and @rx_pages pages (header
 *	page included), connect @channel's events to vmbkmcl_channel_event().
 *	For a server's offer: accept the client that asked, its sizes counting.
 *	0 or an errno; -ENODEV for a client's offer that is withdrawn, for which
 *	vmbkmcl_offer_remove() is called, if it was not yet.
 * @opened: a server's verdict on the client that asked to open: 0, or the
 *	errno that the client gets to see.
 * @close: undo open: no event comes any more when it returns, the ring memory
 *	is gone, and the peer no longer touches memory it was given, as far as
 *	the transport can know. Called after a rescind too.
 * @release: the channel releases the offer. The transport then forgets it, by
 *	vmbkmcl_offer_remove(), but not from in here: that would wait for the
 *	caller.
 * @signal: signal the peer. Any context.
 * @external_map: have the peer reach the memory that @ranges describe, and put the
 *	page numbers by which it does in place of the memory's own. Only for an
 *	offer that maps external data. Any context. -ENOMEM, or -EINVAL for a page
 *	that is not memory.
 * @external_unmap: undo that, with the @ranges that it left. What the peer wrote is in
 *	the memory then if @done. Any context.
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
 *
 * Servers; all NULL in a transport that cannot offer channels, and so @opened,
 * @gpadl_map and @gpadl_unmap:
 *
 * @can_offer: does the transport carry offers like this one?
 * @offer: make @channel known to clients.
 * @revoke: @channel is no longer offered; the offer of a client that is
 *	connected is rescinded.
 * @park: the next close is to leave the client connected, for a restored server
 *	to take over; @park false: it is not. Returns the number of the
 *	connection for &vmbkmcl_offer_request.resume, 0 without a client.
 * @abandon: no restored server will take over that connection: if it waits for one,
 *	the client's offer is rescinded.
 */
struct vmbkmcl_transport_ops {
	int (*watch)(const guid_t *type);
	void (*unwatch)(const guid_t *type);
	void (*visit)(const guid_t *type, vmbkmcl_device_visit visit, void *arg);
	int (*open)(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		    u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings);
	void (*opened)(struct vmbkmcl_offer *offer, int error);
	void (*close)(struct vmbkmcl_offer *offer);
	void (*release)(struct vmbkmcl_offer *offer);
	void (*signal)(struct vmbkmcl_offer *offer);
	int (*external_map)(struct vmbkmcl_offer *offer,
			    struct vmbus_gpa_direct *ranges,
			    enum vmbkmcl_direction direction);
	void (*external_unmap)(struct vmbkmcl_offer *offer,
			       struct vmbus_gpa_direct *ranges,
			       enum vmbkmcl_direction direction, bool done);
	int (*gpadl_create)(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory);
	void (*gpadl_destroy)(struct vmbkmcl_offer *offer,
			      struct vmbkmcl_gpadl_memory *memory);
	int (*gpadl_map)(struct vmbkmcl_offer *offer, u32 handle, bool write,
			 struct page ***pages, unsigned int *count);
	int (*gpadl_unmap)(struct vmbkmcl_offer *offer, u32 handle);
	int (*mmio)(struct vmbkmcl_offer *offer, u64 *address, u64 *size);
	int (*latency)(struct vmbkmcl_offer *offer, u16 latency, u16 *former);
	bool (*can_offer)(const struct vmbkmcl_offer_request *request);
	int (*offer)(struct vmbkmcl_channel *channel,
		     const struct vmbkmcl_offer_request *request,
		     struct vmbkmcl_offer **offer);
	void (*revoke)(struct vmbkmcl_offer *offer,
		       struct vmbkmcl_channel *channel);
	u64 (*park)(struct vmbkmcl_offer *offer, bool park);
	void (*abandon)(u64 connection);
};

/**
 * struct vmbkmcl_transport - a transport
 * @name: "hv" or "loopback", as debugfs shows it
 * @owner: pinned while a channel uses an offer of it
 * @external_in: incoming GPA-direct packets describe memory of this kernel
 * @ops: its operations
 * @node: on the core's list; transports_mutex (offer_watch.c)
 * @bit: which of the transports it is; likewise
 */
struct vmbkmcl_transport {
	const char *name;
	struct module *owner;
	bool external_in;
	const struct vmbkmcl_transport_ops *ops;
	struct list_head node;
	unsigned int bit;
};

/**
 * struct vmbkmcl_offer - one way to one peer, embedded in the transport's own
 *
 * @transport: whose it is; constant
 * @type: interface type; constant
 * @instance: instance GUID; constant
 * @pipe: offered in pipe mode; constant
 * @maps_external: the peer reaches external data only by what ops->external_map has
 *	made of it; constant
 * @dev: the Linux device behind it, or NULL; constant
 * @channel: the channel that claimed it; offers_mutex
 * @life: of the channel, when it claimed the offer; offers_mutex
 * @bound: the device of a struct vmbkmcl_driver, whose channels alone may claim
 *	the offer; NULL when any channel may; offers_mutex
 * @object: the device object of @bound, or NULL; set before a channel can claim the
 *	offer, and kept until the driver's remove has returned
 * @rescinded: by the peer or the transport; offers_mutex, read anywhere
 * @missed: a channel found it withdrawn before it was rescinded; offers_mutex
 * @node: on the registry; offers_mutex
 */
struct vmbkmcl_offer {
	const struct vmbkmcl_transport *transport;
	guid_t type;
	guid_t instance;
	bool pipe;
	bool maps_external;
	struct device *dev;
	struct vmbkmcl_channel *channel;
	u32 life;
	struct vmbkmcl_driver_device *bound;
	struct _DEVICE_OBJECT *object;
	bool rescinded;
	bool missed;
	struct list_head node;
};

/*
 * A wait that has no limit is reported after so many seconds, and again after
 * twice as many each time, up to ten minutes.
 */
#define VMBKMCL_REPORT_AFTER	10

static inline unsigned int vmbkmcl_report_again(unsigned int seconds)
{
	return seconds < 300 ? 2 * seconds : 600;
}

/* Process context, may sleep. */
int vmbkmcl_transport_register(struct vmbkmcl_transport *transport);
void vmbkmcl_transport_unregister(struct vmbkmcl_transport *transport);

/*
 * Announce an offer. 0 when a waiting channel or a registered driver took it;
 * -ENODEV when none did: then it is not kept, and the transport leaves the device
 * to others. Process context.
 */
int vmbkmcl_offer_add(struct vmbkmcl_offer *offer);

/*
 * Would an offer be taken now? No promise, but it saves a transport announcing
 * offers that no channel waits for. Process context.
 */
bool vmbkmcl_offer_is_awaited(const guid_t *type, const guid_t *instance);

/*
 * The offer is rescinded, or the transport forgets it after release. Blocks
 * until the channel has closed and released it. Process context.
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

/*
 * The peer offered a subchannel of an open channel. KMCL has none, so all that
 * becomes of it is a count and a line in the log. Any context.
 */
void vmbkmcl_channel_subchannel(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_BUS_TRANSPORT_H */
