// SPDX-License-Identifier: GPL-2.0-only
/* timesync.c - sends the host's time to the guest. */
#include <stdlib.h>
#include <string.h>

#include "ic.h"

#define PERIOD_MS	5000
/* From 1601 to 1970, in 100 ns. */
#define EPOCH_DELTA	116444736000000000ull

#define FLAG_SYNC	1	/* set the clock now */
#define FLAG_SAMPLE	2	/* a hint */

struct timesync {
	struct ic ic;
	u64 period_ns;
	u64 offset;	/* seconds added to the time */
	bool synced;
};

struct timesync_old {		/* before 4.0 */
	u64 host;
	u64 guest;
	u64 round_trip;
	u8 flags;
} __attribute__((packed));

struct timesync_new {
	u64 host;
	u64 reference;
	u8 flags;
	u8 leap;
	u8 stratum;
	u8 reserved[3];
} __attribute__((packed));

static void timesync_send(struct ic *ic)
{
	struct timesync *t = container_of(ic, struct timesync, ic);
	struct vmbhost *host = ic->channel->host;
	u64 utc = host->ops.utc ? host->ops.utc(host->ctx) : 0;
	u8 flags = t->synced ? FLAG_SAMPLE : FLAG_SYNC;

	utc = utc / 100 + t->offset * 10000000 + EPOCH_DELTA;
	if (ic->version >= VERSION(4, 0)) {
		struct timesync_new m = {
			.host = utc,
			.reference = host->ops.reference(host->ctx),
			.flags = flags,
			.stratum = 1,
		};

		ic_send(ic, &m, sizeof(m));
	} else {
		struct timesync_old m = { .host = utc, .flags = flags };

		ic_send(ic, &m, sizeof(m));
	}
	t->synced = true;
	ic_set_timer(ic, t->period_ns);
}

static void timesync_ready(struct ic *ic)
{
	container_of(ic, struct timesync, ic)->synced = false;
	timesync_send(ic);
}

static void timesync_answer(struct ic *ic, const struct ic_header *hdr,
			    const u8 *data, u32 len)
{
	(void)data;
	(void)len;
	if (hdr->status)
		ic_wrong(ic, "a time sample that the guest refused");
	else
		ic->answered++;
}

static const struct ic_kind kind = {
	.type = IC_TIMESYNC,
	.versions = { VERSION(1, 0), VERSION(3, 0), VERSION(4, 0) },
	.ready = timesync_ready,
	.due = timesync_send,
	.answer = timesync_answer,
};

static int timesync_add(struct vmbhost *host, char *options, char *error,
			size_t size)
{
	/* 9527e630-d0ae-497b-adce-e80ab0175caf */
	static const struct guid type = { {
		0x30, 0xe6, 0x27, 0x95, 0xae, 0xd0, 0x7b, 0x49,
		0xad, 0xce, 0xe8, 0x0a, 0xb0, 0x17, 0x5c, 0xaf } };
	static const struct guid instance = { {
		0x1f, 0x0e, 0x6c, 0x2a, 0x73, 0x74, 0x58, 0x4d,
		0xb1, 0xc4, 0x69, 0x63, 0x00, 0x00, 0x00, 0x02 } };
	u64 period = PERIOD_MS, offset = 0;
	char *key, *value;
	struct timesync *t;
	int ret = 0;

	while (!ret && option_next(&options, &key, &value)) {
		if (!strcmp(key, "period"))
			ret = option_number(key, value, 1, 3600000, &period, error, size);
		else if (!strcmp(key, "offset"))
			ret = option_number(key, value, 0, 1000000000, &offset, error, size);
		else
			ret = snprintf(error, size,
				       "timesync has no option '%s'; it has period=MS, offset=SECONDS",
				       key);
	}
	if (ret)
		return -1;
	t = xcalloc(1, sizeof(*t));
	ic_init(&t->ic, &kind);
	/* From 4.0 on, a sample has the guest's reference counter in it. */
	if (!host->ops.reference)
		t->ic.top = VERSION(3, 0);
	t->period_ns = period * 1000000;
	t->offset = offset;
	return ic_add(host, &timesync_ops, &t->ic, &type, &instance, error,
		      size);
}

static const struct device_counter counters[] = {
	IC_COUNTERS,
	{ NULL, NULL },
};

const struct device_ops timesync_ops = {
	.name = "timesync",
	.add = timesync_add,
	.free = ic_free,
	.open = ic_open,
	.close = ic_close,
	.packet = ic_packet,
	.writable = ic_writable,
	.counters = counters,
};
