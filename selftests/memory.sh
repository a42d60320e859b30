# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by tests of what many lives leave behind in memory, after ktap.sh.

# How much memory the kernel itself uses, in KiB.
kernel_used() {
	awk '/^(Slab|VmallocUsed):/ { sum += $2 } END { print sum }' /proc/meminfo
}

# Have the kernel free what it can. KASAN keeps freed objects, to see a late use,
# until their cache is shrunk.
settle() {
	sync
	for _ in 1 2; do
		echo 3 >/proc/sys/vm/drop_caches
		sleep 2
		for cache in /sys/kernel/slab/*/shrink; do
			[ ! -w "$cache" ] || echo 1 >"$cache"
		done
	done
}

# grown_little WHAT SLACK BEFORE AFTER: KiB
grown_little() {
	ktap_note "$1: $3 KiB before, $4 KiB after"
	[ $(($4 - $3)) -le "$2" ]
}
