# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
#
# Sourced by the test programs that change the machine under traffic, after ktap.sh and
# kmcl.sh: steady traffic on all test devices, and whether it goes on.
#
#	steady_load
#	ktap_check "traffic begins" steady_begin
#	ktap_check "it goes on" steady_goes_on
#	ktap_check "nothing was lost" steady_end

steady_log=$ktap_tmp/steady
steady_stop=/sys/module/kmcl_test/parameters/steady_stop

steady_load() {
	kmcl_load
	[ "$kmcl_devices" -gt 0 ] || ktap_skip_all "there is no test device"
	# shellcheck disable=SC2086
	load_kcase && load kmcl_test $kmcl_parameters
}

# A line for each channel: its name, and how many of its requests were completed.
steady_counts() {
	for steady_counters in /sys/kernel/debug/vmbkmcl/[0-9]*; do
		[ ! -e "$steady_counters" ] ||
			echo "$steady_counters $(awk '$1 == "tx_completed" { print $2 }' "$steady_counters")"
	done
}

# Each of the channels of a list has completed more than it says there.
steady_more_than() {
	steady_counts | BEFORE="$1" awk -v channels="$kmcl_devices" '
		BEGIN {
			lines = split(ENVIRON["BEFORE"], line, "\n")
			for (i = 1; i <= lines; i++) {
				split(line[i], word, " ")
				count[word[1]] = word[2] + 0
			}
		}
		$2 + 0 > count[$1] { more++ }
		END { exit more < channels }'
}

steady_goes_on() {
	steady_before=$(steady_counts)
	wait_for 20 steady_more_than "$steady_before"
}

steady_begin() {
	"$ktap_folder/kcase_run" kmcl_steady >"$steady_log" 2>&1 &
	steady_task=$!
	wait_for 60 steady_more_than ""
}

# What it says becomes notes of the program's.
steady_end() {
	echo 1 >"$steady_stop"
	wait "$steady_task"
	steady_status=$?
	sed 's/^/# /' "$steady_log"
	return "$steady_status"
}
