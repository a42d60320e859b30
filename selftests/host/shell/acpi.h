/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acpi.h - ACPI tables that every machine has, and putting more beside them.
 */
#ifndef ACPI_H
#define ACPI_H

#include "machine.h"

#define ACPI_TABLES_MAX		3

#define PROFILE_SERVER		4
#define FADT_HARDWARE_REDUCED	(1u << 20)

struct acpi_header {
	char signature[4];
	uint32_t length;
	uint8_t revision;
	uint8_t checksum;
	char oem_id[6];
	char oem_table_id[8];
	uint32_t oem_revision;
	char creator_id[4];
	uint32_t creator_revision;
} __attribute__((packed));

struct acpi_gas {
	uint8_t space;
	uint8_t bit_width;
	uint8_t bit_offset;
	uint8_t access;
	uint64_t address;
} __attribute__((packed));

/* What a hardware-reduced machine does not have is 0. */
struct acpi_fadt {
	struct acpi_header header;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t reserved;
	uint8_t profile;
	uint8_t fixed_hardware[63];
	uint16_t boot;
	uint8_t reserved2;
	uint32_t flags;
	struct acpi_gas reset_register;
	uint8_t reset_value;
	uint16_t arm_boot;
	uint8_t minor_revision;
	uint64_t x_facs;
	uint64_t x_dsdt;
	struct acpi_gas x_fixed_hardware[8];
	struct acpi_gas sleep_control;
	struct acpi_gas sleep_status;
	uint64_t hypervisor;
} __attribute__((packed));

_Static_assert(sizeof(struct acpi_fadt) == 276, "FADT of revision 6");

/**
 * struct acpi_area - the guest memory that tables are placed in, upwards
 */
struct acpi_area {
	uint8_t *hva;
	uint64_t gpa;
	uint64_t end;
};

/* Room for a table of @len bytes, zeroed; its address in the guest is in @gpa. */
void *acpi_place(struct acpi_area *area, size_t len, uint64_t *gpa);
/* Give a table, otherwise filled in, its header. */
void acpi_finish(struct acpi_header *header, const char *signature, uint8_t revision,
		 size_t len);

/* x86/acpi.c or arm64/acpi.c: place tables, fill in their addresses, and count them. */
unsigned int arch_acpi_place(struct machine *m, struct acpi_area *area, uint64_t dsdt,
			     uint64_t tables[ACPI_TABLES_MAX]);

#endif /* ACPI_H */
