// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmcltest.c - the test device: its messages, and the ops that need no more
 * than a few lines.  The protocol is in selftests/include/kmcltest.h.
 *
 * In pipe mode in-band packets carry a pipe header; a completion, should one be
 * asked for, does not.
 */
#include <stdlib.h>
#include <string.h>

#include "kmcltest.h"

/* How often a stalled ring is looked at for a guest that asks for room. */
#define STALL_POLL_NS	200000
/* How long, and how often, a rescind waits for its reply to be read. */
#define RESCIND_WAIT_NS	10000000000ull
#define RESCIND_POLL_NS	50000

#define FEATURES (KMCLTEST_FEATURE_FAULTS | KMCLTEST_FEATURE_RESCIND | \
		  KMCLTEST_FEATURE_SUBCHANNELS | KMCLTEST_FEATURE_GPADL | \
		  KMCLTEST_FEATURE_EXTERNAL | KMCLTEST_FEATURE_STALL | \
		  KMCLTEST_FEATURE_MULTIRANGE)

void kmcltest_reply(struct kmcltest *k, const struct request *r,
		    const void *payload, u32 len)
{
	if (!r->wants)
		return;
	if (!channel_complete(k->channel, r->packet->id, payload, len))
		kmcltest_reply_status(k, r, KMCLTEST_ESIZE, 0);
}

void kmcltest_reply_status(struct kmcltest *k, const struct request *r,
			   u32 status, u32 value)
{
	struct kmcltest_status reply = {
		.hdr = *r->hdr,
		.status = status,
		.value = value,
	};

	if (r->wants)
		channel_complete(k->channel, r->packet->id, &reply,
				 sizeof(reply));
}

bool kmcltest_send(struct kmcltest *k, u16 flags, u64 id,
		   const void *data, u32 len)
{
	struct pipe_header pipe = { PIPE_TYPE_DATA, len };
	struct iovec iov[] = {
		{ &pipe, sizeof(pipe) },
		{ (void *)data, len },
	};
	int skip = k->pipe ? 0 : 1;

	return channel_send(k->channel, PACKET_INBAND, flags, id, iov + skip,
			    2 - skip);
}

static void on_info(struct kmcltest *k, const struct request *r)
{
	struct kmcltest_info reply = {
		.hdr = *r->hdr,
		.version = KMCLTEST_VERSION,
		.features = FEATURES,
		.index = k->channel->device->index,
		.subchannel = k->channel->index,
	};

	kmcltest_reply(k, r, &reply, sizeof(reply));
}

static void on_echo_packet(struct kmcltest *k, const struct request *r)
{
	if (!kmcltest_send(k, 0, r->packet->id, r->hdr, r->len))
		kmcltest_reply_status(k, r, KMCLTEST_ESIZE, 0);
	else
		kmcltest_reply(k, r, NULL, 0);
}

static void on_sink(struct kmcltest *k, const struct request *r)
{
	kmcltest_reply(k, r, NULL, 0);
}

static void stall_over(struct timer *timer)
{
	struct kmcltest *k = container_of(timer, struct kmcltest, stall);
	struct vmbhost *host = k->channel->host;

	if (k->stall_until_full) {
		u64 wait = STALL_POLL_NS;

		if (channel_guest_pending(k->channel)) {
			k->stall_until_full = false;
			wait = k->stall_ns;
		}
		timer_set(&host->timers, timer, host->now + wait);
		return;
	}
	k->channel->stopped = false;
	channel_service(k->channel);
}

static void on_stall(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_stall *m = (const void *)r->hdr;
	struct vmbhost *host = k->channel->host;

	if (m->mode > KMCLTEST_STALL_FULL) {
		kmcltest_reply_status(k, r, KMCLTEST_EARG, 0);
		return;
	}
	kmcltest_reply_status(k, r, KMCLTEST_OK, 0);
	k->stall_ns = m->time_us * 1000ull;
	k->stall_until_full = m->mode == KMCLTEST_STALL_FULL;
	k->channel->stopped = true;
	timer_set(&host->timers, &k->stall,
		  host->now + (k->stall_until_full ? STALL_POLL_NS :
						     k->stall_ns));
}

static void on_counters(struct kmcltest *k, const struct request *r)
{
	const struct channel_counters *c = &k->channel->counters;
	struct kmcltest_counters reply = {
		.hdr = *r->hdr,
		.packets = c->packets,
		.bytes = c->bytes,
		.completions = k->completions,
		.bad_completions = k->bad_completions,
		.sent = c->sent,
		.signals = c->signals,
		.empty_signals = c->empty_signals,
		.full = c->full,
		.mistakes = c->mistakes,
		.held = hold_count(k),
		.host_ns = c->busy_ns,
		.faults = k->channel->host->faults_done,
	};

	kmcltest_reply(k, r, &reply, sizeof(reply));
}

/* A rescind makes the guest forget what it has not read: the reply goes first. */
static void rescind_due(struct timer *timer)
{
	struct kmcltest *k = container_of(timer, struct kmcltest, rescind);
	struct channel *channel = k->channel;
	struct vmbhost *host = channel->host;

	if (host->now < k->rescind_deadline &&
	    (!channel_idle(channel) ||
	     ring_unread(&channel->out, k->rescind_reply)))
		timer_set(&host->timers, timer, host->now + RESCIND_POLL_NS);
	else
		channel_rescind_later(channel, 0, k->reoffer_ns);
}

static void on_rescind(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_rescind *m = (const void *)r->hdr;
	struct vmbhost *host = k->channel->host;
	u64 due = host->now + m->delay_us * 1000ull;

	if (k->channel->withdraw.armed || k->rescind.armed) {
		kmcltest_reply_status(k, r, KMCLTEST_EBUSY, 0);
		return;
	}
	k->reoffer_ns = m->reoffer_us * 1000ull;
	if (m->reoffer_us == UINT32_MAX)
		k->reoffer_ns = REOFFER_NEVER;
	k->rescind_keep = m->keep;
	k->rescind_reply = k->channel->out.index;
	k->rescind_deadline = due + RESCIND_WAIT_NS;
	kmcltest_reply_status(k, r, KMCLTEST_OK, 0);
	timer_set(&host->timers, &k->rescind, due);
}

static void on_subchannels(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_subchannels *m = (const void *)r->hdr;

	if (k->channel->index || !m->count ||
	    !channel_offer_subchannels(k->channel, m->count)) {
		kmcltest_reply_status(k, r, KMCLTEST_EARG, 0);
		return;
	}
	kmcltest_reply_status(k, r, KMCLTEST_OK, m->count);
}

static void on_fault(struct kmcltest *k, const struct request *r)
{
	const struct kmcltest_fault *m = (const void *)r->hdr;
	struct channel *channel = k->channel;
	char name[sizeof(m->name) + 1];
	int id;

	snprintf(name, sizeof(name), "%.*s", (int)sizeof(m->name), m->name);
	if (!strcmp(name, "none")) {
		fault_disarm_channel(k->channel);
		kmcltest_reply_status(k, r, KMCLTEST_OK, 0);
		return;
	}
	id = fault_by_name(name);
	if (id < 0) {
		kmcltest_reply_status(k, r, KMCLTEST_ENOENT, 0);
		return;
	}
	/* First, so that this reply is not the first occasion. */
	kmcltest_reply_status(k, r, KMCLTEST_OK, 0);
	/* What the guest shows and hides, it does not for a channel. */
	if (fault_occasion(id) == OCCASION_VISIBILITY)
		channel = NULL;
	if (!fault_arm(k->channel->host, id, m->after, m->times, channel, NULL))
		channel_mistake(k->channel, "too many faults at a time");
}

struct op {
	u32 size;
	bool pipe;
	void (*fn)(struct kmcltest *k, const struct request *r);
};

static const struct op ops[] = {
	[KMCLTEST_INFO] = { sizeof(struct kmcltest_hdr), false, on_info },
	[KMCLTEST_ECHO] = { sizeof(struct kmcltest_hdr), false, hold_on_echo },
	[KMCLTEST_ECHO_PACKET] = { sizeof(struct kmcltest_hdr), true, on_echo_packet },
	[KMCLTEST_SINK] = { sizeof(struct kmcltest_hdr), true, on_sink },
	[KMCLTEST_SOURCE] = { sizeof(struct kmcltest_source), true, source_on_source },
	[KMCLTEST_HOLD] = { sizeof(struct kmcltest_hold), false, hold_on_hold },
	[KMCLTEST_RELEASE] = { sizeof(struct kmcltest_release), false, hold_on_release },
	[KMCLTEST_EXT_SUM] = { sizeof(struct kmcltest_hdr), false, memory_on_ext_sum },
	[KMCLTEST_EXT_FILL] = { sizeof(struct kmcltest_fill), false, memory_on_ext_fill },
	[KMCLTEST_GPADL_SUM] = { sizeof(struct kmcltest_gpadl), false, memory_on_gpadl_sum },
	[KMCLTEST_GPADL_FILL] = { sizeof(struct kmcltest_gpadl), false, memory_on_gpadl_fill },
	[KMCLTEST_STALL] = { sizeof(struct kmcltest_stall), false, on_stall },
	[KMCLTEST_COUNTERS] = { sizeof(struct kmcltest_hdr), false, on_counters },
	[KMCLTEST_RESCIND] = { sizeof(struct kmcltest_rescind), false, on_rescind },
	[KMCLTEST_SUBCHANNELS] = { sizeof(struct kmcltest_subchannels), false, on_subchannels },
	[KMCLTEST_FAULT] = { sizeof(struct kmcltest_fault), true, on_fault },
	[KMCLTEST_GPADL_HOLD] = { sizeof(struct kmcltest_gpadl), false, memory_on_gpadl_hold },
};

static void request_dispatch(struct kmcltest *k, struct request *r)
{
	static const struct kmcltest_hdr none;
	const struct op *op;

	if (r->len < sizeof(*r->hdr)) {
		channel_mistake(k->channel, "a message without a header");
		r->hdr = &none;
		kmcltest_reply_status(k, r, KMCLTEST_ESIZE, 0);
		return;
	}
	if (r->hdr->op >= ARRAY_SIZE(ops) || !ops[r->hdr->op].fn ||
	    (k->pipe && !ops[r->hdr->op].pipe)) {
		kmcltest_reply_status(k, r, KMCLTEST_EOP, 0);
		return;
	}
	op = &ops[r->hdr->op];
	if (r->len < op->size) {
		kmcltest_reply_status(k, r, KMCLTEST_ESIZE, 0);
		return;
	}
	op->fn(k, r);
}

/* Take the pipe header off. */
static bool pipe_unwrap(struct kmcltest *k, const struct packet *packet,
			struct request *r)
{
	const struct pipe_header *pipe = (const void *)packet->payload;

	if (packet->len < sizeof(*pipe) || pipe->type != PIPE_TYPE_DATA ||
	    pipe->size > PIPE_MAX ||
	    pipe->size > packet->len - sizeof(*pipe)) {
		channel_mistake(k->channel, "a bad pipe header");
		return false;
	}
	r->hdr = (const void *)(packet->payload + sizeof(*pipe));
	r->len = pipe->size;
	return r->len != 0;
}

static void kmcltest_packet(struct channel *channel,
			    const struct packet *packet)
{
	struct kmcltest *k = channel->priv;
	struct request r = {
		.packet = packet,
		.hdr = (const void *)packet->payload,
		.len = packet->len,
		.wants = packet->flags & PACKET_FLAG_COMPLETE,
	};

	if (packet->flags & ~PACKET_FLAG_COMPLETE)
		channel_mistake(channel, "a packet with unknown flags");
	switch (packet->type) {
	case PACKET_COMPLETION:
		source_on_completion(k, packet);
		return;
	case PACKET_INBAND:
	case PACKET_GPA_DIRECT:
		if (!k->pipe || pipe_unwrap(k, packet, &r))
			request_dispatch(k, &r);
		return;
	default:
		channel_mistake(channel, "a packet of unknown type");
	}
}

static void kmcltest_open(struct channel *channel)
{
	struct kmcltest *k = xcalloc(1, sizeof(*k));

	k->channel = channel;
	k->pipe = channel->device->offer_flags & OFFER_FLAG_PIPE;
	timer_init(&k->stall, stall_over);
	timer_init(&k->rescind, rescind_due);
	hold_init(k);
	source_init(k);
	channel->priv = k;
}

static void kmcltest_close(struct channel *channel)
{
	struct kmcltest *k = channel->priv;

	u64 now = channel->host->now;

	if (k->rescind.armed && k->rescind_keep)
		channel_rescind_later(channel, k->rescind.when > now ? k->rescind.when - now : 0,
				      k->reoffer_ns);
	timer_cancel(&k->stall);
	timer_cancel(&k->rescind);
	hold_destroy(k);
	source_destroy(k);
	memory_destroy(k);
	free(k);
	channel->priv = NULL;
}

static void kmcltest_writable(struct channel *channel)
{
	source_pump(channel->priv);
}

static void add_one(struct vmbhost *host, u32 index, bool pipe, bool monitored,
		    u16 mmio)
{
	static const struct guid isolated_type = { KMCLTEST_ISOLATED_TYPE_BYTES };
	struct device device = {
		.ops = &kmcltest_ops,
		.index = index,
		.type = { KMCLTEST_TYPE_BYTES },
		.instance = { KMCLTEST_INSTANCE_BYTES(index) },
		.offer_flags = OFFER_FLAG_ENUMERATE |
			       (pipe ? OFFER_FLAG_PIPE : 0),
		.mmio_megabytes = mmio,
		.monitored = monitored,
	};

	if (host->isolation.on)
		device.type = isolated_type;
	snprintf(device.name, sizeof(device.name), "kmcltest%u", index);
	device_add(host, &device);
}

static int kmcltest_add(struct vmbhost *host, char *options, char *error,
			size_t size)
{
	u64 count = 1, first = 0, mmio = 0, i;
	char *key, *value, name[DEVICE_NAME];
	bool pipe = false, monitored = false;
	int ret = 0;

	while (!ret && option_next(&options, &key, &value)) {
		if (!strcmp(key, "count"))
			ret = option_number(key, value, 1, 1024, &count, error, size);
		else if (!strcmp(key, "first"))
			ret = option_number(key, value, 0, 0xfff, &first, error, size);
		else if (!strcmp(key, "mmio"))
			ret = option_number(key, value, 0, 0xffff, &mmio, error, size);
		else if (!strcmp(key, "pipe") && !value)
			pipe = true;
		else if (!strcmp(key, "monitor") && !value)
			monitored = true;
		else
			ret = snprintf(error, size,
				       "kmcltest has no option '%s'; it has count=, first=, mmio=, monitor, pipe",
				       key);
	}
	if (ret)
		return -1;
	if (pipe)
		first += KMCLTEST_PIPE_INDEX;
	for (i = first; i < first + count; i++) {
		snprintf(name, sizeof(name), "kmcltest%u", (u32)i);
		if (device_find(host, name)) {
			snprintf(error, size, "there are two %s", name);
			return -1;
		}
		add_one(host, i, pipe, monitored, mmio);
	}
	return 0;
}

#define COUNTER(field) \
	static u64 count_##field(const struct device *device) \
	{ \
		const struct channel *channel = device->channels; \
		u64 sum = 0; \
		for (; channel; channel = channel->next) \
			sum += channel->counters.field; \
		return sum; \
	}

COUNTER(packets)
COUNTER(bytes)
COUNTER(sent)
COUNTER(signals)
COUNTER(mistakes)

static const struct device_counter counters[] = {
	{ "packets", count_packets },
	{ "bytes", count_bytes },
	{ "sent", count_sent },
	{ "signals", count_signals },
	{ "mistakes", count_mistakes },
	{ NULL, NULL },
};

const struct device_ops kmcltest_ops = {
	.name = "kmcltest",
	.subchannels = true,
	.add = kmcltest_add,
	.open = kmcltest_open,
	.close = kmcltest_close,
	.packet = kmcltest_packet,
	.writable = kmcltest_writable,
	.counters = counters,
};
