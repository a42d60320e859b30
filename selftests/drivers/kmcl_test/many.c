// SPDX-License-Identifier: GPL-2.0-only
/*
 * many.c - all test devices that there are, open at once.
 */
#include <linux/slab.h>

#include "client.h"
#include "suites.h"

static bool many_setup(struct kcase *t, struct endpoint *clients)
{
	u32 i;

	for (i = 0; i < client_devices; i++) {
		struct client_setup setup = { .index = i };

		endpoint_init(&clients[i], t);
		if (!client_create(&clients[i], &setup))
			return false;
	}
	return true;
}

/* None waits for one before it: each is enabled first, then all are awaited. */
static void many_open(struct kcase *t, struct endpoint *clients)
{
	u32 i;

	for (i = 0; i < client_devices && !kcase_failed(t); i++)
		endpoint_enable(&clients[i]);
	for (i = 0; i < client_devices && !kcase_failed(t); i++)
		EXPECT_SOON(t, endpoint_count(&clients[i], 'P') == 1, WAIT_MS);
}

static void test_at_once(struct kcase *t)
{
	struct endpoint *clients;
	ktime_t begin;
	u32 i;

	CLIENT_NEED_DEVICES(t, 2);
	clients = kvcalloc(client_devices, sizeof(*clients), GFP_KERNEL);
	ASSERT_NOT_NULL(t, clients);
	begin = ktime_get();
	if (many_setup(t, clients))
		many_open(t, clients);
	kcase_note(t, "%u channels open after %lld ms", client_devices,
		   ktime_ms_delta(ktime_get(), begin));
	for (i = 0; i < client_devices && !kcase_failed(t); i++)
		client_echo(&clients[i], 256);
	for (i = 0; i < client_devices; i++)
		client_destroy(&clients[i]);
	kvfree(clients);
}

static const struct kcase_spec many_cases[] = {
	KCASE_SLOW(at_once, "all devices are open at once, and each answers",
		   test_at_once, 0, 120),
};
const struct kcase_suite many_suite = KCASE_SUITE("channels", many_cases);
