#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Linux's driver for the integration services finds the host good: it answers
# heartbeats and takes the time from a sample.  Shutdown is another program's.

. "$(dirname "$0")/ktap.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
heartbeat=$(first_of_class "$class_heartbeat")
timesync=$(first_of_class "$class_timesync")
[ -n "$heartbeat$timesync" ] || ktap_skip_all "no integration service is offered"
! module_loaded hv_utils || ktap_skip_all "hv_utils is in use already"

# Answers that the guest sent: signals on the device's channel.
channel_count() {
	cat "$1"/channels/*/"$2" 2>/dev/null | awk '{ n += $1 } END { print n + 0 }'
}

beats_at_least() {
	[ "$(channel_count "$heartbeat" events)" -ge $((before + $1)) ] &&
		[ "$(channel_count "$heartbeat" interrupts)" -ge "$1" ]
}

clock_is_right() {
	[ "$(date +%Y)" -ge 2020 ]
}

ktap_plan 6
# So wrong that only a sample from the host can mend it.
saved=$(date +%s)
date -s '2001-01-01 00:00:00' >/dev/null
ktap_check "the clock was set wrong" [ "$(date +%Y)" -le 2001 ]
before=0
ktap_check "hv_utils loads" load hv_utils
if [ -n "$heartbeat" ]; then
	ktap_check "hv_utils drives the heartbeat" \
		wait_for 10 is_bound_to "$heartbeat" hv_utils
	ktap_check "heartbeats are answered again and again" \
		wait_for 30 beats_at_least 3
	ktap_note "$(channel_count "$heartbeat" interrupts) interrupts," \
		"$(channel_count "$heartbeat" events) signals"
else
	ktap_skip "hv_utils drives the heartbeat" "not offered"
	ktap_skip "heartbeats are answered again and again" "not offered"
fi
if [ -n "$timesync" ]; then
	ktap_check "hv_utils drives the time synchronisation" \
		wait_for 10 is_bound_to "$timesync" hv_utils
	ktap_check "the host's time sample was applied" wait_for 30 clock_is_right
else
	ktap_skip "hv_utils drives the time synchronisation" "not offered"
	ktap_skip "the host's time sample was applied" "not offered"
fi
clock_is_right || date -s "@$saved" >/dev/null
ktap_note "it is $(date)"
ktap_end
