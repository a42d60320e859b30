// SPDX-License-Identifier: GPL-2.0-only
/* main.c - all groups of unit tests, in turn. */
#include "groups.h"
#include "harness.h"

int main(void)
{
	ring();
	connection();
	channel();
	gpadl();
	isolation();
	traffic();
	kmcltest();
	kmcltest_memory();
	ic();
	balloon();
	fault();
	outbox();
	timer();
	keyboard();
	disk();
	gic_v2();
	serve();
	loop();
	return harness_end();
}
