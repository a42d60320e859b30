// SPDX-License-Identifier: GPL-2.0-only
/*
 * host.c - the protocol core: its lock, its time, its way to the guest.
 *
 * A caller of the core also runs the timers that have become due, so that an
 * answer needs no other thread; the timer file only serves later deadlines.
 */
#include <string.h>
#include <sys/timerfd.h>

#include "machine.h"

#define MISTAKES_SHOWN_MAX 100

static bool host_op_post(void *ctx, uint32_t vp, uint32_t sint,
			 const void *payload, uint32_t len)
{
	return synic_post(ctx, vp, sint, payload, len);
}

static void host_op_event(void *ctx, uint32_t vp, uint32_t sint, uint32_t flag)
{
	synic_event(ctx, vp, sint, flag);
}

static void *host_op_gpa(void *ctx, uint64_t gpa, uint64_t len)
{
	return vm_gpa(ctx, gpa, len);
}

static void host_op_visible(void *ctx, uint64_t gpa, bool visible)
{
	isolation_visible(ctx, gpa, visible);
}

static void host_op_report(void *ctx, enum vmbhost_severity severity, const char *line)
{
	struct machine *m = ctx;

	switch (severity) {
	case VMBHOST_INFO:
		if (!m->options->quiet)
			say("%s", line);
		break;
	case VMBHOST_SUMMARY:
		say("%s", line);
		break;
	case VMBHOST_FAULT:
		if (!m->options->quiet)
			say("fault: %s", line);
		break;
	case VMBHOST_MISTAKE:
		/* A guest must not be able to fill a disk with these. */
		if (m->mistakes_shown < MISTAKES_SHOWN_MAX)
			say("guest mistake: %s", line);
		else if (m->mistakes_shown == MISTAKES_SHOWN_MAX)
			say("further mistakes are only counted");
		m->mistakes_shown++;
		break;
	}
}

static void host_op_trace(void *ctx, const char *line)
{
	struct machine *m = ctx;

	output_line(m->trace, line);
}

static uint64_t host_op_clock(void *ctx)
{
	return clock_now(ctx);
}

static uint64_t host_op_utc(void *ctx)
{
	(void)ctx;
	return clock_utc();
}

static uint64_t host_op_reference(void *ctx)
{
	return clock_reference(ctx);
}

/* Set the timer to @due unless it would fire in time anyway. */
static void host_arm_timer(struct machine *m, uint64_t now, uint64_t due)
{
	struct itimerspec when = { 0 };
	uint64_t in;

	if (due >= m->core_due)
		return;
	m->core_due = due;
	in = due > now ? due - now : 1;
	when.it_value.tv_sec = in / 1000000000;
	when.it_value.tv_nsec = in % 1000000000;
	timerfd_settime(m->timer_fd, 0, &when, NULL);
}

static void host_run_locked(struct machine *m, uint64_t now)
{
	host_arm_timer(m, now, vmbhost_run(m->core, now));
}

void host_run(struct machine *m)
{
	uint64_t now;

	pthread_mutex_lock(&m->core_lock);
	m->core_due = UINT64_MAX;
	now = clock_now(m);
	host_run_locked(m, now);
	pthread_mutex_unlock(&m->core_lock);
}

uint16_t host_post(struct machine *m, uint32_t connection, uint32_t type,
		   const void *payload, uint32_t len)
{
	uint16_t status;
	uint64_t now;

	pthread_mutex_lock(&m->core_lock);
	now = clock_now(m);
	status = vmbhost_guest_post(m->core, connection, type, payload, len, now);
	host_run_locked(m, now);
	pthread_mutex_unlock(&m->core_lock);
	return status;
}

uint16_t host_signal(struct machine *m, uint32_t connection, uint16_t flag)
{
	uint16_t status;
	uint64_t now;

	pthread_mutex_lock(&m->core_lock);
	now = clock_now(m);
	status = vmbhost_guest_signal(m->core, connection, flag, now);
	host_run_locked(m, now);
	pthread_mutex_unlock(&m->core_lock);
	return status;
}

uint16_t host_visibility(struct machine *m, const uint64_t *pfns, uint32_t count,
			 bool visible, uint32_t *done)
{
	uint16_t status;

	pthread_mutex_lock(&m->core_lock);
	status = vmbhost_guest_visibility(m->core, pfns, count, visible, done,
					  clock_now(m));
	pthread_mutex_unlock(&m->core_lock);
	return status;
}

void host_eom_locked(struct machine *m, uint32_t vp)
{
	uint64_t now = clock_now(m);

	vmbhost_guest_eom(m->core, vp, now);
	host_run_locked(m, now);
}

int host_command(struct machine *m, const char *command, char *error, size_t size)
{
	int ret;

	pthread_mutex_lock(&m->core_lock);
	ret = vmbhost_command(m->core, command, error, size);
	host_run_locked(m, clock_now(m));
	pthread_mutex_unlock(&m->core_lock);
	return ret;
}

void host_dump(struct machine *m)
{
	pthread_mutex_lock(&m->core_lock);
	vmbhost_dump(m->core);
	pthread_mutex_unlock(&m->core_lock);
}

bool host_counter(struct machine *m, const char *device, const char *counter,
		  uint64_t *value)
{
	bool found;

	pthread_mutex_lock(&m->core_lock);
	found = vmbhost_counter(m->core, device, counter, value);
	pthread_mutex_unlock(&m->core_lock);
	return found;
}

bool host_expectations_met(struct machine *m)
{
	const struct options *options = m->options;
	bool met = true;
	uint64_t value;
	unsigned int i;

	for (i = 0; i < options->expectations; i++) {
		const struct expectation *expect = &options->expectation[i];

		if (!vmbhost_counter(m->core, expect->device, expect->counter, &value)) {
			say("--expect: no counter %s of a device %s", expect->counter,
			    expect->device);
			met = false;
		} else if (value < expect->minimum) {
			say("%s of %s is %llu, expected at least %llu", expect->counter,
			    expect->device, (unsigned long long)value,
			    (unsigned long long)expect->minimum);
			met = false;
		}
	}
	return met;
}

static void host_add_all(struct machine *m)
{
	const struct option_list *devices = &m->options->devices;
	const struct option_list *faults = &m->options->faults;
	char error[256] = "";
	unsigned int i;

	for (i = 0; i < devices->count; i++)
		if (vmbhost_add_device(m->core, devices->item[i], error, sizeof(error)))
			die("--device %s: %s", devices->item[i], error);
	for (i = 0; i < faults->count; i++)
		if (vmbhost_add_fault(m->core, faults->item[i], error, sizeof(error)))
			die("--fault %s: %s", faults->item[i], error);
}

void host_init(struct machine *m)
{
	struct vmbhost_config config = {
		.max_version = m->options->vmbus_version,
		.seed = m->options->seed,
		.isolated = m->options->isolation != ISOLATION_NONE,
		.boundary = isolation_boundary(m),
	};
	struct vmbhost_ops ops = {
		.post = host_op_post,
		.event = host_op_event,
		.gpa = host_op_gpa,
		.visible = host_op_visible,
		.report = host_op_report,
		.trace = m->trace ? host_op_trace : NULL,
		.clock = host_op_clock,
		.utc = host_op_utc,
		.reference = host_op_reference,
	};

	m->core = vmbhost_new(&config, &ops, m);
	if (!m->core)
		die("out of memory");
	m->core_due = UINT64_MAX;
	host_add_all(m);
}

void host_destroy(struct machine *m)
{
	uint64_t mistakes = vmbhost_mistakes(m->core);

	if (mistakes)
		say("the guest made %llu mistakes", (unsigned long long)mistakes);
	vmbhost_free(m->core);
}
