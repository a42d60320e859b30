// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - the tests of the ring by itself.
 *
 * The comment above each test says whose rule it is. "Linux" is the kernel's
 * drivers/hv/ring_buffer.c, which Microsoft maintains; Hyper-V's specification
 * (TLFS) does not describe these rings. "Ours" is a rule that goes beyond that.
 */
#include "../../unit/harness.h"
#include "groups.h"

int main(void)
{
	index_arithmetic();
	writing();
	reading();
	copying();
	parsing();
	signalling();
	streaming();
	hostile();
	threads();
	return harness_end();
}
