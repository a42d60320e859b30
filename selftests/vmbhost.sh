# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Sourced by test programs that give vmbhost commands, after ktap.sh. A line
# "# vmbhost COMMAND" on the second serial port is one; the answer is read from
# the same port (Documentation/vmbhost.md).

# vmbhost COMMAND: fails if the answer, in $vmbhost_answer, is an error.
vmbhost() {
	exec 3<>/dev/ttyS1
	echo "# vmbhost $*" >&3
	# shellcheck disable=SC3045
	IFS= read -r -t 10 vmbhost_answer <&3
	exec 3>&-
	case $vmbhost_answer in
	ok*) return 0 ;;
	*) return 1 ;;
	esac
}

# Whether this is a guest of vmbhost, which may be harmed: init says so, and the
# host answers. In a subshell, because a port that cannot be opened ends the shell.
on_vmbhost() {
	[ "${HOST:-}" = vmbhost ] && [ -c /dev/ttyS1 ] &&
		(vmbhost "counter faults.done") 2>/dev/null
}

# vmbhost_counter DEVICE.NAME
vmbhost_counter() {
	vmbhost "counter $1" && echo "${vmbhost_answer#ok }"
}

vmbhost_equals() {
	[ "$(vmbhost_counter "$1")" = "$2" ]
}

vmbhost_at_least() {
	vmbhost_value=$(vmbhost_counter "$1") && [ "$vmbhost_value" -ge "$2" ]
}
