/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Blocks of memory and NUL-terminated bytes: the kernel's functions, without what
 * Linux's headers check at the call.
 */
#ifndef VMBKMCL_CRT_STRING_H
#define VMBKMCL_CRT_STRING_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int byte, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t max);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *part);
char *strpbrk(const char *s, const char *accept);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t max);

#define _stricmp(a, b)		strcasecmp(a, b)
#define _strnicmp(a, b, max)	strncasecmp(a, b, max)

#ifdef __cplusplus
}
#endif

#endif
