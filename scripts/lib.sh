# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# lib.sh - what every script here needs: folders, progress, an end that cleans up
#
# Sourced, never run. A caller has set -euo pipefail.

say() {
	printf '%s\n' "$*" >&2
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 2
}

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Paths are compared, and written into what is built.
CACHE=$(readlink -m "${CACHE:-$top/.cache}")
BUILD=$(readlink -m "${BUILD:-$top/build}")
# Kbuild builds in no others.
case $CACHE:$BUILD in
*[[:space:]%\'\"]* | *:*:*) die "there must be no space, quote, % or : in CACHE='$CACHE', BUILD='$BUILD'" ;;
esac
# depmod and chroot are in places that Debian names to root only.
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$CACHE" "$BUILD"
[[ -w $CACHE && -w $BUILD ]] ||
	die "$CACHE or $BUILD is another user's, as after sudo: remove it, or set CACHE and BUILD"
export CACHE BUILD
# shellcheck source-path=SCRIPTDIR source=arch.sh
. "$top/scripts/arch.sh"

# The leading comment of the calling script is its manual.
usage() {
	sed -n '3,/^[^#]/ { /^#/!q; s/^# \{0,1\}//; p }' "$0"
}

# A child runs in a session of its own, so that a signal to this script can be
# passed on to all of the child's descendants, and none outlives the script.
child=
on_exit_commands=()

child_end() {
	[[ -n $child ]] || return 0
	kill -TERM -- "-$child" 2>/dev/null || return 0
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 -- "-$child" 2>/dev/null || return 0
		sleep 0.2
	done
	kill -KILL -- "-$child" 2>/dev/null || true
}

finish() {
	local command

	trap '' INT TERM HUP
	child_end
	for command in "${on_exit_commands[@]}"; do
		eval "$command" || true
	done
}

on_exit() {
	on_exit_commands+=("$1")
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# supervise COMMAND...: run it, so that it ends when this script does; its status.
supervise() {
	local status=0

	setsid "$@" <&0 &
	child=$!
	wait "$child" || status=$?
	child=
	return "$status"
}

# Steps that count up in place would overwrite each other.
counts_in_place() {
	[[ -t 2 && -z ${PLAIN_STEPS:-} ]]
}

# step TEXT COMMAND...: supervise it with its output in a log, and print TEXT and
# how long it takes. The output is shown only if the command fails.
step() {
	local text=$1 log status=0 start=$SECONDS ticker
	shift

	log=$(mktemp "$BUILD/step.XXXXXX")
	on_exit "rm -f '$log'"
	counts_in_place || say "  ... $text"
	step_ticker "$text" "$start" &
	ticker=$!
	supervise "$@" >"$log" 2>&1 </dev/null || status=$?
	kill "$ticker" 2>/dev/null || true
	wait "$ticker" 2>/dev/null || true
	! counts_in_place || printf '\r\033[K' >&2
	if ((status)); then
		say "  --- $text: failed after $((SECONDS - start)) s"
		# Jobs that run side by side go on for a while after one has failed.
		grep -E '(error|warning): |ERROR:|\*\*\* .* Error' "$log" | head -n 20 >&2 || true
		tail -n 40 "$log" >&2
	else
		say "  $(printf '%3d' $((SECONDS - start))) s $text"
	fi
	rm -f "$log"
	return "$status"
}

# On a terminal the elapsed time counts up in place; a log has it every 30 s. The
# ticker ends with the script, also when that is killed.
step_ticker() {
	local elapsed every=30 parent=$$

	trap - EXIT INT TERM HUP
	! counts_in_place || every=1
	while sleep 1 && kill -0 "$parent" 2>/dev/null; do
		elapsed=$((SECONDS - $2))
		((elapsed > 0 && elapsed % every == 0)) || continue
		if counts_in_place; then
			printf '\r\033[K  %3d s %s' "$elapsed" "$1" >&2
		else
			say "  ... $1: $elapsed s so far"
		fi
	done
}

# with_lock NAME COMMAND...: wait until no other command has the lock NAME of this
# cache folder, then run COMMAND. It may be a function, runs under set -e, and ends
# the script if it fails.
with_lock() {
	locked "$CACHE/locks/$1" "${@:2}"
}

# The same, per build folder.
with_build_lock() {
	locked "$BUILD/locks/$1" "${@:2}"
}

locked() {
	local lock_fd lock_file=$1
	shift

	mkdir -p "${lock_file%/*}"
	exec {lock_fd}>"$lock_file"
	flock "$lock_fd"
	"$@"
	exec {lock_fd}>&-
}

# description_unknown FILE VARIABLES: what a description sets although its reader does
# not know it (the names, separated by |). It is read in a shell without variables of
# this script's, so that one of these is found, too.
description_unknown() {
	# shellcheck disable=SC2016
	env -i PATH="$PATH" "$BASH" -c '
		top=$1 before=
		before=$(compgen -v)
		. "$2"
		compgen -v | grep -vxF -e "$before"' - "$top" "$1" |
		grep -vxE "$2" || true
}

need_command() {
	command -v "$1" >/dev/null || die "needs the command $1 (Debian package $2)"
}

# need_counts VARIABLE...: those of them that are set have to be positive numbers.
need_counts() {
	local name

	for name in "$@"; do
		[[ ${!name:-1} =~ ^[1-9][0-9]*$ ]] || die "$name='${!name}' is no positive number"
	done
}

# sources PATH... [CONDITION...]: the files of the source tree there, of find's CONDITIONs,
# each ended by a NUL. What a build has left among them, .gitignore names.
sources() {
	local conditions=() pattern

	while read -r pattern; do
		case $pattern in
		'' | '#'*) ;;
		/*/) conditions+=(! -path "${pattern#/}*") ;;
		*/) conditions+=(! -path "*/$pattern*") ;;
		/*) conditions+=(! -path "${pattern#/}") ;;
		*) conditions+=(! -name "$pattern") ;;
		esac
	done <"$top/.gitignore"
	(cd "$top" && find -L "$@" -type f ! -name '.*' "${conditions[@]}" -print0) | sort -z
}

# The Debian releases in which the packages are checked.
package_suites=(bookworm trixie)

suites_must_exist() {
	local suite

	for suite in "$@"; do
		[[ " ${package_suites[*]} " == *" $suite "* ]] ||
			die "there is no suite '$suite'; there are: ${package_suites[*]}"
	done
}

# totals FILE COLUMN: the outcomes there (pass, fail, skip), counted.
totals() {
	awk -F'\t' -v column="$2" '
	{ n[$column]++ }
	END { printf "%d passed, %d failed, %d skipped\n", n["pass"], n["fail"], n["skip"] }
	' "$1"
}
