#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The heartbeat driver, which is a Windows KMDF driver: it answers the host, its
# device node says how often, and it comes and goes.
#
# DEMO=N lets it run for N seconds and shows what it does.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
heartbeat=$(first_of_class "$class_heartbeat")
[ -n "$heartbeat" ] || ktap_skip_all "no heartbeat is offered"
is_bound_to "$heartbeat" hv_utils && ktap_skip_all "hv_utils has the heartbeat"

node=/dev/KmclHeartbeat
# CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
query=0x222000

# Beats, last number, malformed | failures, version, open: 64-bit words.
statistic() {
	"$ktap_folder/device_control" "$node" "$query" 40 | sed -n "$1p"
}

beats_at_least() {
	beats=$(statistic 1) && [ "${beats:-0}" -ge "$1" ]
}

no_mistakes() {
	[ "$(statistic 3)" = 0 ]
}

node_is_gone() {
	[ ! -e "$node" ]
}

unknown_code_fails() {
	! "$ktap_folder/device_control" "$node" 0x222004 40 2>/dev/null
}

load_driver() {
	load vmbkmcl && load vmbkmcl_hv && load wdf_heartbeat
}

unload_driver() {
	unload wdf_heartbeat && unload vmbkmcl_hv && unload vmbkmcl
}

ktap_plan 8
ktap_check "the driver loads" load_driver
ktap_check "its device node appears" wait_for 10 [ -e "$node" ]
ktap_check "it answers the host's heartbeats" wait_for 60 beats_at_least 3
ktap_check "nothing was malformed, every answer was sent" no_mistakes
ktap_check "a code that it does not know fails" unknown_code_fails
if [ -n "${DEMO:-}" ]; then
	have_debugfs
	sleep "$DEMO"
	for page in /sys/kernel/debug/vmbkmcl/*; do
		ktap_note "$page"
		# shellcheck disable=SC2162
		find "$page" -type f -exec cat {} + | while read line; do
			ktap_note "$line"
		done
	done
	ktap_note "beats answered: $(statistic 1)"
fi
ktap_check "it unloads" unload_driver
ktap_check "its device node is gone" node_is_gone
again() {
	load_driver && wait_for 60 beats_at_least 1 && unload_driver
}
ktap_check "it works once more" again
ktap_end
