/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fdt.h - a flattened device tree, written from its beginning to its end.
 */
#ifndef FDT_H
#define FDT_H

#include <stddef.h>
#include <stdint.h>

#define FDT_STRINGS_BYTES 512

/**
 * struct fdt - a device tree that is being written
 * @start: where it will be
 * @room: bytes there
 * @used: bytes written
 * @strings: names of properties, one after the other
 * @strings_used: bytes of them
 */
struct fdt {
	uint8_t *start;
	size_t room;
	size_t used;
	char strings[FDT_STRINGS_BYTES];
	size_t strings_used;
};

/* What does not fit any more ends the process. */
void fdt_begin(struct fdt *fdt, void *start, size_t room);
void fdt_begin_node(struct fdt *fdt, const char *name);
void fdt_end_node(struct fdt *fdt);
void fdt_add(struct fdt *fdt, const char *name, const void *data, size_t size);
void fdt_add_string(struct fdt *fdt, const char *name, const char *text);
void fdt_add_u32(struct fdt *fdt, const char *name, uint32_t value);
void fdt_add_u64(struct fdt *fdt, const char *name, uint64_t value);
void fdt_end(struct fdt *fdt);

#endif /* FDT_H */
