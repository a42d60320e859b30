// SPDX-License-Identifier: GPL-2.0-only
/*
 * calendar.c - times as dates, and in the time zone of the machine.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time.h>
#include <linux/time64.h>

#include <vmbkmcl/nt/time.h>

#include "../compat/export.h"
#include "nt.h"

#define SECOND_TICKS		(NSEC_PER_SEC / VMBKMCL_NT_TICK_NS)
#define MS_TICKS		(NSEC_PER_MSEC / VMBKMCL_NT_TICK_NS)
#define EPOCH_SECONDS		(VMBKMCL_NT_EPOCH / SECOND_TICKS)

VOID RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields)
{
	struct tm tm;
	s64 seconds;
	s32 rest;

	seconds = div_s64_rem(Time->QuadPart, SECOND_TICKS, &rest);
	if (rest < 0) {
		rest += SECOND_TICKS;
		seconds--;
	}
	time64_to_tm(seconds - EPOCH_SECONDS, 0, &tm);
	TimeFields->Year = tm.tm_year + 1900;
	TimeFields->Month = tm.tm_mon + 1;
	TimeFields->Day = tm.tm_mday;
	TimeFields->Hour = tm.tm_hour;
	TimeFields->Minute = tm.tm_min;
	TimeFields->Second = tm.tm_sec;
	TimeFields->Milliseconds = rest / MS_TICKS;
	TimeFields->Weekday = tm.tm_wday;
}
VMBKMCL_EXPORT(RtlTimeToTimeFields);

static bool is_between(CSHORT value, CSHORT least, CSHORT most)
{
	return value >= least && value <= most;
}

BOOLEAN RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
	TIME_FIELDS back;
	LARGE_INTEGER time;

	if (!is_between(TimeFields->Year, 1601, 30827) || !is_between(TimeFields->Month, 1, 12) ||
	    !is_between(TimeFields->Day, 1, 31) || !is_between(TimeFields->Hour, 0, 23) ||
	    !is_between(TimeFields->Minute, 0, 59) || !is_between(TimeFields->Second, 0, 59) ||
	    !is_between(TimeFields->Milliseconds, 0, 999))
		return FALSE;
	time.QuadPart = mktime64(TimeFields->Year, TimeFields->Month, TimeFields->Day,
				 TimeFields->Hour, TimeFields->Minute, TimeFields->Second) +
			EPOCH_SECONDS;
	time.QuadPart = time.QuadPart * SECOND_TICKS +
			TimeFields->Milliseconds * MS_TICKS;
	/* A day that the month does not have is one of the next month's. */
	RtlTimeToTimeFields(&time, &back);
	if (back.Day != TimeFields->Day)
		return FALSE;
	*Time = time;
	return TRUE;
}
VMBKMCL_EXPORT(RtlTimeFieldsToTime);

/* What the machine's time is behind UTC. */
static s64 time_zone_bias(void)
{
	return sys_tz.tz_minuteswest * 60ll * SECOND_TICKS;
}

VOID ExSystemTimeToLocalTime(PLARGE_INTEGER SystemTime, PLARGE_INTEGER LocalTime)
{
	LocalTime->QuadPart = SystemTime->QuadPart - time_zone_bias();
}
VMBKMCL_EXPORT(ExSystemTimeToLocalTime);

VOID ExLocalTimeToSystemTime(PLARGE_INTEGER LocalTime, PLARGE_INTEGER SystemTime)
{
	SystemTime->QuadPart = LocalTime->QuadPart + time_zone_bias();
}
VMBKMCL_EXPORT(ExLocalTimeToSystemTime);
