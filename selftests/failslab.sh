# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by tests in which memory runs out, after ktap.sh: the kernel's slab
# fault injection, as the debug kernel has it. It is for every allocation of the
# machine: how it was set before comes back however the test ends.

failslab=/sys/kernel/debug/failslab

# failslab_begin FILE: have allocations that may sleep fail, too, quietly. FILE is
# a setting without which the test is not possible.
failslab_begin() {
	have_debugfs || ktap_skip_all "there is no debugfs"
	[ -e "$failslab/$1" ] ||
		ktap_skip_all "this kernel has no such slab fault injection"
	failslab_before=$(cd "$failslab" && grep . probability times verbose \
		ignore-gfp-wait stacktrace-depth require-start require-end 2>/dev/null)
	trap failslab_end EXIT
	trap 'exit 1' HUP INT TERM
	failslab_set ignore-gfp-wait N && failslab_set verbose 0
}

# failslab_set FILE VALUE
failslab_set() {
	[ ! -e "$failslab/$1" ] || echo "$2" >"$failslab/$1"
}

# Probability first: nothing fails any more while the others are put back.
failslab_end() {
	echo "$failslab_before" | while IFS=: read -r failslab_file failslab_value; do
		failslab_set "$failslab_file" "$failslab_value"
	done
}
