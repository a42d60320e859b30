#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory is short while channels come and go: of the allocations below the
# library's code, one in ten fails, whoever makes them. Needs a kernel with slab
# fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

failslab=/sys/kernel/debug/failslab

fail_in_library() {
	module=/sys/module/vmbkmcl
	start=$(cat "$module/sections/.text") &&
		size=$(cat "$module/coresize") || return
	echo "$start" >"$failslab/require-start" &&
		printf '0x%x\n' $((start + size)) >"$failslab/require-end" &&
		echo 20 >"$failslab/stacktrace-depth" &&
		echo -1 >"$failslab/times" &&
		echo 10 >"$failslab/probability"
}

have_debugfs || ktap_skip_all "there is no debugfs"
[ -e "$failslab/require-start" ] ||
	ktap_skip_all "this kernel has no slab fault injection by caller"
echo N >"$failslab/ignore-gfp-wait"
echo 0 >"$failslab/verbose"
kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
if ! fail_in_library; then
	echo "the failures could not be set up" >&2
	exit 1
fi
run_kcase kmcl_memory_open
status=$?
echo 0 >"$failslab/probability"
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
