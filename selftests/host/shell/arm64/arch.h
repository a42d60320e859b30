/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arch.h - what only an arm64 machine has.
 */
#ifndef ARCH_H
#define ARCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dsdt.h"
#include "gic.h"

struct machine;
struct vcpu;

#define KVM_NEEDS	"EL2"
#define USAGE_KERNEL	"arm64 Image"
#define USAGE_VERDICT	"HVC 0, w0 0x86000100, x1 the byte"
#define ISOLATION_POSSIBLE false

/* The guest's physical address space; dsdt.h has the devices. */
#define GPA_GICD	0x08000000ull
#define GPA_GICC	0x08010000ull
#define GPA_RAM		GIB(1)
#define GPA_LOW_TOP	GIB(3)			/* RAM ends here at the latest ... */
#define GPA_HIGH_BASE	GIB(4)			/* ... and goes on here */
#define GPA_EFI		GPA_RAM
#define GPA_EFI_SIZE	KIB(64)
#define GPA_ACPI	(GPA_EFI + GPA_EFI_SIZE)
#define GPA_ACPI_SIZE	KIB(64)
#define GPA_FDT		(GPA_ACPI + GPA_ACPI_SIZE)
#define GPA_FDT_SIZE	KIB(64)
#define GPA_KERNEL	(GPA_RAM + MIB(2))
#define MEMORY_MAX_MIB	32768u

/* The timers' interrupts, of each processor. */
#define INTID_VTIMER	27
#define INTID_PTIMER	30

/**
 * struct arch_vcpu - see struct vcpu
 * @told: state of its interrupt line that KVM knows; protected by machine.arch.gic_lock
 * @timers: lines of its timers that the GIC knows; owned by its thread
 */
struct arch_vcpu {
	bool told;
	uint64_t timers;
};

/**
 * struct arch_machine - see struct machine
 * @gic_lock: protects @gic; nothing else is locked under it
 * @gic: the interrupt controller
 */
struct arch_machine {
	pthread_mutex_t gic_lock;
	struct gic gic;
};

/* efi.c: as much of EFI as ACPI needs */

/**
 * struct efi_place - where the kernel finds it
 * @table: the system table
 * @map: the memory map
 * @map_size: its size in bytes
 * @entry_size: of an entry
 */
struct efi_place {
	uint64_t table;
	uint64_t map;
	uint32_t map_size;
	uint32_t entry_size;
};

void efi_build(struct machine *m, struct efi_place *place);

/* hvc.c: calls of the hypervisor, with the HVC instruction */

/* What KVM does not answer itself comes to hvc_exec(). */
void hvc_init(struct machine *m);
void hvc_exec(struct vcpu *vcpu);

/* msr.c: Hyper-V's registers, 128 bits wide. False: no such. Callers hold core_lock. */

bool msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t value[2]);
bool msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value);

/* irq.c: the GIC and KVM */

void irq_init(struct machine *m);
/* The guest accesses a register of the GIC's; false if @gpa is none of them. */
bool irq_mmio(struct vcpu *vcpu, uint64_t gpa, uint8_t *data, uint32_t len, bool write);
/* In the processor's thread: before and after the guest runs there. */
void irq_before_run(struct vcpu *vcpu);
void irq_after_run(struct vcpu *vcpu);

/* vcpu.c: general registers; in the processor's thread */

uint64_t vcpu_x(struct vcpu *vcpu, unsigned int n);
void vcpu_set_x(struct vcpu *vcpu, unsigned int n, uint64_t value);
void vcpu_set_pc(struct vcpu *vcpu, uint64_t pc);

#endif /* ARCH_H */
