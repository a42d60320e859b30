// SPDX-License-Identifier: GPL-2.0-only
/* state.c - saved states: written, and read as vmbkmcl/api/restore.c reads them. */
#include "state.h"

void state_add(struct state *state, u32 type, u64 id, u32 payload_size,
	       u32 owner_size)
{
	const struct vmbkmcl_saved_item item = {
		.type = type, .id = id, .payload_size = payload_size,
	};

	state->items[state->count] = item;
	state->owner_sizes[state->count++] = owner_size;
}

static void put(struct state *state, u32 number, u8 (*fill)(void *context),
		void *context)
{
	const struct vmbkmcl_saved_item *item = &state->items[number];
	u32 owner_size = state->owner_sizes[number], i;
	u32 size = vmbkmcl_saved_size(item, owner_size);
	u8 payload[STATE_MAX], *owner;

	for (i = 0; i < item->payload_size; i++)
		payload[i] = fill(context);
	owner = vmbkmcl_saved_put_item(state->bytes + state->size, item, payload,
				       owner_size);
	for (i = 0; i < owner_size; i++)
		owner[i] = fill(context);
	state->size += size;
}

void state_write(struct state *state, u8 (*fill)(void *context), void *context)
{
	u32 i;

	vmbkmcl_saved_put_header(state->bytes, state->save);
	state->size = sizeof(struct vmbkmcl_saved_header);
	for (i = 0; i < state->count; i++)
		put(state, i, fill, context);
	vmbkmcl_saved_put_end(state->bytes + state->size);
	state->size += sizeof(struct vmbkmcl_saved_record);
}

static u8 count_up(void *context)
{
	return ++*(u8 *)context;
}

void state_write_counting(struct state *state)
{
	u8 count = 0;

	state_write(state, count_up, &count);
}

u32 state_record(const struct state *state, u32 number)
{
	u32 at = 0, size;

	while (number-- && at < state->size) {
		size = vmbkmcl_saved_next(state->bytes + at, state->size - at);
		if (!size)
			return state->size;
		at += size;
	}
	return at;
}

void state_reader_init(struct state_reader *reader, const struct state *of)
{
	memset(reader, 0, sizeof(*reader));
	reader->of = of;
}

static enum state_verdict begin(struct state_reader *reader,
				const struct vmbkmcl_saved_view *view)
{
	if (view->type != VMBKMCL_SAVED_HEADER)
		return STATE_REFUSED;
	if (view->version != VMBKMCL_SAVED_VERSION)
		return STATE_OTHER_VERSION;
	if (view->save != reader->of->save)
		return STATE_UNKNOWN;
	reader->began = true;
	vmbkmcl_saved_check_begin(&reader->check, reader->of->items,
				  reader->of->count);
	return STATE_UNFINISHED;
}

/* Touch all of the parts, for ASan. */
static void use(struct state_reader *reader, const struct vmbkmcl_saved_view *view)
{
	u32 i;

	for (i = 0; i < view->item.payload_size; i++)
		reader->sum += view->payload[i];
	for (i = 0; i < view->owner_size; i++)
		reader->sum += view->owner[i];
}

static enum state_verdict read_record(struct state_reader *reader,
				      const void *record, u32 size)
{
	struct vmbkmcl_saved_view view;

	if (!vmbkmcl_saved_parse(record, size, &view))
		return STATE_REFUSED;
	if (!reader->began)
		return begin(reader, &view);
	if (!vmbkmcl_saved_check_next(&reader->check, &view))
		return STATE_REFUSED;
	use(reader, &view);
	return reader->check.ended ? STATE_ACCEPTED : STATE_UNFINISHED;
}

enum state_verdict state_read(struct state_reader *reader, const u8 *bytes,
			      u32 size)
{
	enum state_verdict verdict;
	u32 record;
	u8 *copy;

	do {
		record = vmbkmcl_saved_next(bytes, size);
		if (!record)
			return STATE_REFUSED;
		copy = malloc(record);
		memcpy(copy, bytes, record);
		verdict = read_record(reader, copy, record);
		free(copy);
		bytes += record;
		size -= record;
	} while (verdict == STATE_UNFINISHED && size);
	return verdict == STATE_ACCEPTED && size ? STATE_REFUSED : verdict;
}
