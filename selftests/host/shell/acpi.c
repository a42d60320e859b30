// SPDX-License-Identifier: GPL-2.0-only
/*
 * acpi.c - the tables of a hardware-reduced machine.
 *
 * RSDP, XSDT, FADT (reset and sleep registers), MADT (processors, one IOAPIC),
 * and the DSDT that dsdt.asl describes.
 */
#include <string.h>

#include "machine.h"

/* dsdt_aml_code[], by iasl. */
#include "dsdt.hex"

#define PROFILE_SERVER		4
#define FADT_WBINVD		(1u << 0)
#define FADT_NO_POWER_BUTTON	(1u << 4)
#define FADT_NO_SLEEP_BUTTON	(1u << 5)
#define FADT_RESET_REGISTER	(1u << 10)
#define FADT_HARDWARE_REDUCED	(1u << 20)
#define BOOT_LEGACY_DEVICES	(1u << 0)
#define BOOT_NO_VGA		(1u << 2)

#define MADT_LAPIC		0
#define MADT_IOAPIC		1
#define LAPIC_ENABLED		1u
#define GAS_IO			1

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
	uint64_t table[2];
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

/**
 * struct acpi_area - the guest memory that tables are placed in, upwards
 */
struct acpi_area {
	uint8_t *hva;
	uint64_t gpa;
	uint64_t end;
};

static uint8_t acpi_sum(const void *table, size_t len)
{
	const uint8_t *p = table;
	uint8_t sum = 0;

	while (len--)
		sum += *p++;
	return -sum;
}

/* Room for a table of @len bytes, zeroed; its address in the guest is in @gpa. */
static void *acpi_place(struct acpi_area *area, size_t len, uint64_t *gpa)
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

/* Give a table, otherwise filled in, its header. */
static void acpi_finish(struct acpi_header *header, const char *signature,
			uint8_t revision, size_t len)
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
	uint64_t gpa;

	memset(area.hva, 0, GPA_ACPI_SIZE);
	rsdp = acpi_place(&area, sizeof(*rsdp), &gpa);
	xsdt = acpi_place(&area, sizeof(*xsdt), &gpa);
	xsdt->table[0] = acpi_place_fadt(&area, acpi_place_dsdt(&area));
	xsdt->table[1] = acpi_place_madt(&area, m->options->cpus);
	acpi_finish(&xsdt->header, "XSDT", 1, sizeof(*xsdt));
	acpi_fill_rsdp(rsdp, gpa);
}
