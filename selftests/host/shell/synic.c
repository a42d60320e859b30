// SPDX-License-Identifier: GPL-2.0-only
/*
 * synic.c - the synthetic interrupt controller: message slots and event flags.
 *
 * Everything here runs under core_lock, so one delivery at a time; the other
 * party is the guest, on the same two pages.
 */
#include <string.h>

#include "machine.h"
#include "msr.h"

#define SLOT_BYTES	256u
#define MESSAGE_BYTES	VMBHOST_MESSAGE_MAX
#define EVENT_FLAGS	(SLOT_BYTES * 8)
#define MESSAGE_TYPE	1u		/* what VMBus uses */
#define MESSAGE_PENDING	1u		/* in flags: write EOM when done */

/**
 * struct synic_message - a message slot
 * @type: 0 when the slot is free
 * @size: bytes of @payload
 * @flags: MESSAGE_PENDING
 * @reserved: 0
 * @sender: unused by VMBus
 * @payload: the message
 */
struct synic_message {
	uint32_t type;
	uint8_t size;
	uint8_t flags;
	uint16_t reserved;
	uint64_t sender;
	uint8_t payload[MESSAGE_BYTES];
};

_Static_assert(sizeof(struct synic_message) == SLOT_BYTES, "slot size");

void synic_init(struct vcpu *vcpu)
{
	unsigned int i;

	for (i = 0; i < SINTS; i++)
		vcpu->synic.sint[i] = SINT_MASKED;
}

/* The part of the page in @page that belongs to @sint, NULL if there is none. */
static void *synic_slot(struct vcpu *vcpu, uint64_t page, uint32_t sint)
{
	uint8_t *hva;

	if (!(vcpu->synic.control & MSR_ENABLE) || !(page & MSR_ENABLE))
		return NULL;
	hva = isolation_present(vcpu->machine, page & MSR_PAGE, PAGE_BYTES);
	return hva ? hva + sint * SLOT_BYTES : NULL;
}

static void synic_raise(struct vcpu *vcpu, uint32_t sint)
{
	uint64_t value = vcpu->synic.sint[sint];

	if (!(value & (SINT_MASKED | SINT_POLLING)))
		irq_message(vcpu->machine, vcpu->index, value & SINT_VECTOR);
}

/* Otherwise, flags set while the interrupt was masked would wait for the next event. */
static void synic_raise_left_over(struct vcpu *vcpu, uint32_t sint)
{
	const uint64_t *flags = synic_slot(vcpu, vcpu->synic.siefp, sint);
	unsigned int i;

	if (!flags || (vcpu->synic.sint[sint] & SINT_MASKED))
		return;
	for (i = 0; i < SLOT_BYTES / sizeof(*flags); i++) {
		if (flags[i]) {
			synic_raise(vcpu, sint);
			return;
		}
	}
}

bool synic_msr_read(struct vcpu *vcpu, uint32_t msr, uint64_t *value)
{
	struct synic *synic = &vcpu->synic;

	switch (msr) {
	case MSR_HV_SCONTROL:
		*value = synic->control;
		return true;
	case MSR_HV_SVERSION:
		*value = 1;
		return true;
	case MSR_HV_SIEFP:
		*value = synic->siefp;
		return true;
	case MSR_HV_SIMP:
		*value = synic->simp;
		return true;
	case MSR_HV_EOM:
		*value = 0;
		return true;
	case MSR_HV_SINT0 ... MSR_HV_SINT15:
		*value = synic->sint[msr - MSR_HV_SINT0];
		return true;
	default:
		return false;
	}
}

bool synic_msr_write(struct vcpu *vcpu, uint32_t msr, uint64_t value)
{
	struct synic *synic = &vcpu->synic;
	unsigned int i;

	switch (msr) {
	case MSR_HV_SCONTROL:
		synic->control = value;
		break;
	case MSR_HV_SIEFP:
		synic->siefp = value;
		break;
	case MSR_HV_SIMP:
		synic->simp = value;
		break;
	case MSR_HV_EOM:
		break;
	case MSR_HV_SINT0 ... MSR_HV_SINT15:
		/* Vectors below 16 are the processor's own exceptions. */
		if (!(value & SINT_MASKED) && (value & SINT_VECTOR) < 16)
			return false;
		synic->sint[msr - MSR_HV_SINT0] = value;
		break;
	default:
		return false;
	}
	if (msr != MSR_HV_EOM)
		for (i = 0; i < SINTS; i++)
			synic_raise_left_over(vcpu, i);
	/* Each of these may be what a waiting message needed. */
	host_eom_locked(vcpu->machine, vcpu->index);
	return true;
}

/*
 * Free the slot, or have the guest tell us when it is free.  The guest may
 * free it between our look and our mark, and then sees no mark: look twice.
 */
static bool synic_slot_free(struct synic_message *slot)
{
	if (!__atomic_load_n(&slot->type, __ATOMIC_ACQUIRE))
		return true;
	__atomic_fetch_or(&slot->flags, MESSAGE_PENDING, __ATOMIC_SEQ_CST);
	return !__atomic_load_n(&slot->type, __ATOMIC_SEQ_CST);
}

bool synic_post(struct machine *m, uint32_t vp, uint32_t sint,
		const void *payload, uint32_t len)
{
	struct synic_message *slot;
	struct vcpu *vcpu;

	if (vp >= m->options->cpus || sint >= SINTS)
		return true;	/* can never be delivered: do not keep it */
	vcpu = &m->vcpus[vp];
	slot = synic_slot(vcpu, vcpu->synic.simp, sint);
	if (!slot || (vcpu->synic.sint[sint] & SINT_MASKED) || !synic_slot_free(slot))
		return false;
	slot->size = len;
	slot->flags = 0;
	slot->reserved = 0;
	slot->sender = 0;
	/* A fault may claim more than a slot holds. */
	memcpy(slot->payload, payload, len < MESSAGE_BYTES ? len : MESSAGE_BYTES);
	__atomic_store_n(&slot->type, MESSAGE_TYPE, __ATOMIC_RELEASE);
	synic_raise(vcpu, sint);
	return true;
}

void synic_event(struct machine *m, uint32_t vp, uint32_t sint, uint32_t flag)
{
	struct vcpu *vcpu;
	uint64_t *flags;
	uint64_t bit = 1ull << (flag % 64);

	if (vp >= m->options->cpus || sint >= SINTS || flag >= EVENT_FLAGS)
		return;
	vcpu = &m->vcpus[vp];
	flags = synic_slot(vcpu, vcpu->synic.siefp, sint);
	if (!flags)
		return;
	/* A flag still set has its interrupt still to come. */
	if (!(__atomic_fetch_or(&flags[flag / 64], bit, __ATOMIC_SEQ_CST) & bit))
		synic_raise(vcpu, sint);
}
