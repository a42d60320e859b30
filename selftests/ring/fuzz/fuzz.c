// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz.c - writer and reader race, each of their steps chosen by the fuzzer.
 *
 * The first bytes choose: two honest ends, or a hostile peer besides, or the parsers
 * alone. The ends take their steps from the front of the input; the events between
 * two accesses (world.h) come from its end.
 *
 * With honest ends every packet arrives whole, in order and once, and an end that
 * sleeps while there is something to do has been signalled. In any case each access
 * keeps the rules of watch.h, and each check answers as in reference.h.
 */
#include "../../host/fuzz/total.h"
#include "parse.h"
#include "world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	world_init(data, size);
	if (take8(&world.in) % 4 == 3) {
		fuzz_total_add(parse_bytes(&world.in));
		return 0;
	}
	world_run();
	fuzz_total_add(world.changed);
	return 0;
}
