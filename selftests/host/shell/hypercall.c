// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypercall.c - the calls that VMBus makes.
 */
#include <string.h>

#include "machine.h"

#define CALL_CODE(control)	((control) & 0xffff)
#define CALL_FAST		(1ull << 16)
#define CALL_VARIABLE_HEADER	(0x3ffull << 17)
#define CALL_REPEAT		(0xfffffffull << 32)	/* count and start index */

#define CALL_POST_MESSAGE	0x5c
#define CALL_SIGNAL_EVENT	0x5d
#define CALL_MODIFY_VISIBILITY	0xdb

#define STATUS_INVALID_CODE	2
#define STATUS_INVALID_INPUT	3
#define STATUS_INVALID_ALIGNMENT 4

/**
 * struct post_input - input page of HvCallPostMessage
 */
struct post_input {
	uint32_t connection;
	uint32_t reserved;
	uint32_t type;
	uint32_t len;
	uint8_t payload[VMBHOST_MESSAGE_MAX];
};

/**
 * struct signal_input - input of HvCallSignalEvent, in memory or in a register
 */
struct signal_input {
	uint32_t connection;
	uint16_t flag;
	uint16_t reserved;
};

/* Copy a call's input out of guest memory, once. */
static uint16_t hypercall_input(struct machine *m, uint64_t gpa, void *input, size_t size)
{
	if (gpa % 8 || (gpa & (PAGE_BYTES - 1)) + size > PAGE_BYTES)
		return STATUS_INVALID_ALIGNMENT;
	if (!isolation_read(m, gpa, input, size))
		return VMBHOST_HV_INVALID_PARAMETER;
	return VMBHOST_HV_SUCCESS;
}

static uint16_t hypercall_post(struct machine *m, uint64_t control, uint64_t gpa)
{
	struct post_input input;
	uint16_t status;

	if (control & CALL_FAST)
		return STATUS_INVALID_INPUT;
	status = hypercall_input(m, gpa, &input, sizeof(input));
	if (status)
		return status;
	if (input.len > VMBHOST_MESSAGE_MAX)
		return VMBHOST_HV_INVALID_PARAMETER;
	return host_post(m, input.connection, input.type, input.payload, input.len);
}

static uint16_t hypercall_signal(struct machine *m, uint64_t control, uint64_t value)
{
	struct signal_input input;
	uint16_t status;

	if (control & CALL_FAST) {
		memcpy(&input, &value, sizeof(input));
	} else {
		status = hypercall_input(m, value, &input, sizeof(input));
		if (status)
			return status;
	}
	return serve_signal(m, input.connection, input.flag);
}

uint64_t hypercall_exec(struct machine *m, uint64_t control, uint64_t input)
{
	if (CALL_CODE(control) == CALL_MODIFY_VISIBILITY &&
	    m->options->isolation != ISOLATION_NONE)
		return isolation_call(m, control, input);
	if (control & (CALL_VARIABLE_HEADER | CALL_REPEAT))
		return STATUS_INVALID_INPUT;
	switch (CALL_CODE(control)) {
	case CALL_POST_MESSAGE:
		return hypercall_post(m, control, input);
	case CALL_SIGNAL_EVENT:
		return hypercall_signal(m, control, input);
	default:
		return STATUS_INVALID_CODE;
	}
}
