// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c - one time for the core and the guest.
 *
 * The core's nanoseconds and the guest's reference counter (in 100 ns) start at 0 when
 * the machine is created, so that a device may tell the guest a reference time taken
 * from the core's clock.
 */
#include <time.h>

#include "machine.h"

static uint64_t clock_read(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

void clock_init(struct machine *m)
{
	m->clock_base = clock_read(CLOCK_MONOTONIC);
}

uint64_t clock_now(const struct machine *m)
{
	return clock_read(CLOCK_MONOTONIC) - m->clock_base;
}

uint64_t clock_utc(void)
{
	return clock_read(CLOCK_REALTIME);
}

uint64_t clock_reference(const struct machine *m)
{
	return clock_now(m) / 100;
}
