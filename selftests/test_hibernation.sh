#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The machine hibernates to its disk under traffic, is switched off and started again,
# BOOTS - 1 times. Drivers of each kind go on when it has woken: a KMDF driver for the
# heartbeat, a WDM driver for dynamic memory, and plain clients of the test devices, which
# enable their channels again.
#
# It is switched off each time, as waking at once (test_resume) is not possible on
# 6.1.192: that opens the disk exclusively, which is in use as swap space. A kernel with
# PM_DEBUG also goes a part of the way at first, to each of its test levels.

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
	disk_swap && disk_resume && echo shutdown >/sys/power/disk &&
		echo 0 >/sys/power/image_size
}

# Returns when the machine has woken.
hibernate() {
	echo disk >/sys/power/state
}

all_go_on() {
	steady_goes_on && drivers_go_on
}

# A KMDF driver's device stays, and with it what a program has open: it counts on.
hibernate_with_handle() {
	beats_before=$(beats) && exec 5<"$heartbeat_node" && hibernate &&
		beats_at_least "$beats_before"
	handle_status=$?
	exec 5<&-
	return "$handle_status"
}

each_level() {
	for level in freezer devices platform processors core; do
		echo "$level" >/sys/power/pm_test && hibernate && all_go_on || return
	done
	echo none >/sys/power/pm_test
}

# Time does not stand still, and does not run backwards.
time_goes_on() {
	[ "$(uptime_seconds)" -ge "$time_was" ] || return
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

rounds=$((${BOOTS:-1} - 1))
[ "$rounds" -ge 1 ] || ktap_skip_all "this machine is not started again (BOOTS)"
steady_load && echo 0 >/sys/module/kmcl_test/parameters/steady_source || exit 1
ktap_plan $((6 + 3 * rounds))
ktap_check "hibernation.space" space_is_there
ktap_check "hibernation.traffic_begins" steady_begin
ktap_check "hibernation.drivers_begin" drivers_begin
if [ -w /sys/power/pm_test ]; then
	ktap_check "hibernation.each_level" each_level
else
	ktap_skip "hibernation.each_level" "this kernel has no PM_DEBUG"
fi
time_was=$(uptime_seconds)
for round in $(seq "$rounds"); do
	ktap_check "hibernation.wakes_$round" hibernate_with_handle
	ktap_check "hibernation.all_go_on_$round" all_go_on
	ktap_check "hibernation.time_goes_on_$round" time_goes_on
done
ktap_check "hibernation.nothing_lost" steady_end
ktap_check "hibernation.unload" unload_all
ktap_end
