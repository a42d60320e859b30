// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_pipe.c - a channel in pipe mode: a header ahead of each message, and no
 * completions.
 */
#include <linux/slab.h>

#include "fixture.h"

#define PIPE_TYPE_DATA	1
#define PIPE_MAX	16384

struct pipe_packet {
	u32 type;
	u32 size;
	u8 data[];
};

/**
 * struct pipe_fixture - a pipe and what comes out of it
 * @dev: the device; referenced
 * @packet: to send
 * @size: of @packet's data
 * @total: packets expected
 * @received: so far
 * @bad: of those, not what was expected
 * @seed: of a SOURCE
 * @done: all have come
 */
struct pipe_fixture {
	struct plain_device *dev;
	struct pipe_packet *packet;
	u32 size;
	u32 total;
	u32 received;
	u32 bad;
	u64 seed;
	struct completion done;
};

static int pipe_setup(struct kcase *t)
{
	struct pipe_fixture *f;

	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	init_completion(&f->done);
	t->priv = f;
	f->packet = kvzalloc(sizeof(*f->packet) + PIPE_MAX, GFP_KERNEL);
	if (!f->packet)
		return -ENOMEM;
	f->dev = plain_device_get(KMCLTEST_PIPE_INDEX);
	if (!f->dev) {
		kcase_skip(t, "no pipe is offered");
		return -ENODEV;
	}
	return plain_channel_reopen(&f->dev->primary, NULL);
}

static void pipe_teardown(struct kcase *t)
{
	struct pipe_fixture *f = t->priv;

	if (!f)
		return;
	if (f->dev) {
		plain_channel_receiver(&f->dev->primary, NULL, NULL, false);
		plain_device_put(f->dev);
	}
	kvfree(f->packet);
	kfree(f);
}

static int pipe_send(struct pipe_fixture *f, u32 size)
{
	f->packet->type = PIPE_TYPE_DATA;
	f->packet->size = size;
	return plain_send_wait(&f->dev->primary, f->packet,
			       sizeof(*f->packet) + size, NULL, PLAIN_TIMEOUT);
}

static void pipe_count(struct pipe_fixture *f, bool good)
{
	if (!good)
		f->bad++;
	if (++f->received == f->total)
		complete(&f->done);
}

static bool pipe_framed(const struct pipe_packet *packet, u32 len, u32 size)
{
	return len >= sizeof(*packet) + size && packet->type == PIPE_TYPE_DATA &&
	       packet->size == size;
}

static void pipe_echo_receive(struct plain_channel *ch, const void *payload,
			      u32 len, void *context)
{
	struct pipe_fixture *f = context;
	const struct pipe_packet *packet = payload;

	pipe_count(f, pipe_framed(packet, len, f->size) &&
		      !memcmp(packet->data, f->packet->data, f->size));
}

/* arg: size */
static void test_pipe_echo(struct kcase *t)
{
	struct pipe_fixture *f = t->priv;
	u32 i, rounds = kcase_scaled(t, 500);
	struct kmcltest_hdr *hdr = (void *)f->packet->data;

	f->size = t->arg;
	f->total = 1;
	plain_channel_receiver(&f->dev->primary, pipe_echo_receive, f, false);
	for (i = 0; i < rounds; i++) {
		plain_pattern_fill(f->packet->data, f->size, t->seed + i);
		hdr->op = KMCLTEST_ECHO_PACKET;
		hdr->cookie = i;
		f->received = 0;
		reinit_completion(&f->done);
		ASSERT_EQ(t, pipe_send(f, f->size), 0);
		ASSERT_DONE(t, &f->done);
		ASSERT_EQ(t, f->bad, 0);
	}
}

static void pipe_source_receive(struct plain_channel *ch, const void *payload,
				u32 len, void *context)
{
	struct pipe_fixture *f = context;
	const struct pipe_packet *packet = payload;
	const struct kmcltest_data *data = (const void *)packet->data;

	pipe_count(f, pipe_framed(packet, len, f->size) &&
		      data->hdr.op == KMCLTEST_DATA &&
		      data->sequence == f->received &&
		      plain_pattern_check(data + 1, f->size - sizeof(*data),
					  f->seed + f->received));
}

/* arg: size */
static void test_pipe_source(struct kcase *t)
{
	struct pipe_fixture *f = t->priv;
	struct kmcltest_source *msg = (void *)f->packet->data;

	f->size = t->arg;
	f->total = kcase_scaled(t, 2000);
	f->seed = t->seed;
	plain_channel_receiver(&f->dev->primary, pipe_source_receive, f, false);
	*msg = (struct kmcltest_source) {
		.hdr = { KMCLTEST_SOURCE, PLAIN_SOURCE_COOKIE },
		.count = f->total,
		.size = f->size,
		.seed = f->seed,
	};
	ASSERT_EQ(t, pipe_send(f, sizeof(*msg)), 0);
	ASSERT_DONE(t, &f->done);
	EXPECT_EQ(t, f->received, f->total);
	EXPECT_EQ(t, f->bad, 0);
}

/* What is not a pipe operation is ignored, and the pipe lives on. */
static void test_pipe_other_op(struct kcase *t)
{
	struct pipe_fixture *f = t->priv;
	struct kmcltest_hdr *hdr = (void *)f->packet->data;

	hdr->op = KMCLTEST_INFO;
	ASSERT_EQ(t, pipe_send(f, sizeof(*hdr)), 0);
	t->arg = 64;
	test_pipe_echo(t);
}

static const struct kcase_spec pipe_cases[] = {
	KCASE_ARG(echo_8, "messages of 8 bytes pass through a pipe",
		  test_pipe_echo, 8),
	KCASE_ARG(echo_1000, "messages of 1000 bytes pass through a pipe",
		  test_pipe_echo, 1000),
	KCASE_ARG(echo_1001, "messages of an odd size keep it",
		  test_pipe_echo, 1001),
	KCASE_ARG(echo_largest, "a pipe's largest message passes",
		  test_pipe_echo, PIPE_MAX),
	KCASE_ARG(source_64, "messages come out of a pipe in order",
		  test_pipe_source, 64),
	KCASE(other_op, "an operation without meaning in a pipe does no harm",
	      test_pipe_other_op),
};

const struct kcase_suite plain_pipe_suite =
	KCASE_SUITE_FIXTURE("pipe", pipe_cases, pipe_setup, pipe_teardown);
