/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsdt.h - the numbers that dsdt.asl shares with C.
 *
 * iasl reads this too: it knows neither suffixes of numbers nor macros with
 * arguments, and computes nothing in a resource descriptor.
 */
#ifndef DSDT_H
#define DSDT_H

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

/* The serial ports: a page of their own each, with registers of a byte each. */
#define GPA_COM1		0x09000000
#define GPA_COM2		0x09001000
#define GPA_COM_SIZE		0x1000
#define PORT_COM_SIZE		8

/* Interrupts, as the GIC numbers them: one of each processor, and of the machine. */
#define INTID_VMBUS		18
#define IRQ_COM1		33
#define IRQ_COM2		34
#define IRQ_DISK		35

#endif /* DSDT_H */
