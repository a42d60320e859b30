// SPDX-License-Identifier: GPL-2.0-only
/*
 * file.c - files that drivers read and write, by handles.
 *
 * A file is opened by a work item, whose root and rights are the system's and not
 * those of a program that happens to call the driver.
 */
#include <linux/completion.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/event.h>
#include <vmbkmcl/nt/file.h>
#include <vmbkmcl/nt/thread.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../compat/file.h"
#include "handle.h"
#include "nt.h"

#define FILE_FOLDER	"/var/lib/vmbkmcl/"

/**
 * struct nt_file - an open file
 * @ref: the handle's, and those of who uses it
 * @file: Linux's
 * @has_position: there is a position, in Linux's file
 * @append: it is written at its end only
 * @lock: orders the use of the position
 */
struct nt_file {
	struct kref ref;
	struct file *file;
	bool has_position;
	bool append;
	struct mutex lock;
};

static void nt_file_release(struct kref *ref)
{
	struct nt_file *file = container_of(ref, struct nt_file, ref);

	fput(file->file);
	kfree(file);
}

static void nt_file_get(void *object)
{
	kref_get(&((struct nt_file *)object)->ref);
}

static void nt_file_put(void *object)
{
	kref_put(&((struct nt_file *)object)->ref, nt_file_release);
}

static const struct vmbkmcl_handle_ops nt_file_ops = {
	.get = nt_file_get,
	.put = nt_file_put,
};

/* The file of a handle, with a reference, or NULL. */
static struct nt_file *nt_file_of(HANDLE handle)
{
	return vmbkmcl_handle_get(handle, &nt_file_ops, NULL);
}

static NTSTATUS file_status(int error)
{
	switch (error) {
	case -ENOENT:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	case -EISDIR:
		return STATUS_FILE_IS_A_DIRECTORY;
	case -ENOTDIR:
		return STATUS_OBJECT_PATH_NOT_FOUND;
	case -EBADF:
		return STATUS_ACCESS_DENIED;
	case -ENOSPC:
		return STATUS_DISK_FULL;
	default:
		return vmbkmcl_errno_to_status(error);
	}
}

/* Where the part of a path that names the drive begins, or NULL. */
static const char *path_rest(const char *path)
{
	static const char *const roots[] = { "\\??\\", "\\DosDevices\\" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(roots); i++) {
		if (!strncasecmp(path, roots[i], strlen(roots[i])))
			return path + strlen(roots[i]);
	}
	return strncasecmp(path, "\\SystemRoot\\", 12) ? NULL : path + 1;
}

/* No part of it leads up, and it names a drive and something on it. */
static bool path_is_valid(const char *rest)
{
	return rest && strchr(rest, '\\') && !strchr(rest, '/') &&
	       !strstr(rest, "\\..\\") && !strstr(rest, "\\\\") &&
	       (strlen(rest) < 3 || strcmp(rest + strlen(rest) - 3, "\\..")) &&
	       strncmp(rest, "..\\", 3);
}

/* The path in Linux, to be freed; or an ERR_PTR. */
static char *path_of(PCUNICODE_STRING name)
{
	ANSI_STRING ansi;
	const char *rest;
	char *path;

	if (!name)
		return ERR_PTR(-ENAMETOOLONG);
	if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&ansi, name, TRUE)))
		return ERR_PTR(-ENOMEM);
	rest = path_rest(ansi.Buffer);
	/* Nothing may be behind a terminator: another file would be opened. */
	if (strlen(ansi.Buffer) == ansi.Length && path_is_valid(rest)) {
		path = kasprintf(GFP_KERNEL, FILE_FOLDER "%s", rest);
		if (path)
			strreplace(path, '\\', '/');
		else
			path = ERR_PTR(-ENOMEM);
	} else {
		path = ERR_PTR(rest ? -ENAMETOOLONG : -EOPNOTSUPP);
	}
	RtlFreeAnsiString(&ansi);
	return path;
}

/* What filp_open() needs for each disposition. */
static const int file_dispositions[] = {
	[FILE_SUPERSEDE] = O_CREAT | O_TRUNC,
	[FILE_OPEN] = 0,
	[FILE_CREATE] = O_CREAT | O_EXCL,
	[FILE_OPEN_IF] = O_CREAT,
	[FILE_OVERWRITE] = O_TRUNC,
	[FILE_OVERWRITE_IF] = O_CREAT | O_TRUNC,
};

static int file_flags(ACCESS_MASK access, ULONG disposition)
{
	bool write = access & (FILE_WRITE_DATA | FILE_APPEND_DATA | GENERIC_WRITE |
			       GENERIC_ALL);
	bool read = access & (FILE_READ_DATA | GENERIC_READ | GENERIC_ALL);

	return file_dispositions[disposition] | O_LARGEFILE |
	       (write ? read ? O_RDWR : O_WRONLY : O_RDONLY);
}

struct file_opening {
	struct work_struct work;
	const char *path;
	int flags;
	struct file *file;
	struct completion done;
};

static void file_open_work(struct work_struct *work)
{
	struct file_opening *opening = container_of(work, struct file_opening, work);

	opening->file = vmbkmcl_compat_open(opening->path, opening->flags, 0600);
	complete(&opening->done);
}

/*
 * The caller may be a work item on a queue that memory is reclaimed by, from which the
 * system's is not to be flushed.
 */
static struct file *file_open_by_worker(const char *path, int flags)
{
	struct file_opening opening = { .path = path, .flags = flags };

	init_completion(&opening.done);
	INIT_WORK_ONSTACK(&opening.work, file_open_work);
	queue_work(system_unbound_wq, &opening.work);
	wait_for_completion(&opening.done);
	destroy_work_on_stack(&opening.work);
	return opening.file;
}

/* What was done, as IoStatusBlock tells it. */
static ULONG file_action(const struct file *file, ULONG disposition)
{
	if (file->f_mode & FMODE_CREATED)
		return FILE_CREATED;
	switch (disposition) {
	case FILE_SUPERSEDE:
		return FILE_SUPERSEDED;
	case FILE_OVERWRITE:
	case FILE_OVERWRITE_IF:
		return FILE_OVERWRITTEN;
	default:
		return FILE_OPENED;
	}
}

static NTSTATUS nt_file_open(struct file *linux_file, ACCESS_MASK access, ULONG options,
			     PHANDLE handle)
{
	struct nt_file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file) {
		fput(linux_file);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	kref_init(&file->ref);
	mutex_init(&file->lock);
	file->file = linux_file;
	file->has_position = options & (FILE_SYNCHRONOUS_IO_ALERT |
					FILE_SYNCHRONOUS_IO_NONALERT);
	file->append = access & FILE_APPEND_DATA &&
		       !(access & (FILE_WRITE_DATA | GENERIC_WRITE | GENERIC_ALL));
	if (!vmbkmcl_handle_open(file, &nt_file_ops, handle))
		return STATUS_SUCCESS;
	nt_file_put(file);
	return STATUS_INSUFFICIENT_RESOURCES;
}

/* @done: what was done, or why it was not. */
static NTSTATUS file_create(POBJECT_ATTRIBUTES attributes, ACCESS_MASK access,
			    ULONG disposition, ULONG options, PHANDLE handle, ULONG_PTR *done)
{
	NTSTATUS status = STATUS_NOT_SUPPORTED;
	struct file *file;
	char *path;

	*done = 0;
	if (disposition >= ARRAY_SIZE(file_dispositions))
		return STATUS_INVALID_PARAMETER;
	if (attributes->RootDirectory || options & FILE_DIRECTORY_FILE)
		return STATUS_NOT_SUPPORTED;
	path = path_of(attributes->ObjectName);
	if (IS_ERR(path))
		return PTR_ERR(path) == -ENAMETOOLONG ? STATUS_OBJECT_NAME_INVALID :
							file_status(PTR_ERR(path));
	file = file_open_by_worker(path, file_flags(access, disposition));
	kfree(path);
	if (IS_ERR(file)) {
		*done = PTR_ERR(file) == -EEXIST ? FILE_EXISTS : FILE_DOES_NOT_EXIST;
		return file_status(PTR_ERR(file));
	}
	if (S_ISREG(file_inode(file)->i_mode)) {
		*done = file_action(file, disposition);
		return nt_file_open(file, access, options, handle);
	}
	if (S_ISDIR(file_inode(file)->i_mode))
		status = STATUS_FILE_IS_A_DIRECTORY;
	fput(file);
	return status;
}

NTSTATUS ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
		      POBJECT_ATTRIBUTES ObjectAttributes,
		      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize,
		      ULONG FileAttributes, ULONG ShareAccess, ULONG CreateDisposition,
		      ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength)
{
	ULONG_PTR done;
	NTSTATUS status;

	might_sleep();
	status = file_create(ObjectAttributes, DesiredAccess, CreateDisposition, CreateOptions,
			     FileHandle, &done);
	IoStatusBlock->Status = status;
	IoStatusBlock->Information = done;
	return status;
}
VMBKMCL_EXPORT(ZwCreateFile);

/* Where a transfer begins; false if that is not known. */
static bool file_offset(const struct nt_file *file, const LARGE_INTEGER *offset, bool write,
			loff_t *position)
{
	bool special = offset && offset->HighPart == -1;

	if (write && (file->append ||
		      (special && offset->LowPart == FILE_WRITE_TO_END_OF_FILE)))
		*position = i_size_read(file_inode(file->file));
	else if (offset && offset->QuadPart >= 0)
		*position = offset->QuadPart;
	else if (file->has_position &&
		 (!offset || (special && offset->LowPart == FILE_USE_FILE_POINTER_POSITION)))
		*position = file->file->f_pos;
	else
		return false;
	return true;
}

static NTSTATUS file_transfer(struct nt_file *file, PVOID buffer, ULONG length,
			      const LARGE_INTEGER *offset, bool write, ULONG_PTR *done)
{
	fmode_t needed = write ? FMODE_WRITE : FMODE_READ;
	ssize_t result = 0;
	loff_t position;

	if (!(file->file->f_mode & needed))
		return STATUS_ACCESS_DENIED;
	if (!file_offset(file, offset, write, &position))
		return STATUS_INVALID_PARAMETER;
	while (*done < length) {
		result = write ?
			kernel_write(file->file, buffer + *done, length - *done, &position) :
			kernel_read(file->file, buffer + *done, length - *done, &position);
		if (result <= 0)
			break;
		*done += result;
	}
	if (file->has_position)
		file->file->f_pos = position;
	if (result < 0 && !*done)
		return file_status(result);
	return length && !*done ? STATUS_END_OF_FILE : STATUS_SUCCESS;
}

static NTSTATUS file_request(HANDLE handle, HANDLE event, PIO_STATUS_BLOCK iosb,
			     PVOID buffer, ULONG length, const LARGE_INTEGER *offset,
			     bool write)
{
	struct nt_file *file = nt_file_of(handle);
	ULONG_PTR done = 0;
	NTSTATUS status;

	might_sleep();
	if (!file)
		return STATUS_INVALID_HANDLE;
	/* No function here makes a handle of an event. */
	if (event) {
		nt_file_put(file);
		return STATUS_NOT_SUPPORTED;
	}
	mutex_lock(&file->lock);
	status = file_transfer(file, buffer, length, offset, write, &done);
	mutex_unlock(&file->lock);
	nt_file_put(file);
	iosb->Status = status;
	iosb->Information = done;
	return status;
}

NTSTATUS ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
		    PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer,
		    ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key)
{
	return file_request(FileHandle, Event, IoStatusBlock, Buffer, Length, ByteOffset, false);
}
VMBKMCL_EXPORT(ZwReadFile);

NTSTATUS ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
		     PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer,
		     ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key)
{
	return file_request(FileHandle, Event, IoStatusBlock, Buffer, Length, ByteOffset, true);
}
VMBKMCL_EXPORT(ZwWriteFile);

static void file_standard(const struct inode *inode, PFILE_STANDARD_INFORMATION info)
{
	memset(info, 0, sizeof(*info));
	info->AllocationSize.QuadPart = (LONGLONG)inode->i_blocks << 9;
	info->EndOfFile.QuadPart = i_size_read(inode);
	info->NumberOfLinks = inode->i_nlink;
}

static NTSTATUS file_query(struct nt_file *file, PVOID info, ULONG length,
			   FILE_INFORMATION_CLASS class, ULONG_PTR *size)
{
	*size = 0;
	switch (class) {
	case FileStandardInformation:
		if (length < sizeof(FILE_STANDARD_INFORMATION))
			return STATUS_INFO_LENGTH_MISMATCH;
		file_standard(file_inode(file->file), info);
		*size = sizeof(FILE_STANDARD_INFORMATION);
		return STATUS_SUCCESS;
	case FilePositionInformation:
		if (length < sizeof(FILE_POSITION_INFORMATION))
			return STATUS_INFO_LENGTH_MISMATCH;
		((PFILE_POSITION_INFORMATION)info)->CurrentByteOffset.QuadPart =
			file->file->f_pos;
		*size = sizeof(FILE_POSITION_INFORMATION);
		return STATUS_SUCCESS;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

NTSTATUS ZwQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
				PVOID FileInformation, ULONG Length,
				FILE_INFORMATION_CLASS FileInformationClass)
{
	struct nt_file *file = nt_file_of(FileHandle);
	NTSTATUS status;

	might_sleep();
	if (!file)
		return STATUS_INVALID_HANDLE;
	mutex_lock(&file->lock);
	status = file_query(file, FileInformation, Length, FileInformationClass,
			    &IoStatusBlock->Information);
	mutex_unlock(&file->lock);
	nt_file_put(file);
	IoStatusBlock->Status = status;
	return status;
}
VMBKMCL_EXPORT(ZwQueryInformationFile);

/* With the rights that it was opened with: those of the calling program do not count. */
static NTSTATUS file_truncate(struct file *file, LONGLONG size)
{
	const struct cred *old;
	long error;

	if (!(file->f_mode & FMODE_WRITE))
		return STATUS_ACCESS_DENIED;
	old = override_creds(file->f_cred);
	error = vfs_truncate(&file->f_path, size);
	revert_creds(old);
	return file_status(error);
}

static NTSTATUS file_set(struct nt_file *file, const VOID *info, ULONG length,
			 FILE_INFORMATION_CLASS class)
{
	LONGLONG number;

	if (class != FilePositionInformation && class != FileEndOfFileInformation)
		return STATUS_INVALID_INFO_CLASS;
	/* Either structure is one number. */
	if (length < sizeof(LARGE_INTEGER))
		return STATUS_INFO_LENGTH_MISMATCH;
	number = ((const LARGE_INTEGER *)info)->QuadPart;
	if (number < 0)
		return STATUS_INVALID_PARAMETER;
	if (class == FileEndOfFileInformation)
		return file_truncate(file->file, number);
	file->file->f_pos = number;
	return STATUS_SUCCESS;
}

NTSTATUS ZwSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
			      PVOID FileInformation, ULONG Length,
			      FILE_INFORMATION_CLASS FileInformationClass)
{
	struct nt_file *file = nt_file_of(FileHandle);
	NTSTATUS status;

	might_sleep();
	if (!file)
		return STATUS_INVALID_HANDLE;
	mutex_lock(&file->lock);
	status = file_set(file, FileInformation, Length, FileInformationClass);
	mutex_unlock(&file->lock);
	nt_file_put(file);
	IoStatusBlock->Status = status;
	IoStatusBlock->Information = 0;
	return status;
}
VMBKMCL_EXPORT(ZwSetInformationFile);
