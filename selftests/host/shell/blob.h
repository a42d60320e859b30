/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blob.h - files that are put into the guest's memory.
 */
#ifndef BLOB_H
#define BLOB_H

#include <stddef.h>
#include <stdint.h>

struct option_list;

/**
 * struct blob - a file in memory
 */
struct blob {
	uint8_t *data;
	size_t size;
};

/* Both end the process if they cannot. The caller frees blob->data. */
void blob_read(struct blob *blob, const char *path);
/* All of the list, one after the other, each at a multiple of four bytes. */
void blob_read_initrd(struct blob *blob, const struct option_list *list);

#endif /* BLOB_H */
