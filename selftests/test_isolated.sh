#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What cannot be in an isolated (confidential) machine, and that the log says so: a
# device of dynamic memory is offered, and hv_vmbus does not show it.

. "$(dirname "$0")/ktap.sh"

[ -n "${ISOLATION:-}" ] || ktap_skip_all "this machine is not isolated"
on_hyperv || ktap_skip_all "this is no Hyper-V guest"

# said COUNT TEXT: so often since boot.
said() {
	[ "$(dmesg | grep -c "$2")" = "$1" ]
}

load_transport() {
	load vmbkmcl && load vmbkmcl_hv
}

unload_transport() {
	unload vmbkmcl_hv && unload vmbkmcl
}

no_dynamic_memory() {
	[ -z "$(devices_of_class "$class_balloon")" ]
}

ktap_plan 6
ktap_check "the transport loads" load_transport
ktap_check "it says what cannot be" \
	said 1 'in this isolated (confidential) virtual machine external data is copied'
ktap_check "a device of a known type is there" [ -n "$(first_of_class "$class_heartbeat")" ]
ktap_check "one of dynamic memory is not" no_dynamic_memory
ktap_check "hv_vmbus has refused it" said 1 'Invalid offer .* from the host supporting isolation'
ktap_check "the transport unloads" unload_transport
ktap_end
