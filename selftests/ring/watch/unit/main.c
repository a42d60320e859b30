// SPDX-License-Identifier: GPL-2.0-only
/* main.c - the ring with each of its accesses to shared memory watched. */
#include "../../../unit/harness.h"
#include "../watch.h"
#include "groups.h"

void watch_broken(const char *rule)
{
	harness_fail("watch", 0, rule);
}

int main(void)
{
	order();
	change();
	between();
	return harness_end();
}
