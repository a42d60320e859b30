// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot.c - put a bzImage into memory and enter it in long mode.
 *
 * There is no firmware: this does what a boot loader would, by the 64-bit boot
 * protocol (Documentation/arch/x86/boot.rst of the kernel).
 */
#include <asm/bootparam.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "blob.h"
#include "machine.h"

#define GPA_GDT		0x1000ull
#define GPA_PAGE_TABLES	0x2000ull	/* six pages */
#define GPA_BOOT_PARAMS	0x8000ull
#define GPA_STACK	0x1f000ull
#define GPA_CMDLINE	0x20000ull
#define GPA_LOW_RAM_END	0x9f000ull
#define GPA_RESET_VECTOR 0xffff0ull
#define GPA_KERNEL	MIB(1)

#define ENTRY_64	0x200
#define SECTOR		512
#define HEADER_OFFSET	0x1f1
#define HEADER_END_BYTE	0x201		/* the header ends this many bytes after 0x202 */
#define PROTOCOL_MIN	0x020c		/* first with a 64-bit entry point */
#define LOADER_UNKNOWN	0xff

#define E820_RAM	1
#define E820_ACPI	3

#define PTE_PRESENT	1ull
#define PTE_WRITE	2ull
#define PTE_LARGE	0x80ull
#define LARGE_PAGE	MIB(2)

#define CR0_PE		1ull
#define CR0_MP		(1ull << 1)
#define CR0_ET		(1ull << 4)
#define CR0_NE		(1ull << 5)
#define CR0_PG		(1ull << 31)
#define CR4_PAE		(1ull << 5)
#define EFER_LME	(1ull << 8)
#define EFER_LMA	(1ull << 10)

static void boot_check_header(const struct blob *image, const char *path)
{
	const struct setup_header *hdr = (const void *)(image->data + HEADER_OFFSET);

	if (image->size < 2 * SECTOR + sizeof(*hdr) || hdr->boot_flag != 0xaa55 ||
	    memcmp(&hdr->header, "HdrS", 4))
		die("%s is no bzImage", path);
	if (hdr->version < PROTOCOL_MIN || !(hdr->xloadflags & XLF_KERNEL_64))
		die("%s is no 64-bit kernel", path);
}

/* Copy the kernel proper, and the header into the boot parameters. */
static void boot_load_kernel(struct machine *m, struct boot_params *params)
{
	const char *path = m->options->kernel;
	struct setup_header *hdr = &params->hdr;
	size_t header_size, start, size;
	struct blob image;
	void *place;

	blob_read(&image, path);
	boot_check_header(&image, path);
	header_size = 0x202 + image.data[HEADER_END_BYTE] - HEADER_OFFSET;
	if (header_size > sizeof(*hdr))
		header_size = sizeof(*hdr);
	memcpy(hdr, image.data + HEADER_OFFSET, header_size);

	start = ((hdr->setup_sects ? hdr->setup_sects : 4) + 1) * SECTOR;
	if (start >= image.size)
		die("%s is cut short", path);
	size = image.size - start;
	place = vm_gpa(m, GPA_KERNEL, size);
	if (!place || !vm_gpa(m, hdr->pref_address, hdr->init_size))
		die("the kernel does not fit into %u MiB of memory", m->options->memory_mib);
	memcpy(place, image.data + start, size);
	free(image.data);
	hdr->type_of_loader = LOADER_UNKNOWN;
}

static void boot_load_cmdline(struct machine *m, struct boot_params *params)
{
	const char *append = m->options->append;
	size_t size = strlen(append) + 1;

	if (size > params->hdr.cmdline_size || size > GPA_LOW_RAM_END - GPA_CMDLINE)
		die("the kernel command line is longer than %u bytes",
		    params->hdr.cmdline_size);
	memcpy(vm_gpa(m, GPA_CMDLINE, size), append, size);
	params->hdr.cmd_line_ptr = GPA_CMDLINE;
}

/* As high as the kernel allows. */
static void boot_load_initrd(struct machine *m, struct boot_params *params)
{
	uint64_t top = m->ram[0].size, base;
	struct blob blob;

	if (!m->options->initrd.count)
		return;
	blob_read_initrd(&blob, &m->options->initrd);
	if (top > params->hdr.initrd_addr_max + 1ull)
		top = params->hdr.initrd_addr_max + 1ull;
	base = blob.size < top ? (top - blob.size) & ~(uint64_t)(PAGE_BYTES - 1) : 0;
	if (base < params->hdr.pref_address + params->hdr.init_size)
		die("kernel and initrd do not fit into %u MiB of memory",
		    m->options->memory_mib);
	params->hdr.ramdisk_image = base;
	params->hdr.ramdisk_size = blob.size;
	/* An empty one may come to lie past the end of memory. */
	if (blob.size)
		memcpy(vm_gpa(m, base, blob.size), blob.data, blob.size);
	free(blob.data);
}

static void boot_add_e820(struct boot_params *params, uint64_t start, uint64_t size,
			  uint32_t type)
{
	struct boot_e820_entry *entry = &params->e820_table[params->e820_entries++];

	entry->addr = start;
	entry->size = size;
	entry->type = type;
}

static void boot_fill_e820(struct machine *m, struct boot_params *params)
{
	boot_add_e820(params, 0, GPA_LOW_RAM_END, E820_RAM);
	boot_add_e820(params, GPA_ACPI, GPA_ACPI_SIZE, E820_ACPI);
	boot_add_e820(params, GPA_KERNEL, m->ram[0].size - GPA_KERNEL, E820_RAM);
	if (m->rams > 1)
		boot_add_e820(params, m->ram[1].gpa, m->ram[1].size, E820_RAM);
}

/* The first 4 GiB at their own addresses: one top, one middle, four lower tables. */
static void boot_fill_page_tables(struct machine *m)
{
	uint64_t *tables = vm_gpa(m, GPA_PAGE_TABLES, 6 * PAGE_BYTES);
	uint64_t link = PTE_PRESENT | PTE_WRITE;
	unsigned int i;

	memset(tables, 0, 6 * PAGE_BYTES);
	tables[0] = (GPA_PAGE_TABLES + PAGE_BYTES) | link;
	for (i = 0; i < 4; i++)
		tables[512 + i] = (GPA_PAGE_TABLES + (2 + i) * PAGE_BYTES) | link;
	for (i = 0; i < 4 * 512; i++)
		tables[1024 + i] = (i * LARGE_PAGE) | link | PTE_LARGE;
}

static void boot_fill_gdt(struct machine *m)
{
	static const uint64_t gdt[] = {
		0, 0,
		0x00af9b000000ffffull,	/* __BOOT_CS: 64-bit code */
		0x00cf93000000ffffull,	/* __BOOT_DS: data */
	};

	memcpy(vm_gpa(m, GPA_GDT, sizeof(gdt)), gdt, sizeof(gdt));
}

/*
 * On hardware-reduced machines Linux wants EFI to reset it and, finding none,
 * jumps to the firmware's entry point in real mode.  Ours resets.
 */
static void boot_fill_reset_vector(struct machine *m)
{
	static const uint8_t code[] = {
		0xb0, RESET_VALUE,				/* mov $RESET_VALUE, %al */
		0xba, PORT_RESET & 0xff, PORT_RESET >> 8,	/* mov $PORT_RESET, %dx */
		0xee,						/* out %al, %dx */
		0xf4,						/* hlt */
		0xeb, 0xfd,					/* jmp to the hlt */
	};

	memcpy(vm_gpa(m, GPA_RESET_VECTOR, sizeof(code)), code, sizeof(code));
}

void boot_load(struct machine *m)
{
	struct boot_params *params = vm_gpa(m, GPA_BOOT_PARAMS, sizeof(*params));

	memset(params, 0, sizeof(*params));
	boot_load_kernel(m, params);
	boot_load_cmdline(m, params);
	boot_load_initrd(m, params);
	boot_fill_e820(m, params);
	params->acpi_rsdp_addr = GPA_ACPI;
	boot_fill_page_tables(m);
	boot_fill_gdt(m);
	boot_fill_reset_vector(m);
}

static void boot_set_segments(struct kvm_sregs *sregs)
{
	struct kvm_segment code = {
		.limit = 0xffffffff, .selector = 0x10, .type = 11, .present = 1,
		.s = 1, .l = 1, .g = 1,
	};
	struct kvm_segment data = {
		.limit = 0xffffffff, .selector = 0x18, .type = 3, .present = 1,
		.s = 1, .db = 1, .g = 1,
	};

	sregs->cs = code;
	sregs->ds = data;
	sregs->es = data;
	sregs->ss = data;
	sregs->fs = data;
	sregs->gs = data;
	sregs->gdt.base = GPA_GDT;
	sregs->gdt.limit = 4 * 8 - 1;
}

void boot_vcpu_init(struct vcpu *vcpu)
{
	struct kvm_regs regs = {
		.rip = GPA_KERNEL + ENTRY_64,
		.rsi = GPA_BOOT_PARAMS,
		.rsp = GPA_STACK,
		.rflags = 2,
	};
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_GET_SREGS, &sregs) < 0)
		die_errno("KVM_GET_SREGS");
	boot_set_segments(&sregs);
	sregs.cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_PG;
	sregs.cr3 = GPA_PAGE_TABLES;
	sregs.cr4 = CR4_PAE;
	sregs.efer = EFER_LME | EFER_LMA;
	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs) < 0)
		die_errno("KVM_SET_SREGS");
	if (ioctl(vcpu->fd, KVM_SET_REGS, &regs) < 0)
		die_errno("KVM_SET_REGS");
}
