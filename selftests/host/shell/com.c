// SPDX-License-Identifier: GPL-2.0-only
/*
 * com.c - the serial ports, as the guest accesses them.
 */
#include <stdio.h>

#include "machine.h"

uint8_t com_read(struct machine *m, unsigned int com, unsigned int reg)
{
	uint8_t value;

	pthread_mutex_lock(&m->device_lock);
	value = serial_read(m->com[com], reg);
	pthread_mutex_unlock(&m->device_lock);
	return value;
}

/* The second port carries the guest's results, and its commands to us. */
void com_write(struct machine *m, unsigned int com, unsigned int reg, uint8_t value)
{
	struct serial *serial = m->com[com];
	bool is_command = false;
	const char *command;
	char copy[256];

	pthread_mutex_lock(&m->device_lock);
	serial_write(serial, reg, value);
	if (com == 1)
		is_command = serial_command(serial, reg, value, &command);
	if (is_command)
		snprintf(copy, sizeof(copy), "%s", command);
	pthread_mutex_unlock(&m->device_lock);
	if (is_command)
		command_from_guest(m, serial, copy);
}
