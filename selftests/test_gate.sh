#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Device nodes of a Windows driver that lets requests wait: what other programs can
# do meanwhile, and which signals end the waiting. Needs no Hyper-V.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

gate() {
	"$ktap_folder/gate_control" "$1"
}

# transfer METHOD CASE
transfer() {
	"$ktap_folder/gate_transfer" "/dev/KmclGate$1" "$2"
}

load_gate() {
	load vmbkmcl && load gate
}

unload_gate() {
	unload gate && unload vmbkmcl
}

# The kernel freezes all processes, waits a few seconds and thaws them. One with a
# request in the driver must not keep it from doing so, and keeps its request.
freeze() {
	echo freezer >/sys/power/pm_test && echo freeze >/sys/power/state
}

frozen_request() {
	gate hold &
	holder=$!
	gate held && freeze && gate release && wait "$holder"
}

have_freezer() {
	grep -qs freezer /sys/power/pm_test && grep -qw freeze /sys/power/state
}

cases="early access neither neither-fault neither-alignment neither-later compat stop handler kill slow-create killed-create link-in-create unlock limit event"
transfers="offset position end empty vector mode fault flush nonblock signal restart kill close other-process cancel"

names() {
	"$ktap_folder/gate_names" "$1"
}

# The module stays while a program has it open so.
# name_keeps CASE
name_keeps() {
	fifo=/tmp/gate_names.$$
	mkfifo "$fifo" || return 1
	"$ktap_folder/gate_names" "$1" >"$fifo" &
	opener=$!
	read -r word <"$fifo"
	rm -f "$fifo"
	refused=0
	if [ "$word" = open ] && ! rmmod gate 2>/dev/null; then
		refused=1
	fi
	kill "$opener"
	wait "$opener"
	[ "$refused" = 1 ] && [ -d /sys/module/gate ]
}

name_cases="opener name use refused driver-refuses exclusive end permission"

uring() {
	"$ktap_folder/gate_uring" "$1"
}

urings="transfer several cancel close exit notify control"

# What keeps a case of io_uring from being run, or nothing.
uring_lacks() {
	if ! uring open; then
		echo "this kernel has no io_uring"
	elif [ "$1" = control ] && ! uring has-commands; then
		echo "this kernel's io_uring has no commands"
	fi
}

# What keeps pages from being moved away for a pin that may last, or nothing.
movable_lacks() {
	if ! awk '/^Node/ { movable = /Movable/ } movable && /start_pfn/ { found = 1 }
		  END { exit !found }' /proc/zoneinfo; then
		echo "no memory of this machine has to be able to become empty"
	elif uname -r | grep -q '^5\.10\.'; then
		echo "this kernel moves pages away from CMA only"
	fi
}

ktap_plan 82
ktap_check "the driver loads, and its nodes can be opened" load_gate
for case in $cases; do
	if [ "$case" = compat ] && [ ! -e /proc/sys/abi/vsyscall32 ]; then
		ktap_skip compat "this kernel runs no programs of 32 bits"
		continue
	fi
	ktap_check "$case" gate "$case"
done
for method in Buffered Direct Neither; do
	for case in $transfers; do
		ktap_check "$method $case" transfer "$method" "$case"
	done
done
for case in $name_cases; do
	ktap_check "name $case" names "$case"
done
for case in stay-opener stay-name; do
	ktap_check "name $case" name_keeps "$case"
done
for case in $urings; do
	lacks=$(uring_lacks "$case")
	if [ "$lacks" ]; then
		ktap_skip "io_uring $case" "$lacks"
	else
		ktap_check "io_uring $case" uring "$case"
	fi
done
lacks=$(movable_lacks)
if [ "$lacks" ]; then
	ktap_skip "Direct movable" "$lacks"
else
	ktap_check "Direct movable" transfer Direct movable
fi
if have_freezer; then
	ktap_check "frozen" frozen_request
else
	ktap_skip "frozen" "this kernel has no test of its freezer"
fi
ktap_check "it unloads" unload_gate
ktap_end
