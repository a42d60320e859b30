#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory runs out while vmbkmcl_hv is loaded, for each of its allocations in turn, and two
# drivers wait for devices by then: what was begun is undone, and the next load serves them.
# Needs a kernel with slab fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"
. "$(dirname "$0")/dynmem.sh"
. "$(dirname "$0")/drivers.sh"
. "$(dirname "$0")/alloc_faults.sh"
ktap_need vmbkmcl

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
[ -e /proc/self/fail-nth ] || ktap_skip_all "this kernel has no such fault injection"
alloc_faults_begin ignore-gfp-wait
# The task's own pages are not to fail.
echo 10 >/sys/kernel/debug/fail_page_alloc/min-order || exit 1

# load_failing N: the N-th allocation of slab memory by the task that loads it fails.
load_failing() (
	module=$(module_file vmbkmcl_hv)
	echo "$1" >/proc/self/fail-nth && exec insmod "$module"
)

# What a driver of ours has left on the bus.
drivers_left() {
	for driver in /sys/bus/vmbus/drivers/vmbkmcl*; do
		[ ! -e "$driver" ] || return 0
	done
	return 1
}

# Some allocations are of no consequence: the last one was long ago. Those before the
# kernel was asked to load the module are not counted.
each_fails() {
	nth=0 failures=0 loads=0
	while [ "$loads" -lt 40 ]; do
		nth=$((nth + 1))
		if load_failing "$nth" 2>/tmp/load_error; then
			loads=$((loads + 1))
			unload vmbkmcl_hv || return
		else
			loads=0
			! grep -q "can't insert" /tmp/load_error || failures=$((failures + 1))
			! module_loaded vmbkmcl_hv && ! drivers_left || return
		fi
	done
	ktap_note "$failures of $nth allocations failed the load"
	[ "$failures" -gt 0 ]
}

next_serves() {
	load vmbkmcl_hv && wait_for 60 beats_at_least 2 &&
		wait_for 60 dynmem_at_least reports 2
}

load vmbkmcl && load wdf_heartbeat && load wdm_dynmem || exit 1
ktap_plan 2
ktap_check "vmbkmcl_hv.each_allocation_of_its_load_fails" each_fails
ktap_check "vmbkmcl_hv.the_next_load_serves" next_serves
drivers_unload && unload vmbkmcl_hv && unload vmbkmcl || exit 1
ktap_end
