// SPDX-License-Identifier: GPL-2.0-only
/*
 * command.c - the test device's operations, one function each.
 */
#include "plain.h"

#define PLAIN_COOKIE 0x706c6169

/* The reply must have come in full; its status is the result. */
int plain_status_call(struct plain_channel *ch, const void *msg, u32 len,
		      u32 *value)
{
	const struct kmcltest_hdr *hdr = msg;
	struct kmcltest_status status = {};
	u32 got;
	int err;

	err = plain_call(ch, msg, len, &status, sizeof(status), &got);
	if (err)
		return err;
	if (got < sizeof(status) || status.hdr.op != hdr->op ||
	    status.hdr.cookie != hdr->cookie)
		return -EPROTO;
	if (value)
		*value = status.value;
	return status.status;
}

/* For replies that are not a status when all is well. */
static int struct_call(struct plain_channel *ch, const void *msg, u32 len,
		       void *reply, u32 size)
{
	const struct kmcltest_hdr *hdr = msg;
	const struct kmcltest_status *status = reply;
	u32 got;
	int err;

	memset(reply, 0, size);
	err = plain_call(ch, msg, len, reply, size, &got);
	if (err)
		return err;
	if (got == sizeof(*status) && size > got)
		return status->status;
	if (got < size || status->hdr.op != hdr->op ||
	    status->hdr.cookie != hdr->cookie)
		return -EPROTO;
	return 0;
}

int plain_info(struct plain_channel *ch, struct kmcltest_info *info)
{
	struct kmcltest_hdr msg = { KMCLTEST_INFO, PLAIN_COOKIE };

	return struct_call(ch, &msg, sizeof(msg), info, sizeof(*info));
}

int plain_counters(struct plain_channel *ch, struct kmcltest_counters *counters)
{
	struct kmcltest_hdr msg = { KMCLTEST_COUNTERS, PLAIN_COOKIE };

	return struct_call(ch, &msg, sizeof(msg), counters, sizeof(*counters));
}

int plain_hold(struct plain_channel *ch, u32 mode, u32 delay_us)
{
	struct kmcltest_hold msg = {
		.hdr = { KMCLTEST_HOLD, PLAIN_COOKIE },
		.mode = mode,
		.delay_us = delay_us,
	};

	return plain_status_call(ch, &msg, sizeof(msg), NULL);
}

int plain_release(struct plain_channel *ch, u32 order, u32 count, u64 seed,
		  u32 *released)
{
	struct kmcltest_release msg = {
		.hdr = { KMCLTEST_RELEASE, PLAIN_COOKIE },
		.order = order,
		.count = count,
		.seed = seed,
	};

	return plain_status_call(ch, &msg, sizeof(msg), released);
}

int plain_stall(struct plain_channel *ch, u32 mode, u32 time_us)
{
	struct kmcltest_stall msg = {
		.hdr = { KMCLTEST_STALL, PLAIN_COOKIE },
		.mode = mode,
		.time_us = time_us,
	};

	return plain_status_call(ch, &msg, sizeof(msg), NULL);
}

int plain_rescind(struct plain_channel *ch, u32 delay_us, u32 reoffer_us)
{
	struct kmcltest_rescind msg = {
		.hdr = { KMCLTEST_RESCIND, PLAIN_COOKIE },
		.delay_us = delay_us,
		.reoffer_us = reoffer_us,
	};

	return plain_status_call(ch, &msg, sizeof(msg), NULL);
}

int plain_subchannels(struct plain_channel *ch, u32 count, u32 *offered)
{
	struct kmcltest_subchannels msg = {
		.hdr = { KMCLTEST_SUBCHANNELS, PLAIN_COOKIE },
		.count = count,
	};

	return plain_status_call(ch, &msg, sizeof(msg), offered);
}

/* GPADL_SUM or GPADL_FILL. */
int plain_gpadl_call(struct plain_channel *ch, u32 op, u32 gpadl, u64 seed,
		     struct kmcltest_sum *sum)
{
	struct kmcltest_gpadl msg = {
		.hdr = { op, PLAIN_COOKIE },
		.gpadl = gpadl,
		.fill_seed = seed,
	};
	int err;

	err = struct_call(ch, &msg, sizeof(msg), sum, sizeof(*sum));
	return err ?: sum->status;
}

int plain_gpadl_hold(struct plain_channel *ch, u32 gpadl, bool hold)
{
	struct kmcltest_gpadl msg = {
		.hdr = { KMCLTEST_GPADL_HOLD, PLAIN_COOKIE },
		.gpadl = gpadl,
		.fill_seed = hold,
	};

	return plain_status_call(ch, &msg, sizeof(msg), NULL);
}
