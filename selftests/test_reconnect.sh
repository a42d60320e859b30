#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What a host does to a running machine that it has saved and restored, or moved: all
# devices are rescinded and offered again, and the time of day jumps. Under traffic, with
# a KMDF driver, a WDM driver and plain clients, which all go on.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/steady.sh"
. "$(dirname "$0")/vmbhost.sh"
. "$(dirname "$0")/dynmem.sh"
. "$(dirname "$0")/drivers.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "only a guest of vmbhost may lose all its devices"

# All are gone before the first comes back.
all_reconnect() {
	for index in $(seq 0 $((kmcl_devices - 1))); do
		vmbhost "kmcltest$index rescind reoffer=2000" || return
	done
	for device in heartbeat balloon; do
		vmbhost "$device rescind reoffer=2000" || return
	done
}

reconnected() {
	all_reconnect && wait_for 60 steady_goes_on && drivers_go_on
}

several_times() {
	for _ in $(seq "$(scaled 5)"); do
		reconnected || return
	done
}

# jump SECONDS: the time of day alone, as when the host sets it.
jump() {
	date -s "@$(($(date +%s) + $1))" >/dev/null && steady_goes_on && drivers_go_on
}

unload_all() {
	drivers_unload && kmcl_unload kmcl_test kcase
}

steady_load && echo 0 >/sys/module/kmcl_test/parameters/steady_source || exit 1
ktap_plan 8
ktap_check "reconnect.traffic_begins" steady_begin
ktap_check "reconnect.drivers_begin" drivers_begin
ktap_check "reconnect.all_devices_come_back" reconnected
ktap_check "reconnect.several_times" several_times
ktap_check "reconnect.time_jumps_a_day_ahead" jump 86400
ktap_check "reconnect.time_jumps_back" jump -172800
ktap_check "reconnect.nothing_lost" steady_end
ktap_check "reconnect.unload" unload_all
ktap_end
