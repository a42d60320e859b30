// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmos.c - the clock that kernels read at boot: read only, in UTC.
 *
 * In BCD, because Linux takes it for BCD whatever register B says.
 */
#include <time.h>

#include "machine.h"

#define REG_SECONDS	0x00
#define REG_MINUTES	0x02
#define REG_HOURS	0x04
#define REG_WEEKDAY	0x06
#define REG_DAY		0x07
#define REG_MONTH	0x08
#define REG_YEAR	0x09
#define REG_A		0x0a
#define REG_B		0x0b
#define REG_D		0x0d
#define REG_CENTURY	0x32

#define A_DIVIDER	0x26	/* running, no update in progress */
#define B_24_HOURS	0x02
#define D_VALID		0x80

static uint8_t to_bcd(unsigned int value)
{
	return value / 10 << 4 | value % 10;
}

uint8_t cmos_read(uint8_t index)
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	switch (index) {
	case REG_SECONDS:
		return to_bcd(tm.tm_sec);
	case REG_MINUTES:
		return to_bcd(tm.tm_min);
	case REG_HOURS:
		return to_bcd(tm.tm_hour);
	case REG_WEEKDAY:
		return to_bcd(tm.tm_wday + 1);
	case REG_DAY:
		return to_bcd(tm.tm_mday);
	case REG_MONTH:
		return to_bcd(tm.tm_mon + 1);
	case REG_YEAR:
		return to_bcd(tm.tm_year % 100);
	case REG_CENTURY:
		return to_bcd((tm.tm_year + 1900) / 100);
	case REG_A:
		return A_DIVIDER;
	case REG_B:
		return B_24_HOURS;
	case REG_D:
		return D_VALID;
	default:
		return 0;
	}
}
