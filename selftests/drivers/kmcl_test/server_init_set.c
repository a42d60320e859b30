// SPDX-License-Identifier: GPL-2.0-only
/*
 * server_init_set.c - what a server can be told while it is disabled, and the
 * handles it can be told of.
 */
#include <linux/file.h>
#include <linux/fs.h>

#include <vmbkmcl/nt/workitem.h>

#include "context.h"
#include "loopback_pair.h"
#include "suites.h"

/* Call the InitSet function number @which with valid arguments. */
static NTSTATUS set_one(VMBCHANNEL ch, unsigned int which)
{
	switch (which) {
	case 0:
		return VmbServerChannelInitSetFlags(ch, 3);
	case 1:
		return VmbServerChannelInitSetMmioMegabytes(ch, 1, 0);
	case 2:
		return VmbServerChannelInitSetTargetInterfaceId(ch, pair_type,
								pair_type);
	default:
		return VmbServerChannelInitSetTargetVtl(ch, 0);
	}
}

static void test_only_disabled(struct kcase *t)
{
	struct pair *p = pair_of(t);
	unsigned int i;

	for (i = 0; i < 4; i++)
		EXPECT_EQ(t, set_one(p->client.channel, i),
			  STATUS_INVALID_PARAMETER_1);
	for (i = 0; i < 4; i++)
		EXPECT_EQ(t, set_one(NULL, i), STATUS_INVALID_PARAMETER_1);
	if (!pair_enable(&p->server))
		return;
	for (i = 0; i < 4; i++)
		EXPECT_EQ(t, set_one(p->server.channel, i),
			  STATUS_INVALID_PARAMETER_1);
	endpoint_disable(&p->server);
	for (i = 0; i < 4; i++)
		EXPECT_EQ(t, set_one(p->server.channel, i), STATUS_SUCCESS);
}

static void test_flags(struct kcase *t)
{
	VMBCHANNEL ch = pair_of(t)->server.channel;
	u32 bit;

	EXPECT_EQ(t, VmbServerChannelInitSetFlags(ch,
				VMBUS_SERVER_CHANNEL_INIT_FLAGS), STATUS_SUCCESS);
	for (bit = 0x20; bit; bit <<= 1)
		EXPECT_EQ(t, VmbServerChannelInitSetFlags(ch, bit | 1),
			  STATUS_INVALID_PARAMETER_2);
}

static void test_mmio_zero(struct kcase *t)
{
	VMBCHANNEL ch = pair_of(t)->server.channel;

	EXPECT_EQ(t, VmbServerChannelInitSetMmioMegabytes(ch, 0, 0),
		  STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, VmbServerChannelInitSetMmioMegabytes(ch, 0, 1),
		  STATUS_SUCCESS);
}

static void test_mmio_same(struct kcase *t)
{
	struct pair *p = pair_of(t);
	UINT64 address[2] = {}, size[2] = {};

	ASSERT_EQ(t, VmbServerChannelInitSetMmioMegabytes(p->server.channel,
							  2, 0),
		  STATUS_SUCCESS);
	if (!pair_open(p))
		return;
	VmbChannelGetMmioSpace(p->server.channel, &address[0], &size[0]);
	VmbChannelGetMmioSpace(p->client.channel, &address[1], &size[1]);
	EXPECT_EQ(t, size[0], 2ull << 20);
	EXPECT_EQ(t, size[1], size[0]);
	EXPECT_NE(t, address[0], 0ull);
	EXPECT_EQ(t, address[1], address[0]);
}

static void test_vtl(struct kcase *t)
{
	VMBCHANNEL ch = pair_of(t)->server.channel;

	EXPECT_EQ(t, VmbServerChannelInitSetTargetVtl(ch, 1),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbServerChannelInitSetTargetVtl(ch, 255),
		  STATUS_INVALID_PARAMETER_2);
}

static NTSTATUS save_nothing(VMBCHANNEL channel, VMBPACKET packet,
			     PVOID buffer, UINT32 size, PUINT32 needed)
{
	return STATUS_UNSUCCESSFUL;
}

static NTSTATUS restore_nothing(VMBCHANNEL channel, PVOID ours, UINT32 size,
				PVOID theirs, UINT32 theirs_size)
{
	return STATUS_UNSUCCESSFUL;
}

static void test_save_callbacks(struct kcase *t)
{
	struct pair *p = pair_of(t);
	VMBCHANNEL ch = p->server.channel;

	EXPECT_EQ(t, VmbServerChannelInitSetSaveRestorePacketCallbacks(ch,
				NULL, restore_nothing),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbServerChannelInitSetSaveRestorePacketCallbacks(ch,
				save_nothing, NULL),
		  STATUS_INVALID_PARAMETER_3);
	EXPECT_EQ(t, VmbServerChannelInitSetSaveRestorePacketCallbacks(ch,
				save_nothing, restore_nothing),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbServerChannelInitSetSaveRestorePacketCallbacks(
				p->client.channel, save_nothing,
				restore_nothing),
		  STATUS_INVALID_PARAMETER_1);
}

static void test_interface_needed(struct kcase *t)
{
	struct pair *p = pair_of(t);
	VMBCHANNEL ch;

	ASSERT_EQ(t, VmbChannelAllocate(NULL, TRUE, &ch), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbServerChannelInitSetFlags(ch, p->server_flags),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelEnable(ch), STATUS_INVALID_DEVICE_STATE);
	VmbChannelCleanup(ch);
}

static void test_convert_bad(struct kcase *t)
{
	HANDLE out = t;

	EXPECT_EQ(t, VmbConvertVmbusHandleToKernelHandle((HANDLE)(ULONG_PTR)-1,
							 &out),
		  STATUS_INVALID_HANDLE);
	EXPECT_EQ(t, VmbConvertVmbusHandleToKernelHandle((HANDLE)(ULONG_PTR)1023,
							 &out),
		  STATUS_INVALID_HANDLE);
	EXPECT_PTR_EQ(t, out, t);
}

/* A handle of a descriptor, which its @file outlives; NULL if it failed. */
static HANDLE convert(struct kcase *t, struct file **file)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	HANDLE handle = NULL;

	EXPECT_TRUE(t, fd >= 0);
	if (fd < 0)
		return NULL;
	*file = filp_open("/", O_RDONLY, 0);
	if (IS_ERR(*file)) {
		put_unused_fd(fd);
		FAIL(t, "opening /: %ld", PTR_ERR(*file));
		return NULL;
	}
	get_file(*file);
	fd_install(fd, *file);
	EXPECT_EQ(t, VmbConvertVmbusHandleToKernelHandle((HANDLE)(ULONG_PTR)fd,
							 &handle),
		  STATUS_SUCCESS);
	EXPECT_NOT_NULL(t, handle);
	if (!handle)
		fput(*file);
	return handle;
}

/* A descriptor of the calling thread becomes a handle. */
static void test_convert(struct kcase *t)
{
	struct file *file;
	HANDLE handle = convert(t, &file);

	if (!handle)
		return;
	EXPECT_EQ(t, ZwClose(handle), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwClose(handle), STATUS_INVALID_HANDLE);
	fput(file);
}

static struct file *context_file;
static HANDLE context_handle;

static void context_convert(struct kcase *t)
{
	context_handle = convert(t, &context_file);
}

static void context_close(struct kcase *t)
{
	if (!context_handle)
		return;
	EXPECT_EQ(t, ZwClose(context_handle), STATUS_SUCCESS);
	fput(context_file);
}

static void context_convert_disabled(struct kcase *t)
{
	endpoint_disable(&pair_of(t)->server);
	context_convert(t);
}

KCASE_CALL_BETWEEN(VmbConvertVmbusHandleToKernelHandle, NULL, context_close, context_convert(t));
KCASE_CALL_BETWEEN(VmbServerChannelInitSetVmbusHandle, context_convert_disabled, context_close,
		   EXPECT_EQ(t, VmbServerChannelInitSetVmbusHandle(pair_of(t)->server.channel,
								   context_handle),
			     STATUS_SUCCESS));

static void test_vmbus_handle(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct file *file;
	HANDLE handle = convert(t, &file);

	if (!handle)
		return;
	EXPECT_EQ(t, VmbServerChannelInitSetVmbusHandle(p->server.channel,
							NULL),
		  STATUS_INVALID_PARAMETER_2);
	EXPECT_EQ(t, VmbServerChannelInitSetVmbusHandle(p->client.channel,
							handle),
		  STATUS_INVALID_PARAMETER_1);
	EXPECT_EQ(t, VmbServerChannelInitSetVmbusHandle(p->server.channel,
							handle),
		  STATUS_SUCCESS);
	/* A handle that is no partition's bus is refused by VmbChannelEnable. */
	EXPECT_EQ(t, VmbServerChannelInitSetFlags(p->server.channel, 2),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelEnable(p->server.channel), STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, ZwClose(handle), STATUS_SUCCESS);
	EXPECT_EQ(t, VmbServerChannelInitSetVmbusHandle(p->server.channel,
							handle),
		  STATUS_INVALID_PARAMETER_2);
	fput(file);
}

/**
 * struct elsewhere - a call in a work item
 * @item: the work item
 * @channel: the server's channel
 * @handle: the kernel handle
 * @status: what the call returned; STATUS_PENDING: it has not
 */
struct elsewhere {
	WORK_QUEUE_ITEM item;
	VMBCHANNEL channel;
	HANDLE handle;
	NTSTATUS status;
};

static VOID set_elsewhere(PVOID context)
{
	struct elsewhere *call = context;

	/* The case frees what @call has when it sees this. */
	smp_store_release(&call->status,
			  VmbServerChannelInitSetVmbusHandle(call->channel, call->handle));
}

/* Page fn_vmb_server_channel_init_set_vmbus_handle. */
static void test_any_thread(struct kcase *t)
{
	struct pair *p = pair_of(t);
	struct elsewhere *call = endpoint_buffer(&p->server, sizeof(*call));
	struct file *file;
	HANDLE handle = convert(t, &file);

	if (!handle)
		return;
	if (call) {
		call->channel = p->server.channel;
		call->handle = handle;
		call->status = STATUS_PENDING;
		ExInitializeWorkItem(&call->item, set_elsewhere, call);
		ExQueueWorkItem(&call->item, DelayedWorkQueue);
		/* Written last by set_elsewhere(). */
		EXPECT_SOON(t, smp_load_acquire(&call->status) == STATUS_SUCCESS, WAIT_MS);
	}
	EXPECT_EQ(t, ZwClose(handle), STATUS_SUCCESS);
	fput(file);
}

static void test_no_loopback(struct kcase *t)
{
	struct pair *p = pair_of(t);

	EXPECT_EQ(t, VmbServerChannelInitSetFlags(p->server.channel, 0),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelEnable(p->server.channel), STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, VmbServerChannelInitSetFlags(p->server.channel, 0x11),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, VmbChannelEnable(p->server.channel), STATUS_NOT_SUPPORTED);
	EXPECT_HISTORY_SOON(&p->server, "");
}

static const struct kcase_spec flags_cases[] = {
	KCASE(only_while_disabled, "the InitSet functions of servers: P1 otherwise",
	      test_only_disabled),
	KCASE(unknown_bits, "unknown bits: INVALID_PARAMETER_2", test_flags),
	KCASE(no_loopback, "without the loopback flag Enable is not supported",
	      test_no_loopback),
};
const struct kcase_suite server_flags_suite =
	KCASE_SUITE_FIXTURE("VmbServerChannelInitSetFlags", flags_cases,
			    pair_setup, pair_teardown);

static const struct kcase_spec mmio_cases[] = {
	KCASE(both_zero, "both sizes 0: INVALID_PARAMETER", test_mmio_zero),
	KCASE(both_ends, "both ends are told the same window", test_mmio_same),
};
const struct kcase_suite server_mmio_suite =
	KCASE_SUITE_FIXTURE("VmbServerChannelInitSetMmioMegabytes", mmio_cases,
			    pair_setup, pair_teardown);

static const struct kcase_spec vtl_cases[] = {
	KCASE(bad, "a trust level that there is not: INVALID_PARAMETER_2",
	      test_vtl),
};
const struct kcase_suite server_vtl_suite =
	KCASE_SUITE_FIXTURE("VmbServerChannelInitSetTargetVtl", vtl_cases,
			    pair_setup, pair_teardown);

static const struct kcase_spec callbacks_cases[] = {
	KCASE(both_needed, "a server's, and both of them", test_save_callbacks),
};
const struct kcase_suite server_callbacks_suite =
	KCASE_SUITE_FIXTURE("VmbServerChannelInitSetSaveRestorePacketCallbacks",
			    callbacks_cases, pair_setup, pair_teardown);

static const struct kcase_spec target_cases[] = {
	KCASE(needed, "without one there is nothing to offer",
	      test_interface_needed),
};
const struct kcase_suite server_target_suite =
	KCASE_SUITE_FIXTURE("VmbServerChannelInitSetTargetInterfaceId",
			    target_cases, pair_setup, pair_teardown);

static const struct kcase_spec convert_cases[] = {
	KCASE(not_open, "no open descriptor: INVALID_HANDLE, output untouched",
	      test_convert_bad),
	KCASE(descriptor, "a descriptor becomes a handle, to be closed once",
	      test_convert),
};
const struct kcase_suite server_convert_suite =
	KCASE_SUITE_FIXTURE("VmbConvertVmbusHandleToKernelHandle",
			    convert_cases, pair_setup, pair_teardown);

static const struct kcase_spec handle_cases[] = {
	KCASE(kept, "it outlives the caller's, and offering there is refused",
	      test_vmbus_handle),
	KCASE(any_thread, "the kernel handle is valid in any thread", test_any_thread),
};
const struct kcase_suite server_handle_suite =
	KCASE_SUITE_FIXTURE("VmbServerChannelInitSetVmbusHandle",
			    handle_cases, pair_setup, pair_teardown);
