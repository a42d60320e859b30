// SPDX-License-Identifier: GPL-2.0-only
/*
 * serial.c - a 16550A.
 *
 * The line is infinitely fast: a byte written has left at once, so the
 * transmitter is always empty and says so by interrupt after every write.
 * Received bytes wait in a queue longer than the real chip's FIFO; the guest
 * cannot tell, and nothing is ever overrun.
 */
#include <stdlib.h>
#include <string.h>

#include "machine.h"

#define REG_DATA	0
#define REG_IER		1
#define REG_IIR_FCR	2
#define REG_LCR		3
#define REG_MCR		4
#define REG_LSR		5
#define REG_MSR		6
#define REG_SCRATCH	7

#define IER_RECEIVE	0x01
#define IER_TRANSMIT	0x02
#define IER_MASK	0x0f
#define IIR_NONE	0x01
#define IIR_TRANSMIT	0x02
#define IIR_RECEIVE	0x04
#define IIR_FIFO	0xc0
#define FCR_ENABLE	0x01
#define FCR_CLEAR_RECEIVE 0x02
#define LCR_DIVISOR	0x80
#define MCR_LOOP	0x10
#define MCR_MASK	0x1f
#define LSR_DATA	0x01
#define LSR_EMPTY	0x60	/* holding register and transmitter */
#define MSR_CTS		0x10
#define MSR_DSR		0x20
#define MSR_RI		0x40
#define MSR_DCD		0x80

#define QUEUE_BYTES	1024
#define LINE_BYTES	256
#define COMMAND_PREFIX	"# vmbhost "

/**
 * struct serial - a serial port; protected by machine.device_lock
 * @machine: for interrupts
 * @irq: its line
 * @out: where written bytes go
 * @ier: interrupt enable register, and likewise @lcr, @mcr, @scratch
 * @divisor: kept only to be read back
 * @fifo: FIFOs are enabled
 * @transmit_pending: the "transmitter empty" interrupt has not been seen yet
 * @level: state of the interrupt line
 * @head: first byte in @queue
 * @count: bytes in @queue
 * @queue: received, not yet read
 * @line_used: bytes in @line; all of it if the line is too long
 * @line: what was written since the last end of a line
 */
struct serial {
	struct machine *machine;
	unsigned int irq;
	struct output *out;
	uint8_t ier, lcr, mcr, scratch;
	uint8_t divisor[2];
	bool fifo;
	bool transmit_pending;
	bool level;
	size_t head, count;
	uint8_t queue[QUEUE_BYTES];
	size_t line_used;
	char line[LINE_BYTES];
};

struct serial *serial_new(struct machine *m, unsigned int irq, struct output *out)
{
	struct serial *serial = calloc(1, sizeof(*serial));

	if (!serial)
		die("out of memory");
	serial->machine = m;
	serial->irq = irq;
	serial->out = out;
	return serial;
}

void serial_free(struct serial *serial)
{
	free(serial);
}

static uint8_t serial_source(const struct serial *serial)
{
	if ((serial->ier & IER_RECEIVE) && serial->count)
		return IIR_RECEIVE;
	if ((serial->ier & IER_TRANSMIT) && serial->transmit_pending)
		return IIR_TRANSMIT;
	return IIR_NONE;
}

static void serial_update_irq(struct serial *serial)
{
	bool level = serial_source(serial) != IIR_NONE;

	if (level == serial->level)
		return;
	serial->level = level;
	irq_line_set(serial->machine, serial->irq, level);
}

size_t serial_room(const struct serial *serial)
{
	return QUEUE_BYTES - serial->count;
}

void serial_input(struct serial *serial, const uint8_t *bytes, size_t count)
{
	while (count-- && serial->count < QUEUE_BYTES) {
		serial->queue[(serial->head + serial->count) % QUEUE_BYTES] = *bytes++;
		serial->count++;
	}
	serial_update_irq(serial);
}

static uint8_t serial_receive(struct serial *serial)
{
	uint8_t byte;

	if (!serial->count)
		return 0;
	byte = serial->queue[serial->head];
	serial->head = (serial->head + 1) % QUEUE_BYTES;
	serial->count--;
	return byte;
}

static uint8_t serial_read_iir(struct serial *serial)
{
	uint8_t source = serial_source(serial);

	if (source == IIR_TRANSMIT)
		serial->transmit_pending = false;
	return source | (serial->fifo ? IIR_FIFO : 0);
}

/* In loopback, the modem's outputs are its inputs. */
static uint8_t serial_modem_status(const struct serial *serial)
{
	if (!(serial->mcr & MCR_LOOP))
		return MSR_DCD | MSR_DSR | MSR_CTS;
	return (serial->mcr & 0x01 ? MSR_DSR : 0) | (serial->mcr & 0x02 ? MSR_CTS : 0) |
	       (serial->mcr & 0x04 ? MSR_RI : 0) | (serial->mcr & 0x08 ? MSR_DCD : 0);
}

uint8_t serial_read(struct serial *serial, unsigned int reg)
{
	uint8_t value = 0;

	if ((serial->lcr & LCR_DIVISOR) && reg <= REG_IER)
		return serial->divisor[reg];
	switch (reg) {
	case REG_DATA:
		value = serial_receive(serial);
		break;
	case REG_IER:
		value = serial->ier;
		break;
	case REG_IIR_FCR:
		value = serial_read_iir(serial);
		break;
	case REG_LCR:
		value = serial->lcr;
		break;
	case REG_MCR:
		value = serial->mcr;
		break;
	case REG_LSR:
		value = LSR_EMPTY | (serial->count ? LSR_DATA : 0);
		break;
	case REG_MSR:
		value = serial_modem_status(serial);
		break;
	case REG_SCRATCH:
		value = serial->scratch;
		break;
	}
	serial_update_irq(serial);
	return value;
}

static void serial_transmit(struct serial *serial, uint8_t byte)
{
	if (serial->mcr & MCR_LOOP)
		serial_input(serial, &byte, 1);
	else
		output_byte(serial->out, byte);
	serial->transmit_pending = true;
}

bool serial_command(struct serial *serial, unsigned int reg, uint8_t value,
		    const char **command)
{
	size_t used = serial->line_used;

	if (reg != REG_DATA || (serial->lcr & LCR_DIVISOR) || (serial->mcr & MCR_LOOP))
		return false;
	if (value != '\n') {
		if (used < LINE_BYTES)
			serial->line[serial->line_used++] = value;
		return false;
	}
	serial->line_used = 0;
	if (used && serial->line[used - 1] == '\r')
		used--;
	if (used == LINE_BYTES)
		return false;
	serial->line[used] = '\0';
	*command = serial->line + strlen(COMMAND_PREFIX);
	return !strncmp(serial->line, COMMAND_PREFIX, strlen(COMMAND_PREFIX));
}

static void serial_write_ier(struct serial *serial, uint8_t value)
{
	/* Enabling the interrupt reports an empty transmitter at once. */
	if ((value & IER_TRANSMIT) && !(serial->ier & IER_TRANSMIT))
		serial->transmit_pending = true;
	serial->ier = value & IER_MASK;
}

void serial_write(struct serial *serial, unsigned int reg, uint8_t value)
{
	if ((serial->lcr & LCR_DIVISOR) && reg <= REG_IER) {
		serial->divisor[reg] = value;
		return;
	}
	switch (reg) {
	case REG_DATA:
		serial_transmit(serial, value);
		break;
	case REG_IER:
		serial_write_ier(serial, value);
		break;
	case REG_IIR_FCR:
		serial->fifo = value & FCR_ENABLE;
		if (value & FCR_CLEAR_RECEIVE)
			serial->count = 0;
		break;
	case REG_LCR:
		serial->lcr = value;
		break;
	case REG_MCR:
		serial->mcr = value & MCR_MASK;
		break;
	case REG_SCRATCH:
		serial->scratch = value;
		break;
	}
	serial_update_irq(serial);
}
