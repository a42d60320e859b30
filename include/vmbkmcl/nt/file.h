/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Files that a driver itself reads and writes.
 *
 * They are below /var/lib/vmbkmcl, which an administrator makes, so that a driver's
 * paths lead to no other files: \??\C:\Logs\a.log and \DosDevices\C:\Logs\a.log are
 * /var/lib/vmbkmcl/C:/Logs/a.log, \SystemRoot\b.log is
 * /var/lib/vmbkmcl/SystemRoot/b.log. Capitals and small letters differ.
 *
 * Differences from Windows
 * - Directories and devices cannot be opened so (STATUS_NOT_SUPPORTED), and all
 *   requests are synchronous, without an event (STATUS_NOT_SUPPORTED).
 *
 * Linux counterpart: filp_open(), kernel_read(), kernel_write()
 */
#ifndef VMBKMCL_NT_FILE_H
#define VMBKMCL_NT_FILE_H

#include <vmbkmcl/nt/irp.h>

#define FILE_READ_DATA			0x0001
#define FILE_WRITE_DATA			0x0002
#define FILE_APPEND_DATA		0x0004
#define FILE_READ_ATTRIBUTES		0x0080
#define FILE_WRITE_ATTRIBUTES		0x0100
#define FILE_ALL_ACCESS			0x001f01ff
#define FILE_GENERIC_READ		0x00120089
#define FILE_GENERIC_WRITE		0x00120116

#define FILE_SHARE_READ			0x00000001
#define FILE_SHARE_WRITE		0x00000002
#define FILE_SHARE_DELETE		0x00000004

#define FILE_ATTRIBUTE_READONLY		0x00000001
#define FILE_ATTRIBUTE_HIDDEN		0x00000002
#define FILE_ATTRIBUTE_SYSTEM		0x00000004
#define FILE_ATTRIBUTE_NORMAL		0x00000080

#define FILE_SUPERSEDE			0x00000000
#define FILE_OPEN			0x00000001
#define FILE_CREATE			0x00000002
#define FILE_OPEN_IF			0x00000003
#define FILE_OVERWRITE			0x00000004
#define FILE_OVERWRITE_IF		0x00000005

#define FILE_SUPERSEDED			0x00000000
#define FILE_OPENED			0x00000001
#define FILE_CREATED			0x00000002
#define FILE_OVERWRITTEN		0x00000003
#define FILE_EXISTS			0x00000004
#define FILE_DOES_NOT_EXIST		0x00000005

#define FILE_DIRECTORY_FILE		0x00000001
#define FILE_WRITE_THROUGH		0x00000002
#define FILE_SEQUENTIAL_ONLY		0x00000004
#define FILE_NO_INTERMEDIATE_BUFFERING	0x00000008
#define FILE_SYNCHRONOUS_IO_ALERT	0x00000010
#define FILE_SYNCHRONOUS_IO_NONALERT	0x00000020
#define FILE_NON_DIRECTORY_FILE		0x00000040
#define FILE_RANDOM_ACCESS		0x00000800

#define FILE_WRITE_TO_END_OF_FILE	0xffffffff
#define FILE_USE_FILE_POINTER_POSITION	0xfffffffe

typedef VOID IO_APC_ROUTINE(PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock,
			    ULONG Reserved);
typedef IO_APC_ROUTINE *PIO_APC_ROUTINE;

typedef struct _FILE_STANDARD_INFORMATION {
	LARGE_INTEGER	AllocationSize;
	LARGE_INTEGER	EndOfFile;
	ULONG		NumberOfLinks;
	BOOLEAN		DeletePending;
	BOOLEAN		Directory;
} FILE_STANDARD_INFORMATION, *PFILE_STANDARD_INFORMATION;

typedef struct _FILE_POSITION_INFORMATION {
	LARGE_INTEGER	CurrentByteOffset;
} FILE_POSITION_INFORMATION, *PFILE_POSITION_INFORMATION;

typedef struct _FILE_END_OF_FILE_INFORMATION {
	LARGE_INTEGER	EndOfFile;
} FILE_END_OF_FILE_INFORMATION, *PFILE_END_OF_FILE_INFORMATION;

/**
 * ZwCreateFile() - open or make a file
 * @FileHandle: receives its handle; close it with ZwClose()
 * @DesiredAccess: FILE_READ_DATA, FILE_WRITE_DATA, FILE_APPEND_DATA or what has them
 * @ObjectAttributes: has its path, and no RootDirectory
 * @IoStatusBlock: receives the status, and what was done, FILE_OPENED and so on
 * @AllocationSize: ignored
 * @FileAttributes: ignored
 * @ShareAccess: ignored
 * @CreateDisposition: FILE_OPEN and so on
 * @CreateOptions: FILE_SYNCHRONOUS_IO_NONALERT: there is a file position;
 *	FILE_DIRECTORY_FILE is not supported
 * @EaBuffer: NULL
 * @EaLength: 0
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_COLLISION,
 * STATUS_OBJECT_NAME_INVALID, STATUS_FILE_IS_A_DIRECTORY, STATUS_ACCESS_DENIED,
 * STATUS_NOT_SUPPORTED or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
		      POBJECT_ATTRIBUTES ObjectAttributes,
		      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize,
		      ULONG FileAttributes, ULONG ShareAccess, ULONG CreateDisposition,
		      ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength);

/**
 * ZwReadFile() - read a file
 * @FileHandle: the file
 * @Event: NULL
 * @ApcRoutine: NULL
 * @ApcContext: NULL
 * @IoStatusBlock: receives the status and the bytes
 * @Buffer: in the kernel
 * @Length: its bytes
 * @ByteOffset: where to begin; NULL or FILE_USE_FILE_POINTER_POSITION: at the position
 * @Key: ignored
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_END_OF_FILE, STATUS_INVALID_HANDLE,
 * STATUS_INVALID_PARAMETER without an offset or a position, STATUS_ACCESS_DENIED or
 * another failure.
 */
NTSTATUS ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
		    PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer,
		    ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key);

/**
 * ZwWriteFile() - write a file
 * @FileHandle: the file
 * @Event: NULL
 * @ApcRoutine: NULL
 * @ApcContext: NULL
 * @IoStatusBlock: receives the status and the bytes
 * @Buffer: in the kernel
 * @Length: its bytes
 * @ByteOffset: as for ZwReadFile(), or FILE_WRITE_TO_END_OF_FILE
 * @Key: ignored
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwReadFile().
 */
NTSTATUS ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
		     PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer,
		     ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key);

/**
 * ZwQueryInformationFile() - the size or the position of a file
 * @FileHandle: the file
 * @IoStatusBlock: receives the status and the bytes
 * @FileInformation: receives the structure
 * @Length: its bytes
 * @FileInformationClass: FileStandardInformation or FilePositionInformation
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_INFO_CLASS or
 * STATUS_INVALID_HANDLE.
 */
NTSTATUS ZwQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
				PVOID FileInformation, ULONG Length,
				FILE_INFORMATION_CLASS FileInformationClass);

/**
 * ZwSetInformationFile() - set the size or the position of a file
 * @FileHandle: the file
 * @IoStatusBlock: receives the status
 * @FileInformation: the structure
 * @Length: its bytes
 * @FileInformationClass: FilePositionInformation or FileEndOfFileInformation
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: as ZwQueryInformationFile(), or why the size cannot be set.
 */
NTSTATUS ZwSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
			      PVOID FileInformation, ULONG Length,
			      FILE_INFORMATION_CLASS FileInformationClass);

#endif
