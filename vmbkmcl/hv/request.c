// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - one request to the host at a time on a channel.
 */
#include <linux/sched.h>
#include <linux/wait.h>

#include "hv.h"

/*
 * A rescind wakes only the first of the contexts that wait for the host's
 * answer, so one waits at a time. Taking memory back is different, since the
 * host may go on using it until the channel closes, so that closing must not
 * wait for it: see vmbkmcl_hv_turn_take_unless_return().
 */
void vmbkmcl_hv_turn_take(struct hv_offer *hv, enum hv_turn turn)
{
	wait_event(hv->turn_free,
		   atomic_cmpxchg(&hv->turn, HV_TURN_FREE, turn) == HV_TURN_FREE);
}

bool vmbkmcl_hv_turn_take_unless_return(struct hv_offer *hv)
{
	int was;

	wait_event(hv->turn_free,
		   (was = atomic_cmpxchg(&hv->turn, HV_TURN_FREE,
					 HV_TURN_ASKED)) != HV_TURN_ASKED);
	return was == HV_TURN_FREE;
}

void vmbkmcl_hv_turn_give(struct hv_offer *hv)
{
	atomic_set_release(&hv->turn, HV_TURN_FREE);
	wake_up_all(&hv->turn_free);
}
