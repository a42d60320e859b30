#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory runs out for servers: every allocation of every call fails in turn.
# Needs a kernel with slab fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/alloc_faults.sh"
ktap_need vmbkmcl

alloc_faults_begin ignore-gfp-wait
load vmbkmcl && load_kcase && load kmcl_test || exit 1
run_kcase loopback_memory
status=$?
for module in kmcl_test kcase vmbkmcl; do
	unload "$module" || exit 1
done
exit "$status"
