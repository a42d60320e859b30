// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipe mode: messages with a header, and no transactions.
 */
#include "client.h"
#include "suites.h"

static int pipe_setup(struct kcase *t)
{
	static const struct client_setup setup = {
		.index = KMCLTEST_PIPE_INDEX,
		.flags = VMBUS_CHANNEL_INIT_FLAG_IS_PIPE,
	};
	struct endpoint *c;

	if (!client_pipe_devices) {
		client_lacks(t, "there is no test device in pipe mode");
		return 0;
	}
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	endpoint_init(c, t);
	t->priv = c;
	return client_create(c, &setup) && client_enable(c) ? 0 : -EIO;
}

/* What the peer sends back is what was sent, to the byte. */
static void packet_compare(struct endpoint *c, VMBPACKETCOMPLETION packet,
			   void *buffer, u32 size, u32 flags)
{
	struct request *r = c->priv;

	EXPECT_EQ(c->t, size, r->size);
	if (size == r->size)
		EXPECT_MEM_EQ(c->t, buffer, r->msg, size);
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_exact_sizes(struct kcase *t)
{
	static const u32 sizes[] = { 8, 9, 13, 64, 65, 1000, 4095, 4096 };
	struct endpoint *c = client_of(t);
	struct request *r;
	unsigned int i;

	c->packet = packet_compare;
	for (i = 0; i < ARRAY_SIZE(sizes) && !kcase_failed(t); i++) {
		r = request_alloc(c, KMCLTEST_ECHO_PACKET, sizes[i]);
		ASSERT_NOT_NULL(t, r);
		c->priv = r;
		ASSERT_EQ(t, request_send(r, 0), STATUS_SUCCESS);
		request_done(r, STATUS_SUCCESS);
		EXPECT_SOON(t, atomic_read(&c->packets) == (int)i + 1,
			    WAIT_MS);
	}
}

static void packet_sequence(struct endpoint *c, VMBPACKETCOMPLETION packet,
			    void *buffer, u32 size, u32 flags)
{
	if (!kcase_failed(c->t)) {
		EXPECT_EQ(c->t, size, 67u);
		client_check_data(c, buffer, size,
				  atomic_read(&c->packets) - 1);
	}
	VmbChannelPacketComplete(packet, NULL, 0);
}

static void test_source(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_SOURCE,
					  sizeof(struct kmcltest_source));
	struct kmcltest_source *msg;

	ASSERT_NOT_NULL(t, r);
	msg = (void *)r->msg;
	msg->count = 2000;
	msg->size = 67;
	msg->flags = 0;
	msg->window = 0;
	msg->seed = 7;
	c->packet = packet_sequence;
	ASSERT_EQ(t, request_send(r, 0), STATUS_SUCCESS);
	EXPECT_SOON(t, atomic_read(&c->packets) == 2000, jiffies_to_msecs(kcase_time_left(t)));
}

static void test_no_transactions(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_SINK, 64);
	u8 *data = endpoint_buffer(c, 64);
	PMDL mdl;

	ASSERT_NOT_NULL(t, r);
	ASSERT_NOT_NULL(t, data);
	mdl = endpoint_mdl(c, data, 64);
	ASSERT_NOT_NULL(t, mdl);
	EXPECT_FALSE(t, NT_SUCCESS(request_send(r, WAIT)));
	EXPECT_FALSE(t, NT_SUCCESS(request_send_mdl(r, mdl, 0, 0, WAIT)));
}

static void test_limit(struct kcase *t)
{
	struct endpoint *c = client_of(t);
	struct request *r = request_alloc(c, KMCLTEST_SINK, 4097);

	ASSERT_NOT_NULL(t, r);
	EXPECT_FALSE(t, NT_SUCCESS(request_send(r, 0)));
}

static const struct kcase_spec pipe_cases[] = {
	KCASE(exact_sizes, "messages keep their size to the byte",
	      test_exact_sizes),
	KCASE(incoming, "2,000 messages, in order", test_source),
	KCASE(no_transactions, "completions and external data are refused",
	      test_no_transactions),
	KCASE(over_maximum, "larger than MaximumPacketSize is refused",
	      test_limit),
};
const struct kcase_suite pipe_suite =
	KCASE_SUITE_FIXTURE("pipe_mode", pipe_cases, pipe_setup,
			    client_teardown);
