/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Printing into a buffer. The compiler's long has 64 bits, and these functions are the
 * kernel's: RtlStringCbPrintfA() takes Windows' formats.
 */
#ifndef VMBKMCL_CRT_STDIO_H
#define VMBKMCL_CRT_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int sprintf(char *to, const char *format, ...);
int snprintf(char *to, size_t n, const char *format, ...);
int vsnprintf(char *to, size_t n, const char *format, va_list arguments);

#define _snprintf	snprintf
#define _vsnprintf	vsnprintf

#ifdef __cplusplus
}
#endif

#endif
