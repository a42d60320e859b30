/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msr.h - numbers and bits of Hyper-V's model specific registers.
 */
#ifndef MSR_H
#define MSR_H

#define MSR_HV_BASE		0x40000000u
#define MSR_HV_COUNT		0x200u

#define MSR_HV_GUEST_OS_ID	0x40000000u
#define MSR_HV_HYPERCALL	0x40000001u
#define MSR_HV_VP_INDEX		0x40000002u
#define MSR_HV_RESET		0x40000003u
#define MSR_HV_TIME_REF_COUNT	0x40000020u
#define MSR_HV_REFERENCE_TSC	0x40000021u
#define MSR_HV_TSC_FREQUENCY	0x40000022u
#define MSR_HV_APIC_FREQUENCY	0x40000023u
#define MSR_HV_VP_ASSIST_PAGE	0x40000073u
#define MSR_HV_SCONTROL		0x40000080u
#define MSR_HV_SVERSION		0x40000081u
#define MSR_HV_SIEFP		0x40000082u
#define MSR_HV_SIMP		0x40000083u
#define MSR_HV_EOM		0x40000084u
#define MSR_HV_SINT0		0x40000090u
#define MSR_HV_SINT15		0x4000009fu
#define MSR_HV_CRASH_P0		0x40000100u
#define MSR_HV_CRASH_P4		0x40000104u
#define MSR_HV_CRASH_CTL	0x40000105u
#define MSR_HV_TSC_INVARIANT_CONTROL 0x40000118u

/* The registers that name a page: bit 0 enables, the upper bits are its address. */
#define MSR_ENABLE		1ull
#define MSR_PAGE		(~0xfffull)

#define CRASH_CTL_NOTIFY	(1ull << 63)

#define SINT_VECTOR		0xffull
#define SINT_MASKED		(1ull << 16)
#define SINT_POLLING		(1ull << 18)

#endif /* MSR_H */
