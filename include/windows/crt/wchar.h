/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * NUL-terminated UTF-16, defined in this header: Linux has no such functions.
 */
#ifndef VMBKMCL_CRT_WCHAR_H
#define VMBKMCL_CRT_WCHAR_H

#include <stddef.h>

static inline size_t wcslen(const wchar_t *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

static inline size_t wcsnlen(const wchar_t *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

static inline int wcsncmp(const wchar_t *a, const wchar_t *b, size_t max)
{
	for (; max && *a && *a == *b; max--) {
		a++;
		b++;
	}
	return max ? (int)*a - (int)*b : 0;
}

static inline int wcscmp(const wchar_t *a, const wchar_t *b)
{
	return wcsncmp(a, b, (size_t)-1);
}

static inline wchar_t *wcschr(const wchar_t *s, wchar_t c)
{
	for (; *s != c; s++) {
		if (!*s)
			return NULL;
	}
	return (wchar_t *)s;
}

static inline wchar_t *wcsrchr(const wchar_t *s, wchar_t c)
{
	const wchar_t *end = s + wcslen(s);

	while (*end != c) {
		if (end-- == s)
			return NULL;
	}
	return (wchar_t *)end;
}

static inline wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t n)
{
	size_t i;

	for (i = 0; i < n && from[i]; i++)
		to[i] = from[i];
	for (; i < n; i++)
		to[i] = 0;
	return to;
}

static inline wchar_t *wcscpy(wchar_t *to, const wchar_t *from)
{
	return wcsncpy(to, from, wcslen(from) + 1);
}

static inline wchar_t *wcscat(wchar_t *to, const wchar_t *from)
{
	wcscpy(to + wcslen(to), from);
	return to;
}

#endif
