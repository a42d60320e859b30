// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream.c - packets that the host sends, checked one by one.
 */
#include <linux/string.h>

#include "plain.h"

/* The pattern by words: byte for byte it is slow, and slower when emulated. */
void plain_pattern_fill(void *buf, u32 len, u64 seed)
{
	u64 word;
	u32 i;

	for (i = 0; i + sizeof(word) <= len; i += sizeof(word)) {
		word = kmcltest_word(seed, i / sizeof(word));
		memcpy(buf + i, &word, sizeof(word));
	}
	kmcltest_fill_range(buf + i, i, len - i, seed);
}

bool plain_pattern_check(const void *buf, u32 len, u64 seed)
{
	u64 word;
	u32 i;

	for (i = 0; i + sizeof(word) <= len; i += sizeof(word)) {
		word = kmcltest_word(seed, i / sizeof(word));
		if (memcmp(buf + i, &word, sizeof(word)))
			return false;
	}
	for (; i < len; i++)
		if (((const u8 *)buf)[i] != kmcltest_byte(seed, i))
			return false;
	return true;
}

static bool data_good(const struct plain_stream *stream,
		      const struct kmcltest_data *data, u32 len)
{
	/* Packets are padded to a multiple of eight bytes. */
	if (len != ALIGN(stream->size, sizeof(u64)) || len < sizeof(*data))
		return false;
	return data->hdr.op == KMCLTEST_DATA &&
	       data->hdr.cookie == stream->cookie &&
	       data->sequence == stream->received &&
	       data->count == stream->count &&
	       plain_pattern_check(data + 1, stream->size - sizeof(*data),
				   stream->seed + stream->received);
}

/* A plain_receive_fn: the channel's tasklet, under rx_lock. */
static void stream_receive(struct plain_channel *ch, const void *payload,
			   u32 len, void *context)
{
	struct plain_stream *stream = context;

	if (!data_good(stream, payload, len) && !stream->bad++)
		stream->first_bad = stream->received;
	if (++stream->received == stream->count)
		complete(&stream->done);
}

/* Expect what @msg asks for; plain_stream_end() must follow. */
static void stream_expect(struct plain_channel *ch, struct plain_stream *stream,
			  const struct kmcltest_source *msg)
{
	*stream = (struct plain_stream) {
		.cookie = msg->hdr.cookie,
		.count = msg->count,
		.size = msg->size,
		.seed = msg->seed,
	};
	init_completion(&stream->done);
	plain_channel_receiver(ch, stream_receive, stream,
			       msg->flags & KMCLTEST_SOURCE_CHECK_ECHO);
}

/* Have the host send packets; returns whether it agreed. */
int plain_stream_begin(struct plain_channel *ch, struct plain_stream *stream,
		       const struct kmcltest_source *msg)
{
	stream_expect(ch, stream, msg);
	return plain_status_call(ch, msg, sizeof(*msg), NULL);
}

/* The same without waiting for an answer, for use while reading is paused. */
int plain_stream_post(struct plain_channel *ch, struct plain_stream *stream,
		      const struct kmcltest_source *msg)
{
	stream_expect(ch, stream, msg);
	return plain_send_wait(ch, msg, sizeof(*msg), NULL, PLAIN_TIMEOUT);
}

void plain_stream_end(struct plain_channel *ch)
{
	plain_channel_receiver(ch, NULL, NULL, false);
}
