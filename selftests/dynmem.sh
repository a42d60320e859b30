# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by the tests of the dynamic-memory driver, after ktap.sh.

dynmem_node=/dev/KmclDynamicMemory
# CTL_CODE(FILE_DEVICE_UNKNOWN, 0x810, METHOD_BUFFERED, FILE_ANY_ACCESS)
dynmem_query=0x222040

dynmem_load() {
	load vmbkmcl && load vmbkmcl_hv && load wdm_dynmem
}

dynmem_unload() {
	unload wdm_dynmem && unload vmbkmcl_hv && unload vmbkmcl
}

# Read the driver's statistics.
dynmem_look() {
	# shellcheck disable=SC2154
	dynmem_words=$("$ktap_folder/device_control" "$dynmem_node" "$dynmem_query" 64)
}

# dynmem_said NAME: one number of those that were read.
dynmem_said() {
	# shellcheck disable=SC2086
	set -- "$1" $dynmem_words
	case $1 in
	balloon) echo "$2" ;;
	returned) echo "$4" ;;
	reports) echo "$5" ;;
	malformed) echo $(($6 & 0xffffffff)) ;;
	send_failures) echo $(($6 >> 32)) ;;
	version) echo $(($7 & 0xffffffff)) ;;
	available) echo "$8" ;;
	committed) echo "$9" ;;
	esac
}

# dynmem_is NAME: read them, and print one.
dynmem_is() {
	dynmem_look && dynmem_said "$1"
}

dynmem_equals() {
	[ "$(dynmem_is "$1")" = "$2" ]
}

dynmem_at_least() {
	dynmem_value=$(dynmem_is "$1") && [ "$dynmem_value" -ge "$2" ]
}

free_pages() {
	awk '/^MemFree:/ { print int($2 / 4) }' /proc/meminfo
}

# free_pages_at_least PAGES: less 16 MiB, which the tests themselves may use.
free_pages_at_least() {
	[ "$(free_pages)" -ge $(($1 - 4096)) ]
}

free_pages_at_most() {
	[ "$(free_pages)" -le $(($1 + 4096)) ]
}
