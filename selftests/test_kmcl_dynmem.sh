#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The dynamic-memory driver, which is a Windows WDM driver, against QEMU's
# hv-balloon, which nobody here wrote: what the host knows through QMP agrees
# with what the driver says, and every page comes back.

. "$(dirname "$0")/ktap.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
[ "${HOST:-}" = qemu ] || ktap_skip_all "only QEMU can be asked for memory"
balloon=$(first_of_class "$class_balloon")
[ -n "$balloon" ] || ktap_skip_all "no balloon is offered"
! is_bound_to "$balloon" hv_balloon || ktap_skip_all "hv_balloon has the balloon"

port=/dev/ttyS1
node=/dev/KmclDynamicMemory
# CTL_CODE(FILE_DEVICE_UNKNOWN, 0x810, METHOD_BUFFERED, FILE_ANY_ACCESS)
query=0x222040
answer=

qmp() {
	exec 3<>"$port"
	echo "# qmp $1" >&3
	# shellcheck disable=SC3045
	IFS= read -r -t 10 answer <&3
	exec 3>&-
	case $answer in
	*'"return"'*) return 0 ;;
	*) return 1 ;;
	esac
}

host_bytes() {
	qmp '{"execute": "query-balloon"}' &&
		echo "$answer" | sed 's/.*"actual": *\([0-9]*\).*/\1/'
}

host_sees() {
	[ "$(host_bytes)" = "$1" ]
}

host_has_report() {
	qmp '{"execute": "query-hv-balloon-status-report"}'
}

ask_for() {
	qmp "{\"execute\": \"balloon\", \"arguments\": {\"value\": $1}}"
}

# Balloon, taken, returned, reports, malformed | failures << 32, ...
statistic() {
	"$ktap_folder/device_control" "$node" "$query" 48 | sed -n "$1p"
}

statistic_is() {
	[ "$(statistic "$1")" = "$2" ]
}

statistic_at_least() {
	[ "$(statistic "$1")" -ge "$2" ]
}

free_kib() {
	sed -n 's/^MemFree: *\([0-9]*\).*/\1/p' /proc/meminfo
}

memory_is_back() {
	[ "$(free_kib)" -ge $((before - 16384)) ]
}

load_driver() {
	load vmbkmcl && load vmbkmcl_hv && load wdm_dynmem
}

unload_driver() {
	unload wdm_dynmem && unload vmbkmcl_hv && unload vmbkmcl
}

change=$((64 * 1024 * 1024))
pages=$((change / 4096))
ktap_plan 13
ktap_check "the driver loads" load_driver
ktap_check "its device node appears" wait_for 10 [ -e "$node" ]
ktap_check "it reports pressure" wait_for 30 statistic_at_least 4 2
ktap_check "the host has its report" host_has_report
before=$(free_kib)
size=$(host_bytes)
ktap_check "the host accepts a request for less" ask_for $((size - change))
ktap_check "the balloon grows" wait_for 60 statistic_is 1 "$pages"
ktap_check "the host sees the same" wait_for 10 host_sees $((size - change))
ktap_check "the host accepts a request for half of it back" \
	ask_for $((size - change / 2))
ktap_check "the balloon shrinks" wait_for 60 statistic_is 1 $((pages / 2))
ktap_check "the host sees the same again" wait_for 10 host_sees $((size - change / 2))
ktap_check "nothing was malformed, every answer was sent" statistic_is 5 0
ktap_check "it unloads with pages in the balloon" unload_driver
ktap_check "all pages came back" wait_for 20 memory_is_back
ktap_end
