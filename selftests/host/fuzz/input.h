/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input.h - the fuzzer's bytes, taken from the front.
 *
 * After the last byte there are zeros, so that an input may end anywhere.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct input - an input, as far as it has not been taken
 * @at: the next byte
 * @end: behind the last byte
 */
struct input {
	const uint8_t *at;
	const uint8_t *end;
};

static inline bool input_left(const struct input *in)
{
	return in->at < in->end;
}

static inline uint8_t take8(struct input *in)
{
	return input_left(in) ? *in->at++ : 0;
}

static inline uint32_t take32(struct input *in)
{
	uint32_t value = take8(in);

	value |= take8(in) << 8;
	value |= take8(in) << 16;
	return value | (uint32_t)take8(in) << 24;
}

static inline void take(struct input *in, void *to, size_t len)
{
	uint8_t *out = to;

	while (len--)
		*out++ = take8(in);
}

#endif /* FUZZ_INPUT_H */
