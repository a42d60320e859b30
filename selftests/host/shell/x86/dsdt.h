/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsdt.h - the numbers of an x86-64 machine that dsdt.asl shares with C.
 */
#ifndef DSDT_H
#define DSDT_H

#include "dsdt_common.h"

#define PORT_COM1		0x3f8
#define PORT_COM2		0x2f8

#define IRQ_COM1		4
#define IRQ_COM2		3
#define IRQ_DISK		16

#define SLEEP_TYPE_S5		5

#endif /* DSDT_H */
