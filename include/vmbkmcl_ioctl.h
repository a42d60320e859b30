/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Device control from user space.
 *
 * A Windows driver's symbolic link is a device node here, /dev/<name>. The
 * counterpart of DeviceIoControl() is one ioctl on it.
 *
 * read(), write() and their like send one request for each buffer, with the file
 * position or pread()'s offset as ByteOffset, of VMBKMCL_TRANSFER_MAX bytes at most
 * (EINVAL). They return the bytes that the driver names, 0 for STATUS_END_OF_FILE,
 * EINVAL when the driver has no such requests, EIO for a status without an errno. On
 * a node that was opened with O_NONBLOCK a request that the driver does not complete
 * at once is cancelled (EAGAIN); such a node cannot be polled. fsync() sends
 * IRP_MJ_FLUSH_BUFFERS.
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
 * EFAULT	an address is not the program's, or cannot be locked
 * ENOMEM	memory is short
 *
 * A signal that the program has a handler for, or that ends it, cancels the
 * request; how the request then ends is up to the driver, which may complete it. A
 * signal that only stops the program, the freezer of suspend and a debugger do not
 * cancel it: a stop takes effect when the request has ended. The same holds for
 * open(), for which a driver may have a create request pending, and for read() and
 * write(), which a handler with SA_RESTART sends again.
 *
 * Several requests can be pending at an open file, made by several threads or by
 * io_uring: IORING_OP_READ, IORING_OP_WRITE, IORING_OP_FSYNC, and from Linux 5.19 on
 * IORING_OP_URING_CMD, whose cmd_op is VMBKMCL_DEVICE_CONTROL and whose command is the
 * address of a struct vmbkmcl_device_control, as 64 bits. IORING_OP_ASYNC_CANCEL
 * cancels one of them.
 *
 * Requests that are pending are also cancelled when the process closes the last of
 * its descriptors of the node, and by VMBKMCL_CANCEL_IO.
 */
#define VMBKMCL_DEVICE_CONTROL \
	_IOWR('K', 0x4d, struct vmbkmcl_device_control)

#define VMBKMCL_DEVICE_CONTROL_MAX	(16u << 20)
#define VMBKMCL_TRANSFER_MAX		(16u << 20)

/*
 * Cancel all requests that the process has pending at this open file, as
 * CancelIoEx() without an OVERLAPPED does. Returns -1 with ENOENT when there is none.
 */
#define VMBKMCL_CANCEL_IO \
	_IO('K', 0x4e)

/**
 * struct vmbkmcl_open_name - a name behind a device's
 * @name: address of its text, UTF-8, which begins with a backslash
 * @size: its bytes, without a terminator
 * @flags: as open() has them: O_RDONLY, O_WRONLY or O_RDWR, and O_NONBLOCK, O_CLOEXEC
 */
struct vmbkmcl_open_name {
	__u64 name;
	__u32 size;
	__u32 flags;
};

/*
 * Open a name behind a device's: \\.\Name\file on Windows. The ioctl is one of a
 * descriptor that open("/dev/Name", O_ACCMODE) has returned, of which the driver is not
 * told, and with which nothing else can be done; open() asks for the node's permission to
 * read and to write. The ioctl returns another descriptor, like one of the node's, whose
 * file object the driver knows by the name: \file. It returns -1 with what open() of the
 * node may fail with, and these errors:
 * EINVAL	a flag is none of those, or the name has no bytes or more than
 *		VMBKMCL_FILE_NAME_MAX, or does not begin with a backslash
 * EFAULT	the name's address is not the program's
 */
#define VMBKMCL_OPEN_NAME \
	_IOW('K', 0x4f, struct vmbkmcl_open_name)

#define VMBKMCL_FILE_NAME_MAX	4096u

#endif
