#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A device that another driver had before: hv_vmbus leaves that driver's callbacks
# in the channel, and a client of KMCL must not have the channel with them.
# kmcltest_former leaves all there are and counts calls; uio_hv_generic is a driver
# that really does it, and is unloaded before the client has the device.
#
# And a device that the host no longer offers, but hv_vmbus still has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/vmbhost.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "only vmbhost rescinds on command"
have_debugfs || ktap_skip_all "there is no debugfs"
[ -n "$(first_of_class "$class_heartbeat")" ] ||
	ktap_skip_all "no heartbeat service is offered"
! module_loaded hv_utils || ktap_skip_all "hv_utils is in use"

# The device is another one after each rescind.
find_device() {
	device=$(first_of_class "$class_heartbeat")
	[ -n "$device" ]
}

# has_it DRIVER: bind the device to it.
has_it() {
	former=/sys/bus/vmbus/drivers/$1
	wait_for 10 find_device && load "$1" || return
	echo "$class_heartbeat" >"$former/new_id" || return
	wait_for 10 is_bound_to "$device" "$1"
}

# Unbind the device from the driver that has it.
unbinds_it() {
	echo "$class_heartbeat" >"$former/remove_id" &&
		basename "$device" >"$former/unbind"
}

# had_by DRIVER: bind the device to it, and unbind it.
had_by() {
	has_it "$1" && unbinds_it && [ ! -e "$device/driver" ]
}

had_by_uio() {
	had_by uio_hv_generic && unload uio_hv_generic
}

beats() {
	cat /sys/module/kmcl_heartbeat/parameters/beats
}

beats_reach() {
	[ "$(beats)" -ge "$1" ]
}

client_works() {
	load kmcl_heartbeat && wait_for 60 beats_reach 1
}

goes_on() {
	wait_for 60 beats_reach $(($(beats) + 2))
}

# To the other CPU, whichever it is on.
channel_moves() {
	for cpu in "$device"/channels/*/cpu; do
		echo $((1 - $(cat "$cpu"))) >"$cpu" || return
	done
	goes_on
}

# The device that is offered again has the same name.
gone() {
	[ "$(stat -c %i "$device" 2>/dev/null)" != "$inode_before" ]
}

is_rescinded() {
	inode_before=$(stat -c %i "$device") &&
		vmbhost "heartbeat rescind reoffer=500" && wait_for 20 gone
}

former_was_called() {
	[ "$(cat /sys/module/kmcltest_former/parameters/calls)" -ne 0 ]
}

not_called() {
	! former_was_called
}

failures() {
	dmesg | grep -c "kmcl_heartbeat: the service is there and cannot be opened"
}

# The client's channel is the only one.
channel_waits() {
	grep -qx 'state waiting' /sys/kernel/debug/vmbkmcl/[0-9]*
}

# It waits for a device, and does not take this one for one.
client_waits() {
	failures_before=$(failures)
	load kmcl_heartbeat && wait_for 20 channel_waits && sleep 2 && channel_waits &&
		[ "$(failures)" = "$failures_before" ] && [ ! -e "$device/driver" ]
}

# had_by_former_as RELID: it leaves the channel with this relid.
had_by_former_as() {
	echo "$1" >/sys/module/kmcltest_former/parameters/relid &&
		had_by kmcltest_former
}

# hv_vmbus keeps a device that was not offered again after hibernation, without a
# relid. No host answers a request about it.
not_offered_again() {
	wait_for 10 find_device || return
	relid=$(basename "$device"/channels/*)
	had_by_former_as 0
}

holder_is_in_log() {
	dmesg | grep -q "a channel waits for this device, which the driver kmcltest_former has"
}

holder_is_named() {
	has_it kmcltest_former && load kmcl_heartbeat && wait_for 20 holder_is_in_log
}

ktap_plan 17
load vmbkmcl && load vmbkmcl_hv || exit 1
ktap_check "callbacks.left_behind" had_by kmcltest_former
ktap_check "callbacks.client_works" client_works
ktap_check "callbacks.channel_moves" channel_moves
ktap_check "callbacks.device_is_rescinded" is_rescinded
ktap_check "callbacks.not_called" not_called
kmcl_unload kmcl_heartbeat && load vmbkmcl && load vmbkmcl_hv || exit 1
ktap_check "uio.had_it" had_by_uio
ktap_check "uio.client_works" client_works
ktap_check "uio.device_is_rescinded" is_rescinded
ktap_check "uio.client_unloads" unload kmcl_heartbeat
ktap_check "hibernation.not_offered_again" not_offered_again
ktap_check "hibernation.client_waits" client_waits
ktap_check "hibernation.client_unloads" unload kmcl_heartbeat
ktap_check "hibernation.relid_is_back" had_by_former_as "$relid"
ktap_check "hibernation.client_works" client_works
ktap_check "holder.client_unloads" unload kmcl_heartbeat
ktap_check "holder.is_named" holder_is_named
ktap_check "holder.gives_it_to_the_client" eval 'unbinds_it && wait_for 60 beats_reach 1'
kmcl_unload kmcl_heartbeat && unload kmcltest_former || exit 1
ktap_end
