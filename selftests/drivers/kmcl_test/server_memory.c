// SPDX-License-Identifier: GPL-2.0-only
/*
 * server_memory.c - every allocation that a server's call makes is failed in
 * turn: the status is honest, and nothing is left behind (which kmemleak sees
 * to afterwards).
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "fail_nth.h"
#include "loopback_pair.h"
#include "suites.h"

#define LENT_SIZE	(16 * PAGE_SIZE)
#define STATE_SIZE	(64 * 1024)

/**
 * struct short_memory - of a case
 * @bytes: page-aligned memory, LENT_SIZE
 * @state: a saved server, STATE_SIZE
 * @state_size: bytes of it
 * @gpadl: over @bytes
 * @fd: an open descriptor
 * @fail: in EvtChannelProcessPacket, the allocation that fails
 * @failed: and whether it did
 * @status: of the call made there
 */
struct short_memory {
	u8 *bytes;
	u8 *state;
	ULONG state_size;
	u32 gpadl;
	int fd;
	unsigned int fail;
	bool failed;
	NTSTATUS status;
};

static struct short_memory *memory_of(struct kcase *t)
{
	return pair_of(t)->priv;
}

static int memory_setup(struct kcase *t)
{
	struct short_memory *m;
	int error;

	if (!injection_works()) {
		kcase_skip(t, "this kernel does not fail allocations on demand");
		return 0;
	}
	error = pair_setup_open(t);
	if (error)
		return error;
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	pair_of(t)->priv = m;
	m->bytes = (u8 *)__get_free_pages(GFP_KERNEL, get_order(LENT_SIZE));
	m->state = kzalloc(STATE_SIZE, GFP_KERNEL);
	return m->bytes && m->state ? 0 : -ENOMEM;
}

static void memory_teardown(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct short_memory *m = p ? p->priv : NULL;

	pair_teardown(t);
	if (!m)
		return;
	kfree(m->state);
	free_pages((unsigned long)m->bytes, get_order(LENT_SIZE));
	kfree(m);
}

/*
 * Make @call with its first, second ... allocation failing, until none fails.
 * A call that got along without is fine; one that did not says so.
 * Return: how many did not.
 */
static unsigned int sweep(struct kcase *t, const char *what,
		  NTSTATUS (*call)(struct pair *p))
{
	unsigned int n, refused = 0;
	NTSTATUS status;

	for (n = 1; n < 1000; n++) {
		fail_nth(n);
		status = call(pair_of(t));
		if (!fail_end())
			break;
		refused += !NT_SUCCESS(status);
		if (!NT_SUCCESS(status) &&
		    status != STATUS_INSUFFICIENT_RESOURCES)
			FAIL(t, "%s, allocation %u fails: status %#x", what, n,
			     status);
	}
	EXPECT_EQ(t, status, STATUS_SUCCESS);
	kcase_note(t, "%s: %u allocations failed, %u made the call fail", what,
		   n - 1, refused);
	return refused;
}

/* Undo the call without failures: undoing must succeed. */
static void fail_pause(unsigned int *left)
{
#ifdef CONFIG_FAULT_INJECTION
	*left = READ_ONCE(current->fail_nth);
#endif
	fail_nth(0);
}

static NTSTATUS call_allocate(struct pair *p)
{
	VMBCHANNEL channel = NULL;
	NTSTATUS status = VmbChannelAllocate(NULL, TRUE, &channel);
	unsigned int left;

	EXPECT_EQ(p->t, NT_SUCCESS(status), !!channel);
	fail_pause(&left);
	if (channel)
		VmbChannelCleanup(channel);
	fail_nth(left);
	return status;
}

static void test_allocate(struct kcase *t)
{
	EXPECT_GT(t, sweep(t, "VmbChannelAllocate", call_allocate), 0u);
}

static NTSTATUS call_enable(struct pair *p)
{
	NTSTATUS status = VmbChannelEnable(p->server.channel);
	unsigned int left;

	fail_pause(&left);
	if (NT_SUCCESS(status))
		VmbChannelDisable(p->server.channel);
	fail_nth(left);
	return status;
}

/* VmbChannelEnable leaves the work to the state worker, which may fail later. */
static void test_enable(struct kcase *t)
{
	struct pair *p = pair_of(t);

	endpoint_disable(&p->client);
	endpoint_disable(&p->server);
	sweep(t, "VmbChannelEnable", call_enable);
	endpoint_history_reset(&p->server);
	endpoint_history_reset(&p->client);
	if (pair_open(p))
		pair_echo(&p->client, 64);
}

static NTSTATUS call_map(struct pair *p)
{
	struct short_memory *m = p->priv;
	VMBCHANNEL ch = p->server.channel;
	unsigned int left;
	NTSTATUS status;
	PMDL mdl = NULL;

	status = VmbChannelMapGpadl(ch, 0, m->gpadl, &mdl);
	EXPECT_EQ(p->t, NT_SUCCESS(status), !!mdl);
	fail_pause(&left);
	if (NT_SUCCESS(status))
		VmbChannelUnmapGpadl(ch, m->gpadl);
	fail_nth(left);
	return status;
}

static void test_map(struct kcase *t)
{
	struct short_memory *m = memory_of(t);
	struct pair *p = pair_of(t);

	ASSERT_EQ(t, VmbChannelCreateGpadlFromBuffer(p->client.channel, 0,
						     m->bytes, LENT_SIZE,
						     &m->gpadl),
		  STATUS_SUCCESS);
	EXPECT_GT(t, sweep(t, "VmbChannelMapGpadl", call_map), 0u);
	VmbChannelDeleteGpadl(p->client.channel, m->gpadl);
}

static NTSTATUS call_convert(struct pair *p)
{
	struct short_memory *m = p->priv;
	HANDLE handle = NULL;
	unsigned int left;
	NTSTATUS status;

	status = VmbConvertVmbusHandleToKernelHandle((HANDLE)(ULONG_PTR)m->fd,
						     &handle);
	EXPECT_EQ(p->t, NT_SUCCESS(status), !!handle);
	fail_pause(&left);
	if (handle)
		ZwClose(handle);
	fail_nth(left);
	return status;
}

static void test_convert(struct kcase *t)
{
	struct short_memory *m = memory_of(t);
	struct file *file = filp_open("/", O_RDONLY, 0);
	long references;

	ASSERT_FALSE(t, IS_ERR(file));
	m->fd = get_unused_fd_flags(O_CLOEXEC);
	if (m->fd < 0) {
		fput(file);
		FAIL(t, "no descriptor");
		return;
	}
	get_file(file);
	fd_install(m->fd, file);
	references = file_count(file);
	EXPECT_GT(t, sweep(t, "VmbConvertVmbusHandleToKernelHandle",
			   call_convert), 0u);
	EXPECT_EQ(t, file_count(file), references);
	fput(file);
}

/* A server with something to save, in either direction. */
static bool make_busy(struct pair *p)
{
	u64 message = 1;
	int i;

	p->client.packet = pair_hold;
	for (i = 0; i < 8; i++)
		EXPECT_EQ(p->t, pair_send(&p->server, &message, 8, WAIT),
			  STATUS_SUCCESS);
	return KCASE_CHECK_SOON(p->t, atomic_read(&p->held_count) == 8, WAIT_MS);
}

static NTSTATUS call_save(struct pair *p)
{
	VMBCHANNEL ch = p->server.channel;
	struct short_memory *m = p->priv;
	NTSTATUS status = VmbChannelSaveBegin(ch);
	unsigned int left;
	ULONG required;

	if (!NT_SUCCESS(status))
		return status;
	status = VmbChannelSaveContinue(ch, m->state, STATE_SIZE,
					&m->state_size, &required);
	fail_pause(&left);
	VmbChannelSaveEnd(ch);
	VmbChannelStart(ch);
	fail_nth(left);
	return status;
}

static void test_save(struct kcase *t)
{
	struct pair *p = pair_of(t);

	if (!make_busy(p))
		return;
	EXPECT_GT(t, sweep(t, "VmbChannelSaveBegin and Continue", call_save),
		  0u);
	pair_release(p);
	EXPECT_SOON(t, atomic64_read(&p->server.done) == 8, WAIT_MS);
	EXPECT_EQ(t, atomic_read(&p->server.failed), 0);
}

static NTSTATUS call_restore(struct pair *p)
{
	struct short_memory *m = p->priv;
	unsigned int left;

	fail_pause(&left);
	endpoint_destroy(&p->server);
	if (!pair_make_server(p))
		return STATUS_UNSUCCESSFUL;
	fail_nth(left);
	return VmbChannelRestoreFromBuffer(p->server.channel, m->state,
					   m->state_size);
}

static void test_restore(struct kcase *t)
{
	struct short_memory *m = memory_of(t);
	struct pair *p = pair_of(t);
	ULONG required;

	if (!make_busy(p))
		return;
	ASSERT_EQ(t, VmbChannelSaveBegin(p->server.channel), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelSaveContinue(p->server.channel, m->state,
					    STATE_SIZE, &m->state_size,
					    &required), STATUS_SUCCESS);
	VmbChannelSaveEnd(p->server.channel);
	if (kcase_failed(t))
		return;
	EXPECT_GT(t, sweep(t, "VmbChannelRestoreFromBuffer", call_restore), 0u);
	/* The last restored server is complete, and works. */
	p->client.packet = pair_answer;
	endpoint_history_reset(&p->server);
	if (!pair_enable(&p->server))
		return;
	EXPECT_HISTORY_SOON(&p->server, "OSP");
	pair_release(p);
	pair_echo(&p->client, 64);
}

static void take(struct endpoint *end, VMBPACKETCOMPLETION packet, void *buffer,
		 u32 size, u32 flags)
{
	struct short_memory *m = pair_of(end->t)->priv;
	struct kcase *t = end->t;
	PMDL mdl = NULL;

	fail_nth(m->fail);
	m->status = VmbChannelPacketGetExternalData(packet, 0, &mdl);
	m->failed = fail_end();
	EXPECT_EQ(t, m->status == STATUS_SUCCESS, !!mdl);
	/* Ask again, without a failure. */
	EXPECT_EQ(t, VmbChannelPacketGetExternalData(packet, 0, &mdl),
		  STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, mdl);
	VmbChannelPacketComplete(packet, buffer, size);
}

static void test_external(struct kcase *t)
{
	struct short_memory *m = memory_of(t);
	struct pair *p = pair_of(t);
	u64 message = 1, reply;
	u32 size, refused = 0;
	PMDL mdl;

	mdl = IoAllocateMdl(m->bytes, LENT_SIZE, FALSE, FALSE, NULL);
	ASSERT_NOT_NULL(t, mdl);
	MmBuildMdlForNonPagedPool(mdl);
	p->server.packet = take;
	VmbChannelSetIncomingProcessingAtPassive(p->server.channel, TRUE);
	for (m->fail = 1; m->fail < 100 && !kcase_failed(t); m->fail++) {
		size = sizeof(reply);
		EXPECT_EQ(t, endpoint_request(&p->client, &message, sizeof(message),
					      mdl, &reply, &size), STATUS_SUCCESS);
		if (!m->failed)
			break;
		if (m->status == STATUS_SUCCESS)
			continue;
		refused++;
		EXPECT_EQ(t, m->status, STATUS_INSUFFICIENT_RESOURCES);
	}
	EXPECT_GT(t, refused, 0u);
	EXPECT_EQ(t, m->status, STATUS_SUCCESS);
	IoFreeMdl(mdl);
}

static const struct kcase_spec memory_cases[] = {
	KCASE(allocate_server, "VmbChannelAllocate", test_allocate),
	KCASE(enable_server, "VmbChannelEnable", test_enable),
	KCASE(map_gpadl, "VmbChannelMapGpadl", test_map),
	KCASE(convert_handle, "VmbConvertVmbusHandleToKernelHandle",
	      test_convert),
	KCASE(save, "VmbChannelSaveBegin and VmbChannelSaveContinue", test_save),
	KCASE(restore, "VmbChannelRestoreFromBuffer", test_restore),
	KCASE(external_data, "VmbChannelPacketGetExternalData", test_external),
};
const struct kcase_suite server_memory_suite =
	KCASE_SUITE_FIXTURE("server_memory", memory_cases, memory_setup,
			    memory_teardown);
