// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpuid.c - what processor the guest sees.
 *
 * That is KVM's offer, less three groups of things: KVM's own paravirtual
 * leaves, which would hide ours (Linux takes the highest base); what needs
 * XSAVE, which nested emulators size wrongly; and nested virtualization, SGX,
 * memory encryption and processor trace, which only slow a boot down.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "hv_features.h"
#include "machine.h"

#define CPUID_ENTRIES	256

#define HV_VENDOR	0x40000000u
#define HV_INTERFACE	0x40000001u
#define HV_VERSION	0x40000002u
#define HV_FEATURES	0x40000003u
#define HV_HINTS	0x40000004u
#define HV_LIMITS	0x40000005u
#define HV_NESTED	0x4000000au
#define HV_ISOLATION	0x4000000cu

/* Isolation, EBX; no paravisor in EAX. */
#define HV_ISOLATION_VBS	1u
#define HV_BOUNDARY_ACTIVE	BIT(5)
#define HV_BOUNDARY_SHIFT	6

/**
 * struct cpuid_clear - bits that the guest must not see
 * @leaf: function
 * @index: sub-leaf
 * @eax: bits to clear, and likewise @ebx, @ecx, @edx
 */
struct cpuid_clear {
	uint32_t leaf, index;
	uint32_t eax, ebx, ecx, edx;
};

static const struct cpuid_clear cpuid_clears[] = {
	{
		.leaf = 1,
		/* MONITOR, VMX, FMA, XSAVE, OSXSAVE, AVX, F16C */
		.ecx = BIT(3) | BIT(5) | BIT(12) | BIT(26) | BIT(27) | BIT(28) | BIT(29),
	}, {
		.leaf = 7,
		/* SGX, AVX2, MPX, all of AVX512, PT */
		.ebx = BIT(2) | BIT(5) | BIT(14) | BIT(16) | BIT(17) | BIT(21) | BIT(25) |
		       BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31),
		/* PKU, CET, VAES, VPCLMULQDQ, and the rest of AVX512 */
		.ecx = BIT(1) | BIT(3) | BIT(4) | BIT(6) | BIT(7) | BIT(9) | BIT(10) |
		       BIT(11) | BIT(12) | BIT(14) | BIT(30),
		/* AVX512 4VNNIW, 4FMAPS, VP2INTERSECT, CET_IBT, AMX and AVX512_FP16 */
		.edx = BIT(2) | BIT(3) | BIT(8) | BIT(20) | BIT(22) | BIT(23) | BIT(24) | BIT(25),
	}, {
		.leaf = 7, .index = 1, .eax = ~0u, .ebx = ~0u, .ecx = ~0u, .edx = ~0u,
	}, {
		.leaf = 0x80000001,
		/* SVM, XOP, SKINIT, FMA4, TOPOEXT, both PERFCTR */
		.ecx = BIT(2) | BIT(11) | BIT(12) | BIT(16) | BIT(22) | BIT(23) | BIT(24),
	},
};

/* Leaves left out altogether: they then read as zero. */
static const uint32_t cpuid_drops[] = {
	0xa, 0xb, 0xd, 0x12, 0x14, 0x18, 0x19, 0x1d, 0x1e, 0x1f, 0x24,
	0x8000000a, 0x8000001b, 0x8000001c, 0x8000001e, 0x8000001f, 0x80000022, 0x80000026,
};

static bool cpuid_dropped(uint32_t leaf)
{
	unsigned int i;

	if (leaf >= 0x40000000 && leaf < 0x50000000)
		return true;
	for (i = 0; i < ARRAY_SIZE(cpuid_drops); i++)
		if (leaf == cpuid_drops[i])
			return true;
	return false;
}

static void cpuid_clear_bits(struct kvm_cpuid_entry2 *entry)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cpuid_clears); i++) {
		const struct cpuid_clear *clear = &cpuid_clears[i];

		if (entry->function != clear->leaf || entry->index != clear->index)
			continue;
		entry->eax &= ~clear->eax;
		entry->ebx &= ~clear->ebx;
		entry->ecx &= ~clear->ecx;
		entry->edx &= ~clear->edx;
	}
}

/* Bits that an APIC id needs for the cpus of one package. */
static unsigned int cpuid_id_bits(unsigned int cpus)
{
	unsigned int bits = 0;

	while ((1u << bits) < cpus)
		bits++;
	return bits;
}

/* Every processor is a core of its own, all in one package. */
static void cpuid_set_topology(struct vcpu *vcpu, struct kvm_cpuid_entry2 *entry)
{
	unsigned int cpus = vcpu->machine->options->cpus;
	unsigned int bits = cpuid_id_bits(cpus);

	switch (entry->function) {
	case 1:
		entry->ebx = (entry->ebx & 0xffff) | (vcpu->index << 24) | (cpus << 16);
		/* HTT: the count above is valid. */
		entry->edx = cpus > 1 ? entry->edx | BIT(28) : entry->edx & ~BIT(28);
		/* Hypervisor, and x2APIC, which spares the decoding of APIC accesses. */
		entry->ecx |= BIT(31) | BIT(21);
		break;
	case 4:
		entry->eax &= 0x3fff;
		entry->eax |= ((1u << bits) - 1) << 26;
		break;
	case 0x80000001:
		/* CMP_LEGACY: the logical processors of leaf 1 are cores. */
		entry->ecx = cpus > 1 ? entry->ecx | BIT(1) : entry->ecx & ~BIT(1);
		break;
	case 0x80000008:
		entry->ecx = (bits << 12) | (cpus - 1);
		break;
	}
}

static void cpuid_set_timer(struct vcpu *vcpu, struct kvm_cpuid_entry2 *entry)
{
	if (entry->function == 1 &&
	    ioctl(vcpu->machine->vm_fd, KVM_CHECK_EXTENSION, KVM_CAP_TSC_DEADLINE_TIMER) > 0)
		entry->ecx |= BIT(24);
}

static void cpuid_add(struct kvm_cpuid2 *cpuid, struct kvm_cpuid_entry2 entry)
{
	if (cpuid->nent == CPUID_ENTRIES)
		die("KVM offers more than %u CPUID entries", CPUID_ENTRIES);
	cpuid->entries[cpuid->nent++] = entry;
}

static void cpuid_add_topology(struct kvm_cpuid2 *cpuid, const struct vcpu *vcpu)
{
	unsigned int cpus = vcpu->machine->options->cpus;
	struct kvm_cpuid_entry2 entry = {
		.function = 0xb,
		.flags = KVM_CPUID_FLAG_SIGNIFCANT_INDEX,
		.edx = vcpu->index,
	};

	/* Threads of a core: one. */
	entry.ebx = 1;
	entry.ecx = 1 << 8;
	cpuid_add(cpuid, entry);
	/* Cores of the package. */
	entry.index = 1;
	entry.eax = cpuid_id_bits(cpus);
	entry.ebx = cpus;
	entry.ecx = 1 | 2 << 8;
	cpuid_add(cpuid, entry);
	entry.index = 2;
	entry.eax = 0;
	entry.ebx = 0;
	entry.ecx = 2;
	cpuid_add(cpuid, entry);
}

/* Linux also reads a leaf of nested virtualization when there are as many. */
static void cpuid_add_isolation(struct kvm_cpuid2 *cpuid, const struct options *options)
{
	uint32_t bit = options->boundary_bit;

	cpuid_add(cpuid, (struct kvm_cpuid_entry2) { .function = HV_NESTED });
	cpuid_add(cpuid, (struct kvm_cpuid_entry2) {
		.function = HV_ISOLATION,
		.ebx = HV_ISOLATION_VBS |
		       (bit ? HV_BOUNDARY_ACTIVE | bit << HV_BOUNDARY_SHIFT : 0),
	});
}

static void cpuid_add_hyperv(struct kvm_cpuid2 *cpuid, const struct vcpu *vcpu)
{
	unsigned int cpus = vcpu->machine->options->cpus;
	bool isolated = vcpu->machine->options->isolation != ISOLATION_NONE;
	struct kvm_cpuid_entry2 vendor = {
		.function = HV_VENDOR, .eax = isolated ? HV_ISOLATION : HV_LIMITS,
	};

	memcpy(&vendor.ebx, "Micr", 4);
	memcpy(&vendor.ecx, "osof", 4);
	memcpy(&vendor.edx, "t Hv", 4);
	cpuid_add(cpuid, vendor);
	cpuid_add(cpuid, (struct kvm_cpuid_entry2) {
		.function = HV_INTERFACE, .eax = 0x31237648,	/* "Hv#1" */
	});
	cpuid_add(cpuid, (struct kvm_cpuid_entry2) {
		.function = HV_VERSION, .eax = HV_BUILD, .ebx = HV_MAJOR_MINOR,
	});
	cpuid_add(cpuid, (struct kvm_cpuid_entry2) {
		.function = HV_FEATURES,
		.eax = HV_TIME_REF_COUNT | HV_SYNIC | HV_HYPERCALL | HV_VP_INDEX |
		       HV_REFERENCE_TSC | HV_FREQUENCIES | HV_TSC_INVARIANT,
		.ebx = HV_POST_MESSAGES | HV_SIGNAL_EVENTS |
		       (isolated ? HV_ISOLATED : 0),
		.edx = HV_FREQUENCY_MSRS | HV_CRASH_MSRS,
	});
	cpuid_add(cpuid, (struct kvm_cpuid_entry2) {
		.function = HV_HINTS, .eax = HV_NO_AUTO_EOI, .ebx = HV_SPIN_FOREVER,
	});
	cpuid_add(cpuid, (struct kvm_cpuid_entry2) {
		.function = HV_LIMITS, .eax = cpus, .ebx = cpus,
	});
	if (isolated)
		cpuid_add_isolation(cpuid, vcpu->machine->options);
}

static struct kvm_cpuid2 *cpuid_alloc(void)
{
	struct kvm_cpuid2 *cpuid;

	cpuid = calloc(1, sizeof(*cpuid) + CPUID_ENTRIES * sizeof(cpuid->entries[0]));
	if (!cpuid)
		die("out of memory");
	return cpuid;
}

void cpuid_init(struct vcpu *vcpu)
{
	struct kvm_cpuid2 *offer = cpuid_alloc();
	struct kvm_cpuid2 *cpuid = cpuid_alloc();
	unsigned int i;

	offer->nent = CPUID_ENTRIES;
	if (ioctl(vcpu->machine->kvm_fd, KVM_GET_SUPPORTED_CPUID, offer) < 0)
		die_errno("KVM_GET_SUPPORTED_CPUID");
	for (i = 0; i < offer->nent; i++) {
		struct kvm_cpuid_entry2 entry = offer->entries[i];

		if (cpuid_dropped(entry.function))
			continue;
		if (!entry.function && entry.eax < 0xb)
			entry.eax = 0xb;
		cpuid_clear_bits(&entry);
		cpuid_set_topology(vcpu, &entry);
		cpuid_set_timer(vcpu, &entry);
		cpuid_add(cpuid, entry);
	}
	cpuid_add_topology(cpuid, vcpu);
	cpuid_add_hyperv(cpuid, vcpu);
	if (ioctl(vcpu->fd, KVM_SET_CPUID2, cpuid) < 0)
		die_errno("KVM_SET_CPUID2");
	free(offer);
	free(cpuid);
}
