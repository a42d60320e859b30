/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * total.h - how many changed packets, messages and records a fuzzer has tried.
 *
 * For one source file of a program. The total is printed when the program ends,
 * beside libFuzzer's own figures.
 */
#ifndef FUZZ_TOTAL_H
#define FUZZ_TOTAL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t fuzz_total;

static void fuzz_total_print(void)
{
	fprintf(stderr, "stat::number_of_changes: %llu\n",
		(unsigned long long)fuzz_total);
}

static inline void fuzz_total_add(uint64_t changes)
{
	if (!fuzz_total && changes)
		atexit(fuzz_total_print);
	fuzz_total += changes;
}

#endif /* FUZZ_TOTAL_H */
