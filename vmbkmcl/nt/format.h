/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMBKMCL_NT_FORMAT_H
#define VMBKMCL_NT_FORMAT_H

#include <linux/kernel.h>
#include <linux/types.h>

/**
 * vmbkmcl_format() - vsnprintf() for Windows' format strings
 * @text: receives the text, always terminated
 * @size: its bytes, at least 1
 * @format: see nt/debug.h
 * @args: used up
 * @cut: receives whether there was more than fitted; optional
 *
 * Return: characters written, without the terminator.
 */
size_t vmbkmcl_format(char *text, size_t size, const char *format,
		      va_list *args, bool *cut);

#endif
