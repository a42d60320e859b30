// SPDX-License-Identifier: GPL-2.0-only
/* shutdown.c - asks the guest to power off or to reboot. */
#include <stdlib.h>
#include <string.h>

#include "ic.h"

#define FLAG_FORCE	1
#define FLAG_REBOOT	2

struct shutdown {
	struct ic ic;
	u64 after_ns;		/* 0: on command only */
	bool wanted;		/* a request waits for the guest to be ready */
	u32 flags;		/* of it */
	u64 accepted;
	u64 refused;
};

struct shutdown_data {
	u32 reason;
	u32 timeout;
	u32 flags;
	u8 text[2048];
} __attribute__((packed));

/* SHTDN_REASON_FLAG_PLANNED */
#define REASON_PLANNED 0x80000000u

static void shutdown_send(struct ic *ic)
{
	struct shutdown *s = container_of(ic, struct shutdown, ic);
	struct shutdown_data m = {
		.reason = REASON_PLANNED,
		.flags = s->flags | FLAG_FORCE,
		.text = "vmbhost asks for it",
	};

	s->wanted = false;
	report_info(ic->channel->host, "shutdown: the guest is asked to %s",
		    s->flags & FLAG_REBOOT ? "reboot" : "power off");
	ic_send(ic, &m, sizeof(m));
}

static void shutdown_ready(struct ic *ic)
{
	struct shutdown *s = container_of(ic, struct shutdown, ic);

	if (s->wanted) {
		shutdown_send(ic);
	} else if (s->after_ns) {
		s->flags = 0;
		ic_set_timer(ic, s->after_ns);
	}
}

static void shutdown_answer(struct ic *ic, const struct ic_header *hdr,
			    const u8 *data, u32 len)
{
	struct shutdown *s = container_of(ic, struct shutdown, ic);

	(void)data;
	(void)len;
	ic->answered++;
	if (hdr->status) {
		s->refused++;
		report_info(ic->channel->host,
			    "shutdown: the guest refused, status 0x%x",
			    hdr->status);
	} else {
		s->accepted++;
	}
}

static const struct ic_kind kind = {
	.type = IC_SHUTDOWN,
	.versions = { VERSION(1, 0), VERSION(3, 0), VERSION(3, 1),
		      VERSION(3, 2) },
	.ready = shutdown_ready,
	.due = shutdown_send,
	.answer = shutdown_answer,
};

/* "poweroff" or "reboot": now, or as soon as the guest is ready for it. */
static int shutdown_command(struct device *device, const char *command,
			    char *error, size_t size)
{
	struct shutdown *s = device->priv;

	if (!strcmp(command, "poweroff")) {
		s->flags = 0;
	} else if (!strcmp(command, "reboot")) {
		s->flags = FLAG_REBOOT;
	} else {
		snprintf(error, size, "shutdown takes: poweroff, reboot, offer, rescind, rescind reoffer=MS");
		return -1;
	}
	s->wanted = true;
	if (s->ic.ready)
		shutdown_send(&s->ic);
	return 0;
}

static int shutdown_add(struct vmbhost *host, char *options, char *error,
			size_t size)
{
	/* 0e0b6031-5213-4934-818b-38d90ced39db */
	static const struct guid type = { {
		0x31, 0x60, 0x0b, 0x0e, 0x13, 0x52, 0x34, 0x49,
		0x81, 0x8b, 0x38, 0xd9, 0x0c, 0xed, 0x39, 0xdb } };
	static const struct guid instance = { {
		0x1f, 0x0e, 0x6c, 0x2a, 0x73, 0x64, 0x58, 0x4d,
		0xb1, 0xc4, 0x69, 0x63, 0x00, 0x00, 0x00, 0x03 } };
	char *key, *value;
	struct shutdown *s;
	u64 after = 0;

	while (option_next(&options, &key, &value)) {
		if (strcmp(key, "after")) {
			snprintf(error, size, "shutdown has no option '%s'; it has after=MS",
				 key);
			return -1;
		}
		if (option_number(key, value, 1, 3600000, &after, error, size))
			return -1;
	}
	s = xcalloc(1, sizeof(*s));
	ic_init(&s->ic, &kind);
	s->after_ns = after * 1000000;
	return ic_add(host, &shutdown_ops, &s->ic, &type, &instance, error,
		      size);
}

static u64 count_accepted(const struct device *device)
{
	return ((const struct shutdown *)device->priv)->accepted;
}

static u64 count_refused(const struct device *device)
{
	return ((const struct shutdown *)device->priv)->refused;
}

static const struct device_counter counters[] = {
	IC_COUNTERS,
	{ "accepted", count_accepted },
	{ "refused", count_refused },
	{ NULL, NULL },
};

const struct device_ops shutdown_ops = {
	.name = "shutdown",
	.add = shutdown_add,
	.free = ic_free,
	.open = ic_open,
	.close = ic_close,
	.packet = ic_packet,
	.writable = ic_writable,
	.command = shutdown_command,
	.counters = counters,
};
