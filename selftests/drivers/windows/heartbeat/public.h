/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What programs know of the heartbeat driver: \\.\KmclHeartbeat. */
#pragma once

#define IOCTL_HEARTBEAT_QUERY \
	CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _HEARTBEAT_STATISTICS {
	UINT64 Beats;
	UINT64 LastSequence;
	UINT32 Malformed;
	UINT32 SendFailures;
	UINT16 VersionMajor;
	UINT16 VersionMinor;
	UINT32 Open;
} HEARTBEAT_STATISTICS;
