/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmbhost.h - the protocol core of the test host, seen from its shell.
 *
 * The core is the host's side of VMBus as a pure state machine: it does no
 * I/O, starts no thread and reads no clock.  It is told what the guest did,
 * and acts on the guest only through struct vmbhost_ops.  The KVM shell is one
 * caller; the unit tests and the fuzzer are the others.
 *
 * Context: not thread safe.  A caller with several threads holds one mutex
 * around every call; the callbacks run inside such a call.
 */
#ifndef VMBHOST_H
#define VMBHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vmbhost;

/* Hypercall statuses that the core hands back to the guest. */
enum vmbhost_hv_status {
	VMBHOST_HV_SUCCESS		= 0,
	VMBHOST_HV_INVALID_PARAMETER	= 5,
	VMBHOST_HV_OPERATION_DENIED	= 8,
	VMBHOST_HV_INSUFFICIENT_MEMORY	= 11,
	VMBHOST_HV_INSUFFICIENT_BUFFERS	= 19,
	VMBHOST_HV_INVALID_CONNECTION_ID = 18,
};

enum vmbhost_severity {
	VMBHOST_INFO,		/* of interest to the user */
	VMBHOST_MISTAKE,	/* the guest broke a rule; counted, never fatal */
	VMBHOST_FAULT,		/* a fault that was armed has been carried out */
	VMBHOST_SUMMARY,	/* a line of vmbhost_dump() */
};

/* The payload of one SynIC message. */
#define VMBHOST_MESSAGE_MAX	240

/**
 * struct vmbhost_ops - the core's way to the guest and to the log
 * @post: put @len bytes into the message slot of @vp and @sint and interrupt.
 *	@payload is always VMBHOST_MESSAGE_MAX bytes long, zero-filled past
 *	@len.  A fault may ask for a @len of up to 255: write it to the slot's
 *	size byte as it is, but copy no more than VMBHOST_MESSAGE_MAX bytes.
 *	Returns false when the slot is occupied: the core keeps the message and
 *	tries again when vmbhost_guest_eom() is called.
 * @event: set bit @flag in the event page of @vp and @sint and interrupt.
 * @gpa: address of guest memory [@gpa, @gpa + @len), or NULL when any of it
 *	is not RAM.  Valid until the machine is destroyed.  Of an isolated guest's
 *	memory the core touches only what it asks for above the boundary, if there
 *	is one, and within a page.
 * @visible: an isolated guest's page has become visible to the host, or hidden.
 *	If other memory appears above the boundary, its contents have to move.
 * @report: a line for the log; no newline at its end.
 * @trace: a line of the trace; NULL when no trace is wanted.
 * @clock: monotonic nanoseconds, to account for the time devices take; NULL:
 *	that time is reported as 0.
 * @utc: nanoseconds since 1970 for the time synchronization device; NULL: its
 *	samples say 1970.
 * @reference: the guest's reference counter (100 ns units), which goes with
 *	every sample from protocol 4.0 of that device on; NULL: 3.0 is offered.
 */
struct vmbhost_ops {
	bool (*post)(void *ctx, uint32_t vp, uint32_t sint,
		     const void *payload, uint32_t len);
	void (*event)(void *ctx, uint32_t vp, uint32_t sint, uint32_t flag);
	void *(*gpa)(void *ctx, uint64_t gpa, uint64_t len);
	void (*visible)(void *ctx, uint64_t gpa, bool visible);
	void (*report)(void *ctx, enum vmbhost_severity severity,
		       const char *line);
	void (*trace)(void *ctx, const char *line);
	uint64_t (*clock)(void *ctx);
	uint64_t (*utc)(void *ctx);
	uint64_t (*reference)(void *ctx);
};

/**
 * struct vmbhost_config - fixed for the life of a host
 * @max_version: highest VMBus version, (major << 16) | minor; 0: 6.0
 * @seed: of everything random
 * @isolated: the host may touch only memory that the guest has made visible
 * @boundary: and such memory appears once more from this address on, a power of
 *	two; 0: nowhere
 */
struct vmbhost_config {
	uint32_t max_version;
	uint64_t seed;
	bool isolated;
	uint64_t boundary;
};

struct vmbhost *vmbhost_new(const struct vmbhost_config *config,
			    const struct vmbhost_ops *ops, void *ctx);
void vmbhost_free(struct vmbhost *host);

/*
 * Offer a device, from a description as given on the command line:
 * "kmcltest", "kmcltest,count=4,first=0,mmio=1", "kmcltest,pipe",
 * "kmcltest,monitor" (the guest signals through the monitor page), "heartbeat",
 * "timesync", "shutdown,after=5000" (milliseconds), "balloon".  Returns 0, or -1
 * with a sentence in @error.
 */
int vmbhost_add_device(struct vmbhost *host, const char *description,
		       char *error, size_t size);

/* Arm a fault: "name[,after=N][,times=N][,device=NAME]". As above. */
int vmbhost_add_fault(struct vmbhost *host, const char *description,
		      char *error, size_t size);

/* Every fault's name and its line of explanation; NULL ends the list. */
struct vmbhost_fault_info {
	const char *name;
	const char *text;
};
const struct vmbhost_fault_info *vmbhost_faults(void);

/*
 * A command from outside: to a device ("shutdown poweroff", "kmcltest0 rescind",
 * "balloon take 1024"), or "fault" and what vmbhost_add_fault() takes.
 */
int vmbhost_command(struct vmbhost *host, const char *command,
		    char *error, size_t size);

/* HvCallPostMessage: @payload is a copy, at most 240 bytes. A hypercall status. */
uint16_t vmbhost_guest_post(struct vmbhost *host, uint32_t connection,
			    uint32_t type, const void *payload, uint32_t len,
			    uint64_t now_ns);

/* HvCallSignalEvent. A hypercall status. */
uint16_t vmbhost_guest_signal(struct vmbhost *host, uint32_t connection,
			      uint16_t flag, uint64_t now_ns);

/*
 * HvCallModifySparseGpaPageHostVisibility, of an isolated guest: show @count pages
 * to the host, or hide them from it.  A hypercall status; @done pages have changed.
 */
uint16_t vmbhost_guest_visibility(struct vmbhost *host, const uint64_t *pfns,
				  uint32_t count, bool visible, uint32_t *done,
				  uint64_t now_ns);

/* The guest wrote the end-of-message register of @vp. */
void vmbhost_guest_eom(struct vmbhost *host, uint32_t vp, uint64_t now_ns);

/* The machine was reset: forget every channel. */
void vmbhost_reset(struct vmbhost *host, uint64_t now_ns);

/*
 * Do what has become due.  Returns the time of the next call that would find
 * something to do, UINT64_MAX when nothing is pending.
 */
uint64_t vmbhost_run(struct vmbhost *host, uint64_t now_ns);

/* Guest mistakes reported so far. */
uint64_t vmbhost_mistakes(const struct vmbhost *host);

/*
 * A device's counter by name, so that a test can insist on it: device
 * "heartbeat", "timesync", "shutdown", "balloon" or "kmcltest0"; counter as
 * printed by vmbhost_dump(); or "faults" and "done", the faults carried out; or "host"
 * and "mistakes", those of the guest so far, or "kept", the bytes that it makes us keep
 * just now; or "isolation" of an isolated guest.
 * False when there is no such device or counter.
 */
bool vmbhost_counter(const struct vmbhost *host, const char *device,
		     const char *counter, uint64_t *value);

/* A summary of channels and counters, a line at a time through @report. */
void vmbhost_dump(struct vmbhost *host);

#endif /* VMBHOST_H */
