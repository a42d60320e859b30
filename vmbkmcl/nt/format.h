/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMBKMCL_NT_FORMAT_H
#define VMBKMCL_NT_FORMAT_H

#include <linux/kernel.h>
#include <linux/types.h>

struct vmbkmcl_trace_place;

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

/**
 * vmbkmcl_format_at() - vmbkmcl_format() for a place in a source
 * @place: the place, for %!FUNC! and its like; NULL: they are left as they stand
 * @text: receives the text, always terminated
 * @size: its bytes, at least 1
 * @format: see nt/debug.h
 * @args: used up
 * @cut: receives whether there was more than fitted; optional
 *
 * Return: characters written, without the terminator.
 */
size_t vmbkmcl_format_at(const struct vmbkmcl_trace_place *place, char *text, size_t size,
			 const char *format, va_list *args, bool *cut);

/**
 * vmbkmcl_wpp_other() - the usual form of a conversion of WPP's
 * @name: what is between the exclamation marks
 * @chars: its length
 *
 * Return: what stands behind the per cent sign in that form, or NULL for one without.
 */
const char *vmbkmcl_wpp_other(const char *name, size_t chars);

/**
 * vmbkmcl_wpp_format() - snprintf() for one conversion of WPP's
 * @text: receives the text
 * @size: its bytes, at least 1
 * @name: what is between the exclamation marks
 * @chars: its length
 * @place: as for vmbkmcl_format_at()
 * @args: its argument is taken, if it has one
 *
 * Return: characters, as snprintf() has them.
 */
size_t vmbkmcl_wpp_format(char *text, size_t size, const char *name, size_t chars,
			  const struct vmbkmcl_trace_place *place, va_list *args);

#endif
