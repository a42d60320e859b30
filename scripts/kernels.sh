# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# kernels.sh - the reader of kernel descriptions, selftests/kernels/NAME.kernel
#
# Sourced after lib.sh.

kernel_folder=$top/selftests/kernels

# What a description may set; Documentation/testing.md says what each means.
kernel_defaults() {
	# shellcheck disable=SC2034
	{
		DESCRIPTION='' SUITES=() LINE=$1 FLAVOUR=cloud SOURCE=() CONFIGS=()
		ARCHES='x86_64 arm64' RUNS='' PROVIDES='' MIN_CPUS=1 MIN_MEMORY=0 SLOWER=1 APPEND=''
		SHARED_MEMORY=''
	}
}
kernel_variables='DESCRIPTION|SUITES|LINE|FLAVOUR|SOURCE|CONFIGS|RUNS|PROVIDES'
kernel_variables+='|ARCHES|MIN_CPUS|MIN_MEMORY|SLOWER|APPEND|SHARED_MEMORY'

# The names of all kernels in one line, the oldest line first.
kernel_names() {
	local file

	for file in "$kernel_folder"/*.kernel; do
		file=${file##*/}
		echo "${file%.kernel}"
	done | sort -V | paste -sd' '
}

kernel_must_exist() {
	[[ -n $1 && -r $kernel_folder/$1.kernel ]] ||
		die "there is no kernel '$1'; there are: $(kernel_names)"
}

# kernel_read NAME: set the variables above as the description says.
kernel_read() {
	local unknown

	kernel_must_exist "$1"
	unknown=$(description_unknown "$kernel_folder/$1.kernel" "$kernel_variables")
	[[ -z $unknown ]] || die "selftests/kernels/$1.kernel sets" \
		"${unknown//$'\n'/, }, which is no variable of a kernel"
	kernel_defaults "$1"
	# shellcheck disable=SC1090
	. "$kernel_folder/$1.kernel"
	# No kernel can be isolated by VBS there.
	# shellcheck disable=SC2034
	[[ ${ARCH:-} != arm64 ]] || SHARED_MEMORY=''
}

# kernel_value NAME VARIABLE: one of them. It is read in a shell of its own, as a
# run's description and the environment have variables of the same names.
kernel_value() (
	kernel_read "$1"
	declare -n value=$2
	echo "${value[*]}"
)

# Whether there is a kernel NAME for the processor that is built for.
kernel_is_for_arch() {
	[[ " $(kernel_value "$1" ARCHES) " == *" ${ARCH:-x86_64} "* ]]
}

# Their names, as kernel_names has them.
kernel_names_for_arch() {
	local name names=''

	for name in $(kernel_names); do
		! kernel_is_for_arch "$name" || names+="${names:+ }$name"
	done
	echo "$names"
}
