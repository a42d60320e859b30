/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aml.h - bytes of ACPI machine language, one construct a function.
 *
 * Only what the DSDT of this machine needs; it spares an ACPI compiler at
 * build time.
 */
#ifndef AML_H
#define AML_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct aml - a stretch of machine language being written
 * @bytes: where it goes
 * @size: room in @bytes
 * @used: bytes written
 */
struct aml {
	uint8_t *bytes;
	size_t size;
	size_t used;
};

void aml_byte(struct aml *aml, uint8_t value);
void aml_bytes(struct aml *aml, const void *bytes, size_t count);
void aml_integer(struct aml *aml, uint32_t value);
void aml_string(struct aml *aml, const char *text);

/* Name (@name, ...): the value follows. @name has four characters. */
void aml_name(struct aml *aml, const char *name);

/* Scope (\_SB_) and Device (@name): end with aml_end(). */
size_t aml_scope_begin(struct aml *aml, const char *path);
size_t aml_device_begin(struct aml *aml, const char *name);
size_t aml_package_begin(struct aml *aml, uint8_t count);
void aml_end(struct aml *aml, size_t begin);

/* ResourceTemplate: descriptors go between. */
size_t aml_resources_begin(struct aml *aml);
void aml_resources_end(struct aml *aml, size_t begin);
void aml_resource_memory(struct aml *aml, uint64_t base, uint64_t size);
void aml_resource_io(struct aml *aml, uint16_t port, uint8_t size);
void aml_resource_irq(struct aml *aml, unsigned int irq);

#endif /* AML_H */
