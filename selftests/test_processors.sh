#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Under traffic, the channels' interrupts move from processor to processor, and each
# processor but the first goes and comes back. hv_vmbus keeps one that a channel's
# interrupts go to, except where it moves them itself (7), and the first, always.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/steady.sh"
. "$(dirname "$0")/vmbhost.sh"

cpus=/sys/devices/system/cpu

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "processors are taken away only in a guest of vmbhost"
[ -e "$cpus/cpu1/online" ] || ktap_skip_all "there is one processor, or none can go"

# The files that say where the interrupts of the test devices' channels go.
channel_files() {
	for device in $(devices_of_class "$class_kmcltest"); do
		for file in "$device"/channels/*/cpu; do
			[ ! -e "$file" ] || echo "$file"
		done
	done
}

# Of those that are open, the others have none to move.
open_files() {
	for file in $(channel_files); do
		is_bound_to "${file%/channels/*}" "vmbkmcl-$class_kmcltest" && echo "$file"
	done
}

move_to() {
	echo "$2" >"$1" && [ "$(cat "$1")" = "$2" ]
}

all_move_to() {
	for file in $(open_files); do
		move_to "$file" "$1" || return
	done
}

last_cpu() {
	sed 's/.*-//' "$cpus/present"
}

# Each channel to another processor, so that they are never all on one.
scatter() {
	to=$1
	for file in $(open_files); do
		move_to "$file" $((to % ($(last_cpu) + 1))) || return
		to=$((to + 1))
	done
}

channels_move() {
	for round in $(seq 0 $((20 * ${SCALE:-100} / 100))); do
		scatter "$round" || return
		[ $((round % 5)) -ne 0 ] || steady_goes_on || return
	done
}

is_online() {
	[ "$(cat "$cpus/cpu$1/online")" = 1 ]
}

# hv_vmbus refuses, too, while an event is under way on it.
goes() {
	! is_online "$1" || echo 0 2>/dev/null >"$cpus/cpu$1/online"
}

comes() {
	is_online "$1" || echo 1 >"$cpus/cpu$1/online"
}

nothing_on() {
	for file in $(open_files); do
		[ "$(cat "$file")" != "$1" ] || return
	done
}

# One of the two, depending on the kernel. It is asked more than once, as above.
kept_or_emptied() {
	all_move_to 1 || return
	if wait_for 2 goes 1; then
		ktap_note "the channels of a processor that goes are moved"
		nothing_on 1 && steady_goes_on && comes 1
	else
		ktap_note "a processor that has channels is kept"
		is_online 1 && steady_goes_on
	fi
}

first_is_kept() {
	[ ! -e "$cpus/cpu0/online" ] || ! echo 0 2>/dev/null >"$cpus/cpu0/online"
}

each_goes_and_comes() {
	for cpu in $(seq "$(last_cpu)"); do
		all_move_to 0 && wait_for 20 goes "$cpu" && steady_goes_on || return
		comes "$cpu" && all_move_to "$cpu" && steady_goes_on || return
	done
}

# All at once: one is left for everything.
all_go_and_come() {
	all_move_to 0 || return
	for cpu in $(seq "$(last_cpu)"); do
		wait_for 20 goes "$cpu" || return
	done
	steady_goes_on || return
	for cpu in $(seq "$(last_cpu)"); do
		comes "$cpu" || return
	done
	scatter 0 && steady_goes_on
}

unload_all() {
	kmcl_unload kmcl_test kcase
}

steady_load || exit 1
ktap_plan 8
ktap_check "processors.traffic_begins" steady_begin
ktap_check "processors.interrupts_move" channels_move
ktap_check "processors.with_channels_kept_or_emptied" kept_or_emptied
ktap_check "processors.first_is_kept" first_is_kept
ktap_check "processors.each_goes_and_comes" each_goes_and_comes
ktap_check "processors.all_go_and_come" all_go_and_come
ktap_check "processors.nothing_lost" steady_end
ktap_check "processors.unload" unload_all
ktap_end
