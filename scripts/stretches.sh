# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
#
# stretches.sh - the counts of executed instructions that selftests/profile/ writes
#
# Sourced after lib.sh. A row of the guest alone has a stretch for each time that it is
# measured: twice, as all sides warm up once, for raw, for fair where completions are
# asked for, and for KMCL. They are FOLDER/stretch.ROW.STRETCH. So has rtt64, whose
# stretches have the host's instructions in them.

# Operations in a lap: selftests/drivers/kmcl_bench/bench.h.
lap=64

# profile_prepare FOLDER: build what counts, and remove what an earlier run has left.
profile_prepare() {
	step "QEMU's plugin" make -s -C "$top/selftests/profile" O="$BUILD/profile"
	mkdir -p "$1"
	rm -f "$1"/stretch.*
}

# As scripts/qemu takes it.
profile_plugin() {
	echo "file=$BUILD/profile/profile.so,out=$1/stretch"
}

# stretch_locked FILE: locked instructions of an operation.
stretch_locked() {
	awk -v lap="$lap" '
	$1 == "laps" { laps = $2 }
	$1 == "locked" { printf "%.2f", laps ? $2 / laps / lap : 0 }' "$1"
}

# stretch_last FOLDER ROW BEFORE: the last stretch of a row, or one before it; or nothing.
stretch_last() {
	local files=("$1/stretch.$(printf '%02d' "$2")".*)

	[[ ! -e ${files[0]} ]] || echo "${files[-1 - $3]}"
}

# Add a column to the rows of the guest alone that come in.
stretches_locked() {
	local folder=$1 line row=0 kmcl fair

	while IFS= read -r line; do
		if [[ $line == *" fair "* ]]; then
			row=$((row + 1))
			kmcl=$(stretch_last "$folder" "$row" 0)
			fair=$(stretch_last "$folder" "$row" 2)
			[[ -z $kmcl || $line != alone_* ]] || line+=" locked=$(stretch_locked "$fair")/$(stretch_locked "$kmcl")"
		fi
		echo "$line"
	done
}
