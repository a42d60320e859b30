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

place_is_printed() {
	has_said "ShadowTraceAll TRACE_LEVEL_ERROR SHADOW_LOAD trace.c" &&
		has_said "line [0-9]* has 0xc0000120 (STATUS_CANCELLED)"
}

declared_macros() {
	has_said "TRACE_LEVEL_ERROR of SHADOW_IO and 1" &&
		has_said "TRACE_LEVEL_WARNING of SHADOW_IO and two" &&
		! has_said "is not in the log"
}

macros_of_a_project() {
	has_said "TRACE_LEVEL_ERROR of SHADOW_LOAD and all"
}

what_others_warn_of() {
	has_said "bytes 1 2"
}

load vmbkmcl || exit 1
ktap_plan 9
ktap_check "the driver loads" load shadow
ktap_check "it has its own driver.h" has_said "its own driver.h"
ktap_check "a line that it prints by two calls is one" has_said "a line of two calls"
ktap_check "trace messages have their place, each in a line" place_is_printed
ktap_check "macros that the driver declares for its messages" declared_macros
ktap_check "macros that a project file declares for most drivers" macros_of_a_project
ktap_check "headers of the driver kit and of C" has_said "C's own 7 2 1"
ktap_check "what Microsoft's compiler takes and others warn of" what_others_warn_of
ktap_check "the driver unloads" unload shadow
unload vmbkmcl || exit 1
ktap_end
