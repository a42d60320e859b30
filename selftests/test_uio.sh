#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Linux's driver for drivers in user space binds the test device and opens its
# rings.

. "$(dirname "$0")/ktap.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
device=$(first_of_class "$class_kmcltest")
[ -n "$device" ] || ktap_skip_all "no test device is offered"
! module_loaded uio_hv_generic || ktap_skip_all "uio_hv_generic is in use already"
modprobe uio_hv_generic || ktap_skip_all "there is no uio_hv_generic"
[ -z "$(driver_of "$device")" ] || ktap_skip_all "the test device is in use"

driver=/sys/bus/vmbus/drivers/uio_hv_generic

uio_of() {
	for path in "$device"/uio/uio*; do
		[ ! -e "$path" ] || basename "$path"
	done
}

maps_rings() {
	case $maps in
	*txrx_rings*) ;;
	*) return 1 ;;
	esac
}

# Opening it opens the channel's rings; the host sees them.
opens() {
	: <>"/dev/$uio"
}

ktap_plan 7
echo "$class_kmcltest" >"$driver/new_id"
ktap_check "uio_hv_generic binds the test device" \
	wait_for 10 is_bound_to "$device" uio_hv_generic
uio=$(uio_of)
ktap_check "a uio device is there" [ -n "$uio" ]
ktap_check "with a node to open" wait_for 10 [ -c "/dev/$uio" ]
maps=$(cat "/sys/class/uio/$uio"/maps/map*/name 2>/dev/null | tr '\n' ' ')
ktap_note "maps: $maps"
ktap_check "its rings can be mapped" maps_rings
ktap_check "opening it succeeds" opens
basename "$device" >"$driver/unbind"
ktap_check "it can be unbound" [ -z "$(driver_of "$device")" ]
echo "$class_kmcltest" >"$driver/remove_id"
ktap_check "and the driver unloaded" rmmod uio_hv_generic
ktap_end
