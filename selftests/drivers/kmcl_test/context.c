// SPDX-License-Identifier: GPL-2.0-only
/* Each KMCL function in the strictest context that its header allows. */
#include "context.h"
#include "suites.h"

static const struct kcase_spec context_cases[] = { CONTEXTS_KMCL(KCASE_CONTEXT) };
const struct kcase_suite contexts_suite =
	KCASE_SUITE_FIXTURE("context", context_cases, saving_setup, saving_teardown);
