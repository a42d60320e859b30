/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hv_features.h - what Hyper-V says that a partition may do and should do.
 *
 * In CPUID's registers on x86-64, in a register of Hyper-V's own on arm64.
 */
#ifndef HV_FEATURES_H
#define HV_FEATURES_H

#define BIT(n)		(1u << (n))

/* Partition privileges: the lower word, EAX ... */
#define HV_TIME_REF_COUNT	BIT(1)
#define HV_SYNIC		BIT(2)
#define HV_HYPERCALL		BIT(5)
#define HV_VP_INDEX		BIT(6)
#define HV_REFERENCE_TSC	BIT(9)
#define HV_FREQUENCIES		BIT(11)
#define HV_TSC_INVARIANT	BIT(15)
/* ... and the upper one, EBX. */
#define HV_POST_MESSAGES	BIT(4)
#define HV_SIGNAL_EVENTS	BIT(5)
#define HV_ISOLATED		BIT(22)
/* Features: EDX */
#define HV_FREQUENCY_MSRS	BIT(8)
#define HV_CRASH_MSRS		BIT(10)
/* Hints: EAX, EBX */
#define HV_NO_AUTO_EOI		BIT(9)
#define HV_SPIN_FOREVER		0xffffffffu
/* The version: EAX, EBX */
#define HV_BUILD		1u
#define HV_MAJOR_MINOR		(10u << 16)

#endif /* HV_FEATURES_H */
