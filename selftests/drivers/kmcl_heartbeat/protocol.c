// SPDX-License-Identifier: GPL-2.0-only
/*
 * The heartbeat service's answers. The request comes from the host and is
 * trusted in nothing, its sizes least.
 */
#include <linux/kernel.h>
#include <linux/overflow.h>

#include "protocol.h"

static const struct ic_version known[] = { { 3, 0 }, { 1, 0 } };

static bool same(struct ic_version a, struct ic_version b)
{
	return a.major == b.major && a.minor == b.minor;
}

/* The highest of ours that is among the @count proposed. */
static bool choose(const struct ic_version *proposed, u32 count,
		   struct ic_version *chosen)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		for (k = 0; k < count; k++) {
			if (!same(known[i], proposed[k]))
				continue;
			*chosen = known[i];
			return true;
		}
	}
	return false;
}

static u32 answer_negotiate(struct ic_header *hdr, u32 size,
			    struct ic_agreed *agreed)
{
	struct ic_negotiate *m = (void *)(hdr + 1);
	u32 count;

	if (size < sizeof(*hdr) + struct_size(m, version, 2))
		return 0;
	count = (u32)m->frames + m->messages;
	if (size - sizeof(*hdr) < struct_size(m, version, count))
		return 0;

	if (choose(m->version, m->frames, &agreed->frame) &&
	    choose(m->version + m->frames, m->messages, &agreed->message)) {
		m->frames = 1;
		m->messages = 1;
		m->version[0] = agreed->frame;
		m->version[1] = agreed->message;
	} else {
		m->frames = 0;
		m->messages = 0;
		hdr->status = IC_STATUS_FAIL;
	}
	hdr->size = struct_size(m, version, 2);
	return sizeof(*hdr) + hdr->size;
}

static u32 answer_heartbeat(struct ic_header *hdr, u32 size)
{
	struct ic_heartbeat *m = (void *)(hdr + 1);

	if (size < sizeof(*hdr) + sizeof(*m))
		return 0;
	m->sequence++;
	return sizeof(*hdr) + sizeof(*m);
}

u32 heartbeat_answer(void *buffer, u32 size, struct ic_agreed *agreed)
{
	struct ic_header *hdr = buffer;
	u32 answer = 0;

	if (size < sizeof(*hdr) || hdr->flags & IC_FLAG_RESPONSE)
		return 0;
	hdr->status = IC_STATUS_OK;
	switch (hdr->type) {
	case IC_NEGOTIATE:
		answer = answer_negotiate(hdr, size, agreed);
		break;
	case IC_HEARTBEAT:
		answer = answer_heartbeat(hdr, size);
		break;
	}
	hdr->flags = IC_FLAG_TRANSACTION | IC_FLAG_RESPONSE;
	return answer;
}
