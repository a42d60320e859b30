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
 *   vmbkmcl_channel_event()   ------>  the peer signalled, softirqs off
 *   ops->signal(offer, here)  <------  any context
 *   vmbkmcl_offer_remove()    ------>  rescinded: blocks until it is released
 *   ops->close(offer)         <------  state worker, or a sender that waits
 *   ops->release(offer)       <------  the channel releases it, not rescinded
 *
 * Lock order: a transport may hold its own mutexes when it calls a function below from
 * process context, except vmbkmcl_offer_remove(). That waits for callbacks of the
 * channel's owner, in which the core may call any of the operations.
 */
#ifndef VMBKMCL_BUS_TRANSPORT_H
#define VMBKMCL_BUS_TRANSPORT_H

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/uuid.h>
#include <linux/wait.h>

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
 * @pages: the pages, in order; the caller keeps them until ops->gpadl_destroy returns
 * @count: how many
 * @address: the one address at which the kernel uses them all, or NULL
 * @read_only: the peer may only read; loopback enforces it, hv_vmbus cannot tell the host
 * @handle: set by the transport: the number by which the peer knows the GPADL
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
 * struct vmbkmcl_offer_request - how a server is to be offered
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
 * typedef vmbkmcl_device_visit - called for a device, perhaps with a spinlock held
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
 * All are called in process context and may sleep, except @signal, @external_map,
 * @external_unmap and @latency. None is called twice at a time for one offer, except
 * these, the GPADL operations and @mmio.
 *
 * @watch: offers of @type that exist and appear from now on are to be announced
 *	with vmbkmcl_offer_add(). Calls nest. -ENOMEM: the core tells the channel's
 *	owner or the driver, which may try again; after any other error the core
 *	watches the type on the other transports alone.
 * @unwatch: undo one @watch.
 * @forget: a channel that had devices of @type looked for is gone. If that was the last
 *	one (vmbkmcl_type_is_kept()) and nothing watches the type, others may have the
 *	devices. Optional.
 * @visit: call @visit for each device of @type, whether it is free or not.
 * @open: make the channel's rings of @tx_pages and @rx_pages pages (header
 *	page included), connect @channel's events to vmbkmcl_channel_event().
 *	For a server's offer: accept the client that asked, with the sizes that it
 *	chose. 0 or an errno. -ENODEV: a client's offer is rescinded; the transport
 *	calls vmbkmcl_offer_remove() for it, if it has not done so yet.
 * @opened: a server's verdict on the client that asked to open: 0, or the
 *	errno that the client gets to see.
 * @close: undo open: no event comes any more when it returns, the ring memory
 *	is freed, and the peer no longer uses memory that external data or the rings
 *	gave it, as far as the transport can know. Called after a rescind too.
 * @release: a channel releases an offer that is not rescinded, or the driver that the
 *	offer is bound to is unregistered. The transport calls vmbkmcl_offer_remove(),
 *	but from another context: that waits for the caller of @release.
 * @signal: signal the peer. Any context. @here: softirqs are off because of the send
 *	alone, and no lock is held, so that the peer may be called at once.
 * @external_map: make the memory that @ranges describe accessible to the peer, and
 *	replace its page numbers by those that the peer is to use. Only for an offer
 *	with maps_external. Any context. -ENOMEM, or -EINVAL for a page that is not
 *	memory.
 * @external_unmap: undo that; @ranges are as @external_map left them. With @done, what
 *	the peer has written is in the memory on return. Any context.
 * @gpadl_create: lend memory to the peer; on return the peer can use it.
 * @gpadl_destroy: take lent memory back; blocks while the peer has it mapped.
 * @gpadl_map: server: the client's pages behind a handle, for reading or
 *	writing. -ENOENT, -EBUSY (mapped already), -EACCES (read-only).
 * @gpadl_unmap: server: undo gpadl_map. -ENOENT when it is not mapped.
 * @mmio: the device's memory window. -ENXIO when it has none, -ENOTCONN when
 *	the rings are closed already.
 * @latency: set the monitored-notification latency to @latency, in 100 ns
 *	units, and return the former one. -EOPNOTSUPP when that cannot be done. Only
 *	between @open and @close.
 *	Must not sleep: called with channel.lock, a spinlock, held.
 *
 * Servers; all NULL in a transport that cannot offer channels, and so @opened,
 * @gpadl_map and @gpadl_unmap:
 *
 * @can_offer: can the transport carry out such a request?
 * @offer: offer @channel to clients.
 * @revoke: @channel is no longer offered; the offer of a client that is
 *	connected is rescinded.
 * @park: true: the server's next close leaves the client connected, for a restored
 *	server to take over; false: it does not. Returns the number of the
 *	connection for &vmbkmcl_offer_request.resume, 0 without a client.
 * @abandon: no restored server will take over that connection: if it waits for one,
 *	the client's offer is rescinded.
 */
struct vmbkmcl_transport_ops {
	int (*watch)(const guid_t *type);
	void (*unwatch)(const guid_t *type);
	void (*forget)(const guid_t *type);
	void (*visit)(const guid_t *type, vmbkmcl_device_visit visit, void *arg);
	int (*open)(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		    u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings);
	void (*opened)(struct vmbkmcl_offer *offer, int error);
	void (*close)(struct vmbkmcl_offer *offer);
	void (*release)(struct vmbkmcl_offer *offer);
	void (*signal)(struct vmbkmcl_offer *offer, bool here);
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
 * @name: "hv" or "loopback", as debugfs shows it; constant
 * @owner: module that stays loaded while a channel has an offer of it; constant
 * @external_in: incoming GPA-direct packets describe memory of this kernel; constant
 * @ops: its operations; constant
 * @node: on the core's list; transports_mutex (offer_watch.c)
 * @bit: its bit in struct offer_watch.seen_by; transports_mutex
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
 * struct vmbkmcl_offer - one way to one peer, embedded in a struct of the transport's
 *
 * offers_mutex is vmbkmcl_offers_mutex (core/offer.c).
 *
 * @transport: the transport that offers it; constant
 * @type: interface type; constant
 * @instance: instance GUID; constant
 * @pipe: offered in pipe mode; constant
 * @maps_external: the peer reaches external data only by what ops->external_map has
 *	made of it; constant
 * @dev: the Linux device behind it, or NULL; constant
 * @channel: the channel that claimed it; offers_mutex
 * @life: of the channel, when it claimed the offer; offers_mutex
 * @bound: the device of a struct vmbkmcl_driver, whose channels alone may claim
 *	the offer; NULL when any channel may; constant while on the registry
 * @object: the device object of @bound, or NULL; set before a channel can claim the
 *	offer, and kept until the driver's remove has returned
 * @rescinded: vmbkmcl_offer_remove() was called, or the driver of @bound has refused the
 *	device; offers_mutex, read anywhere
 * @missed: ops->open has returned -ENODEV, so that no channel claims the offer before it
 *	is @rescinded; offers_mutex
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
 * A wait that has no limit is reported in the log after so many seconds, and again after
 * pauses that double, up to ten minutes.
 */
#define VMBKMCL_REPORT_AFTER	10

static inline unsigned int vmbkmcl_report_again(unsigned int seconds)
{
	return seconds < 300 ? 2 * seconds : 600;
}

/*
 * wait_event(), and such reports: @report gets @arg and how many seconds it has waited. The
 * task wakes up often enough not to be taken for hung, which some machines panic for.
 */
#define vmbkmcl_wait_event(head, condition, report, arg) do {			\
	unsigned int pause_ = VMBKMCL_REPORT_AFTER, waited_ = 0, next_ = pause_;	\
										\
	while (!wait_event_timeout(head, condition, VMBKMCL_REPORT_AFTER * HZ)) {	\
		waited_ += VMBKMCL_REPORT_AFTER;					\
		if (waited_ < next_)							\
			continue;							\
		report(arg, waited_);							\
		pause_ = vmbkmcl_report_again(pause_);					\
		next_ += pause_;							\
	}									\
} while (0)

/* Process context, may sleep. */
int vmbkmcl_transport_register(struct vmbkmcl_transport *transport);
void vmbkmcl_transport_unregister(struct vmbkmcl_transport *transport);

/*
 * Announce an offer. 0 when a waiting channel has claimed it, or a registered driver has
 * taken the device. -ENODEV when none did: then the core does not keep the offer, and the
 * transport leaves the device to others. -ENOMEM when a driver could not be asked: the same,
 * and the transport may try again. Process context.
 */
int vmbkmcl_offer_add(struct vmbkmcl_offer *offer);

/*
 * Does a channel wait for such an offer, or a driver for its type? The answer may be out
 * of date at once; it saves a transport from announcing offers in vain. Process context.
 */
bool vmbkmcl_offer_is_awaited(const guid_t *type, const guid_t *instance);

/*
 * Is there a channel that has had offers of @type looked for, and may again? Then no
 * other driver is to be given the devices. ops->forget tells when there is one less.
 * Process context.
 */
bool vmbkmcl_type_is_kept(const guid_t *type);

/*
 * The offer is rescinded, or ops->release was called for it. Blocks until the channel has
 * closed and released it, and the remove of a driver that it is bound to has returned.
 * Process context.
 */
void vmbkmcl_offer_remove(struct vmbkmcl_offer *offer);

/*
 * The machine is about to hibernate, or (@on) has woken. 0: the offer is a driver's, which
 * has stopped its device or started it again, so that the offer can stay if it is not
 * open; -EBUSY: the driver cannot be stopped; any other errno: the offer has to be
 * removed. Not called while the offer is added or removed. Process context.
 */
int vmbkmcl_offer_power(struct vmbkmcl_offer *offer, bool on);

/*
 * The peer signalled: new packets, room, or nothing at all. Softirq context, or softirqs
 * disabled; @channel is the struct vmbkmcl_channel, void so that it fits hv_vmbus's
 * callback. Cheap when there is nothing to do.
 */
void vmbkmcl_channel_event(void *channel);

/*
 * Server: a client asks to open the offered channel, or leaves: the client that has it
 * open, or one that has asked. The state worker does the rest. Any context.
 */
void vmbkmcl_channel_peer_opens(struct vmbkmcl_channel *channel);
void vmbkmcl_channel_peer_closed(struct vmbkmcl_channel *channel);

/*
 * The peer offered a subchannel of an open channel. KMCL has none, so it is only counted
 * and logged. Any context.
 */
void vmbkmcl_channel_subchannel(struct vmbkmcl_channel *channel);

#endif /* VMBKMCL_BUS_TRANSPORT_H */
