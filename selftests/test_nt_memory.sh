#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory runs out for the porting layer: every allocation of every call fails in
# turn. Needs a kernel with slab fault injection, as the debug kernel has.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/alloc_faults.sh"
ktap_need vmbkmcl

alloc_faults_begin ignore-gfp-wait
load vmbkmcl && load_kcase && load nt_test || exit 1
run_kcase nt_memory
status=$?
for module in nt_test kcase vmbkmcl; do
	unload "$module" || exit 1
done
# Everything allocated from the pool must have been freed: vmbkmcl counts.
if dmesg | grep -q 'vmbkmcl: .* were never freed'; then
	echo "# pool memory was not freed" >&2
	exit 1
fi
exit "$status"
