#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The driver of one file that others are begun from: it asks its peer, which it has with
# it, over the loopback bus.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

load_driver() {
	load vmbkmcl && load ping_driver
}

answered() {
	dmesg | grep -q 'ping: asked "ping", status 0x00000000, answer "pong"'
}

unload_driver() {
	unload ping_driver && unload vmbkmcl_hv && unload vmbkmcl
}

ktap_plan 3
ktap_check "the driver loads" load_driver
ktap_check "its peer answers" wait_for 10 answered
ktap_check "it unloads" unload_driver
ktap_end
