#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What can be seen from outside when nothing happens: debugfs, the log, traces.
#
# A channel is left behind, for which vmbkmcl is unloaded: so it is for test guests only.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl
case ${HOST:-hyperv} in
hyperv) ktap_skip_all "only in a test guest: a channel is left behind" ;;
esac
have_debugfs || ktap_skip_all "there is no debugfs"

debug=/sys/kernel/debug
drivers=$debug/vmbkmcl/drivers
tracing=$debug/tracing
ping_type=14b9d983-fb12-4977-9b19-6df4c9b2cc43
heartbeat_type=57164f39-9115-4e78-ab55-382f3bd5422d

load_ping() {
	load vmbkmcl && load ping_driver
}

logged() {
	dmesg | grep -qF "$1"
}

lists_driver_and_device() {
	grep -qx "$ping_type ping" "$drivers" &&
		grep -qE "^	loopback [0-9a-f-]* vmbkmcl$" "$drivers"
}

traced() {
	grep -qE "$1" "$tracing/trace"
}

names_in_traces() {
	echo 1 >"$tracing/events/vmbkmcl/enable"
	load ping_driver
	wait_for 10 traced 'vmbkmcl_fetch:.* type=completion'
	names_completed=$?
	echo 0 >"$tracing/events/vmbkmcl/enable"
	unload ping_driver
	[ "$names_completed" = 0 ] && traced 'vmbkmcl_fetch:.* type=in-band' &&
		traced 'vmbkmcl_complete:.* status=STATUS_SUCCESS'
}

states_in_log() {
	echo 'module vmbkmcl +p' >"$debug/dynamic_debug/control"
	load ping_driver
	wait_for 10 logged '(ping): waiting -> opening'
	states_logged=$?
	echo 'module vmbkmcl -p' >"$debug/dynamic_debug/control"
	unload ping_driver
	return "$states_logged"
}

quiet_type() {
	load wdf_heartbeat && wait_for 20 logged \
		"a driver waits for a device of type $heartbeat_type, which nothing offers"
	quiet_logged=$?
	unload wdf_heartbeat
	return "$quiet_logged"
}

leave_channel() {
	load kmcl_leftover && unload kmcl_leftover
}

times_told() {
	dmesg | grep -cF 'kmcl_leftover is unloaded and has not called VmbChannelCleanup'
}

left_behind() {
	leave_channel && [ "$(times_told)" = 1 ]
}

# The module is most likely at the same addresses again.
left_behind_again() {
	leave_channel && [ "$(times_told)" = 2 ]
}

unloads() {
	unload vmbkmcl_hv && unload vmbkmcl && ! logged vmbkmcl_channels_exit
}

ktap_plan 9
ktap_check "the drivers and their devices are listed" eval 'load_ping && wait_for 10 lists_driver_and_device'
if [ "$HOST" = plain ]; then
	ktap_check "a machine without Hyper-V is told so" logged "no Hyper-V: the loopback bus only"
else
	ktap_skip "a machine without Hyper-V is told so" "this one has it"
fi
unload ping_driver
if [ -d "$tracing/events/vmbkmcl" ]; then
	ktap_check "traces name statuses and packet types" names_in_traces
else
	ktap_skip "traces name statuses and packet types" "this kernel has no tracepoints"
fi
if [ -e "$debug/dynamic_debug/control" ]; then
	ktap_check "dynamic debug shows a channel's states" states_in_log
else
	ktap_skip "dynamic debug shows a channel's states" "this kernel has no dynamic debug"
fi
if [ -z "$(devices_of_class "$heartbeat_type")" ]; then
	ktap_check "a type that nothing offers is told" quiet_type
else
	ktap_skip "a type that nothing offers is told" "a heartbeat is offered"
fi
ktap_check "a driver that cleans up is not reported" eval '! logged "has not called VmbChannelCleanup"'
ktap_check "a channel left behind is reported" left_behind
ktap_check "another one does not report it again" left_behind_again
ktap_check "vmbkmcl unloads after that, and frees them" unloads
ktap_end
