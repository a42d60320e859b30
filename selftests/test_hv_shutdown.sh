#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# hv_utils powers the guest off when the host asks for it. This program passes by
# never ending: its run expects a guest that powers off without a verdict.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
shutdown=$(first_of_class "$class_shutdown")
[ -n "$shutdown" ] || ktap_skip_all "the shutdown service is not offered"
on_vmbhost || ktap_skip_all "only a guest of vmbhost may be shut down"

ktap_plan 2
load hv_utils
ktap_check "hv_utils drives the shutdown service" \
	wait_for 10 is_bound_to "$shutdown" hv_utils
sleep 60
ktap_fail "the host's request powers the guest off"
ktap_end
