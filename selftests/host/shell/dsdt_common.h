/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsdt_common.h - the numbers of every machine that its dsdt.asl shares with C.
 *
 * iasl reads this and dsdt.h too: it knows neither suffixes of numbers nor macros with
 * arguments, and computes nothing in a resource descriptor.
 */
#ifndef DSDT_COMMON_H
#define DSDT_COMMON_H

/* The memory windows that VMBus hands out. */
#define GPA_MMIO_LOW		0xe0000000
#define GPA_MMIO_LOW_LAST	0xefffffff
#define GPA_MMIO_LOW_SIZE	0x10000000
#define GPA_MMIO_HIGH		0x1000000000
#define GPA_MMIO_HIGH_LAST	0x103fffffff
#define GPA_MMIO_HIGH_SIZE	0x40000000

/* The disk's registers. */
#define GPA_DISK		0xd0000000
#define GPA_DISK_SIZE		0x1000

/* Registers of a serial port, of a byte each. */
#define PORT_COM_SIZE		8

#endif /* DSDT_COMMON_H */
