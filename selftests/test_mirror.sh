#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A root-enumerated Windows driver: it is asked to add its devices when it is loaded, and
# they are removed when it is unloaded. Needs no Hyper-V.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

folder=/dev/vmbkmcl/2b7f1c64-9d3e-4c55-8f0a-6d6972726f72

has_said() {
	dmesg | grep -q "$1\$"
}

load_mirror() {
	dmesg -c >/dev/null
	load mirror "$@"
}

both_are_there() {
	[ -c "$folder/0" ] && [ -c "$folder/1" ] && [ -d /sys/devices/mirror.0 ] &&
		[ -d /sys/devices/mirror.1 ]
}

none_is_there() {
	[ ! -e "$folder" ] && [ ! -e /sys/devices/mirror.0 ] && [ ! -e /sys/devices/mirror.1 ]
}

reads() {
	[ "$(dd if="$folder/$1" bs=64 count=1 2>/dev/null)" = "$2" ]
}

# Each has what was written to itself.
each_has_its_own() {
	printf first >"$folder/0" && printf second >"$folder/1" && reads 0 first &&
		reads 1 second
}

# The order of the lines that the driver has printed. Its last object ends long after its
# routine for unloading has returned, and before its module goes.
removed_in_order() {
	[ "$(dmesg | sed -n 's/.*mirror: //p' | tr '\n' ,)" = "device 0 starts,device 1 starts,device 1 is asked,device 1 ends,device 0 is asked,device 0 ends,the driver ends,the last object ends," ]
}

unload_mirror() {
	unload mirror && none_is_there && removed_in_order
}

only_second_is_there() {
	[ ! -d /sys/devices/mirror.0 ] && [ -d /sys/devices/mirror.1 ] && [ -c "$folder/0" ] &&
		printf alone >"$folder/0" && reads 0 alone
}

# refuses REASON PARAMETER: the driver refuses its first device.
refuses() {
	load_mirror "$2=1" && only_second_is_there && has_said "$1" && unload mirror &&
		none_is_there
}

# refuses_all PARAMETER: no device is left, and so no driver.
refuses_all() {
	! load_mirror "$1=3" 2>/dev/null && ! module_loaded mirror && none_is_there &&
		has_said "mirror: the driver ends"
}

load vmbkmcl || exit 1
ktap_plan 7
ktap_check "the devices are added when the driver is loaded" load_mirror
ktap_check "they are there" both_are_there
ktap_check "each answers for itself" each_has_its_own
ktap_check "they are removed when it is unloaded, the last one first" unload_mirror
ktap_check "one that is not added is left out" \
	refuses "refused its device 0 with status 0xc00000a3 (STATUS_DEVICE_NOT_READY)" \
	refused_at_add
ktap_check "one that does not start is left out" \
	refuses "refused its device 0 with status 0xc0000185 (STATUS_IO_DEVICE_ERROR)" \
	refused_at_start
ktap_check "a driver that refuses all is not loaded" refuses_all refused_at_add
unload vmbkmcl || exit 1
ktap_end
