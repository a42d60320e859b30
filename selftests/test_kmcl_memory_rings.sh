#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A channel with the largest rings opens on a machine that has no large piece of
# memory. Needs a kernel with page fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/alloc_faults.sh"

# Pieces of 512 pages and more; twice, because hv_vmbus asks first for memory near
# its processor, then for any.
fail_large_pieces() {
	pages=/sys/kernel/debug/fail_page_alloc
	alloc_faults_below_library && echo 9 >$pages/min-order &&
		echo 2 >$pages/times && echo 100 >$pages/probability
}

alloc_faults_begin require-start
kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
if ! fail_large_pieces; then
	echo "the failures could not be set up" >&2
	exit 1
fi
run_kcase kmcl_memory_rings
status=$?
alloc_faults_set probability 0
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
