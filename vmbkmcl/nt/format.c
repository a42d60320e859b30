// SPDX-License-Identifier: GPL-2.0-only
/*
 * format.c - format strings of Windows.
 *
 * Each conversion is taken apart, its argument fetched at its Windows width and
 * printed by the kernel's own snprintf().
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <vmbkmcl/nt/unicode.h>

#include "format.h"

enum format_size {
	SIZE_INT,
	SIZE_SHORT,
	SIZE_CHAR,
	SIZE_64,
	SIZE_WIDE,	/* w, or l, which for numbers is an int */
};

/**
 * struct format_spec - one conversion
 * @flags: of "-+ #0", those given
 * @width: least characters, -1 for none given
 * @precision: -1 for none given
 * @size: width of the argument
 * @conversion: the letter
 */
struct format_spec {
	char flags[6];
	int width;
	int precision;
	enum format_size size;
	char conversion;
};

static int format_number(const char **p, va_list *args)
{
	int n = 0;

	if (**p == '*') {
		(*p)++;
		return va_arg(*args, int);
	}
	while (isdigit(**p) && n < 10000)
		n = n * 10 + *(*p)++ - '0';
	return n;
}

static enum format_size format_size(const char **p)
{
	static const struct {
		const char *text;
		enum format_size size;
	} prefixes[] = {
		{ "I64", SIZE_64 }, { "I32", SIZE_INT }, { "I", SIZE_64 },
		{ "ll", SIZE_64 }, { "l", SIZE_WIDE }, { "hh", SIZE_CHAR },
		{ "h", SIZE_SHORT }, { "w", SIZE_WIDE }, { "z", SIZE_64 },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		n = strlen(prefixes[i].text);
		if (!strncmp(*p, prefixes[i].text, n)) {
			*p += n;
			return prefixes[i].size;
		}
	}
	return SIZE_INT;
}

/**
 * struct format_out - where the text goes
 * @text: the next character
 * @size: room, with the terminator
 * @cut: there was more than fitted
 */
struct format_out {
	char *text;
	size_t size;
	bool cut;
};

static __printf(2, 3)
void format_put(struct format_out *out, const char *format, ...)
{
	va_list args;
	size_t n;

	va_start(args, format);
	n = vsnprintf(out->text, out->size, format, args);
	va_end(args);
	if (n >= out->size) {
		n = out->size - 1;
		out->cut = true;
	}
	out->text += n;
	out->size -= n;
}

/* Take a conversion apart; @p is behind the per cent sign. */
static void format_parse(const char **p, struct format_spec *spec, va_list *args)
{
	size_t flags = 0;

	while (**p && strchr("-+ #0", **p)) {
		if (flags < sizeof(spec->flags) - 1)
			spec->flags[flags++] = **p;
		(*p)++;
	}
	spec->flags[flags] = 0;
	spec->width = -1;
	spec->precision = -1;
	if (**p == '*' || isdigit(**p))
		spec->width = format_number(p, args);
	if (**p == '.') {
		(*p)++;
		spec->precision = format_number(p, args);
	}
	spec->size = format_size(p);
	spec->conversion = **p;
	if (**p)
		(*p)++;
}

/* The kernel's format string for @spec, with @tail as size and letter. */
static const char *format_build(char *buf, size_t size,
				const struct format_spec *spec, const char *tail)
{
	int n = scnprintf(buf, size, "%%%s", spec->flags);

	if (spec->width >= 0)
		n += scnprintf(buf + n, size - n, "%d", spec->width);
	if (spec->precision >= 0)
		n += scnprintf(buf + n, size - n, ".%d", spec->precision);
	scnprintf(buf + n, size - n, "%s", tail);
	return buf;
}

static long long format_signed(const struct format_spec *spec, va_list *args)
{
	switch (spec->size) {
	case SIZE_64:
		return va_arg(*args, long long);
	case SIZE_SHORT:
		return (short)va_arg(*args, int);
	case SIZE_CHAR:
		return (signed char)va_arg(*args, int);
	default:
		return va_arg(*args, int);
	}
}

static unsigned long long format_unsigned(const struct format_spec *spec,
					  va_list *args)
{
	switch (spec->size) {
	case SIZE_64:
		return va_arg(*args, unsigned long long);
	case SIZE_SHORT:
		return (unsigned short)va_arg(*args, unsigned int);
	case SIZE_CHAR:
		return (unsigned char)va_arg(*args, unsigned int);
	default:
		return va_arg(*args, unsigned int);
	}
}

static void format_wide(struct format_out *out, struct format_spec *spec,
			PCWSTR text, size_t chars)
{
	char build[48], utf8[256];
	ULONG bytes;

	if (spec->precision >= 0)
		chars = min_t(size_t, chars, spec->precision);
	RtlUnicodeToUTF8N(utf8, sizeof(utf8) - 1, &bytes, text,
			  chars * sizeof(WCHAR));
	utf8[bytes] = 0;
	spec->precision = -1;
	format_put(out, format_build(build, sizeof(build), spec, "s"), utf8);
}

static void format_string(struct format_out *out, struct format_spec *spec,
			  va_list *args)
{
	bool wide = (spec->conversion == 'S') != (spec->size == SIZE_WIDE);
	const void *text = va_arg(*args, const void *);
	char build[48];
	size_t n = 0;

	if (!wide || !text) {
		format_build(build, sizeof(build), spec, "s");
		format_put(out, build, text ? text : "(null)");
		return;
	}
	while ((spec->precision < 0 || n < (size_t)spec->precision) &&
	       ((PCWSTR)text)[n])
		n++;
	format_wide(out, spec, text, n);
}

/* %Z and %wZ; both structures have the same shape. */
static void format_counted(struct format_out *out, struct format_spec *spec,
			   va_list *args)
{
	PCUNICODE_STRING string = va_arg(*args, PCUNICODE_STRING);
	char build[48];
	int n;

	if (!string || !string->Buffer) {
		format_put(out, "(null)");
		return;
	}
	if (spec->size == SIZE_WIDE) {
		format_wide(out, spec, string->Buffer,
			    string->Length / sizeof(WCHAR));
		return;
	}
	n = string->Length;
	if (spec->precision >= 0)
		n = min(n, spec->precision);
	spec->precision = n;
	format_build(build, sizeof(build), spec, "s");
	format_put(out, build, (const char *)string->Buffer);
}

static void format_one(struct format_out *out, struct format_spec *spec,
		       va_list *args)
{
	char build[48], tail[4] = "ll";

	switch (spec->conversion) {
	case 'd':
	case 'i':
		format_build(build, sizeof(build), spec, "lld");
		format_put(out, build, format_signed(spec, args));
		break;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		tail[2] = spec->conversion;
		format_build(build, sizeof(build), spec, tail);
		format_put(out, build, format_unsigned(spec, args));
		break;
	case 'c':
	case 'C':
		format_build(build, sizeof(build), spec, "c");
		format_put(out, build, va_arg(*args, int));
		break;
	case 'p':
		format_build(build, sizeof(build), spec, "p");
		format_put(out, build, va_arg(*args, void *));
		break;
	case 's':
	case 'S':
		format_string(out, spec, args);
		break;
	case 'Z':
		format_counted(out, spec, args);
		break;
	case '%':
		format_put(out, "%%");
		break;
	default:
		/* Unknown: no argument is known to belong to it. */
		format_put(out, "%%%c", spec->conversion ? : '%');
		break;
	}
}

size_t vmbkmcl_format(char *text, size_t size, const char *format,
		      va_list *args, bool *cut)
{
	struct format_out out = { .text = text, .size = size };
	struct format_spec spec;

	*text = 0;
	while (*format && !out.cut) {
		if (*format != '%') {
			format_put(&out, "%c", *format++);
			continue;
		}
		format++;
		format_parse(&format, &spec, args);
		format_one(&out, &spec, args);
	}
	if (cut)
		*cut = out.cut;
	return out.text - text;
}
