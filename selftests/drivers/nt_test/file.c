// SPDX-License-Identifier: GPL-2.0-only
/* Files of a driver's own. test_nt.sh has made the folder of the drive C:. */
#include <vmbkmcl/nt/file.h>

#include "nt_test.h"

static UNICODE_STRING file_name = RTL_CONSTANT_STRING(L"\\??\\C:\\nt_test.log");

static NTSTATUS create(PUNICODE_STRING name, ACCESS_MASK access, ULONG disposition,
		       ULONG options, PHANDLE handle, ULONG_PTR *action)
{
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK iosb = { };
	NTSTATUS status;

	InitializeObjectAttributes(&attributes, name, OBJ_KERNEL_HANDLE, NULL, NULL);
	status = ZwCreateFile(handle, access, &attributes, &iosb, NULL,
			      FILE_ATTRIBUTE_NORMAL, 0, disposition, options, NULL, 0);
	if (action)
		*action = iosb.Information;
	return status;
}

static NTSTATUS open_it(PHANDLE handle)
{
	return create(&file_name, GENERIC_READ | GENERIC_WRITE, FILE_OVERWRITE_IF,
		      FILE_SYNCHRONOUS_IO_NONALERT, handle, NULL);
}

static NTSTATUS write_at(HANDLE handle, const char *text, LONGLONG offset)
{
	LARGE_INTEGER at = { .QuadPart = offset };
	IO_STATUS_BLOCK iosb;

	return ZwWriteFile(handle, NULL, NULL, NULL, &iosb, (PVOID)text, strlen(text),
			   offset == -1 ? NULL : &at, NULL);
}

static NTSTATUS read_at(HANDLE handle, char *to, ULONG size, LONGLONG offset,
			ULONG_PTR *bytes)
{
	LARGE_INTEGER at = { .QuadPart = offset };
	IO_STATUS_BLOCK iosb = { };
	NTSTATUS status;

	status = ZwReadFile(handle, NULL, NULL, NULL, &iosb, to, size,
			    offset == -1 ? NULL : &at, NULL);
	*bytes = iosb.Information;
	return status;
}

static void test_ZwCreateFile(struct kcase *t)
{
	UNICODE_STRING folder = RTL_CONSTANT_STRING(L"\\DosDevices\\C:\\");
	UNICODE_STRING none = RTL_CONSTANT_STRING(L"\\??\\C:\\none.log");
	UNICODE_STRING up = RTL_CONSTANT_STRING(L"\\??\\C:\\..\\..\\passwd");
	UNICODE_STRING device = RTL_CONSTANT_STRING(L"\\Device\\Null");
	ULONG_PTR action;
	HANDLE handle;
	PVOID object;

	ASSERT_EQ(t, open_it(&handle), STATUS_SUCCESS);
	/* A file has a handle, and no object. */
	EXPECT_EQ(t, ObReferenceObjectByHandle(handle, SYNCHRONIZE, NULL, KernelMode, &object,
					       NULL), STATUS_OBJECT_TYPE_MISMATCH);
	ZwClose(handle);
	EXPECT_EQ(t, create(&file_name, GENERIC_READ, FILE_CREATE, 0, &handle, &action),
		  STATUS_OBJECT_NAME_COLLISION);
	EXPECT_EQ(t, action, FILE_EXISTS);
	EXPECT_EQ(t, create(&file_name, GENERIC_READ, FILE_OPEN_IF, 0, &handle, &action),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, action, FILE_OPENED);
	ZwClose(handle);
	EXPECT_EQ(t, create(&file_name, GENERIC_WRITE, FILE_OVERWRITE, 0, &handle, &action),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, action, FILE_OVERWRITTEN);
	ZwClose(handle);
	EXPECT_EQ(t, create(&none, GENERIC_READ, FILE_OPEN, 0, &handle, &action),
		  STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_EQ(t, action, FILE_DOES_NOT_EXIST);
	EXPECT_EQ(t, create(&folder, GENERIC_READ, FILE_OPEN, 0, &handle, NULL),
		  STATUS_FILE_IS_A_DIRECTORY);
	EXPECT_EQ(t, create(&up, GENERIC_READ, FILE_OPEN, 0, &handle, NULL),
		  STATUS_OBJECT_NAME_INVALID);
	EXPECT_EQ(t, create(&device, GENERIC_READ, FILE_OPEN, 0, &handle, NULL),
		  STATUS_NOT_SUPPORTED);
	EXPECT_EQ(t, create(&file_name, GENERIC_READ, 6, 0, &handle, NULL),
		  STATUS_INVALID_PARAMETER);
}

/* Names that only begin like the file's, or are none; the status block tells, too. */
static void test_wrong_names(struct kcase *t)
{
	static WCHAR text[] = L"\\??\\C:\\nt_test.log\0x";
	UNICODE_STRING cut = { .Buffer = text, .Length = sizeof(text) - sizeof(WCHAR) };
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK iosb = { };
	HANDLE handle;

	cut.MaximumLength = cut.Length;
	ASSERT_EQ(t, open_it(&handle), STATUS_SUCCESS);
	ZwClose(handle);
	InitializeObjectAttributes(&attributes, &cut, OBJ_KERNEL_HANDLE, NULL, NULL);
	EXPECT_EQ(t, ZwCreateFile(&handle, GENERIC_READ, &attributes, &iosb, NULL, 0, 0,
				  FILE_OPEN, 0, NULL, 0), STATUS_OBJECT_NAME_INVALID);
	EXPECT_EQ(t, iosb.Status, STATUS_OBJECT_NAME_INVALID);
	iosb.Status = STATUS_SUCCESS;
	attributes.ObjectName = NULL;
	EXPECT_EQ(t, ZwCreateFile(&handle, GENERIC_READ, &attributes, &iosb, NULL, 0, 0,
				  FILE_OPEN, 0, NULL, 0), STATUS_OBJECT_NAME_INVALID);
	EXPECT_EQ(t, iosb.Status, STATUS_OBJECT_NAME_INVALID);
}

static void test_ZwReadFile(struct kcase *t)
{
	ULONG_PTR bytes;
	char text[16];
	HANDLE handle;

	ASSERT_EQ(t, open_it(&handle), STATUS_SUCCESS);
	EXPECT_EQ(t, write_at(handle, "abcdef", -1), STATUS_SUCCESS);
	EXPECT_EQ(t, write_at(handle, "gh", -1), STATUS_SUCCESS);
	EXPECT_EQ(t, read_at(handle, text, 4, 2, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 4ul);
	EXPECT_MEM_EQ(t, text, "cdef", 4);
	/* An offset moves the position, too. */
	EXPECT_EQ(t, read_at(handle, text, sizeof(text), -1, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 2ul);
	EXPECT_MEM_EQ(t, text, "gh", 2);
	EXPECT_EQ(t, read_at(handle, text, 1, -1, &bytes), STATUS_END_OF_FILE);
	EXPECT_EQ(t, bytes, 0ul);
	ZwClose(handle);
	EXPECT_EQ(t, read_at(handle, text, 1, 0, &bytes), STATUS_INVALID_HANDLE);
	ASSERT_EQ(t, create(&file_name, GENERIC_READ, FILE_OPEN, 0, &handle, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, read_at(handle, text, 1, -1, &bytes), STATUS_INVALID_PARAMETER);
	EXPECT_EQ(t, write_at(handle, "x", 0), STATUS_ACCESS_DENIED);
	ZwClose(handle);
}

static void test_ZwWriteFile(struct kcase *t)
{
	LARGE_INTEGER end = { .LowPart = FILE_WRITE_TO_END_OF_FILE, .HighPart = -1 };
	IO_STATUS_BLOCK iosb;
	ULONG_PTR bytes;
	char text[16];
	HANDLE handle;

	ASSERT_EQ(t, open_it(&handle), STATUS_SUCCESS);
	EXPECT_EQ(t, write_at(handle, "12345", 0), STATUS_SUCCESS);
	EXPECT_EQ(t, write_at(handle, "x", 1), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwWriteFile(handle, NULL, NULL, NULL, &iosb, "67", 2, &end, NULL),
		  STATUS_SUCCESS);
	ZwClose(handle);
	ASSERT_EQ(t, create(&file_name, FILE_APPEND_DATA | SYNCHRONIZE, FILE_OPEN, 0, &handle,
			    NULL), STATUS_SUCCESS);
	EXPECT_EQ(t, write_at(handle, "8", 0), STATUS_SUCCESS);
	ZwClose(handle);
	ASSERT_EQ(t, create(&file_name, GENERIC_READ, FILE_OPEN, 0, &handle, NULL),
		  STATUS_SUCCESS);
	EXPECT_EQ(t, read_at(handle, text, sizeof(text), 0, &bytes), STATUS_SUCCESS);
	EXPECT_EQ(t, bytes, 8ul);
	EXPECT_MEM_EQ(t, text, "1x345678", 8);
	ZwClose(handle);
}

static void test_information(struct kcase *t)
{
	FILE_STANDARD_INFORMATION standard;
	FILE_POSITION_INFORMATION position;
	IO_STATUS_BLOCK iosb;
	HANDLE handle;

	ASSERT_EQ(t, open_it(&handle), STATUS_SUCCESS);
	EXPECT_EQ(t, write_at(handle, "abcdef", -1), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwQueryInformationFile(handle, &iosb, &standard, sizeof(standard),
					    FileStandardInformation), STATUS_SUCCESS);
	EXPECT_EQ(t, standard.EndOfFile.QuadPart, 6ll);
	EXPECT_FALSE(t, standard.Directory);
	EXPECT_EQ(t, ZwQueryInformationFile(handle, &iosb, &position, sizeof(position),
					    FilePositionInformation), STATUS_SUCCESS);
	EXPECT_EQ(t, position.CurrentByteOffset.QuadPart, 6ll);
	position.CurrentByteOffset.QuadPart = 2;
	EXPECT_EQ(t, ZwSetInformationFile(handle, &iosb, &position, sizeof(position),
					  FileEndOfFileInformation), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwSetInformationFile(handle, &iosb, &position, sizeof(position),
					  FilePositionInformation), STATUS_SUCCESS);
	EXPECT_EQ(t, ZwQueryInformationFile(handle, &iosb, &standard, sizeof(standard),
					    FileStandardInformation), STATUS_SUCCESS);
	EXPECT_EQ(t, standard.EndOfFile.QuadPart, 2ll);
	EXPECT_EQ(t, ZwQueryInformationFile(handle, &iosb, &standard, 4,
					    FileStandardInformation),
		  STATUS_INFO_LENGTH_MISMATCH);
	EXPECT_EQ(t, ZwQueryInformationFile(handle, &iosb, &standard, sizeof(standard), 99),
		  STATUS_INVALID_INFO_CLASS);
	ZwClose(handle);
}

/* A thread that may do nothing of its own. */
static const struct cred *drop_rights(void)
{
	struct cred *cred = prepare_creds();

	if (!cred)
		return NULL;
	cred->fsuid = make_kuid(&init_user_ns, 65534);
	cred->fsgid = make_kgid(&init_user_ns, 65534);
	cap_clear(cred->cap_effective);
	return cred;
}

static void test_rights(struct kcase *t)
{
	FILE_END_OF_FILE_INFORMATION end = { .EndOfFile.QuadPart = 3 };
	const struct cred *cred = drop_rights(), *old;
	IO_STATUS_BLOCK iosb;
	NTSTATUS status;
	HANDLE handle;

	ASSERT_NOT_NULL(t, cred);
	if (open_it(&handle) == STATUS_SUCCESS) {
		EXPECT_EQ(t, write_at(handle, "abcdef", -1), STATUS_SUCCESS);
		old = override_creds(cred);
		status = ZwSetInformationFile(handle, &iosb, &end, sizeof(end),
					      FileEndOfFileInformation);
		revert_creds(old);
		EXPECT_EQ(t, status, STATUS_SUCCESS);
		ZwClose(handle);
	}
	put_cred(cred);
}

struct work_case {
	KEVENT done;
	NTSTATUS status;
};

static VOID create_in_work(PVOID context)
{
	struct work_case *work = context;
	HANDLE handle;

	work->status = open_it(&handle);
	if (NT_SUCCESS(work->status))
		ZwClose(handle);
	KeSetEvent(&work->done, 0, FALSE);
}

/* Drivers go to PASSIVE_LEVEL by a work item. The kernel's log tells of what it fears. */
static void test_work_item(struct kcase *t)
{
	struct work_case work = { .status = STATUS_PENDING };
	WORK_QUEUE_ITEM item;

	KeInitializeEvent(&work.done, NotificationEvent, FALSE);
	ExInitializeWorkItem(&item, create_in_work, &work);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	KeWaitForSingleObject(&work.done, Executive, KernelMode, FALSE, NULL);
	EXPECT_EQ(t, work.status, STATUS_SUCCESS);
}

static const struct kcase_spec file_cases[] = {
	KCASE(zw_create_file, "each disposition; below the drivers' folder only",
	      test_ZwCreateFile),
	KCASE(zw_create_file_names, "a name is taken whole, or refused", test_wrong_names),
	KCASE(zw_read_file, "at an offset or the position, up to the end", test_ZwReadFile),
	KCASE(zw_write_file, "at an offset, the position or the end", test_ZwWriteFile),
	KCASE(zw_query_information_file, "size and position, told and set",
	      test_information),
	KCASE(work_item, "a work item opens a file", test_work_item),
	KCASE(rights, "the calling thread's do not count once a file is open", test_rights),
};
const struct kcase_suite file_suite = KCASE_SUITE("file", file_cases);
