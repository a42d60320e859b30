// SPDX-License-Identifier: GPL-2.0-only
/* binding.c - a driver gets the device, and its channel is allocated for that. */
#include <vmbkmcl.h>

#include "../owner.h"
#include "../scenario.h"

static unsigned int added, removed;

static NTSTATUS add(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device)
{
	added++;
	owner_make_bound(device);
	owner_enable(&client);
	return STATUS_SUCCESS;
}

static void remove_device(struct vmbkmcl_driver *driver, PDEVICE_OBJECT device)
{
	removed++;
	owner_disable(&client);
	owner_free(&client);
}

static struct vmbkmcl_driver driver;

static void driver_register(void)
{
	added = 0;
	removed = 0;
	driver = (struct vmbkmcl_driver) {
		.name = "test", .types = &owner_type, .type_count = 1,
		.add = add, .remove = remove_device,
	};
	MUST(!vmbkmcl_driver_register(&driver));
}

static void driver_unregister(void)
{
	vmbkmcl_driver_unregister(&driver);
	if (added != removed)
		sched_fail("%u devices were added and %u removed", added, removed);
}

static void server_enable(void)
{
	owner_enable(&server);
	owner_start(&server);
}

static void server_disable(void)
{
	owner_disable(&server);
}

static void end(void)
{
	owner_disable(&server);
	owner_free(&server);
}

static void open(void)
{
	owner_make_server();
	memset(&client, 0, sizeof(client));
	driver_register();
	server_enable();
	owner_await(&client, POST_STARTED, 1);
}

/* The device comes while the driver is registered: it is added once, and talks. */
static void while_the_device_comes(void)
{
	struct thread thread;

	owner_make_server();
	memset(&client, 0, sizeof(client));
	sched_window(true);
	thread_start(&thread, "server", server_enable);
	driver_register();
	owner_await(&client, POST_STARTED, 1);
	owner_must_talk(&client);
	sched_window(false);
	thread_join(&thread);
	driver_unregister();
	end();
}

/* Wherever the device is on its way, it is removed before the driver goes. */
static void and_unregistering_while_the_device_comes(void)
{
	struct thread thread;

	owner_make_server();
	sched_window(true);
	thread_start(&thread, "server", server_enable);
	driver_register();
	driver_unregister();
	sched_window(false);
	thread_join(&thread);
	end();
}

/* A rescind and an unregistering that meet: it is removed once. */
static void and_unregistering_while_the_device_goes(void)
{
	struct thread thread;

	open();
	sched_window(true);
	thread_start(&thread, "server", server_disable);
	driver_unregister();
	thread_join(&thread);
	sched_window(false);
	end();
}

static void disable_and_enable(void)
{
	owner_disable(&client);
	owner_enable(&client);
}

/* The bound channel is enabled again, by which it finds the same device. */
static void and_enabling_again(void)
{
	open();
	sched_window(true);
	disable_and_enable();
	owner_await(&client, POST_STARTED, 2);
	owner_must_talk(&client);
	sched_window(false);
	driver_unregister();
	end();
}

static const struct scenario scenarios[] = {
	{ "while_the_device_comes", while_the_device_comes },
	{ "and_unregistering_while_the_device_comes",
	  and_unregistering_while_the_device_comes },
	{ "and_unregistering_while_the_device_goes",
	  and_unregistering_while_the_device_goes },
	{ "and_enabling_again", and_enabling_again },
};

SCENARIO_GROUP(binding, scenarios);
