/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hv.h - the transport over the kernel's own hv_vmbus.
 */

/**
 * DOC: contexts and locks
 *
 * For each interface type that is watched there is a struct hv_driver of
 * our own (type.c), and for each device bound to it an offer (bind.c).
 *
 * The driver core calls probe and remove with the device locked, and remove
 * waits in vmbkmcl_offer_remove() for the channel's owner. So no operation of this
 * transport, and nothing that it calls, waits for a device lock: the owner's callbacks
 * and the state worker call the operations. Steps that have to wait for a device lock are
 * work items of ours: type_service() binds and gives back, vmbkmcl_hv_unbind_work()
 * unbinds. Only the module's exit waits for these.
 *
 *	types_mutex	(un)registering drivers; probe, remove and the binding in
 *			type_service() never take or hold it
 *	types_lock	the spinlock vmbkmcl_hv_types_lock, inside types_mutex: the
 *			lists and counts of both types and offers
 *
 * The turn (struct hv_offer.turn) and mmio_mutex are taken with none of them
 * held.
 */
#ifndef VMBKMCL_HV_H
#define VMBKMCL_HV_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../compat/hv.h"
#include "../bus/transport.h"

/**
 * struct hv_type - an interface type that is, or just was, watched or kept
 * @node: on the list of types; types_lock
 * @ids: the type and a terminator; constant
 * @driver: binds to its devices. Its id_table is NULL, which matches nothing,
 *	until it is registered, so that registering waits for no device; from then on
 *	constant
 * @watches: calls of vmbkmcl_transport_ops.watch less those of unwatch; types_lock
 * @bound: how many offers of the type there are; types_lock
 * @attach: the next type_service() is to bind devices that channels wait for; types_lock
 * @tell: and to log which of these devices other drivers have; types_lock
 * @dying: about to be unregistered; types_lock
 * @had: a device was bound to @driver; written only while one is
 * @service: see type_service()
 * @name: of the driver; constant
 */
struct hv_type {
	struct list_head node;
	struct hv_vmbus_device_id ids[2];
	struct hv_driver driver;
	unsigned int watches;
	unsigned int bound;
	bool attach;
	bool tell;
	bool dying;
	bool had;
	struct delayed_work service;
	char name[48];
};

/**
 * enum hv_turn - which request to the host is outstanding on an offer
 * @HV_TURN_FREE: none
 * @HV_TURN_ASKED: one that the host answers at once
 * @HV_TURN_RETURN: to give back a GPADL, which the host may keep until the channel
 *	closes
 */
enum hv_turn {
	HV_TURN_FREE,
	HV_TURN_ASKED,
	HV_TURN_RETURN,
};

/**
 * struct hv_offer - a device that is bound to one of our drivers
 * @offer: the offer as the core knows it; see struct vmbkmcl_offer
 * @ref: one of the binding, one of @unbind while that is queued
 * @device: the device; referenced until @ref is 0; constant
 * @hv_type: the type whose driver it is bound to; valid while bound; constant
 * @node: on the list of offers; types_lock
 * @added: the core has the offer; not while probe may still refuse the device; types_lock
 * @removing: the driver's remove runs, or probe fails: @unbind has nothing to do;
 *	types_lock
 * @asleep: its driver has stopped it until the machine wakes; types_lock
 * @unbind: unbinds the device when the channel has released the offer
 * @turn: enum hv_turn; atomic
 * @turn_free: woken when @turn becomes HV_TURN_FREE
 * @former_mode: the channel's read mode when we opened it; state worker
 * @former_low_latency: likewise
 * @former_copies: likewise, bytes that hv_vmbus copies packets to
 * @is_open: the rings exist; written by the context that opens or closes, read anywhere
 * @channel: the channel that opens it or has it open; types_lock
 * @mmio_mutex: protects @mmio
 * @mmio: the memory window, once asked for
 */
struct hv_offer {
	struct vmbkmcl_offer offer;
	struct kref ref;
	struct hv_device *device;
	struct hv_type *hv_type;
	struct list_head node;
	bool added;
	bool removing;
	bool asleep;
	struct work_struct unbind;
	atomic_t turn;
	wait_queue_head_t turn_free;
	enum hv_callback_mode former_mode;
	bool former_low_latency;
	u32 former_copies;
	bool is_open;
	struct vmbkmcl_channel *channel;
	struct mutex mmio_mutex;
	struct resource *mmio;
};

static inline struct hv_offer *to_hv_offer(struct vmbkmcl_offer *offer)
{
	return container_of(offer, struct hv_offer, offer);
}

/*
 * Has the channel been rescinded, or not been offered again after hibernation? In the
 * latter case hv_vmbus keeps the device, without a relid. The host answers no request
 * about such a channel.
 */
static inline bool vmbkmcl_hv_is_gone(const struct vmbus_channel *vmbus)
{
	return READ_ONCE(vmbus->rescind) ||
	       READ_ONCE(vmbus->offermsg.child_relid) == INVALID_RELID;
}

extern struct vmbkmcl_transport vmbkmcl_hv_transport;
extern struct workqueue_struct *vmbkmcl_hv_wq;
extern spinlock_t vmbkmcl_hv_types_lock;

/* type.c */

int vmbkmcl_hv_watch(const guid_t *guid);
void vmbkmcl_hv_unwatch(const guid_t *guid);
void vmbkmcl_hv_forget(const guid_t *guid);
void vmbkmcl_hv_visit(const guid_t *guid, vmbkmcl_device_visit visit, void *arg);
/* Stop binding devices, so that no new offer appears; and resume. Process context. */
void vmbkmcl_hv_types_pause(void);
void vmbkmcl_hv_types_resume(void);
/* Unregister the drivers of all types, which removes the offers that are left. */
void vmbkmcl_hv_types_exit(void);
/* Count an offer of the type; false: none may be added. And uncount it. */
bool vmbkmcl_hv_type_get(struct hv_type *type);
void vmbkmcl_hv_type_put(struct hv_type *type);
/* Binding failed because memory was short: try again in a while. */
void vmbkmcl_hv_type_retry(struct hv_type *type);

/* bind.c */

int vmbkmcl_hv_probe(struct hv_device *device,
		     const struct hv_vmbus_device_id *id);
void vmbkmcl_hv_offer_put(struct hv_offer *hv);
/* Is there an offer for it that the core has? Not while probe runs. Process context. */
bool vmbkmcl_hv_device_is_added(const struct hv_device *device);
/* Note that the device is being unbound, so that hv_offer.unbind need not do it. */
void vmbkmcl_hv_offer_removing(struct hv_offer *hv);
void vmbkmcl_hv_offer_unlist(struct hv_offer *hv);
/* Note which channel opens it or has it open; NULL: none. */
void vmbkmcl_hv_offer_opened_by(struct hv_offer *hv,
				struct vmbkmcl_channel *channel);
/* hv_vmbus's callback for a new subchannel. Process context. */
void vmbkmcl_hv_subchannel(struct vmbus_channel *vmbus);
/* The first of the offers that are @asleep, or are not, with a reference, or NULL. */
struct hv_offer *vmbkmcl_hv_offer_first(bool asleep);

/* inherit.c */

/*
 * Clear the callbacks that the last driver has left in the channel. With the device
 * locked, and before it is an offer.
 */
void vmbkmcl_hv_inherit_nothing(struct vmbus_channel *vmbus);
/* Set the channel's settings before the rings are opened, and set them back after. */
void vmbkmcl_hv_settings_apply(struct hv_offer *hv);
void vmbkmcl_hv_settings_restore(struct hv_offer *hv);

/* rescind.c */

/* A driver's remove. */
void vmbkmcl_hv_unbind(struct hv_device *device);
/* See struct hv_offer.unbind. */
void vmbkmcl_hv_unbind_work(struct work_struct *work);
void vmbkmcl_hv_release(struct vmbkmcl_offer *offer);
bool vmbkmcl_hv_offer_is_removing(struct hv_offer *hv);

/* hibernate.c */

int vmbkmcl_hv_hibernate_init(void);
void vmbkmcl_hv_hibernate_exit(void);

/* rings.c */

int vmbkmcl_hv_open(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		    u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings);
void vmbkmcl_hv_close(struct vmbkmcl_offer *offer);
void vmbkmcl_hv_signal(struct vmbkmcl_offer *offer, bool here);
int vmbkmcl_hv_latency(struct vmbkmcl_offer *offer, u16 latency, u16 *former);

/* external.c */

/* For the device of an offer that maps external data, before anything is mapped. */
void vmbkmcl_hv_external_init(struct vmbkmcl_offer *offer);
/* See struct vmbkmcl_transport_ops. Any context. */
int vmbkmcl_hv_external_map(struct vmbkmcl_offer *offer,
			    struct vmbus_gpa_direct *ranges,
			    enum vmbkmcl_direction way);
void vmbkmcl_hv_external_unmap(struct vmbkmcl_offer *offer,
			       struct vmbus_gpa_direct *ranges,
			       enum vmbkmcl_direction way, bool done);

/* gpadl.c */

/* How often, and how many ms apart, to ask for memory back, see there. */
#define VMBKMCL_HV_RETURN_TRIES	100
#define VMBKMCL_HV_RETURN_PAUSE	10

int vmbkmcl_hv_gpadl_create(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory);
void vmbkmcl_hv_gpadl_destroy(struct vmbkmcl_offer *offer,
			      struct vmbkmcl_gpadl_memory *memory);

/* mmio.c */

int vmbkmcl_hv_mmio(struct vmbkmcl_offer *offer, u64 *address, u64 *size);
void vmbkmcl_hv_mmio_free(struct hv_offer *hv);

/* request.c */

/**
 * struct hv_request - a request to the host, on the stack of the context that waits
 * @timer: says in the log that the host has not answered, again and again
 * @hv: the device; constant
 * @what: what the host is to do; constant
 * @waited: seconds that the wait had lasted when @timer ran last; @timer
 * @pause: seconds until it runs again; @timer
 */
struct hv_request {
	struct hrtimer timer;
	struct hv_offer *hv;
	const char *what;
	unsigned int waited;
	unsigned int pause;
};

/* Around a request and the wait for its turn: hv_vmbus waits without limit. */
void vmbkmcl_hv_request_begin(struct hv_request *request, struct hv_offer *hv,
			      const char *what);
void vmbkmcl_hv_request_end(struct hv_request *request);

void vmbkmcl_hv_turn_take(struct hv_offer *hv, enum hv_turn turn);
void vmbkmcl_hv_turn_give(struct hv_offer *hv);
/*
 * As vmbkmcl_hv_turn_take(), but do not wait while the turn is HV_TURN_RETURN. True: the
 * turn is ours, for vmbkmcl_hv_turn_give().
 */
bool vmbkmcl_hv_turn_take_unless_return(struct hv_offer *hv);

#endif /* VMBKMCL_HV_H */
