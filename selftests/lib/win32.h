/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * win32.h - enough of Windows' user-mode types for programs that include a
 * driver's public header, and DeviceIoControl() on a device node.
 */
#ifndef WIN32_H
#define WIN32_H

#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../../include/vmbkmcl_ioctl.h"

typedef uint8_t UCHAR;
typedef uint16_t WCHAR;
typedef uint32_t ULONG, DWORD;
typedef int32_t NTSTATUS;
typedef uint64_t ULONGLONG;
typedef int64_t LONGLONG;

typedef struct {
	uint32_t Data1;
	uint16_t Data2, Data3;
	uint8_t Data4[8];
} GUID;

#define METHOD_BUFFERED		0
#define METHOD_NEITHER		3
#define FILE_ANY_ACCESS		0
#define FILE_READ_ACCESS	1
#define FILE_WRITE_ACCESS	2
#define CTL_CODE(type, function, method, access) \
	((ULONG)(type) << 16 | (access) << 14 | (function) << 2 | (method))

#define STATUS_SUCCESS			((NTSTATUS)0)
#define STATUS_DATATYPE_MISALIGNMENT	((NTSTATUS)0x80000002)
#define STATUS_ACCESS_VIOLATION		((NTSTATUS)0xC0000005)
#define STATUS_INVALID_HANDLE		((NTSTATUS)0xC0000008)
#define STATUS_INVALID_PARAMETER	((NTSTATUS)0xC000000D)
#define STATUS_INVALID_DEVICE_REQUEST	((NTSTATUS)0xC0000010)
#define STATUS_ACCESS_DENIED		((NTSTATUS)0xC0000022)
#define STATUS_BUFFER_TOO_SMALL		((NTSTATUS)0xC0000023)
#define STATUS_OBJECT_TYPE_MISMATCH	((NTSTATUS)0xC0000024)
#define STATUS_INVALID_USER_BUFFER	((NTSTATUS)0xC00000E8)
#define STATUS_CANCELLED		((NTSTATUS)0xC0000120)
#define STATUS_INVALID_BUFFER_SIZE	((NTSTATUS)0xC0000206)

/*
 * DeviceIoControl(), but for its result: the request's status, of which Windows
 * makes an error code. A request that could not be made has status 1, and errno.
 */
static inline NTSTATUS DeviceIoControl(int device, DWORD code, const void *in,
				       DWORD in_size, void *out, DWORD out_size,
				       DWORD *returned)
{
	struct vmbkmcl_device_control control = {
		.code = code,
		.in = (uintptr_t)in, .in_size = in_size,
		.out = (uintptr_t)out, .out_size = out_size,
	};

	if (ioctl(device, VMBKMCL_DEVICE_CONTROL, &control))
		return 1;
	if (returned)
		*returned = (DWORD)control.information;
	return control.status;
}

/*
 * CreateFile() of a name behind a device's. @opener is the node, opened with O_ACCMODE;
 * @flags are as for open(). Returns a descriptor, or -1 with errno.
 */
static inline int CreateFileBehind(int opener, const char *name, uint32_t flags)
{
	struct vmbkmcl_open_name argument = {
		.name = (uintptr_t)name, .size = (uint32_t)strlen(name), .flags = flags,
	};

	return ioctl(opener, VMBKMCL_OPEN_NAME, &argument);
}

#endif
