#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# hv_balloon under QEMU's own VMBus, a host that nobody here wrote: it binds,
# and a request through QMP changes the guest's memory.
#
# A line "# qmp {...}" on the second serial port goes to QEMU's monitor, whose
# answer can be read from the same port (scripts/qemu-guest).

. "$(dirname "$0")/ktap.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
[ "${HOST:-}" = qemu ] || ktap_skip_all "only QEMU can be asked for memory"
balloon=$(first_of_class "$class_balloon")
[ -n "$balloon" ] || ktap_skip_all "no balloon is offered"

port=/dev/ttyS1

qmp() {
	exec 3<>"$port"
	echo "# qmp $1" >&3
	# shellcheck disable=SC3045
	IFS= read -r -t 10 answer <&3
	exec 3>&-
	ktap_note "QMP: $1"
	ktap_note "answered: $answer"
	case $answer in
	*'"return"'*) return 0 ;;
	*) return 1 ;;
	esac
}

free_kib() {
	sed -n 's/^MemFree: *\([0-9]*\).*/\1/p' /proc/meminfo
}

total_kib() {
	sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo
}

# hv_balloon takes pages out of MemTotal as it gives them away.
memory_shrank() {
	[ "$(total_kib)" -le $((before - change / 2)) ]
}

memory_is_back() {
	[ "$(total_kib)" -ge $((before - change / 8)) ]
}

ask_for() {
	qmp "{\"execute\": \"balloon\", \"arguments\": {\"value\": $(($1 * 1024))}}"
}

# Kept well above what the guest needs.
change=65536
ktap_plan 7
ktap_check "hv_balloon loads" load hv_balloon
ktap_check "hv_balloon drives the balloon" \
	wait_for 10 is_bound_to "$balloon" hv_balloon
# It reports its memory first; requests before that are refused.
sleep 3
before=$(total_kib)
ktap_check "QEMU knows the balloon" qmp '{"execute": "query-balloon"}'
size=$(($(echo "$answer" | sed 's/[^0-9]//g') / 1024))
ktap_note "memory: $before KiB of $size KiB, $(free_kib) KiB of it free"
ktap_check "QEMU accepts a request for less" ask_for $((size - change))
ktap_check "the guest's memory shrinks" wait_for 60 memory_shrank
ktap_note "memory: $(total_kib) KiB"
ktap_check "QEMU accepts a request for all of it" ask_for "$size"
ktap_check "the guest's memory comes back" wait_for 60 memory_is_back
ktap_note "memory: $(total_kib) KiB"
ktap_end
