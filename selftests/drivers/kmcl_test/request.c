// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asynchronous sends whose completion is noted.
 */
#include "client.h"

void request_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer,
		     UINT32 size)
{
	struct request *r = VmbPacketGetPointer(packet);
	struct endpoint *c = r->c;

	r->order = atomic64_inc_return(&c->done) - 1;
	r->status = status;
	r->reply_size = size;
	r->irq = hardirq_count();
	if (buffer)
		memcpy(r->reply, buffer, min_t(u32, size, REQUEST_REPLY));
	WRITE_ONCE(r->out, false);
	atomic_inc(&r->calls);
	complete(&r->done);
	wake_up_all(&c->wait);
}

static void request_free(void *object)
{
	struct request *r = object;

	/* It has failed the case already; leak it, as it may still be in use. */
	if (READ_ONCE(r->out))
		return;
	if (r->packet)
		VmbPacketFree(r->packet);
	kfree(r->msg);
	kfree(r);
}

struct request *request_alloc(struct endpoint *c, u32 op, u32 size)
{
	struct request *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		goto failed;
	r->c = c;
	if (!endpoint_own(c, r, request_free))
		return NULL;
	r->msg = kmalloc(size, GFP_KERNEL);
	r->packet = VmbPacketAllocate(c->channel);
	if (!r->msg || !r->packet)
		goto failed;
	r->size = size;
	init_completion(&r->done);
	kmcltest_fill_bytes(r->msg, size, size);
	r->msg->op = op;
	r->msg->cookie = 0;
	VmbPacketSetPointer(r->packet, r);
	VmbPacketSetCompletionRoutine(r->packet, request_routine);
	return r;

failed:
	FAIL(c->t, "no memory for a request of %u bytes", size);
	return NULL;
}

struct request **requests_alloc(struct endpoint *c, u32 op, u32 size, u32 count)
{
	struct request **all = endpoint_buffer(c, count * sizeof(*all));
	u32 i;

	if (!all)
		return NULL;
	for (i = 0; i < count; i++) {
		all[i] = request_alloc(c, op, size);
		if (!all[i])
			return NULL;
		all[i]->msg->cookie = i;
	}
	return all;
}

static void send_begin(struct request *r)
{
	reinit_completion(&r->done);
	atomic_set(&r->calls, 0);
	r->reply_size = 0;
	/* Before the send, as the routine may run before it returns. */
	WRITE_ONCE(r->out, true);
	atomic64_inc(&r->c->sent);
}

static NTSTATUS send_end(struct request *r, NTSTATUS status)
{
	if (!NT_SUCCESS(status)) {
		atomic64_dec(&r->c->sent);
		WRITE_ONCE(r->out, false);
	}
	return status;
}

NTSTATUS request_send(struct request *r, u32 flags)
{
	send_begin(r);
	return send_end(r, VmbPacketSend(r->packet, r->msg, r->size, NULL,
					 flags));
}

struct request **requests_held(struct endpoint *c, u32 count)
{
	struct request **all = requests_alloc(c, KMCLTEST_ECHO, 64, count);
	u32 i;

	if (!all || !client_hold(c, KMCLTEST_HOLD_KEEP, 0))
		return NULL;
	for (i = 0; i < count && !kcase_failed(c->t); i++)
		EXPECT_EQ(c->t, request_send(all[i], WAIT), STATUS_SUCCESS);
	return kcase_failed(c->t) ? NULL : all;
}

NTSTATUS request_send_mdl(struct request *r, PMDL mdl, u32 offset, u32 length,
			  u32 flags)
{
	send_begin(r);
	return send_end(r, VmbPacketSendWithExternalMdl(r->packet, r->msg,
							r->size, mdl, offset,
							length, flags));
}

NTSTATUS request_send_pfns(struct request *r, PPFN_NUMBER pfns, u32 count,
			   u32 flags)
{
	send_begin(r);
	return send_end(r, VmbPacketSendWithExternalPfns(r->packet, r->msg,
							 r->size, pfns, count,
							 flags));
}

bool request_done(struct request *r, NTSTATUS status)
{
	struct kcase *t = r->c->t;

	if (!kcase_wait(t, &r->done))
		return false;
	EXPECT_EQ(t, r->status, status);
	EXPECT_EQ(t, atomic_read(&r->calls), 1);
	return r->status == status;
}

bool request_echoed(struct request *r)
{
	struct kcase *t = r->c->t;

	if (!request_done(r, STATUS_SUCCESS))
		return false;
	EXPECT_GE(t, r->reply_size, r->size);
	EXPECT_LT(t, r->reply_size, r->size + 8);
	return KCASE_CHECK_MEM(t, r->reply, r->msg,
			       min_t(u32, r->size, REQUEST_REPLY));
}
