// SPDX-License-Identifier: GPL-2.0-only
/*
 * fdt.c - a flattened device tree, written from its beginning to its end.
 *
 * A header, an empty list of reserved memory, the nodes, the names of properties; all
 * numbers in big endian, all things at multiples of four bytes.
 */
#include <endian.h>
#include <string.h>

#include "fdt.h"
#include "machine.h"

#define FDT_MAGIC	0xd00dfeedu
#define FDT_VERSION	17
#define FDT_COMPATIBLE	16
#define TOKEN_BEGIN_NODE 1
#define TOKEN_END_NODE	2
#define TOKEN_PROPERTY	3
#define TOKEN_END	9

/**
 * struct fdt_header - its beginning, with the list of reserved memory
 */
struct fdt_header {
	uint32_t magic;
	uint32_t size;
	uint32_t structure;
	uint32_t strings;
	uint32_t reserved;
	uint32_t version;
	uint32_t compatible;
	uint32_t boot_cpu;
	uint32_t strings_size;
	uint32_t structure_size;
	uint64_t reserved_end[2];
};

static void fdt_bytes(struct fdt *fdt, const void *data, size_t size)
{
	size_t padded = (size + 3) & ~(size_t)3;

	if (padded > fdt->room - fdt->used)
		die("the device tree outgrows its place: is --append very long?");
	memset(fdt->start + fdt->used, 0, padded);
	memcpy(fdt->start + fdt->used, data, size);
	fdt->used += padded;
}

static void fdt_word(struct fdt *fdt, uint32_t value)
{
	value = htobe32(value);
	fdt_bytes(fdt, &value, sizeof(value));
}

void fdt_begin(struct fdt *fdt, void *start, size_t room)
{
	static const struct fdt_header header;

	*fdt = (struct fdt) { .start = start, .room = room };
	fdt_bytes(fdt, &header, sizeof(header));
}

void fdt_begin_node(struct fdt *fdt, const char *name)
{
	fdt_word(fdt, TOKEN_BEGIN_NODE);
	fdt_bytes(fdt, name, strlen(name) + 1);
}

void fdt_end_node(struct fdt *fdt)
{
	fdt_word(fdt, TOKEN_END_NODE);
}

void fdt_add(struct fdt *fdt, const char *name, const void *data, size_t size)
{
	size_t length = strlen(name) + 1;

	if (length > sizeof(fdt->strings) - fdt->strings_used)
		die("too many properties in the device tree");
	fdt_word(fdt, TOKEN_PROPERTY);
	fdt_word(fdt, size);
	fdt_word(fdt, fdt->strings_used);
	fdt_bytes(fdt, data, size);
	memcpy(fdt->strings + fdt->strings_used, name, length);
	fdt->strings_used += length;
}

void fdt_add_string(struct fdt *fdt, const char *name, const char *text)
{
	fdt_add(fdt, name, text, strlen(text) + 1);
}

void fdt_add_u32(struct fdt *fdt, const char *name, uint32_t value)
{
	value = htobe32(value);
	fdt_add(fdt, name, &value, sizeof(value));
}

void fdt_add_u64(struct fdt *fdt, const char *name, uint64_t value)
{
	value = htobe64(value);
	fdt_add(fdt, name, &value, sizeof(value));
}

void fdt_end(struct fdt *fdt)
{
	struct fdt_header header = {
		.magic = htobe32(FDT_MAGIC),
		.structure = htobe32(sizeof(header)),
		.reserved = htobe32(offsetof(struct fdt_header, reserved_end)),
		.version = htobe32(FDT_VERSION),
		.compatible = htobe32(FDT_COMPATIBLE),
		.strings_size = htobe32(fdt->strings_used),
	};

	fdt_word(fdt, TOKEN_END);
	header.structure_size = htobe32(fdt->used - sizeof(header));
	header.strings = htobe32(fdt->used);
	fdt_bytes(fdt, fdt->strings, fdt->strings_used);
	header.size = htobe32(fdt->used);
	memcpy(fdt->start, &header, sizeof(header));
}
