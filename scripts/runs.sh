# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# runs.sh - the reader of run descriptions, selftests/runs/NAME.run
#
# Sourced after lib.sh.

run_folder=$top/selftests/runs

# What a description may set; Documentation/testing.md says what each means.
run_defaults() {
	# shellcheck disable=SC2034
	{
		DESCRIPTION='' HOSTS=vmbhost TESTS=() DEVICES=() FAULTS=() OPTIONS=()
		CPUS=1 MEMORY=512 APPEND='' EXPECT=pass EXPECT_LOG='' MAY_SKIP=''
		TIME_LIMIT=240 NEED='' QUICK='' GAPS='' ISOLATION=''
		DISK='' BOOTS=1 MISTAKES=0
	}
}
run_variables='DESCRIPTION|HOSTS|TESTS|DEVICES|FAULTS|OPTIONS|CPUS|MEMORY|APPEND|EXPECT'
run_variables+='|EXPECT_LOG|MAY_SKIP|TIME_LIMIT|NEED|QUICK|GAPS|ISOLATION|DISK|BOOTS|MISTAKES'

# The names of all runs, one a line.
run_names() {
	local file

	for file in "$run_folder"/*.run; do
		file=${file##*/}
		echo "${file%.run}"
	done
}

run_must_exist() {
	[[ -r $run_folder/$1.run ]] ||
		die "there is no run '$1'; there are: $(run_names | paste -sd' ')"
}

# run_allow RUN VARIABLE WORD...: the words of VARIABLE may be these and no others.
run_allow() {
	local run=$1 variable=$2 word
	shift 2

	for word in ${!variable}; do
		[[ " $* " == *" $word "* ]] ||
			die "selftests/runs/$run.run: $variable has '$word', which is none of: $*"
	done
}

# run_read NAME: set the variables above as the description says.
run_read() {
	local unknown

	run_must_exist "$1"
	unknown=$(description_unknown "$run_folder/$1.run" "$run_variables")
	[[ -z $unknown ]] ||
		die "selftests/runs/$1.run sets ${unknown//$'\n'/, }, which is no variable of a run"
	run_defaults
	# shellcheck disable=SC1090
	. "$run_folder/$1.run"
	run_allow "$1" HOSTS vmbhost qemu plain
	run_allow "$1" EXPECT pass fail reset poweroff timeout
	run_allow "$1" NEED slow debug soak
	run_allow "$1" ISOLATION possible vbs
	[[ $MISTAKES == any || $MISTAKES =~ ^[0-9]+$ ]] ||
		die "selftests/runs/$1.run: MISTAKES is '$MISTAKES', which is neither a number nor any"
}

# run_argument NAME VALUE: as --args of scripts/run takes it. Patterns are
# separated by | there: a blank would end the argument, a comma begin the next.
run_argument() {
	local value=${2//[[:space:]]/|}

	[[ $value != *[,\"]* ]] || die "$1='$2': there must be no comma and no quotation mark in it"
	printf '%s=%s' "$1" "$value"
}
