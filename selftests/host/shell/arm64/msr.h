/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msr.h - numbers and bits of Hyper-V's registers.
 *
 * On arm64 they are read and written by hypercalls. The names are those of x86-64, where
 * they are model specific registers.
 */
#ifndef MSR_H
#define MSR_H

#define MSR_HV_VERSION		0x00000100u
#define MSR_HV_FEATURES		0x00000200u
#define MSR_HV_HINTS		0x00000201u
#define MSR_HV_CRASH_P0		0x00000210u
#define MSR_HV_CRASH_P4		0x00000214u
#define MSR_HV_CRASH_CTL	0x00000215u
#define MSR_HV_GUEST_OS_ID	0x00090002u
#define MSR_HV_VP_INDEX		0x00090003u
#define MSR_HV_TIME_REF_COUNT	0x00090004u
#define MSR_HV_SINT0		0x000a0000u
#define MSR_HV_SINT15		0x000a000fu
#define MSR_HV_SCONTROL		0x000a0010u
#define MSR_HV_SVERSION		0x000a0011u
#define MSR_HV_SIEFP		0x000a0012u
#define MSR_HV_SIMP		0x000a0013u
#define MSR_HV_EOM		0x000a0014u

/* The registers that name a page: bit 0 enables, the upper bits are its address. */
#define MSR_ENABLE		1ull
#define MSR_PAGE		(~0xfffull)

#define CRASH_CTL_NOTIFY	(1ull << 63)

/* What is a vector on x86-64 is the number of an interrupt of the processor's own. */
#define SINT_VECTOR		0xffull
#define SINT_MASKED		(1ull << 16)
#define SINT_POLLING		(1ull << 18)

#endif /* MSR_H */
