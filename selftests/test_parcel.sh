#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A Windows driver in C++ on the loopback bus: what it finds at its devices and of
# structured exceptions it prints, and each line is a case here.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

has_said() {
	dmesg | grep -q "parcel: ok $1\$" && ! dmesg | grep -q "parcel: not ok $1\$"
}

load_driver() {
	load vmbkmcl && load kmcltest_server devices=2 pipe_devices=0 &&
		load parcel
}

unload_driver() {
	unload parcel && unload kmcltest_server && unload vmbkmcl
}

module_loaded kmcltest_server && ktap_skip_all "kmcltest_server is in use already"
dmesg -c >/dev/null
ktap_plan 22
ktap_check "the driver loads" load_driver
for what in "nothing raises" "a handler runs" "an outer handler runs" \
	"a finally block runs" "leave skips the rest" "break leaves a block" \
	"cases pass by" "functions are left" "return leaves a block" "a handler raises" \
	"a handler retries" "a failed lock raises" "a failed probe raises" \
	"a failed allocation raises" "a refused allocation raises" \
	"a failed release raises" \
	"the dialect is Windows'"; do
	ktap_check "$what" has_said "$what"
done
ktap_check "a device tells its version" wait_for 10 has_said "a device tells its version"
ktap_check "a message comes back" wait_for 10 has_said "a message comes back"
ktap_check "the driver unloads" unload_driver
ktap_check "each device has ended" has_said "a device has ended"
ktap_end
