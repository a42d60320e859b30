#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A host refuses to open a channel, and then takes no message that asks for the rings
# back, for as long as hv_vmbus tries, which is six minutes: their memory is kept.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"
ktap_need vmbkmcl

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "only vmbhost misbehaves on command"
case $(uname -r) in
5.10.*) ktap_skip_all "this kernel's hv_vmbus does not tell that the host has the rings" ;;
esac
heartbeat=$(first_of_class "$class_heartbeat")
[ -n "$heartbeat" ] || ktap_skip_all "no heartbeat service is offered"
! module_loaded hv_utils || ktap_skip_all "hv_utils is in use"
load vmbkmcl && load vmbkmcl_hv || exit 1

log_has() {
	dmesg | grep -q "$1"
}

beats() {
	[ "$(cat /sys/module/kmcl_heartbeat/parameters/beats)" -ge 1 ]
}

# What hv_vmbus tries a hundred times, and the transport once more.
rings_are_kept() {
	vmbhost "fault open-failing,device=heartbeat" &&
		vmbhost "fault post-refused,device=heartbeat,after=2,times=200" &&
		load kmcl_heartbeat && wait_for 900 log_has "the host keeps the rings"
}

opens_again() {
	unload kmcl_heartbeat && load kmcl_heartbeat && wait_for 60 beats
}

ktap_plan 2
ktap_check "host.keeps_the_rings" rings_are_kept
ktap_check "host.takes_messages_again" opens_again
unload kmcl_heartbeat && unload vmbkmcl_hv && unload vmbkmcl || exit 1
ktap_end
