#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A Windows driver with headers of its own called driver.h, list.h, time.h and so
# on. Whether it has got those is decided when it is built; here it is loaded.

. "$(dirname "$0")/ktap.sh"
ktap_need vmbkmcl

has_said() {
	dmesg | grep -q "shadow: $1\$"
}

load vmbkmcl || exit 1
ktap_plan 4
ktap_check "the driver loads" load shadow
ktap_check "it has its own driver.h" has_said "its own driver.h"
ktap_check "a line that it prints by two calls is one" has_said "a line of two calls"
ktap_check "the driver unloads" unload shadow
unload vmbkmcl || exit 1
ktap_end
