// SPDX-License-Identifier: GPL-2.0-only
/* Strings and formats. */
#include <ntstrsafe.h>

#include "nt_test.h"

static void test_RtlInitUnicodeString(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(constant, L"abc");
	UNICODE_STRING s;

	RtlInitUnicodeString(&s, L"abc");
	EXPECT_EQ(t, s.Length, 6);
	EXPECT_EQ(t, s.MaximumLength, 8);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&s, &constant, FALSE));
	RtlInitUnicodeString(&s, NULL);
	EXPECT_EQ(t, s.Length, 0);
	EXPECT_EQ(t, s.MaximumLength, 0);
}

static LONG compare(PCWSTR a, PCWSTR b, BOOLEAN ignore)
{
	UNICODE_STRING x, y;

	RtlInitUnicodeString(&x, a);
	RtlInitUnicodeString(&y, b);
	return RtlCompareUnicodeString(&x, &y, ignore);
}

static void test_RtlCompareUnicodeString(struct kcase *t)
{
	UNICODE_STRING x, y;

	EXPECT_EQ(t, compare(L"abc", L"abc", FALSE), 0);
	EXPECT_LT(t, compare(L"ab", L"abc", FALSE), 0);
	EXPECT_GT(t, compare(L"b", L"abc", FALSE), 0);
	EXPECT_NE(t, compare(L"ABC", L"abc", FALSE), 0);
	EXPECT_EQ(t, compare(L"ABC", L"abc", TRUE), 0);
	EXPECT_EQ(t, compare(L"\xc4", L"\xe4", TRUE), 0);
	RtlInitUnicodeString(&x, L"\\device");
	RtlInitUnicodeString(&y, L"\\Device\\Foo");
	EXPECT_TRUE(t, RtlPrefixUnicodeString(&x, &y, TRUE));
	EXPECT_FALSE(t, RtlPrefixUnicodeString(&x, &y, FALSE));
	EXPECT_FALSE(t, RtlPrefixUnicodeString(&y, &x, TRUE));
}

static void test_RtlCopyUnicodeString(struct kcase *t)
{
	DECLARE_UNICODE_STRING_SIZE(to, 4);
	UNICODE_STRING from;

	RtlInitUnicodeString(&from, L"abcdef");
	RtlCopyUnicodeString(&to, &from);
	EXPECT_EQ(t, to.Length, 8);
	EXPECT_MEM_EQ(t, to.Buffer, L"abcd", 8);
	RtlInitUnicodeString(&from, L"xy");
	RtlCopyUnicodeString(&to, &from);
	EXPECT_EQ(t, to.Length, 4);
	EXPECT_EQ(t, to.Buffer[2], 0);
	EXPECT_EQ(t, RtlAppendUnicodeToString(&to, L"zzz"), STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, RtlAppendUnicodeToString(&to, L"zz"), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, to.Buffer, L"xyzz", 8);
	RtlCopyUnicodeString(&to, NULL);
	EXPECT_EQ(t, to.Length, 0);
}

static void test_conversion(struct kcase *t)
{
	static const char utf8[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
	static const WCHAR utf16[] = { 'a', 0xe4, 0x20ac, 0xd83d, 0xde00, 0 };
	UNICODE_STRING wide;
	ANSI_STRING ansi;
	WCHAR small[2];
	ULONG bytes;

	RtlInitAnsiString(&ansi, utf8);
	ASSERT_EQ(t, RtlAnsiStringToUnicodeString(&wide, &ansi, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, wide.Length, sizeof(utf16) - 2);
	EXPECT_MEM_EQ(t, wide.Buffer, utf16, sizeof(utf16));
	ASSERT_EQ(t, RtlUnicodeStringToAnsiString(&ansi, &wide, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, ansi.Length, sizeof(utf8) - 1);
	EXPECT_MEM_EQ(t, ansi.Buffer, utf8, sizeof(utf8));
	RtlFreeAnsiString(&ansi);
	RtlFreeUnicodeString(&wide);
	EXPECT_NULL(t, wide.Buffer);

	EXPECT_EQ(t, RtlUTF8ToUnicodeN(small, sizeof(small), &bytes, "abc", 3),
		  STATUS_BUFFER_TOO_SMALL);
	EXPECT_EQ(t, bytes, 4u);
	/* Overlong, a lone continuation, a surrogate, cut short. */
	EXPECT_EQ(t, RtlUTF8ToUnicodeN(NULL, 0, &bytes, "\xc0\x80", 2), STATUS_SOME_NOT_MAPPED);
	EXPECT_EQ(t, RtlUTF8ToUnicodeN(NULL, 0, &bytes, "\x80", 1), STATUS_SOME_NOT_MAPPED);
	EXPECT_EQ(t, RtlUTF8ToUnicodeN(NULL, 0, &bytes, "\xed\xa0\x80", 3),
		  STATUS_SOME_NOT_MAPPED);
	EXPECT_EQ(t, RtlUTF8ToUnicodeN(NULL, 0, &bytes, "\xe2\x82", 2), STATUS_SOME_NOT_MAPPED);
}

static void test_integer(struct kcase *t)
{
	DECLARE_UNICODE_STRING_SIZE(text, 12);
	ULONG value;

	RtlIntegerToUnicodeString(0xbeef, 16, &text);
	EXPECT_MEM_EQ(t, text.Buffer, L"BEEF", 8);
	EXPECT_EQ(t, RtlUnicodeStringToInteger(&text, 16, &value), STATUS_SUCCESS);
	EXPECT_EQ(t, value, 0xbeefu);
	RtlInitUnicodeString(&text, L"  -0x1fz");
	EXPECT_EQ(t, RtlUnicodeStringToInteger(&text, 0, &value), STATUS_SUCCESS);
	EXPECT_EQ(t, value, (ULONG)-0x1f);
	EXPECT_EQ(t, RtlUnicodeStringToInteger(&text, 7, &value), STATUS_INVALID_PARAMETER);
}

static void expect_integer(struct kcase *t, PCWSTR text, ULONG base, ULONG expected)
{
	UNICODE_STRING string;
	ULONG value = 77;

	RtlInitUnicodeString(&string, text);
	EXPECT_EQ(t, RtlUnicodeStringToInteger(&string, base, &value), STATUS_SUCCESS);
	EXPECT_EQ(t, value, expected);
}

/* The examples of the page, what is no number, and what does not fit. */
static void test_no_integer(struct kcase *t)
{
	DECLARE_UNICODE_STRING_SIZE(small, 2);
	UNICODE_STRING empty = { };
	ULONG value;

	expect_integer(t, L"-345", 10, (ULONG)-345);
	expect_integer(t, L"xyz", 10, 0);
	expect_integer(t, L"+678abc", 10, 678);
	expect_integer(t, L"+678abc", 16, 6785724);
	expect_integer(t, L"789", 8, 7);
	expect_integer(t, L"FGH", 16, 15);
	expect_integer(t, L" ", 10, 0);
	EXPECT_EQ(t, RtlUnicodeStringToInteger(&empty, 10, &value), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlIntegerToUnicodeString(123, 10, &small), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, RtlIntegerToUnicodeString(12, 7, &small), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlIntegerToUnicodeString(12, 0, &small), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, small.Buffer, L"12", 4);
}

static void test_RtlInitAnsiString(struct kcase *t)
{
	static const char text[] = "abc";
	ANSI_STRING ansi;

	RtlInitAnsiString(&ansi, text);
	EXPECT_PTR_EQ(t, (const char *)ansi.Buffer, text);
	EXPECT_EQ(t, ansi.Length, 3);
	EXPECT_EQ(t, ansi.MaximumLength, 4);
	RtlInitAnsiString(&ansi, NULL);
	EXPECT_EQ(t, ansi.Length, 0);
	EXPECT_EQ(t, ansi.MaximumLength, 0);
}

static void test_replaced(struct kcase *t)
{
	WCHAR wide[4] = { 0 };
	ULONG bytes;

	EXPECT_EQ(t, RtlUTF8ToUnicodeN(wide, sizeof(wide), &bytes, "a\x80z", 3),
		  STATUS_SOME_NOT_MAPPED);
	EXPECT_EQ(t, bytes, 6u);
	EXPECT_MEM_EQ(t, wide, L"a\xfffdz", 6);
}

static void test_utf8_parameters(struct kcase *t)
{
	CHAR narrow[4] = "";
	WCHAR wide[4] = { 0 };
	ULONG bytes;

	EXPECT_EQ(t, RtlUTF8ToUnicodeN(NULL, 0, NULL, "ab", 2), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUTF8ToUnicodeN(wide, sizeof(wide), &bytes, NULL, 0),
		  STATUS_INVALID_PARAMETER_4);
	EXPECT_EQ(t, RtlUTF8ToUnicodeN(wide, sizeof(wide), NULL, "ab", 2), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, wide, L"ab", 4);
	EXPECT_EQ(t, RtlUnicodeToUTF8N(NULL, 0, NULL, L"ab", 4), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeToUTF8N(narrow, sizeof(narrow), &bytes, NULL, 0),
		  STATUS_INVALID_PARAMETER_4);
	EXPECT_EQ(t, RtlUnicodeToUTF8N(narrow, sizeof(narrow), &bytes, L"ab", 3),
		  STATUS_INVALID_PARAMETER_5);
	EXPECT_EQ(t, RtlUnicodeToUTF8N(narrow, sizeof(narrow), NULL, L"ab", 4),
		  STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, narrow, "ab", 2);
}

static void test_guid(struct kcase *t)
{
	static const GUID guid = { 0x57164f39, 0x9115, 0x4e78,
		{ 0xab, 0x55, 0x38, 0x2f, 0x3b, 0xd5, 0x42, 0x2d } };
	DECLARE_CONST_UNICODE_STRING(expected, L"{57164F39-9115-4E78-AB55-382F3BD5422D}");
	UNICODE_STRING text;
	GUID back;

	ASSERT_EQ(t, RtlStringFromGUID(&guid, &text), STATUS_SUCCESS);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &expected, FALSE));
	EXPECT_EQ(t, RtlGUIDFromString(&text, &back), STATUS_SUCCESS);
	EXPECT_TRUE(t, IsEqualGUID(&guid, &back));
	text.Buffer[0] = '(';
	EXPECT_EQ(t, RtlGUIDFromString(&text, &back), STATUS_INVALID_PARAMETER);
	RtlFreeUnicodeString(&text);
}

#define EXPECT_TEXT(t, expected, ...) do {				\
	char text_[128];						\
									\
	EXPECT_EQ(t, RtlStringCbPrintfA(text_, sizeof(text_), __VA_ARGS__), \
		  STATUS_SUCCESS);					\
	if (strcmp(text_, expected))					\
		FAIL(t, "\"%s\" instead of \"%s\"", text_, expected);	\
} while (0)

static void test_format(struct kcase *t)
{
	UNICODE_STRING wide;
	ANSI_STRING ansi;
	char small[4];

	RtlInitUnicodeString(&wide, L"wide");
	RtlInitAnsiString(&ansi, "ansi");
	EXPECT_TEXT(t, "-5 4294967291 fffffffb", "%d %u %lx", -5, (ULONG)-5, (ULONG)-5);
	EXPECT_TEXT(t, "-5 -1", "%ld %I64d", (LONG)-5, (LONG64)-1);
	EXPECT_TEXT(t, "12345678901 ffffffffffffffff", "%llu %I64x", 12345678901ull, ~0ull);
	EXPECT_TEXT(t, "  7|7  |007|+7", "%3d|%-3d|%03d|%+d", 7, 7, 7, 7);
	EXPECT_TEXT(t, "abc|ab|  abc", "%s|%.2s|%5s", "abc", "abc", "abc");
	EXPECT_TEXT(t, "wide wide wide", "%ws %ls %S", L"wide", L"wide", L"wide");
	EXPECT_TEXT(t, "wide ansi", "%wZ %Z", &wide, &ansi);
	EXPECT_TEXT(t, "x 100% 0xAB", "%c %d%% 0x%02X", 'x', 100, 0xab);
	EXPECT_EQ(t, RtlStringCbPrintfA(small, sizeof(small), "%d", 12345),
		  STATUS_BUFFER_OVERFLOW);
	EXPECT_MEM_EQ(t, small, "123", 4);
	EXPECT_EQ(t, RtlStringCbCopyA(small, sizeof(small), "abcd"), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, RtlStringCbLengthA("abcd", 4, NULL), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, "%wZ\n", &wide),
		  (ULONG)STATUS_SUCCESS);
}

static void test_long_text(struct kcase *t)
{
	char expected[301], text[400];
	UNICODE_STRING wide;
	ANSI_STRING ansi;

	memset(expected, 'x', sizeof(expected) - 1);
	expected[0] = '<';
	expected[sizeof(expected) - 2] = '>';
	expected[sizeof(expected) - 1] = 0;
	RtlInitAnsiString(&ansi, expected);
	ASSERT_EQ(t, RtlAnsiStringToUnicodeString(&wide, &ansi, TRUE), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlStringCbPrintfA(text, sizeof(text), "%wZ", &wide), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, text, expected, sizeof(expected));
	EXPECT_EQ(t, RtlStringCbPrintfA(text, sizeof(text), "%ws|", wide.Buffer), STATUS_SUCCESS);
	EXPECT_EQ(t, strlen(text), sizeof(expected));
	EXPECT_EQ(t, RtlStringCbPrintfA(text, sizeof(text), "%S", wide.Buffer), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, text, expected, sizeof(expected));
	/* What does not fit is said. */
	EXPECT_EQ(t, RtlStringCbPrintfA(text, 100, "%wZ", &wide), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, strlen(text), 99ul);
	RtlFreeUnicodeString(&wide);
}

static void test_format_width(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(expected, L"\x20ac|\x20ac|b |  \x20ac");
	DECLARE_UNICODE_STRING_SIZE(text, 32);

	EXPECT_TEXT(t, "7  |  7", "%*d|%*d", -3, 7, 3, 7);
	EXPECT_TEXT(t, "ab   |   ab", "%*s|%*s", -5, "ab", 5, "ab");
	EXPECT_TEXT(t, "wi   |   wi", "%-5ws|%5ws", L"wi", L"wi");
	EXPECT_TEXT(t, "narrow narrow", "%hS %hs", "narrow", "narrow");
	EXPECT_TEXT(t, "\xe2\x82\xac|\xe2\x82\xac|x", "%C|%wc|%hc", 0x20ac, 0x20ac, 'x');
	EXPECT_EQ(t, RtlUnicodeStringPrintf(&text, L"%c|%lc|%-2C|%3c", 0x20ac, 0x20ac, 'b',
					    0x20ac), STATUS_SUCCESS);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &expected, FALSE));
}

static void test_format_wpp(struct kcase *t)
{
	static const GUID guid = { 0x12345678, 0x9abc, 0xdef0, { 1, 2, 3, 4, 5, 6, 7, 8 } };

	EXPECT_TEXT(t, "%!FUNC! 0xc0000120 (STATUS_CANCELLED) 0x00000000 (STATUS_SUCCESS) 1",
		    "%!FUNC! %!STATUS! %!status! %d", STATUS_CANCELLED, STATUS_SUCCESS, 1);
	EXPECT_TEXT(t, "12345678-9abc-def0-0102-030405060708 FALSE 2 end",
		    "%!GUID! %!bool! %!Mine_2! %s", &guid, FALSE, 2, "end");
	EXPECT_TEXT(t, "%! %!! 3", "%! %!! %d", 3);
	EXPECT_TEXT(t, "0x80070005 5 0xc0000022 (STATUS_ACCESS_DENIED) 4",
		    "%!HRESULT! %!WINERROR! %!NDIS_STATUS! %d", 0x80070005, 5,
		    STATUS_ACCESS_DENIED, 4);
	EXPECT_TEXT(t, "PASSIVE_LEVEL DISPATCH_LEVEL 7 TRUE", "%!irql! %!irql! %!irql! %!BOOLEAN!",
		    PASSIVE_LEVEL, DISPATCH_LEVEL, 7, TRUE);
	EXPECT_TEXT(t, "127.0.0.1 80", "%!IPADDR! %!PORT!", cpu_to_be32(0x7f000001),
		    cpu_to_be16(80));
}

static void test_format_wpp_text(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(wide, L"wide");
	ANSI_STRING ansi = RTL_CONSTANT_STRING("ansi");
	static const struct {
		u8 revision, count, authority[6];
		u32 numbers[2];
	} sid = { 1, 2, { 0, 0, 0, 0, 0, 5 }, { 32, 544 } };
	char few[8];

	EXPECT_TEXT(t, "one two ansi wide", "%!ASTR! %!WSTR! %!ANSTR! %!USTR!", "one", L"two",
		    &ansi, &wide);
	EXPECT_TEXT(t, "S-1-5-32-544 (null) 1", "%!sid! %!sid! %d", &sid, NULL, 1);
	EXPECT_EQ(t, RtlStringCbPrintfA(few, sizeof(few), "%!sid!", &sid),
		  STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, strcmp(few, "S-1-5-3"), 0);
}

static void test_format_wpp_time(struct kcase *t)
{
	EXPECT_TEXT(t, "1~2:3:4 0~0:0:0 -0~0:1:1 9", "%!delta! %!due! %!WAITTIME! %d",
		    ((26 * 60 + 3) * 60 + 4) * 1000ll, 999ll, -61000ll, 9);
	EXPECT_TEXT(t, "1601-01-01 00:00:00.000", "%!TIMESTAMP!", 0ll);
	EXPECT_TEXT(t, "2000-02-29 12:34:56.789 -1 9", "%!datetime! %!TIME! %d",
		    125963012967890000ll, -1ll, 9);
}

static void test_case_and_append(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(tail, L"-tail");
	UNICODE_STRING text;
	WCHAR buffer[8];
	ULONG bytes;
	char utf8[8];

	RtlInitEmptyUnicodeString(&text, buffer, sizeof(buffer));
	EXPECT_EQ(t, text.Length, 0);
	EXPECT_EQ(t, text.MaximumLength, sizeof(buffer));
	EXPECT_EQ(t, RtlAppendUnicodeStringToString(&text, &tail), STATUS_SUCCESS);
	EXPECT_EQ(t, RtlAppendUnicodeStringToString(&text, &tail), STATUS_BUFFER_TOO_SMALL);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &tail, FALSE));
	EXPECT_EQ(t, RtlUpcaseUnicodeChar(L'a'), L'A');
	EXPECT_EQ(t, RtlUpcaseUnicodeChar(0xe4), 0xc4);
	EXPECT_EQ(t, RtlUpcaseUnicodeChar(L'1'), L'1');
	EXPECT_EQ(t, RtlUnicodeToUTF8N(utf8, sizeof(utf8), &bytes, L"\x20ac", 2), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 3u);
	EXPECT_MEM_EQ(t, utf8, "\xe2\x82\xac", 3);
	EXPECT_EQ(t, RtlUnicodeToUTF8N(NULL, 0, &bytes, L"\xd800", 2), STATUS_SOME_NOT_MAPPED);
}

static NTSTATUS print(PUNICODE_STRING to, PCWSTR format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, format);
	status = RtlUnicodeStringVPrintf(to, format, args);
	va_end(args);
	return status;
}

/* Where the format is wide, %s is, too. */
static void test_RtlUnicodeStringPrintf(struct kcase *t)
{
	DECLARE_CONST_UNICODE_STRING(expected, L"7 wide narrow short 100%");
	DECLARE_UNICODE_STRING_SIZE(text, 32);
	DECLARE_UNICODE_STRING_SIZE(small, 4);

	EXPECT_EQ(t, RtlUnicodeStringPrintf(&text, L"%d %s %S %hs 100%%", 7, L"wide", "narrow",
					    "short"), STATUS_SUCCESS);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &expected, FALSE));
	EXPECT_EQ(t, print(&text, L"%wZ", &expected), STATUS_SUCCESS);
	EXPECT_TRUE(t, RtlEqualUnicodeString(&text, &expected, FALSE));
	EXPECT_EQ(t, RtlUnicodeStringPrintf(&small, L"%u", 12345), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, small.Length, 8);
	EXPECT_MEM_EQ(t, small.Buffer, L"1234", 8);
	small.Length = 0;
	EXPECT_EQ(t, print(&small, L"%u", 56789), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, small.Length, 8);
	EXPECT_MEM_EQ(t, small.Buffer, L"5678", 8);
	small.Length = 3;
	EXPECT_EQ(t, print(&small, L"%u", 1), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, RtlUnicodeStringPrintf(&small, L"%u", 1), STATUS_INVALID_PARAMETER);
}

static NTSTATUS print_bytes(char *to, SIZE_T size, PCSTR format, ...)
{
	NTSTATUS status;
	va_list args;

	va_start(args, format);
	status = RtlStringCbVPrintfA(to, size, format, args);
	va_end(args);
	return status;
}

static ULONG print_log(PCSTR format, ...)
{
	ULONG status;
	va_list args;

	va_start(args, format);
	status = vDbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, format, args);
	va_end(args);
	return status;
}

static void test_printing(struct kcase *t)
{
	char text[8];

	EXPECT_EQ(t, print_bytes(text, sizeof(text), "%d-%s", 1, "two"), STATUS_SUCCESS);
	EXPECT_MEM_EQ(t, text, "1-two", 6);
	EXPECT_EQ(t, print_bytes(text, sizeof(text), "%s", "too long"), STATUS_BUFFER_OVERFLOW);
	EXPECT_EQ(t, print_bytes(text, 0, "x"), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, DbgPrint("nt_test: %I64d\n", 1ll), (ULONG)STATUS_SUCCESS);
	EXPECT_EQ(t, print_log("nt_test: %ws\n", L"two"), (ULONG)STATUS_SUCCESS);
}

static const struct kcase_spec text_cases[] = {
	KCASE(rtl_init_unicode_string, "shares the text", test_RtlInitUnicodeString),
	KCASE(rtl_compare_unicode_string, "order, case, prefix", test_RtlCompareUnicodeString),
	KCASE(rtl_copy_unicode_string, "copies and appends what fits", test_RtlCopyUnicodeString),
	KCASE(rtl_ansi_string_to_unicode_string, "UTF-8 and back; malformed text is noticed",
	      test_conversion),
	KCASE(rtl_unicode_string_to_integer, "bases, signs, prefixes", test_integer),
	KCASE(rtl_unicode_string_to_integer_none, "what is no number, and what does not fit",
	      test_no_integer),
	KCASE(rtl_init_ansi_string, "shares the text", test_RtlInitAnsiString),
	KCASE(rtl_utf8_to_unicode_replaced, "what is malformed becomes U+FFFD", test_replaced),
	KCASE(rtl_utf8_parameters, "what is missing, or half there, is refused",
	      test_utf8_parameters),
	KCASE(rtl_string_from_guid, "and back", test_guid),
	KCASE(rtl_append_unicode_string_to_string, "whole or not at all; case; UTF-8",
	      test_case_and_append),
	KCASE(rtl_unicode_string_printf, "formats into a counted string",
	      test_RtlUnicodeStringPrintf),
	KCASE(rtl_string_cb_vprintf_a, "with arguments in a list; the log", test_printing),
	KCASE(rtl_string_cb_printf_a_long, "wide text of any length is printed whole",
	      test_long_text),
	KCASE(rtl_string_cb_printf_a_width, "widths by argument, characters, h and w",
	      test_format_width),
	KCASE(rtl_string_cb_printf_a, "formats as Windows does", test_format),
	KCASE(rtl_string_cb_printf_a_wpp, "conversions of WPP's", test_format_wpp),
	KCASE(rtl_string_cb_printf_a_wpp_text, "WPP's strings and identifiers",
	      test_format_wpp_text),
	KCASE(rtl_string_cb_printf_a_wpp_time, "WPP's times", test_format_wpp_time),
};
const struct kcase_suite text_suite = KCASE_SUITE("text", text_cases);
