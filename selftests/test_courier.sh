#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The porting guide's example, a Windows KMDF driver for the test device, as its
# program sees it: on the host's devices, or on the loopback bus where there are
# none.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

! module_loaded courier || ktap_skip_all "courier is in use already"
bus=vmbkmcl_hv
if ! on_hyperv || ! DEVICES=2 kmcl_devices_there; then
	bus=kmcltest_server
	! module_loaded "$bus" || ktap_skip_all "$bus is in use already"
fi

# control NODE CASE
control() {
	"$ktap_folder/courier_control" "/dev/$1" "$2"
}

load_driver() {
	load vmbkmcl && load "$bus" && load courier "$@"
}

unload_driver() {
	unload courier && unload "$bus" && unload vmbkmcl
}

nodes() {
	for node in /dev/Courier[0-9]*; do
		[ ! -e "$node" ] || basename "$node"
	done
}

# The nodes of the devices with the indices 0 and 1. The driver also takes devices
# that this test has no use for, such as one in pipe mode, and numbers all of them
# in the order in which they come. A node cannot be opened before its device has
# started.
find_nodes() {
	first='' second=''
	for node in $(nodes); do
		case $(control "$node" info 2>/dev/null) in
		0) first=$node ;;
		1) second=$node ;;
		esac
		[ -z "$first" ] || [ -z "$second" ] || return 0
	done
	return 1
}

# Each node leads to a device of its own.
different_devices() {
	[ "$(control "$first" info)" = 0 ] && [ "$(control "$second" info)" = 1 ]
}

nodes_are_gone() {
	[ -z "$(nodes)" ]
}

# A program waits in the driver while its device is taken away.
removal() {
	wait_for 60 find_nodes || return
	control "$first" removal >"$ktap_tmp/courier" &
	program=$!
	wait_for 20 grep -q waiting "$ktap_tmp/courier" || return
	take_away && wait "$program" && wait_for 10 [ ! -e "/dev/$first" ]
}

# Every device that courier drives, for any may be the one.
take_away() {
	if [ "$bus" = kmcltest_server ]; then
		unload "$bus"
		return
	fi
	for device in $(devices_of_class "$class_kmcltest"); do
		[ -e "$device/driver" ] || continue
		basename "$device" >"$device/driver/unbind" || return
	done
}

parameter_is() {
	[ "$(cat /sys/module/courier/parameters/record_limit)" = "$1" ]
}

cases="echo post checksum generate window stream held cancel label handles errors"

ktap_plan 21
ktap_check "the driver loads" load_driver record_limit=300
ktap_check "its parameter is the registry's value" parameter_is 300
ktap_check "each device has a node, and answers" wait_for 60 find_nodes
ktap_check "each node has a device of its own" different_devices
for case in $cases; do
	ktap_check "$case" control "$first" "$case"
done
ktap_check "echo on the second device" control "$second" echo
ktap_check "it unloads" unload_driver
ktap_check "the nodes are gone" nodes_are_gone
ktap_check "it loads once more" load_driver
ktap_check "the device is taken away from a program that waits" removal
ktap_check "it unloads after that" unload_driver
ktap_end
