// SPDX-License-Identifier: GPL-2.0-only
/*
 * error_log.c - entries of drivers for the error log.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/string.h>

#include <vmbkmcl/nt/driver.h>
#include <vmbkmcl/nt/error_log.h>
#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../nt/nt.h"

/* In one line of the log. */
#define TEXT_SIZE	128

/**
 * struct error_log_entry - an entry
 * @driver: who makes it
 * @size: bytes of @packet and what follows it
 * @packet: what the driver has
 */
struct error_log_entry {
	PDRIVER_OBJECT driver;
	unsigned int size;
	IO_ERROR_LOG_PACKET packet;
};

static DEFINE_RATELIMIT_STATE(error_log_limit, DEFAULT_RATELIMIT_INTERVAL,
			      DEFAULT_RATELIMIT_BURST);

static struct error_log_entry *entry_of(PVOID packet)
{
	return container_of(packet, struct error_log_entry, packet);
}

/* Devices and drivers begin with what they are. */
static PDRIVER_OBJECT driver_of(PVOID object)
{
	PDEVICE_OBJECT device = object;

	return device->Type == 3 ? device->DriverObject : object;
}

PVOID IoAllocateErrorLogEntry(PVOID IoObject, UCHAR EntrySize)
{
	struct error_log_entry *entry;

	if (EntrySize < sizeof(IO_ERROR_LOG_PACKET) || EntrySize > ERROR_LOG_MAXIMUM_SIZE)
		return NULL;
	entry = ExAllocatePoolZero(NonPagedPoolNx, offsetof(struct error_log_entry, packet) +
				   EntrySize, 0x676f4c45);
	if (!entry)
		return NULL;
	entry->driver = driver_of(IoObject);
	entry->size = EntrySize;
	return &entry->packet;
}
VMBKMCL_EXPORT(IoAllocateErrorLogEntry);

VOID IoFreeErrorLogEntry(PVOID ElEntry)
{
	ExFreePool(entry_of(ElEntry));
}
VMBKMCL_EXPORT(IoFreeErrorLogEntry);

/* The strings, as far as the entry has them, with spaces between them. */
static void entry_text(const struct error_log_entry *entry, char text[TEXT_SIZE])
{
	const IO_ERROR_LOG_PACKET *packet = &entry->packet;
	unsigned int offset = packet->StringOffset, left = packet->NumberOfStrings, n = 0;
	const WCHAR *from = (const WCHAR *)((const u8 *)packet + offset);

	for (; left && n < TEXT_SIZE - 1 && offset + sizeof(*from) <= entry->size;
	     from++, offset += sizeof(*from)) {
		if (!*from)
			left--;
		/* What is not printed is what terminals might act on. */
		text[n++] = *from >= ' ' && *from < 0x7f ? *from : *from ? '?' : ' ';
	}
	text[n] = 0;
}

static void entry_print(const struct error_log_entry *entry)
{
	const IO_ERROR_LOG_PACKET *packet = &entry->packet;
	const unsigned int room = entry->size - offsetof(IO_ERROR_LOG_PACKET, DumpData);
	char text[TEXT_SIZE];

	entry_text(entry, text);
	pr_err("%s: error %#x at %#x, status %#x (%s), function %u, control code %#x, data %*ph, %s\n",
	       entry->driver ? module_name(entry->driver->LinuxModule) : "bus",
	       packet->ErrorCode, packet->UniqueErrorValue, packet->FinalStatus,
	       vmbkmcl_status_name(packet->FinalStatus), packet->MajorFunctionCode,
	       packet->IoControlCode, min3((unsigned int)packet->DumpDataSize, room, 64u),
	       packet->DumpData, text);
}

VOID IoWriteErrorLogEntry(PVOID ElEntry)
{
	struct error_log_entry *entry = entry_of(ElEntry);

	if (__ratelimit(&error_log_limit))
		entry_print(entry);
	ExFreePool(entry);
}
VMBKMCL_EXPORT(IoWriteErrorLogEntry);
