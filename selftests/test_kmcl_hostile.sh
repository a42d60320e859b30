#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What a hostile or broken host does, with traffic under way: each fault once,
# or as often as SCALE says, in percent of ten times.

SCALE=${SCALE:-10}

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
# HOSTILE=_bus: the faults that hv_vmbus itself warns of; some cost it a device.
run_kcase "kmcl_hostile$HOSTILE"
status=$?
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
