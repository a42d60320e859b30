#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The porting layer: NT functions, the driver model, the framework, by name.

. "$(dirname "$0")/ktap.sh"
# shellcheck source-path=SCRIPTDIR source=vmbhost.sh
. "$(dirname "$0")/vmbhost.sh"
# shellcheck source-path=SCRIPTDIR source=qemu.sh
. "$(dirname "$0")/qemu.sh"
ktap_need vmbkmcl

have_debugfs || ktap_skip_all "there is no debugfs"
# The drive of the tests of files.
mkdir -p /var/lib/vmbkmcl/C: || exit 1
set_clock=0
if on_vmbhost || on_qemu; then
	set_clock=1
fi
load vmbkmcl && load_kcase && load nt_test "set_clock=$set_clock" || exit 1
run_kcase nt
status=$?
rm -f /var/lib/vmbkmcl/C:/nt_test.log
for module in nt_test kcase vmbkmcl; do
	unload "$module" || exit 1
done
# Everything allocated from the pool must have been freed: vmbkmcl counts.
if dmesg | grep -q 'vmbkmcl: .* were never freed'; then
	echo "# pool memory was not freed" >&2
	exit 1
fi
exit "$status"
