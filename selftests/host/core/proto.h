/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proto.h - VMBus as it goes over the wire.
 *
 * Little-endian, packed.  Sizes are asserted below, because a guest refuses a
 * message that is a byte short.
 */
#ifndef VMBHOST_PROTO_H
#define VMBHOST_PROTO_H

#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define PAGE_SHIFT		12
#define PAGE_SIZE		4096u

#define VERSION(major, minor)	((u32)(major) << 16 | (minor))
#define VERSION_4_0		VERSION(4, 0)
#define VERSION_4_1		VERSION(4, 1)
#define VERSION_5_0		VERSION(5, 0)
#define VERSION_5_1		VERSION(5, 1)
#define VERSION_5_2		VERSION(5, 2)
#define VERSION_5_3		VERSION(5, 3)
#define VERSION_6_0		VERSION(6, 0)

/* Where messages are posted to; 4 is for protocol 5.0 and later. */
#define CONNECTION_MESSAGE	1u
#define CONNECTION_MESSAGE_5	4u
/* Channel connection ids are this plus the relid: clear of the four above. */
#define CONNECTION_CHANNEL_BASE	0x2000u

#define DEFAULT_SINT		2u
#define SINT_COUNT		16u
#define RELID_COUNT		2048u	/* relids are 1..2047 */

enum message_type {
	MSG_OFFER			= 1,
	MSG_RESCIND			= 2,
	MSG_REQUEST_OFFERS		= 3,
	MSG_ALL_OFFERS			= 4,
	MSG_OPEN			= 5,
	MSG_OPEN_RESULT			= 6,
	MSG_CLOSE			= 7,
	MSG_GPADL_HEADER		= 8,
	MSG_GPADL_BODY			= 9,
	MSG_GPADL_CREATED		= 10,
	MSG_GPADL_TEARDOWN		= 11,
	MSG_GPADL_TORNDOWN		= 12,
	MSG_RELID_RELEASED		= 13,
	MSG_INITIATE_CONTACT		= 14,
	MSG_VERSION_RESPONSE		= 15,
	MSG_UNLOAD			= 16,
	MSG_UNLOAD_RESPONSE		= 17,
	MSG_OPEN_RESERVED		= 18,
	MSG_CLOSE_RESERVED		= 19,
	MSG_CLOSE_RESERVED_RESPONSE	= 20,
	MSG_TL_CONNECT			= 21,
	MSG_MODIFY			= 22,
	MSG_TL_CONNECT_RESULT		= 23,
	MSG_MODIFY_RESPONSE		= 24,
	MSG_COUNT			= 30,	/* 25..29 are version 6.0's own */
};

/* NTSTATUS values that go into replies. */
#define STATUS_SUCCESS			0u
#define STATUS_UNSUCCESSFUL		0xc0000001u
#define STATUS_INVALID_PARAMETER	0xc000000du
#define STATUS_INSUFFICIENT_RESOURCES	0xc000009au
#define STATUS_CONNECTION_REFUSED	0xc0000236u

struct guid {
	u8 b[16];
} __attribute__((packed));

struct msg_header {
	u32 type;
	u32 pad;
} __attribute__((packed));

struct msg_initiate_contact {
	struct msg_header hdr;
	u32 version;
	u32 target_vp;
	union {
		u64 interrupt_page;	/* before 5.0 */
		struct {
			u8 sint;
			u8 vtl;
			u16 reserved;
			u32 features;	/* 6.0 */
		} __attribute__((packed));
	};
	u64 monitor_page[2];
} __attribute__((packed));

struct msg_version_response {
	struct msg_header hdr;
	u8 supported;
	u8 state;
	u16 pad;
	u32 connection;
	u32 features;			/* sent from 6.0 on */
} __attribute__((packed));

#define OFFER_FLAG_ENUMERATE		0x1
#define OFFER_FLAG_CONFIDENTIAL_RING	0x2
#define OFFER_FLAG_CONFIDENTIAL_MEMORY	0x4
#define OFFER_FLAG_PIPE			0x10
#define OFFER_FLAG_TLNPI		0x2000

#define OFFER_PIPE_MODE_MESSAGE		4

struct msg_offer {
	struct msg_header hdr;
	struct guid type;
	struct guid instance;
	u64 reserved[2];
	u16 flags;
	u16 mmio_megabytes;
	union {
		u8 user[120];
		u32 pipe_mode;
	} __attribute__((packed));
	u16 subchannel;
	u16 reserved2;
	u32 relid;
	u8 monitor;
	u8 monitor_allocated;
	u16 dedicated;
	u32 connection;
} __attribute__((packed));

struct msg_relid {		/* RESCIND, CLOSE, RELID_RELEASED, reserved close */
	struct msg_header hdr;
	u32 relid;
} __attribute__((packed));

struct msg_open {
	struct msg_header hdr;
	u32 relid;
	u32 openid;
	u32 gpadl;
	u32 target_vp;
	u32 downstream_page;
	u8 user[120];
} __attribute__((packed));

struct msg_open_result {
	struct msg_header hdr;
	u32 relid;
	u32 openid;
	u32 status;
} __attribute__((packed));

struct msg_gpadl_header {
	struct msg_header hdr;
	u32 relid;
	u32 gpadl;
	u16 length;		/* bytes of ranges, this message's included */
	u16 count;
} __attribute__((packed));

struct msg_gpadl_body {
	struct msg_header hdr;
	u32 number;
	u32 gpadl;
} __attribute__((packed));

struct msg_gpadl_created {
	struct msg_header hdr;
	u32 relid;
	u32 gpadl;
	u32 status;
} __attribute__((packed));

struct msg_gpadl_teardown {
	struct msg_header hdr;
	u32 relid;
	u32 gpadl;
} __attribute__((packed));

struct msg_gpadl_torndown {
	struct msg_header hdr;
	u32 gpadl;
} __attribute__((packed));

struct msg_open_reserved {
	struct msg_header hdr;
	u32 relid;
	u32 target_vp;
	u32 target_sint;
	u32 gpadl;
	u32 downstream_page;
} __attribute__((packed));

struct msg_close_reserved {
	struct msg_header hdr;
	u32 relid;
	u32 target_vp;
	u32 target_sint;
} __attribute__((packed));

struct msg_tl_connect {
	struct msg_header hdr;
	struct guid endpoint;
	struct guid service;
} __attribute__((packed));

struct msg_tl_result {
	struct msg_header hdr;
	struct guid endpoint;
	struct guid service;
	u32 status;
} __attribute__((packed));

struct msg_modify {
	struct msg_header hdr;
	u32 relid;
	u32 target_vp;
} __attribute__((packed));

struct msg_modify_response {
	struct msg_header hdr;
	u32 relid;
	u32 status;
} __attribute__((packed));

_Static_assert(sizeof(struct msg_offer) == 196, "offer");
_Static_assert(sizeof(struct msg_open) == 148, "open");
_Static_assert(sizeof(struct msg_initiate_contact) == 40, "contact");
_Static_assert(sizeof(struct msg_version_response) == 20, "version");

/* One range of a GPADL or of a GPA-direct packet; page numbers follow it. */
struct gpa_range {
	u32 length;
	u32 offset;
} __attribute__((packed));

/* The first page of each ring. */
struct ring_header {
	u32 write_index;
	u32 read_index;
	u32 interrupt_mask;
	u32 pending_send_size;
	u32 reserved[12];
	u32 features;
};

#define RING_FEATURE_PENDING	1u

enum packet_type {
	PACKET_INBAND		= 6,
	PACKET_TRANSFER		= 7,
	PACKET_GPA_DIRECT	= 9,
	PACKET_COMPLETION	= 0xb,
};

#define PACKET_FLAG_COMPLETE	1u

struct packet_header {
	u16 type;
	u16 offset8;
	u16 length8;		/* without the trailer */
	u16 flags;
	u64 id;
};

#define PACKET_TRAILER		8u

struct pipe_header {
	u32 type;
	u32 size;
};

#define PIPE_TYPE_DATA		1u
#define PIPE_MAX		16384u

#endif /* VMBHOST_PROTO_H */
