# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced after ktap.sh, vmbhost.sh and dynmem.sh: a KMDF driver for the heartbeat and a
# WDM driver for dynamic memory, and whether the host hears of them.

heartbeat_node=/dev/KmclHeartbeat
heartbeat_query=0x222000

beats() {
	# shellcheck disable=SC2154
	"$ktap_folder/device_control" "$heartbeat_node" "$heartbeat_query" 40 2>/dev/null |
		sed -n 1p
}

beats_at_least() {
	beats_now=$(beats) && [ "${beats_now:-0}" -ge "$1" ]
}

drivers_begin() {
	load wdf_heartbeat && load wdm_dynmem &&
		wait_for 60 beats_at_least 2 && wait_for 60 dynmem_at_least reports 2
}

# A driver counts from 0 when its device has come again.
drivers_go_on() {
	beats_heard=$(vmbhost_counter heartbeat.answered) &&
		reports_heard=$(vmbhost_counter balloon.reports) &&
		wait_for 60 vmbhost_at_least heartbeat.answered $((beats_heard + 2)) &&
		wait_for 60 vmbhost_at_least balloon.reports $((reports_heard + 2)) &&
		beats_at_least 1 && dynmem_at_least reports 1
}

drivers_unload() {
	unload wdm_dynmem && unload wdf_heartbeat
}
