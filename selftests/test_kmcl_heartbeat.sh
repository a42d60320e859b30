#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The heartbeat client, written against the Windows API, on the host's real
# service, which hv_utils has to give up first and gets back afterwards.
#
# This needs nothing of our test host and runs on Hyper-V and Azure, too. There
# hv_utils is in use, and a host that misses heartbeats may restart the guest: the
# test skips itself unless TAKE_DEVICES=1 says that it may take a device from its
# driver.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/vmbhost.sh"

beats_answered() {
	[ "$(cat /sys/module/kmcl_heartbeat/parameters/beats)" -ge "$1" ]
}

utils_lets_go() {
	[ -e "$device/driver" ] || return 0
	basename "$device" >"$device/driver/unbind" && [ ! -e "$device/driver" ]
}

# The kernel is told to look for a driver for it when no channel is for it any more.
utils_has_it_back() {
	wait_for 20 is_bound_to "$device" hv_utils
}

# For a test that is stopped before its end: the client may not have had the device.
give_back() {
	kmcl_unload kmcl_heartbeat
	[ "$(driver_of "$device")" = hv_utils ] ||
		basename "$device" >/sys/bus/vmbus/drivers/hv_utils/bind
}

enabled() {
	echo "$1" >/sys/module/kmcl_heartbeat/parameters/enabled
}

is_free() {
	[ ! -e "$device/driver" ]
}

# Its driver is not taken for gone.
stays_free_while_disabled() {
	enabled 0 && wait_for 10 is_free && sleep 3 && is_free
}

goes_on() {
	beats=$(cat /sys/module/kmcl_heartbeat/parameters/beats)
	enabled 1 && wait_for 60 beats_answered $((beats + 1))
}

override() {
	echo "$1" >"$device/driver_override"
}

# An administrator has said which driver it is for.
stays_free_by_override() {
	override "vmbkmcl-$class_heartbeat" && unload kmcl_heartbeat &&
		wait_for 10 [ ! -d "/sys/bus/vmbus/drivers/vmbkmcl-$class_heartbeat" ] &&
		sleep 1 && is_free
}

# It waits, and the log says what for.
client_is_told() {
	load kmcl_heartbeat && wait_for 10 dmesg_says_who && unload kmcl_heartbeat
}

dmesg_says_who() {
	dmesg | grep -q "a channel waits for this device, which the driver hv_utils has"
}

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
have_debugfs || ktap_skip_all "there is no debugfs"
device=$(first_of_class "$class_heartbeat")
[ -n "$device" ] || ktap_skip_all "the host offers no heartbeat service"
[ -n "${TAKE_DEVICES:-}" ] || on_vmbhost ||
	ktap_skip_all "hv_utils may lose a device only with TAKE_DEVICES=1"
utils_in_use=1
module_loaded hv_utils || utils_in_use=
load hv_utils
load vmbkmcl && load vmbkmcl_hv || exit 1

ktap_plan 13
trap 'give_back; exit 1' HUP INT TERM
if [ -e "$device/driver" ]; then
	ktap_check "heartbeat.log_says_who_has_it" client_is_told
else
	ktap_skip "heartbeat.log_says_who_has_it" "no driver has the device"
fi
ktap_check "heartbeat.utils_lets_go" utils_lets_go
ktap_check "heartbeat.client_loads" load kmcl_heartbeat
ktap_check "heartbeat.answers" wait_for 60 beats_answered 3
ktap_check "heartbeat.stays_free_while_disabled" stays_free_while_disabled
ktap_check "heartbeat.goes_on" goes_on
ktap_check "heartbeat.client_unloads" unload kmcl_heartbeat
ktap_check "heartbeat.utils_has_it_back" utils_has_it_back
ktap_check "heartbeat.client_has_it_again" \
	eval 'utils_lets_go && load kmcl_heartbeat && wait_for 60 beats_answered 1'
ktap_check "heartbeat.stays_free_by_override" stays_free_by_override
override ""
ktap_check "heartbeat.client_takes_what_is_free" \
	eval 'load kmcl_heartbeat && wait_for 60 beats_answered 1 && unload kmcl_heartbeat'
# Before the driver on the bus has gone by itself.
ktap_check "heartbeat.library_unloads" kmcl_unload
ktap_check "heartbeat.utils_has_it_back_from_the_library" utils_has_it_back
[ -n "$utils_in_use" ] || unload hv_utils
ktap_end
