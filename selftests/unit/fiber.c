// SPDX-License-Identifier: GPL-2.0-only
/*
 * fiber.c - switch between stacks, without a system call but for the first time.
 *
 * The compiler's own setjmp and longjmp are used: ASan takes those of the library
 * for the end of functions, and clears all of a stack.
 */
#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#include "fiber.h"

static struct fiber *current;
static void *main_jump[5];
static const void *main_stack;
static size_t main_stack_size;

static void begin(void)
{
	__sanitizer_finish_switch_fiber(NULL, &main_stack, &main_stack_size);
	current->fn();
	abort();
}

void fiber_init(struct fiber *fiber, void (*fn)(void))
{
	if (!fiber->stack)
		fiber->stack = malloc(FIBER_STACK);
	/* It may have left in the middle of functions that never return now. */
	__asan_unpoison_memory_region(fiber->stack, FIBER_STACK);
	fiber->fn = fn;
	fiber->started = false;
}

void fiber_enter(struct fiber *fiber)
{
	void *fake;

	current = fiber;
	__sanitizer_start_switch_fiber(&fake, fiber->stack, FIBER_STACK);
	if (!__builtin_setjmp(main_jump)) {
		if (fiber->started)
			__builtin_longjmp(fiber->jump, 1);
		fiber->started = true;
		getcontext(&fiber->start);
		fiber->start.uc_stack.ss_sp = fiber->stack;
		fiber->start.uc_stack.ss_size = FIBER_STACK;
		makecontext(&fiber->start, begin, 0);
		setcontext(&fiber->start);
	}
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
	current = NULL;
}

void fiber_leave(void)
{
	void *fake;

	__sanitizer_start_switch_fiber(&fake, main_stack, main_stack_size);
	if (!__builtin_setjmp(current->jump))
		__builtin_longjmp(main_jump, 1);
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
}
