// SPDX-License-Identifier: GPL-2.0-only
/*
 * saving.c - save a server into chunks, restore another from them.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "saving.h"

#define CHUNKS_MAX	4096
#define MARK		0x6d61726bu

static struct endpoint *of_channel(VMBCHANNEL channel)
{
	return VmbChannelGetPointer(channel);
}

/* The owner's part of a packet is 12 bytes: a size that needs padding. */
NTSTATUS saving_save_packet(VMBCHANNEL channel, VMBPACKET packet, PVOID buffer,
			    UINT32 size, PUINT32 needed)
{
	struct saving *saving = saving_of(of_channel(channel)->t);
	const u32 mark[3] = { MARK, ~MARK, MARK };

	*needed = sizeof(mark);
	if (size < sizeof(mark))
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(buffer, mark, sizeof(mark));
	saving->saved++;
	return STATUS_SUCCESS;
}

NTSTATUS saving_restore_packet(VMBCHANNEL channel, PVOID ours, UINT32 size,
			       PVOID theirs, UINT32 theirs_size)
{
	struct endpoint *end = of_channel(channel);
	struct saving *saving = saving_of(end->t);
	struct kcase *t = end->t;
	VMBPACKET packet;
	NTSTATUS status;

	if (saving->lose)
		return STATUS_SUCCESS;
	if (!saving->changed) {
		EXPECT_EQ(t, theirs_size, 12u);
		EXPECT_EQ(t, ((u32 *)theirs)[1], ~MARK);
		EXPECT_EQ(t, VmbPacketRestore(NULL, ours, size),
			  STATUS_INVALID_PARAMETER_1);
	}
	packet = VmbPacketAllocate(channel);
	if (!packet)
		return STATUS_INSUFFICIENT_RESOURCES;
	VmbPacketSetPointer(packet, end);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	EXPECT_EQ(t, VmbPacketRestore(packet, ours + 8, size),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbPacketRestore(packet, ours, size - 1),
		  STATUS_INVALID_PARAMETER_3);
	status = VmbPacketRestore(packet, ours, size);
	if (!NT_SUCCESS(status)) {
		VmbPacketFree(packet);
		return status;
	}
	saving->restored++;
	/* A packet can be restored only once. */
	EXPECT_EQ(t, VmbPacketRestore(packet, ours, size),
		  STATUS_INVALID_PARAMETER_2);
	return STATUS_SUCCESS;
}

bool saving_set_callbacks(struct kcase *t, VMBCHANNEL channel)
{
	NTSTATUS status;

	status = VmbServerChannelInitSetSaveRestorePacketCallbacks(channel,
								   saving_save_packet,
								   saving_restore_packet);
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	return NT_SUCCESS(status);
}

int saving_setup(struct kcase *t)
{
	int error = pair_setup(t);
	struct saving *saving;
	struct pair *p;

	if (error)
		return error;
	p = pair_of(t);
	saving = kzalloc(sizeof(*saving), GFP_KERNEL);
	if (!saving)
		return -ENOMEM;
	p->priv = saving;
	saving->chunks.chunk = kvcalloc(CHUNKS_MAX, sizeof(void *), GFP_KERNEL);
	saving->chunks.size = kvcalloc(CHUNKS_MAX, sizeof(u32), GFP_KERNEL);
	if (!saving->chunks.chunk || !saving->chunks.size)
		return -ENOMEM;
	return saving_set_callbacks(t, p->server.channel) && pair_open(p) ?
		       0 : -EIO;
}

void saving_clear(struct pair *p)
{
	struct chunks *chunks = &saving_of(p->t)->chunks;

	while (chunks->count)
		kfree(chunks->chunk[--chunks->count]);
}

void saving_teardown(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct saving *saving = p ? p->priv : NULL;

	if (saving && saving->chunks.chunk)
		saving_clear(p);
	/* What is held makes room for more, which is not to be held again. */
	if (p)
		p->client.packet = pair_answer;
	pair_teardown(t);
	if (!saving)
		return;
	kvfree(saving->chunks.chunk);
	kvfree(saving->chunks.size);
	kfree(saving);
}

/* Save one chunk of at most @size bytes, or of as many as are required. */
static NTSTATUS save_chunk(struct pair *p, u32 size)
{
	struct chunks *chunks = &saving_of(p->t)->chunks;
	ULONG filled, required;
	NTSTATUS status;
	void *buffer;

	buffer = kmalloc(size, GFP_KERNEL);
	if (!buffer || chunks->count == CHUNKS_MAX) {
		FAIL(p->t, "no memory");
		kfree(buffer);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	status = VmbChannelSaveContinue(p->server.channel, buffer, size,
					&filled, &required);
	if (status == STATUS_BUFFER_TOO_SMALL) {
		kfree(buffer);
		EXPECT_EQ(p->t, filled, 0u);
		EXPECT_GT(p->t, required, size);
		return required > size ? save_chunk(p, required) : status;
	}
	EXPECT_LE(p->t, filled, size);
	EXPECT_GT(p->t, filled, 0u);
	chunks->chunk[chunks->count] = buffer;
	chunks->size[chunks->count++] = filled;
	return status;
}

bool saving_continue(struct pair *p, u32 size)
{
	NTSTATUS status;

	do {
		status = save_chunk(p, size);
	} while (status == STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	VmbChannelSaveEnd(p->server.channel);
	return NT_SUCCESS(status);
}

bool saving_save(struct pair *p, u32 size)
{
	NTSTATUS status = VmbChannelSaveBegin(p->server.channel);

	EXPECT_EQ(p->t, status, STATUS_SUCCESS);
	return NT_SUCCESS(status) && saving_continue(p, size);
}

NTSTATUS saving_restore(struct pair *p, VMBCHANNEL channel)
{
	struct chunks *chunks = &saving_of(p->t)->chunks;
	NTSTATUS status = STATUS_UNSUCCESSFUL;
	u32 i;

	for (i = 0; i < chunks->count; i++) {
		status = VmbChannelRestoreFromBuffer(channel, chunks->chunk[i],
						     chunks->size[i]);
		if (status != STATUS_MORE_PROCESSING_REQUIRED)
			break;
	}
	if (NT_SUCCESS(status))
		EXPECT_EQ(p->t, i + 1, chunks->count);
	return status;
}

void *saving_join(struct pair *p, u32 *size)
{
	struct chunks *chunks = &saving_of(p->t)->chunks;
	u8 *all;
	u32 i;

	*size = 0;
	for (i = 0; i < chunks->count; i++)
		*size += chunks->size[i];
	all = kvmalloc(*size, GFP_KERNEL);
	if (!all) {
		FAIL(p->t, "no memory");
		return NULL;
	}
	*size = 0;
	for (i = 0; i < chunks->count; i++) {
		memcpy(all + *size, chunks->chunk[i], chunks->size[i]);
		*size += chunks->size[i];
	}
	return all;
}

bool saving_make_server(struct pair *p)
{
	endpoint_destroy(&p->server);
	endpoint_history_reset(&p->server);
	atomic64_set(&p->server.done, 0);
	atomic_set(&p->server.failed, 0);
	return pair_make_server(p) &&
	       saving_set_callbacks(p->t, p->server.channel);
}

bool saving_replace(struct pair *p)
{
	if (!saving_make_server(p))
		return false;
	EXPECT_EQ(p->t, saving_restore(p, p->server.channel), STATUS_SUCCESS);
	return !kcase_failed(p->t);
}

bool saving_hold(struct pair *p, u32 count)
{
	u64 message = 1;
	u32 i;

	p->client.packet = pair_hold;
	for (i = 0; i < count; i++)
		EXPECT_EQ(p->t, pair_send(&p->server, &message, sizeof(message),
					  WAIT), STATUS_SUCCESS);
	return KCASE_CHECK_SOON(p->t, atomic_read(&p->held_count) == count,
				WAIT_MS);
}
