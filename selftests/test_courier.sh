#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The porting guide's example, a Windows KMDF driver for the test device, as its
# program sees it: on the host's devices, or on the loopback bus where there are
# none.

. "$(dirname "$0")/ktap.sh"

buses="vmbkmcl_hv"
if ! on_hyperv || [ -z "$(first_of_class "$class_kmcltest")" ]; then
	buses="kmcltest_server"
fi
parameters=
[ "$buses" = vmbkmcl_hv ] || parameters="devices=2"

control() {
	"$ktap_folder/courier_control" "/dev/Courier$1" "$2"
}

load_driver() {
	# shellcheck disable=SC2086
	load vmbkmcl && load $buses $parameters && load courier "$@"
}

unload_driver() {
	unload courier && unload "$buses" && unload vmbkmcl
}

# Each node leads to a device of its own.
different_devices() {
	first=$(control 0 info) && second=$(control 1 info) &&
		[ "$first" != "$second" ]
}

nodes_are_gone() {
	[ ! -e /dev/Courier0 ] && [ ! -e /dev/Courier1 ]
}

# A node is there before its device has started, and cannot be opened until then.
answers() {
	control "$1" info >/dev/null 2>&1
}

# A program waits in the driver while its device is taken away.
removal() {
	wait_for 30 answers 0 || return
	control 0 removal >/run/courier.removal &
	program=$!
	wait_for 20 grep -q waiting /run/courier.removal || return
	take_away && wait "$program" && wait_for 10 [ ! -e /dev/Courier0 ]
}

take_away() {
	if [ "$buses" = vmbkmcl_hv ]; then
		for device in $(devices_of_class "$class_kmcltest"); do
			basename "$device" >"$device/driver/unbind" || return
		done
	else
		unload "$buses"
	fi
}

parameter_is() {
	[ "$(cat /sys/module/courier/parameters/record_limit)" = "$1" ]
}

cases="echo post checksum generate window stream held cancel label handles errors"

ktap_plan 21
ktap_check "the driver loads" load_driver record_limit=300
ktap_check "its parameter is the registry's value" parameter_is 300
ktap_check "each device has a node, and answers" wait_for 30 answers 1
ktap_check "each node has a device of its own" different_devices
for case in $cases; do
	ktap_check "$case" control 0 "$case"
done
ktap_check "echo on the second device" control 1 echo
ktap_check "it unloads" unload_driver
ktap_check "the nodes are gone" nodes_are_gone
ktap_check "it loads once more" load_driver
ktap_check "the device is taken away from a program that waits" removal
ktap_check "it unloads after that" unload_driver
ktap_end
