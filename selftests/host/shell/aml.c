// SPDX-License-Identifier: GPL-2.0-only
/*
 * aml.c - bytes of ACPI machine language (ACPI 6.5, chapters 6.4 and 20.2).
 */
#include <string.h>

#include "aml.h"
#include "machine.h"

#define OP_NAME		0x08
#define OP_BYTE		0x0a
#define OP_WORD		0x0b
#define OP_DWORD	0x0c
#define OP_STRING	0x0d
#define OP_SCOPE	0x10
#define OP_BUFFER	0x11
#define OP_PACKAGE	0x12
#define OP_EXTENDED	0x5b
#define OP_DEVICE	0x82

#define RESOURCE_IRQ	0x22
#define RESOURCE_IO	0x47
#define RESOURCE_END	0x79
#define RESOURCE_QWORD	0x8a

#define LENGTH_MAX	4095

void aml_byte(struct aml *aml, uint8_t value)
{
	if (aml->used == aml->size)
		die("the ACPI tables outgrow their buffer");
	aml->bytes[aml->used++] = value;
}

void aml_bytes(struct aml *aml, const void *bytes, size_t count)
{
	const uint8_t *p = bytes;

	while (count--)
		aml_byte(aml, *p++);
}

void aml_integer(struct aml *aml, uint32_t value)
{
	aml_byte(aml, OP_DWORD);
	aml_bytes(aml, &value, sizeof(value));
}

void aml_string(struct aml *aml, const char *text)
{
	aml_byte(aml, OP_STRING);
	aml_bytes(aml, text, strlen(text) + 1);
}

void aml_name(struct aml *aml, const char *name)
{
	aml_byte(aml, OP_NAME);
	aml_bytes(aml, name, 4);
}

/* A length of two bytes in front, filled in by aml_end(). */
static size_t aml_begin(struct aml *aml)
{
	size_t begin = aml->used;

	aml_byte(aml, 0);
	aml_byte(aml, 0);
	return begin;
}

void aml_end(struct aml *aml, size_t begin)
{
	size_t length = aml->used - begin;

	if (length > LENGTH_MAX)
		die("an ACPI object of %zu bytes is too long", length);
	aml->bytes[begin] = 0x40 | (length & 0xf);
	aml->bytes[begin + 1] = length >> 4;
}

size_t aml_scope_begin(struct aml *aml, const char *path)
{
	size_t begin;

	aml_byte(aml, OP_SCOPE);
	begin = aml_begin(aml);
	aml_bytes(aml, path, strlen(path));
	return begin;
}

size_t aml_device_begin(struct aml *aml, const char *name)
{
	size_t begin;

	aml_byte(aml, OP_EXTENDED);
	aml_byte(aml, OP_DEVICE);
	begin = aml_begin(aml);
	aml_bytes(aml, name, 4);
	return begin;
}

size_t aml_package_begin(struct aml *aml, uint8_t count)
{
	size_t begin;

	aml_byte(aml, OP_PACKAGE);
	begin = aml_begin(aml);
	aml_byte(aml, count);
	return begin;
}

/* A buffer: length, its size as a word, the bytes. */
size_t aml_resources_begin(struct aml *aml)
{
	size_t begin;

	aml_byte(aml, OP_BUFFER);
	begin = aml_begin(aml);
	aml_byte(aml, OP_WORD);
	aml_byte(aml, 0);
	aml_byte(aml, 0);
	return begin;
}

void aml_resources_end(struct aml *aml, size_t begin)
{
	uint16_t size;

	aml_byte(aml, RESOURCE_END);
	aml_byte(aml, 0);		/* no checksum */
	size = aml->used - (begin + 5);
	memcpy(aml->bytes + begin + 3, &size, sizeof(size));
	aml_end(aml, begin);
}

/* A range of addresses that the device passes on to its children. */
void aml_resource_memory(struct aml *aml, uint64_t base, uint64_t size)
{
	const uint64_t fields[] = { 0, base, base + size - 1, 0, size };

	aml_byte(aml, RESOURCE_QWORD);
	aml_byte(aml, 3 + sizeof(fields));
	aml_byte(aml, 0);
	aml_byte(aml, 0);		/* memory */
	aml_byte(aml, 0x0c);		/* producer, both ends fixed */
	aml_byte(aml, 0x01);		/* writable, not cached */
	aml_bytes(aml, fields, sizeof(fields));
}

void aml_resource_io(struct aml *aml, uint16_t port, uint8_t size)
{
	aml_byte(aml, RESOURCE_IO);
	aml_byte(aml, 1);		/* all 16 address lines decoded */
	aml_bytes(aml, &port, sizeof(port));
	aml_bytes(aml, &port, sizeof(port));
	aml_byte(aml, 1);
	aml_byte(aml, size);
}

void aml_resource_irq(struct aml *aml, unsigned int irq)
{
	uint16_t mask = 1 << irq;

	aml_byte(aml, RESOURCE_IRQ);
	aml_bytes(aml, &mask, sizeof(mask));
}
