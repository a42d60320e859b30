// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c - one time for the core and the guest.
 *
 * The core's nanoseconds, the guest's reference counter (in 100 ns) and the
 * reference TSC page all start at 0 when the machine is created, so that a
 * device may tell the guest a reference time taken from the core's clock.
 */
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "machine.h"

#define MSR_IA32_TSC 0x10

/**
 * struct tsc_page - layout of the reference TSC page
 *
 * Reference time = ((tsc * scale) >> 64) + offset; sequence 0 means invalid.
 */
struct tsc_page {
	uint32_t sequence;
	uint32_t reserved;
	uint64_t scale;
	int64_t offset;
};

static uint64_t clock_read(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

void clock_init(struct machine *m)
{
	int khz = ioctl(m->vcpus[0].fd, KVM_GET_TSC_KHZ, 0);

	if (khz <= 0)
		die_errno("KVM_GET_TSC_KHZ");
	m->tsc_khz = khz;
	m->clock_base = clock_read(CLOCK_MONOTONIC);
}

uint64_t clock_now(const struct machine *m)
{
	return clock_read(CLOCK_MONOTONIC) - m->clock_base;
}

uint64_t clock_utc(void)
{
	return clock_read(CLOCK_REALTIME);
}

uint64_t clock_reference(const struct machine *m)
{
	return clock_now(m) / 100;
}

static bool clock_guest_tsc(const struct vcpu *vcpu, uint64_t *tsc)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = {
		.head.nmsrs = 1,
		.entry.index = MSR_IA32_TSC,
	};

	if (ioctl(vcpu->fd, KVM_GET_MSRS, &msrs) != 1)
		return false;
	*tsc = msrs.entry.data;
	return true;
}

bool clock_tsc_page_init(struct vcpu *vcpu, uint64_t gpa)
{
	struct machine *m = vcpu->machine;
	struct tsc_page *page = vm_gpa(m, gpa, PAGE_BYTES);
	uint64_t tsc, scale;

	if (!page || !clock_guest_tsc(vcpu, &tsc))
		return false;
	memset(page, 0, PAGE_BYTES);
	/* 10000 units of 100 ns in a millisecond, tsc_khz ticks in one. */
	scale = (uint64_t)(((__uint128_t)10000 << 64) / m->tsc_khz);
	page->scale = scale;
	page->offset = (int64_t)clock_reference(m) -
		       (int64_t)(uint64_t)(((__uint128_t)tsc * scale) >> 64);
	__atomic_store_n(&page->sequence, 1, __ATOMIC_RELEASE);
	return true;
}
