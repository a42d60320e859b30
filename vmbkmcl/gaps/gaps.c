// SPDX-License-Identifier: GPL-2.0-only
/*
 * gaps.c - which gaps are given a delay, and how long.
 *
 * A seed chooses one place in eight, which is delayed at every fourth visit; all
 * the others at one visit in 256. So a run has a pattern of its own: some steps are
 * slow all the time. A place can also be named by its function, and is delayed
 * always.
 */
#include <linux/delay.h>
#include <linux/hash.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "../compat/export.h"

#define GAP_SPIN_US_MAX		64
#define GAP_SLEEP_US_MIN	50
#define GAP_SLEEP_US_MAX	500

/* No gaps in here. */
#undef READ_ONCE
#define READ_ONCE(x) __READ_ONCE(x)

static uint gap_seed;
module_param(gap_seed, uint, 0644);
MODULE_PARM_DESC(gap_seed, "which places are delayed; 0: only the named ones");

static char gap_where[64];
module_param_string(gap_where, gap_where, sizeof(gap_where), 0644);
MODULE_PARM_DESC(gap_where, "delay every place in the function of this name");

static uint gap_us = 200;
module_param(gap_us, uint, 0644);
MODULE_PARM_DESC(gap_us, "for so many microseconds");

static atomic_long_t delays = ATOMIC_LONG_INIT(0);

static int delays_get(char *buffer, const struct kernel_param *parameter)
{
	return scnprintf(buffer, PAGE_SIZE, "%ld\n", atomic_long_read(&delays));
}

static const struct kernel_param_ops delays_ops = { .get = delays_get };
module_param_cb(gap_delays, &delays_ops, NULL, 0444);
MODULE_PARM_DESC(gap_delays, "how many delays there were");

/*
 * A task about to sleep, or an RCU reader, must not. Where the kernel cannot say,
 * delays only spin.
 */
static bool may_sleep(void)
{
#ifdef get_current_state
	return preemptible() && !rcu_preempt_depth() &&
	       get_current_state() == TASK_RUNNING;
#else
	return false;
#endif
}

static void delay(unsigned int us)
{
	atomic_long_inc(&delays);
	if (may_sleep())
		usleep_range(us, 2 * us);
	else
		udelay(us);
}

static void delay_by_chance(u32 chance)
{
	if (chance & 3 && may_sleep())
		delay(GAP_SLEEP_US_MIN + chance % (GAP_SLEEP_US_MAX - GAP_SLEEP_US_MIN));
	else
		delay(1 + chance % GAP_SPIN_US_MAX);
}

void vmbkmcl_gap_at(const char *function, unsigned int us)
{
	gap_us = us;
	strscpy(gap_where, function, sizeof(gap_where));
}
VMBKMCL_EXPORT(vmbkmcl_gap_at);

void vmbkmcl_gap(struct vmbkmcl_gap *gap)
{
	u32 place, chance;

	if (unlikely(gap_where[0] && !strcmp(gap_where, gap->function))) {
		delay(gap_us);
		return;
	}
	if (!gap_seed)
		return;
	place = hash_32(gap_seed ^ (gap->line * 2654435761u), 32);
	chance = hash_32(place + atomic_inc_return(&gap->visits), 32);
	if ((chance & 0xff) < (place % 8 ? 1 : 64))
		delay_by_chance(chance >> 8);
}
VMBKMCL_EXPORT(vmbkmcl_gap);
