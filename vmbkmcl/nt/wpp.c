// SPDX-License-Identifier: GPL-2.0-only
/*
 * wpp.c - conversions of format strings that trace messages have: %!NAME!.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>

#include <vmbkmcl/nt/debug.h>
#include <vmbkmcl/nt/irql.h>
#include <vmbkmcl/nt/time.h>

#include "format.h"
#include "nt.h"

/* As many numbers as an identifier may have. */
#define WPP_SID_MAX	15
/* That many numbers, and what is before them. */
#define WPP_SID_CHARS	200

enum wpp_kind {
	WPP_INT,	/* an enumeration of the driver's, too */
	WPP_FILE,
	WPP_FLAGS,
	WPP_FUNC,
	WPP_LEVEL,
	WPP_LINE,
	WPP_STATUS,
	WPP_HEX,
	WPP_UNSIGNED,
	WPP_BOOL,
	WPP_IRQL,
	WPP_GUID,
	WPP_SID,
	WPP_ADDRESS,
	WPP_PORT,
	WPP_SPAN,
	WPP_TIME,
};

static enum wpp_kind wpp_kind(const char *name, size_t chars)
{
	static const struct {
		const char *name;
		enum wpp_kind kind;
	} known[] = {
		{ "FILE", WPP_FILE }, { "FLAGS", WPP_FLAGS }, { "FUNC", WPP_FUNC },
		{ "LEVEL", WPP_LEVEL }, { "LINE", WPP_LINE },
		{ "STATUS", WPP_STATUS }, { "NDIS_STATUS", WPP_STATUS },
		{ "HRESULT", WPP_HEX }, { "WINERROR", WPP_UNSIGNED },
		{ "bool", WPP_BOOL }, { "BOOLEAN", WPP_BOOL }, { "irql", WPP_IRQL },
		{ "GUID", WPP_GUID }, { "CLSID", WPP_GUID }, { "LIBID", WPP_GUID },
		{ "IID", WPP_GUID }, { "sid", WPP_SID },
		{ "IPADDR", WPP_ADDRESS }, { "PORT", WPP_PORT },
		{ "delta", WPP_SPAN }, { "WAITTIME", WPP_SPAN }, { "due", WPP_SPAN },
		{ "TIMESTAMP", WPP_TIME }, { "datetime", WPP_TIME }, { "TIME", WPP_TIME },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (strlen(known[i].name) == chars && !strncasecmp(name, known[i].name, chars))
			return known[i].kind;
	return WPP_INT;
}

const char *vmbkmcl_wpp_other(const char *name, size_t chars)
{
	static const struct {
		const char *name;
		const char *other;
	} known[] = {
		{ "ASTR", "s" }, { "WSTR", "ws" }, { "ANSTR", "Z" }, { "USTR", "wZ" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (strlen(known[i].name) == chars && !strncasecmp(name, known[i].name, chars))
			return known[i].other;
	return NULL;
}

/* Without the folders, which are those of the build. */
static const char *wpp_file(const char *path)
{
	const char *name = path;

	for (; *path; path++)
		if (*path == '/' || *path == '\\')
			name = path + 1;
	return name;
}

static size_t wpp_place(char *text, size_t size, enum wpp_kind kind,
			const struct vmbkmcl_trace_place *place)
{
	switch (kind) {
	case WPP_FILE:
		return snprintf(text, size, "%s", wpp_file(place->File));
	case WPP_FLAGS:
		return snprintf(text, size, "%s", place->Flags);
	case WPP_FUNC:
		return snprintf(text, size, "%s", place->Function);
	case WPP_LEVEL:
		return snprintf(text, size, "%s", place->LevelText);
	default:
		return snprintf(text, size, "%u", place->Line);
	}
}

static size_t wpp_irql(char *text, size_t size, unsigned int irql)
{
	switch (irql) {
	case PASSIVE_LEVEL:
		return snprintf(text, size, "PASSIVE_LEVEL");
	case APC_LEVEL:
		return snprintf(text, size, "APC_LEVEL");
	case DISPATCH_LEVEL:
		return snprintf(text, size, "DISPATCH_LEVEL");
	case HIGH_LEVEL:
		return snprintf(text, size, "HIGH_LEVEL");
	default:
		return snprintf(text, size, "%u", irql);
	}
}

/* A security identifier: a revision, a count, six bytes and as many numbers. */
static size_t wpp_sid(char *text, size_t size, const u8 *sid)
{
	const u32 *numbers = (const void *)(sid + 8);
	unsigned long long authority = 0;
	char whole[WPP_SID_CHARS];
	size_t i, n;

	if (!sid)
		return snprintf(text, size, "(null)");
	for (i = 2; i < 8; i++)
		authority = authority << 8 | sid[i];
	n = scnprintf(whole, sizeof(whole), "S-%u-%llu", sid[0], authority);
	for (i = 0; i < min_t(size_t, sid[1], WPP_SID_MAX); i++)
		n += scnprintf(whole + n, sizeof(whole) - n, "-%u", numbers[i]);
	return snprintf(text, size, "%s", whole);
}

/* Milliseconds, as days and what is left of them. */
static size_t wpp_span(char *text, size_t size, long long milliseconds)
{
	u64 seconds = div_u64(abs(milliseconds), 1000);
	u32 rest;
	u64 days = div_u64_rem(seconds, 86400, &rest);

	return snprintf(text, size, "%s%llu~%u:%u:%u", milliseconds < 0 ? "-" : "", days,
			rest / 3600, rest / 60 % 60, rest % 60);
}

/* A time of the system's, in UTC. */
static size_t wpp_time(char *text, size_t size, long long ticks)
{
	LARGE_INTEGER time = { .QuadPart = ticks };
	TIME_FIELDS date;

	if (ticks < 0)
		return snprintf(text, size, "%lld", ticks);
	RtlTimeToTimeFields(&time, &date);
	return snprintf(text, size, "%04d-%02d-%02d %02d:%02d:%02d.%03d", date.Year, date.Month,
			date.Day, date.Hour, date.Minute, date.Second, date.Milliseconds);
}

static size_t wpp_number(char *text, size_t size, enum wpp_kind kind, int number)
{
	switch (kind) {
	case WPP_STATUS:
		return snprintf(text, size, "0x%08x (%s)", number, vmbkmcl_status_name(number));
	case WPP_HEX:
		return snprintf(text, size, "0x%08x", number);
	case WPP_UNSIGNED:
		return snprintf(text, size, "%u", number);
	case WPP_BOOL:
		return snprintf(text, size, "%s", number ? "TRUE" : "FALSE");
	case WPP_IRQL:
		return wpp_irql(text, size, number);
	case WPP_ADDRESS:
		return snprintf(text, size, "%pI4", &number);
	case WPP_PORT:
		return snprintf(text, size, "%u", be16_to_cpu((__force __be16)number));
	default:
		return snprintf(text, size, "%d", number);
	}
}

size_t vmbkmcl_wpp_format(char *text, size_t size, const char *name, size_t chars,
			  const struct vmbkmcl_trace_place *place, va_list *args)
{
	enum wpp_kind kind = wpp_kind(name, chars);

	switch (kind) {
	case WPP_FILE:
	case WPP_FLAGS:
	case WPP_FUNC:
	case WPP_LEVEL:
	case WPP_LINE:
		return place ? wpp_place(text, size, kind, place) :
			       snprintf(text, size, "%%!%.*s!", (int)chars, name);
	case WPP_GUID:
		return snprintf(text, size, "%pUl", va_arg(*args, void *));
	case WPP_SID:
		return wpp_sid(text, size, va_arg(*args, const void *));
	case WPP_SPAN:
		return wpp_span(text, size, va_arg(*args, long long));
	case WPP_TIME:
		return wpp_time(text, size, va_arg(*args, long long));
	default:
		return wpp_number(text, size, kind, va_arg(*args, int));
	}
}
