#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The dynamic-memory driver, which is a Windows WDM driver, and vmbhost's balloon:
# pages go and come back, the two agree, and so they do after the host has broken
# rules, taken the device away in the middle of things, and offered it again.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"
. "$(dirname "$0")/dynmem.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "this is no guest of vmbhost, which would take commands"
balloon=$(first_of_class "$class_balloon")
[ -n "$balloon" ] || ktap_skip_all "no balloon is offered"
! is_bound_to "$balloon" hv_balloon || ktap_skip_all "hv_balloon has the balloon"

# Faults in the rings, each at the driver's next report, after which the channel
# must still work.
harmless="packet-type-unknown packet-flags-unknown gpa-direct-from-host
	transfer-range-count completion-unasked room-signal-spurious
	event-storm rescind-unknown"
# Faults that close the channel, or that keep it from opening.
fatal="packet-length-zero write-index-range rescind-double"
opening="rescind-during-gpadl rescind-during-open"

# Both sides count so many pages in the balloon, and no request is under way.
balloon_is() {
	dynmem_equals balloon "$1" && vmbhost_equals balloon.held "$1" &&
		vmbhost_equals balloon.idle 1
}

driver_is_ready() {
	[ -e "$dynmem_node" ] && vmbhost_equals balloon.idle 1
}

# A report may come between reading the two: then they cannot be compared.
reports_agree() {
	dynmem_look || return
	vmbhost_equals balloon.available "$(dynmem_said available)" &&
		vmbhost_equals balloon.committed "$(dynmem_said committed)" &&
		dynmem_equals reports "$(dynmem_said reports)"
}

take() {
	vmbhost "balloon take $1" && wait_for 20 balloon_is "$2"
}

give() {
	vmbhost "balloon give $1" && wait_for 20 balloon_is "$2"
}

up_and_down() {
	take 2048 2048 && give 1024 1024 && give 1024 0
}

# The fault has been carried out when the host has counted it.
faults_are() {
	vmbhost_equals faults.done "$1"
}

fault() {
	faults=$(vmbhost_counter faults.done) &&
		vmbhost "fault $1,device=balloon" &&
		wait_for 20 faults_are $((faults + 1))
}

# Pages are in the balloon when the fault comes, and come back afterwards.
survives() {
	take 1024 1024 && fault "$1" && give 1024 0
}

dies_and_returns() {
	take 1024 1024 && fault "$1" &&
		wait_for 20 vmbhost_equals balloon.held 0 &&
		returns
}

# A device that has lost its channel is rescinded and offered again. A slow driver whose
# device has come back must not lose it once more.
returns() {
	wait_for 10 driver_is_ready ||
		vmbhost "balloon rescind reoffer=100" || return
	wait_for 30 driver_is_ready && dynmem_equals balloon 0 && up_and_down
}

opens_at_last() {
	faults=$(vmbhost_counter faults.done) &&
		vmbhost "fault $1,device=balloon" && take 1024 1024 &&
		vmbhost "balloon rescind reoffer=100" &&
		wait_for 30 faults_are $((faults + 1)) &&
		wait_for 30 driver_is_ready && up_and_down
}

# The driver counts what it cannot use, and goes on.
shrugs_off() {
	vmbhost "balloon nonsense $1" && wait_for 10 dynmem_equals malformed "$2" &&
		up_and_down
}

taken_from_memory() {
	free_pages_at_most $((before - 16384))
}

# shellcheck disable=SC2086
set -- $harmless $fatal $opening
ktap_plan $((18 + $#))
ktap_check "the driver loads" dynmem_load
ktap_check "it finds the balloon" wait_for 20 driver_is_ready
ktap_check "both speak version 2.0" vmbhost_equals balloon.version 131072
ktap_check "it reports pressure" wait_for 30 vmbhost_at_least balloon.reports 2
ktap_check "the host has what the driver reported" wait_for 20 reports_agree
before=$(free_pages)
ktap_check "64 MiB go" take 16384 16384
ktap_check "and the guest does without" wait_for 10 taken_from_memory
ktap_check "half of it comes back" give 8192 8192
ktap_check "reports still agree" wait_for 20 reports_agree
ktap_check "the other half comes back" give 16384 0
ktap_check "and is the guest's" wait_for 10 free_pages_at_least "$before"
ktap_check "nonsense: too short" shrugs_off short 1
ktap_check "nonsense: unknown type" shrugs_off unknown 2
ktap_check "nonsense: ranges that are not there" shrugs_off ranges 3
ktap_check "nonsense: pages that it never had" shrugs_off foreign 3
for name in $harmless; do
	ktap_check "fault: $name" survives "$name"
done
for name in $fatal; do
	case $name/$(uname -r) in
	rescind-double/5.10.*)
		ktap_skip "fault: $name" "this kernel's hv_vmbus may crash on that"
		continue
		;;
	esac
	ktap_check "fault: $name" dies_and_returns "$name"
done
for name in $opening; do
	ktap_check "fault: $name" opens_at_last "$name"
done
ktap_check "1,024 pages go once more" take 1024 1024
ktap_check "it unloads with pages in the balloon" dynmem_unload
ktap_check "all pages came back" wait_for 20 free_pages_at_least "$before"
ktap_end
