#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A thousand lives of the two Windows drivers, in each of which both are loaded,
# have traffic, lose their devices without warning while pages are in the balloon
# and heartbeats on their way, and are unloaded: nothing is left behind.
#
# Lives differ in what follows the loss, in turn: the drivers have seen it when
# they are unloaded, or get their devices back and work again, or are unloaded at
# once, while their devices are still being taken down.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"
. "$(dirname "$0")/memory.sh"
ktap_need vmbkmcl

on_hyperv || ktap_skip_all "this is no Hyper-V guest"
on_vmbhost || ktap_skip_all "this is no guest of vmbhost, which would take commands"
for class in "$class_balloon" "$class_heartbeat"; do
	[ -n "$(first_of_class "$class")" ] || ktap_skip_all "no device $class is offered"
done

heartbeat_node=/dev/KmclHeartbeat
balloon_node=/dev/KmclDynamicMemory
# Pages that are in the balloon when the device goes.
pages=512
# What may be missing in the end, in KiB: caches and per-CPU lists. A thousand
# lives that leaked a page each would cost 4,000.
kernel_slack=256 all_slack=1024

# How much memory is in use for anything, in KiB. Free pages on a processor's
# lists are not in MemFree.
all_used() {
	awk '/^MemTotal:/ { used += $2 }
	/^(MemFree|Cached|Buffers):/ { used -= $2 }
	$1 == "count:" { used -= $2 * 4 }
	END { print used }' /proc/meminfo /proc/zoneinfo
}

# soon COMMAND...: as wait_for, but looking more often, for 60 seconds.
soon() {
	tries=3000
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		usleep 20000
	done
}

counter_is() {
	vmbhost "counter $1" && [ "$vmbhost_answer" = "ok $2" ]
}

counter_exceeds() {
	vmbhost "counter $1" && [ "${vmbhost_answer#ok }" -gt "$2" ]
}

module_file() {
	find "$ktap_folder" -name "$1.ko" | head -n 1
}

load_drivers() {
	insmod "$heartbeat_file" && insmod "$dynmem_file"
}

unload_drivers() {
	rmmod wdm_dynmem && rmmod wdf_heartbeat
}

devices_are_gone() {
	[ ! -e "$heartbeat_node" ] && [ ! -e "$balloon_node" ]
}

traffic() {
	soon counter_is balloon.idle 1 && vmbhost "balloon take $pages" &&
		soon counter_is balloon.held "$pages" &&
		vmbhost "counter heartbeat.answered" &&
		soon counter_exceeds heartbeat.answered "${vmbhost_answer#ok }"
}

both() {
	vmbhost "balloon $1" && vmbhost "heartbeat $1"
}

unload_once_gone() {
	soon devices_are_gone && unload_drivers && both offer
}

unload_once_back() {
	soon counter_is balloon.held 0 && traffic && unload_drivers
}

a_life() {
	load_drivers && traffic || return
	case $(($1 % 3)) in
	0) both rescind && unload_once_gone ;;
	1) both "rescind reoffer=0" && unload_once_back ;;
	2) both "rescind reoffer=0" && unload_drivers ;;
	esac && counter_is balloon.held 0
}

lives() {
	for life in $(seq "$1"); do
		a_life "$life" || {
			ktap_note "life $life ended early: $vmbhost_answer"
			return 1
		}
		[ $((life % 100)) -ne 0 ] ||
			ktap_note "after $life lives: $(kernel_used) KiB of slab and vmalloc, $(all_used) KiB in use"
	done
}

heartbeat_file=$(module_file wdf_heartbeat)
dynmem_file=$(module_file wdm_dynmem)
rounds=$(scaled 1000)
ktap_plan 6
load vmbkmcl && load vmbkmcl_hv || exit 1
ktap_check "warm_up" lives 6
settle
kernel_before=$(kernel_used) all_before=$(all_used)
ktap_check "a_thousand_lives" lives "$rounds"
settle
ktap_check "no_growth_of_slab_and_vmalloc" \
	grown_little "slab and vmalloc" "$kernel_slack" "$kernel_before" "$(kernel_used)"
ktap_check "no_growth_of_memory_in_use" \
	grown_little "in use" "$all_slack" "$all_before" "$(all_used)"
ktap_check "no_device_node_left" devices_are_gone
unload_library() {
	unload vmbkmcl_hv && unload vmbkmcl
}
ktap_check "the_library_unloads" unload_library
ktap_end
