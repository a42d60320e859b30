#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine hibernates to its disk under traffic, and drivers of each kind go on when
# it has woken: a KMDF driver for the heartbeat, a WDM driver for dynamic memory, and
# plain clients of the test devices, which enable their channels again.
#
# First it wakes at once from the image that it has written; with BOOTS=2 it is then
# switched off, and started once more.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/steady.sh"
. "$(dirname "$0")/vmbhost.sh"
. "$(dirname "$0")/dynmem.sh"
. "$(dirname "$0")/drivers.sh"
. "$(dirname "$0")/disk.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "only a guest of vmbhost is made to hibernate"
grep -qw disk /sys/power/state || ktap_skip_all "this kernel does not hibernate"
disk_load || ktap_skip_all "there is no disk to hibernate to"

space_is_there() {
	disk_swap && disk_resume
}

# hibernate HOW: returns when the machine has woken.
hibernate() {
	echo "$1" >/sys/power/disk && echo 0 >/sys/power/image_size &&
		echo disk >/sys/power/state
}

# A KMDF driver's device stays, and with it what a program has open: it counts on.
hibernate_with_handle() {
	beats_before=$(beats) && exec 5<"$heartbeat_node" && hibernate test_resume &&
		beats_at_least "$beats_before"
	handle_status=$?
	exec 5<&-
	return "$handle_status"
}

several_times() {
	for _ in $(seq $((3 * ${SCALE:-100} / 100))); do
		hibernate test_resume && steady_goes_on || return
	done
}

# Time does not stand still, and does not run backwards.
time_goes_on() {
	time_was=$(uptime_seconds)
	sleep 2
	[ "$(uptime_seconds)" -gt "$time_was" ]
}

said_nothing() {
	! dmesg | grep -E 'Some vmbus device is missing|not present after resume'
}

unload_all() {
	drivers_unload && kmcl_unload kmcl_test kcase && said_nothing
}

cold=0
[ "${BOOTS:-1}" -le 1 ] || cold=4
steady_load && echo 0 >/sys/module/kmcl_test/parameters/steady_source || exit 1
ktap_plan $((9 + cold))
ktap_check "hibernation.space" space_is_there
ktap_check "hibernation.traffic_begins" steady_begin
ktap_check "hibernation.drivers_begin" drivers_begin
ktap_check "hibernation.wakes" hibernate_with_handle
ktap_check "hibernation.clients_go_on" steady_goes_on
ktap_check "hibernation.drivers_go_on" drivers_go_on
ktap_check "hibernation.several_times" several_times
if [ "$cold" -gt 0 ]; then
	ktap_check "hibernation.wakes_after_power_off" hibernate shutdown
	ktap_check "hibernation.clients_go_on_after_power_off" steady_goes_on
	ktap_check "hibernation.drivers_go_on_after_power_off" drivers_go_on
	ktap_check "hibernation.time_goes_on" time_goes_on
fi
ktap_check "hibernation.nothing_lost" steady_end
ktap_check "hibernation.unload" unload_all
ktap_end
