// SPDX-License-Identifier: GPL-2.0-only
/*
 * ops.c - dispatches the messages of the kmcltest protocol.
 */
#include <linux/delay.h>
#include <linux/slab.h>

#include "server.h"

void server_reply(const struct request *r, void *payload, u32 size)
{
	atomic64_inc(&r->device->counters.sent);
	VmbChannelPacketComplete(r->packet, payload, size);
}

void server_reply_status(const struct request *r, u32 status, u32 value)
{
	struct kmcltest_status reply = {
		.hdr = *r->hdr,
		.status = status,
		.value = value,
	};

	server_reply(r, &reply, sizeof(reply));
}

static enum handled op_info(const struct request *r)
{
	struct kmcltest_info reply = {
		.hdr = *r->hdr,
		.version = KMCLTEST_VERSION,
		.features = SERVER_FEATURES,
		.index = r->device->index,
	};

	server_reply(r, &reply, sizeof(reply));
	return HANDLED;
}

static enum handled op_echo_packet(const struct request *r)
{
	VMBPACKET packet = VmbPacketAllocate(r->device->channel);
	NTSTATUS status;

	if (!packet) {
		server_reply_status(r, KMCLTEST_EBUSY, 0);
		return HANDLED;
	}
	/* The packet frees itself: that is the default completion routine. */
	status = VmbPacketSend(packet, (void *)r->hdr, r->size, NULL, 0);
	if (!NT_SUCCESS(status)) {
		VmbPacketFree(packet);
		server_reply_status(r, KMCLTEST_ESIZE, 0);
		return HANDLED;
	}
	atomic64_inc(&r->device->counters.sent);
	server_reply(r, NULL, 0);
	return HANDLED;
}

static enum handled op_sink(const struct request *r)
{
	server_reply(r, NULL, 0);
	return HANDLED;
}

/*
 * A KMCL server cannot see whether its client asks for room, so for
 * KMCLTEST_STALL_FULL it waits long enough for any client to have filled its
 * ring.
 */
#define STALL_FULL_US	100000u

static enum handled op_stall(const struct request *r)
{
	const struct kmcltest_stall *m = (const void *)r->hdr;
	struct server_device *device = r->device;
	u32 us = m->time_us;
	unsigned long flags;

	if (m->mode > KMCLTEST_STALL_FULL) {
		server_reply_status(r, KMCLTEST_EARG, 0);
		return HANDLED;
	}
	if (m->mode == KMCLTEST_STALL_FULL)
		us += STALL_FULL_US;
	spin_lock_irqsave(&device->lock, flags);
	device->stall_us = us;
	spin_unlock_irqrestore(&device->lock, flags);
	server_reply_status(r, KMCLTEST_OK, 0);
	return HANDLED;
}

static enum handled op_counters(const struct request *r)
{
	struct server_counters *c = &r->device->counters;
	struct kmcltest_counters reply = {
		.hdr = *r->hdr,
		.packets = atomic64_read(&c->packets),
		.bytes = atomic64_read(&c->bytes),
		.completions = atomic64_read(&c->completions),
		.bad_completions = atomic64_read(&c->bad_completions),
		.sent = atomic64_read(&c->sent),
		.mistakes = atomic64_read(&c->mistakes),
		.held = READ_ONCE(r->device->held),
		.host_ns = atomic64_read(&c->busy_ns),
	};

	server_reply(r, &reply, sizeof(reply));
	return HANDLED;
}

static enum handled op_rescind(const struct request *r)
{
	const struct kmcltest_rescind *m = (const void *)r->hdr;
	struct server_device *device = r->device;
	u32 delay_us = m->delay_us;
	unsigned long flags;
	bool busy;

	spin_lock_irqsave(&device->lock, flags);
	busy = device->rescinding;
	device->rescinding = true;
	if (!busy) {
		device->delay_us = delay_us;
		device->reoffer_us = m->reoffer_us;
	}
	spin_unlock_irqrestore(&device->lock, flags);
	server_reply_status(r, busy ? KMCLTEST_EBUSY : KMCLTEST_OK, 0);
	if (!busy)
		schedule_delayed_work(&device->rescind_work,
				      delay_us < RESCIND_TICKS_US ? 0 :
				      usecs_to_jiffies(delay_us));
	return HANDLED;
}

static enum handled op_not_here(const struct request *r)
{
	server_reply_status(r, KMCLTEST_ENOTSUP, 0);
	return HANDLED;
}

static const struct {
	u32 size;
	bool pipe;
	enum handled (*run)(const struct request *r);
} ops[] = {
	[KMCLTEST_INFO] = { sizeof(struct kmcltest_hdr), false, op_info },
	[KMCLTEST_ECHO] = { sizeof(struct kmcltest_hdr), false, hold_echo },
	[KMCLTEST_ECHO_PACKET] = { sizeof(struct kmcltest_hdr), true, op_echo_packet },
	[KMCLTEST_SINK] = { sizeof(struct kmcltest_hdr), true, op_sink },
	[KMCLTEST_SOURCE] = { sizeof(struct kmcltest_source), true, source_begin },
	[KMCLTEST_HOLD] = { sizeof(struct kmcltest_hold), false, hold_set },
	[KMCLTEST_RELEASE] = { sizeof(struct kmcltest_release), false, hold_release },
	[KMCLTEST_EXT_SUM] = { sizeof(struct kmcltest_hdr), false, memory_ext_sum },
	[KMCLTEST_EXT_FILL] = { sizeof(struct kmcltest_fill), false, memory_ext_fill },
	[KMCLTEST_GPADL_SUM] = { sizeof(struct kmcltest_gpadl), false, memory_gpadl_sum },
	[KMCLTEST_GPADL_FILL] = { sizeof(struct kmcltest_gpadl), false, memory_gpadl_fill },
	[KMCLTEST_STALL] = { sizeof(struct kmcltest_stall), false, op_stall },
	[KMCLTEST_COUNTERS] = { sizeof(struct kmcltest_hdr), false, op_counters },
	[KMCLTEST_RESCIND] = { sizeof(struct kmcltest_rescind), false, op_rescind },
	[KMCLTEST_SUBCHANNELS] = { sizeof(struct kmcltest_subchannels), false, op_not_here },
	[KMCLTEST_FAULT] = { sizeof(struct kmcltest_fault), true, op_not_here },
	[KMCLTEST_GPADL_HOLD] = { sizeof(struct kmcltest_gpadl), false, memory_gpadl_hold },
};

static enum handled request_run(const struct request *r)
{
	u32 op;

	if (r->size < sizeof(*r->hdr)) {
		static const struct kmcltest_hdr none;
		struct request nameless = *r;

		nameless.hdr = &none;
		atomic64_inc(&r->device->counters.mistakes);
		server_reply_status(&nameless, KMCLTEST_ESIZE, 0);
		return HANDLED;
	}
	op = r->hdr->op;
	if (op >= ARRAY_SIZE(ops) || !ops[op].run ||
	    (r->device->pipe && !ops[op].pipe)) {
		server_reply_status(r, KMCLTEST_EOP, 0);
		return HANDLED;
	}
	if (r->size < ops[op].size) {
		server_reply_status(r, KMCLTEST_ESIZE, 0);
		return HANDLED;
	}
	return ops[op].run(r);
}

/*
 * Stalled: the packet at hand goes back and comes again in process context,
 * where sleeping on it keeps the queue from being read.
 */
static bool stall(struct server_device *device, VMBPACKETCOMPLETION packet)
{
	unsigned long flags;
	u32 us;

	if (!READ_ONCE(device->stall_us))
		return false;
	if (!server_may_sleep()) {
		VmbChannelPacketDeferToPassive(packet);
		return true;
	}
	spin_lock_irqsave(&device->lock, flags);
	us = device->stall_us;
	device->stall_us = 0;
	spin_unlock_irqrestore(&device->lock, flags);
	if (us)
		usleep_range(us, us + 1000);
	return false;
}

void server_packet(VMBCHANNEL channel, VMBPACKETCOMPLETION packet,
		   PVOID buffer, UINT32 size, UINT32 flags)
{
	struct server_device *device = VmbChannelGetPointer(channel);
	struct request r = {
		.device = device,
		.packet = packet,
		.hdr = buffer,
		.size = size,
	};
	u64 begin = ktime_get_ns();

	if (stall(device, packet))
		return;
	switch (request_run(&r)) {
	case HANDLED:
		atomic64_inc(&device->counters.packets);
		atomic64_add(size, &device->counters.bytes);
		break;
	case WANTS_PASSIVE:
		VmbChannelPacketDeferToPassive(packet);
		break;
	case PRESENTED_AGAIN:
		break;
	}
	atomic64_add(ktime_get_ns() - begin, &device->counters.busy_ns);
}
