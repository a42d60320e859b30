/* SPDX-License-Identifier: GPL-2.0-only */
/* fiber.h - flows of control that are switched where a program wants. */
#ifndef UNIT_FIBER_H
#define UNIT_FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

#define FIBER_STACK	(256 * 1024)

/**
 * struct fiber - a flow of control with a stack of its own
 * @fn: runs in it; never returns
 * @started: it has been entered
 * @stack: FIBER_STACK bytes
 * @jump: where it left off
 * @start: how it begins
 */
struct fiber {
	void (*fn)(void);
	bool started;
	char *stack;
	void *jump[5];
	ucontext_t start;
};

/* A fiber that begins from @fn when it is entered next, wherever it left off. */
void fiber_init(struct fiber *fiber, void (*fn)(void));

/* Go on in @fiber until it leaves. */
void fiber_enter(struct fiber *fiber);

/* Return from fiber_enter(), which entered this fiber. */
void fiber_leave(void);

#endif /* UNIT_FIBER_H */
