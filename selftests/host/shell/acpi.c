// SPDX-License-Identifier: GPL-2.0-only
/*
 * acpi.c - the tables of a hardware-reduced machine.
 *
 * RSDP, XSDT, the DSDT that dsdt.asl describes, and those that describe processors and
 * interrupts, for which each kind of processor has a file of its own.
 */
#include <string.h>

#include "acpi.h"

/* dsdt_aml_code[], by iasl. */
#include "dsdt.hex"

struct acpi_rsdp {
	char signature[8];
	uint8_t checksum;
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum;
	uint8_t reserved[3];
} __attribute__((packed));

struct acpi_xsdt {
	struct acpi_header header;
	uint64_t table[ACPI_TABLES_MAX];
} __attribute__((packed));

static uint8_t acpi_sum(const void *table, size_t len)
{
	const uint8_t *p = table;
	uint8_t sum = 0;

	while (len--)
		sum += *p++;
	return -sum;
}

void *acpi_place(struct acpi_area *area, size_t len, uint64_t *gpa)
{
	void *table = area->hva;
	uint64_t room = (len + 15) & ~15ull;

	if (room > area->end - area->gpa)
		die("the ACPI tables outgrow their place");
	*gpa = area->gpa;
	area->hva += room;
	area->gpa += room;
	return table;
}

void acpi_finish(struct acpi_header *header, const char *signature, uint8_t revision,
		 size_t len)
{
	*header = (struct acpi_header) {
		.length = len,
		.revision = revision,
		.oem_id = { 'V', 'M', 'B', 'H', 'S', 'T' },
		.oem_table_id = { 'V', 'M', 'B', 'H', 'O', 'S', 'T', ' ' },
		.oem_revision = 1,
		.creator_id = { 'V', 'M', 'B', 'H' },
		.creator_revision = 1,
	};
	memcpy(header->signature, signature, sizeof(header->signature));
	header->checksum = acpi_sum(header, len);
}

static uint64_t acpi_place_dsdt(struct acpi_area *area)
{
	uint64_t gpa;

	memcpy(acpi_place(area, sizeof(dsdt_aml_code), &gpa), dsdt_aml_code,
	       sizeof(dsdt_aml_code));
	return gpa;
}

static void acpi_fill_rsdp(struct acpi_rsdp *rsdp, uint64_t xsdt)
{
	*rsdp = (struct acpi_rsdp) {
		.oem_id = { 'V', 'M', 'B', 'H', 'S', 'T' },
		.revision = 2,
		.length = sizeof(*rsdp),
		.xsdt = xsdt,
	};
	memcpy(rsdp->signature, "RSD PTR ", sizeof(rsdp->signature));
	rsdp->checksum = acpi_sum(rsdp, 20);
	rsdp->extended_checksum = acpi_sum(rsdp, sizeof(*rsdp));
}

/* The guest is told where the RSDP is: at the start of the area. */
void acpi_build(struct machine *m)
{
	struct acpi_area area = {
		.hva = vm_gpa(m, GPA_ACPI, GPA_ACPI_SIZE),
		.gpa = GPA_ACPI,
		.end = GPA_ACPI + GPA_ACPI_SIZE,
	};
	struct acpi_rsdp *rsdp;
	struct acpi_xsdt *xsdt;
	uint64_t tables[ACPI_TABLES_MAX] = { 0 }, gpa;
	unsigned int count;

	memset(area.hva, 0, GPA_ACPI_SIZE);
	rsdp = acpi_place(&area, sizeof(*rsdp), &gpa);
	xsdt = acpi_place(&area, sizeof(*xsdt), &gpa);
	count = arch_acpi_place(m, &area, acpi_place_dsdt(&area), tables);
	memcpy(xsdt->table, tables, sizeof(tables));
	acpi_finish(&xsdt->header, "XSDT", 1, offsetof(struct acpi_xsdt, table[count]));
	acpi_fill_rsdp(rsdp, gpa);
}
