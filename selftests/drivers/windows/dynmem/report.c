// SPDX-License-Identifier: GPL-2.0-only
#include "dynmem.h"

#define SYSTEM_PERFORMANCE_INFORMATION_CLASS	2

/* How ZwQuerySystemInformation() begins to describe the system's load. */
typedef struct _PERFORMANCE_INFORMATION {
	LARGE_INTEGER IdleTime;
	LARGE_INTEGER TransferCounts[3];
	ULONG OperationCounts[3];
	ULONG AvailablePages;
	ULONG CommittedPages;
	ULONG CommitLimit;
	ULONG PeakCommitment;
} PERFORMANCE_INFORMATION;

/* The structure is longer on Windows, and grows. */
typedef union _PERFORMANCE_BUFFER {
	PERFORMANCE_INFORMATION Information;
	UCHAR Room[1024];
} PERFORMANCE_BUFFER;

NTSYSAPI NTSTATUS NTAPI ZwQuerySystemInformation(ULONG SystemInformationClass,
						 PVOID SystemInformation,
						 ULONG SystemInformationLength,
						 PULONG ReturnLength);

static KSTART_ROUTINE DynmemReporter;

static BOOLEAN
QueryPerformance(
	_Out_ PERFORMANCE_INFORMATION *Information
	)
{
	PERFORMANCE_BUFFER *buffer;
	NTSTATUS status;
	ULONG length;

	buffer = (PERFORMANCE_BUFFER *)ExAllocatePoolWithTag(NonPagedPool,
							     sizeof(*buffer),
							     DYNMEM_TAG);
	if (buffer == NULL)
		return FALSE;
	status = ZwQuerySystemInformation(SYSTEM_PERFORMANCE_INFORMATION_CLASS,
					  buffer, sizeof(*buffer), &length);
	*Information = buffer->Information;
	ExFreePoolWithTag(buffer, DYNMEM_TAG);
	return NT_SUCCESS(status);
}

UINT64
DynmemAvailablePages(
	VOID
	)
{
	PERFORMANCE_INFORMATION information;

	return QueryPerformance(&information) ? information.AvailablePages : 0;
}

/* What the balloon holds is committed memory to the host. */
static VOID
DynmemReport(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	PERFORMANCE_INFORMATION information;
	DM_STATUS report;

	if (!QueryPerformance(&information))
		return;
	RtlZeroMemory(&report, sizeof(report));
	report.AvailablePages = information.AvailablePages;
	report.CommittedPages = information.CommittedPages +
				Extension->Statistics.BalloonPages;
	Extension->Statistics.AvailablePages = report.AvailablePages;
	Extension->Statistics.CommittedPages = report.CommittedPages;
	DynmemSend(Extension, &report.Header, DM_MESSAGE_STATUS_REPORT,
		   sizeof(report), DynmemNextTransaction(Extension));
	Extension->Statistics.Reports++;
}

static VOID NTAPI
DynmemReporter(
	_In_ PVOID StartContext
	)
{
	PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)StartContext;
	LARGE_INTEGER interval;

	interval.QuadPart = DYNMEM_REPORT_INTERVAL;
	while (KeWaitForSingleObject(&extension->ReporterStop, Executive, KernelMode,
				     FALSE, &interval) == STATUS_TIMEOUT)
		DynmemReport(extension);
	PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS
DynmemReporterStart(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	HANDLE handle;
	NTSTATUS status;
	PVOID thread;

	/* A host that accepts twice gets one reporter. */
	if (Extension->Reporter != NULL)
		return STATUS_SUCCESS;
	KeClearEvent(&Extension->ReporterStop);
	status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
				      DynmemReporter, Extension);
	if (!NT_SUCCESS(status))
		return status;
	status = ObReferenceObjectByHandle(handle, SYNCHRONIZE, NULL, KernelMode,
					   &thread, NULL);
	ZwClose(handle);
	NT_ASSERT(NT_SUCCESS(status));
	Extension->Reporter = (PKTHREAD)thread;
	return STATUS_SUCCESS;
}

VOID
DynmemReporterStop(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	if (Extension->Reporter == NULL)
		return;
	KeSetEvent(&Extension->ReporterStop, IO_NO_INCREMENT, FALSE);
	KeWaitForSingleObject(Extension->Reporter, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(Extension->Reporter);
	Extension->Reporter = NULL;
}
