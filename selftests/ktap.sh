# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by the test programs: KTAP output, waiting, and loading modules.
#
#	. "$(dirname "$0")/ktap.sh"
#	ktap_plan 2
#	ktap_check "one is one" [ 1 -eq 1 ]
#	ktap_skip "two is two" "this machine cannot count"
#	ktap_end

KTAP_SKIP=4
ktap_folder=$(cd "$(dirname "$0")" && pwd)
# What a program puts aside: in a folder that only root writes to.
ktap_tmp=${KTAP_TMP:-/run}
ktap_number=0 ktap_failed=0 ktap_passed=0 ktap_planned=0

ktap_plan() {
	ktap_planned=$1
	echo "KTAP version 1"
	echo "1..$1"
}

# ktap_skip_all REASON: skip the whole program, and end.
ktap_skip_all() {
	echo "KTAP version 1"
	echo "1..0 # SKIP $*"
	exit "$KTAP_SKIP"
}

# The checks that stand in the program itself, by name.
ktap_names() {
	sed -n 's/^[[:space:]]*ktap_check "\([^"]*\)".*/\1/p' "$0"
}

# ktap_matching PATTERN...: the names that a pattern matches.
ktap_matching() {
	ktap_names | while IFS= read -r ktap_name; do
		for ktap_pattern in "$@"; do
			# shellcheck disable=SC2254
			case $ktap_name in
			$ktap_pattern) echo "$ktap_name" ;;
			esac
		done
	done
}

# The checks of a program build on each other: FILTER, patterns separated by blanks
# or |, chooses all of them or none. A program without any of its own has kcase_run
# heed FILTER.
ktap_filter() {
	[ -n "${FILTER:-}" ] && [ -n "$(ktap_names)" ] || return 0
	set -f
	# shellcheck disable=SC2046
	[ -n "$(ktap_matching $(echo "$FILTER" | tr '|' ' '))" ] ||
		ktap_skip_all "FILTER=$FILTER matches nothing here"
	set +f
	unset FILTER
}
ktap_filter

ktap_note() {
	echo "# $*"
}

ktap_pass() {
	ktap_number=$((ktap_number + 1))
	ktap_passed=$((ktap_passed + 1))
	echo "ok $ktap_number $1"
}

ktap_fail() {
	ktap_number=$((ktap_number + 1))
	ktap_failed=$((ktap_failed + 1))
	echo "not ok $ktap_number $1"
}

# ktap_skip NAME REASON
ktap_skip() {
	ktap_number=$((ktap_number + 1))
	echo "ok $ktap_number $1 # SKIP $2"
}

# ktap_check NAME COMMAND...
ktap_check() {
	ktap_name=$1
	shift
	if "$@"; then
		ktap_pass "$ktap_name"
	else
		ktap_note "failed: $*"
		ktap_fail "$ktap_name"
	fi
}

ktap_end() {
	if [ "$ktap_number" -ne "$ktap_planned" ]; then
		ktap_note "planned $ktap_planned tests, ran $ktap_number"
		exit 1
	fi
	[ "$ktap_failed" -eq 0 ] || exit 1
	[ "$ktap_passed" -gt 0 ] || exit "$KTAP_SKIP"
	exit 0
}

# Counted since boot, because a test may set the clock.
uptime_seconds() {
	cut -d. -f1 /proc/uptime
}

# scaled COUNT: of so many repetitions SCALE percent, but one at least.
scaled() {
	scaled_count=$(($1 * ${SCALE:-100} / 100))
	echo $((scaled_count > 0 ? scaled_count : 1))
}

# wait_for SECONDS COMMAND...: until the command succeeds, or time is up. Time
# spent in the command itself does not count, so that a busy machine makes as many
# tries as an idle one, until it has taken five times as long in all.
wait_for() {
	wait_tries=$(($1 * 5)) wait_end=$(($(uptime_seconds) + $1 * 5))
	shift
	while ! "$@"; do
		wait_tries=$((wait_tries - 1))
		[ "$wait_tries" -gt 0 ] && [ "$(uptime_seconds)" -lt "$wait_end" ] ||
			return 1
		sleep 0.2
	done
}

module_loaded() {
	[ -d "/sys/module/$(echo "$1" | tr - _)" ]
}

# Beside or below the tests, where it was installed or built, or beside their folder in the
# sources, where "make -C selftests" builds vmbkmcl's; nothing otherwise. With GAPS, the
# one that is delayed between its steps, if there is such.
module_file() {
	if [ -n "${GAPS:-}" ] && [ -e "$ktap_folder/gaps/$1.ko" ]; then
		echo "$ktap_folder/gaps/$1.ko"
	else
		find "$ktap_folder" "${ktap_folder%/selftests}/vmbkmcl" -name "$1.ko" \
			! -path '*/gaps/*' 2>/dev/null | head -n 1
	fi
}

# ktap_need MODULE: skip the whole program where there is no such module.
ktap_need() {
	module_loaded "$1" || [ -n "$(module_file "$1")" ] || modinfo "$1" >/dev/null 2>&1 ||
		ktap_skip_all "the module $1 is not installed"
}

# GAPS=SEED says which steps are delayed, GAPS=random has any seed chosen.
gaps_seed() {
	if [ ! -e "$ktap_folder/gaps/vmbkmcl.ko" ]; then
		echo "GAPS=$GAPS, but there are no modules with gaps (scripts/modules --gaps)" >&2
		return 1
	fi
	[ "$GAPS" != random ] || GAPS=$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')
	ktap_note "gap seed $GAPS"
}

# One that is just being loaded is not live yet, one that is built in has no state.
module_live() {
	module_state="/sys/module/$(echo "$1" | tr - _)/initstate"
	[ ! -e "$module_state" ] || [ "$(cat "$module_state")" = live ]
}

# load MODULE [PARAMETER...]: one of ours, or one of the system's. Each program says
# itself whether it needs vmbkmcl_hv.
load() {
	load_module=$1
	shift
	if module_loaded "$load_module"; then
		wait_for 60 module_live "$load_module"
		return
	fi
	if [ "$load_module" = vmbkmcl ]; then
		set -- "$@" load_hv=0
		if [ -n "${GAPS:-}" ]; then
			gaps_seed || return 1
			set -- "$@" "gap_seed=$GAPS"
		fi
	fi
	load_file=$(module_file "$load_module")
	if [ -n "$load_file" ]; then
		insmod "$load_file" "$@"
	else
		modprobe "$load_module" "$@"
	fi
}

# With KEEP_LOADED the library stays, and its totals.
unload() {
	case ${KEEP_LOADED:-}$1 in
	1vmbkmcl | 1vmbkmcl_hv) return ;;
	esac
	if module_loaded "$1"; then
		rmmod "$1"
	fi
}

# The harness inside the kernel; SEED, SCALE and TIMEOUT as in kcase's
# parameters.
load_kcase() {
	load kcase "seed=${SEED:-0}" "scale_percent=${SCALE:-100}" \
		"timeout_percent=${TIMEOUT:-100}"
}

# Run groups of cases. The stack of a case that hangs goes to the console.
run_kcase() {
	"$ktap_folder/kcase_run" "$@"
	kcase_status=$?
	for kcase_task in /proc/[0-9]*; do
		case $(cat "$kcase_task/comm" 2>/dev/null) in
		kcase/*) cat "$kcase_task/comm" "$kcase_task/stack" >&2 ;;
		esac
	done
	return "$kcase_status"
}

have_debugfs() {
	[ -e /sys/kernel/debug/kcase ] ||
		mount -t debugfs debug /sys/kernel/debug 2>/dev/null
	[ -d /sys/kernel/debug ]
}

vmbus_devices=/sys/bus/vmbus/devices

# The devices of an interface type, as paths in sysfs.
devices_of_class() {
	for device in "$vmbus_devices"/*; do
		[ -e "$device/class_id" ] || continue
		[ "$(cat "$device/class_id")" != "{$1}" ] || echo "$device"
	done
}

first_of_class() {
	devices_of_class "$1" | head -n 1
}

driver_of() {
	[ -e "$1/driver" ] && basename "$(readlink "$1/driver")"
}

is_bound_to() {
	[ "$(driver_of "$1")" = "$2" ]
}

# Offers come one by one after hv_vmbus has loaded, slowly on a busy machine. They
# are all there when no more came for a while.
wait_for_offers() {
	offers_settled=$ktap_tmp/ktap.offers
	[ ! -e "$offers_settled" ] || return 0
	offers_quiet=0 offers_before=none
	for _ in $(seq 100); do
		offers_now=$(ls "$vmbus_devices")
		if [ "$offers_now" = "$offers_before" ]; then
			offers_quiet=$((offers_quiet + 1))
		else
			offers_quiet=0
		fi
		[ "$offers_quiet" -lt 5 ] || break
		offers_before=$offers_now
		sleep 0.2
	done
	: >"$offers_settled"
}

on_hyperv() {
	load hv_vmbus 2>/dev/null
	[ -d /sys/bus/vmbus ] || return 1
	wait_for_offers
}

# shellcheck disable=SC2034
{
	class_kmcltest=9c2f3a54-6d1e-4b0b-8a57-6b6d636c7431
	# hv_vmbus does not show that one in an isolated machine (kmcltest.h).
	[ -z "${ISOLATION:-}" ] || class_kmcltest=ba6163d9-04a1-4d29-b605-72e2ffb1dc7f
	class_heartbeat=57164f39-9115-4e78-ab55-382f3bd5422d
	class_timesync=9527e630-d0ae-497b-adce-e80ab0175caf
	class_shutdown=0e0b6031-5213-4934-818b-38d90ced39db
	class_balloon=525074dc-8985-46e2-8057-a307dc18a502
}
