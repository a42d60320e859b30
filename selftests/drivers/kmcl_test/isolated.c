// SPDX-License-Identifier: GPL-2.0-only
/*
 * isolated.c - what differs in an isolated virtual machine: external data is copied
 * through memory that is shared with the host, and some memory cannot be lent.
 * Documentation/azure.md has the rules.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/set_memory.h>

#include "client.h"
#include "suites.h"

/* Hints of shipping storage drivers: the data goes to the guest, or comes from it. */
#define DATA_IN		0x8u
#define DATA_OUT	0x10u

#define BUFFER		20000u
/* More than there can be of memory to copy through, in pieces of so much. */
#define PIECE		(1u << 20)
#define PIECES		300u

static int isolated_setup(struct kcase *t)
{
	static const struct client_setup setup = {
		.max_external = PIECE,
		.max_chain = 4,
		.in_pages = 64,
		.out_pages = 64,
	};

	if (client_isolated)
		return client_setup_as(t, &setup);
	kcase_skip(t, "this machine is not isolated");
	return 0;
}

/* A request with @data as its external data, which the device fills. */
static struct request *fill_request(struct endpoint *c, PMDL *mdl, u8 *data)
{
	struct request *r = request_alloc(c, KMCLTEST_EXT_FILL,
					  sizeof(struct kmcltest_fill));

	*mdl = endpoint_mdl(c, data, BUFFER);
	if (!r || !*mdl)
		return NULL;
	((struct kmcltest_fill *)r->msg)->seed = 7;
	memset(data, 0x11, BUFFER);
	return r;
}

static bool all_bytes_are(const u8 *data, u8 value)
{
	return !memchr_inv(data, value, BUFFER);
}

static bool arm(struct endpoint *c, const char *name)
{
	struct kmcltest_fault msg = { .hdr.op = KMCLTEST_FAULT, .times = 1 };

	strscpy(msg.name, name, sizeof(msg.name));
	return client_op_ok(c, &msg, sizeof(msg));
}

/* The host has the channel closed, and still writes: not into the owner's memory. */
static void test_host_writes_on(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = kmalloc(BUFFER, GFP_KERNEL);
	struct request *r;
	PMDL mdl;

	ASSERT_NOT_NULL(t, data);
	r = fill_request(c, &mdl, data);
	if (r && arm(c, "external-at-close")) {
		EXPECT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT), STATUS_SUCCESS);
		/* The host has it. */
		client_echo(c, 64);
		endpoint_disable(c);
		EXPECT_TRUE(t, !NT_SUCCESS(r->status));
		EXPECT_TRUE(t, all_bytes_are(data, 0x11));
	}
	endpoint_disable(c);
	kfree(data);
}

/* What goes to the host alone does not come back, whatever the host writes. */
static void test_direction(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = endpoint_buffer(c, BUFFER), *want = endpoint_buffer(c, BUFFER);
	struct request *r;
	PMDL mdl;

	ASSERT_NOT_NULL(t, data);
	ASSERT_NOT_NULL(t, want);
	r = fill_request(c, &mdl, data);
	ASSERT_NOT_NULL(t, r);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT | DATA_OUT), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	EXPECT_TRUE(t, all_bytes_are(data, 0x11));
	kmcltest_fill_bytes(want, BUFFER, 7);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT | DATA_IN), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, data, want, BUFFER);
	memset(data, 0x11, BUFFER);
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT | DATA_IN | DATA_OUT),
		  STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, data, want, BUFFER);
}

/* Until it opens there is no device to map anything for. */
static void test_before_open(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data, *want;
	struct request *r;
	PMDL mdl;

	endpoint_disable(c);
	data = endpoint_buffer(c, BUFFER);
	want = endpoint_buffer(c, BUFFER);
	ASSERT_NOT_NULL(t, data);
	ASSERT_NOT_NULL(t, want);
	r = fill_request(c, &mdl, data);
	ASSERT_NOT_NULL(t, r);
	if (!endpoint_enable(c))
		return;
	ASSERT_EQ(t, request_send_mdl(r, mdl, 0, 0, WAIT), STATUS_SUCCESS);
	request_done(r, STATUS_SUCCESS);
	kmcltest_fill_bytes(want, BUFFER, 7);
	EXPECT_MEM_EQ(t, data, want, BUFFER);
}

/* Sends until one is refused. Returns how many were not. */
static u32 send_all(struct request **r, PMDL mdl, NTSTATUS *status)
{
	u32 sent;

	*status = STATUS_SUCCESS;
	for (sent = 0; sent < PIECES; sent++) {
		*status = request_send_mdl(r[sent], mdl, 0, 0, WAIT);
		if (!NT_SUCCESS(*status))
			break;
	}
	return sent;
}

/* An honest status, and nothing is lost: with the memory back it goes on. */
static void test_runs_out(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request **r = requests_alloc(c, KMCLTEST_ECHO, 64, PIECES);
	u8 *data = endpoint_buffer(c, PIECE);
	NTSTATUS status;
	u32 sent, i;
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, PIECE);
	ASSERT_NOT_NULL(t, mdl);
	if (!client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return;
	sent = send_all(r, mdl, &status);
	EXPECT_EQ(t, status, STATUS_INSUFFICIENT_RESOURCES);
	EXPECT_GE(t, sent, 1u);
	if (!client_release(c, KMCLTEST_RELEASE_FIFO, 0) ||
	    !client_hold(c, KMCLTEST_HOLD_NONE, 0))
		return;
	for (i = 0; i < sent && !kcase_failed(t); i++)
		request_done(r[i], STATUS_SUCCESS);
	ASSERT_EQ(t, request_send_mdl(r[0], mdl, 0, 0, WAIT), STATUS_SUCCESS);
	request_done(r[0], STATUS_SUCCESS);
}

/* Pages without one address of their owner's: he would not see what the host does. */
static void test_gpadl_chain(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	u8 *data = endpoint_buffer(c, 4 * PAGE_SIZE);
	u32 handle = 0;
	PMDL mdl;

	ASSERT_NOT_NULL(t, data);
	data = PTR_ALIGN(data, PAGE_SIZE);
	mdl = endpoint_mdl(c, data, PAGE_SIZE);
	ASSERT_NOT_NULL(t, mdl);
	mdl->Next = endpoint_mdl(c, data + 2 * PAGE_SIZE, PAGE_SIZE);
	ASSERT_NOT_NULL(t, mdl->Next);
	EXPECT_EQ(t, VmbChannelCreateGpadlFromMdl(c->channel, 0, mdl, 0, 0, &handle),
		  STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, handle, 0u);
}

/*
 * The host refuses a GPADL, and then to hide its page again: it may go on reading and
 * writing it, so its owner's release must not make it free.
 */
static void test_gpadl_stays_shared(struct kcase *t)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct endpoint *c = client_of(t);
	u32 handle = 0;

	ASSERT_NOT_NULL(t, page);
	if (arm(c, "gpadl-created-failing") && arm(c, "visibility-hide-failing")) {
		EXPECT_FALSE(t, NT_SUCCESS(VmbChannelCreateGpadlFromBuffer(c->channel, 0,
					page_address(page), PAGE_SIZE, &handle)));
		EXPECT_EQ(t, page_count(page), 2);
		/* For the check at the end of the run that all is hidden again. */
		EXPECT_EQ(t, set_memory_encrypted((unsigned long)page_address(page), 1), 0);
	}
	if (page_count(page) == 2)
		__free_page(page);
	__free_page(page);
}

static const struct kcase_spec isolated_cases[] = {
	KCASE(direction, "data is copied in the directions that the flags name",
	      test_direction),
	KCASE(before_open, "packets queued before the open are mapped at the open",
	      test_before_open),
	KCASE(after_close, "the host cannot write to the owner's memory after a close",
	      test_host_writes_on),
	KCASE(runs_out, "without memory to copy through a send fails, and later succeeds",
	      test_runs_out),
	KCASE(gpadl_chain, "a chain of MDLs cannot be lent", test_gpadl_chain),
	KCASE(gpadl_stays_shared, "a page that the host goes on seeing does not become free",
	      test_gpadl_stays_shared),
};
const struct kcase_suite isolated_suite =
	KCASE_SUITE_FIXTURE("isolated", isolated_cases, isolated_setup, client_teardown);
