#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory runs out: every allocation of every call fails in turn. Needs a kernel
# with slab fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/alloc_faults.sh"

alloc_faults_begin ignore-gfp-wait
kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
run_kcase kmcl_memory
status=$?
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
