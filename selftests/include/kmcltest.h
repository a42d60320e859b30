/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kmcltest - the wire protocol of the test device.
 *
 * The device is offered by vmbhost (selftests/host) and, inside one kernel,
 * by the loopback server (selftests/drivers/kmcltest_server).  What speaks
 * it, the plain hv_vmbus driver or a KMCL client, includes this file; it
 * compiles in the kernel and in user space.
 *
 * Every message starts with struct kmcltest_hdr.  All integers are
 * little-endian, all structures naturally aligned, and a size not listed here
 * is allowed to grow: a reader ignores bytes it does not know.
 */
#ifndef KMCLTEST_H
#define KMCLTEST_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdint.h>
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
#endif

/* Interface type {9c2f3a54-6d1e-4b0b-8a57-6b6d636c7431}. */
#define KMCLTEST_TYPE_BYTES { \
	0x54, 0x3a, 0x2f, 0x9c, 0x1e, 0x6d, 0x0b, 0x4b, \
	0x8a, 0x57, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31 }
#define KMCLTEST_TYPE_STRING "9c2f3a54-6d1e-4b0b-8a57-6b6d636c7431"

/*
 * In an isolated guest hv_vmbus refuses devices of types that it does not know. There
 * the device has the type of a SCSI controller, and only its instance tells them apart.
 */
#define KMCLTEST_ISOLATED_TYPE_BYTES { \
	0xd9, 0x63, 0x61, 0xba, 0xa1, 0x04, 0x29, 0x4d, \
	0xb6, 0x05, 0x72, 0xe2, 0xff, 0xb1, 0xdc, 0x7f }

/*
 * Instance {1f0e6c2a-93b7-4d58-b1c4-6b6d636cNNNN}: the last two bytes hold the
 * device's index, most significant byte first, so that the printed GUID ends
 * in the index in hexadecimal.
 */
#define KMCLTEST_INSTANCE_BYTES(index) { \
	0x2a, 0x6c, 0x0e, 0x1f, 0xb7, 0x93, 0x58, 0x4d, \
	0xb1, 0xc4, 0x6b, 0x6d, 0x63, 0x6c, \
	(u8)((index) >> 8), (u8)(index) }
#define KMCLTEST_INSTANCE_FORMAT "1f0e6c2a-93b7-4d58-b1c4-6b6d636c%04x"

#define KMCLTEST_VERSION	1

/* Indices from here on are offered in pipe mode, and answer only pipe ops. */
#define KMCLTEST_PIPE_INDEX	0x1000

/**
 * enum kmcltest_op - what a message asks for
 *
 * "Reply" is the payload of the completion packet, for messages sent with a
 * completion requested; a message without that flag is carried out and not
 * answered.  A request that the device cannot carry out is answered with
 * struct kmcltest_status whose status is not KMCLTEST_OK.
 */
enum kmcltest_op {
	/* Reply: struct kmcltest_info. */
	KMCLTEST_INFO		= 1,
	/* Reply: the message's own bytes. Subject to KMCLTEST_HOLD. */
	KMCLTEST_ECHO		= 2,
	/* The same bytes come back as a new in-band packet. Pipe op. */
	KMCLTEST_ECHO_PACKET	= 3,
	/* Counted and dropped. Reply: empty. Pipe op. */
	KMCLTEST_SINK		= 4,
	/* struct kmcltest_source: send KMCLTEST_DATA packets. Reply: status, at once. Pipe op. */
	KMCLTEST_SOURCE		= 5,
	/* Device to guest: struct kmcltest_data. */
	KMCLTEST_DATA		= 6,
	/* struct kmcltest_hold: what to do with the completions of ECHO. Reply: status. */
	KMCLTEST_HOLD		= 7,
	/* struct kmcltest_release: send withheld completions. Reply: status, value = how many, sent after them. */
	KMCLTEST_RELEASE	= 8,
	/* GPA-direct: sum the external data. Reply: struct kmcltest_sum. */
	KMCLTEST_EXT_SUM	= 9,
	/* GPA-direct, struct kmcltest_fill: write the pattern. Reply: struct kmcltest_sum. */
	KMCLTEST_EXT_FILL	= 10,
	/* struct kmcltest_gpadl: sum the GPADL's bytes. Reply: struct kmcltest_sum. */
	KMCLTEST_GPADL_SUM	= 11,
	/* struct kmcltest_gpadl: write the pattern. Reply: struct kmcltest_sum. */
	KMCLTEST_GPADL_FILL	= 12,
	/* struct kmcltest_stall: stop reading the guest's outbound ring. Reply: status, before stopping. */
	KMCLTEST_STALL		= 13,
	/* Reply: struct kmcltest_counters. */
	KMCLTEST_COUNTERS	= 14,
	/* struct kmcltest_rescind: withdraw this offer, perhaps offer it again. Reply: status, before. */
	KMCLTEST_RESCIND	= 15,
	/* struct kmcltest_subchannels: offer subchannels of this channel. Reply: status, value = how many. */
	KMCLTEST_SUBCHANNELS	= 16,
	/* struct kmcltest_fault: arm a fault of vmbhost by name. Reply: status. Pipe op. */
	KMCLTEST_FAULT		= 17,
	/* struct kmcltest_gpadl: keep the GPADL mapped (fill_seed != 0) or let it go (0). Reply: status. */
	KMCLTEST_GPADL_HOLD	= 18,
};

enum kmcltest_error {
	KMCLTEST_OK		= 0,
	KMCLTEST_EOP		= 1,	/* unknown op, or not in this mode */
	KMCLTEST_ESIZE		= 2,	/* message shorter than its op needs */
	KMCLTEST_EARG		= 3,	/* a field's value makes no sense */
	KMCLTEST_EGPADL		= 4,	/* no such GPADL on this channel */
	KMCLTEST_ENOENT		= 5,	/* no fault of that name */
	KMCLTEST_EBUSY		= 6,	/* one of these is under way already */
	KMCLTEST_ENOTSUP	= 7,	/* this implementation of the device cannot */
	KMCLTEST_EMEM		= 8,	/* guest memory that cannot be reached */
};

struct kmcltest_hdr {
	u32 op;
	u32 cookie;		/* the sender's own; echoed in every reply */
};

struct kmcltest_status {
	struct kmcltest_hdr hdr;
	u32 status;		/* enum kmcltest_error */
	u32 value;
};

#define KMCLTEST_FEATURE_FAULTS		0x01	/* KMCLTEST_FAULT works */
#define KMCLTEST_FEATURE_RESCIND	0x02
#define KMCLTEST_FEATURE_SUBCHANNELS	0x04
#define KMCLTEST_FEATURE_GPADL		0x08
#define KMCLTEST_FEATURE_EXTERNAL	0x10
#define KMCLTEST_FEATURE_STALL		0x20
#define KMCLTEST_FEATURE_MULTIRANGE	0x40

struct kmcltest_info {
	struct kmcltest_hdr hdr;
	u32 version;		/* KMCLTEST_VERSION */
	u32 features;		/* KMCLTEST_FEATURE_* */
	u32 index;		/* the instance's index */
	u32 subchannel;		/* 0 for a primary channel */
};

#define KMCLTEST_SOURCE_COMPLETE	0x1	/* request a completion for each */
#define KMCLTEST_SOURCE_CHECK_ECHO	0x2	/* each completion must carry the packet's own bytes */
#define KMCLTEST_SOURCE_GARBAGE		0x4	/* all of a packet but its length is random; no other flag */

struct kmcltest_source {
	struct kmcltest_hdr hdr;
	u32 count;
	u32 size;		/* bytes a packet, at least sizeof(struct kmcltest_data) */
	u32 flags;		/* KMCLTEST_SOURCE_* */
	u32 window;		/* most packets awaiting completion; 0: no limit */
	u64 seed;		/* pattern of packet i: seed + i */
};

struct kmcltest_data {
	struct kmcltest_hdr hdr;	/* cookie: that of the SOURCE request */
	u32 sequence;		/* 0 .. count - 1 */
	u32 count;
	/* pattern bytes follow: kmcltest_fill_bytes(bytes, size - 16, seed + sequence) */
};

enum kmcltest_hold_mode {
	KMCLTEST_HOLD_NONE	= 0,	/* complete at once (the default) */
	KMCLTEST_HOLD_KEEP	= 1,	/* keep until RELEASE */
	KMCLTEST_HOLD_DELAY	= 2,	/* complete delay_us later, in order */
};

struct kmcltest_hold {
	struct kmcltest_hdr hdr;
	u32 mode;		/* enum kmcltest_hold_mode */
	u32 delay_us;
};

enum kmcltest_release_order {
	KMCLTEST_RELEASE_FIFO	= 0,
	KMCLTEST_RELEASE_LIFO	= 1,
	KMCLTEST_RELEASE_RANDOM	= 2,
};

struct kmcltest_release {
	struct kmcltest_hdr hdr;
	u32 order;		/* enum kmcltest_release_order */
	u32 count;		/* 0: all of them */
	u64 seed;		/* of the random order */
};

struct kmcltest_fill {
	struct kmcltest_hdr hdr;
	u64 seed;
};

struct kmcltest_gpadl {
	struct kmcltest_hdr hdr;
	u32 gpadl;
	u32 reserved;
	u64 fill_seed;
};

struct kmcltest_sum {
	struct kmcltest_hdr hdr;
	u32 status;
	u32 ranges;
	u64 bytes;
	u64 sum;		/* kmcltest_sum_bytes() over the ranges, in order */
};

enum kmcltest_stall_mode {
	KMCLTEST_STALL_TIME	= 0,	/* for time_us */
	KMCLTEST_STALL_FULL	= 1,	/* until the guest asks for room, then time_us more */
};

struct kmcltest_stall {
	struct kmcltest_hdr hdr;
	u32 mode;		/* enum kmcltest_stall_mode */
	u32 time_us;
};

struct kmcltest_rescind {
	struct kmcltest_hdr hdr;
	u32 delay_us;		/* before the rescind */
	u32 reoffer_us;		/* after the guest released it; ~0: never */
	u32 keep;		/* != 0: also if the channel is closed before */
	u32 reserved;
};

struct kmcltest_subchannels {
	struct kmcltest_hdr hdr;
	u32 count;
	u32 reserved;
};

struct kmcltest_fault {
	struct kmcltest_hdr hdr;
	char name[48];		/* NUL-terminated; vmbhost --fault list; "none" disarms this channel's */
	u32 after;		/* let this many occasions pass first */
	u32 times;		/* then do it this many times; 0: from then on */
};

struct kmcltest_counters {
	struct kmcltest_hdr hdr;
	u64 packets;		/* received, of any kind */
	u64 bytes;		/* payload bytes received */
	u64 completions;	/* received for packets of ours */
	u64 bad_completions;	/* unknown, doubled or with the wrong payload */
	u64 sent;		/* packets sent, completions included */
	u64 signals;		/* events the guest signalled */
	u64 empty_signals;	/* of those, with nothing new in the ring and no room asked for */
	u64 full;		/* times the guest's inbound ring was full */
	u64 mistakes;		/* malformed packets from the guest */
	u64 held;		/* completions withheld just now */
	u64 host_ns;		/* time this device spent working, since it was opened */
	u64 faults;		/* faults carried out since the host started, by any device */
};

/*
 * The test pattern: splitmix64 by 8-byte word from @seed.  One definition for
 * every party, so that a checksum can be predicted and never agreed on.
 */
static inline u64 kmcltest_word(u64 seed, u64 word)
{
	u64 z = seed + (word + 1) * 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static inline u8 kmcltest_byte(u64 seed, u64 offset)
{
	return (u8)(kmcltest_word(seed, offset / 8) >> (8 * (offset % 8)));
}

/* Write bytes [@offset, @offset + @len) of the pattern of @seed. */
static inline void kmcltest_fill_range(void *buf, u64 offset, u64 len, u64 seed)
{
	u8 *p = (u8 *)buf;
	u64 i;

	for (i = 0; i < len; i++)
		p[i] = kmcltest_byte(seed, offset + i);
}

static inline void kmcltest_fill_bytes(void *buf, u64 len, u64 seed)
{
	kmcltest_fill_range(buf, 0, len, seed);
}

#define KMCLTEST_SUM_INIT 0xcbf29ce484222325ull

/* FNV-1a, continued from @sum; start with KMCLTEST_SUM_INIT. */
static inline u64 kmcltest_sum_bytes(const void *buf, u64 len, u64 sum)
{
	const u8 *p = (const u8 *)buf;
	u64 i;

	for (i = 0; i < len; i++)
		sum = (sum ^ p[i]) * 0x100000001b3ull;
	return sum;
}

#endif /* KMCLTEST_H */
