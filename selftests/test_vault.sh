#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A Windows KMDF driver that is read and written like a disk, as its program sees it: by
# the interfaces of its devices, and by its control device.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

! module_loaded vault || ktap_skip_all "vault is in use already"
bus=vmbkmcl_hv
if ! on_hyperv || ! DEVICES=2 kmcl_devices_there; then
	bus=kmcltest_server
	! module_loaded "$bus" || ktap_skip_all "$bus is in use already"
fi
folder=/dev/vmbkmcl/6f3f9a10-51c2-4f7e-9d0b-7661756c7400

# control NODE CASE
control() {
	"$ktap_folder/vault_control" "$1" "$2"
}

load_driver() {
	load vmbkmcl && load "$bus" && load vault
}

unload_driver() {
	unload vault && unload "$bus" && unload vmbkmcl
}

# The interfaces of the devices with the indices 0 and 1, which are enabled when their
# devices have been started; the host may still have to answer.
find_nodes() {
	first='' second=''
	for node in "$folder"/*; do
		case $(control "$node" index 2>/dev/null) in
		0) first=$node ;;
		1) second=$node ;;
		esac
	done
	[ -n "$first" ] && [ -n "$second" ]
}

only_root() {
	[ "$(stat -c %a /dev/VaultControl)" = 600 ]
}

nodes_are_gone() {
	[ -z "$(ls "$folder" 2>/dev/null)" ] && [ ! -e /dev/VaultControl ]
}

# A program waits in the driver while its device is taken away.
removal() {
	wait_for 60 find_nodes || return
	control "$first" removal >"$ktap_tmp/vault" &
	program=$!
	wait_for 20 grep -q waiting "$ktap_tmp/vault" || return
	node_before=$(stat -c %i "$first")
	take_away && wait "$program" && wait_for 10 node_is_gone
}

# On hv_vmbus a device that was unbound is free, so that it comes back at once, and its
# interface with it, by the same name.
node_is_gone() {
	[ "$(stat -c %i "$first" 2>/dev/null)" != "$node_before" ]
}

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

ktap_plan 14
ktap_check "the driver loads" load_driver
ktap_check "each device has an interface of its own, and answers" wait_for 60 find_nodes
ktap_check "only root may open the control device" only_root
for case in read write sizes checksum parallel locked; do
	ktap_check "$case" control "$first" "$case"
done
ktap_check "read on the second device" control "$second" read
ktap_check "it unloads" unload_driver
ktap_check "the nodes are gone" nodes_are_gone
ktap_check "the device is taken away from a program that waits" eval "load_driver && removal"
ktap_check "it unloads after that" unload_driver
ktap_end
