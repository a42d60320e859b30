/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contexts.h - calling a function in the strictest context that it allows.
 *
 * A table of functions, X(function, level), becomes a suite with a case for each:
 *
 *	TABLE(KCASE_CONTEXT_DECLARE)
 *	static const struct kcase_spec cases[] = { TABLE(KCASE_CONTEXT) };
 *
 * and KCASE_CALL() says how each is called.  A function without a call is an
 * undefined symbol: the module cannot be built.
 */
#ifndef CONTEXTS_H
#define CONTEXTS_H

#include "kcase.h"

/**
 * struct kcase_call - one call of a function, which must leave its context as it was
 * @before: what the call needs; may sleep, or NULL
 * @call: the call, made once in each of the level's contexts
 * @after: undoes both; may sleep, or NULL
 */
struct kcase_call {
	void (*before)(struct kcase *t);
	void (*call)(struct kcase *t);
	void (*after)(struct kcase *t);
};

#define KCASE_CALL_BETWEEN(function, before_, after_, ...)		\
	static void function##_call(struct kcase *t)			\
	{								\
		__VA_ARGS__;						\
	}								\
	const struct kcase_call context_##function = {			\
		.before = before_,					\
		.call = function##_call,				\
		.after = after_,					\
	}
#define KCASE_CALL(function, ...) \
	KCASE_CALL_BETWEEN(function, NULL, NULL, __VA_ARGS__)

#define KCASE_CONTEXT_DECLARE(function, level) \
	extern const struct kcase_call context_##function;
#define KCASE_CONTEXT(function, level)					\
	{								\
		.name = #function,					\
		.rule = "in the strictest context allowed: " #level,	\
		.run = kcase_call_##level,				\
		.arg = (unsigned long)&context_##function,		\
	},

/* A task that may sleep. */
void kcase_call_passive(struct kcase *t);
/* With softirqs disabled, with a spin lock held, and in a softirq. */
void kcase_call_dispatch(struct kcase *t);
/* With interrupts disabled, with a raw spin lock held, and in an interrupt. */
void kcase_call_any(struct kcase *t);

#endif /* CONTEXTS_H */
