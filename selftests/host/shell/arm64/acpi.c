// SPDX-License-Identifier: GPL-2.0-only
/*
 * acpi.c - the tables of an arm64 machine: FADT (PSCI, Hyper-V's signature), MADT
 * (processors, GICv2), GTDT (timers).
 */
#include <string.h>

#include "acpi.h"

#define PSCI_BY_HVC		3u	/* compliant, and called by HVC */
#define MADT_GICC		0xb
#define MADT_GICD		0xc
#define GICC_ENABLED		1u
#define GIC_VERSION_2		2
#define GTDT_NOTHING		(~0ull)	/* no timer mapped into memory */
#define GTDT_FLAGS		6u	/* a level, active low; it also runs in idle states */
#define INTID_SECURE_TIMER	29
#define INTID_HYPERVISOR_TIMER	26

struct acpi_gicc {
	uint8_t type, length;
	uint16_t reserved;
	uint32_t number, uid, flags, parking_version, performance_intid;
	uint64_t parked_address, base, gicv, gich;
	uint32_t maintenance_intid;
	uint64_t redistributor, mpidr;
	uint8_t efficiency, reserved2[3];
} __attribute__((packed));

struct acpi_gicd {
	uint8_t type, length;
	uint16_t reserved;
	uint32_t id;
	uint64_t base;
	uint32_t gsi_base;
	uint8_t version, reserved2[3];
} __attribute__((packed));

struct acpi_madt {
	struct acpi_header header;
	uint32_t lapic_address, flags;
	struct acpi_gicd gicd;
	struct acpi_gicc gicc[];
} __attribute__((packed));

struct acpi_timer {
	uint32_t intid, flags;
} __attribute__((packed));

struct acpi_gtdt {
	struct acpi_header header;
	uint64_t control_base;
	uint32_t reserved;
	struct acpi_timer secure, physical, virtual, hypervisor;
	uint64_t read_base;
	uint32_t platform_timers, platform_offset;
} __attribute__((packed));

static uint64_t acpi_place_fadt(struct acpi_area *area, uint64_t dsdt)
{
	uint64_t gpa;
	struct acpi_fadt *fadt = acpi_place(area, sizeof(*fadt), &gpa);

	fadt->profile = PROFILE_SERVER;
	fadt->flags = FADT_HARDWARE_REDUCED;
	fadt->arm_boot = PSCI_BY_HVC;
	fadt->minor_revision = 3;
	fadt->x_dsdt = dsdt;
	memcpy(&fadt->hypervisor, "MsHyperV", sizeof(fadt->hypervisor));
	acpi_finish(&fadt->header, "FACP", 6, sizeof(*fadt));
	return gpa;
}

static uint64_t acpi_place_madt(struct acpi_area *area, unsigned int cpus)
{
	uint64_t gpa;
	size_t len = sizeof(struct acpi_madt) + cpus * sizeof(struct acpi_gicc);
	struct acpi_madt *madt = acpi_place(area, len, &gpa);
	unsigned int i;

	madt->gicd = (struct acpi_gicd) {
		.type = MADT_GICD, .length = sizeof(madt->gicd), .base = GPA_GICD,
		.version = GIC_VERSION_2,
	};
	for (i = 0; i < cpus; i++)
		madt->gicc[i] = (struct acpi_gicc) {
			.type = MADT_GICC, .length = sizeof(madt->gicc[i]),
			.number = i, .uid = i, .flags = GICC_ENABLED,
			.base = GPA_GICC, .mpidr = i,
		};
	acpi_finish(&madt->header, "APIC", 5, len);
	return gpa;
}

static uint64_t acpi_place_gtdt(struct acpi_area *area)
{
	uint64_t gpa;
	struct acpi_gtdt *gtdt = acpi_place(area, sizeof(*gtdt), &gpa);

	gtdt->control_base = GTDT_NOTHING;
	gtdt->read_base = GTDT_NOTHING;
	gtdt->secure = (struct acpi_timer) { INTID_SECURE_TIMER, GTDT_FLAGS };
	gtdt->physical = (struct acpi_timer) { INTID_PTIMER, GTDT_FLAGS };
	gtdt->virtual = (struct acpi_timer) { INTID_VTIMER, GTDT_FLAGS };
	gtdt->hypervisor = (struct acpi_timer) { INTID_HYPERVISOR_TIMER, GTDT_FLAGS };
	acpi_finish(&gtdt->header, "GTDT", 2, sizeof(*gtdt));
	return gpa;
}

unsigned int arch_acpi_place(struct machine *m, struct acpi_area *area, uint64_t dsdt,
			     uint64_t tables[ACPI_TABLES_MAX])
{
	tables[0] = acpi_place_fadt(area, dsdt);
	tables[1] = acpi_place_madt(area, m->options->cpus);
	tables[2] = acpi_place_gtdt(area);
	return 3;
}
