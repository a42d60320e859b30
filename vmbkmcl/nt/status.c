// SPDX-License-Identifier: GPL-2.0-only
/*
 * status.c - NTSTATUS and errno, either way, and the names of statuses.
 *
 * The first row with a given errno or status is the one that a translation in
 * that direction finds.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "nt.h"
#include "status_names.h"

static const struct {
	int error;
	NTSTATUS status;
} status_table[] = {
	{ 0,		STATUS_SUCCESS },
	{ -ENOMEM,	STATUS_INSUFFICIENT_RESOURCES },
	{ -ENOMEM,	STATUS_NO_MEMORY },
	{ -ENOMEM,	STATUS_WORKING_SET_QUOTA },
	{ -EINVAL,	STATUS_INVALID_PARAMETER },
	{ -EINVAL,	STATUS_INVALID_PARAMETER_1 },
	{ -EINVAL,	STATUS_INVALID_PARAMETER_2 },
	{ -EINVAL,	STATUS_INVALID_PARAMETER_3 },
	{ -EINVAL,	STATUS_INVALID_PARAMETER_4 },
	{ -EINVAL,	STATUS_INVALID_PARAMETER_5 },
	{ -EINVAL,	STATUS_INVALID_PARAMETER_6 },
	{ -EINVAL,	STATUS_INFO_LENGTH_MISMATCH },
	{ -EINVAL,	STATUS_INVALID_BUFFER_SIZE },
	{ -ENODEV,	STATUS_DEVICE_REMOVED },
	{ -ENODEV,	STATUS_DELETE_PENDING },
	{ -ENXIO,	STATUS_NO_SUCH_DEVICE },
	{ -ENXIO,	STATUS_DEVICE_DOES_NOT_EXIST },
	{ -ENOTCONN,	STATUS_INVALID_DEVICE_STATE },
	{ -EAGAIN,	STATUS_DEVICE_NOT_READY },
	{ -EAGAIN,	STATUS_RETRY },
	{ -EBUSY,	STATUS_DEVICE_BUSY },
	{ -EBUSY,	STATUS_SHARING_VIOLATION },
	{ -EPERM,	STATUS_ACCESS_DENIED },
	{ -EACCES,	STATUS_ACCESS_DENIED },
	{ -EFAULT,	STATUS_INVALID_USER_BUFFER },
	{ -EFAULT,	STATUS_ACCESS_VIOLATION },
	{ -ENOENT,	STATUS_NOT_FOUND },
	{ -ENOENT,	STATUS_OBJECT_NAME_NOT_FOUND },
	{ -ENOENT,	STATUS_NO_SUCH_FILE },
	{ -EEXIST,	STATUS_OBJECT_NAME_COLLISION },
	{ -EEXIST,	STATUS_OBJECT_NAME_EXISTS },
	{ -EBADF,	STATUS_INVALID_HANDLE },
	{ -ENOSPC,	STATUS_BUFFER_TOO_SMALL },
	{ -ENOSPC,	STATUS_DISK_FULL },
	{ -EOVERFLOW,	STATUS_BUFFER_OVERFLOW },
	{ -EOVERFLOW,	STATUS_INTEGER_OVERFLOW },
	{ -EOPNOTSUPP,	STATUS_NOT_SUPPORTED },
	{ -ENOSYS,	STATUS_NOT_IMPLEMENTED },
	{ -ENOTTY,	STATUS_INVALID_DEVICE_REQUEST },
	{ -ETIMEDOUT,	STATUS_TIMEOUT },
	{ -ETIMEDOUT,	STATUS_IO_TIMEOUT },
	{ -ECANCELED,	STATUS_CANCELLED },
	{ -EINTR,	STATUS_CANCELLED },
	{ -ERESTARTSYS,	STATUS_CANCELLED },
	{ -EPROTO,	STATUS_DEVICE_PROTOCOL_ERROR },
	{ -EIO,		STATUS_IO_DEVICE_ERROR },
	{ -ENAMETOOLONG, STATUS_NAME_TOO_LONG },
	{ -ENAMETOOLONG, STATUS_OBJECT_NAME_INVALID },
	{ -EINPROGRESS,	STATUS_PENDING },
};

NTSTATUS vmbkmcl_errno_to_status(int error)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(status_table); i++)
		if (status_table[i].error == error)
			return status_table[i].status;
	return STATUS_UNSUCCESSFUL;
}

int vmbkmcl_status_to_errno(NTSTATUS status)
{
	size_t i;

	/* Also one that has an errno, such as STATUS_TIMEOUT: its giver has not failed. */
	if (NT_SUCCESS(status))
		return 0;
	for (i = 0; i < ARRAY_SIZE(status_table); i++)
		if (status_table[i].status == status)
			return status_table[i].error;
	return -EIO;
}

#define named(number, name) \
	{ (number) + BUILD_BUG_ON_ZERO((number) != (u32)(name)), #name }

static const struct {
	u32 status;
	const char *name;
} status_names[] = {
	VMBKMCL_STATUS_NAMES(named)
};

const char *vmbkmcl_status_name(NTSTATUS status)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(status_names); i++)
		if (status_names[i].status == (u32)status)
			return status_names[i].name;
	return NT_SUCCESS(status) ? "a success" : "an error";
}
