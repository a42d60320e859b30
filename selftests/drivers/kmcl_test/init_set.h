/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * init_set.h - the three cases that every InitSet function has.
 */
#ifndef KMCL_TEST_INIT_SET_H
#define KMCL_TEST_INIT_SET_H

#include "client.h"

/* Each configures something harmless; the argument of the cases below. */
enum init_set {
	INIT_MAX_PACKET,
	INIT_MAX_EXTERNAL,
	INIT_CONTEXT,
	INIT_PROCESS,
	INIT_STATE,
	INIT_NAME,
	INIT_FLAGS,
	INIT_RING,
	INIT_TARGET,
};

void init_set_disabled(struct kcase *t);
void init_set_enabled(struct kcase *t);
void init_set_invalid(struct kcase *t);

#define INIT_COMMON(what)						\
	KCASE_ARG(while_disabled, "legal, and repeatable, while disabled", \
		  init_set_disabled, what),					\
	KCASE_ARG(refused_while_enabled, "P1 once enabled, legal again after disable", \
		  init_set_enabled, what),					\
	KCASE_ARG(invalid_channel, "P1 for a channel that is none",	\
		  init_set_invalid, what)

#define INIT_SUITE(name, text)						\
	const struct kcase_suite name##_suite =				\
		KCASE_SUITE_FIXTURE(text, name##_cases,			\
				    client_setup_closed, client_teardown)

#endif /* KMCL_TEST_INIT_SET_H */
