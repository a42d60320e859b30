// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - asking the test device for operations.
 */
#include "client.h"

int client_op(struct endpoint *c, void *msg, u32 size)
{
	struct kmcltest_status reply = {};
	u32 reply_size = sizeof(reply);
	NTSTATUS status = endpoint_request(c, msg, size, NULL, &reply, &reply_size);

	if (!NT_SUCCESS(status) || reply_size < sizeof(reply)) {
		FAIL(c->t, "operation %u of the device: %#x, reply of %u bytes",
		     ((struct kmcltest_hdr *)msg)->op, status, reply_size);
		return -1;
	}
	return reply.status;
}

bool client_op_ok(struct endpoint *c, void *msg, u32 size)
{
	int status = client_op(c, msg, size);

	if (status > 0)
		FAIL(c->t, "operation %u of the device: error %d",
		     ((struct kmcltest_hdr *)msg)->op, status);
	return status == KMCLTEST_OK;
}

bool client_info(struct endpoint *c)
{
	struct kmcltest_hdr msg = { .op = KMCLTEST_INFO, .cookie = 1 };
	struct kmcltest_info info = {};
	u32 size = sizeof(info);
	struct kcase *t = c->t;
	NTSTATUS status;

	status = endpoint_request(c, &msg, sizeof(msg), NULL, &info, &size);
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	EXPECT_GE(t, size, (u32)sizeof(info));
	EXPECT_EQ(t, info.version, KMCLTEST_VERSION);
	EXPECT_EQ(t, info.index, c->index);
	c->features = info.features;
	return !kcase_failed(t);
}

bool client_counters(struct endpoint *c, struct kmcltest_counters *counters)
{
	struct kmcltest_hdr msg = { .op = KMCLTEST_COUNTERS };
	u32 size = sizeof(*counters);
	NTSTATUS status = endpoint_request(c, &msg, sizeof(msg), NULL, counters, &size);

	if (NT_SUCCESS(status) && size >= sizeof(*counters))
		return true;
	FAIL(c->t, "counters of the device: %#x, %u bytes", status, size);
	return false;
}

bool client_hold(struct endpoint *c, enum kmcltest_hold_mode mode, u32 delay_us)
{
	struct kmcltest_hold msg = {
		.hdr.op = KMCLTEST_HOLD,
		.mode = mode,
		.delay_us = delay_us,
	};

	return client_op_ok(c, &msg, sizeof(msg));
}

bool client_release(struct endpoint *c, enum kmcltest_release_order order,
		    u32 count)
{
	struct kmcltest_release msg = {
		.hdr.op = KMCLTEST_RELEASE,
		.order = order,
		.count = count,
		.seed = c->t->seed,
	};

	return client_op_ok(c, &msg, sizeof(msg));
}

bool client_stall(struct endpoint *c, enum kmcltest_stall_mode mode, u32 time_us)
{
	struct kmcltest_stall msg = {
		.hdr.op = KMCLTEST_STALL,
		.mode = mode,
		.time_us = time_us,
	};

	return client_op_ok(c, &msg, sizeof(msg));
}

bool client_source(struct endpoint *c, u32 count, u32 size, u32 flags, u32 window)
{
	struct kmcltest_source msg = {
		.hdr.op = KMCLTEST_SOURCE,
		.count = count,
		.size = size,
		.flags = flags,
		.window = window,
		.seed = 7,
	};

	return client_op_ok(c, &msg, sizeof(msg));
}

bool client_rescind(struct endpoint *c, u32 delay_us, u32 reoffer_us)
{
	struct kmcltest_rescind msg = {
		.hdr.op = KMCLTEST_RESCIND,
		.delay_us = delay_us,
		.reoffer_us = reoffer_us,
	};

	return client_op_ok(c, &msg, sizeof(msg));
}

void client_rescind_blind(struct endpoint *c, u32 delay_us, u32 reoffer_us)
{
	struct kmcltest_rescind msg = {
		.hdr.op = KMCLTEST_RESCIND,
		.delay_us = delay_us,
		.reoffer_us = reoffer_us,
	};
	LARGE_INTEGER timeout = { .QuadPart = -10000ll * WAIT_MS };
	NTSTATUS status;

	status = VmbChannelSendSynchronousRequest(c->channel, &msg, sizeof(msg),
						  NULL, 0, NULL, NULL,
						  &timeout);
	EXPECT_EQ(c->t, status, STATUS_SUCCESS);
}

bool client_echo(struct endpoint *c, u32 size)
{
	struct request *r = request_alloc(c, KMCLTEST_ECHO, size);
	NTSTATUS status;

	if (!r)
		return false;
	status = request_send(r, WAIT);
	if (NT_SUCCESS(status))
		return request_echoed(r);
	FAIL(c->t, "sending an echo: %#x", status);
	return false;
}

bool client_check_data(struct endpoint *c, const void *buffer, u32 size,
		       u32 sequence)
{
	const struct kmcltest_data *data = buffer;
	const u8 *bytes = buffer;
	u32 i;

	if (size < sizeof(*data) || data->hdr.op != KMCLTEST_DATA) {
		FAIL(c->t, "%u bytes that are no data packet", size);
		return false;
	}
	if (data->sequence != sequence) {
		FAIL(c->t, "expected packet %u, got %u", sequence,
		     data->sequence);
		return false;
	}
	for (i = sizeof(*data); i < size; i++) {
		if (bytes[i] == kmcltest_byte(7 + (u64)sequence,
					      i - sizeof(*data)))
			continue;
		FAIL(c->t, "packet %u differs at byte %u", sequence, i);
		return false;
	}
	return true;
}
