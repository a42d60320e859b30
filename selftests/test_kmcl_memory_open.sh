#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory is short while channels come and go: of the allocations below the
# library's code, one in ten fails. Needs a kernel with slab fault injection, as
# the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/alloc_faults.sh"

fail_in_library() {
	alloc_faults_below_library && alloc_faults_set times -1 &&
		alloc_faults_set probability 10
}

alloc_faults_begin require-start
kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
if ! fail_in_library; then
	echo "the failures could not be set up" >&2
	exit 1
fi
run_kcase kmcl_memory_open
status=$?
alloc_faults_set probability 0
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
