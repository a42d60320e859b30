/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fixture.h - what the plain driver's tests have in common.
 */
#ifndef KMCLTEST_PLAIN_FIXTURE_H
#define KMCLTEST_PLAIN_FIXTURE_H

#include "kcase.h"
#include "plain.h"

/**
 * struct plain_fixture - a device to test with, t->priv
 * @dev: device 0, or another if the suite says so; referenced
 * @ch: its primary channel
 * @before: the device's counters when the case began
 * @replaced: the device was reopened or taken away: do not compare counters
 */
struct plain_fixture {
	struct plain_device *dev;
	struct plain_channel *ch;
	struct kmcltest_counters before;
	bool replaced;
};

static inline struct plain_fixture *fixture(struct kcase *t)
{
	return t->priv;
}

static inline struct plain_channel *primary(struct kcase *t)
{
	return fixture(t)->ch;
}

int plain_setup(struct kcase *t);
void plain_teardown(struct kcase *t);
bool plain_fixture_reopen(struct kcase *t, const struct plain_options *options);
bool plain_fixture_await(struct kcase *t, u32 after);
bool plain_has(struct kcase *t, u32 feature);

extern const struct kcase_suite plain_device_suite;
extern const struct kcase_suite plain_echo_suite;
extern const struct kcase_suite plain_order_suite;
extern const struct kcase_suite plain_packet_suite;
extern const struct kcase_suite plain_source_suite;
extern const struct kcase_suite plain_external_suite;
extern const struct kcase_suite plain_gpadl_suite;
extern const struct kcase_suite plain_flow_suite;
extern const struct kcase_suite plain_life_suite;
extern const struct kcase_suite plain_subchannel_suite;
extern const struct kcase_suite plain_pipe_suite;
extern const struct kcase_suite plain_bench_suite;

#endif /* KMCLTEST_PLAIN_FIXTURE_H */
