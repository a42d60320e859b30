#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The heartbeat driver, which is a Windows KMDF driver: it answers the host, its
# device node says how often, and it comes and goes.
#
# DEMO=N lets it answer N times and shows the conversation, for scripts/demo.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"
ktap_need vmbkmcl

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
heartbeat=$(first_of_class "$class_heartbeat")
[ -n "$heartbeat" ] || ktap_skip_all "no heartbeat is offered"
is_bound_to "$heartbeat" hv_utils && ktap_skip_all "hv_utils has the heartbeat"

node=/dev/KmclHeartbeat
tracing=/sys/kernel/debug/tracing
# CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
query=0x222000

# Beats, last number, malformed | failures, version, open: 64-bit words.
statistic() {
	"$ktap_folder/device_control" "$node" "$query" 40 | sed -n "$1p"
}

beats_at_least() {
	beats=$(statistic 1) && [ "${beats:-0}" -ge "$1" ]
}

no_mistakes() {
	[ "$(statistic 3)" = 0 ]
}

node_is_gone() {
	[ ! -e "$node" ]
}

unknown_code_fails() {
	! "$ktap_folder/device_control" "$node" 0x222004 40 2>/dev/null
}

load_driver() {
	load vmbkmcl && load vmbkmcl_hv && load wdf_heartbeat
}

# The channel's events, on the clock of the kernel's trace: its life, the question
# which versions there are, the first heartbeats and the last one.
conversation() {
	awk '
	function tell(text) { printf "# demo %9.6f  %s\n", time - first, text }
	match($0, /[0-9]+\.[0-9]+: vmbkmcl_[a-z]+: /) {
		time = substr($0, RSTART) + 0
		if (!first) first = time
		text = substr($0, RSTART + RLENGTH)
		size = text
		sub(/.*size=/, "", size)
		sub(/ .*/, "", size)
	}
	/vmbkmcl_state: .*-> (waiting|opening|running)/ {
		sub(/.*-> /, "", text)
		tell("channel         is " text)
	}
	/vmbkmcl_fetch:/ {
		asked = sprintf("host -> driver  %s", packets++ ? "are you alive? (" size " bytes)" :
				"which versions do you speak? (" size " bytes)")
		at = time
	}
	/vmbkmcl_send:/ {
		answer = sprintf("driver -> host  %s (%s bytes)", answers++ ? "yes" : "these", size)
		if (answers <= 3) { now = time; time = at; tell(asked); time = now; tell(answer) }
	}
	END {
		if (answers > 4) print "# demo            ..."
		if (answers > 3) { now = time; time = at; tell(asked); time = now; tell(answer) }
	}' "$tracing/trace"
}

demo_note() {
	echo "# demo $*"
}

demo() {
	echo 0 >"$tracing/events/vmbkmcl/enable"
	conversation
	for page in /sys/kernel/debug/vmbkmcl/[0-9]*; do
		demo_note "counters of the channel that are not 0:" \
			"$(sed '1,/^$/d' "$page" | awk '$2 { printf "%s%s=%s", n++ ? ", " : "", $1, $2 }')"
	done
	demo_note "result $(statistic 1) heartbeats answered," \
		"$(vmbhost_counter heartbeat.answered) answers seen by the host," \
		"$(statistic 3) malformed, $(vmbhost_counter heartbeat.wrong) wrong"
}

unload_driver() {
	unload wdf_heartbeat && unload vmbkmcl_hv && unload vmbkmcl
}

ktap_plan 8
if [ -n "${DEMO:-}" ]; then
	have_debugfs && load vmbkmcl && echo 1 >"$tracing/events/vmbkmcl/enable"
fi
ktap_check "the driver loads" load_driver
ktap_check "its device node appears" wait_for 10 [ -e "$node" ]
ktap_check "it answers the host's heartbeats" wait_for 60 beats_at_least "${DEMO:-3}"
ktap_check "nothing was malformed, every answer was sent" no_mistakes
ktap_check "a code that it does not know fails" unknown_code_fails
[ -z "${DEMO:-}" ] || demo
ktap_check "it unloads" unload_driver
ktap_check "its device node is gone" node_is_gone
again() {
	load_driver && wait_for 60 beats_at_least 1 && unload_driver
}
ktap_check "it works once more" again
ktap_end
