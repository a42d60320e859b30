// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host misbehaves, traffic under way: whatever it does ends in a counted
 * error or a closed channel, everything that was sent comes back once, and the
 * channel can be enabled again.
 *
 * A second channel, of another device, tells whether the fault was carried out
 * and shows that the bus goes on working.
 */
#include <linux/delay.h>
#include <linux/printk.h>

#include "compat.h"
#include "hostile_faults.h"
#include "suites.h"
#include "traffic.h"

/* What makes the host carry out an armed fault. */
enum hostile_when {
	WHEN_TRAFFIC,		/* packets go to and fro */
	WHEN_CLOSE,		/* the channel is closed */
	WHEN_OPEN,		/* it is opened */
	WHEN_OPEN_EARLY,	/* likewise; packets come before it is open */
	WHEN_OPEN_HANGS,	/* likewise; the host itself ends the wait with a rescind */
	WHEN_OFFER,		/* it is offered again */
	WHEN_OFFER_ONCE,	/* likewise; may spoil the bus for rescinds */
	WHEN_GPADL,		/* a GPADL is made */
	WHEN_GPADL_HANGS,	/* likewise; only a rescind ends the wait for it */
	WHEN_TEARDOWN_HANGS,	/* likewise, of its deletion */
	WHEN_EXTERNAL,		/* the host is asked to write external data */
	WHEN_STORM,		/* packets go to and fro, and a client takes any device */
	WHEN_PIPE,		/* packets go to and fro on a pipe */
	WHEN_LIVE,		/* packets go to and fro; spoils the device */
};

/*
 * The device that suffers. hv_vmbus takes the offer of a device that it has for
 * the machine's waking from hibernation, and gives its channel the new relid;
 * one under a relid that is taken gets the other's signals. From then on the
 * channel is of no use, until the bus is reset.
 */
static u32 victim;

#define WITNESS	1u

/* Likewise, what a fault itself ends after 12 s. */
#define HANG_MS 60000
/* Likewise, hv_vmbus has dealt with a storm of devices. */
#define STORM_MS 280000

/* After so long, what only a rescind ends has begun, even on a slow machine. */
#define RESCIND_US 5000000

/* What becomes of the channel, or of the call that the fault is about. */
enum hostile_end {
	END_ANY,		/* it depends, or nothing */
	END_CLOSES,		/* the channel closes */
	END_OPEN_FAILS,		/* it does not open, and nothing else is called */
	END_GPADL_MADE,		/* the GPADL is made */
	END_GPADL_REFUSED,	/* it is not */
};

static bool is_busy(enum hostile_when when)
{
	return when == WHEN_TRAFFIC || when == WHEN_PIPE || when == WHEN_LIVE ||
	       when == WHEN_STORM;
}

static bool is_about_gpadl(enum hostile_when when)
{
	return when == WHEN_GPADL || when == WHEN_GPADL_HANGS || when == WHEN_TEARDOWN_HANGS;
}

/**
 * struct hostile - a fault
 * @fault: vmbhost's name of it
 * @when: what makes the host carry it out
 * @counter: what the library counts then, by its name in debugfs, or NULL
 * @end: what becomes of the channel
 */
struct hostile {
	const char *fault;
	enum hostile_when when;
	const char *counter;
	enum hostile_end end;
};

#define HOSTILE_ROW(name, fault_name, at, rises, ends, text) \
	{ .fault = (fault_name), .when = (at), .counter = (rises), .end = (ends) },
static const struct hostile faults[] = {
	HOSTILE_FAULTS(HOSTILE_ROW)
	HOSTILE_BUS_FAULTS(HOSTILE_ROW)
};

#define HOSTILE_INDEX(name, fault_name, at, rises, ends, text) HOSTILE_##name,
enum { HOSTILE_FAULTS(HOSTILE_INDEX) HOSTILE_BUS_FAULTS(HOSTILE_INDEX) };

/**
 * struct stage - a case of this file
 * @c: the client that suffers
 * @witness: another one, that must not
 * @any: one that takes any device, for WHEN_STORM
 * @echoes: traffic of the former
 * @sinks: likewise, asking for no completion
 * @page: for its GPADLs
 */
struct stage {
	struct endpoint c;
	struct endpoint witness;
	struct endpoint any;
	struct traffic *echoes;
	struct traffic *sinks;
	void *page;
};

static void hostile_teardown(struct kcase *t)
{
	struct stage *s = t->priv;

	if (!s)
		return;
	client_destroy(&s->c);
	client_destroy(&s->witness);
	client_destroy(&s->any);
	free_page((unsigned long)s->page);
	kfree(s);
}

static bool stage_clients(struct stage *s, bool pipe)
{
	struct client_setup suffers = { .index = victim };
	static const struct client_setup looks_on = { .index = WITNESS };

	if (pipe) {
		suffers.index = KMCLTEST_PIPE_INDEX;
		suffers.flags = VMBUS_CHANNEL_INIT_FLAG_IS_PIPE;
	}
	return client_create(&s->witness, &looks_on) &&
	       client_enable(&s->witness) && client_info(&s->witness) &&
	       client_create(&s->c, &suffers) && client_enable(&s->c);
}

static bool stage_traffic(struct stage *s, bool pipe)
{
	/* More than the ring holds, so that some are always queued. */
	if (pipe)
		s->echoes = traffic_alloc(&s->c, KMCLTEST_ECHO_PACKET, 256,
					  50, 0);
	else
		s->echoes = traffic_alloc(&s->c, KMCLTEST_ECHO, 256, 300,
					  WAIT);
	s->sinks = traffic_alloc(&s->c, KMCLTEST_SINK, 64, 30, 0);
	s->page = (void *)get_zeroed_page(GFP_KERNEL);
	return s->echoes && s->sinks && s->page;
}

/* Why this kernel's hv_vmbus would not survive the fault, or NULL. */
static const char *lost_in_hv_vmbus(unsigned long index)
{
	switch (index) {
	case HOSTILE_rescind_double:
	case HOSTILE_stray_unload_response:
		return compat_hv_vmbus_is_hardened() ? NULL :
		       "this kernel's hv_vmbus crashes on that";
	case HOSTILE_offer_confidential_flags:
		return compat_hv_vmbus_refuses_offers() ?
		       "this kernel's hv_vmbus heeds no rescind after that; hostile_bus has it" :
		       NULL;
	default:
		return NULL;
	}
}

static int hostile_setup(struct kcase *t)
{
	bool pipe = faults[t->arg].when == WHEN_PIPE;
	struct stage *s;

	if (victim >= client_devices) {
		FAIL(t, "the faults before have used up %u devices", victim);
		return 0;
	}
	if (lost_in_hv_vmbus(t->arg)) {
		kcase_skip(t, "%s", lost_in_hv_vmbus(t->arg));
		return 0;
	}
	if (client_devices < 2 || (pipe && !client_pipe_devices)) {
		client_lacks(t, "needs two test devices and one in pipe mode");
		return 0;
	}
	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	t->priv = s;
	endpoint_init(&s->c, t);
	endpoint_init(&s->witness, t);
	endpoint_init(&s->any, t);
	s->c.counter = faults[t->arg].counter;
	/* A close has deleted a GPADL before its owner does. */
	s->c.may_misuse = is_about_gpadl(faults[t->arg].when);
	if (!stage_clients(s, pipe) || !stage_traffic(s, pipe))
		return -EIO;
	if (!(s->witness.features & KMCLTEST_FEATURE_FAULTS))
		client_lacks(t, "this test device does not misbehave");
	return 0;
}

static u64 faults_done(struct stage *s)
{
	struct kmcltest_counters counters = {};

	client_counters(&s->witness, &counters);
	return counters.faults;
}

/* A thousand devices, or as many as kcase.scale_percent says. */
static u32 times_of(struct kcase *t, enum hostile_when when)
{
	return when == WHEN_STORM ? kcase_scaled(t, 10) : 1;
}

static bool arm(struct stage *s, const struct hostile *h, u32 after)
{
	struct kmcltest_fault msg = {
		.hdr.op = KMCLTEST_FAULT,
		.after = after,
		.times = times_of(s->c.t, h->when),
	};
	struct endpoint *c = &s->c;

	strscpy(msg.name, h->fault, sizeof(msg.name));
	if (h->when != WHEN_PIPE)
		return client_op_ok(c, &msg, sizeof(msg));
	return !VmbChannelSendSynchronousRequest(c->channel, &msg, sizeof(msg),
						 NULL, 0, NULL, NULL, NULL);
}

/* The peer may or may not have the GPADL when it was not made. */
static void use_gpadl(struct stage *s, enum hostile_end end, bool rescind)
{
	UINT32 handle;
	NTSTATUS status;

	status = VmbChannelCreateGpadlFromBuffer(s->c.channel, 0, s->page, PAGE_SIZE,
						 &handle);
	if (end == END_GPADL_MADE)
		EXPECT_EQ(s->c.t, status, STATUS_SUCCESS);
	if (end == END_GPADL_REFUSED)
		EXPECT_FALSE(s->c.t, NT_SUCCESS(status));
	if (!NT_SUCCESS(status))
		return;
	if (rescind)
		client_rescind(&s->c, RESCIND_US, 1000);
	VmbChannelDeleteGpadl(s->c.channel, handle);
}

static void open_again(struct stage *s)
{
	endpoint_disable(&s->c);
	endpoint_history_reset(&s->c);
	atomic_set(&s->c.packets, 0);
	endpoint_enable(&s->c);
}

/* While the host does not answer one channel's open, the others are as ever. */
static void open_hangs(struct stage *s)
{
	struct kcase *t = s->c.t;

	open_again(s);
	msleep(QUIET_MS);
	EXPECT_HISTORY(&s->c, "");
	if (client_echo(&s->witness, 64))
		endpoint_disable(&s->witness);
	endpoint_history_reset(&s->witness);
	if (client_enable(&s->witness))
		client_echo(&s->witness, 64);
	EXPECT_SOON(t, endpoint_count(&s->c, 'P'), HANG_MS);
}

/* The timeout has passed when the host begins: the data is whole all the same. */
static void use_external(struct stage *s)
{
	struct kmcltest_fill msg = { .hdr.op = KMCLTEST_EXT_FILL, .seed = 5 };
	LARGE_INTEGER timeout = { .QuadPart = -10 * 10000 };
	struct endpoint *c = &s->c;
	struct kmcltest_sum sum = {};
	u32 size = sizeof(sum);
	PMDL mdl;

	WRITE_ONCE(s->echoes->stop, true);
	WRITE_ONCE(s->sinks->stop, true);
	/* The request is to be in the ring at once, not behind others. */
	EXPECT_SOON(c->t, atomic64_read(&c->sent) == atomic64_read(&c->done),
		    WAIT_MS);
	mdl = endpoint_mdl(c, s->page, PAGE_SIZE);
	if (!mdl)
		return;
	EXPECT_EQ(c->t, VmbChannelSendSynchronousRequest(c->channel, &msg,
				sizeof(msg), mdl, WAIT, &sum, &size, &timeout),
		  STATUS_SUCCESS);
	EXPECT_EQ(c->t, kmcltest_sum_bytes(s->page, PAGE_SIZE, KMCLTEST_SUM_INIT),
		  sum.sum);
	EXPECT_EQ(c->t, *(u8 *)s->page, kmcltest_byte(5, 0));
}

static void enable_again(struct endpoint *c)
{
	endpoint_ignore(VmbChannelEnable(c->channel));
}

/*
 * A client claims what is offered, and whatever becomes of that, it can be
 * disabled. hv_vmbus deals with rescinds in their order, so that it is through with
 * all of these when it has dealt with the victim's. It has two lines for the log on
 * each device, which are not for a slow console.
 */
static void weather_storm(struct stage *s, u64 before)
{
	static const struct client_setup setup;
	struct endpoint *any = &s->any, *c = &s->c;
	int level = console_loglevel;

	any->pnp_failure = enable_again;
	any->closed = enable_again;
	if (!endpoint_make_client(any, &setup, client_type(), NULL) ||
	    !endpoint_enable(any))
		return;
	console_loglevel = CONSOLE_LOGLEVEL_MIN;
	EXPECT_SOON(any->t, faults_done(s) >= before + times_of(c->t, WHEN_STORM),
		    HANG_MS);
	client_rescind_blind(c, 0, 1000);
	EXPECT_SOON(c->t, endpoint_count(c, 'C'), STORM_MS);
	endpoint_disable(any);
	console_loglevel = level;
}

/* Do what makes the host carry out the armed fault. */
static void provoke(struct stage *s, const struct hostile *h, u64 before)
{
	struct endpoint *c = &s->c;

	switch (h->when) {
	case WHEN_TRAFFIC:
	case WHEN_PIPE:
	case WHEN_LIVE:
		msleep(50);
		break;
	case WHEN_CLOSE:
		endpoint_disable(c);
		break;
	case WHEN_OPEN:
		open_again(s);
		/* The channel opens, or EvtChannelPnpFailure is called. */
		EXPECT_SOON(c->t, endpoint_count(c, 'P') || endpoint_count(c, 'F'),
			    WAIT_MS);
		if (h->end != END_OPEN_FAILS)
			break;
		EXPECT_HISTORY_SOON(c, "F");
		EXPECT_FALSE(c->t, NT_SUCCESS(c->pnp_status));
		break;
	case WHEN_OPEN_EARLY:
		open_again(s);
		EXPECT_SOON(c->t, endpoint_count(c, 'P'), WAIT_MS);
		EXPECT_SOON(c->t, atomic_read(&c->packets) >= 3, WAIT_MS);
		break;
	case WHEN_OPEN_HANGS:
		open_hangs(s);
		break;
	case WHEN_EXTERNAL:
		use_external(s);
		break;
	case WHEN_STORM:
		weather_storm(s, before);
		break;
	case WHEN_OFFER:
	case WHEN_OFFER_ONCE:
		endpoint_disable(c);
		client_enable(c);
		client_rescind(c, 1000, 1000);
		EXPECT_SOON(c->t, endpoint_count(c, 'C') > 1, WAIT_MS);
		break;
	case WHEN_GPADL:
		use_gpadl(s, h->end, false);
		break;
	case WHEN_GPADL_HANGS:
		client_rescind(c, RESCIND_US, 1000);
		use_gpadl(s, h->end, false);
		break;
	case WHEN_TEARDOWN_HANGS:
		use_gpadl(s, h->end, true);
		break;
	}
}

static void traffic_begin(struct stage *s, const struct hostile *h)
{
	struct kmcltest_source source = {
		.hdr.op = KMCLTEST_SOURCE,
		/* Without a window these would crowd out the echoes. */
		.count = h->when == WHEN_PIPE ? 100 : 1000000,
		.size = 64,
		.flags = h->when == WHEN_PIPE ? 0 : KMCLTEST_SOURCE_COMPLETE,
		.window = h->when == WHEN_PIPE ? 0 : 16,
	};
	LARGE_INTEGER at_once = { .QuadPart = 0 };

	/* The status does not matter: the channel may be gone already. */
	VmbChannelSendSynchronousRequest(s->c.channel, &source, sizeof(source),
					 NULL, 0, NULL, NULL, &at_once);
	traffic_start(s->echoes);
	traffic_start(s->sinks);
}

/* What the host sent has been looked at: what it sends afterwards has come. */
static void await_effect(struct stage *s, const struct hostile *h)
{
	struct endpoint *c = &s->c;
	int packets = atomic_read(&c->packets);

	if (h->end == END_CLOSES)
		EXPECT_SOON(c->t, endpoint_count(c, 'C'), WAIT_MS);
	else if (h->counter && h->when == WHEN_PIPE)
		EXPECT_SOON(c->t, atomic_read(&c->packets) - packets > 100, WAIT_MS);
	else if (h->counter)
		client_echo(c, 64);
	c->counter_least += h->counter && !kcase_failed(c->t);
}

/* Every packet has come back, and the channel works when it is enabled again. */
static void recover(struct stage *s, const struct hostile *h)
{
	struct endpoint *c = &s->c;

	WRITE_ONCE(s->echoes->stop, true);
	WRITE_ONCE(s->sinks->stop, true);
	endpoint_disable(c);
	traffic_stop(s->echoes);
	traffic_stop(s->sinks);
	EXPECT_EQ(c->t, atomic64_read(&c->sent), atomic64_read(&c->done));
	endpoint_history_reset(c);
	if (h->when == WHEN_LIVE) {
		victim = victim + 1 == WITNESS ? WITNESS + 1 : victim + 1;
		return;
	}
	if (!client_enable(c) || h->when == WHEN_PIPE)
		return;
	if (client_info(c))
		client_echo(c, 64);
}

static bool hostile_round(struct stage *s, const struct hostile *h)
{
	bool busy = is_busy(h->when);
	struct kcase *t = s->c.t;
	u64 before = faults_done(s), after;

	if (!arm(s, h, busy ? kcase_random_range(t, 1, 60) : 0))
		return false;
	traffic_begin(s, h);
	provoke(s, h, before);
	if (busy) {
		EXPECT_SOON(t, faults_done(s) > before, WAIT_MS);
		await_effect(s, h);
	}
	recover(s, h);
	after = faults_done(s);
	EXPECT_GT(t, after, before);
	client_echo(&s->witness, 64);
	return !kcase_failed(t);
}

static void test_hostile(struct kcase *t)
{
	const struct hostile *h = &faults[t->arg];
	unsigned int i, rounds = kcase_scaled(t, 10);

	if (h->when == WHEN_LIVE || h->when == WHEN_OFFER_ONCE ||
	    h->when == WHEN_OPEN_HANGS || h->when == WHEN_STORM)
		rounds = 1;
	for (i = 0; i < rounds && !kcase_expired(t); i++) {
		if (hostile_round(t->priv, h))
			continue;
		FAIL(t, "%s, round %u", h->fault, i + 1);
		break;
	}
}

#define HOSTILE_CASE(name, fault_name, at, rises, ends, text) \
	KCASE_SLOW(name, text, test_hostile, HOSTILE_##name, 300),
static const struct kcase_spec hostile_cases[] = {
	HOSTILE_FAULTS(HOSTILE_CASE)
};
const struct kcase_suite hostile_suite =
	KCASE_SUITE_FIXTURE("hostile", hostile_cases, hostile_setup,
			    hostile_teardown);

static const struct kcase_spec hostile_bus_cases[] = {
	HOSTILE_BUS_FAULTS(HOSTILE_CASE)
};
const struct kcase_suite hostile_bus_suite =
	KCASE_SUITE_FIXTURE("hostile_bus", hostile_bus_cases, hostile_setup,
			    hostile_teardown);
