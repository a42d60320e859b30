# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by the test programs of KMCL, after ktap.sh: load the library and
# find a test device for it, or make one.
#
#	kmcl_load
#	load kmcl_test $kmcl_parameters
#	...
#	kmcl_unload

ktap_need vmbkmcl

# The test devices whose instance is below, or not below, the first pipe's.
kmcl_devices=0 kmcl_pipes=0 kmcl_parameters=

# shellcheck disable=SC2154
kmcl_count_devices() {
	kmcl_devices=0 kmcl_pipes=0
	for device in $(devices_of_class "$class_kmcltest"); do
		case $(cat "$device/device_id") in
		*-6b6d636c0???"}") kmcl_devices=$((kmcl_devices + 1)) ;;
		*) kmcl_pipes=$((kmcl_pipes + 1)) ;;
		esac
	done
}

kmcl_devices_there() {
	kmcl_count_devices
	[ "$kmcl_devices" -ge "${DEVICES:-1}" ] && [ "$kmcl_pipes" -ge "${PIPES:-0}" ]
}

# Offers come one by one after hv_vmbus was loaded. A host that was started for
# these tests offers DEVICES of them, and PIPES in pipe mode, and if some are missing the
# test fails.
kmcl_find_devices() {
	if ! wait_for 10 kmcl_devices_there; then
		[ -n "${DEVICES:-}" ] || return 0
		echo "$kmcl_devices test devices instead of $DEVICES," \
			"$kmcl_pipes in pipe mode instead of ${PIPES:-0}" >&2
		exit 1
	elif [ -z "${PIPES:-}" ]; then
		# Nobody says whether there is one in pipe mode, which may come last.
		sleep 1
		kmcl_count_devices
	fi
}

# TRANSPORT=loopback: use the bus inside this kernel even where there is a host.
kmcl_load() {
	have_debugfs || ktap_skip_all "there is no debugfs"
	load vmbkmcl || exit 1
	if [ "${TRANSPORT:-hv}" = hv ] && on_hyperv; then
		kmcl_find_devices
		load vmbkmcl_hv || exit 1
	elif [ -n "${DEVICES:-}" ]; then
		echo "there is no Hyper-V, which would have $DEVICES test devices" >&2
		exit 1
	fi
	if [ "$kmcl_devices" -eq 0 ] && [ "${TRANSPORT:-loopback}" = loopback ] &&
	   load kmcltest_server devices=4 pipe_devices=1; then
		kmcl_devices=4 kmcl_pipes=1
	fi
	# shellcheck disable=SC2034
	kmcl_parameters="devices=$kmcl_devices pipe_devices=$kmcl_pipes${ISOLATION:+ isolated=1}"
	# What a host that was started for these tests lacks is no reason to skip one.
	[ -z "${DEVICES:-}" ] || kmcl_parameters="$kmcl_parameters complete=1"
	echo "test devices: $kmcl_devices, in pipe mode: $kmcl_pipes" >&2
}

# What is measured on: times mean nothing without it.
bench_machine() {
	clock=/sys/devices/system/clocksource/clocksource0/current_clocksource
	echo "# machine: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)," \
		"$(sed -n 's/^cpu MHz.*: //p' /proc/cpuinfo | head -n 1) MHz," \
		"$(grep -c ^processor /proc/cpuinfo) processors, kernel $(uname -r), clock $(cat $clock)," \
		"mitigations=$(sed -n 's/.*mitigations=\([^ ]*\).*/\1/p' /proc/cmdline | grep . || echo auto)"
}

# For scripts/profile: where the code of modules lies, and functions of the kernel's that
# they call, each with the one behind it. All of them would take the console too long.
kmcl_places() {
	for module in "$@"; do
		echo "# module $module $(cat "/sys/module/$module/sections/.text")"
	done
	awk '
	BEGIN {
		names = "memcpy memcpy_orig memcpy_erms memset _raw_spin_lock_irqsave " \
			"_raw_spin_unlock_irqrestore _raw_spin_lock _raw_spin_unlock " \
			"__local_bh_enable_ip __rcu_read_lock __rcu_read_unlock " \
			"__list_add_valid __list_del_entry_valid ktime_get read_tsc " \
			"__x86_indirect_thunk_rax __x86_indirect_thunk_rbx"
		count = split(names, list, " ")
		for (i = 1; i <= count; i++)
			wanted[list[i]] = 1
	}
	$4 != "" { exit }
	show { print "# symbol", $1, "..." }
	{ show = 0 }
	$3 in wanted { print "# symbol", $1, $3; show = 1 }' /proc/kallsyms
}

kmcl_unload() {
	for module in "$@" kmcltest_server vmbkmcl_hv vmbkmcl; do
		unload "$module" || return 1
	done
}
