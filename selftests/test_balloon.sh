#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# hv_balloon under QEMU's own VMBus, a host that is not this project's: it binds,
# and a request through QMP changes the guest's memory.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/qemu.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_qemu || ktap_skip_all "this is no test guest in QEMU, which would take memory"
balloon=$(first_of_class "$class_balloon")
[ -n "$balloon" ] || ktap_skip_all "no balloon is offered"

# MemFree, because the hv_balloon of 5.10 does not lower MemTotal.
free_kib() {
	sed -n 's/^MemFree: *\([0-9]*\).*/\1/p' /proc/meminfo
}

memory_shrank() {
	[ "$(free_kib)" -le $((before - change / 2)) ]
}

memory_is_back() {
	[ "$(free_kib)" -ge $((before - change / 8)) ]
}

# KiB, kept well above what the guest needs.
change=65536
ktap_plan 9
# A report at the moment when hv-balloon's first 50 seconds end makes QEMU assert
# (scripts/run): no report is sent for so many seconds.
ktap_check "hv_balloon loads" load hv_balloon pressure_report_delay=600
ktap_check "hv_balloon drives the balloon" \
	wait_for 10 is_bound_to "$balloon" hv_balloon
before=$(free_kib)
ktap_check "QEMU knows the balloon" qmp '{"execute": "query-balloon"}'
size=$(qmp_number actual)
ktap_note "free: $before KiB of $size bytes"
ktap_check "QEMU accepts a request for less" qemu_ask_for $((size - change * 1024))
ktap_check "the guest's memory shrinks" wait_for "$qemu_patience" memory_shrank
ktap_note "free: $(free_kib) KiB"
ktap_check "QEMU sees the same" wait_for 10 qemu_sees $((size - change * 1024))
ktap_check "QEMU accepts a request for all of it" qemu_ask_for "$size"
ktap_check "the guest's memory comes back" wait_for 60 memory_is_back
ktap_note "free: $(free_kib) KiB"
ktap_check "QEMU sees the same again" wait_for 10 qemu_sees "$size"
ktap_end
