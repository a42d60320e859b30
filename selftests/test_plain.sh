#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The test device through a driver written directly on hv_vmbus.

. "$(dirname "$0")/ktap.sh"

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
[ -n "$(first_of_class "$class_kmcltest")" ] ||
	ktap_skip_all "no test device is offered"
have_debugfs || ktap_skip_all "there is no debugfs"

load_kcase && load kmcltest_plain || exit 1
run_kcase plain
status=$?
unload kmcltest_plain || exit 1
unload kcase || exit 1
exit "$status"
