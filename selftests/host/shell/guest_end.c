// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest_end.c - ways in which a guest ends its run: verdict, power-off, reset.
 */
#include "machine.h"

#define VERDICT_PASS	0x10
#define VERDICT_FAIL	0x11

void guest_verdict(struct machine *m, uint8_t byte)
{
	if (byte == VERDICT_PASS)
		vm_end(m, STATUS_PASS, "%s", "");
	else if (byte == VERDICT_FAIL)
		vm_end(m, STATUS_FAIL, "the guest's verdict: failed");
	else
		vm_end(m, STATUS_FAIL, "the guest's verdict: error %#x", byte);
}

void guest_power_off(struct machine *m)
{
	if (m->options->expect_poweroff)
		vm_end(m, STATUS_PASS, "%s", "");
	else
		vm_end(m, STATUS_POWEROFF, "the guest powered off without a verdict");
}

void guest_reset(struct machine *m)
{
	vm_end(m, STATUS_RESET, "the guest reset or panicked without a verdict");
}
