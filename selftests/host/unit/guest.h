/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest.h - a guest made of user memory.
 *
 * Its ring code is its own, written from the protocol, not the core's: the two
 * check each other.
 */
#ifndef VMBHOST_GUEST_H
#define VMBHOST_GUEST_H

#include "../core/proto.h"
#include "../vmbhost.h"
#include "../../include/kmcltest.h"
#include "harness.h"

#define GUEST_PAGES	16384
#define GUEST_LOG	16384
#define GUEST_NO_RAM	0x100000000ull	/* a page that is no memory */
#define GUEST_BOUNDARY	0x8000000000ull

struct guest_message {
	u32 vp;
	u32 sint;
	u32 len;
	u8 payload[VMBHOST_MESSAGE_MAX];
};

/**
 * struct guest - the fake
 * @shared: what is above the boundary
 * @slot_busy: posts are refused until guest_eom()
 * @manual_eom: a post makes the slot busy
 * @log: messages received; @read of @posted looked at
 * @events: count of each flag set
 * @event_vp: where the last one went
 */
struct guest {
	struct vmbhost *host;
	u8 *ram;
	u8 *shared;
	u32 page_next;
	u64 now;
	u64 next_run;
	u32 connection;
	u32 version;
	u32 gpadl_next;
	bool slot_busy;
	bool manual_eom;
	struct guest_message *log;
	u32 posted;
	u32 read;
	u32 *events;
	u64 event_total;
	u32 event_vp;
	u32 faults;
	u32 summary_lines;
	u64 utc;
	u64 reference;
	u32 trace_lines;
	char last_mistake[256];
};

struct guest_ring {
	struct ring_header *hdr;
	u8 *data;
	u32 size;
};

struct guest_channel {
	struct guest *guest;
	struct msg_offer offer;
	u32 relid;
	u32 gpadl;
	u32 page;
	u32 pages;
	u32 downstream;
	struct guest_ring out;	/* to the host */
	struct guest_ring in;
	u64 next_id;
	u64 signals;
	bool quiet;		/* send without signalling */
};

/* A packet as the guest sees it. */
struct guest_packet {
	struct packet_header hdr;
	u32 len;
	u8 payload[512 * 1024];
};

/* @devices: descriptions separated by ';'. */
struct guest *guest_new(const char *devices, u32 max_version);
/*
 * An isolated one, whose pages are hidden, but for those of the monitor. Shared memory
 * appears above GUEST_BOUNDARY: other memory, so that what is read there was moved.
 */
struct guest *guest_new_isolated(const char *devices);
void guest_free(struct guest *g);

/* Show @count pages to the host, or hide them. A hypercall status. */
u16 guest_show(struct guest *g, u32 page, u32 count);
u16 guest_hide(struct guest *g, u32 page, u32 count);

u16 guest_post(struct guest *g, const void *message, u32 len);
u16 guest_post_to(struct guest *g, u32 connection, const void *message,
		  u32 len);
void guest_eom(struct guest *g);
/* The next message received, or NULL. */
struct guest_message *guest_next(struct guest *g);
/* The next message; a failed check unless it is a @type. Never NULL. */
const void *guest_expect(struct guest *g, u32 type);
/* No message is waiting. */
void guest_expect_silence(struct guest *g);
void guest_run(struct guest *g, u64 ns);
u64 guest_mistakes(const struct guest *g);

/* Contact in the way of @version; true when the host took it. */
bool guest_contact(struct guest *g, u32 version);
/* Contact at the highest version, ask for offers. Fills up to @max. */
u32 guest_connect(struct guest *g, struct msg_offer *offers, u32 max);

u32 guest_alloc(struct guest *g, u32 pages);
/* Lend pages; the status of GPADL_CREATED. */
u32 guest_lend(struct guest *g, u32 relid, u32 page, u32 pages, u32 *handle);
void guest_lend_start(struct guest *g, u32 relid, u32 handle,
		      const u64 *pfns, u32 count);
void guest_teardown(struct guest *g, u32 relid, u32 handle);
void guest_close(struct guest *g, u32 relid);
void guest_release(struct guest *g, u32 relid);

/* Open a channel with rings of that many pages; NULL when it failed. */
struct guest_channel *guest_open(struct guest *g, const struct msg_offer *offer,
				 u32 out_pages, u32 in_pages);
void guest_channel_free(struct guest_channel *c);
/* Connect and open the first device's channel with rings of 5 and 5 pages. */
struct guest_channel *guest_start(struct guest *g);

/* False when the ring is full. @extra: ranges, in front of the payload. */
bool guest_send(struct guest_channel *c, u16 type, u16 flags, u64 id,
		const void *extra, u32 extra_len, const void *payload, u32 len);
void guest_signal(struct guest_channel *c);
bool guest_recv(struct guest_channel *c, struct guest_packet *p);
/* Shared with all tests: it is large. */
extern struct guest_packet guest_packet;
/* Send a request and take its completion; false when none came. */
bool guest_request(struct guest_channel *c, const void *request, u32 len);
/* The same, and the status of the reply. */
u32 guest_status(struct guest_channel *c, const void *request, u32 len);

static inline u8 *guest_page(struct guest *g, u32 page)
{
	return g->ram + (u64)page * PAGE_SIZE;
}

#endif /* VMBHOST_GUEST_H */
