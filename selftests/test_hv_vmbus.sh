#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Linux's own bus driver works with the host: it connects, enumerates the offers,
# and reports no error.

. "$(dirname "$0")/ktap.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"

log_has() {
	dmesg | grep -q "$@"
}

log_lacks() {
	! dmesg | grep -v "module verification failed" | grep -E "$@"
}

offers_present() {
	[ -n "$(ls "$vmbus_devices")" ]
}

each_offer_has() {
	for device in "$vmbus_devices"/*; do
		[ -s "$device/$1" ] || return 1
	done
}

# A relid names one channel only.
relids_differ() {
	[ -z "$(cat "$vmbus_devices"/*/id | sort | uniq -d)" ]
}

version=$(dmesg | sed -n 's/.*Vmbus version:\([0-9.]*\).*/\1/p' | tail -n 1)

ktap_plan 9
ktap_check "the kernel knows that it runs on Hyper-V" \
	log_has -e "Hypervisor detected: Microsoft Hyper-V" -e "Hyper-V: privilege flags"
ktap_note "VMBus version ${version:-unknown}"
ktap_check "hv_vmbus connected" [ -n "$version" ]
ktap_check "at version 4.0 or later" [ "${version%%.*}" -ge 4 ]
ktap_check "offers were enumerated" wait_for 10 offers_present
set -- "$vmbus_devices"/*
ktap_note "$# offers"
ktap_check "each offer has an instance" each_offer_has device_id
ktap_check "each offer has an interface type" each_offer_has class_id
ktap_check "each offer has a channel" each_offer_has id
ktap_check "no two channels have the same relid" relids_differ
ktap_check "hv_vmbus has nothing to complain of" log_lacks \
	'hv_vmbus: (.*(fail|error|unknown|invalid|timed out)|probe failed)'
ktap_end
