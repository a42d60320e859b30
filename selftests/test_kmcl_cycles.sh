#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A thousand lives of a channel and a hundred of the modules leave nothing
# behind in slab and vmalloc.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/memory.sh"

# KiB: what caches and per-CPU lists may differ by from one look to the next.
slack=256

load_all() {
	load vmbkmcl || return
	[ "$kmcl_hv" = 0 ] || load vmbkmcl_hv || return
}

unload_all() {
	[ "$kmcl_hv" = 0 ] || unload vmbkmcl_hv || return
	unload vmbkmcl
}

cycle_channels() {
	"$ktap_folder/kcase_run" kmcl_cycles >"$ktap_tmp/kmcl_cycles"
	cycles_status=$?
	sed 's/^/# /' "$ktap_tmp/kmcl_cycles"
	return "$cycles_status"
}

cycle_modules() {
	for _ in $(seq "$1"); do
		load_all && unload_all || return
	done
}

ktap_plan 5
kmcl_load
kmcl_hv=0
! module_loaded vmbkmcl_hv || kmcl_hv=1
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
ktap_check "channels.warm_up" cycle_channels
settle
before=$(kernel_used)
ktap_check "channels.a_thousand_lives" cycle_channels
settle
ktap_check "channels.no_growth" \
	grown_little "slab and vmalloc" "$slack" "$before" "$(kernel_used)"
kmcl_unload kmcl_test kcase || exit 1

rounds=$(scaled 100)
cycle_modules 3 || exit 1
settle
before=$(kernel_used)
ktap_check "modules.a_hundred_lives" cycle_modules "$rounds"
settle
ktap_check "modules.no_growth" \
	grown_little "slab and vmalloc" "$slack" "$before" "$(kernel_used)"
ktap_end
