// SPDX-License-Identifier: GPL-2.0-only
/* heartbeat.c - is the guest alive?  It answers each beat with the next number. */
#include <stdlib.h>
#include <string.h>

#include "ic.h"

#define PERIOD_MS 2000

struct heartbeat {
	struct ic ic;
	u64 period_ns;
	u64 sequence;
};

struct heartbeat_data {
	u64 sequence;
	u32 reserved[8];
} __attribute__((packed));

static void heartbeat_send(struct ic *ic)
{
	struct heartbeat *h = container_of(ic, struct heartbeat, ic);
	struct heartbeat_data m = { .sequence = ++h->sequence };

	ic_send(ic, &m, sizeof(m));
	ic_set_timer(ic, h->period_ns);
}

static void heartbeat_answer(struct ic *ic, const struct ic_header *hdr,
			     const u8 *data, u32 len)
{
	struct heartbeat *h = container_of(ic, struct heartbeat, ic);
	u64 sequence;

	if (hdr->status || len < sizeof(sequence)) {
		ic_wrong(ic, "a beat that the guest refused");
		return;
	}
	memcpy(&sequence, data, sizeof(sequence));
	/* A slow guest answers late, but it answers every beat, in order. */
	if (sequence < 2 || sequence > h->sequence + 1) {
		ic_wrong(ic, "a beat with a number that was not sent");
		return;
	}
	ic->answered++;
}

static const struct ic_kind kind = {
	.type = IC_HEARTBEAT,
	.versions = { VERSION(1, 0), VERSION(3, 0) },
	.ready = heartbeat_send,
	.due = heartbeat_send,
	.answer = heartbeat_answer,
};

static int heartbeat_add(struct vmbhost *host, char *options, char *error,
			 size_t size)
{
	/* 57164f39-9115-4e78-ab55-382f3bd5422d */
	static const struct guid type = { {
		0x39, 0x4f, 0x16, 0x57, 0x15, 0x91, 0x78, 0x4e,
		0xab, 0x55, 0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d } };
	static const struct guid instance = { {
		0x1f, 0x0e, 0x6c, 0x2a, 0x68, 0x62, 0x58, 0x4d,
		0xb1, 0xc4, 0x69, 0x63, 0x00, 0x00, 0x00, 0x01 } };
	struct heartbeat *h;
	bool monitored = false;
	u64 period = PERIOD_MS;
	char *key, *value;

	while (option_next(&options, &key, &value)) {
		if (!strcmp(key, "monitor") && !value) {
			monitored = true;
			continue;
		}
		if (strcmp(key, "period")) {
			snprintf(error, size,
				 "heartbeat has no option '%s'; it has monitor, period=MS", key);
			return -1;
		}
		if (option_number(key, value, 1, 3600000, &period, error, size))
			return -1;
	}
	h = xcalloc(1, sizeof(*h));
	ic_init(&h->ic, &kind);
	h->ic.monitored = monitored;
	h->period_ns = period * 1000000;
	return ic_add(host, &heartbeat_ops, &h->ic, &type, &instance, error,
		      size);
}

static const struct device_counter counters[] = {
	IC_COUNTERS,
	{ NULL, NULL },
};

const struct device_ops heartbeat_ops = {
	.name = "heartbeat",
	.add = heartbeat_add,
	.free = ic_free,
	.open = ic_open,
	.close = ic_close,
	.packet = ic_packet,
	.writable = ic_writable,
	.counters = counters,
};
