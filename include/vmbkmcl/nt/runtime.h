/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a driver says about itself when it starts, and names of functions at run time.
 *
 * Linux counterpart: symbol_get()
 */
#ifndef VMBKMCL_NT_RUNTIME_H
#define VMBKMCL_NT_RUNTIME_H

#include <ntdef.h>
#include <ntstatus.h>
#include <vmbkmcl/nt/pool.h>

#define DrvRtPoolNxOptIn	0x00000001

/**
 * ExInitializeDriverRuntime() - choose how the driver's inline functions behave
 * @RuntimeFlags: DrvRtPoolNxOptIn; all pool memory cannot be executed here
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
static inline VOID ExInitializeDriverRuntime(ULONG RuntimeFlags)
{
	(void)RuntimeFlags;
}

/**
 * MmGetSystemRoutineAddress() - the address of a function of this layer
 * @SystemRoutineName: its name
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the address, or NULL when there is no such function.
 */
PVOID MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName);

#define VER_PLATFORM_WIN32_NT	2

/* For wProductType. */
#define VER_NT_WORKSTATION		1
#define VER_NT_DOMAIN_CONTROLLER	2
#define VER_NT_SERVER			3

typedef struct _OSVERSIONINFOW {
	ULONG	dwOSVersionInfoSize;
	ULONG	dwMajorVersion;
	ULONG	dwMinorVersion;
	ULONG	dwBuildNumber;
	ULONG	dwPlatformId;
	WCHAR	szCSDVersion[128];
} OSVERSIONINFOW, *POSVERSIONINFOW, RTL_OSVERSIONINFOW, *PRTL_OSVERSIONINFOW;

typedef struct _OSVERSIONINFOEXW {
	ULONG	dwOSVersionInfoSize;
	ULONG	dwMajorVersion;
	ULONG	dwMinorVersion;
	ULONG	dwBuildNumber;
	ULONG	dwPlatformId;
	WCHAR	szCSDVersion[128];
	USHORT	wServicePackMajor;
	USHORT	wServicePackMinor;
	USHORT	wSuiteMask;
	UCHAR	wProductType;
	UCHAR	wReserved;
} OSVERSIONINFOEXW, *POSVERSIONINFOEXW, RTL_OSVERSIONINFOEXW, *PRTL_OSVERSIONINFOEXW;

/**
 * RtlGetVersion() - the version of Windows whose functions there are
 * @VersionInformation: its dwOSVersionInfoSize says which of the two structures it is
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS [doc]: Windows 10, version 2004, which is 10.0.19041, of
 * wProductType VER_NT_WORKSTATION [ours].
 */
NTSTATUS RtlGetVersion(PRTL_OSVERSIONINFOW VersionInformation);

/* What <sdkddkver.h> has of the versions that RtlIsNtDdiVersionAvailable() knows. */
#define NTDDI_WIN2K		0x05000000
#define NTDDI_WINXP		0x05010000
#define NTDDI_WS03		0x05020000
#define NTDDI_VISTA		0x06000000
#define NTDDI_WS08		0x06000100
#define NTDDI_WIN7		0x06010000
#define NTDDI_WIN8		0x06020000
#ifndef NTDDI_WINBLUE
#define NTDDI_WINBLUE		0x06030000
#endif
#define NTDDI_WIN10		0x0a000000
#define NTDDI_WIN10_TH2		0x0a000001
#define NTDDI_WIN10_RS1		0x0a000002
#define NTDDI_WIN10_RS2		0x0a000003
#define NTDDI_WIN10_RS3		0x0a000004
#define NTDDI_WIN10_RS4		0x0a000005
#define NTDDI_WIN10_RS5		0x0a000006
#define NTDDI_WIN10_19H1	0x0a000007
#define NTDDI_WIN10_VB		0x0a000008
/* Without it drivers would take each of these for newer than what they are built for. */
#ifndef NTDDI_VERSION
#define NTDDI_VERSION		NTDDI_WIN10_VB
#endif

/**
 * RtlIsNtDdiVersionAvailable() - whether the functions of a version are there
 * @Version: NTDDI_*
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE up to the version of RtlGetVersion(), which is NTDDI_WIN10_VB. [doc]
 */
BOOLEAN RtlIsNtDdiVersionAvailable(ULONG Version);

/**
 * RtlRandom() - a number that looks random
 * @Seed: what the number follows from; receives the next seed
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: from 0 to MAXLONG - 1, each as often as the others. [doc] As RtlRandomEx().
 * [ours]
 */
ULONG RtlRandom(PULONG Seed);

/**
 * RtlRandomEx() - a number that looks random
 * @Seed: what the number follows from; receives the next seed
 *
 * The same seed has the same number. [ours] Not for secrets.
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: from 0 to MAXLONG - 1, each as often as the others. [doc]
 */
ULONG RtlRandomEx(PULONG Seed);

#define WDM_MAJORVERSION	6
#define WDM_MINORVERSION	0x00

/**
 * IoIsWdmVersionAvailable() - whether the driver model is of that version, or newer
 * @MajorVersion: the version
 * @MinorVersion: its second part
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: TRUE up to 6.0. [doc]
 */
BOOLEAN IoIsWdmVersionAvailable(UCHAR MajorVersion, UCHAR MinorVersion);

/* Products that have room for all their bits. */
#define Int32x32To64(a, b)	((LONGLONG)(LONG)(a) * (LONGLONG)(LONG)(b))
#define UInt32x32To64(a, b)	((ULONGLONG)(ULONG)(a) * (ULONGLONG)(ULONG)(b))
#define Int64ShllMod32(v, n)	((ULONGLONG)(v) << ((n) & 31))
#define Int64ShraMod32(v, n)	((LONGLONG)(v) >> ((n) & 31))
#define Int64ShrlMod32(v, n)	((ULONGLONG)(v) >> ((n) & 31))

#endif
