#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What may wait without limit is named in the log: a channel that the host does not
# answer about, one whose owner keeps a packet while it is rescinded, and a device that
# its driver keeps. Other channels go on meanwhile. What a host offers and KMCL does
# not have is counted.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/vmbhost.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "only vmbhost misbehaves on command"
have_debugfs || ktap_skip_all "there is no debugfs"
heartbeat=$(first_of_class "$class_heartbeat")
[ -n "$heartbeat" ] || ktap_skip_all "no heartbeat service is offered"
! module_loaded hv_utils || ktap_skip_all "hv_utils is in use"
kmcl_load
[ "$kmcl_devices" -ge 1 ] || ktap_skip_all "no test device is offered"
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1

opens_for_ever() {
	vmbhost "fault open-result-never,device=heartbeat" && load kmcl_heartbeat
}

# cases_of GROUP [NAME...]: run these cases of the group, or all.
cases_of() {
	cases_group=$1
	shift
	FILTER="${*:-*}" "$ktap_folder/kcase_run" "$cases_group" >"$ktap_tmp/kmcl_report"
	cases_status=$?
	sed 's/^/# /' "$ktap_tmp/kmcl_report"
	return "$cases_status"
}

# log_has PATTERN...: a line with all of them, in this order.
log_has() {
	log_pattern=$1
	shift
	for log_part; do
		log_pattern="$log_pattern.*$log_part"
	done
	dmesg | grep -q "$log_pattern"
}

host_is_named() {
	wait_for 30 log_has "$class_heartbeat" "$(basename "$heartbeat")" \
		"waiting for 10 s for the host to open the channel"
}

# cases NAME...: run these cases of the group kmcl.
cases() {
	cases_of kmcl "$@"
}

driver_is_named() {
	log_has "driver kmcl_test_slow" "$class_kmcltest" \
		"the device was taken away 10 s ago, and the driver still uses it"
}

owner_is_named() {
	log_has "channel .* (.*)" "$class_kmcltest" \
		"rescinded 10 s ago, and the owner still uses it (state suspending, 1 packets"
}

packet_is_named() {
	log_has "channel .* (.*)" "waiting for 10 s for the owner to complete packets (1 are not)"
}

beats() {
	[ "$(cat /sys/module/kmcl_heartbeat/parameters/beats)" -ge "$1" ]
}

# counted COUNTER NUMBER: the client's channel is the only one with the counter set.
counted() {
	[ "$(awk -v name="$1" '$1 == name { n += $2 } END { print n }' \
		/sys/kernel/debug/vmbkmcl/[0-9]*)" = "$2" ]
}

offers_subchannels() {
	vmbhost "heartbeat subchannels 3" && wait_for 20 counted drop_subchannel 3 &&
		log_has "(Heartbeat)" "the peer offered a subchannel"
}

sends_transfer_pages() {
	vmbhost "fault transfer-range-count,device=heartbeat" &&
		wait_for 20 counted drop_transfer_pages 1 &&
		log_has "channel .* transfer pages, which are not supported"
}

ktap_plan 11
ktap_check "host.does_not_answer" opens_for_ever
ktap_check "host.other_channels_go_on" cases VmbChannelEnable.again_after_disable
ktap_check "host.is_named" host_is_named
ktap_check "host.rescind_ends_it" wait_for 60 beats 1
ktap_check "host.subchannels_are_counted" offers_subchannels
ktap_check "host.transfer_pages_are_counted" sends_transfer_pages
ktap_check "owner.keeps_a_packet" cases rescind.owner_keeps_packet
ktap_check "owner.is_named" owner_is_named
ktap_check "owner.packet_is_named" packet_is_named
ktap_check "driver.keeps_its_device" cases_of kmcl_report
ktap_check "driver.is_named" driver_is_named
kmcl_unload kmcl_heartbeat kmcl_test kcase || exit 1
ktap_end
