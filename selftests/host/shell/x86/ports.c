// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c - I/O port space: serial ports, clock, verdict, reset and power.
 */
#include "machine.h"

#define SLEEP_ENABLE	0x20
#define SLEEP_TYPE(v)	(((v) >> 2) & 7)
#define KEYBOARD_RESET	0xfe
#define PCI_RESET_CPU	0x04

/* The number of the serial port that @port belongs to, with its register; -1 if none. */
static int port_com(uint16_t port, unsigned int *reg)
{
	*reg = port % PORT_COM_SIZE;
	switch (port - *reg) {
	case PORT_COM1:
		return 0;
	case PORT_COM2:
		return 1;
	default:
		return -1;
	}
}

uint32_t port_read(struct machine *m, uint16_t port, unsigned int size)
{
	unsigned int reg;
	uint32_t value;
	int com;

	(void)size;	/* what does not exist reads as ones at any width */
	com = port_com(port, &reg);
	if (com >= 0)
		return com_read(m, com, reg);
	switch (port) {
	case PORT_CMOS_DATA:
		pthread_mutex_lock(&m->device_lock);
		value = cmos_read(m->arch.cmos_index & 0x7f);
		pthread_mutex_unlock(&m->device_lock);
		return value;
	case PORT_SLEEP_CONTROL:
	case PORT_SLEEP_STATUS:
		return 0;
	default:
		return ~0u;
	}
}

void port_write(struct machine *m, uint16_t port, unsigned int size, uint32_t value)
{
	unsigned int reg;
	int com = port_com(port, &reg);

	if (com >= 0) {
		com_write(m, com, reg, value);
		return;
	}
	switch (port) {
	case PORT_CMOS_INDEX:
		pthread_mutex_lock(&m->device_lock);
		m->arch.cmos_index = value;
		pthread_mutex_unlock(&m->device_lock);
		break;
	case PORT_VERDICT:
		guest_verdict(m, value);
		break;
	case PORT_SLEEP_CONTROL:
		if ((value & SLEEP_ENABLE) && SLEEP_TYPE(value) == SLEEP_TYPE_S5)
			guest_power_off(m);
		break;
	case PORT_RESET:
		if ((uint8_t)value == RESET_VALUE)
			guest_reset(m);
		break;
	case PORT_KEYBOARD:
		if ((uint8_t)value == KEYBOARD_RESET)
			guest_reset(m);
		break;
	case PORT_RESET_PCI:
		if (size == 1 && (value & PCI_RESET_CPU))
			guest_reset(m);
		break;
	}
}
