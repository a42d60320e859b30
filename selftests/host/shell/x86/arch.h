/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arch.h - what only an x86-64 machine has.
 */
#ifndef ARCH_H
#define ARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "dsdt.h"

struct machine;
struct vcpu;

#define KVM_NEEDS	"vmx or svm"
#define USAGE_KERNEL	"x86-64 bzImage"
#define USAGE_VERDICT	"writing it to I/O port 0xf4"
#define ISOLATION_POSSIBLE true

/* The guest's physical address space; dsdt.h has the windows of the VMBus. */
#define GPA_LOW_TOP	GIB(3)			/* RAM ends here at the latest ... */
#define GPA_IOAPIC	0xfec00000ull
#define GPA_IDENTITY_MAP 0xfeffc000ull		/* of KVM's own, on Intel */
#define GPA_TSS		0xfeffd000ull
#define GPA_LAPIC	0xfee00000ull
#define GPA_HIGH_BASE	GIB(4)			/* ... and goes on here */
#define GPA_ACPI	0xe0000ull
#define GPA_ACPI_SIZE	KIB(64)
#define MEMORY_MAX_MIB	32768u

/* I/O ports; dsdt.h has those of the serial ports. */
#define PORT_CMOS_INDEX	0x70
#define PORT_CMOS_DATA	0x71
#define PORT_HYPERCALL	0x7f
#define PORT_KEYBOARD	0x64
#define PORT_VERDICT	0xf4
#define PORT_SLEEP_CONTROL 0x600
#define PORT_SLEEP_STATUS 0x601
#define PORT_RESET	0x602
#define PORT_RESET_PCI	0xcf9

#define RESET_VALUE	1

/**
 * struct arch_vcpu - see struct vcpu
 * @vp_assist: VP assist page register; owned by its thread
 */
struct arch_vcpu {
	uint64_t vp_assist;
};

/**
 * struct arch_machine - see struct machine
 * @hypercall: hypercall page register; without an identity there is no page
 * @reference_tsc: reference TSC page register
 * @tsc_invariant: TSC invariant control register; these three are protected by
 *	machine.core_lock
 * @tsc_khz: the guest's
 * @cmos_index: last byte written to port 0x70; protected by machine.device_lock
 */
struct arch_machine {
	uint64_t hypercall;
	uint64_t reference_tsc;
	uint64_t tsc_invariant;
	uint64_t tsc_khz;
	uint8_t cmos_index;
};

/* cpuid.c */

void cpuid_init(struct vcpu *vcpu);

/*
 * msr.c: Hyper-V's model specific registers. False: the guest gets #GP. Callers hold
 * core_lock.
 */

void msr_filter_init(struct machine *m);
bool msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value);
bool msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value);

/* tsc.c */

void tsc_init(struct vcpu *vcpu);
/* Fill the reference TSC page at @gpa. */
bool tsc_page_init(struct vcpu *vcpu, uint64_t gpa);

/* ports.c: I/O port space. @size is 1, 2 or 4. */

uint32_t port_read(struct machine *m, uint16_t port, unsigned int size);
void port_write(struct machine *m, uint16_t port, unsigned int size, uint32_t value);

/* cmos.c: the clock that kernels read at boot */

uint8_t cmos_read(uint8_t index);

#endif /* ARCH_H */
