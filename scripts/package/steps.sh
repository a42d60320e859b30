# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
#
# steps.sh - steps of a check inside a Debian, and what vmbkmcl may have left there
#
# Sourced. The caller sets suite, has set -uo pipefail, and looks at failed at its end.

failed=0
# Of the traces, those that were there before vmbkmcl was: the check's own files.
known=/dev/null
log=/tmp/check.log
version=$(/vmbkmcl/scripts/package/version)

# step NAME COMMAND...: in a shell of its own; what it says is shown if it fails.
step() {
	local name=$1 before=$SECONDS
	shift

	# In the condition of an if, set -e would have no effect.
	(set -e; "$@") >"$log" 2>&1 </dev/null &
	if wait $!; then
		echo "ok $suite: $name ($((SECONDS - before)) s)"
	else
		tail -n 40 "$log" | sed 's/^/# /'
		echo "not ok $suite: $name"
		failed=1
	fi
}

# Every file that can only be ours, and what depmod and DKMS know of us.
traces() {
	find / -xdev \( -path /proc -o -path /dev -o -path /vmbkmcl -o -path /packages -o -path /tmp \
		-o -path /repository -o -path /var/cache -o -path /var/log \) -prune -o \
		\( -name '*vmbkmcl*' -o -name '*Vmb*' -o -name '*ping*driver*' \) -print
	grep -rls vmbkmcl /lib/modules /var/lib/dkms /etc || true
}

nothing_is_left() {
	local left

	left=$(traces | grep -vxFf "$known" || true)
	[[ -z $left ]] || {
		echo "$left"
		return 1
	}
}

dkms_has() {
	dkms status vmbkmcl
	dkms status vmbkmcl -k "$1" | grep installed
	modinfo -k "$1" -F version vmbkmcl | grep -x "$version"
	modinfo -k "$1" -F signer vmbkmcl | grep .
}

# As the template's README tells a user without Debian's tools.
copy_template() {
	rm -rf /usr/src/ping-1.0
	cp -r /usr/share/vmbkmcl/template /usr/src/ping-1.0
	cp -r /usr/share/vmbkmcl/skeleton /usr/src/ping-1.0/driver
	sed -i 's/#MODULE_VERSION#/1.0/' /usr/src/ping-1.0/dkms.conf
}
