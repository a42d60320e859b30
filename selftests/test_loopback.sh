#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Servers, and the loopback bus between them and clients, by function and rule.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

have_debugfs || ktap_skip_all "there is no debugfs"
load vmbkmcl && load_kcase && load kmcl_test || exit 1
run_kcase loopback
status=$?
for module in kmcl_test kcase vmbkmcl; do
	unload "$module" || exit 1
done
exit "$status"
