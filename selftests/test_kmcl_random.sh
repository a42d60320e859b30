#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Random operations of many threads for DURATION seconds, from SEED. With FAULTS=0
# the host commits no faults.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters \
	"random_seconds=${DURATION:-10}" "random_faults=${FAULTS:-1}" || exit 1
run_kcase kmcl_random
status=$?
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
