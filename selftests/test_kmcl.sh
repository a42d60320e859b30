#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The functions, callbacks and rules of the KMCL client, each by its name.

. "$(dirname "$0")/ktap.sh"
. "$(dirname "$0")/kmcl.sh"

kmcl_load
# shellcheck disable=SC2086
load_kcase && load kmcl_test $kmcl_parameters "mmio_megabytes=${MMIO:-0}" || exit 1
run_kcase kmcl
status=$?
kmcl_unload kmcl_test kcase || exit 1
exit "$status"
