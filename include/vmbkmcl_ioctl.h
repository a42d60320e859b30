/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Device control from user space.
 *
 * A Windows driver's symbolic link is a device node here, /dev/<name>. The
 * counterpart of DeviceIoControl() is one ioctl on it.
 */
#ifndef VMBKMCL_IOCTL_H
#define VMBKMCL_IOCTL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct vmbkmcl_device_control - one device-control request
 * @code: the driver's I/O control code
 * @status: out: the request's NTSTATUS
 * @in_size: bytes at @in
 * @out_size: bytes at @out
 * @in: address of the input
 * @out: address of the output buffer
 * @information: out: bytes written to @out
 */
struct vmbkmcl_device_control {
	__u32 code;
	__s32 status;
	__u32 in_size;
	__u32 out_size;
	__u64 in;
	__u64 out;
	__u64 information;
};

/*
 * Returns 0 when the driver completed the request, with whatever status; -1 and
 * ENODEV when the device has been removed, EINVAL for a size over
 * VMBKMCL_DEVICE_CONTROL_MAX.
 */
#define VMBKMCL_DEVICE_CONTROL \
	_IOWR('K', 0x4d, struct vmbkmcl_device_control)

#define VMBKMCL_DEVICE_CONTROL_MAX	(16u << 20)

#endif
