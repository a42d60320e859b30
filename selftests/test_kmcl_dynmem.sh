#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The dynamic-memory driver, which is a Windows WDM driver, against QEMU's
# hv-balloon, which is not this project's: what the host knows through QMP agrees
# with what the driver says, and every page comes back.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/qemu.sh"
. "$(dirname "$0")/dynmem.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_qemu || ktap_skip_all "this is no test guest in QEMU, which would take memory"
balloon=$(first_of_class "$class_balloon")
[ -n "$balloon" ] || ktap_skip_all "no balloon is offered"
! is_bound_to "$balloon" hv_balloon || ktap_skip_all "hv_balloon has the balloon"

host_has_report() {
	qmp '{"execute": "query-hv-balloon-status-report"}'
}

host_has_no_report() {
	! host_has_report
}

# A report may come between reading the two: then they cannot be compared.
reports_agree() {
	dynmem_look && host_has_report || return
	[ "$(qmp_number available)" = $(($(dynmem_said available) * 4096)) ] &&
		[ "$(qmp_number committed)" = $(($(dynmem_said committed) * 4096)) ] &&
		dynmem_equals reports "$(dynmem_said reports)"
}

change=$((64 * 1024 * 1024))
pages=$((change / 4096))
ktap_plan 20
ktap_check "the driver loads" dynmem_load
ktap_check "its device node appears" wait_for 10 [ -e "$dynmem_node" ]
ktap_check "it reports pressure" wait_for 30 dynmem_at_least reports 2
ktap_check "the host has its report" host_has_report
ktap_check "which is what the driver reported" wait_for 20 reports_agree
ktap_note "QMP: $qmp_answer"
before=$(free_pages)
size=$(qemu_bytes)
ktap_check "the host accepts a request for less" qemu_ask_for $((size - change))
ktap_check "the balloon grows" \
	wait_for "$qemu_patience" dynmem_equals balloon "$pages"
ktap_check "the host sees the same" wait_for 10 qemu_sees $((size - change))
ktap_check "the guest has so much less" \
	wait_for 10 free_pages_at_most $((before - pages))
ktap_check "reports still agree" wait_for 20 reports_agree
ktap_note "QMP: $qmp_answer"
ktap_check "the host accepts a request for half of it back" \
	qemu_ask_for $((size - change / 2))
ktap_check "the balloon shrinks" wait_for 60 dynmem_equals balloon $((pages / 2))
ktap_check "the host sees the same again" \
	wait_for 10 qemu_sees $((size - change / 2))
ktap_check "half is the guest's again" \
	wait_for 10 free_pages_at_least $((before - pages / 2))
ktap_check "nothing was malformed" dynmem_equals malformed 0
ktap_check "every answer was sent" dynmem_equals send_failures 0
ktap_check "it unloads with pages in the balloon" dynmem_unload
ktap_check "the host holds none any more" wait_for 10 qemu_sees "$size"
ktap_check "and has no report" host_has_no_report
ktap_check "all pages came back" wait_for 20 free_pages_at_least "$before"
ktap_end
