// SPDX-License-Identifier: GPL-2.0-only
/*
 * acpi.c - the tables of a hardware-reduced machine.
 *
 * RSDP, XSDT, FADT (reset and sleep registers), MADT (processors, one IOAPIC)
 * and a DSDT with two serial ports and the VMBus, below the module device
 * whose memory windows VMBus hands out.
 */
#include <string.h>

#include "aml.h"
#include "machine.h"

#define FADT_BYTES		276
#define FADT_WBINVD		(1u << 0)
#define FADT_NO_POWER_BUTTON	(1u << 4)
#define FADT_NO_SLEEP_BUTTON	(1u << 5)
#define FADT_RESET_REGISTER	(1u << 10)
#define FADT_HARDWARE_REDUCED	(1u << 20)
#define BOOT_LEGACY_DEVICES	(1u << 0)
#define BOOT_NO_VGA		(1u << 2)

#define MADT_LAPIC		0
#define MADT_IOAPIC		1
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

/* Start a table in @aml's buffer; its body follows. */
static void acpi_begin(struct aml *aml, uint8_t *buffer, size_t size,
		       const char *signature, uint8_t revision)
{
	struct acpi_header header = {
		.revision = revision,
		.oem_id = { 'V', 'M', 'B', 'H', 'S', 'T' },
		.oem_table_id = { 'V', 'M', 'B', 'H', 'O', 'S', 'T', ' ' },
		.oem_revision = 1,
		.creator_id = { 'V', 'M', 'B', 'H' },
		.creator_revision = 1,
	};

	memcpy(header.signature, signature, sizeof(header.signature));
	*aml = (struct aml) { .bytes = buffer, .size = size };
	aml_bytes(aml, &header, sizeof(header));
}

/* Put the table into guest memory; returns its address there. */
static uint64_t acpi_place(struct acpi_area *area, struct aml *aml)
{
	struct acpi_header *header = (struct acpi_header *)aml->bytes;
	uint64_t gpa = area->gpa;

	header->length = aml->used;
	header->checksum = acpi_sum(aml->bytes, aml->used);
	if (gpa + aml->used > area->end)
		die("the ACPI tables outgrow their place");
	memcpy(area->hva, aml->bytes, aml->used);
	area->gpa += (aml->used + 15) & ~15ull;
	area->hva += (aml->used + 15) & ~15ull;
	return gpa;
}

static void dsdt_add_serial(struct aml *aml, const char *name, uint32_t uid,
			    uint16_t port, unsigned int irq)
{
	static const uint8_t pnp0501[] = { 0x0c, 0x41, 0xd0, 0x05, 0x01 };
	size_t device = aml_device_begin(aml, name), resources;

	aml_name(aml, "_HID");
	aml_bytes(aml, pnp0501, sizeof(pnp0501));
	aml_name(aml, "_UID");
	aml_integer(aml, uid);
	aml_name(aml, "_CRS");
	resources = aml_resources_begin(aml);
	aml_resource_io(aml, port, 8);
	aml_resource_irq(aml, irq);
	aml_resources_end(aml, resources);
	aml_end(aml, device);
}

static void dsdt_add_vmbus(struct aml *aml)
{
	size_t module, resources, vmbus;

	module = aml_device_begin(aml, "VMOD");
	aml_name(aml, "_HID");
	aml_string(aml, "ACPI0004");
	aml_name(aml, "_UID");
	aml_integer(aml, 0);
	aml_name(aml, "_CRS");
	resources = aml_resources_begin(aml);
	aml_resource_memory(aml, GPA_MMIO_LOW, GPA_MMIO_LOW_SIZE);
	aml_resource_memory(aml, GPA_MMIO_HIGH, GPA_MMIO_HIGH_SIZE);
	aml_resources_end(aml, resources);

	vmbus = aml_device_begin(aml, "VMBS");
	aml_name(aml, "_HID");
	aml_string(aml, "VMBus");	/* five characters: Hyper-V's own breach of the rules */
	aml_name(aml, "_UID");
	aml_integer(aml, 0);
	aml_name(aml, "_STA");
	aml_integer(aml, 0xf);
	/* Empty, but without it hv_vmbus looks at no ancestor for windows. */
	aml_name(aml, "_CRS");
	resources = aml_resources_begin(aml);
	aml_resources_end(aml, resources);
	aml_end(aml, vmbus);
	aml_end(aml, module);
}

static void dsdt_add_sleep(struct aml *aml)
{
	size_t package;

	aml_name(aml, "_S5_");
	package = aml_package_begin(aml, 2);
	aml_integer(aml, SLEEP_TYPE_S5);
	aml_integer(aml, SLEEP_TYPE_S5);
	aml_end(aml, package);
}

static uint64_t acpi_place_dsdt(struct acpi_area *area)
{
	uint8_t buffer[1024];
	struct aml aml;
	size_t scope;

	acpi_begin(&aml, buffer, sizeof(buffer), "DSDT", 2);
	scope = aml_scope_begin(&aml, "\\_SB_");
	dsdt_add_vmbus(&aml);
	dsdt_add_serial(&aml, "COM1", 0, PORT_COM1, IRQ_COM1);
	dsdt_add_serial(&aml, "COM2", 1, PORT_COM2, IRQ_COM2);
	aml_end(&aml, scope);
	dsdt_add_sleep(&aml);
	return acpi_place(area, &aml);
}

static void fadt_set_register(uint8_t *fadt, size_t offset, uint16_t port)
{
	struct acpi_gas gas = {
		.space = GAS_IO, .bit_width = 8, .access = 1, .address = port,
	};

	memcpy(fadt + offset, &gas, sizeof(gas));
}

static uint64_t acpi_place_fadt(struct acpi_area *area, uint64_t dsdt)
{
	uint32_t flags = FADT_WBINVD | FADT_NO_POWER_BUTTON | FADT_NO_SLEEP_BUTTON |
			 FADT_RESET_REGISTER | FADT_HARDWARE_REDUCED;
	uint16_t boot = BOOT_LEGACY_DEVICES | BOOT_NO_VGA;
	uint8_t fadt[FADT_BYTES];
	struct aml aml;

	acpi_begin(&aml, fadt, sizeof(fadt), "FACP", 6);
	memset(fadt + aml.used, 0, sizeof(fadt) - aml.used);
	fadt[45] = 4;				/* preferred profile: server */
	memcpy(fadt + 40, &dsdt, 4);
	memcpy(fadt + 109, &boot, sizeof(boot));
	memcpy(fadt + 112, &flags, sizeof(flags));
	fadt_set_register(fadt, 116, PORT_RESET);
	fadt[128] = RESET_VALUE;
	memcpy(fadt + 140, &dsdt, sizeof(dsdt));
	fadt_set_register(fadt, 244, PORT_SLEEP_CONTROL);
	fadt_set_register(fadt, 256, PORT_SLEEP_STATUS);
	aml.used = sizeof(fadt);
	return acpi_place(area, &aml);
}

static uint64_t acpi_place_madt(struct acpi_area *area, unsigned int cpus)
{
	struct acpi_ioapic ioapic = {
		.type = MADT_IOAPIC, .length = sizeof(ioapic), .address = GPA_IOAPIC,
	};
	const uint32_t head[] = { GPA_LAPIC, 0 };
	uint8_t buffer[256];
	struct aml aml;
	unsigned int i;

	acpi_begin(&aml, buffer, sizeof(buffer), "APIC", 5);
	aml_bytes(&aml, head, sizeof(head));
	for (i = 0; i < cpus; i++) {
		struct acpi_lapic lapic = {
			.type = MADT_LAPIC, .length = sizeof(lapic),
			.uid = i, .apic_id = i, .flags = 1,
		};

		aml_bytes(&aml, &lapic, sizeof(lapic));
	}
	aml_bytes(&aml, &ioapic, sizeof(ioapic));
	return acpi_place(area, &aml);
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

void acpi_build(struct machine *m)
{
	uint8_t *base = vm_gpa(m, GPA_ACPI, GPA_ACPI_SIZE);
	struct acpi_area area = {
		.hva = base + 64, .gpa = GPA_ACPI + 64, .end = GPA_ACPI + GPA_ACPI_SIZE,
	};
	uint64_t tables[2];
	uint8_t buffer[64];
	struct aml aml;

	memset(base, 0, GPA_ACPI_SIZE);
	tables[0] = acpi_place_fadt(&area, acpi_place_dsdt(&area));
	tables[1] = acpi_place_madt(&area, m->options->cpus);
	acpi_begin(&aml, buffer, sizeof(buffer), "XSDT", 1);
	aml_bytes(&aml, tables, sizeof(tables));
	acpi_fill_rsdp((struct acpi_rsdp *)base, acpi_place(&area, &aml));
}
