#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory runs out: every allocation of every call fails in turn. Needs a kernel
# with slab fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

failslab=/sys/kernel/debug/failslab

# Failures at random below the library's code only, while FILTER's cases run.
fail_in_library() {
	sections=/sys/module/vmbkmcl/sections
	[ -e "$failslab/require-start" ] && [ -e "$sections/.text" ] || return
	start=$(cat "$sections/.text")
	echo "$start" >"$failslab/require-start"
	printf '0x%x\n' $((start + 0x40000)) >"$failslab/require-end"
	echo 10 >"$failslab/stacktrace-depth"
	echo 10 >"$failslab/probability"
	echo -1 >"$failslab/times"
	echo 0 >"$failslab/verbose"
}

fail_nowhere() {
	echo 0 >"$failslab/probability"
}

have_debugfs || ktap_skip_all "there is no debugfs"
[ -d "$failslab" ] || ktap_skip_all "this kernel has no slab fault injection"
echo N >"$failslab/ignore-gfp-wait"
echo 0 >"$failslab/verbose"
kmcl_load
# shellcheck disable=SC2086
load_ktest && load kmcl_test $kmcl_parameters || exit 1
fail_in_library
run_ktest kmcl_memory
status=$?
fail_nowhere
kmcl_unload kmcl_test ktest || exit 1
exit "$status"
