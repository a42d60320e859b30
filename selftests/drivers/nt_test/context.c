// SPDX-License-Identifier: GPL-2.0-only
/* Each function of the porting layer in the strictest context that its header allows. */
#include "context.h"
#include "wdf_fixture.h"

static const struct kcase_spec context_cases[] = { CONTEXTS_NT(KCASE_CONTEXT) };
const struct kcase_suite context_suite = KCASE_SUITE("context", context_cases);

/* Those that need a driver and its device. */
static const struct kcase_spec context_device_cases[] = { CONTEXTS_DEVICE(KCASE_CONTEXT) };
const struct kcase_suite context_device_suite =
	KCASE_SUITE_FIXTURE("context", context_device_cases, wdf_setup, wdf_teardown);
