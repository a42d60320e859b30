// SPDX-License-Identifier: GPL-2.0-only
/*
 * acpi.c - the tables of an x86-64 machine: FADT (reset and sleep registers), MADT
 * (processors, one IOAPIC).
 */
#include "acpi.h"

#define FADT_WBINVD		(1u << 0)
#define FADT_NO_POWER_BUTTON	(1u << 4)
#define FADT_NO_SLEEP_BUTTON	(1u << 5)
#define FADT_RESET_REGISTER	(1u << 10)
#define BOOT_LEGACY_DEVICES	(1u << 0)
#define BOOT_NO_VGA		(1u << 2)

#define MADT_LAPIC		0
#define MADT_IOAPIC		1
#define LAPIC_ENABLED		1u
#define GAS_IO			1

struct acpi_lapic {
	uint8_t type, length;
	uint8_t uid, apic_id;
	uint32_t flags;
} __attribute__((packed));

struct acpi_ioapic {
	uint8_t type, length;
	uint8_t id, reserved;
	uint32_t address, gsi_base;
} __attribute__((packed));

struct acpi_madt {
	struct acpi_header header;
	uint32_t lapic_address, flags;
	struct acpi_ioapic ioapic;
	struct acpi_lapic lapic[];
} __attribute__((packed));

static struct acpi_gas acpi_register(uint16_t port)
{
	return (struct acpi_gas) {
		.space = GAS_IO, .bit_width = 8, .access = 1, .address = port,
	};
}

static uint64_t acpi_place_fadt(struct acpi_area *area, uint64_t dsdt)
{
	uint64_t gpa;
	struct acpi_fadt *fadt = acpi_place(area, sizeof(*fadt), &gpa);

	fadt->dsdt = dsdt;
	fadt->profile = PROFILE_SERVER;
	fadt->boot = BOOT_LEGACY_DEVICES | BOOT_NO_VGA;
	fadt->flags = FADT_WBINVD | FADT_NO_POWER_BUTTON | FADT_NO_SLEEP_BUTTON |
		      FADT_RESET_REGISTER | FADT_HARDWARE_REDUCED;
	fadt->reset_register = acpi_register(PORT_RESET);
	fadt->reset_value = RESET_VALUE;
	fadt->x_dsdt = dsdt;
	fadt->sleep_control = acpi_register(PORT_SLEEP_CONTROL);
	fadt->sleep_status = acpi_register(PORT_SLEEP_STATUS);
	acpi_finish(&fadt->header, "FACP", 6, sizeof(*fadt));
	return gpa;
}

static uint64_t acpi_place_madt(struct acpi_area *area, unsigned int cpus)
{
	uint64_t gpa;
	size_t len = sizeof(struct acpi_madt) + cpus * sizeof(struct acpi_lapic);
	struct acpi_madt *madt = acpi_place(area, len, &gpa);
	unsigned int i;

	madt->lapic_address = GPA_LAPIC;
	madt->ioapic = (struct acpi_ioapic) {
		.type = MADT_IOAPIC, .length = sizeof(madt->ioapic), .address = GPA_IOAPIC,
	};
	for (i = 0; i < cpus; i++)
		madt->lapic[i] = (struct acpi_lapic) {
			.type = MADT_LAPIC, .length = sizeof(madt->lapic[i]),
			.uid = i, .apic_id = i, .flags = LAPIC_ENABLED,
		};
	acpi_finish(&madt->header, "APIC", 5, len);
	return gpa;
}

unsigned int arch_acpi_place(struct machine *m, struct acpi_area *area, uint64_t dsdt,
			     uint64_t tables[ACPI_TABLES_MAX])
{
	tables[0] = acpi_place_fadt(area, dsdt);
	tables[1] = acpi_place_madt(area, m->options->cpus);
	return 2;
}
