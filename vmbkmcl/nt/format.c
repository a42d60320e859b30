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
#include "nt.h"

/* Within what the kernel's snprintf() takes. */
#define FORMAT_NUMBER_MAX	32767

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
	char flags[sizeof("-+ #0")];
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
		n = va_arg(*args, int);
	}
	for (; isdigit(**p); (*p)++)
		n = min(n * 10 + **p - '0', FORMAT_NUMBER_MAX);
	return clamp(n, -FORMAT_NUMBER_MAX, FORMAT_NUMBER_MAX);
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
 * @place: where in the source the message is, or NULL
 */
struct format_out {
	char *text;
	size_t size;
	bool cut;
	const struct vmbkmcl_trace_place *place;
};

/* So many characters were to be written. */
static void format_advance(struct format_out *out, size_t chars)
{
	if (chars >= out->size) {
		chars = out->size - 1;
		out->cut = true;
	}
	out->text += chars;
	out->size -= chars;
}

static __printf(2, 3)
void format_put(struct format_out *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_advance(out, vsnprintf(out->text, out->size, format, args));
	va_end(args);
}

static void format_flag(struct format_spec *spec, char flag)
{
	if (!strchr(spec->flags, flag))
		spec->flags[strlen(spec->flags)] = flag;
}

/* A negative width, which an argument may be, asks for the left side. */
static void format_width(struct format_spec *spec, int width)
{
	if (width < 0)
		format_flag(spec, '-');
	spec->width = abs(width);
}

/* Take a conversion apart; @p is behind the per cent sign. */
static void format_parse(const char **p, struct format_spec *spec, va_list *args)
{
	memset(spec, 0, sizeof(*spec));
	for (; **p && strchr("-+ #0", **p); (*p)++)
		format_flag(spec, **p);
	spec->width = -1;
	spec->precision = -1;
	if (**p == '*' || isdigit(**p))
		format_width(spec, format_number(p, args));
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

/* l and w make a text wide, h makes it narrow; else the letter tells. */
static bool format_is_wide(const struct format_spec *spec)
{
	if (spec->size == SIZE_WIDE || spec->size == SIZE_SHORT)
		return spec->size == SIZE_WIDE;
	return spec->conversion == 'S' || spec->conversion == 'C';
}

/* Fill up a text of @chars characters to the least width, on the side @left. */
static void format_pad(struct format_out *out, const struct format_spec *spec,
		       size_t chars, bool left)
{
	bool flag = strchr(spec->flags, '-');

	if (spec->width > 0 && chars < (size_t)spec->width && flag != left)
		format_put(out, "%*s", spec->width - (int)chars, "");
}

static void format_narrow(struct format_out *out, const struct format_spec *spec,
			  const char *text, size_t chars)
{
	size_t n;

	format_pad(out, spec, chars, true);
	n = min(chars, out->size - 1);
	memcpy(out->text, text, n);
	out->cut |= n < chars;
	out->text += n;
	out->size -= n;
	*out->text = 0;
	format_pad(out, spec, chars, false);
}

static void format_wide(struct format_out *out, const struct format_spec *spec,
			PCWSTR text, size_t chars)
{
	NTSTATUS status;
	ULONG bytes;

	format_pad(out, spec, chars, true);
	status = vmbkmcl_utf16_to_utf8(out->text, out->size - 1, &bytes, text,
				   chars * sizeof(WCHAR));
	out->cut |= status == STATUS_BUFFER_TOO_SMALL;
	out->text += bytes;
	out->size -= bytes;
	*out->text = 0;
	format_pad(out, spec, chars, false);
}

/* At most as many of @chars as the precision says. */
static size_t format_limit(const struct format_spec *spec, size_t chars)
{
	return spec->precision < 0 ? chars : min_t(size_t, chars, spec->precision);
}

static void format_string(struct format_out *out, const struct format_spec *spec,
			  va_list *args)
{
	const void *text = va_arg(*args, const void *);
	size_t limit = format_limit(spec, SIZE_MAX), n = 0;

	if (!text) {
		format_narrow(out, spec, "(null)", strlen("(null)"));
	} else if (format_is_wide(spec)) {
		while (n < limit && ((PCWSTR)text)[n])
			n++;
		format_wide(out, spec, text, n);
	} else {
		format_narrow(out, spec, text, strnlen(text, limit));
	}
}

static void format_char(struct format_out *out, const struct format_spec *spec,
			va_list *args)
{
	int value = va_arg(*args, int);
	WCHAR wide = value;
	char narrow = value;

	if (format_is_wide(spec))
		format_wide(out, spec, &wide, 1);
	else
		format_narrow(out, spec, &narrow, 1);
}

/* %Z and %wZ; both structures have the same shape. */
static void format_counted(struct format_out *out, const struct format_spec *spec,
			   va_list *args)
{
	PCUNICODE_STRING string = va_arg(*args, PCUNICODE_STRING);

	if (!string || !string->Buffer)
		format_narrow(out, spec, "(null)", strlen("(null)"));
	else if (format_is_wide(spec))
		format_wide(out, spec, string->Buffer,
			    format_limit(spec, string->Length / sizeof(WCHAR)));
	else
		format_narrow(out, spec, (const char *)string->Buffer,
			      format_limit(spec, string->Length));
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
		format_char(out, spec, args);
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

/* The letters of a conversion of WPP's, %!NAME!; @p is behind the per cent sign. */
static size_t format_wpp_chars(const char *p)
{
	size_t n = 0;

	if (*p != '!')
		return 0;
	while (isalnum(p[1 + n]) || p[1 + n] == '_')
		n++;
	return p[1 + n] == '!' ? n : 0;
}

static void format_wpp(struct format_out *out, const char *name, size_t chars,
		       va_list *args)
{
	const char *other = vmbkmcl_wpp_other(name, chars);
	struct format_spec spec;

	if (other) {
		format_parse(&other, &spec, args);
		format_one(out, &spec, args);
		return;
	}
	format_advance(out, vmbkmcl_wpp_format(out->text, out->size, name, chars,
					       out->place, args));
}

size_t vmbkmcl_format_at(const struct vmbkmcl_trace_place *place, char *text, size_t size,
			 const char *format, va_list *args, bool *cut)
{
	struct format_out out = { .text = text, .size = size, .place = place };
	struct format_spec spec;
	size_t chars;

	*text = 0;
	while (*format && !out.cut) {
		if (*format != '%') {
			format_put(&out, "%c", *format++);
			continue;
		}
		format++;
		chars = format_wpp_chars(format);
		if (chars) {
			format_wpp(&out, format + 1, chars, args);
			format += chars + 2;
			continue;
		}
		format_parse(&format, &spec, args);
		format_one(&out, &spec, args);
	}
	if (cut)
		*cut = out.cut;
	return out.text - text;
}

size_t vmbkmcl_format(char *text, size_t size, const char *format,
		      va_list *args, bool *cut)
{
	return vmbkmcl_format_at(NULL, text, size, format, args, cut);
}
