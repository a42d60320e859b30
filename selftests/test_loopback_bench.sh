#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What the loopback bus costs over memcpy: a row for each case, in one boot.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

have_debugfs || ktap_skip_all "there is no debugfs"
load vmbkmcl && load_kcase && load kmcl_bench "counted=${COUNTED:-0}" ||
	exit 1
bench_machine
run_kcase bench_loopback
status=$?
kmcl_unload kmcl_bench kcase || exit 1
exit "$status"
