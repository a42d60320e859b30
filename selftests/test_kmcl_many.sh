#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# All test devices' channels are open at once.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters || exit 1
run_kcase kmcl_many
status=$?
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
