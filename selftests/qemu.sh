# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by test programs that ask QEMU's monitor, after ktap.sh. A line
# "# qmp {...}" on the second serial port goes to the monitor, whose answer is
# read from the same port (scripts/qemu-guest).

# An arm64 machine has it by that name, and perhaps a ttyS1 without a port behind it.
qemu_port=/dev/ttyAMA1
[ -c "$qemu_port" ] || qemu_port=/dev/ttyS1

# hv-balloon carries out no request in its first 50 seconds with a driver.
# shellcheck disable=SC2034
qemu_patience=90

# qmp REQUEST: fails if the answer, in $qmp_answer, is an error.
qmp() {
	exec 3<>"$qemu_port"
	echo "# qmp $1" >&3
	# shellcheck disable=SC3045
	IFS= read -r -t 10 qmp_answer <&3
	exec 3>&-
	case $qmp_answer in
	*'"return"'*) return 0 ;;
	*) return 1 ;;
	esac
}

# Whether this is a test guest in QEMU, with or without its VMBus: init says so,
# and the monitor answers. In a subshell, because a port that cannot be opened
# ends the shell.
on_qemu() {
	case ${HOST:-} in
	qemu | plain) ;;
	*) return 1 ;;
	esac
	[ -c "$qemu_port" ] && (qmp '{"execute": "query-status"}') 2>/dev/null
}

# qmp_number NAME: a member of the answer.
qmp_number() {
	echo "$qmp_answer" | sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p"
}

# The guest's memory as QEMU counts it.
qemu_bytes() {
	qmp '{"execute": "query-balloon"}' && qmp_number actual
}

qemu_sees() {
	[ "$(qemu_bytes)" = "$1" ]
}

qemu_ask_for() {
	qmp "{\"execute\": \"balloon\", \"arguments\": {\"value\": $1}}"
}
