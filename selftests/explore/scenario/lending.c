// SPDX-License-Identifier: GPL-2.0-only
/* lending.c - memory that a client lends to its server, while one of them goes. */
#include "../owner.h"
#include "../scenario.h"

#include "core/gpadl.h"

static u32 lent;

static struct vmbkmcl_channel *channel_of(const struct owner *owner)
{
	return (struct vmbkmcl_channel *)owner->channel;
}

static void lend(void)
{
	const struct vmbkmcl_gpadl_memory memory = {
		.pages = kcalloc(1, sizeof(*memory.pages), GFP_KERNEL),
		.count = 1,
	};
	u32 handle;

	if (!vmbkmcl_gpadl_create(channel_of(&client), &memory, &handle))
		lent = handle;
}

static void take_back(void)
{
	vmbkmcl_gpadl_delete(channel_of(&client), lent);
}

static void map(void)
{
	PMDL mdl;

	if (!vmbkmcl_mapping_create(channel_of(&server), lent, true, &mdl)) {
		SCHED_POINT("the server uses what it has mapped");
		vmbkmcl_mapping_delete(channel_of(&server), lent);
	}
}

static void end(void)
{
	sched_window(false);
	owners_free();
	lent = 0;
}

/* What is lent while the channel closes is taken back, or never was. */
static void while_closing(void)
{
	struct thread thread;

	owners_open();
	sched_window(true);
	thread_start(&thread, "lending", lend);
	owner_disable(&client);
	thread_join(&thread);
	end();
}

/* The client takes it back while the server has it mapped. */
static void and_taking_back(void)
{
	struct thread thread;

	owners_open();
	lend();
	sched_window(true);
	thread_start(&thread, "mapping", map);
	take_back();
	thread_join(&thread);
	end();
}

/* Either end closes while the server has it mapped. */
static void and_closing(void)
{
	struct thread thread, other;

	owners_open();
	lend();
	sched_window(true);
	thread_start(&thread, "mapping", map);
	thread_start(&other, "taking back", take_back);
	owner_disable(&server);
	thread_join(&thread);
	thread_join(&other);
	end();
}

static const struct scenario scenarios[] = {
	{ "while_closing", while_closing },
	{ "and_taking_back", and_taking_back, .more = 1 },
	{ "and_closing", and_closing },
};

SCENARIO_GROUP(lending, scenarios);
