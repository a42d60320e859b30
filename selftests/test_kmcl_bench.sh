#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What KMCL costs over plain hv_vmbus: a row for each case, in one boot.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
# Plain hv_vmbus has no loopback bus to compare with.
TRANSPORT=hv
kmcl_load
[ "$kmcl_devices" -gt 0 ] || {
	kmcl_unload
	ktap_skip_all "no test device is offered"
}
load_kcase && load kmcl_bench "devices=$kmcl_devices counted=${COUNTED:-0}" && load kmcl_bench_raw ||
	exit 1
bench_machine
[ -z "${PROFILE:-}" ] || kmcl_places hv_vmbus vmbkmcl kmcl_bench kmcl_bench_raw
run_kcase "${GROUP:-bench}"
status=$?
kmcl_unload kmcl_bench_raw kmcl_bench kcase || exit 1
exit "$status"
