// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot.c - put an arm64 Image into memory and enter it.
 *
 * There is no firmware: this does what a boot loader would (the kernel's
 * Documentation/arch/arm64/booting.rst), and its EFI stub. The device tree describes no
 * device; it tells where the rest is, and ACPI has the devices.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "fdt.h"
#include "machine.h"

/* What efi.c builds has no runtime services. */
#define CMDLINE_PREFIX	"efi=noruntime "
#define EFI_DESCRIPTOR_VERSION 1

/**
 * struct image_header - the first bytes of an Image
 */
struct image_header {
	uint32_t code[2];
	uint64_t text_offset;
	uint64_t image_size;
	uint64_t flags;
	uint64_t reserved[3];
	char magic[4];
	uint32_t pe_header;
};

/* The end of the memory that the kernel occupies. */
static uint64_t boot_load_kernel(struct machine *m)
{
	const char *path = m->options->kernel;
	struct image_header header;
	struct blob image;
	uint64_t size;

	blob_read(&image, path);
	if (image.size < sizeof(header))
		die("%s is no arm64 Image", path);
	memcpy(&header, image.data, sizeof(header));
	if (memcmp(header.magic, "ARM\x64", sizeof(header.magic)))
		die("%s is no arm64 Image (a compressed one must be unpacked)", path);
	if (header.text_offset)
		die("%s is older than Linux 5.10", path);
	size = header.image_size > image.size ? header.image_size : image.size;
	if (!vm_gpa(m, GPA_KERNEL, size))
		die("the kernel does not fit into %u MiB of memory", m->options->memory_mib);
	memcpy(vm_gpa(m, GPA_KERNEL, image.size), image.data, image.size);
	free(image.data);
	return GPA_KERNEL + size;
}

/* As high as there is low memory. Where it begins; @size is 0 if there is none. */
static uint64_t boot_load_initrd(struct machine *m, uint64_t kernel_end, uint64_t *size)
{
	uint64_t top = m->ram[0].gpa + m->ram[0].size, start;
	struct blob blob;

	blob_read_initrd(&blob, &m->options->initrd);
	*size = blob.size;
	if (!blob.size)
		return 0;
	start = blob.size < top ? (top - blob.size) & ~(uint64_t)(PAGE_BYTES - 1) : 0;
	if (start < kernel_end)
		die("kernel and initrd do not fit into %u MiB of memory",
		    m->options->memory_mib);
	memcpy(vm_gpa(m, start, blob.size), blob.data, blob.size);
	free(blob.data);
	return start;
}

static void boot_add_cmdline(struct machine *m, struct fdt *fdt)
{
	char *text;

	if (asprintf(&text, CMDLINE_PREFIX "%s", m->options->append) < 0)
		die("out of memory");
	fdt_add_string(fdt, "bootargs", text);
	free(text);
}

static void boot_build_fdt(struct machine *m, uint64_t initrd, uint64_t initrd_size)
{
	struct efi_place efi;
	struct fdt fdt;

	efi_build(m, &efi);
	fdt_begin(&fdt, vm_gpa(m, GPA_FDT, GPA_FDT_SIZE), GPA_FDT_SIZE);
	fdt_begin_node(&fdt, "");
	fdt_add_u32(&fdt, "#address-cells", 2);
	fdt_add_u32(&fdt, "#size-cells", 2);
	fdt_begin_node(&fdt, "chosen");
	boot_add_cmdline(m, &fdt);
	if (initrd_size) {
		fdt_add_u64(&fdt, "linux,initrd-start", initrd);
		fdt_add_u64(&fdt, "linux,initrd-end", initrd + initrd_size);
	}
	fdt_add_u64(&fdt, "linux,uefi-system-table", efi.table);
	fdt_add_u64(&fdt, "linux,uefi-mmap-start", efi.map);
	fdt_add_u32(&fdt, "linux,uefi-mmap-size", efi.map_size);
	fdt_add_u32(&fdt, "linux,uefi-mmap-desc-size", efi.entry_size);
	fdt_add_u32(&fdt, "linux,uefi-mmap-desc-ver", EFI_DESCRIPTOR_VERSION);
	fdt_add_u32(&fdt, "linux,uefi-secure-boot", 0);
	fdt_end_node(&fdt);
	fdt_end_node(&fdt);
	fdt_end(&fdt);
}

void boot_load(struct machine *m)
{
	uint64_t initrd, initrd_size;

	initrd = boot_load_initrd(m, boot_load_kernel(m), &initrd_size);
	boot_build_fdt(m, initrd, initrd_size);
}

void boot_vcpu_init(struct vcpu *vcpu)
{
	vcpu_set_x(vcpu, 0, GPA_FDT);
	vcpu_set_pc(vcpu, GPA_KERNEL);
}
