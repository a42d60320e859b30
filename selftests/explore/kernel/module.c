// SPDX-License-Identifier: GPL-2.0-only
/*
 * module.c - a freshly loaded module for each run: its variables as they were when
 * the program began, its init and its exit.
 */
#include "kernel.h"

#include "../scenario.h"

#include "core/channel.h"
#include "core/state_kick.h"
#include "loopback/loopback.h"

/* The variables of the code under test, see the Makefile. */
extern char __start_code_data[], __stop_code_data[];
extern char __start_code_bss[], __stop_code_bss[];

static char *image;

/* As vmbkmcl/module.c does it, with nothing of the porting layer. */
static void load(void)
{
	if (vmbkmcl_queues_init() || vmbkmcl_channels_init() || vmbkmcl_loopback_init())
		sched_fail("the module cannot be loaded");
}

static void unload(void)
{
	vmbkmcl_loopback_exit();
	vmbkmcl_channels_exit();
	vmbkmcl_queues_exit();
}

/* ASan's red zones lie between them, so its memcpy() will not do. */
static void copy(char *to, const char *from, size_t size)
{
	__asm__ __volatile__("rep movsb" : "+D" (to), "+S" (from), "+c" (size) : : "memory");
}

static void clear(char *to, size_t size)
{
	__asm__ __volatile__("rep stosb" : "+D" (to), "+c" (size) : "a" (0) : "memory");
}

void scenario_begin(void)
{
	size_t size = __stop_code_data - __start_code_data;

	if (!image) {
		image = malloc(size);
		copy(image, __start_code_data, size);
	}
	copy(__start_code_data, image, size);
	clear(__start_code_bss, __stop_code_bss - __start_code_bss);
	explore_module.references = 0;
}

void scenario_run(void *arg)
{
	const struct scenario *scenario = arg;

	load();
	scenario->run();
	if (explore_module.references)
		sched_fail("the module is unloaded with %d references",
			   explore_module.references);
	unload();
}

void scenario_end(void)
{
	if (explore_allocated())
		sched_fail("%u allocations were never freed", explore_allocated());
}
