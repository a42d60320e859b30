// SPDX-License-Identifier: GPL-2.0-only
/*
 * save_changed.c - state that is not what was saved.
 *
 * KMCL checks a state against what it has kept of the save, and refuses what differs.
 * Payloads and the owner's parts may be anything: the server that is restored runs
 * with them.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../../../vmbkmcl/saved/format.h"
#include "saving.h"
#include "suites.h"

/* More than a ring of this pair's holds: see busy_make(). */
#define TO_SERVER	6u
#define TO_CLIENT	24u
#define MESSAGE		3000u

/**
 * struct bytes - a state in one piece
 * @at: the bytes
 * @size: how many
 * @room: bytes of memory
 */
struct bytes {
	u8 *at;
	u32 size;
	u32 room;
};

static bool bytes_make(struct pair *p, struct bytes *bytes)
{
	u8 *state = saving_join(p, &bytes->size);

	bytes->room = 2 * bytes->size;
	bytes->at = state ? kvmalloc(bytes->room, GFP_KERNEL) : NULL;
	if (bytes->at)
		memcpy(bytes->at, state, bytes->size);
	else if (state)
		FAIL(p->t, "no memory");
	kvfree(state);
	return bytes->at;
}

/* Where record @number begins; the size of all when there are not so many. */
static u32 record_at(const struct bytes *bytes, u32 number)
{
	struct vmbkmcl_saved_record record;
	u32 at = 0;

	while (number--) {
		if (bytes->size - at < sizeof(record))
			return bytes->size;
		memcpy(&record, bytes->at + at, sizeof(record));
		if (record.size < sizeof(record) ||
		    record.size > bytes->size - at)
			return bytes->size;
		at += record.size;
	}
	return at;
}

static u32 records(const struct bytes *bytes)
{
	u32 count = 0;

	while (record_at(bytes, count) < bytes->size)
		count++;
	return count;
}

/* The number of the first record of that type. */
static u32 first_of(const struct bytes *bytes, u32 type)
{
	u32 number, found;

	for (number = 0; record_at(bytes, number) < bytes->size; number++) {
		memcpy(&found, bytes->at + record_at(bytes, number),
		       sizeof(found));
		if (found == type)
			break;
	}
	return number;
}

/*
 * A server with packets in flight, packets in the queue, and completions in the
 * queue: the client takes two, holds them, and reads no further.
 */
static bool busy_make(struct pair *p)
{
	u8 *message = kzalloc(MESSAGE, GFP_KERNEL);
	struct kcase *t = p->t;
	u32 i;

	if (!message) {
		FAIL(t, "no memory");
		return false;
	}
	p->client.packet = pair_hold;
	VmbChannelSetTransactionQuota(p->client.channel, 2);
	for (i = 0; i < TO_CLIENT; i++)
		EXPECT_EQ(t, pair_send(&p->server, message, MESSAGE, WAIT),
			  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->held_count) == 2, WAIT_MS);
	for (i = 0; i < TO_SERVER; i++)
		EXPECT_EQ(t, pair_send(&p->client, message, MESSAGE, WAIT),
			  STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&p->server.packets) == (int)TO_SERVER,
		    WAIT_MS);
	kfree(message);
	return !kcase_failed(t);
}

/* The client reads, and answers: its @requests and all else end well. */
static void busy_finish(struct pair *p, u32 requests)
{
	struct kcase *t = p->t;

	p->client.packet = pair_answer;
	VmbChannelSetTransactionQuota(p->client.channel, 4096);
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == TO_CLIENT, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
	EXPECT_SOON(t, atomic64_read(&p->client.done) == requests, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
}

/* Save it and clean it up; its state is in @bytes then. */
static bool busy_save(struct pair *p, struct bytes *bytes)
{
	if (!busy_make(p) || !saving_save(p, 8192) || !bytes_make(p, bytes))
		return false;
	endpoint_destroy(&p->server);
	/* One of each type. */
	EXPECT_LT(p->t, first_of(bytes, VMBKMCL_SAVED_IN_FLIGHT), records(bytes));
	EXPECT_LT(p->t, first_of(bytes, VMBKMCL_SAVED_QUEUED), records(bytes));
	EXPECT_LT(p->t, first_of(bytes, VMBKMCL_SAVED_ANSWER), records(bytes));
	return !kcase_failed(p->t);
}

static NTSTATUS restore(struct pair *p, const struct bytes *bytes)
{
	return VmbChannelRestoreFromBuffer(p->server.channel, bytes->at,
					   bytes->size);
}

/* Both ends made again, and open. */
static bool open_again(struct pair *p)
{
	pair_release(p);
	saving_clear(p);
	endpoint_destroy(&p->client);
	endpoint_history_reset(&p->client);
	atomic64_set(&p->client.done, 0);
	atomic_set(&p->client.failed, 0);
	atomic_set(&p->server.packets, 0);
	return saving_make_server(p) && pair_make_client(p) && pair_open(p);
}

static void set_word(struct bytes *bytes, u32 at, u32 value)
{
	memcpy(bytes->at + at, &value, sizeof(value));
}

/* Set a field of the first record of a type: refused, and as it was accepted. */
static void expect_refused(struct pair *p, struct bytes *bytes, u32 type,
			   u32 field, u32 value, NTSTATUS want)
{
	u32 at = record_at(bytes, first_of(bytes, type)) + field, was;

	memcpy(&was, bytes->at + at, sizeof(was));
	set_word(bytes, at, value);
	EXPECT_EQ(p->t, restore(p, bytes), want);
	set_word(bytes, at, was);
}

static void fields(struct pair *p, struct bytes *bytes)
{
	const u32 header = VMBKMCL_SAVED_HEADER, answer = VMBKMCL_SAVED_ANSWER;
	const u32 flying = VMBKMCL_SAVED_IN_FLIGHT, queued = VMBKMCL_SAVED_QUEUED;
	const u32 id = offsetof(struct vmbkmcl_saved_packet, id);
	const u32 size = offsetof(struct vmbkmcl_saved_packet, payload_size);
	const NTSTATUS bad = STATUS_INVALID_PARAMETER_2;

	expect_refused(p, bytes, header,
		       offsetof(struct vmbkmcl_saved_header, magic), 0, bad);
	expect_refused(p, bytes, header,
		       offsetof(struct vmbkmcl_saved_header, version), 1,
		       STATUS_REVISION_MISMATCH);
	expect_refused(p, bytes, header,
		       offsetof(struct vmbkmcl_saved_header, save), 1,
		       STATUS_NOT_FOUND);
	expect_refused(p, bytes, flying, id, 0x10000, bad);
	expect_refused(p, bytes, flying, 0, queued, bad);
	expect_refused(p, bytes, queued, id, 0, bad);
	expect_refused(p, bytes, queued, 0, flying, bad);
	expect_refused(p, bytes, queued, size, MESSAGE - 8, bad);
	expect_refused(p, bytes, answer, id, 0x10000, bad);
	expect_refused(p, bytes, answer, 0, queued, bad);
	expect_refused(p, bytes, answer, size, 0, bad);
}

static void test_fields(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct bytes bytes = {};

	if (busy_save(p, &bytes) && saving_make_server(p)) {
		saving_of(t)->changed = true;
		fields(p, &bytes);
		/* What was restored before the error came back. */
		atomic64_set(&p->server.done, 0);
		atomic_set(&p->server.failed, 0);
		EXPECT_EQ(t, restore(p, &bytes), STATUS_SUCCESS);
		if (pair_enable(&p->server))
			busy_finish(p, TO_SERVER);
	}
	kvfree(bytes.at);
}

/* Restored completions that wait for room count for the quota, as any do. */
static void test_answers_count(struct kcase *t)
{
	const u32 more = 2;
	struct pair *p = pair_of(t);
	struct bytes bytes = {};
	u64 message = 1;
	u32 i;

	if (busy_save(p, &bytes) && saving_make_server(p)) {
		EXPECT_EQ(t, restore(p, &bytes), STATUS_SUCCESS);
		VmbChannelSetTransactionQuota(p->server.channel, 2);
		if (!pair_enable(&p->server))
			goto free;
		EXPECT_HISTORY_SOON(&p->server, "OSP");
		for (i = 0; i < more; i++)
			EXPECT_EQ(t, pair_send(&p->client, &message,
					       sizeof(message), WAIT),
				  STATUS_SUCCESS);
		msleep(QUIET_MS);
		EXPECT_EQ(t, atomic_read(&p->server.packets), (int)TO_SERVER);
		busy_finish(p, TO_SERVER + more);
	}
free:
	kvfree(bytes.at);
}

/* A completion in a state that is larger than the ring, with its sizes right. */
static void test_large_answer(struct kcase *t)
{
	const u32 more = 1 << 20;
	struct pair *p = pair_of(t);
	struct bytes bytes = {};
	struct vmbkmcl_saved_packet answer;
	u32 at, rest;
	u8 *large;

	if (!busy_save(p, &bytes) || !saving_make_server(p))
		goto free;
	saving_of(t)->changed = true;
	large = kvzalloc(bytes.size + more, GFP_KERNEL);
	ASSERT_NOT_NULL(t, large);
	at = record_at(&bytes, first_of(&bytes, VMBKMCL_SAVED_ANSWER));
	rest = at + sizeof(answer);
	memcpy(large, bytes.at, rest);
	memcpy(large + rest + more, bytes.at + rest, bytes.size - rest);
	memcpy(&answer, bytes.at + at, sizeof(answer));
	answer.record.size += more;
	answer.payload_size += more;
	memcpy(large + at, &answer, sizeof(answer));
	kvfree(bytes.at);
	bytes.at = large;
	bytes.size += more;
	EXPECT_EQ(t, restore(p, &bytes), STATUS_INVALID_PARAMETER_2);
free:
	kvfree(bytes.at);
}

/* Take @removed bytes out at @at, and put @size bytes there. */
static void splice(struct bytes *bytes, u32 at, u32 removed, const u8 *from,
		   u32 size)
{
	u8 *copy;

	if (bytes->size - removed + size > bytes->room)
		return;
	copy = size ? kvmalloc(size, GFP_KERNEL) : NULL;
	if (size && !copy)
		return;
	if (size)
		memcpy(copy, from, size);
	memmove(bytes->at + at + size, bytes->at + at + removed,
		bytes->size - at - removed);
	if (size)
		memcpy(bytes->at + at, copy, size);
	bytes->size += size - removed;
	kvfree(copy);
}

/* Each record left out, and each twice. */
static void test_records(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct bytes bytes = {}, whole = {};
	u32 number, count, at, size;

	if (!busy_save(p, &whole) || !saving_make_server(p))
		goto free;
	saving_of(t)->changed = true;
	bytes = whole;
	bytes.at = kvmalloc(bytes.room, GFP_KERNEL);
	ASSERT_NOT_NULL(t, bytes.at);
	count = records(&whole);
	for (number = 1; number + 1 < count; number++) {
		memcpy(bytes.at, whole.at, whole.size);
		bytes.size = whole.size;
		at = record_at(&whole, number);
		size = record_at(&whole, number + 1) - at;
		splice(&bytes, at, size, NULL, 0);
		EXPECT_EQ(t, restore(p, &bytes), STATUS_INVALID_PARAMETER_2);
		splice(&bytes, at, 0, whole.at + at, size);
		EXPECT_MEM_EQ(t, bytes.at, whole.at, whole.size);
		splice(&bytes, at, 0, whole.at + at, size);
		EXPECT_EQ(t, restore(p, &bytes), STATUS_INVALID_PARAMETER_2);
	}
free:
	kvfree(bytes.at);
	kvfree(whole.at);
}

/* A change to @bytes, most of which are refused. */
static void change_record(struct kcase *t, struct bytes *bytes,
			  const struct bytes *stale)
{
	u32 number = kcase_random_range(t, 0, records(bytes));
	u32 at = record_at(bytes, number);
	u32 size = record_at(bytes, number + 1) - at;
	u32 to = record_at(bytes, kcase_random_range(t, 0, records(bytes)));

	switch (kcase_random_range(t, 0, 4)) {
	case 0:
		splice(bytes, at, size, NULL, 0);
		break;
	case 1:
		splice(bytes, to, 0, bytes->at + at, size);
		break;
	case 2:
		if (!stale->size)
			break;
		number = kcase_random_range(t, 0, records(stale));
		at = record_at(stale, number);
		size = record_at(stale, number + 1) - at;
		splice(bytes, to, 0, stale->at + at, size);
		break;
	case 3:
		bytes->size = at;
		break;
	default:
		if (size >= 8)
			set_word(bytes, at + kcase_random_range(t, 0, 5) * 4 % size,
				 kcase_random(t) % 5000);
	}
}

/* A change that leaves the state acceptable, unless it hits padding. */
static void change_contents(struct kcase *t, struct bytes *bytes)
{
	const u32 head = sizeof(struct vmbkmcl_saved_packet);
	u32 number = kcase_random_range(t, 1, records(bytes) - 1);
	u32 at = record_at(bytes, number);
	u32 size = record_at(bytes, number + 1) - at;

	if (size > head)
		bytes->at[at + kcase_random_range(t, head, size - 1)] ^=
			kcase_random_range(t, 1, 255);
}

static void change(struct kcase *t, struct bytes *bytes,
		   const struct bytes *stale)
{
	u32 changes = kcase_random_range(t, 1, 3), kind;

	while (changes--) {
		kind = kcase_random_range(t, 0, 3);
		if (bytes->size < 8 || records(bytes) < 3)
			return;
		if (kind == 0)
			bytes->at[kcase_random_range(t, 0, bytes->size - 1)] ^=
				1 << kcase_random_range(t, 0, 7);
		else if (kind == 1)
			change_record(t, bytes, stale);
		else
			change_contents(t, bytes);
	}
}

/**
 * struct tally - of the states that were tried
 * @tried: all
 * @accepted: those that RestoreFromBuffer took
 * @stale: those of an earlier save, none of which it may take
 */
struct tally {
	u32 tried;
	u32 accepted;
	u32 stale;
};

/* Try changed states of one save until one is accepted, and run that. */
static bool run_one(struct pair *p, const struct bytes *saved,
		    const struct bytes *stale, struct tally *tally)
{
	struct bytes bytes = *saved;
	struct kcase *t = p->t;
	NTSTATUS status = STATUS_UNSUCCESSFUL;

	bytes.at = kvmalloc(bytes.room, GFP_KERNEL);
	if (!bytes.at)
		return false;
	while (!NT_SUCCESS(status) && !kcase_failed(t)) {
		if (!saving_make_server(p))
			break;
		bytes.size = saved->size;
		memcpy(bytes.at, saved->at, saved->size);
		change(t, &bytes, stale);
		status = restore(p, &bytes);
		tally->tried++;
		/* All that came back were completed, or come with the cleanup. */
		EXPECT_EQ(t, atomic64_read(&p->server.done),
			  atomic_read(&p->server.failed));
		if (stale->size && !NT_SUCCESS(status) &&
		    status != STATUS_MORE_PROCESSING_REQUIRED) {
			EXPECT_EQ(t, restore(p, stale), STATUS_NOT_FOUND);
			tally->stale++;
		}
	}
	kvfree(bytes.at);
	if (kcase_failed(t))
		return false;
	tally->accepted++;
	atomic64_set(&p->server.done, 0);
	atomic_set(&p->server.failed, 0);
	if (!pair_enable(&p->server))
		return false;
	busy_finish(p, TO_SERVER);
	pair_echo(&p->server, 64);
	return !kcase_failed(t);
}

static void test_random(struct kcase *t)
{
	u32 round, rounds = kcase_scaled(t, 100);
	struct pair *p = pair_of(t);
	struct bytes saved = {}, stale = {};
	struct tally tally = {};

	saving_of(t)->changed = true;
	for (round = 0; round < rounds && !kcase_expired(t); round++) {
		if (!busy_save(p, &saved) ||
		    !run_one(p, &saved, &stale, &tally) || !open_again(p))
			break;
		kvfree(stale.at);
		stale = saved;
		saved.at = NULL;
	}
	kvfree(saved.at);
	kvfree(stale.at);
	kcase_note(t, "%u changed states, %u of them accepted, enabled and run; %u stale ones",
		   tally.tried, tally.accepted, tally.stale);
	/* A few may be all of one kind. */
	if (tally.tried < 50)
		return;
	EXPECT_GT(t, tally.accepted, 0u);
	EXPECT_GT(t, tally.tried, tally.accepted);
}

/**
 * struct external - the client's packet with external data
 * @sum: of its data, as the server saw it
 * @defer: the server puts it off
 * @deferred: and has done so
 */
struct external {
	u64 sum;
	bool defer;
	atomic_t deferred;
};

static void take_external(struct endpoint *end, VMBPACKETCOMPLETION packet,
			  void *buffer, u32 size, u32 flags)
{
	struct external *external = saving_of(end->t)->priv;
	struct kcase *t = end->t;
	PMDL mdl;
	u8 *at;

	if (READ_ONCE(external->defer) || !endpoint_may_sleep()) {
		VmbChannelPacketDeferToPassive(packet);
		atomic_inc(&external->deferred);
		return;
	}
	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 1, &mdl),
		  STATUS_SUCCESS);
	at = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	if (at)
		external->sum = kmcltest_sum_bytes(at, MmGetMdlByteCount(mdl),
						   KMCLTEST_SUM_INIT);
	VmbChannelPacketComplete(packet, buffer, size);
}

/* No page frame number of the client's is in the state. */
static void expect_no_pages(struct pair *p, void *data, u32 size)
{
	struct bytes bytes = {};
	u64 word, pfn;
	u32 at, page;

	if (!bytes_make(p, &bytes))
		return;
	for (page = 0; page < size; page += PAGE_SIZE) {
		pfn = page_to_pfn(virt_to_page(data + page));
		for (at = 0; at + 8 <= bytes.size; at += 8) {
			memcpy(&word, bytes.at + at, 8);
			EXPECT_NE(p->t, word, pfn);
		}
	}
	kvfree(bytes.at);
}

/* Sent with external data, put off by the server, which is saved then. */
static void external_case(struct pair *p, u8 *data, u32 size, PMDL mdl)
{
	struct external external = { .defer = true };
	struct kcase *t = p->t;
	u64 message = 1;
	VMBPACKET packet;

	saving_of(t)->priv = &external;
	p->server.packet = take_external;
	packet = VmbPacketAllocate(p->client.channel);
	ASSERT_NOT_NULL(t, packet);
	VmbPacketSetPointer(packet, &p->client);
	VmbPacketSetCompletionRoutine(packet, pair_send_done);
	EXPECT_EQ(t, VmbPacketSendWithExternalMdl(packet, &message,
						  sizeof(message), mdl, 0, 0,
						  WAIT), STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&external.deferred) > 1, WAIT_MS);
	if (!saving_save(p, 4096))
		return;
	expect_no_pages(p, data, size);
	if (!saving_replace(p))
		return;
	WRITE_ONCE(external.defer, false);
	EXPECT_EQ(t, atomic64_read(&p->client.done), 0);
	ASSERT_TRUE(t, pair_enable(&p->server));
	EXPECT_SOON(t, atomic64_read(&p->client.done) == 1, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->client.failed), 0);
	EXPECT_EQ(t, external.sum,
		  kmcltest_sum_bytes(data, size, KMCLTEST_SUM_INIT));
	p->server.packet = pair_answer;
}

static void test_external(struct kcase *t)
{
	const u32 size = 4 * PAGE_SIZE;
	struct pair *p = pair_of(t);
	u8 *data = endpoint_buffer(&p->client, size);
	PMDL mdl = data ? endpoint_mdl(&p->client, data, size) : NULL;

	ASSERT_NOT_NULL(t, mdl);
	kmcltest_fill_bytes(data, size, 11);
	external_case(p, data, size, mdl);
}

static const struct kcase_spec save_changed_cases[] = {
	KCASE(fields, "ids, types, sizes are those that were saved", test_fields),
	KCASE(records, "no packet is left out or comes twice", test_records),
	KCASE(large_answer, "no completion exceeds the ring", test_large_answer),
	KCASE(answers_count, "completions that wait for room count for the quota",
	      test_answers_count),
	KCASE(external_data, "the client's pages are not in the state",
	      test_external),
	KCASE_SLOW(changed, "changed states are refused, or enabled and run",
		   test_random, 0, 300),
};
const struct kcase_suite save_changed_suite =
	KCASE_SUITE_FIXTURE("VmbChannelRestoreFromBuffer", save_changed_cases,
			    saving_setup, saving_teardown);
