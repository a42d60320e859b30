/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gap.h - delay a function of vmbkmcl, if it was built with gaps.
 *
 * A case that wants one step to be slow passes without it, too; a run with GAPS is
 * where it can fail.
 */
#ifndef KMCL_TEST_GAP_H
#define KMCL_TEST_GAP_H

#include <linux/module.h>

/* Delay every place in @function for @us; "" for none. */
static inline void gap_at(const char *function, unsigned int us)
{
	void (*at)(const char *function, unsigned int us);

	at = (void *)__symbol_get("vmbkmcl_gap_at");
	if (!at)
		return;
	at(function, us);
	__symbol_put("vmbkmcl_gap_at");
}

#endif /* KMCL_TEST_GAP_H */
