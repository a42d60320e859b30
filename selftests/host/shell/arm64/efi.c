// SPDX-License-Identifier: GPL-2.0-only
/*
 * efi.c - as much of EFI as a kernel needs to find ACPI.
 *
 * On arm64, Linux looks for ACPI's tables only by way of EFI. There is no firmware: this
 * is a system table that names the RSDP and nothing else, and the map of memory. There
 * are no runtime services, and the kernel must not try to use them.
 */
#include <string.h>

#include "machine.h"

#define EFI_PAGE_SHIFT		12
#define EFI_BOOT_DATA		4
#define EFI_CONVENTIONAL	7
#define EFI_ACPI_RECLAIM	9
#define EFI_WRITE_BACK		8ull
#define EFI_2_70		(2u << 16 | 70)

struct efi_memory {
	uint32_t type;
	uint32_t reserved;
	uint64_t physical;
	uint64_t virtual;
	uint64_t pages;
	uint64_t attributes;
};

struct efi_config {
	uint8_t guid[16];
	uint64_t table;
};

struct efi_system {
	char signature[8];
	uint32_t revision;
	uint32_t header_size;
	uint32_t crc;
	uint32_t reserved;
	uint64_t vendor;
	uint32_t vendor_revision;
	uint32_t reserved2;
	uint64_t console[6];
	uint64_t runtime;
	uint64_t boot;
	uint64_t configs;
	uint64_t config;
};

_Static_assert(sizeof(struct efi_system) == 120, "the system table's size");

/**
 * struct efi_area - what is put at GPA_EFI
 */
struct efi_area {
	struct efi_system system;
	struct efi_config config;
	uint16_t vendor[8];
	struct efi_memory map[RAMS + 2];
};

static struct efi_memory efi_memory(uint32_t type, uint64_t start, uint64_t end)
{
	return (struct efi_memory) {
		.type = type,
		.physical = start,
		.pages = (end - start) >> EFI_PAGE_SHIFT,
		.attributes = EFI_WRITE_BACK,
	};
}

/* The number of entries. */
static unsigned int efi_fill_map(struct machine *m, struct efi_memory *map)
{
	uint64_t top = m->ram[0].gpa + m->ram[0].size;

	map[0] = efi_memory(EFI_BOOT_DATA, GPA_EFI, GPA_ACPI);
	map[1] = efi_memory(EFI_ACPI_RECLAIM, GPA_ACPI, GPA_FDT);
	map[2] = efi_memory(EFI_CONVENTIONAL, GPA_FDT, top);
	if (m->rams == 1)
		return 3;
	map[3] = efi_memory(EFI_CONVENTIONAL, m->ram[1].gpa, m->ram[1].gpa + m->ram[1].size);
	return 4;
}

void efi_build(struct machine *m, struct efi_place *place)
{
	static const uint8_t acpi_2_0[] = {
		0x71, 0xe8, 0x68, 0x88, 0xf1, 0xe4, 0xd3, 0x11,
		0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81,
	};
	static const uint16_t vendor[] = { 'v', 'm', 'b', 'h', 'o', 's', 't', 0 };
	struct efi_area *area = vm_gpa(m, GPA_EFI, GPA_EFI_SIZE);

	memset(area, 0, GPA_EFI_SIZE);
	memcpy(area->system.signature, "IBI SYST", sizeof(area->system.signature));
	area->system.revision = EFI_2_70;
	area->system.header_size = sizeof(area->system);
	area->system.vendor = GPA_EFI + offsetof(struct efi_area, vendor);
	area->system.configs = 1;
	area->system.config = GPA_EFI + offsetof(struct efi_area, config);
	memcpy(area->vendor, vendor, sizeof(vendor));
	memcpy(area->config.guid, acpi_2_0, sizeof(acpi_2_0));
	area->config.table = GPA_ACPI;
	*place = (struct efi_place) {
		.table = GPA_EFI + offsetof(struct efi_area, system),
		.map = GPA_EFI + offsetof(struct efi_area, map),
		.map_size = efi_fill_map(m, area->map) * sizeof(area->map[0]),
		.entry_size = sizeof(area->map[0]),
	};
}
