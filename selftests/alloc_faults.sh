# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by tests in which memory runs out, after ktap.sh: the kernel's fault
# injection for slab objects and for pages, as the debug kernel has it. It is for
# every allocation of the machine: how it was set before comes back however the test
# ends.

alloc_faults="/sys/kernel/debug/failslab /sys/kernel/debug/fail_page_alloc"

# alloc_faults_begin FILE: have allocations that may sleep, and single pages, fail,
# too, quietly. FILE is a setting without which the test is not possible.
alloc_faults_begin() {
	have_debugfs || ktap_skip_all "there is no debugfs"
	for faults_folder in $alloc_faults; do
		[ -e "$faults_folder/$1" ] ||
			ktap_skip_all "this kernel has no such fault injection"
	done
	alloc_faults_before=$(for faults_file in probability times verbose \
			ignore-gfp-wait ignore-gfp-highmem min-order \
			stacktrace-depth require-start require-end; do
		for faults_folder in $alloc_faults; do
			grep -H . "$faults_folder/$faults_file" 2>/dev/null
		done
	done)
	trap alloc_faults_end EXIT
	trap 'exit 1' HUP INT TERM
	alloc_faults_set ignore-gfp-wait N && alloc_faults_set ignore-gfp-highmem N &&
		alloc_faults_set min-order 0 && alloc_faults_set verbose 0
}

# alloc_faults_set FILE VALUE
alloc_faults_set() {
	for faults_folder in $alloc_faults; do
		[ ! -e "$faults_folder/$1" ] || echo "$2" >"$faults_folder/$1" || return
	done
}

# alloc_faults_below_library: only those below the library's code.
alloc_faults_below_library() {
	library=/sys/module/vmbkmcl
	library_start=$(cat "$library/sections/.text") &&
		library_size=$(cat "$library/coresize") || return
	alloc_faults_set require-start "$library_start" &&
		alloc_faults_set require-end \
			"$(printf '0x%x' $((library_start + library_size)))" &&
		alloc_faults_set stacktrace-depth 20
}

# Probability first: nothing fails any more while the others are put back.
alloc_faults_end() {
	echo "$alloc_faults_before" | while IFS=: read -r faults_file faults_value; do
		echo "$faults_value" >"$faults_file"
	done
}
