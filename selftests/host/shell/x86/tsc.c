// SPDX-License-Identifier: GPL-2.0-only
/*
 * tsc.c - the reference counter by way of the time stamp counter.
 *
 * The page of it starts at 0 when clock.c's time does.
 */
#include <string.h>
#include <sys/ioctl.h>

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

void tsc_init(struct vcpu *vcpu)
{
	int khz = ioctl(vcpu->fd, KVM_GET_TSC_KHZ, 0);

	if (khz <= 0)
		die_errno("KVM_GET_TSC_KHZ");
	vcpu->machine->arch.tsc_khz = khz;
}

static bool tsc_guest(const struct vcpu *vcpu, uint64_t *tsc)
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

bool tsc_page_init(struct vcpu *vcpu, uint64_t gpa)
{
	struct machine *m = vcpu->machine;
	struct tsc_page *page = isolation_present(m, gpa, PAGE_BYTES);
	uint64_t tsc, scale;

	if (!page || !tsc_guest(vcpu, &tsc))
		return false;
	memset(page, 0, PAGE_BYTES);
	/* 10000 units of 100 ns in a millisecond, tsc_khz ticks in one. */
	scale = (uint64_t)(((__uint128_t)10000 << 64) / m->arch.tsc_khz);
	page->scale = scale;
	page->offset = (int64_t)clock_reference(m) -
		       (int64_t)(uint64_t)(((__uint128_t)tsc * scale) >> 64);
	__atomic_store_n(&page->sequence, 1, __ATOMIC_RELEASE);
	return true;
}
