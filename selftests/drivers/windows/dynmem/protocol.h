/* SPDX-License-Identifier: GPL-2.0-only */
/* The dynamic-memory protocol, versions 0.3, 1.0 and 2.0. */
#pragma once

#define DM_MESSAGE_VERSION_REQUEST		1
#define DM_MESSAGE_VERSION_RESPONSE		2
#define DM_MESSAGE_CAPABILITIES_REPORT		3
#define DM_MESSAGE_CAPABILITIES_RESPONSE	4
#define DM_MESSAGE_STATUS_REPORT		5
#define DM_MESSAGE_BALLOON_REQUEST		6
#define DM_MESSAGE_BALLOON_RESPONSE		7
#define DM_MESSAGE_UNBALLOON_REQUEST		8
#define DM_MESSAGE_UNBALLOON_RESPONSE		9
#define DM_MESSAGE_HOT_ADD_REQUEST		10
#define DM_MESSAGE_HOT_ADD_RESPONSE		11
#define DM_MESSAGE_INFO				12

#define DM_CAPABILITY_BALLOON			0x1ull

/* What the host says to a version or to capabilities. */
#define DM_ACCEPTED				0x1ull
#define DM_SUPPRESS_REPORTS			0x4ull

/* A range: the first page in 40 bits, the count of pages above. */
#define DM_RANGE(first, count)	((UINT64)(first) | ((UINT64)(count) << 40))
#define DM_RANGE_FIRST(range)	((range) & 0xffffffffffull)
#define DM_RANGE_COUNT(range)	((UINT32)((range) >> 40))
#define DM_RANGE_COUNT_MAX	0xffffffu

#pragma pack(push, 1)

typedef struct _DM_HEADER {
	UINT16 Type;
	UINT16 Size;
	UINT32 TransactionId;
} DM_HEADER;

typedef struct _DM_VERSION_REQUEST {
	DM_HEADER Header;
	UINT32 Version;
	UINT32 IsLastAttempt;
} DM_VERSION_REQUEST;

/* Answer to the version as well as to the capabilities. */
typedef struct _DM_ACCEPTANCE {
	DM_HEADER Header;
	UINT64 Flags;
} DM_ACCEPTANCE;

typedef struct _DM_CAPABILITIES {
	DM_HEADER Header;
	UINT64 Capabilities;
	UINT64 MinimumPageCount;
	UINT64 MaximumPageNumber;
} DM_CAPABILITIES;

typedef struct _DM_STATUS {
	DM_HEADER Header;
	UINT64 AvailablePages;
	UINT64 CommittedPages;
	UINT64 PageFileSize;
	UINT64 ZeroFreePages;
	UINT32 PageFileWrites;
	UINT32 IoDifference;
} DM_STATUS;

typedef struct _DM_BALLOON_REQUEST {
	DM_HEADER Header;
	UINT32 PageCount;
	UINT32 Reserved;
} DM_BALLOON_REQUEST;

/* Followed by the ranges. */
typedef struct _DM_BALLOON_RESPONSE {
	DM_HEADER Header;
	UINT32 Reserved;
	UINT32 MorePages : 1;
	UINT32 RangeCount : 31;
} DM_BALLOON_RESPONSE;

/* Followed by the ranges. */
typedef struct _DM_UNBALLOON_REQUEST {
	DM_HEADER Header;
	UINT32 MorePages : 1;
	UINT32 Reserved : 31;
	UINT32 RangeCount;
} DM_UNBALLOON_REQUEST;

typedef struct _DM_HOT_ADD_RESPONSE {
	DM_HEADER Header;
	UINT32 PageCount;
	UINT32 Result;
} DM_HOT_ADD_RESPONSE;

#pragma pack(pop)

C_ASSERT(sizeof(DM_HEADER) == 8);
C_ASSERT(sizeof(DM_VERSION_REQUEST) == 16);
C_ASSERT(sizeof(DM_CAPABILITIES) == 32);
C_ASSERT(sizeof(DM_STATUS) == 48);
C_ASSERT(sizeof(DM_BALLOON_RESPONSE) == 16);
C_ASSERT(sizeof(DM_UNBALLOON_REQUEST) == 16);
