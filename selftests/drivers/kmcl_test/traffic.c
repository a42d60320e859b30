// SPDX-License-Identifier: GPL-2.0-only
/*
 * traffic.c - requests that are sent again whenever they are completed.
 */
#include "traffic.h"

static bool traffic_send(struct request *r)
{
	struct traffic *tr = r->priv;
	struct endpoint *c = r->c;

	atomic64_inc(&c->sent);
	if (NT_SUCCESS(VmbPacketSend(r->packet, r->msg, r->size, NULL,
				     tr->flags)))
		return true;
	atomic64_dec(&c->sent);
	return false;
}

static void traffic_routine(VMBPACKET packet, NTSTATUS status, PVOID buffer,
			    UINT32 size)
{
	struct request *r = VmbPacketGetPointer(packet);
	struct traffic *tr = r->priv;
	struct endpoint *c = r->c;

	atomic64_inc(&c->done);
	atomic64_inc(&tr->rounds);
	WRITE_ONCE(r->out, false);
	if (NT_SUCCESS(status) && !READ_ONCE(tr->stop))
		schedule_work(&tr->again);
	atomic_dec(&tr->running);
	wake_up_all(&c->wait);
}

/*
 * A send that is refused is left out. traffic_start() and the work may be here at
 * the same time: a request is sent by the one that claims it.
 */
static void send_idle(struct traffic *tr)
{
	u32 i;

	for (i = 0; i < tr->count && !READ_ONCE(tr->stop); i++) {
		if (xchg(&tr->r[i]->out, true))
			continue;
		atomic_inc(&tr->running);
		if (traffic_send(tr->r[i]))
			continue;
		WRITE_ONCE(tr->r[i]->out, false);
		atomic_dec(&tr->running);
	}
}

static void traffic_again(struct work_struct *work)
{
	send_idle(container_of(work, struct traffic, again));
}

struct traffic *traffic_alloc(struct endpoint *c, u32 op, u32 size, u32 count,
			      u32 flags)
{
	struct traffic *tr = endpoint_buffer(c, sizeof(*tr));
	u32 i;

	if (!tr)
		return NULL;
	tr->c = c;
	INIT_WORK(&tr->again, traffic_again);
	tr->count = count;
	tr->flags = flags;
	tr->r = requests_alloc(c, op, size, count);
	if (!tr->r)
		return NULL;
	for (i = 0; i < count; i++) {
		tr->r[i]->priv = tr;
		VmbPacketSetCompletionRoutine(tr->r[i]->packet,
					      traffic_routine);
	}
	return tr;
}

void traffic_start(struct traffic *tr)
{
	cancel_work_sync(&tr->again);
	WRITE_ONCE(tr->stop, false);
	send_idle(tr);
}

void traffic_stop(struct traffic *tr)
{
	struct kcase *t = tr->c->t;

	WRITE_ONCE(tr->stop, true);
	cancel_work_sync(&tr->again);
	if (!wait_event_timeout(tr->c->wait, !atomic_read(&tr->running),
				kcase_time_left(t)))
		FAIL(t, "%d requests did not come back",
		     atomic_read(&tr->running));
	/* A routine that was just running may have scheduled it. */
	cancel_work_sync(&tr->again);
}
