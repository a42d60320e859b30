// SPDX-License-Identifier: GPL-2.0-only
/*
 * client.c - clients of the test device: which there are, and the fixtures.
 */
#include <linux/module.h>

#include "books.h"
#include "client.h"

unsigned int client_devices;
module_param_named(devices, client_devices, uint, 0644);
MODULE_PARM_DESC(devices, "kmcltest devices offered, with indices from 0 on");

unsigned int client_pipe_devices;
module_param_named(pipe_devices, client_pipe_devices, uint, 0644);
MODULE_PARM_DESC(pipe_devices, "kmcltest devices offered in pipe mode");

bool client_isolated;
module_param_named(isolated, client_isolated, bool, 0444);
MODULE_PARM_DESC(isolated, "the machine is isolated, and the devices have another type");

bool client_complete;
module_param_named(complete, client_complete, bool, 0644);
MODULE_PARM_DESC(complete, "the test devices are there for these tests: what they lack is a failure");

union type {
	u8 bytes[16];
	GUID guid;
};

static const union type usual_type = { .bytes = KMCLTEST_TYPE_BYTES };
static const union type isolated_type = { .bytes = KMCLTEST_ISOLATED_TYPE_BYTES };

const GUID *client_type(void)
{
	return client_isolated ? &isolated_type.guid : &usual_type.guid;
}

void client_instance(GUID *guid, u32 index)
{
	const u8 bytes[16] = KMCLTEST_INSTANCE_BYTES(index);

	memcpy(guid, bytes, sizeof(bytes));
}

bool client_has_devices(struct kcase *t, unsigned int count)
{
	if (client_devices >= count)
		return true;
	client_lacks(t, "needs %u test devices, there are %u", count, client_devices);
	return false;
}

bool client_has_feature(struct endpoint *c, u32 feature, const char *name)
{
	if (c->features & feature)
		return true;
	client_lacks(c->t, "this test device cannot do %s", name);
	return false;
}

bool client_create(struct endpoint *c, const struct client_setup *setup)
{
	GUID instance;

	client_instance(&instance, setup->index);
	c->index = setup->index;
	return endpoint_make_client(c, setup, client_type(), &instance);
}

bool client_enable(struct endpoint *c)
{
	unsigned int before = endpoint_count(c, 'P');

	if (!endpoint_enable(c))
		return false;
	if (wait_event_timeout(c->wait, endpoint_count(c, 'P') > before &&
			       !atomic_read(&c->inside),
			       min_t(unsigned long, kcase_time_left(c->t),
				     msecs_to_jiffies(WAIT_MS))))
		return true;
	FAIL(c->t, "the channel of device %u did not come up; state callbacks: %s ("
	     ENDPOINT_LEGEND ")", c->index, c->history);
	return false;
}

static bool has_come_to_rest(struct endpoint *c)
{
	return endpoint_count(c, 'P') || endpoint_count(c, 'F') || endpoint_count(c, 'C');
}

bool client_enable_until_answered(struct endpoint *c, void *msg, u32 size)
{
	LARGE_INTEGER timeout = { .QuadPart = -10000ll * WAIT_MS };
	NTSTATUS status;

	do {
		if (c->enabled)
			endpoint_disable(c);
		endpoint_history_reset(c);
		if (!endpoint_enable(c))
			return false;
		kcase_poll(c->t, WAIT_MS, has_come_to_rest(c));
		status = VmbChannelSendSynchronousRequest(c->channel, msg, size, NULL, WAIT,
							  NULL, NULL, &timeout);
	} while (!NT_SUCCESS(status) && !kcase_expired(c->t));
	EXPECT_EQ(c->t, status, STATUS_SUCCESS);
	return NT_SUCCESS(status);
}

/* A packet that was never freed is a misuse, too. */
static void books_check(struct endpoint *c, const char *before, const char *after)
{
	u64 misuse = books_added(c->t, before, after, "misuse");
	u64 counted;

	if (misuse < c->misuse || (misuse > c->misuse && !c->may_misuse))
		FAIL(c->t, "the library counted %llu misuses of the channel, expected %u%s", misuse,
		     c->misuse, c->may_misuse ? " at least" : "");
	if (!c->counter)
		return;
	counted = books_added(c->t, before, after, c->counter);
	if (counted < c->counter_least)
		FAIL(c->t, "%s is %llu in the end, expected %u at least", c->counter, counted,
		     c->counter_least);
}

/* A channel's counters become part of the totals when it is cleaned up. */
void client_destroy(struct endpoint *c)
{
	char *before, *after;

	if (!c->channel)
		return;
	if (c->enabled)
		endpoint_disable(c);
	EXPECT_EQ(c->t, atomic64_read(&c->sent), atomic64_read(&c->done));
	before = books_read();
	endpoint_destroy(c);
	after = books_read();
	books_check(c, before, after);
	kfree(before);
	kfree(after);
}

static struct endpoint *client_fixture(struct kcase *t,
				       const struct client_setup *setup)
{
	struct endpoint *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return NULL;
	endpoint_init(c, t);
	t->priv = c;
	client_create(c, setup);
	return c;
}

static const struct client_setup usual_setup;

int client_setup_closed_as(struct kcase *t, const struct client_setup *setup)
{
	return client_fixture(t, setup) ? 0 : -ENOMEM;
}

int client_setup_closed(struct kcase *t)
{
	return client_setup_closed_as(t, &usual_setup);
}

int client_setup_as(struct kcase *t, const struct client_setup *setup)
{
	struct endpoint *c;

	if (!client_devices) {
		client_lacks(t, "there is no test device");
		return 0;
	}
	c = client_fixture(t, setup);
	if (!c)
		return -ENOMEM;
	if (kcase_failed(t) || !client_enable(c) || !client_info(c))
		return -EIO;
	return 0;
}

int client_setup_open(struct kcase *t)
{
	return client_setup_as(t, &usual_setup);
}

void client_teardown(struct kcase *t)
{
	struct endpoint *c = t->priv;

	if (!c)
		return;
	client_destroy(c);
	kfree(c);
	t->priv = NULL;
}
