/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mark.h - instructions that do nothing, for scripts/profile to see from outside of
 * the machine: what lies between them is counted.
 */
#ifndef KMCL_BENCH_MARK_H
#define KMCL_BENCH_MARK_H

#ifdef CONFIG_X86
/* nopl 0x6b6d00NN(%rax), as selftests/profile/profile.c knows it. */
#define BENCH_MARK(n) \
	asm volatile(".byte 0x0f, 0x1f, 0x80; .long 0x6b6d0000 + " #n ::: "memory")
#else
#define BENCH_MARK(n)		barrier()
#endif

#define BENCH_MARK_BEGIN()	BENCH_MARK(1)
#define BENCH_MARK_END()	BENCH_MARK(2)
/* Another lap has ended. */
#define BENCH_MARK_LAP()	BENCH_MARK(3)
/* What follows is another row. */
#define BENCH_MARK_ROW()	BENCH_MARK(4)

#endif /* KMCL_BENCH_MARK_H */
