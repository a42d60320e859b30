// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transport that cannot look for offers, beside those that can.
 */
#include <linux/module.h>

#include "../../../vmbkmcl/bus/transport.h"
#include "client.h"
#include "suites.h"

static int watch_result;
static atomic_t watch_calls;
static atomic_t unwatch_calls;

static int blind_watch(const guid_t *type)
{
	atomic_inc(&watch_calls);
	return watch_result;
}

static void blind_unwatch(const guid_t *type)
{
	atomic_inc(&unwatch_calls);
}

static const struct vmbkmcl_transport_ops blind_ops = {
	.watch = blind_watch,
	.unwatch = blind_unwatch,
};

static struct vmbkmcl_transport blind = {
	.name = "blind",
	.owner = THIS_MODULE,
	.ops = &blind_ops,
};

static void blind_reset(int result)
{
	watch_result = result;
	atomic_set(&watch_calls, 0);
	atomic_set(&unwatch_calls, 0);
}

/* The client finds its device; the transport is asked to forget what it watches. */
static void one_client(struct kcase *t, int unwatched)
{
	struct endpoint *c = client_of(t);

	if (client_enable(c) && client_info(c))
		client_echo(c, 64);
	endpoint_disable(c);
	EXPECT_EQ(t, atomic_read(&watch_calls), 1);
	EXPECT_EQ(t, atomic_read(&unwatch_calls), unwatched);
}

static void test_one_cannot(struct kcase *t)
{
	CLIENT_NEED_DEVICES(t, 1);
	blind_reset(t->arg);
	ASSERT_EQ(t, vmbkmcl_transport_register(&blind), 0);
	one_client(t, t->arg ? 0 : 1);
	vmbkmcl_transport_unregister(&blind);
}

/* Memory may be less short later, so the owner is told and may try again. */
static void test_no_memory(struct kcase *t)
{
	struct endpoint *c = client_of(t);

	CLIENT_NEED_DEVICES(t, 1);
	blind_reset(-ENOMEM);
	ASSERT_EQ(t, vmbkmcl_transport_register(&blind), 0);
	if (endpoint_enable(c)) {
		EXPECT_SOON(t, endpoint_count(c, 'F') == 1, WAIT_MS);
		EXPECT_EQ(t, c->pnp_status, STATUS_INSUFFICIENT_RESOURCES);
		EXPECT_EQ(t, atomic_read(&unwatch_calls), 0);
		endpoint_disable(c);
	}
	endpoint_history_reset(c);
	blind_reset(0);
	one_client(t, 1);
	vmbkmcl_transport_unregister(&blind);
}

/* A transport that comes while a client waits. */
static void test_comes_later(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	GUID nowhere;

	client_instance(&nowhere, 0xffd);
	EXPECT_EQ(t, VmbClientChannelInitSetTargetPnp(c->channel, client_type(),
						      &nowhere, NULL),
		  STATUS_SUCCESS);
	if (!endpoint_enable(c))
		return;
	blind_reset(t->arg);
	ASSERT_EQ(t, vmbkmcl_transport_register(&blind), 0);
	EXPECT_SOON(t, atomic_read(&watch_calls) == 1, WAIT_MS);
	endpoint_disable(c);
	EXPECT_EQ(t, atomic_read(&unwatch_calls), t->arg ? 0 : 1);
	vmbkmcl_transport_unregister(&blind);
}

static const struct kcase_spec transport_cases[] = {
	KCASE_ARG(all_can_watch, "each transport looks for a client's type",
		  test_one_cannot, 0),
	KCASE_ARG(one_cannot_watch, "one that cannot does not keep the others from it",
		  test_one_cannot, -ENODEV),
	KCASE(one_has_no_memory, "the owner is told, and may try again",
	      test_no_memory),
	KCASE_ARG(comes_later, "one that comes later looks for what is waited for",
		  test_comes_later, 0),
	KCASE_ARG(comes_and_cannot, "also when it cannot", test_comes_later,
		  -ENODEV),
};
const struct kcase_suite transport_suite =
	KCASE_SUITE_FIXTURE("transport", transport_cases, client_setup_closed,
			    client_teardown);
