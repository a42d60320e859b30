#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# For SOAK_MINUTES: random operations, faults, rescinds, saves, module loads and
# hibernation in rotation. Every minute a line says what went over and what memory
# the kernel uses; at the end it uses as much as after ten minutes.
#
# vmbkmcl stays loaded, so that its totals count everything. With GAPS its steps are
# delayed at other places in each round.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"
. "$(dirname "$0")/memory.sh"

soak_begin=$(uptime_seconds)
soak_seconds=$((${SOAK_MINUTES:-60} * 60))
# Caches have their size by then; a short soak has a third of its time for that.
soak_warm=$((soak_seconds / 3 < 600 ? soak_seconds / 3 : 600))
totals=/sys/kernel/debug/vmbkmcl
soak_log=$ktap_tmp/soak

elapsed() {
	echo $(($(uptime_seconds) - soak_begin))
}

# Of the channels that are gone, and of those there are.
counter_sums() {
	cat "$totals/totals" "$totals"/[0-9]* 2>/dev/null |
		awk '$2 { sum[$1] += $2 } END { for (name in sum) print name, sum[name] }' | sort
}

# The dropped ones by reason, if there are any.
books() {
	counter_sums | awk -v time="$(elapsed)" -v memory="$(kernel_used)" '
		/^tx_packets|^tx_completed|^rx_packets|^tx_aborted|^tx_cancelled|^drop_/ {
			text = text " " $1 "=" $2
		}
		END { print "# books after " time " s:" text " memory=" memory "KiB" }'
}

books_every_minute() {
	while sleep 60; do
		books
	done
}

# soak_step NAME COMMAND...: a test program is one step, whatever its cases are.
soak_step() {
	soak_name=$1
	shift
	if "$@" >"$soak_log" 2>/dev/console </dev/null; then
		ktap_pass "$soak_name"
	else
		grep -E '^ *(not ok|#)' "$soak_log" | sed 's/^ */# /'
		ktap_fail "$soak_name"
	fi
}

choose_gaps() {
	[ -n "${GAPS:-}" ] || return 0
	soak_seed=$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')
	ktap_note "gap seed $soak_seed"
	echo "$soak_seed" >/sys/module/vmbkmcl/parameters/gap_seed
}

# Devices are suspended and resumed as for hibernation, and the image is not written.
hibernate() {
	echo devices >/sys/power/pm_test && echo disk >/sys/power/state
}

soak_round() {
	choose_gaps
	soak_step "round_$1.random_faults" env DURATION=60 ./test_kmcl_random.sh
	soak_step "round_$1.hostile" ./test_kmcl_hostile.sh
	soak_step "round_$1.kmcl" ./test_kmcl.sh
	soak_step "round_$1.loopback" env SCALE=5 ./test_loopback.sh
	soak_step "round_$1.random" env FAULTS=0 DURATION=60 ./test_kmcl_random.sh
	soak_step "round_$1.cycles" env SCALE=5 ./test_kmcl_cycles.sh
	[ ! -w /sys/power/pm_test ] || soak_step "round_$1.hibernation" hibernate
}

# A hundredth more is what caches and per-CPU lists may take.
memory_steady() {
	grown_little "slab and vmalloc" $(($1 / 100)) "$1" "$2"
}

echo "KTAP version 1"
kmcl_load
export KEEP_LOADED=1 TIMEOUT=400
cd "$ktap_folder" || exit 1
books_every_minute &
soak_books=$!
round=0 warm=
while [ "$(elapsed)" -lt "$soak_seconds" ]; do
	round=$((round + 1))
	soak_round "$round"
	if [ -z "$warm" ] && [ "$(elapsed)" -ge "$soak_warm" ]; then
		settle
		warm=$(kernel_used)
	fi
done
kill "$soak_books"
books
settle
ktap_check "memory.steady" memory_steady "${warm:-0}" "$(kernel_used)"
unset KEEP_LOADED
ktap_check "modules.unload" kmcl_unload
echo "1..$ktap_number"
ktap_planned=$ktap_number
ktap_end
