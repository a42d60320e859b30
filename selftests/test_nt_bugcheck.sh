#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# KeBugCheckEx() ends the machine. This program passes by never ending: its run
# expects a reset, and the words of the panic.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/vmbhost.sh"
. "$(dirname "$0")/qemu.sh"
ktap_need vmbkmcl
ktap_need nt_bugcheck

on_vmbhost || on_qemu || ktap_skip_all "only a test guest may panic"

ktap_plan 2
ktap_check "the library loads" load vmbkmcl
load nt_bugcheck crash=1
ktap_fail "KeBugCheckEx ends the machine"
ktap_end
