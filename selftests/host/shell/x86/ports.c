// SPDX-License-Identifier: GPL-2.0-only
/*
 * ports.c - I/O port space: serial ports, clock, verdict, reset and power.
 */
#include <stdio.h>

#include "machine.h"

#define VERDICT_PASS	0x10
#define VERDICT_FAIL	0x11

#define SLEEP_ENABLE	0x20
#define SLEEP_TYPE(v)	(((v) >> 2) & 7)
#define KEYBOARD_RESET	0xfe
#define PCI_RESET_CPU	0x04

static void port_verdict(struct machine *m, uint8_t value)
{
	if (value == VERDICT_PASS)
		vm_end(m, STATUS_PASS, "%s", "");
	else if (value == VERDICT_FAIL)
		vm_end(m, STATUS_FAIL, "the guest's verdict: failed");
	else
		vm_end(m, STATUS_FAIL, "the guest's verdict: error %#x", value);
}

static void port_power_off(struct machine *m)
{
	if (m->options->expect_poweroff)
		vm_end(m, STATUS_PASS, "%s", "");
	else
		vm_end(m, STATUS_POWEROFF, "the guest powered off without a verdict");
}

static void port_reset(struct machine *m)
{
	vm_end(m, STATUS_RESET, "the guest reset or panicked without a verdict");
}

/* The serial port that @port belongs to, with its register; NULL if none. */
static struct serial *port_serial(struct machine *m, uint16_t port, unsigned int *reg)
{
	*reg = port % PORT_COM_SIZE;
	switch (port - *reg) {
	case PORT_COM1:
		return m->com[0];
	case PORT_COM2:
		return m->com[1];
	default:
		return NULL;
	}
}

uint32_t port_read(struct machine *m, uint16_t port, unsigned int size)
{
	uint32_t value = ~0u;
	struct serial *serial;
	unsigned int reg;

	(void)size;	/* what does not exist reads as ones at any width */
	serial = port_serial(m, port, &reg);
	if (serial) {
		pthread_mutex_lock(&m->device_lock);
		value = serial_read(serial, reg);
		pthread_mutex_unlock(&m->device_lock);
		return value;
	}
	switch (port) {
	case PORT_CMOS_DATA:
		pthread_mutex_lock(&m->device_lock);
		value = cmos_read(m->cmos_index & 0x7f);
		pthread_mutex_unlock(&m->device_lock);
		return value;
	case PORT_SLEEP_CONTROL:
	case PORT_SLEEP_STATUS:
		return 0;
	default:
		return ~0u;
	}
}

/* The second port carries the guest's results, and its commands to us. */
static void port_write_serial(struct machine *m, struct serial *serial, unsigned int reg,
			      uint8_t value)
{
	bool is_command = false;
	const char *command;
	char copy[256];

	pthread_mutex_lock(&m->device_lock);
	serial_write(serial, reg, value);
	if (serial == m->com[1])
		is_command = serial_command(serial, reg, value, &command);
	if (is_command)
		snprintf(copy, sizeof(copy), "%s", command);
	pthread_mutex_unlock(&m->device_lock);
	if (is_command)
		command_from_guest(m, serial, copy);
}

void port_write(struct machine *m, uint16_t port, unsigned int size, uint32_t value)
{
	struct serial *serial;
	unsigned int reg;

	serial = port_serial(m, port, &reg);
	if (serial) {
		port_write_serial(m, serial, reg, value);
		return;
	}
	switch (port) {
	case PORT_CMOS_INDEX:
		pthread_mutex_lock(&m->device_lock);
		m->cmos_index = value;
		pthread_mutex_unlock(&m->device_lock);
		break;
	case PORT_VERDICT:
		port_verdict(m, value);
		break;
	case PORT_SLEEP_CONTROL:
		if ((value & SLEEP_ENABLE) && SLEEP_TYPE(value) == SLEEP_TYPE_S5)
			port_power_off(m);
		break;
	case PORT_RESET:
		if ((uint8_t)value == RESET_VALUE)
			port_reset(m);
		break;
	case PORT_KEYBOARD:
		if ((uint8_t)value == KEYBOARD_RESET)
			port_reset(m);
		break;
	case PORT_RESET_PCI:
		if (size == 1 && (value & PCI_RESET_CPU))
			port_reset(m);
		break;
	}
}
