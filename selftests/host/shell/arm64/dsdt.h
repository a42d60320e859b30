/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsdt.h - the numbers of an arm64 machine that dsdt.asl shares with C.
 */
#ifndef DSDT_H
#define DSDT_H

#include "dsdt_common.h"

/* The serial ports: a page of their own each. */
#define GPA_COM1		0x09000000
#define GPA_COM2		0x09001000
#define GPA_COM_SIZE		0x1000

/* Interrupts, as the GIC numbers them: one of each processor, and of the machine. */
#define INTID_VMBUS		18
#define IRQ_COM1		33
#define IRQ_COM2		34
#define IRQ_DISK		35

#endif /* DSDT_H */
