#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Linux's driver for the integration services finds the host good: it answers
# heartbeats and takes the time from a sample. Shutdown is another program's.
#
# The clock is set wrong for this, but only in a guest of vmbhost.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
heartbeat=$(first_of_class "$class_heartbeat")
timesync=$(first_of_class "$class_timesync")
[ -n "$heartbeat$timesync" ] || ktap_skip_all "no integration service is offered"
! module_loaded hv_utils || ktap_skip_all "hv_utils is in use already"

# channel_count DEVICE FILE: a counter, summed over the device's channels. The
# guest signals once for each answer.
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

# So wrong that only a sample from the host can put it right.
set_clock_wrong() {
	date -s '2001-01-01 00:00:00' >/dev/null && ! clock_is_right
}

why_no_clock=
if [ -z "$timesync" ]; then
	why_no_clock="not offered"
elif ! on_vmbhost; then
	why_no_clock="only in a guest of vmbhost may the clock be set wrong"
fi

ktap_plan 6
if [ -z "$why_no_clock" ]; then
	saved=$(date +%s) saved_at=$(uptime_seconds)
	ktap_check "the clock was set wrong" set_clock_wrong
else
	ktap_skip "the clock was set wrong" "$why_no_clock"
fi
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
else
	ktap_skip "hv_utils drives the time synchronisation" "not offered"
fi
if [ -z "$why_no_clock" ]; then
	ktap_check "the host's time sample was applied" wait_for 30 clock_is_right
	clock_is_right || date -s "@$((saved + $(uptime_seconds) - saved_at))" >/dev/null
	ktap_note "it is $(date)"
else
	ktap_skip "the host's time sample was applied" "$why_no_clock"
fi
unload hv_utils
ktap_end
