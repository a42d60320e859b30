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
 * Returns 0 with the status of the request: the driver's, or STATUS_ACCESS_DENIED
 * when the code asks for FILE_READ_ACCESS or FILE_WRITE_ACCESS and the node was
 * opened without, for which the driver is not asked. Returns -1 with these errors:
 * ENODEV	the device has been removed
 * EINVAL	a size is over VMBKMCL_DEVICE_CONTROL_MAX
 * EOPNOTSUPP	the code's method is METHOD_NEITHER. Such a driver gets the
 *		program's addresses and looks at them itself, under an exception
 *		handler, which C has not: use METHOD_BUFFERED or a direct method
 * EFAULT	an address is not the program's, or cannot be locked
 * ENOMEM	memory is short
 *
 * A signal that the program has a handler for, or that ends it, cancels the
 * request; how the request then ends is up to the driver, which may complete it. A
 * signal that only stops the program, the freezer of suspend and a debugger do not
 * cancel it: a stop takes effect when the request has ended. The same holds for
 * open(), for which a driver may have a create request pending.
 */
#define VMBKMCL_DEVICE_CONTROL \
	_IOWR('K', 0x4d, struct vmbkmcl_device_control)

#define VMBKMCL_DEVICE_CONTROL_MAX	(16u << 20)

#endif
