// SPDX-License-Identifier: GPL-2.0-only
/* ic.c - framing and version agreement of the integration services. */
#include <stdlib.h>
#include <string.h>

#include "ic.h"

struct ic_negotiate {
	u16 frames;
	u16 messages;
	u32 reserved;
	struct ic_version version[2 + IC_VERSIONS_MAX];
} __attribute__((packed));

static const u32 frames[] = { VERSION(1, 0), VERSION(3, 0) };

static void ic_send_type(struct ic *ic, u16 type, const void *data, u32 len)
{
	struct ic_header hdr = {
		.pipe = { PIPE_TYPE_DATA, sizeof(hdr) - sizeof(hdr.pipe) + len },
		.frame = { ic->frame >> 16, ic->frame },
		.type = type,
		.message = { ic->version >> 16, ic->version },
		.size = len,
		.transaction = ++ic->transaction,
		.flags = IC_FLAG_TRANSACTION | IC_FLAG_REQUEST,
	};
	struct iovec iov[] = {
		{ &hdr, sizeof(hdr) },
		{ (void *)data, len },
	};

	channel_send(ic->channel, PACKET_INBAND, 0, 0, iov, 2);
}

void ic_send(struct ic *ic, const void *data, u32 len)
{
	ic->sent++;
	ic_send_type(ic, ic->kind->type, data, len);
}

static void ic_negotiate(struct ic *ic)
{
	struct ic_negotiate m = { .frames = ARRAY_SIZE(frames) };
	struct ic_version *v = m.version;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(frames); i++, v++) {
		v->major = frames[i] >> 16;
		v->minor = frames[i];
	}
	for (i = 0; ic->kind->versions[i]; i++) {
		if (ic->kind->versions[i] > ic->top)
			break;
		v->major = ic->kind->versions[i] >> 16;
		v->minor = ic->kind->versions[i];
		v++;
		m.messages++;
	}
	ic_send_type(ic, IC_NEGOTIATE, &m, (char *)v - (char *)&m);
}

static bool version_proposed(const struct ic *ic, u32 version)
{
	u32 i;

	for (i = 0; ic->kind->versions[i]; i++)
		if (ic->kind->versions[i] == version)
			return version <= ic->top;
	return false;
}

static void ic_negotiated(struct ic *ic, const u8 *data, u32 len)
{
	struct ic_negotiate m;
	u32 frame, version;

	if (len < offsetof(struct ic_negotiate, version[2])) {
		ic_wrong(ic, "a version answer that is too short");
		return;
	}
	memcpy(&m, data, offsetof(struct ic_negotiate, version[2]));
	frame = VERSION(m.version[0].major, m.version[0].minor);
	version = VERSION(m.version[1].major, m.version[1].minor);
	if (m.frames != 1 || m.messages != 1 || !version_proposed(ic, version) ||
	    (frame != frames[0] && frame != frames[1])) {
		ic_wrong(ic, "no version in common");
		return;
	}
	ic->frame = frame;
	ic->version = version;
	report_info(ic->channel->host, "%s: version %u.%u", ic->device->name,
		    version >> 16, version & 0xffff);
	if (ic->ready)
		return;
	ic->ready = true;
	ic->kind->ready(ic);
}

void ic_wrong(struct ic *ic, const char *text)
{
	ic->wrong++;
	channel_mistake(ic->channel, text);
}

void ic_packet(struct channel *channel, const struct packet *packet)
{
	struct ic *ic = channel->device->priv;
	struct ic_header hdr;
	const u8 *data;
	u32 len;

	if (packet->type != PACKET_INBAND || packet->len < sizeof(hdr)) {
		ic_wrong(ic, "a packet that is no integration message");
		return;
	}
	memcpy(&hdr, packet->payload, sizeof(hdr));
	data = packet->payload + sizeof(hdr);
	len = packet->len - sizeof(hdr);
	if (!(hdr.flags & IC_FLAG_RESPONSE)) {
		ic_wrong(ic, "a message that is no answer");
		return;
	}
	if (hdr.type == IC_NEGOTIATE)
		ic_negotiated(ic, data, len);
	else if (hdr.type == ic->kind->type && ic->ready)
		ic->kind->answer(ic, &hdr, data, len);
	else
		ic_wrong(ic, "an answer to nothing that was asked");
}

static void ic_due(struct timer *timer)
{
	struct ic *ic = container_of(timer, struct ic, timer);

	ic->kind->due(ic);
}

void ic_set_timer(struct ic *ic, u64 delay_ns)
{
	struct vmbhost *host = ic->channel->host;

	timer_set(&host->timers, &ic->timer, host->now + delay_ns);
}

void ic_init(struct ic *ic, const struct ic_kind *kind)
{
	ic->kind = kind;
	ic->top = UINT32_MAX;
	timer_init(&ic->timer, ic_due);
}

void ic_open(struct channel *channel)
{
	struct ic *ic = channel->device->priv;

	ic->channel = channel;
	ic->ready = false;
	ic->frame = frames[0];
	ic->version = 0;
	ic_negotiate(ic);
}

void ic_close(struct channel *channel)
{
	struct ic *ic = channel->device->priv;

	timer_cancel(&ic->timer);
	ic->ready = false;
	ic->channel = NULL;
}

/* Messages are few and far between: none waits for room. */
void ic_writable(struct channel *channel)
{
	(void)channel;
}

void ic_free(struct device *device)
{
	free(device->priv);
}

int ic_add(struct vmbhost *host, const struct device_ops *ops, struct ic *ic,
	   const struct guid *type, const struct guid *instance, char *error,
	   size_t size)
{
	struct device device = {
		.ops = ops,
		.type = *type,
		.instance = *instance,
		.offer_flags = OFFER_FLAG_ENUMERATE | OFFER_FLAG_PIPE,
		.monitored = ic->monitored,
		.priv = ic,
	};

	if (device_find(host, ops->name)) {
		snprintf(error, size, "there is a %s device already", ops->name);
		free(ic);
		return -1;
	}
	snprintf(device.name, sizeof(device.name), "%s", ops->name);
	ic->device = device_add(host, &device);
	return 0;
}

u64 ic_count_sent(const struct device *device)
{
	return ((const struct ic *)device->priv)->sent;
}

u64 ic_count_answered(const struct device *device)
{
	return ((const struct ic *)device->priv)->answered;
}

u64 ic_count_wrong(const struct device *device)
{
	return ((const struct ic *)device->priv)->wrong;
}

/* As (major << 16) | minor; 0 before one was agreed upon. */
u64 ic_count_version(const struct device *device)
{
	return ((const struct ic *)device->priv)->version;
}
