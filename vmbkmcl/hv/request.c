// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - one request to the host at a time on a channel; log a host that is slow to
 * answer one.
 */
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "../compat/compat.h"
#include "hv.h"

/*
 * A rescind wakes only the first of the contexts that wait for the host's
 * answer, so only one context waits at a time. A request to give back a GPADL is
 * different: the host may keep that until the channel closes, so closing must not wait
 * for it: see vmbkmcl_hv_turn_take_unless_return().
 */
void vmbkmcl_hv_turn_take(struct hv_offer *hv, enum hv_turn turn)
{
	wait_event_idle(hv->turn_free,
			atomic_cmpxchg(&hv->turn, HV_TURN_FREE, turn) == HV_TURN_FREE);
}

bool vmbkmcl_hv_turn_take_unless_return(struct hv_offer *hv)
{
	int was;

	wait_event_idle(hv->turn_free,
			(was = atomic_cmpxchg(&hv->turn, HV_TURN_FREE,
					      HV_TURN_ASKED)) != HV_TURN_ASKED);
	return was == HV_TURN_FREE;
}

void vmbkmcl_hv_turn_give(struct hv_offer *hv)
{
	atomic_set_release(&hv->turn, HV_TURN_FREE);
	wake_up_all(&hv->turn_free);
}

/* Softirq context. The device's name has the instance. */
static enum hrtimer_restart request_is_slow(struct hrtimer *timer)
{
	struct hv_request *request = container_of(timer, struct hv_request, timer);
	struct hv_offer *hv = request->hv;

	request->waited += request->pause;
	dev_warn(&hv->device->device,
		 "type %pUl, instance %pUl: waiting for %u s for the host to %s\n",
		 &hv->offer.type, &hv->offer.instance, request->waited,
		 request->what);
	request->pause = vmbkmcl_report_again(request->pause);
	hrtimer_forward_now(timer, ktime_set(request->pause, 0));
	return HRTIMER_RESTART;
}

void vmbkmcl_hv_request_begin(struct hv_request *request, struct hv_offer *hv,
			      const char *what)
{
	request->hv = hv;
	request->what = what;
	request->waited = 0;
	request->pause = VMBKMCL_REPORT_AFTER;
	vmbkmcl_compat_hrtimer_setup_soft(&request->timer, request_is_slow, CLOCK_MONOTONIC);
	hrtimer_start(&request->timer, ktime_set(request->pause, 0),
		      HRTIMER_MODE_REL_SOFT);
}

void vmbkmcl_hv_request_end(struct hv_request *request)
{
	hrtimer_cancel(&request->timer);
	destroy_hrtimer_on_stack(&request->timer);
}
